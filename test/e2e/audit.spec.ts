// The audit screen: a pack over a period, written in the window and checked in it again.
import { X509Certificate } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, test } from './support/fixture.ts';

async function openAudit(page: Page): Promise<void> {
  await expect(page.getByRole('button', { name: 'Look around first' })).toBeVisible();
  await page.keyboard.press('1');
  await expect(page.getByRole('navigation', { name: 'Places' })).toBeVisible({ timeout: 120_000 });
  await page.getByRole('link', { name: 'Audit' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Audit' })).toBeVisible();
}

test('AUD-02 a pack over a period is written by keyboard, and the window finds it intact', async ({ page, axe, shot, exportsDir }) => {
  // Written, sealed and then checked with every signature: more work than a journey usually waits for.
  test.setTimeout(180_000);
  await openAudit(page);
  const from = page.getByLabel('From', { exact: true });
  await from.focus();
  // The day comes first on every machine, as everywhere else in the window.
  await page.keyboard.type('20112026');
  await expect(from).toHaveValue('2026-11-20');
  await page.getByLabel('To, that day included').fill('2026-11-21');
  const write = page.getByRole('button', { name: 'Write the pack' });
  await write.focus();
  expect(await axe()).toEqual([]);
  await page.keyboard.press('Enter');
  const told = page.getByRole('status').filter({ hasText: /\.pdf, \d+ pages? over / });
  await expect(told).toBeVisible({ timeout: 60_000 });
  const name = /[\w.-]+\.pdf/.exec(await told.innerText())![0];
  expect(existsSync(join(exportsDir, name))).toBe(true);
  expect(readFileSync(join(exportsDir, name)).subarray(0, 5).toString('latin1')).toBe('%PDF-');
  await shot('audit-pack');

  await page.locator('input[type="file"]').setInputFiles(join(exportsDir, name));
  await expect(page.getByRole('status').filter({ hasText: 'Intact.' })).toBeVisible({ timeout: 90_000 });
  expect(await axe()).toEqual([]);
  await shot('audit-checked');
  // What an auditor without Gavel gets from the organisation: the certificate, with the fingerprint that covers print.
  await page.getByRole('button', { name: 'Write authority.pem' }).press('Enter');
  const given = page.getByRole('status').filter({ hasText: 'authority.pem' });
  const { fingerprint256 } = await expect.poll(() => existsSync(join(exportsDir, 'authority.pem')), { timeout: 15_000 }).toBe(true).then(() => new X509Certificate(readFileSync(join(exportsDir, 'authority.pem'))));
  await expect(given).toContainText(fingerprint256.replaceAll(':', '').toLowerCase().match(/.{4}/g)!.join(' '));
  expect(await axe()).toEqual([]);
  await shot('audit-authority');
});

test('AUD-02 a pack in volumes is checked in the window with all its files at once; without one of them it names it', async ({ page, axe, shot, exportsDir }) => {
  test.setTimeout(240_000);
  await openAudit(page);
  const files = await page.evaluate(async () => {
    const reply = await window.gavel!.call('pack.write', { from: '2026-01-01T00:00:00Z', to: '2027-01-01T00:00:00Z', pages: 150, name: 'year' });
    if (!reply.ok) throw new Error(reply.error.code);
    return reply.value.files.map(({ name }) => name);
  });
  expect(files.length).toBeGreaterThan(1);
  const paths = files.map((name) => join(exportsDir, name));
  await page.locator('input[type="file"]').setInputFiles(paths);
  await expect(page.getByRole('status').filter({ hasText: 'Intact.' })).toBeVisible({ timeout: 120_000 });
  await page.locator('input[type="file"]').setInputFiles(paths.slice(1));
  await expect(page.getByText(`Volume 1 of ${files.length}, ${files[0]}, is missing: the manifest names it.`)).toBeVisible({ timeout: 120_000 });
  expect(await axe()).toEqual([]);
  await shot('audit-volume-missing');
});

test('AUD-02 a period that ends before it begins is refused by its field, and nothing is written', async ({ page, exportsDir }) => {
  await openAudit(page);
  await page.getByLabel('From', { exact: true }).fill('2026-11-30');
  await page.getByLabel('To, that day included').fill('2026-11-01');
  await expect(page.getByText('Ends before it begins')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Write the pack' })).toBeDisabled();
  expect(existsSync(exportsDir) ? readdirSync(exportsDir) : []).toEqual([]);
});

test('AUD-02 a period in which nothing happened ends in words, not in silence', async ({ page }) => {
  await openAudit(page);
  await page.getByLabel('From', { exact: true }).fill('1999-01-01');
  await page.getByLabel('To, that day included').fill('1999-01-31');
  await page.getByRole('button', { name: 'Write the pack' }).click();
  const card = page.locator('section').filter({ has: page.getByRole('heading', { name: 'Audit pack' }) });
  await expect(card.getByRole('alert').filter({ hasText: /\w/ }).or(card.getByRole('status').filter({ hasText: 'over 0 changes' }))).toBeVisible({ timeout: 30_000 });
});
