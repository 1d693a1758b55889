// What control demands at the gates: a decision waits for evidence, a waiver ends, a duty taken on afterwards closes the way.
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Connection } from '../../src-main/boot.ts';
import type { Asked, Output } from '../../src-main/contract/index.ts';
import { aWorkspace, answer, refusal } from '../support/workspace.ts';
import type { TestWorkspace } from '../support/workspace.ts';

const day = 86_400_000;
const [build, other] = ['b'.repeat(64), 'c'.repeat(64)];
type Scene = { w: TestWorkspace; chair: Connection; release: Connection; meeting: string; change: string; attach: (kind: Asked<'evidence.attach'>['kind'], artefact?: string) => Promise<string> };
/** A Medium change of the example on the agenda of a meeting that runs; whoever attaches evidence to it makes its gates ask for all of it. */
async function onTheTable(): Promise<Scene> {
  const w = await aWorkspace();
  const { chair } = w;
  const release = await w.as('Tomasz Zielinski');
  const board = await answer(chair, 'cab.board', {});
  const meeting = board.meeting!.id;
  await answer(chair, 'meeting.start', { meeting });
  await answer(chair, 'meeting.rollCall', { meeting, attendance: board.attendance.map(({ person }) => ({ person, status: 'present' as const })) });
  const change = board.onAgenda.find(({ tier }) => tier === 'high')!.id;
  const attach: Scene['attach'] = async (kind, artefact) => {
    const path = join(w.dataDir, `${kind}.txt`);
    writeFileSync(path, `${kind} of ${change}`);
    return (await answer(release, 'evidence.attach', { change, kind, file: w.app.stagePath(path), ...(artefact === undefined ? {} : { artefact }) })).sha256;
  };
  return { w, chair, release, meeting, change, attach };
}

test('APR-05 a decision waits until every item is green, with the mismatch named, and then stores the digests', async () => {
  const { w, chair, release, meeting, change, attach } = await onTheTable();
  await answer(release, 'evidence.declare', { change, artefacts: [{ sha256: build }] });
  await attach('test-results', other);
  const script = await attach('backout-script');
  expect((await w.call('evidence.list', { change })).needed.map(({ id, status }) => [id, status])).toEqual([['evidence:test-results', 'missing'], ['evidence:backout-script', 'present']]);
  const before = w.events();
  expect(await refusal(chair, 'cab.recordDecision', { meeting, change, verdict: 'approved' })).toMatchObject({ code: 'evidence_mismatch', facts: { artefact: other, artefacts: [build] } });
  expect(w.events()).toBe(before);
  const results = await attach('test-results', build);
  await answer(chair, 'cab.recordDecision', { meeting, change, verdict: 'approved' });
  const decided = (await w.call('change.history', { change })).rows.find(({ type }) => type === 'cab.decisionRecorded')!;
  expect(decided.after!['evidence']).toEqual([results, script].toSorted());
  expect(results).toBe(createHash('sha256').update(`test-results of ${change}`).digest('hex'));
});

test('APR-06 on the day after its expiry a waiver passes no more: the gate it opened gives exception_expired', async () => {
  const { w, chair, release, meeting, change, attach } = await onTheTable();
  await attach('backout-script');
  expect(await refusal(chair, 'cab.recordDecision', { meeting, change, verdict: 'approved' })).toMatchObject({ code: 'evidence_missing' });
  const last = new Date(w.clock.now).toISOString().slice(0, 10);
  await answer(release, 'exception.request', { rule: 'APR-05/test-results', change, justification: 'The runner is down', control: 'Tested by hand', owner: 'Grace Obi', until: last });
  await answer(chair, 'exception.approve', { exception: 'X-A1-0003' });
  const piece = async (): Promise<unknown> => (await answer(chair, 'cab.board', { meeting })).onAgenda.find(({ id }) => id === change)!.pieces.find(({ id }) => id === 'evidence:test-results');
  expect(await piece()).toMatchObject({ status: 'waived', why: { code: 'exception_holds' } });
  w.clock.now += day;
  expect(await piece()).toMatchObject({ status: 'missing', why: { code: 'exception_expired', facts: { exception: 'X-A1-0003', until: last } } });
  expect(await refusal(chair, 'cab.recordDecision', { meeting, change, verdict: 'approved' })).toMatchObject({ code: 'exception_expired' });
  w.clock.now -= day;
  await answer(chair, 'cab.recordDecision', { meeting, change, verdict: 'approved' });
});

test('APR-03 whoever requested the change is refused as its approver by rule, and so is whoever is to implement it', async () => {
  const { chair, release, meeting, change } = await onTheTable();
  await answer(release, 'change.edit', { change, fields: { implementers: ['Marta Lindqvist'] } });
  expect(await refusal(chair, 'cab.recordDecision', { meeting, change, verdict: 'approved' })).toMatchObject({ code: 'duty_conflict', facts: { rule: 'APR-03/2', person: 'Marta Lindqvist', other: 'implementer' } });
});

test('APR-03 named as implementer after the decision, the approver is a violation that is counted, shown, closes the next gate, and is let stand by an exception only', async () => {
  const { w, chair, release, meeting, change } = await onTheTable();
  const before = (await w.call('duty.violations', { limit: 500 })).rows.length;
  await answer(chair, 'cab.recordDecision', { meeting, change, verdict: 'approved' });
  await answer(release, 'change.edit', { change, fields: { implementers: ['Marta Lindqvist'] } });
  const { rows } = await w.call('duty.violations', { limit: 500 });
  expect(rows).toHaveLength(before + 1);
  expect(rows.find((row) => row.change === change)).toMatchObject({ rule: 'APR-03/2', name: 'Marta Lindqvist', duty: 'approver', other: 'implementer', exception: null });
  expect(await refusal(release, 'change.schedule', { change })).toMatchObject({ code: 'duty_violated', facts: { rule: 'APR-03/2' } });
  await answer(release, 'exception.request', { rule: 'APR-03/2', change, justification: 'Two of us on duty', control: 'The auditor sits beside', owner: 'Grace Obi', until: new Date(w.clock.now + 5 * day).toISOString().slice(0, 10) });
  // The exception would excuse her.
  expect(await refusal(chair, 'exception.approve', { exception: 'X-A1-0003' })).toMatchObject({ code: 'exception_excuses_signer' });
});

