// Who was who, and when: roster events folded into facts that hold from their place in the trail on.
// "When" is never a date: a fact counts for an event when the event's writer had it in its past.
import type { TrailEvent } from './envelope.ts';
import type { KeyObject } from 'node:crypto';
import { encode } from './canonical.ts';
import { feedIdOf, signBytes, verifyBytes } from './keys.ts';

/** A place in the trail, and what its writer had seen of the other feeds: feed to number of commits. */
export type Position = { feed: string; seq: number; event: number; seen: ReadonlyMap<string, number> };
/** Where a fact stands. */
export type Origin = { feed: string; seq: number; event: number; hlc: string };

export type Device = { feed: string; key: string; site: string; seal: string | null; succeeds: { feed: string; count: number; head: string } | null };
export type RosterFact =
  | { kind: 'founded'; root: string; ca: string | null }
  /** The root `was` gives way to `root`. */
  | { kind: 'rotated'; was: string; root: string }
  | { kind: 'device'; device: Device }
  | { kind: 'key'; person: string; key: string | null }
  | { kind: 'role'; person: string; role: string; isHeld: boolean }
  | { kind: 'suspension'; person: string; isHeld: boolean }
  | { kind: 'keyRevoked'; person: string; key: string; counts: Record<string, number> }
  | { kind: 'deviceRevoked'; feed: string; from: number }
  /** Of a forked feed the history that holds the commit `keep` was admitted; `roster-acts.ts` reads it too. */
  | { kind: 'settled'; feed: string; keep: string };
type Placed<T> = T & { at: Origin };
type PersonFact = Placed<Extract<RosterFact, { kind: 'key' | 'role' | 'suspension' }>>;

/** An entry of the roster as one registrar proposes it. */
export type Entry = { t: string; s: string; d: TrailEvent['d'] };
export type Proposal = { entry: Entry; by: string; key: string; at: Origin; declined: Origin[] };

/** The end of a person's key: `counts` names for each feed how many of its commits the key still counts in. */
export type Revocation = Placed<{ person: string; counts: Record<string, number> }>;

/** Keys are hex. A person's facts keep the order in which they were folded; `revokedDevices` holds the first commit of a feed that does not count. */
export type Roster = {
  root: string | null; /** Roots that came after it, oldest first. */ rotations: Placed<{ was: string; root: string }>[]; ca: string | null; devices: Map<string, Placed<Device>>; people: Map<string, PersonFact[]>; /** By the name their writer gave them and what they are about; of several under one name those a confirmation had seen are asked. */ proposals: Map<string, Proposal[]>;
  revokedKeys: Map<string, Revocation[]>; revokedDevices: Map<string, number>; /** By the feed that had forked. */ settlings: Map<string, Placed<{ keep: string }>[]>;
};

export const emptyRoster = (): Roster =>
  ({ root: null, rotations: [], ca: null, devices: new Map(), people: new Map(), proposals: new Map(), revokedKeys: new Map(), revokedDevices: new Map(), settlings: new Map() });

/** Entries that take effect when the root signs them, or one registrar proposes and another one confirms them (design, section 9). */
export const entryTypes: ReadonlySet<string> = new Set(['device.enrolled', 'person.enrolled', 'person.keyIssued', 'role.granted', 'person.reinstated', 'fork.resolved']);
/** Entries for which one registrar suffices: what they take away cannot be abused. */
export const singleTypes: ReadonlySet<string> = new Set(['role.revoked', 'person.suspended', 'person.keyRevoked', 'device.revoked']);
const rosterTypes: ReadonlySet<string> = new Set([...entryTypes, ...singleTypes, 'org.founded', 'org.rootRotated', 'device.succeeded', 'roster.proposed', 'roster.confirmed', 'roster.declined']);
/** Whether the event says something about who is who; outside the roster feed it needs the signature of a person. */
export const isRosterEvent = (event: Pick<TrailEvent, 't'>): boolean => rosterTypes.has(event.t);

export const proposalKey = (id: string, subject: string): string => `${id}\n${subject}`;

/** The entry a proposal holds, or null when it is none that may be proposed. */
export function proposedEntry(event: TrailEvent): { id: string; entry: Entry } | null {
  const { proposal, entry } = event.d;
  if (typeof proposal !== 'string' || proposal === '' || typeof entry !== 'object' || entry === null || Array.isArray(entry)) return null;
  const { t, s, d } = entry;
  if (typeof t !== 'string' || !entryTypes.has(t) || s !== event.s || typeof d !== 'object' || d === null || Array.isArray(d)) return null;
  return { id: proposal, entry: { t, s, d } };
}

