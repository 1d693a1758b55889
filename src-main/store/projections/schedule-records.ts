// What commands and queries ask of the schedule: the conflicts of one change, of a span, and what is around a change that looks for another window.
import type { Change } from '../../domain/change.ts';
import type { Span } from '../../domain/recurrence.ts';
import { overlaps } from '../../domain/recurrence.ts';
import type { ScheduleFacts } from '../../domain/schedule.ts';
import { noSchedule } from '../../domain/schedule.ts';
import { conflictsBetween, constraintsMet, freezesMet, windowsMissed } from '../../domain/schedule-conflicts.ts';
import type { Around, Claim, FoundConflict, Link, Terms } from '../../domain/schedule-conflicts.ts';
import { msBetween } from '../../domain/spans.ts';
import type { Places } from '../../domain/scope.ts';
import type { ReadDb } from '../open.ts';
import { heldIn } from './calendar.ts';
import { policyInForce } from './policy.ts';
import { sequenceEdges } from './releases.ts';
import { besides, claimById, claimOfChange, claimsIn, conflictsIn, heldAround, openSchedule, placesOf, releasesByChange, sequenceAround, settlementsOf, shifted, strideEnd, termsIn, windowsNear } from './schedule.ts';
import type { ScheduleReader } from './schedule.ts';

export type ScheduleRecords = {
  /** The conflicts a change has in its window, or would have in another one, with what was accepted of them. */
  conflictsOf(change: Change, window?: Span): ScheduleFacts;
  /** One stride through the conflicts of a span: those whose later side begins from an instant on (null: the first stride); `until` is where the next one begins, null after the last. */
  conflictsFrom(span: Span, from: string | null): ScheduleFacts & { until: string | null };
  /** What lies around a change in a span, for a rule that tries windows. */
  aroundOf(change: Change, span: Span): { claim: Claim; around: Around; link: Link; terms: Terms };
  /** Changes and bookings that claim time in a span, each where the register knows it to be. */
  claimsIn(span: Span): Claim[];
  placesOf(change: Change): Places;
  /** Freezes that a change ran into in a span, as far as they were on record by then, with what was permitted (AUD-05). */
  freezesMet(change: Change, span: Span): ScheduleFacts;
};

const isKnownBy = (db: ReadDb, entry: string, at: string): boolean => (db.get<{ at: string }>("SELECT json_extract(body, '$.createdAt') AS at FROM calendar_entry WHERE id = ?", entry)?.at ?? '') <= at;
function freezesIn(db: ReadDb, change: Change, span: Span): FoundConflict[] {
  const claim = claimOfChange(db, change, span);
  const freezes = claim === null ? [] : heldIn(db, span, ['freeze', 'stabilisation']).filter(({ entry }) => isKnownBy(db, entry.id, span.startsAt));
  return claim === null || freezes.length === 0 ? [] : freezesMet(openSchedule(db, policyInForce(db)).located(claim), freezes);
}

const withSettlements = (db: ReadDb, found: FoundConflict[]): ScheduleFacts => (found.length === 0 ? noSchedule : { found, ...settlementsOf(db, found) });

/** Claims in the order they begin. */
const inOrder = (claims: readonly Claim[]): Claim[] => claims.toSorted((a, b) => (a.startsAt !== b.startsAt ? (a.startsAt < b.startsAt ? -1 : 1) : a.id < b.id ? -1 : 1));
/** Pairs of claims that may meet, each once, with the one that begins later behind: those that still run when it begins, and releases that ended less than a buffer before. Pairs of which neither begins from `from` on are left out. */
function* pairsIn(claims: readonly Claim[], bufferMs: number, from: string | null): Generator<[Claim, Claim]> {
  const isOver = (other: Claim, now: Claim): boolean => (other.release === null ? other.endsAt <= now.startsAt : msBetween(other.endsAt, now.startsAt) >= bufferMs);
  let running: Claim[] = [];
  for (const claim of inOrder(claims)) {
    if (from === null || claim.startsAt >= from) {
      running = running.filter((other) => !isOver(other, claim));
      for (const other of running) yield [other, claim];
    }
    running.push(claim);
  }
}

