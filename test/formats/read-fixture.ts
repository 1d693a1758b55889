// Reads a file the way an import does: inspect, then every row, with the zone and encoding a person would have answered.
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FormatError } from '../../src-main/formats/format-error.ts';
import { type InspectOptions, type Inspection, inspectFile } from '../../src-main/formats/inspect.ts';
import { type ImportedChange, type Row, readChanges } from '../../src-main/formats/read-changes.ts';

export type Quarantined = Extract<Row, { kind: 'quarantined' }>;
export type Read = { inspection: Inspection; rows: Row[]; changes: ImportedChange[]; quarantined: Quarantined[] };

export const fixture = (name: string): string => new URL(`fixtures/${name}`, import.meta.url).pathname;

export async function readFixture(path: string, options: InspectOptions = {}): Promise<Read> {
  const inspection = await inspectFile(path, options);
  const rows: Row[] = [];
  for await (const batch of readChanges(path, options.mapping ?? inspection.mapping, options)) rows.push(...batch);
  return { inspection, rows, changes: rows.flatMap((row) => (row.kind === 'ok' ? [row.change] : [])), quarantined: rows.filter((row) => row.kind === 'quarantined') };
}

export async function fileOf(content: string | Uint8Array, name = 'file.csv'): Promise<string> {
  const path = join(await mkdtemp(join(tmpdir(), 'gavel-formats-')), name);
  await writeFile(path, content);
  return path;
}

export async function refusalOf(work: Promise<unknown>): Promise<FormatError> {
  try {
    await work;
  } catch (error) {
    if (error instanceof FormatError) return error;
    throw error;
  }
  throw new Error('the file was read');
}
