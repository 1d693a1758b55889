// Change capacity (CAL-05): how much there is, what releases and initiatives take, where that is too much and what would clear it. Nothing of it is stored as a sum.
import { Temporal } from 'temporal-polyfill';
import type { CapacityKind } from '#contract/capacity.ts';
import type { ReleaseState } from '#contract/release.ts';
import { nameKey } from './item.ts';
import type { PolicyDocument } from './policy-document.ts';
import { overlaps } from './recurrence.ts';
import type { Span } from './recurrence.ts';
import { addMonths } from './spans.ts';

/** What one release or initiative takes; `month` null where nobody said when. */
export type Need = { kind: CapacityKind; of: string; month: string | null; amount: number };
/** `isConfirmed`: it has its place, so that others give way; what is only planned counts for itself alone. `window` is the target window of a release. */
export type Consumer = { kind: 'release' | 'initiative'; id: string; number: string; name: string; state: string; isConfirmed: boolean; /** It can still be deferred or cut. */ isMovable: boolean; window: Span | null; needs: readonly Need[] };
/** How much there is: in a month, else in every month. */
export type Supply = { kind: CapacityKind; of: string; usual: number | null; months: Readonly<Record<string, number>> };
export type CapacityFacts = { supplies: readonly Supply[]; others: readonly Consumer[]; /** The release that is asked about; null where it is the whole. */ own: Consumer | null };
export const noCapacity: CapacityFacts = { supplies: [], others: [], own: null };
export type CapacityPolicy = Pick<PolicyDocument, 'capacity'>;

const confirmed: readonly ReleaseState[] = ['scoped', 'ready', 'go', 'deploying', 'stabilising', 'transitioned', 'closed'];
const movable: readonly ReleaseState[] = ['planning', 'scoped', 'ready', 'go'];
/** A release takes capacity from its baseline on; what is deferred, cancelled or rolled back gives it back. */
export const isConfirmedState = (state: ReleaseState): boolean => confirmed.includes(state);
export const isMovableState = (state: ReleaseState): boolean => movable.includes(state);

export const monthsFrom = (from: string, until: string): string[] => {
  const last = Temporal.PlainYearMonth.from(until);
  const months: string[] = [];
  for (let month = Temporal.PlainYearMonth.from(from); Temporal.PlainYearMonth.compare(month, last) <= 0 && months.length < 120; month = month.add({ months: 1 })) months.push(month.toString());
  return months;
};
export const monthAfter = (month: string, months: number): string => Temporal.PlainYearMonth.from(month).add({ months }).toString();

type Place = Pick<Need, 'kind' | 'of' | 'month'>;
const isSame = (a: Pick<Need, 'kind' | 'of'>, b: Pick<Need, 'kind' | 'of'>): boolean => a.kind === b.kind && nameKey(a.of) === nameKey(b.of);
const placeKey = ({ kind, of, month }: Place): string => `${kind}:${nameKey(of)}:${kind === 'infrastructure' ? '' : month ?? ''}`;
const mostPercent = 100;
/** What somebody said for a place; of infrastructure the percent in use before releases. */
function saidFor(supplies: readonly Supply[], place: Place): number | null {
  const supply = supplies.find((one) => isSame(one, place));
  return supply === undefined ? null : (place.month !== null && Object.hasOwn(supply.months, place.month) ? supply.months[place.month]! : supply.usual);
}
export type Limit = { limit: number | null; isDefault: boolean; /** Of infrastructure. */ inUse: number };
/** How much there is to take. Staff and slots that nobody has counted are not counted. */
export function limitOf(supplies: readonly Supply[], place: Place, { capacity }: CapacityPolicy): Limit {
  const said = saidFor(supplies, place);
  if (place.kind === 'infrastructure') return { limit: mostPercent - capacity.headroom, isDefault: said === null, inUse: said ?? 0 };
  return { limit: said ?? (place.kind === 'adoption' ? capacity.points : null), isDefault: said === null, inUse: 0 };
}

const sumOf = (needs: readonly Need[], place: Place): number => needs.filter((need) => placeKey(need) === placeKey(place)).reduce((sum, { amount }) => sum + amount, 0);
/** Infrastructure is shared while windows overlap: the most that others take at once within a window. */
function peakIn(others: readonly Consumer[], place: Place, window: Span | null): number {
  if (window === null) return 0;
  const beside = others.filter((one) => one.window !== null && overlaps(one.window, window));
  const instants = [window.startsAt, ...beside.map(({ window: at }) => at!.startsAt).filter((at) => at > window.startsAt && at < window.endsAt)];
  return Math.max(0, ...instants.map((at) => beside.filter(({ window: span }) => span!.startsAt <= at && at < span!.endsAt).reduce((sum, { needs }) => sum + sumOf(needs, place), 0)));
}
const takenBy = (others: readonly Consumer[], place: Place, window: Span | null): number => (place.kind === 'infrastructure' ? peakIn(others, place, window) : others.reduce((sum, { needs }) => sum + sumOf(needs, place), 0));

export type Cut = Pick<Consumer, 'kind' | 'id' | 'number' | 'name'> & { amount: number; isEnough: boolean };
export type Overload = Place & { key: string; limit: number; used: number; own: number; total: number; over: number; headroom: number | null; least: number | null; cuts: Cut[]; deferTo: string | null };

