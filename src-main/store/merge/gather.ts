// What a bundle takes along: whole envelopes in contiguous ranges, the texts its audience may read, and the checkpoints as witnesses (SYN-01).
import type { BundleCheckpoint, BundleCommit, BundleOmission, BundleRange, BundleText, Manifest } from '../../trail/bundle-frames.ts';
import type { Envelope } from '../../trail/envelope.ts';
import type { Past } from '../causality.ts';
import { openScratch } from '../open.ts';
import type { ReadDb, WriteDb } from '../open.ts';

/** `since`: what the receiver has seen, or nothing. `omit`: classes of text left out. `only`: records whose texts go along, or all. */
export type Gathering = { since: Past; omit: readonly string[]; only: ReadonlySet<string> | null; reason: string };
export type Gathered = {
  ranges: BundleRange[]; /** Records it speaks about; of a selection those whose texts go along. */ subjects: ReadonlySet<string>; requires: string[]; roster: [number, string]; omitted: BundleOmission[]; commitCount: number; eventCount: number; textCount: number;
  commits: Iterable<BundleCommit>; texts: Iterable<BundleText>; checkpoints: Iterable<BundleCheckpoint>; close(): void;
};
type Row = { feed: string; seq: number; hash: Buffer; prev: Buffer | null; env: Uint8Array; sig: Uint8Array };
type Chain = BundleRange & { tip: Buffer | null };

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
    const row: Row | undefined = db.get<Row>('SELECT feed, seq, hash, prev, env, sig FROM branch WHERE feed = ? AND hash = ?', feed, hash);
    if (!row) break;
    chain.unshift(row);
    hash = row.prev;
  }
  return chain;
}

function* commitsOf(db: ReadDb, chains: readonly Chain[]): Generator<Row> {
  for (const { f, from, to, tip } of chains) {
    if (tip) yield* chainTo(db, f, tip);
    else for (let seq = from; seq < to; seq += 1) yield db.get<Row>('SELECT feed, seq, hash, prev, env, sig FROM commit_log WHERE feed = ? AND seq = ?', f, seq)!;
  }
}

/** Sorts the texts in a file of its own: there may be millions of them, and a bundle brings them in the order of their commitments. */
function sortTexts(db: ReadDb, chains: readonly Chain[], { omit, only }: Gathering): { scratch: WriteDb; subjects: Set<string>; events: number; texts: number; omitted: Map<string, number> } {
  const scratch = openScratch('');
  scratch.exec('CREATE TABLE wanted (commitment BLOB NOT NULL PRIMARY KEY) STRICT, WITHOUT ROWID; BEGIN');
  const omitted = new Map<string, number>();
  const subjects = new Set<string>();
  let events = 0;
  let texts = 0;
  for (const { env } of commitsOf(db, chains)) {
    const envelope = JSON.parse(Buffer.from(env).toString('utf8')) as Envelope;
    events += envelope.events.length;
    for (const event of envelope.events) {
      if (only === null || only.has(event.s)) subjects.add(event.s);
      for (const ref of Object.values(event.p ?? {})) {
        const isRosterText = event.s.startsWith('org:') || event.s.startsWith('device:');
        const isOut = !isRosterText && (omit.includes(ref.k) || (only !== null && !only.has(event.s)));
        if (isOut) omitted.set(ref.k, (omitted.get(ref.k) ?? 0) + 1);
        else texts += scratch.run('INSERT INTO wanted (commitment) VALUES (?) ON CONFLICT DO NOTHING', Buffer.from(ref.c, 'hex'));
      }
    }
  }
  scratch.exec('COMMIT');
  return { scratch, subjects, events, texts, omitted };
}

function* textsOf(db: ReadDb, scratch: WriteDb): Generator<BundleText> {
  let last: Uint8Array = Buffer.alloc(0);
  for (let isMore = true; isMore;) {
    const page = scratch.all<{ commitment: Buffer }>('SELECT commitment FROM wanted WHERE commitment > ? ORDER BY commitment LIMIT 256', last);
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

/** Lays out a bundle over one snapshot; the parts are read when they are written. */
export function gatherBundle(db: ReadDb, rosterFeed: string, gathering: Gathering): Gathered {
  const branches = branchRanges(db);
  const chains = [...logRanges(db, gathering, rosterFeed), ...branches];
  const { scratch, subjects, events, texts, omitted } = sortTexts(db, chains, gathering);
  const roster = db.get<{ count: number; head: Buffer }>('SELECT count, head FROM merkle_frontier WHERE feed = ?', rosterFeed)!;
  return {
    ranges: chains.map(({ f, from, to, prev, head }) => ({ f, from, to, prev, head })), subjects, requires: branches.length > 0 ? ['forks'] : [], roster: [roster.count, roster.head.toString('hex')],
    omitted: [...omitted].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([kind, count]) => ({ class: kind, count, reason: gathering.reason })),
    commitCount: chains.reduce((sum, { from, to }) => sum + to - from, 0), eventCount: events, textCount: texts,
    commits: commitsOf(db, chains), texts: textsOf(db, scratch), checkpoints: checkpointsOf(db), close: () => { scratch.close(); },
  };
}

export const manifestOf = (gathered: Gathered, facts: Pick<Manifest, 'bundle' | 'org' | 'from' | 'made' | 'purpose'>): Manifest =>
  ({ v: 1, ...facts, requires: gathered.requires, roster: gathered.roster, feeds: gathered.ranges, omitted: gathered.omitted });
