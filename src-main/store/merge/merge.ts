// One bundle merged in one transaction: commits placed, what counts settled, the records they touched folded. All of it or nothing.
import type { Subject } from '#contract/define.ts';
import { appError } from '../../app-error.ts';
import { isLineSigned } from '../../trail/bundle-frames.ts';
import type { Manifest } from '../../trail/bundle-frames.ts';
import { parseCheckpoint, verifyCheckpoint } from '../../trail/checkpoint.ts';
import { isAhead, receive } from '../../trail/clock.ts';
import type { Envelope } from '../../trail/envelope.ts';
import { verifierFor } from '../../trail/keys.ts';
import { isSide } from '../causality.ts';
import { headOf } from '../checkpoints.ts';
import type { EventLog } from '../event-log.ts';
import { isLive, settleHolds } from '../holds.ts';
import type { WriteDb } from '../open.ts';
import { eraseTexts, keepText } from '../payloads.ts';
import { openFolding } from '../projections/refold.ts';
import { isSingle, refoldAll } from '../rebuild.ts';
import { inOrder, openReader } from '../replay.ts';
import { openJudge } from './judge.ts';
import type { Judge, Taken } from './judge.ts';
import { placeAll } from './placing.ts';
import type { Arrived } from './placing.ts';
import type { Staged } from './staged.ts';

export type Merging = { db: WriteDb; log: EventLog; org: string; rosterFeed: string; ownFeed: string; nowMs: number };
export type Merged = {
  manifest: Manifest; new: number; known: number; events: number; promoted: number; pending: number; redacted: number; aheadOfClock: number;
  /** Commits that count now, in the trail's order. */
  live: Taken[]; touched: Set<Subject>;
  /** The device's own feed was written by another copy of it: this one must not write there any more. */
  isContinuedElsewhere: boolean;
};

/** A sender must be a device of this organisation that nobody revoked; its name proves nothing, its signature does. */
function checkSender({ db, rosterFeed }: Merging, judge: Judge, { manifest, signed, end }: Staged): void {
  const key = manifest.from === rosterFeed ? null : judge.roster.devices.get(manifest.from)?.key ?? null;
  if (key === null) throw appError('sender_unknown', { feed: manifest.from });
  const verifier = verifierFor(Buffer.from(key, 'hex'));
  if (!isLineSigned('manifest', signed.line, signed.sig, verifier) || !isLineSigned('end', end.line, end.sig, verifier)) throw appError('tampered', { what: 'the sender’s signature on it does not hold' });
  if (db.get("SELECT 1 FROM held WHERE feed = ? AND reason = 'revoked'", manifest.from)) throw appError('sender_revoked', { feed: manifest.from });
}

/** Checkpoints others signed are kept as witnesses when they agree with what is here. */
function keepCheckpoints({ db, org, ownFeed, nowMs }: Merging, judge: Judge, staged: Staged): void {
  for (const { feed, text, sig } of staged.checkpoints()) {
    const checkpoint = parseCheckpoint(text);
    const key = judge.roster.root !== null && judge.keyOf({ feed, events: [] as Envelope['events'] } as Envelope);
    if (!checkpoint || checkpoint.org !== org || checkpoint.feed !== feed || !key || !verifyCheckpoint(text, sig, key)) throw appError('tampered', { what: `a checkpoint of feed ${feed} is not signed by its device` });
    if (feed === ownFeed) continue;
    db.run('INSERT INTO checkpoint (feed, count, text, sig, frontier, made_at) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING', feed, checkpoint.count, text, sig, '', new Date(nowMs).toISOString());
  }
}

/** Texts that were missing and came with this bundle; answers the records they belong to. */
function fillTexts(db: WriteDb, staged: Staged): string[] {
  const filled: string[] = [];
  for (const { commitment, class: kind, subject } of db.all<{ commitment: Buffer; class: string; subject: string }>('SELECT DISTINCT commitment, class, subject FROM missing_text')) {
    const found = staged.payload(commitment);
    if (found && keepText(db, { commitment, ...found }, kind)) filled.push(subject);
    if (found) db.run('DELETE FROM missing_text WHERE commitment = ?', commitment);
  }
  return filled;
}

