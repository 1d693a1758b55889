// How compliance reports look to people on the command line (AUD-05).
import type { Output } from '#contract/index.ts';
import { facts, oneLine, table } from './text.ts';

const resultWords = { pass: 'pass', fail: 'FAIL', 'not-tested': 'not tested' } as const;
const day = (at: string): string => at.slice(0, 10);

export function complianceText({ from, to, asOf, policy, rules, digest }: Output<'compliance.run'>): string {
  const failing = rules.filter(({ rows }) => rows.length > 0);
  return [
    facts([['Period', `${from} to ${to}`], ['Judged as of', asOf], ['Policy', policy], ['SHA-256', digest]]),
    table(['Rule', 'Version', 'Population', 'Tested', 'Failures', 'Before', 'Result'], rules.map((rule) => [rule.id, rule.version, rule.population, rule.tested, rule.failures, rule.trend.slice(0, -1).map((one) => (one.result === 'not-tested' ? '–' : one.failures)).join(' '), resultWords[rule.result]])),
    ...failing.map((rule) => `${rule.title}\n${table(['Record', 'On', 'Finding', 'Why'], rule.rows.map(({ record, at, said, finding }) => [record.number, day(at), finding, said]))}`),
    ...rules.flatMap((rule) => rule.untested.map(({ why, count }) => `${rule.id}: ${count} not tested. ${oneLine(why)}`)),
  ].join('\n\n');
}
export const complianceRulesText = ({ rules, closed, written }: Output<'compliance.rules'>): string => [
  table(['Rule', 'Version', 'What it tests'], rules.map(({ id, version, text }) => [id, version, text])),
  closed.isReported ? `The quarter from ${closed.from} to ${closed.to} has its report.` : `The quarter from ${closed.from} to ${closed.to} is over and has no report yet: gavel compliance report --from ${closed.from} --to ${closed.to}`,
  ...(written.length === 0 ? [] : [table(['Report', 'From', 'To', 'Written', 'SHA-256'], written.map((one) => [one.name, one.from, one.to, day(one.at), one.sha256]))]),
].join('\n\n');
