// Failure modes, pre-mortems and coverage: given what is known of a change, when somebody acts, then these events, pieces and points.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sentence } from '../../src-main/contract/errors.ts';
import { noAnalysis } from '../../src-main/domain/analysis.ts';
import type { Analysis } from '../../src-main/domain/analysis.ts';
import { analysisPieces, needsPremortem } from '../../src-main/domain/analysis-pieces.ts';
import { declareCommit, reportCoverage } from '../../src-main/domain/coverage-acts.ts';
import type { CoverageReport } from '../../src-main/domain/coverage-credit.ts';
import { coverageCredit, coverageSheet } from '../../src-main/domain/coverage-credit.ts';
import type { Dossier, Piece } from '../../src-main/domain/dossier.ts';
import type { DomainEvent } from '../../src-main/domain/event.ts';
import { fmeaSheet, rowStanding, rpnOf } from '../../src-main/domain/fmea.ts';
import * as rows from '../../src-main/domain/fmea-acts.ts';
import { clustersOf, premortemSheet, proposeClusters } from '../../src-main/domain/premortem.ts';
import * as premortem from '../../src-main/domain/premortem-acts.ts';
import { questions } from '../../src-main/domain/questionnaire.ts';
import type { RiskForm } from '../../src-main/domain/risk.ts';
import { riskSheet } from '../../src-main/domain/risk.ts';
import { assessmentOf, signRisk } from '../../src-main/domain/risk-acts.ts';
import { whatWouldLower } from '../../src-main/domain/risk-lower.ts';
import { scoreOf } from '../../src-main/domain/risk-score.ts';
import type { Verdict } from '../../src-main/domain/verdict.ts';
import { aChange, aDossier, by, now, outcomeOf, person, stamped } from '../support/given.ts';

const manager = by(person('Marta', 'change-manager'));
const owner = by(person('Hanna', 'service-owner'));
const own = { source: null, isImported: false } as const;
const cards = { id: 's1', name: 'Card authorisation', tier: 2, owner: 'Hanna', isFinancial: false, isCustomerFacing: false, hasAutomaticRollback: true, rpoMinutes: null, rtoMinutes: null };
const given = (over: Partial<Omit<Dossier, 'change'>> = {}, change: Parameters<typeof aChange>[0] = {}): Dossier => {
  const made = aChange({ state: 'assessment', ...own, tier: 'medium', ...change });
  return { ...aDossier(made), service: cards, analysis: { ...noAnalysis, owners: [{ name: 'Hanna', person: null }] }, ...over, change: made };
};
/** The dossier once the events of a verdict are folded. */
function after(dossier: Dossier, verdict: Verdict<DomainEvent>, at = now, who = 'marta'): Dossier {
  if (!verdict.ok) throw new Error(`refused: ${verdict.error.code}`);
  return verdict.events.reduce<Dossier>((known, event) => {
    const it = stamped(event, who, at);
    const { analysis } = known;
    const folded: Analysis = {
      ...analysis, fmea: fmeaSheet.types.includes(event.type) ? fmeaSheet.fold(analysis.fmea, it) : analysis.fmea, premortem: premortemSheet.types.includes(event.type) ? premortemSheet.fold(analysis.premortem, it) : analysis.premortem,
      coverage: coverageSheet.types.includes(event.type) ? coverageSheet.fold(analysis.coverage, it) : analysis.coverage,
    };
    return { ...known, analysis: folded, risk: riskSheet.types.includes(event.type) ? riskSheet.fold(known.risk, it) : known.risk };
  }, dossier);
}
const words = { failureMode: 'Reversals rejected', effect: 'Charged twice', cause: 'Old format', control: 'None' };
const rated = (severity: number, occurrence: number, detection: number): { severity: number; occurrence: number; detection: number } => ({ severity, occurrence, detection });
const withRow = (rating = rated(8, 5, 4), dossier = given()): Dossier => after(dossier, rows.rateFailureMode(dossier, { row: 'f1', isNew: true, words, rating }, manager));
const action = { action: 'Replay a day', owner: 'Ana Novak', dueOn: '2026-11-30' };
const acting = (dossier: Dossier): Dossier => after(dossier, rows.setRowAction(dossier, { row: 'f1', ...action }, manager));
const done = (dossier: Dossier): Dossier => after(dossier, rows.finishRowAction(dossier, 'f1', manager));
const again = (dossier: Dossier, rating: ReturnType<typeof rated>): Dossier => after(dossier, rows.rateAgain(dossier, { row: 'f1', rating }, manager));
const accepting = (dossier: Dossier, at = now): Dossier => after(dossier, rows.acceptResidual(dossier, { row: 'f1', reason: 'Seen before' }, owner), at, 'hanna');
const piecesAt = (dossier: Dossier, gate: Piece['gate'], rule: string): Piece[] => analysisPieces(dossier, now).filter((piece) => piece.gate === gate && piece.rule === rule);
const standing = (dossier: Dossier): string => rowStanding(dossier.analysis.fmea!.rows[0]!, dossier.policy, 's1');

