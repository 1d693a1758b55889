// Rows of an Excel workbook (.xlsx): the first sheet that holds a table. Held in memory as a whole, hence its own limit.
import readWorkbook from 'read-excel-file/node';
import { FormatError } from './format-error.ts';
import { unguarded } from './formula-guard.ts';
import { refuseTooManyColumns } from './limits.ts';
import type { RecordSource, SourceOptions, SourceRecord } from './records.ts';
import { safeArchive } from './zip-guard.ts';

const batchRows = 500;
type Value = string | number | boolean | Date | null | undefined;

/** A date cell has no zone: it is written the way it stands in the sheet. Days are fractions there, so seconds are rounded. */
function cellText(value: Value): string {
  if (value === null || value === undefined) return '';
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? '' : new Date(Math.round(value.getTime() / 1000) * 1000).toISOString().slice(0, 19).replace(/T00:00:00$/, '');
  return typeof value === 'string' ? unguarded(value) : String(value);
}

const filled = (row: readonly Value[]): number => row.filter((cell) => cellText(cell).trim() !== '').length;

/** The mapping's columns name the header; else the first row filled as far as any of the first fifty. */
function headerAt(rows: readonly (readonly Value[])[], expects: readonly string[] | undefined): number {
  const head = rows.slice(0, 50);
  if (expects && expects.length > 0) return head.findIndex((row) => expects.every((name) => row.some((cell) => cellText(cell).trim() === name)));
  const most = Math.max(...head.map(filled));
  return most < 2 ? -1 : head.findIndex((row) => filled(row) === most);
}

async function sheetsOf(archive: Buffer): Promise<(readonly Value[])[][]> {
  try {
    const sheets = await readWorkbook(archive);
    return sheets.map((sheet) => sheet.data as (readonly Value[])[]);
  } catch (error) {
    throw new FormatError('unreadable_spreadsheet', { problem: error instanceof Error ? error.message.slice(0, 200) : 'unknown' });
  }
}

export async function openSpreadsheet(path: string, { limits, signal, expects }: SourceOptions): Promise<RecordSource> {
  const archive = await safeArchive(path, limits, signal);
  const sheets = await sheetsOf(archive);
  const at = sheets.map((rows) => (rows.length === 0 ? -1 : headerAt(rows, expects)));
  const chosen = at.findIndex((row) => row !== -1);
  if (chosen === -1) throw new FormatError('no_header', expects?.[0] === undefined ? {} : { column: expects[0] }, { row: 1 });
  const rows = sheets[chosen]!;
  const header = rows[at[chosen]!]!;
  const columns = header.map((cell, i) => cellText(cell).trim() || `column ${i + 1}`);
  refuseTooManyColumns(columns.length, limits, 0);
  const warnings = sheets.filter((sheet) => sheet.length > 0).length > 1 ? ['The workbook has several sheets; only the first one with a table is read.'] : [];

  async function* batches(): AsyncGenerator<SourceRecord[]> {
    let row = 0;
    for (let from = at[chosen]! + 1; from < rows.length; from += batchRows) {
      signal?.throwIfAborted();
      const out: SourceRecord[] = [];
      rows.slice(from, from + batchRows).forEach((values, i) => {
        if (filled(values) === 0) return;
        row += 1;
        out.push({ row, line: from + i + 1, cells: columns.map((_, c) => cellText(values[c])) });
      });
      if (out.length > 0) yield out;
    }
  }
  return { columns, batches: batches(), warnings, delimiter: null, labels: new Map(), bytesRead: () => archive.length };
}
