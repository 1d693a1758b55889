// Team calendars kept as a table (CSV, JSON, spreadsheet): one event a row, with a start and an end, and whom or what it books (CAL-01).
import { readCalendar } from './read-calendar.ts';
import type { CalendarOptions } from './read-calendar.ts';
import { asideEntry, isEntryAside } from './calendar-entry.ts';
import type { EntryRow, ImportedEntry } from './calendar-entry.ts';
import { dateReader, zoneExists } from './dates.ts';
import type { DateReader } from './dates.ts';
import { openRecords } from './detect.ts';
import { encodingCandidates, textHead } from './encoding.ts';
import { FormatError, inFile } from './format-error.ts';
import { shortened } from './imported-change.ts';
import { textOf } from './mapped-fields.ts';
import type { SourceRecord } from './records.ts';
import { opened } from './read-changes.ts';

/** Names of columns, in the plain form of each; the first is what refusals call it. Outlook keeps the day and the time of day apart. */
const names = {
  title: ['title', 'summary', 'subject', 'event', 'name', 'what'], start: ['start', 'starts', 'starts-at', 'begin', 'from', 'planned-start', 'dtstart', 'start-date'], startTime: ['start-time'], end: ['end', 'ends', 'ends-at', 'finish', 'to', 'planned-end', 'dtend', 'end-date'], endTime: ['end-time'],
  zone: ['time-zone', 'timezone', 'zone'], owner: ['owner', 'organiser', 'organizer', 'meeting-organizer', 'contact', 'team'], uid: ['id', 'uid', 'reference', 'booking', 'key'], description: ['description', 'notes', 'details'],
  environment: ['environment', 'env'], service: ['service', 'system'], item: ['item', 'configuration-item', 'ci'],
} as const;
type Column = keyof typeof names;
type Places = Partial<Record<Column, number>>;
const plain = (text: string): string => text.trim().toLowerCase().replaceAll(/[\s_]+/g, '-').replaceAll(/[()]/g, '');
const longest = { title: 300, owner: 300, uid: 900, description: 20_000, scope: 200 } as const;
/** As in calendar files: more is a year typed wrong. */
const mostMs = 366 * 86_400_000;
const batchRows = 500;

function placesOf(columns: readonly string[]): Places {
  const at = (column: Column): number => names[column].reduce((found, name) => (found >= 0 ? found : columns.findIndex((one) => plain(one) === name)), -1);
  const places = Object.fromEntries((Object.keys(names) as Column[]).map((column) => [column, at(column)]).filter(([, found]) => (found as number) >= 0)) as Places;
  const missing = (['title', 'start', 'end'] as const).find((column) => places[column] === undefined);
  if (missing) throw new FormatError('not_a_change_file', { what: `it is no calendar file, and as a table it has no column for the ${missing}; a team calendar has title, start and end`, field: missing }, { field: missing });
  return places;
}

