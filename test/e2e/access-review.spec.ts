// Access reviews: a right opened and decided by keyboard, several at once, a new review, and the report.
import { expect, test } from './support/fixture.ts';
import { openSample, signInAs } from './support/example.ts';

test('AUD-08 a reviewer opens rights, certifies several at once, revokes one, and starts the next review by keyboard', async ({ page, axe, shot }) => {
  await openSample(page);
  await signInAs(page, 'Ingrid Solberg');
  await page.keyboard.press('g');
  await page.keyboard.press('a');
  await expect(page.getByRole('heading', { level: 1, name: 'Audit' })).toBeVisible();
  await page.getByRole('tab', { name: 'Access reviews' }).click();
  await expect(page.getByRole('heading', { level: 2, name: 'Roles beside the board' })).toBeVisible();
  expect(await axe()).toEqual([]);
  await shot('access-review');

  const rights = page.getByRole('list', { name: 'Roles under review' });
  const open = rights.getByRole('button', { name: /^Open / });
  const waiting = await open.count();
  for (const left of [waiting - 1, waiting - 2]) {
    await open.first().press('Enter');
    await expect(open).toHaveCount(left);
  }
  await page.getByRole('button', { name: 'Certify 2 opened rights…' }).press('Enter');
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('listitem')).toHaveCount(2);
  await page.keyboard.press('Control+Enter');
  await expect(dialog.getByText('Say why')).toBeVisible();
  await dialog.getByLabel('Reason').fill('Carries out changes every week');
  expect(await axe()).toEqual([]);
  await shot('access-certify');
  await page.keyboard.press('Control+Enter');
  await expect(dialog).toBeHidden();
  await expect(rights.getByText('Carries out changes every week')).toHaveCount(2);

  await open.first().press('Enter');
  await expect(open).toHaveCount(waiting - 3);
  await rights.getByRole('button', { name: /^Revoke… .*/ }).last().press('Enter');
  await dialog.getByLabel('Reason').fill('Moved to another team');
  await page.keyboard.press('Control+Enter');
  await expect(rights.getByRole('listitem').filter({ hasText: 'Moved to another team' }).getByText('Removal ordered')).toBeVisible();

  await page.getByRole('button', { name: 'Close the review…' }).press('Enter');
  await expect(dialog).toContainText('not decided yet');
  await expect(async () => {
    await page.keyboard.press('Escape');
    await expect(dialog).toBeHidden({ timeout: 1000 });
  }).toPass();
  await expect(async () => {
    await page.keyboard.press('c');
    await expect(dialog.getByLabel('Title')).toBeVisible({ timeout: 1000 });
  }).toPass();
  await dialog.getByLabel('Title').fill('Winter review of delegates');
  await dialog.getByLabel('Reviewed by').selectOption({ label: 'Ingrid Solberg' });
  await page.keyboard.press('Control+Enter');
  await expect(dialog.getByRole('alert')).toContainText('Nobody reviews their own right');
  await dialog.getByLabel('Who reviews their own rights').selectOption({ label: 'Marta Lindqvist' });
  expect(await axe()).toEqual([]);
  await shot('access-start');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByText(/V-A1-\d{4} is started\./)).toBeVisible();
  await expect(page.getByRole('heading', { level: 2, name: 'Winter review of delegates' })).toBeVisible();
  await page.getByRole('button', { name: 'Write the report with its signatures' }).press('Enter');
  await expect(page.getByText('Written and sealed.')).toBeVisible({ timeout: 30_000 });
  await shot('access-started');
});
