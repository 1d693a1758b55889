// Which type a change has (CHG-02): Standard while its pre-authorised model is used unaltered, Emergency while a criterion is evidenced, else Normal.
import type { ChangeFields, Tier } from '#contract/change.ts';
import { changeTypes } from '#contract/change.ts';
import type { Change } from './change.ts';
import type { DomainEvent, Json, StampedEvent } from './event.ts';
import { subjectOf } from './event.ts';
import { oneIn, recordIn, textIn } from './json-values.ts';
import { mayEdit } from './lifecycle.ts';
import type { Model, ModelRuns, ModelState } from './model.ts';
import { definitionOf, stateOf } from './model.ts';
import { alterationWords, alterationsOf } from './model-use.ts';
import type { PolicyDocument } from './policy-document.ts';
import { needs } from './roles.ts';
import type { Kept } from './sheet.ts';
import { sheet, writeKept } from './sheet.ts';
import { accept, firstRefusal, refuse } from './verdict.ts';
import type { Actor, By, Refused, Verdict } from './verdict.ts';

export type ChangeType = ChangeFields['type'];
/** Values of a model's parameters, by their id. */
export type Parameters = Record<string, number | string>;
export type TypeOverride = { type: ChangeType; proposed: ChangeType; reason: string };
export type Classification = { parameters: Kept<Parameters> | null; override: Kept<TypeOverride> | null };
type Events = Verdict<DomainEvent>;

const empty: Classification = { parameters: null, override: null };
/** At most this many; a model has no more. */
const mostParameters = 40;
function parametersIn(event: StampedEvent): Parameters {
  const numbers = Object.entries(recordIn(event.data['numbers'])).filter((one): one is [string, number] => typeof one[1] === 'number' && Number.isSafeInteger(one[1]));
  const choices = Object.entries(recordIn(event.text['choices'])).filter((one): one is [string, string] => typeof one[1] === 'string');
  return Object.fromEntries([...numbers, ...choices].slice(0, mostParameters));
}

export const classificationSheet = sheet<Classification>({
  name: 'classification', kind: 'change', types: ['classification.answered', 'classification.typeSet'],
  fold: (before, event, cause) => {
    const state = before ?? empty;
    if (event.type === 'classification.answered') return { ...state, parameters: writeKept(state.parameters ?? undefined, parametersIn(event), event, { key: 'classification:parameters', cause }) };
    const type = oneIn(event.data['type'], changeTypes);
    const proposed = oneIn(event.data['proposed'], changeTypes);
    if (type === null || proposed === null) return before;
    return { ...state, override: writeKept(state.override ?? undefined, { type, proposed, reason: textIn(event.text['reason']) }, event, { key: 'classification:type', cause }) };
  },
});

/** The model a change names, with what history says of it; null where no model has that name. */
export type ModelFacts = { model: Model; runs: ModelRuns } | null;
export type ClassifyFacts = { model: ModelFacts; parameters: Parameters; /** EMG-01: a criterion is evidenced. */ hasCriterion: boolean; policy: PolicyDocument };
/** Why it is this type. `altered` names what departs from the model, in words. */
export type TypeBecause =
  | { code: 'model'; model: string; version: number; decision: string; until: string } | { code: 'criterion' } | { code: 'no-criterion' } | { code: 'default' }
  | { code: 'no-model'; model: string } | { code: 'model-state'; model: string; state: ModelState } | { code: 'altered'; model: string; altered: string[] };
export type Classified = { type: ChangeType; /** Of a Normal change, by its tier. */ size: 'minor' | 'significant' | 'major' | null; because: TypeBecause };

const sizeOf = (tier: Tier | null): Classified['size'] => (tier === null ? null : tier === 'low' ? 'minor' : tier === 'medium' ? 'significant' : 'major');

function standardBecause(fields: ChangeFields, { model: known, parameters, policy }: ClassifyFacts, now: string): TypeBecause {
  if (known === null) return { code: 'no-model', model: fields.model };
  const { model, runs } = known;
  const state = stateOf(model, runs, policy, now);
  const definition = definitionOf(model);
  if (state !== 'pre-authorised' || definition === null || model.preAuthorised === null) return { code: 'model-state', model: model.name, state: definition === null ? 'edited' : state };
  const altered = alterationsOf(definition, fields, parameters).map(alterationWords);
  return altered.length > 0 ? { code: 'altered', model: model.name, altered } : { code: 'model', model: model.name, version: model.preAuthorised.version, decision: model.preAuthorised.decision, until: model.preAuthorised.until };
}

/** CHG-02: the type the facts propose. Whoever claims an emergency needs a criterion; whoever names a model is held against it; everything else is Normal. */
export function classify({ fields, tier }: Pick<Change, 'fields' | 'tier'>, facts: ClassifyFacts, now: string): Classified {
  if (facts.hasCriterion) return { type: 'emergency', size: null, because: { code: 'criterion' } };
  if (fields.type === 'emergency') return { type: 'normal', size: sizeOf(tier), because: { code: 'no-criterion' } };
  if (fields.model === '') return { type: 'normal', size: sizeOf(tier), because: { code: 'default' } };
  const because = standardBecause(fields, facts, now);
  return because.code === 'model' ? { type: 'standard', size: null, because } : { type: 'normal', size: sizeOf(tier), because };
}

/** From the least to the most demanding. */
const demand = (type: ChangeType): number => changeTypes.indexOf(type);
/** CHG-02: a release has the most demanding type among its changes; one without changes is Normal. */
export const typeOfRelease = (types: readonly ChangeType[]): ChangeType => types.toSorted((a, b) => demand(b) - demand(a))[0] ?? 'normal';

