// How far the memory of a process rises while it imports: `import-memory.ts <csv> <empty folder>` prints the answer as JSON.
// A process of its own, with the core in its thread as the window has it: what benchmarks left behind, or loaded, would hide the peak.
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { startCore } from '../../src-main/core-thread.ts';

/** Resident memory in bytes. */
export type ImportMemory = { before: number; peak: number; rows: number };
/** Milliseconds between two looks; the core works in another thread, so none is held up. */
const lookEvery = 20;
/** Milliseconds before the first look. */
const rest = 1_000;

async function measured(csv: string, folder: string): Promise<ImportMemory> {
  const exportsDir = join(folder, 'exports');
  mkdirSync(exportsDir, { recursive: true });
  const core = startCore({ dataDir: join(folder, 'data'), exportsDir, resourcesDir: resolve(import.meta.dirname, '../../resources'), app: '0.1.0' });
  const chair = core.connect({ shell: 'direct' });
  const sample = await chair.call('workspace.openSample', { size: 'small' });
  if (!sample.ok) throw new Error(`the example was refused: ${JSON.stringify(sample.error)}`);
  // What making the example took is given back first; counted as there before, it would hide as much of the import.
  await setTimeout(rest);
  const before = process.memoryUsage.rss();
  let peak = before;
  const watch = setInterval(() => { peak = Math.max(peak, process.memoryUsage.rss()); }, lookEvery);
  const imported = await chair.call('import.run', { file: await core.stagePath(csv), zone: 'UTC' });
  clearInterval(watch);
  await core.close();
  if (!imported.ok) throw new Error(`the import was refused: ${JSON.stringify(imported.error)}`);
  return { before, peak, rows: imported.value.rows };
}

const [csv, folder] = process.argv.slice(2);
if (!csv || !folder) throw new Error('name a CSV file and an empty folder');
console.log(JSON.stringify(await measured(csv, folder)));
