// Which commits do not count: both branches of a fork until it is settled, what a revoked device wrote later, what is unsound.
// A function of the commits that are here, evaluated in the trail's order, so that every device holds the same ones back.
import { actOf, verifyAct } from '../trail/act.ts';
import type { Envelope, TrailEvent } from '../trail/envelope.ts';
import { verifierFor } from '../trail/keys.ts';
import { rosterActsOf } from '../trail/roster-acts.ts';
import type { Placed } from './causality.ts';
import type { ReadDb, WriteDb } from './open.ts';

export type HoldReason = 'fork' | 'revoked' | 'unsound' | 'site-taken';
/** Commits of `feed` from `from` on do not count. */
export type Hold = { feed: string; from: number; reason: HoldReason; detail: string };
/** A forked feed: where it forks, and the head (hex) of the branch that was admitted. */
export type ForkState = { feed: string; from: number; kept: string | null };
type RosterRow = { h: string; feed: string; seq: number; hash: Buffer };

const least = (holds: Map<string, Hold>, hold: Hold): void => {
  const known = holds.get(hold.feed);
  if (!known || hold.from < known.from) holds.set(hold.feed, hold);
};
const isHeld = (holds: Map<string, Hold>, feed: string, seq: number): boolean => (holds.get(feed)?.from ?? Number.MAX_SAFE_INTEGER) <= seq;

function envelopeOf(db: ReadDb, { feed, seq, hash }: RosterRow): Envelope | null {
  const row = db.get<{ env: Uint8Array }>('SELECT env FROM commit_log WHERE feed = ? AND seq = ? AND hash = ?', feed, seq, hash)
    ?? db.get<{ env: Uint8Array }>('SELECT env FROM branch WHERE feed = ? AND seq = ? AND hash = ?', feed, seq, hash);
  return row ? JSON.parse(Buffer.from(row.env).toString('utf8')) as Envelope : null;
}

/** Commits of the admitted branch: those that lead to its head and those that follow it. */
function keepBranch(db: WriteDb, { feed, from }: ForkState, head: string): boolean {
  const inLog = db.get('SELECT 1 FROM commit_log WHERE feed = ? AND seq >= ? AND hash = ?', feed, from, Buffer.from(head, 'hex'));
  if (inLog) return true;
  const rows = db.all<{ seq: number; hash: Buffer; prev: Buffer | null }>('SELECT seq, hash, prev FROM branch WHERE feed = ? ORDER BY seq', feed);
  const hex = (bytes: Buffer | null): string => bytes?.toString('hex') ?? '';
  const kept = new Set<string>();
  for (let at = rows.find((row) => hex(row.hash) === head); at; at = rows.find((row) => hex(row.hash) === hex(at!.prev))) kept.add(hex(at.hash));
  if (kept.size === 0) return false;
  for (const row of rows) if (kept.has(hex(row.prev)) && !rows.some((other) => other.seq === row.seq && kept.has(hex(other.hash)))) kept.add(hex(row.hash));
  for (const row of rows) if (kept.has(hex(row.hash))) db.run('UPDATE branch SET is_kept = 1 WHERE feed = ? AND seq = ? AND hash = ?', feed, row.seq, row.hash);
  return true;
}

/** Whether a commit belongs to the branch that was admitted, or lies before the fork. */
function isOnKept(db: ReadDb, { feed, from }: ForkState, { seq, hash }: { seq: number; hash: Buffer }): boolean {
  if (seq < from) return true;
  const hasSide = db.get('SELECT 1 FROM branch WHERE feed = ? AND is_kept = 1', feed) !== undefined;
  return db.get(hasSide ? 'SELECT 1 FROM branch WHERE feed = ? AND seq = ? AND hash = ? AND is_kept = 1' : 'SELECT 1 FROM commit_log WHERE feed = ? AND seq = ? AND hash = ?', feed, seq, hash) !== undefined;
}

/** Recomputes what is held back; answers whether anything differs from before. Must run inside a transaction. */
export function settleHolds(db: WriteDb): boolean {
  const before = stateOf(db);
  db.run('UPDATE branch SET is_kept = 0 WHERE is_kept = 1');
  db.run('DELETE FROM revoked_key');
  const forks = new Map(db.all<{ feed: string; from: number }>('SELECT feed, min(seq) AS "from" FROM branch GROUP BY feed').map(({ feed, from }): [string, ForkState] => [feed, { feed, from, kept: null }]));
  const holds = new Map<string, Hold>();
  for (const { feed, from } of forks.values()) least(holds, { feed, from, reason: 'fork', detail: '' });
  const unsound = db.all<{ feed: string; seq: number; hash: Buffer; text: string }>('SELECT feed, seq, hash, text FROM unsound ORDER BY feed, seq');
  for (const { feed, seq, text } of unsound) least(holds, { feed, from: seq, reason: 'unsound', detail: text });
  const bad = new Set(unsound.map(({ hash }) => hash.toString('hex')));
  const sites = new Map<string, string>();
  const rows = db.all<RosterRow>('SELECT h, feed, seq, hash FROM roster_commit ORDER BY h, feed, seq');
  const envelopes = rows.map((row) => envelopeOf(db, row));
  const acts = rosterActsOf(envelopes.flatMap((envelope, i) => (envelope && !bad.has(rows[i]!.hash.toString('hex')) ? [envelope] : [])));
  for (const act of acts) {
    if (isHeld(holds, act.at.feed, act.at.seq)) continue;
    if (act.kind === 'revoked') least(holds, { feed: act.feed, from: act.from, reason: 'revoked', detail: act.reason });
    else if (act.kind === 'enrolled') {
      const holder = sites.get(act.site) ?? act.feed;
      sites.set(act.site, holder);
      if (holder !== act.feed) least(holds, { feed: act.feed, from: 0, reason: 'site-taken', detail: act.site });
    } else if (act.kind === 'keyRevoked') {
      db.run('INSERT INTO revoked_key (person, key, counts) VALUES (?, ?, ?) ON CONFLICT DO NOTHING', act.person, act.key, JSON.stringify(act.counts));
    } else {
      const fork = forks.get(act.feed);
      // The first settling in the trail's order stands; a second one that did not know of it changes nothing.
      if (fork && fork.kept === null && keepBranch(db, fork, act.keep)) {
        fork.kept = act.keep;
        if (holds.get(act.feed)?.reason === 'fork') holds.delete(act.feed);
        for (const row of unsound) if (row.feed === act.feed && isOnKept(db, fork, row)) least(holds, { feed: row.feed, from: row.seq, reason: 'unsound', detail: row.text });
      }
    }
  }
  db.run('DELETE FROM held');
  for (const { feed, from, reason, detail } of holds.values()) db.run('INSERT INTO held (feed, from_seq, reason, detail) VALUES (?, ?, ?, ?)', feed, from, reason, detail);
  db.run('DELETE FROM fork');
  for (const { feed, from, kept } of forks.values()) db.run('INSERT INTO fork (feed, from_seq, kept, is_side) VALUES (?, ?, ?, ?)', feed, from, kept, db.get('SELECT 1 FROM branch WHERE feed = ? AND is_kept = 1', feed) ? 1 : 0);
  return stateOf(db) !== before;
}

