// A workspace as the rest of the core sees it: append facts, read tables, know who is who.
import type { KeyObject } from 'node:crypto';
import type { Subject } from '#contract/define.ts';
import { appError } from '../app-error.ts';
import type { LogRow, Organisation, Records, SeenCommit, TrailReads } from '../ports.ts';
import { parseCheckpoint } from '../trail/checkpoint.ts';
import { feedIdOf } from '../trail/keys.ts';
import type { BranchCommit } from '../trail/branches.ts';
import type { TrailSource } from '../trail/verify.ts';
import type { Feed } from './checkpoints.ts';
import { openEventLog, readCommit } from './event-log.ts';
import type { Appended, EventLog, Stamp } from './event-log.ts';
import { readMark, writeMark } from './high-water.ts';
import type { Mark } from './high-water.ts';
import { readDevice } from './key-files.ts';
import { newerEvents } from './newer.ts';
import type { ReadDb, WriteDb } from './open.ts';
import { openDatabase } from './open.ts';
import { liveEnvelope, settleHolds } from './holds.ts';
import { openOwnActs } from './own-acts.ts';
import { project } from './projections/projector.ts';
import { replay } from './projections/refold.ts';
import { refoldAll } from './rebuild.ts';
import { findSubject, openAsOf } from './as-of.ts';
import { findPlaced, hadSeen, lineOf, seenBy } from './causality.ts';
import { proofFrom } from './proving.ts';
import { checkpointsOf, stampsOf } from './stamping.ts';
import { withheldAmong } from './withheld.ts';
import { openReader, pastOfLive } from './replay.ts';
import { readRestoreNote } from './restore-note.ts';
import { recordsOf } from './records.ts';

/** `key` opens the database of an encrypted workspace (SEC-04). */
export type StoreOptions = { dir: string; dataDir: string; migrations: string; app: string; nowMs: () => number; key?: Uint8Array | null };
export type Store = {
  dir: string;
  dataDir: string;
  app: string;
  /** What opens the database; null when it is not encrypted. Threads that open it are handed it in memory. */
  key: Uint8Array | null;
  db: WriteDb;
  log: EventLog;
  records: Records;
  organisation: Organisation;
  /** Why nothing may be written here, or null. Set when the trail turns out not to hold: after that nothing more is added to it. */
  readOnly: { code: 'older_than_mark' | 'chain_broken' | 'feed_elsewhere' | 'restored_copy'; facts: Record<string, unknown> } | null;
  trail: TrailReads;
  source: TrailSource;
  /** One commit inside the caller's transaction; answers what it touched. */
  commit(events: readonly Appended[], stamp: Stamp, deviceKey: KeyObject): Set<Subject>;
  /** Entries of the roster signed by the organisation's root, in its own feed. Inside the caller's transaction. */
  commitAsRoot(events: readonly Appended[], stamp: Omit<Stamp, 'personKey'>, rootKey: KeyObject): Set<Subject>;
  /** After a transaction: notes how far this device has written. */
  mark(deviceKey: KeyObject): void;
  nextNumber(letter: string): string;
  close(): void;
};

/** Entries after which it has to be asked again what counts. */
const holdTypes: ReadonlySet<string> = new Set(['device.revoked', 'roster.confirmed', 'fork.resolved']);

type OrganisationRow = { id: string; name: string; root_key: string; former_roots: string; ca: string; is_sample: number };
type DeviceRow = { feed: string; key: string; site: string };

/** Every root of the organisation (hex), the founding one first, the one in force last. */
const rootsOf = (row: Pick<OrganisationRow, 'root_key' | 'former_roots'>): string[] => [...JSON.parse(row.former_roots) as string[], row.root_key];

function organisationOf(db: WriteDb, dir: string): { organisation: Organisation; deviceKey: Uint8Array } {
  const org = db.get<OrganisationRow>('SELECT * FROM organisation');
  const { feed } = readDevice(dir);
  const device = db.get<DeviceRow>('SELECT feed, key, site FROM device WHERE feed = ?', feed);
  if (!org || !device) throw appError('not_a_workspace', { place: dir });
  const organisation: Organisation = { id: org.id, name: org.name, site: device.site, rootKey: org.root_key, caFingerprint: org.ca, rosterFeed: feedIdOf(Buffer.from(rootsOf(org)[0]!, 'hex')), deviceFeed: feed, isSample: org.is_sample === 1 };
  return { organisation, deviceKey: Buffer.from(device.key, 'hex') };
}

