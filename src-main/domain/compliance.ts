// Compliance rules (AUD-05): what each tests, over which population, and how the cases of all records become a report. Who gathers the facts is not known here.
import { Temporal } from 'temporal-polyfill';
import type { ComplianceFailure, RuleText, TestedRule, complianceResults } from '#contract/compliance.ts';
import { unauthorised } from './compliance-authorised.ts';
import { dutiesBroken, evidenceLacking, exceptionsEnded, freezesBroken } from './compliance-change.ts';
import type { ChangeFacts } from './compliance-facts.ts';
import { tagsOf } from './regulation.ts';
import { endOfDay } from './spans.ts';

/** Days of UTC, both included. */
export type Period = { from: string; to: string };
export type RecordRef = ComplianceFailure['record'];
/** How one record stands: `untested` is counted, and never taken for passed. `at`: the instant that puts it into a period. */
export type Judged = { at: string; outcome: 'passed' } | { at: string; outcome: 'failed' | 'untested'; said: string };
export type Case = Judged & { record: RecordRef; /** Regulatory tags of the change it is about. */ tags: readonly string[] };
/** Something that had to be looked at by an instant. */
export type ReviewFacts = { record: RecordRef; tags: readonly string[]; what: string; dueAt: string; doneAt: string | null };

type Rule = RuleText & ({ about: 'change'; judge(facts: ChangeFacts): Judged | null } | { about: 'review' | 'access-review' });
/** A rule that says something else from now on gets another version. */
export const complianceRules: readonly Rule[] = [
  { id: 'unauthorised-deployments', version: 1, title: 'Unauthorised deployments', about: 'change', judge: unauthorised, text: 'Every deployment began while an authorisation of its change stood: given before, not voided since, and in an emergency not ended.' },
  { id: 'late-reviews', version: 1, title: 'Late reviews', about: 'review', text: 'Every review was held by the time it fell due: the retrospective of an emergency, and the review of a workaround.' },
  { id: 'expired-exceptions', version: 1, title: 'Expired exceptions used', about: 'change', judge: exceptionsEnded, text: 'Where a deployment lacked something that was demanded of its change, the exception that spoke for it had not ended.' },
  { id: 'duty-conflicts', version: 1, title: 'Duty conflicts', about: 'change', judge: dutiesBroken, text: 'Nobody held two duties of a change that the policy keeps apart, unless an exception held when it happened.' },
  { id: 'missing-evidence', version: 1, title: 'Missing evidence', about: 'change', judge: evidenceLacking, text: 'When a change was deployed it had the evidence that its tier, its model and its service demand: fresh, and of what it delivers.' },
  { id: 'freeze-breaches', version: 1, title: 'Freeze breaches', about: 'change', judge: freezesBroken, text: 'No deployment ran into a freeze that was on record before and concerns it, unless the freeze lets it pass, its owner signed, or an exception held.' },
  { id: 'overdue-access-reviews', version: 1, title: 'Overdue access reviews', about: 'access-review', text: 'Every access review was completed by the day it was due.' },
];
export const ruleTexts: readonly RuleText[] = complianceRules.map(({ id, version, title, text }) => ({ id, version, title, text }));

/** What every rule says of one change, by rule. */
export const casesOfChange = (facts: ChangeFacts): { rule: string; of: Case }[] => {
  const { id, number, fields } = facts.dossier.change;
  const tags = tagsOf(fields);
  return complianceRules.flatMap((rule) => {
    const judged = rule.about === 'change' ? rule.judge(facts) : null;
    return judged === null ? [] : [{ rule: rule.id, of: { ...judged, tags, record: { kind: 'change', id, number, title: fields.title } } }];
  });
};
const day = (at: string): string => at.slice(0, 10);
/** What had to be done by an instant was done by then. What is not due yet is no case. */
export function judgeReview({ record, tags, what, dueAt, doneAt }: ReviewFacts, asOf: string): Case | null {
  if (dueAt > asOf) return null;
  if (doneAt !== null && doneAt <= dueAt) return { record, tags, at: dueAt, outcome: 'passed' };
  return { record, tags, at: dueAt, outcome: 'failed', said: doneAt === null || doneAt > asOf ? `${what} was due on ${day(dueAt)} and not held by ${day(asOf)}.` : `${what} was due on ${day(dueAt)} and held on ${day(doneAt)}.` };
}
export const casesOfReviews = (about: 'review' | 'access-review', reviews: readonly ReviewFacts[], asOf: string): { rule: string; of: Case }[] => {
  const judged = reviews.flatMap((review) => judgeReview(review, asOf) ?? []);
  return complianceRules.filter((rule) => rule.about === about).flatMap(({ id }) => judged.map((of) => ({ rule: id, of })));
};

