// A meeting: its folded form and how each event moves it.
import type { z } from 'zod';
import { attendances, votes } from '#contract/cab.ts';
import type { Attendance, MeetingState, Vote as VoteSchema } from '#contract/cab.ts';
import type { Json, StampedEvent } from './event.ts';
import { idOf } from './event.ts';
import { msBetween } from './spans.ts';

export type Vote = z.output<typeof VoteSchema>;
/** A stretch of time on the clock; `to` is null while it runs. */
export type Spell = { from: string; to: string | null };
export type Note = { text: string; by: string; at: string };
/** `revision` is the one its writer saw; once the change has another, the ballot does not count. */
export type Ballot = { vote: Vote; question: string; revision: string; receivedAt: string };
/** A change or, with a title of its own, something that is none; `change` is the UUID of either. */
export type AgendaItem = {
  change: string; kind: 'change' | 'topic'; title: string; rank: string; minutes: number; isLate: boolean; lateReason: string; decision: string | null; votes: Record<string, Vote>;
  /** The revision each vote was given on, and votes that somebody gave anew after the change was edited. */
  votedOn: Record<string, string>; revoted: { person: string; vote: Vote; revision: string }[];
  /** What was asked by those who want to know more before they vote. */
  questions: Record<string, string>;
  /** Put off until later in the meeting. */
  isSetAside: boolean;
  /** Who declared a conflict of interest, and why; recusal by rule is not written down, it follows from the change. */
  recused: Record<string, string>;
  /** Votes of absent members, handed in as signed files. */
  ballots: Record<string, Ballot>;
  spells: Spell[]; notes: Note[];
  /** What became of a topic. */
  outcome: string | null;
};
/** What somebody promised in a meeting; `done` once it was signed that it is done. */
export type Action = { text: string; owner: string; dueOn: string; done: Note | null };
export type Meeting = {
  id: string; number: string; version: number; board: string; startsAt: string; zone: string; lengthMinutes: number;
  state: z.output<typeof MeetingState>; items: AgendaItem[];
  attendance: Record<string, { status: z.output<typeof Attendance>; at: string }>;
  /** Every arrival and departure in its order, for the history of the quorum (CAB-04). */
  movements: { person: string; status: z.output<typeof Attendance>; at: string }[];
  /** Whose vote somebody in the room holds: from the absent member to the holder. */
  proxies: Record<string, string>;
  /** Every proxy given and taken back, in its order. */
  handovers: { from: string; to: string | null; at: string }[];
  /** The item that is up, and when the clocks stand still. */
  current: string | null; isPaused: boolean;
  notes: Note[];
  /** Ballots that do not count, with the reason (CAB-05). */
  refusedBallots: { person: string; item: string; why: string; at: string }[];
  /** The agenda as it was frozen at the start: ids in their order (peers, idea 1). */
  frozen: string[];
  addenda: { text: string; by: string; at: string }[];
  startedAt: string | null; endedAt: string | null; actions: Action[];
  /** Decisions its ending named, sorted; null where the ending said nothing of them. */
  closedWith: string[] | null;
  /** Items taken off: one that was decided apart comes back with its decision. */
  dropped: AgendaItem[];
  minutes: { digest: string; by: string; at: string } | null;
  /** Endings and minutes made apart that say different things (trail design, B5); the first one stands until people have compared them. */
  conflicts: { kind: 'started' | 'ended' | 'minutes'; by: string; at: string; what: string }[];
};

const withItem = (meeting: Meeting, change: string, alter: (item: AgendaItem) => AgendaItem): Meeting => {
  const altered = (items: AgendaItem[]): AgendaItem[] => (items.some((item) => item.change === change) ? items.map((item) => (item.change === change ? alter(item) : item)) : items);
  return { ...meeting, items: altered(meeting.items), dropped: altered(meeting.dropped) };
};

const text = (value: Json | undefined): string => (typeof value === 'string' ? value : '');
const count = (value: Json | undefined, otherwise: number): number => (Number.isSafeInteger(value) && (value as number) >= 0 ? value as number : otherwise);
const actionIn = (value: Json): Action[] => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  const { text: what, owner, dueOn } = value;
  return typeof what === 'string' && typeof owner === 'string' && typeof dueOn === 'string' ? [{ text: what, owner, dueOn, done: null }] : [];
};
const actionsIn = (value: Json | undefined): Action[] => (Array.isArray(value) ? value.flatMap(actionIn) : []);
const asAgreed = (actions: readonly Action[]): string => JSON.stringify(actions.map(({ done: _later, ...agreed }) => agreed));
const namesIn = (value: Json | undefined): string[] | null => (Array.isArray(value) ? value.filter((name) => typeof name === 'string').toSorted() : null);
const isAttendance = (value: Json | undefined): value is z.output<typeof Attendance> => (attendances as readonly unknown[]).includes(value);
const isVote = (value: Json | undefined): value is Vote => (votes as readonly unknown[]).includes(value);

