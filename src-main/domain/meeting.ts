// A meeting: its folded form and how each event moves it.
import type { z } from 'zod';
import type { Attendance, MeetingState, Vote } from '#contract/cab.ts';
import type { StampedEvent } from './event.ts';
import { idOf } from './event.ts';
import type { Cause } from './past.ts';

export type AgendaItem = { change: string; rank: string; minutes: number; isLate: boolean; decision: string | null; votes: Record<string, z.output<typeof Vote>> };
export type Action = { text: string; owner: string; dueOn: string };
export type Meeting = {
  id: string; number: string; version: number; board: string; startsAt: string; zone: string; lengthMinutes: number;
  state: z.output<typeof MeetingState>; items: AgendaItem[];
  attendance: Record<string, { status: z.output<typeof Attendance>; at: string }>;
  startedAt: string | null; endedAt: string | null; actions: Action[];
  minutes: { digest: string; by: string; at: string } | null;
};

const withItem = (meeting: Meeting, change: string, alter: (item: AgendaItem) => AgendaItem): Meeting =>
  ({ ...meeting, items: meeting.items.map((item) => (item.change === change ? alter(item) : item)) });

function step(meeting: Meeting, event: StampedEvent): Meeting {
  const { data } = event;
  const change = String(data['change'] ?? '');
  switch (event.type) {
    case 'meeting.itemAdmitted': return { ...meeting, items: [...meeting.items, { change, rank: String(data['rank']), minutes: Number(data['minutes']), isLate: data['late'] === true, decision: null, votes: {} }] };
    case 'meeting.itemDropped': return { ...meeting, items: meeting.items.filter((item) => item.change !== change) };
    case 'meeting.itemMoved': return withItem(meeting, change, (item) => ({ ...item, rank: String(data['rank']) }));
    case 'meeting.itemMinutesSet': return withItem(meeting, change, (item) => ({ ...item, minutes: Number(data['minutes']) }));
    case 'meeting.started': return { ...meeting, state: 'running', startedAt: event.at };
    case 'meeting.attendanceNoted': return { ...meeting, attendance: { ...meeting.attendance, [String(data['person'])]: { status: data['status'] as z.output<typeof Attendance>, at: event.at } } };
    case 'meeting.voteCast': return withItem(meeting, change, (item) => ({ ...item, votes: { ...item.votes, [String(data['person'])]: data['vote'] as z.output<typeof Vote> } }));
    case 'meeting.ended': return { ...meeting, state: 'ended', endedAt: event.at, actions: (event.text['actions'] as Action[] | undefined) ?? [] };
    case 'minutes.signed': return { ...meeting, minutes: { digest: String(data['digest']), by: idOf(event.by), at: event.at } };
    default: return meeting;
  }
}

/** Folds one event of a meeting; items come out in their order (rank, then change). */
export function evolveMeeting(meeting: Meeting | null, event: StampedEvent, _cause?: Cause): Meeting {
  if (meeting === null) {
    const { data } = event;
    return { id: idOf(event.subject), number: String(data['number']), version: 1, board: String(data['board']), startsAt: String(data['startsAt']), zone: String(data['zone']), lengthMinutes: Number(data['lengthMinutes']),
      state: 'planned', items: [], attendance: {}, startedAt: null, endedAt: null, actions: [], minutes: null };
  }
  const next = step(meeting, event);
  return { ...next, version: meeting.version + 1, items: next.items.toSorted((a, b) => (a.rank < b.rank ? -1 : a.rank > b.rank ? 1 : a.change < b.change ? -1 : 1)) };
}

/** Notes the decision on its item; the decision itself is a fact of the change. */
export const withDecision = (meeting: Meeting, change: string, decision: string): Meeting => withItem(meeting, change, (item) => ({ ...item, decision }));
