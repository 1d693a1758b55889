// Prioritisation (REL-06): its folded form, the score of a candidate, the order with its line at the capacity, and what to leave for later.
import { Temporal } from 'temporal-polyfill';
import { Tier } from '#contract/change.ts';
import { candidateKinds, factorNames } from '#contract/ranking.ts';
import type { FactorName, Weights } from '#contract/ranking.ts';
import { goesFirst } from './deferral.ts';
import type { EventType, Json, StampedEvent } from './event.ts';
import { idOf } from './event.ts';
import { dayIn, oneIn, recordIn, textIn, wholeIn } from './json-values.ts';
import type { Said } from './parts.ts';
import { said, withPart, withoutPart } from './parts.ts';
import { sheet } from './sheet.ts';

type TierName = (typeof Tier.options)[number];
/** `benefit` and `cost` in whole units of the house's money, `value` from 1 to 5, `dueOn` a regulatory deadline. `of`: UUID of the change or release, empty for a feature. */
export type Candidate = { id: string; kind: (typeof candidateKinds)[number]; of: string; name: string; benefit: number; cost: number; hours: number; value: number; tier: TierName | null; impact: number | null; dueOn: string | null };
export type Move = Said & { candidate: string; /** Null: the end. */ before: string | null; reason: string };
export type Deferral = Said & { id: string; reason: string };
export type Ranking = { id: string; name: string; capacity: number; weights: Weights; candidates: Candidate[]; moves: Move[]; deferrals: Deferral[] };
export const defaultWeights: Weights = { roi: 30, impact: 15, deadline: 15, value: 25, risk: 15 };
export const sumOf = (weights: Weights): number => factorNames.reduce((sum, name) => sum + weights[name], 0);

function weightsIn(value: Json | undefined): Weights {
  const told = recordIn(value);
  const weights = Object.fromEntries(factorNames.map((name) => [name, wholeIn(told[name], 0, 100) ?? 0])) as Weights;
  return sumOf(weights) === 100 ? weights : defaultWeights;
}
function candidateIn({ data, text }: StampedEvent): Candidate | null {
  const [id, kind, benefit, cost] = [textIn(data['candidate']), oneIn(data['kind'], candidateKinds), wholeIn(data['benefit'], 0, 1e12), wholeIn(data['cost'], 0, 1e12)];
  const [hours, value] = [wholeIn(data['hours'], 0, 1_000_000), wholeIn(data['value'], 1, 5)];
  if (id === '' || kind === null || benefit === null || cost === null || hours === null || value === null) return null;
  return { id, kind, of: textIn(data['of']), name: textIn(text['name']), benefit, cost, hours, value, tier: oneIn(data['tier'], Tier.options), impact: wholeIn(data['impact'], 0, 1e9), dueOn: dayIn(data['dueOn']) };
}
const moves: Partial<Record<EventType, (ranking: Ranking, event: StampedEvent) => Ranking>> = {
  'ranking.candidateSet': (ranking, event) => { const candidate = candidateIn(event); return candidate === null ? ranking : { ...ranking, candidates: withPart(ranking.candidates, candidate) }; },
  'ranking.candidateDropped': (ranking, { data }) => ({ ...ranking, candidates: withoutPart(ranking.candidates, data['candidate']) }),
  // The last move of a candidate counts.
  'ranking.moved': (ranking, event) => {
    const candidate = textIn(event.data['candidate']);
    return candidate === '' ? ranking : { ...ranking, moves: [...ranking.moves.filter((one) => one.candidate !== candidate), { ...said(event), candidate, before: textIn(event.data['before']) || null, reason: textIn(event.text['reason']) }] };
  },
  'ranking.deferred': (ranking, event) => { const id = textIn(event.data['candidate']); return id === '' ? ranking : { ...ranking, deferrals: withPart(ranking.deferrals, { ...said(event), id, reason: textIn(event.text['reason']) }) }; },
  'ranking.resumed': (ranking, { data }) => ({ ...ranking, deferrals: withoutPart(ranking.deferrals, data['candidate']) }),
};
export const rankingSheet = sheet<Ranking>({
  name: 'ranking', kind: 'ranking', types: ['ranking.described', ...(Object.keys(moves) as EventType[])],
  fold: (before, event) => {
    if (event.type !== 'ranking.described') return before === null ? null : moves[event.type]?.(before, event) ?? before;
    const told = { id: idOf(event.subject), name: textIn(event.text['name']) || '(erased)', capacity: wholeIn(event.data['capacity'], 0, 1_000_000) ?? 0, weights: weightsIn(event.data['weights']) };
    return { candidates: [], moves: [], deferrals: [], ...before, ...told };
  },
  columns: ({ name }) => ({ label: name }),
});

/** A candidate with what its record says of it. `number`: of the change or release it stands for. */
export type Known = Candidate & { number: string | null; /** An exception lets it fall below the line. */ isExcepted: boolean };
/** (benefit − cost) / cost in basis points; null where the cost is 0: then it is undefined, not infinite. */
export const roiOf = ({ benefit, cost }: Pick<Candidate, 'benefit' | 'cost'>): number | null => (cost === 0 ? null : Math.round(((benefit - cost) * 10_000) / cost));

