// A record as it stood: its events up to a place, folded by the same folds that fill the tables, into tables that live in memory only (AUD-01).
import { archiveSheet } from '../domain/archive.ts';
import { sheets } from '../domain/sheets.ts';
import { idOf, recordKinds, subjectOf } from '../domain/event.ts';
import type { ReadDb, Row, WriteDb } from './open.ts';
import { openMemory } from './open.ts';
import { projectionTables } from './projections/projector.ts';
import { replay } from './projections/refold.ts';
import { openReader } from './replay.ts';
import type { Place, Replayed } from './replay.ts';

/** Rows that the folds made of a record's events, by table. Sheets stand under their own names, with their state alone. */
export type Folded = { table: string; row: Row }[];
/** Whether an event of the record counts. */
export type IsCounted = (place: Place & { at: string }) => boolean;

/** What a rebuild compares and no record has: lists over all records. */
const overAll: ReadonlySet<string> = new Set(['event', 'event_count', 'change_count', 'number_last']);

function rowsOf(memory: ReadDb): Folded {
  return projectionTables.filter((table) => !overAll.has(table)).flatMap((table) => memory.all(`SELECT * FROM ${table}`).map((row) => (table === 'sheet'
    ? { table: String(row['name']), row: { body: row['body'] } } : { table, row })));
}

/** Answers the fold of a record's events of one workspace. The tables are made once and are empty between two questions. */
export function openAsOf(db: ReadDb, migrations: string): (subject: string, isCounted: IsCounted) => Folded {
  let memory: WriteDb | null = null;
  return (subject, isCounted) => {
    memory ??= openMemory(migrations);
    const reader = openReader(db);
    const counted = (replayed: readonly Replayed[]): Replayed[] => replayed.filter(({ at, event }) => isCounted({ ...at, at: event.at }));
    const past = { ...reader, ofSubject: (of: string) => counted(reader.ofSubject(of)), at: (places: readonly Place[]) => counted(reader.at(places)) };
    for (const table of projectionTables) memory.exec(`DELETE FROM ${table}`);
    // Where a fold looks for events of its record: the places alone; what they say is read from the trail.
    const { run } = memory;
    for (const place of db.all<Place>('SELECT h, feed, seq, place FROM event WHERE subject = ?', subject)) run("INSERT INTO event (subject, h, feed, seq, place, type, by, at) VALUES (?, ?, ?, ?, ?, '', '', '')", subject, place.h, place.feed, place.seq, place.place);
    if (subject.startsWith('meeting:')) {
      for (const place of db.all<Place>('SELECT h, feed, seq, place FROM decision WHERE meeting = ?', idOf(subject))) run("INSERT INTO decision (h, feed, seq, place, id, change, meeting, verdict, decided_at, by) VALUES (?, ?, ?, ?, '', '', ?, '', '', '')", place.h, place.feed, place.seq, place.place, idOf(subject));
    }
    replay(memory, past, subject);
    if (subject.startsWith('meeting:')) memory.exec('DELETE FROM decision');
    return rowsOf(memory);
  };
}

/** The record behind a number, a UUID, a name or a subject as it stands in the trail; null when there is none. */
export function findSubject(db: ReadDb, ref: string): string | null {
  const isHere = (subject: string): boolean => db.get('SELECT 1 FROM event WHERE subject = ? LIMIT 1', subject) !== undefined;
  if (ref.includes(':') && isHere(ref)) return ref;
  const kind = recordKinds.find((one) => isHere(subjectOf(one, ref)));
  if (kind) return subjectOf(kind, ref);
  for (const [table, of] of [['change', 'change'], ['meeting', 'meeting']] as const) {
    const row = db.get<{ id: string }>(`SELECT id FROM ${table} WHERE number = ?`, ref.toUpperCase());
    if (row) return subjectOf(of, row.id);
  }
  const sheet = db.get<{ name: string; id: string }>('SELECT name, id FROM sheet WHERE number = ? ORDER BY name = ? LIMIT 1', ref.toUpperCase(), archiveSheet.name);
  if (sheet) return subjectOf(sheets.find(({ name }) => name === sheet.name)!.kind, sheet.id);
  for (const table of ['person', 'board', 'service', 'item'] as const) {
    const row = db.get<{ id: string }>(`SELECT id FROM ${table} WHERE name = ? COLLATE NOCASE ORDER BY id LIMIT 1`, ref);
    if (row) return subjectOf(table, row.id);
  }
  return null;
}
