// Entries of the calendar as a table: the folded record as one text, beside it what finding them by time asks for (CAL-01 to CAL-03).
import { appError } from '../../app-error.ts';
import type { EntryKind } from '#contract/calendar.ts';
import type { Entry, EntryNow } from '../../domain/calendar.ts';
import { entryNow, evolveEntry } from '../../domain/calendar.ts';
import type { StampedEvent } from '../../domain/event.ts';
import { idOf } from '../../domain/event.ts';
import { occurrencesIn } from '../../domain/recurrence.ts';
import type { Span } from '../../domain/recurrence.ts';
import type { Held } from '../../domain/schedule-conflicts.ts';
import type { ReadDb, WriteDb } from '../open.ts';
import type { Replayed } from '../replay.ts';
import { causesOf } from '../replay.ts';

/** What recurs may take place at any time from its first occurrence on; when it ends is asked of its rule. */
const endless = '9999-12-31T23:59:59.999Z';
const readEntry = (db: ReadDb, id: string): Entry | null => { const row = db.get<{ body: string }>('SELECT body FROM calendar_entry WHERE id = ?', id); return row ? JSON.parse(row.body) as Entry : null; };

function write(db: WriteDb, entry: Entry): void {
  const { kind, title, startsAt, endsAt, recurrence, liftedAt, source, uid } = entryNow(entry);
  const first = (recurrence?.moved ?? []).reduce((least, one) => (one.startsAt < least ? one.startsAt : least), startsAt);
  db.run(`INSERT INTO calendar_entry (id, kind, title, starts_at, ends_at, is_removed, source, uid, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, title = excluded.title, starts_at = excluded.starts_at, ends_at = excluded.ends_at, is_removed = excluded.is_removed, source = excluded.source, uid = excluded.uid, body = excluded.body`,
  entry.id, kind, title, first, recurrence === null ? liftedAt ?? endsAt : endless, entry.removed ? 1 : 0, source, uid, JSON.stringify(entry));
}

/** Folds an event about an entry; any other event is left alone. */
export function foldCalendar(db: WriteDb, event: StampedEvent): void {
  if (!event.type.startsWith('calendar.')) return;
  const before = readEntry(db, idOf(event.subject));
  const after = evolveEntry(before, event);
  if (after !== null && after !== before) write(db, after);
}

/** Folds an entry from its first event, with what each writer had seen. */
export function replayCalendar(db: WriteDb, subject: string, replayed: readonly Replayed[]): void {
  let entry: Entry | null = null;
  for (const { event, cause } of causesOf(replayed)) entry = evolveEntry(entry, event, cause);
  db.run('DELETE FROM calendar_entry WHERE id = ?', idOf(subject));
  if (entry !== null) write(db, entry);
}

/** What takes place in a span, occurrence by occurrence, the first in front. A stabilisation freeze that was lifted ends there. */
export function heldIn(db: ReadDb, span: Span, kinds: readonly EntryKind[]): Held<EntryNow>[] {
  const rows = kinds.flatMap((kind) => db.all<{ body: string }>('SELECT body FROM calendar_entry WHERE kind = ? AND is_removed = 0 AND ends_at > ? AND starts_at < ?', kind, span.startsAt, span.endsAt));
  return rows.map(({ body }) => entryNow(JSON.parse(body) as Entry)).flatMap((entry) => {
    const lasting = entry.liftedAt !== null && entry.liftedAt < entry.endsAt ? { ...entry, endsAt: entry.liftedAt } : entry;
    return occurrencesIn(lasting, span).map((at): Held<EntryNow> => ({ entry, at }));
  }).toSorted((a, b) => (a.at.startsAt !== b.at.startsAt ? (a.at.startsAt < b.at.startsAt ? -1 : 1) : a.entry.id < b.entry.id ? -1 : 1));
}

export type CalendarRecords = {
  /** An entry by UUID, or by its title where it is the only one of it. */
  loadEntry(ref: string): Entry;
  /** The entry that an earlier file brought, by its source and UID. */
  findImportedEntry(source: string, uid: string): Entry | null;
  /** Occurrences of entries of these kinds that share time with a span. */
  heldIn(span: Span, kinds: readonly EntryKind[]): Held<EntryNow>[];
};
export const calendarRecords = (db: ReadDb): CalendarRecords => ({
  loadEntry: (ref) => {
    const named = (): Entry | null => { const [one, other] = db.all<{ body: string }>('SELECT body FROM calendar_entry WHERE title = ? COLLATE NOCASE AND is_removed = 0 LIMIT 2', ref); return one && !other ? JSON.parse(one.body) as Entry : null; };
    const found = readEntry(db, ref) ?? named();
    if (found === null) throw appError('record_missing', { record: 'calendar entry', id: ref });
    return found;
  },
  // The index is for entries with a UID: without the second condition on it every row of an import would read the whole table.
  findImportedEntry: (source, uid) => { const row = db.get<{ body: string }>("SELECT body FROM calendar_entry WHERE source = ? AND uid = ? AND uid <> '' ORDER BY id LIMIT 1", source, uid); return row ? JSON.parse(row.body) as Entry : null; },
  heldIn: (span, kinds) => heldIn(db, span, kinds),
});