/** The period and those of the same length before it, the oldest first; whole months go back by months. */
export function periodsUpTo({ from, to }: Period, before: number): Period[] {
  const [start, end] = [Temporal.PlainDate.from(from), Temporal.PlainDate.from(to).add({ days: 1 })];
  const months = start.day === 1 && end.day === 1 ? start.until(end, { largestUnit: 'months' }).months : 0;
  const { days } = start.until(end, { largestUnit: 'days' });
  const back = (of: Temporal.PlainDate, n: number): Temporal.PlainDate => of.subtract(months > 0 ? { months: months * n } : { days: days * n });
  return Array.from({ length: before + 1 }, (_, i) => before - i).map((n) => ({ from: back(start, n).toString(), to: back(end, n).subtract({ days: 1 }).toString() }));
}
/** The last quarter of the calendar that is over. */
export function closedQuarter(now: string): Period {
  const today = Temporal.PlainDate.from(now.slice(0, 10));
  const begun = today.with({ month: today.month - ((today.month - 1) % 3), day: 1 });
  return { from: begun.subtract({ months: 3 }).toString(), to: begun.subtract({ days: 1 }).toString() };
}
/** The instant a report is judged as of: the same whenever it is made from the same records. `lastAt`: when the last of them was written. */
export const asOfIn = ({ to }: Period, lastAt: string): string => { const end = endOfDay(to); return lastAt < end ? lastAt : end; };

type Counted = { population: number; tested: number; failures: number; result: (typeof complianceResults)[number] };
export function countOf(cases: readonly Case[]): Counted {
  const failures = cases.filter(({ outcome }) => outcome === 'failed').length;
  const tested = cases.filter(({ outcome }) => outcome !== 'untested').length;
  return { population: cases.length, tested, failures, result: tested === 0 ? 'not-tested' : failures > 0 ? 'fail' : 'pass' };
}
const inOrder = (a: Case, b: Case): number => (a.at !== b.at ? (a.at < b.at ? -1 : 1) : a.record.number !== b.record.number ? (a.record.number < b.record.number ? -1 : 1) : a.record.id < b.record.id ? -1 : 1);
function untestedOf(cases: readonly Case[]): { why: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const one of cases) if (one.outcome === 'untested') counts.set(one.said, (counts.get(one.said) ?? 0) + 1);
  return [...counts].map(([why, count]) => ({ why, count })).toSorted((a, b) => b.count - a.count || (a.why < b.why ? -1 : 1));
}

export type ReportedRule = Omit<TestedRule, 'rows'> & { rows: Omit<ComplianceFailure, 'finding'>[] };
/** The report as data: what its digest is made of. Nothing in it depends on when or where it is made. */
export type ReportContent = { format: 'gavel-compliance'; v: 1; organisation: string; from: string; to: string; asOf: string; policy: string; rules: ReportedRule[] };
type Made = Period & { organisation: string; before: number; asOf: string; policy: string };
export function reportOf(cases: readonly { rule: string; of: Case }[], { organisation, from, to, before, asOf, policy }: Made): ReportContent {
  const periods = periodsUpTo({ from, to }, before).map((period) => ({ ...period, end: endOfDay(period.to) }));
  const rules = ruleTexts.map((rule): ReportedRule => {
    const own = cases.filter((one) => one.rule === rule.id).map(({ of }) => of);
    const within = periods.map((period) => own.filter(({ at }) => at >= `${period.from}T00:00:00.000Z` && at < period.end));
    const now = within.at(-1)!;
    return {
      ...rule, ...countOf(now), untested: untestedOf(now), trend: within.map((found, i) => ({ from: periods[i]!.from, to: periods[i]!.to, ...countOf(found) })),
      rows: now.toSorted(inOrder).flatMap((one) => (one.outcome === 'failed' ? [{ record: one.record, at: one.at, said: one.said }] : [])),
    };
  });
  return { format: 'gavel-compliance', v: 1, organisation, from, to, asOf, policy, rules };
}
