// Reads about exchange: devices and what they have seen, what waits, what is held back, where a feed has forked.
import type { Fork, HeldFeed, PeerRow, Waiting } from '#contract/exchange.ts';
import type { QueryHandlers, ReadContext } from '../ports.ts';
import { nameOf } from './change.ts';
import { conflictPage, conflictView, countConflicts } from './conflicts.ts';

type Db = Pick<ReadContext, 'db'>;
export const siteOf = ({ db }: Db, feed: string): string => db.get<{ site: string }>('SELECT site FROM device WHERE feed = ?', feed)?.site ?? '';
/** The site of a feed's device; the organisation's own feed has none and is called by what it holds. */
export const writerOf = (context: ReadContext, feed: string): string => siteOf(context, feed) || (feed === context.organisation.rosterFeed ? 'roster' : '');

type DeviceSqlRow = { feed: string; site: string; age: string | null; revoked_from: number | null; enrolled_at: string; count: number | null; sent_at: string | null; received_at: string | null };
export function peersOf({ db, organisation, trail }: ReadContext): PeerRow[] {
  const total = db.get<{ n: number }>('SELECT ifnull(sum(count), 0) AS n FROM merkle_frontier')!.n;
  const rows = db.all<DeviceSqlRow>(`SELECT d.feed, d.site, d.age, d.revoked_from, d.enrolled_at, m.count, s.at AS sent_at, (SELECT max(at) FROM bundle_seen b WHERE b.feed = d.feed) AS received_at
    FROM device d LEFT JOIN merkle_frontier m ON m.feed = d.feed LEFT JOIN bundle_sent s ON s.feed = d.feed ORDER BY d.site, d.feed LIMIT 1024`);
  return rows.map((row) => {
    const isOwn = row.feed === organisation.deviceFeed;
    const seen = Object.values(trail.seenBy(row.feed)).reduce((sum, count) => sum + count, 0);
    return {
      feed: row.feed, site: row.site, isOwn, enrolledAt: row.enrolled_at, revokedFrom: row.revoked_from, canReceive: row.age !== null && row.revoked_from === null,
      count: row.count ?? 0, behind: isOwn ? 0 : Math.max(0, total - seen), lastSentAt: row.sent_at, lastReceivedAt: row.received_at,
    };
  });
}

/** What commits wait for, as one run per feed. A feed nobody enrolled waits for its enrolment. */
export function waitingOf(context: Db): Waiting[] {
  const rows = context.db.all<{ feed: string; seq: number; n: number }>('SELECT waits_feed AS feed, max(waits_seq) AS seq, count(*) AS n FROM pending GROUP BY waits_feed ORDER BY waits_feed');
  return rows.map(({ feed, seq, n }) => {
    const have = context.db.get<{ count: number }>('SELECT count FROM merkle_frontier WHERE feed = ?', feed)?.count ?? 0;
    return { feed, site: siteOf(context, feed), from: Math.min(have, Math.max(0, seq)), to: Math.max(have, seq), count: n };
  });
}

const holdReason: Record<string, HeldFeed['reason']> = { fork: 'fork', revoked: 'revoked', unsound: 'unsound', 'site-taken': 'unsound' };
export function heldOf(context: Db): HeldFeed[] {
  const rows = context.db.all<{ feed: string; from_seq: number; reason: string; detail: string; count: number | null }>('SELECT h.feed, h.from_seq, h.reason, h.detail, m.count FROM held h LEFT JOIN merkle_frontier m ON m.feed = h.feed ORDER BY h.feed');
  return rows.map((row) => ({
    feed: row.feed, site: siteOf(context, row.feed), from: row.from_seq, count: Math.max(0, (row.count ?? 0) - row.from_seq), reason: holdReason[row.reason] ?? 'unsound',
    detail: row.reason === 'site-taken' ? `Its site code ${row.detail} was given to another device first.` : row.detail,
  }));
}

const told = (context: Db, feed: string, hash: Buffer, table: 'branch' | 'commit_log'): string[] => {
  const row = context.db.get<{ env: Uint8Array }>(`SELECT env FROM ${table} WHERE feed = ? AND hash = ?`, feed, hash);
  const events = row ? (JSON.parse(Buffer.from(row.env).toString('utf8')) as { events: { t: string; by: string }[] }).events : [];
  return [...new Set(events.map(({ t, by }) => `${t} by ${nameOf(context, by.slice(7)) || 'somebody'}`))].slice(0, 5);
};

export function forksOf(context: Db): Fork[] {
  const { db } = context;
  return db.all<{ feed: string; from_seq: number; kept: string | null }>('SELECT feed, from_seq, kept FROM fork ORDER BY feed').map(({ feed, from_seq: from, kept }) => {
    const log = db.get<{ seq: number; hash: Buffer; received_at: string }>('SELECT seq, hash, received_at FROM commit_log WHERE feed = ? AND seq >= ? ORDER BY seq DESC LIMIT 1', feed, from);
    const first = db.get<{ received_at: string }>('SELECT received_at FROM commit_log WHERE feed = ? AND seq = ?', feed, from);
    const tips = db.all<{ seq: number; hash: Buffer; received_at: string }>('SELECT seq, hash, received_at FROM branch b WHERE feed = ? AND NOT EXISTS (SELECT 1 FROM branch n WHERE n.feed = b.feed AND n.prev = b.hash) ORDER BY seq, hash', feed);
    const branches = [...(log ? [{ ...log, table: 'commit_log' as const, start: first?.received_at ?? log.received_at }] : []), ...tips.map((tip) => ({ ...tip, table: 'branch' as const, start: tip.received_at }))];
    return {
      feed, site: siteOf(context, feed), from, isSettled: kept !== null,
      branches: branches.map(({ seq, hash, received_at: to, table, start }) => ({ head: hash.toString('hex'), count: seq - from + 1, from: start, to, what: told(context, feed, hash, table) })),
    };
  });
}

export const exchangeQueries = {
  'exchange.status': (context) => ({
    peers: peersOf(context), waiting: waitingOf(context), held: heldOf(context), forks: forksOf(context), conflicts: countConflicts(context),
    missingTexts: context.db.get<{ n: number }>('SELECT count(DISTINCT commitment) AS n FROM missing_text')!.n,
    bundles: context.db.all<{ bundle: string; feed: string; purpose: string; at: string; new: number }>('SELECT bundle, feed, purpose, at, new FROM bundle_seen ORDER BY at DESC, bundle LIMIT 20').map(({ feed, ...bundle }) => ({ ...bundle, from: feed, site: siteOf(context, feed) })),
  }),
  'bundle.conflicts': conflictPage,
  'bundle.conflict': conflictView,
} satisfies Partial<QueryHandlers>;
