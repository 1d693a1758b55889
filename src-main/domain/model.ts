// Change models (CHG-03, APR-02): what a repeatable change looks like, and whether it may go without being asked about each time.
import type { ChangeFields } from '#contract/change.ts';
import { ModelDefinition } from '#contract/models.ts';
import type { DomainEvent, EventType, Json, StampedEvent } from './event.ts';
import { idOf, subjectOf } from './event.ts';
import { textIn, timeIn } from './json-values.ts';
import { evidenceKinds } from './policy-document.ts';
import type { PolicyDocument } from './policy-document.ts';
import { needs } from './roles.ts';
import type { Kept } from './sheet.ts';
import { sheet, writeKept } from './sheet.ts';
import { addMonths, endOfDay } from './spans.ts';
import { accept, firstRefusal, refuse } from './verdict.ts';
import type { By, Refused, Verdict } from './verdict.ts';

type Note = { by: string; at: string; reason: string };
/** The board's word: which decision, for which text of the model, from when until when. */
export type PreAuthorisation = { by: string; at: string; until: string; decision: string; change: string; rev: string; version: number };
export type Model = {
  id: string; name: string;
  definition: Kept<{ definition: Json; digest: string }>;
  /** How often it was written; what a submission cites. */
  version: number;
  proposed: { by: string; at: string } | null; preAuthorised: PreAuthorisation | null; suspended: Note | null; retired: Note | null;
};
type Events = Verdict<DomainEvent>;

/** The definition as it can be read; one that another device wrote wrongly is none, and so nothing is authorised by it. */
export function definitionOf(model: Pick<Model, 'definition'>): ModelDefinition | null {
  const read = ModelDefinition.safeParse(model.definition.value.definition);
  return read.success ? read.data : null;
}

function written(model: Model | null, event: StampedEvent, cause: Parameters<typeof writeKept>[3]['cause']): Model | null {
  const value = { definition: event.text['definition'] ?? null, digest: textIn(event.data['digest']) };
  const kept = writeKept(model?.definition, value, event, { key: 'model:definition', cause });
  if (model) return { ...model, definition: kept, version: model.version + 1, proposed: null };
  const name = textIn(event.text['name']);
  return { id: idOf(event.subject), name, definition: kept, version: 1, proposed: null, preAuthorised: null, suspended: null, retired: null };
}

function preAuthorised(model: Model, event: StampedEvent): Model {
  const { data } = event;
  const until = timeIn(data['until']);
  // Given to another text than the one that stands, it authorises nothing.
  if (until === null || data['rev'] !== model.definition.value.digest) return model;
  return { ...model, suspended: null, preAuthorised: { by: idOf(event.by), at: event.at, until, decision: textIn(data['decision']), change: textIn(data['change']), rev: model.definition.value.digest, version: model.version } };
}

const noteOf = (event: StampedEvent): Note => ({ by: idOf(event.by), at: event.at, reason: textIn(event.text['reason']) });
export const modelSheet = sheet<Model>({
  name: 'model', kind: 'model', types: ['model.drafted', 'model.edited', 'model.proposed', 'model.preAuthorised', 'model.suspended', 'model.retired'],
  fold: (model, event, cause) => {
    if (event.type === 'model.drafted') return model ?? written(null, event, cause);
    if (model === null) return null;
    switch (event.type) {
      case 'model.edited': return written(model, event, cause);
      case 'model.proposed': return { ...model, proposed: { by: idOf(event.by), at: event.at } };
      case 'model.preAuthorised': return preAuthorised(model, event);
      case 'model.suspended': return { ...model, suspended: noteOf(event) };
      default: return { ...model, retired: model.retired ?? noteOf(event) };
    }
  },
  columns: ({ name, preAuthorised: given, retired }) => ({ label: name, state: retired ? 'retired' : given ? 'pre-authorised' : 'drafted', dueAt: given?.until ?? null }),
});

/** What history says of a model's runs; counted from the changes that name it, never told by an event (APR-02). */
export type ModelRuns = {
  /** Successful Normal runs in a row, the latest first, as far as they are counted. */
  inARow: number;
  /** Of the last runs since it was pre-authorised: how many there are and how many failed. */
  runs: number; failures: number;
  /** A linked incident of severity 1 or 2 since then; null where there is none. */
  incident: string | null;
};
export type ModelState = 'drafted' | 'proposed' | 'pre-authorised' | 'expired' | 'edited' | 'suspended' | 'retired';
export type SuspendedBy = 'failures' | 'incident' | 'person';

/** APR-02: two failures in the last twenty runs, a severe incident, or a person. */
export function suspendedBy(model: Model, { failures, incident }: ModelRuns, { standard }: PolicyDocument): SuspendedBy | null {
  if (model.suspended !== null) return 'person';
  if (model.preAuthorised === null) return null;
  return incident !== null ? 'incident' : failures >= standard.failures ? 'failures' : null;
}
export function stateOf(model: Model, runs: ModelRuns, policy: PolicyDocument, now: string): ModelState {
  if (model.retired !== null) return 'retired';
  if (suspendedBy(model, runs, policy) !== null) return 'suspended';
  const given = model.preAuthorised;
  if (given === null || given.rev !== model.definition.value.digest) return model.proposed !== null ? 'proposed' : given === null ? 'drafted' : 'edited';
  return given.until <= now ? 'expired' : 'pre-authorised';
}

const event = ({ id }: Pick<Model, 'id'>, type: EventType, data: Record<string, Json>, text?: Record<string, Json>): DomainEvent => (text ? { type, subject: subjectOf('model', id), data, text } : { type, subject: subjectOf('model', id), data });
const standing = (model: Model): Refused | null => (model.retired !== null ? refuse('model_retired', { model: model.name }) : null);
export const mayKeepModels = ({ actor }: By): Refused | null => needs('keepModels', actor);

