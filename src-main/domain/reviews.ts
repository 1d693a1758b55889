// Independent peer reviews of a change (APR-04): who is asked, what is said, what is signed for which scope.
import { reviewLabels, reviewVerdicts } from '#contract/reviews.ts';
import type { Dossier, Piece } from './dossier.ts';
import { isTaken } from './dossier.ts';
import { dutyConflict, isSameKey, pairsFor } from './duties.ts';
import type { DomainEvent, EventType, Json, StampedEvent } from './event.ts';
import { idOf, subjectOf } from './event.ts';
import { oneIn, textIn } from './json-values.ts';
import { reviewKinds } from './policy-document.ts';
import type { ReviewKind } from './policy-document.ts';
import { needs } from './roles.ts';
import { sheet } from './sheet.ts';
import { accept, firstRefusal, refuse } from './verdict.ts';
import type { By, Refused, Verdict } from './verdict.ts';
import { waived } from './waivers.ts';

export type ReviewVerdict = (typeof reviewVerdicts)[number];
/** The role in which a review is signed; the skill is a tag of the person beside it. */
export const reviewRole = 'technical-reviewer';
type Said = { by: string; at: string };
export type ReviewRequest = Said & { id: string; kind: ReviewKind; reviewer: string; note: string };
/** `scope` is the digest of what was reviewed. */
export type Review = Said & { id: string; kind: ReviewKind; verdict: ReviewVerdict; comments: string; scope: string; signature: string };
export type ReviewComment = Said & { id: string; kind: ReviewKind; text: string; isBlocking: boolean; resolved: (Said & { note: string }) | null };
export type ReviewState = { requests: ReviewRequest[]; reviews: Review[]; comments: ReviewComment[] };

const said = (event: StampedEvent): Said => ({ by: idOf(event.by), at: event.at });
const isNew = (id: string, known: readonly { id: string }[]): boolean => id !== '' && known.every((one) => one.id !== id);
const steps: Partial<Record<EventType, (state: ReviewState, event: StampedEvent, kind: ReviewKind | null) => ReviewState>> = {
  'review.requested': (state, event, kind) => {
    const id = textIn(event.data['request']);
    return kind === null || !isNew(id, state.requests) ? state : { ...state, requests: [...state.requests, { id, kind, reviewer: textIn(event.data['reviewer']), note: textIn(event.text['note']), ...said(event) }] };
  },
  'review.signed': (state, event, kind) => {
    const [id, verdict, scope] = [textIn(event.data['review']), oneIn(event.data['verdict'], reviewVerdicts), textIn(event.data['scope'])];
    if (kind === null || verdict === null || scope === '' || event.data['role'] !== reviewRole || !isNew(id, state.reviews)) return state;
    return { ...state, reviews: [...state.reviews, { id, kind, verdict, comments: textIn(event.text['comments']), scope, signature: event.signature ?? '', ...said(event) }] };
  },
  'review.commented': (state, event, kind) => {
    const id = textIn(event.data['comment']);
    return kind === null || !isNew(id, state.comments) ? state : { ...state, comments: [...state.comments, { id, kind, text: textIn(event.text['comment']), isBlocking: event.data['blocking'] === true, resolved: null, ...said(event) }] };
  },
  // Nobody but its author resolves a comment, whoever says so.
  'review.commentResolved': (state, event) => ({ ...state, comments: state.comments.map((comment) => (comment.id === event.data['comment'] && comment.resolved === null && comment.by === idOf(event.by) ? { ...comment, resolved: { note: textIn(event.text['note']), ...said(event) } } : comment)) }),
};
export const reviewSheet = sheet<ReviewState>({
  name: 'reviews', kind: 'change', types: ['review.requested', 'review.signed', 'review.commented', 'review.commentResolved'],
  fold: (state, event) => {
    const before = state ?? { requests: [], reviews: [], comments: [] };
    const after = steps[event.type]?.(before, event, oneIn(event.data['kind'], reviewKinds)) ?? before;
    return after.requests.length + after.reviews.length + after.comments.length === 0 ? null : after;
  },
});

