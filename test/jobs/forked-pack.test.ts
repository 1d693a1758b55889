// A copied laptop, as people meet it: its disk was copied, both go on, and the auditor's pack tells.
import { cpSync, rmSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { answer, coreOver, temporaryFolder } from '../support/workspace.ts';
import { exported, handTo, pathOf, secrets, sends, twoWorkspaces } from '../support/two-workspaces.ts';
import type { Machine } from '../support/two-workspaces.ts';

/** The same machine once more, from a copy of its disk. */
async function copyOf(machine: Machine): Promise<Machine> {
  const dataDir = temporaryFolder();
  const dir = (): string => join(dataDir, 'workspaces', machine.dir().split('/').at(-1)!);
  cpSync(machine.dataDir, dataDir, { recursive: true });
  const { app, clock } = coreOver(dataDir, { now: machine.clock.now });
  onTestFinished(async () => {
    await app.close();
    rmSync(dataDir, { recursive: true, force: true });
  });
  const bridge = app.connect({ shell: 'direct' });
  app.openWorkspace(dir());
  await answer(bridge, 'session.signIn', { person: 'Ada Lindqvist', passphrase: secrets.A1 });
  return { ...machine, app, clock, dataDir, bridge, dir, call: (name, input) => answer(bridge, name, input) };
}

test('AUD-02 SYN-02 a pack prints the fork of a copied device and still verifies, though the device that made it had written nothing before', async () => {
  const { ada, bo } = await twoWorkspaces();
  const { number } = await ada.call('change.create', { title: 'Gateway' });
  await sends(ada, bo);
  const copy = await copyOf(ada);
  await ada.call('change.create', { title: 'By the first' });
  copy.clock.now += 120_000;
  await copy.call('change.create', { title: 'By the second' });
  await sends(ada, bo);
  const imported = await bo.call('bundle.import', { file: handTo(bo, await exported(copy, bo)) });
  expect(imported.forks).toHaveLength(1);
  const pack = await bo.call('pack.write', { change: [number!], name: 'forked' });
  const root = (await bo.call('session.state', {})).workspace!.rootWords;
  const verified = await bo.call('trail.verifyFile', { file: handTo(bo, pathOf(pack)), root });
  expect(verified).toMatchObject({ verdict: 'intact-with-gaps', findings: [{ kind: 'fork', severity: 'gap' }] });
  const text = spawnSync('pdftotext', ['-layout', pathOf(pack), '-'], { encoding: 'utf8' });
  if (text.error) throw text.error;
  expect(text.stdout.replace(/\s+/g, ' ')).toMatch(/Two copies of this device wrote under its name: .* Both are attached; neither is counted until two registrars admit one\./);
});
