// Projections anew from the trail, compared row for row with what stood there (`gavel rebuild`).
import { createHash } from 'node:crypto';
import type { EventLog, Place } from './event-log.ts';
import type { StampedEvent } from '../domain/event.ts';
import type { WriteDb } from './open.ts';
import { project, projectionTables } from './projections/projector.ts';

export type Rebuilt = { tables: { table: string; rows: number; isEqual: boolean }[]; isEqual: boolean; events: number };
type Digest = { rows: number; sha256: string };

const order: Partial<Record<string, string>> = { event: 'subject, h, feed, seq, place' };
function digestOf(db: WriteDb, table: string): Digest {
  const hash = createHash('sha256');
  let rows = 0;
  for (const row of db.iterate(`SELECT * FROM ${table} ORDER BY ${order[table] ?? '1, 2'}`)) {
    hash.update(JSON.stringify(Object.values(row).map((v) => (v instanceof Uint8Array ? Buffer.from(v).toString('hex') : v))));
    hash.update('\n');
    rows += 1;
  }
  return { rows, sha256: hash.digest('hex') };
}

/** Empties every projection and folds the whole trail again, in one transaction; the rebuilt tables stay, so a difference heals while it is reported. */
export function rebuild(db: WriteDb, log: EventLog, onProgress: (done: number) => void): Rebuilt {
  return db.transaction(() => {
    const before = new Map(projectionTables.map((table) => [table, digestOf(db, table)]));
    for (const table of projectionTables) db.exec(`DELETE FROM ${table}`);
    db.exec("INSERT INTO change_search (change_search) VALUES ('delete-all')");
    let events = 0;
    let batch: StampedEvent[] = [];
    let at: Place | null = null;
    const flush = (): void => { if (at) project(db, batch, at); batch = []; };
    for (const { event, place } of log.all()) {
      if (at === null || at.feed !== place.feed || at.seq !== place.seq) { flush(); at = { ...place, place: 0 }; onProgress(events); }
      batch.push(event);
      events += 1;
    }
    flush();
    const tables = projectionTables.map((table) => {
      const after = digestOf(db, table);
      return { table, rows: after.rows, isEqual: after.sha256 === before.get(table)?.sha256 };
    });
    return { tables, isEqual: tables.every((t) => t.isEqual), events };
  });
}
