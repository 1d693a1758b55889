// Conflicts of the change schedule (CAL-01, CAL-02, CAL-04, CAL-06): a pure function of what claims time and place. Nothing of it is ever stored, so it is never stale.
import type { ConflictRule } from '#contract/schedule.ts';
import type { ChangeType, Tier } from '#contract/change.ts';
import type { EntryNow } from './calendar.ts';
import { overlapOf, overlaps } from './recurrence.ts';
import type { OccurrenceAt, Span } from './recurrence.ts';
import { concerns } from './scope.ts';
import type { Places } from './scope.ts';
import { msBetween } from './spans.ts';

export type ClaimKind = 'change' | 'booking' | 'release' | 'freeze' | 'stabilisation' | 'maintenance-window' | 'constraint';
/** One of two that collide, as people are told of it. */
export type SideFacts = Span & { kind: ClaimKind; id: string; number: string; title: string; owner: string; zone: string };
/**
 * What a change, a booking or a release claims: time, places, people. Names are name keys; `isFirm`: it has its place already, so that others have to give way.
 * `release`: the release it belongs to, or that it is. `mends`: releases and changes that it is a linked fix of. `booked`: the change that a booking is for.
 */
export type Claim = SideFacts & {
  isFirm: boolean; type: ChangeType | null; tier: Tier | null; environment: string; service: string; items: readonly string[]; people: readonly string[]; places: Places;
  release: string | null; mends: readonly string[]; booked: string | null;
};
/** An occurrence of a freeze, a stabilisation freeze or a maintenance window. */
export type Held<E = Binding> = { entry: E; at: OccurrenceAt };
/** What of an entry binds. */
export type Binding = Pick<EntryNow, 'id' | 'kind' | 'title' | 'owner' | 'mode' | 'permitted' | 'scope' | 'zone' | 'release'>;
/** What a legacy system cannot bear: a batch run, a blackout (LEG-01). `path` leads from the claim to the system, by name. */
export type ConstraintSpan = SideFacts & { path: readonly string[] };
/** An edge of the sequence (REL-03): `before` ends before `after` begins, or the two may not run at once. */
export type SequenceEdge = { before: string; after: string; kind: 'before' | 'conflicts' };
export type BufferHours = { serviceHours: number; environmentHours: number };
/** `shared`: environments (name keys) in which several changes at once are the ordinary case. */
export type Terms = { shared: readonly string[]; buffers: BufferHours };

export type FoundConflict = {
  key: string; rule: ConflictRule; capability: string; sides: readonly [SideFacts, SideFacts]; overlap: Span | null; path: readonly string[];
  /** What the sentence needs beside the two sides. */
  facts: Readonly<Record<string, string | number>>;
  /** A hard rule: it holds back whoever has no firm place yet. */
  isHard: boolean;
  /** Both sides firm, or one of them: by their order in `sides`. */
  isFirm: readonly [boolean, boolean];
  /** A change of a type that the freeze lets pass. */
  isPermitted: boolean;
};

export const capabilityOf: Record<ConflictRule, string> = {
  item: 'CAL-01', environment: 'CAL-01', service: 'CAL-01', person: 'CAL-01', 'high-risk': 'CAL-01', freeze: 'CAL-02', stabilisation: 'CAL-06', 'outside-window': 'CAL-04', 'exceeds-window': 'CAL-04', buffer: 'CAL-06', constraint: 'LEG-01', predecessor: 'REL-03',
};

/** Names a conflict while both spans stay: a short word over rule, sides and spans. It is a name, not a proof; what was accepted is compared in full. */
function keyOf(rule: ConflictRule, a: SideFacts, b: SideFacts): string {
  let [low, high] = [0xdeadbeef, 0x41c6ce57];
  for (const char of `${rule} ${[a, b].map(({ kind, id, startsAt, endsAt }) => `${kind}:${id}:${startsAt}:${endsAt}`).join(' ')}`) {
    const code = char.codePointAt(0)!;
    low = Math.imul(low ^ code, 2654435761);
    high = Math.imul(high ^ code, 1597334677);
  }
  return `${rule}-${(high >>> 0).toString(36).padStart(7, '0')}${(low >>> 0).toString(36).padStart(7, '0')}`;
}
const sideOf = ({ kind, id, number, title, owner, startsAt, endsAt, zone }: SideFacts): SideFacts => ({ kind, id, number, title, owner, startsAt, endsAt, zone });
type Met = Pick<FoundConflict, 'rule' | 'path' | 'facts'> & { isHard?: boolean; isPermitted?: boolean; firm: readonly [boolean, boolean] };
/** The same whichever side is asked first. */
function conflict(one: SideFacts, other: SideFacts, { rule, path, facts, isHard = true, isPermitted = false, firm }: Met): FoundConflict {
  const isInOrder = one.id <= other.id;
  const [a, b] = isInOrder ? [sideOf(one), sideOf(other)] : [sideOf(other), sideOf(one)];
  return { key: keyOf(rule, a, b), rule, capability: capabilityOf[rule], sides: [a, b], overlap: overlapOf(a, b), path, facts, isHard, isFirm: isInOrder ? firm : [firm[1], firm[0]], isPermitted };
}

