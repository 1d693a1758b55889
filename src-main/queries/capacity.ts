// Loads of the capacity, and what one release takes of it (CAL-05).
import type { Input, Output } from '#contract/index.ts';
import { loadsIn, monthAfter, monthsFrom, overloadsOf } from '../domain/capacity.ts';
import { isExcepted, ruleFor } from '../domain/capacity-pieces.ts';
import { initiativeSheet, mayKeepCapacity } from '../domain/capacity-records.ts';
import { exceptionSheet } from '../domain/exceptions.ts';
import { nameKey } from '../domain/item.ts';
import type { QueryHandlers, ReadContext } from '../ports.ts';
import { may } from './change.ts';

const horizonMonths = 5;
const mostMonths = 36;
function showCapacity(context: ReadContext, { from, to }: Input<'capacity.show'>): Output<'capacity.show'> {
  const policy = context.policy();
  const first = from ?? context.now.slice(0, 7);
  const months = monthsFrom(first, to ?? monthAfter(first, horizonMonths)).slice(0, mostMonths);
  const loads = loadsIn(context.capacityFactsOf(null), months, policy).toSorted((a, b) => (a.kind !== b.kind ? (a.kind < b.kind ? -1 : 1) : nameKey(a.of) !== nameKey(b.of) ? (nameKey(a.of) < nameKey(b.of) ? -1 : 1) : (a.month ?? '') < (b.month ?? '') ? -1 : 1));
  const initiatives = context.listSheets(initiativeSheet).map(({ id, terms: { value, losers }, ended }) => ({ id, ...value, isEnded: ended !== null, also: losers.length }));
  return { months, loads, initiatives, headroom: policy.capacity.headroom, points: policy.capacity.points, mayKeep: may(mayKeepCapacity(context)) };
}
function showRelease(context: ReadContext, { release: ref }: Input<'capacity.ofRelease'>): Output<'capacity.ofRelease'> {
  const release = context.loadRelease(ref);
  const policy = context.policy();
  const facts = context.capacityFactsOf(release);
  const isWaived = isExcepted(release, context.listSheets(exceptionSheet), policy, context.now);
  return {
    needs: facts.own!.needs.map((need) => ({ ...need, isDeclared: need.kind !== 'adoption' && need.kind !== 'slots' })), overloads: overloadsOf(facts, policy).map((overload) => ({ ...overload, isWaived })), rule: ruleFor(release), mayDeclare: may(mayKeepCapacity(context)),
  };
}
export const capacityQueries = { 'capacity.show': showCapacity, 'capacity.ofRelease': showRelease } satisfies Partial<QueryHandlers>;
