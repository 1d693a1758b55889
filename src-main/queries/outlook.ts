// Which session decides in time on the changes that wait, and which windows would be missed (CAB-02).
import type { Outlook, OutlookRow } from '#contract/agenda.ts';
import type { Output } from '#contract/index.ts';
import { routeOf } from '../domain/approval.ts';
import type { Board } from '../domain/board.ts';
import { cutOffOf, inTime, isIdle, nextUncalled } from '../domain/cadence.ts';
import type { Session } from '../domain/cadence.ts';
import type { Change } from '../domain/change.ts';
import { isTaken } from '../domain/dossier.ts';
import { needs } from '../domain/roles.ts';
import { addDays } from '../domain/spans.ts';
import type { QueryHandlers, ReadContext } from '../ports.ts';
import { currentMeeting } from './cab.ts';
import { may } from './change.ts';
import { comingSessions, horizonDays } from './sessions-ahead.ts';

/** How many changes are looked at, and shown, at most. */
const mostLooked = 120;
const mostShown = 20;

/** The board asked for, else that of the meeting at hand, else the first that has a cadence. */
function boardOf(context: ReadContext, ref: string | undefined): Board | null {
  if (ref !== undefined) return context.loadBoard(ref);
  const meeting = currentMeeting(context);
  if (meeting) return context.loadBoard(meeting.board);
  const boards = context.db.all<{ id: string }>('SELECT id FROM board ORDER BY name, id LIMIT 50').map(({ id }) => context.loadBoard(id));
  return boards.find(({ charter }) => charter.cadence !== null) ?? boards[0] ?? null;
}

/** What waits for a board with a window ahead, nearest first; emergencies and standard changes have their own ways. */
function waiting({ db, now }: ReadContext): string[] {
  return db.all<{ id: string }>(`SELECT id FROM change INDEXED BY change_by_window WHERE planned_start_at > ? AND planned_start_at < ? AND state IN ('submitted', 'assessment', 'awaiting-authorisation') AND type NOT IN ('emergency', 'standard')
    ORDER BY planned_start_at, n LIMIT ?`, now, addDays(now, horizonDays), mostLooked + 1).map(({ id }) => id);
}

function rowOf(context: ReadContext, change: Change, { sessions, board }: { sessions: readonly Session[]; board: Board }): OutlookRow {
  const submittedAt = context.submittedAt(change);
  const at = context.db.get<{ number: string; starts_at: string; board: string; state: string }>('SELECT m.number, m.starts_at, m.board, m.state FROM agenda_item a JOIN meeting m ON m.id = a.meeting WHERE a.change = ? AND a.is_open = 1 ORDER BY m.starts_at LIMIT 1', change.id);
  // On an agenda it has been admitted already, whenever it came; then only that session matters.
  const open = at ? [{ startsAt: at.starts_at, meeting: at.number, isRegular: false }] : sessions;
  const found = inTime({ submittedAt: at ? '' : submittedAt ?? context.now, windowStartsAt: change.fields.plannedStartAt! }, open, board.charter);
  const shown = (session: Session | null): OutlookRow['next'] => session && { ...session, cutOffAt: cutOffOf(session, board.charter) };
  return {
    id: change.id, number: change.number, title: change.fields.title, tier: change.tier, score: change.score, plannedStartAt: change.fields.plannedStartAt!, zone: change.fields.zone, submittedAt,
    next: shown(found.next), last: shown(found.last), isMissed: found.isMissed, onAgendaOf: at?.number ?? null,
  };
}

/** APR-01: only what a board decides can miss its session. */
function isForBoard(context: ReadContext, change: Change): boolean {
  const dossier = context.dossierOf(change);
  return isTaken(dossier) || change.tier === null || ['cab', 'cab-and-executive'].includes(routeOf(dossier, context.now).authority);
}

function outlook(context: ReadContext, ref: string | undefined): Output<'cab.outlook'> {
  const board = boardOf(context, ref);
  const mayCall = may(needs('prepareAgenda', context.actor));
  if (board === null) return { board: null, sessions: [], nextUncalled: null, isIdle: false, missed: [], missedTotal: 0, inTime: [], isCut: false, mayCall };
  const sessions = comingSessions(context, board);
  const ids = waiting(context);
  const rows = ids.slice(0, mostLooked).flatMap((id) => { const change = context.loadChange(id); const row = rowOf(context, change, { sessions, board }); return row.isMissed && !isForBoard(context, change) ? [] : [row]; });
  const missed = rows.filter(({ isMissed }) => isMissed);
  const { cadence, cutOffHours, leadHours } = board.charter;
  return {
    board: { id: board.id, name: board.name, zone: board.zone, cutOffHours, leadHours, hasCadence: cadence !== null },
    sessions: sessions.slice(0, 6).map((session): Outlook['sessions'][number] => ({ ...session, cutOffAt: cutOffOf(session, board.charter) })), nextUncalled: nextUncalled(sessions)?.startsAt ?? null, isIdle: cadence !== null && isIdle(cadence, board.zone, context.now),
    missed: missed.slice(0, mostShown), missedTotal: missed.length, inTime: rows.filter(({ isMissed }) => !isMissed).slice(0, mostShown), isCut: ids.length > mostLooked, mayCall,
  };
}

export const outlookQueries = {
  'cab.outlook': (context, { board }) => outlook(context, board),
} satisfies Partial<QueryHandlers>;
