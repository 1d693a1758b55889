// Where the points of “who had seen what” stand: per cent to the right by their order, pixels down by their device.
import type { Timeline } from '#contract/exchange.ts';

const top = 30;
export const rowHeight = 54;
/** Room at both ends, so that no mark is cut. */
const margin = 3;

type Point = Timeline['lines'][number]['points'][number];
export type Placed = Point & { x: number; y: number; isBelow: boolean };
export type Delivery = { x1: number; y1: number; x2: number; y2: number; isLast: boolean; isLate: boolean; at: string | null };

/** Orders are only ranks: every step has the same width. */
export function layout(timeline: Timeline): { lines: { feed: string; site: string; y: number; points: Placed[] }[]; deliveries: Delivery[]; height: number } {
  const orders = [...new Set([...timeline.lines.flatMap((l) => l.points.map((p) => p.order)), ...timeline.deliveries.flatMap((d) => [d.from.order, d.to.order])])].toSorted((a, b) => a - b);
  const x = (order: number): number => (orders.length < 2 ? 50 : margin + (orders.indexOf(order) / (orders.length - 1)) * (100 - 2 * margin));
  const rows = new Map(timeline.lines.map((line, i) => [line.feed, top + i * rowHeight]));
  const sideOrders = timeline.lines.flatMap((l) => l.points.filter((p) => p.isSide).map((p) => p.order));
  const first = Math.min(...sideOrders);
  const before = timeline.deliveries.filter((d) => d.from.order < first).map((d) => d.from.order);
  const lines = timeline.lines.map((line) => {
    let count = 0;
    const y = rows.get(line.feed)!;
    const isUnderDelivery = (order: number): boolean => timeline.deliveries.some((d) => d.to.feed === line.feed && d.to.order === order && (rows.get(d.from.feed) ?? y) < y);
    // Marks of one line take turns above and below, so that their words do not run into each other; where a delivery comes from above, the words go below it.
    const points = line.points.map((p): Placed => {
      const isBelow = p.isSide && (count % 2 === 1 || isUnderDelivery(p.order));
      if (p.isSide) count += 1;
      return { ...p, x: x(p.order), y, isBelow };
    });
    return { feed: line.feed, site: line.site, y, points };
  });
  const deliveries = timeline.deliveries.filter((d) => rows.has(d.from.feed) && rows.has(d.to.feed)).map((d): Delivery => ({
    x1: x(d.from.order), y1: rows.get(d.from.feed)!, x2: x(d.to.order), y2: rows.get(d.to.feed)!, isLast: before.length > 0 && d.from.order === Math.max(...before), isLate: d.from.order > first,
    at: timeline.lines.find((l) => l.feed === d.from.feed)?.points.find((p) => p.order === d.from.order)?.at ?? null,
  }));
  return { lines, deliveries, height: top + (timeline.lines.length - 1) * rowHeight + 30 };
}
