// Change models with what their runs say, and the approval of one change (CHG-02, CHG-03, APR-01, APR-02).
import type { ApprovalCard, ModelRow } from '#contract/models.ts';
import { appError } from '../app-error.ts';
import { classifiedOf, isAuthorised, mayDecideApproval, routeFactsOf, routeOf, standingApprovals, voicesOf } from '../domain/approval.ts';
import type { Classified } from '../domain/classification.ts';
import { becauseWords, mayClassify, maySetType, typeInForce } from '../domain/classification.ts';
import type { Dossier } from '../domain/dossier.ts';
import { chartersFor } from '../domain/matrix.ts';
import type { Model } from '../domain/model.ts';
import { definitionOf, mayEditModel, mayKeepModels, mayPreAuthorise, mayProposeModel, mayRetireModel, maySuspendModel, modelSheet, stateOf, suspendedBy } from '../domain/model.ts';
import { firstRefusal } from '../domain/verdict.ts';
import type { QueryHandlers, ReadContext } from '../ports.ts';
import { may } from './change.ts';
import { personName } from './policy.ts';

const numberOfChange = ({ db }: Pick<ReadContext, 'db'>, id: string): string => db.get<{ number: string }>('SELECT number FROM change WHERE id = ?', id)?.number ?? '';

function modelRow(context: ReadContext, model: Model): ModelRow {
  const policy = context.policy();
  const { inARow, runs: ran, failures, incident } = context.modelRuns(model);
  const runs = { inARow, runs: ran, failures, incident };
  const note = (it: Model['suspended']): ModelRow['suspended'] => it && { ...it, by: personName(context, it.by) };
  const given = model.preAuthorised;
  return {
    id: model.id, name: model.name, version: model.version, state: stateOf(model, runs, policy, context.now), suspendedBy: model.retired ? null : suspendedBy(model, runs, policy), definition: definitionOf(model), ...runs,
    needed: policy.standard.afterSuccesses, allowed: policy.standard.failures, ofRuns: policy.standard.ofRuns,
    preAuthorised: given && { by: personName(context, given.by), at: given.at, until: given.until, decision: given.decision, change: given.change, number: numberOfChange(context, given.change), version: given.version },
    suspended: note(model.suspended), retired: note(model.retired), also: model.definition.losers.map(({ by, at }) => ({ by: personName(context, by), at })),
    may: { edit: may(mayEditModel(model, context)), propose: may(mayProposeModel(model, runs, policy, context)), preAuthorise: may(mayPreAuthorise(model, context)), suspend: may(maySuspendModel(model, context)), retire: may(mayRetireModel(model, context)) },
  };
}

/** Names of those who could decide outside the board, as far as charters and roles say. */
function ableFor(context: ReadContext, dossier: Dossier): string[] {
  const { authority } = routeOf(dossier, context.now);
  const holders = (role: string): string[] => context.db.all<{ name: string }>('SELECT p.name FROM role_grant g JOIN person p ON p.id = g.person WHERE g.role = ? AND p.suspended_at IS NULL ORDER BY p.name', role).map(({ name }) => name);
  const { fields } = dossier.change;
  const isOwn = (name: string): boolean => name === fields.owner || name === fields.requester || fields.implementers.includes(name);
  const running = chartersFor(routeFactsOf(dossier, context.now), dossier.route.charters, context.now);
  const named = (ids: readonly string[]): string[] => ids.map((id) => personName(context, id));
  const able = authority === 'peer' ? named(running.flatMap(({ members }) => members)) : authority === 'team-lead' ? named(running.flatMap(({ lead }) => lead ?? [])) : authority === 'change-manager' ? holders('change-manager') : authority === 'cab-and-executive' ? holders('executive') : [];
  return [...new Set(able)].filter((name) => !isOwn(name)).toSorted();
}

function typeOf(context: ReadContext, { change, classification }: Dossier, classified: Classified): ApprovalCard['type'] {
  const said = classification?.override ?? null;
  return {
    chosen: change.fields.type, proposed: classified.type, inForce: typeInForce(change, classified, classification), size: classified.size, because: becauseWords(classified.because), altered: classified.because.code === 'altered' ? classified.because.altered : [],
    saidBy: said && { by: personName(context, said.by), at: said.at, reason: said.value.reason },
  };
}
function modelOf(context: ReadContext, { model: known, classification, policy }: Dossier): ApprovalCard['model'] {
  if (known === null) return null;
  const { model, runs } = known;
  const given = classification?.parameters ?? null;
  return {
    id: model.id, name: model.name, state: stateOf(model, runs, policy, context.now), parameters: (definitionOf(model)?.parameters ?? []).map((parameter) => ({ parameter, value: given?.value[parameter.id] ?? null })),
    also: (given?.losers ?? []).map(({ by, at }) => ({ by: personName(context, by), at })),
  };
}

function approvalCard(context: ReadContext, dossier: Dossier): ApprovalCard {
  const { change, policy, approvals } = dossier;
  const classified = classifiedOf(dossier, context.now);
  const standing = new Set(standingApprovals(dossier).map(({ id }) => id));
  const toType = (type: ApprovalCard['type']['chosen']): ApprovalCard['may']['standard'] => may(firstRefusal(mayClassify(change, context), maySetType(type, classified, context.actor)));
  return {
    change: change.id, number: change.number, revision: change.revision, route: routeOf(dossier, context.now), policyVersion: policy.version, isAuthorised: isAuthorised(dossier, context.now), able: ableFor(context, dossier),
    voices: voicesOf(dossier, context.now).map(({ who, status, approval }) => ({ who, status, by: approval && personName(context, approval.by), at: approval?.at ?? null, reason: approval?.reason ?? '' })),
    given: (approvals?.all ?? []).map(({ id, verdict, as, by, at, reason, policy: policyVersion }) => ({ id, verdict, as, by: personName(context, by), at, reason, policyVersion, isStale: !standing.has(id), quarantine: change.voices.find((voice) => voice.id === id)?.quarantine ?? null })),
    type: typeOf(context, dossier, classified), model: modelOf(context, dossier),
    may: { decide: may(mayDecideApproval(dossier, context)), answer: may(mayClassify(change, context)), standard: toType('standard'), normal: toType('normal'), emergency: toType('emergency') },
  };
}

export const modelQueries = {
  'model.list': (context) => ({ rows: context.listSheets(modelSheet).map((model) => modelRow(context, model)).toSorted((a, b) => (a.name < b.name ? -1 : 1)), mayKeep: may(mayKeepModels(context)) }),
  'model.show': (context, { model: ref }) => {
    const model = context.findSheet(modelSheet, ref);
    if (!model) throw appError('record_missing', { record: 'change model', id: ref });
    const row = modelRow(context, model);
    const { rows } = context.modelRuns(model);
    const since = model.preAuthorised?.at ?? null;
    const counted = new Set(since === null ? [] : rows.filter(({ ended_at: endedAt }) => endedAt > since).slice(0, row.ofRuns).map(({ id }) => id));
    return { ...row, history: rows.slice(0, 50).map(({ ended_at: endedAt, ...run }) => ({ ...run, endedAt, isCounted: counted.has(run.id) })) };
  },
  'approval.show': (context, { change }) => approvalCard(context, context.dossierOf(context.loadChange(change))),
} satisfies Partial<QueryHandlers>;
