// Technical debt and parallel runs: given failures and cycles, when somebody asks, then the payback, the flag and the exit follow.
import { expect, test } from 'vitest';
import type { Debt, DebtTerms } from '../../src-main/domain/debt.ts';
import { addFailure, debtPlanSheet, debtShare, debtSheet, decideDebt, isShort, needsDecision, paybackOf, planDebt, registerDebt, settleDebt } from '../../src-main/domain/debt.ts';
import type { DomainEvent } from '../../src-main/domain/event.ts';
import type { Exception } from '../../src-main/domain/exceptions.ts';
import type { ParallelRun, ParallelTerms, Side, Values } from '../../src-main/domain/parallel.ts';
import { cyclesOf, earlyEndFor, endParallel, extendParallel, mayEndAs, parallelSheet, planParallel, recordResult, runsUntil, streakOf } from '../../src-main/domain/parallel.ts';
import { defaultPolicy } from '../../src-main/domain/policy-document.ts';
import type { Verdict } from '../../src-main/domain/verdict.ts';
import { by, outcomeOf, person, stamped } from '../support/given.ts';

const manager = person('Tomasz', 'release-manager');
const chair = person('Marta', 'chair');
const on = (day: string, actor = manager) => by(actor, `${day}T12:00:00.000Z`);
const policy = { ...defaultPolicy, debt: { share: 20, minuteRate: 100, hourRate: 80, failures: 3, months: 6 } };
const eventsOf = (verdict: Verdict<DomainEvent>): DomainEvent[] => { if (!verdict.ok) throw new Error(`${verdict.error.code} ${JSON.stringify(verdict.error.facts)}`); return verdict.events; };

const terms: DebtTerms = { title: 'Parser without tests', component: 'Clearing parser', item: '', kind: 'fragile-dependency', interestHours: 6, cost: 12_000, owner: 'Ingrid', note: '' };
const debtFrom = (over: Partial<DebtTerms> = {}): Debt => eventsOf(registerDebt({ id: 'd1', number: 'LD-A1-0001' }, { ...terms, ...over }, on('2026-01-05'))).reduce<Debt | null>((s, event) => debtSheet.fold(s, stamped(event, 'tomasz')), null)!;
const failed = (debt: Debt, ...days: string[]): Debt => days.reduce((one, day, i) => debtSheet.fold(one, stamped(eventsOf(addFailure(one, { id: `${day}-${i}`, on: day, minutes: 90, reworkHours: 0, cause: 'Stopped' }, on(day)))[0]!, 'tomasz', `${day}T12:00:00.000Z`))!, debt);
const decided = (debt: Debt, day: string, verdict: 'funded' | 'deferred' = 'deferred'): Debt => debtSheet.fold(debt, stamped(eventsOf(decideDebt(debt, { verdict, hours: 40, reason: 'Heard', rev: 'r' }, on(day, chair)))[0]!, 'marta', `${day}T12:00:00.000Z`))!;

test('LEG-02 four failures of 90 minutes at the set rate and a repair of 12,000 pay back in two months', () => {
  const debt = failed(debtFrom(), '2026-07-01', '2026-08-01', '2026-09-01', '2026-10-01');
  expect(paybackOf(debt, policy, '2026-11-24T00:00:00.000Z')).toEqual({ failures: 4, minutes: 360, reworkHours: 0, months: 6, failureCost: 36_000, monthly: 6000, repairCost: 12_000, paybackMonths: 2 });
  expect(paybackOf(debtFrom(), policy, '2026-11-24T00:00:00.000Z').paybackMonths).toBeNull();
  expect(paybackOf(failed(debtFrom({ cost: 12_001 }), '2026-07-01', '2026-08-01', '2026-09-01', '2026-10-01'), policy, '2026-11-24T00:00:00.000Z').paybackMonths).toBe(3);
  const rework = debtSheet.fold(debtFrom(), stamped(eventsOf(addFailure(debtFrom(), { id: 'f', on: '2026-11-01', minutes: 0, reworkHours: 10, cause: 'Repaired by hand' }, on('2026-11-24')))[0]!))!;
  expect(paybackOf(rework, policy, '2026-11-24T00:00:00.000Z')).toMatchObject({ failureCost: 800, reworkHours: 10, paybackMonths: 90 });
});

test('LEG-02 a plan with 5 % of debt work is flagged, one with 20 % is not, an empty one says nothing', () => {
  const shares = [[95, 5], [80, 20], [0, 0], [81, 20]].map(([featureHours, debtHours]) => debtShare({ featureHours: featureHours!, debtHours: debtHours! }));
  expect(shares.map((share) => [share, isShort(share, policy)])).toEqual([[500, true], [2000, false], [null, false], [1980, true]]);
  const plan = eventsOf(planDebt('p', { release: '2026.12', featureHours: 95, debtHours: 5, debts: ['d1'] }, on('2026-11-24'))).reduce((s, event) => debtPlanSheet.fold(s, stamped(event)), null as ReturnType<typeof debtPlanSheet.fold>);
  expect(plan?.split.value).toEqual({ release: '2026.12', featureHours: 95, debtHours: 5, debts: ['d1'] });
});

