// Verification of a trail (trail design, A10): every link recomputed, each finding at its feed and commit, a verdict that never says only "valid".
import type { BranchCommit } from './branches.ts';
import { judgeFork } from './branches.ts';
import { parseCheckpoint } from './checkpoint.ts';
import type { FeedPosition } from './envelope.ts';
import type { EventCheck, PayloadSource } from './event-check.ts';
import { openEventCheck } from './event-check.ts';
import type { Chain, SignedCheckpoint, Step, StoredCommit } from './feed-chain.ts';
import { openChain } from './feed-chain.ts';
import type { Findings, TrailFinding } from './findings.ts';
import { openFindings } from './findings.ts';
import { feedIdOf, fingerprintOf, verifierFor } from './keys.ts';
import type { Roster } from './roster.ts';
import { currentRoot, deviceKey, emptyRoster, rosterFact } from './roster.ts';

export type { StoredCommit } from './feed-chain.ts';
export type { TrailFinding } from './findings.ts';

/**
 * A trail as bytes, wherever it lies: a workspace, a pack, a bundle. `commits` gives rows in rising order of `seq`, from `from` on;
 * it is read in pages, and an iteration may be left before its end. What grows meanwhile is read to where it then ends.
 */
export interface TrailSource extends PayloadSource {
  org(): string;
  /** Counts are what the holder claims. */
  feeds(): { feed: string; count: number }[];
  commits(feed: string, from?: number): Iterable<StoredCommit>;
  checkpoints(): Iterable<{ feed: string; text: string; sig: Uint8Array }>;
  /** Whether a commit (hash in hex) is known as part of another branch of a forked feed. */
  isBranch?(feed: string, seq: number, hash: string): boolean;
  /** Whether the holder keeps a commit without counting it: of a fork, of a revoked device, unsound. */
  isHeld?(feed: string, seq: number): boolean;
  /** Commits of forked feeds that are not in the line `commits` reads. */
  branches?(): Iterable<BranchCommit>;
  /** Feeds of which the holder counts nothing from a commit on; `isHeld` says the same of one commit. */
  holds?(): Iterable<{ feed: string; from: number }>;
  /** High-water marks kept elsewhere, already checked for their signature; `head` is hex. */
  marks?(): Iterable<{ feed: string; count: number; head: string }>;
}

export type TrailVerdict = 'intact' | 'intact-with-gaps' | 'broken' | 'unknown-signer';
/** `devices` are the feeds of all the roster knows, written in or not. `head` and `rootKey` are hex, `root` is base64; `root` and `head` are empty where a hole keeps them from being known. */
export type TrailReport = {
  verdict: TrailVerdict; depth: 'fast' | 'deep'; feeds: { feed: string; count: number; head: string; root: string }[]; events: number;
  devices: string[]; findings: TrailFinding[]; covered: string[]; notCovered: string[]; rootKey: string | null;
};
/** `trustedRoot` is the 16-byte fingerprint of the root, from the user or an earlier trusted pack, never from the data itself. */
export type VerifyOptions = { trustedRoot?: Uint8Array; depth: 'fast' | 'deep'; onProgress?: (done: number, total: number) => void; isCancelled?: () => boolean };

/** Raised when `isCancelled` answered yes: half a verification has no verdict. */
export class VerificationCancelled extends Error {
  constructor() {
    super('the verification was cancelled');
    this.name = 'AbortError';
  }
}

type Witness = { by: string; seq: number; count: number };
type FeedState = {
  chain: Chain; isOpen: boolean; isAtEnd: boolean; step: Step | null; waitsFor: { feed: string; count: number } | null;
  seen: Map<string, number>; hlc: string; rosterText: string;
};
type Walk = {
  source: TrailSource; options: VerifyOptions; findings: Findings; roster: Roster; rosterFeed: string | null; feeds: Map<string, FeedState>;
  check: EventCheck; place: { isHeld: boolean }; unreached: Map<string, Witness>; claimed: Map<string, number>; done: number; total: number;
};

/** Events between two chances for others to run. */
const breath = 1000;

function checkpointsByFeed(source: TrailSource, findings: Findings): Map<string, SignedCheckpoint[]> {
  const byFeed = new Map<string, SignedCheckpoint[]>();
  for (const { feed, text, sig } of source.checkpoints()) {
    const checkpoint = parseCheckpoint(text);
    if (!checkpoint || checkpoint.feed !== feed || checkpoint.org !== source.org()) {
      findings.broken('checkpoint_form', { feed }, 'A checkpoint of this feed is malformed or belongs elsewhere.');
      continue;
    }
    byFeed.set(feed, [...(byFeed.get(feed) ?? []), { checkpoint, text, sig: Buffer.from(sig) }]);
  }
  for (const list of byFeed.values()) list.sort((a, b) => a.checkpoint.count - b.checkpoint.count);
  return byFeed;
}

