// Reading events back with what their writers had seen, for folding a record anew.
import type { Cause, EventPlace } from '../domain/past.ts';
import { newTrace } from '../domain/past.ts';
import type { StampedEvent } from '../domain/event.ts';
import type { Envelope } from '../trail/envelope.ts';
import { hadSeen, lineOf, pastAt } from './causality.ts';
import type { LineSpot, Past, Spot } from './causality.ts';
import { decodeEvent } from './event-codec.ts';
import { liveEnvelope, revokedActs } from './holds.ts';
import type { ReadDb } from './open.ts';
import { payloadOf } from './payloads.ts';
import { isAuthorising, withSigner } from './signers.ts';

export type Place = { h: string; feed: string; seq: number; place: number };
/** An event of a commit, by its place there: places of events that only a newer version knows are left out. */
export type Told = { event: StampedEvent; place: number };
/** An event as it is folded again: where it stands and what its writer had seen. */
export type Replayed = { event: StampedEvent; at: Place; line: string; past: Past; isRoleDisputed: boolean };
export type TrailReader = {
  /** Events of a commit that counts, by their places; those of a newer version are left out. */
  eventsOf(commit: Spot): Told[];
  at(places: readonly Place[]): Replayed[];
  /** Events of a record in the trail's order. */
  ofSubject(subject: string): Replayed[];
};

/** The trail's order, as for sort. */
export const inOrder = ({ at: a }: { at: Place }, { at: b }: { at: Place }): number =>
  a.h !== b.h ? (a.h < b.h ? -1 : 1) : a.feed !== b.feed ? (a.feed < b.feed ? -1 : 1) : a.seq - b.seq || a.place - b.place;

/** A decision is named by its place in conflicts; other events need none. */
export const placed = (event: StampedEvent, { feed, seq, place }: Place): StampedEvent => (event.type === 'cab.decisionRecorded' ? { ...event, place: `${feed}:${seq}:${place}` } : event);

/** Commits kept parsed; a record's events lie close together more often than not. */
const keptCommits = 48;

/** Whether the role a decision was signed in was taken away by somebody who had not seen it, and whom its writer had not seen (trail design, B5). */
export function roleDisputes(db: ReadDb, event: StampedEvent, writer: LineSpot, past: Past): boolean {
  const revoked = db.all<Spot & { place: number }>("SELECT feed, seq, place FROM event WHERE subject = ? AND type = 'role.revoked'", event.by);
  return revoked.some((place) => {
    const there = { line: lineOf(db, place), seq: place.seq };
    return !hadSeen(writer, past, there) && isRevocationOf(db, place, event) && !hadSeen(there, pastOfLive(db, place), writer);
  });
}
function isRevocationOf(db: ReadDb, { feed, seq, place }: Spot & { place: number }, event: StampedEvent): boolean {
  const row = liveEnvelope(db, feed, seq);
  const envelope = row && JSON.parse(Buffer.from(row.env).toString('utf8')) as Envelope;
  return envelope?.events[place]?.d['revoked'] === event.data['role'];
}

/** What the writer of a commit that counts had seen. */
export function pastOfLive(db: ReadDb, spot: Spot): Past {
  const side = db.get<{ past: string }>('SELECT past FROM branch WHERE feed = ? AND seq = ? AND is_kept = 1', spot.feed, spot.seq);
  return side ? JSON.parse(side.past) as Past : pastAt(db, spot);
}

type Commit = { envelope: Envelope; past: Past; line: string };

/** Bytes were checked when they were stored; a rebuild or verification checks them again, this does not. */
export function openReader(db: ReadDb): TrailReader {
  const isVoid = revokedActs(db);
  const kept = new Map<string, Commit>();
  const text = (commitment: string): Uint8Array | null => {
    const found = payloadOf(db, commitment);
    return found && 'bytes' in found ? found.bytes : null;
  };
  const commitAt = (spot: Spot): Commit | null => {
    const key = `${spot.feed}/${spot.seq}`;
    const known = kept.get(key);
    if (known) return known;
    const row = liveEnvelope(db, spot.feed, spot.seq);
    if (!row) return null;
    const read = { envelope: JSON.parse(Buffer.from(row.env).toString('utf8')) as Envelope, past: pastOfLive(db, spot), line: lineOf(db, spot) };
    if (kept.size >= keptCommits) kept.delete(kept.keys().next().value!);
    kept.set(key, read);
    return read;
  };
  const at = (places: readonly Place[]): Replayed[] => places.flatMap((place) => {
    const commit = commitAt(place);
    const trail = commit?.envelope.events[place.place];
    const event = trail && !isVoid(trail, commit!.envelope) && decodeEvent(trail, text);
    if (!event) return [];
    const { past, line } = commit!;
    return [{ event: isAuthorising(event) ? withSigner(db, event, { line, seq: place.seq }, past) : event, at: place, line, past, isRoleDisputed: event.type === 'cab.decisionRecorded' && roleDisputes(db, event, { line, seq: place.seq }, past) }];
  });
  return {
    at,
    ofSubject: (subject) => at(db.all<Place>('SELECT h, feed, seq, place FROM event WHERE subject = ? ORDER BY h, feed, seq, place', subject)),
    eventsOf: (spot) => {
      const commit = commitAt(spot);
      return (commit?.envelope.events ?? []).flatMap((trail, place) => {
        const event = isVoid(trail, commit!.envelope) ? null : decodeEvent(trail, text);
        return event ? [{ event, place }] : [];
      });
    },
  };
}

/** The causes of one record's events, which share the memory of what was written where. */
export function causesOf(replayed: readonly Replayed[]): { event: StampedEvent; cause: Cause }[] {
  const trace = newTrace();
  return replayed.map(({ event, at, line, past, isRoleDisputed }) => {
    const { feed, seq, place } = at;
    return { event: placed(event, at), cause: { place: { feed, line, seq, place }, saw: (other: EventPlace) => hadSeen({ line, seq }, past, other), trace, isRoleDisputed } };
  });
}
