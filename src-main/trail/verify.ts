// Verification of a trail (trail design, A10): every link recomputed, each finding at its feed and position, a verdict that never says only "valid".
import { decodeStrict } from './canonical.ts';
import { actOf, verifyAct } from './act.ts';
import { parseCheckpoint, verifyCheckpoint } from './checkpoint.ts';
import { checkEnvelope, verifyCommitSignature } from './envelope.ts';
import type { Envelope, TrailEvent } from './envelope.ts';
import { commitHash, payloadCommitment } from './hashes.ts';
import { feedIdOf, fingerprintOf } from './keys.ts';
import { appendLeaf, emptyFrontier, rootOf } from './merkle.ts';
import type { Frontier } from './merkle.ts';
import { emptyRoster, foldRoster, heldRole, isRosterEvent } from './roster.ts';
import type { Roster } from './roster.ts';

export type StoredCommit = { seq: number; hash: Uint8Array; env: Uint8Array; sig: Uint8Array };
/** A trail as bytes, wherever it lies: a workspace, a pack, a bundle. Counts are what the holder claims. */
export interface TrailSource {
  org(): string;
  feeds(): { feed: string; count: number }[];
  commits(feed: string, from?: number): Iterable<StoredCommit>;
  checkpoints(): Iterable<{ feed: string; text: string; sig: Uint8Array }>;
  payload(commitment: string): { salt: Uint8Array; bytes: Uint8Array } | { redacted: true } | undefined;
  /** Payloads left out on purpose, for instance from a pack for an audience. */
  omitted?(commitment: string): boolean;
  /** High-water marks kept elsewhere. */
  marks?(): Iterable<{ feed: string; count: number; head: string }>;
}

export type TrailFinding = { kind: string; severity: 'broken' | 'gap' | 'note'; feed?: string; seq?: number; event?: number; text: string };
export type TrailVerdict = 'intact' | 'intact-with-gaps' | 'broken' | 'unknown-signer';
export type TrailReport = {
  verdict: TrailVerdict; depth: 'fast' | 'deep'; feeds: { feed: string; count: number; head: string; root: string }[]; events: number;
  findings: TrailFinding[]; covered: string[]; notCovered: string[]; rootKey: string | null;
};
export type VerifyOptions = { trustedRoot?: Uint8Array; depth: 'fast' | 'deep'; onProgress?: (done: number, total: number) => void; isCancelled?: () => boolean };

/** Findings kept; a wrecked database would otherwise fill the memory with complaints. */
const mostFindings = 1000;
/** Commits between two chances for others to run. */
const breath = 64;

type Feed = { feed: string; count: number; head: Buffer | null; frontier: Frontier; roots: Map<number, string>; heads: Map<number, string> };
type Walk = { source: TrailSource; options: VerifyOptions; roster: Roster; rosterFeed: string | null; feeds: Map<string, Feed>; findings: TrailFinding[]; events: number; order: number; done: number; total: number; redacted: Set<string> };

const note = (walk: Walk, finding: TrailFinding): void => { if (walk.findings.length < mostFindings) walk.findings.push(finding); };
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

function keyOf(walk: Walk, feed: string): Uint8Array | null {
  const key = feed === walk.rosterFeed ? walk.roster.root : walk.roster.devices.get(feed);
  return key && /^[0-9a-f]{64}$/.test(key) ? Buffer.from(key, 'hex') : null;
}

function checkPayloads(walk: Walk, event: TrailEvent, at: { feed: string; seq: number; event: number }): void {
  for (const ref of Object.values(event.p ?? {})) {
    const found = walk.source.payload(ref.c);
    if (found === undefined) {
      if (walk.source.omitted?.(ref.c)) continue;
      note(walk, { kind: 'payload_missing', severity: 'gap', ...at, text: `A text of class ${ref.k} is missing, without an erasure on record.` });
    } else if ('redacted' in found) {
      note(walk, { kind: 'payload_redacted', severity: 'note', ...at, text: `A text of class ${ref.k} was erased.` });
    } else if (found.bytes.length !== ref.n || payloadCommitment(found.salt, found.bytes) !== ref.c) {
      note(walk, { kind: 'payload_altered', severity: 'broken', ...at, text: `A text of class ${ref.k} is not the one that was committed.` });
    }
  }
}

