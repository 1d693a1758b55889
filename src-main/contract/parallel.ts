// An old and a new release process side by side (LEG-06).
import { z } from 'zod';
import { command, job, query } from './define.ts';
import { Count, Day, ExportedFile, Line, May, Page, Receipt, Ref } from './values.ts';

/** Less is better of all but the share of evidence that is complete. */
export const measures = ['durationMinutes', 'failures', 'defects', 'manualMinutes', 'evidencePercent'] as const;
export const Measure = z.enum(measures);
export type Measure = z.output<typeof Measure>;
const Side = z.enum(['old', 'new']);
const Values = z.strictObject({ durationMinutes: Count.max(1_000_000), failures: Count.max(1_000_000), defects: Count.max(1_000_000), manualMinutes: Count.max(1_000_000), evidencePercent: Count.max(100) }).partial();
const Said = z.object({ by: z.string(), at: z.string() });
export const ParallelCycle = z.object({ cycle: Count, release: z.string(), old: Values, new: Values, verdict: z.enum(['good', 'worse', 'incomplete']), worse: z.array(Measure), missing: z.array(Side) });
export type ParallelCycle = z.output<typeof ParallelCycle>;
export const ParallelRow = z.object({
  id: z.string(), number: z.string(), name: z.string(), scope: z.string(), oldProcess: z.string(), newProcess: z.string(), from: z.string(), /** With what it was extended to. */ until: z.string(), cycles: Count, measures: z.array(Measure), needed: Count, /** Good cycles in a row, up to the last. */ streak: Count, judged: z.array(ParallelCycle),
  extensions: z.array(Said.extend({ until: z.string(), reason: z.string() })), end: Said.extend({ kind: z.enum(['exit', 'stop']), reason: z.string(), exception: z.string() }).nullable(), mayExit: May, mayStop: May, mayExtend: May,
});
export type ParallelRow = z.output<typeof ParallelRow>;
const InRun = { run: Ref };

export const parallel = {
  'parallel.list': query('Parallel runs of an old and a new release process, cycle by cycle (LEG-06).', z.strictObject(Page), z.object({ rows: z.array(ParallelRow), next: z.string().nullable(), mayKeep: May, least: Count }), ['service', 'policy', 'person']),
  'parallel.plan': command('Plans a parallel run: scope, cycles, span, measures and how many good cycles in a row permit the exit (LEG-06).',
    z.strictObject({ name: Line, scope: z.string().max(4000), oldProcess: Line, newProcess: Line, from: Day, until: Day, cycles: z.number().int().min(1).max(100), measures: z.array(Measure).min(1).max(5).default([...measures]), needed: z.number().int().min(1).max(100).optional().describe('good cycles in a row; left out: as the policy says') }), Receipt),
  'parallel.record': command('Records how one side of a cycle went (LEG-06).', z.strictObject({ ...InRun, cycle: z.number().int().min(1).max(1000), side: Side, release: Line, ...Values.shape }), Receipt),
  'parallel.extend': command('The board gives a parallel run more time; signed (LEG-06).', z.strictObject({ ...InRun, until: Day, reason: Line }), Receipt),
  'parallel.end': command('The board ends a parallel run, with the new process or without it; before its time only under an exception from LEG-06; signed (LEG-06).', z.strictObject({ ...InRun, kind: z.enum(['exit', 'stop']), reason: Line }), Receipt),
  'parallel.write': job('The comparison of both processes as a sealed PDF (LEG-06).', z.strictObject(InRun), z.object({ file: ExportedFile, pages: Count })),
};
