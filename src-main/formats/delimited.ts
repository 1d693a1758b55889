// CSV, TSV and their kin (RFC 4180 and what programs make of it): delimiter, header row, records as cells.
import { parse, type Parser } from 'csv-parse';
import { parse as parseAtOnce } from 'csv-parse/sync';
import { bytesOf, textHead } from './encoding.ts';
import { FormatError } from './format-error.ts';
import { unguarded } from './formula-guard.ts';
import { type Limits, inMiB, refuseTooManyColumns } from './limits.ts';
import type { RecordSource, SourceOptions, SourceRecord } from './records.ts';

const delimiters = [',', ';', '\t', '|'];
const headRows = 100;

/** `endsOpen`: the header closes with a delimiter, so rows may as well. */
export type Shape = { delimiter: string; newlines: string[]; columns: string[]; skip: number; endsOpen: boolean };

const syntax = (delimiter: string, newlines: string[]): { delimiter: string; record_delimiter: string[]; relax_column_count: true; relax_quotes: true; skip_empty_lines: true } =>
  ({ delimiter, record_delimiter: newlines, relax_column_count: true, relax_quotes: true, skip_empty_lines: true });

/** Only a file without any line feed is cut at carriage returns; elsewhere a lone one is part of its cell. */
const newlinesOf = (text: string): string[] => (!text.includes('\n') && text.includes('\r') ? ['\r'] : ['\r\n', '\n']);

function firstRows(text: string, delimiter: string, newlines: string[]): string[][] {
  const rows: string[][] = [];
  try {
    parseAtOnce(text, { ...syntax(delimiter, newlines), to: headRows, on_record: (row: string[]) => { rows.push(row); return null; } });
  } catch {
    // The head of a file may end within a quoted cell; the rows before it are what is asked for here.
  }
  return rows;
}

/** The width most rows have; the larger one when two are as frequent. */
function usualWidth(rows: string[][]): { width: number; share: number } {
  const counts = new Map<number, number>();
  for (const row of rows) counts.set(row.length, (counts.get(row.length) ?? 0) + 1);
  let width = 0;
  for (const [w, n] of counts) if (n > (counts.get(width) ?? 0) || (n === counts.get(width) && w > width)) width = w;
  return { width, share: rows.length === 0 ? 0 : (counts.get(width) ?? 0) / rows.length };
}

function bestDelimiter(text: string, newlines: string[]): { delimiter: string; rows: string[][] } | null {
  let best: { delimiter: string; rows: string[][]; score: number } | null = null;
  for (const delimiter of delimiters) {
    if (!text.includes(delimiter)) continue;
    const rows = firstRows(text, delimiter, newlines);
    const { width, share } = usualWidth(rows);
    const score = width < 2 ? 0 : share * Math.log2(width + 1);
    if (score > (best?.score ?? 0)) best = { delimiter, rows, score };
  }
  return best;
}

/** The header is the row that holds what the mapping names; else the first as wide as most rows are. Title rows before it are left out. */
function headerAt(rows: string[][], expects: readonly string[] | undefined): number {
  if (expects && expects.length > 0) {
    const named = rows.findIndex((row) => expects.every((name) => row.some((cell) => cell.trim() === name)));
    if (named === -1) throw new FormatError('no_header', { column: expects.find((name) => !rows.some((row) => row.some((cell) => cell.trim() === name))) ?? expects[0] }, { line: 1 });
    return named;
  }
  const { width } = usualWidth(rows);
  const wide = rows.findIndex((row) => row.length === width && row.every((cell) => cell.trim() !== ''));
  // Rows may all be one cell too long against their header; the row before them is still the header.
  const first = rows[0]!;
  if (first.length >= 2 && first.length >= width - 1 && first.every((cell) => cell.trim() !== '')) return 0;
  return wide !== -1 ? wide : rows.findIndex((row) => row.length === width);
}

/** A sentence cut at its commas is no header: names of columns are short and do not end like sentences. */
const isProse = (columns: readonly string[]): boolean => columns.filter((name) => name.length > 80 || (/[.:!?]$/.test(name) && name.split(' ').length > 3)).length * 2 >= columns.length;

