// Prioritisation: scores with visible weights, the line where the hours end, moves by hand, and what is left for later.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { DomainEvent } from '../../src-main/domain/event.ts';
import type { Known, Ranking } from '../../src-main/domain/ranking.ts';
import { arrange, defaultWeights, pointsOf, rankingSheet, roiOf } from '../../src-main/domain/ranking.ts';
import { deferCandidate, describeRanking, dropCandidate, moveCandidate, resumeCandidate, setCandidate } from '../../src-main/domain/ranking-acts.ts';
import type { Verdict } from '../../src-main/domain/verdict.ts';
import { by, outcomeOf, person, stamped } from '../support/given.ts';

const manager = by(person('Tomasz', 'release-manager'));
const today = '2026-11-24';
const some: Omit<Known, 'id'> = { kind: 'feature', of: '', number: null, name: '', benefit: 0, cost: 1000, hours: 10, value: 3, tier: 'medium', impact: 0, dueOn: null, isExcepted: false };
const known: Known[] = [
  { ...some, id: 'a', name: 'Instant payments', benefit: 400_000, cost: 100_000, impact: 400, value: 5, tier: 'medium', hours: 60 },
  { ...some, id: 'b', name: 'Card limits', benefit: 90_000, cost: 60_000, impact: 100, value: 4, tier: 'low', hours: 40 },
  { ...some, id: 'c', name: 'Sanctions screening', benefit: 0, cost: 50_000, impact: 200, value: 1, tier: 'high', hours: 50, dueOn: '2026-12-20' },
  { ...some, id: 'd', name: 'Branch screens', benefit: 30_000, cost: 30_000, impact: 800, value: 2, tier: 'high', hours: 30 },
  { ...some, id: 'e', name: 'Statement archive', benefit: 10_000, cost: 0, impact: 0, value: 2, tier: 'low', hours: 20 },
];
const of = (id: string, list = known): Known => list.find((one) => one.id === id)!;
const fold = (ranking: Ranking | null, verdict: Verdict<DomainEvent>): Ranking => { if (!verdict.ok) throw new Error(verdict.error.code); return verdict.events.reduce((state, event) => rankingSheet.fold(state, stamped(event, 'tomasz')), ranking)!; };
const empty = fold(null, describeRanking({ id: 'k1', name: 'January', capacity: 150, weights: defaultWeights, twin: null }, manager));
const ranking = known.reduce((state, { number: _number, isExcepted: _excepted, ...candidate }) => fold(state, setCandidate(state, candidate, manager)), empty);
const ids = (state: Ranking, list = known) => { const { above, below, deferred, proposed } = arrange(state, list, today); const named = (ranked: typeof above): string => ranked.map(({ candidate }) => candidate.id).join(''); return { above: named(above), below: named(below), deferred: named(deferred), proposed: proposed.join('') }; };

test('REL-06 with fixture data the order, the scores and the capacity line are those expected, and what does not fit is proposed for later', () => {
  const { above, below, hours, isOver } = arrange(ranking, known, today);
  expect([...above, ...below].map(({ candidate, score, rank, sum, isBelow, isLifted }) => [candidate.id, score, rank, sum, isBelow, isLifted])).toEqual([['a', 7300, 1, 60, false, false], ['b', 5160, 2, 100, false, false], ['c', 3150, 4, 150, false, true], ['e', 3625, 3, 170, true, false], ['d', 1150, 5, 200, true, false]]);
  expect([hours, isOver]).toEqual([200, false]);
  expect(above[0]!.points).toEqual({ roi: 100, impact: 50, deadline: 0, value: 100, risk: 70 });
  // Branch screens bring the most risk for the least value, so they go before the archive.
  expect(ids(ranking)).toEqual({ above: 'abc', below: 'ed', deferred: '', proposed: 'de' });
  expect(ids({ ...ranking, capacity: 200 })).toEqual({ above: 'abecd', below: '', deferred: '', proposed: '' });
  expect(ids({ ...ranking, weights: { roi: 0, impact: 100, deadline: 0, value: 0, risk: 0 }, capacity: 60 })).toMatchObject({ above: 'c', below: 'ebad' });
  expect(arrange({ ...ranking, capacity: 40 }, known, today).isOver).toBe(true);
});

test('REL-06 a cost of 0 makes the return undefined, not infinite, and a loss is no gain', () => {
  expect([roiOf(of('e')), roiOf(of('a')), roiOf(of('c')), roiOf({ benefit: 1, cost: 3 })]).toEqual([null, 30_000, -10_000, -6667]);
  const points = (over: Partial<Known>) => pointsOf({ ...of('e'), ...over }, { most: 800, today });
  expect([points({}).roi, points({ cost: 1, benefit: 1e12 }).roi, points({ cost: 10, benefit: 0 }).roi]).toEqual([0, 100, 0]);
  expect([points({ dueOn: '2026-12-24' }).deadline, points({ dueOn: '2027-11-24' }).deadline, points({ dueOn: '2020-01-01' }).deadline, points({ dueOn: '2027-06-08' }).deadline]).toEqual([100, 0, 100, 50]);
  expect(points({ tier: null, impact: null })).toMatchObject({ risk: 0, impact: 0 });
});

