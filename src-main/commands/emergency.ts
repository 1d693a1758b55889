// Emergencies: declared, decided by the emergency CAB, and what follows the work (EMG-01 to EMG-05).
import type { CheckResult } from '#contract/emergency.ts';
import type { Receipt } from '#contract/values.ts';
import { orRefuse } from '../app-error.ts';
import { completePaperwork, holdRetrospective, importHealth, ratifyEmergency, setRootCause, validateEmergency } from '../domain/emergency-after.ts';
import type { HealthRead } from '../domain/emergency-after.ts';
import { authoriseEmergency, castBallot, declareEmergency, extendEmergency } from '../domain/emergency-rules.ts';
import type { Session } from '../domain/emergency-rules.ts';
import type { Dossier } from '../domain/dossier.ts';
import type { DomainEvent } from '../domain/event.ts';
import { gapsBefore } from '../domain/gates.ts';
import { incidentSheet } from '../domain/incident.ts';
import type { Verdict } from '../domain/verdict.ts';
import type { CommandHandlers, WriteContext } from '../ports.ts';

type Done = { receipt: Receipt; events: DomainEvent[] };
/** Asks the rule about everything known of the change and appends what it answers. */
function onEmergency(context: WriteContext, ref: string, rule: (dossier: Dossier) => Verdict<DomainEvent>): Done {
  const change = context.loadChange(ref);
  const events = orRefuse(rule(context.dossierOf(change)));
  context.append(events);
  return { receipt: { id: change.id, number: change.number, version: change.version + events.filter(({ subject }) => subject === `change:${change.id}`).length }, events };
}

/** The session in which an emergency is decided, with the technical authority named for it. */
function sessionOf(context: WriteContext, { meeting: ref, technical: person }: { meeting?: string | undefined; technical?: string | undefined }): { session: Session | null; board: string | null } {
  if (ref === undefined) return { session: null, board: null };
  const meeting = context.loadMeeting(ref);
  const named = person === undefined ? null : context.loadPerson(person);
  const isPresent = named !== null && ['present', 'late'].includes(meeting.attendance[named.id]?.status ?? 'unknown');
  return { board: meeting.board, session: { meeting: meeting.id, isRunning: meeting.state === 'running', state: meeting.state, technical: named && { id: named.id, name: named.name, roles: named.roles, isPresent } } };
}

const drafting = (context: WriteContext): { id: string; number: () => string } => ({ id: context.newId(), number: () => context.nextNumber('I') });
/** The number of the incident that the events draft, if they do. */
const draftedIn = (events: readonly DomainEvent[]): string | null => { const drafted = events.find(({ type }) => type === 'incident.opened'); return typeof drafted?.data['number'] === 'string' ? drafted.data['number'] : null; };

/** For the job that has read a health file. */
export function recordHealth(context: WriteContext, change: string, read: Omit<HealthRead, 'id'>): string | null {
  return draftedIn(onEmergency(context, change, (dossier) => importHealth(dossier, { ...read, id: context.newId() }, drafting(context), context)).events);
}

export const emergencyCommands = {
  'emergency.declare': (context, { change, ...input }) => {
    let isExpedited = false;
    const { receipt } = onEmergency(context, change, (dossier) => {
      const verdict = declareEmergency(dossier, input, (ref) => context.findSheet(incidentSheet, ref), context);
      isExpedited = verdict.isExpedited ?? false;
      return verdict;
    });
    return { ...receipt, isExpedited };
  },
  'emergency.castBallot': (context, input) => onEmergency(context, input.change, (dossier) => castBallot(dossier, context.seatsOf(context.loadBoard(input.board).id), { input, ballot: context.newId(), by: context })).receipt,
  'emergency.authorise': (context, input) => {
    const { session, board } = sessionOf(context, input);
    const seats = context.seatsOf(board ?? context.loadBoard(input.board).id);
    const ids = { authorisation: context.newId(), decision: context.newId(), reviewTask: context.newId() };
    return onEmergency(context, input.change, (dossier) => authoriseEmergency(dossier, seats, { gaps: gapsBefore('decision', dossier, context.now), input, session, ids, by: context })).receipt;
  },
  'emergency.extend': (context, { change, board, ...input }) => onEmergency(context, change, (dossier) => extendEmergency(dossier, input, context.seatsOf(context.loadBoard(board).id), context)).receipt,
  'emergency.validate': (context, input) => {
    let verdict: CheckResult = 'missing';
    const { receipt, events } = onEmergency(context, input.change, (dossier) => {
      const judged = validateEmergency(dossier, input, { validation: context.newId(), drafting: drafting(context), by: context });
      verdict = judged.verdict ?? verdict;
      return judged;
    });
    return { ...receipt, verdict, incident: draftedIn(events) };
  },
  'emergency.completePaperwork': (context, { change, papers }) => onEmergency(context, change, (dossier) => completePaperwork(dossier, papers, context)).receipt,
  'emergency.holdRetrospective': (context, { change, ...input }) => onEmergency(context, change, (dossier) => holdRetrospective(dossier, input, context)).receipt,
  'emergency.setRootCause': (context, { change, ...input }) => onEmergency(context, change, (dossier) => setRootCause(dossier, input, context)).receipt,
  'emergency.ratify': (context, { change, meeting, ...input }) => onEmergency(context, change, (dossier) => ratifyEmergency(dossier, input, meeting === undefined ? null : context.loadMeeting(meeting).id, context)).receipt,
} satisfies Partial<CommandHandlers>;