/** Looks at the head of the file. Throws `no_header` when no row can be one, `not_a_change_file` when there is no table at all. */
export async function shapeOf(path: string, { encoding, limits, expects }: SourceOptions): Promise<Shape> {
  const text = (await textHead(path, encoding)).replace(/^\uFEFF/, '');
  const newlines = newlinesOf(text);
  const best = bestDelimiter(text, newlines);
  if (!best) throw new FormatError('not_a_change_file', { what: 'it is text without columns' }, { line: 1 });
  const at = headerAt(best.rows, expects);
  const columns = (best.rows[at] ?? []).map((name) => name.trim());
  refuseTooManyColumns(columns.length, limits, 0);
  if (!expects?.length && isProse(columns)) throw new FormatError('not_a_change_file', { what: 'it is text without columns' }, { line: at + 1 });
  // A closing delimiter gives the header one empty name; it is no column.
  const endsOpen = columns.at(-1) === '';
  if (endsOpen) columns.pop();
  if (columns.length < 2) throw new FormatError('no_header', {}, { line: at + 1 });
  return { delimiter: best.delimiter, newlines, columns: columns.map((name, i) => name || `column ${i + 1}`), skip: at + 1, endsOpen };
}

function asRecord(cells: string[], shape: Shape, limits: Limits, at: { row: number; endLine: number }): SourceRecord {
  const width = shape.columns.length;
  if (cells.length > limits.columns) refuseTooManyColumns(cells.length, limits, at.row);
  for (let i = 0; i < cells.length; i++) {
    const cell = cells[i]!;
    if (cell.length > limits.cellLength) return { ...at, cells, problem: { why: 'cell_too_long', value: `${shape.columns[i] ?? ''}: ${cell.length} characters` } };
    if (cell.charCodeAt(0) === 39) cells[i] = unguarded(cell);
  }
  // Not otherwise: an empty last cell may be what a stray delimiter within the row pushed there, and its neighbours would be wrong.
  if (shape.endsOpen && cells.length === width + 1 && cells[width] === '') cells.pop();
  if (cells.length !== width) return { ...at, cells, problem: { why: 'ragged_row', value: `${cells.length} cells under ${width} column names` } };
  return { row: at.row, endLine: at.endLine, cells };
}

/** Records as they come out of one piece of the file: the parser works while it is written to, so nothing waits in a queue. */
async function* batches(path: string, shape: Shape, { encoding, limits, signal }: SourceOptions, onBytes: (n: number) => void): AsyncGenerator<SourceRecord[]> {
  let found: SourceRecord[] = [];
  let seen = 0;
  let lastLine = 0;
  const parser: Parser = parse({
    ...syntax(shape.delimiter, shape.newlines),
    on_record: (cells: string[], context: { lines: number }) => {
      seen += 1;
      lastLine = context.lines;
      if (seen > shape.skip) found.push(asRecord(cells, shape, limits, { row: seen - shape.skip, endLine: context.lines }));
      return null;
    },
  });
  let failed: Error | null = null;
  parser.on('error', (error) => { failed = error; });
  parser.resume();
  let sinceRecord = 0;
  for await (const piece of bytesOf(path, encoding, signal)) {
    signal?.throwIfAborted();
    parser.write(piece);
    onBytes(piece.length);
    sinceRecord = found.length > 0 ? 0 : sinceRecord + piece.length;
    if (sinceRecord > limits.recordBytes) throw new FormatError('too_large', { what: 'a single row (perhaps a quotation mark is never closed)', limit: inMiB(limits.recordBytes) }, { row: Math.max(0, seen - shape.skip) + 1 });
    if (parser.errored ?? failed) break;
    if (found.length > 0) yield found;
    found = [];
  }
  await new Promise<void>((resolve) => { parser.once('end', resolve).once('error', () => { resolve(); }).once('close', resolve); parser.end(); });
  const error = parser.errored ?? failed;
  if (found.length > 0) yield found;
  if (error) throw asFormatError(error, { row: Math.max(0, seen - shape.skip) + 1, line: lastLine + 1 });
}

/** The parser notices an open quote only at the end of the file; it was opened in the record after the last whole one. */
function asFormatError(error: Error, where: { row: number; line: number }): Error {
  return (error as { code?: string }).code === 'CSV_QUOTE_NOT_CLOSED' ? new FormatError('quote_not_closed', where, where) : error;
}

export async function openDelimited(path: string, options: SourceOptions): Promise<RecordSource> {
  const shape = await shapeOf(path, options);
  let bytes = 0;
  return { columns: shape.columns, batches: batches(path, shape, options, (n) => { bytes += n; }), warnings: [], delimiter: shape.delimiter, labels: new Map(), bytesRead: () => bytes };
}