const blankItem = (change: string): AgendaItem => ({ change, kind: 'change', title: '', rank: '', minutes: 8, isLate: false, lateReason: '', decision: null, votes: {}, votedOn: {}, revoted: [], questions: {}, isSetAside: false, recused: {}, ballots: {}, spells: [], notes: [], outcome: null });

const lateReasonOf = ({ data, text: words, redacted }: StampedEvent): string => (data['late'] !== true ? '' : redacted.includes('internal') ? '(erased)' : text(words['reason']));
/** Something that is no change: a request, a finding, a standing item. */
function topicAdded(meeting: Meeting, event: StampedEvent): Meeting {
  const { data } = event;
  const id = text(data['item']);
  if (id === '' || meeting.items.some((item) => item.change === id)) return meeting;
  const title = event.redacted.includes('internal') ? '(erased)' : text(event.text['title']);
  return { ...meeting, items: [...meeting.items, { ...blankItem(id), kind: 'topic', title, rank: text(data['rank']), minutes: count(data['minutes'], 5), isLate: data['late'] === true, lateReason: lateReasonOf(event) }] };
}

/** An item is on the agenda once, whoever put it there; the later place in the order of the trail counts. */
function admitted(meeting: Meeting, event: StampedEvent): Meeting {
  const { data } = event;
  const change = text(data['change']);
  if (change === '') return meeting;
  const known = meeting.items.find((item) => item.change === change);
  const item: AgendaItem = { ...(known ?? blankItem(change)), rank: text(data['rank']), minutes: count(data['minutes'], 8), isLate: data['late'] === true, lateReason: lateReasonOf(event) };
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
  if (meeting.state !== 'ended') return { ...meeting, state: 'ended', endedAt: event.at, actions, closedWith, isPaused: false, items: stopAll(meeting, event.at).items };
  const isSameDecided = closedWith === null || meeting.closedWith === null || JSON.stringify(closedWith) === JSON.stringify(meeting.closedWith);
  if (isSameDecided && asAgreed(actions) === asAgreed(meeting.actions)) return meeting;
  const what = closedWith === null ? `${actions.length} actions` : `${closedWith.length} decisions, ${actions.length} actions`;
  return { ...meeting, conflicts: [...meeting.conflicts, { kind: 'ended', by: idOf(event.by), at: event.at, what }] };
}

/** CAB-06: counts with a signature, for the action at that place with those words: endings made apart may have put another one there. The first word stands. */
function actionDone(meeting: Meeting, { data, text: words, redacted, isSigned, by, at }: StampedEvent): Meeting {
  if (!isSigned) return meeting;
  const isMeant = (action: Action, i: number): boolean => i + 1 === data['action'] && action.done === null && (redacted.includes('personal') || action.text === words['action']);
  return { ...meeting, actions: meeting.actions.map((action, i) => (isMeant(action, i) ? { ...action, done: { text: text(words['note']), by: idOf(by), at } } : action)) };
}

function minutesSigned(meeting: Meeting, event: StampedEvent): Meeting {
  const digest = text(event.data['digest']);
  if (meeting.minutes === null) return { ...meeting, minutes: { digest, by: idOf(event.by), at: event.at } };
  return meeting.minutes.digest === digest ? meeting : { ...meeting, conflicts: [...meeting.conflicts, { kind: 'minutes', by: idOf(event.by), at: event.at, what: digest.slice(0, 16) }] };
}

/** Per person the last word in the order of the trail counts. */
function attended(meeting: Meeting, { data: { person, status }, at }: StampedEvent): Meeting {
  if (text(person) === '' || !isAttendance(status)) return meeting;
  return { ...meeting, attendance: { ...meeting.attendance, [text(person)]: { status, at } }, movements: [...meeting.movements, { person: text(person), status, at }] };
}

/** Stops the clock that runs, if one does; a clock that was put back in the meantime never counts less than nothing. */
const stopClock = (item: AgendaItem, at: string): AgendaItem => {
  const last = item.spells.at(-1);
  return !last || last.to !== null ? item : { ...item, spells: [...item.spells.slice(0, -1), { from: last.from, to: at < last.from ? last.from : at }] };
};
const stopAll = (meeting: Meeting, at: string): Meeting => ({ ...meeting, items: meeting.items.map((item) => stopClock(item, at)) });

