// The event log. Append-only; nothing here updates or deletes. One append = one commit = one signature.
import type { KeyObject } from 'node:crypto';
import { appError } from '../app-error.ts';
import type { DomainEvent, StampedEvent } from '../domain/event.ts';
import { ruleOf } from '../domain/event.ts';
import { actOf, signAct } from '../trail/act.ts';
import { tick } from '../trail/clock.ts';
import { EnvelopeError, parseEnvelope, sealCommit } from '../trail/envelope.ts';
import type { Envelope, TrailEvent } from '../trail/envelope.ts';
import { commitHash } from '../trail/hashes.ts';
import { isRosterEvent } from '../trail/roster.ts';
import { notePast, pastAt, standing } from './causality.ts';
import type { Past, Placed } from './causality.ts';
import { growFeed, headOf, headsOf, makeCheckpoint } from './checkpoints.ts';
import type { Feed, Head } from './checkpoints.ts';
import { asReadBack, decodeEvent, encodeEvent } from './event-codec.ts';
import type { StoredPayload } from './event-codec.ts';
import { lastLive, liveCommits, liveEnvelope, revokedActs } from './holds.ts';
import type { ReadDb, WriteDb } from './open.ts';
import type { Place, Told } from './replay.ts';

/** Commits between two checkpoints of a feed (trail design, A6). */
const checkpointEvery = 256;

/** An event may bring its own actor and time: only the worked example, whose history lies in the past, does. */
export type Appended = DomainEvent & { by?: string; at?: string };
export type Stamp = { by: string; at: string; personKey: KeyObject | null; import?: string };

export type EventLogOptions = { db: WriteDb; org: string; app: string; rosterFeed: string; nowMs: () => number };

type Heads = ReadonlyMap<string, Head>;

/** The clock of this device: its own last stamp, or what a merge moved it to. Never back, whatever the wall says (trail design, B4). */
function lastStamp(db: ReadDb, own: Head | undefined): string | null {
  const moved = db.get<{ clock: string | null }>('SELECT clock FROM device_state')?.clock ?? null;
  return own && (moved === null || own.hlc > moved) ? own.hlc : moved;
}

const payloadBytes = (db: ReadDb, commitment: string): Uint8Array | null =>
  db.get<{ bytes: Uint8Array | null }>("SELECT bytes FROM payload WHERE commitment = ? AND state = 'kept'", Buffer.from(commitment, 'hex'))?.bytes ?? null;

const positionOf = (head: Head | undefined): [number, string] => (head ? [head.seq + 1, head.hash.toString('hex')] : [0, '']);

/** Other feeds as far as they count here, where they went on since the writer last looked; the roster is named by its own field as well. */
function newlySeen(db: ReadDb, heads: Heads, feed: string, past: Past): Placed[] {
  const seen: Placed[] = [];
  for (const [other, head] of heads) {
    if (other === feed) continue;
    const last = lastLive(db, other, head);
    if (last && last.seq >= (past[last.line] ?? 0)) seen.push(last);
  }
  return seen;
}

/** A stored commit; bytes that are none any more are a broken chain, not a fault. */
export function readCommit(env: Uint8Array, { feed, seq }: { feed: string; seq: number }): Envelope {
  try {
    return parseEnvelope(env);
  } catch (error) {
    if (error instanceof EnvelopeError) throw appError('chain_broken', { feed, seq, problem: error.reason });
    throw error;
  }
}

