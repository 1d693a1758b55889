// Access reviews: each right opened and decided by somebody else than its holder; what nobody decides is withheld.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { asReviewed, completionOf, overdueAccessReviews, rightsDue, standingOfRight, withholding } from '../../src-main/domain/access-rights.ts';
import type { AccessItem, HeldRight } from '../../src-main/domain/access-rights.ts';
import { accessItemSheet, accessReviewSheet, closeReview, decideRights, openRight, startReview } from '../../src-main/domain/access-review.ts';
import type { AccessReview, DecidingRights, Reviewer, Starting } from '../../src-main/domain/access-review.ts';
import type { DomainEvent } from '../../src-main/domain/event.ts';
import { defaultPolicy as policy } from '../../src-main/domain/policy-document.ts';
import { needs } from '../../src-main/domain/roles.ts';
import type { Verdict } from '../../src-main/domain/verdict.ts';
import { capacityOf } from '../../src-main/domain/approval.ts';
import { aChange, aDossier, by, now, outcomeOf, person, stamped } from '../support/given.ts';

const rita = person('Rita', 'registrar');
const chair = person('Cleo', 'chair');
const reviewer = (id: string, over: Partial<Reviewer> = {}): Reviewer => ({ id, name: id, hasKey: true, alike: [id], ...over });
const held = (holder: string, over: Partial<HeldRight> = {}): HeldRight => ({ key: `role:${holder}:chair`, kind: 'approver-right', holder, holderName: holder, what: 'Role chair', since: '2026-01-01T00:00:00.000Z', isHighImpact: true, ...over });
const twelve = [...Array.from({ length: 11 }, (_, i) => held(`p${i}`)), held('rita')];
const starting = (over: Partial<Starting> = {}): Starting => ({ id: 'v1', number: 'V-A1-0001', title: 'Approvers', kinds: ['approver-right'], dueOn: undefined, rights: twelve, reviewers: [reviewer('rita'), reviewer('cleo')], ...over });
const ids = (): (() => string) => { let n = 0; return () => `i${(n += 1)}`; };
const start = (over: Partial<Starting> = {}): Verdict<DomainEvent> => startReview(starting(over), { policy, newId: ids() }, by(rita));
const eventsOf = (verdict: Verdict<DomainEvent>): DomainEvent[] => { if (!verdict.ok) throw new Error(verdict.error.code); return verdict.events; };
const review: AccessReview = accessReviewSheet.fold(null, stamped(eventsOf(start())[0]!, 'rita'))!;
const items: AccessItem[] = eventsOf(start()).slice(1).map((event) => accessItemSheet.fold(null, stamped(event, 'rita'))!);
const asking = { review, alike: ['rita'] };
const deciding = (verdict: DecidingRights['verdict'], over: Partial<DecidingRights> = {}): DecidingRights => ({ verdict, reason: 'Seen', instead: verdict === 'change' ? 'Role member' : '', revOf: () => 'r', ...over });
const fold = (item: AccessItem, verdict: Verdict<DomainEvent>, actor = 'rita', at = now): AccessItem => eventsOf(verdict).reduce((one, event) => accessItemSheet.fold(one, { ...stamped(event, actor, at), isSigned: event.type === 'accessRight.decided', signature: 'ab' })!, item);
const opened = (item = items[0]!): AccessItem => fold(item, openRight(item, asking, by(rita)));
const decided = (verdict: DecidingRights['verdict'], at = now): AccessItem => fold(opened(), decideRights([opened()], deciding(verdict), asking, by(rita, at)), 'rita', at);
const afterDue = '2026-12-09T00:00:00.000Z';

test('AUD-08 of twelve approvers the one whose right is the reviewer’s own goes to the other reviewer, and to nobody when there is none', () => {
  expect(items.map(({ reviewer: who }) => who)).toEqual([...Array<string>(11).fill('rita'), 'cleo']);
  expect([review.dueOn, new Set(items.map(({ days }) => days))]).toEqual(['2026-12-08', new Set([90])]);
  outcomeOf(start({ reviewers: [reviewer('rita')] })).refused('reviewer_own_right', { person: 'rita' });
  // The same person under another name is the same key.
  outcomeOf(start({ reviewers: [reviewer('rita'), reviewer('rita2', { alike: ['rita2', 'rita'] })] })).refused('reviewer_own_right');
  outcomeOf(start({ reviewers: [reviewer('rita'), reviewer('cleo', { hasKey: false })] })).refused('reviewer_without_key', { person: 'cleo' });
  outcomeOf(start({ dueOn: '2026-11-23' })).refused('review_due_past');
  outcomeOf(start({ dueOn: '2027-02-23' })).refused('review_due_late', { latest: '2027-02-22' });
  outcomeOf(start({ rights: [] })).refused('no_rights_to_review');
  outcomeOf(start({ rights: Array.from({ length: 401 }, (_, i) => held(`p${i}`)) })).refused('too_many_rights', { rights: 401 });
  outcomeOf(startReview(starting(), { policy, newId: ids() }, by(person('Ira', 'implementer')))).refused('role_needed');
});

