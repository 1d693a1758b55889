// Independent reviews: given a change and who did what, when somebody reviews, then it counts or it is said why not.
import { expect, test } from 'vitest';
import type { Dossier } from '../../src-main/domain/dossier.ts';
import type { DutyAct } from '../../src-main/domain/duties.ts';
import type { DomainEvent } from '../../src-main/domain/event.ts';
import { defaultPolicy } from '../../src-main/domain/policy-document.ts';
import type { ReviewState } from '../../src-main/domain/reviews.ts';
import { commentReview, neededReviews, requestReview, resolveComment, reviewPieces, reviewSheet, signReview } from '../../src-main/domain/reviews.ts';
import { skillSheet, tagSkill } from '../../src-main/domain/skills.ts';
import type { Actor, Verdict } from '../../src-main/domain/verdict.ts';
import { aChange, aDossier, by, now, outcomeOf, person, stamped } from '../support/given.ts';

const policy = { ...defaultPolicy, imported: 'full' as const };
const service = (over: Partial<NonNullable<Dossier['service']>> = {}): NonNullable<Dossier['service']> => ({ id: 's', name: 'Cards', tier: 2, owner: 'Grace', isFinancial: false, isCustomerFacing: false, hasAutomaticRollback: true, rpoMinutes: null, rtoMinutes: null, ...over });
const sam = person('Sam', 'technical-reviewer');
const act = (duty: DutyAct['duty'], who: string): DutyAct => ({ duty, person: who, name: who, alike: [who], at: now });
const high = (over: Partial<Omit<Dossier, 'change'>> & { change?: ReturnType<typeof aChange> } = {}): Dossier => aDossier(over.change ?? aChange({ state: 'assessment', tier: 'high' }), { policy, skills: { sam: ['technical', 'security'], ada: ['technical', 'architecture', 'security'] }, ...over });
const eventsOf = (verdict: Verdict<DomainEvent>): DomainEvent[] => { if (!verdict.ok) throw new Error(verdict.error.code); return verdict.events; };
const fold = (state: ReviewState | null, verdict: Verdict<DomainEvent>, actor: Actor): ReviewState => eventsOf(verdict).reduce<ReviewState | null>((s, event) => reviewSheet.fold(s, stamped(event, actor.id)), state)!;
const signing = (over: object = {}): Parameters<typeof signReview>[1] => ({ review: 'r1', kind: 'security', verdict: 'approve', comments: '', skills: ['technical', 'security'], ...over });
const signed = (state: ReviewState | null = null, over: object = {}, actor = sam): ReviewState => fold(state, signReview(high({ reviews: state }), signing({ review: `r${(state?.reviews.length ?? 0) + 1}`, ...over }), by(actor)), actor);
const standing = (dossier: Dossier): Record<string, unknown> => Object.fromEntries(reviewPieces(dossier, now).map(({ id, status, why }) => [id, why ? `${status} ${why.code}` : status]));

test('APR-04 a High change needs a technical and a security review, a Critical one architecture as well; a Low one none', () => {
  expect(neededReviews(high())).toEqual(['technical', 'security']);
  expect(neededReviews(high({ change: aChange({ tier: 'critical' }) }))).toEqual(['technical', 'architecture', 'security']);
  expect([neededReviews(high({ change: aChange({ tier: 'low' }) })), neededReviews(high({ change: aChange({ tier: null }) }))]).toEqual([[], []]);
});

test('APR-04 a change on a financial or customer-facing service needs the reviews of a High one, whatever its tier', () => {
  const low = aChange({ tier: 'low' });
  expect(neededReviews(high({ change: low, service: service({ isFinancial: true }) }))).toEqual(['technical', 'security']);
  expect(neededReviews(high({ change: low, service: service({ isCustomerFacing: true }) }))).toEqual(['technical', 'security']);
  expect(neededReviews(high({ change: low, service: service() }))).toEqual([]);
});

