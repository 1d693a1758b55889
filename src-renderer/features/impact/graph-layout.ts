// Where each item stands in the picture of an impact: one column per distance, ordered so that lines cross little; too many of one kind become one box.
import type { ImpactItem, ImpactReport } from '#contract/impact.ts';

export type Node = { id: string; label: string; sub: string; items: readonly ImpactItem[]; x: number; y: number; isStart: boolean; tier: number | null };
export type Line = { from: Node; to: Node; isBack: boolean };
export type Layout = { nodes: Node[]; lines: Line[]; width: number; height: number; isGrouped: boolean };

/** Up to this many items each have a box of their own. */
export const mostBoxes = 60;
export const box = { width: 160, height: 38, gapX: 48, gapY: 12, head: 26 };

type Draft = Omit<Node, 'x' | 'y'> & { distance: number };
const single = (item: ImpactItem): Draft => ({ id: item.id, label: item.name, sub: item.serviceName || item.type, items: [item], isStart: item.distance === 0, tier: item.tier, distance: item.distance });

/** Of a crowded picture, items of one service and distance share a box. */
function grouped(items: readonly ImpactItem[]): Draft[] {
  const groups = new Map<string, ImpactItem[]>();
  for (const item of items) {
    const key = `${item.distance} ${item.service ?? ''}`;
    groups.set(key, [...(groups.get(key) ?? []), item]);
  }
  return [...groups].map(([key, all]): Draft => (all.length === 1 ? single(all[0]!) : {
    id: `group ${key}`, label: all[0]!.serviceName || 'No service', sub: `${all.length} items`, items: all, isStart: all[0]!.distance === 0, tier: null, distance: all[0]!.distance,
  }));
}

/** Boxes of a column in the order of what they hang on, so that lines run level where they can. */
function inOrder(column: readonly Draft[], before: ReadonlyMap<string, number>, parentsOf: ReadonlyMap<string, readonly string[]>): Draft[] {
  const weight = (node: Draft): number => {
    const places = node.items.flatMap((item) => parentsOf.get(item.id) ?? []).flatMap((id) => before.get(id) ?? []);
    return places.length === 0 ? Number.MAX_SAFE_INTEGER : places.reduce((sum, y) => sum + y, 0) / places.length;
  };
  return column.map((node) => ({ node, w: weight(node) })).toSorted((a, b) => a.w - b.w || (a.node.label < b.node.label ? -1 : 1)).map(({ node }) => node);
}

/** Lays the nearest items out; `most` bounds the boxes of one column in a crowded picture. */
export function layoutOf({ items, edges }: Pick<ImpactReport, 'items' | 'edges'>): Layout {
  const isGrouped = items.length > mostBoxes;
  const drafts = isGrouped ? grouped(items) : items.map(single);
  const parentsOf = new Map<string, string[]>();
  for (const { from, to } of edges) parentsOf.set(to, [...(parentsOf.get(to) ?? []), from]);
  const place = new Map<string, number>();
  const nodes: Node[] = [];
  const last = Math.max(0, ...drafts.map((d) => d.distance));
  for (let distance = 0; distance <= last; distance += 1) {
    const column = inOrder(drafts.filter((d) => d.distance === distance), place, parentsOf);
    column.forEach(({ distance: _d, ...node }, i) => {
      const y = box.head + i * (box.height + box.gapY);
      for (const item of node.items) place.set(item.id, y);
      nodes.push({ ...node, x: distance * (box.width + box.gapX), y });
    });
  }
  const nodeOf = new Map(nodes.flatMap((node) => node.items.map((item): [string, Node] => [item.id, node])));
  const lines = new Map<string, Line>();
  for (const { from, to } of edges) {
    const [a, b] = [nodeOf.get(from), nodeOf.get(to)];
    if (a && b && a !== b) lines.set(`${a.id}\n${b.id}`, { from: a, to: b, isBack: b.x <= a.x });
  }
  return { nodes, lines: [...lines.values()], width: (last + 1) * (box.width + box.gapX) - box.gapX, height: Math.max(box.head + box.height, ...nodes.map((n) => n.y + box.height)), isGrouped };
}

/** The way of a line from box to box; one that runs back goes round underneath its boxes. */
export function pathOf({ from, to, isBack }: Line): string {
  const [y1, y2] = [from.y + box.height / 2, to.y + box.height / 2];
  if (!isBack) {
    const [x1, x2] = [from.x + box.width, to.x];
    const bend = Math.min(40, (x2 - x1) / 2);
    return `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`;
  }
  if (from.x === to.x) { const x = from.x + box.width; return `M${x} ${y1}C${x + 34} ${y1} ${x + 34} ${y2} ${x} ${y2}`; }
  const [x1, x2] = [from.x + box.width / 2, to.x + box.width / 2];
  const [b1, b2] = [from.y + box.height, to.y + box.height];
  return `M${x1} ${b1}C${x1} ${Math.max(b1, b2) + 26} ${x2} ${Math.max(b1, b2) + 26} ${x2} ${b2}`;
}