test('RISK-05 8 x 5 x 4 is 160 and blocks; rated again with occurrence 2 after its action it is 64 and unblocks, and the first rating is kept', () => {
  const dossier = withRow();
  expect(rpnOf(dossier.analysis.fmea!.rows[0]!.original.value)).toBe(160);
  expect(piecesAt(dossier, 'decision', 'RISK-05')).toMatchObject([{ status: 'missing', part: 'risk', why: { code: 'failure_mode_open', facts: { rpn: 160, severity: 8, actAt: 100 } } }]);
  outcomeOf(rows.rateAgain(dossier, { row: 'f1', rating: rated(8, 2, 4) }, manager)).refused('row_action_missing');
  outcomeOf(rows.rateAgain(acting(dossier), { row: 'f1', rating: rated(8, 2, 4) }, manager)).refused('row_action_open', { action: 'Replay a day' });
  const lowered = again(done(acting(dossier)), rated(8, 2, 4));
  const row = lowered.analysis.fmea!.rows[0]!;
  expect([rpnOf(row.again!.value), rpnOf(row.original.value), standing(lowered)]).toEqual([64, 160, 'lowered']);
  expect(piecesAt(lowered, 'decision', 'RISK-05')).toMatchObject([{ status: 'present' }]);
});

test.each([
  [rated(5, 5, 4), true], [rated(9, 1, 11), false], [rated(3, 3, 11), false], [rated(11, 9, 1), false],
] as const)('RISK-05 the limit is an RPN of 100: %o', (rating, isRow) => {
  const dossier = given();
  const verdict = rows.rateFailureMode(dossier, { row: 'f1', isNew: true, words, rating }, manager);
  // What lies outside 1 to 10 is refused by the contract; from another device it is left out.
  expect(after(dossier, verdict).analysis.fmea?.rows.length ?? 0).toBe(isRow ? 1 : 0);
});

test.each([
  [rated(5, 5, 4), 'blocks'], [rated(8, 4, 3), 'below'], [rated(9, 1, 1), 'blocks'], [rated(8, 1, 10), 'below'], [rated(10, 1, 1), 'blocks'], [rated(1, 10, 10), 'blocks'], [rated(8, 6, 2), 'below'],
] as const)('RISK-05 a rating of %o %s', (rating, expected) => {
  expect(standing(withRow(rating))).toBe(expected);
});

test('RISK-05 a done action lifts the block; one after which the RPN is still at the limit does not', () => {
  expect(standing(acting(withRow()))).toBe('blocks');
  expect(standing(done(acting(withRow())))).toBe('done');
  const still = again(done(acting(withRow())), rated(8, 4, 4));
  expect(standing(still)).toBe('insufficient');
  expect(piecesAt(still, 'decision', 'RISK-05')).toMatchObject([{ status: 'missing', why: { code: 'failure_mode_still_open', facts: { rpn: 128 } } }]);
  expect(standing(again(done(acting(withRow(rated(9, 5, 4)))), rated(9, 2, 4)))).toBe('done');
  // Another action is another promise.
  const promised = done(acting(withRow()));
  expect(standing(after(promised, rows.setRowAction(promised, { row: 'f1', ...action, action: 'Replay a week' }, manager), '2026-11-24T15:00:00.000Z'))).toBe('blocks');
});

