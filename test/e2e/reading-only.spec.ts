// A workspace put back from an older copy, as the person at the window meets it.
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from './support/fixture.ts';

test('SYN-03 an older copy opens for reading only, says why, and goes on in a new feed', async ({ page, dataDir, reopen }) => {
  await page.getByText('Look around first').waitFor();
  await page.evaluate(async () => {
    await window.gavel!.call('workspace.create', { organisation: 'Acme', person: 'Ann Chair', passphrase: 'correct horse' });
    await window.gavel!.call('change.create', { title: 'Before the copy' });
  });
  let now = await reopen();
  const workspaces = join(dataDir, 'workspaces');
  const copy = join(dataDir, 'copy');
  cpSync(workspaces, copy, { recursive: true });
  await now.evaluate(async () => {
    const [recent] = (await window.gavel!.call('workspace.recent', {}) as { value: { handle: string }[] }).value;
    await window.gavel!.call('workspace.open', { handle: recent!.handle });
    await window.gavel!.call('session.signIn', { person: 'Ann Chair', passphrase: 'correct horse' });
    await window.gavel!.call('change.create', { title: 'After the copy' });
    await window.gavel!.call('workspace.close', {});
  });
  rmSync(workspaces, { recursive: true });
  cpSync(copy, workspaces, { recursive: true });
  now = await reopen();
  await now.getByText('Open what you have').click();
  await now.getByRole('button', { name: /Acme/ }).click();
  await now.getByLabel('Passphrase').fill('correct horse');
  await now.keyboard.press('Enter');
  await now.getByRole('button', { name: 'Reading only' }).click();
  await expect(now.getByRole('dialog')).toContainText('older copy');
  await now.getByLabel('New site code').fill('A2');
  await now.getByRole('button', { name: 'Start a new feed' }).click();
  await expect(now.getByText('Site A2')).toBeVisible();
  await expect(now.getByRole('button', { name: 'Reading only' })).toBeHidden();
});
