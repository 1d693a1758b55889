// An encrypted workspace under two processes: one is killed while it commits, the other goes on reading and writing.
import { spawn } from 'node:child_process';
import { readFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { answer, coreOver, passphrase, startMs, temporaryFolder } from '../support/workspace.ts';

const founding = { organisation: 'Northwind', site: 'A1', person: 'Marta Lindqvist', roles: ['administrator', 'chair', 'change-manager', 'registrar'] as ['administrator', 'chair', 'change-manager', 'registrar'], passphrase, zone: 'UTC', encrypted: true };

/** A process of its own that commits until it is killed; answers the numbers it had acknowledged. */
async function killedWhileCommitting(dataDir: string, dir: string, afterMs: number): Promise<string[]> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'committing-child.ts'), dataDir, dir, '1000000'], { stdio: ['ignore', 'pipe', 'pipe'] });
  const said: string[] = [];
  const complaints: string[] = [];
  let timer: NodeJS.Timeout | undefined;
  child.stderr.on('data', (bytes: Buffer) => { complaints.push(bytes.toString()); });
  child.stdout.on('data', (bytes: Buffer) => {
    said.push(bytes.toString());
    timer ??= setTimeout(() => { child.kill('SIGKILL'); }, afterMs);
  });
  const signal = await new Promise<NodeJS.Signals | null>((resolve) => { child.once('close', (_, by) => { resolve(by); }); });
  expect(signal, complaints.join('')).toBe('SIGKILL');
  return said.join('').split('\n').slice(1, -1);
}

test('SEC-04 a process killed in an encrypted workspace loses no acknowledged commit, and its files show no word of them', async () => {
  const dataDir = temporaryFolder();
  onTestFinished(() => { rmSync(dataDir, { recursive: true, force: true }); });
  const dir = join(dataDir, 'ws');
  const first = coreOver(dataDir);
  await first.app.createWorkspace(dir, founding);
  await first.app.close();
  const acknowledged: string[] = [];
  for (const afterMs of [40, 150, 300]) {
    acknowledged.push(...await killedWhileCommitting(dataDir, dir, afterMs));
    for (const name of readdirSync(dir).filter((file) => file.startsWith('gavel.db'))) expect(readFileSync(join(dir, name)).includes('Raised by'), name).toBe(false);
    const { app } = coreOver(dataDir, { now: startMs + 3_600_000 });
    app.openWorkspace(dir);
    const door = app.connect({ shell: 'direct' });
    expect(await answer(door, 'workspace.unlock', { passphrase })).toMatchObject({ workspace: { isReadOnly: false, isEncrypted: true } });
    const { total } = await answer(door, 'change.list', { limit: 1 });
    expect(total).toBeGreaterThanOrEqual(acknowledged.length);
    for (const number of acknowledged.slice(-3)) expect(await answer(door, 'change.show', { change: number })).toMatchObject({ number });
    expect(await answer(door, 'trail.verify', {})).toMatchObject({ verdict: 'intact' });
    await app.close();
  }
  expect(acknowledged.length).toBeGreaterThan(3);
});

test('SEC-04 two processes work in one encrypted workspace, each with its own unlocking', async () => {
  const dataDir = temporaryFolder();
  onTestFinished(() => { rmSync(dataDir, { recursive: true, force: true }); });
  const dir = join(dataDir, 'ws');
  const { app } = coreOver(dataDir);
  onTestFinished(async () => { await app.close(); });
  await app.createWorkspace(dir, founding);
  const door = app.connect({ shell: 'direct' });
  await answer(door, 'session.signIn', { person: 'Marta Lindqvist', passphrase });
  await answer(door, 'change.create', { title: 'From the window' });
  const theirs = await killedWhileCommitting(dataDir, dir, 150);
  expect((await answer(door, 'change.list', {})).total).toBeGreaterThanOrEqual(1 + theirs.length);
  await answer(door, 'change.create', { title: 'After the other one died' });
  expect(await answer(door, 'trail.verify', { deep: true })).toMatchObject({ verdict: 'intact' });
});
