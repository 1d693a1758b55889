// A change: its folded form and how each event moves it.
import { changeStates, decisionVerdicts, linkKinds, outcomes, tiers } from '#contract/change.ts';
import type { ChangeFields, ChangeState, DecisionVerdict, Tier } from '#contract/change.ts';
import type { Json, StampedEvent } from './event.ts';
import { idOf } from './event.ts';
import { digestsIn } from './json-values.ts';
import { contest, hasBegun, holdsOf, isFact, isPlanned, isRemoval, isUndecided, moveState, noteWork, openDecisions, planState, removeChange, reviveChange, supersede, withoutSeen, writeFacts, writeField, writeState } from './merge-change.ts';
import type { Facts } from './merge-change.ts';
import type { Cause } from './past.ts';
import { hasSeen, noteWritten, sawLast } from './past.ts';
import { tierOf } from './policy.ts';
import { boardQuarantine, isAgreed, voiceIn } from './voices.ts';
import type { Quarantine, Voice } from './voices.ts';

export type OpenCondition = { id: string; text: string; owner: string; dueOn: string; when: 'before' | 'after'; isBlocking: boolean; metAt: string | null };
export type Decision = {
  id: string; meeting: string; verdict: DecisionVerdict; reason: string; deferredTo: string | null; conditions: OpenCondition[];
  decidedAt: string; by: string; policyVersion: string; revision: string; isStale: boolean; signature: string; /** What a board that may not decide recommends to the one that does (CAB-07). */ recommends?: 'approve' | 'reject';
  /** Where it stands in the trail, as `feed:seq:event`; empty for one folded as it was made here. */
  place: string;
  /** Not superseded by a decision whose writer had seen it. Several open ones that differ are a conflict. */
  isOpen: boolean;
  /** Another authority has to agree before it authorises anything (APR-01). */
  isAwaiting: boolean;
  /** The role it was signed in was taken away by somebody who had not seen it. */
  needsConfirmation: boolean;
  /** Why it is kept but moves nothing: whoever signed it may not decide this change (APR-03). */
  quarantine: Quarantine | null;
};
export type Change = {
  id: string; number: string; state: ChangeState; version: number;
  /** Hash of the fields, computed by the store: what a decision is bound to. */
  revision: string;
  fields: ChangeFields; score: number | null; tier: Tier | null;
  source: string | null; externalId: string | null; externalState: string | null; foreign: Record<string, string>;
  import: string | null; isArriving: boolean; isRemoved: boolean;
  /** A newer Gavel wrote something about it that must be understood before anybody approves it (trail design, A8). */
  needsNewer: boolean;
  actualStartAt: string | null; actualEndAt: string | null; outcome: string | null;
  startedBy: string | null; validator: string | null; createdBy: string; createdAt: string; updatedAt: string;
  /** SHA-256 (hex) of what it delivers, sorted: as material as its fields (CHG-03). The evidence of the change keeps their names. */
  artefacts: string[];
  /** What is material as it was when authorised; null when nothing is authorised. */
  approved: Material | null;
  decisions: Decision[];
  /** What was said of it outside the board, quarantined words among it (APR-01, APR-03). */
  voices: Voice[];
  links: { kind: string; to: string }[];
  /** What was written apart and lost to a later write: it stays one click away until somebody who has seen both writes the field again, or settles it by name where the field is material (SYN-02). */
  overwritten: Overwritten[];
  /** What keeps the change from being authorised until a person settles it. */
  holds: Hold[];
  /** It began as a record of another tool, which assessed it by its own rules (CHG-05). */
  isImported: boolean;
  /** Texts of its fields were erased, so that revisions from before cannot be computed any more. */
  isErased: boolean;
};
export type Material = Partial<ChangeFields> & Partial<Pick<Change, 'artefacts'>>;
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

const instant = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/;
const oneOf = (...values: unknown[]) => (value: unknown): boolean => values.includes(value);
const isText = (value: unknown): boolean => typeof value === 'string';
const isList = (value: unknown): boolean => Array.isArray(value) && value.every(isText);
const isTime = (value: unknown): boolean => value === null || (typeof value === 'string' && instant.test(value));
/** What a field may hold. Another device's events are not this one's: what does not fit is left out, so that a fold never fails. */
const accepts: Partial<Record<keyof ChangeFields, (value: unknown) => boolean>> = {
  type: oneOf('standard', 'normal', 'emergency'), items: isList, regulatoryTags: isList, implementers: isList, stakeholders: isList, plannedStartAt: isTime, plannedEndAt: isTime,
  outageMinutes: (value) => value === null || Number.isSafeInteger(value), impact: oneOf(null, 'low', 'medium', 'high'), dataClassification: oneOf(null, 'public', 'internal', 'confidential', 'restricted'),
};