const nothing: readonly string[] = [];
const shared = (a: readonly string[], b: readonly string[]): readonly string[] => (a.length === 0 || b.length === 0 ? nothing : a.filter((one) => b.includes(one)).toSorted());
/** The way by which what happens to one claim reaches the other, either way round, by name; null when neither reaches the other. */
export type Link = (a: Claim, b: Claim) => readonly string[] | null;

/** Where two claims meet in space, the closest word for it: the same item, else the same or a dependent service, else the same environment. */
function placeMet(a: Claim, b: Claim, link: Link, { shared: open }: Terms): Pick<Met, 'rule' | 'path'> | null {
  const items = shared(a.items, b.items);
  if (items.length > 0) return { rule: 'item', path: items };
  if (a.service !== '' && a.service === b.service) return { rule: 'service', path: [a.service] };
  const path = link(a, b);
  if (path !== null) return { rule: 'service', path };
  // An environment that is booked as such is taken; else one in which many work at once is no conflict by itself.
  const isTaken = [a, b].some(({ kind, items: named, service }) => kind === 'booking' && named.length === 0 && service === '');
  return a.environment !== '' && a.environment === b.environment && (isTaken || !open.includes(a.environment)) ? { rule: 'environment', path: [a.environment] } : null;
}

const isGrave = ({ tier }: Claim): boolean => tier === 'high' || tier === 'critical';
const isOwnBooking = (a: Claim, b: Claim): boolean => (a.booked !== null && a.booked === b.id) || (b.booked !== null && b.booked === a.id) || (a.booked !== null && a.booked === b.booked);
const isOneRelease = (a: Claim, b: Claim): boolean => a.release !== null && a.release === b.release;

const hourMs = 3_600_000;
/** Milliseconds between the end of one and the start of the other; below zero while they overlap. */
const gapOf = (a: Span, b: Span): number => Math.max(msBetween(a.endsAt, b.startsAt), msBetween(b.endsAt, a.startsAt));
/** CAL-06: releases keep apart on a service and in an environment. Those that overlap are told by the place where they meet. */
function bufferMet(a: Claim, b: Claim, { buffers }: Terms): Pick<Met, 'rule' | 'path' | 'facts'> | null {
  if (a.release === null || b.release === null || a.release === b.release || overlaps(a, b)) return null;
  const gap = gapOf(a, b);
  const isService = shared(a.places.services, b.places.services).length > 0;
  const isEnvironment = a.environment !== '' && a.environment === b.environment;
  const hours = Math.max(isService && gap < buffers.serviceHours * hourMs ? buffers.serviceHours : 0, isEnvironment && gap < buffers.environmentHours * hourMs ? buffers.environmentHours : 0);
  if (hours === 0) return null;
  return { rule: 'buffer', path: [isService && hours === buffers.serviceHours ? a.service || b.service : a.environment], facts: { hours, gapMinutes: Math.floor(gap / 60_000) } };
}

/** CAL-01, CAL-06, REL-03: how two claims collide; the same in either order. A booking for a change, and parts of one release, do not collide with it. */
export function conflictsBetween(a: Claim, b: Claim, { link, terms, edges = [] }: { link: Link; terms: Terms; edges?: readonly SequenceEdge[] }): FoundConflict[] {
  if (a.id === b.id || isOwnBooking(a, b)) return [];
  const firm = [a.isFirm, b.isFirm] as const;
  const found: FoundConflict[] = [];
  const add = (met: Omit<Met, 'firm' | 'facts'> & Partial<Pick<Met, 'facts'>>): void => { found.push(conflict(a, b, { facts: {}, ...met, firm })); };
  if (overlaps(a, b)) {
    const place = placeMet(a, b, link, terms);
    if (place && !isOneRelease(a, b)) add(place);
    const people = shared(a.people, b.people);
    if (people.length > 0) add({ rule: 'person', path: people });
    if (isGrave(a) && isGrave(b) && !isOneRelease(a, b)) add({ rule: 'high-risk', path: [] });
  }
  const buffer = bufferMet(a, b, terms);
  if (buffer) add(buffer);
  for (const { before, after, kind } of edges) {
    const [first, second] = before === a.id && after === b.id ? [a, b] : before === b.id && after === a.id ? [b, a] : [];
    if (first && second && (kind === 'conflicts' ? overlaps(first, second) : second.startsAt < first.endsAt)) add({ rule: 'predecessor', path: [first.number || first.title, second.number || second.title], facts: { kind } });
  }
  return found;
}