test('RISK-05 the owner of the service accepts what remains by signature, nobody for them, and only for what they saw', () => {
  const dossier = withRow();
  outcomeOf(rows.acceptResidual(dossier, { row: 'f1', reason: 'Seen before' }, manager)).refused('not_service_owner', { owner: 'Hanna' });
  outcomeOf(rows.acceptResidual(dossier, { row: 'f1', reason: ' ' }, owner)).refused('reason_needed');
  outcomeOf(rows.acceptResidual({ ...dossier, service: null }, { row: 'f1', reason: 'Seen before' }, owner)).refused('residual_without_owner');
  outcomeOf(rows.acceptResidual(withRow(rated(1, 1, 1)), { row: 'f1', reason: 'Seen before' }, owner)).refused('residual_below');
  outcomeOf(rows.acceptResidual(dossier, { row: 'f1', reason: 'Seen before' }, owner)).then({ type: 'risk.residualAccepted', data: { row: 'f1', service: 's1', severity: 8, occurrence: 5, detection: 4, asOf: now, scope: 's1', role: 'service-owner', rev: 'r1', supersedes: [] }, text: { reason: 'Seen before' } });
  const accepted = accepting(dossier);
  expect(standing(accepted)).toBe('accepted');
  expect(piecesAt(accepted, 'decision', 'RISK-05')).toMatchObject([{ status: 'present' }]);
  expect(rowStanding(accepted.analysis.fmea!.rows[0]!, accepted.policy, 'another service')).toBe('blocks');
  const worse = after(accepted, rows.rateFailureMode(accepted, { row: 'f1', isNew: false, words, rating: rated(8, 6, 4) }, manager), '2026-11-24T15:00:00.000Z');
  expect(standing(worse)).toBe('blocks');
  const other = after(accepted, rows.rateFailureMode(accepted, { row: 'f1', isNew: false, words: { ...words, effect: 'Accounts emptied' }, rating: rated(8, 5, 4) }, manager), '2026-11-24T15:00:00.000Z');
  expect(standing(other)).toBe('blocks');
});

test('RISK-05 the first rating stays once an action was set; the words may still be put better', () => {
  const dossier = acting(withRow());
  outcomeOf(rows.rateFailureMode(dossier, { row: 'f1', isNew: false, words, rating: rated(2, 2, 2) }, manager)).refused('rating_settled');
  outcomeOf(rows.rateFailureMode(dossier, { row: 'f1', isNew: false, words: { ...words, control: 'Smoke test' }, rating: rated(8, 5, 4) }, manager)).then({ type: 'risk.failureModeRated' });
  outcomeOf(rows.rateFailureMode(dossier, { row: '1', isNew: false, words, rating: rated(8, 5, 4) }, manager)).nothing();
});

test('RISK-05 a row is dropped with its reason, and nothing more is done to it', () => {
  const dossier = withRow();
  outcomeOf(rows.dropFailureMode(dossier, { row: 'f1', reason: '' }, manager)).refused('reason_needed');
  const dropped = after(dossier, rows.dropFailureMode(dossier, { row: 'f1', reason: 'Cannot happen' }, manager));
  expect([standing(dropped), piecesAt(dropped, 'decision', 'RISK-05')]).toEqual(['dropped', []]);
  outcomeOf(rows.setRowAction(dropped, { row: 'f1', ...action }, manager)).refused('failure_mode_dropped');
  outcomeOf(rows.finishRowAction(dossier, 'f9', manager)).refused('record_missing');
});

test('RISK-05 the worksheet of an emergency is asked for at its closure', () => {
  expect(analysisPieces(withRow(rated(8, 5, 4), given({}, { fields: { type: 'emergency' } })), now).map(({ gate, rule }) => [gate, rule])).toEqual([['closure', 'RISK-05']]);
});

test('RISK-05 a row acts exactly at an RPN of 100 or a severity of 9, whatever the ratings', () => {
  const one = fc.integer({ min: 1, max: 10 });
  fc.assert(fc.property(one, one, one, (s, o, d) => { expect(standing(withRow(rated(s, o, d)))).toBe(s * o * d >= 100 || s >= 9 ? 'blocks' : 'below'); }));
});

