// Actions of meetings as they come back: on every next agenda of their board and in the list of their owner, until they are done.
import { expect, it } from 'vitest';
import { answer, aWorkspace, refusal } from '../support/workspace.ts';

const day = 86_400_000;

it('CAB-06 an open action stands on every next agenda of its board with meeting, owner, day and overdue mark, until its owner signs it as done', async () => {
  const { chair, call, clock, as } = await aWorkspace();
  const { meeting } = await call('cab.board', {});
  await call('meeting.start', { meeting: meeting!.id });
  await call('meeting.end', { meeting: meeting!.id, actions: [{ text: 'Ask the vendor', owner: 'Tomasz Zielinski', dueOn: '2026-11-27' }, { text: 'Count the tapes', owner: 'Nobody Here', dueOn: '2026-12-20' }] });
  const proposed = async (ref: string) => (await call('cab.propose', { meeting: ref })).topics.find(({ kind }) => kind === 'actions')!.lines.filter(({ said }) => said.startsWith(meeting!.number));
  // Two sessions later: not only the last one's actions come back.
  for (const weeks of [1, 2]) {
    clock.now += 7 * day;
    const next = await call('meeting.create', { board: meeting!.board, startsAt: new Date(clock.now).toISOString() });
    expect(await proposed(next.id)).toMatchObject([{ text: 'Ask the vendor', said: `${meeting!.number}, Tomasz Zielinski, due 2026-11-27`, isOverdue: true }, { text: 'Count the tapes', isOverdue: false }]);
    await call('meeting.start', { meeting: next.id });
    await call('meeting.end', { meeting: next.id, actions: [{ text: `Later, ${weeks}`, owner: 'Nobody Here', dueOn: '2027-01-10' }] });
  }
  const tomasz = await as('Tomasz Zielinski');
  const own = async () => (await answer(tomasz, 'work.mine', {})).rows.filter(({ record }) => record === meeting!.id).flatMap(({ tasks }) => tasks);
  expect(await own()).toMatchObject([{ kind: 'action', label: 'Ask the vendor', dueAt: '2026-11-27T23:59:59.999Z', isOverdue: true }]);
  expect((await answer(chair, 'work.mine', {})).rows.flatMap(({ tasks }) => tasks).filter(({ label }) => label === 'Ask the vendor')).toEqual([]);

  expect(await refusal(tomasz, 'meeting.finishAction', { meeting: meeting!.id, action: 2 })).toMatchObject({ code: 'not_the_action_owner' });
  await answer(tomasz, 'meeting.finishAction', { meeting: meeting!.id, action: 1, note: 'The build comes on Monday' });
  expect(await own()).toEqual([]);
  expect(await refusal(tomasz, 'meeting.finishAction', { meeting: meeting!.id, action: 1 })).toMatchObject({ code: 'action_done', facts: { by: 'Tomasz Zielinski' } });
  const open = (await call('meeting.actions', { board: meeting!.board })).rows.filter(({ meeting: of }) => of === meeting!.id);
  expect(open).toMatchObject([{ action: 2, text: 'Count the tapes', number: meeting!.number, mayFinish: { ok: true } }]);
  const all = (await call('meeting.actions', { meeting: meeting!.number })).rows;
  expect(all).toMatchObject([{ action: 1, isOverdue: false, done: { note: 'The build comes on Monday', by: 'Tomasz Zielinski' }, mayFinish: { ok: false, code: 'action_done' } }, { action: 2, done: null }]);
  // A chair says it for whoever is not here.
  await call('meeting.finishAction', { meeting: meeting!.id, action: 2 });
  clock.now += 7 * day;
  const last = await call('meeting.create', { board: meeting!.board, startsAt: new Date(clock.now).toISOString() });
  expect(await proposed(last.id)).toEqual([]);
  expect((await call('trail.verify', {})).verdict).not.toBe('broken');
});

it('CAB-06 signed minutes stay as they were signed when an action is done later', async () => {
  const { call } = await aWorkspace();
  const meeting = (await call('cab.board', {})).meeting!.id;
  await call('meeting.start', { meeting });
  expect((await call('meeting.run', { meeting })).items.every(({ standing }) => standing === null)).toBe(true);
  await call('meeting.end', { meeting, actions: [{ text: 'Ask the vendor', owner: 'Tomasz Zielinski', dueOn: '2026-11-27' }] });
  await call('minutes.sign', { meeting });
  const before = await call('minutes.show', { meeting });
  await call('meeting.finishAction', { meeting, action: 1 });
  const after = await call('minutes.show', { meeting });
  expect({ digest: after.digest, actions: after.actions }).toEqual({ digest: before.digest, actions: [{ text: 'Ask the vendor', owner: 'Tomasz Zielinski', dueOn: '2026-11-27' }] });
});
