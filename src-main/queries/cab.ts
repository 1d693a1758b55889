import type { AgendaBoard, Card, MeetingRow } from '#contract/cab.ts';
import type { Input, Output } from '#contract/index.ts';
import type { Acceptance, Conflict } from '#contract/schedule.ts';
import * as rules from '../domain/cab.ts';
import { standingVotes } from '../domain/ballot.ts';
import type { Board, BoardSeat } from '../domain/board.ts';
import { constitutionOf } from '../domain/board.ts';
import type { Change } from '../domain/change.ts';
import { levelAbove } from '../domain/escalation.ts';
import { subjectOf } from '../domain/event.ts';
import { holdsBoard, routeOf } from '../domain/approval.ts';
import { isTaken } from '../domain/dossier.ts';
import type { Dossier } from '../domain/dossier.ts';
import { gapsBefore, isLacking, piecesAt } from '../domain/gates.ts';
import { backoutState } from '../domain/backout.ts';
import { mayAdmit } from '../domain/lifecycle.ts';
import type { Meeting } from '../domain/meeting.ts';
import { maySignMinutes } from '../domain/minutes.ts';
import { quorumOf } from '../domain/quorum.ts';
import { needs } from '../domain/roles.ts';
import { acceptanceOf, isOver, ruleLabels, scheduleSheet } from '../domain/schedule.ts';
import { otherSide } from '../domain/schedule-conflicts.ts';
import { mayStartMeeting } from '../domain/session.ts';
import { dayIn } from '../domain/zone.ts';
import type { Param } from '../store/open.ts';
import type { QueryHandlers, ReadContext } from '../ports.ts';
import { decisionRecord, may, nameOf, rowOfChange } from './change.ts';
import { requiredOf } from './escalation.ts';
import { historyOf } from './history.ts';
import { conflictRows } from './schedule.ts';
import { sessionsAhead } from './sessions-ahead.ts';

type MeetingSqlRow = { id: string; number: string; board: string; board_name: string; starts_at: string; zone: string; length_minutes: number; state: MeetingRow['state']; items: number; decided: number; is_signed: number };
const meetingColumns = 'm.id, m.number, m.board, b.name AS board_name, m.starts_at, m.zone, m.length_minutes, m.state, m.items, m.decided, m.is_signed FROM meeting m JOIN board b ON b.id = m.board';
const meetingRow = (r: MeetingSqlRow): MeetingRow => ({ id: r.id, number: r.number, board: r.board, boardName: r.board_name, startsAt: r.starts_at, zone: r.zone, lengthMinutes: r.length_minutes, state: r.state, items: r.items, decided: r.decided, minutesSigned: r.is_signed === 1 });
export const rowOfMeeting = ({ db }: Pick<ReadContext, 'db'>, id: string): MeetingRow => meetingRow(db.get<MeetingSqlRow>(`SELECT ${meetingColumns} WHERE m.id = ?`, id)!);

/** The meeting a board screen opens with: the one that runs, else the next one, else the last one that ended. */
export function currentMeeting(context: ReadContext): Meeting | null {
  const id = context.db.get<{ id: string }>("SELECT id FROM meeting WHERE state = 'running' ORDER BY starts_at LIMIT 1")?.id
    ?? context.db.get<{ id: string }>("SELECT id FROM meeting WHERE state = 'planned' ORDER BY starts_at LIMIT 1")?.id
    ?? context.db.get<{ id: string }>('SELECT id FROM meeting ORDER BY starts_at DESC LIMIT 1')?.id;
  return id ? context.loadMeeting(id) : null;
}