test('APR-04 a High change without a security review stays out of the queue, naming the missing review', () => {
  expect(reviewPieces(high(), now)).toMatchObject([{ id: 'review:technical', gate: 'authorisation' }, { id: 'review:security', rule: 'APR-04/security', label: 'Security review', gate: 'authorisation', status: 'missing', why: { code: 'review_missing', facts: { kind: 'security' } } }]);
  expect(standing(high({ reviews: signed() }))).toEqual({ 'review:technical': 'missing review_missing', 'review:security': 'present' });
  const asked = fold(null, requestReview(high(), { request: 'q', kind: 'security', reviewer: 'sam', note: '' }, by(person('Tomasz', 'requester'))), person('Tomasz'));
  expect(standing(high({ reviews: asked }))).toMatchObject({ 'review:security': 'waiting review_missing' });
});

test('APR-04 a record that is taken at its word needs none until somebody reviews it here', () => {
  const taken = { ...high(), policy: defaultPolicy };
  expect(reviewPieces(taken, now)).toEqual([]);
  expect(reviewPieces({ ...taken, reviews: signed() }, now)).toHaveLength(2);
});

test('APR-04 a reviewer who is an implementer, the requester or an author is refused, and so is one without the skill or the role', () => {
  const refusedAs = (duty: DutyAct['duty']): unknown => { const verdict = signReview(high({ acts: [act(duty, 'sam')] }), signing(), by(sam)); return verdict.ok ? null : [verdict.error.code, verdict.error.facts['rule']]; };
  expect([refusedAs('implementer'), refusedAs('requester'), refusedAs('author'), refusedAs('validator')]).toEqual([['duty_conflict', 'APR-03/5'], ['duty_conflict', 'APR-03/4'], ['duty_conflict', 'APR-03/3'], null]);
  outcomeOf(signReview(high(), signing({ skills: ['technical'] }), by(sam))).refused('skill_needed', { kind: 'security' });
  outcomeOf(signReview(high(), signing(), by(person('Sam', 'member')))).refused('role_needed');
  outcomeOf(signReview(high(), signing({ scope: 'older' }), by(sam))).refused('stale_revision');
  outcomeOf(signReview(high(), signing({ verdict: 'rework' }), by(sam))).refused('reason_needed');
  outcomeOf(signReview(high({ change: aChange({ state: 'closed' }) }), signing(), by(sam))).refused('field_settled');
  outcomeOf(signReview(high(), signing(), by(sam))).then({ type: 'review.signed', data: { review: 'r1', kind: 'security', verdict: 'approve', scope: 's1', role: 'technical-reviewer', rev: 's1', supersedes: [] } });
});

test('APR-04 editing the plan after the review marks it stale', () => {
  expect(standing(high({ reviews: signed(), scope: 's2' }))).toMatchObject({ 'review:security': 'stale review_stale' });
  expect(standing(high({ reviews: signed(signed(), { scope: undefined }) }))).toMatchObject({ 'review:security': 'present' });
});

test('APR-04 a review does not count once its signer implements the change, or never had the skill', () => {
  expect(standing(high({ reviews: signed(), acts: [act('reviewer', 'sam'), act('implementer', 'sam')] }))).toMatchObject({ 'review:security': 'missing review_dependent' });
  expect(standing(high({ reviews: signed(), skills: {} }))).toMatchObject({ 'review:security': 'missing review_unskilled' });
  const both = signed(signed(), { skills: ['security'] }, person('Ada', 'technical-reviewer'));
  expect(standing(high({ reviews: both, acts: [act('reviewer', 'sam'), act('implementer', 'sam'), act('reviewer', 'ada')] }))).toMatchObject({ 'review:security': 'present' });
});

test('APR-04 rework holds until the same reviewer approves; another approval does not outvote it', () => {
  const rework = signed(null, { verdict: 'rework', comments: 'Which node first?' });
  expect(standing(high({ reviews: rework }))).toMatchObject({ 'review:security': 'waiting review_rework' });
  const outvoted = signed(rework, {}, person('Ada', 'technical-reviewer'));
  expect(standing(high({ reviews: outvoted }))).toMatchObject({ 'review:security': 'waiting review_rework' });
  outcomeOf(signReview(high({ reviews: outvoted }), signing({ review: 'r3' }), by(sam))).then({ data: { supersedes: ['r1'] } as never });
  expect(standing(high({ reviews: signed(outvoted) }))).toMatchObject({ 'review:security': 'present' });
});

