// Access reviews: what is due, what each reviewer has before them, what came of it (AUD-08).
import type { AccessReviewRow, DueRight, ReviewedRight, RightStanding } from '#contract/access-review.ts';
import type { Input, Output } from '#contract/index.ts';
import { accessReviewSheet, mayCloseReview, mayDecideRight, mayOpenRight } from '../domain/access-review.ts';
import type { AccessReview } from '../domain/access-review.ts';
import { rightsDue, standingOfRight } from '../domain/access-rights.ts';
import type { AccessItem } from '../domain/access-rights.ts';
import { needs } from '../domain/roles.ts';
import { endOfDay } from '../domain/spans.ts';
import type { QueryHandlers, ReadContext } from '../ports.ts';
import { may, nameOf } from './change.ts';

function rowOf(context: ReadContext, review: AccessReview, items: readonly AccessItem[]): AccessReviewRow {
  const { now, actor } = context;
  const standings = items.map((item) => standingOfRight(item, now));
  const count = (of: RightStanding): number => standings.filter((one) => one === of).length;
  const said = <T extends { by: string }>(one: T): T => ({ ...one, by: nameOf(context, one.by) });
  const { id, number, title, kinds, dueOn, started, closed } = review;
  return {
    id, number, title, kinds, dueOn, isOverdue: closed === null && count('suspended') > 0 && endOfDay(dueOn) <= now, started: said(started), rights: items.length, certified: count('certified'), changed: count('changed'), revoked: count('revoked'), suspended: count('suspended'), undecided: count('undecided'),
    mine: closed ? 0 : items.filter((item, i) => item.reviewer === actor.id && (standings[i] === 'undecided' || standings[i] === 'suspended')).length, closed: closed && said(closed), mayClose: may(mayCloseReview(review, items, context)),
  };
}

function rightOf(context: ReadContext, item: AccessItem, { review, alike, granted }: { review: AccessReview; alike: readonly string[]; granted: ReadonlySet<string> }): ReviewedRight {
  const said = <T extends { by: string }>(one: T): T => ({ ...one, by: nameOf(context, one.by) });
  const { id, kind, holder, holderName, what, days, since, reviewer, opened, decision, key } = item;
  const asking = { review, alike };
  return {
    id, kind, holder: holder === '' ? holderName : nameOf(context, holder) || holderName, what, days, heldSince: since, reviewer: nameOf(context, reviewer), isMine: reviewer === context.actor.id, standing: standingOfRight(item, context.now), opened: opened && said(opened),
    decision: decision && said({ ...decision.value, by: decision.by, at: decision.at }), alsoWritten: (decision?.losers ?? []).map(({ value, by, at }) => said({ verdict: value.verdict, reason: value.reason, by, at })), isStillGranted: granted.has(key),
    mayOpen: may(mayOpenRight(item, asking, context)), mayDecide: may(mayDecideRight(item, asking, context)),
  };
}

export function showReview(context: ReadContext, { review: ref }: Input<'accessReview.show'>): Output<'accessReview.show'> {
  const review = context.loadAccessReview(ref);
  const items = context.accessItems(review.id);
  const granted = new Set(context.rightsHeld(context.now).map(({ key }) => key));
  const alike = context.alikeOf(context.actor.id);
  return { ...rowOf(context, review, items), items: items.map((item) => rightOf(context, item, { review, alike, granted })) };
}

/** Every right with the day of its next review, the overdue in front. */
function dueNow(context: ReadContext): DueRight[] {
  return rightsDue(context.rightsHeld(context.now), context.accessItems(), context.policy(), context.now)
    .map(({ right, days, lastReviewed, dueOn, isOverdue, review }) => ({ key: right.key, kind: right.kind, holder: right.holderName, what: right.what, days, lastReviewed, dueOn, isOverdue, review }))
    .toSorted((a, b) => (a.dueOn !== b.dueOn ? (a.dueOn < b.dueOn ? -1 : 1) : a.holder !== b.holder ? (a.holder < b.holder ? -1 : 1) : a.what < b.what ? -1 : 1));
}

function list(context: ReadContext): Output<'accessReview.list'> {
  const all = context.accessItems();
  const byReview = Map.groupBy(all, ({ review }) => review);
  const rows = context.listSheets(accessReviewSheet).map((review) => rowOf(context, review, byReview.get(review.id) ?? []));
  const due = dueNow(context);
  const { highImpactDays: highImpact, otherDays: other, decideDays: decide } = context.policy().accessReview;
  return {
    rows: rows.toSorted((a, b) => Number(a.closed !== null) - Number(b.closed !== null) || (a.dueOn !== b.dueOn ? (a.dueOn < b.dueOn ? -1 : 1) : a.number < b.number ? -1 : 1)),
    rights: due.length, overdue: due.filter(({ isOverdue }) => isOverdue).length, days: { highImpact, other, decide }, mayStart: may(needs('startAccessReview', context.actor)),
  };
}

export const accessReviewQueries = {
  'accessReview.list': list,
  'accessReview.due': (context, { isOverdue }) => {
    const all = dueNow(context);
    const rows = isOverdue ? all.filter((row) => row.isOverdue) : all;
    return { rows: rows.slice(0, 5000), total: rows.length, overdue: all.filter((row) => row.isOverdue).length };
  },
  'accessReview.show': showReview,
} satisfies Partial<QueryHandlers>;