/** Reviews a change needs: those of its tier, and on a financial or customer-facing service at least those of a High change. */
export function neededReviews({ change, policy, service }: Pick<Dossier, 'change' | 'policy' | 'service'>): ReviewKind[] {
  const byTier = change.tier === null ? [] : policy.reviews[change.tier];
  const isFlagged = service !== null && (service.isFinancial || service.isCustomerFacing);
  return reviewKinds.filter((kind) => byTier.includes(kind) || (isFlagged && policy.reviews.high.includes(kind)));
}

/** The last word of each reviewer on a kind, in the order they were given. */
export function lastWords(state: ReviewState | null, kind: ReviewKind): Review[] {
  const all = (state?.reviews ?? []).filter((review) => review.kind === kind);
  return all.filter((review, i) => all.findLastIndex((other) => other.by === review.by) === i);
}
export const openComments = (state: ReviewState | null, kind?: ReviewKind): ReviewComment[] => (state?.comments ?? []).filter((comment) => comment.isBlocking && comment.resolved === null && (kind === undefined || comment.kind === kind));

/** The rule a reviewer broke by what they hold beside it; null when the review is independent. */
function dependence(review: Review, dossier: Dossier): { rule: string; duty: string } | null {
  const own = dossier.acts.find(({ duty, person }) => duty === 'reviewer' && person === review.by);
  if (!own) return null;
  for (const { id, a, b } of pairsFor(dossier)) {
    const other = a === 'reviewer' ? b : b === 'reviewer' ? a : null;
    const held = dossier.acts.find((act) => act.duty === other && isSameKey(act, own));
    if (held) return { rule: id, duty: held.duty };
  }
  return null;
}

type Stands = Pick<Piece, 'status' | 'why'>;
const unlessPresent = (kind: ReviewKind, code: 'review_missing' | 'review_stale' | 'review_dependent' | 'review_unskilled' | 'review_rework' | 'comments_open', facts: Record<string, unknown>, status: Piece['status']): Stands => ({ status, why: { code, facts: { kind, ...facts } } });
/** How the review of one kind stands: signed for this scope by somebody independent who has the skill, with no blocking comment and nobody asking for rework. */
export function reviewStands(kind: ReviewKind, dossier: Dossier): Stands {
  const words = lastWords(dossier.reviews, kind);
  const now = words.filter(({ scope }) => scope === dossier.scope);
  if (words.length === 0) {
    const asked = (dossier.reviews?.requests ?? []).findLast((request) => request.kind === kind && request.reviewer !== '');
    return unlessPresent(kind, 'review_missing', asked ? { askedOf: asked.reviewer } : {}, asked ? 'waiting' : 'missing');
  }
  if (now.length === 0) return unlessPresent(kind, 'review_stale', { at: words.at(-1)!.at }, 'stale');
  if (now.some(({ verdict }) => verdict === 'rework')) return unlessPresent(kind, 'review_rework', {}, 'waiting');
  const unfit = now.map((review) => ({ review, dependent: dependence(review, dossier), isSkilled: dossier.skills[review.by]?.includes(kind) ?? false }));
  if (unfit.every(({ dependent, isSkilled }) => dependent !== null || !isSkilled)) {
    const { dependent } = unfit[0]!;
    return dependent ? unlessPresent(kind, 'review_dependent', dependent, 'missing') : unlessPresent(kind, 'review_unskilled', {}, 'missing');
  }
  const open = openComments(dossier.reviews, kind);
  return open.length > 0 ? unlessPresent(kind, 'comments_open', { count: open.length }, 'waiting') : { status: 'present' };
}

/** APR-04: what a change needs before it may await authorisation. */
export function reviewPieces(dossier: Dossier, now: string): Piece[] {
  if (isTaken(dossier) && dossier.reviews === null) return [];
  return neededReviews(dossier).map((kind) => waived({ id: `review:${kind}`, rule: `APR-04/${kind}`, label: reviewLabels[kind], gate: 'authorisation', part: 'reviews', ...reviewStands(kind, dossier) }, dossier, now));
}