/** The fields an event writes, as far as they are what they should be. */
function written(event: StampedEvent): Partial<ChangeFields> {
  const fields: Record<string, unknown> = {};
  for (const name of Object.keys(blank) as (keyof ChangeFields)[]) {
    const value = name in event.data ? event.data[name] : event.text[name];
    if (value !== undefined && (accepts[name] ?? isText)(value)) fields[name] = value;
  }
  return fields as Partial<ChangeFields>;
}

/** A text that must be there; an object is none, and asking one for its text may even fail. */
const nameIn = (value: Json | undefined): string => (typeof value === 'string' ? value : '');
const outcomeIn = (value: Json | undefined): string | null => (outcomes.includes(value as (typeof outcomes)[number]) ? value as string : null);
const textIn = (value: Json | undefined): string | null => (typeof value === 'string' ? value : null);
const stateIn = (value: Json | undefined): ChangeState | null => (changeStates.includes(value as ChangeState) ? value as ChangeState : null);
const tierIn = (value: Json | undefined): Tier | null => (tiers.includes(value as Tier) ? value as Tier : null);
const scoreIn = (value: Json | undefined): number | null => (typeof value === 'number' ? Math.min(100, Math.max(0, value)) : null);
const timeIn = (value: Json | undefined): string | null => (isTime(value) ? value as string | null : null);
/** What an event says was found out, as far as it says so. A score brings its tier along unless the event names one. */
function factsIn({ data }: StampedEvent): Facts {
  const score = scoreIn(data['score']);
  const found = { score, tier: tierIn(data['tier']) ?? (score === null ? null : tierOf(score)), outcome: outcomeIn(data['outcome']), actualStartAt: timeIn(data['actualStartAt']), actualEndAt: timeIn(data['actualEndAt']) };
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== null));
}
const foreignIn = (value: Json | undefined): Record<string, string> | null =>
  (typeof value === 'object' && value !== null && !Array.isArray(value) && Object.values(value).every(isText) ? value as Record<string, string> : null);

function created(event: StampedEvent, cause?: Cause): Change {
  const { data, text } = event;
  const fields: ChangeFields = { ...blankFields(), ...written(event) };
  if (event.redacted.includes('internal')) fields.title = '(erased)';
  for (const name of [...Object.keys(blank), 'state']) noteWritten(cause, `field:${name}`, event);
  const score = scoreIn(data['score']);
  return {
    id: idOf(event.subject), number: nameIn(data['number']), state: stateIn(data['state']) ?? 'draft', version: 1, revision: '',
    fields, score, tier: tierIn(data['tier']) ?? (score === null ? null : tierOf(score)),
    source: textIn(text['source']), externalId: textIn(text['externalId']), externalState: textIn(text['externalState']), foreign: foreignIn(text['foreign']) ?? {},
    import: textIn(data['import']), isArriving: false, isRemoved: false, needsNewer: false,
    actualStartAt: timeIn(data['actualStartAt']), actualEndAt: timeIn(data['actualEndAt']),
    outcome: outcomeIn(data['outcome']), startedBy: null, validator: null,
    createdBy: idOf(event.by), createdAt: event.at, updatedAt: event.at, artefacts: [], approved: null, decisions: [], voices: [], links: [], overwritten: [], holds: [], isImported: event.type === 'change.imported', isErased: event.redacted.length > 0,
  };
}

const decidedState: Partial<Record<DecisionVerdict, ChangeState>> = {
  approved: 'authorised', 'approved-with-conditions': 'authorised', deferred: 'deferred', rejected: 'rejected', withdrawn: 'cancelled',
};
const materialOf = ({ fields, artefacts }: Pick<Change, 'fields' | 'artefacts'>): Material =>
  ({ ...(Object.fromEntries(materialFields.map((name) => [name, fields[name]])) as Partial<ChangeFields>), artefacts });