/** A meeting with its board and who sits on it; nothing where no meeting is called. */
export type Sitting = { meeting: Meeting; board: Board; seats: BoardSeat[] };
export const sittingOf = (context: Pick<ReadContext, 'loadBoard' | 'seatsOf'>, meeting: Meeting | null): Sitting | null => (meeting ? { meeting, board: context.loadBoard(meeting.board), seats: context.seatsOf(meeting.board) } : null);
type Scene = { context: ReadContext; sitting: Sitting | null };
export function card({ context, sitting }: Scene, change: Change): Card {
  const meeting = sitting?.meeting ?? null;
  const dossier = context.dossierOf(change);
  const pieces = piecesAt('decision', dossier, context.now);
  const at = meeting?.items.findIndex((item) => item.change === change.id) ?? -1;
  const item = meeting?.items[at];
  const last = change.decisions.at(-1);
  return {
    ...rowOfChange(change), isInConflict: change.holds.length > 0, ...(dossier.backout.sheet && backoutState(dossier.backout.sheet) === 'ordered' ? { isRollbackOrdered: true } : {}), revision: change.revision, pieces, needed: pieces.length, ready: pieces.filter((piece) => !isLacking(piece)).length,
    item: item ? { id: item.change, position: at + 1, minutes: item.minutes, isLate: item.isLate } : null,
    decision: last ? { verdict: last.verdict, meetingNumber: context.db.get<{ number: string }>('SELECT number FROM meeting WHERE id = ?', last.meeting)?.number ?? '', decidedAt: last.decidedAt, deferredTo: last.deferredTo,
      conditions: last.conditions.length, openConditions: last.conditions.filter((c) => c.metAt === null).length } : null,
    above: sitting && requiredOf(levelAbove(sitting.board, dossier)), mayAdmit: may(mayAdmit(dossier, context)), mayDecide: may(rules.mayEnd(sitting, dossier, context)), mayRefer: may(rules.mayDecide(sitting, dossier, context)),
  };
}

const waiting = "c.state IN ('submitted', 'assessment', 'awaiting-authorisation')";
const offAgenda = 'NOT EXISTS (SELECT 1 FROM agenda_item a WHERE a.change = c.id AND a.is_open = 1)';
const isWhole = "c.state = 'awaiting-authorisation' AND c.is_ready = 1";

/**
 * Of the changes whose record is whole, those that lack something else. A record that another tool brought and nobody worked on here demands nothing more, so only
 * the others are looked at: what waits for a board at one time, not the archive. `after` leaves out what has not been touched since that instant.
 */
export function lacking(context: ReadContext, after = ''): { gaps: string; elsewhere: string } {
  const mine = context.policy().imported === 'trusted' ? 'AND (c.source IS NULL OR EXISTS (SELECT 1 FROM sheet s WHERE s.change = c.id))' : '';
  const ids = context.db.all<{ id: string }>(`SELECT c.id FROM change c WHERE ${isWhole} AND c.updated_at > ? AND ${offAgenda} ${mine}`, after);
  const looked = ids.map(({ id }) => ({ id, dossier: context.dossierOf(context.loadChange(id)) }));
  const isOpen = (dossier: Dossier): boolean => gapsBefore('decision', dossier, context.now).some((piece) => holdsBoard(piece) && piece.id !== 'authority:executive');
  // APR-01: what a lesser authority decides never joins the queue of the board.
  const isForBoard = (dossier: Dossier): boolean => isTaken(dossier) || ['cab', 'cab-and-executive'].includes(routeOf(dossier, context.now).authority);
  return {
    gaps: JSON.stringify(looked.filter(({ dossier }) => isOpen(dossier)).map(({ id }) => id)),
    elsewhere: JSON.stringify(looked.filter(({ dossier }) => !isForBoard(dossier)).map(({ id }) => id)),
  };
}

export function queue(scene: Scene, which: 'notReady' | 'ready', filter: Input<'cab.board'> & { /** Touched since that instant. */ after?: string }, { gaps, elsewhere }: ReturnType<typeof lacking>): { cards: Card[]; total: number } {
  const isReady = `(${isWhole} AND c.id NOT IN (SELECT value FROM json_each(?)))`;
  const params: Param[] = [elsewhere, gaps];
  let where = `${waiting} AND c.id NOT IN (SELECT value FROM json_each(?)) AND ${which === 'ready' ? isReady : `NOT ${isReady}`} AND ${offAgenda}`;
  if (filter.tier?.length) { where += ` AND ifnull(c.tier, 'none') IN (${filter.tier.map(() => '?').join(', ')})`; params.push(...filter.tier); }
  if (filter.service !== undefined) { where += ' AND c.service = ?'; params.push(filter.service); }
  if (filter.after !== undefined) { where += ' AND c.updated_at > ?'; params.push(filter.after); }
  const { db } = scene.context;
  const total = db.get<{ n: number }>(`SELECT count(*) AS n FROM change c WHERE ${where}`, ...params)?.n ?? 0;
  const ids = db.all<{ id: string }>(`SELECT c.id FROM change c WHERE ${where} ORDER BY c.is_contested DESC, c.planned_start_at IS NULL, c.planned_start_at, c.n LIMIT ?`, ...params, filter.limit);
  return { cards: ids.map(({ id }) => card(scene, scene.context.loadChange(id))), total };
}