const high = (): Dossier => given({}, { tier: 'high' });
type Step = (dossier: Dossier) => Verdict<DomainEvent>;
const through = (dossier: Dossier, ...steps: Step[]): Dossier => steps.reduce((known, step) => after(known, step(known)), dossier);
const start: Step = (d) => premortem.startPremortem(d, { session: 'm1', minutes: 45 }, manager);
const join = (id: string, name: string, of: string): Step => (d) => premortem.joinPremortem(d, { participant: id, name, function: of }, manager);
const writes = (participant: string, cause: string, text: string): Step => (d) => premortem.writeCause(d, { cause, participant, text }, manager);
const open: Step = (d) => premortem.openCauses(d, manager);
const task = (cluster: string): Step => (d) => premortem.disposeCluster(d, { cluster, as: 'task', task: action }, manager);
const threePeople: Step[] = [start, join('p1', 'Ana', 'Operations'), writes('p1', 'c1', 'The certificate expired'), join('p2', 'Jun', 'Development'), writes('p2', 'c2', 'Expired certificates on the terminals'), join('p3', 'Lea', 'Operations'), writes('p3', 'c3', 'Nobody watched the queue')];
const close = (dossier: Dossier): Verdict<DomainEvent> => premortem.closePremortem(dossier, manager);
const clusters = (dossier: Dossier): [string, string[]][] => clustersOf(dossier.analysis.premortem!.sessions[0]!).map(({ id, causes }) => [id, causes.map((one) => one.id)]);

test('RISK-06 three people of two functions rank their causes, make one a failure mode that names its origin, and the session counts', () => {
  const opened = through(high(), ...threePeople, open);
  expect(clusters(opened)).toEqual([['c1', ['c1', 'c2']], ['c3', ['c3']]]);
  const ranked = after(opened, premortem.rankCluster(opened, { cluster: 'c3', votes: 5 }, manager));
  expect(clusters(ranked).map(([id]) => id)).toEqual(['c3', 'c1']);
  outcomeOf(premortem.rankCluster(ranked, { cluster: 'c1', votes: 5 }, manager)).refused('premortem_votes', { left: 4 });
  expect(piecesAt(ranked, 'decision', 'RISK-06')).toMatchObject([{ status: 'waiting', why: { code: 'premortem_undisposed' } }]);
  const verdict = premortem.disposeCluster(ranked, { cluster: 'c3', as: 'failure-mode', row: 'f1', words, rating: rated(8, 5, 4) }, manager);
  outcomeOf(verdict).then({ type: 'risk.failureModeRated', data: { row: 'f1', severity: 8, occurrence: 5, detection: 4, origin: { session: 'm1', cluster: 'c3' } } }, { type: 'risk.premortemDisposed', data: { session: 'm1', cluster: 'c3', as: 'failure-mode', row: 'f1' } });
  const half = after(ranked, verdict);
  expect(half.analysis.fmea!.rows[0]!.origin).toEqual({ session: 'm1', cluster: 'c3' });
  outcomeOf(close(half)).refused('premortem_undisposed', { causes: ['The certificate expired'] });
  const ended = after(half, task('c1')(half));
  outcomeOf(close(ended)).then({ type: 'risk.premortemClosed', data: { session: 'm1' } });
  const closed = after(ended, close(ended));
  expect(piecesAt(closed, 'decision', 'RISK-06')).toMatchObject([{ status: 'present' }]);
  expect(piecesAt(closed, 'start', 'RISK-06')).toMatchObject([{ status: 'missing', label: 'Pre-mortem: Replay a day', why: { code: 'premortem_task_open', facts: { people: ['Ana Novak'] } } }]);
  expect(piecesAt(after(closed, premortem.finishTask(closed, 'c1', manager)), 'start', 'RISK-06')).toMatchObject([{ status: 'present' }]);
  outcomeOf(premortem.finishTask(closed, 'c3', manager)).refused('record_missing');
});