test('LEG-02 a third failure of one dependency in six months waits for a decision of the board; the decision settles it until the next one', () => {
  const two = failed(debtFrom(), '2026-08-01', '2026-09-01');
  const three = failed(two, '2026-10-01');
  const now = '2026-10-02T00:00:00.000Z';
  expect([needsDecision(two, policy, now), needsDecision(three, policy, now), needsDecision(three, policy, '2027-02-02T00:00:00.000Z')]).toEqual([false, true, false]);
  expect(needsDecision(decided(three, '2026-10-03'), policy, '2026-10-04T00:00:00.000Z')).toBe(false);
  expect(needsDecision(failed(decided(two, '2026-09-02'), '2026-10-01'), policy, now)).toBe(true);
  const settled = debtSheet.fold(three, stamped(eventsOf(settleDebt(three, 'Replaced', on('2026-10-03')))[0]!))!;
  expect(needsDecision(settled, policy, now)).toBe(false);
  outcomeOf(addFailure(settled, { id: 'f', on: '2026-10-03', minutes: 1, reworkHours: 0, cause: '-' }, on('2026-10-04'))).refused('entry_ended');
});

test('LEG-02 a negative cost is refused, and so is every other negative amount, a failure to come, and funding without hours', () => {
  outcomeOf(registerDebt({ id: 'd', number: 'LD-A1-0002' }, { ...terms, cost: -1 }, on('2026-11-24'))).refused('negative_amount', { field: 'cost', value: -1 });
  outcomeOf(registerDebt({ id: 'd', number: 'LD-A1-0002' }, { ...terms, interestHours: -6 }, on('2026-11-24'))).refused('negative_amount', { field: 'interestHours' });
  outcomeOf(addFailure(debtFrom(), { id: 'f', on: '2026-11-01', minutes: -90, reworkHours: 0, cause: '-' }, on('2026-11-24'))).refused('negative_amount', { field: 'minutes' });
  outcomeOf(addFailure(debtFrom(), { id: 'f', on: '2026-11-25', minutes: 90, reworkHours: 0, cause: '-' }, on('2026-11-24'))).refused('day_ahead');
  outcomeOf(planDebt('p', { release: 'r', featureHours: 10, debtHours: -1, debts: [] }, on('2026-11-24'))).refused('negative_amount', { field: 'debtHours' });
  outcomeOf(decideDebt(debtFrom(), { verdict: 'funded', hours: 0, reason: '-', rev: 'r' }, on('2026-11-24', chair))).refused('funding_without_hours');
  outcomeOf(decideDebt(debtFrom(), { verdict: 'deferred', hours: 0, reason: '-', rev: 'r' }, on('2026-11-24'))).refused('role_needed');
});

const runTerms: ParallelTerms = { name: 'New pipeline', scope: 'Cards', oldProcess: 'Scripts', newProcess: 'Pipeline', from: '2026-11-01', until: '2026-12-31', cycles: 6, measures: ['durationMinutes', 'failures', 'evidencePercent'], needed: 3 };
const planned = (): ParallelRun => eventsOf(planParallel({ id: 'l1', number: 'LP-A1-0001' }, runTerms, policy, on('2026-11-01'))).reduce<ParallelRun | null>((s, event) => parallelSheet.fold(s, stamped(event)), null)!;
const record = (run: ParallelRun, cycle: number, side: Side, values: Values): ParallelRun => parallelSheet.fold(run, stamped(eventsOf(recordResult(run, { cycle, side, release: `R${cycle}`, values }, on('2026-11-24')))[0]!))!;
const old: Values = { durationMinutes: 60, failures: 1, evidencePercent: 80 };
const cycle = (run: ParallelRun, n: number, fresh: Values): ParallelRun => record(record(run, n, 'old', old), n, 'new', fresh);
const [good, equal, worse]: [Values, Values, Values] = [{ durationMinutes: 30, failures: 0, evidencePercent: 95 }, old, { durationMinutes: 30, failures: 2, evidencePercent: 95 }];
const runOf = (...cycles: Values[]): ParallelRun => cycles.reduce((run, fresh, i) => cycle(run, i + 1, fresh), planned());

