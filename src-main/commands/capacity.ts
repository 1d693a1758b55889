// Change capacity (CAL-05).
import type { Receipt } from '#contract/values.ts';
import { appError, orRefuse } from '../app-error.ts';
import type { Initiative } from '../domain/capacity-records.ts';
import { endInitiative, enterInitiative, initiativeSheet, reviseInitiative, setCapacity, setDemand } from '../domain/capacity-records.ts';
import type { DomainEvent } from '../domain/event.ts';
import { subjectOf } from '../domain/event.ts';
import { nameKey } from '../domain/item.ts';
import type { Verdict } from '../domain/verdict.ts';
import type { CommandHandlers, WriteContext } from '../ports.ts';

/** Two laptops that speak of the same thing write the same record. */
const recordId = (context: WriteContext, kind: string, of: string): string => context.digest({ capacity: kind, of: nameKey(of) }).slice(0, 32);
function onInitiative(context: WriteContext, ref: string, rule: (initiative: Initiative) => Verdict<DomainEvent>): Receipt {
  const initiative = context.findSheet(initiativeSheet, ref);
  if (!initiative) throw appError('record_missing', { record: 'initiative', id: ref });
  context.append(orRefuse(rule(initiative)));
  return { id: initiative.id, version: context.versionOf(subjectOf('initiative', initiative.id)) };
}

export const capacityCommands = {
  'capacity.set': (context, input) => {
    const id = recordId(context, input.kind, input.of);
    context.append(orRefuse(setCapacity(id, input, context)));
    return { id, version: context.versionOf(subjectOf('capacity', id)) };
  },
  'initiative.enter': (context, terms) => {
    const id = context.newId();
    context.append(orRefuse(enterInitiative(id, terms, context)));
    return { id, version: 1 };
  },
  'initiative.revise': (context, { initiative, ...terms }) => onInitiative(context, initiative, (one) => reviseInitiative(one, terms, context)),
  'initiative.end': (context, { initiative, reason }) => onInitiative(context, initiative, (one) => endInitiative(one, reason, context)),
  'demand.set': (context, { release: ref, needs }) => {
    const release = context.loadRelease(ref);
    context.append(orRefuse(setDemand(release, needs, context)));
    return { id: release.id, number: release.number, version: context.versionOf(subjectOf('release', release.id)) };
  },
} satisfies Partial<CommandHandlers>;
