// What goes before what (REL-03).
import type { Receipt } from '#contract/values.ts';
import { appError, orRefuse } from '../app-error.ts';
import type { DependencyType, Edge, Graph } from '../domain/dependencies.ts';
import { dependencySheet } from '../domain/dependencies.ts';
import type { DomainEvent } from '../domain/event.ts';
import { subjectOf } from '../domain/event.ts';
import { dependencyId, recordDependency, withdrawDependency } from '../domain/predecessors.ts';
import type { CommandHandlers, WriteContext } from '../ports.ts';

/** What a row of a file or a form says; places by what people call them. */
export type ToldDependency = { from: string; type: DependencyType; to: string };
const kindIn = (graph: Graph, id: string): 'change' | 'package' | 'release' => graph.edges.flatMap(({ from, to }) => [from, to]).find((place) => place.id === id)?.kind ?? (graph.contains.some(({ child }) => child === id) ? graph.contains.some(({ parent }) => parent === id) ? 'package' : 'change' : graph.contains.some(({ parent }) => parent === id) ? 'release' : 'change');
/** The events that record one more dependency beside those of the graph; none when it is known. */
export function recordingOf(context: WriteContext, { from, type, to }: ToldDependency, { graph, source }: { graph: Graph; source: string }): { edge: Edge; events: DomainEvent[] } {
  const [one, other] = [context.loadPlace(from), context.loadPlace(to)];
  const edge: Edge = { from: { kind: one.kind, id: one.id }, to: { kind: other.kind, id: other.id }, type };
  const labelOf = (id: string): string => [one, other].find((place) => place.id === id)?.label ?? context.placeNamed({ kind: kindIn(graph, id), id }).label;
  return { edge, events: orRefuse(recordDependency({ ...edge, id: dependencyId(edge, (value) => context.digest(value)), source }, { graph, labelOf }, context)) };
}

const receipt = (context: WriteContext, id: string): Receipt => ({ id, version: context.versionOf(subjectOf('dependency', id)) });
export const dependencyCommands = {
  'dependency.record': (context, told) => {
    const { edge, events } = recordingOf(context, told, { graph: context.dependencyGraph(), source: '' });
    context.append(events);
    return receipt(context, dependencyId(edge, (value) => context.digest(value)));
  },
  'dependency.withdraw': (context, { dependency, reason }) => {
    const known = context.findSheet(dependencySheet, dependency);
    if (!known) throw appError('record_missing', { record: 'dependency', id: dependency }, { field: 'dependency' });
    context.append(orRefuse(withdrawDependency(known.id, reason, context)));
    return receipt(context, known.id);
  },
} satisfies Partial<CommandHandlers>;
