// Meetings, minutes and import for people who need contrast: the window's own contrast theme, and the colours of the system.
import type { Page } from '@playwright/test';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { projectDir } from './support/browser-door.ts';
import { expect, test } from './support/fixture.ts';

const screensDir = join(projectDir, 'test', 'screens');
const sample = join(projectDir, 'resources', 'samples', 'servicenow-changes.csv');
const modes = { contrast: { contrast: 'more', colorScheme: 'light' }, forced: { forcedColors: 'active', colorScheme: 'light' }, 'forced-dark': { forcedColors: 'active', colorScheme: 'dark' } } as const;

/** Looks at the page in each mode: what is shown must be free of axe's findings and stay within the window. */
async function look(page: Page, axe: () => Promise<string[]>, name: string): Promise<void> {
  mkdirSync(screensDir, { recursive: true });
  await page.setViewportSize({ width: 1280, height: 800 });
  for (const [mode, media] of Object.entries(modes)) {
    await page.emulateMedia(media);
    expect(await axe(), `${name} in ${mode}`).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), `${name} in ${mode} is not cut`).toBe(true);
    await page.screenshot({ path: join(screensDir, `${name}-1280x800-${mode}.png`), animations: 'disabled' });
    await page.emulateMedia({ contrast: null, forcedColors: null, colorScheme: null });
  }
}

test('meetings, minutes and import can be read in high contrast and in the colours of the system', async ({ page, axe }) => {
  page.on('filechooser', () => {});
  await page.getByRole('button', { name: 'Look around first' }).waitFor();
  await page.keyboard.press('1');
  await expect(page.getByRole('navigation', { name: 'Places' })).toBeVisible({ timeout: 120_000 });
  await page.keyboard.press('g');
  await page.keyboard.press('m');
  await expect(page.getByRole('row', { name: /M-A1-/ }).first()).toBeVisible();
  await look(page, axe, 'meetings');
  await page.keyboard.press('c');
  await expect(page.getByRole('dialog', { name: 'Call a meeting' })).toBeVisible();
  await look(page, axe, 'meeting-new');
  await page.keyboard.press('Escape');
  await page.getByRole('row', { name: /signed/ }).first().click();
  await page.keyboard.press('m');
  await expect(page.getByRole('article', { name: /Minutes of/ })).toBeVisible();
  await look(page, axe, 'minutes');

  await page.keyboard.press('g');
  await page.keyboard.press('i');
  await expect(page.getByRole('heading', { level: 1, name: 'Import' })).toBeVisible();
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.keyboard.press('c')]);
  await chooser.setFiles(sample);
  await page.getByLabel('Time zone of the dates').fill('Europe/London');
  await page.getByRole('button', { name: 'Try without writing' }).focus();
  await page.keyboard.press('t');
  await expect(page.getByRole('heading', { name: 'Tried, nothing written' })).toBeVisible({ timeout: 30_000 });
  await look(page, axe, 'import');
});
