// The way into the example, as every journey takes it.
import type { Page } from '@playwright/test';
import { expect } from './fixture.ts';

/** Of everybody in the example. */
export const passphrase = 'northwind sample';

export async function openSample(page: Page): Promise<void> {
  await expect(page.getByRole('button', { name: 'Look around first' })).toBeVisible();
  await page.keyboard.press('1');
  await expect(page.getByRole('navigation', { name: 'Places' })).toBeVisible({ timeout: 120_000 });
}
/** Locks the window and lets somebody else of the example sign in. */
export async function signInAs(page: Page, name: string): Promise<void> {
  await page.keyboard.press('Control+Shift+L');
  await page.getByRole('button', { name }).click();
  await page.getByLabel('Passphrase').fill(passphrase);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('navigation', { name: 'Places' })).toContainText(name);
}
