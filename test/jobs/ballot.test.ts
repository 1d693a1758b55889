// Ballots of absent members: written under their own key, judged on the laptop of the chair.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Connection } from '../../src-main/boot.ts';
import { aWorkspace, answer, refusal } from '../support/workspace.ts';
import type { TestWorkspace } from '../support/workspace.ts';

/** A member with a key of her own who will not be there. */
const absent = 'Ingrid Solberg';
type Meeting = TestWorkspace & { meeting: string; item: string; member: Connection };
/** A running meeting whose first item one voting member, who is away, may vote on. */
async function begun(): Promise<Meeting> {
  const workspace = await aWorkspace();
  await workspace.call('board.seat', { board: 'CAB', person: absent, function: 'Business' });
  const board = await workspace.call('cab.board', {});
  const meeting = board.meeting!.id;
  await workspace.call('meeting.start', { meeting });
  await workspace.call('meeting.rollCall', { meeting, attendance: board.attendance.map(({ person }) => ({ person, status: 'present' as const })) });
  const mayVote = async ({ id }: { id: string }): Promise<boolean> => (await workspace.call('meeting.run', { meeting, item: id })).voters.some(({ how, name }) => how === 'self' && name === absent);
  const open = (await Promise.all(board.onAgenda.map(async (card) => ({ id: card.id, isOpen: await mayVote(card) })))).filter(({ isOpen }) => isOpen);
  const item = open[0]!.id;
  await workspace.call('meeting.rollCall', { meeting, attendance: [{ person: absent, status: 'apologies' }] });
  return { ...workspace, meeting, item, member: await workspace.as(absent) };
}
async function written({ app, member, meeting, item }: Meeting, vote: 'approve' | 'reject' = 'approve'): Promise<string> {
  const { file } = await answer(member, 'ballot.write', { meeting, change: item, vote });
  return app.exportPath(file.name);
}
/** The same file with something else in it; the signature stays as it was. */
function altered({ dataDir }: Meeting, path: string, alter: (ballot: Record<string, unknown>) => void): string {
  const file = JSON.parse(readFileSync(path, 'utf8')) as { ballot: Record<string, unknown> };
  alter(file.ballot);
  const to = join(dataDir, 'altered.json');
  const sorted = (value: unknown): unknown => (value !== null && typeof value === 'object' && !Array.isArray(value) ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([k, v]) => [k, sorted(v)])) : value);
  writeFileSync(to, JSON.stringify(sorted(file)));
  return to;
}
const receive = (m: Meeting, path: string) => m.call('ballot.receive', { meeting: m.meeting, file: m.app.stagePath(path) });
const listed = async (m: Meeting): Promise<string[]> => (await m.call('meeting.run', { meeting: m.meeting })).refusedBallots.map(({ why }) => why);

it('CAB-05 the ballot of an absent member counts once: a second one is refused and listed', async () => {
  const m = await begun();
  expect(await receive(m, await written(m))).toMatchObject({ person: absent, vote: 'approve', isCounted: true, why: null });
  expect((await m.call('meeting.run', { meeting: m.meeting, item: m.item })).voters.find(({ name }) => name === absent)).toMatchObject({ vote: 'approve', isBallot: true });
  expect(await receive(m, await written(m, 'reject'))).toMatchObject({ isCounted: false, why: 'second' });
  expect(await listed(m)).toEqual(['second']);
  expect((await m.call('meeting.run', { meeting: m.meeting, item: m.item })).voters.find(({ name }) => name === absent)).toMatchObject({ vote: 'approve' });
  expect((await m.call('trail.rebuild', {})).tables.filter((t) => !t.isEqual)).toEqual([]);
});

it('CAB-05 a ballot that was altered, is of another organisation or meeting, or of somebody without a seat is refused and listed', async () => {
  const m = await begun();
  const path = await written(m);
  for (const [why, alter] of [
    ['signature', (ballot) => { ballot['vote'] = 'reject'; }], ['organisation', (ballot) => { ballot['org'] = '00000000-0000-4000-8000-000000000000'; }],
    ['meeting', (ballot) => { (ballot['meeting'] as Record<string, string>)['id'] = 'another'; }], ['seat', (ballot) => { (ballot['person'] as Record<string, string>)['id'] = 'nobody'; }],
    ['item', (ballot) => { (ballot['change'] as Record<string, string>)['id'] = 'nothing'; }],
  ] satisfies [string, (ballot: Record<string, unknown>) => void][]) expect(await receive(m, altered(m, path, alter))).toMatchObject({ isCounted: false, why });
  expect(await listed(m)).toEqual(['signature', 'organisation', 'meeting', 'seat', 'item']);
  expect(await receive(m, path)).toMatchObject({ isCounted: true });
});

