// What a proposed policy would have done with the changes of the last twelve months (APR-07): one pass over rows, counts for each route before and after.
import type { ChangeFields, Tier } from '#contract/change.ts';
import { coverageCredit } from './coverage-credit.ts';
import type { CoverageState } from './coverage-credit.ts';
import { decidingRow } from './matrix.ts';
import { authorities } from './policy-document.ts';
import type { Authority, PolicyDocument } from './policy-document.ts';

export type ReplayRow = {
  id: string; number: string; title: string; type: ChangeFields['type']; tier: Tier | null; score: number | null; impact: ChangeFields['impact'];
  environment: string; serviceTier: number | null; outcome: string | null;
  /** A change that its model authorised stays with its model. */
  isByModel: boolean;
  /** RISK-03: points of each factor, where the score was made here. */
  factors: Partial<Record<keyof PolicyDocument['weights'], number>> | null;
  /** RISK-07: reports of the change and when its score was signed, where there are any: the credit is asked for anew. */
  coverage: { state: CoverageState; signedAt: string } | null;
};
type Tally = { changes: number; completed: number; failed: number };
export type Rerouted = { id: string; number: string; title: string; outcome: string | null; from: Authority; to: Authority; tierBefore: Tier | null; tierAfter: Tier | null };
export type Replay = {
  changes: number; rerouted: number;
  routes: { authority: Authority; before: Tally; after: Tally }[];
  moves: ({ from: Authority; to: Authority } & Tally)[];
  /** The first of those that route differently. */
  rows: Rerouted[];
};

const failures: readonly (string | null)[] = ['failed', 'rolled-back'];
/** MET-01: what was cancelled in its window was never carried out. */
const isCompleted = (outcome: string | null): boolean => outcome !== null && outcome !== 'cancelled-in-window';

/** RISK-03: the tier of a score under these thresholds. */
const tierUnder = ({ tiers }: PolicyDocument, score: number): Tier => (score >= tiers.critical ? 'critical' : score >= tiers.high ? 'high' : score >= tiers.medium ? 'medium' : 'low');

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
/** Whether scores are made in another way, so that a replay needs the points and reports behind them. */
export const isScoredAnew = (before: PolicyDocument, after: PolicyDocument): boolean => !same(before.weights, after.weights) || !same(before.coverage, after.coverage);

/** The score under other weights and another credit: each factor keeps its share of what it can give, and the reports are held against the new rules as of the day they were signed. */
function scoreUnder(row: ReplayRow, before: PolicyDocument, after: PolicyDocument): number | null {
  if (row.score === null || row.factors === null) return row.score;
  const names = Object.keys(after.weights) as (keyof PolicyDocument['weights'])[];
  if (!isScoredAnew(before, after)) return row.score;
  const credit = row.coverage === null ? 0 : coverageCredit({ analysis: { coverage: row.coverage.state }, policy: after }, row.coverage.signedAt).points;
  const sum = names.reduce((all, name) => all + (before.weights[name] === 0 ? 0 : ((row.factors?.[name] ?? 0) * after.weights[name]) / before.weights[name]), 0);
  return Math.min(100, Math.max(0, Math.round(sum) - credit));
}

/** A tier that came without a score stays as it is. */
const tierOf = (policy: PolicyDocument, row: ReplayRow, score: number | null): Tier | null => (score === null ? row.tier : tierUnder(policy, score));

/** Remembers the authority of a combination: a hundred thousand changes have a few hundred. */
function routing({ matrix }: PolicyDocument): (row: ReplayRow, tier: Tier | null) => Authority {
  const known = new Map<string, Authority>();
  return (row, tier) => {
    if (row.isByModel) return 'automatic';
    const key = `${row.type}|${tier}|${row.impact}|${row.environment}|${row.serviceTier}`;
    const found = known.get(key) ?? decidingRow({ ...row, tier }, matrix)?.authority ?? 'cab';
    known.set(key, found);
    return found;
  };
}

const none = (): Tally => ({ changes: 0, completed: 0, failed: 0 });
const count = (tally: Tally, outcome: string | null): void => {
  tally.changes += 1;
  if (isCompleted(outcome)) tally.completed += 1;
  if (failures.includes(outcome)) tally.failed += 1;
};

/** Replays rows; `shown` is how many of those that route differently are named. Whether a team had a charter then does not matter: the matrix is compared. */
export function replayPolicy(rows: Iterable<ReplayRow>, before: PolicyDocument, after: PolicyDocument, shown: number): Replay {
  const routeBefore = routing(before);
  const routeAfter = routing(after);
  const routes = new Map(authorities.map((authority) => [authority, { before: none(), after: none() }]));
  const moves = new Map<string, { from: Authority; to: Authority } & Tally>();
  const replay: Replay = { changes: 0, rerouted: 0, routes: [], moves: [], rows: [] };
  for (const row of rows) {
    const tierBefore = tierOf(before, row, row.score);
    const tierAfter = tierOf(after, row, scoreUnder(row, before, after));
    const from = routeBefore(row, tierBefore);
    const to = routeAfter(row, tierAfter);
    replay.changes += 1;
    count(routes.get(from)!.before, row.outcome);
    count(routes.get(to)!.after, row.outcome);
    if (from === to) continue;
    replay.rerouted += 1;
    const move = moves.get(`${from}>${to}`) ?? { from, to, ...none() };
    count(move, row.outcome);
    moves.set(`${from}>${to}`, move);
    if (replay.rows.length < shown) replay.rows.push({ id: row.id, number: row.number, title: row.title, outcome: row.outcome, from, to, tierBefore, tierAfter });
  }
  return { ...replay, routes: [...routes].map(([authority, tallies]) => ({ authority, ...tallies })), moves: [...moves.values()].toSorted((a, b) => b.changes - a.changes) };
}
