// The register of feature flags (REL-09).
import type { Input } from '#contract/index.ts';
import type { Receipt } from '#contract/values.ts';
import { orRefuse } from '../app-error.ts';
import type { DomainEvent } from '../domain/event.ts';
import { subjectOf } from '../domain/event.ts';
import { activateFlag, flagSheet, registerFlag, removeFlag, reviseFlag } from '../domain/flags.ts';
import type { Flag } from '../domain/flags.ts';
import { nameKey } from '../domain/item.ts';
import type { Verdict } from '../domain/verdict.ts';
import type { CommandHandlers, WriteContext } from '../ports.ts';
import { loadEntry } from './legacy.ts';

const known = (context: WriteContext): Flag[] => context.listSheets(flagSheet, { state: ['open'] });
function onFlag(context: WriteContext, ref: string, rule: (flag: Flag) => Verdict<DomainEvent>): Receipt {
  // A key may have been that of a flag that is gone.
  const flag = known(context).find(({ terms: { value } }) => nameKey(value.key) === nameKey(ref)) ?? loadEntry(context, flagSheet, { ref, record: 'feature flag' });
  context.append(orRefuse(rule(flag)));
  return { id: flag.id, number: flag.number, version: context.versionOf(subjectOf('flag', flag.id)) };
}
function termsOf(context: WriteContext, { owner, authority, onIn, offIn, ...terms }: Input<'flag.register'>) {
  const person = (ref: string): string => context.loadPerson(ref).id;
  return { ...terms, owner: person(owner), authority: person(authority ?? owner), states: [...onIn.map((environment) => ({ environment, isOn: true })), ...offIn.map((environment) => ({ environment, isOn: false }))] };
}

export const flagCommands = {
  'flag.register': (context, said) => {
    const entry = { id: context.newId(), number: context.nextNumber('FF') };
    context.append(orRefuse(registerFlag(entry, termsOf(context, said), known(context), context)));
    return { ...entry, version: 1 };
  },
  'flag.revise': (context, { flag, ...said }) => onFlag(context, flag, (one) => reviseFlag(one, termsOf(context, said), known(context), context)),
  'flag.remove': (context, { flag, reason }) => onFlag(context, flag, (one) => removeFlag(one, reason, context)),
  'flag.activate': (context, { flag, environment, state, change }) => onFlag(context, flag, (one) => activateFlag(one, { environment, isOn: state === 'on', change: change === undefined ? null : context.loadChange(change), rev: context.digest(one) }, context)),
} satisfies Partial<CommandHandlers>;
