// What a change has to wait for (REL-03): its predecessors, whether each has ended well, and whether the planned windows keep the order.
import type { Outcome } from '#contract/change.ts';
import type { z } from 'zod';
import type { Change } from './change.ts';
import type { Dossier, Piece } from './dossier.ts';
import type { DependencyType, Edge, Graph, Place } from './dependencies.ts';
import { circleWith, edgeName, normal } from './dependencies.ts';
import type { DomainEvent } from './event.ts';
import { subjectOf } from './event.ts';
import { needs } from './roles.ts';
import { accept, firstRefusal, refuse } from './verdict.ts';
import type { By, Refused, Verdict } from './verdict.ts';

/** A change that goes before another one. */
export type Predecessor = { id: string; number: string; title: string; state: Change['state']; outcome: Change['outcome']; startsAt: string | null; endsAt: string | null };
const good: readonly z.output<typeof Outcome>[] = ['successful', 'successful-with-issues'];
const done: readonly Change['state'][] = ['implemented', 'under-review', 'closed'];
/** `failed`: it ended, and not well, or will never take place; `waiting`: it is still to end. */
export function standingOf({ state, outcome }: Pick<Predecessor, 'state' | 'outcome'>): 'successful' | 'failed' | 'waiting' {
  if (state === 'cancelled' || state === 'rejected') return 'failed';
  if (outcome !== null) return good.some((one) => one === outcome) ? 'successful' : 'failed';
  return done.includes(state) ? 'successful' : 'waiting';
}
/** REL-03: a successor begins when its predecessor has ended; without a window of either nothing can be said. */
export const beginsTooEarly = (startsAt: string | null, { endsAt, state, outcome }: Pick<Predecessor, 'endsAt' | 'state' | 'outcome'>): boolean =>
  startsAt !== null && endsAt !== null && startsAt < endsAt && standingOf({ state, outcome }) === 'waiting';

/** REL-03: nothing is deployed behind a predecessor that has not ended well, and no window begins before that of a predecessor ends. */
export function predecessorPieces({ change, predecessors }: Pick<Dossier, 'change' | 'predecessors'>): Piece[] {
  const { plannedStartAt } = change.fields;
  return predecessors.flatMap((before): Piece[] => {
    const standing = standingOf(before);
    const facts = { change: change.number, before: before.number, endsAt: before.endsAt ?? '', state: before.state, outcome: before.outcome ?? '' };
    const isEarly = beginsTooEarly(plannedStartAt, before);
    const order: Piece = { id: `order:${before.id}`, rule: 'REL-03', label: `Window after ${before.number}`, gate: 'schedule', part: 'record', status: isEarly ? 'missing' : 'present', ...(isEarly ? { why: { code: 'predecessor_later', facts } } : {}) };
    const end: Piece = {
      id: `predecessor:${before.id}`, rule: 'REL-03', label: `Success of ${before.number}`, gate: 'start', part: 'record', status: standing === 'successful' ? 'present' : standing === 'failed' ? 'missing' : 'waiting',
      ...(standing === 'successful' ? {} : { why: { code: standing === 'failed' ? 'predecessor_failed' : 'predecessor_open', facts } }),
    };
    return [order, end];
  });
}

export const dependencyId = (edge: Edge, digest: (value: unknown) => string): string => digest(edgeName(edge)).slice(0, 32);
export const mayDepend = ({ actor }: Pick<By, 'actor'>): Refused | null => needs('planRelease', actor);
export type Recording = Edge & { id: string; source: string };
type Known = { graph: Graph; /** What each record is called. */ labelOf: (place: string) => string };
/** REL-03: a dependency that would close a circle is refused with the way round. */
export function recordDependency({ id, source, ...told }: Recording, { graph, labelOf }: Known, by: By): Verdict<DomainEvent> {
  const edge = normal(told);
  const no = firstRefusal(mayDepend(by), edge.from.id === edge.to.id ? refuse('dependency_on_itself', { record: labelOf(edge.from.id) }, { field: 'to' }) : null);
  if (no) return no;
  if (graph.edges.some((known) => edgeName(known) === edgeName(edge))) return accept<DomainEvent>();
  const circle = circleWith(graph, edge);
  if (circle !== null) return refuse('dependency_circle', { path: circle.map(labelOf), from: labelOf(edge.from.id), to: labelOf(edge.to.id), type: edge.type }, { field: 'to' });
  const both = graph.edges.find((known) => known.type !== 'before' && edge.type !== 'before' && known.type !== edge.type && known.from.id === edge.from.id && known.to.id === edge.to.id);
  if (both) return refuse('dependency_denied', { from: labelOf(edge.from.id), to: labelOf(edge.to.id) }, { field: 'type' });
  const end = ({ kind, id: of }: Place): { kind: string; id: string } => ({ kind, id: of });
  return accept({ type: 'dependency.recorded', subject: subjectOf('dependency', id), data: { from: end(edge.from), to: end(edge.to), type: edge.type satisfies DependencyType }, text: { source } });
}
export const withdrawDependency = (id: string, reason: string, by: By): Verdict<DomainEvent> => mayDepend(by) ?? accept({ type: 'dependency.withdrawn', subject: subjectOf('dependency', id), data: {}, text: { reason } });