/** One receive step with the highest stamp that is not ahead of the wall clock (trail design, B4). */
function moveClock({ db, ownFeed, nowMs }: Merging, placed: readonly Taken[]): number {
  let highest: string | null = null;
  let ahead = 0;
  for (const { envelope: { hlc } } of placed) {
    if (isAhead(hlc, nowMs)) ahead += 1;
    else if (highest === null || hlc > highest) highest = hlc;
  }
  if (highest === null) return ahead;
  const own = db.get<{ clock: string | null }>('SELECT clock FROM device_state')?.clock ?? headOf(db, ownFeed)?.hlc ?? null;
  db.run('INSERT INTO device_state (id, clock) VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET clock = excluded.clock', receive(own, highest, nowMs).hlc);
  return ahead;
}

/** Erasures count wherever they stand, also in a commit that is held back: what is erased somewhere must not come back elsewhere (trail design, B5). Answers the records touched. */
function eraseWhatArrived(db: WriteDb, placed: readonly Taken[]): string[] {
  const erased: string[] = [];
  for (const { commit, envelope } of placed) {
    const erasures = envelope.events.filter((event) => event.t === 'payload.redacted');
    if (erasures.length === 0 || db.get('SELECT 1 FROM unsound WHERE feed = ? AND seq = ? AND hash = ?', commit.feed, commit.seq, commit.hash)) continue;
    for (const event of erasures) {
      eraseTexts(db, event.d);
      erased.push(event.s);
    }
  }
  return erased;
}

const countOf = (live: readonly Taken[], type: string): number => live.reduce((sum, { envelope }) => sum + envelope.events.filter((event) => event.t === type).length, 0);

/** Folds what counts now. When something that counted no longer does, or the other way round, everything is folded anew. */
function fold({ db, log }: Merging, live: readonly Taken[], { hasShifted, alsoAnew }: { hasShifted: boolean; alsoAnew: string[] }): Set<Subject> {
  if (hasShifted) return refoldAll(db, log);
  const reader = openReader(db);
  const folding = openFolding(db, reader, { alsoAnew, isSingle: isSingle(db) });
  for (const { commit, past } of live) folding.fold({ told: reader.eventsOf(commit), at: commit, line: commit.line, past });
  return folding.finish();
}

function noteElsewhere({ db, ownFeed }: Merging, placed: readonly Taken[]): boolean {
  const isElsewhere = placed.some(({ commit }) => commit.feed === ownFeed);
  if (isElsewhere) db.run('INSERT INTO device_state (id, continued_elsewhere) VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET continued_elsewhere = 1');
  return isElsewhere;
}

/** Merges a staged bundle. Must run inside a transaction, which a refusal rolls back. */
export function mergeStaged(merging: Merging, staged: Staged): Merged {
  const { db, rosterFeed, nowMs } = merging;
  const { manifest } = staged;
  if (manifest.org !== merging.org) throw appError('wrong_org');
  const judge = openJudge(db, rosterFeed);
  const arrived: Arrived = placeAll({ db, judge, rosterFeed, receivedAt: new Date(nowMs).toISOString(), bundle: manifest.bundle }, staged);
  if (arrived.placed.some(({ commit }) => commit.feed === rosterFeed && isSide(commit))) throw appError('roster_forked');
  const hasShifted = settleHolds(db);
  checkSender(merging, judge, staged);
  keepCheckpoints(merging, judge, staged);
  const alsoAnew = [...eraseWhatArrived(db, arrived.placed), ...fillTexts(db, staged)];
  const live = arrived.placed.filter(({ commit }) => isLive(db, commit)).toSorted((a, b) => inOrder({ at: { ...a.commit, place: 0 } }, { at: { ...b.commit, place: 0 } }));
  const touched = fold(merging, live, { hasShifted, alsoAnew });
  const aheadOfClock = moveClock(merging, arrived.placed);
  db.run('INSERT INTO bundle_seen (bundle, feed, purpose, made, at, new) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING', manifest.bundle, manifest.from, manifest.purpose, manifest.made, new Date(nowMs).toISOString(), arrived.placed.length);
  return {
    manifest, new: arrived.placed.length, known: arrived.known, events: arrived.events, promoted: arrived.promoted, pending: arrived.pending, redacted: countOf(live, 'payload.redacted'), aheadOfClock, live, touched,
    isContinuedElsewhere: noteElsewhere(merging, arrived.placed),
  };
}
