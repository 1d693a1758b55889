import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mostTracks } from '../../src-main/contract/calendar-views.ts';
import { daysFrom, packed, tracksOf, weeksOf } from '../../src-main/domain/calendar-views.ts';

const hour = 3_600_000;
const day = 24 * hour;
const span = { from: 0, to: 7 * day };
const bar = (from: number, to: number) => ({ from: from * hour, to: to * hour });

test('CAL-01 bars that leave room for their labels share a track, those that meet are stacked in the order they begin', () => {
  expect(packed([bar(0, 2), bar(40, 42), bar(80, 90)], span).map(({ track }) => track)).toEqual([0, 0, 0]);
  const [first, second] = packed([bar(11, 13), bar(10, 12)], span);
  expect([first, second]).toMatchObject([{ from: 10 * hour, track: 0 }, { from: 11 * hour, track: 1 }]);
});

test('CAL-01 a label that would leave the span at its end stands before the bar, and keeps its room there', () => {
  const last = bar(165, 167);
  expect(packed([last], span)).toMatchObject([{ isLabelBefore: true, track: 0 }]);
  expect(packed([last, bar(150, 152)], span).map(({ track }) => track).toSorted()).toEqual([0, 1]);
  // A bar as long as the span has room on neither side; its label goes where it always does.
  expect(packed([{ from: -day, to: 9 * day }], span)).toMatchObject([{ isLabelBefore: false }]);
});

test('CAL-01 however windows lie, no two bars of a track overlap, none is lost, and tracks are as few as those that meet at once', () => {
  const windows = fc.array(fc.tuple(fc.integer({ min: -200, max: 400 }), fc.integer({ min: 0, max: 300 })).map(([from, long]) => bar(from, from + long)), { maxLength: 60 });
  fc.assert(fc.property(windows, (bars) => {
    const placed = packed(bars, span);
    expect(placed).toHaveLength(bars.length);
    for (const [i, a] of placed.entries()) {
      for (const b of placed.slice(i + 1)) {
        const apart = Math.min(a.to, span.to) <= Math.max(b.from, span.from) || Math.min(b.to, span.to) <= Math.max(a.from, span.from);
        expect(a.track !== b.track || apart).toBe(true);
      }
    }
    const tracks = new Set(placed.map(({ track }) => track));
    expect([...tracks].toSorted((a, b) => a - b)).toEqual(Array.from({ length: tracks.size }, (_, i) => i));
    expect(tracksOf(placed)).toBe(Math.max(1, Math.min(mostTracks, tracks.size)));
  }));
});

test.each([['Europe/London', '2026-03-29', 23], ['Europe/London', '2026-10-25', 25], ['America/New_York', '2026-03-08', 23], ['Australia/Lord_Howe', '2026-04-05', 24.5], ['Asia/Kolkata', '2026-03-29', 24], ['Africa/Cairo', '2026-04-24', 23]])('CAL-01 in %s the day %s has %d hours', (zone, first, hours) => {
  const [one] = daysFrom(first, 1, zone);
  expect((one!.to - one!.from) / hour).toBe(hours);
});

test('CAL-01 days follow each other without a gap in every zone, over clock changes, new years and leap days', () => {
  const zones = fc.constantFrom('UTC', 'Europe/London', 'America/New_York', 'Asia/Kathmandu', 'Pacific/Apia', 'America/Santiago', 'Africa/Casablanca');
  fc.assert(fc.property(zones, fc.date({ min: new Date('1990-01-01'), max: new Date('2090-01-01'), noInvalidDate: true }), (zone, date) => {
    const days = daysFrom(date.toISOString().slice(0, 10), 42, zone);
    expect(days).toHaveLength(42);
    for (const [i, one] of days.entries()) {
      if (i > 0) expect(one.from).toBe(days[i - 1]!.to);
      // Samoa left out a whole day in 2011; every other day is there.
      expect(one.to - one.from).toBeLessThanOrEqual(26 * hour);
      expect(one.to).toBeGreaterThanOrEqual(one.from);
    }
  }));
  expect(daysFrom('2028-02-28', 3, 'UTC').map((d) => d.day)).toEqual(['2028-02-28', '2028-02-29', '2028-03-01']);
});

test('CAL-01 weeks of a long span begin on Mondays and cover it', () => {
  const year = { from: Date.parse('2026-01-01T00:00:00Z'), to: Date.parse('2027-01-01T00:00:00Z') };
  const weeks = weeksOf(year);
  expect(weeks).toHaveLength(53);
  expect(weeks.every(({ from }) => new Date(from).getUTCDay() === 1)).toBe(true);
  expect(weeks[0]!.from).toBeLessThanOrEqual(year.from);
  expect(weeks.at(-1)!.to).toBeGreaterThanOrEqual(year.to);
});