/** The feed whose first commit founds the organisation under the key the feed is named after. */
function findRosterFeed(walk: Omit<Walk, 'check' | 'place'>): { feed: string; key: string } | null {
  for (const [feed, { chain }] of walk.feeds) {
    for (const event of chain.first()?.events ?? []) {
      if (event.t !== 'org.founded') continue;
      const fact = rosterFact(event);
      if (fact?.kind === 'founded' && feedIdOf(Buffer.from(fact.root, 'hex')) === feed) return { feed, key: fact.root };
    }
  }
  return null;
}

/** The key of a feed: the root's, an enrolled device's, or that of a device which came back and says so in its first commit. */
function keyOf(walk: Walk, feed: string, rootKey: string | null): string | null {
  if (feed === walk.rosterFeed) return rootKey;
  const enrolled = deviceKey(walk.roster, feed);
  if (enrolled !== null) return enrolled;
  for (const event of walk.feeds.get(feed)?.chain.first()?.events ?? []) {
    const fact = event.t === 'device.succeeded' ? rosterFact(event) : null;
    if (fact?.kind === 'device' && fact.device.feed === feed) return fact.device.key;
  }
  return null;
}

/** What a step says about other feeds: everything its writer had seen, and where the roster stood. */
function* references(walk: Walk, { envelope }: Step): Generator<[string, FeedPosition]> {
  for (const feed in envelope.seen) yield [feed, envelope.seen[feed] as FeedPosition];
  if (walk.rosterFeed !== null && envelope.roster[0] > 0 && envelope.feed !== walk.rosterFeed) yield [walk.rosterFeed, envelope.roster];
}

/** Whether the feed still has commits that `count` needs. A feed at its end is looked at again: it may have grown since. */
function isYetToCome(walk: Walk, feed: string, count: number): boolean {
  const other = walk.feeds.get(feed);
  if (!other || other.chain.count() >= count) return false;
  if (other.isAtEnd && other.step === null) advance(other);
  return !other.isAtEnd || other.step !== null;
}

function advance(state: FeedState): void {
  state.step = state.chain.next();
  state.isAtEnd = state.step === null;
}

/** The first reference of a step that has not been read yet. */
function blocker(walk: Walk, step: Step): FeedState['waitsFor'] {
  for (const [feed, [count]] of references(walk, step)) if (isPending(walk, feed, count)) return { feed, count };
  return null;
}

/** Passed means judged, but a step counts as read only once its events are. */
function isPending(walk: Walk, feed: string, count: number): boolean {
  const other = walk.feeds.get(feed);
  if (!other) return false;
  if (other.step !== null && other.step.seq < count) return true;
  return isYetToCome(walk, feed, count);
}

function checkReferences(walk: Walk, state: FeedState, step: Step): void {
  const by = step.envelope.feed;
  for (const [feed, [count, head]] of references(walk, step)) {
    if (feed === walk.rosterFeed && state.rosterText === head && (state.seen.get(feed) ?? 0) >= count) continue;
    const chain = walk.feeds.get(feed)?.chain;
    const hash = chain?.hashAt(count - 1) ?? null;
    // An altered commit is no witness; that it is altered has been said.
    if (!step.isProved) {
      if (hash?.toString('hex') === head && (state.seen.get(feed) ?? 0) < count) state.seen.set(feed, count);
      continue;
    }
    // What was seen of another branch is here as well, beside the line that is read.
    if (hash?.toString('hex') !== head && walk.source.isBranch?.(feed, count - 1, head)) continue;
    if ((chain?.count() ?? 0) < count) {
      if ((walk.unreached.get(feed)?.count ?? 0) < count) walk.unreached.set(feed, { by, seq: step.seq, count });
    } else if (hash && hash.toString('hex') !== head) {
      walk.findings.broken('seen_differs', { feed, seq: count - 1 }, `Feed ${by} had seen another commit ${count - 1} here when it wrote its commit ${step.seq}.`);
    }
    if (feed === walk.rosterFeed) state.rosterText = head;
    if ((state.seen.get(feed) ?? 0) < count) state.seen.set(feed, count);
  }
}

function takeStep(walk: Walk, state: FeedState, step: Step): void {
  const { envelope, seq, isProved } = step;
  checkReferences(walk, state, step);
  if (isProved && envelope.hlc <= state.hlc) walk.findings.note('clock', { feed: envelope.feed, seq }, `The clock of commit ${seq} is not later than that of the one before.`);
  if (isProved) state.hlc = envelope.hlc;
  walk.place.isHeld = walk.source.isHeld?.(envelope.feed, seq) ?? false;
  walk.check.events(step, state.seen);
}

