// Referring and handing up as laptops do it: through the bridge, over days and restarts (CAB-07).
import { expect, it } from 'vitest';
import { aWorkspace, answer, completeChange, coreOver, putForward, refusal, signIn } from '../support/workspace.ts';
import type { TestWorkspace } from '../support/workspace.ts';

type Scene = TestWorkspace & { meeting: string; change: string; raise(title: string): Promise<string> };
/** A running meeting with everybody in the room and one change of this house on its agenda. */
async function inSession(): Promise<Scene> {
  const w = await aWorkspace();
  const release = await w.as('Tomasz Zielinski');
  const board = await w.call('cab.board', {});
  const meeting = board.meeting!.id;
  await w.call('meeting.start', { meeting });
  await w.call('meeting.rollCall', { meeting, attendance: board.attendance.map(({ person }) => ({ person, status: 'present' as const })) });
  const raise = async (title: string): Promise<string> => {
    const { id } = await answer(release, 'change.create', { ...completeChange, service: 'Service desk tools', title, owner: 'Tomasz Zielinski', requester: 'Tomasz Zielinski' });
    await putForward(id, release, w.chair);
    await w.call('cab.admit', { meeting, change: id, reason: 'Came up today' });
    return id;
  };
  return { ...w, meeting, raise, change: await raise('Switch the cipher') };
}

it('CAB-07 a question waits in the list of the expert, who answers it signed; the board finds the opinion on its next agenda', async () => {
  const w = await inSession();
  const { meeting, change } = w;
  expect(await w.refused('referral.make', { meeting, change, expert: 'Tomasz Zielinski', question: 'Does it hold?' })).toMatchObject({ code: 'referral_to_requester', where: { field: 'expert' } });
  await w.call('referral.make', { meeting, change, expert: 'Ingrid Solberg', question: 'Does the old cipher still work?' });
  expect((await w.call('change.show', { change }))).toMatchObject({ state: 'awaiting-authorisation', decisions: [{ verdict: 'referred', reason: 'Does the old cipher still work?' }] });
  const expert = await w.as('Ingrid Solberg');
  expect((await answer(expert, 'work.mine', {})).rows.flatMap(({ record, tasks }) => tasks.map(({ kind, label }) => [record, kind, label]))).toContainEqual([change, 'referral', 'Give your opinion: Does the old cipher still work?']);
  expect((await refusal(w.chair, 'referral.answer', { change, view: 'for', opinion: 'It does' })).code).toBe('not_asked');
  await answer(expert, 'referral.answer', { change, view: 'against', opinion: 'Only until March' });
  expect((await answer(expert, 'work.mine', {})).rows.flatMap(({ tasks }) => tasks).filter(({ kind }) => kind === 'referral')).toEqual([]);
  expect(await w.call('referral.list', { change })).toMatchObject([{ expert: 'Ingrid Solberg', standing: 'answered', answer: { view: 'against', opinion: 'Only until March' } }]);
  expect((await w.call('change.history', { change, limit: 1 })).rows).toMatchObject([{ said: 'The expert is against it: Only until March', isSigned: true }]);
  await w.call('meeting.end', { meeting });
  const { id: next } = await w.call('meeting.create', { board: 'CAB', startsAt: '2026-12-01T14:00:00Z' });
  const { topics } = await w.call('cab.propose', { meeting: next });
  expect(topics.find(({ kind }) => kind === 'actions')?.lines).toContainEqual(expect.objectContaining({ text: 'Does the old cipher still work?', said: 'Ingrid Solberg is against it: Only until March', isOverdue: false }));
});

it('CAB-07 a referral past due goes up on the next start, once, with an event of its own, and stands on the next agenda', async () => {
  const w = await inSession();
  const { meeting, change, dataDir, dir, clock } = w;
  await w.call('referral.make', { meeting, change, expert: 'Ingrid Solberg', question: 'Does it hold?' });
  const [asked] = await w.call('referral.list', { change });
  expect(asked?.dueAt).toBe('2026-11-26T10:00:00.000Z');
  await w.call('meeting.end', { meeting });
  await w.app.close();
  const restart = async (at: string): Promise<Awaited<ReturnType<typeof signIn>>> => {
    const core = coreOver(dataDir, { now: Date.parse(at) });
    core.app.openWorkspace(dir);
    const chair = await signIn(core.app, 'Marta Lindqvist');
    closing.push(() => core.app.close());
    return chair;
  };
  const closing: (() => Promise<void>)[] = [];
  expect(clock.now).toBeLessThan(Date.parse(asked!.dueAt));
  const early = await restart('2026-11-26T10:00:00.000Z');
  expect((await answer(early, 'escalation.show', { change })).escalations).toEqual([]);
  await closing.pop()?.();
  const late = await restart('2026-11-27T08:00:00.000Z');
  const shown = await answer(late, 'escalation.show', { change });
  expect(shown).toMatchObject({ required: { level: 3, label: 'Enterprise board', because: ['An expert did not answer in time'] }, escalations: [{ level: 3, why: 'unanswered' }], referrals: [{ standing: 'overdue' }] });
  expect((await answer(late, 'change.history', { change })).rows.filter(({ type }) => type === 'escalation.raised')).toMatchObject([{ said: 'Handed up to the next board: an expert did not answer in time' }]);
  const { id: next } = await answer(late, 'meeting.create', { board: 'CAB', startsAt: '2026-12-01T14:00:00Z' });
  const { topics } = await answer(late, 'cab.propose', { meeting: next });
  expect(topics.find(({ kind }) => kind === 'actions')?.lines).toContainEqual(expect.objectContaining({ text: 'Does it hold?', said: 'Ingrid Solberg did not answer in time; handed up', isOverdue: true }));
  await closing.pop()?.();
  const again = await restart('2026-11-30T08:00:00.000Z');
  expect((await answer(again, 'escalation.show', { change })).escalations).toHaveLength(1);
  await closing.pop()?.();
});

