// Whether the records are complete: a list from elsewhere held against the changes of a period (AUD-03).
import type { Input, Output } from '#contract/index.ts';
import { appError } from '../app-error.ts';
import type { ReferenceList } from '../formats/read-list.ts';
import type { JobContext, JobControl, JobHandlers } from '../ports.ts';
import { openParser } from './parser.ts';

/** Lines shown of what matches nothing; the counts are whole. */
const shown = 1000;
const key = (reference: string): string => reference.trim().toUpperCase();

async function readList(context: JobContext, { file, column }: Input<'audit.compareList'>, control: JobControl): Promise<ReferenceList & { column: string }> {
  const { path, name } = context.staged(file);
  const parser = openParser(control.signal);
  try {
    control.onProgress({ done: 0, total: null, what: 'Reading the list' });
    const list = await parser.references(path, { name, ...(column === undefined ? {} : { column }) });
    if (list.column === null) throw appError('list_column_unknown', { file: name, columns: list.columns.slice(0, 50).join(', ') }, { file: name, field: 'column' });
    return { ...list, column: list.column };
  } finally {
    await parser.close();
  }
}

async function compareList(context: JobContext, input: Input<'audit.compareList'>, control: JobControl): Promise<Output<'audit.compareList'>> {
  const { column, entries } = await readList(context, input, control);
  return context.read((reads) => {
    const records = reads.populationOf(input);
    const known = new Map(records.flatMap(({ number, externalId }) => [number, ...(externalId === null ? [] : [externalId])].map((name) => [key(name), number] as const)));
    const found = new Set<string>();
    const unmatched = entries.filter(({ reference }) => {
      const number = known.get(key(reference));
      if (number !== undefined) found.add(number);
      return number === undefined;
    });
    const without = records.filter(({ number }) => !found.has(number));
    return {
      column, entries: entries.length, records: records.length, matched: entries.length - unmatched.length, unmatched: unmatched.slice(0, shown), unmatchedCount: unmatched.length,
      withoutEntry: without.slice(0, shown).map(({ number, title, at }) => ({ number, title, at })), withoutEntryCount: without.length,
    };
  });
}

export const auditJobs = { 'audit.compareList': compareList } satisfies Partial<JobHandlers<JobContext>>;
