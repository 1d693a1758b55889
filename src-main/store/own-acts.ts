// Whether other laptops will count what is signed here. The tables leave out what is held back; a verdict goes by what the writer had received, held or not.
import { appError } from '../app-error.ts';
import type { DomainEvent } from '../domain/event.ts';
import { ruleOf } from '../domain/event.ts';
import type { Envelope } from '../trail/envelope.ts';
import { isRosterEvent } from '../trail/roster.ts';
import { pastAt } from './causality.ts';
import type { Judge } from './merge/judge.ts';
import { openJudge } from './merge/judge.ts';
import type { WriteDb } from './open.ts';

type Written = { h: string; feed: string; seq: number };
const isAct = ({ type }: DomainEvent): boolean => ruleOf(type).signed === true || isRosterEvent({ t: type });

/** Whether entries that were received may be missing in the tables: of a fork, of a revoked or unsound feed, signed with a revoked key. */
const isPartHeld = (db: WriteDb): boolean => db.get('SELECT 1 FROM held UNION ALL SELECT 1 FROM fork UNION ALL SELECT 1 FROM revoked_key LIMIT 1') !== undefined;

/**
 * To be asked before a device's commit is written; answers what is to be asked after it, in the same transaction. Throws `act_void` when the commit holds
 * an act that every other laptop would find unsound, because a role or key was taken away in a history the writer had received and that is held back here.
 */
export type OwnActs = (events: readonly DomainEvent[]) => (written: Written) => void;

/** Reading the roster checks every signature in it, so what was read is kept until another entry stands there. */
export function openOwnActs(db: WriteDb, rosterFeed: string): OwnActs {
  let read: { entries: string; judge: Judge } | null = null;
  const judgeNow = (): Judge => {
    const entries = db.all<{ hash: Buffer }>('SELECT hash FROM roster_commit ORDER BY h, feed, seq').map(({ hash }) => hash.toString('hex')).join();
    if (read?.entries !== entries) read = { entries, judge: openJudge(db, rosterFeed) };
    return read.judge;
  };
  return (events) => {
    if (!events.some(isAct) || !isPartHeld(db)) return () => {};
    const judge = judgeNow();
    return ({ h, feed, seq }) => {
      // The judge goes by the entries of this commit from here on, and the commit may yet be rolled back.
      if (events.some(({ type }) => isRosterEvent({ t: type }))) read = null;
      const { env, hash } = db.get<{ env: Uint8Array; hash: Buffer }>('SELECT env, hash FROM commit_log WHERE feed = ? AND seq = ?', feed, seq)!;
      const problem = judge.problemOf({ commit: { feed, seq, hash, h, line: feed }, envelope: JSON.parse(Buffer.from(env).toString('utf8')) as Envelope, past: pastAt(db, { feed, seq }) });
      if (problem) throw appError('act_void', { problem });
    };
  };
}
