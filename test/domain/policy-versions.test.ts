// Versions of the policy: given a document, when somebody proposes and signs it, then it stands, or the refusal says what is wrong.
import { expect, test } from 'vitest';
import type { Role } from '../../src-main/contract/people.ts';
import type { DomainEvent, Json } from '../../src-main/domain/event.ts';
import { checkPolicy, lockedOut } from '../../src-main/domain/policy-check.ts';
import { defaultPolicy } from '../../src-main/domain/policy-document.ts';
import type { PolicyDocument } from '../../src-main/domain/policy-document.ts';
import type { PolicyRecord } from '../../src-main/domain/policy-record.ts';
import { policySheet, proposePolicy, signPolicy, withdrawPolicy } from '../../src-main/domain/policy-record.ts';
import { replayPolicy } from '../../src-main/domain/policy-replay.ts';
import type { ReplayRow } from '../../src-main/domain/policy-replay.ts';
import { by, outcomeOf, person, stamped } from '../support/given.ts';

const marta = person('Marta', 'change-manager', 'chair');
const ingrid = person('Ingrid', 'change-manager');
const held = new Set<Role>(['chair', 'change-manager', 'executive']);
const text = (over: Record<string, unknown> = {}): Json => ({ ...defaultPolicy, version: '2027-1', ...over }) as unknown as Json;
const proposing = (document: Json) => ({ id: 'p1', document, digest: 'd1', cause: 'pir' as const, reference: 'P-A1-0003', reason: '' });
const propose = (document: Json, facts: { versions?: string[]; held?: Set<Role> } = {}, who = marta) => proposePolicy(proposing(document), { versions: [defaultPolicy.version], held, ...facts }, by(who));
const fold = (...acts: [Parameters<typeof stamped>[0], string][]): PolicyRecord => acts.reduce<PolicyRecord | null>((record, [event, who]) => policySheet.fold(record, { ...stamped(event, who), by: `person:${who}` }), null)!;
const proposal: DomainEvent = { type: 'policy.proposed', subject: 'policy:p1', data: { document: text(), digest: 'd1', cause: 'pir' }, text: { reference: 'P-A1-0003' } };
const signature = (rev = 'd1'): DomainEvent => ({ type: 'policy.signed', subject: 'policy:p1', data: { rev, role: 'chair', supersedes: [] } });
const keyOf = (id: string): string => `key of ${id}`;
const signing = { held, digest: 'd1', inForce: '', keyOf };

test('APR-07 a policy is proposed whole with its cause, and takes the place of the one in force once two different people have signed it', () => {
  outcomeOf(propose(text({ tiers: { medium: 25, high: 60, critical: 80 } }))).then({ type: 'policy.proposed', data: { document: { ...defaultPolicy, version: '2027-1', tiers: { medium: 25, high: 60, critical: 80 } } as unknown as Json, digest: 'd1', cause: 'pir' } });
  const once = fold([proposal, 'marta'], [signature(), 'marta']);
  expect([once.active, once.signatures.length]).toEqual([null, 1]);
  outcomeOf(signPolicy(once, signing, by(marta))).refused('second_signature_needed', { version: '2027-1' });
  outcomeOf(signPolicy(once, { ...signing, inForce: 'p0' }, by(ingrid))).then({ type: 'policy.signed', data: { rev: 'd1', role: 'change-manager', supersedes: ['p0'] } });
  expect(fold([proposal, 'marta'], [signature(), 'marta'], [signature(), 'marta']).active).toBeNull();
  expect(fold([proposal, 'marta'], [signature(), 'marta'], [signature(), 'ingrid']).active).toMatchObject({ by: 'ingrid' });
});

test('APR-07 two names on one key are one person, and a signature to another text counts for nothing', () => {
  const once = fold([proposal, 'marta'], [signature(), 'marta']);
  outcomeOf(signPolicy(once, { ...signing, keyOf: () => 'one key' }, by(ingrid))).refused('second_signature_needed');
  expect(fold([proposal, 'marta'], [signature('d0'), 'ingrid'], [signature(), 'marta']).active).toBeNull();
  outcomeOf(signPolicy(once, { ...signing, digest: 'altered' }, by(ingrid))).refused('policy_altered');
  outcomeOf(signPolicy(once, signing, by(person('Owen', 'auditor')))).refused('auditor_reads_only');
});

test('APR-07 what is withdrawn is signed no more, and what is in force is not withdrawn', () => {
  const withdrawn = fold([proposal, 'marta'], [{ type: 'policy.withdrawn', subject: 'policy:p1', data: {}, text: { reason: 'Too early' } }, 'ingrid'], [signature(), 'marta'], [signature(), 'ingrid']);
  expect(withdrawn).toMatchObject({ active: null, withdrawn: { reason: 'Too early' }, signatures: [] });
  outcomeOf(signPolicy(withdrawn, signing, by(marta))).refused('policy_settled');
  outcomeOf(withdrawPolicy(fold([proposal, 'marta'], [signature(), 'marta'], [signature(), 'ingrid']), 'No', by(marta))).refused('policy_settled');
});

