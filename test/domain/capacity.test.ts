// Change capacity (CAL-05): given what there is and what is taken, when a release comes on top, then where it is too much and what would clear it.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { loadsIn, overloadsOf } from '../../src-main/domain/capacity.ts';
import type { CapacityFacts, Consumer, Need, Supply } from '../../src-main/domain/capacity.ts';
import { capacityGaps } from '../../src-main/domain/capacity-pieces.ts';
import { capacitySheet, demandSheet, endInitiative, enterInitiative, initiativeSheet, reviseInitiative, setCapacity, setDemand, supplyOf } from '../../src-main/domain/capacity-records.ts';
import type { Json } from '../../src-main/domain/event.ts';
import type { Exception } from '../../src-main/domain/exceptions.ts';
import { defaultPolicy } from '../../src-main/domain/policy-document.ts';
import { by, now, outcomeOf, person, stamped } from '../support/given.ts';

const manager = by(person('Tomasz', 'release-manager'));
const adoption = (amount: number, month = '2026-12', of = 'Branches'): Need => ({ kind: 'adoption', of, month, amount });
const takes = (id: string, needs: Need[], over: Partial<Consumer> = {}): Consumer => ({ kind: 'release', id, number: `R-A1-${id}`, name: id, state: 'scoped', isConfirmed: true, isMovable: true, window: { startsAt: '2026-12-01T00:00:00.000Z', endsAt: '2026-12-10T00:00:00.000Z' }, needs, ...over });
const facts = (own: Consumer | null, others: Consumer[], supplies: Supply[] = []): CapacityFacts => ({ own, others: [...others, ...(own ? [own] : [])], supplies });
const fresh = (needs: Need[], over: Partial<Consumer> = {}): Consumer => takes('0009', needs, { state: 'planning', isConfirmed: false, ...over });
const initiative: Consumer = { kind: 'initiative', id: 'i1', number: '', name: 'New branch system', state: 'open', isConfirmed: true, isMovable: true, window: null, needs: [adoption(50)] };

test('CAL-05 a department at 80 points gets a release of 30: an overload of 10 is shown, confirmation refused, candidates for a cut listed, and deferral clears it', () => {
  const own = fresh([adoption(30)]);
  const given = facts(own, [initiative, takes('0002', [adoption(25)]), takes('0003', [adoption(5)])]);
  const [overload, ...rest] = overloadsOf(given, defaultPolicy);
  expect(rest).toEqual([]);
  expect(overload).toMatchObject({ kind: 'adoption', of: 'Branches', month: '2026-12', limit: 100, used: 80, own: 30, total: 110, over: 10, deferTo: '2027-01' });
  expect(overload!.cuts.map(({ name, amount, isEnough }) => [name, amount, isEnough])).toEqual([['0002', 25, true], ['0009', 30, true], ['New branch system', 50, true], ['0003', 5, false]]);
  const [gap] = capacityGaps(own, given, { policy: defaultPolicy, exceptions: [], now });
  expect(gap).toMatchObject({ id: 'capacity:adoption:branches:2026-12', isWaived: false, why: { code: 'capacity_overloaded', facts: { total: 110, limit: 100, over: 10, deferTo: '2027-01', cuts: 'R-A1-0002 (25), New branch system (50), R-A1-0003 (5)', rule: 'CAL-05/R-A1-0009' } } });
  expect(overloadsOf(facts(fresh([adoption(30, '2027-01')]), [initiative]), defaultPolicy)).toEqual([]);
  // The next month is full as well, and the one after it is not.
  expect(overloadsOf(facts(own, [initiative, takes('0002', [adoption(30), adoption(90, '2027-01')])]), defaultPolicy)[0]).toMatchObject({ deferTo: '2027-02' });
});

test('CAL-05 an exception for the release or for everything waives the overload while it holds, one for another release does not', () => {
  const own = fresh([adoption(130)]);
  const exception = (rule: string, until: string): Exception => ({ id: 'x', number: 'X-A1-0001', rule, scope: { kind: 'all', id: '' }, justification: '', control: '', owner: 'p', from: '2026-11-01', until, requested: { by: 'a', at: now }, approval: { by: 'b', at: now, role: 'chair' }, refused: null, revoked: null, renewals: [] });
  const waived = (...exceptions: Exception[]): boolean => capacityGaps(own, facts(own, []), { policy: defaultPolicy, exceptions, now })[0]!.isWaived;
  expect([waived(exception('CAL-05/R-A1-0009', '2026-11-28')), waived(exception('CAL-05', '2026-11-28')), waived(exception('CAL-05/R-A1-0008', '2026-11-28')), waived(exception('CAL-05/R-A1-0009', '2026-11-20')), waived()]).toEqual([true, true, false, false, false]);
});

