// Compliance reports (AUD-05): every rule over all records of a period, as an answer, as data and as a signed PDF.
import type { ComplianceReport, TestedRule } from '#contract/compliance.ts';
import type { Input, Output } from '#contract/index.ts';
import { reportOf } from '../domain/compliance.ts';
import type { Period, ReportContent, ReportedRule } from '../domain/compliance.ts';
import type { Json } from '../domain/event.ts';
import { findingSheet } from '../domain/finding.ts';
import { needs } from '../domain/roles.ts';
import type { JobContext, JobControl, JobHandlers, ReadContext } from '../ports.ts';
import { may } from '../queries/change.ts';
import { periodKey, reportKind } from '../queries/compliance.ts';
import { encodeBytes } from '../trail/canonical.ts';
import { sha256Hex } from '../trail/hashes.ts';
import { mayPrint } from './documents.ts';
import { note, place } from './export-file.ts';
import { gatherCompliance } from './gather-compliance.ts';
import { printReport } from './report.ts';
import type { Said } from './report.ts';

type Asked = Input<'compliance.run'>;
const mostShown = 1000;

async function testAll(context: JobContext, asked: Asked, control: JobControl): Promise<{ content: ReportContent; checkpoint: ComplianceReport['checkpoint']; bytes: Uint8Array; digest: string }> {
  const { cases, checkpoint, asOf, policy } = await gatherCompliance(context, asked, control);
  const { from, to, before } = asked;
  const content = reportOf(cases, { organisation: context.organisation.name, from, to, before, asOf, policy });
  const bytes = encodeBytes(content as unknown as Json);
  return { content, checkpoint, bytes, digest: sha256Hex(bytes) };
}

/** The finding that was raised on a failure: from a compliance report, against the rule, about the record. */
function withFindings(read: ReadContext, rules: readonly ReportedRule[]): TestedRule[] {
  const findings = read.listSheets(findingSheet, { limit: 100_000 }).filter(({ source }) => source === 'compliance-report');
  return rules.map((rule) => {
    const own = findings.filter(({ control }) => control === rule.id);
    return { ...rule, rows: rule.rows.slice(0, mostShown).map((row) => ({ ...row, finding: own.find(({ change, title }) => (row.record.kind === 'change' ? change === row.record.id : title.includes(row.record.number)))?.number ?? null })) };
  });
}
async function run(context: JobContext, asked: Asked, control: JobControl): Promise<Output<'compliance.run'>> {
  const { content: { from, to, asOf, policy, rules }, checkpoint, digest } = await testAll(context, asked, control);
  return context.read((read) => ({ from, to, asOf, policy, rules: withFindings(read, rules), digest, checkpoint, mayRaise: may(needs('raiseFinding', read.actor)) }));
}

const resultWords = { pass: 'Pass', fail: 'Fail', 'not-tested': 'Not tested' } as const;
const figure = (n: number): string => n.toLocaleString('en-GB');
const span = ({ from, to }: Period): string => `${from} to ${to}`;
function ruleSection(rule: ReportedRule): Said['sections'] {
  const untested = rule.untested.map(({ why, count }) => `${figure(count)} not tested: ${why}`);
  return [
    { title: rule.title, text: [`${resultWords[rule.result]}. ${rule.text} (${rule.id}, version ${rule.version})`, ...untested].join('\n'), table: {
      columns: [{ title: 'Period', share: 40 }, { title: 'Population', share: 16, isRight: true }, { title: 'Tested', share: 14, isRight: true }, { title: 'Failures', share: 14, isRight: true }, { title: 'Result', share: 16 }],
      rows: rule.trend.toReversed().map((one, i) => ({ cells: [span(one), figure(one.population), figure(one.tested), figure(one.failures), resultWords[one.result]], isBold: i === 0 })),
    } },
    ...(rule.rows.length === 0 ? [] : [{ title: `Failures: ${rule.title.toLowerCase()}`, text: '', table: { columns: [{ title: 'Record', share: 16 }, { title: 'Date', share: 14 }, { title: 'Why', share: 70 }], rows: rule.rows.map(({ record, at, said }) => ({ cells: [record.number, at.slice(0, 10), `${record.title}. ${said}`] })) } }]),
  ];
}
function printed({ from, to, asOf, policy, rules }: ReportContent, digest: string): Said {
  const failures = rules.reduce((sum, rule) => sum + rule.failures, 0);
  return {
    number: `COMPLIANCE-${from}-${to}`, title: 'Compliance report', about: `Every rule over all records from ${from} to ${to}, both days included, judged as of ${asOf}.`,
    facts: [['Period', span({ from, to })], ['Rules', `${rules.length}, of which ${rules.filter(({ result }) => result === 'not-tested').length} not tested`], ['Failures', figure(failures)], ['Policy', policy], ['SHA-256 of report.json', digest]],
    sections: [{ title: 'Results', text: '', table: {
      columns: [{ title: 'Rule', share: 46 }, { title: 'Population', share: 14, isRight: true }, { title: 'Tested', share: 12, isRight: true }, { title: 'Failures', share: 12, isRight: true }, { title: 'Result', share: 16 }],
      rows: rules.map((rule) => ({ cells: [rule.title, figure(rule.population), figure(rule.tested), figure(rule.failures), resultWords[rule.result]], isBold: rule.result === 'fail' })),
    } }, ...rules.flatMap(ruleSection)],
    signers: [],
  };
}

async function write(context: JobContext, { format, ...asked }: Input<'compliance.write'>, control: JobControl): Promise<Output<'compliance.write'>> {
  mayPrint(context);
  const { content, bytes, digest } = await testAll(context, asked, control);
  const failures = content.rules.reduce((sum, rule) => sum + rule.failures, 0);
  const said = printed(content, digest);
  if (format === 'pdf') return { ...await printReport(context, { kind: reportKind, of: periodKey(asked), said, data: bytes }, control), digest, failures };
  const name = `${said.number}.json`;
  return { file: place(context, { name, text: bytes }, note(context, reportKind, name, periodKey(asked))), pages: 0, digest, failures };
}

export const complianceJobs = { 'compliance.run': run, 'compliance.write': write } satisfies Partial<JobHandlers<JobContext>>;
