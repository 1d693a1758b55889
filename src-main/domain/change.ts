// A change: its folded form and how each event moves it.
import type { ChangeFields, ChangeState, DecisionVerdict, Tier } from '#contract/change.ts';
import type { Json, StampedEvent } from './event.ts';
import { idOf } from './event.ts';
import type { Cause } from './past.ts';
import { tierOf } from './policy.ts';

export type OpenCondition = { id: string; text: string; owner: string; dueOn: string; when: 'before' | 'after'; isBlocking: boolean; metAt: string | null };
export type Decision = {
  id: string; meeting: string; verdict: DecisionVerdict; reason: string; deferredTo: string | null; conditions: OpenCondition[];
  decidedAt: string; by: string; policyVersion: string; revision: string; isStale: boolean; signature: string;
};
export type Change = {
  id: string; number: string; state: ChangeState; version: number;
  /** Hash of the fields, computed by the store: what a decision is bound to. */
  revision: string;
  fields: ChangeFields; score: number | null; tier: Tier | null;
  source: string | null; externalId: string | null; externalState: string | null; foreign: Record<string, string>;
  import: string | null; isArriving: boolean; isRemoved: boolean;
  actualStartAt: string | null; actualEndAt: string | null; outcome: string | null;
  startedBy: string | null; validator: string | null; createdBy: string; createdAt: string; updatedAt: string;
  /** Material fields as they were when authorised; null when nothing is authorised. */
  approved: Partial<ChangeFields> | null;
  decisions: Decision[];
  links: { kind: string; to: string }[];
  /** What was written apart and lost to a later write: it stays one click away until somebody who has seen both writes the field again (SYN-02). */
  overwritten: Overwritten[];
  /** What keeps the change from being authorised until a person settles it. */
  holds: Hold[];
};
export type Overwritten = { field: string; value: Json; by: string; at: string; place: string; isMaterial: boolean };
export type Hold = { kind: 'decision' | 'field' | 'state' | 'removed' | 'confirmation'; field: string | null };

/** CHG-03: an edit of one of these after authorisation voids it. */
export const materialFields = ['service', 'items', 'environment', 'plannedStartAt', 'plannedEndAt', 'implementationPlan', 'backoutPlan'] as const satisfies readonly (keyof ChangeFields)[];

const blank: ChangeFields = {
  title: '', description: '', justification: '', implementationPlan: '', testPlan: '', backoutPlan: '', rollbackCriteria: '',
  type: 'normal', model: '', service: '', items: [], environment: 'production', plannedStartAt: null, plannedEndAt: null, zone: 'UTC',
  outageMinutes: null, impact: null, dataClassification: null, regulatoryTags: [], requester: '', owner: '', implementers: [], stakeholders: [],
};
export const blankFields = (): ChangeFields => ({ ...blank, items: [], regulatoryTags: [], implementers: [], stakeholders: [] });

/** Fields that live in the envelope as codes, numbers and times; all others are text. */
const codedFields = ['type', 'plannedStartAt', 'plannedEndAt', 'zone', 'outageMinutes', 'impact', 'dataClassification'] as const satisfies readonly (keyof ChangeFields)[];

/** Splits fields into event data (codes) and text (erasable); empty texts are left out. */
export function splitFields(fields: Partial<ChangeFields>, keepEmpty: boolean): { data: Record<string, Json>; text: Record<string, Json> } {
  const data: Record<string, Json> = {};
  const text: Record<string, Json> = {};
  for (const [name, value] of Object.entries(fields)) {
    if ((codedFields as readonly string[]).includes(name)) { if (keepEmpty || value !== null) data[name] = value; }
    else if (keepEmpty || (Array.isArray(value) ? value.length > 0 : value !== '')) text[name] = value;
  }
  return { data, text };
}

function fieldsFrom(event: StampedEvent, base: ChangeFields): ChangeFields {
  const fields: Record<string, unknown> = { ...base };
  for (const name of Object.keys(blank)) {
    if (name in event.data) fields[name] = event.data[name];
    else if (name in event.text) fields[name] = event.text[name];
  }
  return fields as ChangeFields;
}

function created(event: StampedEvent): Change {
  const { data, text } = event;
  const fields = fieldsFrom(event, blankFields());
  if (event.redacted.includes('internal')) fields.title = '(erased)';
  const score = typeof data['score'] === 'number' ? data['score'] : null;
  return {
    id: idOf(event.subject), number: String(data['number']), state: (data['state'] as ChangeState | undefined) ?? 'draft', version: 1, revision: '',
    fields, score, tier: (data['tier'] as Tier | undefined) ?? (score === null ? null : tierOf(score)),
    source: (text['source'] as string | undefined) ?? null, externalId: (text['externalId'] as string | undefined) ?? null,
    externalState: (text['externalState'] as string | undefined) ?? null, foreign: (text['foreign'] as Record<string, string> | undefined) ?? {},
    import: (data['import'] as string | undefined) ?? null, isArriving: false, isRemoved: false,
    actualStartAt: (data['actualStartAt'] as string | undefined) ?? null, actualEndAt: (data['actualEndAt'] as string | undefined) ?? null,
    outcome: (data['outcome'] as string | undefined) ?? null, startedBy: null, validator: null,
    createdBy: idOf(event.by), createdAt: event.at, updatedAt: event.at, approved: null, decisions: [], links: [], overwritten: [], holds: [],
  };
}

