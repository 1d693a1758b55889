// What may be done to the scope of a release after its baseline, and by whom (REL-07): requests, trade-offs, capacity.
import type { Input } from '#contract/index.ts';
import type { OptionInput } from '#contract/scope.ts';
import type { Change } from './change.ts';
import type { DomainEvent, Json } from './event.ts';
import type { Release } from './release.ts';
import type { Scoping } from './release-acts.ts';
import { mayEdit, refuseScoping, releaseEvent, signing } from './release-acts.ts';
import type { Option, ScopeRequest, TradeOff } from './release-scope.ts';
import { isFrozenScope, isOpenRequest } from './release-scope.ts';
import { nameKey } from './item.ts';
import { needs } from './roles.ts';
import { accept, firstRefusal, refuse } from './verdict.ts';
import type { By, Refused, Verdict } from './verdict.ts';

type Events = Verdict<DomainEvent>;
const isBlank = (text: string): boolean => text.trim() === '';

/** Requests are for a scope that is settled; before that it is edited, and once it is being deployed it stays. */
const onlyFrozen = (release: Release): Refused | null =>
  (isFrozenScope(release) ? null : release.state === 'planning' ? refuse('scope_still_open', { release: release.number }) : refuse('scope_past', { release: release.number, state: release.state }));
export const mayRequest = (release: Release, by: By): Refused | null => firstRefusal(needs('raise', by.actor), onlyFrozen(release));
/** Whoever asked takes it back or completes it; so does whoever plans releases. */
function mayTouch(release: Release, request: ScopeRequest, { actor }: By): Refused | null {
  if (!isOpenRequest(request)) return refuse('scope_request_settled', { release: release.number, standing: request.standing });
  return request.by === actor.id ? null : needs('planRelease', actor);
}
export const mayComplete = (release: Release, request: ScopeRequest, by: By): Refused | null => firstRefusal(mayRequest(release, by), mayTouch(release, request, by));
export const mayWithdraw = (release: Release, request: ScopeRequest, by: By): Refused | null => mayTouch(release, request, by);

/** REL-07: gates and evidence are never lowered by way of the scope; that is what exceptions are for (APR-06). */
const refuseSkips = (skips: readonly string[], field: string): Refused | null => (skips.length === 0 ? null : refuse('gate_not_lowered', { gates: [...skips] }, { field }));
/** Two open requests about one change would be decided one against the other. */
function refuseTwin(release: Release, { id, add, remove }: { id: string; add: readonly Change[]; remove: readonly Change[] }): Refused | null {
  const asked = [...add, ...remove].find((change) => release.requests.some((one) => one.id !== id && isOpenRequest(one) && [...one.add, ...one.remove].includes(change.id)));
  return asked ? refuse('scope_asked_already', { change: asked.number, release: release.number }) : null;
}
const idsOf = (changes: readonly Change[]): string[] => changes.map(({ id }) => id);
/** Changes that are in already, or asked for twice, say nothing. */
const fresh = (release: Release, { add, remove }: Scoping): { add: Change[]; remove: Change[] } => ({ add: [...new Map(add.map(({ change }) => [change.id, change])).values()].filter(({ id }) => !release.changes.includes(id)), remove: [...new Map(remove.map((change) => [change.id, change])).values()] });

/** REL-07: what a refused edit of a frozen scope wanted, kept as the draft of a request. Null where the edit would be refused in any case, or is asked for already. */
export function draftRequest(release: Release, id: string, scoping: Scoping, by: By): DomainEvent | null {
  const { add, remove } = fresh(release, scoping);
  const no = firstRefusal(mayRequest(release, by), refuseScoping(release, scoping), refuseTwin(release, { id, add, remove }));
  return no || add.length + remove.length === 0 ? null : releaseEvent(release, 'release.scopeDrafted', { request: id, add: idsOf(add), remove: idsOf(remove) });
}

