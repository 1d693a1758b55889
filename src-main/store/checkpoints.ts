// Where a feed stands, and the signed statement of it (trail design, A6).
import type { KeyObject } from 'node:crypto';
import { appError } from '../app-error.ts';
import { checkpointText, signCheckpoint } from '../trail/checkpoint.ts';
import { commitHash } from '../trail/hashes.ts';
import { appendLeaf, emptyFrontier, rootOf } from '../trail/merkle.ts';
import type { Frontier } from '../trail/merkle.ts';
import type { ReadDb, WriteDb } from './open.ts';

/** `isRoot`: the key is the organisation's root, whose commits need no person's signature. */
export type Feed = { feed: string; key: KeyObject; isRoot?: true };
/** The last commit of a feed. `h` is its order key. */
export type Head = { seq: number; hash: Buffer; hlc: string; h: string };

// Kept beside the frontier, because the log is a tree of big rows: finding the last one there costs as much as writing the next.
export const headOf = (db: ReadDb, feed: string): Head | null =>
  db.get<Head>('SELECT count - 1 AS seq, head AS hash, hlc, h FROM merkle_frontier WHERE feed = ?', feed) ?? null;

/** Heads of all feeds here, by feed. */
export const headsOf = (db: ReadDb): Map<string, Head> =>
  new Map(db.all<Head & { feed: string }>('SELECT feed, count - 1 AS seq, head AS hash, hlc, h FROM merkle_frontier ORDER BY feed').map(({ feed, ...head }) => [feed, head]));

/** Notes that a commit was added at the end of a feed; answers how many it has now. */
export function growFeed(db: WriteDb, feed: string, { hash, hlc, h }: Pick<Head, 'hash' | 'hlc' | 'h'>): number {
  const frontier = appendLeaf(frontierOf(db, feed), hash);
  db.run('INSERT INTO merkle_frontier (feed, count, hashes, head, hlc, h) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (feed) DO UPDATE SET count = excluded.count, hashes = excluded.hashes, head = excluded.head, hlc = excluded.hlc, h = excluded.h', feed, frontier.count, frontier.hashes.join(' '), hash, hlc, h);
  return frontier.count;
}

const parsed = (count: number, hashes: string): Frontier => ({ count, hashes: hashes === '' ? [] : hashes.split(' ') });

export const frontierOf = (db: ReadDb, feed: string): Frontier => {
  const row = db.get<{ count: number; hashes: string }>('SELECT count, hashes FROM merkle_frontier WHERE feed = ?', feed);
  return row ? parsed(row.count, row.hashes) : emptyFrontier;
};

/** Frees the bytes of a row nobody will look at again. Left to the collector, 256 big commits read one after the other are 64 MB at once. */
function giveBack({ buffer, byteLength }: Uint8Array): void {
  if (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength) buffer.transfer(0);
}

/** Recomputes from the last signed frontier over the stored bytes; a log that no longer leads to its own root is not signed again. */
function isConsistent(db: WriteDb, feed: string, frontier: Frontier): boolean {
  const last = db.get<{ count: number; frontier: string }>('SELECT count, frontier FROM checkpoint WHERE feed = ? ORDER BY count DESC LIMIT 1', feed);
  let recomputed = last ? parsed(last.count, last.frontier) : emptyFrontier;
  for (const { env } of db.iterate<{ env: Uint8Array }>('SELECT env FROM commit_log WHERE feed = ? AND seq >= ? ORDER BY seq', feed, recomputed.count)) {
    recomputed = appendLeaf(recomputed, commitHash(env));
    giveBack(env);
  }
  return recomputed.count === frontier.count && rootOf(recomputed).equals(rootOf(frontier));
}

/** Signs where a feed stands; null when nothing was added since the last checkpoint. Must run inside a transaction. */
export function makeCheckpoint(db: WriteDb, org: string, feed: Feed, nowMs: () => number): { text: string; sig: Uint8Array } | null {
  const frontier = frontierOf(db, feed.feed);
  const last = db.get<{ count: number }>('SELECT count FROM checkpoint WHERE feed = ? ORDER BY count DESC LIMIT 1', feed.feed);
  const head = headOf(db, feed.feed);
  if (head === null || last?.count === frontier.count) return null;
  if (!isConsistent(db, feed.feed, frontier)) throw appError('chain_broken', { feed: feed.feed, seq: head.seq, problem: 'the stored commits no longer lead to the root this device signed' });
  const text = checkpointText({ org, feed: feed.feed, count: frontier.count, root: rootOf(frontier).toString('base64'), head: head.hash.toString('hex'), hlc: head.hlc });
  const sig = signCheckpoint(text, feed.key);
  db.run('INSERT INTO checkpoint (feed, count, text, sig, frontier, made_at) VALUES (?, ?, ?, ?, ?, ?)', feed.feed, frontier.count, text, sig, frontier.hashes.join(' '), new Date(nowMs()).toISOString());
  return { text, sig };
}
