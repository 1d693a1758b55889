// A meeting while it runs: items taken up and put off, who is in the room, who may not vote, what is said (CAB-04).
import type { Asked, Input } from '#contract/index.ts';
import type { Board, BoardSeat } from './board.ts';
import { refuseUnconstituted } from './board.ts';
import { isRefused, isRunning, itemOf, mayPrepare, rankBefore } from './cab.ts';
import type { Named } from './cab.ts';
import type { Change } from './change.ts';
import type { DomainEvent, EventType, Json } from './event.ts';
import { subjectOf } from './event.ts';
import type { AgendaItem, Meeting } from './meeting.ts';
import { isDone } from './meeting.ts';
import { needs } from './roles.ts';
import { accept, firstRefusal, refuse } from './verdict.ts';
import type { By, Refused, Verdict } from './verdict.ts';
import { dayIn } from './zone.ts';

type Events = Verdict<DomainEvent>;
const event = (meeting: Pick<Meeting, 'id'>, type: EventType, data: Record<string, Json> = {}, text?: Record<string, Json>): DomainEvent =>
  text ? { type, subject: subjectOf('meeting', meeting.id), data, text } : { type, subject: subjectOf('meeting', meeting.id), data };

export const mayStartMeeting = (meeting: Meeting, { board, seats }: { board: Board; seats: readonly BoardSeat[] }, { actor, now }: By): Refused | null =>
  firstRefusal(meeting.state === 'planned' ? null : refuse('meeting_not_planned', { state: meeting.state }), needs('runMeeting', actor), refuseUnconstituted(board, seats, dayIn(board.zone, now)));
/** From here on the agenda stands: what comes later is late and says why. */
export const startMeeting = (meeting: Meeting, at: { board: Board; seats: readonly BoardSeat[] }, by: By): Events => mayStartMeeting(meeting, at, by) ?? accept(event(meeting, 'meeting.started'));

/** Whether this person may run the meeting now. */
export const mayRun = (meeting: Meeting, { actor }: By): Refused | null => firstRefusal(isRunning(meeting), needs('runMeeting', actor));

/** Members and their deputies can be in the room; nobody is noted twice in the same way. */
export function rollCall(meeting: Meeting, seats: readonly BoardSeat[], attendance: Input<'meeting.rollCall'>['attendance'], by: By): Events {
  const no = mayRun(meeting, by);
  if (no) return no;
  const stranger = attendance.find((a) => !seats.some((s) => s.person === a.person || s.deputy === a.person));
  if (stranger) return refuse('not_a_member', { person: stranger.person });
  const differing = attendance.filter((a) => meeting.attendance[a.person]?.status !== a.status);
  return accept(...differing.map((a) => event(meeting, 'meeting.attendanceNoted', { person: a.person, status: a.status })));
}

type Casting = { seat: BoardSeat | undefined; vote: string; question?: string | undefined; recusal: string | null; /** What was on the screen. */ revision?: string | undefined };
/** CAB-05: votes are cast by voting members who may vote on the item, until it is decided. */
export function castVote(meeting: Meeting, change: Named & Pick<Change, 'revision'>, { seat, vote, question, recusal, revision = change.revision }: Casting, by: By): Events {
  const item = itemOf(meeting, change);
  if (isRefused(item)) return item;
  const no = firstRefusal(mayRun(meeting, by), isDone(item) ? refuse('already_decided', { change: change.number }) : null, seat?.isVoting ? null : refuse('not_a_member', { person: seat?.name ?? '' }),
    recusal === null ? null : refuse('recused', { person: seat?.name ?? '', why: recusal }), vote === 'request-information' && !question?.trim() ? refuse('question_needed', {}, { field: 'question' }) : null,
    revision === change.revision ? null : refuse('stale_revision', { have: revision, now: change.revision }));
  return no ?? accept(event(meeting, 'meeting.voteCast', { change: change.id, person: seat!.person, vote, rev: revision }, question?.trim() ? { question } : undefined));
}

/** Takes an item up; the one before it stops. */
export function openItem(meeting: Meeting, item: AgendaItem, by: By): Events {
  const no = mayRun(meeting, by);
  if (no) return no;
  return meeting.current === item.change && item.spells.at(-1)?.to === null ? accept<DomainEvent>() : accept(event(meeting, 'meeting.itemOpened', { item: item.change }));
}

