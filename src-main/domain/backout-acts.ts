// What may be done to the backout of a change, and the events it makes (BCK-01 to BCK-06). Signed acts name the version of the plan they speak about.
import { reviewItems } from '#contract/backout.ts';
import type { Input } from '#contract/index.ts';
import type { Role } from '#contract/people.ts';
import type { ChangeState } from '#contract/change.ts';
import type { BackoutPlan, BackoutSheet } from './backout.ts';
import { isDone, standingOrder } from './backout.ts';
import { isLive, tiesTo } from './backout-judged.ts';
import type { Change } from './change.ts';
import type { Dossier } from './dossier.ts';
import type { DomainEvent, EventType, Json } from './event.ts';
import { subjectOf } from './event.ts';
import { needs, permissions } from './roles.ts';
import type { Permission } from './roles.ts';
import { accept, firstRefusal, refuse } from './verdict.ts';
import type { Actor, By, Refused, Verdict } from './verdict.ts';

type Backout = Pick<Dossier, 'change' | 'backout'>;
type Said = { data?: Record<string, Json>; text?: Record<string, Json> };
const event = ({ change }: Pick<Backout, 'change'>, type: EventType, { data = {}, text }: Said): DomainEvent => ({ type, subject: subjectOf('change', change.id), data, ...(text ? { text } : {}) });
/** A signature names the role it is given in: the first one held that the permission asks for. */
const signed = (permission: Permission, { actor }: By, rev: string): Record<string, Json> => ({ role: (permissions[permission] as readonly Role[]).find((role) => actor.roles.includes(role)) ?? '', rev, supersedes: [] });

const before: readonly ChangeState[] = ['draft', 'returned', 'submitted', 'assessment', 'awaiting-authorisation', 'deferred', 'authorised', 'scheduled'];
/** From the start of the work until the record goes to its review: the window and the observation after it. */
const live: readonly ChangeState[] = ['implementing', 'validating', 'implemented'];
const inState = (change: Change, states: readonly ChangeState[]): Refused | null =>
  (change.isArriving ? refuse('arriving') : states.includes(change.state) ? null : refuse('field_settled', { field: 'The backout', state: change.state }));
const notFinal = (change: Change): Refused | null => inState(change, [...before, ...live, 'under-review']);

/** BCK-01: what was decided on stays as it was; a plan that is still missing may be written late, and paperwork of an emergency follows the act. */
export function mayPlanBackout({ change, backout }: Backout, { actor }: By): Refused | null {
  const isDecided = change.state === 'authorised' || change.state === 'scheduled' || live.includes(change.state);
  const isSettled = isDecided && (backout.sheet?.plan ?? null) !== null && change.fields.type !== 'emergency';
  return firstRefusal(needs('planBackout', actor), inState(change, [...before, ...live]), isSettled ? refuse('backout_settled', { change: change.number }) : null);
}

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
/** BCK-01: the whole plan; the caller has put people's ids for their names. Writing what stands already writes nothing. */
export function writePlan(dossier: Backout, plan: BackoutPlan, by: By): Verdict<DomainEvent> {
  const no = mayPlanBackout(dossier, by);
  if (no) return no;
  const twice = plan.steps.find(({ id }, i) => plan.steps.findIndex((other) => other.id === id) !== i);
  if (twice) return refuse('invalid_input', { field: 'steps', problem: `two steps have the id ${twice.id}` }, { field: 'steps' });
  if (isSame(dossier.backout.sheet?.plan?.value, plan)) return accept<DomainEvent>();
  return accept(event(dossier, 'backout.planWritten', { text: { plan } }));
}

/** BCK-01: `bytes` is base64 of the file. An empty script undoes nothing. */
export function attachScript(dossier: Backout, script: { id: string; name: string; sha256: string; size: number; bytes: string }, by: By): Verdict<DomainEvent> {
  const { id, name, sha256, size, bytes } = script;
  const no = mayPlanBackout(dossier, by) ?? (size === 0 ? refuse('script_empty', { name }) : null);
  if (no) return no;
  if (dossier.backout.sheet?.scripts.some((s) => s.name === name && s.sha256 === sha256)) return accept<DomainEvent>();
  return accept(event(dossier, 'backout.scriptAttached', { data: { script: id, sha256, size }, text: { name, bytes } }));
}
export function removeScript(dossier: Backout, script: string, by: By): Verdict<DomainEvent> {
  const found = dossier.backout.sheet?.scripts.find(({ id, name }) => id === script || name === script);
  return mayPlanBackout(dossier, by) ?? (found ? accept(event(dossier, 'backout.scriptRemoved', { data: { script: found.id } })) : refuse('record_missing', { record: 'script', id: script }));
}

