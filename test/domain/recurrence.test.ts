// Occurrences of recurring entries: leap days, clock changes, rules without an end, rules that are none (CAL-02, CAL-03).
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { comesAgain, occurrencesIn, ruleProblem } from '../../src-main/domain/recurrence.ts';
import type { Recurring } from '../../src-main/domain/recurrence.ts';

const entry = (rule: string, startsAt: string, more: { hours?: number; zone?: string; except?: string[]; moved?: { at: string; startsAt: string; endsAt: string }[] } = {}): Recurring => ({
  startsAt, endsAt: new Date(Date.parse(startsAt) + (more.hours ?? 2) * 3_600_000).toISOString(), zone: more.zone ?? 'Europe/London', recurrence: { rule, except: more.except ?? [], moved: more.moved ?? [] },
});
const starts = (it: Recurring, from: string, to: string): string[] => occurrencesIn(it, { startsAt: `${from}T00:00:00.000Z`, endsAt: `${to}T00:00:00.000Z` }).map(({ startsAt }) => startsAt.slice(0, 16));

test('CAL-02 a yearly freeze of 29 February takes place in leap years alone, also without an end', () => {
  const leap = entry('FREQ=YEARLY', '2024-02-29T18:00:00.000Z');
  expect(starts(leap, '2024-01-01', '2037-01-01')).toEqual(['2024-02-29T18:00', '2028-02-29T18:00', '2032-02-29T18:00', '2036-02-29T18:00']);
  expect(starts(leap, '2096-01-01', '2105-01-01')).toEqual(['2096-02-29T18:00', '2104-02-29T18:00']);
  expect(starts(entry('FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-1', '2024-02-29T18:00:00.000Z'), '2024-01-01', '2027-01-01')).toEqual(['2024-02-29T18:00', '2025-02-28T18:00', '2026-02-28T18:00']);
  expect(starts(entry('FREQ=MONTHLY', '2026-01-31T18:00:00.000Z'), '2026-01-01', '2026-06-01')).toEqual(['2026-01-31T18:00', '2026-03-31T17:00', '2026-05-31T17:00']);
});

test('CAL-02 wall time stays over a clock change, and a time that does not exist there is left out as RFC 5545 says', () => {
  expect(starts(entry('FREQ=WEEKLY', '2026-03-22T22:00:00.000Z'), '2026-03-20', '2026-04-06')).toEqual(['2026-03-22T22:00', '2026-03-29T21:00', '2026-04-05T21:00']);
  expect(starts(entry('FREQ=WEEKLY', '2026-10-18T21:00:00.000Z'), '2026-10-18', '2026-11-02')).toEqual(['2026-10-18T21:00', '2026-10-25T22:00', '2026-11-01T22:00']);
  const gap = entry('FREQ=DAILY', '2026-03-06T07:30:00.000Z', { zone: 'America/New_York' });
  expect(starts(gap, '2026-03-06', '2026-03-11')).toEqual(['2026-03-06T07:30', '2026-03-07T07:30', '2026-03-09T06:30', '2026-03-10T06:30']);
  // 01:30 comes twice on 1 November; the first one counts.
  expect(starts(entry('FREQ=DAILY', '2026-10-31T05:30:00.000Z', { zone: 'America/New_York' }), '2026-10-31', '2026-11-03')).toEqual(['2026-10-31T05:30', '2026-11-01T05:30', '2026-11-02T06:30']);
});

test('CAL-02 an occurrence that began before the span and lasts into it belongs to it; one that ends with its start does not', () => {
  const long = entry('FREQ=MONTHLY;BYMONTHDAY=28', '2026-01-28T00:00:00.000Z', { hours: 96, zone: 'UTC' });
  expect(starts(long, '2026-03-01', '2026-03-02')).toEqual(['2026-02-28T00:00']);
  expect(starts(long, '2026-03-04', '2026-03-05')).toEqual([]);
});

