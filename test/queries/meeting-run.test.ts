import { expect, it } from 'vitest';
import { aWorkspace, refusal } from '../support/workspace.ts';
import type { TestWorkspace } from '../support/workspace.ts';

async function begun(): Promise<TestWorkspace & { meeting: string; items: string[] }> {
  const workspace = await aWorkspace();
  const board = await workspace.call('cab.board', {});
  const meeting = board.meeting!.id;
  await workspace.call('meeting.start', { meeting });
  await workspace.call('meeting.rollCall', { meeting, attendance: board.attendance.map(({ person }) => ({ person, status: 'present' as const })) });
  return { ...workspace, meeting, items: board.onAgenda.map(({ id }) => id) };
}

it('CAB-04 the item that is up has a clock, voters with their reasons, and a pace', async () => {
  const { call, clock, meeting, items } = await begun();
  const [first, second] = items as [string, string];
  await call('meeting.open', { meeting, item: first });
  clock.now += 6 * 60_000;
  const run = await call('meeting.run', { meeting });
  expect(run.current).toBe(first);
  expect(run.items[0]).toMatchObject({ id: first, seconds: 360, position: 1 });
  expect(run.pace).toMatchObject({ minutesLeft: run.meeting.lengthMinutes - 6, itemsLeft: items.length });
  expect(run.voters.length).toBeGreaterThan(3);
  expect(run.voters.filter(({ how }) => how === 'recused').every(({ why }) => ['requester', 'owner', 'implementer'].includes(why))).toBe(true);
  await call('meeting.setAside', { meeting, item: first });
  await call('meeting.open', { meeting, item: second });
  clock.now += 60_000;
  const after = await call('meeting.run', { meeting });
  expect(after.items.find(({ id }) => id === first)).toMatchObject({ seconds: 360, isSetAside: true, runningSince: null });
  await call('meeting.bringBack', { meeting, item: first });
  expect((await call('meeting.run', { meeting })).items.at(-1)).toMatchObject({ id: first, isSetAside: false });
});

it('CAB-04 a recusal takes the vote on one item, and the vote of the recused is refused', async () => {
  const { chair, call, meeting, items } = await begun();
  const before = await call('meeting.run', { meeting, item: items[0]! });
  const voter = before.voters.find(({ how }) => how === 'self')!;
  await call('meeting.recuse', { meeting, change: items[0]!, person: voter.person, reason: 'Married to the vendor' });
  const run = await call('meeting.run', { meeting, item: items[0]! });
  expect(run.quorum.have).toBe(before.quorum.have - 1);
  expect(run.voters.find(({ person }) => person === voter.person)).toMatchObject({ how: 'recused', why: 'Married to the vendor' });
  expect(await refusal(chair, 'meeting.vote', { meeting, change: items[0]!, person: voter.person, vote: 'approve' })).toMatchObject({ code: 'recused' });
  expect((await call('meeting.run', { meeting, item: items[1]! })).voters.find(({ person }) => person === voter.person)?.why).not.toBe('Married to the vendor');
});

it('CAB-04 notes, topics and pauses are kept as they happen; a closed core reopens with all of them', async () => {
  const { call, meeting, items } = await begun();
  const topic = (await call('meeting.addTopic', { meeting, title: 'Open findings', minutes: 5, reason: 'Came up today' }));
  expect(topic.id).toBe(meeting);
  const { id } = (await call('meeting.run', { meeting })).items.find(({ kind }) => kind === 'topic')!;
  await call('meeting.note', { meeting, item: items[0]!, text: 'Rehearse on node 4' });
  await call('meeting.note', { meeting, text: 'Fire drill at three' });
  await call('meeting.conclude', { meeting, item: id, outcome: 'Two closed, one stays open' });
  await call('meeting.pause', { meeting });
  const run = await call('meeting.run', { meeting });
  expect(run).toMatchObject({ isPaused: true, notes: [{ text: 'Fire drill at three', by: 'Marta Lindqvist' }] });
  expect(run.items.find((item) => item.id === id)).toMatchObject({ title: 'Open findings', outcome: 'Two closed, one stays open', isDone: true, isLate: true });
  expect(run.items[0]!.notes).toMatchObject([{ text: 'Rehearse on node 4' }]);
});

it('CAB-01 a charter through the bridge: an empty required seat is named, and its meeting does not start', async () => {
  const { call, chair } = await aWorkspace();
  const charter = { requiredFunctions: ['Security', 'Business'], rule: 'majority' as const };
  const { id } = await call('board.create', { name: 'Payments board', seats: [{ person: 'Grace Obi', function: 'Security' }], charter });
  const { id: meeting } = await call('meeting.create', { board: id, startsAt: '2026-11-25T09:00:00Z' });
  expect((await call('board.list', {})).find((b) => b.id === id)).toMatchObject({ isConstituted: false, lacks: ['Business'] });
  expect(await refusal(chair, 'meeting.start', { meeting })).toMatchObject({ code: 'not_constituted', facts: { functions: ['Business'] } });
  await call('board.seat', { board: id, person: 'Aisha Bello', function: 'business' });
  await call('meeting.start', { meeting });
  await call('board.endSeat', { board: id, person: 'Aisha Bello', on: '2026-11-24' });
  expect((await call('board.list', {})).find((b) => b.id === id)).toMatchObject({ isConstituted: false, lacks: ['Business'] });
});