/** A plan to speak about, in the version the person had on the screen. */
function currentVersion({ backout: { version } }: Backout, seen: string | undefined): Refused | null {
  if (version === null) return refuse('backout_plan_incomplete', { fields: ['steps'] });
  return seen === undefined || seen === version ? null : refuse('backout_plan_changed');
}

/** BCK-01: the signed statement that nothing is known that the backout cannot undo. */
export const maySignNoneKnown = (dossier: Backout, { actor }: By): Refused | null => firstRefusal(needs('planBackout', actor), notFinal(dossier.change), currentVersion(dossier, undefined));
export const signNoneKnown = (dossier: Backout, seen: string | undefined, by: By): Verdict<DomainEvent> =>
  maySignNoneKnown(dossier, by) ?? currentVersion(dossier, seen) ?? accept(event(dossier, 'backout.noneKnownSigned', { data: { plan: dossier.backout.version!, ...signed('planBackout', by, dossier.backout.version!) } }));

/** BCK-02: until the work begins. */
export const maySetTriggers = ({ change }: Backout, { actor }: By): Refused | null => firstRefusal(needs('planBackout', actor), inState(change, before));
export function setTriggers(dossier: Backout, { triggers, deadlineAt }: Pick<Input<'backout.setTriggers'>, 'triggers' | 'deadlineAt'>, by: By): Verdict<DomainEvent> {
  const no = maySetTriggers(dossier, by);
  if (no) return no;
  const odd = triggers.find((t, i) => triggers.some((other, k) => k < i && (other.id === t.id || (other.metric === t.metric && other.unit !== t.unit))));
  if (odd) return refuse('invalid_input', { field: 'triggers', problem: `${odd.metric} is named twice, with one id or in two units` }, { field: 'triggers' });
  const known = dossier.backout.sheet?.triggers?.value;
  if (isSame(known, { triggers, deadlineAt })) return accept<DomainEvent>();
  return accept(event(dossier, 'backout.triggersSet', { data: { deadlineAt }, text: { triggers } }));
}

/** BCK-03: by somebody who is neither author, implementer nor rollback owner. */
export function mayReview(dossier: Backout, { actor }: By): Refused | null {
  const tie = tiesTo(actor, { change: dossier.change, sheet: dossier.backout.sheet });
  return firstRefusal(needs('reviewBackout', actor), inState(dossier.change, before), currentVersion(dossier, undefined), tie === null ? null : refuse('own_backout', { person: actor.name, tie }));
}
export function reviewBackout(dossier: Backout, input: Input<'backout.review'> & { id: string }, by: By): Verdict<DomainEvent> {
  const no = mayReview(dossier, by) ?? currentVersion(dossier, input.planVersion);
  if (no) return no;
  const open = reviewItems.filter((item) => !input.items.includes(item));
  if (input.verdict === 'approve' && open.length > 0) return refuse('review_items_open', { items: open }, { field: 'items' });
  if (input.verdict === 'rework' && input.note.trim() === '') return refuse('reason_needed', { what: 'a plan that goes back' }, { field: 'note' });
  const version = dossier.backout.version!;
  return accept(event(dossier, 'backout.reviewed', { data: { review: input.id, plan: version, verdict: input.verdict, items: reviewItems.filter((item) => input.items.includes(item)), ...signed('reviewBackout', by, version) }, text: { note: input.note } }));
}

