// Power cuts while a pack is written: whatever has its final name is whole. GAVEL_KILL_ROUNDS sets the number of kills.
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { judgePack } from '../../src-main/trail/pdf-pack.ts';
import { judgePdf } from '../../src-main/trail/pdf-verdict.ts';
import { trustedRoot } from '../trail/trail-in-memory.ts';
import { aSeal, newFolder } from './sealed.ts';

const rounds = Number(process.env['GAVEL_KILL_ROUNDS'] ?? 4);
/** Kills the writer some time after it begins a pack; `packs` are finished before that one. */
async function killedAfter(folder: string, seal: string, { packs, ms }: { packs: number; ms: number }): Promise<void> {
  const child = spawn(process.execPath, [join(import.meta.dirname, '../support/packing-child.ts'), folder, seal], { stdio: ['ignore', 'pipe', 'pipe'] });
  let [said, complaints] = ['', ''];
  child.stderr.on('data', (bytes: Buffer) => { complaints += bytes.toString(); });
  child.stdout.on('data', (bytes: Buffer) => {
    const before = said.split('\n').length;
    said += bytes.toString();
    if (before <= packs + 1 && said.split('\n').length > packs + 1) setTimeout(() => { child.kill('SIGKILL'); }, ms);
  });
  await new Promise((resolve) => { child.once('close', resolve); });
  expect(said, complaints).toMatch(/^ready/);
}

test(`AUD-02 a process killed at ${rounds} moments of writing a pack in volumes leaves no finished name without a valid file`, async () => {
  const by = await aSeal();
  const seal = join(newFolder(), 'seal.json');
  writeFileSync(seal, JSON.stringify(by, (_, value: unknown) => (value instanceof Uint8Array ? Buffer.from(value).toString('hex') : typeof value === 'object' && value !== null && 'type' in value && value.type === 'Buffer' ? Buffer.from((value as unknown as { data: number[] }).data).toString('hex') : value)));
  const last = 'pack-vol-3-of-3.pdf';
  for (let round = 0; round < rounds; round += 1) {
    const folder = newFolder();
    // Every other one is killed while a finished pack is written anew.
    await killedAfter(folder, seal, { packs: round % 2, ms: Math.random() * 3000 });
    const finished = readdirSync(folder).filter((name) => name.endsWith('.pdf'));
    for (const name of finished) expect((await judgePdf(join(folder, name), { trustedCa: by.ca.fingerprint })).verdict, name).toBe('intact');
    if (existsSync(join(folder, last))) expect(await judgePack(join(folder, last), { trustedRoot, trustedCa: by.ca.fingerprint })).toMatchObject({ verdict: 'intact', problems: [] });
  }
});