function opened(meeting: Meeting, { data, at }: StampedEvent): Meeting {
  const id = text(data['item']);
  if (meeting.state !== 'running' || !meeting.items.some((item) => item.change === id)) return meeting;
  const stopped = stopAll(meeting, at);
  const running = meeting.isPaused ? stopped : withItem(stopped, id, (item) => (item.decision === null && item.outcome === null ? { ...item, spells: [...item.spells, { from: at, to: null }], isSetAside: false } : item));
  return { ...running, current: id };
}
function resumed(meeting: Meeting, { at }: StampedEvent): Meeting {
  if (!meeting.isPaused) return meeting;
  const { current } = meeting;
  const awake = { ...meeting, isPaused: false };
  return current === null ? awake : withItem(awake, current, (item) => (item.decision === null && item.outcome === null ? { ...item, spells: [...item.spells, { from: at, to: null }] } : item));
}

/** Started apart on two laptops: the first one stands, and both are told (CAB-04). */
function started(meeting: Meeting, event: StampedEvent): Meeting {
  if (meeting.state === 'planned') return { ...meeting, state: 'running', startedAt: event.at, frozen: meeting.items.map(({ change }) => change) };
  return { ...meeting, conflicts: [...meeting.conflicts, { kind: 'started', by: idOf(event.by), at: event.at, what: 'a second start' }] };
}

function recused(meeting: Meeting, { data, text: words }: StampedEvent): Meeting {
  const person = text(data['person']);
  return person === '' ? meeting : withItem(meeting, text(data['change']), (item) => ({ ...item, recused: { ...item.recused, [person]: text(words['reason']) || 'declared' } }));
}

function proxyGiven(meeting: Meeting, { data, at }: StampedEvent): Meeting {
  const from = text(data['from']);
  if (from === '') return meeting;
  const { [from]: _before, ...others } = meeting.proxies;
  const to = text(data['to']) || null;
  return { ...meeting, proxies: to === null ? others : { ...others, [from]: to }, handovers: [...meeting.handovers, { from, to, at }] };
}

function noted(meeting: Meeting, event: StampedEvent): Meeting {
  const note: Note = { text: event.redacted.includes('internal') ? '(erased)' : text(event.text['note']), by: idOf(event.by), at: event.at };
  if (note.text === '') return meeting;
  return typeof event.data['item'] === 'string' ? withItem(meeting, event.data['item'], (item) => ({ ...item, notes: [...item.notes, note] })) : { ...meeting, notes: [...meeting.notes, note] };
}

/** The first ballot of a member on a revision counts; what does not count is listed with its reason (CAB-05). */
function balloted(meeting: Meeting, { data, text: words, at }: StampedEvent): Meeting {
  const [person, item, why] = [text(data['person']), text(data['change']), text(data['refused'])];
  if (person === '') return meeting;
  const refuseIt = (reason: string): Meeting => ({ ...meeting, refusedBallots: [...meeting.refusedBallots, { person, item, why: reason, at }] });
  if (why !== '') return refuseIt(why);
  const known = meeting.items.find((i) => i.change === item);
  if (!known || !isVote(data['vote'])) return meeting;
  const before = known.ballots[person];
  const ballot: Ballot = { vote: data['vote'], question: text(words['question']), revision: text(data['rev']), receivedAt: at };
  if (before?.revision === ballot.revision) return refuseIt('second');
  const listed = before === undefined ? meeting : { ...meeting, refusedBallots: [...meeting.refusedBallots, { person, item, why: 'moved', at: before.receivedAt }] };
  return withItem(listed, item, (i) => ({ ...i, ballots: { ...i.ballots, [person]: ballot } }));
}
/** A vote is one on the revision that was before the board; one given anew on another revision keeps the earlier one on record (CAB-05). */
function voted(meeting: Meeting, { data, text: { question } }: StampedEvent): Meeting {
  const [person, revision] = [text(data['person']), text(data['rev'])];
  const { vote } = data;
  if (person === '' || !isVote(vote)) return meeting;
  return withItem(meeting, text(data['change']), (item) => {
    const { [person]: _asked, ...questions } = item.questions;
    const { [person]: before = '', ...votedOn } = item.votedOn;
    const earlier = item.votes[person];
    return {
      ...item, votes: { ...item.votes, [person]: vote }, votedOn: revision === '' ? votedOn : { ...votedOn, [person]: revision }, questions: text(question) === '' ? questions : { ...questions, [person]: text(question) },
      revoted: earlier === undefined || before === revision ? item.revoted : [...item.revoted, { person, vote: earlier, revision: before }],
    };
  });
}