test('REL-06 every move by hand needs a reason; with one it stands beside the candidate', () => {
  const move = (state: Ranking, candidate: string, before: string | null, reason = 'Promised') => moveCandidate(state, { candidate: of(candidate), before: before === null ? null : of(before), reason, known }, manager);
  outcomeOf(move(ranking, 'e', 'a', ' ')).refused('reason_needed', { what: 'moving Statement archive by hand' });
  const moved = fold(ranking, move(ranking, 'e', 'a'));
  expect(moved.moves).toMatchObject([{ candidate: 'e', before: 'a', reason: 'Promised', by: 'tomasz' }]);
  expect(ids(moved)).toEqual({ above: 'eac', below: 'bd', deferred: '', proposed: 'db' });
  // The last move of a candidate counts.
  expect(ids(fold(moved, move(moved, 'e', null))).below).toBe('de');
  outcomeOf(move(ranking, 'e', 'e')).nothing();
  outcomeOf(moveCandidate(ranking, { candidate: of('e'), before: null, reason: 'x', known }, by(person('Luis', 'implementer')))).refused('role_needed');
});

test('REL-06 regulatory work does not fall below the line, is not left for later and not taken out, without an exception', () => {
  const facts = { candidate: 'Sanctions screening', dueOn: '2026-12-20', rule: 'REL-06/c' };
  const down = (list: Known[]) => moveCandidate(ranking, { candidate: of('c', list), before: null, reason: 'Not urgent', known: list }, manager);
  outcomeOf(down(known)).refused('regulatory_below_line', facts);
  outcomeOf(moveCandidate(ranking, { candidate: of('c'), before: of('d'), reason: 'Not urgent', known }, manager)).refused('regulatory_below_line');
  outcomeOf(deferCandidate(ranking, of('c'), 'No hours', manager)).refused('regulatory_below_line', facts);
  outcomeOf(dropCandidate(ranking, of('c'), manager)).refused('regulatory_below_line');
  outcomeOf(moveCandidate(ranking, { candidate: of('c'), before: of('a'), reason: 'The supervisor asks', known }, manager)).then({ type: 'ranking.moved', data: { candidate: 'c', before: 'a' } });
  const excepted = known.map((one) => (one.id === 'c' ? { ...one, isExcepted: true } : one));
  outcomeOf(down(excepted)).then({ type: 'ranking.moved' });
  expect(ids(ranking, excepted)).toMatchObject({ above: 'abe', below: 'cd' });
  outcomeOf(deferCandidate(ranking, of('c', excepted), 'Agreed with the supervisor', manager)).then({ type: 'ranking.deferred', data: { candidate: 'c' } });
});

test('REL-06 what is deferred takes no hours until it is taken up again; weights make 100 and records are candidates once', () => {
  outcomeOf(deferCandidate(ranking, of('d'), '', manager)).refused('reason_needed');
  const less = fold(ranking, deferCandidate(ranking, of('d'), 'No hours', manager));
  expect(ids(less)).toEqual({ above: 'abc', below: 'e', deferred: 'd', proposed: 'e' });
  outcomeOf(deferCandidate(less, of('d'), 'Again', manager)).refused('candidate_deferred');
  outcomeOf(moveCandidate(less, { candidate: of('d'), before: of('a'), reason: 'x', known }, manager)).refused('candidate_deferred');
  expect(ids(fold(less, resumeCandidate(less, of('d'), 'Hours are there', manager)))).toEqual(ids(ranking));
  outcomeOf(resumeCandidate(ranking, of('d'), 'x', manager)).refused('candidate_not_deferred');
  outcomeOf(describeRanking({ id: 'k2', name: 'Spring', capacity: 1, weights: { ...defaultWeights, roi: 31 }, twin: null }, manager)).refused('ranking_weights', { sum: 101 });
  outcomeOf(describeRanking({ id: 'k2', name: 'January', capacity: 1, weights: defaultWeights, twin: { id: 'k1' } }, manager)).refused('ranking_named_twice');
  outcomeOf(setCandidate(ranking, { ...of('a'), id: 'z', name: 'INSTANT payments' }, manager)).refused('candidate_twice');
  outcomeOf(setCandidate(ranking, { ...of('a'), id: 'z', name: '' }, manager)).refused('candidate_unnamed');
});

test('REL-06 whatever is ranked, the work above the line fits unless regulation alone is too much, and no regulatory work is below it', () => {
  const candidate = fc.record({ hours: fc.nat(60), value: fc.integer({ min: 1, max: 5 }), benefit: fc.nat(1000), cost: fc.nat(1000), isDue: fc.boolean(), isExcepted: fc.boolean() });
  fc.assert(fc.property(fc.array(candidate, { maxLength: 10 }), fc.nat(300), (list, capacity) => {
    const all = list.map(({ isDue, ...one }, i): Known => ({ ...some, ...one, id: `${i}`, dueOn: isDue ? '2026-12-20' : null }));
    const { above, below, isOver } = arrange({ ...empty, capacity }, all, today);
    expect([...above, ...below]).toHaveLength(all.length);
    expect(isOver || above.reduce((sum, { candidate: { hours } }) => sum + hours, 0) <= capacity).toBe(true);
    expect(below.every(({ candidate: { dueOn, isExcepted } }) => dueOn === null || isExcepted)).toBe(true);
  }));
});