it('CAB-05 a ballot that arrives after the decision is late: it is listed, in the minutes too, and the decision stands', async () => {
  const m = await begun();
  const path = await written(m, 'reject');
  await m.call('cab.recordDecision', { meeting: m.meeting, change: m.item, verdict: 'deferred', reason: 'Too early', deferredTo: '2026-12-01' });
  expect(await receive(m, path)).toMatchObject({ isCounted: false, why: 'late' });
  await m.call('meeting.end', { meeting: m.meeting });
  const minutes = await m.call('minutes.show', { meeting: m.meeting });
  expect(minutes.refusedBallots).toMatchObject([{ name: absent, why: 'late' }]);
  expect(minutes.items.find(({ id }) => id === m.item)).toMatchObject({ votes: [], decision: { verdict: 'deferred' } });
  await m.call('minutes.sign', { meeting: m.meeting });
  expect(await m.refused('ballot.receive', { meeting: m.meeting, file: m.app.stagePath(path) })).toMatchObject({ code: 'minutes_final' });
});

it('CAB-05 a ballot on a revision that is not on the screen any more is refused and listed', async () => {
  const m = await begun();
  const path = await written(m);
  const { fields } = await m.call('change.show', { change: m.item });
  await answer(await m.as('Tomasz Zielinski'), 'change.edit', { change: m.item, fields: { description: `${fields.description} And one thing more.` } });
  expect(await receive(m, path)).toMatchObject({ isCounted: false, why: 'revision' });
});

it('CAB-05 a ballot falls when the change is edited after it was taken: it is listed with the reason, and a new one counts', async () => {
  const m = await begun();
  expect(await receive(m, await written(m))).toMatchObject({ isCounted: true });
  const { fields } = await m.call('change.show', { change: m.item });
  const edit = async (more: string): Promise<unknown> => answer(await m.as('Tomasz Zielinski'), 'change.edit', { change: m.item, fields: { description: `${fields.description} ${more}` } });
  await edit('And one thing more.');
  const before = await m.call('meeting.run', { meeting: m.meeting, item: m.item });
  expect(before.voters.find(({ name }) => name === absent)).toMatchObject({ how: 'absent', vote: null, isBallot: false });
  expect(before.tally).toMatchObject({ approve: 0 });
  expect(before.refusedBallots).toEqual([{ name: absent, why: 'moved' }]);
  expect(await receive(m, await written(m, 'reject'))).toMatchObject({ isCounted: true });
  expect(await receive(m, await written(m))).toMatchObject({ isCounted: false, why: 'second' });
  expect((await m.call('meeting.run', { meeting: m.meeting, item: m.item })).voters.find(({ name }) => name === absent)).toMatchObject({ vote: 'reject', isBallot: true });
  await m.call('cab.recordDecision', { meeting: m.meeting, change: m.item, verdict: 'noted' });
  // What is edited after the decision takes no vote away from it.
  await edit('And after it.');
  await m.call('meeting.end', { meeting: m.meeting });
  const minutes = await m.call('minutes.show', { meeting: m.meeting });
  expect(minutes.items.find(({ id }) => id === m.item)?.votes).toMatchObject([{ name: absent, vote: 'reject', isBallot: true }]);
  expect(minutes.refusedBallots.map(({ why }) => why)).toEqual(['moved', 'second']);
  expect((await m.call('trail.rebuild', {})).tables.filter((t) => !t.isEqual)).toEqual([]);
});

it('CAB-05 ballots are written by voting members only, and a file that is none is refused without a trace', async () => {
  const m = await begun();
  expect(await refusal(await m.as('Owen Hughes'), 'ballot.write', { meeting: m.meeting, change: m.item, vote: 'approve' })).toMatchObject({ code: 'not_a_member' });
  expect(await refusal(m.member, 'ballot.write', { meeting: m.meeting, change: m.item, vote: 'request-information' })).toMatchObject({ code: 'question_needed' });
  const path = join(m.dataDir, 'no-ballot.json');
  writeFileSync(path, '{"ballot": 1}');
  const before = m.events();
  expect(await m.refused('ballot.receive', { meeting: m.meeting, file: m.app.stagePath(path) })).toMatchObject({ code: 'not_a_ballot', facts: { file: 'no-ballot.json' } });
  expect(m.events()).toBe(before);
});
