// What every reader of a container hands over: columns, and records as cells in the order of those columns.
import type { Why } from './imported-change.ts';
import type { Limits } from './limits.ts';

/** A cell; a list where the container knows lists. Nothing at all where the record lacks the column. */
export type Cell = string | readonly string[] | undefined;

/** Its first line, or where only the last is known for free, that; `problem` marks a record that could not be cut into cells. */
export type SourceRecord = { row: number; line?: number; endLine?: number; cells: readonly Cell[]; problem?: { why: Why; value: string } };

export type RecordSource = {
  /** May grow while records of JSON and XML are read; names repeat where the file repeats them. */
  columns: string[];
  batches: AsyncGenerator<SourceRecord[]>;
  /** Things a person should know, filled while reading. */
  warnings: string[];
  delimiter: string | null;
  /** Names a container gives to columns apart from the columns themselves (Jira's custom fields). */
  labels: Map<string, string>;
  /** How far the file has been read, in bytes. */
  bytesRead: () => number;
};

export type SourceOptions = {
  encoding: string;
  limits: Limits;
  signal?: AbortSignal | undefined;
  /** Column names that mark the header row, when a mapping already says so. */
  expects?: readonly string[];
};

/** Turns keys into columns as they appear; a Map, so that a key named like a built-in is a name like any other. */
export function growingColumns(columns: string[]): (name: string) => number {
  const known = new Map<string, number>();
  return (name) => {
    const at = known.get(name);
    if (at !== undefined) return at;
    known.set(name, columns.length);
    columns.push(name);
    return columns.length - 1;
  };
}