const hexKey = /^[0-9a-f]{64}$/;
const isKey = (x: unknown): x is string => typeof x === 'string' && hexKey.test(x);
const text = (x: unknown): string => (typeof x === 'string' ? x : '');

function deviceIn({ t, d, s }: Entry): RosterFact | null {
  const isSuccessor = t === 'device.succeeded';
  const { key, site, seal, feed, count, head } = d;
  if (!isKey(key)) return null;
  const own = feedIdOf(Buffer.from(key, 'hex'));
  if (isSuccessor) {
    // A device that came back before it had written anything names no head.
    const isHead = typeof count === 'number' && (count === 0 ? head === '' : count > 0 && isKey(head));
    if (typeof feed !== 'string' || !isHead || feed === own || s !== `device:${own}`) return null;
    return { kind: 'device', device: { feed: own, key, site: text(site), seal: isKey(seal) ? seal : null, succeeds: { feed, count, head: text(head) } } };
  }
  if (feed !== own || s !== `device:${own}`) return null;
  return { kind: 'device', device: { feed: own, key, site: text(site), seal: isKey(seal) ? seal : null, succeeds: null } };
}

/** What both roots sign for a rotation: the old one by the commit it stands in, the new one here. `org` is the subject, keys are hex. */
const rotationBytes = (org: string, was: string, root: string): Buffer => Buffer.from(`gavel-root-v1\n${encode({ org, was, root })}`);
/** The new root's signature on taking over, base64. */
export const signRotation = (newRoot: KeyObject, { org, was, root }: { org: string; was: string; root: string }): string => Buffer.from(signBytes(newRoot, rotationBytes(org, was, root))).toString('base64');

function rotationIn({ s, d: { was, root, sig } }: Entry): RosterFact | null {
  if (!s.startsWith('org:') || !isKey(was) || !isKey(root) || was === root || typeof sig !== 'string') return null;
  return verifyBytes(Buffer.from(root, 'hex'), rotationBytes(s, was, root), Buffer.from(sig, 'base64')) ? { kind: 'rotated', was, root } : null;
}

/** The root (hex) in force after everything that was read. */
export const currentRoot = (roster: Roster): string | null => roster.rotations.at(-1)?.root ?? roster.root;
const feedOfKey = (key: string): string => feedIdOf(Buffer.from(key, 'hex'));
/** Whether a feed is the founding root's or that of one which took over. */
export const isRootFeed = (roster: Roster, founding: string | null, feed: string): boolean => feed === founding || roster.rotations.some(({ root }) => feedOfKey(root) === feed);
/** Whether the root that writes the feed had given way to another one before the place. */
export const hasGivenWay = (roster: Roster, from: Position): boolean => roster.rotations.some(({ was, at }) => feedOfKey(was) === from.feed && isVisible(at, from));

function deviceRevocationIn({ d, s }: Entry): RosterFact | null {
  const { feed, lastSeq } = d;
  return typeof feed === 'string' && s === `device:${feed}` && Number.isSafeInteger(lastSeq) ? { kind: 'deviceRevoked', feed, from: Number(lastSeq) + 1 } : null;
}

/** Feed to number of commits, as revocations name them; what is no count is left out. */
export const countsIn = (value: unknown): Record<string, number> =>
  Object.fromEntries(typeof value === 'object' && value !== null ? Object.entries(value).filter((entry): entry is [string, number] => Number.isSafeInteger(entry[1])) : []);

/** What a roster event states, or null when it is malformed: a key that is none, a feed that is not the key's. */
export function rosterFact(event: Entry): RosterFact | null {
  const { t, s, d } = event;
  if (t === 'org.founded') return isKey(d['root']) ? { kind: 'founded', root: d['root'], ca: isKey(d['ca']) ? d['ca'] : null } : null;
  if (t === 'org.rootRotated') return rotationIn(event);
  if (t === 'device.enrolled' || t === 'device.succeeded') return deviceIn(event);
  if (t === 'device.revoked') return deviceRevocationIn(event);
  if (t === 'fork.resolved') return typeof d['feed'] === 'string' && s === `device:${d['feed']}` ? { kind: 'settled', feed: d['feed'], keep: text(d['keepHead']) } : null;
  if (!s.startsWith('person:')) return null;
  if (t === 'person.suspended' || t === 'person.reinstated') return { kind: 'suspension', person: s, isHeld: t === 'person.suspended' };
  if (t === 'person.keyRevoked') return isKey(d['key']) ? { kind: 'keyRevoked', person: s, key: d['key'], counts: countsIn(d['counts']) } : null;
  if (t === 'person.enrolled' && d['key'] === null) return { kind: 'key', person: s, key: null };
  if (t === 'person.enrolled' || t === 'person.keyIssued') return isKey(d['key']) ? { kind: 'key', person: s, key: d['key'] } : null;
  // `role` is taken by the role the signer acts in.
  const role = text(t === 'role.granted' ? d['granted'] : d['revoked']);
  return role === '' ? null : { kind: 'role', person: s, role, isHeld: t === 'role.granted' };
}

