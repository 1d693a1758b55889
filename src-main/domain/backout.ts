// The backout of a change as one sheet: plan, scripts, triggers, review, rehearsals, who answers for it, the order and what was done, backups (BCK-01 to BCK-06).
import { reviewItems, triggerComparisons, triggerUnits } from '#contract/backout.ts';
import type { Json, StampedEvent } from './event.ts';
import { idOf } from './event.ts';
import { oneIn, recordIn, someIn, textIn, timeIn, wholeIn } from './json-values.ts';
import type { Cause } from './past.ts';
import { decimalOf } from './rollback.ts';
import type { RollbackTrigger } from './rollback.ts';
import type { Kept } from './sheet.ts';
import { sheet, writeKept } from './sheet.ts';

/** `owner` is the id of a person; `script` the name of an attached script, or empty. */
export type BackoutStep = { id: string; title: string; owner: string; minutes: number; script: string; verification: string };
/** Objectives in minutes, for a service whose own are not on record. `changesData`: data is altered, so that going back means reversing it. */
export type BackoutPlan = { steps: BackoutStep[]; pointOfNoReturn: string; changesData: boolean; dataReversal: string; limitations: string; rtoMinutes: number | null; rpoMinutes: number | null };
/** The bytes stay in the trail's texts; here are their digest (SHA-256, hex) and size. */
export type BackoutScript = { id: string; name: string; sha256: string; size: number; by: string; at: string };
export type BackoutTriggers = { triggers: RollbackTrigger[]; deadlineAt: string | null };
export type ReviewItem = (typeof reviewItems)[number];
/** `plan` is the digest of the plan's version it speaks about. */
export type BackoutReview = { id: string; plan: string; verdict: 'approve' | 'rework'; items: ReviewItem[]; note: string; by: string; at: string; isSigned: boolean };
/** A value before and after the rehearsal: a configuration, a count of rows, a checksum. */
export type RehearsalCheck = { name: string; before: string; after: string };
export type Rehearsal = { id: string; plan: string; environment: string; finishedAt: string; steps: { step: string; seconds: number }[]; checks: RehearsalCheck[]; deviations: string; evidence: string; by: string; at: string };
export type Ownership = { owner: string; deputy: string | null };
/** For the window as it stood when the person accepted. */
export type Acceptance = { person: string; startsAt: string; endsAt: string; at: string; isSigned: boolean };
/** `claimedBy` is set for an order that a pipeline made; `key` (hex) is what signed it, null when nothing did. */
export type RollbackOrder = { id: string; by: string; at: string; reason: string; trigger: string; orderedAt: string; claimedBy: string | null; key: string | null };
export type Dissent = { id: string; by: string; at: string; reason: string };
export type StepDone = { order: string; step: string; by: string; at: string };
/** `takenAt` as the tool says, `size` in bytes; a digest or a reference in a catalogue names the copy. */
export type Backup = { id: string; system: string; job: string; takenAt: string; size: number; digest: string; catalogue: string; restoreTestedOn: string | null; by: string; at: string };
/** Names the version of the plan that somebody said has no known limitations. */
export type NoneKnown = { plan: string; by: string; at: string; isSigned: boolean };

export type BackoutSheet = {
  plan: Kept<BackoutPlan> | null; authors: string[]; scripts: BackoutScript[]; noneKnown: NoneKnown[]; triggers: Kept<BackoutTriggers> | null; reviews: BackoutReview[]; rehearsals: Rehearsal[];
  ownership: Kept<Ownership> | null; acceptances: Acceptance[]; orders: RollbackOrder[]; dissents: Dissent[]; done: StepDone[]; backups: Backup[];
};
export const emptyBackout: BackoutSheet = { plan: null, authors: [], scripts: [], noneKnown: [], triggers: null, reviews: [], rehearsals: [], ownership: null, acceptances: [], orders: [], dissents: [], done: [], backups: [] };

const most = { steps: 200, triggers: 50, checks: 200 };
const listIn = (value: Json | undefined, atMost: number): readonly Json[] => (Array.isArray(value) ? value.slice(0, atMost) : []);
const countIn = (value: Json | undefined): number | null => wholeIn(value, 0, Number.MAX_SAFE_INTEGER);
const dayForm = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;
const digestForm = /^[0-9a-f]{64}$/;
const likeIn = (value: Json | undefined, form: RegExp): string | null => (typeof value === 'string' && form.test(value) ? value : null);

const stepIn = (value: Json): BackoutStep => {
  const s = recordIn(value);
  return { id: textIn(s['id']), title: textIn(s['title']), owner: textIn(s['owner']), minutes: countIn(s['minutes']) ?? 0, script: textIn(s['script']), verification: textIn(s['verification']) };
};
function planIn(value: Json | undefined): BackoutPlan | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  const steps = listIn(value['steps'], most.steps).map(stepIn).filter(({ id }) => id !== '');
  return {
    steps: steps.filter(({ id }, i) => steps.findIndex((other) => other.id === id) === i), pointOfNoReturn: textIn(value['pointOfNoReturn']), changesData: value['changesData'] === true,
    dataReversal: textIn(value['dataReversal']), limitations: textIn(value['limitations']), rtoMinutes: countIn(value['rtoMinutes']), rpoMinutes: countIn(value['rpoMinutes']),
  };
}

