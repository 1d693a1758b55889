// Where a foreign commit belongs: after its predecessor and everything it has seen, in the log or beside it. Nothing is folded here.
import { appError } from '../../app-error.ts';
import type { Envelope } from '../../trail/envelope.ts';
import { verifyCommitSignature } from '../../trail/envelope.ts';
import { findPlaced, isSide, notePast, referencesOf, standing } from '../causality.ts';
import type { Past, Placed, Spot, Standing } from '../causality.ts';
import { growFeed } from '../checkpoints.ts';
import type { WriteDb } from '../open.ts';
import type { Judge } from './judge.ts';

/** A commit that arrived, in canonical bytes that were checked when they were staged. */
export type Incoming = Spot & { hash: Buffer; env: Uint8Array; sig: Uint8Array };
/** `waitsFor` is the first commit it needs that is not here; `device` when nobody has enrolled its feed yet. */
export type PlaceOutcome = { kind: 'known' } | { kind: 'waits'; waitsFor: Spot | 'device' } | { kind: 'placed'; commit: Placed; past: Past; envelope: Envelope };
export type Placing = { db: WriteDb; judge: Judge; rosterFeed: string; receivedAt: string; bundle: string };

/** Bytes that were strictly checked before they were stored. */
export const readBack = (env: Uint8Array): Envelope => JSON.parse(Buffer.from(env.buffer, env.byteOffset, env.byteLength).toString('utf8')) as Envelope;

type Found = { before: Placed | null; named: Placed[] } | { missing: Spot };
function neighbours(db: WriteDb, envelope: Envelope, rosterFeed: string): Found {
  const { feed, seq, prev } = envelope;
  const before = prev === null ? null : findPlaced(db, { feed, seq: seq - 1 }, prev);
  if (prev !== null && before === null) return { missing: { feed, seq: seq - 1 } };
  const named: Placed[] = [];
  for (const reference of referencesOf(envelope, rosterFeed)) {
    const found = findPlaced(db, reference, reference.hash);
    if (found === null) return { missing: { feed: reference.feed, seq: reference.seq } };
    named.push(found);
  }
  return { before, named };
}

/** A second commit in a place that is taken lies beside the log, and so does everything after it (trail design, B3). A branch that forks again is another line. */
function lineFor(db: WriteDb, { feed, seq, hash }: Incoming, before: Placed | null): string {
  const isTaken = before !== null && isSide(before)
    ? db.get('SELECT 1 FROM branch WHERE feed = ? AND seq = ? AND prev = ?', feed, seq, before.hash) !== undefined
    : db.get('SELECT 1 FROM commit_log WHERE feed = ? AND seq = ?', feed, seq) !== undefined;
  return isTaken ? `${feed}~${Buffer.from(hash).toString('hex').slice(0, 16)}` : before?.line ?? feed;
}

function store({ db, receivedAt, bundle }: Placing, incoming: Incoming, envelope: Envelope, at: { before: Placed | null; line: string } & Standing): void {
  const { feed, seq, hash, env, sig } = incoming;
  if (isSide({ feed, line: at.line })) {
    db.run('INSERT INTO branch (feed, seq, hash, prev, line, hlc, h, past, env, sig, received_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
      feed, seq, hash, at.before?.hash ?? null, at.line, envelope.hlc, at.h, JSON.stringify(at.past), env, sig, receivedAt);
    return;
  }
  db.run('INSERT INTO commit_log (feed, seq, hash, prev, hlc, h, env, sig, received_at, via_bundle) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
    feed, seq, hash, at.before?.hash ?? null, envelope.hlc, at.h, env, sig, receivedAt, bundle);
  if (at.isPastNew) notePast(db, incoming, at.past);
  growFeed(db, feed, { hash, hlc: envelope.hlc, h: at.h });
}

/** Places one commit if everything before it is here. Refuses the whole bundle (`tampered`) when its signature does not hold. */
export function place(placing: Placing, incoming: Incoming): PlaceOutcome {
  const { db, judge, rosterFeed } = placing;
  if (findPlaced(db, incoming, incoming.hash.toString('hex'))) return { kind: 'known' };
  const envelope = readBack(incoming.env);
  const found = neighbours(db, envelope, rosterFeed);
  if ('missing' in found) return { kind: 'waits', waitsFor: found.missing };
  const key = judge.keyOf(envelope);
  if (key === null) return { kind: 'waits', waitsFor: 'device' };
  if (!verifyCommitSignature(key, incoming.hash, incoming.sig)) throw appError('tampered', { what: `commit ${incoming.seq} of feed ${incoming.feed} is not signed by its device` });
  const line = lineFor(db, incoming, found.before);
  const at = standing(db, { hlc: envelope.hlc, line }, found.before, found.named);
  store(placing, incoming, envelope, { before: found.before, line, ...at });
  const commit: Placed = { feed: incoming.feed, seq: incoming.seq, hash: incoming.hash, h: at.h, line };
  judge.take({ commit, envelope, past: at.past });
  return { kind: 'placed', commit, past: at.past, envelope };
}