test('RISK-03 weights that do not sum to 100 cannot be saved', () => {
  outcomeOf(propose(text({ weights: { ...defaultPolicy.weights, load: 11 } }))).refused('policy_invalid', { problems: ['weights sum to 101, not to 100'], at: 'weights' });
});

test.each([
  ['tiers that overlap', { tiers: { medium: 60, high: 60, critical: 80 } }, 'tiers'], ['tiers beyond 100', { tiers: { medium: 30, high: 60, critical: 101 } }, 'tiers'], ['a Medium of 0, which leaves no Low', { tiers: { medium: 0, high: 60, critical: 80 } }, 'tiers'],
  ['a number that is a word', { profileDays: 'soon' }, 'profileDays'], ['half a point', { tiers: { medium: 30.5, high: 60, critical: 80 } }, 'tiers.medium'], ['a setting nobody knows', { profileDaze: 1 }, 'profileDaze'], ['a list that is none', { reviews: { high: 'technical' } }, 'reviews.high'],
  ['a review of no known kind', { reviews: { high: ['friendly'] } }, 'reviews.high'], ['a version without a name', { version: ' ' }, 'version'], ['users that overlap', { impact: { highUsers: 10, mediumUsers: 10 } }, 'impact'],
  ['a model that no failure is needed to suspend', { standard: { ...defaultPolicy.standard, failures: 0 } }, 'standard'], ['an emergency beyond its ceiling', { emergency: { ...defaultPolicy.emergency, hours: 73 } }, 'emergency'], ['a Continuous that fails as often as Plan-driven', { profile: { ...defaultPolicy.profile, continuousFailures: 30 } }, 'profile'],
  ['a matrix that contradicts itself', { matrix: [{ tier: 'low', authority: 'peer' }, { tier: 'low', authority: 'cab' }] }, 'matrix.1'], ['a row without authority', { matrix: [{ tier: 'low' }] }, 'matrix.0'], ['a row of no tier', { matrix: [{ tier: 'lowest', authority: 'cab' }] }, 'matrix.0'],
])('APR-07 %s is refused at its place', (_, over, at) => {
  const checked = checkPolicy(text(over), defaultPolicy);
  expect([checked.document, checked.problems[0]?.at]).toEqual([null, at]);
});

test('APR-07 a document from before a setting was known is filled in, and one that is no document is refused', () => {
  const { curves: _, ...older } = defaultPolicy as PolicyDocument & { curves?: unknown };
  expect(checkPolicy({ ...older, version: '2025-1' } as unknown as Json, defaultPolicy).document).toEqual({ ...defaultPolicy, version: '2025-1' });
  for (const wrong of [null, [], 'policy', 7, undefined]) expect(checkPolicy(wrong, defaultPolicy).problems).toHaveLength(1);
});

test('APR-07 a policy under which nobody who holds a role could authorise a tier is refused with the reason', () => {
  outcomeOf(propose(text(), { held: new Set<Role>(['chair', 'change-manager']) })).refused('policy_locks_out', { tier: 'critical', authority: 'cab-and-executive', role: 'executive' });
  expect(lockedOut([{ authority: 'automatic' }], new Set())).toBeNull();
  expect(lockedOut([{ tier: 'low', environment: 'test', authority: 'change-manager' }], new Set<Role>(['chair']))).toEqual({ tier: 'low', authority: 'change-manager', role: 'change-manager' });
  const once = fold([proposal, 'marta'], [signature(), 'marta']);
  outcomeOf(signPolicy(once, { ...signing, held: new Set<Role>(['chair', 'change-manager']) }, by(ingrid))).refused('policy_locks_out');
});

test('APR-07 a version name is given once', () => {
  outcomeOf(propose(text({ version: '2026-1' }))).refused('version_taken', { version: '2026-1' });
});

