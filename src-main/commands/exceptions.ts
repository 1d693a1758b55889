// Exceptions from rules (APR-06).
import type { Receipt } from '#contract/values.ts';
import { appError, orRefuse } from '../app-error.ts';
import type { DomainEvent } from '../domain/event.ts';
import { subjectOf } from '../domain/event.ts';
import type { Concerned, Exception, ExceptionScope } from '../domain/exceptions.ts';
import * as rules from '../domain/exceptions.ts';
import type { Verdict } from '../domain/verdict.ts';
import type { CommandHandlers, Records, WriteContext } from '../ports.ts';

type Reads = Pick<Records, 'findChange' | 'findSheet' | 'dossierOf' | 'alikeOf'>;
export function loadException(context: Pick<Records, 'findSheet'>, ref: string): Exception {
  const exception = context.findSheet(rules.exceptionSheet, ref);
  if (!exception) throw appError('record_missing', { record: 'exception', id: ref });
  return exception;
}
/** Whom the signer of an exception must not be: the keys behind whoever asked, and those whose duties it would excuse. */
export function concernedBy(context: Reads, { requested, scope }: Exception): Concerned {
  const change = scope.kind === 'change' ? context.findChange(scope.id) : null;
  return { askers: context.alikeOf(requested.by), excused: change === null ? [] : context.dossierOf(change).acts.flatMap(({ alike }) => alike) };
}

function onException(context: WriteContext, ref: string, rule: (exception: Exception, terms: { policy: ReturnType<WriteContext['policy']>; concerned: Concerned; rev: string }) => Verdict<DomainEvent>): Receipt {
  const exception = loadException(context, ref);
  context.append(orRefuse(rule(exception, { policy: context.policy(), concerned: concernedBy(context, exception), rev: context.digest(exception) })));
  return { id: exception.id, number: exception.number, version: context.versionOf(subjectOf('exception', exception.id)) };
}

function scopeIn(context: WriteContext, { change, service }: { change?: string | undefined; service?: string | undefined }): ExceptionScope {
  if (change !== undefined && service !== undefined) throw appError('invalid_input', { field: 'service', problem: 'an exception is for a change or for a service, not for both' }, { field: 'service' });
  if (change !== undefined) return { kind: 'change', id: context.loadChange(change).id };
  if (service === undefined) return { kind: 'all', id: '' };
  const found = context.findService(service);
  if (!found) throw appError('record_missing', { record: 'service', id: service });
  return { kind: 'service', id: found.id };
}

export const exceptionCommands = {
  'exception.request': (context, input) => {
    const { rule, justification, control, until } = input;
    const id = context.newId();
    const number = context.nextNumber('X');
    const asking = { id, number, rule, justification, control, until, from: input.from ?? context.now.slice(0, 10), scope: scopeIn(context, input), owner: context.loadPerson(input.owner).id };
    context.append(orRefuse(rules.requestException(asking, context.policy(), context)));
    return { id, number, version: 1 };
  },
  'exception.approve': (context, { exception }) => onException(context, exception, (one, terms) => rules.approveException(one, terms, context)),
  'exception.refuse': (context, { exception, reason }) => onException(context, exception, (one, terms) => rules.refuseException(one, reason, terms, context)),
  'exception.renew': (context, { exception, until }) => onException(context, exception, (one, terms) => rules.renewException(one, until, terms, context)),
  'exception.revoke': (context, { exception, reason }) => onException(context, exception, (one, { policy }) => rules.revokeException(one, reason, policy, context)),
} satisfies Partial<CommandHandlers>;
