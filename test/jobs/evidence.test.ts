// Control of a change through the bridge: evidence from the file to the checklist and back, reviews by skill, exceptions by date.
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Connection } from '../../src-main/boot.ts';
import type { Asked, Output } from '../../src-main/contract/index.ts';
import { makeReviewer } from '../support/control-acts.ts';
import { aWorkspace, answer, completeChange, refusal } from '../support/workspace.ts';
import type { TestWorkspace } from '../support/workspace.ts';
import { calmRisk } from '../support/calm-risk.ts';

const day = 86_400_000;
const asking = { rule: 'APR-05/test-results', justification: 'The runner is down', control: 'Tested by hand', owner: 'Grace Obi' } as const;
const sha = (bytes: string | Buffer): string => createHash('sha256').update(bytes).digest('hex');
type Scene = { w: TestWorkspace; manager: Connection; change: string; stage: (bytes: string | Buffer, name?: string) => string; attach: (bytes: string | Buffer, more?: Partial<Asked<'evidence.attach'>>) => Promise<Output<'evidence.attach'>>; status: () => Promise<Record<string, string>> };
/** A Medium change that Tomasz raised, in assessment. */
async function aScene(): Promise<Scene> {
  const w = await aWorkspace();
  const manager = await w.as('Tomasz Zielinski');
  const { id: change } = await answer(manager, 'change.create', { ...completeChange });
  const stage = (bytes: string | Buffer, name = 'junit.xml'): string => {
    const path = join(w.dataDir, name);
    writeFileSync(path, bytes);
    return w.app.stagePath(path);
  };
  return {
    w, manager, change, stage, attach: (bytes, more = {}) => answer(manager, 'evidence.attach', { change, kind: 'test-results', file: stage(bytes), ...more }),
    status: async () => Object.fromEntries((await w.call('evidence.list', { change })).needed.map(({ id, status, why }) => [id, why ? `${status} ${why.code}` : status])),
  };
}
test('APR-05 a file is attached by its digest, kept in the trail, and written out again as it was', async () => {
  const { w, manager, change, attach } = await aScene();
  const attached = await attach('<testsuite tests="3"/>', { note: 'All three' });
  expect(attached).toMatchObject({ number: 'E-A1-0009', sha256: sha('<testsuite tests="3"/>'), size: 22, isKept: true, measured: null, warnings: [] });
  expect((await w.call('evidence.list', { change })).rows).toMatchObject([{ number: 'E-A1-0009', kind: 'test-results', name: 'junit.xml', note: 'All three', by: 'Tomasz Zielinski', artefact: null, isKept: true, withdrawn: null, flaw: null }]);
  const { file } = await answer(manager, 'evidence.write', { change, evidence: 'E-A1-0009' });
  expect(readFileSync(join(file.folder, file.name), 'utf8')).toBe('<testsuite tests="3"/>');
  expect(file.sha256).toBe(attached.sha256);
  expect((await w.call('change.history', { change })).rows.map(({ said }) => said)).toContain('Evidence E-A1-0009 attached: test results');
  expect(await w.call('trail.rebuild', {})).toMatchObject({ isEqual: true });
  expect(await w.call('trail.verify', { deep: true })).toMatchObject({ verdict: 'intact' });
});

test('APR-05 a script file of zero bytes is refused, and nothing is written', async () => {
  const { w, manager, change, stage } = await aScene();
  const before = w.events();
  expect(await refusal(manager, 'evidence.attach', { change, kind: 'backout-script', file: stage('', 'undo.sh') })).toMatchObject({ code: 'evidence_empty', facts: { file: 'undo.sh' }, where: { field: 'file' } });
  expect(await refusal(manager, 'evidence.attach', { change, kind: 'gossip', file: stage('x') })).toMatchObject({ code: 'invalid_input' });
  expect(await refusal(manager, 'evidence.attach', { change, kind: 'other', file: stage('x'), observedAt: '2030-01-01T00:00:00Z' })).toMatchObject({ code: 'evidence_from_future' });
  expect(await refusal(manager, 'evidence.attach', { change, kind: 'other', file: stage('x'), artefact: 'sha256:12' })).toMatchObject({ code: 'invalid_input', facts: { field: 'artefact' } });
  expect(await refusal(await w.as('Owen Hughes'), 'evidence.attach', { change, kind: 'other', file: stage('x') })).toMatchObject({ code: 'auditor_reads_only' });
  expect(w.events()).toBe(before);
});

