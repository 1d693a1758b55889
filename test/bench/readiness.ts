// CHG-01: what a change still needs, and its risk, computed anew for one change and for many, beside the bare reads of the same rows.
import { findChange } from '../../src-main/store/projections/change.ts';
import { dossierOf } from '../../src-main/store/projections/dossier.ts';
import { openDatabase } from '../../src-main/store/open.ts';
import type { Param, ReadDb } from '../../src-main/store/open.ts';
import { piecesOf } from '../../src-main/domain/gates.ts';
import { scoreOf } from '../../src-main/domain/risk-score.ts';
import { join } from 'node:path';
import type { Ground } from './ground.ts';
import { resourcesDir } from './ground.ts';
import { inTurns, median, ms } from './measure.ts';
import type { Result } from './measure.ts';

const batch = 200;
const rounds = 25;
const warm = 3;

type Asked = { sql: string; params: Param[] };
/** The same database, writing down what it is asked: the floor asks it again and does nothing with the answers. */
const listening = (db: ReadDb, asked: Asked[]): ReadDb => ({
  ...db,
  get: (sql, ...params) => { asked.push({ sql, params }); return db.get(sql, ...params); },
  all: (sql, ...params) => { asked.push({ sql, params }); return db.all(sql, ...params); },
});

const slice = 1000;
/** Every change once. A slice is judged, then its bare reads are made; what they read was read for both before. */
function ofAll(db: ReadDb, ids: readonly string[], { judge, size }: { judge: (from: ReadDb, id: string) => void; size: string }): Result {
  const taken = { ours: 0, floor: 0 };
  const timed = (side: keyof typeof taken, act: () => void): void => { const from = performance.now(); act(); taken[side] += performance.now() - from; };
  for (let at = 0; at < ids.length; at += slice) {
    const some = ids.slice(at, at + slice);
    const asked = some.map((id) => { const list: Asked[] = []; judge(listening(db, list), id); return list; });
    timed('ours', () => { for (const id of some) judge(db, id); });
    timed('floor', () => { for (const list of asked) for (const { sql, params } of list) db.all(sql, ...params); });
  }
  return { id: 'CHG', what: `readiness and risk of all ${ids.length} changes, ${size}`, ours: ms(taken.ours), floor: ms(taken.floor), ratio: taken.ours / taken.floor, bar: { atMost: 3 } };
}

export async function readiness(ground: Ground): Promise<Result[]> {
  const db = openDatabase(ground.dir, { migrations: join(resourcesDir, 'migrations'), readOnly: true });
  try {
    const ids = db.all<{ id: string }>('SELECT id FROM change ORDER BY n').map(({ id }) => id);
    const now = new Date().toISOString();
    const of = (round: number): string[] => Array.from({ length: batch }, (_, i) => ids[(round * batch + i * 37) % ids.length]!);
    const judge = (from: ReadDb, id: string): void => {
      const dossier = dossierOf(from, findChange(from, id)!);
      piecesOf(dossier, now);
      scoreOf(dossier, now);
    };
    const asked = Array.from({ length: rounds + warm }, (_, round) => of(round).map((id) => { const list: Asked[] = []; judge(listening(db, list), id); return list; }));
    const taken = await inTurns(rounds, (round) => { for (const id of of(round)) judge(db, id); }, (round) => { for (const list of asked[round]!) for (const { sql, params } of list) db.all(sql, ...params); }, warm);
    const [ours, floor] = [median(taken.ours) / batch, median(taken.floor) / batch];
    return [{ id: 'CHG', what: `readiness and risk of a change, ${ground.size}`, ours: `p50 ${ms(ours)}`, floor: `p50 ${ms(floor)}`, ratio: ours / floor, bar: { atMost: 3 } }, ofAll(db, ids, { judge, size: ground.size })];
  } finally {
    db.close();
  }
}