test('LEG-06 two good cycles and then a failure begin the count anew; three in a row permit the exit', () => {
  const reset = runOf(good, equal, worse);
  expect([cyclesOf(reset).map(({ verdict }) => verdict), cyclesOf(reset)[2]!.worse, streakOf(cyclesOf(reset))]).toEqual([['good', 'good', 'worse'], ['failures'], 0]);
  expect(mayEndAs(reset, 'exit', null, on('2026-12-01', chair))).toMatchObject({ error: { code: 'exit_too_early', facts: { streak: 0, needed: 3 } } });
  const again = cycle(cycle(cycle(reset, 4, good), 5, equal), 6, good);
  expect(streakOf(cyclesOf(again))).toBe(3);
  outcomeOf(endParallel(again, { kind: 'exit', reason: 'Better in everything', exception: null, rev: 'r' }, on('2026-12-01', chair))).then({ type: 'parallel.ended', data: { kind: 'exit', exception: '', role: 'chair', rev: 'r', supersedes: [] } });
  outcomeOf(endParallel(again, { kind: 'exit', reason: 'Mine', exception: null, rev: 'r' }, on('2026-12-01'))).refused('role_needed');
  expect(streakOf(cyclesOf(runOf(good, { ...good, evidencePercent: 79 }, good)))).toBe(1);
});

test('LEG-06 results for one side, or for some measures only, leave a cycle incomplete; what is added later completes it', () => {
  const run = record(runOf(good, good), 3, 'new', good);
  expect([cyclesOf(run)[2], streakOf(cyclesOf(run))]).toEqual([expect.objectContaining({ verdict: 'incomplete', missing: ['old'], worse: [] }), 0]);
  expect(streakOf(cyclesOf(record(run, 3, 'old', { durationMinutes: 60, failures: 1 })))).toBe(0);
  expect(streakOf(cyclesOf(record(run, 3, 'old', old)))).toBe(3);
  expect(cyclesOf(record(planned(), 1, 'old', old))[0]).toMatchObject({ verdict: 'incomplete', missing: ['new'] });
});

const exception = (over: Partial<Exception> = {}): Exception => ({ id: 'x', number: 'X-A1-0007', rule: 'LEG-06', scope: { kind: 'all', id: '' }, justification: '', control: '', owner: 'p', from: '2026-11-20', until: '2026-12-10', requested: { by: 'a', at: '' }, approval: { by: 'b', at: '', role: 'chair' }, refused: null, revoked: null, renewals: [], ...over });
test('LEG-06 ending early needs an exception that holds; after its last day a run is given up without one', () => {
  const run = runOf(good, worse);
  const now = '2026-12-01T12:00:00.000Z';
  outcomeOf(endParallel(run, { kind: 'stop', reason: 'No use', exception: null, rev: 'r' }, on('2026-12-01', chair))).refused('stop_too_early', { until: '2026-12-31' });
  expect([exception(), exception({ rule: 'LEG-06/LP-A1-0001' }), exception({ rule: 'LEG-06/LP-A1-0002' }), exception({ approval: null }), exception({ until: '2026-11-30' }), exception({ scope: { kind: 'change', id: 'c' } })].map((one) => earlyEndFor(run, [one], policy, now))).toEqual(['X-A1-0007', 'X-A1-0007', null, null, null, null]);
  outcomeOf(endParallel(run, { kind: 'stop', reason: 'No use', exception: 'X-A1-0007', rev: 'r' }, on('2026-12-01', chair))).then({ data: { kind: 'stop', exception: 'X-A1-0007', role: 'chair', rev: 'r', supersedes: [] } });
  outcomeOf(endParallel(run, { kind: 'stop', reason: 'No use', exception: null, rev: 'r' }, on('2026-12-31', chair))).then({ type: 'parallel.ended' });
  const longer = parallelSheet.fold(run, stamped(eventsOf(extendParallel(run, { until: '2027-02-28', reason: 'Two more', rev: 'r' }, on('2026-12-01', chair)))[0]!))!;
  expect(runsUntil(longer)).toBe('2027-02-28');
  outcomeOf(endParallel(longer, { kind: 'stop', reason: 'No use', exception: null, rev: 'r' }, on('2026-12-31', chair))).refused('stop_too_early');
  outcomeOf(extendParallel(run, { until: '2026-12-31', reason: '-', rev: 'r' }, on('2026-12-01', chair))).refused('parallel_span');
});

test('LEG-06 a plan below the policy, one that cannot reach its threshold, a cycle ahead and a foreign measure are refused', () => {
  const asked = (over: Partial<ParallelTerms>) => outcomeOf(planParallel({ id: 'l', number: 'LP-A1-0002' }, { ...runTerms, ...over }, policy, on('2026-11-01')));
  asked({ needed: 2 }).refused('parallel_threshold', { least: 3 });
  asked({ cycles: 2 }).refused('parallel_cycles');
  asked({ until: '2026-11-01' }).refused('parallel_span');
  outcomeOf(recordResult(planned(), { cycle: 2, side: 'old', release: 'R', values: old }, on('2026-11-24'))).refused('cycle_ahead', { next: 1 });
  outcomeOf(recordResult(planned(), { cycle: 1, side: 'old', release: 'R', values: { defects: 1 } }, on('2026-11-24'))).refused('measure_not_compared');
});