test('APR-05 evidence is about the one artefact the change declares unless it says another, and shows the mismatch', async () => {
  const { w, manager, change, attach } = await aScene();
  await answer(manager, 'evidence.declare', { change, artefacts: [{ sha256: `SHA256:${'B'.repeat(64)}`, name: 'cards-7.tar' }] });
  await attach('ours');
  await attach('theirs', { artefact: 'c'.repeat(64) });
  const { rows, artefacts } = await w.call('evidence.list', { change });
  expect(artefacts).toEqual([{ sha256: 'b'.repeat(64), name: 'cards-7.tar' }]);
  expect(rows.map(({ number, artefact, flaw }) => [number, artefact, flaw?.code ?? null])).toEqual([['E-A1-0010', 'c'.repeat(64), 'evidence_mismatch'], ['E-A1-0009', 'b'.repeat(64), null]]);
  await answer(manager, 'evidence.withdraw', { change, evidence: 'E-A1-0010', reason: 'Wrong build' });
  expect((await w.call('evidence.list', { change })).rows[0]).toMatchObject({ number: 'E-A1-0010', withdrawn: { by: 'Tomasz Zielinski', reason: 'Wrong build' }, counts: false });
});

test('APR-05 the checklist of an assessed change turns green with the evidence, red on the fifteenth day, and is waived while an exception holds', async () => {
  const { w, manager, change, attach, status } = await aScene();
  await answer(manager, 'risk.fill', { change, ...calmRisk });
  await answer(manager, 'risk.setTier', { change, tier: 'medium' });
  expect(await status()).toEqual({ 'evidence:test-results': 'missing evidence_missing' });
  await attach('ours');
  expect(await status()).toEqual({ 'evidence:test-results': 'present' });
  await answer(manager, 'exception.request', { ...asking, change, from: '2026-12-08', until: '2026-12-10' });
  await w.call('exception.approve', { exception: 'X-A1-0003' });
  w.clock.now += 14 * day + 1;
  expect(await status()).toEqual({ 'evidence:test-results': 'waived exception_holds' });
  w.clock.now = Date.parse('2026-12-10T23:59:00.000Z');
  expect(await status()).toEqual({ 'evidence:test-results': 'waived exception_holds' });
  w.clock.now = Date.parse('2026-12-11T00:00:00.000Z');
  expect(await status()).toEqual({ 'evidence:test-results': 'stale exception_expired' });
});

test('APR-05 a file above 16 MiB is named by its digest alone; one of exactly 16 MiB is kept', async () => {
  const { w, change, attach } = await aScene();
  const limit = 16 * 1024 * 1024;
  const whole = Buffer.alloc(limit, 7);
  const large = Buffer.alloc(limit + 1, 7);
  expect(await attach(whole)).toMatchObject({ isKept: true, size: limit, sha256: sha(whole) });
  expect(await attach(large)).toMatchObject({ isKept: false, size: limit + 1, sha256: sha(large) });
  expect(await refusal(w.chair, 'evidence.write', { change, evidence: 'E-A1-0010' })).toMatchObject({ code: 'evidence_outside' });
  expect((await w.call('evidence.write', { change, evidence: 'E-A1-0009' })).file).toMatchObject({ size: limit, sha256: sha(whole) });
});

test('APR-05 coverage is measured from the report itself, and what is no report says so', async () => {
  const { attach } = await aScene();
  expect(await attach('SF:a.ts\nDA:1,1\nDA:2,0\nDA:3,4\nDA:4,1\nend_of_record\n', { kind: 'coverage' })).toMatchObject({ measured: 7500, warnings: [] });
  const odd = await attach('hello', { kind: 'coverage' });
  expect(odd.measured).toBeNull();
  expect(odd.warnings).toHaveLength(1);
});

test('APR-05 AUD-07 a legal hold keeps the bytes of a file as well; without one, erasing them leaves its digest and every other text', async () => {
  const { w, change, attach } = await aScene();
  const { id } = await attach('a secret');
  const ingrid = await w.as('Ingrid Solberg');
  expect(await refusal(ingrid, 'payload.redact', { subject: `file:${id}`, class: 'restricted', reason: 'Personal data in it' })).toMatchObject({ code: 'on_legal_hold', facts: { matter: 'Card scheme inquiry' } });
  const [hold] = (await w.call('hold.list', {})).rows;
  await answer(ingrid, 'hold.lift', { hold: hold!.id, reason: 'Settled' });
  await answer(ingrid, 'payload.redact', { subject: `file:${id}`, class: 'restricted', reason: 'Personal data in it' });
  await answer(w.chair, 'payload.redact', { subject: `file:${id}`, class: 'restricted', reason: 'Personal data in it' });
  expect(await refusal(w.chair, 'evidence.write', { change, evidence: 'E-A1-0009' })).toMatchObject({ code: 'evidence_erased', facts: { sha256: sha('a secret') } });
  expect((await w.call('evidence.list', { change })).rows).toMatchObject([{ name: 'junit.xml', sha256: sha('a secret') }]);
});

