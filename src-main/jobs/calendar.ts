// Calendar files: read in the parser's thread, judged against the entries that are here, written in commits of at most 500 entries (CAL-01, CAL-03, CAL-08).
import { setImmediate } from 'node:timers/promises';
import type { TakenCalendar } from '#contract/calendar.ts';
import type { Input } from '#contract/index.ts';
import { AppError, appError } from '../app-error.ts';
import { registered } from '../commands/calendar.ts';
import { takeEntry } from '../domain/calendar-import.ts';
import type { DomainEvent } from '../domain/event.ts';
import { needs } from '../domain/roles.ts';
import type { EntryRow } from '../formats/calendar-entry.ts';
import type { JobContext, JobControl } from '../ports.ts';
import { openParser } from './parser.ts';

type Taking = Input<'calendar.import'>;
/** Rows of each list in a report. */
const shown = 500;
/** Events of one commit. */
const sliceRows = 500;
type Judging = Parameters<Parameters<JobContext['read']>[0]>[0];

/** Judges rows in the order of the file, tells the report about each, and gives back what is to be written. */
function judged(records: Judging, { rows, how, report }: { rows: readonly EntryRow[]; how: Taking & { source: string }; report: TakenCalendar }): DomainEvent[] {
  const taking = { ...how, scope: how.scope === undefined ? undefined : registered(records, how.scope) };
  const setAside = (row: TakenCalendar['quarantined'][number]): DomainEvent[] => {
    report.quarantinedCount += 1;
    if (report.quarantined.length < shown) report.quarantined.push(row);
    return [];
  };
  return rows.flatMap((one): readonly DomainEvent[] => {
    if (one.kind === 'quarantined') return setAside({ row: one.row, field: one.field, why: one.why.replaceAll('_', ' '), value: one.value });
    const { title, startsAt, endsAt, uid } = one.entry;
    const taken = takeEntry(records.findImportedEntry(how.source, uid), { ...one.entry, ...(one.entry.scope ? { scope: registered(records, one.entry.scope) } : {}) }, taking, { ...records, idOf: (source, of) => records.digest({ calendar: source, uid: of }).slice(0, 32) });
    if (taken.outcome === 'quarantined') return setAside({ row: one.row, field: taken.field, why: taken.why, value: title.slice(0, 200) });
    report[taken.outcome] += 1;
    if (taken.outcome !== 'unchanged' && report.rows.length < shown) report.rows.push({ row: one.row, title, startsAt, endsAt, outcome: taken.outcome });
    return taken.events;
  });
}

async function take(context: JobContext, input: Taking, { control, into }: { control: JobControl; into: string | null }): Promise<TakenCalendar> {
  context.read(({ actor }) => {
    const no = needs('planCalendar', actor);
    if (no) throw new AppError(no.error);
  });
  const { path, name } = context.staged(input.file);
  const how = { ...input, source: input.source ?? name };
  const report: TakenCalendar = { import: null, kind: 'calendar', source: how.source, new: 0, changed: 0, unchanged: 0, quarantinedCount: 0, rows: [], quarantined: [] };
  const parser = openParser(control.signal);
  let done = 0;
  const slice = (rows: readonly EntryRow[]): void => {
    const events = context.read((records) => judged(records, { rows, how, report }));
    if (into === null || events.length === 0) return;
    context.write((write) => { write.append(events); }, { import: into });
    report.import = into;
  };
  try {
    for await (const rows of parser.entries(path, { name, ...(input.zone === undefined ? {} : { zone: input.zone }), ...(input.encoding === undefined ? {} : { encoding: input.encoding }) })) {
      for (let i = 0; i < rows.length; i += sliceRows) {
        if (control.signal.aborted) throw appError('import_cancelled');
        slice(rows.slice(i, i + sliceRows));
      }
      done += rows.length;
      control.onProgress({ done, total: null, what: into === null ? 'Reading the calendar' : 'Writing the entries' });
      await setImmediate();
    }
    return report;
  } finally {
    await parser.close();
  }
}

/** What a calendar file would add and change; nothing is written. */
export const dryRunCalendar = (context: JobContext, input: Taking, control: JobControl): Promise<TakenCalendar> => take(context, input, { control, into: null });
/** Writes what is new or changed. What is set aside is told and not kept; a file that says what is here already writes nothing. */
export const importCalendar = (context: JobContext, input: Taking, control: JobControl): Promise<TakenCalendar> => take(context, input, { control, into: context.newId() });