const isCondition = (value: Json): value is { [key: string]: Json } => typeof value === 'object' && value !== null && !Array.isArray(value) && isText(value['text']) && isText(value['owner']) && isText(value['dueOn']);
const conditionsIn = (value: Json | undefined, decision: string): OpenCondition[] =>
  (Array.isArray(value) ? value.filter(isCondition) : []).map((c, i) => ({ text: String(c['text']), owner: String(c['owner']), dueOn: String(c['dueOn']), when: c['when'] === 'after' ? 'after' : 'before', isBlocking: c['isBlocking'] !== false, id: `${decision}:${i}`, metAt: null }));

/** An erasure must not unsettle what was decided before it: then it counts whether the writer had seen every edit. */
const hasSeenFields = (cause: Cause | undefined): boolean =>
  cause === undefined || [...cause.trace].every(([key, last]) => !key.startsWith('field:') || key === 'field:state' || isFact(key.slice(6)) || hasSeen(cause, last));

/** B5: a decision closes those its writer had seen. One that differs from another open one moves nothing: the change waits until somebody who has seen both decides. */
function decided(change: Change, event: StampedEvent, cause?: Cause): Change {
  const { data, text } = event;
  const verdict = data['verdict'] as DecisionVerdict;
  const id = nameIn(data['decision']);
  if (id === '' || !decisionVerdicts.includes(verdict) || change.decisions.some((known) => known.id === id)) return change;
  const isStale = data['rev'] !== change.revision && !(change.isErased && hasSeenFields(cause));
  const quarantine = boardQuarantine(change, event);
  const isCounting = !isStale && quarantine === null && verdict !== 'noted' && verdict !== 'referred';
  const decision: Decision = {
    id, meeting: textIn(data['meeting']) ?? '', verdict, reason: textIn(text['reason']) ?? '', deferredTo: textIn(data['deferredTo']),
    conditions: conditionsIn(text['conditions'], id), decidedAt: event.at, by: idOf(event.by), policyVersion: nameIn(data['policy']), revision: nameIn(data['rev']), isStale, signature: event.signature ?? '',
    ...(data['recommends'] === 'approve' || data['recommends'] === 'reject' ? { recommends: data['recommends'] } : {}),
    place: event.place ?? '', isOpen: isCounting, isAwaiting: data['awaits'] === true, needsConfirmation: isCounting && (cause?.isRoleDisputed ?? false), quarantine,
  };
  const known = isCounting ? supersede(change.decisions, cause) : change.decisions;
  noteWritten(cause, `decision:${decision.id}`, event);
  const next: Change = { ...change, decisions: [...known, decision] };
  return isCounting ? decisionMoves(change, next, decision, { event, cause }) : next;
}