test('APR-04 a review is signed by somebody with the skill, for the scope on the screen, and goes stale when the plan is edited', async () => {
  const { w, manager } = await aScene();
  const { id: change } = await w.call('change.create', { ...completeChange });
  expect(await refusal(manager, 'review.sign', { change, kind: 'security', verdict: 'approve' })).toMatchObject({ code: 'role_needed' });
  await makeReviewer(w, 'Tomasz Zielinski', 'technical');
  expect(await refusal(manager, 'review.sign', { change, kind: 'security', verdict: 'approve' })).toMatchObject({ code: 'skill_needed' });
  await w.call('skill.tag', { person: 'Tomasz Zielinski', skill: 'security' });
  expect((await w.call('skill.list', {})).rows.filter(({ name }) => name === 'Tomasz Zielinski')).toMatchObject([{ name: 'Tomasz Zielinski', skills: ['technical', 'security'] }]);
  const { scope } = await answer(manager, 'review.list', { change });
  await answer(manager, 'review.sign', { change, kind: 'security', verdict: 'approve', scope });
  expect((await w.call('review.list', { change })).rows).toMatchObject([{ kind: 'security', verdict: 'approve', by: 'Tomasz Zielinski', isStale: false }]);
  await w.call('change.edit', { change, fields: { plannedEndAt: '2026-11-25T05:50:00.000Z' } });
  expect((await w.call('review.list', { change })).rows).toMatchObject([{ isStale: false }]);
  await w.call('change.edit', { change, fields: { implementationPlan: 'All nodes at once' } });
  expect((await w.call('review.list', { change })).rows).toMatchObject([{ isStale: true }]);
  expect(await refusal(manager, 'review.sign', { change, kind: 'security', verdict: 'approve', scope })).toMatchObject({ code: 'stale_revision' });
  expect(await w.call('trail.rebuild', {})).toMatchObject({ isEqual: true });
  expect(await w.call('trail.verify', { deep: true })).toMatchObject({ verdict: 'intact' });
});

test('APR-04 the requester who is a reviewer as well is refused by rule, and so is an implementer', async () => {
  const { w, manager, change } = await aScene();
  await makeReviewer(w, 'Tomasz Zielinski', 'security');
  expect(await refusal(manager, 'review.sign', { change, kind: 'security', verdict: 'approve' })).toMatchObject({ code: 'duty_conflict', facts: { rule: 'APR-03/3', person: 'Tomasz Zielinski' } });
  const { id: other } = await w.call('change.create', { ...completeChange, title: 'By Marta', implementers: ['Tomasz Zielinski'] });
  expect(await refusal(manager, 'review.sign', { change: other, kind: 'security', verdict: 'approve' })).toMatchObject({ code: 'duty_conflict', facts: { rule: 'APR-03/5', other: 'implementer' } });
  expect((await answer(manager, 'review.list', { change: other })).maySign.security).toMatchObject({ ok: false, code: 'duty_conflict' });
});

test('APR-04 a blocking comment is resolved by its author only', async () => {
  const { w, manager, change } = await aScene();
  await w.call('review.comment', { change, kind: 'security', text: 'Which keys?', isBlocking: true });
  const { comments } = await answer(manager, 'review.list', { change });
  expect(comments).toMatchObject([{ text: 'Which keys?', isBlocking: true, by: 'Marta Lindqvist', resolved: null, mayResolve: { ok: false } }]);
  expect(await refusal(manager, 'review.resolve', { change, comment: comments[0]!.id })).toMatchObject({ code: 'not_the_commenter' });
  await w.call('review.resolve', { change, comment: comments[0]!.id, note: 'Rotated' });
  expect((await w.call('review.list', { change })).comments[0]).toMatchObject({ resolved: { by: 'Marta Lindqvist', note: 'Rotated' } });
});