test('CAL-05 two releases at once that take headroom to 15 % are flagged, one after the other they are not', () => {
  const infrastructure = (amount: number): Need => ({ kind: 'infrastructure', of: 'Production', month: null, amount });
  const supply: Supply = { kind: 'infrastructure', of: 'production', usual: 45, months: {} };
  const own = fresh([infrastructure(20)]);
  expect(overloadsOf(facts(own, [takes('0002', [infrastructure(20)])], [supply]), defaultPolicy)).toMatchObject([{ kind: 'infrastructure', total: 85, headroom: 15, least: 20, over: 5, cuts: [{ name: '0002' }, { name: '0009' }] }]);
  expect(capacityGaps(own, facts(own, [takes('0002', [infrastructure(20)])], [supply]), { policy: defaultPolicy, exceptions: [], now })[0]).toMatchObject({ why: { code: 'headroom_short', facts: { headroom: 15, least: 20, what: 'Production' } } });
  const later = { window: { startsAt: '2026-12-10T00:00:00.000Z', endsAt: '2026-12-20T00:00:00.000Z' } };
  expect(overloadsOf(facts(own, [takes('0002', [infrastructure(20)], later)], [supply]), defaultPolicy)).toEqual([]);
  // Two others that follow each other within the window are never there at once.
  const [early, late] = [takes('0002', [infrastructure(15)], { window: { startsAt: '2026-12-01T00:00:00.000Z', endsAt: '2026-12-05T00:00:00.000Z' } }), takes('0003', [infrastructure(15)], { window: { startsAt: '2026-12-05T00:00:00.000Z', endsAt: '2026-12-08T00:00:00.000Z' } })];
  expect(overloadsOf(facts(own, [early, late], [supply]), defaultPolicy)).toEqual([]);
});

test('CAL-05 hours of staff and the number of releases bind only where somebody counted them; what is planned or given up counts for nobody else', () => {
  const testing = (amount: number): Need => ({ kind: 'testing', of: 'Payments', month: '2026-12', amount });
  const slot: Need = { kind: 'slots', of: '', month: '2026-12', amount: 1 };
  const own = fresh([testing(50), slot]);
  expect(overloadsOf(facts(own, [takes('0002', [testing(900), slot])]), defaultPolicy)).toEqual([]);
  const supplies: Supply[] = [{ kind: 'testing', of: 'payments', usual: 100, months: { '2026-12': 60 } }, { kind: 'slots', of: '', usual: 1, months: {} }];
  expect(overloadsOf(facts(own, [takes('0002', [testing(20), slot])], supplies), defaultPolicy)).toMatchObject([{ kind: 'testing', limit: 60, total: 70, over: 10 }, { kind: 'slots', limit: 1, total: 2, over: 1 }]);
  expect(overloadsOf(facts(own, [takes('0002', [testing(20), slot], { isConfirmed: false })], supplies), defaultPolicy)).toEqual([]);
  expect(loadsIn(facts(null, [takes('0002', [testing(20)]), fresh([testing(50)])], supplies), ['2026-12', '2027-01'], defaultPolicy).filter(({ kind }) => kind === 'testing')).toMatchObject([{ month: '2026-12', limit: 60, used: 20, planned: 70, over: 0, takers: [{ amount: 20 }, { amount: 50 }] }, { month: '2027-01', limit: 100, used: 0 }]);
});

