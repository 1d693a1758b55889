// Preparing a meeting through the bridge: sessions in time, the agenda that fills itself, and the papers sent round before it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { questionIds } from '../../src-main/contract/emergency.ts';
import type { Question } from '../../src-main/contract/emergency.ts';
import type { Asked, Output } from '../../src-main/contract/index.ts';
import { calmRisk } from '../support/calm-risk.ts';
import { emergencyActs } from '../support/emergency-acts.ts';
import { aWorkspace, answer, completeChange, putForward, refusal } from '../support/workspace.ts';
import type { TestWorkspace } from '../support/workspace.ts';

/** Tuesdays at two in London; the clock of the workspace stands on Tuesday 24 November 2026, ten o'clock. */
const weekly = { weekday: 2, everyWeeks: 1, time: '14:00', from: '2026-01-01' };
const following = '2026-12-01T14:00:00.000Z';
const charter = (over: Partial<Asked<'board.charter'>['charter']> = {}): Asked<'board.charter'>['charter'] => ({ requiredFunctions: [], cadence: weekly, ...over });
async function withCadence(w: TestWorkspace, over: Partial<Asked<'board.charter'>['charter']> = {}): Promise<void> {
  await answer(await w.as('Ingrid Solberg'), 'board.charter', { board: 'CAB', charter: charter(over) });
}
/** A change that waits for the board, submitted now. */
async function waiting(w: TestWorkspace, over: Partial<Asked<'change.create'>>): Promise<{ id: string; number: string }> {
  const release = await w.as('Tomasz Zielinski');
  const { id, number } = await answer(release, 'change.create', { ...completeChange, ...over });
  await answer(release, 'risk.fill', { change: id, ...calmRisk });
  await answer(release, 'change.submit', { change: id });
  return { id, number: number! };
}
const called = async (w: TestWorkspace, startsAt: string): Promise<string> => (await w.call('meeting.create', { board: 'CAB', startsAt, lengthMinutes: 60 })).number!;
const proposed = (w: TestWorkspace, meeting: string): Promise<Output<'cab.propose'>> => w.call('cab.propose', { meeting });

test('CAB-02 a change deploying the day before the next session is flagged, and one of the three choices brings it in time', async () => {
  const w = await aWorkspace();
  await withCadence(w);
  const early = await waiting(w, { title: 'Deploys on Monday', plannedStartAt: '2026-11-30T20:00:00.000Z', plannedEndAt: '2026-11-30T21:00:00.000Z' });
  const fine = await waiting(w, { title: 'Deploys on Thursday', plannedStartAt: '2026-12-03T20:00:00.000Z', plannedEndAt: '2026-12-03T21:00:00.000Z' });
  const before = await w.call('cab.outlook', { board: 'CAB' });
  expect(before.board).toMatchObject({ name: 'CAB', cutOffHours: 48, leadHours: 24, hasCadence: true });
  expect(before.nextUncalled).toBe(following);
  expect(before.missed.find(({ id }) => id === early.id)).toMatchObject({ number: early.number, last: null, next: { startsAt: following }, isMissed: true });
  expect(before.inTime.find(({ id }) => id === fine.id)).toMatchObject({ last: { startsAt: following, cutOffAt: '2026-11-29T14:00:00.000Z' } });
  await w.call('meeting.create', { board: 'CAB', startsAt: '2026-11-26T09:00:00.000Z' });
  const after = await w.call('cab.outlook', { board: 'CAB' });
  expect(after.missed.map(({ id }) => id)).not.toContain(early.id);
  expect(after.inTime.find(({ id }) => id === early.id)).toMatchObject({ last: { startsAt: '2026-11-26T09:00:00.000Z', isRegular: false } });
});

test('CAB-02 what was submitted after the cut-off goes to the following session unless a reason admits it', async () => {
  const w = await aWorkspace();
  await withCadence(w);
  const meeting = await called(w, following);
  const release = await w.as('Tomasz Zielinski');
  w.clock.now = Date.parse('2026-11-29T15:00:00.000Z');
  const { id, number } = await answer(release, 'change.create', { ...completeChange, service: 'Service desk tools', title: 'Came on Sunday', plannedStartAt: '2026-12-10T20:00:00.000Z', plannedEndAt: '2026-12-10T21:00:00.000Z' });
  await putForward(id, release, w.chair);
  expect(await w.refused('cab.admit', { meeting, change: id })).toMatchObject({ code: 'reason_needed', where: { field: 'reason' } });
  expect(await w.refused('cab.fill', { meeting, changes: [id] })).toMatchObject({ code: 'reason_needed' });
  await w.call('cab.admit', { meeting, change: number!, reason: 'The vendor moved the date' });
  expect((await w.call('cab.board', { meeting })).onAgenda).toMatchObject([{ id, item: { isLate: true } }]);
});

test('CAB-02 changes that came after the cut-off are proposed for the session that follows, and are not counted as fitting', async () => {
  const w = await aWorkspace();
  await withCadence(w, { cutOffHours: 1000 });
  const { changes } = await proposed(w, await called(w, following));
  expect(changes.length).toBeGreaterThan(0);
  for (const change of changes) expect(change).toMatchObject({ isLate: true, followingSession: '2026-12-08T14:00:00.000Z' });
});

