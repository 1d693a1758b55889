// Actions that meetings agreed on: what is still open, whoever's board it was, or all of one meeting (CAB-06).
import type { ActionRow } from '#contract/agenda.ts';
import { isActionOverdue, mayFinishAction } from '../domain/action-items.ts';
import type { Action, Meeting } from '../domain/meeting.ts';
import { dayIn } from '../domain/zone.ts';
import type { QueryHandlers, ReadContext } from '../ports.ts';
import { may, nameOf } from './change.ts';

type Held = { id: string; number: string; board: string; boardName: string; startsAt: string; zone: string; state: Meeting['state']; actions: string };
const columns = "m.id, m.number, m.board, b.name AS boardName, m.starts_at AS startsAt, m.zone, m.state, json_extract(m.body, '$.actions') AS actions FROM meeting m JOIN board b ON b.id = m.board";

function rowsOf(context: ReadContext, { id, number, board, boardName, startsAt, zone, state, actions }: Held): ActionRow[] {
  const today = dayIn(zone, context.now);
  return (JSON.parse(actions) as Action[]).map((action, i): ActionRow => {
    const done = action.done && { note: action.done.text, by: nameOf(context, action.done.by), at: action.done.at };
    return {
      meeting: id, number, board, boardName, heldAt: startsAt, zone, action: i + 1, text: action.text, owner: action.owner, dueOn: action.dueOn, isOverdue: isActionOverdue(action, today), done,
      mayFinish: may(mayFinishAction({ number, state }, action, context, done?.by)),
    };
  });
}

const dueFirst = (a: ActionRow, b: ActionRow): number => (a.dueOn < b.dueOn ? -1 : a.dueOn > b.dueOn ? 1 : a.number < b.number ? -1 : a.number > b.number ? 1 : a.action - b.action);
/** Open actions of one board or of all, the longest due first. */
export function openActions(context: ReadContext, board: string | null): ActionRow[] {
  const held = context.db.all<Held>(`SELECT ${columns} WHERE m.open_actions > 0 AND (? IS NULL OR m.board = ?)`, board, board);
  return held.flatMap((meeting) => rowsOf(context, meeting)).filter(({ done }) => done === null).toSorted(dueFirst);
}

export const actionQueries = {
  'meeting.actions': (context, { meeting, board }) => {
    if (meeting === undefined) return { rows: openActions(context, board === undefined ? null : context.loadBoard(board).id) };
    return { rows: context.db.all<Held>(`SELECT ${columns} WHERE m.id = ?`, context.loadMeeting(meeting).id).flatMap((held) => rowsOf(context, held)) };
  },
} satisfies Partial<QueryHandlers>;