export function pause(meeting: Meeting, by: By): Events {
  return mayRun(meeting, by) ?? (meeting.isPaused ? accept<DomainEvent>() : accept(event(meeting, 'meeting.paused')));
}
export function resume(meeting: Meeting, by: By): Events {
  return mayRun(meeting, by) ?? (meeting.isPaused ? accept(event(meeting, 'meeting.resumed')) : accept<DomainEvent>());
}

export function setAside(meeting: Meeting, item: AgendaItem, by: By): Events {
  return mayRun(meeting, by) ?? (isDone(item) ? refuse('already_decided', { change: item.title }) : item.isSetAside ? accept<DomainEvent>() : accept(event(meeting, 'meeting.itemSetAside', { item: item.change })));
}
/** Back at the end of what is still to come. */
export function bringBack(meeting: Meeting, item: AgendaItem, by: By): Events {
  return mayRun(meeting, by) ?? (item.isSetAside ? accept(event(meeting, 'meeting.itemBroughtBack', { item: item.change, rank: rankBefore(meeting, null, item.change) })) : accept<DomainEvent>());
}

/** APR-03: whoever has an interest in a change says so and does not vote on it; a vote already cast falls. */
export function recuse(meeting: Meeting, item: AgendaItem, { seat, reason }: { seat: BoardSeat | undefined; reason: string }, by: By): Events {
  const no = firstRefusal(mayRun(meeting, by), isDone(item) ? refuse('already_decided', { change: item.title }) : null, seat ? null : refuse('not_a_member', { person: '' }));
  return no ?? accept(event(meeting, 'meeting.recused', { change: item.change, person: seat!.person }, { reason }));
}

type Proxy = { from: BoardSeat | undefined; to: { person: string; name: string } | null; isMember: boolean };
/** A proxy is held by somebody in the room, of one who is not; nobody holds two, and none is handed on. */
export function giveProxy(meeting: Meeting, { from, to, isMember }: Proxy, by: By): Events {
  const no = firstRefusal(mayRun(meeting, by), from?.isVoting ? null : refuse('not_a_member', { person: from?.name ?? '' }));
  if (no) return no;
  if (to === null) return meeting.proxies[from!.person] === undefined ? accept<DomainEvent>() : accept(event(meeting, 'meeting.proxyGiven', { from: from!.person, to: null }));
  const isHere = (person: string): boolean => ['present', 'late'].includes(meeting.attendance[person]?.status ?? 'unknown');
  const wrong = firstRefusal(
    isMember ? null : refuse('not_a_member', { person: to.name }), isHere(from!.person) ? refuse('proxy_present', { person: from!.name }) : null, isHere(to.person) ? null : refuse('proxy_absent', { person: to.name }),
    Object.entries(meeting.proxies).some(([of, holder]) => holder === to.person && of !== from!.person) ? refuse('proxy_taken', { person: to.name }) : null);
  return wrong ?? accept(event(meeting, 'meeting.proxyGiven', { from: from!.person, to: to.person }));
}

export function takeNote(meeting: Meeting, item: AgendaItem | null, note: string, by: By): Events {
  return mayRun(meeting, by) ?? (note.trim() === '' ? accept<DomainEvent>() : accept(event(meeting, 'meeting.noteTaken', item ? { item: item.change } : {}, { note })));
}

/** Something that is no change goes on the agenda; late ones say why, as changes do. */
export function addTopic(meeting: Meeting, id: string, input: Asked<'meeting.addTopic'> & { minutes: number; before: string | null }, by: By): Events {
  const isLate = meeting.state === 'running';
  const no = firstRefusal(mayPrepare(meeting, by), isLate && !input.reason ? refuse('reason_needed', { what: 'a late item' }, { field: 'reason' }) : null);
  const data = { item: id, rank: rankBefore(meeting, input.before, id), minutes: input.minutes, ...(isLate ? { late: true } : {}) };
  return no ?? accept(event(meeting, 'meeting.topicAdded', data, { title: input.title, ...(input.reason ? { reason: input.reason } : {}) }));
}
export function conclude(meeting: Meeting, item: AgendaItem, outcome: string, by: By): Events {
  return mayRun(meeting, by) ?? (item.kind !== 'topic' ? refuse('decide_instead', { change: item.change }) : isDone(item) ? refuse('already_decided', { change: item.title }) : accept(event(meeting, 'meeting.topicConcluded', { item: item.change }, { outcome })));
}
