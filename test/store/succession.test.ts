import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { boot } from '../../src-main/boot.ts';
import type { App, Connection } from '../../src-main/boot.ts';

const passphrase = 'correct horse';
let dir: string;
const options = (): Parameters<typeof boot>[0] => ({ dataDir: dir, exportsDir: join(dir, 'exports'), resourcesDir: 'resources', app: 'test', checkAnswers: true });
const workspace = (): string => join(dir, 'workspaces', 'acme');

async function inWorkspace(act: (bridge: Connection, app: App) => Promise<void>): Promise<void> {
  const app = boot(options());
  const bridge = app.connect({ shell: 'direct' });
  app.openWorkspace(workspace());
  await bridge.call('session.signIn', { person: 'Ann', passphrase });
  await act(bridge, app);
  await app.close();
}

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'gavel-'));
  const app = boot(options());
  await app.connect({ shell: 'direct' }).call('workspace.create', { organisation: 'Acme', person: 'Ann', passphrase });
  await app.close();
});
afterEach(() => { rmSync(dir, { recursive: true, force: true }); });

describe('a workspace put back from an older copy', () => {
  const putBackOlder = async (): Promise<void> => {
    await inWorkspace(async (bridge) => { await bridge.call('change.create', { title: 'Before the copy' }); });
    cpSync(workspace(), join(dir, 'copy'), { recursive: true });
    await inWorkspace(async (bridge) => { await bridge.call('change.create', { title: 'After the copy' }); });
    rmSync(workspace(), { recursive: true });
    cpSync(join(dir, 'copy'), workspace(), { recursive: true });
  };

  it('AUD-01 opens for reading only and says that this device had written more', async () => {
    await putBackOlder();
    await inWorkspace(async (bridge) => {
      expect(await bridge.call('session.state', {})).toMatchObject({ ok: true, value: { workspace: { isReadOnly: true, readOnlyReason: 'older_than_mark' } } });
      expect(await bridge.call('change.create', { title: 'x' })).toMatchObject({ ok: false, error: { code: 'older_than_mark', facts: { have: 1, mark: 2 } } });
      expect(await bridge.call('change.list', {})).toMatchObject({ ok: true, value: { total: 1 } });
    });
  });

  it('SYN-03 goes on in a new feed with a new site code, and the whole trail verifies', async () => {
    await putBackOlder();
    await inWorkspace(async (bridge) => {
      expect(await bridge.call('workspace.startNewFeed', { site: 'A1' })).toMatchObject({ ok: false, error: { code: 'site_taken' } });
      expect(await bridge.call('workspace.startNewFeed', { site: 'A2' })).toMatchObject({ ok: true, value: { workspace: { isReadOnly: false, site: 'A2' } } });
      expect(await bridge.call('change.create', { title: 'Onwards' })).toMatchObject({ ok: true, value: { number: 'C-A2-0001' } });
      const verified = await bridge.call('trail.verify', { deep: true });
      expect(verified).toMatchObject({ ok: true, value: { verdict: 'intact', findings: [] } });
      expect(verified.ok && verified.value.feeds).toHaveLength(3);
      expect(await bridge.call('trail.rebuild', {})).toMatchObject({ ok: true, value: { isEqual: true } });
    });
    await inWorkspace(async (bridge) => { expect(await bridge.call('change.create', { title: 'Again' })).toMatchObject({ ok: true, value: { number: 'C-A2-0002' } }); });
  });

  it('SYN-03 a power cut between the new feed’s commit and its key does not find the old feed open for writing', async () => {
    await inWorkspace(async (bridge) => { await bridge.call('change.create', { title: 'Before the copy' }); });
    const exported = await (async () => {
      const app = boot(options());
      const bridge = app.connect({ shell: 'direct' });
      app.openWorkspace(workspace());
      await bridge.call('session.signIn', { person: 'Ann', passphrase });
      const made = await bridge.call('workspace.backup', { passphrase: 'another long secret' });
      await app.close();
      return made.ok ? join(made.value.file.folder, made.value.file.name) : '';
    })();
    rmSync(workspace(), { recursive: true });
    const app = boot(options());
    await app.restoreWorkspace(workspace(), { file: app.stagePath(exported), passphrase: 'another long secret' });
    await app.close();
    // The new key cannot be written: what is there afterwards is what a power cut at this moment leaves.
    const obstacle = join(workspace(), 'keys', 'device.json.partial');
    mkdirSync(obstacle);
    await inWorkspace(async (bridge) => { expect(await bridge.call('workspace.startNewFeed', { site: 'A2' })).toMatchObject({ ok: false, error: { code: 'fault' } }); });
    rmSync(obstacle, { recursive: true });
    await inWorkspace(async (bridge) => {
      expect(await bridge.call('change.create', { title: 'In the old feed' })).toMatchObject({ ok: false, error: { code: 'restored_copy' } });
      expect(await bridge.call('workspace.startNewFeed', { site: 'A3' })).toMatchObject({ ok: true, value: { workspace: { isReadOnly: false, site: 'A3' } } });
      expect(await bridge.call('trail.verify', { deep: true })).toMatchObject({ ok: true, value: { verdict: 'intact' } });
    });
  });

  it('a feed that is current is not left', async () => {
    await inWorkspace(async (bridge) => { expect(await bridge.call('workspace.startNewFeed', { site: 'A2' })).toMatchObject({ ok: false, error: { code: 'feed_is_current' } }); });
  });
});
