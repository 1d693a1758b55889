// Metric readings that rollback triggers are judged by (BCK-02): CSV and JSON, in the order of time, each in a unit that is known.
import { openRecords } from './detect.ts';
import { FormatError, inFile } from './format-error.ts';
import { textOf } from './mapped-fields.ts';
import type { RecordSource, SourceRecord } from './records.ts';
import { type RefusedBecause, refused } from './refused.ts';
import { type ReportOptions, openReport } from './report-file.ts';
import { type TimeReader, timeReader } from './report-time.ts';

export const readingUnits = ['percent', 'ratio', 'count', 'per-second', 'per-minute', 'ns', 'us', 'ms', 's', 'min', 'bytes', 'kB', 'MB', 'GB', 'KiB', 'MiB', 'GiB'] as const;
export type ReadingUnit = (typeof readingUnits)[number];
/** `value` is a decimal string without exponent, sign only when negative and no needless zeros ("5.25"); `at` is UTC. `row` counts from 1 without the header. */
export type Reading = { row: number; at: string; metric: string; value: string; unit: ReadingUnit };
/** `zone` is the IANA zone of times without an offset; such times are refused without it. */
export type ReadingsOptions = ReportOptions & { zone?: string | undefined };

export const mostReadings = 500_000;
const longestMetric = 200;

const fields = ['time', 'metric', 'value', 'unit'] as const;
type Field = (typeof fields)[number];
/** Names a column may have, in their plain form. */
const knownNames: Record<Field, readonly string[]> = {
  time: ['time', 'timestamp', 'at', 'observedat', 'datetime', 'ts'], metric: ['metric', 'metricname', 'name', 'series'], value: ['value', 'metricvalue', 'reading'], unit: ['unit', 'units', 'metricunit'],
};
const plain = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, '');

/** Spellings of each unit in small letters. */
const spellings: Record<ReadingUnit, readonly string[]> = {
  percent: ['percent', '%', 'pct'], ratio: ['ratio', 'fraction'], count: ['count', '1', 'requests', 'errors', 'events'], 'per-second': ['per-second', '/s', '1/s', 'per second', 'rps', 'req/s', 'requests/s'],
  'per-minute': ['per-minute', '/min', '1/min', 'per minute', 'rpm', 'requests/min'], ns: ['ns', 'nanoseconds'], us: ['us', 'µs', 'μs', 'microseconds'], ms: ['ms', 'milliseconds', 'millisecond'], s: ['s', 'sec', 'seconds', 'second'],
  min: ['min', 'minutes', 'minute'], bytes: ['bytes', 'byte', 'b'], kB: ['kb', 'kilobytes'], MB: ['mb', 'megabytes'], GB: ['gb', 'gigabytes'], KiB: ['kib'], MiB: ['mib'], GiB: ['gib'],
};
const unitBySpelling = new Map(readingUnits.flatMap((unit) => spellings[unit].map((spelling) => [spelling, unit] as const)));

/** The unit a text names, in any of its usual spellings; null when it is none that Gavel knows. */
export const readingUnit = (text: string): ReadingUnit | null => unitBySpelling.get(text.trim().toLowerCase()) ?? null;

/**
 * Reads CSV (any delimiter), a JSON array or JSON lines whole, at most 500,000 readings. A file without readings is an empty list:
 * nothing was measured, which the decision deadline judges. Throws `FormatError` with row and field for a time that is none or goes back,
 * a metric twice at one time, a value that is no finite decimal, and a unit that is unknown or changes within a metric.
 */
export async function readReadings(path: string, options: ReadingsOptions = {}): Promise<Reading[]> {
  try {
    const file = await openReport(path, options);
    if (file.container === 'xml' || file.container === 'xlsx') throw refused('wrong_kind', 'it is neither CSV nor JSON; readings are read from CSV and JSON lines');
    const source = await openRecords(path, file.container, { encoding: file.encoding, limits: file.limits, signal: options.signal });
    return await allReadings(source, timeReader(options.zone), options.signal);
  } catch (error) {
    if (error instanceof FormatError && error.code === 'empty_file') return [];
    throw inFile(error, path, options.name);
  }
}

async function allReadings(source: RecordSource, readTime: TimeReader, signal: AbortSignal | undefined): Promise<Reading[]> {
  const readings: Reading[] = [];
  const known: Known = { last: null, metrics: new Map() };
  const placesFor = placesOf(source.columns);
  for await (const records of source.batches) {
    signal?.throwIfAborted();
    for (const record of records) {
      if (readings.length >= mostReadings) throw new FormatError('too_large', { what: 'the list of readings', limit: `${mostReadings} readings` }, { row: record.row });
      const reading = oneReading(record, placesFor, readTime);
      inOrder(reading, known, record.line);
      readings.push(reading);
    }
  }
  // A header without rows says what would have been measured; one that names other things is another file.
  if (readings.length === 0 && source.columns.length > 0) placesIn(source.columns, 0);
  return readings;
}

