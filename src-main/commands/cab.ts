import type { Receipt } from '#contract/values.ts';
import { appError, orRefuse } from '../app-error.ts';
import { finishAction } from '../domain/action-items.ts';
import type { Charter } from '../domain/board.ts';
import * as rules from '../domain/cab.ts';
import type { Change } from '../domain/change.ts';
import type { DomainEvent, Json } from '../domain/event.ts';
import { subjectOf } from '../domain/event.ts';
import type { AgendaItem, Meeting } from '../domain/meeting.ts';
import { addAddendum, signMinutes } from '../domain/minutes.ts';
import { recusalOf } from '../domain/quorum.ts';
import { needs } from '../domain/roles.ts';
import * as session from '../domain/session.ts';
import type { Verdict } from '../domain/verdict.ts';
import { isZone } from '../domain/zone.ts';
import type { CommandHandlers, WriteContext } from '../ports.ts';
import { isLateFor } from './agenda.ts';

function inMeeting(context: WriteContext, ref: string, rule: (meeting: Meeting) => Verdict<DomainEvent>): Receipt {
  const meeting = context.loadMeeting(ref);
  const events = orRefuse(rule(meeting));
  context.append(events);
  return { id: meeting.id, number: meeting.number, version: meeting.version + events.length };
}
const onItem = (context: WriteContext, input: { meeting: string; change: string }, rule: (meeting: Meeting, change: Change) => Verdict<DomainEvent>): Receipt =>
  inMeeting(context, input.meeting, (meeting) => rule(meeting, context.loadChange(input.change)));
/** An item of the agenda by what people call it: a topic's UUID, or a change. */
const named = (context: WriteContext, meeting: Meeting, ref: string): rules.Named => {
  const topic = meeting.items.find((item) => item.kind === 'topic' && item.change === ref);
  return topic ? { id: topic.change, number: topic.title } : context.loadChange(ref);
};
function itemNamed(context: WriteContext, meeting: Meeting, ref: string): AgendaItem {
  const item = rules.itemOf(meeting, named(context, meeting, ref));
  return rules.isRefused(item) ? orRefuse(item) as never : item;
}
const onAny = (context: WriteContext, input: { meeting: string; item: string }, rule: (meeting: Meeting, item: AgendaItem) => Verdict<DomainEvent>): Receipt =>
  inMeeting(context, input.meeting, (meeting) => rule(meeting, itemNamed(context, meeting, input.item)));
/** The board of a meeting and who sits on it. */
const boardAt = (context: WriteContext, meeting: Pick<Meeting, 'board'>): { board: ReturnType<WriteContext['loadBoard']>; seats: ReturnType<WriteContext['seatsOf']> } => ({ board: context.loadBoard(meeting.board), seats: context.seatsOf(meeting.board) });
const seatOf = (context: WriteContext, meeting: Meeting, person: string): ReturnType<WriteContext['seatsOf']>[number] | undefined => {
  const { id } = context.loadPerson(person);
  return context.seatsOf(meeting.board).find((s) => s.person === id);
};

type SeatInput = { person: string; function: string; isVoting: boolean; from?: string | undefined; until?: string | undefined; deputy?: string | undefined };
function seatGiven(context: WriteContext, subject: string, { person, function: held, isVoting, from, until, deputy }: SeatInput): DomainEvent {
  const holder = context.loadPerson(person).id;
  const stand = deputy === undefined ? null : context.loadPerson(deputy).id;
  if (stand === holder) throw appError('invalid_input', { field: 'deputy', problem: 'nobody is their own deputy' }, { field: 'deputy' });
  if (from !== undefined && until !== undefined && until < from) throw appError('end_before_start', {}, { field: 'until' });
  return { type: 'board.seatGiven', subject, data: { person: holder, isVoting, ...(from ? { from } : {}), ...(until ? { until } : {}), ...(stand ? { deputy: stand } : {}) }, text: { function: held } };
}
const chartered = (subject: string, { requiredFunctions, scope, text, ...coded }: Charter): DomainEvent =>
  ({ type: 'board.chartered', subject, data: coded as unknown as Record<string, Json>, text: { requiredFunctions, ...(scope ? { scope } : {}), ...(text ? { text } : {}) } });

const changeId = (context: WriteContext, ref: string | null | undefined): string | null => (ref ? context.loadChange(ref).id : null);

/** An IANA zone under its present name, or a refusal that names it. */
function knownZone(zone: string): string {
  if (!isZone(zone)) throw appError('zone_unknown', { zone }, { field: 'zone' });
  return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone;
}