test('APR-03 the list of violations names every approver that a change shows on its own page, and nothing that no change shows', async () => {
  const { w, chair, release, meeting, change } = await onTheTable();
  await answer(chair, 'cab.recordDecision', { meeting, change, verdict: 'approved' });
  await answer(release, 'change.edit', { change, fields: { implementers: ['Marta Lindqvist'] } });
  const all = (await w.call('change.list', { limit: 500 })).rows;
  const shown: string[] = [];
  for (const { id, number } of all) for (const { rule, name } of (await w.call('duty.show', { change: id })).violations) shown.push(`${number} ${rule} ${name}`);
  const listed = (await w.call('duty.violations', { limit: 500 })).rows.map(({ number, rule, name }) => `${number} ${rule} ${name}`);
  const ofApprovers = (rows: readonly string[]): string[] => rows.filter((row) => !row.includes('APR-03/6')).toSorted();
  expect(ofApprovers(listed)).toEqual(ofApprovers(shown));
  expect(shown).toEqual(expect.arrayContaining(listed));
  expect(listed.length).toBeGreaterThan(0);
  const paged: string[] = [];
  for (let after: string | undefined = undefined, next: string | null = ''; next !== null; after = next ?? undefined) {
    const page: Output<'duty.violations'> = await w.call('duty.violations', { limit: 1, ...(after === undefined ? {} : { after }) });
    paged.push(...page.rows.map(({ number, rule, name }) => `${number} ${rule} ${name}`));
    ({ next } = page);
  }
  expect(paged).toEqual(listed);
});

test('LEG-05 a change on a service that cannot roll back by itself shows the added items, and the requester does not clear the flag', async () => {
  const { w, chair, release, change, attach } = await onTheTable();
  const { service } = (await w.call('change.show', { change })).fields;
  await answer(chair, 'service.describe', { service, fields: { hasAutomaticRollback: false } });
  await attach('test-results');
  const { needed, strict } = await w.call('evidence.list', { change });
  expect(strict).toEqual([service]);
  expect(needed.map(({ id }) => id)).toEqual(['evidence:test-results', 'evidence:backout-script', 'evidence:full-regression', 'evidence:backout-rehearsal', 'evidence:backup-restore-test', 'evidence:coverage']);
  const { id: own } = await answer(release, 'change.create', { title: 'Mine', service });
  expect(own).not.toBe('');
  expect(await refusal(release, 'service.describe', { service, fields: { hasAutomaticRollback: true } })).toMatchObject({ code: 'own_rollback_flag' });
});

test('LEG-05 a release with one change on such a service takes the stricter evidence as a whole, until that change leaves it or the release is over', async () => {
  const { w, chair, release, change, attach } = await onTheTable();
  await attach('test-results');
  const strict = async (): Promise<string[]> => (await w.call('evidence.list', { change })).strict;
  await answer(chair, 'service.register', { name: 'Night settlement', tier: 3, hasAutomaticRollback: false });
  const { id: mixed } = await answer(release, 'release.plan', { name: 'December' });
  const { id: nightly } = await answer(release, 'change.create', { title: 'Settle at night', service: 'Night settlement' });
  await answer(release, 'release.scope', { release: mixed, add: [change] });
  expect(await strict()).toEqual([]);
  await answer(release, 'release.scope', { release: mixed, add: [nightly] });
  expect(await strict()).toEqual(['Night settlement']);
  expect((await w.call('evidence.list', { change })).needed.map(({ id }) => id)).toContain('evidence:full-regression');
  await answer(release, 'release.scope', { release: mixed, remove: [nightly] });
  expect(await strict()).toEqual([]);
  await answer(release, 'release.scope', { release: mixed, add: [nightly] });
  await answer(release, 'release.step', { release: mixed, to: 'cancelled', reason: 'Not this year' });
  expect(await strict()).toEqual([]);
});

test('APR-03 a duty that was not apart is a gap of the audit pack', async () => {
  const { chair, release, meeting, change } = await onTheTable();
  await answer(chair, 'cab.recordDecision', { meeting, change, verdict: 'approved' });
  const before = await answer(chair, 'pack.write', { change: [change] });
  await answer(release, 'change.edit', { change, fields: { implementers: ['Marta Lindqvist'] } });
  expect((await answer(chair, 'pack.write', { change: [change] })).gaps).toBe(before.gaps + 1);
});

test('APR-03 whoever approved a change of a tagged kind does not write its plans', async () => {
  const { w, chair, release, meeting, change } = await onTheTable();
  await answer(chair, 'cab.recordDecision', { meeting, change, verdict: 'approved' });
  await answer(release, 'change.edit', { change, fields: { regulatoryTags: ['SOX'] } });
  const before = w.events();
  expect(await refusal(chair, 'change.edit', { change, fields: { testPlan: 'Mine' } })).toMatchObject({ code: 'duty_conflict', facts: { rule: 'APR-03/7', person: 'Marta Lindqvist', duty: 'author', other: 'approver' } });
  expect(w.events()).toBe(before);
  await answer(chair, 'change.edit', { change, fields: { title: 'Another title' } });
});
