// Whether a deployment tool may reserve a slot (CAL-08): pure, over a signed schedule. What cannot be believed comes first, then freezes, then other deployments.
import type { FeedEntry, ScheduleDocument, SlotVerdict } from '#contract/feed.ts';
import type { ErrorCode, Facts } from '#contract/errors.ts';
import type { Shown } from './gate-check.ts';
import { nameKey } from './item.ts';
import { msBetween } from './spans.ts';
import { refuse } from './verdict.ts';
import type { Refused } from './verdict.ts';

export type Slot = { service: string; startsAt: string; endsAt: string; environment?: string | undefined; change?: string | undefined; tier?: FeedEntry['tier'] | undefined };
export type SlotFacts = { feed: Shown<ScheduleDocument>; /** No key was given to believe: then the signature alone is looked at. */ isSignerAsked: boolean; now: string };
type Why = NonNullable<SlotVerdict['why']> & { code: ErrorCode };

/** A feed from clocks that run apart by more than this is dated in the future. */
const clockSkewMs = 5 * 60_000;
const isGrave = (tier: FeedEntry['tier'] | undefined): boolean => tier === 'high' || tier === 'critical';
const isIn = (name: string | undefined, names: readonly string[]): boolean => name !== undefined && names.some((one) => nameKey(one) === nameKey(name));

/** A freeze concerns everybody, or the service and environment of the slot. */
const isFreezeFor = (entry: FeedEntry, slot: Slot): boolean => entry.kind === 'freeze' && (entry.isForAll || isIn(slot.service, entry.services) || isIn(slot.environment, entry.environments));
/** CAL-02: a soft freeze keeps nothing back that its owner has let pass by signature; which change that is, the slot has to say. */
const isFrozen = (entry: FeedEntry, slot: Slot): boolean => isFreezeFor(entry, slot) && !isIn(slot.change, entry.passes ?? []);
/** CAL-01: a High or Critical change keeps its services to itself, and two of them never run at once. One that names no service may reach any. */
const isTaken = (entry: FeedEntry, slot: Slot): boolean => entry.kind === 'change' && isGrave(entry.tier) && (entry.services.length === 0 || isIn(slot.service, entry.services) || isGrave(slot.tier));

function untrusted({ feed: { document, isSigned, signer, keyId, file }, isSignerAsked, now }: SlotFacts): Why | null {
  const say = (code: ErrorCode, facts: Facts): Why => ({ code, facts });
  if (!isSigned) return say('bad_signature', { file });
  if (isSignerAsked && signer !== 'known') return say(signer === 'revoked' ? 'signer_revoked' : 'unknown_signer', { file, key: keyId.slice(0, 16) });
  const age = msBetween(document.issuedAt, now);
  return age > document.hours * 3_600_000 || age < -clockSkewMs ? say('feed_stale', { issuedAt: document.issuedAt, hours: document.hours }) : null;
}

/** A slot about which a feed that can be believed says nothing. */
export function unusableSlot({ startsAt, endsAt }: Slot, { from, until }: Pick<ScheduleDocument, 'from' | 'until'>): Refused | null {
  if (endsAt <= startsAt) return refuse('slot_empty', {}, { field: 'end' });
  return startsAt < from || endsAt > until ? refuse('slot_beyond_feed', { from, until }, { field: startsAt < from ? 'start' : 'end' }) : null;
}

/** The verdict on a slot with everything that overlaps it. A slot that touches another end to start overlaps nothing. */
export function judgeSlot(slot: Slot, facts: SlotFacts): Pick<SlotVerdict, 'verdict' | 'why' | 'hits'> {
  const no = untrusted(facts);
  if (no) return { verdict: 'untrusted', why: no, hits: [] };
  const overlapping = facts.feed.document.entries.filter((entry) => entry.startsAt < slot.endsAt && entry.endsAt > slot.startsAt && !isOwn(entry, slot) && concerns(entry, slot));
  const hits = overlapping.map((entry) => ({ entry, isDenying: isFrozen(entry, slot) || isTaken(entry, slot) })).toSorted((a, b) => Number(b.isDenying) - Number(a.isDenying) || (a.entry.kind < b.entry.kind ? 1 : a.entry.kind > b.entry.kind ? -1 : 0));
  const first = hits.find(({ isDenying }) => isDenying)?.entry;
  return {
    verdict: first ? 'taken' : 'free',
    why: first ? { code: first.kind === 'freeze' ? 'slot_frozen' : 'slot_taken', facts: { number: first.number, title: first.title, owner: first.owner, tier: first.tier, startsAt: first.startsAt, endsAt: first.endsAt } } : null,
    hits: hits.map(({ entry: { kind, number, title, owner, startsAt, endsAt, tier }, isDenying }) => ({ kind, number, title, owner, startsAt, endsAt, tier, isDenying })),
  };
}
const isOwn = ({ kind, number, id }: FeedEntry, { change }: Slot): boolean => kind === 'change' && change !== undefined && (nameKey(number) === nameKey(change) || id === change);
/** What a person is told of: everything that denies, and other changes on the same service. */
const concerns = (entry: FeedEntry, slot: Slot): boolean => isFreezeFor(entry, slot) || isTaken(entry, slot) || (entry.kind === 'change' && isIn(slot.service, entry.services));
