import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatMinutes, formatSpan } from '../../../src-renderer/ui/time-words.ts';
import { instantOf, isZone, wallTimeOf } from '../../../src-renderer/ui/zones.ts';

test('wall time and back is the same minute wherever the wall shows each time once', () => {
  fc.assert(fc.property(fc.integer({ min: Date.UTC(2000, 0), max: Date.UTC(2040, 0) }), fc.constantFrom('UTC', 'Asia/Kolkata', 'Asia/Tokyo', 'Africa/Lagos'), (ms, zone) => {
    const minute = new Date(Math.floor(ms / 60_000) * 60_000).toISOString();
    expect(instantOf(wallTimeOf(minute, zone), zone)).toBe(minute);
  }));
});

test('a time skipped in spring moves forward by the gap', () => {
  expect(instantOf('2026-03-29T01:30', 'Europe/London')).toBe('2026-03-29T01:30:00.000Z');
  expect(wallTimeOf('2026-03-29T01:30:00.000Z', 'Europe/London')).toBe('2026-03-29T02:30');
});

test('of a time the wall shows twice in autumn the earlier one counts', () => {
  expect(instantOf('2026-10-25T01:30', 'Europe/London')).toBe('2026-10-25T00:30:00.000Z');
});

test.each(['0002-02-09T14:00', '0020-02-09T14:00', '0202-02-09T14:00', '9999-12-01T23:59'])('%s, a year on the way while one is typed, is a time like any other', (wall) => {
  for (const zone of ['UTC', 'Europe/London', 'Asia/Tokyo', 'America/New_York']) expect(wallTimeOf(instantOf(wall, zone)!, zone)).toBe(wall);
});

test.each(['0000-01-01T00:00', '0001-01-01T00:00', '9999-12-31T23:59', '12027-01-01T00:00'])('%s lies at the edge of the calendar: an answer or none, never an error', (wall) => {
  for (const zone of ['UTC', 'Europe/London', 'Asia/Tokyo', 'America/New_York']) expect(() => instantOf(wall, zone)).not.toThrow();
});

test('what is no time has no instant, and what is no zone is no zone', () => {
  expect(instantOf('tomorrow', 'UTC')).toBeNull();
  expect(isZone('Europe/Atlantis')).toBe(false);
});

test('a span names its second day only when there is one', () => {
  expect(formatSpan('2020-11-26T05:00:00.000Z', '2020-11-26T05:40:00.000Z', 'UTC')).toBe('Thu 26 Nov 2020, 05:00 – 05:40');
  expect(formatSpan('2020-11-26T22:00:00.000Z', '2020-11-27T02:00:00.000Z', 'UTC')).toBe('Thu 26 Nov 2020, 22:00 – Fri 27 Nov 2020, 02:00');
});

test.each([[0, 'none'], [40, '40 min'], [60, '1 h'], [150, '2 h 30 min'], [1440, '1 day'], [4325, '3 days 5 min'], [4380, '3 days 1 h']])('%i minutes are said as “%s”', (minutes, words) => {
  expect(formatMinutes(minutes)).toBe(words);
});
