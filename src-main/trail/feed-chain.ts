// One feed read from its first commit to its last: hashes, links, numbers, Merkle roots. It never stops at damage: it decides what
// was there before (altered, removed, inserted), says so once, and goes on from what the neighbours and signatures prove.
import type { Checkpoint } from './checkpoint.ts';
import { verifyCheckpoint } from './checkpoint.ts';
import type { Envelope } from './envelope.ts';
import { EnvelopeError, parseEnvelope, verifyCommitSignature } from './envelope.ts';
import type { Findings } from './findings.ts';
import { commitHash } from './hashes.ts';
import type { Verifier } from './keys.ts';
import type { Frontier } from './merkle.ts';
import { appendLeaf, emptyFrontier, rootOf } from './merkle.ts';

export type StoredCommit = { seq: number; hash: Uint8Array; env: Uint8Array; sig: Uint8Array };
export type SignedCheckpoint = { checkpoint: Checkpoint; text: string; sig: Uint8Array };
export type ChainOptions = {
  org: string; feed: string; isDeep: boolean; findings: Findings;
  read(from: number): Iterable<StoredCommit>;
  /** In rising order of count. */
  checkpoints: SignedCheckpoint[];
};
/** A commit to be believed, or – `isProved` false – an altered one that can still be read. */
export type Step = { seq: number; envelope: Envelope; isProved: boolean };

export type Chain = {
  feed: string;
  /** The key to check with; null when nobody enrolled one. To be called before the first step. */
  useKey(verifier: Verifier | null): void;
  /** The first envelope as it stands, unchecked; null when it cannot be read. */
  first(): Envelope | null;
  /** The next commit that can be read; null at the end. A later call looks again, because a feed may have grown. */
  next(): Step | null;
  /** Commits passed, damaged ones and known holes included. */
  count(): number;
  /** Hash of a commit passed, as far as it is known. */
  hashAt(seq: number): Buffer | null;
  /** Rows read so far. */
  rows(): number;
  root(): Buffer | null;
  /** To be called once after the last step: what is missing from the end. */
  finish(claimedCount: number): void;
};

type Row = { stored: StoredCommit; hash: Buffer; envelope: Envelope | null; problem: string };
type State = ChainOptions & {
  verifier: Verifier | null; expected: number; hashes: Buffer; known: boolean[];
  /** Hash of the commit before, hex; null before the first one, undefined when it is not known. */
  previous: string | null | undefined;
  /** The commit before was altered or missing: the next one must prove itself by its signature. */
  isAfterDamage: boolean;
  frontier: Frontier | null; rows: number; checkpoint: number;
  /** Stored number less real number; a removal or insertion upstream may change it for all later rows. */
  rowShift: number; mayShift: boolean;
};

/** Rows or bytes read ahead at once; a page, not a cursor, because sources allow only one cursor at a time. */
const pageRows = 128;
const pageBytes = 4 * 1024 * 1024;
const hashLength = 32;
/** Commits of a trail (trail design, B6); a number beyond it is not believed. */
const maxCommits = 1_000_000;

function readRow(stored: StoredCommit): Row {
  const hash = commitHash(stored.env);
  try {
    return { stored, hash, envelope: parseEnvelope(stored.env), problem: '' };
  } catch (error) {
    if (error instanceof EnvelopeError) return { stored, hash, envelope: null, problem: error.reason };
    throw error;
  }
}

/** Rows one at a time with one ahead to look at; the bytes of at most one page are held. */
function openRows(read: ChainOptions['read']): { take(): Row | null; ahead(): Row | null } {
  let page: StoredCommit[] = [];
  let at = 0;
  let from = 0;
  let next: Row | null = null;
  const fill = (): void => {
    page = [];
    at = 0;
    let bytes = 0;
    for (const commit of read(from)) {
      page.push(commit);
      from = commit.seq + 1;
      bytes += commit.env.length;
      if (page.length >= pageRows || bytes >= pageBytes) break;
    }
  };
  const ahead = (): Row | null => {
    if (next !== null) return next;
    if (at >= page.length) fill();
    const stored = page[at];
    if (stored === undefined) return null;
    at += 1;
    next = readRow(stored);
    return next;
  };
  return { ahead, take: () => { const row = ahead(); next = null; return row; } };
}

const range = (from: number, to: number): string => (from === to ? `Commit ${from} is` : `Commits ${from} to ${to} are`);

