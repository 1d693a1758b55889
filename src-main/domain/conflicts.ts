// Conflicts of a change as people settle them (SYN-02): what each side said, and what would follow.
import type { ChangeState, DecisionVerdict } from '#contract/change.ts';
import type { Input } from '#contract/index.ts';
import type { Change, Decision, Overwritten } from './change.ts';
import type { DomainEvent, Json } from './event.ts';
import { subjectOf } from './event.ts';
import { mayEdit } from './lifecycle.ts';
import { hasBegun, hasOpenConflict, isFact, isUndecided, openDecisions } from './merge-change.ts';
import { policy } from './policy.ts';
import { needs } from './roles.ts';
import { accept, firstRefusal, refuse } from './verdict.ts';
import type { By, Refused, Verdict } from './verdict.ts';

export type OpenConflict =
  | { kind: 'decision' | 'confirmation'; decisions: Decision[] }
  | { kind: 'field' | 'state' | 'removed'; field: string; losers: Overwritten[]; isHolding: boolean };

/** Everything about a change that was made apart and is not settled. */
export function conflictsOf(change: Change): OpenConflict[] {
  const open = openDecisions(change);
  const named = new Set(change.overwritten.map(({ field }) => field));
  // Scores made apart bring their tiers apart; who settles the one settles the other.
  if (named.has('score')) named.delete('tier');
  const fields = [...named].toSorted();
  return [
    ...(hasOpenConflict(change) ? [{ kind: 'decision' as const, decisions: open }] : open.some((d) => d.needsConfirmation) ? [{ kind: 'confirmation' as const, decisions: open }] : []),
    ...fields.map((field): OpenConflict => {
      const losers = change.overwritten.filter((o) => o.field === field);
      return { kind: field === 'state' ? 'state' : field === 'removed' ? 'removed' : 'field', field, losers, isHolding: losers.some((o) => o.isMaterial) };
    }),
  ];
}

/** The value that stands in a field of the form, or that was found out. */
export const standing = (change: Change, field: string): Json => (isFact(field) ? change[field] : change.fields[field as keyof Change['fields']]);

/** What choosing a verdict would cause, as codes with facts. Work that has begun and what somebody cancelled meanwhile stay as they are, whatever is decided. */
export function effectsOf(change: Change, verdict: DecisionVerdict): { code: string; facts: Record<string, unknown> }[] {
  const hasWindow = change.fields.plannedStartAt !== null;
  const effects: { code: string; facts: Record<string, unknown> }[] = [];
  if (hasBegun(change.state)) return [{ code: 'work_begun', facts: { state: change.state } }];
  if (change.state === 'cancelled') return [{ code: 'stays_cancelled', facts: {} }];
  if (verdict === 'approved' || verdict === 'approved-with-conditions') {
    effects.push({ code: 'becomes_authorised', facts: {} });
    if (hasWindow) effects.push({ code: 'window_stays', facts: { start: change.fields.plannedStartAt, end: change.fields.plannedEndAt } });
  } else if (verdict === 'deferred') {
    effects.push({ code: 'comes_back', facts: {} });
    if (hasWindow) effects.push({ code: 'window_released', facts: { start: change.fields.plannedStartAt } });
  } else if (verdict === 'rejected' || verdict === 'withdrawn') effects.push({ code: 'is_final', facts: { verdict } });
  return effects;
}

const reasoned: readonly DecisionVerdict[] = ['rejected', 'deferred', 'withdrawn'];
type Settling = Pick<Input<'bundle.resolve'>, 'verdict' | 'reason' | 'deferredTo' | 'conditions' | 'keep'>;

export const maySettleDecision = (change: Change, { actor }: By): Refused | null =>
  firstRefusal(needs('decide', actor), change.needsNewer ? refuse('needs_newer', { change: change.number }) : null, hasOpenConflict(change) || openDecisions(change).some((d) => d.needsConfirmation) ? null : refuse('not_in_conflict'));

