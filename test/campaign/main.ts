// Ten thousand random histories on all cores (`npm run campaign -- --count 10000 --from 1`). Prints its counts; seeds that fail are kept in `failing.json` and tried first next time.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads';
import type { Outcome } from '../support/histories.ts';
import { aHistory, startingPoint } from '../support/histories.ts';

type Played = { seed: number; outcome: Outcome } | { seed: number; problem: string };
const kept = join(import.meta.dirname, 'failing.json');
const counted = ['conflicts', 'forks', 'settled', 'erasures', 'revocations', 'pending'] as const;

async function play(seeds: readonly number[]): Promise<void> {
  const start = await startingPoint(4);
  for (const seed of seeds) {
    try {
      parentPort!.postMessage({ seed, outcome: aHistory(start, seed) } satisfies Played);
    } catch (error) {
      parentPort!.postMessage({ seed, problem: error instanceof Error ? error.stack ?? error.message : String(error) } satisfies Played);
    }
  }
}

function lead(): Promise<number> {
  const { values } = parseArgs({ options: { count: { type: 'string', default: '10000' }, from: { type: 'string', default: '1' } } });
  const before = existsSync(kept) ? JSON.parse(readFileSync(kept, 'utf8')) as number[] : [];
  const seeds = [...new Set([...before, ...Array.from({ length: Number(values.count) }, (_, i) => Number(values.from) + i)])];
  const threads = Math.max(1, availableParallelism());
  const sums = Object.fromEntries(counted.map((name) => [name, 0]));
  const failing: number[] = [];
  let done = 0;
  const take = (played: Played): void => {
    done += 1;
    if ('outcome' in played) for (const name of counted) sums[name] = (sums[name] ?? 0) + (played.outcome[name] > 0 ? 1 : 0);
    const problem = 'problem' in played ? played.problem : played.outcome.differences.join(', ');
    if (problem !== '') {
      failing.push(played.seed);
      process.stderr.write(`seed ${played.seed}: ${problem}\n`);
    }
    if (done % 500 === 0) process.stderr.write(`${done} of ${seeds.length}\n`);
  };
  return new Promise((resolve, reject) => {
    let running = threads;
    for (let t = 0; t < threads; t += 1) {
      const worker = new Worker(new URL(import.meta.url), { workerData: seeds.filter((_, i) => i % threads === t) });
      worker.on('message', take);
      worker.on('error', reject);
      worker.on('exit', () => {
        running -= 1;
        if (running > 0) return;
        writeFileSync(kept, `${JSON.stringify(failing)}\n`);
        const lines = counted.map((name) => `${String(sums[name]).padStart(7)} with ${name}`);
        process.stdout.write(`${done} histories of four devices and their copies, ${failing.length} that did not converge\n${lines.join('\n')}\n`);
        resolve(failing.length === 0 ? 0 : 1);
      });
    }
  });
}

if (isMainThread) process.exitCode = await lead();
else await play(workerData as number[]);