export type Requesting = Pick<Input<'scope.request'>, 'reason' | 'days' | 'hours' | 'risk' | 'exclusion' | 'includes' | 'skips'> & { id: string; known: ScopeRequest | null; scoping: Scoping };
/** REL-07: every request says what it does to date, capacity, risk and exclusions. */
export function requestScope(release: Release, { id, known, scoping, reason, days, hours, risk, exclusion, includes, skips }: Requesting, by: By): Events {
  const { add, remove } = fresh(release, scoping);
  const strange = includes.find((one) => !release.exclusions.some((exclusion_) => exclusion_.id === one));
  const no = firstRefusal(
    known === null ? mayRequest(release, by) : mayComplete(release, known, by), refuseSkips(skips, 'skips'), refuseScoping(release, scoping), add.length + remove.length === 0 ? refuse('scope_request_empty', { release: release.number }, { field: 'add' }) : null, refuseTwin(release, { id, add, remove }),
    isBlank(reason) ? refuse('reason_needed', { what: 'asking for another scope' }, { field: 'reason' }) : null, isBlank(risk) ? refuse('scope_risk_unsaid', {}, { field: 'risk' }) : null,
    remove.length > 0 && isBlank(exclusion) ? refuse('scope_exclusion_unsaid', { changes: remove.map(({ number }) => number) }, { field: 'exclusion' }) : null,
    strange === undefined ? null : refuse('record_missing', { record: `exclusion of ${release.number}`, id: strange }, { field: 'includes' }),
  );
  return no ?? accept(releaseEvent(release, 'release.scopeRequested', { request: id, add: idsOf(add), remove: idsOf(remove), days, hours, includes }, { reason, risk, exclusion }));
}
export const withdrawRequest = (release: Release, request: ScopeRequest, reason: string, by: By): Events => mayWithdraw(release, request, by) ?? accept(releaseEvent(release, 'release.scopeWithdrawn', { request: request.id }, { reason }));

/** The scope owner alone decides what is in a release. */
function onlyOwner(release: Release, ownerName: string, { actor }: By): Refused | null {
  if (release.owner.value === null) return refuse('release_owner_missing', { release: release.number });
  return firstRefusal(needs('answerAsOwner', actor), release.owner.value === actor.id ? null : refuse('not_scope_owner', { release: release.number, owner: ownerName }));
}
export function mayDecide(release: Release, request: ScopeRequest, ownerName: string, by: By): Refused | null {
  const settled = request.standing === 'asked' ? null : request.standing === 'draft' ? refuse('scope_draft', { release: release.number }) : refuse('scope_request_settled', { release: release.number, standing: request.standing });
  return firstRefusal(onlyOwner(release, ownerName, by), onlyFrozen(release), settled);
}
type Deciding = { request: ScopeRequest; scoping: Scoping; ownerName: string; verdict: 'accepted' | 'declined'; reason: string; rev: string };
export function decideRequest(release: Release, { request, scoping, ownerName, verdict, reason, rev }: Deciding, by: By): Events {
  const no = firstRefusal(mayDecide(release, request, ownerName, by), verdict === 'declined' && isBlank(reason) ? refuse('reason_needed', { what: 'declining a scope request' }, { field: 'reason' }) : null, verdict === 'accepted' ? refuseScoping(release, scoping) : null);
  return no ?? accept(releaseEvent(release, 'release.scopeDecided', { request: request.id, verdict, add: request.add, remove: request.remove, ...signing('answerAsOwner', by.actor, rev) }, { reason }));
}

/** Until it is deployed, a release can still be traded. */
export const mayTrade = (release: Release, by: By): Refused | null => firstRefusal(mayEdit(release, by), isFrozenScope(release) || release.state === 'planning' ? null : refuse('scope_past', { release: release.number, state: release.state }));
export const mayEditTradeOff = (release: Release, { decision }: TradeOff, by: By): Refused | null => firstRefusal(mayTrade(release, by), decision === null ? null : refuse('trade_off_settled', { release: release.number }));

