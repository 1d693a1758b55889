// What waits for one person, from every place, on one page: reached, walked and opened from the keyboard.
import { openSample, signInAs } from './support/example.ts';
import { expect, test } from './support/fixture.ts';
import type { Page } from '@playwright/test';

const tasks = (page: Page) => page.getByRole('main').locator('section li a');
const openForMe = async (page: Page): Promise<void> => {
  await page.getByText('Look around first').waitFor();
  await page.keyboard.press('1');
  await expect(page.getByRole('navigation', { name: 'Places' })).toBeVisible({ timeout: 120_000 });
  await page.keyboard.press('g');
  await page.keyboard.press('q');
  await expect(page.getByRole('heading', { level: 1, name: 'For me' })).toBeVisible();
};

test('CAB-03 what waits for the chair stands in one list that the arrows walk, and Enter goes where it is done', async ({ page, axe, shot }) => {
  await openForMe(page);
  await expect(page).toHaveURL(/#\/work$/);
  await expect(tasks(page).first()).toBeVisible();
  expect(await axe()).toEqual([]);
  await shot('work');

  await page.keyboard.press('ArrowDown');
  await expect(tasks(page).nth(1)).toBeFocused();
  await page.keyboard.press('k');
  await expect(tasks(page).first()).toBeFocused();
  // Before the first there is nothing: the list does not wrap round.
  await page.keyboard.press('ArrowUp');
  await expect(tasks(page).first()).toBeFocused();
  await page.keyboard.press('j');
  const second = tasks(page).nth(1);
  await expect(second).toBeFocused();
  await page.emulateMedia({ forcedColors: 'active' });
  expect(await axe()).toEqual([]);
  await page.emulateMedia({ forcedColors: null });

  const href = await second.getAttribute('href');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL((url) => url.hash === href);
  await page.goBack();
  await expect(page.getByRole('heading', { level: 1, name: 'For me' })).toBeVisible();
});

test('CAB-06 minutes that nobody signed open from the list of their chair, and are off it once they are signed', async ({ page }) => {
  await openForMe(page);
  const line = page.getByRole('link', { name: /Sign the minutes/ }).first();
  await expect(line).toBeVisible();
  await line.press('Enter');
  await expect(page.getByRole('article', { name: /Minutes of/ })).toBeVisible();
  const meeting = /meetings\/([^/]+)\/minutes/.exec(page.url())![1]!;
  expect(await page.evaluate(async (number) => (await window.gavel!.call('minutes.sign', { meeting: number })).ok, meeting)).toBe(true);
  await page.keyboard.press('g');
  await page.keyboard.press('q');
  await expect(page.getByRole('heading', { level: 1, name: 'For me' })).toBeVisible();
  // Others wait still, and an older one takes its place: it is this meeting's that is gone.
  await expect(page.getByRole('link', { name: /Sign the minutes/ }).first()).toBeVisible();
  await expect(page.locator(`a[href$="/meetings/${meeting}/minutes"]`).filter({ hasText: 'Sign the minutes' })).toHaveCount(0);
});

test('CAB-03 the list shows one kind alone, and whoever has nothing to do is told so and shown the board', async ({ page, axe, shot }) => {
  await page.getByText('Look around first').waitFor();
  await page.evaluate(async () => { await window.gavel!.call('workspace.create', { organisation: 'Acme', person: 'Ann Chair', passphrase: 'correct horse' }); });
  await page.reload();
  await expect(page.getByRole('navigation', { name: 'Places' })).toBeVisible({ timeout: 120_000 });
  await page.evaluate(() => { window.location.hash = '#/work'; });
  await expect(page.getByText('Nothing waits for you')).toBeVisible({ timeout: 30_000 });
  expect(await axe()).toEqual([]);
  await shot('work-empty');

  await page.evaluate(async () => { await window.gavel!.call('change.create', { title: 'Renew the certificate' }); });
  await expect(page.getByRole('heading', { name: 'Renew the certificate' })).toBeVisible();
  const shown = page.getByRole('radiogroup', { name: 'Show' }).or(page.getByRole('group', { name: 'Show' }));
  await shown.getByText('Overdue').click();
  await expect(page.getByText('Nothing of this kind waits for you')).toBeVisible();
  await shown.getByText('Everything').click();
  await expect(page.getByRole('heading', { name: 'Renew the certificate' })).toBeVisible();
  await shown.getByText('Overdue').click();
  await page.getByRole('button', { name: 'Open the board' }).press('Enter');
  await expect(page).toHaveURL(/#\/board$/);
});

test('REL-07 REL-08 a scope request and a countered date stand in the list of whoever decides them, each a way straight to it', async ({ page, axe, shot }) => {
  await openSample(page);
  await signInAs(page, 'Tomasz Zielinski');
  const list = async (): Promise<void> => {
    await page.evaluate(() => { window.location.hash = '#/work'; });
    await expect(page.getByRole('heading', { level: 1, name: 'For me' })).toBeVisible();
  };
  await list();
  const request = page.getByRole('link', { name: /Decide the scope request about/ });
  await expect(request).toBeVisible();
  expect(await axe()).toEqual([]);
  await request.scrollIntoViewIfNeeded();
  await shot('work-release');
  await request.press('Enter');
  await expect(page).toHaveURL(/#\/releases\/R-A1-\d+\/requests$/);
  await expect(page.getByRole('button', { name: /^Decide… Take in/ })).toBeVisible();
  await list();
  await page.getByRole('link', { name: /Answer the date that Retail branches named/ }).press('Enter');
  await expect(page).toHaveURL(/#\/releases\/trains\/.+/);
  await expect(page.getByRole('button', { name: 'Answer… Retail branches' })).toBeVisible();
});
