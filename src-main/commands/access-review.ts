// Access reviews (AUD-08).
import type { Input } from '#contract/index.ts';
import type { Receipt } from '#contract/values.ts';
import { appError, orRefuse } from '../app-error.ts';
import * as rules from '../domain/access-review.ts';
import type { AccessReview } from '../domain/access-review.ts';
import { rightsDue } from '../domain/access-rights.ts';
import type { AccessItem, HeldRight } from '../domain/access-rights.ts';
import { subjectOf } from '../domain/event.ts';
import type { CommandHandlers, WriteContext } from '../ports.ts';

function itemOf(items: readonly AccessItem[], id: string): AccessItem {
  const item = items.find((one) => one.id === id);
  if (!item) throw appError('record_missing', { record: 'right under review', id });
  return item;
}
const receipt = (context: WriteContext, { id, number }: AccessReview): Receipt => ({ id, number, version: context.versionOf(subjectOf('accessReview', id)) });

function rightsFor(context: WriteContext, { kinds, source, isDueOnly }: Input<'accessReview.start'>): HeldRight[] {
  const held = context.rightsHeld(context.now).filter((right) => kinds.includes(right.kind) && (source === undefined || right.source?.toLowerCase() === source.toLowerCase()));
  return isDueOnly ? rightsDue(held, context.accessItems(), context.policy(), context.now).filter(({ isOverdue }) => isOverdue).map(({ right }) => right) : held;
}

export const accessReviewCommands = {
  'accessReview.start': (context, input) => {
    const reviewers = input.reviewers.map((ref) => context.loadPerson(ref)).map(({ id, name, key, isSuspended }) => ({ id, name, hasKey: key !== null && !isSuspended, alike: context.alikeOf(id) }));
    const starting = { id: context.newId(), number: context.nextNumber('V'), title: input.title, kinds: input.kinds, dueOn: input.dueOn, rights: rightsFor(context, input), reviewers };
    context.append(orRefuse(rules.startReview(starting, { policy: context.policy(), newId: context.newId }, context)));
    return { id: starting.id, number: starting.number, version: 1 };
  },
  'accessReview.open': (context, { review: ref, right }) => {
    const review = context.loadAccessReview(ref);
    context.append(orRefuse(rules.openRight(itemOf(context.accessItems(review.id), right), { review, alike: context.alikeOf(context.actor.id) }, context)));
    return receipt(context, review);
  },
  'accessReview.decide': (context, { review: ref, rights, ...decision }) => {
    const review = context.loadAccessReview(ref);
    const items = context.accessItems(review.id);
    context.append(orRefuse(rules.decideRights([...new Set(rights)].map((id) => itemOf(items, id)), { ...decision, revOf: (item) => context.digest(item) }, { review, alike: context.alikeOf(context.actor.id) }, context)));
    return receipt(context, review);
  },
  'accessReview.close': (context, { review: ref, note }) => {
    const review = context.loadAccessReview(ref);
    const items = context.accessItems(review.id);
    context.append(orRefuse(rules.closeReview(review, items, { note, rev: context.digest({ review, items: items.toSorted((a, b) => (a.id < b.id ? -1 : 1)) }) }, context)));
    return receipt(context, review);
  },
} satisfies Partial<CommandHandlers>;
