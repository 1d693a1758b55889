// A file of changes, row by row, in batches and bounded memory (CHG-05).
import { stat } from 'node:fs/promises';
import type { Mapping } from '#contract/imports.ts';
import { changeMapper } from './change-mapping.ts';
import { type Container, containerOf, openRecords } from './detect.ts';
import { FormatError, inFile } from './format-error.ts';
import type { Row } from './imported-change.ts';
import { type Limits, defaultLimits, inMiB } from './limits.ts';
import type { RecordSource } from './records.ts';

export type { ImportedChange, Row } from './imported-change.ts';

export type ReadOptions = {
  /** IANA zone of dates without an offset; goes before the mapping's. */
  zone?: string | undefined;
  encoding?: string | undefined;
  dateFormat?: string | undefined;
  /** Name to show for the file, when its path is not what a person knows. */
  name?: string | undefined;
  limits?: Partial<Limits> | undefined;
  signal?: AbortSignal | undefined;
  onProgress?: ((done: { rows: number; bytes: number; totalBytes: number }) => void) | undefined;
};

const batchRows = 500;

/**
 * Reads a file through a mapping and yields batches of at most 500 rows, in the file's order. A row identical to an earlier one is
 * left out. Throws `FormatError` when the file as a whole cannot be read, even after rows were given; aborts with the signal's reason.
 */
export async function* readChanges(path: string, mapping: Mapping, options: ReadOptions = {}): AsyncGenerator<Row[]> {
  try {
    const { container, encoding: found, line, bytes, limits } = await opened(path, options);
    // What the file shows of itself goes before what a saved mapping remembers of another file.
    const encoding = found ?? mapping.encoding;
    if (encoding === undefined) throw new FormatError('not_utf8', { line }, line === undefined ? {} : { line });
    const source = await openRecords(path, container, { encoding, limits, signal: options.signal, expects: mapping.externalId === '' ? [] : [mapping.externalId] });
    yield* rowsOf(source, mapping, { ...options, isSpreadsheet: container === 'xlsx', totalBytes: bytes });
  } catch (error) {
    throw inFile(error, path, options.name);
  }
}

/** Size, container and encoding of a file, checked against the limits. */
export async function opened(path: string, options: ReadOptions): Promise<{ container: Container; encoding: string | null; line?: number; bytes: number; limits: Limits }> {
  const limits = { ...defaultLimits, ...options.limits };
  const size = await stat(path).catch(() => { throw new FormatError('file_missing'); });
  if (!size.isFile()) throw new FormatError('not_a_change_file', { what: 'it is a folder or a device, not a file' });
  if (size.size === 0) throw new FormatError('empty_file');
  if (size.size > limits.fileBytes) throw new FormatError('too_large', { what: 'the file', limit: inMiB(limits.fileBytes) });
  return { ...await containerOf(path, options.encoding, options.signal), bytes: size.size, limits };
}

type RunOptions = ReadOptions & { isSpreadsheet: boolean; totalBytes: number };

async function* rowsOf(source: RecordSource, mapping: Mapping, options: RunOptions): AsyncGenerator<Row[]> {
  const map = changeMapper(mapping, source.columns, options);
  let batch: Row[] = [];
  let rows = 0;
  for await (const records of source.batches) {
    for (const record of records) {
      rows += 1;
      const row = map(record);
      if (row === null) continue;
      batch.push(row);
      if (batch.length === batchRows) {
        yield batch;
        batch = [];
        options.signal?.throwIfAborted();
      }
    }
    options.onProgress?.({ rows, bytes: source.bytesRead(), totalBytes: options.totalBytes });
    options.signal?.throwIfAborted();
  }
  if (batch.length > 0) yield batch;
  if (rows === 0) throw new FormatError('no_records');
}
