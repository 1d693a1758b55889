// The schedule of a span as a spreadsheet-safe CSV (CAL-01).
import type { Planned } from '#contract/calendar-views.ts';
import type { Input, Output } from '#contract/index.ts';
import { appError } from '../app-error.ts';
import { tableCsv } from '../formats/csv-out.ts';
import type { JobContext, JobControl } from '../ports.ts';
import { scheduleList } from '../queries/calendar-views.ts';
import { assertMay, note, place, stampOf } from './export-file.ts';

/** Headings are those an import of changes knows. */
const columns: readonly [heading: string, cell: (row: Planned) => string | null][] = [
  ['Change number', (row) => row.number], ['Title', (row) => row.title], ['Type', (row) => row.type], ['State', (row) => row.state], ['Service', (row) => row.service], ['Environment', (row) => row.environment],
  ['Planned start', (row) => row.startsAt], ['Planned end', (row) => row.endsAt], ['Time zone', (row) => row.zone], ['Outage in minutes', (row) => (row.outageMinutes === null ? null : String(row.outageMinutes))], ['Risk', (row) => row.tier], ['Owner', (row) => row.owner],
];
const pageRows = 500;

function everyRow(context: JobContext, input: Input<'schedule.write'>, control: JobControl): Planned[] {
  const rows: Planned[] = [];
  for (let after: string | undefined; ;) {
    if (control.signal.aborted) throw appError('cancelled');
    const page = context.read((read) => scheduleList(read, { ...input, limit: pageRows, ...(after === undefined ? {} : { after }) }));
    rows.push(...page.rows);
    control.onProgress({ done: rows.length, total: null, what: `${rows.length.toLocaleString('en-GB')} changes read` });
    if (page.next === null) return rows;
    after = page.next;
  }
}

/** One row for each change with a window in the span, in the order of the windows. Throws `AppError`. */
export async function writeSchedule(context: JobContext, input: Input<'schedule.write'>, control: JobControl): Promise<Output<'schedule.write'>> {
  context.read((read) => { assertMay('print', read); });
  const rows = everyRow(context, input, control);
  const name = `schedule-${stampOf(context.now())}.csv`;
  const text = tableCsv(columns.map(([heading]) => heading), rows.map((row) => columns.map(([, cell]) => cell(row))));
  return { file: place(context, { name, text }, note(context, 'schedule', name)), rows: rows.length };
}
