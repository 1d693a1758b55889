// The case for repairing technical debt (LEG-02), and the comparison of two release processes (LEG-06), as sealed PDFs.
import type { DebtRow } from '#contract/debt.ts';
import type { Input, Output } from '#contract/index.ts';
import type { Measure, ParallelRow } from '#contract/parallel.ts';
import { appError } from '../app-error.ts';
import { debtSheet } from '../domain/debt.ts';
import { parallelSheet } from '../domain/parallel.ts';
import type { Sheet } from '../domain/sheet.ts';
import type { JobContext, JobControl, ReadContext } from '../ports.ts';
import { debtRow, parallelRow } from '../queries/debt.ts';
import { mayPrint } from './documents.ts';
import { printReport } from './report.ts';
import type { Said } from './report.ts';

const figure = (n: number): string => n.toLocaleString('en-GB');
const load = <S>(read: ReadContext, sheet: Sheet<S>, { ref, record }: { ref: string; record: string }): S => read.findSheet(sheet, ref) ?? (() => { throw appError('record_missing', { record, id: ref }); })();

/** What failures cost, when the repair pays for itself, the time asked for, and the decision so far. */
function caseOf(row: DebtRow, rates: { minuteRate: number; hourRate: number }, hours: number): Said {
  const { payback: p } = row;
  const decision = row.decisions.at(-1);
  return {
    number: `${row.number}-CASE`, title: `Funding case ${row.number}`, about: row.title,
    facts: [['Component', row.component], ['Owner', row.owner || 'nobody named'], ['Time asked for', `${figure(hours)} hours`], ['Cost to repair', figure(row.cost)], ['Pays for itself', p.paybackMonths === null ? 'nothing failed' : p.paybackMonths === 1 ? 'within a month' : `in ${p.paybackMonths} months`]],
    sections: [
      ...(row.note === '' ? [] : [{ title: 'What it is', text: row.note, table: null }]),
      { title: `What it cost in ${p.months} months`, text: `Outage is counted at ${figure(rates.minuteRate)} a minute, rework at ${figure(rates.hourRate)} an hour, as the policy sets them. Interest of ${figure(row.interestHours)} hours with each release comes on top.`, table: {
        columns: [{ title: 'What', share: 46 }, { title: 'How much', share: 27, isRight: true }, { title: 'Cost', share: 27, isRight: true }],
        rows: [
          { cells: [p.failures === 1 ? 'Outage in one failure' : `Outage in ${p.failures} failures`, `${figure(p.minutes)} min`, figure(p.minutes * rates.minuteRate)] }, { cells: ['Rework', `${figure(p.reworkHours)} h`, figure(p.reworkHours * rates.hourRate)] },
          { cells: ['Together', '', figure(p.failureCost)], isBold: true }, { cells: ['Each month', '', figure(p.monthly)] },
        ],
      } },
      { title: 'Failures', text: row.failures.length === 0 ? 'None is on record.' : '', table: row.failures.length === 0 ? null : { columns: [{ title: 'Day', share: 16 }, { title: 'Cause', share: 54 }, { title: 'Minutes', share: 15, isRight: true }, { title: 'Rework, h', share: 15, isRight: true }], rows: row.failures.map((f) => ({ cells: [f.on, f.cause, figure(f.minutes), figure(f.reworkHours)] })) } },
      { title: 'Decision', text: decision ? `${decision.verdict === 'funded' ? `Funded with ${figure(decision.hours)} hours` : decision.verdict === 'deferred' ? 'Deferred' : 'Accepted as it is'} by ${decision.by}, ${decision.at.slice(0, 10)}: ${decision.reason}` : `Open. The board is asked to fund ${figure(hours)} hours, to defer the repair, or to accept the debt as it is.`, table: null },
    ],
    signers: decision ? [] : ['The board'],
  };
}
export async function writeCase(context: JobContext, { debt: ref, hours }: Input<'debt.writeCase'>, control: JobControl): Promise<Output<'debt.writeCase'>> {
  mayPrint(context);
  const { row, rates } = context.read((read) => ({ row: debtRow(read, load(read, debtSheet, { ref, record: 'technical debt' })), rates: read.policy().debt }));
  return printReport(context, { kind: 'debt-case', of: row.id, said: caseOf(row, rates, hours) }, control);
}

export const measureWords: Record<Measure, string> = { durationMinutes: 'Duration, min', failures: 'Failures', defects: 'Defects', manualMinutes: 'Manual work, min', evidencePercent: 'Evidence, %' };
const verdictWords = { good: 'equal or better', worse: 'worse', incomplete: 'incomplete' } as const;
function comparisonOf(row: ParallelRow): Said {
  const outcome = row.end ? (row.end.kind === 'exit' ? `The new process took over, ${row.end.at.slice(0, 10)}` : `Given up, ${row.end.at.slice(0, 10)}`) : row.streak >= row.needed ? 'The new process may take over' : 'Still running';
  const pair = (old: number | undefined, fresh: number | undefined): string => `${old === undefined ? '–' : figure(old)} / ${fresh === undefined ? '–' : figure(fresh)}`;
  const share = Math.floor(52 / row.measures.length);
  return {
    number: `${row.number}-COMPARISON`, title: `Comparison ${row.number}`, about: row.name,
    facts: [['Old process', row.oldProcess], ['New process', row.newProcess], ['Runs', `${row.from} to ${row.until}`], ['Good cycles in a row', `${row.streak} of ${row.needed}`], ['Outcome', outcome]],
    sections: [
      ...(row.scope === '' ? [] : [{ title: 'Scope', text: row.scope, table: null }]),
      { title: 'Cycle by cycle', text: 'Each measure gives the old process before the stroke, the new one behind it. Less is better, of evidence more.', table: {
        columns: [{ title: 'Cycle', share: 8, isRight: true }, { title: 'Release', share: 100 - 8 - share * row.measures.length - 18 }, ...row.measures.map((measure) => ({ title: measureWords[measure], share, isRight: true })), { title: 'New process', share: 18 }],
        rows: row.judged.map((one) => ({ cells: [String(one.cycle), one.release, ...row.measures.map((measure) => pair(one.old[measure], one.new[measure])), one.verdict === 'worse' ? `worse: ${one.worse.map((measure) => measureWords[measure].toLowerCase().replace(/,.*/, '')).join(', ')}` : verdictWords[one.verdict]], isBold: one.verdict !== 'good' })),
      } },
      ...(row.end ? [{ title: 'End', text: `${row.end.by}: ${row.end.reason}${row.end.exception === '' ? '' : `. Before its time, under ${row.end.exception}`}`, table: null }] : []),
    ],
    signers: row.end ? [] : ['The board'],
  };
}
export async function writeComparison(context: JobContext, { run: ref }: Input<'parallel.write'>, control: JobControl): Promise<Output<'parallel.write'>> {
  mayPrint(context);
  const row = context.read((read) => parallelRow(read, load(read, parallelSheet, { ref, record: 'parallel run' })));
  return printReport(context, { kind: 'comparison', of: row.id, said: comparisonOf(row) }, control);
}