type Events = Verdict<DomainEvent>;
const event = ({ change }: Pick<Dossier, 'change'>, type: EventType, data: Record<string, Json>, text?: Record<string, Json>): DomainEvent => ({ type, subject: subjectOf('change', change.id), data, ...(text ? { text } : {}) });
const settled = ['closed', 'rejected', 'cancelled'];
const isOver = ({ change }: Pick<Dossier, 'change'>): Refused | null => (change.isArriving ? refuse('arriving') : settled.includes(change.state) ? refuse('field_settled', { field: 'The review', state: change.state }) : null);

export const mayRequest = (dossier: Dossier, { actor }: By): Refused | null => firstRefusal(isOver(dossier), needs('raise', actor));
type Request = { request: string; kind: ReviewKind; reviewer: string; note: string };
/** APR-04: asks somebody by name, or nobody in particular. */
export const requestReview = (dossier: Dossier, { request, kind, reviewer, note }: Request, by: By): Events =>
  mayRequest(dossier, by) ?? accept(event(dossier, 'review.requested', { request, kind, reviewer }, note === '' ? undefined : { note }));

/** APR-04: a reviewer holds the role and the skill, and no duty of the change that a rule keeps apart from reviewing. */
export function maySign(dossier: Dossier, kind: ReviewKind, skills: readonly ReviewKind[], by: By): Refused | null {
  const { actor } = by;
  return firstRefusal(isOver(dossier), needs('review', actor),
    skills.includes(kind) ? null : refuse('skill_needed', { person: actor.name, kind, have: skills.join(', ') }), dutyConflict('reviewer', by, dossier));
}
type Signing = { review: string; kind: ReviewKind; verdict: ReviewVerdict; comments: string; scope?: string | undefined; skills: readonly ReviewKind[] };
/** APR-04: signed for the scope that was on the screen. Rework says what to do. */
export function signReview(dossier: Dossier, { review, kind, verdict, comments, scope, skills }: Signing, by: By): Events {
  const no = maySign(dossier, kind, skills, by);
  if (no) return no;
  if (scope !== undefined && scope !== dossier.scope) return refuse('stale_revision', { have: scope, now: dossier.scope });
  if (verdict === 'rework' && comments.trim() === '') return refuse('reason_needed', { what: 'a review that asks for rework' }, { field: 'comments' });
  const supersedes = lastWords(dossier.reviews, kind).filter((one) => one.by === by.actor.id).map(({ id }) => id);
  return accept(event(dossier, 'review.signed', { review, kind, verdict, scope: dossier.scope, role: reviewRole, rev: dossier.scope, supersedes }, comments.trim() === '' ? undefined : { comments }));
}

export const mayComment = (dossier: Dossier, { actor }: By): Refused | null => firstRefusal(isOver(dossier), needs('comment', actor));
type Commenting = { comment: string; kind: ReviewKind; text: string; isBlocking: boolean };
export const commentReview = (dossier: Dossier, { comment, kind, text, isBlocking }: Commenting, by: By): Events =>
  mayComment(dossier, by) ?? accept(event(dossier, 'review.commented', { comment, kind, blocking: isBlocking }, { comment: text }));

export const mayResolve = (comment: ReviewComment, { actor }: By): Refused | null => (comment.by === actor.id ? null : refuse('not_the_commenter'));
/** APR-04: a comment is resolved by whoever made it, once. */
export function resolveComment(dossier: Dossier, { id, note }: { id: string; note: string }, by: By): Events {
  const comment = dossier.reviews?.comments.find((one) => one.id === id);
  if (!comment) return refuse('record_missing', { record: 'comment', id });
  if (comment.resolved) return accept<DomainEvent>();
  return mayResolve(comment, by) ?? accept(event(dossier, 'review.commentResolved', { comment: id }, note === '' ? undefined : { note }));
}