/** Goes past one position: remembers its hash, grows the tree, compares with a checkpoint that ends here. */
function pass(state: State, hash: Buffer | null): void {
  const seq = state.expected;
  if ((seq + 1) * hashLength > state.hashes.length) state.hashes = Buffer.concat([state.hashes, Buffer.alloc(Math.max(hashLength * 64, state.hashes.length))]);
  if (hash) hash.copy(state.hashes, seq * hashLength);
  state.known[seq] = hash !== null;
  state.frontier = hash && state.frontier ? appendLeaf(state.frontier, hash) : null;
  state.previous = hash ? hash.toString('hex') : undefined;
  state.expected = seq + 1;
  while (state.checkpoints[state.checkpoint]?.checkpoint.count === state.expected) {
    compare(state, state.checkpoints[state.checkpoint]!, hash);
    state.checkpoint += 1;
  }
}

function compare(state: State, { checkpoint, text, sig }: SignedCheckpoint, head: Buffer | null): void {
  const at = { feed: state.feed, seq: checkpoint.count - 1 };
  if (state.verifier && !verifyCheckpoint(text, sig, state.verifier)) {
    state.findings.broken('checkpoint_signature', at, `The signature on the checkpoint at ${checkpoint.count} commits does not hold.`);
  } else if ((head && head.toString('hex') !== checkpoint.head) || (state.frontier && rootOf(state.frontier).toString('base64') !== checkpoint.root)) {
    state.findings.broken('checkpoint_differs', at, `The first ${checkpoint.count} commits are not the ones that a signed checkpoint covers.`);
  }
}

const fits = (state: State, envelope: Envelope | null): envelope is Envelope =>
  envelope !== null && envelope.feed === state.feed && envelope.org === state.org && envelope.seq === state.expected
  && (state.previous === undefined || envelope.prev === state.previous);

/** Whether the device signed this row; without a key, whether the row at least agrees with itself. */
function isSigned(state: State, row: Row): boolean {
  if (state.verifier === null) return row.hash.equals(row.stored.hash);
  return verifyCommitSignature(state.verifier, row.hash, row.stored.sig);
}

/** The hash an altered commit had: as its successor names it, or as its own signature still proves. */
function provenHash(state: State, row: Row, after: Row | null): Buffer | null {
  if (after?.envelope?.seq === state.expected + 1 && after.envelope.prev !== null) return Buffer.from(after.envelope.prev, 'hex');
  const { hash, sig } = row.stored;
  return state.verifier && hash.length === hashLength && verifyCommitSignature(state.verifier, hash, sig) ? Buffer.from(hash) : null;
}

/** A row the device did not sign as it stands. Answers it when it can still be read in place. */
function unsigned(state: State, row: Row, after: Row | null): Step | null {
  const seq = state.expected;
  const at = { feed: state.feed, seq };
  const inPlace = fits(state, row.envelope) ? row.envelope : null;
  if (after && state.previous !== undefined && fits(state, after.envelope)) {
    state.findings.broken('inserted', at, `A commit that this device did not sign stands before commit ${seq}.`);
    state.mayShift = true;
    return null;
  }
  if (inPlace && after?.envelope?.seq === seq + 1 && after.envelope.prev === row.hash.toString('hex')) {
    state.findings.broken('signature', at, `The device's signature on commit ${seq} does not hold.`);
    pass(state, row.hash);
    return { seq, envelope: inPlace, isProved: true };
  }
  if (inPlace && after === null && row.hash.equals(row.stored.hash)) {
    state.findings.broken('signature', at, `The device's signature on commit ${seq}, the last one, does not hold.`);
    pass(state, row.hash);
    return { seq, envelope: inPlace, isProved: false };
  }
  state.findings.broken('altered', at, row.envelope ? `Commit ${seq} is not the one that was signed.` : `Commit ${seq} is not the one that was signed: ${row.problem}.`);
  pass(state, provenHash(state, row, after));
  state.isAfterDamage = true;
  return inPlace ? { seq, envelope: inPlace, isProved: false } : null;
}

/** Moves past commits that the next one names but that are not here. */
function skipMissing(state: State, envelope: Envelope): void {
  const last = envelope.seq - 1;
  state.findings.broken('missing', { feed: state.feed, seq: state.expected }, `${range(state.expected, last)} missing.`);
  state.mayShift = true;
  while (state.expected < last) pass(state, null);
  pass(state, envelope.prev === null ? null : Buffer.from(envelope.prev, 'hex'));
}