test('RISK-06 closing with two participants is refused, also when a third one joined and wrote nothing, or one is there under two spellings', () => {
  const two = through(high(), ...threePeople.slice(0, 5), open);
  outcomeOf(close(two)).refused('premortem_few_people', { have: 2, need: 3 });
  outcomeOf(close(after(two, join('p3', 'Lea', 'Support')(two)))).refused('premortem_few_people');
  outcomeOf(join('p4', ' ANA ', 'Support')(two)).refused('premortem_joined');
  const oneFunction = through(high(), start, ...['Ana', 'Jun', 'Lea'].flatMap((name, i) => [join(`p${i}`, name, i === 1 ? 'operations' : 'Operations'), writes(`p${i}`, `c${i}`, `Cause number ${i}`)]), open);
  outcomeOf(close(oneFunction)).refused('premortem_few_functions', { have: ['Operations'], need: 2 });
});

test('RISK-06 the first five causes need a disposition, and no sixth', () => {
  const texts = ['Certificates expired', 'Queue overflowed', 'Disk was full', 'Partner absent', 'Clocks differed', 'Firewall closed', 'Batch collided'];
  const many = through(high(), start, join('p1', 'Ana', 'Operations'), join('p2', 'Jun', 'Development'), join('p3', 'Lea', 'Support'), ...texts.map((text, i) => writes(`p${(i % 3) + 1}`, `c${i}`, text)), open);
  expect(clusters(many)).toHaveLength(7);
  const refused = close(many);
  expect(refused.ok ? [] : refused.error.facts['causes']).toEqual(texts.slice(0, 5));
  outcomeOf(close(through(many, ...[0, 1, 2, 3, 4].map((i) => task(`c${i}`))))).then({ type: 'risk.premortemClosed' });
});

test('RISK-06 a session passes through its stages: nothing is laid open that nobody wrote, nothing is written in private afterwards', () => {
  outcomeOf(open(high())).refused('premortem_missing');
  outcomeOf(open(through(high(), start))).refused('premortem_without_causes');
  outcomeOf(task('c1')(through(high(), ...threePeople))).refused('premortem_stage', { stage: 'writing' });
  const opened = through(high(), ...threePeople, open);
  outcomeOf(writes('p1', 'c9', 'Too late')(opened)).refused('premortem_stage', { stage: 'ranking' });
  const over = through(opened, task('c1'), task('c3'), close);
  outcomeOf(premortem.rankCluster(over, { cluster: 'c1', votes: 1 }, manager)).refused('premortem_stage', { stage: 'closed' });
  // Another session leaves the completed one in force.
  expect(piecesAt(through(over, (d) => premortem.startPremortem(d, { session: 'm2', minutes: 30 }, manager)), 'decision', 'RISK-06')).toMatchObject([{ status: 'present' }]);
});

test('RISK-06 a cause is moved to another cluster and out of it again; the one that gave its id leaves the others together', () => {
  const opened = through(high(), ...threePeople, open);
  const moved = through(opened, (d) => premortem.clusterCause(d, { cause: 'c3', cluster: 'c1' }, manager));
  expect(clusters(moved)).toEqual([['c1', ['c1', 'c2', 'c3']]]);
  const out = through(moved, (d) => premortem.clusterCause(d, { cause: 'c3', cluster: 'c3' }, manager));
  expect(clusters(out)).toEqual([['c1', ['c1', 'c2']], ['c3', ['c3']]]);
  const first = through(moved, (d) => premortem.clusterCause(d, { cause: 'c1', cluster: 'c1' }, manager));
  expect(clusters(first)).toEqual([['c2', ['c2', 'c3']], ['c1', ['c1']]]);
  // Whoever joins takes the name of those who were there, also when it was written first.
  const joined = through(opened, (d) => premortem.clusterCause(d, { cause: 'c1', cluster: 'c3' }, manager));
  expect(clustersOf(joined.analysis.premortem!.sessions[0]!).map(({ name }) => name)).toEqual(['Nobody watched the queue', 'Expired certificates on the terminals']);
  outcomeOf(premortem.clusterCause(opened, { cause: 'c3', cluster: 'c3' }, manager)).nothing();
  outcomeOf(premortem.clusterCause(opened, { cause: 'c3', cluster: 'c9' }, manager)).refused('record_missing');
});

