// One VEVENT to entries: the event or series itself, and those of its occurrences that differ in more than their time.
import { Temporal } from 'temporal-polyfill';
import type { Property } from './calendar-blocks.ts';
import { asideEntry } from './calendar-entry.ts';
import type { EntryNote, ImportedEntry, ImportedRecurrence } from './calendar-entry.ts';
import { ruleOf } from './calendar-rule.ts';
import { shortened } from './imported-change.ts';
import { all, exactly, first, occurrenceAt, sequenceIn, textIn } from './calendar-values.ts';
import type { Places, Read } from './calendar-values.ts';

/** An entry of a calendar lasts at most so long; more is a state of things, or a year typed wrong. */
const mostDays = 366;
/** Dates left out or moved that the register keeps with a series. */
const mostDates = 500;
const longestTitle = 300;
const longestText = 20_000;
/** Where Gavel's export keeps what iCalendar has no property for. */
export const ownProperty = 'x-gavel-entry';

export type Told = { entry: ImportedEntry; notes: EntryNote[] };
export type EventBlock = { properties: readonly Property[]; text: string; /** Properties of the events that stand for single occurrences. */ replaced: readonly Property[][]; isCancelling: boolean };

/** The entry of an event, and one for each occurrence that has a title of its own or was added by RDATE. Throws what sets the event aside. */
export function entriesOf({ properties, text, replaced, isCancelling }: EventBlock, places: Places): Told[] {
  const notes: EntryNote[] = [];
  const span = spanOf(properties, places, notes);
  const values = rulesIn(text);
  const entry: ImportedEntry = { ...wordsOf(properties), startsAt: span.start.at, endsAt: span.endsAt, zone: span.start.zone, recurrence: null, isCancelled: isCancelling || isCancelled(properties) };
  const own = first(properties, 'recurrence-id');
  if (own !== null) {
    if (String(own[1]['range'] ?? '').toUpperCase() === 'THISANDFUTURE') throw asideEntry('RECURRENCE-ID', 'later_ones_too', String(own[3]));
    // Its series is not in the file: it is an event by itself, named after the occurrence it stands for.
    return [{ entry: { ...entry, uid: partUid(entry.uid, occurrenceAt(own[3], own, span.start, places)) }, notes }];
  }
  if (values.length === 0 && all(properties, 'rdate').length === 0) return [{ entry, notes }];
  const parts = partsOf({ properties, replaced, entry, span }, places);
  if (values.length > 0) {
    const { rule, isOnRule } = ruleOf(values, span.start);
    if (!isOnRule) notes.push({ field: 'DTSTART', why: 'start_off_rule', value: rule });
    entry.recurrence = { rule, except: parts.except, moved: parts.moved };
  }
  return [{ entry, notes }, ...parts.apart.map((one) => ({ entry: one, notes: [] }))];
}

const isCancelled = (properties: readonly Property[]): boolean => textIn(properties, 'status').trim().toUpperCase() === 'CANCELLED';
const partUid = (uid: string, at: string): string => `${uid}#${at}`;
/** Values of RRULE as they stand; jCal has them taken apart already. */
const rulesIn = (text: string): string[] => text.replaceAll(/\r\n[ \t]/g, '').split('\r\n').flatMap((line) => { const found = /^(RRULE|EXRULE)(?:;[^:]*)?:(.*)$/i.exec(line); if (found?.[1]?.toUpperCase() === 'EXRULE') throw asideEntry('EXRULE', 'rule_unsupported', found[2]!); return found ? [found[2]!.trim()] : []; });

function wordsOf(properties: readonly Property[]): Pick<ImportedEntry, 'uid' | 'sequence' | 'title' | 'description' | 'categories' | 'owner' | 'own'> {
  const title = textIn(properties, 'summary').replaceAll(/\s+/g, ' ').trim();
  if (title === '') throw asideEntry('SUMMARY', 'missing', textIn(properties, 'uid'));
  if (title.length > longestTitle) throw asideEntry('SUMMARY', 'cell_too_long', title);
  const uid = textIn(properties, 'uid').trim();
  if (uid.length > 900) throw asideEntry('UID', 'cell_too_long', uid);
  const description = [textIn(properties, 'description').trim(), textIn(properties, 'location').trim()].filter((part) => part !== '').join('\n');
  if (description.length > longestText) throw asideEntry('DESCRIPTION', 'cell_too_long', `${description.length} characters`);
  return {
    uid, sequence: sequenceIn(properties), title, description, categories: all(properties, 'categories').flatMap((property) => property.slice(3).map(String)).slice(0, 50),
    owner: ownerOf(first(properties, 'organizer')), own: first(properties, ownProperty) === null ? null : textIn(properties, ownProperty),
  };
}

const ownerOf = (organizer: Property | null): string => {
  const name = organizer?.[1]['cn'];
  return shortened(String(name ?? organizer?.[3] ?? '').replace(/^mailto:/i, '').replaceAll(/\s+/g, ' ').trim(), 300);
};

