import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Connection } from '../../src-main/boot.ts';
import { answer, coreOver, refusal, temporaryFolder } from '../support/workspace.ts';

function aMachine(): { dataDir: string; workspaces: string; door: Connection; app: ReturnType<typeof coreOver>['app'] } {
  const dataDir = temporaryFolder();
  const { app } = coreOver(dataDir);
  onTestFinished(async () => { await app.close(); rmSync(dataDir, { recursive: true, force: true }); });
  return { dataDir, workspaces: join(dataDir, 'workspaces'), door: app.connect({ shell: 'direct' }), app };
}
const stopped = { aborted: true, addEventListener: () => {}, removeEventListener: () => {} };

test('an example that is stopped while it is made leaves nothing, and can be made again', async () => {
  const { workspaces, door, app } = aMachine();
  const dir = join(workspaces, 'sample-10k-1');
  await expect(app.createSample(dir, { size: '10k', seed: 1 }, { signal: stopped })).rejects.toMatchObject({ refusal: { code: 'cancelled' } });
  expect(existsSync(workspaces) ? readdirSync(workspaces) : []).toEqual([]);
  await app.createSample(dir, { size: 'small', seed: 1 });
  expect(readdirSync(workspaces)).toEqual(['sample-10k-1']);
  expect((await answer(door, 'session.state', {})).workspace).toMatchObject({ organisation: 'Northwind Bank', isSample: true });
});

test('what a killed program left of an example is swept away by the next', async () => {
  const { workspaces, door } = aMachine();
  mkdirSync(join(workspaces, 'sample-small-1.partial', 'keys'), { recursive: true });
  writeFileSync(join(workspaces, 'sample-small-1.partial', 'gavel.db'), 'half');
  await answer(door, 'workspace.openSample', { size: 'small' });
  expect(readdirSync(workspaces)).toEqual(['sample-small-1']);
  expect((await answer(door, 'trail.verify', {})).verdict).toBe('intact');
});

test('an example that the list of this machine has forgotten is opened, not made anew over itself', async () => {
  const { dataDir, door } = aMachine();
  await answer(door, 'workspace.openSample', { size: 'small' });
  const { id } = await answer(door, 'change.create', { title: 'Written by a newcomer' });
  await answer(door, 'workspace.close', {});
  for (const file of readdirSync(dataDir)) if (file.startsWith('recent')) rmSync(join(dataDir, file));
  expect(await answer(door, 'workspace.recent', {})).toEqual([]);
  await answer(door, 'workspace.openSample', { size: 'small' });
  expect((await answer(door, 'change.show', { change: id })).fields.title).toBe('Written by a newcomer');
});

test('a folder that holds anything is no place for an example, and is left as it was', async () => {
  const { dataDir, door, app } = aMachine();
  const dir = join(dataDir, 'mine');
  mkdirSync(dir);
  writeFileSync(join(dir, 'letter.txt'), 'Dear auditor');
  await expect(app.createSample(dir, { size: 'small', seed: 1 })).rejects.toMatchObject({ refusal: { code: 'workspace_exists' } });
  expect(readdirSync(dataDir).filter((name) => name.startsWith('mine'))).toEqual(['mine']);
  expect(readdirSync(dir)).toEqual(['letter.txt']);
  expect(await refusal(door, 'trail.verify', {})).toMatchObject({ code: 'no_workspace_open' });
});
