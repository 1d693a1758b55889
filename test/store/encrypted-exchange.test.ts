// An encrypted workspace among others: a machine joins into one, bundles pass through, and an older copy goes on in a new feed.
import { cpSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { App, Connection } from '../../src-main/boot.ts';
import type { Output } from '../../src-main/contract/index.ts';
import { answer, coreOver, refusal, startMs, temporaryFolder } from '../support/workspace.ts';

const secret = 'quiet harbour light';
const title = 'Rotate the gateway certificates';

type Laptop = { app: App; bridge: Connection; dataDir: string };
function aLaptop(dataDir = temporaryFolder(), now = startMs): Laptop {
  const { app } = coreOver(dataDir, { now });
  onTestFinished(async () => {
    await app.close();
    rmSync(dataDir, { recursive: true, force: true });
  });
  return { app, bridge: app.connect({ shell: 'direct' }), dataDir };
}
const founded = async (laptop: Laptop, encrypted: boolean): Promise<void> => {
  await answer(laptop.bridge, 'workspace.create', { organisation: 'Harbour Trust', person: 'Ada Quill', site: 'A1', passphrase: secret, encrypted });
  await answer(laptop.bridge, 'change.create', { title });
};
const sent = (to: Laptop, { file }: { file: Output<'bundle.export'>['file'] }): string => to.app.stagePath(join(file.folder, file.name));
/** Files of a laptop, but for what was exported, that show a word of the records. */
const telling = ({ dataDir }: Laptop): string[] => readdirSync(dataDir, { recursive: true }).map((name) => join(dataDir, String(name)))
  .filter((path) => statSync(path).isFile() && !path.startsWith(join(dataDir, 'exports')) && ['gateway certificates', 'Written on the second'].some((words) => readFileSync(path).includes(words)));

test('SEC-04 a machine that joins chooses for itself whether it is encrypted, and takes in bundles without a plain file', async () => {
  const first = aLaptop();
  await founded(first, false);
  const second = aLaptop();
  const request = await answer(second.bridge, 'workspace.join', { site: 'B1', person: 'Bo Lind', passphrase: 'another long secret', encrypted: true });
  await answer(first.bridge, 'device.enrol', { file: sent(first, request), roles: ['change-manager'], recoveryPassphrase: secret });
  const whole = await answer(first.bridge, 'bundle.export', { to: ['B1'], scope: 'everything' });
  const joining = { handle: request.handle, files: [sent(second, whole)], passphrase: 'another long secret' };
  const { facts } = await refusal(second.bridge, 'workspace.finishJoin', joining);
  expect(await answer(second.bridge, 'workspace.finishJoin', { ...joining, words: String(facts['words']) })).toMatchObject({ workspace: { site: 'B1', isEncrypted: true }, person: { name: 'Bo Lind' } });
  expect((await answer(second.bridge, 'change.list', {})).rows).toMatchObject([{ title }]);
  await answer(first.bridge, 'change.create', { title: 'Written on the first' });
  const delta = await answer(first.bridge, 'bundle.export', { to: ['B1'] });
  expect(await answer(second.bridge, 'bundle.import', { file: sent(second, delta) })).toMatchObject({ new: 1, quarantined: [] });
  await answer(second.bridge, 'change.create', { title: 'Written on the second' });
  const back = await answer(second.bridge, 'bundle.export', { to: ['A1'] });
  expect(await answer(first.bridge, 'bundle.import', { file: sent(first, back) })).toMatchObject({ quarantined: [] });
  expect((await answer(first.bridge, 'change.list', {})).total).toBe(3);
  expect(telling(first)).not.toEqual([]);
  expect(telling(second)).toEqual([]);
});

test('SEC-04 SYN-03 an older copy of an encrypted workspace shows as such and goes on in a new feed, still encrypted', async () => {
  const laptop = aLaptop();
  await founded(laptop, true);
  await answer(laptop.bridge, 'workspace.close', {});
  const dir = join(laptop.dataDir, 'workspaces', 'harbour-trust');
  const copy = join(laptop.dataDir, 'copy');
  cpSync(dir, copy, { recursive: true });
  laptop.app.openWorkspace(dir);
  await answer(laptop.bridge, 'workspace.unlock', { passphrase: secret });
  await answer(laptop.bridge, 'change.create', { title: 'After the copy' });
  await answer(laptop.bridge, 'workspace.close', {});
  rmSync(dir, { recursive: true });
  cpSync(copy, dir, { recursive: true });
  laptop.app.openWorkspace(dir);
  expect(await answer(laptop.bridge, 'workspace.unlock', { passphrase: secret })).toMatchObject({ workspace: { isReadOnly: true, readOnlyReason: 'older_than_mark', isEncrypted: true } });
  expect(await refusal(laptop.bridge, 'change.create', { title: 'x' })).toMatchObject({ code: 'older_than_mark' });
  expect(await answer(laptop.bridge, 'workspace.startNewFeed', { site: 'A2' })).toMatchObject({ workspace: { isReadOnly: false, site: 'A2', isEncrypted: true }, person: { name: 'Ada Quill' } });
  await answer(laptop.bridge, 'change.create', { title: 'Onwards' });
  await answer(laptop.bridge, 'workspace.close', {});
  laptop.app.openWorkspace(dir);
  expect(await answer(laptop.bridge, 'workspace.unlock', { passphrase: secret })).toMatchObject({ workspace: { isReadOnly: false, site: 'A2' } });
  expect(await answer(laptop.bridge, 'trail.verify', { deep: true })).toMatchObject({ verdict: 'intact' });
  expect(telling(laptop)).toEqual([]);
});
