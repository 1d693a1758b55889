// An auditor's samples, tests and requests (AUD-03).
import type { Receipt } from '#contract/values.ts';
import { appError, orRefuse } from '../app-error.ts';
import * as rules from '../domain/audit.ts';
import type { InformationRequest } from '../domain/audit.ts';
import type { DomainEvent } from '../domain/event.ts';
import { subjectOf } from '../domain/event.ts';
import type { Verdict } from '../domain/verdict.ts';
import type { CommandHandlers, WriteContext } from '../ports.ts';

function onRequest(context: WriteContext, ref: string, rule: (request: InformationRequest) => Verdict<DomainEvent>): Receipt {
  const request = context.findSheet(rules.requestSheet, ref);
  if (!request) throw appError('record_missing', { record: 'request', id: ref });
  context.append(orRefuse(rule(request)));
  return { id: request.id, version: context.versionOf(subjectOf('request', request.id)) };
}

export const auditCommands = {
  'audit.drawSample': (context, { title, ...drawing }) => {
    const id = context.newId();
    const sample = { ...drawing, id, title: title ?? `${drawing.size} changes ${drawing.population} from ${drawing.from} to ${drawing.to}` };
    context.append(orRefuse(rules.recordSample(sample, context.drawSample(drawing), context)));
    return { id, version: 1 };
  },
  'audit.test': (context, { sample: ref, change, ...test }) => {
    const sample = context.findSheet(rules.sampleSheet, ref);
    if (!sample) throw appError('record_missing', { record: 'sample', id: ref });
    const number = context.findChange(change)?.number ?? change.toUpperCase();
    context.append(orRefuse(rules.recordTest(sample, { ...test, change: number, note: test.note.trim() }, context)));
    return { id: sample.id, version: context.versionOf(subjectOf('sample', sample.id)) };
  },
  'audit.request': (context, { text, owner, dueOn, about }) => {
    const id = context.newId();
    context.append(orRefuse(rules.askFor({ id, text: text.trim(), owner: context.loadPerson(owner).id, dueOn, change: about === undefined ? null : context.loadChange(about).id }, context)));
    return { id, version: 1 };
  },
  'audit.answerRequest': (context, { request, text }) => onRequest(context, request, (one) => rules.answerRequest(one, text.trim(), context)),
  'audit.acceptAnswer': (context, { request }) => onRequest(context, request, (one) => rules.acceptAnswer(one, context)),
} satisfies Partial<CommandHandlers>;