type Span = { start: Read; endsAt: string; lengthMs: number };
/** DTSTART with DTEND or DURATION. A whole day without an end is that day (RFC 5545, 3.6.1); a time without one is set aside (CAL-01). */
function spanOf(properties: readonly Property[], places: Places, notes: EntryNote[]): Span {
  const from = first(properties, 'dtstart');
  if (from === null) throw asideEntry('DTSTART', 'missing', textIn(properties, 'summary'));
  const start = exactly(from, places, notes);
  const [to, lasts] = [first(properties, 'dtend'), first(properties, 'duration')];
  if (to === null && lasts === null && start.time.clock !== null) throw asideEntry('DTEND', 'no_end', textIn(properties, 'summary'));
  const endsAt = to === null ? after(start, lasts === null ? 'P1D' : String(lasts[3])) : exactly(to, places, notes).at;
  if (endsAt <= start.at) throw asideEntry(to === null ? 'DURATION' : 'DTEND', 'end_before_start', `${start.at} to ${endsAt}`);
  const lengthMs = Date.parse(endsAt) - Date.parse(start.at);
  if (lengthMs > mostDays * 86_400_000) throw asideEntry(to === null ? 'DURATION' : 'DTEND', 'lasts_too_long', `${Math.round(lengthMs / 86_400_000)} days`);
  return { start, endsAt, lengthMs };
}
/** A duration from a start on: days by the calendar, hours by the clock. */
function after({ at, zone }: Pick<Read, 'at' | 'zone'>, text: string): string {
  try {
    return Temporal.Instant.from(at).toZonedDateTimeISO(zone).add(Temporal.Duration.from(text)).toInstant().toString({ fractionalSecondDigits: 3 });
  } catch (error) {
    if (error instanceof RangeError) throw asideEntry('DURATION', 'unknown_date', text);
    throw error;
  }
}

type Series = { properties: readonly Property[]; replaced: readonly Property[][]; entry: ImportedEntry; span: Span };
type Added = { at: string; endsAt: string };
/** Starts that RDATE adds, each with its end: as long as the series lasts, or as its PERIOD says. */
function addedIn({ properties, span: { start, lengthMs } }: Series, places: Places): Added[] {
  return all(properties, 'rdate').flatMap((property) => property.slice(3).map((value): Added => {
    const [from, to] = Array.isArray(value) ? value.map(String) : String(value).split('/');
    const at = occurrenceAt(from, property, start, places);
    if (to === undefined) return { at, endsAt: new Date(Date.parse(at) + lengthMs).toISOString() };
    return { at, endsAt: to.startsWith('P') ? after({ at, zone: start.zone }, to) : occurrenceAt(to, property, start, places) };
  }));
}

/** What EXDATE, RDATE and events with a RECURRENCE-ID do to a series. Those that no rule gives, or that have a title of their own, are entries apart. */
function partsOf(series: Series, places: Places): Omit<ImportedRecurrence, 'rule'> & { apart: ImportedEntry[] } {
  const { properties, replaced, entry, span: { start } } = series;
  const except = new Set(all(properties, 'exdate').flatMap((property) => property.slice(3).map((value) => occurrenceAt(value, property, start, places))));
  const added = new Map(addedIn(series, places).filter(({ at }) => at !== start.at && !except.has(at)).map((one) => [one.at, one]));
  const moved: ImportedRecurrence['moved'] = [];
  const apart: ImportedEntry[] = [];
  const partAt = (at: string): Pick<ImportedEntry, 'uid' | 'recurrence' | 'isCancelled'> => ({ uid: partUid(entry.uid, at), recurrence: null, isCancelled: entry.isCancelled });
  for (const one of replaced) {
    const id = first(one, 'recurrence-id')!;
    if (String(id[1]['range'] ?? '').toUpperCase() === 'THISANDFUTURE') throw asideEntry('RECURRENCE-ID', 'later_ones_too', String(id[3]));
    const at = occurrenceAt(id[3], id, start, places);
    const its = spanOf(one, places, []);
    const words = wordsOf(one);
    const isAdded = added.delete(at);
    if (isCancelled(one)) except.add(at);
    else if (words.title === entry.title && !isAdded) moved.push({ at, startsAt: its.start.at, endsAt: its.endsAt });
    else {
      except.add(at);
      apart.push({ ...words, ...partAt(at), startsAt: its.start.at, endsAt: its.endsAt, zone: its.start.zone });
    }
  }
  for (const { at, endsAt } of added.values()) apart.push({ ...entry, ...partAt(at), startsAt: at, endsAt });
  if (except.size > mostDates || moved.length > mostDates || apart.length > mostDates) throw asideEntry('EXDATE', 'too_many_dates', `${except.size + moved.length + apart.length} dates`);
  return { except: [...except].toSorted(), moved: moved.toSorted((a, b) => (a.at < b.at ? -1 : 1)), apart };
}
