// Rights that are reviewed again and again: who holds them, when their next review is due, and which of them a review withholds (AUD-08).
import type { RightKind, RightStanding } from '#contract/access-review.ts';
import type { Role } from '#contract/people.ts';
import type { Kept } from './sheet.ts';
import { addDays, endOfDay } from './spans.ts';
import type { PolicyDocument } from './policy-document.ts';
import type { Actor, Withheld } from './verdict.ts';

/** A right as somebody holds it. `key` names it for good; `holder` is a person's UUID, empty where an account is nobody's. */
export type HeldRight = { key: string; kind: RightKind; holder: string; holderName: string; what: string; since: string | null; isHighImpact: boolean; /** Tool that it was imported from. */ source?: string };
export type Said = { by: string; at: string };
export type AccessDecision = { verdict: 'certify' | 'change' | 'revoke'; instead: string; reason: string; signature: string };
/** A right as a review asks about it. */
export type AccessItem = {
  id: string; review: string; reviewNumber: string; key: string; kind: RightKind; holder: string; holderName: string; what: string; since: string | null; reviewer: string; dueOn: string; days: number;
  opened: Said | null; decision: Kept<AccessDecision> | null;
};

export const roleKey = (person: string, role: string): string => `role:${person}:${role}`;
export const seatKey = (board: string, person: string): string => `seat:${board}:${person}`;
export const charterKey = (charter: string, person: string): string => `charter:${charter}:${person}`;

/** Roles whose word authorises changes; of these, the ones that authorise High and Critical. */
export const approverRoles: readonly Role[] = ['chair', 'member', 'change-manager', 'executive', 'release-manager', 'service-owner', 'technical-reviewer'];
export const highImpactRoles: readonly Role[] = ['chair', 'member', 'executive'];

/** What was decided against the right, also apart from somebody who certified it: two reviewers who disagree leave it withheld. */
function adverse({ decision }: AccessItem): { verdict: AccessDecision['verdict']; at: string } | null {
  if (decision === null) return null;
  const all = [{ value: decision.value, at: decision.at }, ...decision.losers];
  const found = all.find(({ value }) => value.verdict !== 'certify');
  return found ? { verdict: found.value.verdict, at: found.at } : null;
}
/** From when an item withholds its right: from the decision, or from the end of the due day while nobody decided. Null once it is certified. */
export const withheldFrom = (item: AccessItem): string | null => (item.decision === null ? endOfDay(item.dueOn) : adverse(item)?.at ?? null);
const certifiedAt = (item: AccessItem): string | null => (item.decision !== null && adverse(item) === null ? item.decision.at : null);

export function standingOfRight(item: AccessItem, now: string): RightStanding {
  const against = adverse(item);
  if (against) return against.verdict === 'change' ? 'changed' : 'revoked';
  return item.decision ? 'certified' : endOfDay(item.dueOn) <= now ? 'suspended' : 'undecided';
}

/**
 * AUD-08: the item that withholds a right, and from when; null where none does. A later certification gives it back, and so does granting it anew
 * (`since`). It may lie ahead: an undecided item withholds from the end of its due day on. `items` are those about this right.
 */
export function withholding(items: readonly AccessItem[], since: string | null): { item: AccessItem; from: string } | null {
  const certified = items.flatMap((item) => certifiedAt(item) ?? []);
  const against = items.flatMap((item) => { const from = withheldFrom(item); return from === null ? [] : [{ item, from }]; });
  const lasting = against.filter(({ from }) => !certified.some((at) => at > from) && !(since !== null && since > from));
  return lasting.toSorted((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : a.item.id < b.item.id ? -1 : 1))[0] ?? null;
}

/** A right whose review is asked for again and again. `because` says why it is overdue: nobody reviewed it in time, or a review of it ran out undecided. */
export type RightDue = { right: HeldRight; days: number; lastReviewed: string | null; dueOn: string; isOverdue: boolean; because: 'not-reviewed' | 'undecided' | null; review: string | null };
export const reviewDays = ({ isHighImpact }: Pick<HeldRight, 'isHighImpact'>, { accessReview }: Pick<PolicyDocument, 'accessReview'>): number => (isHighImpact ? accessReview.highImpactDays : accessReview.otherDays);

/** AUD-08: when each right is due for its next review, counted from the last certification or from when it was granted. A right of unknown age is due at once. */
export function rightsDue(rights: readonly HeldRight[], items: readonly AccessItem[], policy: Pick<PolicyDocument, 'accessReview'>, now: string): RightDue[] {
  const byKey = new Map<string, AccessItem[]>();
  for (const item of items) byKey.set(item.key, [...(byKey.get(item.key) ?? []), item]);
  return rights.map((right): RightDue => {
    const own = byKey.get(right.key) ?? [];
    const days = reviewDays(right, policy);
    const lastReviewed = own.flatMap((item) => certifiedAt(item) ?? []).toSorted().at(-1) ?? null;
    const lapsed = own.find((item) => item.decision === null && endOfDay(item.dueOn) <= now && !(lastReviewed !== null && lastReviewed > item.dueOn));
    const open = own.find((item) => item.decision === null && endOfDay(item.dueOn) > now);
    const from = lastReviewed ?? right.since;
    const dueOn = lapsed?.dueOn ?? (from === null ? now : addDays(from, days)).slice(0, 10);
    const because = lapsed ? 'undecided' as const : dueOn < now.slice(0, 10) ? 'not-reviewed' as const : null;
    return { right, days, lastReviewed, dueOn, isOverdue: because !== null, because, review: (lapsed ?? open)?.reviewNumber ?? null };
  });
}
/** AUD-05, AUD-08: rights whose review is overdue. Its population is every right that is given. */
export const overdueAccessReviews = (rights: readonly HeldRight[], items: readonly AccessItem[], policy: Pick<PolicyDocument, 'accessReview'>, now: string): RightDue[] =>
  rightsDue(rights, items, policy, now).filter(({ isOverdue }) => isOverdue);

/** A person with the roles that no review withholds. */
export const asReviewed = ({ id, name, roles }: Actor, withheld: readonly Withheld[]): Actor =>
  (withheld.length === 0 ? { id, name, roles } : { id, name, roles: roles.filter((role) => !withheld.some((one) => one.role === role)), withheld });

/** AUD-05: when a review had to be complete, and when it was: with its last decision, or null while a right in it is undecided. */
export type ReviewCompletion = { id: string; number: string; title: string; dueAt: string; doneAt: string | null };
export function completionOf({ id, number, title, dueOn }: { id: string; number: string; title: string; dueOn: string }, items: readonly AccessItem[]): ReviewCompletion {
  const decided = items.filter(({ review }) => review === id).map(({ decision }) => decision?.at ?? null);
  const isDone = decided.length > 0 && !decided.includes(null);
  return { id, number, title, dueAt: endOfDay(dueOn), doneAt: isDone ? decided.reduce<string>((last, at) => (at !== null && at > last ? at : last), '') : null };
}
