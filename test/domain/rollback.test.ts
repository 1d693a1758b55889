// Readings against triggers: exact, and the same whatever lies between.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { triggerUnits } from '../../src-main/contract/backout.ts';
import { compareDecimals, decimalOf, instantMs, isBreach, judgeReadings } from '../../src-main/domain/rollback.ts';
import type { RollbackReading, RollbackTrigger, RollbackVerdict } from '../../src-main/domain/rollback.ts';
import { readingUnits } from '../../src-main/formats/readings.ts';

const start = Date.parse('2026-11-25T05:00:00.000Z');
const at = (minute: number): string => new Date(start + minute * 60_000).toISOString();
const errors: RollbackTrigger = { id: 'errors', metric: 'error rate', comparison: 'above', threshold: '5', unit: 'percent', seconds: 300, isAutomatic: true };
const reading = (minute: number, value: string, over: Partial<RollbackReading> = {}): RollbackReading => ({ at: at(minute), metric: 'error rate', value, unit: 'percent', ...over });
const terms = { triggers: [errors], deadlineAt: at(30) };
/** Minutes 0 to `minutes` in breach, then quiet. */
const breached = (minutes: number): RollbackReading[] => [...Array.from({ length: minutes + 1 }, (_, i) => reading(i, '6')), reading(minutes + 1, '1')];
function judged(...asked: Parameters<typeof judgeReadings>): RollbackVerdict {
  const answer = judgeReadings(...asked);
  if (!answer.ok) throw new Error(JSON.stringify(answer.error));
  return answer.verdict;
}

test('BCK-02 errors above 5 % for 6 minutes against a trigger of 5 % for 5 minutes roll back and name the trigger; 4 minutes do not', () => {
  expect(judged(terms, breached(6), at(10))).toMatchObject({ verdict: 'roll-back', because: 'errors', findings: [{ breach: { from: at(0), to: at(5), value: '6' }, longestSeconds: 360 }] });
  expect(judged(terms, breached(4), at(10))).toMatchObject({ verdict: 'healthy', because: null, findings: [{ breach: null, longestSeconds: 240, isRead: true, isQuiet: true }] });
  expect(judged(terms, breached(5), at(10))).toMatchObject({ verdict: 'roll-back' });
});

test('BCK-02 exactly the threshold is not above it, and one reading that holds begins the time anew', () => {
  expect(judged(terms, Array.from({ length: 20 }, (_, i) => reading(i, '5.000')), at(20))).toMatchObject({ verdict: 'healthy' });
  expect(judged(terms, [...breached(4), ...Array.from({ length: 5 }, (_, i) => reading(6 + i, '6')), reading(11, '5')], at(20))).toMatchObject({ verdict: 'healthy', findings: [{ longestSeconds: 240 }] });
});

test('BCK-02 no readings by the deadline: time_limit; before it nothing is ordered', () => {
  expect(judged(terms, [], at(30))).toMatchObject({ verdict: 'roll-back', because: 'time_limit', findings: [{ isRead: false }] });
  expect(judged(terms, [reading(31, '1')], at(40))).toMatchObject({ verdict: 'roll-back', because: 'time_limit' });
  expect(judged(terms, [], new Date(start + 30 * 60_000 - 1).toISOString())).toMatchObject({ verdict: 'watching', because: null });
  expect(judged({ triggers: [], deadlineAt: at(30) }, [], at(31))).toMatchObject({ verdict: 'roll-back', because: 'time_limit' });
});

test('BCK-02 a metric still in breach at the deadline is no healthy verdict, one that recovered before it is', () => {
  expect(judged(terms, [reading(1, '1'), reading(29, '6'), reading(32, '1')], at(33))).toMatchObject({ verdict: 'roll-back', because: 'time_limit' });
  expect(judged(terms, [reading(28, '6'), reading(29, '2')], at(33))).toMatchObject({ verdict: 'healthy' });
});

test('BCK-02 a manual trigger leaves the decision to a person until the deadline makes it', () => {
  const manual = { triggers: [{ ...errors, isAutomatic: false }], deadlineAt: at(30) };
  expect(judged(manual, breached(6), at(10))).toMatchObject({ verdict: 'decide', because: 'errors' });
  expect(judged(manual, breached(6), at(30))).toMatchObject({ verdict: 'roll-back', because: 'time_limit' });
});