/** Reads a feed as far as its references allow. Answers whether it moved; yields after each commit. */
function* readFeed(walk: Walk, state: FeedState, isForced: boolean): Generator<number, boolean> {
  let hasMoved = false;
  for (;;) {
    if (state.step === null) advance(state);
    const { step } = state;
    if (step === null) return hasMoved;
    if (state.waitsFor && !isForced && isPending(walk, state.waitsFor.feed, state.waitsFor.count)) return hasMoved;
    state.waitsFor = isForced && !hasMoved ? null : blocker(walk, step);
    if (state.waitsFor) return hasMoved;
    takeStep(walk, state, step);
    state.step = null;
    hasMoved = true;
    yield step.envelope.events.length;
  }
}

function open(walk: Walk, feed: string, key: string | null): void {
  const state = walk.feeds.get(feed) as FeedState;
  state.isOpen = true;
  state.chain.useKey(key === null ? null : verifierFor(Buffer.from(key, 'hex')));
  if (key === null && state.chain.first() !== null) walk.findings.broken('feed_unknown', { feed, seq: 0 }, 'The roster knows no device that writes this feed.');
}

/** All feeds in causal order: a commit is read after everything its writer had seen. Yields the number of events read. */
function* readAll(walk: Walk, rootKey: string | null): Generator<number, void> {
  const states = [...walk.feeds];
  for (;;) {
    let hasMoved = false;
    for (const [feed, state] of states) {
      if (!state.isOpen) {
        const key = keyOf(walk, feed, rootKey);
        if (key === null) continue;
        open(walk, feed, key);
      }
      if (yield* readFeed(walk, state, false)) hasMoved = true;
    }
    if (hasMoved) continue;
    // Nobody can go on: what waits, waits for a feed nobody enrolled or in a circle. One of them is let through.
    const shut = states.find(([, state]) => !state.isOpen);
    const stuck = states.find(([, state]) => state.step !== null);
    if (shut) open(walk, shut[0], null);
    else if (stuck) yield* readFeed(walk, stuck[1], true);
    else return;
  }
}

function judgeForks(walk: Walk, rootKey: string | null): void {
  const byFeed = Map.groupBy(walk.source.branches?.() ?? [], ({ feed }) => feed);
  for (const [feed, rows] of byFeed) {
    const key = keyOf(walk, feed, rootKey);
    const chain = walk.feeds.get(feed)?.chain;
    const settlings = (walk.roster.settlings.get(feed) ?? []).filter(({ at }) => walk.source.isHeld?.(at.feed, at.seq) !== true);
    judgeFork({ feed, rows, verifier: key === null ? null : verifierFor(Buffer.from(key, 'hex')), settlings, hashAt: (seq) => chain?.hashAt(seq) ?? null, count: chain?.count() ?? 0 }, walk.findings);
  }
}

function finish(walk: Walk, rootKey: string | null): void {
  for (const [feed, { chain }] of walk.feeds) chain.finish(walk.claimed.get(feed) ?? 0);
  for (const [feed, { by, seq, count }] of walk.unreached) {
    const have = walk.feeds.get(feed)?.chain.count() ?? 0;
    if (have >= count) walk.findings.broken('seen_circle', { feed: by, seq }, `Commit ${seq} claims to have seen commits of feed ${feed} that were written after it.`);
    else walk.findings.broken('seen_missing', { feed, seq: have }, `Feed ${by} had seen ${count} commits of this feed when it wrote its commit ${seq}, but only ${have} are here.`);
  }
  for (const { feed, count, head } of walk.source.marks?.() ?? []) {
    const chain = walk.feeds.get(feed)?.chain;
    const have = chain?.count() ?? 0;
    const hash = chain?.hashAt(count - 1);
    if (have < count) walk.findings.broken('behind_mark', { feed, seq: have }, `This device had written ${count} commits, but only ${have} are here.`);
    else if (hash && hash.toString('hex') !== head) walk.findings.broken('mark_differs', { feed, seq: count - 1 }, `Another commit stands where this device wrote its commit ${count - 1}.`);
  }
  for (const device of walk.roster.devices.values()) {
    const old = device.succeeds && walk.feeds.get(device.succeeds.feed)?.chain;
    if (!device.succeeds || !old) continue;
    const { feed, count, head } = device.succeeds;
    const hash = old.hashAt(count - 1);
    if (hash && hash.toString('hex') !== head) walk.findings.broken('succession_differs', { feed, seq: count - 1 }, `The device that came back had known another commit ${count - 1} here.`);
    else if (old.count() > count) walk.findings.note('after_succession', { feed, seq: count }, `${old.count() - count} commits were written after a restored copy of this device had begun anew.`);
  }
  judgeForks(walk, rootKey);
  walk.place.isHeld = false;
  walk.check.finish();
}

