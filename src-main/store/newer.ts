// Events that only a newer Gavel understands: kept and handed on by this one, and named where they stand (trail design, A8).
import type { NewerEvent } from '../ports.ts';
import { readCommit } from './event-log.ts';
import { liveEnvelope } from './holds.ts';
import type { ReadDb } from './open.ts';

type Row = { feed: string; seq: number; hash: Buffer; place: number; h: string };

/** Those about one subject, of commits that count, in the trail's order. What they say stays unread. */
export function newerEvents(db: ReadDb, subject: string): NewerEvent[] {
  const rows = db.all<Row>(`SELECT n.feed, n.seq, n.hash, n.place, ifnull(b.h, l.h) AS h FROM newer_event n
    LEFT JOIN branch b ON b.feed = n.feed AND b.seq = n.seq AND b.hash = n.hash AND b.is_kept = 1 LEFT JOIN commit_log l ON l.feed = n.feed AND l.seq = n.seq AND l.hash = n.hash
    WHERE n.subject = ? AND NOT EXISTS (SELECT 1 FROM held WHERE held.feed = n.feed AND held.from_seq <= n.seq) ORDER BY 5, n.feed, n.seq, n.place`, subject);
  return rows.flatMap(({ feed, seq, hash, place, h }) => {
    const live = liveEnvelope(db, feed, seq);
    // A commit of a branch that was not admitted counts for nothing.
    const event = live?.hash.equals(hash) ? readCommit(live.env, { feed, seq }).events[place] : undefined;
    return event ? [{ type: event.t, by: event.by, at: event.at, isSigned: event.ps !== undefined, h, feed, seq, place, hash: hash.toString('hex') }] : [];
  });
}