test('RISK-06 causes that share their words are proposed as one cluster, each cause in exactly one', () => {
  expect(proposeClusters([{ id: 'a', text: 'The certificate expired' }, { id: 'b', text: 'Queue was full' }, { id: 'c', text: 'Expired certificates' }])).toEqual([{ cluster: 'a', causes: ['a', 'c'] }, { cluster: 'b', causes: ['b'] }]);
  fc.assert(fc.property(fc.array(fc.string({ maxLength: 40 }), { maxLength: 30 }), (texts) => {
    const causes = texts.map((text, i) => ({ id: `c${i}`, text }));
    expect(proposeClusters(causes).flatMap((group) => group.causes).toSorted()).toEqual(causes.map(({ id }) => id).toSorted());
  }));
});

test.each([
  [{ tier: 'critical' }, true], [{ tier: 'high' }, true], [{ tier: 'medium' }, false], [{ tier: null }, false], [{ tier: 'critical', fields: { type: 'emergency' } }, false], [{ tier: 'high', fields: { type: 'standard' } }, false], [{ tier: 'critical', fields: { type: 'standard' } }, true],
] as const)('RISK-06 a pre-mortem is asked of Critical tier and of major changes: %o', (change, expected) => {
  expect(needsPremortem(given({}, change))).toBe(expected);
});

test('RISK-06 a record that a ticket system assessed is taken at its word', () => {
  const imported = { ...high(), change: { ...high().change, source: 'Jira', isImported: true } };
  expect([analysisPieces(imported, now), piecesAt(high(), 'decision', 'RISK-06').map(({ why }) => why?.code)]).toEqual([[], ['premortem_needed']]);
});

const commit = 'a'.repeat(40);
const report = (over: Partial<CoverageReport> = {}): Omit<CoverageReport, 'by' | 'at'> => ({
  id: 'r1', format: 'cobertura', covered: 850, total: 1000, lines: 8500, commit, isCommitSaid: false, madeAt: '2026-11-23T10:00:00.000Z', name: 'coverage.xml', sha256: 'c'.repeat(64),
  tests: { tests: 5, failures: 0, errors: 0, skipped: 0, isAllPassed: true, commit: null, madeAt: null }, testFiles: [{ name: 'junit.xml', sha256: 'd'.repeat(64) }], ...over,
});
const kept = <T>(value: T): { value: T; by: string; at: string; losers: [] } => ({ value, by: 'marta', at: now, losers: [] });
const form: RiskForm = {
  answers: Object.fromEntries(questions.map(({ id }) => [id, kept({ answer: 'no' as const, residual: null, mitigation: '', reason: '' })])), classification: kept({ sensitivity: 'confidential', users: 10 }), reversibility: kept('rehearsed'), manual: null, signed: [],
};
/** 34 points: Medium. */
const middling = (): Dossier => given({ risk: form, reach: { items: 4, services: 1 }, service: null });
const covered = (over: Partial<CoverageReport> = {}, dossier = middling()): Dossier => through(dossier, (d) => declareCommit(d, commit, manager), (d) => reportCoverage(d, report(over), manager));
const failing = (dossier: Dossier, at = now): [string, string][] => coverageCredit(dossier, at).checks.flatMap(({ rule, why }) => (why ? [[rule, why.code]] : []));

test('RISK-07 an 85 % report for the right commit lowers 34 to 24 and the tier to Low, and the parts still add up', () => {
  expect(scoreOf(middling(), now)).toMatchObject({ score: 34, tier: 'medium' });
  const { score, tier, factors } = scoreOf(covered(), now);
  expect([score, tier, factors.reduce((sum, { points }) => sum + points, 0)]).toEqual([24, 'low', 24]);
  expect(factors.at(-1)).toEqual({ id: 'credit', label: 'Coverage credit', points: -10, most: 0, because: '85 % of lines covered, no test failed, for aaaaaaaaaaaa' });
});

