// What goes before what (REL-03): dependencies between changes, packages and releases, the order that follows from them, and where they contradict each other.
import type { Json, StampedEvent } from './event.ts';
import { oneIn, recordIn, textIn } from './json-values.ts';
import { sheet } from './sheet.ts';

export const nodeKinds = ['change', 'package', 'release'] as const;
export const dependencyTypes = ['before', 'together', 'conflicts'] as const;
export type DependencyType = (typeof dependencyTypes)[number];
/** A record that takes a place in an order, by its UUID. */
export type Place = { kind: (typeof nodeKinds)[number]; id: string };
/** `before`: `from` ends before `to` begins; `together`: both in one step; `conflicts`: never in one step. */
export type Dependency = { id: string; from: Place; to: Place; type: DependencyType; source: string; by: string; at: string };
export type Edge = Pick<Dependency, 'from' | 'to' | 'type'>;
/** What contains what: changes of packages and releases, packages of releases. */
export type Containment = { parent: string; child: string };
export type Graph = { edges: readonly Edge[]; contains: readonly Containment[] };

const placeIn = (value: Json | undefined): Place | null => {
  const { kind, id } = recordIn(value);
  const known = oneIn(kind, nodeKinds);
  return known === null || textIn(id) === '' ? null : { kind: known, id: textIn(id) };
};
/** Where order means nothing the ends are put in order of their ids, so that it is the same dependency from either side. */
export const normal = ({ from, to, type }: Edge): Edge => (type !== 'before' && to.id < from.id ? { from: to, to: from, type } : { from, to, type });
/** What names a dependency; the same one written on two laptops is one record. */
export const edgeName = (edge: Edge): string => { const { from, to, type } = normal(edge); return `${type} ${from.id} ${to.id}`; };

export const dependencySheet = sheet<Dependency>({
  name: 'dependency', kind: 'dependency', types: ['dependency.recorded', 'dependency.withdrawn'],
  fold: (state, event: StampedEvent) => {
    if (event.type === 'dependency.withdrawn') return null;
    const [from, to, type] = [placeIn(event.data['from']), placeIn(event.data['to']), oneIn(event.data['type'], dependencyTypes)];
    if (state !== null || from === null || to === null || type === null || from.id === to.id) return state;
    return { id: event.subject.slice(event.subject.indexOf(':') + 1), from, to, type, source: textIn(event.text['source']), by: event.by.slice(event.by.indexOf(':') + 1), at: event.at };
  },
  // Found from the end that has to wait.
  columns: ({ type, to }) => ({ state: type, change: to.id }),
});

/** A step along the picture of an order; `isStrict`: time passes along it. */
type Arc = { to: string; isStrict: boolean };
type Arcs = ReadonlyMap<string, readonly Arc[]>;
const begin = (id: string): string => `${id}<`;
const end = (id: string): string => `${id}>`;
const nodeOf = (point: string): string => point.slice(0, -1);

/** Everything has a beginning and an end: what contains begins before and ends after what it contains. */
function arcsOf({ edges, contains }: Graph): Arcs {
  const arcs = new Map<string, Arc[]>();
  const add = (from: string, to: string, isStrict = false): void => { const known = arcs.get(from); if (known) known.push({ to, isStrict }); else arcs.set(from, [{ to, isStrict }]); };
  const points = new Set<string>();
  for (const { from, to, type } of edges) {
    points.add(from.id).add(to.id);
    if (type === 'before') add(end(from.id), begin(to.id), true);
    if (type === 'together') for (const point of [begin, end]) { add(point(from.id), point(to.id)); add(point(to.id), point(from.id)); }
  }
  for (const { parent, child } of contains) {
    points.add(parent).add(child);
    add(begin(parent), begin(child));
    add(end(child), end(parent));
  }
  for (const id of points) add(begin(id), end(id));
  return arcs;
}

type Stop = { point: string; isLater: boolean };
/** The shortest way from one point to another, where `isLater` one on which time passes; null when there is none. */
function wayBetween(arcs: Arcs, from: string, to: string, isLater = false): string[] | null {
  const key = ({ point, isLater: late }: Stop): string => `${point}${late ? '+' : ''}`;
  const start: Stop = { point: from, isLater: !isLater };
  const cameFrom = new Map<string, Stop | null>([[key(start), null]]);
  const queue = [start];
  for (let i = 0; i < queue.length; i += 1) {
    const at = queue[i]!;
    if (at.point === to && at.isLater) {
      const way: string[] = [];
      for (let stop: Stop | null = at; stop !== null; stop = cameFrom.get(key(stop)) ?? null) way.push(stop.point);
      return way.toReversed();
    }
    for (const arc of arcs.get(at.point) ?? []) {
      const next = { point: arc.to, isLater: at.isLater || arc.isStrict };
      if (!cameFrom.has(key(next))) { cameFrom.set(key(next), at); queue.push(next); }
    }
  }
  return null;
}
const namesAlong = (way: readonly string[]): string[] => way.map(nodeOf).filter((id, i, all) => id !== all[i - 1]);