function step(meeting: Meeting, event: StampedEvent): Meeting {
  const { data } = event;
  const change = text(data['change']);
  switch (event.type) {
    case 'meeting.itemAdmitted': return admitted(meeting, event);
    case 'meeting.itemDropped': return dropped(meeting, event);
    case 'meeting.itemMoved': return withItem(meeting, change, (item) => ({ ...item, rank: text(data['rank']) || item.rank }));
    case 'meeting.itemMinutesSet': return withItem(meeting, change, (item) => ({ ...item, minutes: count(data['minutes'], item.minutes) }));
    case 'meeting.topicAdded': return topicAdded(meeting, event);
    case 'meeting.topicConcluded': return withItem(meeting, text(data['item']), (item) => (item.kind === 'topic' ? { ...stopClock(item, event.at), outcome: text(event.text['outcome']) || '(erased)' } : item));
    case 'meeting.started': return started(meeting, event);
    case 'meeting.itemOpened': return opened(meeting, event);
    case 'meeting.itemSetAside': return withItem(meeting, text(data['item']), (item) => ({ ...stopClock(item, event.at), isSetAside: true }));
    case 'meeting.itemBroughtBack': return withItem(meeting, text(data['item']), (item) => ({ ...item, isSetAside: false, rank: text(data['rank']) || item.rank }));
    case 'meeting.paused': return { ...stopAll(meeting, event.at), isPaused: true };
    case 'meeting.resumed': return resumed(meeting, event);
    case 'meeting.recused': return recused(meeting, event);
    case 'meeting.proxyGiven': return proxyGiven(meeting, event);
    case 'meeting.noteTaken': return noted(meeting, event);
    case 'meeting.ballotReceived': return balloted(meeting, event);
    case 'minutes.addendumSigned': return { ...meeting, addenda: [...meeting.addenda, { text: text(event.text['addendum']) || '(erased)', by: idOf(event.by), at: event.at }] };
    case 'meeting.attendanceNoted': return attended(meeting, event);
    case 'meeting.voteCast': return voted(meeting, event);
    case 'meeting.ended': return ended(meeting, event);
    case 'meeting.actionDone': return actionDone(meeting, event);
    case 'minutes.signed': return minutesSigned(meeting, event);
    default: return meeting;
  }
}

/** Folds one event of a meeting; items come out in their order (rank, then change). */
export function evolveMeeting(meeting: Meeting | null, event: StampedEvent): Meeting {
  if (meeting === null) {
    const { data } = event;
    return { id: idOf(event.subject), number: text(data['number']), version: 1, board: text(data['board']), startsAt: text(data['startsAt']), zone: text(data['zone']), lengthMinutes: count(data['lengthMinutes'], 0),
      state: 'planned', items: [], attendance: {}, movements: [], proxies: {}, handovers: [], current: null, isPaused: false, notes: [], refusedBallots: [], frozen: [], addenda: [], startedAt: null, endedAt: null, actions: [], closedWith: null, dropped: [], minutes: null, conflicts: [] };
  }
  const next = step(meeting, event);
  return { ...next, version: meeting.version + 1, items: inRank(next.items) };
}

/** Agenda order: ties of rank, made apart, are broken by the change. */
const inRank = (items: readonly AgendaItem[]): AgendaItem[] => items.toSorted((a, b) => (a.rank < b.rank ? -1 : a.rank > b.rank ? 1 : a.change < b.change ? -1 : 1));

/** Notes the decision on its item, which comes back if it was dropped apart; the decision itself is a fact of the change. */
export function withDecision(meeting: Meeting, change: string, decision: string, at: string): Meeting {
  const item = meeting.dropped.find((other) => other.change === change);
  const whole = item ? { ...meeting, items: inRank([...meeting.items, item]), dropped: meeting.dropped.filter((other) => other !== item) } : meeting;
  return withItem(whole, change, (known) => ({ ...stopClock(known, at), decision }));
}

/** Seconds an item has been up until `now`. */
export const secondsOf = ({ spells }: Pick<AgendaItem, 'spells'>, now: string): number =>
  Math.round(spells.reduce((sum, { from, to }) => sum + Math.max(0, msBetween(from, to ?? now)), 0) / 1000);
/** Whether an item is done with: decided, or concluded. */
export const isDone = ({ decision, outcome }: Pick<AgendaItem, 'decision' | 'outcome'>): boolean => decision !== null || outcome !== null;
