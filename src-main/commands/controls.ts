// Mappings of controls, and what is said of a change because of its tags (AUD-04).
import type { Receipt } from '#contract/values.ts';
import { orRefuse } from '../app-error.ts';
import { controlId, controlSheet, mapControl } from '../domain/control-map.ts';
import type { Dossier } from '../domain/dossier.ts';
import type { DomainEvent } from '../domain/event.ts';
import { subjectOf } from '../domain/event.ts';
import { approveAsOwner, stateImpact } from '../domain/obligations.ts';
import type { Verdict } from '../domain/verdict.ts';
import type { CommandHandlers, WriteContext } from '../ports.ts';

function onChange(context: WriteContext, ref: string, rule: (dossier: Dossier) => Verdict<DomainEvent>): Receipt {
  const change = context.loadChange(ref);
  context.append(orRefuse(rule(context.dossierOf(change))));
  return { id: change.id, number: change.number, version: context.versionOf(subjectOf('change', change.id)) };
}

export const controlCommands = {
  'control.map': (context, { control, ...mapping }) => {
    const id = controlId(control, context.digest);
    context.append(orRefuse(mapControl({ ...mapping, id, control, text: mapping.text.trim() }, { known: context.findSheet(controlSheet, id) }, context)));
    return { id, version: context.versionOf(subjectOf('control', id)) };
  },
  'obligation.approve': (context, { change, ...approval }) => onChange(context, change, (dossier) => approveAsOwner(dossier, { ...approval, approval: context.newId() }, context)),
  'obligation.stateImpact': (context, { change, ...impact }) => onChange(context, change, (dossier) => stateImpact(dossier, impact, context)),
} satisfies Partial<CommandHandlers>;
