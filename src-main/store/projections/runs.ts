// How comparable changes went: the memory of the historical factor (RISK-03) and of change models (APR-02).
import type { outcomes } from '#contract/change.ts';
import type { Param, ReadDb } from '../open.ts';

export type Run = { change: string; number: string; outcome: (typeof outcomes)[number]; endedAt: string };
export type RunsAsked = { service?: string; model?: string; /** UUID of the change that asks. */ except: string; limit: number };

type Row = { id: string; number: string; outcome: Run['outcome']; ended_at: string };
/** How many changes of a service or model, by their numbers from the latest, are looked at: a page must not wait for the history of a century. */
const reach = 1000;
/** A change with a late number may have ended early, so more are read than asked for and put in the order in which they ended. */
const margin = 3;

const completed = (from: string): string => `SELECT id, number, outcome, ifnull(actual_end_at, updated_at) AS ended_at FROM (${from}) WHERE outcome IS NOT NULL AND outcome <> 'cancelled-in-window' LIMIT ?`;
const columns = 'c.id, c.number, c.outcome, c.actual_end_at, c.updated_at';

/** Completed changes of the same service or of the same model, the last one first. What was cancelled in its window did not run. */
export function runsOf(db: ReadDb, { service = '', model = '', except, limit }: RunsAsked): Run[] {
  const read = (from: string, ...params: Param[]): Row[] => db.all<Row>(completed(`${from} AND c.id <> ? ORDER BY c.n DESC LIMIT ${reach}`), ...params, except, limit * margin);
  const rows = [
    ...(service === '' ? [] : read(`SELECT ${columns} FROM change c WHERE c.service = ?`, service)),
    // The second term is that of its index, so that it is used.
    ...(model === '' ? [] : read(`SELECT ${columns} FROM change c WHERE c.model = ? AND c.model <> ''`, model)),
  ];
  const once = [...new Map(rows.map((row) => [row.id, row])).values()];
  return once.toSorted((a, b) => (a.ended_at !== b.ended_at ? (a.ended_at < b.ended_at ? 1 : -1) : a.id < b.id ? -1 : 1)).slice(0, limit)
    .map(({ id, number, outcome, ended_at: endedAt }) => ({ change: id, number, outcome, endedAt }));
}

/** RISK-03: a failure is a change that failed or was rolled back. */
export const isFailure = ({ outcome }: Pick<Run, 'outcome'>): boolean => outcome === 'failed' || outcome === 'rolled-back';