type Reading = { places: Places; readIn: (zone: string | undefined) => DateReader; zone: string | undefined; seen: Map<string, number> };
function timeIn(text: string, { field, zone }: { field: 'start' | 'end'; zone: string | undefined }, readIn: Reading['readIn']): string {
  const read = readIn(zone)(text);
  if (read.ok) return read.at;
  throw asideEntry(field, read.why === 'zone_needed' ? 'zone_needed' : 'unknown_date', text);
}
/** One row to an event. Without an id of its own an event is known again by its title and its start. */
function entryOf({ cells }: SourceRecord, { places, readIn, zone: usual }: Reading): ImportedEntry {
  const cell = (column: Column): string => { const at = places[column]; return at === undefined ? '' : textOf(cells[at]).trim(); };
  const short = (column: 'title' | 'owner' | 'uid' | 'description', text: string): string => { if (text.length > longest[column]) throw asideEntry(column, 'cell_too_long', text); return text; };
  const title = short('title', cell('title').replaceAll(/\s+/g, ' '));
  if (title === '') throw asideEntry('title', 'missing', cell('start'));
  const zone = cell('zone') === '' ? usual : cell('zone');
  if (zone !== undefined && !zoneExists(zone)) throw asideEntry('zone', 'zone_needed', zone);
  if (cell('start') === '') throw asideEntry('start', 'missing', title);
  if (cell('end') === '') throw asideEntry('end', 'no_end', title);
  const startsAt = timeIn(`${cell('start')} ${cell('startTime')}`.trim(), { field: 'start', zone }, readIn);
  const endsAt = timeIn(`${cell('end')} ${cell('endTime')}`.trim(), { field: 'end', zone }, readIn);
  if (endsAt <= startsAt) throw asideEntry('end', 'end_before_start', `${startsAt} to ${endsAt}`);
  if (Date.parse(endsAt) - Date.parse(startsAt) > mostMs) throw asideEntry('end', 'lasts_too_long', `${startsAt} to ${endsAt}`);
  const scope = (['environment', 'service', 'item'] as const).flatMap((by) => cell(by).split(/[;,]/).map((id) => id.trim()).filter((id) => id !== '').map((id) => { if (id.length > longest.scope) throw asideEntry(by, 'cell_too_long', id); return { by, id }; }));
  const uid = short('uid', cell('uid')) || `${title.toLowerCase()}@${startsAt}`;
  return { uid, sequence: 0, title, description: short('description', cell('description')), categories: [], owner: short('owner', cell('owner')), startsAt, endsAt, zone: zone ?? 'UTC', recurrence: null, isCancelled: false, own: null, ...(scope.length > 0 ? { scope } : {}) };
}
function rowOf(record: SourceRecord, reading: Reading): EntryRow {
  const { row, line = 0 } = record;
  const aside = (field: string, why: Extract<EntryRow, { kind: 'quarantined' }>['why'], value: string): EntryRow => ({ row, line, kind: 'quarantined', field, why, value: shortened(value, 200) });
  if (record.problem) return aside('row', 'malformed_event', record.problem.value);
  try {
    const entry = entryOf(record, reading);
    const before = reading.seen.get(entry.uid);
    if (before !== undefined) return aside('id', 'duplicate_external_id', `${entry.uid}, also row ${before}`);
    reading.seen.set(entry.uid, row);
    return { row, line, kind: 'ok', entry };
  } catch (error) {
    if (isEntryAside(error)) return aside(error.field, error.why, error.value);
    throw error;
  }
}

async function* readTable(path: string, options: CalendarOptions): AsyncGenerator<EntryRow[]> {
  const { container, encoding, line, limits } = await opened(path, options);
  if (encoding === null) throw new FormatError('not_utf8', line === undefined ? {} : { line });
  if (options.zone !== undefined && !zoneExists(options.zone)) throw new FormatError('zone_unknown', { zone: options.zone });
  const source = await openRecords(path, container, { encoding, limits, signal: options.signal });
  const readers = new Map<string | undefined, DateReader>();
  const readIn = (zone: string | undefined): DateReader => { const known = readers.get(zone) ?? dateReader(zone, undefined); readers.set(zone, known); return known; };
  let reading: Reading | null = null;
  for await (const records of source.batches) {
    options.signal?.throwIfAborted();
    reading ??= { places: placesOf(source.columns), readIn, zone: options.zone, seen: new Map() };
    for (let i = 0; i < records.length; i += batchRows) { const held = reading; yield records.slice(i, i + batchRows).map((record) => rowOf(record, held)); }
  }
  if (reading === null) throw new FormatError('no_records');
}

/** A calendar says so in its first line; everything else is looked at as a table. */
async function isCalendar(path: string, options: CalendarOptions): Promise<boolean> {
  const { encoding } = await opened(path, options);
  return /^\uFEFF?\s*BEGIN:/i.test(await textHead(path, encoding ?? encodingCandidates[0]!, 400));
}
/** Yields batches of events of a calendar file (RFC 5545) or of a table, in the file's order. Throws `FormatError` when the file as a whole cannot be read. */
export async function* readEntries(path: string, options: CalendarOptions = {}): AsyncGenerator<EntryRow[]> {
  let isIcs: boolean;
  try { isIcs = await isCalendar(path, options); } catch (error) { throw inFile(error, path, options.name); }
  if (isIcs) { yield* readCalendar(path, options); return; }
  try { yield* readTable(path, options); } catch (error) { throw inFile(error, path, options.name); }
}
