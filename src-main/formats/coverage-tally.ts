// What every coverage format is counted into: files, their lines, their branches.
import { FormatError } from './format-error.ts';
import { refused } from './refused.ts';

/** Files, lines and branches of one report together; more would not fit the reader's memory. */
export const mostLines = 2_000_000;

type FileTally = { lines: Map<number, boolean>; branches: Map<string, boolean> };
export type Tally = {
  files: Map<string, FileTally>;
  /** Files, lines and branches together. */
  size: number;
  /** Conditions that come as sums, not one by one. */
  conditions: { covered: number; total: number };
  commits: Set<string>;
  timestamp: string | null;
  warnings: string[];
};
export type Counted = {
  lines: { covered: number; total: number }; branches: { covered: number; total: number } | null; files: number;
  commits: ReadonlySet<string>; timestamp: string | null; warnings: string[];
};

export const newTally = (): Tally => ({ files: new Map(), size: 0, conditions: { covered: 0, total: 0 }, commits: new Set(), timestamp: null, warnings: [] });

function grow(tally: Tally): void {
  tally.size += 1;
  if (tally.size > mostLines) throw new FormatError('too_large', { what: 'the report', limit: `${mostLines} lines and branches` });
}

export function fileIn(tally: Tally, name: string): FileTally {
  let file = tally.files.get(name);
  if (file) return file;
  grow(tally);
  tally.files.set(name, file = { lines: new Map(), branches: new Map() });
  return file;
}

/** A line listed twice is one line, covered when any listing of it is. */
export function addLine(tally: Tally, file: FileTally, number: number, hit: boolean): void {
  const before = file.lines.get(number);
  if (before === undefined) grow(tally);
  if (before !== true) file.lines.set(number, hit);
}

export function addBranch(tally: Tally, file: FileTally, key: string, taken: boolean): void {
  const before = file.branches.get(key);
  if (before === undefined) grow(tally);
  if (before !== true) file.branches.set(key, taken);
}

const hitsOf = (marks: Iterable<boolean>): number => {
  let hits = 0;
  for (const mark of marks) if (mark) hits += 1;
  return hits;
};

export function countOf(tally: Tally): Counted {
  const lines = { covered: 0, total: 0 };
  const branches = { ...tally.conditions };
  for (const file of tally.files.values()) {
    lines.covered += hitsOf(file.lines.values());
    lines.total += file.lines.size;
    branches.covered += hitsOf(file.branches.values());
    branches.total += file.branches.size;
  }
  return { lines, branches: branches.total === 0 ? null : branches, files: tally.files.size, commits: tally.commits, timestamp: tally.timestamp, warnings: tally.warnings };
}

/** A count as a report writes it. Fractions and powers of ten occur; a negative one, which gcov writes on overflow, counts as not hit. */
export function isHit(text: string | undefined, where: { line: number; field: string }): boolean {
  if (text === undefined || !/^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(text.trim())) throw refused('invalid', `${where.field} at line ${where.line} is no number of hits`, where);
  return Number(text) > 0;
}

/** A whole number from 0, or a refusal that names the place. */
export function wholeNumber(text: string | undefined, where: { line: number; field: string }): number {
  const number = text !== undefined && /^\d{1,15}$/.test(text.trim()) ? Number(text) : -1;
  if (number < 0) throw refused(text === undefined ? 'missing' : 'invalid', `${where.field} at line ${where.line} is ${text === undefined ? 'missing' : 'no whole number'}`, where);
  return number;
}
