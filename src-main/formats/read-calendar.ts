// A calendar file (RFC 5545), event by event: first a survey of the whole file, then its events in batches and bounded memory (CAL-01, CAL-03, CAL-08).
import { basename } from 'node:path';
import { crc32 } from 'node:zlib';
import type { Inspection } from './inspect.ts';
import { blocksOf, propertiesOf, timezoneOf } from './calendar-blocks.ts';
import type { Block, Property } from './calendar-blocks.ts';
import { asideEntry, isEntryAside } from './calendar-entry.ts';
import type { EntryRow } from './calendar-entry.ts';
import { entriesOf } from './calendar-event.ts';
import { first, sequenceIn, textIn } from './calendar-values.ts';
import type { Places } from './calendar-values.ts';
import { timeIn, zoneNamed } from './calendar-zones.ts';
import { zoneExists } from './dates.ts';
import { encodingCandidates } from './encoding.ts';
import { FormatError, inFile } from './format-error.ts';
import { shortened } from './imported-change.ts';
import { inMiB } from './limits.ts';
import { opened } from './read-changes.ts';
import type { ReadOptions } from './read-changes.ts';

export type CalendarOptions = Pick<ReadOptions, 'zone' | 'encoding' | 'name' | 'limits' | 'signal'>;

/** What one file may hold; a team's calendar has some thousands of events. */
const mostEvents = 200_000;
const mostBytes = 256 * 1024 * 1024;
const batchRows = 500;

/** The one event of an identity that counts: the highest SEQUENCE, then the latest stamp. `sum` is the CRC of its text. */
type Ranked = { row: number; sequence: number; stamp: string; sum: number };
type Survey = Places & {
  encoding: string; isEncodingOpen: boolean; line: number | undefined; name: string; declaredZone: string; isCancelling: boolean; events: number; others: Map<string, number>; best: Map<string, Ranked>;
  /** Per UID the events that stand for single occurrences of a series. */
  replaced: Map<string, Replacement[]>;
  /** What waits for a zone to be named. */
  local: number; days: number; strangers: Set<string>; sample: Record<string, string>[];
};
/** A RECURRENCE-ID with the event's properties, kept from the survey for the series it belongs to. */
export type Replacement = { row: number; properties: Property[] };

const sampled = 20;

async function surveyOf(path: string, options: CalendarOptions): Promise<Survey> {
  const { encoding, line, bytes, limits } = await opened(path, options);
  if (bytes > mostBytes) throw new FormatError('too_large', { what: 'the calendar', limit: inMiB(mostBytes) });
  const survey: Survey = {
    encoding: encoding ?? encodingCandidates[0]!, isEncodingOpen: encoding === null, line, name: '', declaredZone: '', isCancelling: false, events: 0, others: new Map(), best: new Map(), replaced: new Map(),
    local: 0, days: 0, strangers: new Set(), sample: [], zone: options.zone, own: new Map(), locations: new Map(),
  };
  if (options.zone !== undefined && !zoneExists(options.zone)) throw new FormatError('zone_unknown', { zone: options.zone });
  for await (const blocks of blocksOf(path, { encoding: survey.encoding, limits, signal: options.signal }, (text) => { noteOutside(survey, text); })) for (const block of blocks) {
    if (block.name === 'VEVENT') lookAt(survey, block);
    else if (block.name === 'VTIMEZONE') noteZone(survey, block);
    else survey.others.set(block.name, (survey.others.get(block.name) ?? 0) + 1);
    if (survey.events > mostEvents) throw new FormatError('too_large', { what: 'the calendar', limit: `${mostEvents.toLocaleString('en-GB')} events` }, { line: block.line });
  }
  if (survey.events === 0) throw new FormatError('no_records');
  return survey;
}

/** Properties of the calendar itself; names that are folded or unknown are passed over. */
function noteOutside(survey: Survey, text: string): void {
  const [, name = '', value = ''] = /^([A-Za-z-]+)(?:;[^:]*)?:(.*)$/.exec(text) ?? [];
  const key = name.toUpperCase();
  if (key === 'X-WR-CALNAME' || key === 'NAME') survey.name ||= shortened(value.replaceAll(/\\([\\;,])/g, '$1').trim(), 200);
  else if (key === 'X-WR-TIMEZONE') survey.declaredZone ||= value.trim();
  else if (key === 'METHOD') survey.isCancelling ||= value.trim().toUpperCase() === 'CANCEL';
}

