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
import { appendLeaf } from '../trail/merkle.ts';
import { frontierOf, headOf, makeCheckpoint } from './checkpoints.ts';
import type { Feed, Head } from './checkpoints.ts';
import { asReadBack, decodeEvent, encodeEvent } from './event-codec.ts';
import type { StoredPayload } from './event-codec.ts';
import type { WriteDb } from './open.ts';

/** Commits between two checkpoints of a feed (trail design, A6). */
const checkpointEvery = 256;

/** An event may bring its own actor and time: only the worked example, whose history lies in the past, does. */
export type Appended = DomainEvent & { by?: string; at?: string };
export type Stamp = { by: string; at: string; personKey: KeyObject | null; import?: string };
export type Place = { h: string; feed: string; seq: number; place: number };

export type EventLogOptions = { db: WriteDb; org: string; app: string; rosterFeed: string; nowMs: () => number };

type Heads = ReadonlyMap<string, Head>;
const headsOf = (db: WriteDb): Heads => new Map(db.all<{ feed: string }>('SELECT feed FROM merkle_frontier ORDER BY feed').flatMap(({ feed }) => { const head = headOf(db, feed); return head ? [[feed, head]] : []; }));

/** The latest stamp of any feed here: the clock never goes back, whatever the wall says. */
function lastStamp(heads: Heads): string | null {
  let last: string | null = null;
  for (const { hlc } of heads.values()) if (last === null || hlc > last) last = hlc;
  return last;
}

const payloadBytes = (db: WriteDb, commitment: string): Uint8Array | null =>
  db.get<{ bytes: Uint8Array | null }>("SELECT bytes FROM payload WHERE commitment = ? AND state = 'kept'", Buffer.from(commitment, 'hex'))?.bytes ?? null;

const positionOf = (head: Head | undefined): [number, string] => (head ? [head.seq + 1, head.hash.toString('hex')] : [0, '']);

/** Peers' heads; a single feed has seen the roster only. */
function seenBy(heads: Heads, feed: string): Record<string, [number, string]> {
  const before = heads.get(feed)?.hlc ?? '';
  return Object.fromEntries([...heads].flatMap(([other, head]) => (other !== feed && head.hlc > before ? [[other, positionOf(head)]] : [])));
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
  append(feed: Feed, events: readonly Appended[], stamp: Stamp): { events: StampedEvent[]; at: Place; hash: string };
  /** Signs where a feed stands now; answers its text, or null when nothing was added since the last one. */
  checkpoint(feed: Feed): { text: string; sig: Uint8Array } | null;
  /** Events of one subject in projection order. */
  ofSubject(subject: string): { event: StampedEvent; place: Place; hash: string }[];
  /** Every event in projection order, for a rebuild. */
  all(): Generator<{ event: StampedEvent; place: Place }>;
  head(feed: string): { count: number; hash: string } | null;
  /** The hash of the bytes that stand at a place now, whatever is stored beside them. */
  hashAt(feed: string, seq: number): string | null;
  /** One event by its place, with the hash of its commit. */
  at(place: Omit<Place, 'h'>): { event: StampedEvent; hash: string } | null;
};

function logReads(db: WriteDb): Omit<EventLog, 'append' | 'checkpoint'> {
  const at: EventLog['at'] = ({ feed, seq, place }) => {
    const row = db.get<{ env: Uint8Array; hash: Buffer }>('SELECT env, hash FROM commit_log WHERE feed = ? AND seq = ?', feed, seq);
    const trail = row && readCommit(row.env, { feed, seq }).events[place];
    const event = trail && decodeEvent(trail, (c) => payloadBytes(db, c));
    return event ? { event, hash: row.hash.toString('hex') } : null;
  };

  return {
    at,
    ofSubject: (subject) => db.all<Place>('SELECT h, feed, seq, place FROM event WHERE subject = ? ORDER BY h, feed, seq, place', subject)
      .flatMap((place) => { const found = at(place); return found ? [{ ...found, place }] : []; }),
    *all() {
      for (const row of db.all<{ h: string; feed: string; seq: number }>('SELECT h, feed, seq FROM commit_log ORDER BY h, feed, seq')) {
        const { env } = db.get<{ env: Uint8Array }>('SELECT env FROM commit_log WHERE feed = ? AND seq = ?', row.feed, row.seq)!;
        for (const [place, trail] of readCommit(env, row).events.entries()) {
          const event = decodeEvent(trail, (c) => payloadBytes(db, c));
          if (event) yield { event, place: { ...row, place } };
        }
      }
    },
    hashAt: (feed, seq) => {
      const row = db.get<{ env: Uint8Array }>('SELECT env FROM commit_log WHERE feed = ? AND seq = ?', feed, seq);
      return row ? commitHash(row.env).toString('hex') : null;
    },
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
    const hlc = tick(lastStamp(heads), nowMs());
    const encoded = events.map((event) => encodeEvent(event, { by: event.by ?? stamp.by, at: event.at ?? stamp.at }));
    const envelope: Envelope = {
      v: 1, org, feed: feed.feed, seq, prev: head ? head.hash.toString('hex') : null, hlc, schema: 1, app,
      seen: seenBy(heads, feed.feed), roster: positionOf(heads.get(rosterFeed)), events: encoded.map((e) => e.trail),
      ...(stamp.import ? { import: stamp.import } : {}),
    };
    // The act names the roster position of its commit, hence signed after the envelope is laid out.
    envelope.events = events.map((event, i) => {
      const trail = encoded[i]!.trail;
      return ruleOf(event.type).signed && feed.feed !== rosterFeed ? sign(trail, envelope, stamp.personKey) : trail;
    });
    const sealed = sealCommit(envelope, feed.key);
    db.run('INSERT INTO commit_log (feed, seq, hash, prev, hlc, h, env, sig, received_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
      feed.feed, seq, sealed.hash, head ? head.hash : null, hlc, hlc, sealed.bytes, sealed.sig, stamp.at);
    for (const { payloads } of encoded) for (const p of payloads) storePayload(p);
    const frontier = appendLeaf(frontierOf(db, feed.feed), sealed.hash);
    db.run('INSERT INTO merkle_frontier (feed, count, hashes) VALUES (?, ?, ?) ON CONFLICT (feed) DO UPDATE SET count = excluded.count, hashes = excluded.hashes', feed.feed, frontier.count, frontier.hashes.join(' '));
    if (frontier.count % checkpointEvery === 0) checkpoint(feed);
    const stamped = envelope.events.map((trail, i): StampedEvent => {
      const event = events[i]!;
      return { type: event.type, subject: event.subject, data: asReadBack(event.data), text: asReadBack(event.text ?? {}), by: trail.by, at: trail.at, isSigned: trail.ps !== undefined, signature: trail.ps ?? null, redacted: [] };
    });
    return { events: stamped, at: { h: hlc, feed: feed.feed, seq, place: 0 }, hash: sealed.hash.toString('hex') };
  };

  const checkpoint: EventLog['checkpoint'] = (feed) => makeCheckpoint(db, org, feed, nowMs);
  return { append, checkpoint, ...logReads(db) };
}