/** Where the open decisions leave the change. */
function decisionMoves(before: Change, change: Change, { verdict, isAwaiting }: Decision, { event, cause }: { event: StampedEvent; cause: Cause | undefined }): Change {
  if (isUndecided(change)) return contest(before, change, cause);
  const to = (isAwaiting ? undefined : decidedState[verdict]) ?? change.state;
  const approved = to === 'authorised' ? materialOf(change) : change.approved;
  // An approval given twice takes no window away, and none brings back what somebody cancelled while the decisions waited.
  if (hasBegun(change.state) || (to === 'authorised' && change.state === 'scheduled')) return { ...change, approved };
  if (change.state === 'cancelled' && isUndecided(before) && sawLast(cause, 'field:state')) return change;
  const moved = writeState(change, to, event, cause);
  return { ...moved, approved: moved.state === 'authorised' ? approved : change.approved };
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
const isMaterial = (name: string): boolean => (materialFields as readonly string[]).includes(name);

/** Writes fields; what was written apart stays beside the new values. */
function edited(change: Change, event: StampedEvent, cause?: Cause): Change {
  const values = written(event);
  let overwritten: readonly Overwritten[] = change.overwritten;
  for (const [field, value] of Object.entries(values)) overwritten = writeField(overwritten, { field, before: change.fields[field as keyof ChangeFields], after: value, isMaterial: isMaterial(field) }, event, cause);
  const differs = Object.entries(values).some(([name, value]) => !same(value, change.fields[name as keyof ChangeFields]));
  return { ...change, fields: differs ? { ...change.fields, ...values } : change.fields, overwritten: same(overwritten, change.overwritten) ? change.overwritten : [...overwritten], isErased: change.isErased || event.redacted.length > 0 };
}

/** CHG-03: a material edit voids the authorisation, also one whose writer did not know of it. */
function editedByHand(change: Change, event: StampedEvent, cause?: Cause): Change {
  const next = edited(change, event, cause);
  if (!isPlanned(change.state) || materialFields.every((name) => same(next.fields[name], change.fields[name]))) return next;
  return { ...next, state: 'awaiting-authorisation' };
}

/** CHG-03: so does another list of what the change delivers. */
function artefactsDeclared(change: Change, event: StampedEvent, cause?: Cause): Change {
  const artefacts = digestsIn(event.data['artefacts']).toSorted();
  noteWritten(cause, 'field:artefacts', event);
  if (same(artefacts, change.artefacts)) return change;
  return { ...change, artefacts, ...(isPlanned(change.state) ? { state: 'awaiting-authorisation' as const } : {}) };
}

/** A file names the tier itself, or leaves the one that is there. */
function importedFacts(event: StampedEvent): Facts {
  const { score, outcome } = factsIn(event);
  const tier = tierIn(event.data['tier']);
  return { ...(score === undefined ? {} : { score }), ...(tier === null ? {} : { tier }), ...(outcome === undefined ? {} : { outcome }) };
}

function importUpdated(change: Change, event: StampedEvent, cause?: Cause): Change {
  const { data, text } = event;
  const next = edited(change, event, cause);
  const state = stateIn(data['state']);
  const moved = state === null || state === next.state ? next : moveState(next, state, event, cause);
  return { ...writeFacts(moved, importedFacts(event), event, cause), externalState: textIn(text['externalState']) ?? change.externalState, foreign: foreignIn(text['foreign']) ?? change.foreign, import: textIn(data['import']) ?? change.import };
}

/** SYN-02: somebody who has seen both sides says which state stands, or that the change stays or goes. */
function settled(change: Change, event: StampedEvent, cause?: Cause): Change {
  if (isRemoval(event)) return removeChange(change, event, cause);
  const field = nameIn(event.data['field']);
  const state = stateIn(event.data['state']);
  const acknowledged = (): Change => ({ ...change, overwritten: [...withoutSeen(change.overwritten, field, cause)] });
  if (field === 'removed') return acknowledged();
  if (isFact(field)) {
    const { score, tier, [field]: found } = factsIn(event);
    return writeFacts(change, field === 'score' && score !== undefined ? { score, tier: tier ?? null } : found === undefined ? {} : { [field]: found }, event, cause);
  }
  if (field !== 'state' || state === null) return change;
  if (hasBegun(change.state) && !hasBegun(state)) return acknowledged();
  // Nobody settles into an authorisation that was never given here, or that a material edit has voided since.
  const isGiven = change.approved === null ? change.isImported : same(change.approved, materialOf(change));
  return moveState(change, isGiven || (state !== 'authorised' && state !== 'scheduled') ? state : 'awaiting-authorisation', event, cause);
}

function said(change: Change, event: StampedEvent): Change {
  const voice = voiceIn(change, event);
  return voice === null || change.voices.some(({ id }) => id === voice.id) ? change : { ...change, voices: [...change.voices, voice] };
}
/** The board's approval that stands for the change as it is, or as it was at a revision; conditions do not take it back. */
export const boardApproves = (change: Change, rev: Json | undefined = change.revision): boolean => openDecisions(change).some(({ verdict, revision, isStale }) => !isStale && revision === rev && (verdict === 'approved' || verdict === 'approved-with-conditions'));

type Step = (change: Change, event: StampedEvent, cause?: Cause) => Change;
const moves = (to: ChangeState): Step => (change, event, cause) => moveState(change, to, event, cause);
const steps: Partial<Record<StampedEvent['type'], Step>> = {
  'change.edited': editedByHand,
  'change.importUpdated': importUpdated,
  'change.importUndone': removeChange,
  'change.submitted': (change, event, cause) => moveState(change, stateIn(event.data['next']) ?? 'submitted', event, cause),
  'change.assessed': (change, event, cause) => {
    // A tier set by hand goes with the score; one that the event does not name follows from it.
    const { score, tier } = factsIn(event);
    const found = { ...(score === undefined || score === null ? {} : { score }), ...(tier === undefined || tier === null ? {} : { tier }) };
    return writeFacts(moveState(change, 'awaiting-authorisation', event, cause), found, event, cause);
  },
  'change.returned': moves('returned'),
  'change.authorised': (change, event, cause) => {
    // Given for what stood there then: an edit made apart is not covered by it (CHG-03).
    if (event.data['rev'] !== change.revision && !(change.isErased && hasSeenFields(cause))) return change;
    // A device says so, unsigned: it counts with the signed words of those it claims to speak for.
    if (!isAgreed(change.voices, event, boardApproves(change, event.data['rev']))) return change;
    const moved = moveState(change, 'authorised', event, cause);
    return moved.state === 'authorised' ? { ...moved, approved: materialOf(change) } : moved;
  },
  'change.authorisedByModel': (change, event, cause) => {
    if (change.fields.type !== 'standard') return change;
    const moved = moveState(change, 'authorised', event, cause);
    return moved.state === 'authorised' ? { ...moved, approved: materialOf(change) } : moved;
  },
  'change.scheduled': (change, event, cause) => planState(change, 'scheduled', event, cause),
  'change.windowGivenUp': (change, event, cause) => planState(change, 'authorised', event, cause),
  'change.implementationStarted': (change, event, cause) => ({ ...writeFacts(moveState(change, 'implementing', event, cause), { actualStartAt: event.at }, event, cause), startedBy: idOf(event.by) }),
  'change.implementationFinished': (change, event, cause) => {
    const { actualStartAt, actualEndAt } = factsIn(event);
    return writeFacts(moveState(change, 'validating', event, cause), { ...(actualStartAt === undefined ? {} : { actualStartAt }), ...(actualEndAt === undefined ? {} : { actualEndAt }) }, event, cause);
  },
  'change.validationFailed': moves('implementing'),
  'change.validated': (change, event, cause) => {
    const { outcome } = factsIn(event);
    return { ...writeFacts(moveState(change, 'implemented', event, cause), outcome === undefined ? {} : { outcome }, event, cause), validator: idOf(event.by) };
  },
  'change.closed': moves('closed'),
  'change.cancelled': moves('cancelled'),
  'change.cameBack': moves('awaiting-authorisation'),
  'change.conflictSettled': settled,
  'change.linked': (change, { data }) => {
    const link = { kind: nameIn(data['kind']), to: nameIn(data['to']) };
    const isLink = (linkKinds as readonly string[]).includes(link.kind) && link.to !== '';
    return !isLink || change.links.some((known) => same(known, link)) ? change : { ...change, links: [...change.links, link] };
  },
  'change.conditionMet': (change, { data, at }) => ({ ...change, decisions: change.decisions.map((d) => (d.conditions.some((c) => c.id === data['condition'] && c.metAt === null) ? { ...d, conditions: d.conditions.map((c) => (c.id === data['condition'] && c.metAt === null ? { ...c, metAt: at } : c)) } : d)) }),
  'evidence.artefactDeclared': artefactsDeclared,
  'cab.decisionRecorded': decided,
  'approval.given': said, 'approval.refused': said,
};

/** Folds one event; unknown types leave the change as it is (trail design, A8). Without a cause the event's writer had seen everything. */
export function evolveChange(change: Change | null, event: StampedEvent, cause?: Cause): Change {
  if (change === null) { noteWork(cause, event); return created(event, cause); }
  if (change.isRemoved) {
    // Work that did not know of the removal brings the change back; everything else leaves it gone.
    if (!cause || isRemoval(event) || sawLast(cause, 'removed')) return change;
    const revived = reviveChange(change, cause);
    return evolveChange({ ...revived, holds: holdsOf(revived) }, event, cause);
  }
  const next = steps[event.type]?.(change, event, cause) ?? change;
  noteWork(cause, event);
  const holds = next.decisions === change.decisions && next.overwritten === change.overwritten ? change.holds : holdsOf(next);
  return { ...next, holds: same(holds, change.holds) ? change.holds : holds, version: change.version + 1, updatedAt: event.at };
}

/** Conditions that hold the change back before its start (CAB-05): those of decisions that stand. One that was set apart in the same words is one condition, met once. */
export function openBefore(change: Pick<Change, 'decisions'>): OpenCondition[] {
  const all = change.decisions.filter((d) => d.isOpen).flatMap((d) => d.conditions).filter((c) => c.when === 'before' && c.isBlocking);
  const isAlike = (a: OpenCondition, b: OpenCondition): boolean => a.text === b.text && a.owner === b.owner && a.dueOn === b.dueOn;
  return all.filter((c, i) => all.every((other, k) => !isAlike(c, other) || (other.metAt === null && k >= i)));
}