function noteZone(survey: Survey, block: Block): void {
  const found = block.problem === null ? timezoneOf(block) : null;
  if (found === null) return;
  survey.own.set(found.tzid, found.zone);
  const location = zoneNamed(found.location);
  if (location !== null) survey.locations.set(found.tzid, location);
}

function lookAt(survey: Survey, block: Block): void {
  survey.events += 1;
  if (block.problem !== null) return;
  let properties: Property[];
  try { properties = propertiesOf(block); } catch { return; }
  const uid = textIn(properties, 'uid').trim();
  const occurrence = first(properties, 'recurrence-id');
  const rank: Ranked = { row: survey.events, sequence: sequenceIn(properties), stamp: textIn(properties, 'last-modified') || textIn(properties, 'dtstamp'), sum: crc32(block.text) };
  const key = keyOf(uid, occurrence);
  const before = survey.best.get(key);
  if (uid !== '' && (!before || rank.sequence > before.sequence || (rank.sequence === before.sequence && rank.stamp > before.stamp))) survey.best.set(key, rank);
  if (uid !== '' && occurrence) {
    const list = survey.replaced.get(uid) ?? [];
    list.push({ row: survey.events, properties });
    survey.replaced.set(uid, list);
  }
  noteLocal(survey, properties);
  if (survey.sample.length < sampled) survey.sample.push(Object.fromEntries(['summary', 'dtstart', 'dtend', 'rrule', 'location', 'uid'].map((name) => [name.toUpperCase(), shortened(textIn(properties, name), 200)])));
}

const keyOf = (uid: string, occurrence: Property | null): string => (occurrence ? `${uid}\n${String(occurrence[1]['tzid'] ?? '')}\n${String(occurrence[3])}` : uid);

/** Times that say nothing of a zone, or name one that nobody knows. */
function noteLocal(survey: Survey, properties: readonly Property[]): void {
  const start = first(properties, 'dtstart');
  const time = start && timeIn(start[3], start[1]['tzid']);
  if (!time || time.isUtc) return;
  if (time.tzid === '' && time.clock === null) survey.days += 1;
  else if (time.tzid === '') survey.local += 1;
  else if (zoneNamed(time.tzid) === null && !survey.locations.has(time.tzid)) survey.strangers.add(shortened(time.tzid, 60));
}

/**
 * A look into a calendar: how many events, and the one question it may leave open, the zone of its whole days, of times without a zone and of
 * zones nobody knows. Throws `FormatError` where the file is no calendar.
 */
export async function inspectCalendar(path: string, options: CalendarOptions = {}): Promise<Inspection> {
  try {
    const survey = await surveyOf(path, options);
    return {
      name: options.name ?? basename(path), kind: 'calendar', container: 'ics', encoding: survey.encoding, delimiter: null, columns: Object.keys(survey.sample[0] ?? {}), sample: survey.sample, rows: survey.events,
      mapping: { version: 1, name: shortened(survey.name || 'Calendar', 300), source: 'ics', externalId: 'UID', fields: {}, ...(options.zone === undefined ? {} : { zone: options.zone }), ...(options.encoding === undefined ? {} : { encoding: options.encoding }) },
      questions: questionsOf(survey), warnings: warningsOf(survey),
    };
  } catch (error) {
    throw inFile(error, path, options.name);
  }
}

const counted = (n: number, one: string, more = `${one}s`): string => `${n.toLocaleString('en-GB')} ${n === 1 ? one : more}`;
function questionsOf(survey: Survey): Inspection['questions'] {
  const encoding = survey.isEncodingOpen ? [{ about: 'encoding', text: `The file is not UTF-8${survey.line === undefined ? '' : ` (first at line ${survey.line})`}. Which encoding is it in? The sample is shown as ${survey.encoding}.`, candidates: encodingCandidates }] : [];
  const parts = [
    ...(survey.local > 0 ? [`${counted(survey.local, 'event')} with a time but no zone`] : []), ...(survey.days > 0 ? [`${counted(survey.days, 'event')} of whole days`] : []),
    ...(survey.strangers.size > 0 ? [`zones that are in no list (${[...survey.strangers].slice(0, 3).map((name) => `“${name}”`).join(', ')})`] : []),
  ];
  if (parts.length === 0 || survey.zone !== undefined) return encoding;
  const hint = zoneNamed(survey.declaredZone);
  return [...encoding, { about: 'zone', field: 'DTSTART', text: `The calendar has ${parts.join(' and ')}. Which time zone are they in?${hint === null ? '' : ` The file calls its own ${hint}.`}`, ...(hint === null ? {} : { candidates: [hint] }) }];
}
function warningsOf({ others }: Survey): string[] {
  const words: Record<string, string> = { VTODO: 'tasks', VJOURNAL: 'journal entries', VFREEBUSY: 'free and busy times' };
  return [...others].map(([name, n]) => `${n.toLocaleString('en-GB')} ${words[name] ?? name} in the file ${n === 1 ? 'is' : 'are'} not read: Gavel takes events.`);
}