function checkAct(walk: Walk, event: TrailEvent, envelope: Envelope, at: { feed: string; seq: number; event: number }): void {
  const needsSignature = event.t === 'cab.decisionRecorded' || event.t === 'minutes.signed' || (isRosterEvent(event) && envelope.feed !== walk.rosterFeed);
  if (event.ps === undefined) {
    if (needsSignature) note(walk, { kind: 'act_unsigned', severity: 'broken', ...at, text: `${event.t} carries no person’s signature.` });
    return;
  }
  const person = walk.roster.people.get(event.by.replace(/^person:/, ''));
  if (!person?.key) { note(walk, { kind: 'signer_unknown', severity: 'broken', ...at, text: `${event.t} is signed by somebody the roster does not know.` }); return; }
  const act = actOf(event, envelope);
  if (!verifyAct(Buffer.from(person.key, 'hex'), act, event.ps)) note(walk, { kind: 'act_signature', severity: 'broken', ...at, text: `The person’s signature on ${event.t} does not hold.` });
  else if (!heldRole(walk.roster, event.by, act.role, walk.order)) note(walk, { kind: 'role_missing', severity: 'broken', ...at, text: `${event.t} was signed as ${act.role || 'nobody'}, a role the signer did not hold.` });
}

/** One commit: its bytes, its link, its events. Answers the envelope when it could be read. */
function checkCommit(walk: Walk, feed: Feed, commit: StoredCommit): Envelope | null {
  const at = { feed: feed.feed, seq: commit.seq };
  const bad = (kind: string, text: string): void => note(walk, { kind, severity: 'broken', ...at, text });
  const hash = commitHash(commit.env);
  if (!hash.equals(commit.hash)) bad('hash', 'The commit’s bytes do not match its hash.');
  if (commit.seq !== feed.count) bad('position', `Position ${feed.count} is missing; ${commit.seq} follows.`);
  let envelope: Envelope | null = null;
  try {
    envelope = checkEnvelope(decodeStrict(commit.env));
  } catch (error) {
    bad('envelope', `The commit cannot be read: ${error instanceof Error ? error.message : 'malformed'}.`);
  }
  if (envelope) {
    const prev = feed.head === null ? null : feed.head.toString('hex');
    if (envelope.prev !== prev) bad('link', 'The commit does not follow the one before it.');
    if (envelope.feed !== feed.feed || envelope.seq !== commit.seq) bad('place', 'The commit belongs to another place.');
    if (envelope.org !== walk.source.org()) bad('org', 'The commit belongs to another organisation.');
  }
  feed.head = hash;
  feed.count = commit.seq + 1;
  feed.frontier = appendLeaf(feed.frontier, hash);
  return envelope;
}

function checkSeen(walk: Walk, envelope: Envelope, commit: StoredCommit): void {
  for (const [other, [count, head]] of Object.entries(envelope.seen)) {
    const known = walk.feeds.get(other)?.heads.get(count);
    const at = { feed: envelope.feed, seq: commit.seq };
    if (known === undefined) note(walk, { kind: 'seen_missing', severity: 'gap', ...at, text: `It had seen ${count} commits of feed ${other}, which are not all here.` });
    else if (known !== head) note(walk, { kind: 'seen_differs', severity: 'broken', ...at, text: `It had seen another history of feed ${other}.` });
  }
}

