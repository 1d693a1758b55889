// Coverage and test results that justify a lower risk: what was reported for which commit, and the credit it gives (RISK-07).
import type { Dossier } from './dossier.ts';
import { later } from './emergency-clocks.ts';
import type { Json, StampedEvent } from './event.ts';
import { idOf } from './event.ts';
import { oneIn, recordIn, textIn, textsIn, timeIn, wholeIn } from './json-values.ts';
import type { PolicyDocument } from './policy-document.ts';
import type { Kept } from './sheet.ts';
import { sheet, writeKept } from './sheet.ts';
import type { ErrorCode, Facts } from '#contract/errors.ts';

export const coverageFormats = ['cobertura', 'jacoco', 'lcov'] as const;
const most = Number.MAX_SAFE_INTEGER;
/** Counted from JUnit files; `isAllPassed` as the reader judged them. */
export type TestRun = { tests: number; failures: number; errors: number; skipped: number; isAllPassed: boolean; commit: string | null; madeAt: string | null };
/** `lines` is the share of covered lines in basis points, rounded down; `isCommitSaid`: a person said which commit, because the report names none. */
export type CoverageReport = {
  id: string; format: (typeof coverageFormats)[number]; covered: number; total: number; lines: number; commit: string | null; isCommitSaid: boolean; madeAt: string | null;
  name: string; sha256: string; tests: TestRun; testFiles: { name: string; sha256: string }[]; by: string; at: string;
};
export type CoverageState = { commit: Kept<string> | null; reports: CoverageReport[] };

const digest = /^[0-9a-f]{64}$/;
const commitIn = (value: Json | undefined): string | null => (typeof value === 'string' && /^[0-9a-f]{7,64}$/.test(value) ? value : null);

function testsIn(value: Json | undefined): TestRun | null {
  const told = recordIn(value);
  const [tests, failures, errors, skipped] = [wholeIn(told['tests'], 1, most), wholeIn(told['failures'], 0, most), wholeIn(told['errors'], 0, most), wholeIn(told['skipped'], 0, most)];
  if (tests === null || failures === null || errors === null || skipped === null) return null;
  return { tests, failures, errors, skipped, isAllPassed: told['isAllPassed'] === true, commit: commitIn(told['commit']), madeAt: timeIn(told['madeAt']) };
}

function reported(state: CoverageState, event: StampedEvent): CoverageState {
  const { data, text } = event;
  const [id, format, tests] = [textIn(data['report']), oneIn(data['format'], coverageFormats), testsIn(data['tests'])];
  const [covered, total, lines] = [wholeIn(data['covered'], 0, most), wholeIn(data['total'], 1, most), wholeIn(data['lines'], 0, 10_000)];
  const sha256 = textIn(data['sha256']);
  if (id === '' || format === null || tests === null || covered === null || total === null || lines === null || !digest.test(sha256) || state.reports.some((one) => one.id === id)) return state;
  const names = textsIn(text['tests']);
  const report: CoverageReport = {
    id, format, covered, total, lines, commit: commitIn(data['commit']), isCommitSaid: data['isCommitSaid'] === true, madeAt: timeIn(data['madeAt']), name: textIn(text['name']) || '(erased)', sha256, tests,
    testFiles: textsIn(data['testDigests']).filter((one) => digest.test(one)).map((one, i) => ({ name: names[i] ?? '(erased)', sha256: one })), by: idOf(event.by), at: event.at,
  };
  return { ...state, reports: [...state.reports, report] };
}

export const coverageSheet = sheet<CoverageState>({
  name: 'coverage', kind: 'change', types: ['risk.commitDeclared', 'risk.coverageReported'],
  fold: (before, event, cause) => {
    const state = before ?? { commit: null, reports: [] };
    if (event.type === 'risk.coverageReported') { const after = reported(state, event); return after.reports.length === 0 && after.commit === null ? null : after; }
    const commit = commitIn(event.data['commit']);
    return commit === null ? before : { ...state, commit: writeKept(state.commit ?? undefined, commit, event, { key: 'coverage:commit', cause }) };
  },
});