/**
 * Yields batches of events in the file's order. An event that stands twice, or that an occurrence's own event replaced, is yielded once. Throws
 * `FormatError` when the file as a whole cannot be read; aborts with the signal's reason.
 */
export async function* readCalendar(path: string, options: CalendarOptions = {}): AsyncGenerator<EntryRow[]> {
  try {
    const survey = await surveyOf(path, options);
    if (survey.isEncodingOpen) throw new FormatError('not_utf8', survey.line === undefined ? {} : { line: survey.line });
    const { limits } = await opened(path, options);
    let batch: EntryRow[] = [];
    let row = 0;
    for await (const blocks of blocksOf(path, { encoding: survey.encoding, limits, signal: options.signal }, () => undefined)) {
      for (const block of blocks) if (block.name === 'VEVENT') batch.push(...rowsOf(survey, block, row += 1));
      if (batch.length < batchRows) continue;
      yield batch;
      batch = [];
      options.signal?.throwIfAborted();
    }
    if (batch.length > 0) yield batch;
  } catch (error) {
    throw inFile(error, path, options.name);
  }
}

function rowsOf(survey: Survey, block: Block, row: number): EntryRow[] {
  const aside = ({ field, why, value }: Pick<Extract<EntryRow, { kind: 'quarantined' }>, 'field' | 'why' | 'value'>): EntryRow[] => [{ row, line: block.line, kind: 'quarantined', field, why, value: shortened(`line ${block.line}: ${value}`) }];
  if (block.problem !== null) return aside(asideEntry('VEVENT', block.problem, block.text.slice(0, 100)));
  try {
    const properties = readProperties(block);
    const uid = textIn(properties, 'uid').trim();
    if (uid === '') throw asideEntry('UID', 'missing', textIn(properties, 'summary'));
    const best = survey.best.get(keyOf(uid, first(properties, 'recurrence-id')));
    if (best !== undefined && best.row !== row) return outranked(best, { properties, block }) ? [] : aside(asideEntry('UID', 'duplicate_external_id', `${uid}, also event ${best.row}`));
    // Occurrences of a series that is in the file are told with the series.
    const replaced = (survey.replaced.get(uid) ?? []).filter((one) => survey.best.get(keyOf(uid, first(one.properties, 'recurrence-id')))?.row === one.row);
    const isOwn = first(properties, 'recurrence-id') !== null;
    if (isOwn && survey.best.has(uid)) return [];
    const read = entriesOf({ properties, text: block.text, replaced: isOwn ? [] : replaced.map((one) => one.properties), isCancelling: survey.isCancelling }, survey);
    return read.map(({ entry, notes }) => ({ row, line: block.line, kind: 'ok', entry, ...(notes.length > 0 ? { notes } : {}) }));
  } catch (error) {
    if (isEntryAside(error)) return aside(error);
    throw error;
  }
}

/** Whether an event says less than the one that counts: it is older, or word for word the same. */
function outranked(best: Ranked, { properties, block }: { properties: readonly Property[]; block: Block }): boolean {
  const stamp = textIn(properties, 'last-modified') || textIn(properties, 'dtstamp');
  return sequenceIn(properties) < best.sequence || stamp < best.stamp || crc32(block.text) === best.sum;
}

function readProperties(block: Block): Property[] {
  try {
    return propertiesOf(block);
  } catch (error) {
    const lines = block.text.replaceAll(/\r\n[ \t]/g, '').split('\r\n');
    const rule = lines.find((line) => /^RRULE[;:]/i.test(line));
    const message = error instanceof Error ? error.message : '';
    // ical.js reads rules while it parses: what it stumbles over there is a matter of that one property.
    if (rule !== undefined && !/invalid (line|ical)/i.test(message)) throw asideEntry('RRULE', 'rule_invalid', rule.slice(rule.indexOf(':') + 1));
    throw asideEntry('VEVENT', 'malformed_event', message || lines[1] || '');
  }
}