/** Adds a fact. The first root stays: a trail has one founder. */
export function addFact(roster: Roster, fact: RosterFact, at: Origin): void {
  if (fact.kind === 'founded') {
    roster.root ??= fact.root;
    roster.ca ??= fact.ca;
  } else if (fact.kind === 'rotated') {
    const feed = feedOfKey(fact.root);
    roster.rotations.push({ was: fact.was, root: fact.root, at });
    // Its commits are checked like a device's: under the key its feed is named after.
    roster.devices.set(feed, { feed, key: fact.root, site: '', seal: null, succeeds: null, at });
  } else if (fact.kind === 'device') {
    if (!roster.devices.has(fact.device.feed)) roster.devices.set(fact.device.feed, { ...fact.device, at });
  } else if (fact.kind === 'keyRevoked') {
    const revocation = { person: fact.person, counts: fact.counts, at };
    const known = roster.revokedKeys.get(fact.key);
    if (known) known.push(revocation);
    else roster.revokedKeys.set(fact.key, [revocation]);
  } else if (fact.kind === 'deviceRevoked') {
    roster.revokedDevices.set(fact.feed, Math.min(fact.from, roster.revokedDevices.get(fact.feed) ?? fact.from));
  } else if (fact.kind === 'settled') {
    roster.settlings.set(fact.feed, [...(roster.settlings.get(fact.feed) ?? []), { keep: fact.keep, at }]);
  } else {
    const known = roster.people.get(fact.person);
    if (known) known.push({ ...fact, at });
    else roster.people.set(fact.person, [{ ...fact, at }]);
  }
}

/** Whether what stands at a place was in the past of another one. */
export function isVisible(at: Origin, from: Position): boolean {
  if (at.feed === from.feed) return at.seq < from.seq || (at.seq === from.seq && at.event < from.event);
  return at.seq < (from.seen.get(at.feed) ?? 0);
}

export const isLater = (a: Origin, b: Origin): boolean => {
  if (a.hlc !== b.hlc) return a.hlc > b.hlc;
  if (a.feed !== b.feed) return a.feed > b.feed;
  return a.seq !== b.seq ? a.seq > b.seq : a.event > b.event;
};

function latest(facts: readonly PersonFact[], from: Position): PersonFact | null {
  let last: PersonFact | null = null;
  for (const fact of facts) if (isVisible(fact.at, from) && (last === null || isLater(fact.at, last.at))) last = fact;
  return last;
}

/** The key (hex) a person signs with at a place; null when the roster there knows the person not, or without a key. */
export function keyAt(roster: Roster, person: string, from: Position): string | null {
  const fact = latest((roster.people.get(person) ?? []).filter((f) => f.kind === 'key'), from);
  return fact?.kind === 'key' ? fact.key : null;
}

/** Whether a person holds a role at a place, and is not suspended there. */
export function holdsAt(roster: Roster, person: string, role: string, from: Position): boolean {
  const suspension = latest((roster.people.get(person) ?? []).filter((f) => f.kind === 'suspension'), from);
  if (suspension?.kind === 'suspension' && suspension.isHeld) return false;
  const fact = latest((roster.people.get(person) ?? []).filter((f) => f.kind === 'role' && f.role === role), from);
  return fact?.kind === 'role' && fact.isHeld;
}

/** Whether somebody had revoked a person's key before the place: what is signed there with it was signed too late (SEC-02). */
export const isKeyRevokedAt = (roster: Roster, person: string, key: string, from: Position): boolean =>
  (roster.revokedKeys.get(key) ?? []).some((revocation) => revocation.person === person && isVisible(revocation.at, from));

/** The first commit of a feed that does not count, because its device was revoked; null while it was not. */
export const revokedFrom = (roster: Roster, feed: string): number | null => roster.revokedDevices.get(feed) ?? null;

/** The key (hex) of the device that writes a feed. */
export const deviceKey = (roster: Roster, feed: string): string | null => roster.devices.get(feed)?.key ?? null;
