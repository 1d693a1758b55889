// What a bundle takes along: whole envelopes in contiguous ranges, the texts its audience may read, and the checkpoints as witnesses (SYN-01).
import type { BundleCheckpoint, BundleCommit, BundleOmission, BundleRange, BundleText, Manifest } from '../../trail/bundle-frames.ts';
import type { Envelope } from '../../trail/envelope.ts';
import type { Past } from '../causality.ts';
import { openScratch } from '../open.ts';
import type { ReadDb, WriteDb } from '../open.ts';

/** `since`: what the receiver has seen, or nothing. `omit`: classes of text left out. `only`: records whose texts go along, or all. `partBytes`: what one part holds, expanded. */
export type Gathering = { since: Past; omit: readonly string[]; only: ReadonlySet<string> | null; reason: string; partBytes: number };
/** One file's worth. */
export type Gathered = {
  part: [number, number];
  ranges: BundleRange[]; requires: string[]; roster: [number, string]; omitted: BundleOmission[]; commitCount: number; eventCount: number; textCount: number;
  commits: Iterable<BundleCommit>; texts: Iterable<BundleText>; checkpoints: Iterable<BundleCheckpoint>;
};
/** Parts in the order they are to be taken in. `subjects`: records they speak about; of a selection those whose texts go along. */
export type Parts = { parts: Gathered[]; subjects: ReadonlySet<string>; close(): void };
type Row = { feed: string; seq: number; h: string; hash: Buffer; prev: Buffer | null; env: Uint8Array; sig: Uint8Array };
type Chain = BundleRange & { tip: Buffer | null };
/** What goes into one file while it is counted up. */
type Load = { chains: Chain[]; bytes: number; commits: number; events: number; texts: number; omitted: Map<string, number> };

const hex = (bytes: Uint8Array | null): string | null => (bytes ? Buffer.from(bytes).toString('hex') : null);

/** One range per feed of what the receiver lacks. */
function logRanges(db: ReadDb, { since }: Gathering, rosterFeed: string): Chain[] {
  const heads = db.all<{ feed: string; count: number; head: Buffer }>('SELECT feed, count, head FROM merkle_frontier ORDER BY feed <> ?, feed', rosterFeed);
  return heads.flatMap(({ feed, count, head }): Chain[] => {
    const from = Math.min(since[feed] ?? 0, count);
    if (from === count) return [];
    const prev = from === 0 ? null : db.get<{ hash: Buffer }>('SELECT hash FROM commit_log WHERE feed = ? AND seq = ?', feed, from - 1)!.hash;
    return [{ f: feed, from, to: count, prev: hex(prev), head: hex(head)!, tip: null }];
  });
}

/** Branches of forked feeds travel whole, so that everybody sees the same fork. */
function branchRanges(db: ReadDb): Chain[] {
  const tips = db.all<{ feed: string; seq: number; hash: Buffer }>('SELECT feed, seq, hash FROM branch b WHERE NOT EXISTS (SELECT 1 FROM branch n WHERE n.feed = b.feed AND n.seq = b.seq + 1 AND n.prev = b.hash) ORDER BY feed, seq, hash');
  return tips.map(({ feed, seq, hash }) => {
    const chain = chainTo(db, feed, hash);
    return { f: feed, from: chain[0]!.seq, to: seq + 1, prev: hex(chain[0]!.prev), head: hex(hash)!, tip: hash };
  });
}

function chainTo(db: ReadDb, feed: string, tip: Buffer): Row[] {
  const chain: Row[] = [];
  for (let hash: Buffer | null = tip; hash !== null;) {
    const row: Row | undefined = db.get<Row>("SELECT feed, seq, '' AS h, hash, prev, env, sig FROM branch WHERE feed = ? AND hash = ?", feed, hash);
    if (!row) break;
    chain.unshift(row);
    hash = row.prev;
  }
  return chain;
}

const commitAt = (db: ReadDb, feed: string, seq: number): Row => db.get<Row>('SELECT feed, seq, h, hash, prev, env, sig FROM commit_log WHERE feed = ? AND seq = ?', feed, seq)!;

function* commitsOf(db: ReadDb, chains: readonly Chain[]): Generator<Row> {
  for (const { f, from, to, tip } of chains) {
    if (tip) yield* chainTo(db, f, tip);
    else for (let seq = from; seq < to; seq += 1) yield commitAt(db, f, seq);
  }
}

/** By the trail's order over all feeds: whatever a commit had seen comes before it, so that a part waits for none that follows. */
function* inTrailOrder(db: ReadDb, chains: readonly Chain[]): Generator<Row> {
  const next = chains.map(({ f, from, to }) => ({ to, row: commitAt(db, f, from) }));
  while (next.length > 0) {
    const first = next.reduce((least, one) => (one.row.h < least.row.h ? one : least));
    yield first.row;
    if (first.row.seq + 1 < first.to) first.row = commitAt(db, first.row.feed, first.row.seq + 1);
    else next.splice(next.indexOf(first), 1);
  }
}

const emptyLoad = (): Load => ({ chains: [], bytes: 0, commits: 0, events: 0, texts: 0, omitted: new Map() });
/** What the lines around a commit and a text take beside their bytes: names, hashes and signatures in base64. */
const lineBytes = 256;

function extend(load: Load, { feed, seq, prev, hash }: Row): void {
  const chain = load.chains.find(({ f }) => f === feed);
  if (chain) Object.assign(chain, { to: seq + 1, head: hex(hash)! });
  else load.chains.push({ f: feed, from: seq, to: seq + 1, prev: hex(prev), head: hex(hash)!, tip: null });
}