/** B5: a third decision that names all open ones, signed as chair. */
export function settleDecision(change: Change, input: Settling, { decision, by }: { decision: string; by: By }): Verdict<DomainEvent> {
  const no = maySettleDecision(change, by);
  if (no) return no;
  const open = openDecisions(change);
  const kept = input.keep === undefined ? undefined : open.find((d) => d.place === input.keep);
  const verdict = input.verdict ?? kept?.verdict;
  if (verdict === undefined) return refuse('invalid_input', { field: 'verdict', problem: 'say which decision stands' }, { field: 'verdict' });
  const reason = input.reason.trim() || (kept?.reason ?? '');
  const deferredTo = input.deferredTo ?? kept?.deferredTo ?? undefined;
  const conditions = input.conditions.length > 0 ? input.conditions : (kept?.conditions ?? []).map(({ id: _id, metAt: _metAt, ...condition }) => condition);
  // A third decision that approves is an approval like any other: whoever raised the change does not give it (APR-03).
  if (verdict.startsWith('approved') && !change.isImported && change.createdBy === by.actor.id) return refuse('own_change');
  if (reasoned.includes(verdict) && reason === '') return refuse('reason_needed', { what: `a change that is ${verdict}` }, { field: 'reason' });
  if (verdict === 'approved-with-conditions' && conditions.length === 0) return refuse('conditions_needed', {}, { field: 'conditions' });
  if (verdict === 'deferred' && deferredTo === undefined) return refuse('defer_date_needed', {}, { field: 'deferredTo' });
  const text: Record<string, Json> = { ...(reason === '' ? {} : { reason }), ...(conditions.length === 0 || verdict !== 'approved-with-conditions' ? {} : { conditions }) };
  return accept({ type: 'cab.decisionRecorded', subject: subjectOf('change', change.id), text,
    data: { decision, meeting: '', verdict, rev: change.revision, policy: policy.version, role: 'chair', supersedes: open.map((d) => d.id), ...(verdict === 'deferred' && deferredTo !== undefined ? { deferredTo } : {}) } });
}

export function maySettleField(change: Change, field: string, by: By): Refused | null {
  const losers = change.overwritten.filter((o) => o.field === field);
  if (losers.length === 0) return refuse('not_in_conflict');
  // Where decisions differ the state follows from them: they are settled first.
  if (field === 'state' && isUndecided(change)) return refuse('in_conflict', { change: change.number, what: 'its decisions were made apart' });
  return isFact(field) || losers.some((o) => o.isMaterial) ? needs('settleFields', by.actor) : mayEdit(change, by);
}

/** B5: the value of one side is written again by somebody who has seen both; `keep` is the place of the side, or `current`. */
export function settleField(change: Change, field: string, { keep, reason }: Settling, by: By): Verdict<DomainEvent> {
  const no = maySettleField(change, field, by);
  if (no) return no;
  const chosen = change.overwritten.find((o) => o.field === field && o.place === keep);
  if (!chosen && keep !== 'current') return refuse('invalid_input', { field: 'keep', problem: 'say which value stands' }, { field: 'keep' });
  const subject = subjectOf('change', change.id);
  const why = reason.trim() === '' ? undefined : { reason };
  if (field === 'removed') return accept(withText({ type: 'change.conflictSettled', subject, data: { field, keep: !chosen } }, why));
  if (field === 'state' && chosen && hasBegun(change.state) && !hasBegun(chosen.value as ChangeState)) return refuse('invalid_input', { field: 'keep', problem: `work has begun, so the change cannot go back to ${String(chosen.value)}` }, { field: 'keep' });
  if (field === 'state') return accept(withText({ type: 'change.conflictSettled', subject, data: { field, state: (chosen?.value ?? change.state) as ChangeState } }, why));
  const value = chosen ? chosen.value : standing(change, field);
  if (isFact(field)) return accept(withText({ type: 'change.conflictSettled', subject, data: { field, [field]: value, settles: field === 'score' ? ['score', 'tier'] : [field] } }, why));
  return accept(fieldEvent(subject, field, value, why));
}

const withText = (event: DomainEvent, text: Record<string, Json> | undefined): DomainEvent => (text ? { ...event, text } : event);
function fieldEvent(subject: string, field: string, value: Json, why: Record<string, Json> | undefined): DomainEvent {
  const isCoded = ['type', 'plannedStartAt', 'plannedEndAt', 'zone', 'outageMinutes', 'impact', 'dataClassification'].includes(field);
  const text = { ...(isCoded ? {} : { [field]: value }), ...why };
  return { type: 'change.edited', subject, data: { ...(isCoded ? { [field]: value } : {}), settles: [field] }, ...(Object.keys(text).length > 0 ? { text } : {}) };
}
