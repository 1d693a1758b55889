// Two programs on one folder never write the same position of a feed; who cannot write in time is told so.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { copiedFolder, coreOver, openFolder, signIn } from '../support/workspace.ts';

test('two programs that commit at once keep one chain without a fork, and every acknowledged change is there', async () => {
  const folder = await copiedFolder();
  const runs = await Promise.all([1, 2].map(() => new Promise<string[]>((resolve, reject) => {
    const child = spawn(process.execPath, [join(import.meta.dirname, 'committing-child.ts'), folder.dataDir, folder.dir, '150'], { stdio: ['ignore', 'pipe', 'inherit'] });
    let said = '';
    child.stdout.on('data', (bytes: Buffer) => { said += bytes.toString(); });
    child.once('close', (code) => { if (code === 0) resolve(said.trim().split('\n').slice(1)); else reject(new Error(`the child ended with ${code}`)); });
  })));
  const [a, b] = runs as [string[], string[]];
  expect([a.length, b.length]).toEqual([150, 150]);
  expect([...a, ...b].filter((line) => !/^C-A1-\d{4}$/.test(line))).toEqual([]);
  expect(new Set([...a, ...b]).size).toBe(300);
  const workspace = await openFolder(folder);
  expect(await workspace.call('trail.verify', { deep: true })).toMatchObject({ verdict: 'intact', findings: [] });
  expect(await workspace.call('trail.rebuild', {})).toMatchObject({ isEqual: true });
  expect((await workspace.call('change.list', { text: 'Raised', limit: 1 })).total).toBe(300);
});

test('two cores in one process on one folder see each other’s commits and go on with the right number', async () => {
  const folder = await copiedFolder();
  const first = await openFolder(folder);
  const other = coreOver(folder.dataDir);
  onTestFinished(async () => { await other.app.close(); });
  other.app.openWorkspace(folder.dir);
  const second = await signIn(other.app, 'Marta Lindqvist');
  const numbers: string[] = [];
  for (let i = 0; i < 20; i += 1) {
    const reply = await (i % 2 === 0 ? first.chair : second).call('change.create', { title: `Turn ${i}` });
    numbers.push(reply.ok ? reply.value.number! : reply.error.code);
  }
  expect(numbers).toEqual(Array.from({ length: 20 }, (_, i) => `C-A1-0${179 + i}`));
  expect(await first.call('trail.verify', { deep: true })).toMatchObject({ verdict: 'intact' });
});

test('a program that holds the folder too long is named as the reason, and reading goes on', async () => {
  const workspace = await openFolder(await copiedFolder());
  const holder = new Database(join(workspace.dir, 'gavel.db'));
  onTestFinished(() => { holder.close(); });
  const before = workspace.events();
  holder.exec('BEGIN IMMEDIATE');
  expect(await workspace.refused('change.create', { title: 'Waits in vain' })).toEqual({ code: 'workspace_in_use', facts: {} });
  expect(await workspace.call('change.list', {})).toMatchObject({ total: 178 });
  holder.exec('COMMIT');
  await workspace.call('change.create', { title: 'Comes through' });
  expect(workspace.events()).toBe(before + 1);
});