/** Places where a release takes more than there is, beside everything that has its place already. */
function overloaded(facts: CapacityFacts, own: Consumer, policy: CapacityPolicy): Omit<Overload, 'cuts' | 'deferTo'>[] {
  const { supplies } = facts;
  const places = [...new Map(own.needs.filter(({ month, kind }) => month !== null || kind === 'infrastructure').map((need) => [placeKey(need), need])).values()];
  return places.flatMap(({ kind, of, month }) => {
    const place = { kind, of, month };
    const { limit, inUse } = limitOf(supplies, place, policy);
    const takes = sumOf(own.needs, place);
    if (limit === null || takes === 0) return [];
    const used = inUse + takenBy(facts.others.filter(({ id, isConfirmed }) => isConfirmed && id !== own.id), place, own.window);
    const total = used + takes;
    if (total <= limit) return [];
    const isShared = kind === 'infrastructure';
    return [{ ...place, key: placeKey(place), limit, used, own: takes, total, over: total - limit, headroom: isShared ? mostPercent - total : null, least: isShared ? policy.capacity.headroom : null }];
  });
}
/** What could give way, those first whose leaving is enough, of these the smallest. */
function cutsFor({ others }: CapacityFacts, own: Consumer, { over, ...place }: Place & { over: number }): Cut[] {
  const near = place.kind === 'infrastructure' && own.window !== null ? others.filter(({ window }) => window !== null && overlaps(window, own.window!)) : others;
  return [own, ...near.filter(({ id, isConfirmed }) => isConfirmed && id !== own.id)].filter(({ isMovable }) => isMovable)
    .map(({ kind, id, number, name, needs }) => ({ kind, id, number, name, amount: sumOf(needs, place), isEnough: sumOf(needs, place) >= over })).filter(({ amount }) => amount > 0)
    .toSorted((a, b) => Number(b.isEnough) - Number(a.isEnough) || (a.isEnough ? a.amount - b.amount : b.amount - a.amount) || (a.id < b.id ? -1 : 1));
}
const shifted = (own: Consumer, months: number): Consumer => ({
  ...own, needs: own.needs.map((need) => (need.month === null ? need : { ...need, month: monthAfter(need.month, months) })), window: own.window && { startsAt: addMonths(own.window.startsAt, months), endsAt: addMonths(own.window.endsAt, months) },
});
const mostMonths = 12;
/** The first month in which the whole release fits; null where none of the next twelve has room. */
function monthWithRoom(facts: CapacityFacts, own: Consumer, policy: CapacityPolicy): string | null {
  const first = own.needs.flatMap(({ month }) => month ?? []).toSorted()[0] ?? own.window?.startsAt.slice(0, 7) ?? null;
  if (first === null) return null;
  const found = Array.from({ length: mostMonths }, (_, i) => i + 1).find((months) => overloaded(facts, shifted(own, months), policy).length === 0);
  return found === undefined ? null : monthAfter(first, found);
}
/** CAL-05: where a release overloads a department, staff or infrastructure, with candidates for a cut and the month it could be deferred to. */
export function overloadsOf(facts: CapacityFacts, policy: CapacityPolicy): Overload[] {
  const { own } = facts;
  if (own === null) return [];
  const found = overloaded(facts, own, policy);
  const deferTo = found.length === 0 ? null : monthWithRoom(facts, own, policy);
  return found.map((one) => ({ ...one, cuts: cutsFor(facts, own, one), deferTo }));
}

export type TakenLoad = Place & Limit & { used: number; planned: number; over: number; takers: (Omit<Consumer, 'needs' | 'window' | 'isMovable'> & { amount: number })[] };
/** Every place that somebody takes from or said something about, month by month. */
export function loadsIn({ supplies, others }: CapacityFacts, months: readonly string[], policy: CapacityPolicy): TakenLoad[] {
  const named = [...others.flatMap(({ needs }) => needs), ...supplies];
  const pools = [...new Map(named.map(({ kind, of }) => [placeKey({ kind, of, month: null }), { kind, of }])).values()];
  return pools.flatMap((pool) => months.map((month): TakenLoad => {
    const place = { ...pool, month };
    const limit = limitOf(supplies, place, policy);
    const here = others.filter(({ window }) => pool.kind !== 'infrastructure' || (window !== null && window.startsAt.slice(0, 7) <= month && month <= window.endsAt.slice(0, 7)));
    const takers = here.map(({ kind, id, number, name, state, isConfirmed, needs }) => ({ kind, id, number, name, state, isConfirmed, amount: sumOf(needs, place) })).filter(({ amount }) => amount > 0);
    const atOnce = (of: readonly Consumer[]): number => (pool.kind === 'infrastructure' ? Math.max(0, ...of.map(({ window }) => peakIn(of, place, window))) : of.reduce((sum, { needs }) => sum + sumOf(needs, place), 0));
    const used = limit.inUse + atOnce(here.filter(({ isConfirmed }) => isConfirmed));
    return { ...place, ...limit, used, planned: limit.inUse + atOnce(here), over: limit.limit === null ? 0 : Math.max(0, used - limit.limit), takers };
  })).filter(({ takers, isDefault, kind }) => takers.length > 0 || !isDefault || kind === 'adoption');
}
