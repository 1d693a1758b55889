// The archive: found by words and tag, held, and disposed of by two people.
import { expect, test } from './support/fixture.ts';
import { openSample, signInAs } from './support/example.ts';

test('AUD-07 an archived release is found by word and tag, a hold is placed and lifted by keyboard, and closed records are archived', async ({ page, axe, shot }) => {
  await openSample(page);
  await signInAs(page, 'Ingrid Solberg');
  await page.keyboard.press('g');
  await page.keyboard.press('a');
  await expect(page.getByRole('heading', { level: 1, name: 'Audit' })).toBeVisible();
  await page.getByRole('tab', { name: 'Archive' }).click();
  const records = page.getByRole('list', { name: 'Archived records' });
  await expect(records.getByRole('listitem').first()).toBeVisible();
  await expect(records.getByText('Held for Card scheme inquiry').first()).toBeVisible();
  expect(await axe()).toEqual([]);
  await shot('archive');

  await page.getByLabel('Words').fill('autumn plat');
  await page.getByLabel('Tag').fill('sox');
  await expect(records.getByRole('listitem')).toHaveCount(1);
  await expect(records.getByRole('listitem')).toContainText('Autumn platform release');
  await records.getByRole('button', { name: /^Hold… R-/ }).press('Enter');
  const dialog = page.getByRole('dialog');
  await page.keyboard.press('Control+Enter');
  await expect(dialog.getByText('Name the matter')).toBeVisible();
  await dialog.getByLabel('For').fill('Vendor dispute');
  await dialog.getByLabel('Reason').fill('Counsel asked for it');
  expect(await axe()).toEqual([]);
  await shot('archive-hold');
  await page.keyboard.press('Control+Enter');
  await expect(records.getByText('Held for Vendor dispute')).toBeVisible();
  await page.getByRole('button', { name: 'Lift… Vendor dispute' }).press('Enter');
  await dialog.getByLabel('Reason').fill('Settled out of court');
  await page.keyboard.press('Control+Enter');
  await expect(records.getByText('Held for Vendor dispute')).toBeHidden();
  await records.getByRole('button', { name: /^Keep longer… R-/ }).press('Enter');
  await dialog.getByLabel('Until').fill('2027-01-01');
  await dialog.getByLabel('Reason').fill('Shorter than the policy');
  await page.keyboard.press('Control+Enter');
  await expect(dialog.getByRole('alert')).toContainText('takes a version of the policy');
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();

  await page.getByLabel('Words').fill('zebra');
  await expect(page.getByText('Nothing in the archive matches.')).toBeVisible();
  await page.getByRole('button', { name: 'Archive closed records' }).press('Enter');
  await expect(dialog.getByLabel('Closed before')).toBeVisible();
  await page.keyboard.press('Control+Enter');
  await expect(page.getByText(/records? archived/)).toBeVisible();
});
