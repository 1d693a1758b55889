// Access reviews (AUD-08): each right is a record of its own, so that two reviewers on two laptops never write the same one.
import { accessVerdicts, rightKinds } from '#contract/access-review.ts';
import type { AccessVerdict, RightKind } from '#contract/access-review.ts';
import { reviewDays, standingOfRight } from './access-rights.ts';
import type { AccessDecision, AccessItem, HeldRight, Said } from './access-rights.ts';
import type { DomainEvent, EventType, Json, StampedEvent } from './event.ts';
import { idOf, subjectOf } from './event.ts';
import { dayIn, oneIn, someIn, textIn, timeIn, wholeIn } from './json-values.ts';
import type { Cause } from './past.ts';
import type { PolicyDocument } from './policy-document.ts';
import { needs } from './roles.ts';
import { sheet, writeKept } from './sheet.ts';
import { addDays } from './spans.ts';
import { accept, firstRefusal, refuse } from './verdict.ts';
import type { By, Refused, Verdict } from './verdict.ts';

export type AccessReview = { id: string; number: string; title: string; kinds: RightKind[]; dueOn: string; started: Said; closed: (Said & { note: string; signature: string }) | null };
/** The most rights of one review; each is opened and signed by a person. */
export const mostRights = 400;
const said = (event: StampedEvent): Said => ({ by: idOf(event.by), at: event.at });

export const accessReviewSheet = sheet<AccessReview>({
  name: 'access-review', kind: 'accessReview', types: ['accessReview.started', 'accessReview.closed'],
  fold: (review, event) => {
    if (event.type === 'accessReview.closed') return review === null || review.closed !== null || !event.isSigned ? review : { ...review, closed: { ...said(event), note: textIn(event.text['note']), signature: event.signature ?? '' } };
    const dueOn = dayIn(event.data['dueOn']);
    return review ?? (dueOn === null ? null : { id: idOf(event.subject), number: textIn(event.data['number']), title: textIn(event.text['title']), kinds: someIn(event.data['kinds'], rightKinds), dueOn, started: said(event), closed: null });
  },
  columns: ({ number, title, dueOn, closed }) => ({ number, label: title, state: closed ? 'closed' : 'open', dueAt: closed ? null : dueOn }),
});

function listedIn(event: StampedEvent): AccessItem | null {
  const { data, text } = event;
  const [kind, dueOn, days, key] = [oneIn(data['kind'], rightKinds), dayIn(data['dueOn']), wholeIn(data['days'], 1, 100_000), textIn(data['key'])];
  if (kind === null || dueOn === null || days === null || key === '') return null;
  return {
    id: idOf(event.subject), review: textIn(data['review']), reviewNumber: textIn(data['reviewNumber']), key, kind, holder: textIn(data['holder']), holderName: textIn(text['holder']), what: textIn(text['what']), since: timeIn(data['since']),
    reviewer: textIn(data['reviewer']), dueOn, days, opened: null, decision: null,
  };
}
/** Only its reviewer opens and decides a right, decides it after opening it, and never their own; whatever another device wrote. */
function decided(item: AccessItem, event: StampedEvent, cause?: Cause): AccessItem {
  const verdict = oneIn(event.data['verdict'], accessVerdicts);
  const by = idOf(event.by);
  if (verdict === null || !event.isSigned || by !== item.reviewer || by === item.holder || item.opened === null) return item;
  const value: AccessDecision = { verdict, instead: textIn(event.text['instead']), reason: textIn(event.text['reason']), signature: event.signature ?? '' };
  return { ...item, decision: writeKept<AccessDecision>(item.decision ?? undefined, value, event, { key: 'decision', cause }) };
}
export const accessItemSheet = sheet<AccessItem>({
  name: 'access-right', kind: 'accessRight', types: ['accessRight.listed', 'accessRight.opened', 'accessRight.decided'],
  fold: (item, event, cause) => {
    if (item === null) return event.type === 'accessRight.listed' ? listedIn(event) : null;
    if (event.type === 'accessRight.opened') return item.opened === null && idOf(event.by) === item.reviewer ? { ...item, opened: said(event) } : item;
    return event.type === 'accessRight.decided' ? decided(item, event, cause) : item;
  },
  columns: ({ review, key, dueOn, decision }) => ({ label: key, state: review, dueAt: decision ? null : dueOn, change: key }),
});

type Events = Verdict<DomainEvent>;
const event = (kind: 'accessReview' | 'accessRight', id: string, type: EventType, told: { data: Record<string, Json>; text?: Record<string, Json> }): DomainEvent => ({ type, subject: subjectOf(kind, id), ...told });
/** Rights are certified in whatever capacity: the review names the person. The roster knows the role; a right that a review withholds signs nothing else. */
const signedBy = ({ actor }: By, rev: string): Record<string, Json> => ({ role: actor.roles[0] ?? actor.withheld?.[0]?.role ?? '', rev, supersedes: [] });

