// Failure modes, pre-mortem and coverage of a change through the bridge, over a real workspace.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { sentence } from '../../src-main/contract/errors.ts';
import { action, completePremortem, disposeAll, failureMode, holdPremortem } from '../support/analysis-acts.ts';
import { cobertura, junit } from '../support/reports.ts';
import { fillRisk } from '../support/risk-acts.ts';
import { aWorkspace, answer, completeChange, refusal } from '../support/workspace.ts';
import type { TestWorkspace } from '../support/workspace.ts';

const rated = { severity: 8, occurrence: 2, detection: 4 };
type Scene = { w: TestWorkspace; change: string; stage: (name: string, bytes: string | Buffer) => string };
/** A change of a tier 3 service that Tomasz Zielinski owns. */
async function aScene(): Promise<Scene> {
  const w = await aWorkspace();
  await w.call('service.register', { name: 'Reversals', tier: 3, owner: 'Tomasz Zielinski' });
  const { id: change } = await w.call('change.create', { ...completeChange, service: 'Reversals', title: 'Reversals on node 3' });
  return {
    w, change, stage: (name, bytes) => {
      const path = join(w.dataDir, name);
      writeFileSync(path, bytes);
      return w.app.stagePath(path);
    },
  };
}

test('RISK-05 8 x 5 x 4 shows 160 and blocks; occurrence 2 after the action shows 64, unblocks, and the original is kept', async () => {
  const { w, change } = await aScene();
  await w.call('fmea.add', { change, ...failureMode });
  expect(await w.call('fmea.show', { change })).toMatchObject({ blocking: 1, actAt: 100, actAtSeverity: 9, rows: [{ number: 1, standing: 'blocks', isBlocking: true, original: { rpn: 160, by: 'Marta Lindqvist' }, again: null, origin: null }] });
  expect(await w.refused('fmea.rateAgain', { change, row: '1', ...rated })).toMatchObject({ code: 'row_action_missing' });
  await w.call('fmea.setAction', { change, row: '1', ...action });
  await w.call('fmea.finishAction', { change, row: '1' });
  await w.call('fmea.rateAgain', { change, row: '1', ...rated });
  const { rows: [row], blocking } = await w.call('fmea.show', { change });
  expect([blocking, row!.original.rpn, row!.again!.rpn, row!.standing]).toEqual([0, 160, 64, 'lowered']);
  expect(row!.action).toMatchObject({ ...action, isDone: true, doneBy: 'Marta Lindqvist' });
  expect((await w.call('change.history', { change })).rows.map(({ said }) => said)).toEqual(expect.arrayContaining(['Failure mode rated again: 8 × 2 × 4 = 64', 'Failure mode rated 8 × 5 × 4 = 160: Contactless reversals rejected']));
  expect(await w.call('trail.verify', { deep: true })).toMatchObject({ verdict: 'intact' });
  expect(await w.call('trail.rebuild', {})).toMatchObject({ isEqual: true });
});

test.each([0, 11, 'high', 2.5, null, -1])('RISK-05 a rating of %s is refused by its field', async (value) => {
  const { w, change } = await aScene();
  const before = w.events();
  for (const field of ['severity', 'occurrence', 'detection']) expect(await w.refused('fmea.add', { change, ...failureMode, [field]: value })).toMatchObject({ code: 'invalid_input', where: { field } });
  expect([w.events(), (await w.call('fmea.show', { change })).rows]).toEqual([before, []]);
});

test('RISK-05 the owner of the service accepts what remains; the signature is in the trail, others are refused', async () => {
  const { w, change } = await aScene();
  await w.call('fmea.add', { change, ...failureMode });
  expect(await w.refused('fmea.accept', { change, row: '1', reason: 'Seen before' })).toMatchObject({ code: 'not_service_owner', facts: { owner: 'Tomasz Zielinski' } });
  const tomasz = await w.as('Tomasz Zielinski');
  expect((await answer(tomasz, 'fmea.show', { change })).may.accept).toEqual({ ok: true });
  await answer(tomasz, 'fmea.accept', { change, row: '1', reason: 'Caught each time so far' });
  expect(await w.call('fmea.show', { change })).toMatchObject({ blocking: 0, rows: [{ standing: 'accepted', acceptance: { by: 'Tomasz Zielinski', reason: 'Caught each time so far' } }] });
  expect((await w.call('change.history', { change })).rows[0]).toMatchObject({ type: 'risk.residualAccepted', isSigned: true, said: 'Residual risk accepted at 8 × 5 × 4 = 160: Caught each time so far' });
  expect(await w.call('trail.verify', { deep: true })).toMatchObject({ verdict: 'intact' });
});