/** Of a commit: how many events it has, the texts that go along, the classes of those left out, and about how many bytes all of it takes. */
function contentOf(db: ReadDb, { env }: Row, { omit, only }: Gathering): { events: number; subjects: string[]; texts: Buffer[]; left: string[]; bytes: number } {
  const { events } = JSON.parse(Buffer.from(env).toString('utf8')) as Envelope;
  const content = { events: events.length, subjects: events.map(({ s }) => s).filter((subject) => only === null || only.has(subject)), texts: [] as Buffer[], left: [] as string[], bytes: env.length + lineBytes };
  for (const event of events) {
    const isRosterText = event.s.startsWith('org:') || event.s.startsWith('device:');
    for (const ref of Object.values(event.p ?? {})) {
      if (!isRosterText && (omit.includes(ref.k) || (only !== null && !only.has(event.s)))) { content.left.push(ref.k); continue; }
      const commitment = Buffer.from(ref.c, 'hex');
      content.texts.push(commitment);
      content.bytes += (db.get<{ size: number | null }>('SELECT length(bytes) AS size FROM payload WHERE commitment = ?', commitment)?.size ?? 0) + lineBytes;
    }
  }
  return content;
}

/** Deals commits out to parts, and notes the texts of each in a file of its own: there may be millions of them, and a bundle brings them in the order of their commitments. */
function loadParts(db: ReadDb, rosterFeed: string, gathering: Gathering): { loads: Load[]; scratch: WriteDb; subjects: Set<string> } {
  const scratch = openScratch('');
  scratch.exec('CREATE TABLE wanted (part INTEGER NOT NULL, commitment BLOB NOT NULL, PRIMARY KEY (part, commitment)) STRICT, WITHOUT ROWID; BEGIN');
  const subjects = new Set<string>();
  let load = emptyLoad();
  const loads = [load];
  const take = (row: Row, mayBeginPart: boolean): void => {
    const content = contentOf(db, row, gathering);
    if (mayBeginPart && load.commits > 0 && load.bytes + content.bytes > gathering.partBytes) loads.push(load = emptyLoad());
    for (const subject of content.subjects) subjects.add(subject);
    for (const kind of content.left) load.omitted.set(kind, (load.omitted.get(kind) ?? 0) + 1);
    for (const text of content.texts) load.texts += scratch.run('INSERT INTO wanted (part, commitment) VALUES (?, ?) ON CONFLICT DO NOTHING', loads.length - 1, text);
    load.bytes += content.bytes;
    load.commits += 1;
    load.events += content.events;
  };
  for (const row of inTrailOrder(db, logRanges(db, gathering, rosterFeed))) {
    take(row, true);
    extend(load, row);
  }
  const branches = branchRanges(db);
  for (const row of commitsOf(db, branches)) take(row, false);
  scratch.exec('COMMIT');
  const inOrder = (a: Chain, b: Chain): number => Number(a.f !== rosterFeed) - Number(b.f !== rosterFeed) || (a.f < b.f ? -1 : 1);
  for (const { chains } of loads) chains.sort(inOrder);
  load.chains.push(...branches);
  return { loads, scratch, subjects };
}

function* textsOf(db: ReadDb, scratch: WriteDb, part: number): Generator<BundleText> {
  let last: Uint8Array = Buffer.alloc(0);
  for (let isMore = true; isMore;) {
    const page = scratch.all<{ commitment: Buffer }>('SELECT commitment FROM wanted WHERE part = ? AND commitment > ? ORDER BY commitment LIMIT 256', part, last);
    for (const { commitment } of page) {
      const found = db.get<{ salt: Uint8Array | null; bytes: Uint8Array | null }>('SELECT salt, bytes FROM payload WHERE commitment = ?', commitment);
      if (found?.salt && found.bytes) yield { commitment: commitment.toString('hex'), salt: found.salt, bytes: found.bytes };
    }
    isMore = page.length === 256;
    last = page.at(-1)?.commitment ?? last;
  }
}

const checkpointsOf = (db: ReadDb): BundleCheckpoint[] =>
  db.all<BundleCheckpoint>('SELECT feed, text, sig FROM checkpoint c WHERE count = (SELECT max(count) FROM checkpoint WHERE feed = c.feed) ORDER BY feed');

/** Lays out a bundle over one snapshot, in as many parts as it needs; they are read when they are written. */
export function gatherBundle(db: ReadDb, rosterFeed: string, gathering: Gathering): Parts {
  const { loads, scratch, subjects } = loadParts(db, rosterFeed, gathering);
  const roster = db.get<{ count: number; head: Buffer }>('SELECT count, head FROM merkle_frontier WHERE feed = ?', rosterFeed)!;
  const parts = loads.map(({ chains, commits, events, texts, omitted }, part): Gathered => ({
    part: [part + 1, loads.length], ranges: chains.map(({ f, from, to, prev, head }) => ({ f, from, to, prev, head })), requires: chains.some(({ tip }) => tip !== null) ? ['forks'] : [], roster: [roster.count, roster.head.toString('hex')],
    omitted: [...omitted].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([kind, count]) => ({ class: kind, count, reason: gathering.reason })),
    commitCount: commits, eventCount: events, textCount: texts,
    commits: commitsOf(db, chains), texts: textsOf(db, scratch, part), checkpoints: part === loads.length - 1 ? checkpointsOf(db) : [],
  }));
  return { parts, subjects, close: () => { scratch.close(); } };
}

export const manifestOf = (gathered: Gathered, facts: Pick<Manifest, 'bundle' | 'org' | 'from' | 'made' | 'purpose'>): Manifest =>
  ({ v: 1, ...facts, requires: gathered.requires, roster: gathered.roster, feeds: gathered.ranges, omitted: gathered.omitted, ...(gathered.part[1] === 1 ? {} : { part: gathered.part }) });
