// A process killed while it commits: whatever it had acknowledged is there, and nothing by halves.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openStore } from '../../src-main/store/store.ts';
import { rebuild } from '../../src-main/store/rebuild.ts';
import { fingerprintOf } from '../../src-main/trail/keys.ts';
import { verifyTrail } from '../../src-main/trail/verify.ts';
import { copiedFolder, migrations, startMs } from '../support/workspace.ts';

/** Rounds of the test run; `GAVEL_KILL_ROUNDS=200` for a long one. */
const rounds = Number(process.env['GAVEL_KILL_ROUNDS'] ?? 20);

/** Runs the child and kills it so many milliseconds after its first word; answers what it had acknowledged. */
async function commitUntilKilled(folder: { dataDir: string; dir: string }, afterMs: number): Promise<string[]> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'committing-child.ts'), folder.dataDir, folder.dir, '1000000'], { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  let complaints = '';
  let timer: NodeJS.Timeout | undefined;
  child.stderr.on('data', (bytes: Buffer) => { complaints += bytes.toString(); });
  child.stdout.on('data', (bytes: Buffer) => {
    said += bytes.toString();
    timer ??= setTimeout(() => { child.kill('SIGKILL'); }, afterMs);
  });
  const signal = await new Promise<NodeJS.Signals | null>((resolve) => { child.once('close', (_, by) => { resolve(by); }); });
  expect(signal, complaints).toBe('SIGKILL');
  return said.split('\n').slice(1, -1);
}

test(`AUD-01 a process killed at ${rounds} random moments loses no acknowledged commit and leaves none by halves`, async () => {
  const folder = await copiedFolder();
  const acknowledged: string[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const said = await commitUntilKilled(folder, Math.random() * 120);
    expect(said.filter((line) => line.startsWith('refused'))).toEqual([]);
    acknowledged.push(...said);
    const store = openStore({ ...folder, migrations, app: '0.1.0', nowMs: () => startMs });
    try {
      expect(store.readOnly).toBeNull();
      const numbers = new Set(store.db.all<{ number: string }>("SELECT number FROM change WHERE title LIKE 'Raised by %'").map((row) => row.number));
      expect(acknowledged.filter((number) => !numbers.has(number))).toEqual([]);
      // One round may have committed once more than it could say.
      expect(numbers.size).toBeLessThanOrEqual(acknowledged.length + round + 1);
      expect(await verifyTrail(store.source, { depth: 'fast', trustedRoot: fingerprintOf(Buffer.from(store.organisation.rootKey, 'hex')) })).toMatchObject({ verdict: 'intact', findings: [] });
      expect(rebuild(store.db, store.log, () => {}).tables.filter((t) => !t.isEqual)).toEqual([]);
    } finally {
      store.close();
    }
  }
  expect(acknowledged.length).toBeGreaterThan(rounds);
}, 60_000 + rounds * 15_000);
