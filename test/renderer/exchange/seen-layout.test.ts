import { expect, test } from 'vitest';
import { layout } from '../../../src-renderer/features/exchange/seen-layout.ts';
import { decisionView } from '../../support/exchange-given.ts';

test('SYN-02 the picture keeps the order of the trail, puts each laptop on its own line and marks the last exchange before the sides', () => {
  const { lines, deliveries } = layout(decisionView.timeline);
  const points = lines.flatMap((l) => l.points).toSorted((a, b) => a.order - b.order);
  expect(points.map((p) => p.x)).toEqual(points.map((p) => p.x).toSorted((a, b) => a - b));
  expect(new Set(lines.map((l) => l.y)).size).toBe(2);
  expect(deliveries.map(({ isLast, isLate, at }) => [isLast, isLate, at])).toEqual([[true, false, '2026-11-24T13:20:00.000Z'], [false, true, '2026-11-24T15:41:00.000Z']]);
});

test('one point alone stands in the middle, a delivery from a laptop without a line is left out', () => {
  const { lines, deliveries } = layout({ lines: [{ feed: 'a', site: 'A1', points: [{ seq: 1, order: 7, at: '2026-11-24T13:20:00.000Z', what: 'x', isSide: false }] }], deliveries: [{ from: { feed: 'gone', order: 7 }, to: { feed: 'a', order: 7 } }] });
  expect([lines[0]?.points[0]?.x, deliveries]).toEqual([50, []]);
});

test('words of a mark go below the line where a delivery comes from above, and in turns where a laptop has two marks', () => {
  const at = '2026-11-24T13:20:00.000Z';
  const side = (seq: number, order: number) => ({ seq, order, at, what: 'change.edited', isSide: true });
  const { lines } = layout({
    lines: [{ feed: 'a', site: 'A1', points: [side(1, 0), side(2, 2)] }, { feed: 'b', site: 'B2', points: [side(1, 1)] }], deliveries: [{ from: { feed: 'a', order: 0 }, to: { feed: 'b', order: 1 } }],
  });
  expect(lines.map((l) => l.points.map((p) => p.isBelow))).toEqual([[false, true], [true]]);
});