function checkEvents(walk: Walk, envelope: Envelope, seq: number): void {
  for (const [i, event] of envelope.events.entries()) {
    walk.order += 1;
    walk.events += 1;
    const at = { feed: envelope.feed, seq, event: i };
    if (isRosterEvent(event) && (envelope.feed === walk.rosterFeed || event.ps !== undefined)) {
      // A new device's key is in its own first commit; its enrolment is checked like any signed act.
      foldRoster(walk.roster, event, walk.order);
    }
    checkPayloads(walk, event, at);
    checkAct(walk, event, envelope, at);
  }
}

const pause = (): Promise<void> => new Promise((resolve) => { setImmediate(resolve); });

async function walkFeed(walk: Walk, feed: Feed): Promise<void> {
  const checkpointCounts = new Set<number>();
  for (const { feed: of, text } of walk.source.checkpoints()) if (of === feed.feed) { const c = parseCheckpoint(text); if (c) checkpointCounts.add(c.count); }
  let last: StoredCommit | null = null;
  for (const commit of walk.source.commits(feed.feed)) {
    const envelope = checkCommit(walk, feed, commit);
    feed.heads.set(feed.count, feed.head!.toString('hex'));
    if (checkpointCounts.has(feed.count)) feed.roots.set(feed.count, rootOf(feed.frontier).toString('base64'));
    if (envelope) {
      if (walk.rosterFeed === null) learnRoot(walk, envelope);
      checkSeen(walk, envelope, commit);
      checkEvents(walk, envelope, commit.seq);
    }
    if (walk.options.depth === 'deep') checkSignature(walk, feed, commit);
    last = { ...commit, env: new Uint8Array() };
    walk.done += 1;
    if (walk.done % breath === 0) {
      walk.options.onProgress?.(walk.done, walk.total);
      await pause();
      if (walk.options.isCancelled?.()) return;
    }
  }
  if (last && walk.options.depth === 'fast') checkSignature(walk, feed, { ...last, hash: feed.head! });
}

function checkSignature(walk: Walk, feed: Feed, commit: StoredCommit): void {
  const key = keyOf(walk, feed.feed);
  const at = { feed: feed.feed, seq: commit.seq };
  if (!key) note(walk, { kind: 'feed_unknown', severity: 'broken', ...at, text: 'The roster knows no device that writes this feed.' });
  else if (feedIdOf(key) !== feed.feed) note(walk, { kind: 'feed_key', severity: 'broken', ...at, text: 'The feed does not carry the name of its key.' });
  else if (!verifyCommitSignature(key, feed.head!, commit.sig)) note(walk, { kind: 'signature', severity: 'broken', ...at, text: 'The device’s signature does not hold.' });
}

/** The roster feed states its own root; whether that root is trusted is the caller's to say. */
function learnRoot(walk: Walk, envelope: Envelope): void {
  const founded = envelope.events.find((e) => e.t === 'org.founded');
  const root = founded?.d['root'];
  if (typeof root === 'string' && /^[0-9a-f]{64}$/.test(root) && feedIdOf(Buffer.from(root, 'hex')) === envelope.feed) walk.rosterFeed = envelope.feed;
}

function checkCheckpoints(walk: Walk): void {
  for (const { feed: id, text, sig } of walk.source.checkpoints()) {
    const c = parseCheckpoint(text);
    const feed = walk.feeds.get(id);
    const at = { feed: id, ...(c ? { seq: c.count - 1 } : {}) };
    const key = keyOf(walk, id);
    if (!c || c.feed !== id || c.org !== walk.source.org()) { note(walk, { kind: 'checkpoint', severity: 'broken', ...at, text: 'A checkpoint is malformed or belongs elsewhere.' }); continue; }
    if (!key || !verifyCheckpoint(text, sig, key)) note(walk, { kind: 'checkpoint_signature', severity: 'broken', ...at, text: 'The signature of a checkpoint does not hold.' });
    else if (!feed || feed.count < c.count) note(walk, { kind: 'tail_missing', severity: 'broken', ...at, text: `A checkpoint covers ${c.count} commits, but only ${feed?.count ?? 0} are here.` });
    else if (feed.roots.get(c.count) !== c.root || feed.heads.get(c.count) !== c.head) note(walk, { kind: 'checkpoint_differs', severity: 'broken', ...at, text: `The first ${c.count} commits are not the ones a checkpoint covers.` });
  }
  for (const mark of walk.source.marks?.() ?? []) {
    const feed = walk.feeds.get(mark.feed);
    if (!feed || feed.count < mark.count) note(walk, { kind: 'behind_mark', severity: 'broken', feed: mark.feed, seq: mark.count - 1, text: `This device had written ${mark.count} commits, but only ${feed?.count ?? 0} are here.` });
    else if (feed.heads.get(mark.count) !== mark.head) note(walk, { kind: 'mark_differs', severity: 'broken', feed: mark.feed, seq: mark.count - 1, text: 'Another commit stands where this device wrote one.' });
  }
}