test('CAL-03 an occurrence that is left out is gone, one that was moved lies where it was moved to', () => {
  const weekly = entry('FREQ=WEEKLY;COUNT=4', '2026-12-01T09:00:00.000Z', { zone: 'UTC', except: ['2026-12-08T09:00:00.000Z'], moved: [{ at: '2026-12-15T09:00:00.000Z', startsAt: '2027-02-01T09:00:00.000Z', endsAt: '2027-02-01T12:00:00.000Z' }] });
  expect(starts(weekly, '2026-11-01', '2027-03-01')).toEqual(['2026-12-01T09:00', '2026-12-22T09:00', '2027-02-01T09:00']);
  expect(starts(weekly, '2027-02-01', '2027-02-02')).toEqual(['2027-02-01T09:00']);
});

test.each([
  ['', 'empty'], ['FREQ=NEVER', 'FREQ=NEVER'], ['FREQ=SECONDLY', 'FREQ'], ['INTERVAL=2', 'FREQ'], ['FREQ=DAILY;INTERVAL=0', 'INTERVAL=0'], ['FREQ=DAILY;COUNT=-1', 'COUNT'], ['FREQ=DAILY;FOO=1', 'FOO=1'],
  ['FREQ=MONTHLY;BYMONTHDAY=32', 'BYMONTHDAY'], ['FREQ=DAILY;UNTIL=soon', 'UNTIL'], ['FREQ=DAILY;COUNT=2;UNTIL=20270101', 'exclude'], ['FREQ=DAILY;FREQ=DAILY', 'twice'], ['FREQ=DAILY\nEXDATE:20260101', 'FREQ'], ['FREQ=WEEKLY;BYDAY=XX', 'BYDAY'], ['FREQ=YEARLY;BYMONTH=13', 'BYMONTH'],
])('CAL-03 the rule %j is reported, and gives no more than its first occurrence', (rule, word) => {
  expect(ruleProblem(rule)).toContain(word);
  expect(starts(entry(rule, '2026-12-01T09:00:00.000Z'), '2026-01-01', '2028-01-01')).toEqual(['2026-12-01T09:00']);
});

test('CAL-02 a rule that never comes again is known for one, quickly', () => {
  for (const rule of ['FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30', 'FREQ=DAILY;BYMONTHDAY=31;BYMONTH=2', 'FREQ=DAILY;COUNT=1']) expect([rule, comesAgain(entry(rule, '2026-12-01T09:00:00.000Z'))]).toEqual([rule, false]);
  for (const rule of ['FREQ=YEARLY', 'FREQ=MONTHLY;BYDAY=-1FR', 'FREQ=DAILY;BYHOUR=9,17']) expect([rule, comesAgain(entry(rule, '2026-12-01T09:00:00.000Z'))]).toEqual([rule, true]);
});

test('CAL-02 however a span is cut, each occurrence is found in the part it lies in', () => {
  const rules = ['FREQ=DAILY;INTERVAL=3', 'FREQ=WEEKLY;BYDAY=MO,FR', 'FREQ=MONTHLY;BYDAY=-1FR', 'FREQ=MONTHLY;BYMONTHDAY=31', 'FREQ=WEEKLY;COUNT=40', 'FREQ=YEARLY'];
  fc.assert(fc.property(fc.constantFrom(...rules), fc.constantFrom('UTC', 'America/New_York', 'Australia/Lord_Howe'), fc.tuple(fc.integer({ min: 0, max: 700 }), fc.integer({ min: 1, max: 200 }), fc.integer({ min: 1, max: 80 })), (rule, zone, [from, days, hours]) => {
    const it = entry(rule, '2026-01-30T20:00:00.000Z', { zone, hours });
    const at = (day: number): string => new Date(Date.parse('2026-01-01T00:00:00.000Z') + day * 86_400_000).toISOString();
    const whole = occurrencesIn(it, { startsAt: at(0), endsAt: at(1200) });
    const cut = occurrencesIn(it, { startsAt: at(from), endsAt: at(from + days) });
    expect(cut).toEqual(whole.filter((one) => one.startsAt < at(from + days) && one.endsAt > at(from)));
  }), { numRuns: 300 });
});
