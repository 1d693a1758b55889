// The arithmetic of the calendar's pictures: axes, steps, columns, where an arrow leads, and views as text.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { laneKinds } from '../../../src-main/contract/calendar-views.ts';
import { axisOf, firstOfGrid, flipped, placeOf, scales, shareOf, stepped, stepsOf } from '../../../src-renderer/features/calendar/axis.ts';
import { beside } from '../../../src-renderer/features/calendar/beside.ts';
import { towards } from '../../../src-renderer/features/calendar/roving.ts';
import { firstView, looks, textOf, viewOf } from '../../../src-renderer/features/calendar/view.ts';

const zone = 'Europe/London';
const now = Date.parse('2026-11-24T14:38:00Z');
const hour = 3_600_000;
const axis = (scale: (typeof scales)[number], at: string, of = zone) => axisOf(scale, at, { zone: of, now });

test.each([
  ['week', '2026-11-24', '23 – 29 November', '2026-11-23T00:00:00.000Z', 168], ['week', '2026-12-01', '30 November – 6 December', '2026-11-30T00:00:00.000Z', 168], ['month', '2026-02-10', 'February 2026', '2026-02-01T00:00:00.000Z', 672],
  ['quarter', '2026-11-24', 'October – December 2026', '2026-09-30T23:00:00.000Z', 2209], ['year', '2028-06-01', '2028', '2028-01-01T00:00:00.000Z', 8784], ['day', '2026-11-24', 'Tuesday 24 November', '2026-11-24T00:00:00.000Z', 24], ['hours', '2026-11-24T14', 'Tue 24 November, 12:00 – 20:00', '2026-11-24T12:00:00.000Z', 8],
] as const)('CAL-01 the %s in which %s lies is %s', (scale, at, ...expected) => {
  const found = axis(scale, at);
  expect([found.title, new Date(found.from).toISOString(), (found.to - found.from) / hour]).toEqual(expected);
});

test('CAL-01 days on which clocks change are 23 and 25 hours long, and their ticks stand at whole hours of the wall clock', () => {
  const [spring, autumn] = [axis('day', '2026-03-29'), axis('day', '2026-10-25')];
  expect([(spring.to - spring.from) / hour, (autumn.to - autumn.from) / hour]).toEqual([23, 25]);
  expect(spring.ticks.filter(({ isMajor }) => isMajor)[1]!.label).toBe('04:00');
  expect(axis('week', '2026-03-29').ticks.filter(({ isMajor }) => isMajor)).toHaveLength(7);
  // A window moved by a day keeps its time of day; moved by hours it keeps its distance.
  const saturday = Date.parse('2026-03-28T22:00:00Z');
  expect(new Date(stepped(saturday, { step: { days: 1 }, zone }, 1)).toISOString()).toBe('2026-03-29T21:00:00.000Z');
  expect(stepped(saturday, { step: { minutes: 60 }, zone }, 24) - saturday).toBe(24 * hour);
});

test('CAL-01 flipping there and back comes back, views follow each other without a gap, and ticks lie inside, in every zone', () => {
  const anyZone = fc.constantFrom('UTC', 'Europe/London', 'America/New_York', 'Asia/Kathmandu', 'Pacific/Apia', 'Australia/Lord_Howe');
  const anyDay = fc.date({ min: new Date('2000-01-01'), max: new Date('2080-01-01'), noInvalidDate: true });
  fc.assert(fc.property(fc.constantFrom(...scales.filter((s) => s !== 'hours')), anyZone, anyDay, (scale, of, date) => {
    const here = axis(scale, date.toISOString().slice(0, 13), of);
    const next = axis(scale, flipped(scale, placeOf(here.from, of), { zone: of, by: 1 }), of);
    expect(next.from).toBe(here.to);
    expect(axis(scale, flipped(scale, placeOf(next.from, of), { zone: of, by: -1 }), of).from).toBe(here.from);
    for (const tick of here.ticks) {
      expect(tick.at).toBeGreaterThanOrEqual(here.from);
      expect(tick.at).toBeLessThan(here.to);
    }
    expect([shareOf(here.from, here), shareOf(here.to, here)]).toEqual([0, 100]);
  }), { numRuns: 60 });
});

test('CAL-01 a step forth and a step back end where they began, and a distance of whole steps is that many', () => {
  fc.assert(fc.property(fc.constantFrom(...scales), fc.integer({ min: -40, max: 40 }), (scale, by) => {
    const { step, from } = axis(scale, '2026-06-10T10');
    const moved = stepped(from, { step, zone: 'UTC' }, by);
    expect(stepped(moved, { step, zone: 'UTC' }, -by)).toBe(from);
    expect(stepsOf(moved - from, { step })).toBe(by);
  }));
});

test('CAL-01 the grid of a month begins on the Monday on or before its first', () => {
  expect([firstOfGrid('2026-11-24', zone), firstOfGrid('2026-06-15', zone), firstOfGrid('2027-02-28', zone)]).toEqual(['2026-10-26', '2026-06-01', '2027-02-01']);
});

test('CAL-01 an address written by hand leads to a view and never to an error', () => {
  expect(viewOf('scale=fortnight&look=3d&at=tomorrow&tier=high,purple&by=planet')).toMatchObject({ scale: 'week', look: 'lanes', at: '', tier: ['high'], by: 'service' });
  fc.assert(fc.property(fc.string(), (text) => { const view = viewOf(text); expect(viewOf(textOf(view))).toEqual(view); expect(axis(view.scale, view.at).to).toBeGreaterThan(axis(view.scale, view.at).from); }));
  const full = { ...firstView, look: looks[1], by: laneKinds[2], at: '2026-11-24T10', open: 'C-A1-0412', service: 'Payments & cards', tier: ['high' as const], isBusyOnly: true };
  expect(viewOf(textOf(full))).toEqual(full);
  expect(axis('week', '2026-99-99').title).not.toBe('');
});

test('CAL-01 blocks that meet stand side by side, each as wide as its cluster lets it', () => {
  const placed = beside([{ from: 0, to: 10 }, { from: 5, to: 15 }, { from: 12, to: 20 }, { from: 30, to: 40 }]);
  expect(placed.map(({ column, columns }) => [column, columns])).toEqual([[0, 2], [1, 2], [0, 2], [0, 1]]);
  const blocks = fc.array(fc.tuple(fc.integer({ min: 0, max: 95 }), fc.integer({ min: 1, max: 40 })).map(([from, long]) => ({ from, to: from + long })), { maxLength: 30 });
  fc.assert(fc.property(blocks, (given) => {
    const all = beside(given);
    expect(all).toHaveLength(given.length);
    for (const [i, a] of all.entries()) {
      expect(a.column).toBeLessThan(a.columns);
      for (const b of all.slice(i + 1)) if (a.from < b.to && b.from < a.to) expect([a.column === b.column, a.columns]).toEqual([false, b.columns]);
    }
  }));
});

test('CAL-01 arrows go along a lane, and over empty lanes to the bar nearest in time', () => {
  const rows = [[{ id: 'a', at: 0 }, { id: 'b', at: 50 }], [], [{ id: 'c', at: 10 }, { id: 'd', at: 60 }]];
  expect((['after', 'below', 'above', 'before', 'last', 'first'] as const).map((way) => towards(rows, 'b', way))).toEqual([undefined, 'd', undefined, 'a', 'b', 'a']);
  expect([towards(rows, 'c', 'above'), towards(rows, 'gone', 'after'), towards([], 'a', 'after')]).toEqual(['a', 'a', undefined]);
});