/** An abbreviation means the commit it begins. */
export const isSameCommit = (a: string, b: string): boolean => a.startsWith(b) || b.startsWith(a);
const share = (lines: number): string => `${Math.trunc(lines / 100)}${lines % 100 === 0 ? '' : `.${String(lines % 100).padStart(2, '0')}`} %`;

export const coverageRules = ['lines', 'tests', 'commit', 'age'] as const;
export type CoverageCheck = { rule: (typeof coverageRules)[number]; label: string; why: { code: ErrorCode; facts: Facts } | null };
/** `points` is what comes off the score; 0 while a rule fails, each of which says why. */
export type CoverageCredit = { points: number; report: CoverageReport | null; checks: CoverageCheck[] };

/** A credit is asked for a change as it stands, and for its coverage alone where a policy is replayed. */
type Facing = { analysis: Pick<Dossier['analysis'], 'coverage'>; policy: Pick<PolicyDocument, 'coverage'> };
const dayMinutes = 1440;

function commitWhy({ commit, tests }: CoverageReport, own: string | null): CoverageCheck['why'] {
  if (own === null) return { code: 'credit_no_commit', facts: {} };
  if (commit === null) return { code: 'credit_commit_unnamed', facts: { commit: own } };
  const other = [commit, tests.commit].find((one) => one !== null && !isSameCommit(one, own));
  return other ? { code: 'credit_other_commit', facts: { commit: own, named: other, what: isSameCommit(commit, own) ? 'test results' : 'coverage report' } } : null;
}

function ageWhy({ madeAt, tests }: CoverageReport, days: number, now: string): CoverageCheck['why'] {
  if (madeAt === null) return { code: 'credit_undated', facts: {} };
  const times = [madeAt, tests.madeAt].filter((at) => at !== null);
  const oldest = times.toSorted()[0]!;
  if (times.some((at) => at > now)) return { code: 'credit_from_future', facts: { madeAt: times.toSorted().at(-1) } };
  return oldest < later(now, -days * dayMinutes) ? { code: 'credit_too_old', facts: { madeAt: oldest, days } } : null;
}

/** RISK-07: the credit of the last report for a change, with every rule it was held against. Pure; `now` is UTC. */
export function coverageCredit({ analysis: { coverage }, policy: { coverage: { credit, leastLines, days } } }: Facing, now: string): CoverageCredit {
  const report = coverage?.reports.at(-1) ?? null;
  if (report === null) return { points: 0, report, checks: [] };
  const { tests } = report;
  const checks: CoverageCheck[] = [
    { rule: 'lines', label: `Lines covered: ${share(report.lines)}, at least ${share(leastLines)}`, why: report.lines >= leastLines ? null : { code: 'credit_lines_low', facts: { lines: report.lines, least: leastLines } } },
    { rule: 'tests', label: `${tests.tests} ${tests.tests === 1 ? 'test' : 'tests'}, ${tests.failures + tests.errors} failed`, why: tests.isAllPassed && tests.failures === 0 && tests.errors === 0 ? null : { code: 'credit_tests_failed', facts: { failed: tests.failures + tests.errors, tests: tests.tests } } },
    { rule: 'commit', label: 'Made for the commit of this change', why: commitWhy(report, coverage?.commit?.value ?? null) },
    { rule: 'age', label: `At most ${days} days old`, why: ageWhy(report, days, now) },
  ];
  return { points: checks.every(({ why }) => why === null) ? credit : 0, report, checks };
}

/** When commit and report were written, for a signature that counted on them. */
export const coverageStamps = ({ analysis: { coverage } }: Pick<Dossier, 'analysis'>): Record<string, string> => {
  const last = coverage?.reports.at(-1);
  return { ...(coverage?.commit ? { 'form.commit': coverage.commit.at } : {}), ...(last ? { 'form.coverage': last.at } : {}) };
};