/** The type that counts: a change called Standard or Emergency without the ground for it is Normal, unless a change manager said otherwise and why. */
export function typeInForce({ fields }: Pick<Change, 'fields'>, classified: Classified, said: Classification | null): ChangeType {
  const override = said?.override?.value;
  const isSaid = override !== undefined && override.type === fields.type && override.proposed === classified.type;
  return isSaid || fields.type === classified.type ? fields.type : 'normal';
}

/** Another type than the one proposed needs the change manager when it demands less, and a reason. */
export function maySetType(type: ChangeType, classified: Classified, actor: Actor): Refused | null {
  if (type === classified.type || demand(type) > demand(classified.type)) return needs('raise', actor);
  return needs('assess', actor) === null ? null : refuse('type_proposed', { type, proposed: classified.type, why: becauseWords(classified.because) }, { field: 'type' });
}
/** Up to here the type is not settled: nothing was authorised by it. */
const unsettled: readonly Change['state'][] = ['draft', 'returned', 'submitted', 'assessment', 'awaiting-authorisation', 'deferred'];
export const mayClassify = (change: Change, by: By): Refused | null => firstRefusal(mayEdit(change, by), unsettled.includes(change.state) ? null : refuse('field_settled', { field: 'The type', state: change.state }));
export type TypeSetting = { type: ChangeType; reason: string };
/** CHG-02: sets the type; lowering what was proposed is the change manager's, with a written reason that is kept. */
export function setType(change: Change, classified: Classified, { type, reason }: TypeSetting, by: By): Events {
  const isLower = demand(type) < demand(classified.type);
  const no = firstRefusal(mayClassify(change, by), maySetType(type, classified, by.actor), isLower && reason.trim() === '' ? refuse('reason_needed', { what: `the type ${type} where ${classified.type} is proposed` }, { field: 'reason' }) : null);
  if (no) return no;
  const subject = subjectOf('change', change.id);
  const edited: DomainEvent[] = change.fields.type === type ? [] : [{ type: 'change.edited', subject, data: { type } }];
  return isLower ? accept(...edited, { type: 'classification.typeSet', subject, data: { type, proposed: classified.type }, text: { reason } }) : accept(...edited);
}

/** CHG-02: an edit does not call a change Standard that departs from its model; a change manager sets the type, with a reason. `after` is the change as the edit would leave it. */
export const refuseTypeEdit = (fields: Partial<ChangeFields>, after: Pick<Change, 'fields'>, classified: Classified, said: Classification | null): Refused | null =>
  fields.type === 'standard' && classified.because.code === 'altered' && typeInForce(after, classified, said) !== 'standard' ? refuse('type_proposed', { type: 'standard', proposed: classified.type, why: becauseWords(classified.because) }, { field: 'type' }) : null;

/** CHG-02: a change called Standard flips to Normal when an edit makes it depart from its model; the event to append beside the edit, if any. */
export function flipAfter(change: Pick<Change, 'id' | 'fields'>, classified: Classified, said: Classification | null = null): DomainEvent[] {
  if (change.fields.type !== 'standard' || classified.because.code !== 'altered' || typeInForce(change, classified, said) === 'standard') return [];
  return [{ type: 'change.edited', subject: subjectOf('change', change.id), data: { type: 'normal' } }];
}

/** Values of the model's parameters, as the requester gives them; one that the model does not know is refused. */
export function answerParameters(change: Change, parameters: Parameters, model: ModelFacts, by: By): Events {
  const known = (model && definitionOf(model.model)?.parameters) ?? [];
  const stranger = Object.keys(parameters).find((id) => !known.some((parameter) => parameter.id === id));
  const numbers: Record<string, Json> = {};
  const choices: Record<string, Json> = {};
  for (const [id, value] of Object.entries(parameters)) (typeof value === 'number' ? numbers : choices)[id] = value;
  const no = firstRefusal(mayClassify(change, by), stranger === undefined ? null : refuse('invalid_input', { field: `parameters.${stranger}`, problem: 'is no parameter of the model that the change uses' }, { field: `parameters.${stranger}` }));
  return no ?? accept({ type: 'classification.answered', subject: subjectOf('change', change.id), data: { numbers }, ...(Object.keys(choices).length > 0 ? { text: { choices } } : {}) });
}

const stateWords: Record<ModelState, string> = {
  drafted: 'has not been pre-authorised', proposed: 'waits for the board to pre-authorise it', 'pre-authorised': 'is pre-authorised', expired: 'was pre-authorised until a day that has passed', edited: 'was edited after it was pre-authorised', suspended: 'is suspended', retired: 'is retired',
};
/** Why a change has the type it is proposed, as one clause. */
export function becauseWords(because: TypeBecause): string {
  switch (because.code) {
    case 'model': return `the model ${because.model}, version ${because.version}, is used unaltered`;
    case 'criterion': return 'a criterion for an emergency is evidenced';
    case 'no-criterion': return 'no criterion for an emergency is evidenced';
    case 'no-model': return `there is no model ${because.model}`;
    case 'model-state': return `the model ${because.model} ${stateWords[because.state]}`;
    case 'altered': return `${because.altered[0]}${because.altered.length > 1 ? ` (and ${because.altered.length - 1} more)` : ''}`;
    default: return 'neither a model nor a criterion for an emergency is named';
  }
}