type Offered = Omit<OptionInput, 'remove'> & { remove: readonly Change[] };
/** REL-07, REL-09: what nobody registered has no owner and no day on which it goes. `flags` are the keys in the register that are still in the code. */
const refuseFlag = (flag: string, flags: readonly string[]): Refused | null => (flags.some((key) => nameKey(key) === nameKey(flag)) ? null : refuse('option_flag_unknown', { flag }));
/** What an option of its kind cannot do without. */
function refuseOption(release: Release, flags: readonly string[], { kind, remove, startsAt, endsAt, flag, skips }: Offered, at: number): Refused | null {
  const field = (name: string): { field: string } => ({ field: `options.${at}.${name}` });
  const strange = remove.find(({ id }) => !release.changes.includes(id));
  if (skips.length > 0) return refuseSkips(skips, `options.${at}.skips`);
  if (strange) return refuse('not_in_release', { change: strange.number, release: release.number }, field('remove'));
  if ((kind === 'defer-feature' || kind === 'reduce-scope') && remove.length === 0) return refuse('option_without_changes', { option: kind }, field('remove'));
  if ((kind === 'move-date' || kind === 'hide-behind-flag') && remove.length > 0) return refuse('option_takes_out', { option: kind }, field('remove'));
  if (kind === 'hide-behind-flag') {
    const unknown = flag === '' ? refuse('option_without_flag', {}) : refuseFlag(flag, flags);
    return unknown && refuse(unknown.error.code, unknown.error.facts, field('flag'));
  }
  if (kind === 'move-date' && (startsAt === null || endsAt === null)) return refuse('option_without_window', {}, field('startsAt'));
  return kind === 'move-date' && endsAt! <= startsAt! ? refuse('release_window_reversed', { startsAt, endsAt }, field('endsAt')) : null;
}
const asData = ({ kind, days, hours, risk, remove, startsAt, endsAt }: Offered): Json => ({ kind, days, hours, risk, remove: idsOf(remove), startsAt, endsAt });
/** REL-07: at least two ways out, one of each kind at most. */
export function setTradeOff(release: Release, { id, known, about, options, flags }: { id: string; known: TradeOff | null; about: string; options: readonly Offered[]; flags: readonly string[] }, by: By): Events {
  const twice = options.find(({ kind }, i) => options.findIndex((one) => one.kind === kind) !== i);
  const no = firstRefusal(known === null ? mayTrade(release, by) : mayEditTradeOff(release, known, by), ...options.map((option, i) => refuseOption(release, flags, option, i)), twice ? refuse('option_twice', { option: twice.kind }, { field: 'options' }) : null, options.length < 2 ? refuse('trade_off_of_one', {}, { field: 'options' }) : null);
  return no ?? accept(releaseEvent(release, 'release.tradeOffSet', { tradeOff: id, options: options.map(asData) }, { about, options: Object.fromEntries(options.map(({ kind, note, flag }) => [kind, { note, flag }])) }));
}
export const mayDecideTradeOff = (release: Release, tradeOff: TradeOff, ownerName: string, by: By): Refused | null =>
  firstRefusal(onlyOwner(release, ownerName, by), isFrozenScope(release) || release.state === 'planning' ? null : refuse('scope_past', { release: release.number, state: release.state }), tradeOff.decision === null ? null : refuse('trade_off_settled', { release: release.number }));
/** A window moves as the option says; what is taken out goes at once, since the scope owner decides both. */
export function decideTradeOff(release: Release, { tradeOff, kind, ownerName, reason, rev, flags }: { tradeOff: TradeOff; kind: Option['kind']; ownerName: string; reason: string; rev: string; flags: readonly string[] }, by: By): Events {
  const option = tradeOff.options.find((one) => one.kind === kind);
  const no = firstRefusal(mayDecideTradeOff(release, tradeOff, ownerName, by), option ? null : refuse('record_missing', { record: 'option', id: kind }, { field: 'kind' }), isBlank(reason) ? refuse('reason_needed', { what: 'choosing one way over the others' }, { field: 'reason' }) : null, option?.kind === 'hide-behind-flag' ? refuseFlag(option.flag, flags) : null);
  return no ?? accept(releaseEvent(release, 'release.tradeOffDecided', { tradeOff: tradeOff.id, kind, remove: option!.remove, ...signing('answerAsOwner', by.actor, rev) }, { reason }));
}

export const setCapacity = (release: Release, hours: number | null, by: By): Events => mayEdit(release, by) ?? accept(releaseEvent(release, 'release.capacitySet', { hours }));
export function setEffort(release: Release, change: Change, { hours, value }: { hours: number; value: number }, by: By): Events {
  const no = firstRefusal(mayEdit(release, by), release.changes.includes(change.id) ? null : refuse('not_in_release', { change: change.number, release: release.number }, { field: 'change' }));
  return no ?? accept(releaseEvent(release, 'release.effortSet', { change: change.id, hours, value }));
}