/** Somebody who may review. `alike` are the people behind the same key, themselves included. */
export type Reviewer = { id: string; name: string; hasKey: boolean; alike: readonly string[] };
export type Starting = { id: string; number: string; title: string; kinds: readonly RightKind[]; dueOn: string | undefined; rights: readonly HeldRight[]; reviewers: readonly Reviewer[] };
/** AUD-08: each right goes to the first reviewer named whose own it is not. */
export function startReview({ id, number, title, kinds, dueOn: given, rights, reviewers }: Starting, { policy, newId }: { policy: PolicyDocument; newId: () => string }, by: By): Events {
  const { accessReview } = policy;
  const today = by.now.slice(0, 10);
  const dueOn = given ?? addDays(by.now, accessReview.decideDays).slice(0, 10);
  const latest = addDays(by.now, accessReview.highImpactDays).slice(0, 10);
  const keyless = reviewers.find(({ hasKey }) => !hasKey);
  const reviewerOf = (right: HeldRight): Reviewer | undefined => reviewers.find(({ alike }) => !alike.includes(right.holder));
  const own = rights.find((right) => reviewerOf(right) === undefined);
  const no = firstRefusal(needs('startAccessReview', by.actor),
    dueOn < today ? refuse('review_due_past', { day: dueOn }, { field: 'dueOn' }) : dueOn > latest ? refuse('review_due_late', { day: dueOn, latest }, { field: 'dueOn' }) : null,
    keyless ? refuse('reviewer_without_key', { person: keyless.name }, { field: 'reviewers' }) : null,
    rights.length === 0 ? refuse('no_rights_to_review', { kinds: [...kinds] }, { field: 'kinds' }) : rights.length > mostRights ? refuse('too_many_rights', { rights: rights.length, most: mostRights }, { field: 'kinds' }) : null,
    own ? refuse('reviewer_own_right', { person: own.holderName, right: own.what }, { field: 'reviewers' }) : null);
  if (no) return no;
  const listed = rights.map((right) => event('accessRight', newId(), 'accessRight.listed', {
    data: { review: id, reviewNumber: number, key: right.key, kind: right.kind, holder: right.holder, since: right.since, reviewer: reviewerOf(right)!.id, dueOn, days: reviewDays(right, policy) }, text: { holder: right.holderName, what: right.what },
  }));
  return accept(event('accessReview', id, 'accessReview.started', { data: { number, kinds: [...kinds], dueOn, rights: rights.length }, text: { title } }), ...listed);
}

/** `alike`: the people behind the key of whoever asks. */
type Asking = { review: AccessReview; alike: readonly string[] };
export function mayOpenRight(item: AccessItem, { review, alike }: Asking, { actor }: By): Refused | null {
  const no = needs('reviewAccess', actor);
  if (no) return no;
  if (review.closed) return refuse('review_closed', { review: review.number, at: review.closed.at });
  if (alike.includes(item.holder)) return refuse('own_right', { right: item.what });
  return item.reviewer === actor.id ? null : refuse('not_the_reviewer', { right: item.what, holder: item.holderName });
}
export const openRight = (item: AccessItem, asking: Asking, by: By): Events =>
  mayOpenRight(item, asking, by) ?? (item.opened ? accept<DomainEvent>() : accept(event('accessRight', item.id, 'accessRight.opened', { data: {} })));

export const mayDecideRight = (item: AccessItem, asking: Asking, by: By): Refused | null =>
  firstRefusal(mayOpenRight(item, asking, by), item.opened ? null : refuse('right_not_opened', { rights: 1, first: `${item.what} of ${item.holderName}` }));
export type DecidingRights = { verdict: AccessVerdict; reason: string; instead: string; revOf: (item: AccessItem) => string };
/** AUD-08: several at once, but each was opened by itself; one that was not refuses them all. */
export function decideRights(items: readonly AccessItem[], { verdict, reason, instead, revOf }: DecidingRights, asking: Asking, by: By): Events {
  const unopened = items.filter(({ opened }) => opened === null);
  const no = firstRefusal(...items.map((item) => mayOpenRight(item, asking, by)),
    unopened.length > 0 ? refuse('right_not_opened', { rights: unopened.length, first: `${unopened[0]!.what} of ${unopened[0]!.holderName}` }, { field: 'rights' }) : null,
    verdict === 'change' && instead === '' ? refuse('change_to_what', {}, { field: 'instead' }) : null);
  return no ?? accept(...items.map((item) => event('accessRight', item.id, 'accessRight.decided', { data: { verdict, ...signedBy(by, revOf(item)) }, text: { reason, ...(verdict === 'change' ? { instead } : {}) } })));
}

export function mayCloseReview(review: AccessReview, items: readonly AccessItem[], by: By): Refused | null {
  const left = items.filter((item) => standingOfRight(item, by.now) === 'undecided').length;
  return firstRefusal(review.closed ? refuse('review_closed', { review: review.number, at: review.closed.at }) : null, needs('startAccessReview', by.actor), left > 0 ? refuse('review_undecided', { review: review.number, left, due: review.dueOn }) : null);
}
/** AUD-08: the signature under the report: what it names is every right with its decision, in the order of their ids. */
export const closeReview = (review: AccessReview, items: readonly AccessItem[], { note, rev }: { note: string; rev: string }, by: By): Events =>
  mayCloseReview(review, items, by) ?? accept(event('accessReview', review.id, 'accessReview.closed', { data: { ...signedBy(by, rev) }, text: { note } }));