test('APR-04 a blocking comment holds the review until its author, and nobody else, resolves it', () => {
  const zoe = person('Zoe', 'member');
  const commented = fold(signed(), commentReview(high(), { comment: 'k1', kind: 'security', text: 'Which keys?', isBlocking: true }, by(zoe)), zoe);
  expect(standing(high({ reviews: commented }))).toMatchObject({ 'review:security': 'waiting comments_open' });
  outcomeOf(resolveComment(high({ reviews: commented }), { id: 'k1', note: '' }, by(sam))).refused('not_the_commenter');
  outcomeOf(resolveComment(high({ reviews: commented }), { id: 'k9', note: '' }, by(zoe))).refused('record_missing');
  // Whoever writes that it is resolved: only its author can.
  const forged = reviewSheet.fold(commented, stamped({ type: 'review.commentResolved', subject: 'change:1', data: { comment: 'k1' } }, 'sam'))!;
  expect(forged.comments[0]!.resolved).toBeNull();
  const resolved = fold(commented, resolveComment(high({ reviews: commented }), { id: 'k1', note: 'Rotated' }, by(zoe)), zoe);
  expect(standing(high({ reviews: resolved }))).toMatchObject({ 'review:security': 'present' });
  outcomeOf(resolveComment(high({ reviews: resolved }), { id: 'k1', note: '' }, by(zoe))).nothing();
  const remark = fold(signed(), commentReview(high(), { comment: 'k2', kind: 'security', text: 'Nice', isBlocking: false }, by(zoe)), zoe);
  expect(standing(high({ reviews: remark }))).toMatchObject({ 'review:security': 'present' });
  outcomeOf(commentReview(high(), { comment: 'k3', kind: 'security', text: 'x', isBlocking: true }, by(person('Aude', 'auditor')))).refused('auditor_reads_only');
});

test('APR-04 a review that was signed in another role, or says nothing that is known, is none', () => {
  const data = { review: 'r', kind: 'security', verdict: 'approve', scope: 's1', role: 'technical-reviewer', rev: 's1', supersedes: [] };
  const folded = (over: object): unknown => reviewSheet.fold(null, stamped({ type: 'review.signed', subject: 'change:1', data: { ...data, ...over } as never }));
  expect(folded({})).not.toBeNull();
  for (const over of [{ role: 'member' }, { kind: 'taste' }, { verdict: { toString: 1 } }, { scope: null }, { review: 7 }]) expect(folded(over)).toBeNull();
});

test('APR-04 a skill is vouched for by a registrar or an administrator, never by oneself', () => {
  outcomeOf(tagSkill('sam', { skill: 'security', isHeld: true }, by(person('Ingrid', 'registrar')))).then({ type: 'person.skillTagged', subject: 'person:sam', data: { skill: 'security', held: true, role: 'registrar', rev: '', supersedes: [] } });
  outcomeOf(tagSkill('ingrid', { skill: 'security', isHeld: true }, by(person('Ingrid', 'registrar')))).refused('own_skill');
  outcomeOf(tagSkill('sam', { skill: 'security', isHeld: true }, by(person('Marta', 'chair')))).refused('role_needed');
  const tagged = (state: ReturnType<typeof skillSheet.fold>, data: object) => skillSheet.fold(state, stamped({ type: 'person.skillTagged', subject: 'person:sam', data: { role: 'registrar', ...data } as never }));
  const two = tagged(tagged(null, { skill: 'security', held: true }), { skill: 'technical', held: true });
  expect(two).toEqual(['technical', 'security']);
  expect(tagged(two, { skill: 'security', held: false })).toEqual(['technical']);
  for (const data of [{ skill: 'cooking', held: true }, { skill: 'security', held: true, role: 'chair' }, { skill: ['security'], held: true }]) expect(tagged(['technical'], data)).toEqual(['technical']);
});
