// Whether the versions of an environment fit each other after every step of a release, where they break, and in which other order they would not (REL-04).
import type { Graph } from './dependencies.ts';
import { leavesOf } from './dependencies.ts';
import { nameKey } from './item.ts';
import { isWithin, rangesMeet } from './versions.ts';
import type { Build } from './versions.ts';

/** A version of a service where it runs; `change` is the one that deploys it, null for what runs today. */
export type Running = Build & { service: string; name: string; change: string | null };
/**
 * `incompatible`: the consumer needs another version than runs; `too-early`: what it needs comes with a later step; `contested`: two consumers want one
 * thing at versions that exclude each other; `unknown`: nobody said which version of what it needs runs; `differs`: services bring one library at different versions.
 */
export const problemKinds = ['incompatible', 'too-early', 'contested', 'unknown', 'differs'] as const;
export type Problem = { kind: (typeof problemKinds)[number]; environment: string; /** Who needs, with its version. */ consumer: string; /** What is needed, or whoever wants it otherwise. */ provider: string; wanted: string; found: string; /** Breaks it, beyond what is broken today. */ isBlocking: boolean };
export type StepResult = { changes: string[]; deploys: Running[]; problems: Problem[]; isRed: boolean };

const called = ({ name, version }: Pick<Running, 'name' | 'version'>): string => `${name} ${version}`;
const blocking: readonly Problem['kind'][] = ['incompatible', 'too-early', 'contested'];
const problem = (kind: Problem['kind'], environment: string, rest: Pick<Problem, 'consumer' | 'provider' | 'wanted' | 'found'>): Problem => ({ kind, environment, ...rest, isBlocking: blocking.includes(kind) });
const keyOf = ({ kind, environment, consumer, provider, wanted, found }: Problem): string => JSON.stringify([kind, nameKey(environment), consumer, provider, wanted, found]);
const mostDiffering = 50;

function needsIn(group: readonly Running[], comesLater: (name: string) => boolean): Problem[] {
  const running = new Map(group.map((one) => [nameKey(one.name), one]));
  return group.flatMap((consumer) => consumer.needs.flatMap(({ name, range }): Problem[] => {
    const provider = running.get(nameKey(name));
    const said = { consumer: called(consumer), wanted: range };
    if (provider) return isWithin(provider.version, range) ? [] : [problem('incompatible', consumer.environment, { ...said, provider: provider.name, found: provider.version })];
    const own = consumer.libraries.find((library) => nameKey(library.name) === nameKey(name));
    if (own) return own.version === '' || isWithin(own.version, range) ? [] : [problem('incompatible', consumer.environment, { ...said, provider: own.name, found: own.version })];
    return [problem(comesLater(nameKey(name)) ? 'too-early' : 'unknown', consumer.environment, { ...said, provider: name, found: '' })];
  }));
}
function contestsIn(group: readonly Running[]): Problem[] {
  const wants = group.flatMap((consumer) => consumer.needs.map((need) => ({ consumer, ...need })));
  return wants.flatMap((one, i) => wants.slice(i + 1).filter((other) => nameKey(other.name) === nameKey(one.name) && other.consumer !== one.consumer && !rangesMeet(one.range, other.range))
    .map((other) => problem('contested', one.consumer.environment, { consumer: called(one.consumer), provider: called(other.consumer), wanted: `${one.name} ${one.range}`, found: `${other.name} ${other.range}` })));
}
function differencesIn(group: readonly Running[]): Problem[] {
  const brought = new Map<string, { name: string; by: Map<string, string> }>();
  for (const one of group) for (const { name, version } of one.libraries) {
    const known = brought.get(nameKey(name)) ?? { name, by: new Map<string, string>() };
    if (version !== '') brought.set(nameKey(name), { ...known, by: known.by.set(one.name, version) });
  }
  return [...brought.values()].filter(({ by }) => new Set(by.values()).size > 1).slice(0, mostDiffering).map(({ name, by }) => {
    const [[service, version] = ['', ''], ...others] = [...by];
    const other = others.find(([, at]) => at !== version) ?? ['', ''];
    return problem('differs', group[0]!.environment, { consumer: service, provider: other[0], wanted: `${name} ${version}`, found: `${name} ${other[1]}` });
  });
}
function problemsIn(state: readonly Running[], ahead: readonly Running[]): Problem[] {
  const environments = new Map<string, Running[]>();
  for (const one of state) { const key = nameKey(one.environment); environments.set(key, [...(environments.get(key) ?? []), one]); }
  return [...environments].flatMap(([key, group]) => {
    const later = new Set(ahead.filter(({ environment }) => nameKey(environment) === key).map(({ name }) => nameKey(name)));
    return [...needsIn(group, (name) => later.has(name)), ...contestsIn(group), ...differencesIn(group)];
  });
}
const placeOf = ({ service, environment }: Running): string => `${service} ${nameKey(environment)}`;
const deployed = (state: readonly Running[], builds: readonly Running[]): Running[] => {
  const now = new Map(state.map((one) => [placeOf(one), one]));
  for (const one of builds) now.set(placeOf(one), one);
  return [...now.values()];
};

