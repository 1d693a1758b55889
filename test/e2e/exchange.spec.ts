// A bundle out of the window and back into it, by keyboard: for a passphrase, refused, opened, found known.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, test } from './support/fixture.ts';

const passphrase = 'four quite unrelated words';

async function openExchange(page: Page): Promise<void> {
  // Somebody listens from the start on, so that no system dialog opens in between two choices.
  page.on('filechooser', () => {});
  await page.getByText('Look around first').waitFor();
  await page.keyboard.press('1');
  await expect(page.getByRole('navigation', { name: 'Places' })).toBeVisible({ timeout: 30_000 });
  await page.keyboard.press('g');
  await page.keyboard.press('x');
  await expect(page.getByRole('heading', { level: 1, name: 'Exchange' })).toBeVisible();
}

async function open(page: Page, file: string): Promise<void> {
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.keyboard.press('o')]);
  await chooser.setFiles(file);
}

test('SYN-01 SYN-02 a bundle for a passphrase is written, refused with a wrong one, opened with the right one, and adds nothing where it came from', async ({ page, exportsDir, dataDir, axe, shot }) => {
  await openExchange(page);
  expect(await axe()).toEqual([]);
  await shot('exchange');

  await page.keyboard.press('e');
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'A passphrase' }).press('Enter');
  await dialog.getByLabel('Passphrase').fill('short');
  await page.keyboard.press('Control+Enter');
  await expect(dialog.getByText('At least 8 characters')).toBeVisible();
  expect(await axe()).toEqual([]);
  await shot('exchange-export');
  await dialog.getByLabel('Passphrase').fill(passphrase);
  await page.keyboard.press('Control+Enter');
  await expect(page.getByRole('dialog', { name: 'The bundle is written' })).toBeVisible({ timeout: 30_000 });
  expect(await axe()).toEqual([]);
  await shot('exchange-exported');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog')).toHaveCount(0);

  const [name] = readdirSync(exportsDir).filter((file) => file.endsWith('.cabsync'));
  const bundle = join(exportsDir, name!);
  await open(page, bundle);
  const field = page.getByLabel('Passphrase', { exact: true });
  await field.fill('not the right words');
  await field.press('Enter');
  await expect(page.getByText('The bundle does not open with this passphrase.')).toBeVisible({ timeout: 30_000 });
  expect(await axe()).toEqual([]);
  await shot('exchange-locked');
  await field.fill(passphrase);
  await field.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Import review' })).toBeVisible({ timeout: 30_000 });
  await expect(page.getByText('Everything in this bundle is here already.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Import', exact: true })).toHaveCount(0);
  expect(await axe()).toEqual([]);
  await shot('exchange-known');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('heading', { level: 1, name: 'Exchange' })).toBeVisible();

  const cut = join(dataDir, '..', 'cut.cabsync');
  writeFileSync(cut, readFileSync(bundle).subarray(0, 2000));
  await open(page, cut);
  await field.fill(passphrase);
  await field.press('Enter');
  await expect(page.getByRole('alert').filter({ hasText: 'nothing was changed' })).toBeVisible({ timeout: 30_000 });
});