/** Opens a workspace; one that is older than this device remembers opens for reading only. */
export function openStore(options: StoreOptions): Store {
  const db = openDatabase(options.dir, { migrations: options.migrations, key: options.key ?? null });
  try {
    const { organisation, deviceKey } = organisationOf(db, options.dir);
    return storeOver(db, organisation, deviceKey, options);
  } catch (error) {
    db.close();
    throw error;
  }
}

/** What of a workspace can be read over a connection that writes nothing, as threads have it that make documents. */
export type Reading = Pick<Store, 'dir' | 'dataDir' | 'key' | 'db' | 'organisation' | 'records' | 'trail' | 'source' | 'close'>;
export function openReading(options: StoreOptions): Reading {
  const key = options.key ?? null;
  const db = openDatabase(options.dir, { migrations: options.migrations, key, readOnly: true });
  try {
    const organisation = withRoots(db, organisationOf(db, options.dir).organisation);
    const log = openEventLog({ db, org: organisation.id, app: options.app, rosterFeed: organisation.rosterFeed, nowMs: options.nowMs });
    return { dir: options.dir, dataDir: options.dataDir, key, db, organisation, records: recordsOf(db), trail: trailReads(db, log, { organisation, migrations: options.migrations }), source: sourceOf(db, organisation.id), close: () => { db.close(); } };
  } catch (error) {
    db.close();
    throw error;
  }
}

/** The root may give way to another one while the workspace is open, here or by a bundle. */
function withRoots(db: WriteDb, known: Organisation): Organisation {
  const roots = (): string[] => {
    const row = db.get<OrganisationRow>('SELECT root_key, former_roots FROM organisation WHERE id = ?', known.id);
    return row ? rootsOf(row) : [known.rootKey];
  };
  return { ...known, get rootKey() { return roots().at(-1)!; }, get formerRoots() { return roots().slice(0, -1); } };
}

/** The store over an open database; founding uses it before there is an organisation to read back. */
export function storeOver(db: WriteDb, known: Organisation, publicKey: Uint8Array, options: StoreOptions): Store {
  const organisation = withRoots(db, known);
  const log = openEventLog({ db, org: organisation.id, app: options.app, rosterFeed: organisation.rosterFeed, nowMs: options.nowMs });
  const readOnly = behindMark(log, readMark(options.dataDir, organisation.deviceFeed, publicKey)) ?? continuedElsewhere(db, organisation.deviceFeed, options.dir);
  const ownActs = openOwnActs(db, organisation.rosterFeed);
  const written = (feed: Feed, events: readonly Appended[], stamp: Stamp): Set<Subject> => {
    if (store.readOnly) throw appError(store.readOnly.code, store.readOnly.facts);
    const demandCounts = feed.isRoot ? () => {} : ownActs(events);
    const done = log.append(feed, events, stamp);
    demandCounts(done.at);
    const touched = project(db, done.told, done.at);
    // What was erased may stand in the tables of its record.
    for (const { event } of done.told) if (event.type === 'payload.redacted') replay(db, openReader(db), event.subject);
    if (done.told.some(({ event }) => holdTypes.has(event.type)) && settleHolds(db)) for (const subject of refoldAll(db, log)) touched.add(subject);
    return touched;
  };
  const store: Store = {
    dir: options.dir, dataDir: options.dataDir, app: options.app, key: options.key ?? null, db, log, organisation, readOnly, records: recordsOf(db), trail: trailReads(db, log, { organisation, migrations: options.migrations }), source: sourceOf(db, organisation.id, () => readMark(options.dataDir, organisation.deviceFeed, publicKey)),
    commit: (events, stamp, deviceKey) => written({ feed: organisation.deviceFeed, key: deviceKey }, events, stamp),
    commitAsRoot: (events, stamp, rootKey) => written({ feed: feedIdOf(Buffer.from(organisation.rootKey, 'hex')), key: rootKey, isRoot: true }, events, { ...stamp, personKey: null }),
    mark: (deviceKey) => {
      const head = log.head(organisation.deviceFeed);
      if (head) writeMark(options.dataDir, { org: organisation.id, feed: organisation.deviceFeed, count: head.count, head: head.hash }, deviceKey);
    },
    nextNumber: (letter) => {
      const last = db.get<{ last: number }>('SELECT last FROM number_last WHERE letter = ? AND site = ?', letter, organisation.site)?.last ?? 0;
      return numberOf(letter, organisation.site, last + 1);
    },
    close: () => { db.close(); },
  };
  return store;
}

/** Record numbers: letter, site code, at least four digits (capabilities, section 2). */
export const numberOf = (letter: string, site: string, n: number): string => `${letter}-${site}-${String(n).padStart(4, '0')}`;

