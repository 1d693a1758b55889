import type { Receipt } from '#contract/values.ts';
import { orRefuse, appError } from '../app-error.ts';
import { classifiedOf } from '../domain/approval.ts';
import type { Change } from '../domain/change.ts';
import { flipAfter, refuseTypeEdit } from '../domain/classification.ts';
import type { DomainEvent } from '../domain/event.ts';
import { subjectOf } from '../domain/event.ts';
import * as rules from '../domain/lifecycle.ts';
import { accept } from '../domain/verdict.ts';
import type { Verdict } from '../domain/verdict.ts';
import type { CommandHandlers, WriteContext } from '../ports.ts';

/** Asks the rule about a loaded change and appends what it answers. */
function onChange(context: WriteContext, ref: string, rule: (change: Change) => Verdict<DomainEvent>): Receipt {
  const change = context.loadChange(ref);
  const events = orRefuse(rule(change));
  context.append(events);
  return { id: change.id, number: change.number, version: change.version + events.length };
}

export const changeCommands = {
  'change.create': (context, fields) => {
    const id = context.newId();
    const number = context.nextNumber('C');
    context.append(orRefuse(rules.createChange(id, number, fields, context)));
    return { id, number, version: 1 };
  },
  'change.edit': (context, { change, fields, ifVersion }) =>
    onChange(context, change, (c) => {
      if (ifVersion !== undefined && ifVersion !== c.version) throw appError('stale_revision', { have: ifVersion, now: c.version });
      const edited = rules.editChange(c, fields, context);
      // CHG-02: the type follows what the change has become.
      const after = { ...c, fields: { ...c.fields, ...fields } };
      const dossier = context.dossierOf(after);
      const classified = classifiedOf(dossier, context.now);
      if (!edited.ok || edited.events.length === 0) return edited;
      return rules.refuseAuthor(dossier, fields, context) ?? refuseTypeEdit(fields, after, classified, dossier.classification) ?? accept(...edited.events, ...flipAfter(after, classified, dossier.classification));
    }),
  'change.submit': (context, { change }) => onChange(context, change, (c) => rules.submitChange(context.dossierOf(c), context)),
  'change.assess': (context, input) => onChange(context, input.change, (c) => rules.assessChange(context.dossierOf(c), input, context)),
  'change.return': (context, { change, reason }) => onChange(context, change, (c) => rules.stepChange('return', c, reason, context)),
  'change.schedule': (context, { change }) => onChange(context, change, (c) => rules.scheduleChange(context.dossierOf(c), context)),
  'change.unschedule': (context, { change, reason }) => onChange(context, change, (c) => rules.stepChange('unschedule', c, reason, context)),
  'change.start': (context, { change }) => onChange(context, change, (c) => rules.startChange(context.dossierOf(c), context)),
  'change.finish': (context, input) => onChange(context, input.change, (c) => rules.finishChange(context.dossierOf(c), input, context)),
  'change.retry': (context, { change, reason }) => onChange(context, change, (c) => rules.stepChange('retry', c, reason, context)),
  'change.validate': (context, input) => onChange(context, input.change, (c) => rules.validateChange(context.dossierOf(c), input, context)),
  'change.close': (context, input) => onChange(context, input.change, (c) => rules.closeChange(context.dossierOf(c), input, context)),
  'change.cancel': (context, { change, reason }) => onChange(context, change, (c) => rules.cancelChange(c, reason, context)),
  'change.reopen': (context, { change, reason }) => onChange(context, change, (c) => rules.reopenChange(c, reason, context)),
  'change.link': (context, { change, kind, to }) =>
    onChange(context, change, (c) => {
      const target = context.findLinked(to);
      if (!target) throw appError('link_target_missing', { from: c.number, to }, { field: 'to' });
      return rules.linkChange(c, kind, subjectOf(target.record, target.id), context);
    }),
  'change.meetCondition': (context, { change, condition, note }) => onChange(context, change, (c) => rules.meetCondition(c, condition, note, context)),
} satisfies Partial<CommandHandlers>;