export const mayRehearse = (dossier: Backout, { actor }: By): Refused | null => firstRefusal(needs('planBackout', actor), inState(dossier.change, before), currentVersion(dossier, undefined));
/** BCK-04: kept as measured, whether it passed or not. */
export function recordRehearsal(dossier: Backout, input: Input<'backout.rehearse'> & { id: string }, by: By): Verdict<DomainEvent> {
  const no = mayRehearse(dossier, by) ?? currentVersion(dossier, input.planVersion);
  if (no) return no;
  if (isLive(input.environment)) return refuse('rehearsal_in_production', { environment: input.environment }, { field: 'environment' });
  const finishedAt = input.finishedAt ?? by.now;
  if (finishedAt > by.now) return refuse('in_future', { what: 'The rehearsal', at: finishedAt }, { field: 'finishedAt' });
  const unknown = input.steps.find(({ step }) => !dossier.backout.sheet!.plan!.value.steps.some(({ id }) => id === step));
  if (unknown) return refuse('record_missing', { record: 'step', id: unknown.step });
  const { environment, checks, deviations, evidence, steps } = input;
  return accept(event(dossier, 'backout.rehearsed', { data: { rehearsal: input.id, plan: dossier.backout.version!, finishedAt, steps }, text: { environment, checks, deviations, evidence } }));
}

/** BCK-05: two people who sign here; one is not the other's deputy in one person. */
export const mayNameOwner = ({ change }: Backout, { actor }: By): Refused | null => firstRefusal(needs('planBackout', actor), notFinal(change));
export function nameOwner(dossier: Backout, named: { owner: string; deputy: string | null }, by: By): Verdict<DomainEvent> {
  const no = mayNameOwner(dossier, by);
  if (no) return no;
  if (named.owner === named.deputy) return refuse('deputy_is_owner', {}, { field: 'deputy' });
  return isSame(dossier.backout.sheet?.ownership?.value, named) ? accept<DomainEvent>() : accept(event(dossier, 'backout.ownerNamed', { data: named }));
}

export const roleIn = (sheet: BackoutSheet | null, actor: Pick<Actor, 'id'>): 'owner' | 'deputy' | null =>
  (sheet?.ownership?.value.owner === actor.id ? 'owner' : sheet?.ownership?.value.deputy === actor.id ? 'deputy' : null);
const ownersOnly = ({ backout: { sheet } }: Backout, { actor }: By): Refused | null => (roleIn(sheet, actor) === null ? refuse('not_rollback_owner', { person: actor.name }) : null);

/** BCK-05: the acceptance is for the window as it stands; a moved one is accepted anew. */
export const mayAcceptOwnership = (dossier: Backout, by: By): Refused | null => firstRefusal(needs('rollBack', by.actor), ownersOnly(dossier, by), notFinal(dossier.change),
  dossier.change.fields.plannedStartAt === null || dossier.change.fields.plannedEndAt === null ? refuse('incomplete', { fields: ['Planned window'] }) : null);
export const acceptOwnership = (dossier: Backout, by: By): Verdict<DomainEvent> => mayAcceptOwnership(dossier, by)
  ?? accept(event(dossier, 'backout.ownerAccepted', { data: { startsAt: dossier.change.fields.plannedStartAt, endsAt: dossier.change.fields.plannedEndAt, as: roleIn(dossier.backout.sheet, by.actor), ...signed('rollBack', by, dossier.backout.version ?? '') } }));

/** BCK-05: owner or deputy, from the start of the work on, before and after the deadline; no further approval, and no dissent stops it. */
export const mayOrderRollback = (dossier: Backout, by: By): Refused | null => firstRefusal(ownersOnly(dossier, by), needs('rollBack', by.actor),
  live.includes(dossier.change.state) ? null : refuse('nothing_to_roll_back', { state: dossier.change.state }),
  dossier.backout.sheet && standingOrder(dossier.backout.sheet) ? refuse('rollback_ordered', { at: standingOrder(dossier.backout.sheet)!.orderedAt }) : null);
/** A change that is being validated goes back to implementation: backing out is work on it. */
export function orderRollback(dossier: Backout, { id, reason }: { id: string; reason: string }, by: By): Verdict<DomainEvent> {
  const no = mayOrderRollback(dossier, by);
  if (no) return no;
  const ordered = event(dossier, 'backout.ordered', { data: { order: id, trigger: 'manual', orderedAt: by.now, ...signed('rollBack', by, dossier.backout.version ?? '') }, text: { reason } });
  return dossier.change.state === 'validating' ? accept(ordered, event(dossier, 'change.validationFailed', { text: { reason: 'A rollback was ordered' } })) : accept(ordered);
}