test('APR-06 a waiver without an end or of 45 days is refused; one that is granted holds, is renewed twice, and expires by itself', async () => {
  const { w, manager, change } = await aScene();
  expect(await refusal(manager, 'exception.request', { ...asking, change })).toMatchObject({ code: 'invalid_input', facts: { field: 'until' } });
  expect(await refusal(manager, 'exception.request', { ...asking, change, from: '2026-11-24', until: '2027-01-07' })).toMatchObject({ code: 'exception_too_long', facts: { days: 45, most: 30 } });
  const { number } = await answer(manager, 'exception.request', { ...asking, change, until: '2026-11-30' });
  expect(number).toBe('X-A1-0003');
  expect(await refusal(manager, 'exception.approve', { exception: 'X-A1-0003' })).toMatchObject({ code: 'role_needed' });
  await w.call('exception.approve', { exception: 'X-A1-0003' });
  const standing = async (): Promise<unknown> => { const { rows, counts } = await w.call('exception.list', { view: 'all' }); const row = rows.find((one) => one.number === number)!; return [row.standing, row.until, row.daysLeft, counts.expiring]; };
  expect(await standing()).toEqual(['valid', '2026-11-30', 7, 2]);
  await w.call('exception.renew', { exception: 'X-A1-0003', until: '2026-12-20' });
  await w.call('exception.renew', { exception: 'X-A1-0003', until: '2027-01-19' });
  expect(await refusal(w.chair, 'exception.renew', { exception: 'X-A1-0003', until: '2027-01-25' })).toMatchObject({ code: 'renewals_used', facts: { most: 2 } });
  expect(await standing()).toEqual(['valid', '2027-01-19', 57, 1]);
  w.clock.now = Date.parse('2027-01-19T23:00:00.000Z');
  expect(await standing()).toEqual(['valid', '2027-01-19', 1, 1]);
  w.clock.now += day;
  expect(await standing()).toEqual(['expired', '2027-01-19', 0, 0]);
  expect((await w.call('exception.list', { view: 'expired' })).rows.map((row) => row.number)).toContain(number);
  expect(await w.call('trail.rebuild', {})).toMatchObject({ isEqual: true });
  expect(await w.call('trail.verify', { deep: true })).toMatchObject({ verdict: 'intact' });
});

test('APR-06 nobody grants their own request; one for a service speaks for its changes, one for everything for all', async () => {
  const { w, change } = await aScene();
  await w.call('exception.request', { ...asking, change, until: '2026-11-30' });
  expect(await refusal(w.chair, 'exception.approve', { exception: 'X-A1-0003' })).toMatchObject({ code: 'own_exception' });
  const ingrid = await w.as('Ingrid Solberg');
  await answer(ingrid, 'exception.refuse', { exception: 'X-A1-0003', reason: 'Start the runner' });
  expect(await refusal(ingrid, 'exception.approve', { exception: 'X-A1-0003' })).toMatchObject({ code: 'exception_settled' });
  await w.call('exception.request', { ...asking, service: 'Card authorisation', until: '2026-11-30' });
  await w.call('exception.request', { ...asking, until: '2026-11-30' });
  expect(await refusal(w.chair, 'exception.request', { ...asking, service: 'No such', until: '2026-11-30' })).toMatchObject({ code: 'record_missing' });
  expect(await refusal(w.chair, 'exception.request', { ...asking, service: 'Card authorisation', change, until: '2026-11-30' })).toMatchObject({ code: 'invalid_input' });
  expect((await w.call('exception.list', { change, view: 'all' })).rows.map(({ number, scope }) => [number, scope.kind])).toEqual([['X-A1-0003', 'change'], ['X-A1-0004', 'service'], ['X-A1-0005', 'all']]);
  const { id: other } = await w.call('change.create', { ...completeChange, service: 'Something else' });
  expect((await w.call('exception.list', { change: other, view: 'all' })).rows.map(({ number }) => number)).toEqual(['X-A1-0005']);
});

test('APR-03 duties of a change are shown by who holds them, and nothing is wrong where they are apart', async () => {
  const { w, change } = await aScene();
  const { acts, violations, rules } = await w.call('duty.show', { change });
  expect(acts.map(({ duty, name }) => [duty, name])).toEqual([['requester', 'Tomasz Zielinski'], ['requester', 'Tomasz Zielinski'], ['author', 'Tomasz Zielinski']]);
  expect([violations, rules.map(({ id }) => id)]).toEqual([[], ['APR-03/1', 'APR-03/2', 'APR-03/3', 'APR-03/4', 'APR-03/5', 'APR-03/6']]);
  expect((await w.call('duty.violations', {})).rows.filter((row) => row.change === change)).toEqual([]);
});
