// What a release means for people: groups named by keyboard, the index and the points by month, a signature that goes stale and is given anew.
import type { Page } from '@playwright/test';
import { call } from './support/calls.ts';
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
  // Tomasz owns the release and is not its business owner: he is told whose signature it takes, and nothing is signed.
  await main.getByRole('button', { name: 'Sign anew' }).press('Enter');
  await expect(page.getByRole('dialog', { name: 'Why this is not possible now' })).toContainText('Marta Lindqvist');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
  await signInAs(page, 'Marta Lindqvist');
  await openPart(page, 'Year-end payments release', 'Impact');
  await expect(main.getByText('Out of date')).toBeVisible();
  const signing = page.getByRole('dialog', { name: /means for people/ });
  await expect(async () => { await page.keyboard.press('w'); await expect(signing).toBeVisible({ timeout: 1000 }); }).toPass();
  await page.keyboard.press('Control+Enter');
  await expect(signing).toBeHidden();
  await expect(main.getByText('Signed', { exact: true })).toBeVisible();
  // It is the signed-in business owner's own signature, in the assessment and in the trail.
  expect(await call(page, 'stakeholder.show', { release: 'Year-end payments release' })).toMatchObject({ status: 'signed', businessOwner: 'Marta Lindqvist', signature: { by: 'Marta Lindqvist' } });
  const { rows: [release] } = await call(page, 'release.list', { text: 'Year-end payments' });
  expect((await call(page, 'explorer.record', { record: release!.number })).events.at(-1)).toMatchObject({ by: 'Marta Lindqvist', isSigned: true });
  // A release that is being planned says whom nobody signs for yet.
  await openPart(page, 'Identity and login refresh', 'Impact');
  await expect(main).toContainText('no business owner is named');
  expect(await axe()).toEqual([]);
});