test('RISK-06 three people from operations and development: what they write stays private until it is laid open, a cause becomes a failure mode that names its origin', async () => {
  const { w, change } = await aScene();
  await holdPremortem(w.chair, change);
  const writing = await w.call('premortem.show', { change });
  expect(writing.session).toMatchObject({ stage: 'writing', minutes: 45, causes: 3, clusters: [], facilitator: 'Marta Lindqvist', functions: ['Operations', 'Development'] });
  expect(JSON.stringify(writing)).not.toContain('certificate');
  expect((await w.call('change.history', { change })).rows.map(({ said }) => said).join()).not.toContain('certificate');
  await w.call('premortem.open', { change });
  await w.call('premortem.rank', { change, cluster: '2', votes: 4 });
  const { session } = await w.call('premortem.show', { change });
  expect([session!.clusters.map(({ name, rank, votes }) => [rank, name, votes]), session!.votesLeft]).toEqual([[[1, 'The old format was cached', 4], [2, 'The certificate expired', 0], [3, 'Nobody watched the queue', 0]], 5]);
  await w.call('premortem.makeFailureMode', { change, cluster: '1', ...failureMode });
  expect(await w.refused('premortem.close', { change })).toMatchObject({ code: 'premortem_undisposed', facts: { causes: ['The certificate expired', 'Nobody watched the queue'] } });
  for (const cluster of ['2', '3']) await w.call('premortem.makeTask', { change, cluster, ...action });
  await w.call('premortem.close', { change });
  expect(await w.call('premortem.show', { change })).toMatchObject({ isCompleted: true, session: { stage: 'closed', clusters: [{ disposition: { as: 'failure-mode', number: 1, rpn: 160 } }, { disposition: { as: 'task', owner: 'Grace Obi', isDone: false } }, {}] } });
  expect((await w.call('fmea.show', { change })).rows).toMatchObject([{ origin: 'The old format was cached', original: { rpn: 160 } }]);
  await w.call('premortem.finishTask', { change, cluster: '2' });
  expect((await w.call('premortem.show', { change })).session!.clusters[1]!.disposition).toMatchObject({ isDone: true });
  expect(await w.call('trail.rebuild', {})).toMatchObject({ isEqual: true });
});

test('RISK-06 closing with two participants is refused; with a third one it is closed', async () => {
  const { w, change } = await aScene();
  await holdPremortem(w.chair, change, 2);
  expect(await w.refused('premortem.close', { change })).toMatchObject({ code: 'premortem_few_people', facts: { have: 2, need: 3 } });
  await w.call('premortem.join', { change, name: 'Max Bauer', function: 'Support' });
  await w.call('premortem.write', { change, participant: 'max bauer', cause: 'The pager was off' });
  expect(await w.refused('premortem.close', { change })).toMatchObject({ code: 'premortem_stage' });
  await w.call('premortem.open', { change });
  await disposeAll(w.chair, change);
  await w.call('premortem.close', { change });
  expect((await w.call('premortem.show', { change })).isCompleted).toBe(true);
});

test('RISK-06 a pre-mortem is asked for at High and Critical, as far as anybody can foresee and once it is signed', async () => {
  const { w, change } = await aScene();
  await fillRisk(w.chair, change);
  expect((await w.call('premortem.show', { change })).isNeeded).toBe(false);
  await w.call('risk.setTier', { change, tier: 'high' });
  expect((await w.call('premortem.show', { change })).isNeeded).toBe(true);
  await w.call('risk.sign', { change });
  expect(await w.call('premortem.show', { change })).toMatchObject({ isNeeded: true, isCompleted: false, session: null });
  await completePremortem(w.chair, change);
  expect(await w.call('premortem.show', { change })).toMatchObject({ isNeeded: true, isCompleted: true });
});