export type Plan = { /** What runs today. */ running: readonly Running[]; /** What the changes deploy. */ planned: readonly Running[] };
/** Environments that the release deploys to; no other one is asked about. */
const touched = ({ running, planned }: Plan): Running[] => { const environments = new Set(planned.map(({ environment }) => nameKey(environment))); return running.filter(({ environment }) => environments.has(nameKey(environment))); };
const ofChanges = (planned: readonly Running[], changes: readonly string[]): Running[] => planned.filter(({ change }) => change !== null && changes.includes(change));

/** REL-04: the state after each step. What was broken before the release began is told and blocks nothing. */
export function evaluate(plan: Plan, steps: readonly (readonly string[])[]): { before: Problem[]; steps: StepResult[] } {
  let state = touched(plan);
  const before = problemsIn(state, []).map((one) => ({ ...one, isBlocking: false }));
  const old = new Set(before.map(keyOf));
  return {
    before,
    steps: steps.map((changes, i) => {
      const deploys = ofChanges(plan.planned, changes);
      state = deployed(state, deploys);
      const problems = problemsIn(state, ofChanges(plan.planned, steps.slice(i + 1).flat())).map((one) => ({ ...one, isBlocking: one.isBlocking && !old.has(keyOf(one)) }));
      return { changes: [...changes], deploys, problems, isRed: problems.some(({ isBlocking }) => isBlocking) };
    }),
  };
}

/** Orders that are looked at before the search gives up. */
const mostOrders = 4000;
type Pair = readonly [first: string, second: string];
/** Pairs of changes that dependencies put in an order. */
function pairsOf({ edges, contains }: Graph, changes: readonly string[]): Pair[] {
  const leaves = leavesOf(contains);
  return edges.filter(({ type }) => type === 'before').flatMap(({ from, to }) => leaves(from.id).flatMap((first) => leaves(to.id).map((second): Pair => [first, second]))).filter(([a, b]) => a !== b && changes.includes(a) && changes.includes(b));
}
/** One change after the other, each leaving what fits; null where there is no such order, or none within the search. */
function orderThatHolds(plan: Plan, changes: readonly string[], pairs: readonly Pair[]): string[] | null {
  const old = new Set(problemsIn(touched(plan), []).map(keyOf));
  const dead = new Set<string>();
  let looked = 0;
  const next = (state: readonly Running[], done: readonly string[]): string[] | null => {
    if (done.length === changes.length) return [...done];
    const key = done.toSorted().join(' ');
    if (dead.has(key) || looked >= mostOrders) return null;
    for (const change of changes) {
      if (done.includes(change) || pairs.some(([first, second]) => second === change && !done.includes(first))) continue;
      looked += 1;
      const after = deployed(state, ofChanges(plan.planned, [change]));
      const rest = changes.filter((one) => one !== change && !done.includes(one));
      if (problemsIn(after, ofChanges(plan.planned, rest)).some((one) => one.isBlocking && !old.has(keyOf(one)))) continue;
      const found = next(after, [...done, change]);
      if (found) return found;
    }
    dead.add(key);
    return null;
  };
  return next(touched(plan), []);
}

export type Reordering = { /** Changes that deploy something, one after the other. */ order: string[]; /** What to record so that it comes about. */ record: Pair[]; /** Dependencies that say otherwise, to be withdrawn first. */ against: Pair[] };
/** REL-04: an order in which nothing breaks, close to the one there is: first one that keeps every dependency, else one that names those it does not keep. */
export function reorder(plan: Plan, steps: readonly (readonly string[])[], graph: Graph): Reordering | null {
  if (!evaluate(plan, steps).steps.some(({ isRed }) => isRed)) return null;
  const stepAt = new Map(steps.flatMap((step, i) => step.map((change) => [change, i] as const)));
  const changes = [...stepAt.keys()].filter((change) => plan.planned.some((one) => one.change === change));
  const pairs = pairsOf(graph, changes);
  const order = orderThatHolds(plan, changes, pairs) ?? orderThatHolds(plan, changes, []);
  if (order === null) return null;
  const isAfter = (first: string, second: string): boolean => order.indexOf(first) > order.indexOf(second);
  const turned = order.flatMap((first, i) => order.slice(i + 1).map((second): Pair => [first, second])).filter(([first, second]) => stepAt.get(first)! >= stepAt.get(second)!);
  return { order, record: turned, against: pairs.filter(([first, second]) => isAfter(first, second)) };
}