/** Decisions of this meeting and of the two that ended last. */
function decided(scene: Scene, limit: number): { cards: Card[]; total: number } {
  const { db } = scene.context;
  const meetings = db.all<{ id: string }>("SELECT id FROM meeting WHERE state = 'ended' ORDER BY starts_at DESC LIMIT 2").map((m) => m.id);
  if (scene.sitting && !meetings.includes(scene.sitting.meeting.id)) meetings.push(scene.sitting.meeting.id);
  const of = `FROM decision WHERE meeting IN (${meetings.map(() => '?').join(', ')})`;
  const total = db.get<{ n: number }>(`SELECT count(DISTINCT change) AS n ${of}`, ...meetings)?.n ?? 0;
  const ids = db.all<{ change: string }>(`SELECT change, max(decided_at) AS at ${of} GROUP BY change ORDER BY at DESC, change LIMIT ?`, ...meetings, limit);
  return { cards: ids.flatMap(({ change }) => { const c = scene.context.findChange(change); return c ? [card(scene, c)] : []; }), total };
}

const attendanceOf = (sitting: Sitting | null): AgendaBoard['attendance'] => (sitting?.seats ?? []).map((seat) => ({ ...seat, status: sitting?.meeting.attendance[seat.person]?.status ?? 'unknown' }));

function board(context: ReadContext, filter: Input<'cab.board'>): AgendaBoard {
  const meeting = filter.meeting ? context.loadMeeting(filter.meeting) : currentMeeting(context);
  const sitting = sittingOf(context, meeting);
  const scene: Scene = { context, sitting };
  const open = (meeting?.items ?? []).filter((item) => item.decision === null);
  const gaps = lacking(context);
  const plannedMinutes = (meeting?.items ?? []).reduce((sum, item) => sum + item.minutes, 0);
  return {
    meeting: meeting ? rowOfMeeting(context, meeting.id) : null, attendance: attendanceOf(sitting), quorum: sitting ? quorumOf(rules.roomOf(sitting, context.now)) : null,
    topics: (meeting?.items ?? []).flatMap((item, i) => (item.kind === 'topic' ? [{ id: item.change, title: item.title, minutes: item.minutes, position: i + 1, isDone: item.outcome !== null }] : [])),
    plannedMinutes, overBy: Math.max(0, plannedMinutes - (meeting?.lengthMinutes ?? plannedMinutes)),
    notReady: queue(scene, 'notReady', filter, gaps), ready: queue(scene, 'ready', filter, gaps),
    onAgenda: open.flatMap((item) => { const c = context.findChange(item.change); return c ? [card(scene, c)] : []; }), decided: decided(scene, filter.limit),
    may: {
      createMeeting: may(needs('prepareAgenda', context.actor)), manageBoards: may(needs('manageBoards', context.actor)),
      ...(meeting ? { start: may(mayStartMeeting(meeting, sitting!, context)), end: may(rules.mayEndMeeting(meeting, context)), prepare: may(needs('prepareAgenda', context.actor)), signMinutes: may(maySignMinutes(meeting, context)), rollCall: may(rules.mayEndMeeting(meeting, context)) } : {}),
    },
  };
}