const within = (n: number): number => Math.max(0, Math.min(100, Math.floor(n)));
const riskPoints: Record<TierName, number> = { low: 100, medium: 70, high: 35, critical: 0 };
/**
 * Points of each factor from 0 to 100. A return of 300 % or more gives all; the lower the impact on people beside the highest among the candidates, the more;
 * a deadline within 30 days gives all and one a year away none; value from 1 to 5 gives 0 to 100; the lower the risk, the more. What is not known gives none.
 */
export function pointsOf(candidate: Known, { most, today }: { /** The highest impact index among the candidates. */ most: number; today: string }): Record<FactorName, number> {
  const { impact, dueOn, value, tier } = candidate;
  const roi = roiOf(candidate);
  const days = dueOn === null ? null : Temporal.PlainDate.from(today).until(dueOn, { largestUnit: 'days' }).days;
  return {
    roi: roi === null ? 0 : within(roi / 300), impact: impact === null ? 0 : most === 0 ? 100 : within(100 - (100 * impact) / most), deadline: days === null ? 0 : within(100 - ((Math.max(30, days) - 30) * 100) / 335),
    value: (value - 1) * 25, risk: tier === null ? 0 : riskPoints[tier],
  };
}
export type Ranked = { candidate: Known; points: Record<FactorName, number>; score: number; rank: number; sum: number; isBelow: boolean; isLifted: boolean };
export type Arranged = { above: Ranked[]; below: Ranked[]; deferred: Ranked[]; /** Ids of what does not fit, the highest risk for the least value first: what to leave for later. */ proposed: string[]; hours: number; isOver: boolean };
/** Regulatory work that no exception frees. */
export const isHeld = ({ dueOn, isExcepted }: Pick<Known, 'dueOn' | 'isExcepted'>): boolean => dueOn !== null && !isExcepted;
const byRisk: Record<TierName, number> = { low: 10, medium: 40, high: 70, critical: 100 };

type Scored = Omit<Ranked, 'sum' | 'isBelow' | 'isLifted'>;
function scored(candidates: readonly Known[], weights: Weights, today: string): Scored[] {
  const most = Math.max(0, ...candidates.map(({ impact }) => impact ?? 0));
  return candidates.map((candidate) => { const points = pointsOf(candidate, { most, today }); return { candidate, points, score: factorNames.reduce((sum, name) => sum + weights[name] * points[name], 0) }; })
    .toSorted((a, b) => b.score - a.score || (a.candidate.dueOn ?? '9999').localeCompare(b.candidate.dueOn ?? '9999') || a.candidate.name.localeCompare(b.candidate.name) || (a.candidate.id < b.candidate.id ? -1 : 1)).map((one, i) => ({ ...one, rank: i + 1 }));
}
/** Moves by hand, in the order in which they were made. */
function withMoves(order: readonly Scored[], made: readonly Move[]): Scored[] {
  return made.reduce<Scored[]>((list, { candidate, before }) => {
    const one = list.find((it) => it.candidate.id === candidate);
    const rest = list.filter((it) => it !== one);
    const at = before === null ? rest.length : rest.findIndex((it) => it.candidate.id === before);
    return one === undefined || at < 0 ? list : rest.toSpliced(at, 0, one);
  }, [...order]);
}

/** REL-06: the order by score and by hand, cut where the hours end. Regulatory work stays above the line whatever its score, and takes its hours first. */
export function arrange({ capacity, weights, moves: made, deferrals }: Pick<Ranking, 'capacity' | 'weights' | 'moves' | 'deferrals'>, candidates: readonly Known[], today: string): Arranged {
  const order = withMoves(scored(candidates, weights, today), made);
  const isDeferred = ({ candidate }: Scored): boolean => deferrals.some(({ id }) => id === candidate.id);
  const active = order.filter((one) => !isDeferred(one));
  let free = capacity - active.filter(({ candidate }) => isHeld(candidate)).reduce((sum, { candidate }) => sum + candidate.hours, 0);
  const isOver = free < 0;
  let isDrawn = false;
  const fits = ({ candidate }: Scored): boolean => {
    if (isHeld(candidate)) return true;
    if (!isDrawn && candidate.hours <= free) { free -= candidate.hours; return true; }
    isDrawn = true;
    return false;
  };
  const placed = active.map((one) => { const stays = fits(one); return { ...one, isBelow: !stays, isLifted: stays && isDrawn }; });
  let sum = 0;
  const summed = (list: readonly (Scored & { isBelow: boolean; isLifted: boolean })[]): Ranked[] => list.map((one) => { sum += one.candidate.hours; return { ...one, sum }; });
  const [above, below] = [summed(placed.filter((one) => !one.isBelow)), summed(placed.filter((one) => one.isBelow))];
  const proposed = below.map(({ candidate: { id, hours, value, tier } }) => ({ id, hours, value, risk: tier === null ? 100 : byRisk[tier] })).toSorted(goesFirst).map(({ id }) => id);
  return { above, below, deferred: order.filter(isDeferred).map((one) => ({ ...one, sum: 0, isBelow: true, isLifted: false })), proposed, hours: active.reduce((all, { candidate }) => all + candidate.hours, 0), isOver };
}