test('AUD-08 nobody decides their own right, one given to somebody else, or one that was not opened; several at once only if each was', () => {
  const own = items[11]!;
  outcomeOf(openRight(own, asking, by(rita))).refused('own_right');
  outcomeOf(openRight(own, { review, alike: ['cleo', 'rita'] }, by(chair))).refused('own_right');
  outcomeOf(openRight(items[0]!, { review, alike: ['cleo'] }, by(chair))).refused('not_the_reviewer');
  outcomeOf(decideRights(items.slice(0, 11), deciding('certify'), asking, by(rita))).refused('right_not_opened', { rights: 11 });
  outcomeOf(decideRights([opened(), items[1]!], deciding('certify'), asking, by(rita))).refused('right_not_opened', { rights: 1 });
  outcomeOf(decideRights([opened(), opened(items[1])], deciding('certify'), asking, by(rita))).then({ type: 'accessRight.decided' }, { type: 'accessRight.decided' });
  outcomeOf(decideRights([opened()], deciding('change', { instead: '' }), asking, by(rita))).refused('change_to_what');
  outcomeOf(openRight(opened(), asking, by(rita))).nothing();
});

test('AUD-08 what is undecided when its day has passed is suspended, and given back when it is certified late', () => {
  expect(standingOfRight(items[0]!, '2026-12-08T23:59:59.999Z')).toBe('undecided');
  expect(standingOfRight(items[0]!, afterDue)).toBe('suspended');
  expect(withholding([items[0]!], held('p0').since)).toMatchObject({ from: afterDue });
  expect(withholding([decided('certify')], null)).toBeNull();
  expect(withholding([decided('certify', '2026-12-20T10:00:00.000Z')], null)).toBeNull();
  expect(asReviewed(person('P0', 'chair'), [])).toEqual({ id: 'p0', name: 'P0', roles: ['chair'] });
});

test('AUD-08 a revoked or changed right is withheld from that moment until it is certified in a later review or granted anew', () => {
  for (const verdict of ['revoke', 'change'] as const) expect(withholding([decided(verdict)], '2026-01-01T00:00:00.000Z')).toMatchObject({ from: now });
  expect(standingOfRight(decided('change'), afterDue)).toBe('changed');
  const later = { ...decided('certify', '2027-01-10T10:00:00.000Z'), id: 'later', review: 'v2' };
  expect(withholding([decided('revoke'), later], null)).toBeNull();
  expect(withholding([decided('revoke'), { ...later, decision: null, dueOn: '2027-01-20' }], null)).toMatchObject({ from: now });
  expect(withholding([decided('revoke')], '2026-11-24T14:00:00.001Z')).toBeNull();
  const actor = asReviewed(person('P0', 'chair', 'requester'), [{ role: 'chair', review: 'V-A1-0001', because: 'revoked' }]);
  expect(actor.roles).toEqual(['requester']);
  expect(needs('decide', actor)).toMatchObject({ error: { code: 'right_withheld', facts: { role: 'chair', review: 'V-A1-0001', because: 'revoked' } } });
  expect(needs('raise', actor)).toBeNull();
});

test('AUD-08 a decision that somebody forged counts for nothing: by the holder, by another, unsigned, or before the right was opened', () => {
  const forged = (item: AccessItem, actor: string, isSigned = true): AccessItem => accessItemSheet.fold(item, { ...stamped({ type: 'accessRight.decided', subject: `accessRight:${item.id}`, data: { verdict: 'certify' }, text: { reason: 'x' } }, actor), isSigned })!;
  expect([forged(opened(), 'p0'), forged(opened(), 'cleo'), forged(opened(), 'rita', false), forged(items[0]!, 'rita')].map(({ decision }) => decision)).toEqual([null, null, null, null]);
  expect(forged({ ...opened(), holder: 'rita' }, 'rita').decision).toBeNull();
  expect(forged(opened(), 'rita').decision).not.toBeNull();
});

