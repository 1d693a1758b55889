// What minutes tell of a meeting in which everything happened, and what signing does to them.
import { createHash } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { Output } from '../../src-main/contract/index.ts';
import { aWorkspace } from '../support/workspace.ts';
import type { TestWorkspace } from '../support/workspace.ts';

type Held = TestWorkspace & { meeting: string; first: string; second: string; third: string; voters: string[] };
const minute = 60_000;

/** A meeting with an absence, a proxy, a departure, a recusal, a late topic, notes, votes apart and a decision against the vote. */
async function held(): Promise<Held> {
  const workspace = await aWorkspace();
  const { call, clock } = workspace;
  await call('board.seat', { board: 'CAB', person: 'Ingrid Solberg', function: 'Business' });
  const board = await call('cab.board', {});
  const meeting = board.meeting!.id;
  await call('meeting.start', { meeting });
  await call('meeting.rollCall', { meeting, attendance: board.attendance.map(({ person, name }) => ({ person, status: name === 'Ingrid Solberg' ? 'apologies' as const : 'present' as const })) });
  await call('meeting.proxy', { meeting, from: 'Ingrid Solberg', to: 'Hannah Schuster' });
  const ableOn = async (item: string) => (await call('meeting.run', { meeting, item })).voters.filter(({ how }) => how === 'self');
  const rows = await Promise.all(board.onAgenda.map(async ({ id }) => ({ id, able: await ableOn(id) })));
  const [first, second, third] = rows.toSorted((a, b) => b.able.length - a.able.length).map(({ id }) => id) as [string, string, string];
  clock.now += minute;
  await call('meeting.open', { meeting, item: first });
  const [one, two, three, four, ...others] = (await ableOn(first)).map(({ person }) => person) as [string, string, string, string, ...string[]];
  await call('meeting.recuse', { meeting, change: first, person: four, reason: 'Married to the vendor' });
  for (const person of [one, two, ...others]) await call('meeting.vote', { meeting, change: first, person, vote: 'reject' });
  await call('meeting.vote', { meeting, change: first, person: 'Ingrid Solberg', vote: 'reject' });
  await call('meeting.vote', { meeting, change: first, person: three, vote: 'request-information', question: 'Who pays?' });
  await call('meeting.note', { meeting, item: first, text: 'Rehearse on node 4' });
  clock.now += 12 * minute;
  await call('cab.recordDecision', { meeting, change: first, verdict: 'approved', reason: 'The regulator set the date.' });
  await call('meeting.rollCall', { meeting, attendance: [{ person: two, status: 'left' }] });
  await call('meeting.addTopic', { meeting, title: 'Open findings', minutes: 5, reason: 'Came up today' });
  const topic = (await call('meeting.run', { meeting })).items.find(({ kind }) => kind === 'topic')!.id;
  await call('meeting.conclude', { meeting, item: topic, outcome: 'Two closed' });
  await call('meeting.note', { meeting, text: 'Fire drill at three' });
  await call('cab.recordDecision', { meeting, change: second, verdict: 'deferred', reason: 'Too early', deferredTo: '2026-12-01' });
  await call('meeting.setAside', { meeting, item: third });
  await call('meeting.end', { meeting, actions: [{ text: 'Ask the vendor', owner: 'Grace Obi', dueOn: '2026-12-01' }] });
  return { ...workspace, meeting, first, second, third, voters: [one, two, three, four] };
}
const entry = (minutes: Output<'minutes.show'>, id: string) => minutes.items.find((item) => item.id === id)!;

it('CAB-06 minutes tell attendance, quorum history, votes by name, recusals, notes, time used, topics, and a decision against the vote with its reason', async () => {
  const { call, meeting, first, second, third } = await held();
  const minutes = await call('minutes.show', { meeting });
  expect(minutes.quorum.map(({ said, isQuorate }) => [said, isQuorate])).toEqual([['roll call', true], [expect.stringMatching(/ left$/), true]]);
  expect(minutes.quorum[1]!.have).toBe(minutes.quorum[0]!.have - 1);
  expect(minutes.proxies).toMatchObject([{ from: 'Ingrid Solberg', to: 'Hannah Schuster' }]);
  expect(minutes.attendance.find(({ name }) => name === 'Ingrid Solberg')).toMatchObject({ status: 'apologies', arrivedAt: null, leftAt: null });
  const item = entry(minutes, first);
  expect(item).toMatchObject({ seconds: 12 * 60, decision: { verdict: 'approved', reason: 'The regulator set the date.', isAgainstVote: true }, notes: [{ text: 'Rehearse on node 4', by: 'Marta Lindqvist' }] });
  expect(item.votes.map(({ vote }) => vote).toSorted()).toEqual(expect.arrayContaining(['reject', 'reject', 'request-information']));
  expect(item.votes.find(({ name }) => name === 'Ingrid Solberg')).toMatchObject({ vote: 'reject', by: 'Hannah Schuster' });
  expect(item.votes.find(({ vote }) => vote === 'request-information')).toMatchObject({ question: 'Who pays?' });
  expect(entry(minutes, second)).toMatchObject({ votes: [], standIns: [] });
  expect(item.recused).toContainEqual({ name: expect.any(String), why: 'Married to the vendor', isByRule: false });
  expect(entry(minutes, second)).toMatchObject({ decision: { verdict: 'deferred', deferredTo: '2026-12-01', isAgainstVote: false } });
  expect(entry(minutes, third)).toMatchObject({ decision: null, isSetAside: true });
  expect(minutes.items.find(({ kind }) => kind === 'topic')).toMatchObject({ title: 'Open findings', outcome: 'Two closed', isLate: true, lateReason: 'Came up today' });
  expect(minutes.notes).toMatchObject([{ text: 'Fire drill at three' }]);
  expect(minutes.agenda).not.toContain('Open findings');
  expect(minutes.actions).toEqual([{ text: 'Ask the vendor', owner: 'Grace Obi', dueOn: '2026-12-01' }]);
});