test('CAL-05 negative capacity is refused, whoever it is for, and so are more than the whole and nameless pools', () => {
  const set = (over: Partial<Parameters<typeof setCapacity>[1]>) => outcomeOf(setCapacity('c1', { kind: 'adoption', of: 'Branches', month: null, amount: 80, ...over }, manager));
  set({ amount: -1 }).refused('capacity_negative', { amount: -1, what: 'adoption points of Branches' });
  set({ kind: 'infrastructure', of: 'production', amount: 101 }).refused('capacity_percent');
  set({ of: '' }).refused('capacity_unnamed');
  set({ kind: 'slots' }).refused('capacity_unnamed');
  set({}).then({ type: 'capacity.set', data: { kind: 'adoption', month: null, amount: 80 }, text: { of: 'Branches' } });
  set({ amount: null }).then({ data: { amount: null } });
  outcomeOf(setCapacity('c1', { kind: 'adoption', of: 'Branches', month: null, amount: 80 }, by(person('Ada', 'requester')))).refused('role_needed');
  const release = { id: 'r1', number: 'R-A1-0001' };
  outcomeOf(setDemand(release, [{ kind: 'testing', of: 'Payments', month: null, amount: -4 }], manager)).refused('capacity_negative');
  outcomeOf(setDemand(release, [adoption(4)], manager)).refused('adoption_in_assessment', { release: 'R-A1-0001' });
  const terms = { name: 'New branch system', department: 'Branches', from: '2027-01', until: '2027-06', points: 30 };
  outcomeOf(enterInitiative('i1', { ...terms, until: '2026-12' }, manager)).refused('initiative_months');
  outcomeOf(enterInitiative('i1', { ...terms, points: -3 }, manager)).refused('capacity_negative');
  const folded = [enterInitiative('i1', terms, manager), reviseInitiative({ id: 'i1' }, { ...terms, points: 20 }, manager), endInitiative({ id: 'i1', ended: null }, 'Done', manager)].flatMap((verdict) => (verdict.ok ? verdict.events : [])).reduce<ReturnType<typeof initiativeSheet.fold>>((state, event) => initiativeSheet.fold(state, stamped(event)), null);
  expect(folded).toMatchObject({ terms: { value: { points: 20 } }, ended: { reason: 'Done' } });
});

test('CAL-05 what other devices made up is no capacity', () => {
  for (const data of [{ kind: 'adoption', month: null, amount: -5 }, { kind: 'time', month: null, amount: 5 }, { kind: 'adoption', month: '2026-13', amount: 5 }, { kind: 'adoption', month: null, amount: 1.5 }, {}] as Record<string, Json>[]) expect(capacitySheet.fold(null, stamped({ type: 'capacity.set', subject: 'capacity:c1', data }))).toBeNull();
  const record = [{ month: null, amount: 80 }, { month: '2026-12', amount: 40 }, { month: '2027-01', amount: null }].reduce<ReturnType<typeof capacitySheet.fold>>((state, data) => capacitySheet.fold(state, stamped({ type: 'capacity.set', subject: 'capacity:c1', data: { kind: 'adoption', ...data }, text: { of: 'Branches' } })), null);
  expect(supplyOf(record!)).toEqual({ kind: 'adoption', of: 'Branches', usual: 80, months: { '2026-12': 40 } });
  expect(demandSheet.fold(null, stamped({ type: 'demand.set', subject: 'release:r1', data: { needs: [{ kind: 'testing', month: '2026-12', amount: 4 }, { kind: 'magic', amount: 2 }, 'x'] }, text: { of: ['Payments', 7] } }))).toMatchObject({ needs: { value: [{ kind: 'testing', of: 'Payments', month: '2026-12', amount: 4 }] } });
});

test('CAL-05 an overload is exactly what is over the limit, cuts that are enough clear it, and a month it could be deferred to has room', () => {
  const need = fc.record({ kind: fc.constantFrom('adoption', 'testing', 'support') as fc.Arbitrary<Need['kind']>, of: fc.constantFrom('Branches', 'branches', 'Cards'), month: fc.constantFrom('2026-12', '2027-01'), amount: fc.integer({ min: 0, max: 90 }) });
  const other = fc.record({ needs: fc.array(need, { maxLength: 3 }), isConfirmed: fc.boolean() });
  fc.assert(fc.property(fc.array(other, { maxLength: 5 }), fc.array(need, { minLength: 1, maxLength: 3 }), (others, needs) => {
    const standing = others.map(({ needs: of, isConfirmed }, i) => takes(`000${i}`, of, { isConfirmed }));
    const own = fresh(needs);
    const given = facts(own, standing, [{ kind: 'testing', of: 'Branches', usual: 60, months: {} }]);
    for (const overload of overloadsOf(given, defaultPolicy)) {
      const sum = [own, ...standing.filter(({ isConfirmed }) => isConfirmed)].flatMap((one) => one.needs).filter((one) => one.kind === overload.kind && one.of.toLowerCase() === overload.of.toLowerCase() && one.month === overload.month).reduce((all, { amount }) => all + amount, 0);
      expect([overload.total, overload.over]).toEqual([sum, sum - overload.limit]);
      for (const cut of overload.cuts.filter(({ isEnough, id }) => isEnough && id !== own.id)) expect(overloadsOf(facts(own, standing.filter(({ id }) => id !== cut.id), [...given.supplies]), defaultPolicy).map(({ key }) => key)).not.toContain(overload.key);
    }
  }), { numRuns: 200 });
});
