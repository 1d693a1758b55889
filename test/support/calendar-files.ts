// Calendar files for tests: their text, what our reader makes of it, and every occurrence in a span.
import { RRuleTemporal } from 'rrule-temporal';
import { Temporal } from 'temporal-polyfill';
import type { EntryRow, ImportedEntry } from '../../src-main/formats/calendar-entry.ts';
import { readCalendar } from '../../src-main/formats/read-calendar.ts';
import type { CalendarOptions } from '../../src-main/formats/read-calendar.ts';
import { fileOf } from '../formats/read-fixture.ts';

/** A file of events; `lines` of each stand between BEGIN and END, a UID, a stamp and a summary are there unless given. */
export function icsOf(events: readonly (readonly string[])[], around: readonly string[] = []): string {
  const blocks = events.map((lines, i) => {
    const has = (name: string): boolean => lines.some((line) => line.startsWith(name));
    return ['BEGIN:VEVENT', ...(has('UID') ? [] : [`UID:event-${i + 1}@example.org`]), ...(has('DTSTAMP') ? [] : ['DTSTAMP:20260101T000000Z']), ...(has('SUMMARY') ? [] : [`SUMMARY:Event ${i + 1}`]), ...lines, 'END:VEVENT'];
  });
  return ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//Example//Test//EN', ...around, ...blocks.flat(), 'END:VCALENDAR', ''].join('\r\n');
}

export async function rowsOf(path: string, options: CalendarOptions = {}): Promise<EntryRow[]> {
  const rows: EntryRow[] = [];
  for await (const batch of readCalendar(path, options)) rows.push(...batch);
  return rows;
}
export const readText = async (text: string | Uint8Array, options: CalendarOptions = {}): Promise<EntryRow[]> => rowsOf(await fileOf(text, 'team.ics'), options);
export const entriesIn = (rows: readonly EntryRow[]): ImportedEntry[] => rows.flatMap((row) => (row.kind === 'ok' ? [row.entry] : []));
/** `row field why` of every event that was set aside. */
export const asideIn = (rows: readonly EntryRow[]): string[] => rows.flatMap((row) => (row.kind === 'ok' ? [] : [`${row.row} ${row.field} ${row.why}`]));

/** `start/end` of every occurrence that begins in a span. */
export function occurrencesOf(entry: Pick<ImportedEntry, 'startsAt' | 'endsAt' | 'zone' | 'recurrence'>, from: string, to: string): string[] {
  if (entry.recurrence === null) return entry.startsAt >= from && entry.startsAt < to ? [`${entry.startsAt}/${entry.endsAt}`] : [];
  const { rule, except, moved } = entry.recurrence;
  const zoned = (at: string): Temporal.ZonedDateTime => Temporal.Instant.from(at).toZonedDateTimeISO(entry.zone);
  const length = Date.parse(entry.endsAt) - Date.parse(entry.startsAt);
  const starts = new RRuleTemporal({ rruleString: `RRULE:${rule}`, dtstart: zoned(entry.startsAt), temporal: Temporal }).between(zoned(from), zoned(to), true).map((at) => at.toInstant().toString({ fractionalSecondDigits: 3 }));
  const kept = starts.filter((at) => at < to && !except.includes(at) && !moved.some((one) => one.at === at)).map((at) => `${at}/${new Date(Date.parse(at) + length).toISOString()}`);
  return [...kept, ...moved.filter(({ startsAt }) => startsAt >= from && startsAt < to).map(({ startsAt, endsAt }) => `${startsAt}/${endsAt}`)].toSorted();
}
