// Standards of the enterprise architecture (REL-10).
import type { Receipt } from '#contract/values.ts';
import { orRefuse } from '../app-error.ts';
import type { DomainEvent } from '../domain/event.ts';
import { subjectOf } from '../domain/event.ts';
import { dispense, endDispensation, endStandard, registerStandard, reviseStandard, standardSheet } from '../domain/standards.ts';
import type { Standard } from '../domain/standards.ts';
import type { Verdict } from '../domain/verdict.ts';
import type { CommandHandlers, WriteContext } from '../ports.ts';
import { loadEntry } from './legacy.ts';

function onStandard(context: WriteContext, ref: string, rule: (standard: Standard) => Verdict<DomainEvent>): Receipt {
  const standard = loadEntry(context, standardSheet, { ref, record: 'standard' });
  context.append(orRefuse(rule(standard)));
  return { id: standard.id, number: standard.number, version: context.versionOf(subjectOf('standard', standard.id)) };
}

export const standardCommands = {
  'standard.register': (context, terms) => {
    const entry = { id: context.newId(), number: context.nextNumber('AS') };
    context.append(orRefuse(registerStandard(entry, terms, context)));
    return { ...entry, version: 1 };
  },
  'standard.revise': (context, { standard, ...terms }) => onStandard(context, standard, (one) => reviseStandard(one, terms, context)),
  'standard.end': (context, { standard, reason }) => onStandard(context, standard, (one) => endStandard(one, reason, context)),
  'standard.dispense': (context, { standard, release, ...said }) => onStandard(context, standard, (one) => dispense(one, context.loadRelease(release), { ...said, id: context.newId(), rev: context.digest(one) }, context)),
  'standard.endDispensation': (context, { standard, dispensation, reason }) => onStandard(context, standard, (one) => endDispensation(one, dispensation, reason, context)),
} satisfies Partial<CommandHandlers>;