test('AUD-08 a review is closed by signature once nothing is undecided, or its day has passed', () => {
  const done = items.map((item) => ({ ...decided('certify'), id: item.id }));
  outcomeOf(closeReview(review, [...done.slice(1), items[0]!], { note: 'Complete', rev: 'r' }, by(rita))).refused('review_undecided', { left: 1, due: '2026-12-08' });
  outcomeOf(closeReview(review, items, { note: 'Nobody came', rev: 'r' }, by(rita, afterDue))).then({ type: 'accessReview.closed', data: { role: 'registrar', rev: 'r', supersedes: [] } });
  const closed = accessReviewSheet.fold(review, { ...stamped(eventsOf(closeReview(review, done, { note: 'Complete', rev: 'r' }, by(rita)))[0]!, 'rita'), isSigned: true, signature: 'ef' })!;
  expect(closed.closed).toMatchObject({ by: 'rita', note: 'Complete', signature: 'ef' });
  outcomeOf(decideRights([opened()], deciding('revoke'), { review: closed, alike: ['rita'] }, by(rita))).refused('review_closed');
});

test('AUD-08 rights that reach High and Critical are due after 90 days, others after 180, counted from the last certification', () => {
  const [high, other] = [held('a'), held('b', { key: 'role:b:requester', kind: 'app-role', isHighImpact: false })];
  const due = (rights: HeldRight[], known: AccessItem[] = [], at = now): string[] => rightsDue(rights, known, policy, at).map(({ dueOn }) => dueOn);
  expect(due([high, other])).toEqual(['2026-04-01', '2026-06-30']);
  expect(due([held('p0')], [decided('certify')])).toEqual(['2027-02-22']);
  expect(rightsDue([held('p0')], [decided('certify')], policy, '2027-02-23T00:00:00.000Z')[0]).toMatchObject({ isOverdue: true, because: 'not-reviewed' });
  expect(due([held('x', { since: null })])).toEqual(['2026-11-24']);
  expect(rightsDue([held('p0')], [items[0]!], policy, now)[0]).toMatchObject({ isOverdue: true, review: 'V-A1-0001' });
  expect(overdueAccessReviews([held('p0', { since: now })], [items[0]!], policy, afterDue)).toMatchObject([{ because: 'undecided', dueOn: '2026-12-08' }]);
  expect(overdueAccessReviews([held('q', { since: now })], [], policy, now)).toEqual([]);
});

test('AUD-08 whatever came of reviews in whatever order, a right is given exactly when nothing against it is later than its last certification', () => {
  const at = fc.integer({ min: 0, max: 400 }).map((days) => new Date(Date.UTC(2026, 0, 1 + days, 12)).toISOString());
  const one = fc.record({ id: fc.uuid(), verdict: fc.constantFrom('certify' as const, 'change' as const, 'revoke' as const, null), at }).map(({ id, verdict, at: when }): AccessItem => ({ ...items[0]!, id, dueOn: when.slice(0, 10), decision: verdict === null ? null : { value: { verdict, instead: '', reason: '', signature: '' }, by: 'rita', at: when, losers: [] } }));
  fc.assert(fc.property(fc.array(one, { maxLength: 8 }), (all) => {
    const found = withholding(all, null);
    expect(withholding(all.toReversed(), null)).toEqual(found);
    const last = all.filter(({ decision }) => decision?.value.verdict === 'certify').map(({ decision }) => decision!.at).toSorted().at(-1) ?? '';
    const against = all.filter(({ decision }) => decision?.value.verdict !== 'certify').map((item) => item.decision?.at ?? `${new Date(Date.parse(`${item.dueOn}T00:00:00.000Z`) + 86_400_000).toISOString()}`);
    expect(found !== null).toBe(against.some((from) => !(last > from)));
  }));
});

test('AUD-08 a delegate whose membership is withheld speaks for the team no more from that moment; the others still do', () => {
  const charter = { team: 'Payments', members: ['ira', 'tomasz'], lead: 'ira', tiers: [], services: [], environments: [], from: '2026-01-01T00:00:00.000Z', until: '2027-01-01T00:00:00.000Z', withheld: { ira: now } };
  const dossier = aDossier(aChange({ tier: 'low', score: 10, state: 'awaiting-authorisation' }), { route: { people: ['tomasz'], charters: [charter], profiles: [] } });
  expect(capacityOf(dossier, person('Ira', 'implementer'), '2026-11-24T13:59:59.999Z')).toBe('peer');
  expect(capacityOf(dossier, person('Ira', 'implementer'), now)).toBeNull();
  expect(capacityOf({ ...dossier, route: { ...dossier.route, charters: [{ ...charter, withheld: {} }] } }, person('Ira', 'implementer'), now)).toBe('peer');
});

test('AUD-08 a review is complete with its last decision, and never while a right in it is undecided', () => {
  const all = items.map((item, i): AccessItem => ({ ...decided('certify', `2026-11-${String(25 + (i % 3))}T10:00:00.000Z`), id: item.id }));
  expect(completionOf(review, all)).toEqual({ id: 'v1', number: 'V-A1-0001', title: 'Approvers', dueAt: afterDue, doneAt: '2026-11-27T10:00:00.000Z' });
  expect(completionOf(review, [...all.slice(1), items[0]!]).doneAt).toBeNull();
});