/** A row whose signature holds but that does not continue the feed. Answers whether it is to be read in place. */
function misplaced(state: State, row: Row): boolean {
  const { envelope } = row;
  const at = { feed: state.feed, seq: state.expected };
  if (envelope === null || envelope.feed !== state.feed || envelope.org !== state.org || envelope.seq > maxCommits) {
    state.findings.broken('form', at, envelope ? `Commit ${at.seq} belongs elsewhere.` : `Commit ${at.seq} was signed but cannot be read: ${row.problem}.`);
    pass(state, row.hash);
    return false;
  }
  if (envelope.seq < state.expected) {
    state.findings.broken('repeated', at, `Commit ${envelope.seq} stands here again, in place ${row.stored.seq}.`);
    state.mayShift = true;
    return false;
  }
  if (envelope.seq > state.expected) skipMissing(state, envelope);
  else state.findings.broken('link', at, `Commit ${at.seq} does not follow the one before it: the device signed two histories, or the one before was exchanged.`);
  return true;
}

function checkPlace(state: State, row: Row, after: Row | null): void {
  const seq = state.expected;
  const shift = row.stored.seq - seq;
  if (shift !== state.rowShift && !state.mayShift) state.findings.broken('place', { feed: state.feed, seq }, `Commit ${seq} is stored in place ${row.stored.seq}.`);
  // Once for all rows that moved together, and without holding it against the next row when this one moved alone.
  if (state.mayShift || (after?.envelope && after.stored.seq - after.envelope.seq === shift)) state.rowShift = shift;
  state.mayShift = false;
}

/** Judges one row. Answers the commit to read, or null when there is nothing in it to believe. */
function judge(state: State, row: Row, after: Row | null): Step | null {
  const isStoredRight = row.hash.equals(row.stored.hash);
  const isInPlace = fits(state, row.envelope);
  const isConfirmed = after?.envelope?.prev === row.hash.toString('hex');
  const isDoubtful = state.isDeep || !isStoredRight || !isInPlace || !isConfirmed || state.isAfterDamage;
  if (isDoubtful && !isSigned(state, row)) return unsigned(state, row, after);
  if (!isInPlace && !misplaced(state, row)) return null;
  const envelope = row.envelope as Envelope;
  const { seq } = envelope;
  if (!isStoredRight) state.findings.broken('hash', { feed: state.feed, seq }, `The hash stored beside commit ${seq} is not its hash.`);
  checkPlace(state, row, after);
  pass(state, row.hash);
  state.isAfterDamage = false;
  return { seq, envelope, isProved: true };
}

/** Opens a feed for reading from its beginning. */
export function openChain(options: ChainOptions): Chain {
  const state: State = {
    ...options, verifier: null, expected: 0, hashes: Buffer.alloc(0), known: [], previous: null, isAfterDamage: false,
    frontier: emptyFrontier, rows: 0, checkpoint: 0, rowShift: 0, mayShift: false,
  };
  const rows = openRows(options.read);
  return {
    feed: options.feed,
    useKey: (verifier) => { state.verifier = verifier; },
    first: () => rows.ahead()?.envelope ?? null,
    next() {
      for (let row = rows.take(); row !== null; row = rows.take()) {
        state.rows += 1;
        const step = judge(state, row, rows.ahead());
        if (step) return step;
      }
      return null;
    },
    count: () => state.expected,
    hashAt: (seq) => (state.known[seq] ? state.hashes.subarray(seq * hashLength, (seq + 1) * hashLength) : null),
    rows: () => state.rows,
    root: () => (state.frontier ? rootOf(state.frontier) : null),
    finish(claimedCount) {
      const cut = state.checkpoints.at(-1)?.checkpoint.count ?? 0;
      const isCut = cut > state.expected && state.checkpoints.slice(state.checkpoint).some(({ text, sig }) => state.verifier === null || verifyCheckpoint(text, sig, state.verifier));
      const at = { feed: state.feed, seq: state.expected };
      if (isCut) state.findings.broken('tail_missing', at, `A signed checkpoint covers ${cut} commits of this feed, but only ${state.expected} are here.`);
      // A holder who counts rows counts inserted ones as well.
      else if (claimedCount > Math.max(state.expected, state.rows)) state.findings.broken('tail_missing', at, `The feed should have ${claimedCount} commits, but only ${state.expected} are here.`);
      else if (cut > state.expected) state.findings.broken('checkpoint_signature', { feed: state.feed, seq: cut - 1 }, `The signature on the checkpoint at ${cut} commits does not hold.`);
    },
  };
}
