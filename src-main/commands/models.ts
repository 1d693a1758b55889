// Change models, the type of a change, and approvals outside the board (CHG-02, CHG-03, APR-01, APR-02).
import { appError, orRefuse } from '../app-error.ts';
import { classifiedOf } from '../domain/approval.ts';
import { answerParameters, mayClassify, setType } from '../domain/classification.ts';
import type { DomainEvent } from '../domain/event.ts';
import { subjectOf } from '../domain/event.ts';
import { openDecisions } from '../domain/merge-change.ts';
import type { CitedDecision, Model } from '../domain/model.ts';
import { definitionOf, draftModel, editModel, modelSheet, prefilled, preAuthorise, proposeModel, retireModel, suspendModel } from '../domain/model.ts';
import { endOfDay } from '../domain/spans.ts';
import { decideOutsideBoard, editChange } from '../domain/lifecycle.ts';
import type { Verdict } from '../domain/verdict.ts';
import type { CommandHandlers, Records, WriteContext } from '../ports.ts';

export function loadModel(context: Pick<Records, 'findSheet'>, ref: string): Model {
  const model = context.findSheet(modelSheet, ref);
  if (!model) throw appError('record_missing', { record: 'change model', id: ref });
  return model;
}
function onModel(context: WriteContext, ref: string, rule: (model: Model) => Verdict<DomainEvent>): { id: string; version: number } {
  const model = loadModel(context, ref);
  context.append(orRefuse(rule(model)));
  return { id: model.id, version: context.versionOf(subjectOf('model', model.id)) };
}

/** The decision that stands for a change, if the board approved it. */
function citedOf(context: WriteContext, ref: string): CitedDecision {
  const change = context.loadChange(ref);
  const decision = openDecisions(change).at(-1);
  return decision ? { id: decision.id, change: change.id, verdict: decision.verdict } : null;
}

function onChange(context: WriteContext, ref: string, rule: (change: ReturnType<WriteContext['loadChange']>) => Verdict<DomainEvent>): { id: string; number: string; version: number } {
  const change = context.loadChange(ref);
  const events = orRefuse(rule(change));
  context.append(events);
  return { id: change.id, number: change.number, version: change.version + events.length };
}

export const modelCommands = {
  'model.draft': (context, { definition }) => {
    const id = context.newId();
    const names = context.listSheets(modelSheet).map(({ name }) => name);
    context.append(orRefuse(draftModel({ id, definition, digest: context.digest(definition) }, names, context)));
    return { id, version: 1 };
  },
  'model.edit': (context, { model, definition, ifVersion }) => onModel(context, model, (m) => {
    if (ifVersion !== undefined && ifVersion !== m.version) throw appError('stale_revision', { have: ifVersion, now: m.version });
    return editModel(m, { definition, digest: context.digest(definition) }, context);
  }),
  'model.propose': (context, { model }) => onModel(context, model, (m) => proposeModel(m, context.modelRuns(m), context.policy(), context)),
  'model.preAuthorise': (context, { model, decidedOn, until }) => onModel(context, model, (m) => preAuthorise(m, { decision: citedOf(context, decidedOn), until: endOfDay(until) }, context.policy(), context)),
  'model.use': (context, { change, model: ref }) => {
    const model = loadModel(context, ref);
    if (model.retired) throw appError('model_retired', { model: model.name });
    const definition = definitionOf(model);
    // Standard is what the person asks for by it; whether it is stands on the approval card and at the gate.
    return onChange(context, change, (c) => mayClassify(c, context) ?? editChange(c, { model: model.name, ...(c.fields.type === 'emergency' ? {} : { type: 'standard' }), ...(definition ? prefilled(definition, c.fields) : {}) }, context));
  },
  'model.suspend': (context, { model, reason }) => onModel(context, model, (m) => suspendModel(m, reason, context)),
  'model.retire': (context, { model, reason }) => onModel(context, model, (m) => retireModel(m, reason, context)),
  'approval.decide': (context, { change, ...input }) => onChange(context, change, (c) => decideOutsideBoard(context.dossierOf(c), { id: context.newId(), ...input }, context)),
  'classification.answer': (context, { change, parameters }) => onChange(context, change, (c) => answerParameters(c, parameters, context.dossierOf(c).model, context)),
  'classification.setType': (context, { change, type, reason }) => onChange(context, change, (c) => setType(c, classifiedOf(context.dossierOf(c), context.now), { type, reason }, context)),
} satisfies Partial<CommandHandlers>;