const heldSide = ({ entry, at }: Held): SideFacts => ({ kind: entry.kind as ClaimKind, id: entry.id, number: '', title: entry.title, owner: entry.owner, startsAt: at.startsAt, endsAt: at.endsAt, zone: entry.zone });
/** CAL-02, CAL-06: freezes that a claim runs into. Types that a freeze permits, and a fix of what a stabilisation freeze follows, pass it and are told so. */
export function freezesMet(claim: Claim, freezes: readonly Held[]): FoundConflict[] {
  return freezes.filter(({ entry, at }) => overlaps(claim, at) && concerns(entry.scope, claim.places)).map((held) => {
    const { entry } = held;
    const isPermitted = (claim.type !== null && entry.permitted.includes(claim.type)) || (entry.kind === 'stabilisation' && entry.release !== '' && claim.mends.includes(entry.release));
    return conflict(claim, heldSide(held), { rule: entry.kind === 'stabilisation' ? 'stabilisation' : 'freeze', path: [], facts: { mode: entry.mode }, isPermitted, firm: [claim.isFirm, true] });
  });
}

/** CAL-04: work that lies in none of the maintenance windows there are for it. It misses them all, or begins in one and outlasts it. Where there are none, nothing is missed. */
export function windowsMissed(claim: Claim, windows: readonly Held[]): FoundConflict[] {
  const own = windows.filter(({ entry }) => concerns(entry.scope, claim.places));
  if (own.length === 0 || own.some(({ at }) => at.startsAt <= claim.startsAt && claim.endsAt <= at.endsAt)) return [];
  const distance = ({ at }: Held): number => Math.max(msBetween(claim.endsAt, at.startsAt), msBetween(at.endsAt, claim.startsAt), 0);
  const begun = own.filter(({ at }) => overlaps(at, claim)).toSorted((a, b) => (a.at.startsAt < b.at.startsAt ? -1 : 1))[0];
  const nearest = begun ?? own.map((one) => ({ one, away: distance(one) })).toSorted((a, b) => a.away - b.away || (a.one.at.startsAt < b.one.at.startsAt ? -1 : 1) || (a.one.entry.id < b.one.entry.id ? -1 : 1))[0]!.one;
  return [conflict(claim, heldSide(nearest), { rule: begun ? 'exceeds-window' : 'outside-window', path: [], facts: { mode: nearest.entry.mode }, isHard: nearest.entry.mode === 'hard', firm: [claim.isFirm, true] })];
}

/** LEG-01: batch runs and blackouts of systems that a claim touches or depends on. */
export const constraintsMet = (claim: Claim, constraints: readonly ConstraintSpan[]): FoundConflict[] =>
  constraints.filter((span) => overlaps(claim, span)).map((span) => conflict(claim, span, { rule: 'constraint', path: span.path, facts: {}, firm: [claim.isFirm, true] }));

export type Around = { claims: readonly Claim[]; freezes: readonly Held[]; windows: readonly Held[]; constraints: readonly ConstraintSpan[]; edges?: readonly SequenceEdge[] };
/** Every conflict of one claim with what is around it. */
export const conflictsOf = (claim: Claim, around: Around, how: { link: Link; terms: Terms }): FoundConflict[] => [
  ...around.claims.flatMap((other) => conflictsBetween(claim, other, { ...how, edges: around.edges ?? [] })), ...freezesMet(claim, around.freezes), ...windowsMissed(claim, around.windows), ...constraintsMet(claim, around.constraints),
];
/** The side that is not this one. */
export const otherSide = ({ sides }: { sides: readonly [SideFacts, SideFacts] }, id: string): SideFacts => (sides[0].id === id ? sides[1] : sides[0]);
/** Whether a conflict keeps the claim of this id from a firm place: the rule is a hard one, and the other side has its place. */
export const holdsBack = ({ isHard, isPermitted, isFirm, sides }: FoundConflict, id: string): boolean => isHard && !isPermitted && isFirm[sides[0].id === id ? 1 : 0];
/** Whether it has to be settled by anybody. */
export const isBlocking = ({ isHard, isPermitted, isFirm }: FoundConflict): boolean => isHard && !isPermitted && (isFirm[0] || isFirm[1]);