/** What the log does for the rest of the store. */
export type EventLog = {
  /** Stamps, signs, chains and stores the events as one commit; must run inside a transaction. Answers the events as they will be read back. */
  append(feed: Feed, events: readonly Appended[], stamp: Stamp): { told: Told[]; at: Place; hash: string };
  /** Signs where a feed stands now; answers its text, or null when nothing was added since the last one. */
  checkpoint(feed: Feed): { text: string; sig: Uint8Array } | null;
  /** Events of one subject in projection order. */
  ofSubject(subject: string): { event: StampedEvent; place: Place; hash: string }[];
  /** Every commit that counts, in the trail's order, with the events this version knows. */
  all(): Generator<{ told: Told[]; at: Place }>;
  head(feed: string): { count: number; hash: string } | null;
  /** Where this device's own writing ends: before anything a bundle brought under its name. */
  headOfOwn(feed: string): { count: number; hash: string } | null;
  /** Commits of a feed by the log itself, whatever is remembered beside it. */
  stored(feed: string): number;
  /** The hash of the bytes that stand at a place now, whatever is stored beside them. */
  hashAt(feed: string, seq: number): string | null;
  /** One event by its place, with the hash of its commit. */
  at(place: Omit<Place, 'h'>): { event: StampedEvent; hash: string } | null;
};

function logReads(db: WriteDb): Omit<EventLog, 'append' | 'checkpoint'> {
  const at: EventLog['at'] = ({ feed, seq, place }) => {
    const row = liveEnvelope(db, feed, seq);
    const trail = row && readCommit(row.env, { feed, seq }).events[place];
    const event = trail && decodeEvent(trail, (c) => payloadBytes(db, c));
    return event ? { event, hash: row.hash.toString('hex') } : null;
  };

  return {
    at,
    ofSubject: (subject) => {
      // Many of a record's events stand in few commits: each is read once.
      const commits = new Map<string, { envelope: Envelope; hash: string } | null>();
      const commitAt = ({ feed, seq }: Place): { envelope: Envelope; hash: string } | null => {
        const key = `${feed}/${seq}`;
        const known = commits.get(key);
        if (known !== undefined) return known;
        const row = liveEnvelope(db, feed, seq);
        const read = row ? { envelope: readCommit(row.env, { feed, seq }), hash: row.hash.toString('hex') } : null;
        commits.set(key, read);
        return read;
      };
      return db.all<Place>('SELECT h, feed, seq, place FROM event WHERE subject = ? ORDER BY h, feed, seq, place', subject).flatMap((place) => {
        const commit = commitAt(place);
        const trail = commit?.envelope.events[place.place];
        const event = trail && decodeEvent(trail, (c) => payloadBytes(db, c));
        return event ? [{ event, hash: commit!.hash, place }] : [];
      });
    },
    *all() {
      const isVoid = revokedActs(db);
      for (const row of db.all<{ h: string; feed: string; seq: number }>(liveCommits)) {
        const { env } = liveEnvelope(db, row.feed, row.seq)!;
        const envelope = readCommit(env, row);
        const told = envelope.events.flatMap((trail, place) => {
          const event = isVoid(trail, envelope) ? null : decodeEvent(trail, (c) => payloadBytes(db, c));
          return event ? [{ event, place }] : [];
        });
        yield { told, at: { h: row.h, feed: row.feed, seq: row.seq, place: 0 } };
      }
    },
    hashAt: (feed, seq) => {
      const row = db.get<{ env: Uint8Array }>('SELECT env FROM commit_log WHERE feed = ? AND seq = ?', feed, seq);
      return row ? commitHash(row.env).toString('hex') : null;
    },
    headOfOwn: (feed) => {
      const foreign = db.get<{ seq: number | null }>('SELECT min(seq) AS seq FROM commit_log WHERE feed = ? AND via_bundle IS NOT NULL', feed)?.seq ?? null;
      const held = db.get<{ from_seq: number }>('SELECT from_seq FROM held WHERE feed = ?', feed)?.from_seq ?? null;
      const row = db.get<{ seq: number; hash: Buffer }>('SELECT seq, hash FROM commit_log WHERE feed = ? AND seq < ? ORDER BY seq DESC LIMIT 1', feed, Math.min(foreign ?? Number.MAX_SAFE_INTEGER, held ?? Number.MAX_SAFE_INTEGER));
      return row ? { count: row.seq + 1, hash: row.hash.toString('hex') } : null;
    },
    stored: (feed) => (db.get<{ seq: number }>('SELECT seq FROM commit_log WHERE feed = ? ORDER BY seq DESC LIMIT 1', feed)?.seq ?? -1) + 1,
    head: (feed) => { const h = headOf(db, feed); return h ? { count: h.seq + 1, hash: h.hash.toString('hex') } : null; },
  };
}

