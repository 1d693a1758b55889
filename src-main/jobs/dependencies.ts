// Dependencies out of a file: read in the parser's thread, recorded in one commit or not at all (REL-03).
import { AppError } from '../app-error.ts';
import { recordingOf } from '../commands/dependencies.ts';
import type { DomainEvent } from '../domain/event.ts';
import type { Graph } from '../domain/dependencies.ts';
import { mayDepend } from '../domain/predecessors.ts';
import type { DependencyRecord } from '../formats/read-dependencies.ts';
import type { JobContext, JobHandlers, WriteContext } from '../ports.ts';
import { openParser } from './parser.ts';

/** The place of the record stands in what refuses it. */
function atRow<T>(name: string, row: number, act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (error instanceof AppError) throw new AppError({ ...error.refusal, where: { ...error.refusal.where, file: name, row } });
    throw error;
  }
}
function record(context: WriteContext, rows: readonly DependencyRecord[], name: string): { recorded: number; known: number } {
  const no = mayDepend(context);
  if (no) throw new AppError(no.error);
  let graph: Graph = context.dependencyGraph();
  const events: DomainEvent[] = [];
  for (const row of rows) {
    const { edge, events: made } = atRow(name, row.row, () => recordingOf(context, row, { graph, source: name }));
    if (made.length > 0) graph = { ...graph, edges: [...graph.edges, edge] };
    events.push(...made);
  }
  if (events.length > 0) context.append(events);
  return { recorded: events.length, known: rows.length - events.length };
}

export const dependencyJobs = {
  'dependency.import': async (context, { file }, control) => {
    const { path, name } = context.staged(file);
    const parser = openParser(control.signal);
    try {
      control.onProgress({ done: 0, total: null, what: 'Reading the file' });
      const rows = await parser.dependencies(path, { name });
      return context.write((write) => record(write, rows, name));
    } finally {
      await parser.close();
    }
  },
} satisfies Partial<JobHandlers<JobContext>>;
