// Dependencies as a list, and the order in which a release goes out (REL-03).
import type { DependencyRow } from '#contract/dependencies.ts';
import type { Input, Output } from '#contract/index.ts';
import type { Dependency } from '../domain/dependencies.ts';
import { sequenceOf } from '../domain/dependencies.ts';
import { beginsTooEarly, mayDepend, standingOf } from '../domain/predecessors.ts';
import type { Predecessor } from '../domain/predecessors.ts';
import type { Release } from '../domain/release.ts';
import type { Member } from '../domain/release-pieces.ts';
import type { QueryHandlers, ReadContext } from '../ports.ts';
import { may, nameOf } from './change.ts';
import { releaseChangeOf } from './release.ts';

const rowOf = (context: ReadContext, { id, from, to, type, source, by, at }: Dependency): DependencyRow => ({ id, from: context.placeNamed(from), to: context.placeNamed(to), type, source, by: nameOf(context, by), at });
/** A release with everything in it is one place. */
function placesOf(context: ReadContext, ref: string): string[] {
  const { kind, id } = context.loadPlace(ref);
  if (kind !== 'release') return [id];
  const { changes, packages } = context.loadRelease(id);
  return [id, ...changes, ...packages.map((pack) => pack.id)];
}

function list(context: ReadContext, { of, limit, after }: Input<'dependency.list'>): Output<'dependency.list'> {
  const places = of === undefined ? null : placesOf(context, of);
  const shown = context.dependencies().filter(({ from, to }) => places === null || places.includes(from.id) || places.includes(to.id));
  const start = Number(after ?? 0) || 0;
  return { rows: shown.slice(start, start + limit).map((row) => rowOf(context, row)), total: shown.length, next: start + limit < shown.length ? String(start + limit) : null, mayRecord: may(mayDepend(context)) };
}

type Placed = Output<'sequence.show'>['steps'][number][number];
function placed(release: Release, member: Member, before: readonly Predecessor[]): Placed {
  const { change } = member;
  const waitsFor = before.map((one) => ({ number: one.number, title: one.title, standing: standingOf(one), isTooLate: beginsTooEarly(change.fields.plannedStartAt, one) }));
  const [failed, late] = [before.find((one) => standingOf(one) === 'failed'), before.find((one) => beginsTooEarly(change.fields.plannedStartAt, one))];
  const facts = (one: Predecessor): Record<string, unknown> => ({ change: change.number, before: one.number, endsAt: one.endsAt ?? '', state: one.state, outcome: one.outcome ?? '' });
  return {
    ...releaseChangeOf(member), package: release.packages.find(({ changes }) => changes.includes(change.id))?.name ?? null, waitsFor,
    blocked: failed ? { code: 'predecessor_failed', facts: facts(failed) } : late ? { code: 'predecessor_later', facts: facts(late) } : null,
  };
}
function sequence(context: ReadContext, { release: ref }: Input<'sequence.show'>): Output<'sequence.show'> {
  const release = context.loadRelease(ref);
  const { members, graph, labels, predecessors } = context.releaseFactsOf(release);
  const { steps, circle } = sequenceOf(members.map(({ change }) => change.id), graph);
  const memberOf = new Map(members.map((member) => [member.change.id, member]));
  return {
    steps: steps.map((step) => step.map((id) => placed(release, memberOf.get(id)!, predecessors[id] ?? []))), circle: circle === null ? null : circle.map((id) => labels[id] ?? id),
    dependencies: list(context, { of: release.id, limit: 500 }).rows, mayRecord: may(mayDepend(context)),
  };
}

export const dependencyQueries = { 'dependency.list': list, 'sequence.show': sequence } satisfies Partial<QueryHandlers>;
