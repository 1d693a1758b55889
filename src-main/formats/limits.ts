// What a foreign file may cost us. Sizes in bytes unless said otherwise.
import { FormatError } from './format-error.ts';

const MiB = 1024 * 1024;

export type Limits = {
  /** Delimited text, XML and JSON are streamed; only one record is held. */
  fileBytes: number;
  /** One record of JSON or XML, or one row of a table. */
  recordBytes: number;
  /** One cell, in UTF-16 code units. */
  cellLength: number;
  columns: number;
  depth: number;
  /** A spreadsheet is held in memory as a whole. */
  spreadsheetBytes: number;
  expandedBytes: number;
  expansionRatio: number;
};

export const defaultLimits: Limits = {
  fileBytes: 2048 * MiB, recordBytes: 16 * MiB, cellLength: MiB, columns: 1024, depth: 32,
  spreadsheetBytes: 64 * MiB, expandedBytes: 512 * MiB, expansionRatio: 200,
};

export const inMiB = (bytes: number): string => `${Math.round((bytes / MiB) * 10) / 10} MiB`;

/** Refuses the file when a record holds more columns, or a longer cell, than the limits allow. */
export function refuseTooManyColumns(count: number, limits: Limits, row: number): void {
  if (count > limits.columns) throw new FormatError('too_large', { what: `a record with ${count} columns`, limit: `${limits.columns} columns` }, { row });
}