export function openEventLog({ db, org, app, rosterFeed, nowMs }: EventLogOptions): EventLog {
  const storePayload = (p: StoredPayload): void => {
    db.run("INSERT INTO payload (commitment, salt, bytes, class, state) VALUES (?, ?, ?, ?, 'kept')", Buffer.from(p.commitment, 'hex'), p.salt, p.bytes, p.class);
  };

  const sign = (trail: TrailEvent, envelope: Envelope, personKey: KeyObject | null): TrailEvent => {
    if (personKey === null) throw appError('signed_out');
    return { ...trail, ps: signAct(personKey, actOf(trail, envelope)) };
  };

  const append: EventLog['append'] = (feed, events, stamp) => {
    const heads = headsOf(db);
    const head = heads.get(feed.feed);
    const seq = head ? head.seq + 1 : 0;
    const hlc = tick(lastStamp(db, head), nowMs());
    const before = head ? { feed: feed.feed, line: feed.feed, ...head } : null;
    const seen = newlySeen(db, heads, feed.feed, head ? pastAt(db, { feed: feed.feed, seq: head.seq }) : {});
    const encoded = events.map((event) => encodeEvent(event, { by: event.by ?? stamp.by, at: event.at ?? stamp.at }));
    const envelope: Envelope = {
      v: 1, org, feed: feed.feed, seq, prev: head ? head.hash.toString('hex') : null, hlc, schema: 1, app,
      seen: Object.fromEntries(seen.map(({ feed: other, seq: last, hash }) => [other, [last + 1, hash.toString('hex')]])),
      roster: positionOf(heads.get(rosterFeed)), events: encoded.map((e) => e.trail),
      ...(stamp.import ? { import: stamp.import } : {}),
    };
    // The act names the roster position of its commit, hence signed after the envelope is laid out.
    envelope.events = events.map((event, i) => {
      const trail = encoded[i]!.trail;
      return ruleOf(event.type).signed && !feed.isRoot && feed.feed !== rosterFeed ? sign(trail, envelope, stamp.personKey) : trail;
    });
    const sealed = sealCommit(envelope, feed.key);
    const { h, past, isPastNew } = standing(db, { hlc, line: feed.feed }, before, seen);
    db.run('INSERT INTO commit_log (feed, seq, hash, prev, hlc, h, env, sig, received_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
      feed.feed, seq, sealed.hash, head ? head.hash : null, hlc, h, sealed.bytes, sealed.sig, stamp.at);
    if (isPastNew) notePast(db, { feed: feed.feed, seq }, past);
    if (envelope.events.some(isRosterEvent)) db.run('INSERT INTO roster_commit (h, feed, seq, hash) VALUES (?, ?, ?, ?)', h, feed.feed, seq, sealed.hash);
    for (const { payloads } of encoded) for (const p of payloads) storePayload(p);
    if (growFeed(db, feed.feed, { hash: sealed.hash, hlc, h }) % checkpointEvery === 0) checkpoint(feed);
    const told = envelope.events.map((trail, place): Told => {
      const event = events[place]!;
      return { place, event: { type: event.type, subject: event.subject, data: asReadBack(event.data), text: asReadBack(event.text ?? {}), by: trail.by, at: trail.at, isSigned: trail.ps !== undefined, signature: trail.ps ?? null, redacted: [] } };
    });
    return { told, at: { h, feed: feed.feed, seq, place: 0 }, hash: sealed.hash.toString('hex') };
  };

  const checkpoint: EventLog['checkpoint'] = (feed) => makeCheckpoint(db, org, feed, nowMs);
  return { append, checkpoint, ...logReads(db) };
}