function circleBehind(arcs: Arcs, { from, to }: Edge): string[] | null {
  const way = wayBetween(arcs, begin(to.id), end(from.id));
  return way === null ? null : [...namesAlong(way), to.id];
}
/** A circle in what goes before what, its first node named again at its end; null when the order holds. Laptops that wrote apart may have made one. */
export function circleIn(graph: Graph): string[] | null {
  const arcs = arcsOf(graph);
  for (const edge of graph.edges) {
    const found = edge.type === 'before' ? circleBehind(arcs, edge) : null;
    if (found) return found;
  }
  return null;
}
/** The circle that one more dependency would close, from its later end; null when it closes none. */
export function circleWith(graph: Graph, edge: Edge): string[] | null {
  const arcs = arcsOf({ ...graph, edges: [...graph.edges, { ...edge, type: 'conflicts' }] });
  const { from, to, type } = edge;
  if (type === 'before') return circleBehind(arcs, edge);
  if (type === 'conflicts') return null;
  // Two that go together stand in no order; as beginnings as little as as ends.
  for (const point of [begin, end]) {
    for (const [a, b] of [[from.id, to.id], [to.id, from.id]] as const) {
      const way = wayBetween(arcs, point(a), point(b), true);
      if (way !== null) return [...namesAlong(way), a];
    }
  }
  return null;
}

/** The changes that each record stands for: itself, or what it contains. */
export function leavesOf(contains: readonly Containment[]): (id: string) => string[] {
  const children = new Map<string, string[]>();
  for (const { parent, child } of contains) children.set(parent, [...(children.get(parent) ?? []), child]);
  const leaves = (id: string, above: readonly string[]): string[] => {
    const inside = children.get(id);
    return inside === undefined ? [id] : above.includes(id) ? [] : inside.flatMap((child) => leaves(child, [...above, id]));
  };
  return (id) => [...new Set(leaves(id, []))];
}

/** Steps of a deployment; what shares a step goes at the same time. `circle` is set where there is no order, with what has none left out. */
export type Sequence = { steps: string[][]; circle: string[] | null };
/** How many strict steps lie before each point; null where a circle has no end. */
function depths(arcs: Arcs, starts: readonly string[]): Map<string, number> {
  const depth = new Map<string, number>();
  const queue: string[] = [];
  const raise = (point: string, to: number): void => { if ((depth.get(point) ?? -1) < to) { depth.set(point, to); queue.push(point); } };
  for (const point of [...arcs.keys(), ...starts]) raise(point, 0);
  for (let i = 0; i < queue.length; i += 1) for (const arc of arcs.get(queue[i]!) ?? []) raise(arc.to, depth.get(queue[i]!)! + (arc.isStrict ? 1 : 0));
  return depth;
}

/**
 * The order in which changes go out: as early as what they wait for allows, those that conflict one after the other in the order they are given. What lies on
 * a circle has no place; the circle is named instead.
 */
export function sequenceOf(changes: readonly string[], graph: Graph): Sequence {
  const circle = circleIn(graph);
  if (circle !== null) return { steps: [], circle };
  const leaves = leavesOf(graph.contains);
  const clashes = graph.edges.filter(({ type }) => type === 'conflicts').flatMap(({ from, to }) => leaves(from.id).flatMap((a) => leaves(to.id).map((b): [string, string] => [a, b]))).filter(([a, b]) => a !== b && changes.includes(a) && changes.includes(b));
  const rank = new Map(changes.map((id, i) => [id, i]));
  let edges = graph.edges;
  for (;;) {
    const depth = depths(arcsOf({ ...graph, edges }), changes.map(begin));
    const at = (id: string): number => depth.get(begin(id)) ?? 0;
    const clash = clashes.find(([a, b]) => at(a) === at(b));
    const [a, b] = clash ?? [];
    if (a === undefined || b === undefined) {
      const levels = [...new Set(changes.map(at))].toSorted((x, y) => x - y);
      return { steps: levels.map((level) => changes.filter((id) => at(id) === level)), circle: null };
    }
    const [one, other] = rank.get(a)! < rank.get(b)! ? [a, b] : [b, a];
    const apart = (from: string, to: string): Edge => ({ from: { kind: 'change', id: from }, to: { kind: 'change', id: to }, type: 'before' });
    const next = circleWith({ ...graph, edges }, apart(one, other)) === null ? apart(one, other) : apart(other, one);
    const closed = circleWith({ ...graph, edges }, next);
    // Both at once and never at once: no order does that.
    if (closed !== null) return { steps: [], circle: closed };
    edges = [...edges, next];
  }
}
