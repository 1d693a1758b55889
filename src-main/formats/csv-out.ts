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
/** RFC 4180: a cell with a line break of any kind stands in quotes, also one that is not the break between rows. */
const dialect = { record_delimiter: '\r\n', quoted_match: /[\r\n]/ };

/** List cells are parted by this; the mapping of our own export names it as `join`. */
export const listSeparator = '; ';

function cells(change: ImportedChange): string[] {
  return columns.map(([, field]) => {
    const value = change[field];
    return value === undefined ? '' : guarded(typeof value === 'string' ? value : value.join(listSeparator));
  });
}

type Rows<T> = Iterable<T> | AsyncIterable<T>;

/** Writes heading and rows, waiting whenever `out` is full; leaves `out` open. Answers how many rows were written. */
export async function writeRows<T>(headings: string[], rows: Rows<T>, cellsOf: (row: T) => string[], { out, signal }: { out: Writable; signal: AbortSignal | undefined }): Promise<number> {
  let count = 0;
  let chunk: string[][] = [headings];
  const flush = async (): Promise<void> => {
    signal?.throwIfAborted();
    const isFull = !out.write(stringify(chunk, dialect));
    chunk = [];
    if (isFull) await once(out, 'drain', signal ? { signal } : {});
  };
  out.write('\uFEFF');
  for await (const row of rows) {
    chunk.push(cellsOf(row));
    count += 1;
    if (chunk.length >= chunkRows) await flush();
  }
  if (chunk.length > 0) await flush();
  return count;
}

/** Changes in the columns an import knows again. */
export const writeChangesCsv = (changes: Rows<ImportedChange>, out: Writable, signal?: AbortSignal): Promise<number> =>
  writeRows(columns.map(([heading]) => heading), changes, cells, { out, signal });

/** Rows that an import set aside: the row of the file, the field, the reason, and what stood there. */
export const writeSetAsideCsv = (rows: Rows<{ row: number; field: string; why: string; value: string }>, out: Writable, signal?: AbortSignal): Promise<number> =>
  writeRows(['Row', 'Field', 'Why', 'Value'], rows, ({ row, field, why, value }) => [String(row), guarded(field), guarded(why.replaceAll('_', ' ')), guarded(value)], { out, signal });

/** A small table as CSV in the same form, every cell safe to open in a spreadsheet. */
export const tableCsv = (headings: readonly string[], rows: readonly (readonly (string | null)[])[]): string =>
  `\uFEFF${stringify([headings, ...rows.map((row) => row.map((cell) => guarded(cell ?? '')))].map((row) => [...row]), dialect)}`;
