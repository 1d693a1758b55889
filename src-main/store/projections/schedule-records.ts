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
import { besides, claimById, claimOfChange, claimsIn, conflictsIn, heldAround, openSchedule, placesOf, sequenceAround, settlementsOf, termsIn } from './schedule.ts';

export type ScheduleRecords = {
  /** The conflicts a change has in its window, or would have in another one, with what was accepted of them. */
  conflictsOf(change: Change, window?: Span): ScheduleFacts;
  /** Every conflict of a span, and how many claims were left out where there were too many. */
  conflictsBetween(span: Span): ScheduleFacts;
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

/** Pairs of claims that may meet, each once: those that still run when one begins, and releases that ended less than a buffer before. */
function pairsIn(claims: readonly Claim[], { buffers }: Terms): [Claim, Claim][] {
  const bufferMs = Math.max(buffers.serviceHours, buffers.environmentHours) * 3_600_000;
  const isOver = (other: Claim, now: Claim): boolean => (other.release === null ? other.endsAt <= now.startsAt : msBetween(other.endsAt, now.startsAt) >= bufferMs);
  let running: Claim[] = [];
  return claims.toSorted((a, b) => (a.startsAt !== b.startsAt ? (a.startsAt < b.startsAt ? -1 : 1) : a.id < b.id ? -1 : 1)).flatMap((claim) => {
    running = running.filter((other) => !isOver(other, claim));
    const met = running.map((other): [Claim, Claim] => [other, claim]);
    running.push(claim);
    return met;
  });
}

/** Claims of a span that begin before what goes before them has ended, wherever that lies (REL-03). */
function outOfOrder(db: ReadDb, claims: readonly Claim[], how: { link: Link; terms: Terms }): FoundConflict[] {
  const here = new Map(claims.map((claim) => [claim.id, claim]));
  const edges = sequenceEdges(db).filter(({ before, after }) => here.has(before) || here.has(after));
  if (edges.length === 0) return [];
  const claimAt = (id: string): Claim | null => here.get(id) ?? claimById(db, id);
  return edges.flatMap((edge) => { const [a, b] = [claimAt(edge.before), claimAt(edge.after)]; return a && b ? conflictsBetween(a, b, { ...how, edges: [edge] }).filter(({ rule }) => rule === 'predecessor') : []; });
}

function everyConflict(db: ReadDb, span: Span): FoundConflict[] {
  const policy = policyInForce(db);
  const reader = openSchedule(db, policy);
  const claims = claimsIn(db, span);
  const { freezes, windows } = heldAround(db, span);
  const how = { link: reader.link, terms: termsIn(policy) };
  const single = claims.flatMap((claim) => {
    const placed = freezes.some(({ at }) => overlaps(at, claim)) || windows.length > 0 ? reader.located(claim) : claim;
    return [...freezesMet(placed, freezes), ...windowsMissed(placed, windows), ...constraintsMet(placed, reader.constraints(claim))];
  });
  return [...pairsIn(claims, how.terms).flatMap(([a, b]) => conflictsBetween(a, b, how)), ...single, ...outOfOrder(db, claims, how)];
}

export const scheduleRecords = (db: ReadDb): ScheduleRecords => ({
  conflictsOf: (change, window) => {
    const claim = claimOfChange(db, change, window);
    return claim === null ? noSchedule : withSettlements(db, conflictsIn(db, claim, policyInForce(db)));
  },
  conflictsBetween: (span) => withSettlements(db, everyConflict(db, span)),
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
