// The backout of a change: plan, review, rehearsal, who answers for it, the order and its steps, backups (BCK-01 to BCK-06).
import { appError, orRefuse } from '../app-error.ts';
import type { BackoutPlan } from '../domain/backout.ts';
import * as rules from '../domain/backout-acts.ts';
import { setSchedule } from '../domain/backup-schedule.ts';
import type { Dossier } from '../domain/dossier.ts';
import type { DomainEvent } from '../domain/event.ts';
import { subjectOf } from '../domain/event.ts';
import type { Verdict } from '../domain/verdict.ts';
import type { Input } from '#contract/index.ts';
import type { Receipt } from '#contract/values.ts';
import type { CommandHandlers, WriteContext } from '../ports.ts';

function onBackout(context: WriteContext, ref: string, rule: (dossier: Dossier) => Verdict<DomainEvent>): Receipt {
  const change = context.loadChange(ref);
  const events = orRefuse(rule(context.dossierOf(change)));
  if (events.length > 0) context.append(events);
  return { id: change.id, number: change.number, version: change.version + events.length };
}

/** People are named as they are typed and kept by their ids. */
function planOf(context: WriteContext, input: Input<'backout.writePlan'>): BackoutPlan {
  const steps = input.steps.map(({ id, title, owner, minutes, script, verification }) => ({ id: id ?? context.newId(), title, owner: owner === '' ? '' : context.loadPerson(owner).id, minutes, script, verification: verification.trim() }));
  const { pointOfNoReturn, changesData, dataReversal, limitations, rtoMinutes, rpoMinutes } = input;
  return { steps, pointOfNoReturn: pointOfNoReturn.trim(), changesData, dataReversal: dataReversal.trim(), limitations: limitations.trim(), rtoMinutes, rpoMinutes };
}

/** A script handed over by a job; `bytes` is base64. */
export function writeScript(context: WriteContext, ref: string, script: Parameters<typeof rules.attachScript>[1]): void {
  onBackout(context, ref, (dossier) => rules.attachScript(dossier, script, context));
}
/** An order that a pipeline made, once its file has been read. */
export function writeImportedOrder(context: WriteContext, ref: string, order: Parameters<typeof rules.importOrder>[1]): void {
  onBackout(context, ref, (dossier) => rules.importOrder(dossier, order, context));
}

export const backoutCommands = {
  'backout.writePlan': (context, input) => onBackout(context, input.change, (dossier) => {
    if (input.planVersion !== undefined && input.planVersion !== dossier.backout.version) throw appError('backout_plan_changed');
    return rules.writePlan(dossier, planOf(context, input), context);
  }),
  'backout.removeScript': (context, { change, script }) => onBackout(context, change, (dossier) => rules.removeScript(dossier, script, context)),
  'backout.signNoneKnown': (context, { change, planVersion }) => onBackout(context, change, (dossier) => rules.signNoneKnown(dossier, planVersion, context)),
  'backout.setTriggers': (context, { change, triggers, deadlineAt }) => onBackout(context, change, (dossier) =>
    rules.setTriggers(dossier, { triggers: triggers.map(({ id, ...trigger }) => ({ id: id ?? context.newId(), ...trigger })), deadlineAt }, context)),
  'backout.review': (context, input) => onBackout(context, input.change, (dossier) => rules.reviewBackout(dossier, { ...input, id: context.newId() }, context)),
  'backout.rehearse': (context, input) => onBackout(context, input.change, (dossier) => rules.recordRehearsal(dossier, { ...input, id: context.newId() }, context)),
  'backout.nameOwner': (context, { change, owner, deputy }) => onBackout(context, change, (dossier) =>
    rules.nameOwner(dossier, { owner: context.loadPerson(owner).id, deputy: deputy === null ? null : context.loadPerson(deputy).id }, context)),
  'backout.acceptOwnership': (context, { change }) => onBackout(context, change, (dossier) => rules.acceptOwnership(dossier, context)),
  'backout.order': (context, { change, reason }) => onBackout(context, change, (dossier) => rules.orderRollback(dossier, { id: context.newId(), reason: reason.trim() }, context)),
  'backout.dissent': (context, { change, reason }) => onBackout(context, change, (dossier) => rules.recordDissent(dossier, { id: context.newId(), reason }, context)),
  'backout.doStep': (context, { change, step }) => onBackout(context, change, (dossier) => rules.doStep(dossier, step, context)),
  'backout.registerBackup': (context, input) => onBackout(context, input.change, (dossier) => rules.registerBackup(dossier, { ...input, id: context.newId() }, context)),
  'backout.setSchedule': (context, { change: ref, everyMinutes, system }) => {
    const change = context.loadChange(ref);
    const { service } = context.dossierOf(change);
    if (service === null) throw appError('record_missing', { record: 'service', id: change.fields.service });
    context.append(orRefuse(setSchedule(service.id, { everyMinutes, system }, context)));
    return { id: service.id, version: context.versionOf(subjectOf('service', service.id)) };
  },
} satisfies Partial<CommandHandlers>;