/** What a schema cannot see: kinds the policy does not know, limits that nothing fits, names given twice. */
function problemOf({ evidence, parameters, steps }: ModelDefinition): Refused | null {
  const unknown = evidence.find((kind) => !(evidenceKinds as readonly string[]).includes(kind));
  const empty = parameters.find((parameter) => parameter.kind === 'number' && parameter.least > parameter.most);
  const twice = parameters.find(({ id }, i) => parameters.findIndex((other) => other.id === id) !== i);
  return firstRefusal(
    unknown === undefined ? null : refuse('model_invalid', { problem: `${unknown} is no kind of evidence` }, { field: 'definition.evidence' }),
    empty === undefined ? null : refuse('model_invalid', { problem: `nothing lies between the limits of ${empty.name}` }, { field: 'definition.parameters' }),
    twice === undefined ? null : refuse('model_invalid', { problem: `two parameters are called ${twice.id}` }, { field: 'definition.parameters' }),
    steps.length > 0 ? null : refuse('model_invalid', { problem: 'it has no step' }, { field: 'definition.steps' }));
}

export type Drafting = { id: string; definition: ModelDefinition; digest: string };
/** CHG-03: a model is data; its name is what changes call it by, so it is given once. */
export const draftModel = ({ id, definition, digest }: Drafting, names: readonly string[], by: By): Events =>
  firstRefusal(mayKeepModels(by), problemOf(definition)) ?? (names.some((name) => name.toLowerCase() === definition.name.toLowerCase()) ? refuse('model_exists', { model: definition.name }, { field: 'definition.name' })
    : accept(event({ id }, 'model.drafted', { digest }, { name: definition.name, definition })));

export const mayEditModel = (model: Model, by: By): Refused | null => firstRefusal(mayKeepModels(by), standing(model));
/** A pre-authorisation is given to one text of the model: writing another one ends it. */
export function editModel(model: Model, { definition, digest }: Omit<Drafting, 'id'>, by: By): Events {
  const no = firstRefusal(mayEditModel(model, by), problemOf(definition));
  if (no) return no;
  if (definition.name.toLowerCase() !== model.name.toLowerCase()) return refuse('model_name_settled', { model: model.name }, { field: 'definition.name' });
  return digest === model.definition.value.digest ? accept<DomainEvent>() : accept(event(model, 'model.edited', { digest }, { definition }));
}

/** APR-02: after five successful Normal runs in a row. */
export const mayProposeModel = (model: Model, { inARow }: Pick<ModelRuns, 'inARow'>, { standard }: PolicyDocument, { actor }: By): Refused | null => firstRefusal(
  needs('proposeModel', actor), standing(model), inARow < standard.afterSuccesses ? refuse('too_few_runs', { have: inARow, need: standard.afterSuccesses, model: model.name }) : null);
export const proposeModel = (model: Model, runs: Pick<ModelRuns, 'inARow'>, policy: PolicyDocument, by: By): Events =>
  mayProposeModel(model, runs, policy, by) ?? accept(event(model, 'model.proposed', { runs: runs.inARow, digest: model.definition.value.digest }));

/** The decision that is cited, by the change it was about. */
export type CitedDecision = { id: string; change: string; verdict: string } | null;
export const mayPreAuthorise = (model: Model, { actor }: By): Refused | null =>
  firstRefusal(needs('decide', actor), standing(model), model.proposed === null ? refuse('model_not_proposed', { model: model.name }) : null);
/** APR-02: the board pre-authorises the text that stands, for at most twelve months, and the decision is cited. */
export function preAuthorise(model: Model, { decision, until }: { decision: CitedDecision; until: string }, { standard }: PolicyDocument, by: By): Events {
  const no = mayPreAuthorise(model, by);
  if (no) return no;
  if (decision === null || !decision.verdict.startsWith('approved')) return refuse('decision_not_cited', {}, { field: 'decidedOn' });
  if (until <= by.now || until > endOfDay(addMonths(by.now, standard.months))) return refuse('pre_authorisation_too_long', { months: standard.months }, { field: 'until' });
  return accept(event(model, 'model.preAuthorised', { rev: model.definition.value.digest, role: 'chair', supersedes: [], decision: decision.id, change: decision.change, until }));
}
export const maySuspendModel = (model: Model, by: By): Refused | null => firstRefusal(mayKeepModels(by), standing(model), model.suspended !== null ? refuse('model_suspended', { model: model.name, why: model.suspended.reason }) : null);
export const suspendModel = (model: Model, reason: string, by: By): Events => maySuspendModel(model, by) ?? accept(event(model, 'model.suspended', {}, { reason }));
export const mayRetireModel = (model: Model, by: By): Refused | null => firstRefusal(mayKeepModels(by), standing(model));
export const retireModel = (model: Model, reason: string, by: By): Events => mayRetireModel(model, by) ?? accept(event(model, 'model.retired', {}, { reason }));

/** Fields of a change that its model fills in when it is chosen; what the person wrote stays. */
export function prefilled({ steps, plans }: ModelDefinition, fields: ChangeFields): Partial<ChangeFields> {
  const plan = steps.map(({ text }, i) => `${i + 1}. ${text}`).join('\n');
  const all: Partial<ChangeFields> = { implementationPlan: plan, ...plans };
  return Object.fromEntries(Object.entries(all).filter(([name, value]) => value !== '' && fields[name as keyof ChangeFields] === '')) as Partial<ChangeFields>;
}
