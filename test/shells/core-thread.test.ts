import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { AppError } from '../../src-main/app-error.ts';
import { startCore } from '../../src-main/core-thread.ts';
import type { CoreThread } from '../../src-main/core-thread.ts';
import { bridgeExam, freshHome, patient } from './bridge-exam.ts';

bridgeExam({
  name: 'worker', shell: 'electron',
  open: async (home) => {
    const core = startCore({ ...home, app: 'test', checkAnswers: true });
    return { bridge: core.connect({ shell: 'electron' }), close: () => core.close() };
  },
});

const homes: ReturnType<typeof freshHome>[] = [];
const cores: CoreThread[] = [];
afterEach(async () => {
  await Promise.all(cores.splice(0).map((core) => core.close()));
  for (const { folder } of homes.splice(0)) rmSync(folder, { recursive: true, force: true });
});
function start(log: (line: string) => void = () => {}): { core: CoreThread; home: ReturnType<typeof freshHome> } {
  const home = freshHome();
  const core = startCore({ dataDir: home.dataDir, exportsDir: home.exportsDir, resourcesDir: home.resourcesDir, app: 'test', log });
  homes.push(home);
  cores.push(core);
  return { core, home };
}

test('two doors of one core have each their own signed-in person', async () => {
  const { core } = start();
  const [first, second] = [core.connect({ shell: 'electron' }), core.connect({ shell: 'cli' })];
  await first.call('workspace.create', { organisation: 'Two Doors', person: 'Ada Quill', passphrase: 'correct horse battery' });
  expect(await first.call('session.state', {})).toMatchObject({ value: { person: { name: 'Ada Quill' } } });
  expect(await second.call('session.state', {})).toMatchObject({ value: { person: null, workspace: { organisation: 'Two Doors' } } });
});

test('a door that closed hears nothing more', async () => {
  const { core } = start();
  const [staying, leaving] = [core.connect({ shell: 'electron' }), core.connect({ shell: 'electron' })];
  const heard: string[] = [];
  leaving.onChanged(() => { heard.push('leaving'); });
  const told = new Promise<void>((resolve) => { staying.onChanged(() => { heard.push('staying'); resolve(); }); });
  leaving.close();
  await staying.call('workspace.create', { organisation: 'One Leaves', person: 'Ada Quill', passphrase: 'correct horse battery' });
  await told;
  expect(new Set(heard)).toEqual(new Set(['staying']));
});

test('revealing the exports reaches the door that asked, with the folder', async () => {
  const { core, home } = start();
  const folders: string[] = [];
  const door = core.connect({ shell: 'browser', reveal: (folder) => { folders.push(folder); } });
  await door.call('workspace.revealExports', {});
  await expect.poll(() => folders, patient).toEqual([home.exportsDir]);
  expect(existsSync(home.exportsDir)).toBe(true);
});

test('what is no data is refused at the door, and the thread lives on', async () => {
  const { core } = start();
  const door = core.connect({ shell: 'electron' });
  expect(await door.call('session.signIn', { person: () => 'x', passphrase: '' } as never)).toMatchObject({ ok: false, error: { code: 'invalid_input' } });
  expect(await door.call('session.state', {})).toMatchObject({ ok: true });
});

test('paths named by the door are opened and staged in the thread; a refusal crosses as one', async () => {
  const { core, home } = start();
  const file = join(home.folder, 'changes.csv');
  writeFileSync(file, 'number,title\n');
  expect(await core.stagePath(file)).toMatch(/^[0-9a-f-]{36}$/);
  expect(await core.exportPath('a.pdf')).toBe(join(home.exportsDir, 'a.pdf'));
  await expect(core.openWorkspace(join(home.folder, 'nowhere'))).rejects.toBeInstanceOf(AppError);
  await expect(core.openWorkspace(join(home.folder, 'nowhere'))).rejects.toMatchObject({ refusal: { code: 'workspace_missing' } });
});

test('when the thread dies every open and later call is answered with one incident, and the log has it', async () => {
  const lines: string[] = [];
  const home = freshHome();
  homes.push(home);
  // A resources folder that is no path ends the core at its start, as a broken installation would.
  const core = startCore({ dataDir: home.dataDir, exportsDir: home.exportsDir, resourcesDir: null as unknown as string, app: 'test', log: (line) => { lines.push(line); } });
  const door = core.connect({ shell: 'electron' });
  const replies = await Promise.all([door.call('session.state', {}), door.call('workspace.recent', {})]);
  const later = await door.call('session.state', {});
  const [incident] = [...replies, later].map((reply) => (reply.ok ? null : reply.error.facts['incident']));
  expect(incident).toMatch(/^[0-9a-f]{8}$/);
  for (const reply of [...replies, later]) expect(reply).toEqual({ ok: false, error: { code: 'fault', facts: { incident } } });
  expect(lines.join('\n')).toContain(String(incident));
  await expect(core.openWorkspace('x')).rejects.toThrow(/core/);
});

test('closing ends the thread and what is asked afterwards is answered', async () => {
  const { core } = start();
  const door = core.connect({ shell: 'electron' });
  await door.call('session.state', {});
  await core.close();
  expect(await door.call('session.state', {})).toMatchObject({ ok: false, error: { code: 'fault' } });
});

test('closing in the middle of a long task ends the thread in good time, and the task is answered', async () => {
  const { core } = start();
  const door = core.connect({ shell: 'electron' });
  let begun: () => void = () => {};
  const isBusy = new Promise<void>((resolve) => { begun = resolve; });
  const task = door.call('workspace.openSample', { size: '1m', seed: 9 }, { onProgress: () => { begun(); } });
  await isBusy;
  await core.close();
  expect(await task).toMatchObject({ ok: false });
});
