// What may be done to a row of the failure mode worksheet, and the events it makes (RISK-05).
import type { Dossier } from './dossier.ts';
import type { DomainEvent, EventType, Json } from './event.ts';
import { subjectOf } from './event.ts';
import { isActing, isActionDone, latestRating } from './fmea.ts';
import type { FailureRow, FailureWords, Rating, RowAction } from './fmea.ts';
import { isHeldBy } from './item.ts';
import { mayFill } from './risk-acts.ts';
import { needs, permissions } from './roles.ts';
import { accept, firstRefusal, refuse } from './verdict.ts';
import type { Actor, By, Refused, Verdict } from './verdict.ts';

type Events = Verdict<DomainEvent>;
const event = ({ change }: Dossier, type: EventType, data: Record<string, Json>, text?: Record<string, Json>): DomainEvent => ({ type, subject: subjectOf('change', change.id), data, ...(text ? { text } : {}) });
const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** The rows by id, or by their place in the worksheet, counted from 1. */
export const findRow = ({ analysis }: Pick<Dossier, 'analysis'>, ref: string): FailureRow | undefined => analysis.fmea?.rows.find(({ id }, i) => id === ref || String(i + 1) === ref);
/** Does something to a row that still stands. */
function onRow(dossier: Dossier, ref: string, by: By, rule: (row: FailureRow) => Events): Events {
  const row = findRow(dossier, ref);
  if (!row) return refuse('record_missing', { record: 'failure mode', id: ref }, { field: 'row' });
  return firstRefusal(mayFill(dossier, by), row.dropped ? refuse('failure_mode_dropped', { failureMode: row.words.value.failureMode }) : null) ?? rule(row);
}

/** The first rating is kept as it was once an action was set for it. */
export const mayRewrite = ({ words, action, again }: FailureRow): Refused | null => (action === null && again === null ? null : refuse('rating_settled', { failureMode: words.value.failureMode }));

export type RatedRow = { row: string; isNew: boolean; words: FailureWords; rating: Rating; origin?: FailureRow['origin'] };
/** RISK-05: a new row, or one written anew while nothing was done about it. */
export function rateFailureMode(dossier: Dossier, { row: id, isNew, words, rating, origin = null }: RatedRow, by: By): Events {
  const written: FailureWords = { failureMode: words.failureMode.trim(), effect: words.effect.trim(), cause: words.cause.trim(), control: words.control.trim() };
  const data = { ...rating, ...(origin === null ? {} : { origin }) };
  if (isNew) return mayFill(dossier, by) ?? accept(event(dossier, 'risk.failureModeRated', { row: id, ...data }, written));
  return onRow(dossier, id, by, (row) => {
    const isSettled = row.words.losers.length + row.original.losers.length === 0;
    if (isSettled && same(row.words.value, written) && same(row.original.value, rating)) return accept<DomainEvent>();
    return (same(row.original.value, rating) ? null : mayRewrite(row)) ?? accept(event(dossier, 'risk.failureModeRated', { row: row.id, ...data }, written));
  });
}

export function setRowAction(dossier: Dossier, { row: ref, ...action }: RowAction & { row: string }, by: By): Events {
  return onRow(dossier, ref, by, (row) => {
    if (row.action?.losers.length === 0 && same(row.action.value, action)) return accept<DomainEvent>();
    return accept(event(dossier, 'risk.failureModeActionSet', { row: row.id, dueOn: action.dueOn }, { action: action.action, owner: action.owner }));
  });
}

export const mayFinishAction = (row: FailureRow): Refused | null => (row.action === null ? refuse('row_action_missing', { failureMode: row.words.value.failureMode }) : null);
export const finishRowAction = (dossier: Dossier, ref: string, by: By): Events => onRow(dossier, ref, by, (row) =>
  mayFinishAction(row) ?? (isActionDone(row) ? accept<DomainEvent>() : accept(event(dossier, 'risk.failureModeActionDone', { row: row.id, asOf: row.action!.at }))));

export const mayRateAgain = (row: FailureRow): Refused | null => mayFinishAction(row) ?? (isActionDone(row) ? null : refuse('row_action_open', { failureMode: row.words.value.failureMode, action: row.action!.value.action }));
/** RISK-05: the rating after the action; the first one stays beside it. */
export function rateAgain(dossier: Dossier, { row: ref, rating }: { row: string; rating: Rating }, by: By): Events {
  return onRow(dossier, ref, by, (row) => {
    if (row.again?.losers.length === 0 && same(row.again.value, rating)) return accept<DomainEvent>();
    return mayRateAgain(row) ?? accept(event(dossier, 'risk.failureModeRated', { row: row.id, ...rating, isAgain: true }));
  });
}

/** The role an owner signs in: that of a service owner where they hold it. */
const roleFor = ({ roles }: Actor): string => (roles.includes('service-owner') ? 'service-owner' : roles.find((role) => (permissions.answerAsOwner as readonly string[]).includes(role)) ?? '');

/** RISK-05: what remains is accepted by the owner of the service or a deputy, nobody for them. */
export function mayAcceptResidual({ service, analysis: { owners }, change }: Dossier, { actor }: By): Refused | null {
  const name = service?.name ?? change.fields.service;
  if (service === null || owners.every((holder) => holder.name === '' && holder.person === null)) return refuse('residual_without_owner', { service: name });
  return firstRefusal(needs('answerAsOwner', actor), owners.some((holder) => isHeldBy(holder, actor)) ? null : refuse('not_service_owner', { service: name, owner: owners[0]?.name || 'nobody' }));
}
export function acceptResidual(dossier: Dossier, { row: ref, reason }: { row: string; reason: string }, by: By): Events {
  const row = findRow(dossier, ref);
  if (!row) return refuse('record_missing', { record: 'failure mode', id: ref }, { field: 'row' });
  const rating = latestRating(row);
  const no = firstRefusal(dossier.change.isArriving ? refuse('arriving') : null, mayAcceptResidual(dossier, by), row.dropped ? refuse('failure_mode_dropped', { failureMode: row.words.value.failureMode }) : null,
    isActing(rating, dossier.policy.fmea) ? null : refuse('residual_below', { failureMode: row.words.value.failureMode, actAt: dossier.policy.fmea.actAt, actAtSeverity: dossier.policy.fmea.actAtSeverity }),
    reason.trim() === '' ? refuse('reason_needed', { what: 'accepting a residual risk' }, { field: 'reason' }) : null);
  return no ?? accept(event(dossier, 'risk.residualAccepted', {
    row: row.id, service: dossier.service!.id, ...rating, asOf: row.words.at, scope: dossier.scope, role: roleFor(by.actor), rev: dossier.change.revision, supersedes: [],
  }, { reason: reason.trim() }));
}

/** A row that does not apply is set aside with its reason; it stays on record. */
export const dropFailureMode = (dossier: Dossier, { row: ref, reason }: { row: string; reason: string }, by: By): Events => onRow(dossier, ref, by, (row) =>
  (reason.trim() === '' ? refuse('reason_needed', { what: 'dropping a failure mode' }, { field: 'reason' }) : accept(event(dossier, 'risk.failureModeDropped', { row: row.id }, { reason: reason.trim() }))));
