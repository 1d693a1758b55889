// What a release means for people: groups named by keyboard, the index and the points by month, a signature that goes stale and is given anew.
import type { Page } from '@playwright/test';
import { signInAs, openSample } from './support/example.ts';
import { expect, test } from './support/fixture.ts';

const openPart = async (page: Page, name: string, part: string): Promise<void> => {
  await page.evaluate(() => { window.location.hash = '#/releases'; });
  await page.getByRole('grid', { name: 'Releases' }).getByText(name).dblclick();
  await expect(page.getByRole('heading', { name })).toBeVisible();
  await page.getByRole('navigation', { name: /^Parts of/ }).getByRole('link', { name: part }).click();
};

test('REL-05 a group is named by keyboard, the signature shows as out of date, and the business owner signs anew', async ({ page, axe, shot }) => {
  await openSample(page);
  await signInAs(page, 'Tomasz Zielinski');
  await openPart(page, 'Year-end payments release', 'Impact');
  const main = page.getByRole('main');
  await expect(main.getByRole('cell', { name: /^Branch tellers/ })).toBeVisible();
  await expect(main).toContainText('2\u00a0210');
  expect(await axe()).toEqual([]);
  await shot('release-impact');
  const dialog = page.getByRole('dialog', { name: /^A group that/ });
  await expect(async () => { await page.keyboard.press('a'); await expect(dialog).toBeVisible({ timeout: 1000 }); }).toPass();
  await page.keyboard.press('Control+Enter');
  await expect(dialog).toContainText('Name the department');
  await dialog.getByRole('textbox', { name: /^Group/ }).fill('Contact centre');
  await dialog.getByLabel('Department').fill('Retail banking');
  await dialog.getByLabel('People').fill('120');
  await dialog.getByLabel('Severity').selectOption('4');
  await dialog.getByLabel('Adoption points').fill('30');
  await expect(dialog).toContainText('Adds 480 to the impact index');
  expect(await axe()).toEqual([]);
  await shot('release-group');
  await page.keyboard.press('Control+Enter');
  await expect(dialog).toBeHidden();
  await expect(main.getByText('Out of date')).toBeVisible();
  await expect(page.getByRole('complementary', { name: 'What holds it back' })).toContainText('changed after its impact was signed');
  await shot('release-impact-stale');
  await signInAs(page, 'Marta Lindqvist');
  await openPart(page, 'Year-end payments release', 'Impact');
  await expect(main.getByText('Out of date')).toBeVisible();
  const signing = page.getByRole('dialog', { name: /means for people/ });
  await expect(async () => { await page.keyboard.press('w'); await expect(signing).toBeVisible({ timeout: 1000 }); }).toPass();
  await page.keyboard.press('Control+Enter');
  await expect(signing).toBeHidden();
  await expect(main.getByText('Signed', { exact: true })).toBeVisible();
  // A release that is being planned says whom nobody signs for yet.
  await openPart(page, 'Identity and login refresh', 'Impact');
  await expect(main).toContainText('no business owner is named');
  expect(await axe()).toEqual([]);
});