const row = (id: string, score: number | null, outcome: string | null, over: Partial<ReplayRow> = {}): ReplayRow => ({ id, number: id, title: id, type: 'normal', tier: 'low', score, impact: null, environment: 'production', serviceTier: 3, outcome, isByModel: false, factors: null, coverage: null, ...over });
test('APR-07 a replay counts what routes differently, and the failures of each route before and after', () => {
  const rows = [row('a', 10, 'successful'), row('b', 26, 'failed'), row('c', 28, 'successful'), row('d', 45, 'rolled-back'), row('e', 70, 'successful'), row('f', 26, 'failed', { serviceTier: 1 }), row('g', null, null, { type: 'standard', isByModel: true }), row('h', 29, 'cancelled-in-window')];
  const replay = replayPolicy(rows, defaultPolicy, { ...defaultPolicy, tiers: { medium: 25, high: 60, critical: 80 } }, 2);
  expect([replay.changes, replay.rerouted]).toEqual([8, 3]);
  expect(replay.moves).toEqual([{ from: 'peer', to: 'change-manager', changes: 3, completed: 2, failed: 1 }]);
  const of = (authority: string) => replay.routes.find((route) => route.authority === authority);
  expect(of('peer')).toEqual({ authority: 'peer', before: { changes: 4, completed: 3, failed: 1 }, after: { changes: 1, completed: 1, failed: 0 } });
  expect(of('change-manager')).toMatchObject({ before: { changes: 1, completed: 1, failed: 1 }, after: { changes: 4, completed: 3, failed: 2 } });
  expect(of('cab')).toMatchObject({ before: { changes: 2, failed: 1 }, after: { changes: 2, failed: 1 } });
  expect(of('automatic')).toMatchObject({ before: { changes: 1, completed: 0, failed: 0 }, after: { changes: 1 } });
  expect(replay.rows).toMatchObject([{ id: 'b', from: 'peer', to: 'change-manager', tierBefore: 'low', tierAfter: 'medium', outcome: 'failed' }, { id: 'c' }]);
});

test('APR-07 other weights move a score by the share each factor gave', () => {
  const weights = { ...defaultPolicy.weights, impact: 20, history: 30 };
  const factors = { impact: 30, scope: 0, complexity: 0, history: 0, reversibility: 0, load: 0 };
  const replay = replayPolicy([row('a', 30, null, { factors, tier: 'medium' }), row('b', 30, null, { tier: 'medium' })], defaultPolicy, { ...defaultPolicy, weights }, 5);
  expect(replay.rows).toMatchObject([{ id: 'a', from: 'change-manager', to: 'peer', tierAfter: 'low' }]);
});

test('APR-07 RISK-03 a replay moves the points of schedule and load, the share of the peak load among them, with their weight', () => {
  const weights = { ...defaultPolicy.weights, impact: 20, load: 20 };
  const factors = { impact: 0, scope: 5, complexity: 5, history: 5, reversibility: 5, load: 8 };
  const replay = replayPolicy([row('busy', 28, null, { factors, tier: 'low' }), row('quiet', 20, null, { factors: { ...factors, load: 0 }, tier: 'low' })], defaultPolicy, { ...defaultPolicy, weights }, 5);
  expect(replay.rows).toMatchObject([{ id: 'busy', tierBefore: 'low', tierAfter: 'medium' }]);
});

test('APR-07 RISK-07 a replay gives the coverage credit that the proposed policy would have given, and under other weights the one that stood', () => {
  const commit = 'a'.repeat(40);
  const report = { id: 'r', format: 'lcov' as const, covered: 85, total: 100, lines: 8500, commit, isCommitSaid: false, madeAt: '2026-06-01T10:00:00.000Z', name: 'lcov.info', sha256: 'b'.repeat(64), tests: { tests: 5, failures: 0, errors: 0, skipped: 0, isAllPassed: true, commit: null, madeAt: null }, testFiles: [], by: 'p', at: '2026-06-01T11:00:00.000Z' };
  const coverage = { state: { commit: { value: commit, by: 'p', at: '2026-06-01T11:00:00.000Z', losers: [] }, reports: [report] }, signedAt: '2026-06-03T10:00:00.000Z' };
  // 34 points, of which the report took 10: Low at 24.
  const factors = { impact: 18, scope: 1, complexity: 4, history: 10, reversibility: 1, load: 0 };
  const credited = row('a', 24, null, { factors, coverage });
  const under = (over: object) => replayPolicy([credited], defaultPolicy, { ...defaultPolicy, ...over }, 5).rows.map(({ from, to, tierAfter }) => [from, to, tierAfter]);
  expect(under({ coverage: { ...defaultPolicy.coverage, leastLines: 9000 } })).toEqual([['peer', 'change-manager', 'medium']]);
  expect(under({ coverage: { ...defaultPolicy.coverage, days: 1 } })).toEqual([['peer', 'change-manager', 'medium']]);
  expect(under({ coverage: { ...defaultPolicy.coverage, credit: 4 } })).toEqual([['peer', 'change-manager', 'medium']]);
  expect(under({ coverage: { ...defaultPolicy.coverage, credit: 5 } })).toEqual([]);
  // 18 points of impact are 24 under a weight of 40, 10 of history 5 under one of 10: 35 in all, and 25 with the credit.
  expect(under({ weights: { ...defaultPolicy.weights, impact: 40, history: 10 } })).toEqual([]);
  expect(replayPolicy([row('a', 24, null, { factors, coverage: null })], defaultPolicy, { ...defaultPolicy, weights: { ...defaultPolicy.weights, impact: 40, history: 10 } }, 5).rows).toMatchObject([{ tierAfter: 'medium' }]);
});