const tests = report().tests;
test.each([
  ['for another commit', { commit: 'b'.repeat(40) }, [['commit', 'credit_other_commit']]],
  ['that names no commit', { commit: null }, [['commit', 'credit_commit_unnamed']]],
  ['whose tests are of another commit', { tests: { ...tests, commit: 'b'.repeat(40) } }, [['commit', 'credit_other_commit']]],
  ['with one failed test', { tests: { ...tests, failures: 1, isAllPassed: false } }, [['tests', 'credit_tests_failed']]],
  ['whose results contradict themselves', { tests: { ...tests, isAllPassed: false } }, [['tests', 'credit_tests_failed']]],
  ['of 79.99 %', { lines: 7999 }, [['lines', 'credit_lines_low']]],
  ['of eight days ago', { madeAt: '2026-11-17T13:59:59.999Z' }, [['age', 'credit_too_old']]],
  ['whose tests ran eight days ago', { tests: { ...tests, madeAt: '2026-11-16T13:59:59.999Z' } }, [['age', 'credit_too_old']]],
  ['of tomorrow', { madeAt: '2026-11-25T14:00:00.000Z' }, [['age', 'credit_from_future']]],
  ['without a date', { madeAt: null }, [['age', 'credit_undated']]],
  ['with everything wrong', { lines: 100, commit: 'b'.repeat(40), madeAt: null, tests: { ...tests, errors: 2, isAllPassed: false } }, [['lines', 'credit_lines_low'], ['tests', 'credit_tests_failed'], ['commit', 'credit_other_commit'], ['age', 'credit_undated']]],
] as [string, Partial<CoverageReport>, [string, string][]][])('RISK-07 a report %s gives no credit and states which rule failed', (_what, over, expected) => {
  const dossier = covered(over);
  expect(failing(dossier)).toEqual(expected);
  expect(scoreOf(dossier, now)).toMatchObject({ score: 34, tier: 'medium' });
  for (const { why } of coverageCredit(dossier, now).checks) if (why) expect(sentence(why)).not.toMatch(/undefined|null|NaN/);
});

test('RISK-07 exactly 80 % and exactly seven days still count; an abbreviated commit means the one it begins', () => {
  expect(failing(covered({ lines: 8000, covered: 800, madeAt: '2026-11-17T14:00:00.000Z', commit: commit.slice(0, 8) }))).toEqual([]);
  expect(failing(through(middling(), (d) => reportCoverage(d, report(), manager)))).toEqual([['commit', 'credit_no_commit']]);
  outcomeOf(declareCommit(middling(), '0'.repeat(40), manager)).refused('invalid_input');
  outcomeOf(declareCommit(covered(), commit, manager)).nothing();
});

test('RISK-07 coverage is offered as a way to a lower score once the commit is known, until it gives its credit', () => {
  const offered = (dossier: Dossier): number[] => whatWouldLower(dossier, now).filter(({ text }) => text.startsWith('Cover 80 %')).map(({ points }) => points);
  expect([offered(middling()), offered(through(middling(), (d) => declareCommit(d, commit, manager))), offered(covered({ lines: 100 })), offered(covered())]).toEqual([[], [10], [10], []]);
});

test('RISK-07 a score does not fall below nothing', () => {
  const policy = { ...middling().policy, coverage: { credit: 100, leastLines: 8000, days: 7 } };
  const { score, factors } = scoreOf({ ...covered(), policy }, now);
  expect([score, factors.at(-1)?.points]).toEqual([0, -34]);
});

test('RISK-07 a signature that counted on the credit is altered by another report, and asks to be made anew when the credit lapses', () => {
  const dossier = covered();
  const signed = after(dossier, signRisk(dossier, { assessment: 'a1' }, manager));
  expect(assessmentOf(signed)).toMatchObject({ status: 'current', signed: { score: 24, tier: 'low', credit: 10 } });
  expect(piecesAt(signed, 'decision', 'RISK-07')).toMatchObject([{ status: 'present' }]);
  expect(analysisPieces(signed, '2026-12-01T10:00:00.001Z').filter(({ rule }) => rule === 'RISK-07')).toMatchObject([{ status: 'stale', why: { code: 'credit_lapsed', facts: { credit: 10, failed: ['At most 7 days old'] } } }]);
  const later = '2026-11-24T15:00:00.000Z';
  expect(assessmentOf(after(signed, reportCoverage(signed, report({ id: 'r2', lines: 100 }), manager), later)).status).toBe('altered');
  expect(assessmentOf(after(signed, declareCommit(signed, 'b'.repeat(40), manager), later)).status).toBe('altered');
});