/** Another copy of this device wrote on under its name, or may have: a bundle brought commits of its own feed, its feed has forked, or the workspace came out of a backup. */
export function continuedElsewhere(db: WriteDb, feed: string, dir: string): Store['readOnly'] {
  if (!db.get('SELECT 1 FROM device_state WHERE continued_elsewhere = 1') && !db.get('SELECT 1 FROM held WHERE feed = ?', feed)) return null;
  return { code: readRestoreNote(dir) ? 'restored_copy' : 'feed_elsewhere', facts: {} };
}

function behindMark(log: EventLog, mark: { feed: string; count: number; head: string } | null): Store['readOnly'] {
  if (!mark) return null;
  const have = log.stored(mark.feed);
  if (have < mark.count) return { code: 'older_than_mark', facts: { have, mark: mark.count } };
  return log.hashAt(mark.feed, mark.count - 1) !== mark.head ? { code: 'chain_broken', facts: { feed: mark.feed, seq: mark.count - 1, problem: 'another commit stands where this device wrote one' } } : null;
}

/** A commit that counts, as its writer stood. */
function commitAt(db: ReadDb, { feed, seq }: { feed: string; seq: number }): SeenCommit | null {
  const row = liveEnvelope(db, feed, seq);
  if (!row) return null;
  const envelope = readCommit(row.env, { feed, seq });
  const placed = findPlaced(db, { feed, seq }, row.hash.toString('hex'));
  const past = pastOfLive(db, { feed, seq });
  // What came through a branch is told by the feed it was of.
  const ofFeeds = Object.entries(past).map(([line, count]): [string, number] => [line.slice(0, 32), count]);
  return {
    h: placed?.h ?? '', hash: row.hash.toString('hex'), app: envelope.app, roster: envelope.roster[0],
    events: envelope.events.map(({ t, s, by, at, ps }) => ({ type: t, subject: s, by, at, isSigned: ps !== undefined })),
    named: Object.fromEntries(Object.entries(envelope.seen).map(([other, [count]]) => [other, count])), past: Object.fromEntries(ofFeeds),
  };
}

type TrailOf = { organisation: Organisation; migrations: string };
function trailReads(db: WriteDb, log: EventLog, { organisation, migrations }: TrailOf): TrailReads {
  const feeds = (): { feed: string; count: number; head: string }[] =>
    db.all<{ feed: string }>('SELECT feed FROM merkle_frontier ORDER BY feed').flatMap(({ feed }) => { const h = log.head(feed); return h ? [{ feed, count: h.count, head: h.hash }] : []; });
  const saw: TrailReads['hadSeen'] = (writer, other) => hadSeen({ line: lineOf(db, writer), seq: writer.seq }, pastOfLive(db, writer), { line: lineOf(db, other), seq: other.seq });
  const ofSubject: TrailReads['ofSubject'] = (subject) => log.ofSubject(subject).map(({ event, place, hash }) => ({ event, hash, h: place.h, feed: place.feed, seq: place.seq, place: place.place }));
  return {
    feeds,
    lastCheckpoint: () => {
      const row = db.get<{ made_at: string; count: number }>('SELECT made_at, count FROM checkpoint WHERE feed = ? ORDER BY count DESC LIMIT 1', organisation.deviceFeed);
      return row ? { at: row.made_at, count: row.count } : null;
    },
    seenBy: (feed) => seenBy(db, feed),
    hadSeen: saw,
    withheldAmong: (events) => withheldAmong(db, { ofSubject, hadSeen: saw }, events),
    lastSeen: (writer, feed, seqs) => {
      const past = pastOfLive(db, writer);
      return seqs.findLast((seq) => seq < (past[lineOf(db, { feed, seq })] ?? 0)) ?? null;
    },
    ofSubject,
    newerOf: (subject) => newerEvents(db, subject),
    findSubject: (ref) => findSubject(db, ref),
    asOf: openAsOf(db, migrations),
    commitAt: (place) => commitAt(db, place),
    checkpoints: () => checkpointsOf(sourceOf(db, organisation.id)),
    stamps: () => stampsOf(db, { source: sourceOf(db, organisation.id), organisation }),
    proofOf: (place) => proofFrom(db, { source: sourceOf(db, organisation.id), organisation }, place),
    latest: (limit, after) => {
      const [seq = Number.MAX_SAFE_INTEGER, place = 0] = after?.split(':').map(Number) ?? [];
      const rows: LogRow[] = [];
      for (const commit of db.iterate<{ seq: number; hash: Buffer; env: Uint8Array }>('SELECT seq, hash, env FROM commit_log WHERE feed = ? AND seq <= ? ORDER BY seq DESC', organisation.deviceFeed, seq)) {
        const { events } = readCommit(commit.env, { feed: organisation.deviceFeed, seq: commit.seq });
        for (const [i, e] of [...events.entries()].toReversed()) {
          if (commit.seq === seq && i >= place) continue;
          rows.push({ feed: organisation.deviceFeed, seq: commit.seq, place: i, type: e.t, subject: e.s, by: e.by, at: e.at, hash: commit.hash.toString('hex') });
          if (rows.length === limit) return { rows, next: `${commit.seq}:${i}` };
        }
      }
      return { rows, next: null };
    },
  };
}

