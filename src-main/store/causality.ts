// What each commit's writer had seen, as a vector of counts, and where commits lie: in the log, or beside it as the branch of a forked feed.
import type { Envelope } from '../trail/envelope.ts';
import { orderKey } from '../trail/clock.ts';
import type { ReadDb, WriteDb } from './open.ts';

/** Line to number of its commits that were seen, everything seen through others included. A commit's own line is not in it. */
export type Past = Readonly<Record<string, number>>;
export type Spot = { feed: string; seq: number };
/**
 * A commit that has been placed. Its line is its feed as the log has it; a branch that lies beside, because another commit of the feed stands in
 * its place, is a line of its own: who had seen one branch had not seen the other.
 */
export type Placed = Spot & { hash: Buffer; h: string; line: string };
export const isSide = ({ feed, line }: Pick<Placed, 'feed' | 'line'>): boolean => line !== feed;

/** Finds a commit by its hash (hex), wherever it was placed; null when it is not here yet. */
export function findPlaced(db: ReadDb, { feed, seq }: Spot, hash: string): Placed | null {
  const row = db.get<{ hash: Buffer; h: string }>('SELECT hash, h FROM commit_log WHERE feed = ? AND seq = ?', feed, seq);
  if (row?.hash.toString('hex') === hash) return { feed, seq, hash: row.hash, h: row.h, line: feed };
  const side = db.get<{ hash: Buffer; h: string; line: string }>('SELECT hash, h, line FROM branch WHERE feed = ? AND seq = ? AND hash = ?', feed, seq, Buffer.from(hash, 'hex'));
  return side ? { feed, seq, ...side } : null;
}

/** The vector of a commit in the log. It is kept only where it changes, hence looked up at or before the place. */
export function pastAt(db: ReadDb, { feed, seq }: Spot): Past {
  const row = db.get<{ past: string }>('SELECT past FROM commit_past WHERE feed = ? AND seq <= ? ORDER BY seq DESC LIMIT 1', feed, seq);
  return row ? JSON.parse(row.past) as Past : {};
}

/** What a device had seen when it last spoke here, its own feed included; nothing is known of one that never did. */
export function seenBy(db: ReadDb, feed: string): Past {
  const head = db.get<{ count: number }>('SELECT count FROM merkle_frontier WHERE feed = ?', feed);
  return head ? { ...pastAt(db, { feed, seq: head.count - 1 }), [feed]: head.count } : {};
}

export function pastOf(db: ReadDb, commit: Placed): Past {
  if (!isSide(commit)) return pastAt(db, commit);
  const row = db.get<{ past: string }>('SELECT past FROM branch WHERE feed = ? AND seq = ? AND hash = ?', commit.feed, commit.seq, commit.hash);
  return row ? JSON.parse(row.past) as Past : {};
}

const isWithin = (inner: Past, outer: Past): boolean => Object.entries(inner).every(([feed, count]) => (outer[feed] ?? 0) >= count);

/** Joins vectors; answers `first` itself when nothing was added, so that callers can tell. */
export function joinPasts(first: Past, ...others: Past[]): Past {
  const added = others.filter((other) => !isWithin(other, first));
  if (added.length === 0) return first;
  const joined: Record<string, number> = { ...first };
  for (const other of added) for (const [feed, count] of Object.entries(other)) joined[feed] = Math.max(joined[feed] ?? 0, count);
  return Object.fromEntries(Object.entries(joined).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** What an envelope refers to beyond its own feed: everything newly seen, and where the roster stood. */
export function referencesOf(envelope: Envelope, rosterFeed: string): { feed: string; seq: number; hash: string }[] {
  const named = Object.entries(envelope.seen).map(([feed, [count, hash]]) => ({ feed, seq: count - 1, hash }));
  const [count, hash] = envelope.roster;
  const isRosterNamed = count === 0 || envelope.feed === rosterFeed || envelope.seen[rosterFeed]?.[0] === count;
  return isRosterNamed ? named : [...named, { feed: rosterFeed, seq: count - 1, hash }];
}

export type Standing = { h: string; past: Past; isPastNew: boolean };
/** Order key and vector of a commit on a line, from the commits it names; `before` is its predecessor in its feed, which a branch leaves behind on another line. */
export function standing(db: ReadDb, { hlc, line }: { hlc: string; line: string }, before: Placed | null, named: readonly Placed[]): Standing {
  const own = before ? pastOf(db, before) : {};
  const left = before && before.line !== line ? [before] : [];
  const seen = Object.fromEntries([...left, ...named].map((commit) => [commit.line, commit.seq + 1]));
  const { [line]: _own, ...others } = joinPasts(own, seen, ...named.map((commit) => pastOf(db, commit)));
  const past = isWithin(others, own) ? own : others;
  const largest = [...(before ? [before] : []), ...named].reduce<string | null>((max, { h }) => (max === null || h > max ? h : max), null);
  return { h: orderKey(hlc, largest), past, isPastNew: past !== own };
}

/** Remembers a vector that differs from the one before it in the feed. */
export const notePast = (db: WriteDb, { feed, seq }: Spot, past: Past): void => {
  db.run('INSERT INTO commit_past (feed, seq, past) VALUES (?, ?, ?)', feed, seq, JSON.stringify(past));
};

/** The line of a commit that counts. */
export const lineOf = (db: ReadDb, { feed, seq }: Spot): string => db.get<{ line: string }>('SELECT line FROM branch WHERE feed = ? AND seq = ? AND is_kept = 1', feed, seq)?.line ?? feed;

/** A place on a line. */
export type LineSpot = { line: string; seq: number };
/** Whether the writer of a commit with this vector had seen the place. */
export const hadSeen = (writer: LineSpot, past: Past, place: LineSpot): boolean =>
  (place.line === writer.line ? place.seq <= writer.seq : place.seq < (past[place.line] ?? 0));
