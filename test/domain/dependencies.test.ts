// What goes before what: orders, steps, circles, and that no order breaks a dependency.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { DependencyType, Edge, Graph } from '../../src-main/domain/dependencies.ts';
import { circleIn, circleWith, edgeName, leavesOf, sequenceOf } from '../../src-main/domain/dependencies.ts';

const place = (id: string) => ({ kind: 'change' as const, id });
const edge = (from: string, type: DependencyType, to: string): Edge => ({ from: place(from), to: place(to), type });
const graph = (...edges: Edge[]): Graph => ({ edges, contains: [] });

test('REL-03 A before B before C: the order is A, B, C whatever order they are given in, and C before A is refused listing A, B, C, A', () => {
  const chain = graph(edge('A', 'before', 'B'), edge('B', 'before', 'C'));
  expect(sequenceOf(['C', 'B', 'A'], chain)).toEqual({ steps: [['A'], ['B'], ['C']], circle: null });
  expect(circleWith(chain, edge('C', 'before', 'A'))).toEqual(['A', 'B', 'C', 'A']);
  expect(circleWith(chain, edge('A', 'before', 'C'))).toBeNull();
  expect(sequenceOf(['A', 'B', 'C'], graph(...chain.edges, edge('C', 'before', 'A'))).circle).toEqual(['B', 'C', 'A', 'B']);
});

test('REL-03 what depends on nothing of the others goes in parallel; together shares a step, conflicts never do', () => {
  expect(sequenceOf(['A', 'B', 'C', 'D'], graph(edge('A', 'before', 'C'), edge('C', 'together', 'D')))).toEqual({ steps: [['A', 'B'], ['C', 'D']], circle: null });
  expect(sequenceOf(['A', 'B', 'C'], graph(edge('A', 'conflicts', 'B')))).toEqual({ steps: [['A', 'C'], ['B']], circle: null });
  expect(sequenceOf(['A', 'B'], graph(edge('A', 'together', 'B'), edge('A', 'conflicts', 'B'))).circle).not.toBeNull();
  expect(circleWith(graph(edge('A', 'before', 'B')), edge('B', 'together', 'A'))).toEqual(['A', 'B', 'A']);
  expect(edgeName(edge('B', 'together', 'A'))).toBe(edgeName(edge('A', 'together', 'B')));
  expect(edgeName(edge('B', 'before', 'A'))).not.toBe(edgeName(edge('A', 'before', 'B')));
});

test('REL-03 a package stands for its changes, so that an order of packages holds for each of them and contradictions inside are found', () => {
  const contains = [{ parent: 'P', child: 'A' }, { parent: 'P', child: 'B' }, { parent: 'Q', child: 'C' }, { parent: 'R', child: 'P' }];
  const packages: Graph = { contains, edges: [{ from: { kind: 'package', id: 'P' }, to: { kind: 'package', id: 'Q' }, type: 'before' }] };
  expect(sequenceOf(['C', 'A', 'B'], packages)).toEqual({ steps: [['A', 'B'], ['C']], circle: null });
  expect(circleWith(packages, edge('C', 'before', 'A'))).toEqual(['A', 'P', 'Q', 'C', 'A']);
  expect(circleWith(packages, { from: { kind: 'release', id: 'R' }, to: place('A'), type: 'before' })).not.toBeNull();
  expect(leavesOf(contains)('R')).toEqual(['A', 'B']);
  expect(leavesOf([{ parent: 'X', child: 'Y' }, { parent: 'Y', child: 'X' }])('X')).toEqual([]);
});

test('REL-03 a circle that another laptop closed does not keep anybody from recording what lies outside it', () => {
  const merged = graph(edge('A', 'before', 'B'), edge('B', 'before', 'A'), edge('C', 'before', 'D'));
  expect(circleIn(merged)).toEqual(['B', 'A', 'B']);
  expect(circleWith(merged, edge('D', 'before', 'E'))).toBeNull();
});

const nodes = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
const someEdge = fc.record({ from: fc.constantFrom(...nodes), to: fc.constantFrom(...nodes), type: fc.constantFrom<DependencyType>('before', 'before', 'together', 'conflicts') }).filter(({ from, to }) => from !== to).map(({ from, to, type }) => edge(from, type, to));

test('REL-03 whatever is recorded one by one without closing a circle has an order, unless a conflict denies what goes together; and that order breaks no dependency', () => {
  fc.assert(fc.property(fc.array(someEdge, { maxLength: 14 }), fc.shuffledSubarray(nodes, { minLength: nodes.length }), (asked, changes) => {
    const edges = asked.reduce<Edge[]>((held, next) => (circleWith({ edges: held, contains: [] }, next) === null ? [...held, next] : held), []);
    const whole = { edges, contains: [] };
    expect(circleIn(whole)).toBeNull();
    const { steps, circle } = sequenceOf(changes, whole);
    if (circle !== null) { expect(edges.some(({ type }) => type === 'conflicts') && edges.some(({ type }) => type === 'together')).toBe(true); return; }
    expect(steps.flat().toSorted()).toEqual(nodes);
    const at = (id: string): number => steps.findIndex((step) => step.includes(id));
    for (const { from, to, type } of edges) {
      if (type === 'before') expect(at(from.id)).toBeLessThan(at(to.id));
      if (type === 'together') expect(at(from.id)).toBe(at(to.id));
      if (type === 'conflicts') expect(at(from.id)).not.toBe(at(to.id));
    }
    expect(sequenceOf(changes.toReversed(), { ...whole, edges: edges.filter(({ type }) => type !== 'conflicts') }).steps.map((step) => step.toSorted())).toEqual(sequenceOf(changes, { ...whole, edges: edges.filter(({ type }) => type !== 'conflicts') }).steps.map((step) => step.toSorted()));
  }));
});

test('REL-03 a refused dependency is one that really contradicts: the circle named is made of dependencies that are there', () => {
  fc.assert(fc.property(fc.array(someEdge, { maxLength: 12 }), someEdge, (asked, last) => {
    const edges = asked.reduce<Edge[]>((held, next) => (circleWith({ edges: held, contains: [] }, next) === null ? [...held, next] : held), []);
    const circle = circleWith({ edges, contains: [] }, last);
    if (circle === null) return;
    expect(circle[0]).toBe(circle.at(-1));
    const all = [...edges, last];
    const isTold = (a: string, b: string): boolean => all.some(({ from, to, type }) => (type === 'before' && from.id === a && to.id === b) || (type === 'together' && [from.id, to.id].includes(a) && [from.id, to.id].includes(b)));
    for (let i = 1; i < circle.length; i += 1) expect(isTold(circle[i - 1]!, circle[i]!), `${circle[i - 1]} to ${circle[i]}`).toBe(true);
  }));
});
