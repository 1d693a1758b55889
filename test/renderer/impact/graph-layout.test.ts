// The picture of an impact: a column per distance, lines that run back drawn as such, a crowd gathered into boxes.
import { expect, test } from 'vitest';
import type { ImpactItem } from '../../../src-main/contract/impact.ts';
import { box, layoutOf, mostBoxes, pathOf } from '../../../src-renderer/features/impact/graph-layout.ts';

const item = (id: string, distance: number, more: Partial<ImpactItem> = {}): ImpactItem => ({ id, name: id, type: 'server', environment: '', owner: '', tier: null, service: null, serviceName: '', distance, path: [id], isMissing: false, ...more });
const edge = (from: string, to: string) => ({ from, to, kind: 'depends-on' as const });

test('RISK-04 each distance is a column, and a cycle back to the start is a line that runs back', () => {
  const { nodes, lines, width, isGrouped } = layoutOf({ items: [item('A', 0), item('B', 1), item('C', 2)], edges: [edge('A', 'B'), edge('B', 'C'), edge('C', 'A')] });
  expect(nodes.map((n) => [n.id, n.x / (box.width + box.gapX), n.isStart])).toEqual([['A', 0, true], ['B', 1, false], ['C', 2, false]]);
  expect(lines.map((l) => [l.from.id, l.to.id, l.isBack])).toEqual([['A', 'B', false], ['B', 'C', false], ['C', 'A', true]]);
  expect([width, isGrouped]).toEqual([3 * box.width + 2 * box.gapX, false]);
  expect(lines.every((l) => /^M[\d.]+ [\d.]+C[\d. ]+$/.test(pathOf(l)))).toBe(true);
});

test('boxes stand beside what they hang on, so that lines do not cross', () => {
  const { nodes } = layoutOf({ items: [item('a', 0), item('b', 0), item('x', 1), item('y', 1)], edges: [edge('a', 'y'), edge('b', 'x')] });
  expect(nodes.filter((n) => n.x > 0).map((n) => n.id)).toEqual(['y', 'x']);
});

test('beyond sixty items those of one service at one distance share a box, and every item is in exactly one', () => {
  const items = [item('start', 0), ...Array.from({ length: mostBoxes + 20 }, (_, i) => item(`n${i}`, 1 + (i % 2), { service: i % 4 < 2 ? 's' : null, serviceName: i % 4 < 2 ? 'Cards' : '' }))];
  const { nodes, lines, isGrouped } = layoutOf({ items, edges: items.slice(1).map((i) => edge('start', i.id)) });
  expect([isGrouped, nodes.length, nodes.reduce((sum, n) => sum + n.items.length, 0)]).toEqual([true, 5, items.length]);
  expect(nodes.find((n) => n.label === 'Cards')?.sub).toBe('20 items');
  expect(lines).toHaveLength(4);
});

test('nothing changed is an empty picture with room for its heading', () => {
  expect(layoutOf({ items: [], edges: [] })).toMatchObject({ nodes: [], lines: [], isGrouped: false });
});