const bad = (because: RefusedBecause, field: string, problem: string, at: { row: number; line?: number | undefined }): FormatError =>
  refused(because, `${at.row === 0 ? 'its header' : `row ${at.row}`}: ${problem}`, { ...(at.row === 0 ? {} : { row: at.row }), ...(at.line === undefined ? {} : { line: at.line }), field });

type Places = Record<Field, number>;

/** The columns that hold the fields; exactly one may fit each. */
function placesIn(columns: readonly string[], row: number): Places {
  return Object.fromEntries(fields.map((field) => {
    const fitting = columns.flatMap((column, i) => (knownNames[field].includes(plain(column)) ? [i] : []));
    const exact = fitting.length > 1 ? fitting.filter((i) => plain(columns[i]!) === field) : fitting;
    if (exact.length !== 1) throw bad('missing', field, fitting.length === 0 ? `there is no ${field}; readings have a time, metric, value and unit` : `several columns could be the ${field}`, { row });
    return [field, exact[0]!];
  })) as Places;
}

/** Columns of JSON grow while it is read, so places are looked up again when they did. */
function placesOf(columns: readonly string[]): (row: number) => Places {
  let width = -1;
  let places: Places | null = null;
  return (row) => {
    if (places === null || width !== columns.length) places = placesIn(columns, row);
    width = columns.length;
    return places;
  };
}

function oneReading({ row, line, cells, problem }: SourceRecord, placesFor: (row: number) => Places, readTime: TimeReader): Reading {
  const at = { row, line };
  if (problem) throw bad('invalid', 'row', problem.why === 'ragged_row' ? `it has ${problem.value}` : `it cannot be read (${problem.value})`, at);
  const places = placesFor(row);
  const text = Object.fromEntries(fields.map((field) => {
    const value = textOf(cells[places[field]]).trim();
    if (value === '') throw bad('missing', field, `the ${field} is missing`, at);
    return [field, value];
  })) as Record<Field, string>;
  const time = readTime(text.time);
  if (!('at' in time)) throw bad('invalid', 'time', time.why === 'zone_needed' ? `the time ${text.time.slice(0, 60)} has no zone; write it with an offset, such as 2026-06-01T10:00:00Z` : `${text.time.slice(0, 60)} is no time`, at);
  if (text.metric.length > longestMetric || !text.metric.isWellFormed()) throw bad('invalid', 'metric', `the metric's name is longer than ${longestMetric} characters or broken`, at);
  const value = decimal(text.value);
  if (value === null) throw bad('invalid', 'value', `${text.value.slice(0, 60)} is no number`, at);
  const unit = readingUnit(text.unit);
  if (unit === null) throw bad('unknown_unit', 'unit', `the unit ${text.unit.slice(0, 60)} is not known; known are ${readingUnits.join(', ')}`, at);
  return { row, at: time.at, metric: text.metric, value, unit };
}

/** A number as a plain decimal, exactly as written; null for anything else, infinities and more than 30 digits included. */
export function decimal(text: string): string | null {
  const parts = /^([+-]?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,2}))?$/.exec(text.trim());
  if (!parts) return null;
  const exponent = Number(parts[4] ?? 0);
  const digits = parts[2]! + (parts[3] ?? '');
  const point = parts[2]!.length + exponent;
  const padded = point <= 0 ? '0'.repeat(1 - point) + digits : digits.padEnd(point, '0');
  const [whole, fraction] = point <= 0 ? [padded.slice(0, 1), padded.slice(1)] : [padded.slice(0, point), padded.slice(point)];
  const plainWhole = whole.replace(/^0+(?=\d)/, '');
  const plainFraction = fraction.replace(/0+$/, '');
  if (plainWhole.length + plainFraction.length > 30) return null;
  const number = plainFraction === '' ? plainWhole : `${plainWhole}.${plainFraction}`;
  return parts[1] === '-' && number !== '0' ? `-${number}` : number;
}

type Known = { last: Reading | null; metrics: Map<string, Reading> };

function inOrder(reading: Reading, known: Known, line: number | undefined): void {
  const at = { row: reading.row, line };
  const { last, metrics } = known;
  if (last !== null && reading.at < last.at) throw bad('wrong_order', 'time', `its time, ${reading.at}, is before ${last.at} of row ${last.row}; readings are to be in the order of time`, at);
  const before = metrics.get(reading.metric);
  if (before?.at === reading.at) throw bad('wrong_order', 'time', `${reading.metric} stands twice at ${reading.at}, also in row ${before.row}`, at);
  if (before && before.unit !== reading.unit) throw bad('unknown_unit', 'unit', `${reading.metric} is in ${reading.unit} here and in ${before.unit} in row ${before.row}`, at);
  metrics.set(reading.metric, reading);
  known.last = reading;
}
