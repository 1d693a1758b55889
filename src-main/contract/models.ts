// Change models, the type of a change, and who authorises it (CHG-02, CHG-03, APR-01, APR-02).
import { z } from 'zod';
import { ChangeType, Quarantine, fieldNames } from './change.ts';
import { command, query } from './define.ts';
import { Authority, RouteAnswer } from './policy.ts';
import { Count, Day, Line, May, Prose, Receipt, Ref } from './values.ts';

const ParameterId = z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, 'small letters, digits and hyphens, such as batch-size');
/** A value every use of the model gives, and what it may be. */
export const ModelParameter = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('number'), id: ParameterId, name: Line, unit: z.string().max(40).default(''), least: z.number().int(), most: z.number().int() }),
  z.strictObject({ kind: z.literal('choice'), id: ParameterId, name: Line, choices: z.array(Line).min(1).max(50) }),
]);
export type ModelParameter = z.output<typeof ModelParameter>;
const planNames = ['testPlan', 'backoutPlan', 'rollbackCriteria'] as const;

/** CHG-03: a model as data. Locked steps stand in every change word for word; limits and parameters bound what it may touch. */
export const ModelDefinition = z.strictObject({
  name: z.string().trim().min(1).max(60), about: Prose.default(''),
  steps: z.array(z.strictObject({ text: Line, isLocked: z.boolean().default(true) })).max(200).default([]),
  parameters: z.array(ModelParameter).max(40).default([]),
  mandatory: z.array(z.enum(fieldNames as [(typeof fieldNames)[number], ...(typeof fieldNames)[number][]])).max(30).default([]),
  /** Kinds of evidence every change of this model brings, as the policy names them (APR-05). */
  evidence: z.array(z.string().regex(/^[a-z-]{1,40}$/)).max(20).default([]),
  /** Who authorises a change of this model that is not automatic; null: the matrix says. */
  authority: Authority.nullable().default(null),
  plans: z.strictObject({ testPlan: Prose.default(''), backoutPlan: Prose.default(''), rollbackCriteria: Prose.default('') }).default({ testPlan: '', backoutPlan: '', rollbackCriteria: '' }),
  lockedPlans: z.array(z.enum(planNames)).max(3).default([]),
  limits: z.strictObject({ services: z.array(Line).max(100).default([]), environments: z.array(Line).max(20).default([]), outageMinutes: Count.nullable().default(null), durationMinutes: Count.nullable().default(null) })
    .default({ services: [], environments: [], outageMinutes: null, durationMinutes: null }),
});
export type ModelDefinition = z.output<typeof ModelDefinition>;
export type ModelDraft = z.input<typeof ModelDefinition>;

const Note = z.object({ by: z.string(), at: z.string(), reason: z.string() });
export const ModelStates = z.enum(['drafted', 'proposed', 'pre-authorised', 'expired', 'edited', 'suspended', 'retired']);
export const ModelRun = z.object({ id: z.string(), number: z.string(), title: z.string(), type: ChangeType, outcome: z.string(), endedAt: z.string().nullable(), /** Counted towards the suspension. */ isCounted: z.boolean() });
export const ModelRow = z.object({
  id: z.string(), name: z.string(), version: Count, state: ModelStates, /** Why it is suspended. */ suspendedBy: z.enum(['failures', 'incident', 'person']).nullable(), definition: ModelDefinition.nullable(),
  inARow: Count, runs: Count, failures: Count, incident: z.string().nullable(), needed: Count, allowed: Count, ofRuns: Count,
  preAuthorised: z.object({ by: z.string(), at: z.string(), until: z.string(), decision: z.string(), change: z.string(), number: z.string(), version: Count }).nullable(), suspended: Note.nullable(), retired: Note.nullable(),
  /** Texts written apart that lost to the one that stands. */
  also: z.array(z.object({ by: z.string(), at: z.string() })),
  may: z.object({ edit: May, propose: May, preAuthorise: May, suspend: May, retire: May }),
});
export type ModelRow = z.output<typeof ModelRow>;