it('CAB-06 who requested, owns or implements a change is named as recused by rule', async () => {
  const { call, meeting } = await held();
  const byRule = (await call('minutes.show', { meeting })).items.flatMap(({ recused }) => recused).filter(({ isByRule }) => isByRule);
  expect(byRule.length).toBeGreaterThan(0);
  expect(byRule.every(({ why }) => ['requester', 'owner', 'implementer'].includes(why))).toBe(true);
});

it('CAB-06 signed minutes read the same after names, seats and changes have changed; an edit is refused and an addendum is the way', async () => {
  const { call, refused, app, meeting, first } = await held();
  const draft = await call('minutes.show', { meeting });
  expect(await refused('minutes.addAddendum', { meeting, text: 'Too early' })).toMatchObject({ code: 'minutes_not_signed' });
  await call('minutes.sign', { meeting });
  await call('board.seat', { board: 'CAB', person: 'Priya Nair', function: 'Late comer' });
  await call('board.endSeat', { board: 'CAB', person: 'Hannah Schuster', on: '2026-11-01' });
  const signed = await call('minutes.show', { meeting });
  expect({ ...signed, may: null, isSigned: null, signedBy: null, signedAt: null, meeting: null }).toEqual({ ...draft, may: null, isSigned: null, signedBy: null, signedAt: null, meeting: null });
  for (const [name, input] of [['meeting.note', { meeting, item: first, text: 'Another' }], ['cab.setMinutes', { meeting, change: first, minutes: 3 }], ['minutes.sign', { meeting }]] as const) expect(await refused(name, input)).toMatchObject({ code: 'minutes_final' });
  expect(await refused('minutes.addAddendum', { meeting, text: '  ' })).toMatchObject({ code: 'reason_needed' });
  await call('minutes.addAddendum', { meeting, text: 'The action is due on 2 December.' });
  const corrected = await call('minutes.show', { meeting });
  expect(corrected).toMatchObject({ revision: 2, digest: draft.digest, addenda: [{ text: 'The action is due on 2 December.', by: 'Marta Lindqvist' }] });
  expect(corrected.actions).toEqual(draft.actions);
  const { file } = await call('minutes.write', { meeting, format: 'json' });
  expect(file.name).toMatch(/-MIN-r2\.json$/);
  expect(createHash('sha256').update(readFileSync(app.exportPath(file.name))).digest('hex')).toBe(draft.digest);
});

it('CAB-06 the PDF prints all of it, with page x of y, number and revision, and the addendum behind', async () => {
  const { call, app, meeting } = await held();
  await call('minutes.sign', { meeting });
  await call('minutes.addAddendum', { meeting, text: 'The action is due on 2 December.' });
  const { file, pages } = await call('minutes.write', { meeting });
  const text = execFileSync('pdftotext', ['-layout', app.exportPath(file.name), '-'], { encoding: 'utf8' }).replace(/\s+/g, ' ');
  for (const said of [
    `Page 1 of ${pages}`, 'MIN, revision 2', 'roll call:', 'Ingrid Solberg gave the vote to Hannah Schuster', 'Married to the vendor', 'Asked for information', 'Who pays?', 'decided against the vote', 'The regulator set the date.',
    'Rehearse on node 4', 'Came up today', 'Two closed', 'Fire drill at three', '12 of ', 'Ask the vendor', 'Set aside and not taken up again.', 'Addendum 1', 'The action is due on 2 December.',
  ]) expect(text).toContain(said);
});

it('CAB-06 an action without an owner or a date is refused', async () => {
  const workspace = await aWorkspace();
  const { meeting } = await workspace.call('cab.board', {});
  await workspace.call('meeting.start', { meeting: meeting!.id });
  for (const action of [{ text: 'Call', dueOn: '2026-12-01' }, { text: 'Call', owner: 'Grace Obi' }, { text: 'Call', owner: '', dueOn: '2026-12-01' }]) expect((await workspace.refused('meeting.end', { meeting: meeting!.id, actions: [action] })).code).toBe('invalid_input');
});