const decidedState: Partial<Record<DecisionVerdict, ChangeState>> = {
  approved: 'authorised', 'approved-with-conditions': 'authorised', deferred: 'deferred', rejected: 'rejected', withdrawn: 'cancelled',
};
export const materialOf = (fields: ChangeFields): Partial<ChangeFields> =>
  Object.fromEntries(materialFields.map((name) => [name, fields[name]])) as Partial<ChangeFields>;

function decided(change: Change, event: StampedEvent): Change {
  const { data, text } = event;
  const verdict = data['verdict'] as DecisionVerdict;
  const conditions = ((text['conditions'] ?? []) as Omit<OpenCondition, 'id' | 'metAt'>[]).map((c, i) => ({ ...c, id: `${String(data['decision'])}:${i}`, metAt: null }));
  const isStale = data['rev'] !== change.revision;
  const decision: Decision = {
    id: String(data['decision']), meeting: String(data['meeting']), verdict, reason: String(text['reason'] ?? ''), deferredTo: (data['deferredTo'] as string | undefined) ?? null,
    conditions, decidedAt: event.at, by: idOf(event.by), policyVersion: String(data['policy']), revision: String(data['rev']), isStale, signature: event.signature ?? '',
  };
  const decisions = [...change.decisions, decision];
  if (isStale) return { ...change, decisions };
  const state = decidedState[verdict] ?? change.state;
  return { ...change, decisions, state, approved: state === 'authorised' ? materialOf(change.fields) : change.approved };
}

function edited(change: Change, event: StampedEvent): Change {
  const fields = fieldsFrom(event, change.fields);
  return event.data['voids'] === true ? { ...change, fields, state: 'awaiting-authorisation' } : { ...change, fields };
}

function step(change: Change, event: StampedEvent): Change {
  const { data } = event;
  switch (event.type) {
    case 'change.edited': return edited(change, event);
    case 'change.importUpdated': return { ...change, fields: fieldsFrom(event, change.fields), state: (data['state'] as ChangeState | undefined) ?? change.state,
      score: data['score'] === undefined ? change.score : Number(data['score']), tier: (data['tier'] as Tier | undefined) ?? change.tier,
      externalState: (event.text['externalState'] as string | undefined) ?? change.externalState, foreign: (event.text['foreign'] as Record<string, string> | undefined) ?? change.foreign,
      outcome: (data['outcome'] as string | undefined) ?? change.outcome, import: (data['import'] as string | undefined) ?? change.import };
    case 'change.importUndone': return { ...change, isRemoved: true };
    case 'change.submitted': return { ...change, state: data['next'] as ChangeState };
    case 'change.assessed': return { ...change, state: 'awaiting-authorisation', score: Number(data['score']), tier: tierOf(Number(data['score'])) };
    case 'change.returned': return { ...change, state: 'returned' };
    case 'change.authorisedByModel': return { ...change, state: 'authorised', approved: materialOf(change.fields) };
    case 'change.scheduled': return { ...change, state: 'scheduled' };
    case 'change.windowGivenUp': return { ...change, state: 'authorised' };
    case 'change.implementationStarted': return { ...change, state: 'implementing', startedBy: idOf(event.by), actualStartAt: event.at };
    case 'change.implementationFinished': return { ...change, state: 'validating', actualStartAt: String(data['actualStartAt']), actualEndAt: String(data['actualEndAt']) };
    case 'change.validationFailed': return { ...change, state: 'implementing' };
    case 'change.validated': return { ...change, state: 'implemented', outcome: String(data['outcome']), validator: idOf(event.by) };
    case 'change.closed': return { ...change, state: 'closed' };
    case 'change.cancelled': return { ...change, state: 'cancelled' };
    case 'change.cameBack': return { ...change, state: 'awaiting-authorisation' };
    case 'change.linked': return { ...change, links: [...change.links, { kind: String(data['kind']), to: String(data['to']) }] };
    case 'change.conditionMet': return { ...change, decisions: change.decisions.map((d) => ({ ...d, conditions: d.conditions.map((c) => (c.id === data['condition'] ? { ...c, metAt: event.at } : c)) })) };
    case 'cab.decisionRecorded': return decided(change, event);
    default: return change;
  }
}

/** Folds one event; unknown types leave the change as it is (trail design, A8). */
export function evolveChange(change: Change | null, event: StampedEvent, _cause?: Cause): Change {
  if (change === null) return created(event);
  return { ...step(change, event), version: change.version + 1, updatedAt: event.at };
}

/** Conditions that hold the change back before its start (CAB-05). */
export const openBefore = (change: Pick<Change, 'decisions'>): OpenCondition[] =>
  change.decisions.flatMap((d) => d.conditions).filter((c) => c.when === 'before' && c.isBlocking && c.metAt === null);