test('CAB-02 a cadence that makes no meeting in 35 days warns where boards are listed', async () => {
  const w = await aWorkspace();
  const idle = async (): Promise<boolean> => (await w.call('board.list', {})).find(({ name }) => name === 'CAB')!.isIdle;
  await withCadence(w, { cadence: { ...weekly, everyWeeks: 5 } });
  expect(await idle()).toBe(false);
  await withCadence(w, { cadence: { ...weekly, everyWeeks: 6 } });
  expect(await idle()).toBe(true);
  expect((await w.call('cab.outlook', { board: 'CAB' })).isIdle).toBe(true);
});

test('CAB-03 the agenda fills itself in one commit, by tier and window, and filling again adds nothing', async () => {
  const w = await aWorkspace();
  const meeting = await called(w, following);
  const { changes, topics, may } = await proposed(w, meeting);
  expect(may).toEqual({ ok: true });
  const turn = { critical: 0, high: 1, medium: 2, low: 3 };
  expect(changes.length).toBeGreaterThan(2);
  expect(changes.map(({ tier }) => turn[tier!])).toEqual(changes.map(({ tier }) => turn[tier!]).toSorted());
  const input = { meeting, changes: changes.filter(({ fits }) => fits).map(({ id }) => id), topics: topics.filter(({ total }) => total > 0).map(({ kind }) => kind) };
  const commits = (): number => w.raw((db) => db.prepare('SELECT count(*) FROM commit_log').pluck().get() as number);
  const before = commits();
  const filled = await w.call('cab.fill', input);
  expect(commits()).toBe(before + 1);
  expect(filled).toMatchObject({ admitted: input.changes.length, added: input.topics.length, over: 0 });
  const order = (await w.call('meeting.run', { meeting })).items.map(({ kind, title, number }) => (kind === 'topic' ? title : number));
  expect(order.at(-1)).toBe('Schedule of the next 28 days');
  expect(order.slice(input.topics.length - 1, -1)).toEqual(changes.filter(({ fits }) => fits).map(({ number }) => number));
  const events = w.events();
  expect(await w.call('cab.fill', input)).toMatchObject({ admitted: 0, added: 0 });
  expect(w.events()).toBe(events);
  expect(await w.call('trail.rebuild', {})).toMatchObject({ isEqual: true });
});

test('CAB-03 what does not fit into the meeting is counted, and a total above its length is warned', async () => {
  const w = await aWorkspace();
  const { number: meeting } = await w.call('meeting.create', { board: 'CAB', startsAt: following, lengthMinutes: 20 });
  const { changes, left } = await proposed(w, meeting!);
  expect(left).toBe(changes.filter(({ fits }) => !fits).length);
  expect(left).toBeGreaterThan(0);
  const { over } = await w.call('cab.fill', { meeting: meeting!, changes: changes.map(({ id }) => id) });
  expect(over).toBeGreaterThan(0);
  expect((await w.call('cab.board', { meeting: meeting! })).overBy).toBeGreaterThan(0);
});

test('CAB-03 a change without a completed assessment cannot be added, and the reason is shown', async () => {
  const w = await aWorkspace();
  const release = await w.as('Tomasz Zielinski');
  const meeting = await called(w, following);
  const { id } = await answer(release, 'change.create', { ...completeChange, service: 'Service desk tools', title: 'Not assessed' });
  expect(await w.refused('cab.fill', { meeting, changes: [id] })).toMatchObject({ code: expect.stringMatching(/not_assessed|not_awaiting|wrong_state|not_ready/) });
  const { held } = await proposed(w, meeting);
  expect(held.length).toBeGreaterThan(0);
  for (const row of held) expect(row.may.ok).toBe(false);
  expect(await refusal(await w.as('Owen Hughes'), 'cab.fill', { meeting })).toMatchObject({ code: 'auditor_reads_only' });
});

test('CAB-03 an open finding on a service is printed beside a change of that service, in the proposal and in the pre-read', async () => {
  const w = await aWorkspace();
  const release = await w.as('Tomasz Zielinski');
  const acts = await emergencyActs(w, release);
  const { change } = acts['emergency.holdRetrospective'];
  const answers = { ...Object.fromEntries(questionIds.map((q) => [q, false])), [questionIds[0]]: true } as Record<Question, boolean>;
  await answer(w.chair, 'emergency.validate', acts['emergency.validate']);
  await answer(release, 'emergency.holdRetrospective', { change, answers, actions: [{ question: questionIds[0], text: 'Watch the queue depth', owner: 'Luis Ortega', dueOn: '2026-12-10' }] });
  const meeting = await called(w, following);
  const onSame = (await proposed(w, meeting)).changes[0]!.id;
  await answer(release, 'change.edit', { change: onSame, fields: { service: completeChange.service } });
  await w.call('cab.fill', { meeting, changes: [onSame], topics: ['schedule'] });
  const { changes } = await proposed(w, meeting);
  const service = (await w.call('change.show', { change })).fields.service;
  const same = changes.find((c) => c.service === service)!;
  expect(same.findings).toMatchObject([{ text: 'Watch the queue depth', owner: 'Luis Ortega', dueOn: '2026-12-10', service }]);
  for (const other of changes.filter((c) => c.service !== service)) expect(other.findings).toEqual([]);
  const { file, pages, items } = await w.call('meeting.writePreRead', { meeting });
  expect({ name: file.name, items }).toEqual({ name: `${meeting}-PRE.pdf`, items: 2 });
  expect(pages).toBeGreaterThanOrEqual(2);
  const bytes = readFileSync(join(file.folder, file.name));
  expect(bytes.subarray(0, 5).toString('latin1')).toBe('%PDF-');
  expect(await w.call('trail.verify', {})).toMatchObject({ verdict: 'intact' });
});
