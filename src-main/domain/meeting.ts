// A meeting: its folded form and how each event moves it.
import type { z } from 'zod';
import { attendances, votes } from '#contract/cab.ts';
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
  /** Decisions its ending named, sorted; null where the ending said nothing of them. */
  closedWith: string[] | null;
  /** Items taken off: one that was decided apart comes back with its decision. */
  dropped: AgendaItem[];
  minutes: { digest: string; by: string; at: string } | null;
  /** Endings and minutes made apart that say different things (trail design, B5); the first one stands until people have compared them. */
  conflicts: { kind: 'ended' | 'minutes'; by: string; at: string; what: string }[];
};

const withItem = (meeting: Meeting, change: string, alter: (item: AgendaItem) => AgendaItem): Meeting => {
  const altered = (items: AgendaItem[]): AgendaItem[] => (items.some((item) => item.change === change) ? items.map((item) => (item.change === change ? alter(item) : item)) : items);
  return { ...meeting, items: altered(meeting.items), dropped: altered(meeting.dropped) };
};

const text = (value: Json | undefined): string => (typeof value === 'string' ? value : '');
const count = (value: Json | undefined, otherwise: number): number => (Number.isSafeInteger(value) && (value as number) >= 0 ? value as number : otherwise);
const isAction = (value: Json): boolean => typeof value === 'object' && value !== null && !Array.isArray(value) && ['text', 'owner', 'dueOn'].every((name) => typeof value[name] === 'string');
const actionsIn = (value: Json | undefined): Action[] => (Array.isArray(value) ? value.filter(isAction) as unknown as Action[] : []);
const namesIn = (value: Json | undefined): string[] | null => (Array.isArray(value) ? value.filter((name) => typeof name === 'string').toSorted() : null);
const isAttendance = (value: Json | undefined): value is z.output<typeof Attendance> => (attendances as readonly unknown[]).includes(value);
const isVote = (value: Json | undefined): value is z.output<typeof Vote> => (votes as readonly unknown[]).includes(value);

/** An item is on the agenda once, whoever put it there; the later place in the order of the trail counts. */
function admitted(meeting: Meeting, { data }: StampedEvent): Meeting {
  const change = text(data['change']);
  if (change === '') return meeting;
  const known = meeting.items.find((item) => item.change === change);
  const item: AgendaItem = { change, rank: text(data['rank']), minutes: count(data['minutes'], 8), isLate: data['late'] === true, decision: known?.decision ?? null, votes: known?.votes ?? {} };
  return { ...meeting, items: [...meeting.items.filter((other) => other.change !== change), item], dropped: meeting.dropped.filter((other) => other.change !== change) };
}

/** What was decided stays on the agenda, whoever drops it elsewhere. */
function dropped(meeting: Meeting, { data }: StampedEvent): Meeting {
  const item = meeting.items.find(({ change, decision }) => change === data['change'] && decision === null);
  return item ? { ...meeting, items: meeting.items.filter((other) => other !== item), dropped: [...meeting.dropped, item] } : meeting;
}

/** B5: endings with the same decisions and actions are one; others stand beside the first until people have compared them. */
function ended(meeting: Meeting, event: StampedEvent): Meeting {
  const actions = actionsIn(event.text['actions']);
  const closedWith = namesIn(event.data['decisions']);
  if (meeting.state !== 'ended') return { ...meeting, state: 'ended', endedAt: event.at, actions, closedWith };
  const isSameDecided = closedWith === null || meeting.closedWith === null || JSON.stringify(closedWith) === JSON.stringify(meeting.closedWith);
  if (isSameDecided && JSON.stringify(actions) === JSON.stringify(meeting.actions)) return meeting;
  const what = closedWith === null ? `${actions.length} actions` : `${closedWith.length} decisions, ${actions.length} actions`;
  return { ...meeting, conflicts: [...meeting.conflicts, { kind: 'ended', by: idOf(event.by), at: event.at, what }] };
}

function minutesSigned(meeting: Meeting, event: StampedEvent): Meeting {
  const digest = text(event.data['digest']);
  if (meeting.minutes === null) return { ...meeting, minutes: { digest, by: idOf(event.by), at: event.at } };
  return meeting.minutes.digest === digest ? meeting : { ...meeting, conflicts: [...meeting.conflicts, { kind: 'minutes', by: idOf(event.by), at: event.at, what: digest.slice(0, 16) }] };
}

/** Per person the last word in the order of the trail counts. */
function attended(meeting: Meeting, { data: { person, status }, at }: StampedEvent): Meeting {
  return text(person) !== '' && isAttendance(status) ? { ...meeting, attendance: { ...meeting.attendance, [text(person)]: { status, at } } } : meeting;
}
function voted(meeting: Meeting, { data: { change, person, vote } }: StampedEvent): Meeting {
  return text(person) !== '' && isVote(vote) ? withItem(meeting, text(change), (item) => ({ ...item, votes: { ...item.votes, [text(person)]: vote } })) : meeting;
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
    case 'meeting.attendanceNoted': return attended(meeting, event);
    case 'meeting.voteCast': return voted(meeting, event);
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
      state: 'planned', items: [], attendance: {}, startedAt: null, endedAt: null, actions: [], closedWith: null, dropped: [], minutes: null, conflicts: [] };
  }
  const next = step(meeting, event);
  return { ...next, version: meeting.version + 1, items: inRank(next.items) };
}

/** Agenda order: ties of rank, made apart, are broken by the change. */
const inRank = (items: readonly AgendaItem[]): AgendaItem[] => items.toSorted((a, b) => (a.rank < b.rank ? -1 : a.rank > b.rank ? 1 : a.change < b.change ? -1 : 1));

/** Notes the decision on its item, which comes back if it was dropped apart; the decision itself is a fact of the change. */
export function withDecision(meeting: Meeting, change: string, decision: string): Meeting {
  const item = meeting.dropped.find((other) => other.change === change);
  const whole = item ? { ...meeting, items: inRank([...meeting.items, item]), dropped: meeting.dropped.filter((other) => other !== item) } : meeting;
  return withItem(whole, change, (known) => ({ ...known, decision }));
}
