// What the benchmarks stand on: the worked example in two sizes, made once per run in a folder of its own.
import Database from 'better-sqlite3';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { App, Connection } from '../../src-main/boot.ts';
import { boot } from '../../src-main/boot.ts';
import type { Asked, OpName, Output } from '../../src-main/contract/index.ts';
import { timeOf } from './measure.ts';

/** S, M and L of the design; `small` is the example people see. */
export type Size = 'small' | 'S' | 'M' | 'L';
export const sampleOf = { small: 'small', S: '10k', M: '100k', L: '1m' } as const satisfies Record<Size, string>;
export const changesOf = { small: 160, S: 10_000, M: 100_000, L: 1_000_000 } as const satisfies Record<Size, number>;
export const resourcesDir = resolve(import.meta.dirname, '../../resources');

export type Ground = { size: Size; dir: string; dataDir: string; exportsDir: string; app: App; chair: Connection; /** seconds it took to make */ madeIn: number };

export async function ask<N extends OpName>(connection: Connection, name: N, input: Asked<N>): Promise<Output<N>> {
  const reply = await connection.call(name, input);
  if (!reply.ok) throw new Error(`${name} was refused: ${JSON.stringify(reply.error).slice(0, 300)}`);
  return reply.value;
}

/** A folder for this run; `GAVEL_BENCH_DIR` names one that stays, so that a large example is made once. */
export function benchFolder(): { folder: string; remove: () => void } {
  const kept = process.env['GAVEL_BENCH_DIR'];
  if (kept) { mkdirSync(kept, { recursive: true }); return { folder: resolve(kept), remove: () => {} }; }
  const folder = mkdtempSync(join(tmpdir(), 'gavel-bench-'));
  return { folder, remove: () => { rmSync(folder, { recursive: true, force: true }); } };
}

/** The example of a size, opened, with its chair signed in. */
export async function groundOf(folder: string, size: Size): Promise<Ground> {
  const dataDir = join(folder, `data-${size}`);
  const exportsDir = join(folder, 'exports');
  mkdirSync(exportsDir, { recursive: true });
  const app = boot({ dataDir, exportsDir, resourcesDir, app: '0.1.0' });
  const chair = app.connect({ shell: 'direct' });
  const madeIn = await timeOf(() => ask(chair, 'workspace.openSample', { size: sampleOf[size] })) / 1000;
  return { size, dataDir, exportsDir, app, chair, madeIn, dir: join(dataDir, 'workspaces', `sample-${sampleOf[size]}-1`) };
}

/** A connection with nothing of ours in between, for floors. */
export const bareDatabase = ({ dir }: Pick<Ground, 'dir'>): Database.Database => new Database(join(dir, 'gavel.db'));
