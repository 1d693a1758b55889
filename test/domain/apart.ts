// Laptops that write about one record apart and hear of each other later, without a store: only the order of the trail and what each writer had seen.
import type { Change } from '../../src-main/domain/change.ts';
import { evolveChange } from '../../src-main/domain/change.ts';
import type { DomainEvent, StampedEvent } from '../../src-main/domain/event.ts';
import type { Cause, EventPlace } from '../../src-main/domain/past.ts';
import { newTrace } from '../../src-main/domain/past.ts';
import { stamped } from '../support/given.ts';

/** An event in the trail: its order key, and how many commits of every feed its writer had seen. */
export type Told = { event: StampedEvent; h: number; feed: string; seq: number; past: Readonly<Record<string, number>>; isRoleDisputed: boolean };
/** `knowsRevocation`: it has heard that the role some decided in was taken away; from then on those decisions are disputed here. */
export type Side = { feed: string; held: Map<string, Told>; count: number; clock: number; change: Change | null; knowsRevocation: boolean };

const inOrder = (a: Told, b: Told): number => a.h - b.h || (a.feed < b.feed ? -1 : a.feed > b.feed ? 1 : a.seq - b.seq);
export const ordered = (side: Side): Told[] => [...side.held.values()].toSorted(inOrder);

/** `clock` sets who comes first when two write apart: the later clock loses no causality, only ties. */
export const aSide = (feed: string, clock = 0): Side => ({ feed, held: new Map(), count: 0, clock, change: null, knowsRevocation: false });

/** As the store does: a revision is made of the fields, again whenever they differ. */
function step(before: Change | null, event: StampedEvent, cause?: Cause): Change {
  const folded = evolveChange(before, event, cause);
  return { ...folded, revision: before?.fields === folded.fields && before.artefacts === folded.artefacts ? before.revision : JSON.stringify([folded.fields, folded.artefacts]) };
}

/** What each event's writer had seen, over one shared memory. */
export function causesOf(told: readonly Told[], knowsRevocation = true): { event: StampedEvent; cause: Cause }[] {
  const trace = newTrace();
  return told.map(({ event, feed, seq, past, isRoleDisputed }) => {
    const saw = (other: EventPlace): boolean => (other.line === feed ? other.seq <= seq : other.seq < (past[other.line] ?? 0));
    return { event, cause: { place: { feed, line: feed, seq, place: 0 }, saw, trace, isRoleDisputed: isRoleDisputed && knowsRevocation } };
  });
}
export const replayed = (side: Side): Change | null => causesOf(ordered(side), side.knowsRevocation).reduce<Change | null>((change, { event, cause }) => step(change, event, cause), null);

/** Others than whoever decides: an approval of one's own change, or of one's own work, moves nothing (APR-03). */
const doers: Partial<Record<DomainEvent['type'], string>> = { 'change.created': 'requester', 'change.implementationStarted': 'implementer' };
/** A local event: folded onto what stands, without a replay. */
export function write(side: Side, event: DomainEvent, options: { by?: string; isRoleDisputed?: boolean } = {}): void {
  const latest = Math.max(0, ...[...side.held.values()].map(({ h }) => h));
  side.clock = Math.max(side.clock + 1, latest + 1);
  const past: Record<string, number> = {};
  for (const { feed, seq } of side.held.values()) past[feed] = Math.max(past[feed] ?? 0, seq + 1);
  const at = new Date(Date.UTC(2026, 10, 24) + side.clock * 1000).toISOString();
  const told: Told = { event: { ...stamped(event, options.by ?? doers[event.type] ?? side.feed, at), place: `${side.feed}:${side.count}:0` }, h: side.clock, feed: side.feed, seq: side.count, past, isRoleDisputed: options.isRoleDisputed === true && !side.knowsRevocation };
  side.held.set(`${side.feed}:${side.count}`, told);
  side.count += 1;
  side.change = step(side.change, told.event);
}

/** Takes over the first `share` of what another side holds, in the trail's order, so that nothing comes before its past. */
export function hear(side: Side, from: Side, share = 1): void {
  const known = side.held.size;
  const knew = side.knowsRevocation;
  side.knowsRevocation ||= from.knowsRevocation;
  for (const told of ordered(from).slice(0, Math.ceil(from.held.size * share))) side.held.set(`${told.feed}:${told.seq}`, told);
  if (side.held.size > known || side.knowsRevocation !== knew) side.change = replayed(side);
}
export function hearAll(sides: readonly Side[]): void {
  for (const side of sides) for (const from of sides) if (from !== side) hear(side, from);
}