export const cabCommands = {
  'board.create': (context, input) => {
    const no = needs('manageBoards', context.actor);
    if (no) orRefuse(no);
    const id = context.newId();
    const subject = subjectOf('board', id);
    context.append([{ type: 'board.created', subject, data: { lengthMinutes: input.lengthMinutes, zone: knownZone(input.zone) }, text: { name: input.name } },
      ...(input.charter ? [chartered(subject, input.charter)] : []), ...input.seats.map((seat) => seatGiven(context, subject, seat))]);
    return { id, version: context.versionOf(subject) };
  },
  'board.seat': (context, input) => {
    const no = needs('manageBoards', context.actor);
    if (no) orRefuse(no);
    const board = context.loadBoard(input.board);
    const subject = subjectOf('board', board.id);
    context.append([seatGiven(context, subject, input)]);
    return { id: board.id, version: context.versionOf(subject) };
  },
  'board.charter': (context, input) => {
    const no = needs('manageBoards', context.actor);
    if (no) orRefuse(no);
    const board = context.loadBoard(input.board);
    const subject = subjectOf('board', board.id);
    context.append([chartered(subject, input.charter)]);
    return { id: board.id, version: context.versionOf(subject) };
  },
  'board.endSeat': (context, input) => {
    const no = needs('manageBoards', context.actor);
    if (no) orRefuse(no);
    const board = context.loadBoard(input.board);
    const person = context.loadPerson(input.person);
    if (!context.seatsOf(board.id).some((seat) => seat.person === person.id)) throw appError('not_a_member', { person: person.name });
    const subject = subjectOf('board', board.id);
    context.append([{ type: 'board.seatEnded', subject, data: { person: person.id, on: input.on } }]);
    return { id: board.id, version: context.versionOf(subject) };
  },
  'meeting.create': (context, input) => {
    const no = needs('prepareAgenda', context.actor);
    if (no) orRefuse(no);
    const board = context.loadBoard(input.board);
    const id = context.newId();
    const number = context.nextNumber('M');
    const data = { number, board: board.id, startsAt: input.startsAt, zone: knownZone(input.zone ?? board.zone), lengthMinutes: input.lengthMinutes ?? board.lengthMinutes };
    context.append([{ type: 'meeting.created', subject: subjectOf('meeting', id), data }]);
    return { id, number, version: 1 };
  },
  'cab.admit': (context, input) => onItem(context, input, (meeting, change) =>
    rules.admit(meeting, context.dossierOf(change), { minutes: input.minutes, before: changeId(context, input.before), reason: input.reason, elsewhere: context.openMeetingWith(change.id, meeting.id), isAfterCutOff: isLateFor(context, meeting, change) }, context)),
  'cab.drop': (context, input) => inMeeting(context, input.meeting, (meeting) => rules.drop(meeting, named(context, meeting, input.change), context)),
  'cab.order': (context, input) => inMeeting(context, input.meeting, (meeting) => rules.reorder(meeting, named(context, meeting, input.change), input.before === null ? null : named(context, meeting, input.before).id, context)),
  'cab.setMinutes': (context, input) => inMeeting(context, input.meeting, (meeting) => rules.setMinutes(meeting, named(context, meeting, input.change), input.minutes, context)),
  'meeting.start': (context, { meeting }) => inMeeting(context, meeting, (m) => session.startMeeting(m, boardAt(context, m), context)),
  'meeting.rollCall': (context, input) => inMeeting(context, input.meeting, (m) =>
    session.rollCall(m, context.seatsOf(m.board), input.attendance.map((a) => ({ ...a, person: context.loadPerson(a.person).id })), context)),
  'meeting.vote': (context, input) => onItem(context, input, (meeting, change) => {
    const seat = seatOf(context, meeting, input.person);
    const item = meeting.items.find((i) => i.change === change.id);
    const recusal = seat ? recusalOf({ item, fields: change.fields }, seat) : null;
    return session.castVote(meeting, change, { seat, vote: input.vote, question: input.question, recusal, revision: input.revision }, context);
  }),
  'meeting.open': (context, input) => onAny(context, input, (meeting, item) => session.openItem(meeting, item, context)),
  'meeting.pause': (context, { meeting }) => inMeeting(context, meeting, (m) => session.pause(m, context)),
  'meeting.resume': (context, { meeting }) => inMeeting(context, meeting, (m) => session.resume(m, context)),
  'meeting.setAside': (context, input) => onAny(context, input, (meeting, item) => session.setAside(meeting, item, context)),
  'meeting.bringBack': (context, input) => onAny(context, input, (meeting, item) => session.bringBack(meeting, item, context)),
  'meeting.recuse': (context, input) => onAny(context, { meeting: input.meeting, item: input.change }, (meeting, item) => session.recuse(meeting, item, { seat: seatOf(context, meeting, input.person), reason: input.reason }, context)),
  'meeting.proxy': (context, input) => inMeeting(context, input.meeting, (m) => {
    const holder = input.to === null ? null : context.loadPerson(input.to);
    const isMember = holder !== null && context.seatsOf(m.board).some((s) => s.person === holder.id || s.deputy === holder.id);
    return session.giveProxy(m, { from: seatOf(context, m, input.from), to: holder && { person: holder.id, name: holder.name }, isMember }, context);
  }),
  'meeting.note': (context, input) => inMeeting(context, input.meeting, (m) => session.takeNote(m, input.item === undefined ? null : itemNamed(context, m, input.item), input.text, context)),
  'meeting.addTopic': (context, input) => inMeeting(context, input.meeting, (m) => session.addTopic(m, context.newId(), { ...input, before: input.before === null ? null : named(context, m, input.before).id }, context)),
  'meeting.conclude': (context, input) => onAny(context, input, (meeting, item) => session.conclude(meeting, item, input.outcome, context)),
  'cab.recordDecision': (context, input) => onItem(context, input, (meeting, change) =>
    rules.recordDecision({ meeting, ...boardAt(context, meeting) }, context.dossierOf(change), { input, decision: context.newId(), by: context })),
  'meeting.end': (context, input) => inMeeting(context, input.meeting, (m) => rules.endMeeting(m, input, context)),
  'meeting.finishAction': (context, input) => inMeeting(context, input.meeting, (m) => {
    const { done = null, ...agreed } = m.actions[input.action - 1] ?? {};
    return finishAction(m, { action: input.action, note: input.note, rev: context.digest(agreed), doneBy: done === null ? '' : context.loadPerson(done.by).name }, context);
  }),
  'minutes.sign': (context, { meeting }) => inMeeting(context, meeting, (m) => {
    const text = context.findMinutes(m.id);
    return signMinutes(m, { digest: context.digest(text), text }, context);
  }),
  'minutes.addAddendum': (context, { meeting, text }) => inMeeting(context, meeting, (m) => addAddendum(m, text, context)),
} satisfies Partial<CommandHandlers>;
