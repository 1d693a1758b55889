// What goes before what: dependencies between changes, packages and releases, and the order that follows (REL-03).
import { z } from 'zod';
import { ReleaseChange } from './release.ts';
import { command, job, query } from './define.ts';
import { Count, Line, May, Page, Receipt, Ref } from './values.ts';

export const dependencyTypes = ['before', 'together', 'conflicts'] as const;
export const placeKinds = ['change', 'package', 'release'] as const;
const PlaceRef = z.string().trim().min(1).max(200).describe('change or release by number, package as R-A1-0001/name');
const Place = z.object({ kind: z.enum(placeKinds), id: z.string(), /** Number of a change or release; a package as `R-A1-0001/Core`. */ label: z.string(), title: z.string() });
export const DependencyRow = z.object({ id: z.string(), from: Place, to: Place, type: z.enum(dependencyTypes), source: z.string(), by: z.string(), at: z.string() });
export type DependencyRow = z.output<typeof DependencyRow>;
const Told = z.object({ code: z.string(), facts: z.record(z.string(), z.unknown()) });
/** A change in its place: whom it waits for, and how that stands. */
const Placed = ReleaseChange.extend({ package: z.string().nullable(), waitsFor: z.array(z.object({ number: z.string(), title: z.string(), standing: z.enum(['successful', 'failed', 'waiting']), isTooLate: z.boolean() })), blocked: Told.nullable() });

export const dependencies = {
  'dependency.record': command('Records what goes before, together with or never together with what (REL-03).', z.strictObject({ from: PlaceRef, type: z.enum(dependencyTypes), to: PlaceRef }), Receipt),
  'dependency.withdraw': command('Withdraws a dependency, with the reason.', z.strictObject({ dependency: Ref, reason: Line }), Receipt),
  'dependency.list': query('Dependencies, or those of one change, package or release.', z.strictObject({ of: PlaceRef.optional(), ...Page }), z.object({ rows: z.array(DependencyRow), total: Count, next: z.string().nullable(), mayRecord: May }), ['release', 'change', 'person']),
  'dependency.import': job('Records every dependency of a JSON or CSV file, or none of them (REL-03).', z.strictObject({ file: z.string() }), z.object({ recorded: Count, known: Count })),
  'sequence.show': query('The order in which the changes of a release go out, what goes at the same time, and what is blocked (REL-03).', z.strictObject({ release: Ref }),
    z.object({ steps: z.array(z.array(Placed)), /** The way round where dependencies contradict each other. */ circle: z.array(z.string()).nullable(), dependencies: z.array(DependencyRow), mayRecord: May }), ['release', 'change', 'person']),
};
