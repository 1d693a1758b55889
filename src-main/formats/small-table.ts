// A table that is read whole because it is small by its nature: CSV or JSON, one record a row, and a limit on the rows.
import { openRecords } from './detect.ts';
import { FormatError, inFile } from './format-error.ts';
import type { SourceRecord } from './records.ts';
import { refused } from './refused.ts';
import { openReport } from './report-file.ts';
import type { ReportOptions } from './report-file.ts';

export type SmallTable = { columns: readonly string[]; records: readonly SourceRecord[] };

/** Hands the whole table to `read`; throws `FormatError` for what is no table, is empty or has more than `most` records, and names the file in whatever `read` refuses. */
export async function readSmallTable<T>(path: string, { most, ...options }: ReportOptions & { most: number }, read: (table: SmallTable) => T): Promise<T> {
  try {
    const file = await openReport(path, options);
    if (file.container === 'xml' || file.container === 'xlsx') throw refused('wrong_kind', 'it is neither CSV nor JSON');
    const source = await openRecords(path, file.container, { encoding: file.encoding, limits: file.limits, signal: options.signal });
    const records: SourceRecord[] = [];
    for await (const batch of source.batches) {
      options.signal?.throwIfAborted();
      records.push(...batch);
      if (records.length > most) throw refused('unsupported', `it holds more than ${most} records`, { row: most + 1 });
    }
    if (records.length === 0) throw new FormatError('empty_file', {});
    return read({ columns: source.columns, records });
  } catch (error) {
    throw inFile(error, path, options.name);
  }
}
