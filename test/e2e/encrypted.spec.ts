// A workspace encrypted at rest, as a person meets it: the choice at the beginning, and the screen that asks for the passphrase (SEC-04).
import { expect, test } from './support/fixture.ts';

const passphrase = 'four plain words here';

test('SEC-04 an organisation is set up encrypted, and its window opens again with the passphrase only', async ({ page, axe, shot, reopen }) => {
  await page.keyboard.press('2');
  await page.getByLabel('Organisation').fill('Harbour Trust');
  await page.getByLabel('Your name').fill('Marta Lindqvist');
  await page.getByLabel('Passphrase', { exact: false }).first().fill(passphrase);
  await page.getByLabel('Passphrase again').fill(passphrase);
  const choice = page.getByRole('checkbox', { name: 'Encrypt this workspace' });
  await expect(page.getByText('they rely on the encryption of the disk')).toBeVisible();
  await choice.check();
  await expect(page.getByText('Nothing in it can be read without the passphrase')).toBeVisible();
  expect(await axe()).toEqual([]);
  await shot('set-up-encrypted');
  await page.getByRole('button', { name: 'Create the workspace' }).click();
  await expect(page.getByRole('navigation', { name: 'Places' }).getByText('Harbour Trust')).toBeVisible({ timeout: 30_000 });
  await page.keyboard.press('g');
  await page.keyboard.press('a');
  await expect(page.getByText('Encrypted; opens with a passphrase only')).toBeVisible();

  const again = await reopen();
  await again.keyboard.press('3');
  const known = again.getByRole('button', { name: /Harbour Trust.*encrypted/ });
  await expect(known).toBeFocused();
  await again.keyboard.press('Enter');
  await expect(again.getByText('This workspace is encrypted.')).toBeVisible();
  await expect(again.getByText('Marta Lindqvist')).toHaveCount(0);
  await expect(again.getByLabel('Passphrase')).toBeFocused();
  await again.keyboard.type('not the passphrase');
  await again.keyboard.press('Enter');
  await expect(again.getByText('That passphrase does not open this workspace.')).toBeVisible();
  await expect(again.getByLabel('Passphrase')).toHaveValue('');
  await again.getByRole('button', { name: 'Choose another workspace' }).click();
  await expect(again.getByRole('button', { name: 'Open what you have' })).toBeVisible();
  // The key is heard once the first screen has come back.
  await expect(async () => {
    await again.keyboard.press('3');
    await expect(known).toBeFocused({ timeout: 2000 });
  }).toPass();
  await again.keyboard.press('Enter');
  await again.getByLabel('Passphrase').fill(passphrase);
  await again.keyboard.press('Enter');
  await expect(again.getByRole('navigation', { name: 'Places' }).getByText('Marta Lindqvist')).toBeVisible({ timeout: 30_000 });
});

test('SEC-04 the screen that asks for the passphrase is accessible in both colour schemes', async ({ page, axe, shot }) => {
  await page.keyboard.press('2');
  await page.getByLabel('Organisation').fill('Harbour Trust');
  await page.getByLabel('Your name').fill('Marta Lindqvist');
  await page.getByLabel('Passphrase', { exact: false }).first().fill(passphrase);
  await page.getByLabel('Passphrase again').fill(passphrase);
  await page.getByRole('checkbox', { name: 'Encrypt this workspace' }).check();
  await page.getByRole('button', { name: 'Create the workspace' }).click();
  await expect(page.getByRole('navigation', { name: 'Places' })).toBeVisible({ timeout: 120_000 });
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Search or run a command' }).fill('close this');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Open what you have' })).toBeVisible();
  // The key is heard once the first screen has come back.
  await expect(async () => {
    await page.keyboard.press('3');
    await expect(page.getByRole('button', { name: /Harbour Trust/ })).toBeVisible({ timeout: 2000 });
  }).toPass();
  await page.getByRole('button', { name: /Harbour Trust/ }).click();
  await expect(page.getByText('This workspace is encrypted.')).toBeVisible();
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    expect(await axe(), colorScheme).toEqual([]);
  }
  await shot('unlock');
});