function triggerIn(value: Json): RollbackTrigger[] {
  const t = recordIn(value);
  const comparison = oneIn(t['comparison'], triggerComparisons);
  const unit = oneIn(t['unit'], triggerUnits);
  const threshold = textIn(t['threshold']);
  if (textIn(t['id']) === '' || textIn(t['metric']) === '' || comparison === null || unit === null || decimalOf(threshold) === null) return [];
  return [{ id: textIn(t['id']), metric: textIn(t['metric']), comparison, threshold, unit, seconds: countIn(t['seconds']) ?? 0, isAutomatic: t['isAutomatic'] === true }];
}

const whoAndWhen = (event: StampedEvent): { by: string; at: string } => ({ by: idOf(event.by), at: event.at });
/** Adds to a list that only grows; what comes without an id, or with one that is there, changes nothing. */
const added = <T extends { id: string }>(list: readonly T[], one: T): T[] => (one.id === '' || list.some(({ id }) => id === one.id) ? list as T[] : [...list, one]);
const withAuthor = (state: BackoutSheet, event: StampedEvent): string[] => (state.authors.includes(idOf(event.by)) ? state.authors : [...state.authors, idOf(event.by)]);

function writePlan(state: BackoutSheet, event: StampedEvent, cause?: Cause): BackoutSheet {
  const plan = planIn(event.text['plan']);
  return plan ? { ...state, plan: writeKept(state.plan ?? undefined, plan, event, { key: 'backout.plan', cause }), authors: withAuthor(state, event) } : state;
}

/** One name is one script: the later file takes the place of the one before. */
function attach(state: BackoutSheet, event: StampedEvent): BackoutSheet {
  const { data, text } = event;
  const [id, digest, size, name] = [textIn(data['script']), likeIn(data['sha256'], digestForm), countIn(data['size']) ?? 0, textIn(text['name'])];
  if (id === '' || digest === null || size === 0 || name === '' || state.scripts.some((s) => s.id === id)) return state;
  return { ...state, scripts: [...state.scripts.filter((s) => s.name !== name), { id, name, sha256: digest, size, ...whoAndWhen(event) }], authors: withAuthor(state, event) };
}

function review(state: BackoutSheet, event: StampedEvent): BackoutSheet {
  const { data, text } = event;
  const verdict = oneIn(data['verdict'], ['approve', 'rework'] as const);
  if (verdict === null) return state;
  return { ...state, reviews: added(state.reviews, { id: textIn(data['review']), plan: textIn(data['plan']), verdict, items: someIn(data['items'], reviewItems), note: textIn(text['note']), ...whoAndWhen(event), isSigned: event.isSigned }) };
}

function rehearse(state: BackoutSheet, event: StampedEvent): BackoutSheet {
  const { data, text } = event;
  const finishedAt = timeIn(data['finishedAt']);
  if (finishedAt === null) return state;
  const steps = listIn(data['steps'], most.steps).map(recordIn).flatMap((s) => { const seconds = countIn(s['seconds']); return seconds === null ? [] : [{ step: textIn(s['step']), seconds }]; });
  const checks = listIn(text['checks'], most.checks).map(recordIn).map((c) => ({ name: textIn(c['name']), before: textIn(c['before']), after: textIn(c['after']) }));
  return { ...state, rehearsals: added(state.rehearsals, { id: textIn(data['rehearsal']), plan: textIn(data['plan']), environment: textIn(text['environment']), finishedAt, steps, checks, deviations: textIn(text['deviations']), evidence: textIn(text['evidence']), ...whoAndWhen(event) }) };
}

function accept(state: BackoutSheet, event: StampedEvent): BackoutSheet {
  const [startsAt, endsAt] = [timeIn(event.data['startsAt']), timeIn(event.data['endsAt'])];
  const person = idOf(event.by);
  if (startsAt === null || endsAt === null) return state;
  return { ...state, acceptances: [...state.acceptances.filter((a) => a.person !== person), { person, startsAt, endsAt, at: event.at, isSigned: event.isSigned }] };
}

const order = (state: BackoutSheet, event: StampedEvent, claimed: Pick<RollbackOrder, 'claimedBy' | 'key'>): BackoutSheet => ({ ...state, orders: added(state.orders, {
  id: textIn(event.data['order']), ...whoAndWhen(event), reason: textIn(event.text['reason']), trigger: textIn(event.data['trigger']), orderedAt: timeIn(event.data['orderedAt']) ?? event.at, ...claimed }) });

