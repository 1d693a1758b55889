// Every record of a workspace folded alone, in memory, against the tables that were folded as events came.
import { expect } from 'vitest';
import { idOf } from '../../src-main/domain/event.ts';
import { openAsOf } from '../../src-main/store/as-of.ts';
import { openDatabase } from '../../src-main/store/open.ts';
import type { Row, WriteDb } from '../../src-main/store/open.ts';
import { migrations } from './workspace.ts';

/** Tables of one record a row each, where a row can be looked up by the record alone. */
const looked: Record<string, string> = { change: 'SELECT * FROM change WHERE id = ?', meeting: 'SELECT * FROM meeting WHERE id = ?', person: 'SELECT * FROM person WHERE id = ?', board: 'SELECT * FROM board WHERE id = ?', service: 'SELECT * FROM service WHERE id = ?', item: 'SELECT * FROM item WHERE id = ?', calendar: 'SELECT * FROM calendar_entry WHERE id = ?' };

function compareAll(db: WriteDb): number {
  const asOf = openAsOf(db, migrations);
  const subjects = db.all<{ subject: string }>('SELECT DISTINCT subject FROM event ORDER BY subject').map(({ subject }) => subject);
  for (const subject of subjects) {
    const folded = asOf(subject, () => true);
    const kind = subject.slice(0, subject.indexOf(':'));
    const table = kind === 'calendar' ? 'calendar_entry' : kind;
    if (looked[kind] !== undefined) expect(folded.filter((one) => one.table === table).map(({ row }) => row), subject).toEqual(db.all<Row>(looked[kind], idOf(subject)));
    const sheets = db.all<{ name: string; body: string }>('SELECT name, body FROM sheet WHERE id = ?', idOf(subject));
    for (const { table: name, row } of folded) if (sheets.some((one) => one.name === name)) expect([name, row['body']]).toEqual([name, sheets.find((one) => one.name === name)!.body]);
  }
  return subjects.length;
}
/** Folds every record of the workspace in a folder alone and compares it with its tables; answers how many there were. */
export function foldedAlone(dir: string): number {
  const db = openDatabase(dir, { migrations, readOnly: true });
  try { return compareAll(db); } finally { db.close(); }
}
