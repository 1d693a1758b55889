// B7: the conflicts of one new window against everything that is planned, beside the bare reads of the same rows.
import { join } from 'node:path';
import { openDatabase } from '../../src-main/store/open.ts';
import type { Param, ReadDb } from '../../src-main/store/open.ts';
import { findChange } from '../../src-main/store/projections/change.ts';
import { scheduleRecords } from '../../src-main/store/projections/schedule-records.ts';
import type { Ground } from './ground.ts';
import { resourcesDir } from './ground.ts';
import { inTurns, median, ms, percentile } from './measure.ts';
import type { Result } from './measure.ts';

const rounds = 200;
const warm = 10;
const budgetMs = 5;
const hour = 3_600_000;

type Asked = { sql: string; params: Param[] };
const listening = (db: ReadDb, asked: Asked[]): ReadDb => ({ ...db, get: (sql, ...params) => { asked.push({ sql, params }); return db.get(sql, ...params); }, all: (sql, ...params) => { asked.push({ sql, params }); return db.all(sql, ...params); } });

export function colliding(ground: Ground): Promise<Result[]> {
  const db = openDatabase(ground.dir, { migrations: join(resourcesDir, 'migrations'), readOnly: true });
  // From the busiest month there is: where little is planned, little can be met.
  const busiest = db.get<{ month: string }>("SELECT substr(planned_start_at, 1, 7) AS month FROM change WHERE planned_start_at IS NOT NULL AND state IN ('authorised', 'scheduled', 'awaiting-authorisation', 'assessment') GROUP BY 1 ORDER BY count(*) DESC LIMIT 1")?.month ?? '';
  const rows = db.all<{ id: string; at: string }>("SELECT id, planned_start_at AS at FROM change WHERE planned_start_at LIKE ? AND state IN ('authorised', 'scheduled', 'awaiting-authorisation', 'assessment') ORDER BY planned_start_at LIMIT 4000", `${busiest}%`);
  /** A change tried out in a window of three hours near its own, each round another one. */
  const tried = (from: ReadDb, round: number): number => {
    const { id, at } = rows[(round * 19) % rows.length]!;
    const start = Date.parse(at) + ((round * 5) % 24) * hour;
    return scheduleRecords(from).conflictsOf(findChange(from, id)!, { startsAt: new Date(start).toISOString(), endsAt: new Date(start + 3 * hour).toISOString() }).found.length;
  };
  const asked = Array.from({ length: rounds + warm }, (_, round) => { const list: Asked[] = []; tried(listening(db, list), round); return list; });
  return inTurns(rounds, (round) => { tried(db, round); }, (round) => { for (const { sql, params } of asked[round]!) db.all(sql, ...params); }, warm).then((taken) => {
    const [ours, floor] = [percentile(taken.ours, 0.95), percentile(taken.floor, 0.95)];
    return [{ id: 'B7', what: `conflicts of one window, ${ground.size}`, ours: `p95 ${ms(ours)}`, floor: `p95 ${ms(floor)}`, ratio: ours / floor, bar: { atMost: 3 }, note: `${rounds} windows against everything planned, half of them within ${ms(median(taken.ours))}; the budget a person feels is ${budgetMs} ms; floor: the same rows read and nothing made of them` }];
  }).finally(() => { db.close(); });
}
