// B4 and B5: pages and search of the list, beside the bare SQL that cannot be done without.
import type { Ground } from './ground.ts';
import { ask, bareDatabase, changesOf } from './ground.ts';
import { inTurns, median, ms, percentile } from './measure.ts';
import type { Result } from './measure.ts';

const columns = 'n, id, number, title, type, state, service, environment, tier, score, planned_start_at, planned_end_at, zone, owner, external_id, source, updated_at, outcome';
const rounds = 60;
/** Jumps go all over the list, the same way in every run. */
const spread = (round: number, over: number): number => (round * 7919 * 31) % over;

type Order = 'number' | 'updatedAt' | 'title' | 'score';
const keyset: Record<Order, string> = {
  number: `SELECT ${columns} FROM change WHERE n < ? ORDER BY n DESC LIMIT 101`,
  updatedAt: `SELECT ${columns} FROM change WHERE (updated_at, n) < (?, ?) ORDER BY updated_at DESC, n DESC LIMIT 101`,
  title: `SELECT ${columns} FROM change WHERE (title, n) < (?, ?) ORDER BY title DESC, n DESC LIMIT 101`,
  score: `SELECT ${columns} FROM change WHERE (score, n) < (?, ?) ORDER BY score DESC, n DESC LIMIT 101`,
};
const keyColumn: Record<Exclude<Order, 'number'>, string> = { updatedAt: 'updated_at', title: 'title', score: 'score' };

async function pages(ground: Ground, order: Order): Promise<Result[]> {
  const db = bareDatabase(ground);
  const many = changesOf[ground.size];
  const bare = db.prepare(keyset[order]);
  // From a row without a value nothing comes after, and the floor would read nothing.
  const keys = db.prepare(`SELECT n FROM change ${order === 'number' ? '' : `WHERE ${keyColumn[order]} IS NOT NULL`} ORDER BY n`).pluck().all() as number[];
  const keyAt = order === 'number' ? null : db.prepare(`SELECT ${keyColumn[order]} FROM change WHERE n = ?`).pluck();
  const floorAt = (round: number): unknown[] => {
    const n = keys[101 + spread(round, keys.length - 101)]!;
    return keyAt === null ? bare.all(n) : bare.all(keyAt.get(n), n);
  };
  let after = (await ask(ground.chair, 'change.list', { order, limit: 100 })).next!;
  const scrolled = await inTurns(rounds, async () => { after = (await ask(ground.chair, 'change.list', { order, limit: 100, after })).next ?? after; }, floorAt);
  const jumped = await inTurns(rounds, (round) => ask(ground.chair, 'change.list', { order, limit: 100, offset: spread(round, many - 100) }), floorAt);
  db.close();
  return ([['scroll', scrolled], ['jump to a row', jumped]] as const).map(([what, taken]) => ({
    id: 'B4', what: `${what}, by ${order}, 100 rows, ${ground.size}`, ours: ms(median(taken.ours)), floor: ms(median(taken.floor)), ratio: median(taken.ours) / median(taken.floor), bar: { atMost: 5 },
  }));
}

export async function listPages(ground: Ground): Promise<Result[]> {
  const results: Result[] = [];
  for (const order of ['number', 'updatedAt', 'title', 'score'] as const) results.push(...await pages(ground, order));
  return results;
}

/** What people type, letter by letter. */
const typed = ['certificate', 'core led', 'rounding interest', 'tomasz', 'C-A1-0042', 'ledger db patches'];

/** B5: each letter is a search; the floor is the bare index asked for the newest hundred and their number. */
export async function searchAsTyped(ground: Ground): Promise<Result[]> {
  const db = bareDatabase(ground);
  const newest = db.prepare('SELECT rowid FROM change_search WHERE change_search MATCH ? ORDER BY rowid DESC LIMIT 101').pluck();
  const number = db.prepare('SELECT count(*) FROM change_search WHERE change_search MATCH ?').pluck();
  const queries = typed.flatMap((text) => Array.from({ length: text.length - 1 }, (_, i) => text.slice(0, i + 2)));
  const terms = (text: string): string => (text.match(/[\p{L}\p{N}]+/gu) ?? []).map((word) => `"${word}"*`).join(' AND ');
  const taken = await inTurns(queries.length * 2, (round) => ask(ground.chair, 'change.list', { text: queries[round % queries.length]!, limit: 100 }), (round) => {
    const match = terms(queries[round % queries.length]!);
    newest.all(match);
    number.get(match);
  });
  db.close();
  const p95 = percentile(taken.ours, 0.95);
  return [{ id: 'B5', what: `search as you type, ${ground.size}`, ours: `p50 ${ms(median(taken.ours))}, p95 ${ms(p95)}`, floor: `p50 ${ms(median(taken.floor))}, p95 ${ms(percentile(taken.floor, 0.95))}`, ratio: taken.ours.reduce((a, b) => a + b, 0) / taken.floor.reduce((a, b) => a + b, 0), bar: { atMost: 3 },
    note: ground.size !== 'S' && p95 > 50 ? 'p95 is above the 50 ms a person feels' : 'ratio of all letters together' }];
}