function verdictOf(walk: Walk): TrailVerdict {
  if (walk.findings.some((f) => f.severity === 'broken')) return 'broken';
  const { trustedRoot } = walk.options;
  if (!trustedRoot || walk.roster.root === null || !Buffer.from(trustedRoot).equals(fingerprintOf(Buffer.from(walk.roster.root, 'hex')))) return 'unknown-signer';
  return walk.findings.some((f) => f.severity === 'gap') ? 'intact-with-gaps' : 'intact';
}

/**
 * Verifies a trail. Fast checks every hash and link, the signatures of heads, checkpoints and acts; deep checks all signatures as well.
 * Without a trusted root the best verdict is `unknown-signer`.
 */
export async function verifyTrail(source: TrailSource, options: VerifyOptions): Promise<TrailReport> {
  const listed = source.feeds();
  const walk: Walk = { source, options, roster: emptyRoster(), rosterFeed: null, feeds: new Map(), findings: [], events: 0, order: 0, done: 0, total: listed.reduce((sum, f) => sum + f.count, 0), redacted: new Set() };
  for (const { feed } of rosterFirst(source, listed)) {
    const state: Feed = { feed, count: 0, head: null, frontier: emptyFrontier, roots: new Map(), heads: new Map() };
    walk.feeds.set(feed, state);
    await walkFeed(walk, state);
  }
  if (walk.rosterFeed === null) note(walk, { kind: 'roster_missing', severity: 'broken', text: 'There is no roster signed by an organisation root.' });
  checkCheckpoints(walk);
  const feeds = [...walk.feeds.values()].map((f) => ({ feed: f.feed, count: f.count, head: f.head ? hex(f.head) : '', root: rootOf(f.frontier).toString('base64') }));
  return {
    verdict: verdictOf(walk), depth: options.depth, feeds, events: walk.events, findings: walk.findings, rootKey: walk.roster.root,
    covered: [`${walk.events} events in ${walk.done} commits of ${feeds.length} feeds: every hash, link and Merkle root`, options.depth === 'deep' ? 'the device’s signature on every commit' : 'the device’s signature on each feed’s last commit, which covers those before it', 'signatures of people on decisions and minutes, with the role they held', 'all checkpoints here'],
    notCovered: [...(options.depth === 'fast' ? ['the single signatures of earlier commits (deep does)'] : []), 'whether what people typed was true', 'commits that never left the device that wrote them'],
  };
}

/** The feed whose first commit founds the organisation comes first: it says who the others are. */
function rosterFirst(source: TrailSource, feeds: { feed: string; count: number }[]): { feed: string; count: number }[] {
  const founds = ({ feed }: { feed: string }): boolean => {
    for (const { env } of source.commits(feed)) return Buffer.from(env.subarray(0, Math.min(env.length, 4_000))).includes('"t":"org.founded"') || Buffer.from(env).includes('"t":"org.founded"');
    return false;
  };
  const roster = feeds.filter(founds);
  return [...roster, ...feeds.filter((f) => !roster.includes(f))];
}