function verdictOf(walk: Walk, rootKey: string | null): TrailVerdict {
  if (walk.findings.any('broken')) return 'broken';
  const { trustedRoot } = walk.options;
  // Each root that took over was signed for by the one before and by itself, so whoever knows one of them knows them all.
  const roots = rootKey === null ? [] : [rootKey, ...walk.roster.rotations.map(({ root }) => root)];
  if (!trustedRoot || !roots.some((root) => Buffer.from(trustedRoot).equals(fingerprintOf(Buffer.from(root, 'hex'))))) return 'unknown-signer';
  return walk.findings.any('gap') ? 'intact-with-gaps' : 'intact';
}

function report(walk: Walk, rootKey: string | null): TrailReport {
  const { depth } = walk.options;
  const feeds = [...walk.feeds.values()].map(({ chain }) => ({
    feed: chain.feed, count: chain.count(), head: chain.hashAt(chain.count() - 1)?.toString('hex') ?? '', root: chain.root()?.toString('base64') ?? '',
  }));
  const { events, payloads, acts } = walk.check.counted();
  return {
    verdict: verdictOf(walk, rootKey), depth, feeds, events, devices: [...walk.roster.devices.keys()].sort(), findings: walk.findings.list(), rootKey: rootKey && currentRoot(walk.roster),
    covered: [
      `Every hash, link, number and Merkle root of ${walk.done} commits in ${feeds.length} feeds, with ${events} events.`,
      depth === 'deep' ? 'The device\'s signature on every commit.' : 'The device\'s signature on the last commit of each feed, which covers those before it.',
      'All checkpoints here, and what each feed had seen of the others.',
      `${payloads} texts against their commitments; ${acts} acts against the key and the role of the person at that time.`,
    ],
    notCovered: [
      ...(depth === 'fast' ? ['The signatures of earlier commits one by one; deep verification checks them.'] : []),
      'Commits cut from the end of a feed that no checkpoint, no mark and no other feed has seen.',
      'Whether what people entered was true.',
    ],
  };
}

/** What is wrong with a commit that does not count anyway is said, and breaks nothing. */
const lenient = (findings: Findings, place: { isHeld: boolean }): Findings => ({
  ...findings, broken: (kind, at, text) => { if (place.isHeld) findings.gap(`held_${kind}`, at, `Held back and not counted: ${text}`); else findings.broken(kind, at, text); },
});

function prepare(source: TrailSource, options: VerifyOptions): { walk: Walk; rootKey: string | null } {
  const findings = openFindings();
  const claimed = new Map(source.feeds().map(({ feed, count }) => [feed, count]));
  const checkpoints = checkpointsByFeed(source, findings);
  const feeds = new Map<string, FeedState>();
  for (const feed of new Set([...claimed.keys(), ...checkpoints.keys()])) {
    const chain = openChain({ org: source.org(), feed, isDeep: options.depth === 'deep', findings, read: (from) => source.commits(feed, from), checkpoints: checkpoints.get(feed) ?? [] });
    feeds.set(feed, { chain, isOpen: false, isAtEnd: false, step: null, waitsFor: null, seen: new Map(), hlc: '', rosterText: '' });
  }
  const total = [...claimed.values()].reduce((sum, count) => sum + count, 0);
  const bare = { source, options, findings, roster: emptyRoster(), rosterFeed: null, feeds, unreached: new Map(), claimed, done: 0, total };
  const founded = findRosterFeed(bare);
  if (!founded) findings.broken('roster_missing', {}, 'No feed begins with an organisation founded under its own root key.');
  const rosterFeed = founded?.feed ?? null;
  const place = { isHeld: false };
  const walk = { ...bare, rosterFeed, place, check: openEventCheck({ source, findings: lenient(findings, place), roster: bare.roster, rosterFeed }) };
  return { walk, rootKey: founded?.key ?? null };
}

/**
 * Verifies a trail. Fast recomputes every hash and link and checks the signatures of heads, checkpoints and acts; deep checks all signatures.
 * It goes on after a finding, holds a page of commits per feed at most, and lets others run between pages.
 * Without a trusted root the best verdict is `unknown-signer`. Throws `VerificationCancelled`.
 */
export async function verifyTrail(source: TrailSource, options: VerifyOptions): Promise<TrailReport> {
  const { walk, rootKey } = prepare(source, options);
  let sinceBreath = 0;
  for (const events of readAll(walk, rootKey)) {
    walk.done += 1;
    sinceBreath += events + 10;
    if (sinceBreath < breath) continue;
    sinceBreath = 0;
    options.onProgress?.(Math.min(walk.done, walk.total), walk.total);
    await new Promise((resolve) => { setImmediate(resolve); });
    if (options.isCancelled?.()) throw new VerificationCancelled();
  }
  finish(walk, rootKey);
  options.onProgress?.(walk.total, walk.total);
  return report(walk, rootKey);
}
