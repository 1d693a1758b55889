// Projections anew from the trail, compared row for row with what stood there (`gavel rebuild`).
import { createHash } from 'node:crypto';
import type { Subject } from '#contract/define.ts';
import type { EventLog } from './event-log.ts';
import type { ReadDb, WriteDb } from './open.ts';
import { projectionTables } from './projections/projector.ts';
import { openFolding } from './projections/refold.ts';
import { lineOf, pastAt } from './causality.ts';
import { openReader, pastOfLive } from './replay.ts';

export type Rebuilt = { tables: { table: string; rows: number; isEqual: boolean }[]; isEqual: boolean; events: number };
type Digest = { rows: number; sha256: string };

const order: Partial<Record<string, string>> = { event: 'subject, h, feed, seq, place', decision: 'h, feed, seq, place' };
function digestOf(db: ReadDb, table: string): Digest {
  const hash = createHash('sha256');
  let rows = 0;
  for (const row of db.iterate(`SELECT * FROM ${table} ORDER BY ${order[table] ?? '1, 2'}`)) {
    hash.update(JSON.stringify(Object.values(row).map((v) => (v instanceof Uint8Array ? Buffer.from(v).toString('hex') : v))));
    hash.update('\n');
    rows += 1;
  }
  return { rows, sha256: hash.digest('hex') };
}

/** A digest of every projection, to compare two devices that hold the same commits. */
export const digestTables = (db: ReadDb): Record<string, string> => Object.fromEntries(projectionTables.map((table) => [table, digestOf(db, table).sha256]));

/** Whether nothing can have been made apart: one device wrote everything but the roster, and of those two either had seen the other at every step. */
export function isSingle(db: ReadDb): boolean {
  const feeds = db.all<{ feed: string; count: number }>('SELECT feed, count FROM merkle_frontier ORDER BY count, feed');
  if (feeds.length > 2 || db.get('SELECT 1 FROM branch LIMIT 1')) return false;
  const [few, many] = feeds;
  if (!few || !many) return true;
  // The root's key may lie on another machine: its entries are few, and each is asked about.
  for (let seq = 0; seq < few.count; seq += 1) {
    const seen = pastAt(db, { feed: few.feed, seq })[many.feed] ?? 0;
    if (seen < many.count && (pastAt(db, { feed: many.feed, seq: seen })[few.feed] ?? 0) <= seq) return false;
  }
  return true;
}

/** Empties every projection and folds the whole trail again; answers the subjects touched. Must run inside a transaction. */
export function refoldAll(db: WriteDb, log: EventLog, onProgress: (done: number) => void = () => {}): Set<Subject> {
  for (const table of projectionTables) db.exec(`DELETE FROM ${table}`);
  db.exec("INSERT INTO change_search (change_search) VALUES ('delete-all')");
  db.exec("INSERT INTO archive_search (archive_search) VALUES ('delete-all')");
  const folding = openFolding(db, openReader(db), { isSingle: isSingle(db) });
  let events = 0;
  for (const { told, at } of log.all()) {
    folding.fold({ told, at, line: lineOf(db, at), past: pastOfLive(db, at) });
    events += told.length;
    onProgress(events);
  }
  return folding.finish();
}

/** Folds everything anew in one transaction and compares; the rebuilt tables stay, so a difference heals while it is reported. */
export function rebuild(db: WriteDb, log: EventLog, onProgress: (done: number) => void): Rebuilt {
  return db.transaction(() => {
    const before = new Map(projectionTables.map((table) => [table, digestOf(db, table)]));
    let events = 0;
    refoldAll(db, log, (done) => { events = done; onProgress(done); });
    const tables = projectionTables.map((table) => {
      const after = digestOf(db, table);
      return { table, rows: after.rows, isEqual: after.sha256 === before.get(table)?.sha256 };
    });
    return { tables, isEqual: tables.every((t) => t.isEqual), events };
  });
}