/** BCK-02: an order of a pipeline, told by whoever brings it; it is what it claims, no more. */
export const mayImportOrder = ({ change, backout: { sheet } }: Backout, { actor }: By): Refused | null => firstRefusal(needs('rollBack', actor), notFinal(change), sheet && standingOrder(sheet) ? refuse('rollback_ordered', { at: standingOrder(sheet)!.orderedAt }) : null);
export const importOrder = (dossier: Backout, order: { id: string; trigger: string; reason: string; orderedAt: string; claimedBy: string; key: string | null; source: string }, by: By): Verdict<DomainEvent> =>
  (dossier.backout.sheet?.orders.some(({ id }) => id === order.id) ? accept<DomainEvent>() : mayImportOrder(dossier, by)
    ?? accept(event(dossier, 'backout.orderImported', { data: { order: order.id, trigger: order.trigger, orderedAt: order.orderedAt, key: order.key }, text: { reason: order.reason, claimedBy: order.claimedBy, source: order.source } })));

/** BCK-05: whoever disagrees is heard, before the order and after it. */
export const mayDissent = ({ change }: Backout, { actor }: By): Refused | null => firstRefusal(needs('rollBack', actor), notFinal(change));
export const recordDissent = (dossier: Backout, { id, reason }: { id: string; reason: string }, by: By): Verdict<DomainEvent> =>
  mayDissent(dossier, by) ?? accept(event(dossier, 'backout.dissentRecorded', { data: { dissent: id }, text: { reason } }));

/** Whoever carries out the backout ticks its steps off: owner, deputy, or an implementer. */
export function mayDoStep(dossier: Backout, by: By): Refused | null {
  const { sheet } = dossier.backout;
  if (!sheet || !standingOrder(sheet)) return refuse('no_rollback_order', {});
  return roleIn(sheet, by.actor) === null ? needs('implement', by.actor) : needs('rollBack', by.actor);
}
export function doStep(dossier: Backout, step: string, by: By): Verdict<DomainEvent> {
  const no = mayDoStep(dossier, by);
  if (no) return no;
  const sheet = dossier.backout.sheet!;
  if (!sheet.plan?.value.steps.some(({ id }) => id === step)) return refuse('record_missing', { record: 'step', id: step });
  return isDone(sheet, step) ? accept<DomainEvent>() : accept(event(dossier, 'backout.stepDone', { data: { order: standingOrder(sheet)!.id, step } }));
}

export const mayRegisterBackup = ({ change }: Backout, { actor }: By): Refused | null => firstRefusal(needs('implement', actor), notFinal(change));
/** BCK-06: evidence dated in the future is none. */
export function registerBackup(dossier: Backout, input: Input<'backout.registerBackup'> & { id: string }, by: By): Verdict<DomainEvent> {
  const no = mayRegisterBackup(dossier, by);
  if (no) return no;
  const { system, job, takenAt, size, digest, catalogue, restoreTestedOn } = input;
  if (takenAt > by.now) return refuse('in_future', { what: 'The backup', at: takenAt }, { field: 'takenAt' });
  if (restoreTestedOn !== null && restoreTestedOn > by.now.slice(0, 10)) return refuse('in_future', { what: 'The restore test', at: restoreTestedOn }, { field: 'restoreTestedOn' });
  if (digest === '' && catalogue === '') return refuse('invalid_input', { field: 'digest', problem: 'name the copy by its digest or by its reference in a catalogue' }, { field: 'digest' });
  return accept(event(dossier, 'backout.backupRegistered', { data: { backup: input.id, takenAt, size, digest, restoreTestedOn }, text: { system, job, catalogue } }));
}

/** Every act on the backout with its verdict, made by the rules that guard the writes. */
export const mayAllBackout = (dossier: Backout, by: By): Record<string, Refused | null> => ({
  plan: mayPlanBackout(dossier, by), noneKnown: maySignNoneKnown(dossier, by), triggers: maySetTriggers(dossier, by), review: mayReview(dossier, by), rehearse: mayRehearse(dossier, by),
  nameOwner: mayNameOwner(dossier, by), accept: mayAcceptOwnership(dossier, by), order: mayOrderRollback(dossier, by), importOrder: mayImportOrder(dossier, by), dissent: mayDissent(dossier, by), doStep: mayDoStep(dossier, by), backup: mayRegisterBackup(dossier, by),
});
