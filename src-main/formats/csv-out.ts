// Changes as CSV (RFC 4180, UTF-8 with BOM so that spreadsheets read it right), safe to open in a spreadsheet.
import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { stringify } from 'csv-stringify/sync';
import { guarded } from './formula-guard.ts';
import type { ImportedChange } from './imported-change.ts';

/** Headings are those the built-in table mapping knows, so that what was written can be read again. */
const columns: [heading: string, field: Exclude<keyof ImportedChange, 'foreign'>][] = [
  ['Change number', 'externalId'], ['Title', 'title'], ['Type', 'type'], ['State', 'state'], ['Service', 'service'], ['Configuration items', 'items'],
  ['Environment', 'environment'], ['Planned start', 'plannedStartAt'], ['Planned end', 'plannedEndAt'], ['Time zone', 'zone'], ['Actual start', 'actualStartAt'],
  ['Actual end', 'actualEndAt'], ['Risk', 'risk'], ['Impact', 'impact'], ['Priority', 'priority'], ['Outcome', 'outcome'], ['Requester', 'requester'],
  ['Owner', 'owner'], ['Implementer', 'implementer'], ['Description', 'description'], ['Justification', 'justification'],
  ['Implementation plan', 'implementationPlan'], ['Test plan', 'testPlan'], ['Backout plan', 'backoutPlan'], ['Rollback criteria', 'rollbackCriteria'],
];
const chunkRows = 200;

/** List cells are parted by this; the mapping of our own export names it as `join`. */
export const listSeparator = '; ';

function cells(change: ImportedChange): string[] {
  return columns.map(([, field]) => {
    const value = change[field];
    return value === undefined ? '' : guarded(typeof value === 'string' ? value : value.join(listSeparator));
  });
}

/** Writes heading and rows, waiting whenever `out` is full; leaves `out` open. Answers how many changes were written. */
export async function writeChangesCsv(changes: Iterable<ImportedChange> | AsyncIterable<ImportedChange>, out: Writable, signal?: AbortSignal): Promise<number> {
  let count = 0;
  let chunk: string[][] = [];
  const flush = async (): Promise<void> => {
    signal?.throwIfAborted();
    const isFull = !out.write(stringify(chunk, { record_delimiter: '\r\n' }));
    chunk = [];
    if (isFull) await once(out, 'drain', signal ? { signal } : {});
  };
  out.write('\uFEFF');
  chunk.push(columns.map(([heading]) => heading));
  for await (const change of changes) {
    chunk.push(cells(change));
    count += 1;
    if (chunk.length >= chunkRows) await flush();
  }
  if (chunk.length > 0) await flush();
  return count;
}