test('BCK-02 the trigger that was met first is named', () => {
  const latency: RollbackTrigger = { id: 'latency', metric: 'p95', comparison: 'at-least', threshold: '250.5', unit: 'ms', seconds: 0, isAutomatic: true };
  const slow = reading(2, '250.50', { metric: 'p95', unit: 'ms' });
  expect(judged({ triggers: [errors, latency], deadlineAt: null }, [...breached(6), slow], at(10)).because).toBe('latency');
});

test.each([
  ['another unit', [reading(0, '0.06', { unit: 'ratio' })], 1, 'error rate is in ratio, and its trigger is in percent'],
  ['out of order', [reading(1, '1'), reading(0, '1')], 2, 'error rate is out of order'],
  ['no number', [reading(0, '1'), reading(1, 'NaN')], 2, '“NaN” is no number'],
  ['no time', [reading(0, '1', { at: 'yesterday' })], 1, '“yesterday” is no time'],
] as const)('BCK-02 readings in %s are refused with their row', (_, readings, row, problem) => {
  expect(judgeReadings(terms, readings, at(10))).toMatchObject({ ok: false, error: { code: 'readings_unusable', facts: { row, problem: expect.stringContaining(problem) as string }, where: { row } } });
});

test('BCK-02 metrics no trigger asks about may be in any unit and order', () => {
  expect(judged(terms, [reading(5, 'x', { metric: 'cpu', unit: '' }), reading(1, '1'), reading(0, '9', { metric: 'cpu', unit: 'ratio' })], at(10)).verdict).toBe('healthy');
});

test('BCK-02 decimals are compared exactly, beyond what floats can hold', () => {
  const order = (a: string, b: string): number => compareDecimals(decimalOf(a)!, decimalOf(b)!);
  expect([order('0.1', '0.10'), order('9007199254740993', '9007199254740992'), order('-0.3', '0.2'), order('1e3', '999.999'), order('0.30000000000000001', '0.3')]).toEqual([0, 1, -1, 1, 1]);
  expect(['', '1,5', '0x1', '1e999', 'Infinity', '--1', '1.'].map(decimalOf)).toEqual(Array(7).fill(null));
  expect([isBreach({ comparison: 'below', threshold: '99.9' }, '99.89'), isBreach({ comparison: 'at-most', threshold: '-1' }, '-1.0'), isBreach({ comparison: 'at-least', threshold: '5' }, '4.999')]).toEqual([true, true, false]);
});

test('BCK-02 for any readings: a breach that lasts at least the duration is found, and only then', () => {
  const anyRun = fc.record({ seconds: fc.integer({ min: 0, max: 900 }), gaps: fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 30 }), bad: fc.array(fc.boolean(), { minLength: 30, maxLength: 30 }) });
  fc.assert(fc.property(anyRun, ({ seconds, gaps, bad }) => {
    let clock = start;
    const readings = gaps.map((gap, i): RollbackReading => { clock += gap * 1000; return { at: new Date(clock).toISOString(), metric: 'error rate', value: bad[i]! ? '5.01' : '5', unit: 'percent' }; });
    // The same question asked the slow way: is there a stretch of readings, all in breach, that is long enough?
    const isLong = readings.some((_, i) => readings.some((to, k) => k >= i && bad.slice(i, k + 1).every(Boolean) && Date.parse(to.at) - Date.parse(readings[i]!.at) >= seconds * 1000));
    expect(judged({ triggers: [{ ...errors, seconds }], deadlineAt: null }, readings, at(600)).verdict === 'roll-back').toBe(isLong);
  }));
});

test('BCK-02 instants are read as the calendar has them, and what is no day is no instant', () => {
  fc.assert(fc.property(fc.date({ min: new Date('0001-01-01T00:00:00.000Z'), max: new Date('9999-12-31T23:59:59.999Z'), noInvalidDate: true }), (date) => { expect(instantMs(date.toISOString())).toBe(date.getTime()); }));
  expect([instantMs('2024-02-29T00:00:00Z'), instantMs('2026-11-25T06:00:00+01:00')]).toEqual([Date.UTC(2024, 1, 29), Date.UTC(2026, 10, 25, 5)]);
  expect(['2026-02-29T00:00:00.000Z', '2026-13-01T00:00:00.000Z', '2026-00-10T00:00:00Z', '2026-11-25', ''].map(instantMs)).toEqual(Array(5).fill(Number.NaN));
});

test('BCK-02 triggers know the units that readings know', () => {
  expect([...triggerUnits]).toEqual([...readingUnits]);
});