it('CAB-07 a release touching two business units shows the enterprise board as required level; the CAB recommends, and only the higher board authorises', async () => {
  const w = await inSession();
  const { meeting, chair } = w;
  const release = await w.as('Tomasz Zielinski');
  for (const [name, unit] of [['Clearing', 'Treasury'], ['Branch desk', 'Retail']] as const) await answer(release, 'service.register', { name, tier: 3, unit });
  await answer(release, 'item.register', { name: 'Clearing store', service: 'Clearing' });
  const { id: change } = await answer(release, 'change.create', { ...completeChange, service: 'Branch desk', items: ['Clearing store'], title: 'Both desks', owner: 'Tomasz Zielinski', requester: 'Tomasz Zielinski' });
  await putForward(change, release, chair);
  await w.call('cab.admit', { meeting, change, reason: 'Came up today' });
  expect(await w.call('escalation.show', { change })).toMatchObject({ units: ['Retail', 'Treasury'], required: { level: 3, label: 'Enterprise board' } });
  expect((await w.call('cab.packet', { change, meeting })).card.above).toMatchObject({ label: 'Enterprise board' });
  expect((await w.call('cab.board', { meeting })).onAgenda.find(({ id }) => id === change)).toMatchObject({ mayDecide: { ok: false, code: 'board_too_low', facts: { level: 'Enterprise board' } }, mayRefer: { ok: true } });
  expect(await w.refused('cab.recordDecision', { meeting, change, verdict: 'approved' })).toMatchObject({ code: 'board_too_low' });
  await w.call('cab.recordDecision', { meeting, change, verdict: 'referred', recommends: 'approve' });
  expect((await w.call('change.show', { change })).state).toBe('awaiting-authorisation');
  await w.call('meeting.end', { meeting });
  const { decision } = (await w.call('minutes.show', { meeting })).items.find(({ id }) => id === change)!;
  expect(decision).toMatchObject({ verdict: 'referred', recommends: 'approve' });
  const { id: board } = await w.call('board.create', { name: 'Enterprise board', seats: [{ person: 'Grace Obi' }, { person: 'Ravi Menon' }], charter: { kind: 'enterprise-board', level: 3, requiredFunctions: [] } });
  const { id: higher } = await w.call('meeting.create', { board, startsAt: '2026-11-24T12:00:00Z' });
  await w.call('cab.admit', { meeting: higher, change });
  await w.call('meeting.start', { meeting: higher });
  await w.call('meeting.rollCall', { meeting: higher, attendance: ['Grace Obi', 'Ravi Menon'].map((person) => ({ person, status: 'present' as const })) });
  expect((await w.call('cab.packet', { change, meeting: higher })).card.above).toBeNull();
  await w.call('cab.recordDecision', { meeting: higher, change, verdict: 'approved' });
  expect((await w.call('change.show', { change })).state).toBe('authorised');
});

it('CAB-07 lack of context is declared and hands the item up; taken back, a question no longer waits', async () => {
  const w = await inSession();
  const { meeting, change } = w;
  expect((await w.refused('escalation.raise', { meeting, change, why: 'tied-vote', reason: 'Two and two' })).code).toBe('vote_not_tied');
  await w.call('escalation.raise', { meeting, change, why: 'no-context', reason: 'Nobody here knows the mainframe' });
  expect((await w.call('escalation.show', { change })).required.because).toEqual(['The board declared that it lacks the technical context: Nobody here knows the mainframe']);
  const other = await w.raise('Another cipher');
  await w.call('referral.make', { meeting, change: other, expert: 'Ingrid Solberg', question: 'And this one?', dueOn: '2026-11-25' });
  await w.call('referral.withdraw', { change: other, expert: 'Ingrid Solberg', reason: 'Settled by phone' });
  w.clock.now += 30 * 86_400_000;
  expect(await w.call('referral.escalateOverdue', {})).toEqual({ escalated: [] });
});