const commit = '1f0c8b2a9d3e4f5061728394a5b6c7d8e9f00112';
const made = '2026-11-23T10:00:00.000Z';
test('RISK-07 an 85 % report for the right commit takes ten points off the score; the same for another commit or with a failed test takes none and says why', async () => {
  const { w, change, stage } = await aScene();
  await fillRisk(w.chair, change);
  const { score: before } = await w.call('risk.show', { change });
  const good = cobertura({ covered: 17, total: 20, commit, madeAt: made });
  const report = (coverage: string | Buffer, tests: string | Buffer = junit({ tests: 5 })): Promise<{ score: number; points: number; checks: { rule: string; why: { code: string } | null }[] }> =>
    w.call('coverage.report', { change, coverage: stage('coverage.xml', coverage), tests: [stage('junit.xml', tests)] });
  const failed = ({ checks }: Awaited<ReturnType<typeof report>>): string[] => checks.flatMap(({ why }) => why?.code ?? []);
  expect(failed(await report(good))).toEqual(['credit_no_commit']);
  await w.call('coverage.declareCommit', { change, commit: commit.toUpperCase() });
  expect(await w.call('coverage.show', { change })).toMatchObject({ points: 10, credit: 10, commit: { commit, by: 'Marta Lindqvist' }, report: { lines: 8500, covered: 17, total: 20, commit, madeAt: made, tests: { tests: 5, isAllPassed: true } } });
  const shown = await w.call('risk.show', { change });
  expect([shown.score, shown.factors.at(-1)?.points, shown.factors.reduce((sum, { points }) => sum + points, 0)]).toEqual([before - 10, -10, shown.score]);

  const other = await report(cobertura({ covered: 17, total: 20, commit: 'b'.repeat(40), madeAt: made }));
  expect([failed(other), other.points, other.score]).toEqual([['credit_other_commit'], 0, before]);
  const oneFailed = await report(good, junit({ tests: 5, failed: 1 }));
  expect([failed(oneFailed), oneFailed.score]).toEqual([['credit_tests_failed'], before]);
  expect(failed(await report(cobertura({ covered: 15, total: 20, commit, madeAt: '2026-11-01T10:00:00.000Z' })))).toEqual(['credit_lines_low', 'credit_too_old']);
  expect((await report(good)).score).toBe(before - 10);
  expect(await w.call('trail.rebuild', {})).toMatchObject({ isEqual: true });
});

test('RISK-07 malformed XML gives no credit, says which file and where it is broken, and writes nothing', async () => {
  const { w, change, stage } = await aScene();
  await w.call('coverage.declareCommit', { change, commit });
  const before = w.events();
  const good = cobertura({ covered: 17, total: 20, commit, madeAt: made });
  const tried = (coverage: string | Buffer, tests: string | Buffer): Promise<ReturnType<typeof refusal> extends Promise<infer R> ? R : never> => refusal(w.chair, 'coverage.report', { change, coverage: stage('coverage.xml', coverage), tests: [stage('junit.xml', tests)] });
  const broken = await tried(good.replace('</classes>', ''), junit({ tests: 5 }));
  expect(broken).toMatchObject({ code: 'not_a_coverage_report', facts: { file: 'coverage.xml' } });
  expect(sentence(broken)).toMatch(/^coverage\.xml gives no credit.*the XML is broken at line 5/);
  expect(await tried(good, '<testsuite><testcase></testsuite>')).toMatchObject({ code: 'not_test_results', facts: { file: 'junit.xml' } });
  expect(await tried(junit({ tests: 5 }), good)).toMatchObject({ code: 'not_a_coverage_report' });
  expect(await tried('', junit({ tests: 5 }))).toMatchObject({ code: 'not_a_coverage_report' });
  expect(await refusal(await w.as('Owen Hughes'), 'coverage.report', { change, coverage: stage('coverage.xml', good), tests: [stage('junit.xml', junit({ tests: 1 }))] })).toMatchObject({ code: 'auditor_reads_only' });
  expect([w.events(), (await w.call('coverage.show', { change })).report]).toEqual([before, null]);
});

test('RISK-07 a report that names no commit or no time takes them from the person who attaches it, and says so', async () => {
  const { w, change, stage } = await aScene();
  await w.call('coverage.declareCommit', { change, commit });
  const lcov = ['SF:switch.py', ...Array.from({ length: 10 }, (_, i) => `DA:${i + 1},${i < 9 ? 1 : 0}`), 'end_of_record', ''].join('\n');
  const report = { change, coverage: stage('lcov.info', lcov), tests: [stage('junit.xml', junit({ tests: 2 }))] };
  const { checks } = await w.call('coverage.report', report);
  expect(checks.flatMap(({ why }) => why?.code ?? [])).toEqual(['credit_commit_unnamed', 'credit_undated']);
  expect(await w.call('coverage.report', { ...report, commit: commit.slice(0, 10), madeAt: made })).toMatchObject({ points: 10, report: { format: 'lcov', lines: 9000, isCommitSaid: true, madeAt: made } });
  expect(readFileSync(join(w.dataDir, 'lcov.info'), 'utf8')).toBe(lcov);
});