/** The stored bytes as the verifier wants them: nothing re-serialised. */
export function sourceOf(db: ReadDb, org: string, mark: () => Mark | null = () => null): TrailSource {
  // Where a branch beside the log was admitted, the feed goes on there. Asked each time, because a merge may change it.
  const sideFrom = (feed: string): number | undefined => db.get<{ from_seq: number }>('SELECT from_seq FROM fork WHERE feed = ? AND is_side = 1', feed)?.from_seq;
  const isOnLine = (feed: string, seq: number, hash: Uint8Array): boolean => (seq >= (sideFrom(feed) ?? Number.MAX_SAFE_INTEGER)
    ? db.get('SELECT 1 FROM branch WHERE feed = ? AND seq = ? AND hash = ? AND is_kept = 1', feed, seq, hash) : db.get('SELECT 1 FROM commit_log WHERE feed = ? AND seq = ? AND hash = ?', feed, seq, hash)) !== undefined;
  return {
    isBranch: (feed, seq, hash) => db.get('SELECT 1 FROM branch WHERE feed = ? AND seq = ? AND hash = ?', feed, seq, Buffer.from(hash, 'hex')) !== undefined || (sideFrom(feed) !== undefined && db.get('SELECT 1 FROM commit_log WHERE feed = ? AND seq = ? AND hash = ?', feed, seq, Buffer.from(hash, 'hex')) !== undefined),
    isHeld: (feed, seq) => db.get('SELECT 1 FROM held WHERE feed = ? AND from_seq <= ?', feed, seq) !== undefined,
    holds: () => db.all<{ feed: string; from: number }>('SELECT feed, from_seq AS "from" FROM held ORDER BY feed'),
    branches: () => db.all<BranchCommit>(`SELECT feed, seq, hash, env, sig FROM branch WHERE is_kept = 0
      UNION ALL SELECT c.feed, c.seq, c.hash, c.env, c.sig FROM commit_log c JOIN fork f ON f.feed = c.feed AND f.is_side = 1 AND c.seq >= f.from_seq ORDER BY 1, 2, 3`),
    org: () => org,
    marks: () => { const found = mark(); return found ? [found] : []; },
    feeds: () => db.all<{ feed: string; count: number }>('SELECT feed, count(*) AS count FROM commit_log GROUP BY feed ORDER BY feed')
      .map(({ feed, count }) => ({ feed, count: sideFrom(feed) !== undefined ? db.get<{ n: number }>('SELECT max(seq) + 1 AS n FROM branch WHERE feed = ? AND is_kept = 1', feed)!.n : count })),
    commits: (feed, from = 0) => {
      const side = sideFrom(feed);
      if (side === undefined) return db.iterate('SELECT seq, hash, env, sig FROM commit_log WHERE feed = ? AND seq >= ? ORDER BY seq', feed, from);
      return db.iterate('SELECT seq, hash, env, sig FROM commit_log WHERE feed = ? AND seq >= ? AND seq < ? UNION ALL SELECT seq, hash, env, sig FROM branch WHERE feed = ? AND seq >= ? AND is_kept = 1 ORDER BY seq', feed, from, side, feed, from);
    },
    *checkpoints() {
      const forked = new Set(db.all<{ feed: string }>('SELECT feed FROM fork').map(({ feed }) => feed));
      // What a copy signed over the branch that is not read here says nothing about this line.
      for (const row of db.all<{ feed: string; count: number; text: string; sig: Uint8Array }>('SELECT feed, count, text, sig FROM checkpoint ORDER BY feed, count')) {
        if (!forked.has(row.feed) || isOnLine(row.feed, row.count - 1, Buffer.from(parseCheckpoint(row.text)?.head ?? '', 'hex'))) yield row;
      }
    },
    payload: (commitment) => {
      const row = db.get<{ salt: Uint8Array | null; bytes: Uint8Array | null; state: string }>('SELECT salt, bytes, state FROM payload WHERE commitment = ?', Buffer.from(commitment, 'hex'));
      if (!row) return undefined;
      return row.salt && row.bytes ? { salt: row.salt, bytes: row.bytes } : { redacted: true };
    },
  };
}
