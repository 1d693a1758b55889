// A meeting: its folded form and how each event moves it.
import type { z } from 'zod';
import type { Attendance, MeetingState, Vote } from '#contract/cab.ts';
import type { Json, StampedEvent } from './event.ts';
import { idOf } from './event.ts';

export type AgendaItem = { change: string; rank: string; minutes: number; isLate: boolean; decision: string | null; votes: Record<string, z.output<typeof Vote>> };
export type Action = { text: string; owner: string; dueOn: string };
export type Meeting = {
  id: string; number: string; version: number; board: string; startsAt: string; zone: string; lengthMinutes: number;
  state: z.output<typeof MeetingState>; items: AgendaItem[];
  attendance: Record<string, { status: z.output<typeof Attendance>; at: string }>;
  startedAt: string | null; endedAt: string | null; actions: Action[];
  minutes: { digest: string; by: string; at: string } | null;
  /** Endings and minutes made apart that say different things (trail design, B5); the first one stands until people have compared them. */
  conflicts: { kind: 'ended' | 'minutes'; by: string; at: string; what: string }[];
};

const withItem = (meeting: Meeting, change: string, alter: (item: AgendaItem) => AgendaItem): Meeting =>
  ({ ...meeting, items: meeting.items.map((item) => (item.change === change ? alter(item) : item)) });

const text = (value: Json | undefined): string => (typeof value === 'string' ? value : '');
const count = (value: Json | undefined, otherwise: number): number => (typeof value === 'number' && value >= 0 ? value : otherwise);
const isAction = (value: Json): boolean => typeof value === 'object' && value !== null && !Array.isArray(value) && ['text', 'owner', 'dueOn'].every((name) => typeof value[name] === 'string');
const actionsIn = (value: Json | undefined): Action[] => (Array.isArray(value) ? value.filter(isAction) as unknown as Action[] : []);

/** An item is on the agenda once, whoever put it there; the later place in the order of the trail counts. */
function admitted(meeting: Meeting, { data }: StampedEvent): Meeting {
  const change = text(data['change']);
  const known = meeting.items.find((item) => item.change === change);
  const item: AgendaItem = { change, rank: text(data['rank']), minutes: count(data['minutes'], 8), isLate: data['late'] === true, decision: known?.decision ?? null, votes: known?.votes ?? {} };
  return { ...meeting, items: [...meeting.items.filter((other) => other.change !== change), item] };
}

/** What was decided stays on the agenda, whoever drops it elsewhere. */
const dropped = (meeting: Meeting, { data }: StampedEvent): Meeting => ({ ...meeting, items: meeting.items.filter((item) => item.change !== data['change'] || item.decision !== null) });

function ended(meeting: Meeting, event: StampedEvent): Meeting {
  const actions = actionsIn(event.text['actions']);
  if (meeting.state !== 'ended') return { ...meeting, state: 'ended', endedAt: event.at, actions };
  if (JSON.stringify(actions) === JSON.stringify(meeting.actions)) return meeting;
  return { ...meeting, conflicts: [...meeting.conflicts, { kind: 'ended', by: idOf(event.by), at: event.at, what: `${actions.length} actions` }] };
}

function minutesSigned(meeting: Meeting, event: StampedEvent): Meeting {
  const digest = text(event.data['digest']);
  if (meeting.minutes === null) return { ...meeting, minutes: { digest, by: idOf(event.by), at: event.at } };
  return meeting.minutes.digest === digest ? meeting : { ...meeting, conflicts: [...meeting.conflicts, { kind: 'minutes', by: idOf(event.by), at: event.at, what: digest.slice(0, 16) }] };
}

function step(meeting: Meeting, event: StampedEvent): Meeting {
  const { data } = event;
  const change = text(data['change']);
  switch (event.type) {
    case 'meeting.itemAdmitted': return admitted(meeting, event);
    case 'meeting.itemDropped': return dropped(meeting, event);
    case 'meeting.itemMoved': return withItem(meeting, change, (item) => ({ ...item, rank: text(data['rank']) || item.rank }));
    case 'meeting.itemMinutesSet': return withItem(meeting, change, (item) => ({ ...item, minutes: count(data['minutes'], item.minutes) }));
    case 'meeting.started': return meeting.state === 'planned' ? { ...meeting, state: 'running', startedAt: event.at } : meeting;
    case 'meeting.attendanceNoted': return { ...meeting, attendance: { ...meeting.attendance, [text(data['person'])]: { status: data['status'] as z.output<typeof Attendance>, at: event.at } } };
    case 'meeting.voteCast': return withItem(meeting, change, (item) => ({ ...item, votes: { ...item.votes, [text(data['person'])]: data['vote'] as z.output<typeof Vote> } }));
    case 'meeting.ended': return ended(meeting, event);
    case 'minutes.signed': return minutesSigned(meeting, event);
    default: return meeting;
  }
}

/** Folds one event of a meeting; items come out in their order (rank, then change). */
export function evolveMeeting(meeting: Meeting | null, event: StampedEvent): Meeting {
  if (meeting === null) {
    const { data } = event;
    return { id: idOf(event.subject), number: text(data['number']), version: 1, board: text(data['board']), startsAt: text(data['startsAt']), zone: text(data['zone']), lengthMinutes: count(data['lengthMinutes'], 0),
      state: 'planned', items: [], attendance: {}, startedAt: null, endedAt: null, actions: [], minutes: null, conflicts: [] };
  }
  const next = step(meeting, event);
  return { ...next, version: meeting.version + 1, items: next.items.toSorted((a, b) => (a.rank < b.rank ? -1 : a.rank > b.rank ? 1 : a.change < b.change ? -1 : 1)) };
}

/** Notes the decision on its item; the decision itself is a fact of the change. */
export const withDecision = (meeting: Meeting, change: string, decision: string): Meeting => withItem(meeting, change, (item) => ({ ...item, decision }));
