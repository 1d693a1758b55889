// Sheets as rows: the folded state as one text, beside the few columns that lists ask for.
import type { StampedEvent } from '../../domain/event.ts';
import { idOf } from '../../domain/event.ts';
import { archiveSheet } from '../../domain/archive.ts';
import type { Archived } from '../../domain/archive.ts';
import { sha256Hex } from '../../trail/hashes.ts';
import type { Sheet } from '../../domain/sheet.ts';
import { sheets, sheetsOf } from '../../domain/sheets.ts';
import type { Param, ReadDb, WriteDb } from '../open.ts';
import type { Replayed } from '../replay.ts';
import { causesOf } from '../replay.ts';

/** Where a record stands in the index of the archive: 52 bits of a digest of its UUID. */
export const archiveRow = (id: string): number => Number.parseInt(sha256Hex(id).slice(0, 13), 16);
/** Everything that finds it: its number, title, words and whatever it belongs to. */
function indexArchived(db: WriteDb, id: string, record: Archived | null): void {
  db.run('DELETE FROM archive_search WHERE rowid = ?', archiveRow(id));
  if (record) db.run('INSERT INTO archive_search (rowid, words) VALUES (?, ?)', archiveRow(id), [record.number, record.title, record.service, record.release, ...record.tags, ...record.keywords, record.words].join('\n'));
}

const bodyOf = (db: ReadDb, name: string, id: string): string | undefined => db.get<{ body: string }>('SELECT body FROM sheet WHERE name = ? AND id = ?', name, id)?.body;

function write(db: WriteDb, it: Sheet<unknown>, id: string, state: unknown): void {
  if (it.name === archiveSheet.name) indexArchived(db, id, state as Archived | null);
  if (state === null) { db.run('DELETE FROM sheet WHERE name = ? AND id = ?', it.name, id); return; }
  const { number = null, label = '', state: code = '', dueAt = null, change = null } = it.columns?.(state) ?? {};
  db.run(`INSERT INTO sheet (name, id, number, label, state, due_at, change, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (name, id) DO UPDATE SET number = excluded.number, label = excluded.label, state = excluded.state, due_at = excluded.due_at, change = excluded.change, body = excluded.body`,
  it.name, id, number, label, code, dueAt, it.kind === 'change' ? id : change, JSON.stringify(state));
}

/** Folds one event into the sheets it moves. */
export function foldSheets(db: WriteDb, event: StampedEvent): void {
  for (const it of sheetsOf(event.type)) {
    const id = idOf(event.subject);
    const body = bodyOf(db, it.name, id);
    const before: unknown = body === undefined ? null : JSON.parse(body);
    const after = it.fold(before, event);
    if (after !== before) write(db, it, id, after);
  }
}

/** Whether records of this kind have sheets. */
export const hasSheets = (kind: string): boolean => sheets.some((s) => s.kind === kind);

/** Folds the sheets of a record from its first event, with what each writer had seen. */
export function replaySheets(db: WriteDb, subject: string, replayed: readonly Replayed[]): void {
  const kind = subject.slice(0, subject.indexOf(':'));
  for (const it of sheets.filter((s) => s.kind === kind)) {
    let state: unknown = null;
    for (const { event, cause } of causesOf(replayed)) if (it.types.includes(event.type)) state = it.fold(state, event, cause);
    write(db, it, idOf(subject), state);
  }
}

/** Finds a sheet by the UUID of its record, by its number, or by its label. One that is part of a change or a person has no name of its own: it is asked for at every gate, and there by the UUID alone. */
export function findSheet<S>(db: ReadDb, it: Sheet<S>, ref: string): S | null {
  const own = bodyOf(db, it.name, ref);
  const isPart = it.kind === 'change' || it.kind === 'person';
  const body = own !== undefined || isPart ? own
    : db.get<{ body: string }>('SELECT body FROM sheet WHERE name = ? AND number = ?', it.name, ref.toUpperCase())?.body
    ?? db.get<{ body: string }>('SELECT body FROM sheet WHERE name = ? AND label = ? COLLATE NOCASE ORDER BY id LIMIT 1', it.name, ref)?.body;
  return body === undefined ? null : JSON.parse(body) as S;
}

export type SheetFilter = { state?: readonly string[]; change?: string; dueBefore?: string; limit?: number };
/** Sheets of one name, those due first in front; at most `limit` (5,000). */
export function listSheets<S>(db: ReadDb, it: Sheet<S>, { state, change, dueBefore, limit = 5000 }: SheetFilter = {}): S[] {
  const where = ['name = ?'];
  const params: Param[] = [it.name];
  if (state) { where.push(`state IN (${state.map(() => '?').join(', ')})`); params.push(...state); }
  if (change !== undefined) { where.push('change = ?'); params.push(change); }
  if (dueBefore !== undefined) { where.push('due_at < ?'); params.push(dueBefore); }
  return db.all<{ body: string }>(`SELECT body FROM sheet WHERE ${where.join(' AND ')} ORDER BY due_at IS NULL, due_at, id LIMIT ?`, ...params, limit).map(({ body }) => JSON.parse(body) as S);
}