const Voice = z.object({ who: z.enum(['peer', 'team-lead', 'change-manager', 'executive', 'cab']), status: z.enum(['given', 'refused', 'stale', 'waiting']), by: z.string().nullable(), at: z.string().nullable(), reason: z.string() });
/** What the approval of one change stands at. */
export const ApprovalCard = z.object({
  change: z.string(), number: z.string(), revision: z.string(), route: RouteAnswer, policyVersion: z.string(), voices: z.array(Voice), isAuthorised: z.boolean(), /** Names of those who could say yes, as far as the registers know. */ able: z.array(z.string()),
  given: z.array(z.object({ id: z.string(), verdict: z.enum(['given', 'refused']), as: z.enum(['peer', 'team-lead', 'change-manager', 'executive']), by: z.string(), at: z.string(), reason: z.string(), policyVersion: z.string(), isStale: z.boolean(), quarantine: Quarantine.nullable() })),
  type: z.object({ chosen: ChangeType, proposed: ChangeType, inForce: ChangeType, size: z.enum(['minor', 'significant', 'major']).nullable(), because: z.string(), altered: z.array(z.string()), saidBy: z.object({ by: z.string(), at: z.string(), reason: z.string() }).nullable() }),
  model: z.object({ id: z.string(), name: z.string(), state: ModelStates, parameters: z.array(z.object({ parameter: ModelParameter, value: z.union([z.number(), z.string()]).nullable() })), also: z.array(z.object({ by: z.string(), at: z.string() })) }).nullable(),
  may: z.object({ decide: May, answer: May, standard: May, normal: May, emergency: May }),
});
export type ApprovalCard = z.output<typeof ApprovalCard>;

export const models = {
  'model.list': query('Change models, with their runs and whether they go without being asked about.', z.strictObject({}), z.object({ rows: z.array(ModelRow), mayKeep: May }), ['policy', 'change', 'person']),
  'model.show': query('One change model and the runs it is judged by.', z.strictObject({ model: Ref }), ModelRow.extend({ history: z.array(ModelRun) }), ['policy', 'change', 'person']),
  'model.draft': command('Defines a change model: steps, limits, parameters, prefilled plans (CHG-03).', z.strictObject({ definition: ModelDefinition }), Receipt),
  'model.edit': command('Writes a change model anew; a pre-authorisation was given to the text before.', z.strictObject({ model: Ref, definition: ModelDefinition, ifVersion: Count.optional() }), Receipt),
  'model.propose': command('Proposes a model to the board after enough successful Normal runs in a row (APR-02).', z.strictObject({ model: Ref }), Receipt),
  'model.preAuthorise': command('Writes down that the board pre-authorised a model, and which decision says so.', z.strictObject({ model: Ref, decidedOn: Ref.describe('change whose decision by the board is cited'), until: Day }), Receipt),
  'model.use': command('Lets a change use a model: names it, fills in what is empty, and proposes the type.', z.strictObject({ change: Ref, model: Ref }), Receipt),
  'model.suspend': command('Suspends a model; its changes are Normal until the board pre-authorises it anew.', z.strictObject({ model: Ref, reason: Line }), Receipt),
  'model.retire': command('Ends a model for good.', z.strictObject({ model: Ref, reason: Line }), Receipt),
  'approval.show': query('Who may authorise a change, under which policy and why, and who has.', z.strictObject({ change: Ref }), ApprovalCard, ['change', 'policy', 'person', 'cab', 'service']),
  'approval.decide': command('Approves or refuses a change outside the board, as the matrix allows (APR-01).', z.strictObject({ change: Ref, verdict: z.enum(['given', 'refused']), reason: Prose.default(''), revision: z.string().max(64).optional() }), Receipt),
  'classification.answer': command('Gives the parameters of the change model that a change uses (CHG-02).', z.strictObject({ change: Ref, parameters: z.record(z.string().max(40), z.union([z.number().int(), z.string().max(300)])) }), Receipt),
  'classification.setType': command('Sets the type of a change; a less demanding one than proposed needs the change manager and a reason.', z.strictObject({ change: Ref, type: ChangeType, reason: Prose.default('') }), Receipt),
};