const settledWords = { permitted: 'the freeze lets it pass', exception: 'excepted', emergency: 'set aside by the emergency' } as const;
const acceptedWords = ({ by, owner, until, reason, isExpired }: Acceptance): string => `accepted by ${by} until ${until}${isExpired ? ', which is over' : ''}; ${owner} answers for it: ${reason}`;
const settledIn = ({ settled, acceptance, weight }: Conflict): string => (acceptance ? acceptedWords(acceptance) : settled !== null && settled !== 'accepted' ? settledWords[settled] : weight === 'told' ? 'a notice only' : 'not settled');
/** CAL-01: what the window of a change collides with now, and what was accepted of that, also where one of the two has moved since. */
export function conflictsOf(context: ReadContext, c: Change): Output<'cab.packet'>['conflicts'] {
  const facts = context.conflictsOf(c);
  const rows = conflictRows(context, facts).map((conflict) => {
    const { number, title, startsAt, endsAt } = otherSide(conflict, c.id);
    return { number, title, rule: ruleLabels[conflict.rule], said: conflict.said, from: conflict.overlap?.startsAt ?? startsAt, to: conflict.overlap?.endsAt ?? endsAt, settled: settledIn(conflict) };
  });
  const past = (context.findSheet(scheduleSheet, c.id)?.acceptances ?? []).filter((one) => !facts.found.some((found) => acceptanceOf(found, [one]) !== null)).map(({ rule, sides, reason, owner, until, by }) => {
    const other = sides.find(({ id }) => id !== c.id) ?? sides[0]!;
    const known = context.findChange(other.id);
    const said = acceptedWords({ reason, owner: nameOf(context, owner), until, by: nameOf(context, by), at: '', isExpired: isOver({ until }, context.now) });
    return { number: known?.number ?? '', title: known?.fields.title ?? '', rule: ruleLabels[rule], said: '', from: other.startsAt, to: other.endsAt, settled: said };
  });
  return [...rows, ...past];
}

export function packet(context: ReadContext, input: Input<'cab.packet'>): Output<'cab.packet'> {
  const c = context.loadChange(input.change);
  const meeting = input.meeting ? context.loadMeeting(input.meeting) : currentMeeting(context);
  const scene: Scene = { context, sitting: sittingOf(context, meeting) };
  const record = context.db.get<{ completed: number; failed: number }>("SELECT count(*) AS completed, ifnull(sum(outcome IN ('failed', 'rolled-back')), 0) AS failed FROM (SELECT outcome FROM change WHERE service = ? AND outcome IS NOT NULL ORDER BY n DESC LIMIT 20)", c.fields.service);
  const item = meeting?.items.find(({ change }) => change === c.id);
  const cast = item ? standingVotes(item, c.decisions.find(({ id }) => id === item.decision)?.revision ?? c.revision) : {};
  const f = c.fields;
  return {
    card: card(scene, c), description: f.description, justification: f.justification, implementationPlan: f.implementationPlan, testPlan: f.testPlan, backoutPlan: f.backoutPlan, rollbackCriteria: f.rollbackCriteria,
    items: f.items, impact: f.impact, outageMinutes: f.outageMinutes, requester: f.requester, implementers: f.implementers, conflicts: conflictsOf(context, c), serviceRecord: record ?? { completed: 0, failed: 0 },
    decisions: c.decisions.toReversed().map((d) => decisionRecord(context, c, d)), votes: Object.entries(cast).map(([person, vote]) => ({ person, name: nameOf(context, person), vote })),
    recent: historyOf(context, subjectOf('change', c.id), { limit: 5 }).rows,
  };
}

export const cabQueries = {
  'board.list': (context) => context.db.all<{ id: string }>('SELECT id FROM board ORDER BY name, id LIMIT 500').map(({ id }) => {
    const known = context.loadBoard(id);
    const seats = context.seatsOf(id);
    return { ...known, seats, ...constitutionOf(known, seats, dayIn(known.zone, context.now)), ...sessionsAhead(context, known), mayManage: may(needs('manageBoards', context.actor)) };
  }),
  'meeting.list': ({ db }, { limit, after, state }) => {
    const [startsAt = '9', id = ''] = after?.split('\n') ?? [];
    const rows = db.all<MeetingSqlRow>(`SELECT ${meetingColumns} WHERE (m.starts_at, m.id) < (?, ?) AND (? IS NULL OR m.state = ?) ORDER BY m.starts_at DESC, m.id DESC LIMIT ?`, startsAt, id, state ?? null, state ?? null, limit + 1);
    const last = rows[limit - 1];
    return { rows: rows.slice(0, limit).map(meetingRow), next: rows.length > limit && last ? `${last.starts_at}\n${last.id}` : null };
  },
  'cab.board': board,
  'cab.packet': packet,
} satisfies Partial<QueryHandlers>;
