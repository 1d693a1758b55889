import type { Receipt } from '#contract/values.ts';
import { appError, orRefuse } from '../app-error.ts';
import * as rules from '../domain/cab.ts';
import type { Change } from '../domain/change.ts';
import type { DomainEvent } from '../domain/event.ts';
import { subjectOf } from '../domain/event.ts';
import type { Meeting } from '../domain/meeting.ts';
import { needs } from '../domain/roles.ts';
import type { Verdict } from '../domain/verdict.ts';
import type { CommandHandlers, WriteContext } from '../ports.ts';

function inMeeting(context: WriteContext, ref: string, rule: (meeting: Meeting) => Verdict<DomainEvent>): Receipt {
  const meeting = context.loadMeeting(ref);
  const events = orRefuse(rule(meeting));
  context.append(events);
  return { id: meeting.id, number: meeting.number, version: meeting.version + events.length };
}
const onItem = (context: WriteContext, input: { meeting: string; change: string }, rule: (meeting: Meeting, change: Change) => Verdict<DomainEvent>): Receipt =>
  inMeeting(context, input.meeting, (meeting) => rule(meeting, context.loadChange(input.change)));
const changeId = (context: WriteContext, ref: string | null | undefined): string | null => (ref ? context.loadChange(ref).id : null);

/** An IANA zone, or a refusal that names it. */
function knownZone(zone: string): string {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone;
  } catch {
    throw appError('zone_unknown', { zone }, { field: 'zone' });
  }
}

export const cabCommands = {
  'board.create': (context, input) => {
    const no = needs('manageBoards', context.actor);
    if (no) orRefuse(no);
    const id = context.newId();
    const subject = subjectOf('board', id);
    context.append([{ type: 'board.created', subject, data: { lengthMinutes: input.lengthMinutes, zone: knownZone(input.zone) }, text: { name: input.name } },
      ...input.seats.map((seat): DomainEvent => ({ type: 'board.seatGiven', subject, data: { person: context.loadPerson(seat.person).id, isVoting: seat.isVoting }, text: { function: seat.function } }))]);
    return { id, version: 1 + input.seats.length };
  },
  'board.seat': (context, input) => {
    const no = needs('manageBoards', context.actor);
    if (no) orRefuse(no);
    const board = context.loadBoard(input.board);
    const subject = subjectOf('board', board.id);
    context.append([{ type: 'board.seatGiven', subject, data: { person: context.loadPerson(input.person).id, isVoting: input.isVoting }, text: { function: input.function } }]);
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
    rules.admit(meeting, context.dossierOf(change), { minutes: input.minutes, before: changeId(context, input.before), reason: input.reason, elsewhere: context.openMeetingWith(change.id, meeting.id) }, context)),
  'cab.drop': (context, input) => onItem(context, input, (meeting, change) => rules.drop(meeting, change, context)),
  'cab.order': (context, input) => onItem(context, input, (meeting, change) => rules.reorder(meeting, change, changeId(context, input.before), context)),
  'cab.setMinutes': (context, input) => onItem(context, input, (meeting, change) => rules.setMinutes(meeting, change, input.minutes, context)),
  'meeting.start': (context, { meeting }) => inMeeting(context, meeting, (m) => rules.startMeeting(m, context.seatsOf(m.board), context)),
  'meeting.rollCall': (context, input) => inMeeting(context, input.meeting, (m) =>
    rules.rollCall(m, context.seatsOf(m.board), input.attendance.map((a) => ({ ...a, person: context.loadPerson(a.person).id })), context)),
  'meeting.vote': (context, input) => onItem(context, input, (meeting, change) => {
    const person = context.loadPerson(input.person).id;
    return rules.castVote(meeting, change, { seat: context.seatsOf(meeting.board).find((s) => s.person === person), vote: input.vote }, context);
  }),
  'cab.recordDecision': (context, input) => onItem(context, input, (meeting, change) =>
    rules.recordDecision(meeting, context.dossierOf(change), context.seatsOf(meeting.board), { input, decision: context.newId(), by: context })),
  'meeting.end': (context, input) => inMeeting(context, input.meeting, (m) => rules.endMeeting(m, input, context)),
  'minutes.sign': (context, { meeting }) => inMeeting(context, meeting, (m) => rules.signMinutes(m, context.digest(context.findMinutes(m.id)), context)),
} satisfies Partial<CommandHandlers>;
