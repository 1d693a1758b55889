// Service terms, and windows agreed with operations (CAL-04).
import type { Receipt } from '#contract/values.ts';
import { orRefuse } from '../app-error.ts';
import type { Change } from '../domain/change.ts';
import type { Dossier } from '../domain/dossier.ts';
import type { DomainEvent } from '../domain/event.ts';
import { subjectOf } from '../domain/event.ts';
import { editChange } from '../domain/lifecycle.ts';
import * as rules from '../domain/negotiation.ts';
import type { Span } from '../domain/recurrence.ts';
import { addDowntime, setTerms } from '../domain/service-level.ts';
import type { Verdict } from '../domain/verdict.ts';
import type { CommandHandlers, WriteContext } from '../ports.ts';

function onLevel(context: WriteContext, ref: string, rule: (service: string) => Verdict<DomainEvent>): Receipt {
  const { id } = context.loadService(ref);
  context.append(orRefuse(rule(id)));
  return { id, version: context.versionOf(subjectOf('level', id)) };
}

type Asked = { change: string; startsAt?: string; endsAt?: string };
/** The dossier with the allowance of the month that is asked about as well. */
function onWindow(context: WriteContext, { change: ref, startsAt }: Asked, rule: (on: Dossier, change: Change) => readonly DomainEvent[]): Receipt {
  const change = context.loadChange(ref);
  const dossier = context.dossierOf(change);
  const named = startsAt ?? rules.lastNamed(dossier.negotiation)?.window.startsAt;
  const events = rule({ ...dossier, level: context.levelFactsOf(change, named === undefined ? [] : [named]) }, change);
  context.append(events);
  return { id: change.id, number: change.number, version: change.version + events.length };
}
/** Moving the window voids an authorisation like any other edit of it (CHG-03). */
const movedTo = (context: WriteContext, change: Change, { startsAt, endsAt }: Span): readonly DomainEvent[] => orRefuse(editChange(change, { plannedStartAt: startsAt, plannedEndAt: endsAt }, context));

export const negotiationCommands = {
  'level.setTerms': (context, { service, operations, ...terms }) => onLevel(context, service, (id) => setTerms(id, { ...terms, operations: operations === null ? '' : context.loadPerson(operations).id }, context)),
  'level.addDowntime': (context, { service, ...downtime }) => onLevel(context, service, (id) => addDowntime(id, downtime, context)),
  'negotiation.propose': (context, { change: ref, startsAt, endsAt, minutes, note }) => onWindow(context, { change: ref, startsAt }, (on, change) =>
    [...orRefuse(rules.propose(on, { step: context.newId(), window: { startsAt, endsAt }, minutes, note }, context)), ...movedTo(context, change, { startsAt, endsAt })]),
  'negotiation.counter': (context, { change: ref, startsAt, endsAt, minutes, note }) => onWindow(context, { change: ref, startsAt }, (on) => orRefuse(rules.counter(on, { step: context.newId(), window: { startsAt, endsAt }, minutes, note }, context))),
  'negotiation.accept': (context, { change: ref, note }) => onWindow(context, { change: ref }, (on, change) => [...orRefuse(rules.acceptCounter(on, { step: context.newId(), note }, context)), ...movedTo(context, change, rules.lastNamed(on.negotiation)!.window)]),
  'negotiation.confirm': (context, { change: ref, note }) => onWindow(context, { change: ref }, (on) => orRefuse(rules.confirm(on, { step: context.newId(), note }, context))),
} satisfies Partial<CommandHandlers>;
