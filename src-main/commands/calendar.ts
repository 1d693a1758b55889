import { orRefuse } from '../app-error.ts';
import type { EntryFields } from '#contract/calendar.ts';
import type { Receipt } from '#contract/values.ts';
import * as rules from '../domain/calendar.ts';
import type { Entry } from '../domain/calendar.ts';
import type { DomainEvent } from '../domain/event.ts';
import { isHeldBy, ownerOf } from '../domain/item.ts';
import { editChange } from '../domain/lifecycle.ts';
import { acceptConflict, permitFreeze } from '../domain/schedule.ts';
import { refuse } from '../domain/verdict.ts';
import type { Verdict } from '../domain/verdict.ts';
import type { CommandHandlers, WriteContext } from '../ports.ts';

/** Scopes name a registered service by its UUID, so that it may be renamed. */
export const registered = (context: Pick<WriteContext, 'findService'>, scope: EntryFields['scope']): EntryFields['scope'] =>
  scope.map((part) => (part.by === 'service' && part.id !== undefined ? { ...part, id: context.findService(part.id)?.id ?? part.id } : part));
const located = <F extends Partial<EntryFields>>(context: WriteContext, fields: F): F => (fields.scope === undefined ? fields : { ...fields, scope: registered(context, fields.scope) });

function onEntry(context: WriteContext, ref: string, rule: (entry: Entry) => Verdict<DomainEvent>): Receipt {
  const entry = context.loadEntry(ref);
  const events = orRefuse(rule(entry));
  context.append(events);
  return { id: entry.id, version: entry.version + events.length };
}
const defined = <T extends object>(fields: T): T => Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;

/** CAL-03: whoever accepts the effect of an event moves the change with it; that voids an authorisation like any other edit of the window (CHG-03). */
function answer(context: WriteContext, { entry: ref, of, verdict, window, reason, notices }: Parameters<CommandHandlers['effect.answer']>[1]): Receipt {
  const entry = context.loadEntry(ref);
  const change = context.loadChange(of);
  const { plannedStartAt, plannedEndAt } = change.fields;
  if (plannedStartAt === null || plannedEndAt === null) return orRefuse(refuse('window_missing', { change: change.number })) as never;
  const now = rules.entryNow(entry);
  const moved = verdict === 'accepted' && window !== undefined ? window : null;
  const said = orRefuse(rules.answerEffect(entry, { of: change.id, verdict, reason, window: moved, entryAt: `${now.startsAt}/${now.endsAt}`, ofAt: `${moved?.startsAt ?? plannedStartAt}/${moved?.endsAt ?? plannedEndAt}`, notices }, context));
  const edited = moved === null ? [] : orRefuse(editChange(change, { plannedStartAt: moved.startsAt, plannedEndAt: moved.endsAt }, context));
  context.append([...said, ...edited]);
  return { id: entry.id, version: entry.version + said.length };
}

export const calendarCommands = {
  'calendar.addEntry': (context, { kind, criteria, release, ...fields }) => {
    const id = context.newId();
    context.append(orRefuse(rules.addEntry({ id, kind, criteria, release }, rules.newEntry(located(context, defined(fields)) as Parameters<typeof rules.newEntry>[0], kind, context), context)));
    return { id, version: 1 };
  },
  'calendar.changeEntry': (context, { entry, fields, ifVersion }) => onEntry(context, entry, (it) =>
    (ifVersion !== undefined && ifVersion !== it.version ? refuse('stale_revision', { have: ifVersion, now: it.version }) : rules.changeEntry(it, defined(located(context, fields)) as Partial<EntryFields>, context))),
  'calendar.removeEntry': (context, { entry, reason }) => onEntry(context, entry, (it) => rules.removeEntry(it, reason, context)),
  'effect.answer': answer,
  'freeze.meetCriterion': (context, { freeze, criterion, note }) => onEntry(context, freeze, (it) => rules.meetCriterion(it, criterion, note, context)),
  'freeze.lift': (context, { freeze, reason }) => onEntry(context, freeze, (it) => {
    const services = rules.entryNow(it).scope.flatMap(({ by, id }) => (by === 'service' && id !== undefined ? [context.findService(id)] : []));
    const owns = context.actor.roles.includes('service-owner') && services.some((service) => service !== null && isHeldBy(ownerOf(service), context.actor));
    return rules.signLift(it, { reason, owns }, context);
  }),
  'freeze.permit': (context, { freeze, change: ref, reason }) => {
    const change = context.loadChange(ref);
    const events = orRefuse(permitFreeze(context.dossierOf(change), rules.entryNow(context.loadEntry(freeze)), reason, context));
    context.append(events);
    return { id: change.id, number: change.number, version: change.version + events.length };
  },
  'conflict.accept': (context, { change: ref, conflict, reason, owner, until }) => {
    const change = context.loadChange(ref);
    const events = orRefuse(acceptConflict(context.dossierOf(change), { conflict, reason, owner: context.loadPerson(owner).id, until }, context));
    context.append(events);
    return { id: change.id, number: change.number, version: change.version + events.length };
  },
} satisfies Partial<CommandHandlers>;