const stateOf = (db: ReadDb): string => JSON.stringify([
  db.all('SELECT feed, from_seq FROM held ORDER BY feed'), db.all('SELECT feed, from_seq, kept, is_side FROM fork ORDER BY feed'),
  db.all("SELECT feed, seq, hex(hash) FROM branch WHERE is_kept = 1 ORDER BY feed, seq"), db.all('SELECT person, key, counts FROM revoked_key ORDER BY person, key'),
]);

/** Tells acts signed with a key that was revoked before they could count (SEC-02): they stay in the log and move no table. */
export function revokedActs(db: ReadDb): (event: TrailEvent, envelope: Envelope) => boolean {
  const revoked = db.all<{ person: string; key: string; counts: string }>('SELECT person, key, counts FROM revoked_key')
    .map(({ person, key, counts }) => ({ person, counts: JSON.parse(counts) as Record<string, number>, verifier: verifierFor(Buffer.from(key, 'hex')) }));
  if (revoked.length === 0) return () => false;
  return (event, envelope) => event.ps !== undefined && revoked.some(({ person, counts, verifier }) =>
    event.by === person && envelope.seq >= (counts[envelope.feed] ?? 0) && verifyAct(verifier, actOf(event, envelope), event.ps!));
}

/** Commits that count, in the trail's order: what the tables are folded from. */
export const liveCommits = `
  SELECT c.h, c.feed, c.seq, 0 AS is_side FROM commit_log c
    WHERE c.seq < ifnull((SELECT from_seq FROM held WHERE feed = c.feed), 9007199254740991)
      AND c.seq < ifnull((SELECT from_seq FROM fork WHERE feed = c.feed AND is_side = 1), 9007199254740991)
  UNION ALL
  SELECT b.h, b.feed, b.seq, 1 FROM branch b WHERE b.is_kept = 1 AND b.seq < ifnull((SELECT from_seq FROM held WHERE feed = b.feed), 9007199254740991)
  ORDER BY 1, 2, 3`;

/** The bytes of a commit that counts, from wherever it lies. */
export const liveEnvelope = (db: ReadDb, feed: string, seq: number): { env: Uint8Array; hash: Buffer } | undefined =>
  db.get<{ env: Uint8Array; hash: Buffer }>('SELECT env, hash FROM branch WHERE feed = ? AND seq = ? AND is_kept = 1', feed, seq)
  ?? db.get<{ env: Uint8Array; hash: Buffer }>('SELECT env, hash FROM commit_log WHERE feed = ? AND seq = ?', feed, seq);

/** The last commit of a feed that counts; null when none does. */
export function lastLive(db: ReadDb, feed: string, head: { seq: number; hash: Buffer; h: string }): Placed | null {
  const held = db.get<{ from_seq: number }>('SELECT from_seq FROM held WHERE feed = ?', feed)?.from_seq ?? null;
  const side = db.get<{ seq: number; hash: Buffer; h: string; line: string }>('SELECT seq, hash, h, line FROM branch WHERE feed = ? AND is_kept = 1 AND seq < ifnull(?, 9007199254740991) ORDER BY seq DESC LIMIT 1', feed, held);
  if (side) return { feed, ...side };
  if (held === null || head.seq < held) return { feed, seq: head.seq, hash: head.hash, h: head.h, line: feed };
  const row = db.get<{ seq: number; hash: Buffer; h: string }>('SELECT seq, hash, h FROM commit_log WHERE feed = ? AND seq = ?', feed, held - 1);
  return row ? { feed, ...row, line: feed } : null;
}

/** Whether a commit that lies in the log (or beside it) counts. */
export function isLive(db: ReadDb, { feed, seq, hash, line }: Placed): boolean {
  const held = db.get<{ from_seq: number }>('SELECT from_seq FROM held WHERE feed = ?', feed);
  if (held && seq >= held.from_seq) return false;
  if (line !== feed) return db.get('SELECT 1 FROM branch WHERE feed = ? AND seq = ? AND hash = ? AND is_kept = 1', feed, seq, hash) !== undefined;
  const fork = db.get<{ from_seq: number }>('SELECT from_seq FROM fork WHERE feed = ? AND is_side = 1', feed);
  return !fork || seq < fork.from_seq;
}
