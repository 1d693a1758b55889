// All commits of a bundle, and those that waited from earlier ones, put where they belong in causal order.
import { appError } from '../../app-error.ts';
import type { Envelope } from '../../trail/envelope.ts';
import { keepText } from '../payloads.ts';
import type { Staged } from './staged.ts';
import type { Incoming, Placing } from './place.ts';
import { place, readBack } from './place.ts';
import type { Placed, Spot } from '../causality.ts';
import { isEventType } from '../../domain/event.ts';
import type { Taken } from './judge.ts';

/** Commits that may wait for others (trail design, B6). */
const maxPending = { commits: 100_000, bytes: 256 * 1024 * 1024 };
const pageRows = 128;

export type Arrived = { placed: Taken[]; known: number; events: number; promoted: number; pending: number };
type Run = { take(): Incoming | null; drop(): void; isOld: boolean; waitsFor: Spot | 'device' };

/** One contiguous run of commits, read a page at a time. */
function runOf(read: (after: number) => Incoming[], isOld: boolean): Run {
  let page: Incoming[] = [];
  let at = 0;
  let after = -1;
  return {
    isOld, waitsFor: 'device',
    take: () => {
      if (at >= page.length) {
        page = read(after);
        at = 0;
      }
      return page[at] ?? null;
    },
    drop: () => {
      after = page[at]!.seq;
      at += 1;
    },
  };
}

type PendingRow = Incoming;
const pendingRuns = ({ db }: Placing): Run[] =>
  db.all<PendingRow>('SELECT feed, seq, hash, env, sig FROM pending ORDER BY feed, seq, hash').map((row) => runOf((after) => (after < row.seq ? [row] : []), true));

/** Texts of a commit that came with the bundle; those that did not are remembered, so that a later file may bring them. */
function takeTexts({ db }: Placing, staged: Staged, envelope: Envelope): void {
  for (const [at, event] of envelope.events.entries()) {
    for (const ref of Object.values(event.p ?? {})) {
      const commitment = Buffer.from(ref.c, 'hex');
      const found = staged.payload(commitment);
      if (found) keepText(db, { commitment, ...found }, ref.k);
      else if (!db.get('SELECT 1 FROM payload WHERE commitment = ?', commitment)) db.run('INSERT INTO missing_text (commitment, class, subject, feed, seq, place) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING', commitment, ref.k, event.s, envelope.feed, envelope.seq, at);
    }
  }
}

/** Events that only a newer version knows are kept, handed on, and remembered, so that nobody approves what they speak of unread (trail design, A8). */
function noteNewer({ db }: Placing, { feed, seq, hash }: Placed, envelope: Envelope): void {
  for (const [at, event] of envelope.events.entries()) {
    if (!isEventType(event.t)) db.run('INSERT INTO newer_event (feed, seq, hash, place, subject, type, is_critical) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING', feed, seq, hash, at, event.s, event.t, event.crit === true ? 1 : 0);
  }
}

function keepWaiting(placing: Placing, staged: Staged, runs: Run[]): number {
  const { db } = placing;
  for (const run of runs) {
    for (let commit = run.take(); commit !== null; commit = run.take()) {
      const waits = run.waitsFor === 'device' ? { feed: commit.feed, seq: -1 } : run.waitsFor;
      db.run('INSERT INTO pending (feed, seq, hash, env, sig, waits_feed, waits_seq) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (feed, seq, hash) DO UPDATE SET waits_feed = excluded.waits_feed, waits_seq = excluded.waits_seq',
        commit.feed, commit.seq, commit.hash, commit.env, commit.sig, waits.feed, waits.seq);
      if (!run.isOld) takeTexts(placing, staged, readBack(commit.env));
      run.drop();
    }
  }
  const { n, bytes } = db.get<{ n: number; bytes: number }>('SELECT count(*) AS n, ifnull(sum(length(env)), 0) AS bytes FROM pending')!;
  if (n > maxPending.commits || bytes > maxPending.bytes) throw appError('limit_exceeded', { what: 'What would have to wait for other bundles', limit: `${maxPending.commits} commits or 256 MiB` });
  return n;
}

/** Reads one run as far as its references allow. */
function advance(placing: Placing, staged: Staged, run: Run, arrived: Arrived): boolean {
  let hasMoved = false;
  for (let commit = run.take(); commit !== null; commit = run.take()) {
    const outcome = place(placing, commit);
    if (outcome.kind === 'waits') {
      run.waitsFor = outcome.waitsFor;
      return hasMoved;
    }
    if (outcome.kind === 'placed') {
      takeTexts(placing, staged, outcome.envelope);
      noteNewer(placing, outcome.commit, outcome.envelope);
      arrived.placed.push({ commit: outcome.commit, past: outcome.past, envelope: outcome.envelope });
      arrived.events += outcome.envelope.events.length;
      if (run.isOld) arrived.promoted += 1;
    } else arrived.known += 1;
    if (run.isOld) placing.db.run('DELETE FROM pending WHERE feed = ? AND seq = ? AND hash = ?', commit.feed, commit.seq, commit.hash);
    run.drop();
    hasMoved = true;
  }
  return hasMoved;
}

/** Places what can be placed, round after round, until nothing moves; the rest waits. Must run inside a transaction. */
export function placeAll(placing: Placing, staged: Staged): Arrived {
  const arrived: Arrived = { placed: [], known: 0, events: 0, promoted: 0, pending: 0 };
  const runs = [...staged.ranges.map((range) => runOf((after) => staged.commits(range, Math.max(after + 1, range.from), pageRows), false)), ...pendingRuns(placing)];
  for (let hasMoved = true; hasMoved;) {
    hasMoved = false;
    for (const run of runs) if (advance(placing, staged, run, arrived)) hasMoved = true;
  }
  arrived.pending = keepWaiting(placing, staged, runs);
  return arrived;
}