function stepDone(state: BackoutSheet, event: StampedEvent): BackoutSheet {
  const [orderId, step] = [textIn(event.data['order']), textIn(event.data['step'])];
  const isKnown = step === '' || state.done.some((d) => d.order === orderId && d.step === step);
  return isKnown ? state : { ...state, done: [...state.done, { order: orderId, step, ...whoAndWhen(event) }] };
}

function backUp(state: BackoutSheet, event: StampedEvent): BackoutSheet {
  const { data, text } = event;
  const takenAt = timeIn(data['takenAt']);
  if (takenAt === null) return state;
  return { ...state, backups: added(state.backups, { id: textIn(data['backup']), system: textIn(text['system']), job: textIn(text['job']), takenAt, size: countIn(data['size']) ?? 0, digest: textIn(data['digest']), catalogue: textIn(text['catalogue']), restoreTestedOn: likeIn(data['restoreTestedOn'], dayForm), ...whoAndWhen(event) }) };
}

type Fold = (state: BackoutSheet, event: StampedEvent, cause?: Cause) => BackoutSheet;
const folds: Partial<Record<StampedEvent['type'], Fold>> = {
  'backout.planWritten': writePlan,
  'backout.scriptAttached': attach,
  'backout.scriptRemoved': (state, event) => {
    const scripts = state.scripts.filter(({ id }) => id !== event.data['script']);
    return scripts.length === state.scripts.length ? state : { ...state, scripts, authors: withAuthor(state, event) };
  },
  'backout.noneKnownSigned': (state, event) => ({ ...state, noneKnown: [...state.noneKnown.filter((n) => n.plan !== event.data['plan']), { plan: textIn(event.data['plan']), ...whoAndWhen(event), isSigned: event.isSigned }] }),
  'backout.triggersSet': (state, event, cause) => {
    const triggers = listIn(event.text['triggers'], most.triggers).flatMap(triggerIn);
    return { ...state, triggers: writeKept(state.triggers ?? undefined, { triggers, deadlineAt: timeIn(event.data['deadlineAt']) }, event, { key: 'backout.triggers', cause }) };
  },
  'backout.reviewed': review,
  'backout.rehearsed': rehearse,
  'backout.ownerNamed': (state, event, cause) => {
    const owner = textIn(event.data['owner']);
    return owner === '' ? state : { ...state, ownership: writeKept(state.ownership ?? undefined, { owner, deputy: textIn(event.data['deputy']) || null }, event, { key: 'backout.owner', cause }) };
  },
  'backout.ownerAccepted': accept,
  'backout.ordered': (state, event) => order(state, event, { claimedBy: null, key: null }),
  'backout.orderImported': (state, event) => order(state, event, { claimedBy: textIn(event.text['claimedBy']), key: likeIn(event.data['key'], digestForm) }),
  'backout.dissentRecorded': (state, event) => ({ ...state, dissents: added(state.dissents, { id: textIn(event.data['dissent']), ...whoAndWhen(event), reason: textIn(event.text['reason']) }) }),
  'backout.stepDone': stepDone,
  'backout.backupRegistered': backUp,
};

/** The order that is carried out: the first one; a second one given apart says the same. */
export const standingOrder = (state: BackoutSheet): RollbackOrder | null => state.orders[0] ?? null;
export const isDone = (state: BackoutSheet, step: string): boolean => state.done.some((d) => d.step === step && state.orders.some(({ id }) => id === d.order));
/** `ordered` says no more than it means: done is what every step of the plan says. */
export const backoutState = (state: BackoutSheet): 'unwritten' | 'planned' | 'ordered' | 'done' =>
  state.orders.length > 0 ? (state.plan !== null && state.plan.value.steps.length > 0 && state.plan.value.steps.every(({ id }) => isDone(state, id)) ? 'done' : 'ordered') : state.plan === null ? 'unwritten' : 'planned';

export const backoutSheet = sheet<BackoutSheet>({
  name: 'backout', kind: 'change', types: Object.keys(folds) as StampedEvent['type'][],
  fold: (state, event, cause) => folds[event.type]?.(state ?? emptyBackout, event, cause) ?? state,
  columns: (state) => ({ label: state.ownership?.value.owner ?? '', state: backoutState(state), dueAt: state.triggers?.value.deadlineAt ?? null }),
});

/** What a version of the plan is made of; its digest is what reviews and rehearsals are bound to. Null while there is no plan. */
export const versionOf = ({ plan, scripts }: Pick<BackoutSheet, 'plan' | 'scripts'>): Json =>
  (plan === null ? null : { plan: plan.value, scripts: scripts.map(({ name, sha256 }) => [name, sha256]).toSorted((a, b) => (a[0]! < b[0]! ? -1 : 1)) });
export const totalMinutes = (plan: Pick<BackoutPlan, 'steps'>): number => plan.steps.reduce((sum, { minutes }) => sum + minutes, 0);
