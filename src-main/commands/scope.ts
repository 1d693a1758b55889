// The scope of a release after its baseline (REL-07).
import type { Refusal } from '#contract/errors.ts';
import type { Receipt } from '#contract/values.ts';
import type { Input } from '#contract/index.ts';
import { appError, orRefuse } from '../app-error.ts';
import type { DomainEvent } from '../domain/event.ts';
import { subjectOf } from '../domain/event.ts';
import { flagSheet } from '../domain/flags.ts';
import { isOver } from '../domain/release.ts';
import type { Release } from '../domain/release.ts';
import type { Scoping } from '../domain/release-acts.ts';
import { isOpenRequest } from '../domain/release-scope.ts';
import type { ScopeRequest, TradeOff } from '../domain/release-scope.ts';
import * as rules from '../domain/scope-acts.ts';
import type { Verdict } from '../domain/verdict.ts';
import type { CommandHandlers, WriteContext } from '../ports.ts';

/** Changes by what people call them, with the release that has each of them already. */
export const scopingOf = (context: WriteContext, release: Release, { add, remove }: { add: readonly string[]; remove: readonly string[] }): Scoping => ({
  add: add.map((ref) => {
    const change = context.loadChange(ref);
    const other = context.releaseOf(change.id);
    return { change, inRelease: other && other.id !== release.id && !isOver(other) ? other.number : null };
  }),
  remove: remove.map((ref) => context.loadChange(ref)),
});

function onRelease(context: WriteContext, ref: string, rule: (release: Release) => Verdict<DomainEvent>): Receipt {
  const release = context.loadRelease(ref);
  context.append(orRefuse(rule(release)));
  return { id: release.id, number: release.number, version: context.versionOf(subjectOf('release', release.id)) };
}
/** A request by its id; one that is open also by a change it names. */
function requestIn(context: WriteContext, release: Release, ref: string): ScopeRequest {
  const named = context.findChange(ref)?.id;
  const request = release.requests.find(({ id }) => id === ref) ?? release.requests.find((one) => named !== undefined && isOpenRequest(one) && [...one.add, ...one.remove].includes(named));
  if (!request) throw appError('record_missing', { record: `scope request of ${release.number}`, id: ref }, { field: 'request' });
  return request;
}
function tradeOffIn(release: Release, ref: string): TradeOff {
  const tradeOff = release.tradeOffs.find(({ id }) => id === ref);
  if (!tradeOff) throw appError('record_missing', { record: `trade-off of ${release.number}`, id: ref }, { field: 'tradeoff' });
  return tradeOff;
}
const ownerOf = (context: WriteContext, { owner }: Release): string => (owner.value === null ? '' : context.loadPerson(owner.value).name);

/** REL-07: a refused edit of a frozen scope leaves the draft of a request behind, in a commit of its own; the refusal then says so. */
export function draftAfterRefusal(context: WriteContext, { release: ref, add, remove }: Input<'release.scope'>, refusal: Refusal): Refusal {
  if (refusal.code !== 'release_scope_frozen') return refusal;
  const release = context.loadRelease(ref);
  const id = context.newId();
  const draft = rules.draftRequest(release, id, scopingOf(context, release, { add, remove }), context);
  if (draft === null) return refusal;
  context.append([draft]);
  return { ...refusal, facts: { ...refusal.facts, request: id } };
}

/** Keys of the flags that are registered and still in the code (REL-09). */
const flagKeys = (context: WriteContext): string[] => context.listSheets(flagSheet, { state: ['open'], limit: 1_000_000 }).map(({ terms: { value } }) => value.key);

export const scopeCommands = {
  'scope.request': (context, { release, request, add, remove, ...said }) => onRelease(context, release, (one) => {
    const known = request === undefined ? null : requestIn(context, one, request);
    const changes = known && add.length + remove.length === 0 ? known : { add, remove };
    return rules.requestScope(one, { ...said, id: known?.id ?? context.newId(), known, scoping: scopingOf(context, one, changes) }, context);
  }),
  'scope.decide': (context, { release, request: ref, verdict, reason }) => onRelease(context, release, (one) => {
    const request = requestIn(context, one, ref);
    return rules.decideRequest(one, { request, scoping: scopingOf(context, one, request), ownerName: ownerOf(context, one), verdict, reason, rev: context.digest(request) }, context);
  }),
  'scope.withdraw': (context, { release, request, reason }) => onRelease(context, release, (one) => rules.withdrawRequest(one, requestIn(context, one, request), reason, context)),
  'scope.setCapacity': (context, { release, hours }) => onRelease(context, release, (one) => rules.setCapacity(one, hours, context)),
  'scope.setEffort': (context, { release, change, ...effort }) => onRelease(context, release, (one) => rules.setEffort(one, context.loadChange(change), effort, context)),
  'tradeoff.set': (context, { release, tradeoff, about, options }) => onRelease(context, release, (one) => {
    const known = tradeoff === undefined ? null : tradeOffIn(one, tradeoff);
    return rules.setTradeOff(one, { id: known?.id ?? context.newId(), known, about, flags: flagKeys(context), options: options.map((option) => ({ ...option, remove: option.remove.map((ref) => context.loadChange(ref)) })) }, context);
  }),
  'tradeoff.decide': (context, { release, tradeoff: ref, kind, reason }) => onRelease(context, release, (one) => {
    const tradeOff = tradeOffIn(one, ref);
    return rules.decideTradeOff(one, { tradeOff, kind, ownerName: ownerOf(context, one), reason, rev: context.digest(tradeOff), flags: flagKeys(context) }, context);
  }),
} satisfies Partial<CommandHandlers>;
