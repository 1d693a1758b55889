// The sessions of a board that are still to come (CAB-02).
import type { Board } from '../domain/board.ts';
import { isIdle, nextUncalled, sessionsOf } from '../domain/cadence.ts';
import type { Session } from '../domain/cadence.ts';
import { addDays } from '../domain/spans.ts';
import type { ReadContext } from '../ports.ts';

/** How far ahead windows and sessions are looked at, in days. */
export const horizonDays = 120;

/** Sessions of a board that are still to come, called or not. */
export function comingSessions({ db, now }: Pick<ReadContext, 'db' | 'now'>, board: Board): Session[] {
  const called = db.all<{ number: string; startsAt: string }>("SELECT number, starts_at AS startsAt FROM meeting WHERE board = ? AND state = 'planned' AND starts_at > ? ORDER BY starts_at LIMIT 200", board.id, now);
  return sessionsOf(board, called, { after: now, until: addDays(now, horizonDays) });
}
/** What a list of boards says of their sessions. */
export function sessionsAhead(context: Pick<ReadContext, 'db' | 'now'>, board: Board): { nextSession: string | null; nextUncalled: string | null; isIdle: boolean } {
  const sessions = comingSessions(context, board);
  return { nextSession: sessions[0]?.startsAt ?? null, nextUncalled: nextUncalled(sessions)?.startsAt ?? null, isIdle: board.charter.cadence !== null && isIdle(board.charter.cadence, board.zone, context.now) };
}
