import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Temporal } from 'temporal-polyfill';
import { dateReader, noEvidence, weighDate } from '../../src-main/formats/dates.ts';

const berlin = 'Europe/Berlin';
const at = (text: string, zone?: string, format?: string, dayEnds = false): string => {
  const read = dateReader(zone, format)(text, dayEnds);
  return read.ok ? read.at : read.why;
};

describe('foreign dates', () => {
  test.each([
    ['2026-11-21T14:03:00Z', '2026-11-21T14:03:00.000Z'],
    ['2026-11-21T14:03:00.123+0200', '2026-11-21T12:03:00.123Z'],
    ['2026-11-21T14:03:00+05:30', '2026-11-21T08:33:00.000Z'],
    ['2026-11-21 14:03 UTC', '2026-11-21T14:03:00.000Z'],
    ['2026-07-05 22:44:32.227357Z', '2026-07-05T22:44:32.227Z'],
    ['2026-01-01T00:30:00+01:00', '2025-12-31T23:30:00.000Z'],
  ])('%s has its own offset', (text, expected) => {
    expect(at(text)).toBe(expected);
  });

  test.each([
    ['2026-11-21 14:03:00', '2026-11-21T13:03:00.000Z'],
    ['2026-07-05 22:44:32.227357', '2026-07-05T20:44:32.227Z'],
    ['21/Nov/26 2:03 PM', '2026-11-21T13:03:00.000Z'],
    ['21/Nov/26 12:03 AM', '2026-11-20T23:03:00.000Z'],
    ['Nov 21, 2026 2:03 PM', '2026-11-21T13:03:00.000Z'],
    ['21 November 2026 14:03', '2026-11-21T13:03:00.000Z'],
    ['21.11.2026 14:03', '2026-11-21T13:03:00.000Z'],
    ['2026/11/21 14:03', '2026-11-21T13:03:00.000Z'],
    ['21/11/2026 14:03', '2026-11-21T13:03:00.000Z'],
    ['11/21/2026 14:03', '2026-11-21T13:03:00.000Z'],
    ['2026-11-21', '2026-11-20T23:00:00.000Z'],
  ])('%s is read in the zone given, and not without one', (text, expected) => {
    expect(at(text, berlin)).toBe(expected);
    expect(at(text)).toBe('zone_needed');
  });

  test('03/04/2026 has two readings and is never guessed', () => {
    expect(at('03/04/2026 10:00', 'UTC')).toBe('ambiguous_date');
    expect(at('03/04/2026 10:00', 'UTC', 'DD/MM/YYYY')).toBe('2026-04-03T10:00:00.000Z');
    expect(at('03/04/2026 10:00', 'UTC', 'MM/DD/YYYY')).toBe('2026-03-04T10:00:00.000Z');
  });

  test('a bare day as an end means the end of that day', () => {
    expect(at('2026-03-29', berlin, undefined, true)).toBe('2026-03-29T22:00:00.000Z');
    expect(at('2026-03-29', berlin)).toBe('2026-03-28T23:00:00.000Z');
  });

  test('a time the clock skips does not exist, one it repeats is the earlier', () => {
    expect(at('2026-03-29 02:30:00', berlin)).toBe('time_does_not_exist');
    expect(dateReader(berlin, undefined)('2026-10-25 02:30:00')).toEqual({ ok: true, at: '2026-10-25T00:30:00.000Z', isLocal: true, isTwice: true });
    expect(at('2026-10-25 03:30:00', berlin)).toBe('2026-10-25T02:30:00.000Z');
  });

  test.each([['2026-02-30 10:00:00', 'no_such_day'], ['2026-13-01', 'no_such_day'], ['31.04.2026', 'no_such_day'], ['2026-01-01 25:00:00', 'unknown_date'], ['next Tuesday', 'unknown_date'], ['21/Foo/26', 'unknown_date'], ['2026-01-01 10:61', 'unknown_date']])('%s is no date', (text, why) => {
    expect(at(text, 'UTC')).toBe(why);
  });

  test('numbers count days or seconds only when the mapping says so', () => {
    expect(at('46347.5', 'UTC')).toBe('unknown_date');
    expect(at('46347.5', 'UTC', 'excel-serial')).toBe('2026-11-21T12:00:00.000Z');
    expect(at('1795269780000', undefined, 'epoch-ms')).toBe(Temporal.Instant.fromEpochMilliseconds(1_795_269_780_000).toString({ smallestUnit: 'millisecond' }));
    expect(at('1795269780', undefined, 'epoch-s')).toBe(at('1795269780000', undefined, 'epoch-ms'));
  });

  test('every local time agrees with Temporal in every zone', () => {
    const zones = ['UTC', berlin, 'America/New_York', 'Asia/Kolkata', 'Pacific/Apia', 'Australia/Lord_Howe', 'Africa/Casablanca'];
    const readers = new Map(zones.map((zone) => [zone, dateReader(zone, undefined)]));
    fc.assert(fc.property(fc.constantFrom(...zones), fc.integer({ min: 0, max: 20 * 365 * 24 * 60 }), (zone, minutes) => {
      const local = Temporal.PlainDateTime.from('2010-01-01T00:00').add({ minutes });
      const read = readers.get(zone)!(local.toString({ smallestUnit: 'second' }).replace('T', ' '));
      const later = local.toZonedDateTime(zone, { disambiguation: 'later' });
      const earlier = local.toZonedDateTime(zone, { disambiguation: 'earlier' });
      if (!earlier.toPlainDateTime().equals(local)) expect(read).toEqual({ ok: false, why: 'time_does_not_exist' });
      else expect(read).toEqual({ ok: true, at: earlier.toInstant().toString({ smallestUnit: 'millisecond' }), isLocal: true, isTwice: !earlier.equals(later) });
    }), { numRuns: 3000 });
  });

  test('a column in which one day is past the twelfth shows which comes first', () => {
    const evidence = noEvidence();
    for (const text of ['03/04/2026', '13/04/2026', '2026-01-01 10:00:00']) weighDate(text, evidence);
    expect(evidence).toMatchObject({ dayFirst: 1, monthFirst: 0, eitherWay: '03/04/2026', local: '03/04/2026' });
  });
});
