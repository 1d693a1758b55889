import { readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from './support/fixture.ts';

const passphrase = 'four plain words here';
const secret = 'another four plain words';

test('SYN-03 a workspace is backed up, lost, and restored from the first screen', async ({ page, axe, shot, dataDir, exportsDir }) => {
  await expect(page.getByRole('button', { name: 'Set up your organisation' })).toBeVisible();
  await page.keyboard.press('2');
  await page.getByLabel('Organisation').fill('Harbour Trust');
  await page.getByLabel('Your name').fill('Ada Quill');
  await page.getByLabel('Passphrase', { exact: false }).first().fill(passphrase);
  await page.getByLabel('Passphrase again').fill(passphrase);
  await page.keyboard.press('Enter');
  const places = page.getByRole('navigation', { name: 'Places' });
  await expect(places.getByText('Harbour Trust')).toBeVisible({ timeout: 30_000 });

  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Search or run a command' }).fill('back up');
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Back up this workspace' });
  await dialog.getByLabel('Passphrase of the backup').fill(secret);
  await dialog.getByLabel('Passphrase again').fill(secret);
  expect(await axe()).toEqual([]);
  await shot('backup');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByRole('dialog', { name: 'The backup is written' })).toBeVisible({ timeout: 30_000 });
  await page.keyboard.press('Enter');
  const [name] = readdirSync(exportsDir).filter((file) => file.endsWith('.gavel-backup'));

  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Search or run a command' }).fill('close this');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Open what you have' })).toBeVisible();
  renameSync(join(dataDir, 'workspaces'), join(dataDir, 'lost'));
  await page.keyboard.press('3');
  await page.getByLabel('Choose a backup').setInputFiles(join(exportsDir, name!));
  await page.getByLabel('Passphrase of the backup').fill('not that one at all');
  await page.getByRole('button', { name: 'Restore', exact: true }).click();
  await expect(page.getByText('The backup does not open with this passphrase.')).toBeVisible({ timeout: 30_000 });
  expect(await axe()).toEqual([]);
  await shot('restore');
  await page.getByLabel('Passphrase of the backup').fill(secret);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Harbour Trust' })).toBeVisible({ timeout: 30_000 });
  await page.getByLabel('Passphrase').fill(passphrase);
  await page.keyboard.press('Enter');
  await expect(places.getByText('Harbour Trust')).toBeVisible({ timeout: 30_000 });
  await page.keyboard.press('g');
  await page.keyboard.press('a');
  await page.getByRole('button', { name: 'Verify', exact: true }).click();
  await expect(page.getByText(/^Trail intact at/)).toBeVisible();

  // The device does not write on in a feed that came out of a backup: the window says so and offers the way on.
  await page.getByRole('button', { name: 'Reading only' }).click();
  const reading = page.getByRole('dialog', { name: 'This workspace is open for reading only' });
  await expect(reading.getByText(/put back from a backup/)).toBeVisible();
  expect(await axe()).toEqual([]);
  await shot('restored-reading-only');
  await reading.getByLabel('New site code').fill('A2');
  await reading.getByRole('button', { name: 'Start a new feed' }).click();
  await expect(reading).toBeHidden({ timeout: 30_000 });
  await expect(page.getByRole('button', { name: 'Reading only' })).toBeHidden();
});