/** Claims that begin before what goes before them has ended, wherever that lies (REL-03). Where both lie in the span, it is told with the one that begins later. */
function outOfOrder(db: ReadDb, claims: readonly Claim[], { span, stride, ...how }: { span: Span; stride: Span; link: Link; terms: Terms }): FoundConflict[] {
  const here = new Map(claims.map((claim) => [claim.id, claim]));
  const edges = sequenceEdges(db).filter(({ before, after }) => here.has(before) || here.has(after));
  const claimAt = (id: string): Claim | null => here.get(id) ?? claimById(db, id);
  const isToldLater = (other: Claim): boolean => overlaps(span, other) && other.startsAt >= stride.endsAt;
  return edges.flatMap((edge) => { const [a, b] = [claimAt(edge.before), claimAt(edge.after)]; return a && b && !isToldLater(a) && !isToldLater(b) ? conflictsBetween(a, b, { ...how, edges: [edge] }).filter(({ rule }) => rule === 'predecessor') : []; });
}

/** Freezes, missed windows and batch runs that claims run into. */
function metAlone(db: ReadDb, claims: readonly Claim[], reader: ScheduleReader): FoundConflict[] {
  if (claims.length === 0) return [];
  const hull = claims.reduce<Span>((all, { startsAt, endsAt }) => ({ startsAt: startsAt < all.startsAt ? startsAt : all.startsAt, endsAt: endsAt > all.endsAt ? endsAt : all.endsAt }), claims[0]!);
  const { freezes, windows } = heldAround(db, hull);
  return claims.flatMap((claim) => {
    const near = windowsNear(claim, windows);
    const placed = near.length > 0 || freezes.some(({ at }) => overlaps(at, claim)) ? reader.located(claim) : claim;
    return [...freezesMet(placed, freezes), ...windowsMissed(placed, near), ...constraintsMet(placed, reader.constraints(claim))];
  });
}

/** A stride through the conflicts of a span; `until`: where the next one begins, null after the last. */
export type Stride = { found: FoundConflict[]; until: string | null };
/**
 * Conflicts of a span whose later side begins in one stride of it, from `from` on (null: those that run when the span begins, and the first stride). All strides
 * together are every conflict of the span, each once. What began earlier is read again in each: a stride leans on nothing that could have changed meanwhile.
 */
function strideFrom(db: ReadDb, span: Span, from: string | null): Stride {
  const policy = policyInForce(db);
  const begins = from ?? span.startsAt;
  const until = strideEnd(db, { startsAt: begins, endsAt: span.endsAt });
  const reader = openSchedule(db, policy);
  const how = { link: reader.link, terms: termsIn(policy) };
  const bufferMs = Math.max(how.terms.buffers.serviceHours, how.terms.buffers.environmentHours) * 3_600_000;
  const stride = { startsAt: begins, endsAt: until ?? span.endsAt };
  const reach = from === null || releasesByChange(db).size === 0 ? begins : shifted(begins, -bufferMs);
  const claims = claimsIn(db, { startsAt: reach > span.startsAt ? reach : span.startsAt, endsAt: stride.endsAt });
  const own = claims.filter(({ startsAt }) => from === null || startsAt >= from);
  const found: FoundConflict[] = [];
  for (const [a, b] of pairsIn(claims, bufferMs, from)) found.push(...conflictsBetween(a, b, how));
  return { found: [...found, ...metAlone(db, own, reader), ...outOfOrder(db, own, { span, stride, ...how })], until };
}

export const scheduleRecords = (db: ReadDb): ScheduleRecords => ({
  conflictsOf: (change, window) => {
    const claim = claimOfChange(db, change, window);
    return claim === null ? noSchedule : withSettlements(db, conflictsIn(db, claim, policyInForce(db)));
  },
  conflictsFrom: (span, from) => { const { found, until } = strideFrom(db, span, from); return { ...withSettlements(db, found), until }; },
  aroundOf: (change, span) => {
    const policy = policyInForce(db);
    const reader = openSchedule(db, policy);
    const claim = reader.located(claimOfChange(db, change, span)!);
    const { edges, neighbours } = sequenceAround(db, claim);
    return { claim, around: { claims: besides(claimsIn(db, span), neighbours).filter(({ id }) => id !== change.id), ...heldAround(db, span), constraints: reader.constraints(claim), edges }, link: reader.link, terms: termsIn(policy) };
  },
  claimsIn: (span) => { const reader = openSchedule(db, policyInForce(db)); return claimsIn(db, span).map(reader.located); },
  placesOf: (change) => placesOf(db, change),
  freezesMet: (change, span) => withSettlements(db, freezesIn(db, change, span)),
});
