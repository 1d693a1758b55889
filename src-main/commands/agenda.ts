import { orRefuse } from '../app-error.ts';
import { fillAgenda, itemsOver } from '../domain/agenda.ts';
import { isAfterCutOff } from '../domain/cadence.ts';
import type { Change } from '../domain/change.ts';
import type { Meeting } from '../domain/meeting.ts';
import type { CommandHandlers, WriteContext } from '../ports.ts';

/** CAB-02: whether a change came after the cut-off of a meeting and belongs to the following session. What was never submitted comes now. */
export const isLateFor = (context: WriteContext, meeting: Meeting, change: Change): boolean =>
  isAfterCutOff({ submittedAt: context.submittedAt(change) ?? context.now, startsAt: meeting.startsAt }, context.loadBoard(meeting.board));

export const agendaCommands = {
  'cab.fill': (context, { meeting: ref, changes, topics, reason }) => {
    const meeting = context.loadMeeting(ref);
    const asked = changes.map((name) => {
      const change = context.loadChange(name);
      return { dossier: context.dossierOf(change), elsewhere: context.openMeetingWith(change.id, meeting.id), isAfterCutOff: isLateFor(context, meeting, change) };
    });
    const events = orRefuse(fillAgenda(meeting, { changes: asked, topics: topics.map((kind) => ({ kind, id: context.newId() })), reason }, context));
    if (events.length > 0) context.append(events);
    const admitted = events.filter(({ type }) => type === 'meeting.itemAdmitted').length;
    return { id: meeting.id, number: meeting.number, version: meeting.version + events.length, admitted, added: events.length - admitted, over: itemsOver(context.loadMeeting(meeting.id)) };
  },
} satisfies Partial<CommandHandlers>;
