import { openSample } from './support/example.ts';
import { expect, test } from './support/fixture.ts';

const passphrase = 'four plain words here';

test('a stranger looks around with one key, and every place is accessible', async ({ page, axe, shot }) => {
  await expect(page.getByRole('heading', { name: 'Change decisions you can prove.' })).toBeVisible();
  expect(await axe()).toEqual([]);
  await shot('first-run');
  await page.keyboard.press('1');
  const places = page.getByRole('navigation', { name: 'Places' });
  await expect(places.getByText('Northwind Bank')).toBeVisible({ timeout: 30_000 });
  for (const [keys, heading] of [['GH', 'Changes'], ['GA', 'Audit'], ['GP', 'People']] as const) {
    for (const key of keys) await page.keyboard.press(key);
    await expect(page.getByRole('heading', { level: 1, name: heading })).toBeVisible();
    await expect(page.getByText('Counting…')).toHaveCount(0);
    expect(await axe(), heading).toEqual([]);
  }
});

test('an organisation is set up by keyboard alone, and its person signs in again after a lock', async ({ page, axe, shot }) => {
  await expect(page.getByRole('button', { name: 'Set up your organisation' })).toBeVisible();
  await page.keyboard.press('2');
  await expect(page.getByLabel('Organisation')).toBeFocused();
  await page.keyboard.type('Harbour Trust');
  await page.keyboard.press('Tab');
  await page.keyboard.type('b1');
  await page.keyboard.press('Tab');
  await page.keyboard.type('Marta Lindqvist');
  await page.keyboard.press('Tab');
  await page.keyboard.type('short');
  await page.keyboard.press('Enter');
  await expect(page.getByText('The two passphrases differ')).toBeVisible();
  await expect(page.getByText('At least 8 characters').first()).toBeVisible();
  expect(await axe()).toEqual([]);
  await page.getByLabel('Passphrase', { exact: false }).first().fill(passphrase);
  await page.getByLabel('Passphrase again').fill(passphrase);
  await expect(page.getByText('This one is strong.')).toBeVisible();
  await shot('set-up');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('navigation', { name: 'Places' }).getByText('Harbour Trust')).toBeVisible({ timeout: 30_000 });
  await expect(page.getByText('Site B1')).toBeVisible();
  await page.keyboard.press('g');
  await page.keyboard.press('c');
  await expect(page.getByRole('heading', { name: 'Nothing is scheduled yet' })).toBeVisible();
  expect(await axe()).toEqual([]);
  await shot('calendar-empty');

  await page.keyboard.press('Control+Shift+L');
  await expect(page.getByRole('heading', { name: 'Harbour Trust' })).toBeVisible();
  expect(await axe()).toEqual([]);
  await page.keyboard.type('not the passphrase');
  await page.keyboard.press('Enter');
  await expect(page.getByText('That is not the passphrase of Marta Lindqvist.')).toBeVisible();
  await page.getByLabel('Passphrase').fill(passphrase);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('navigation', { name: 'Places' })).toBeVisible();
});

test('a workspace that was closed is opened again from the list of this machine', async ({ page, axe }) => {
  await openSample(page);
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Search or run a command' }).fill('close this');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Open what you have' })).toBeVisible();
  await page.keyboard.press('3');
  const known = page.getByRole('button', { name: /Northwind Bank/ });
  await expect(known).toBeFocused();
  expect(await axe()).toEqual([]);
  await page.keyboard.press('Enter');
  await expect(page.getByText('Who is here?')).toBeVisible();
});

test('SEC-02 after five wrong passphrases the window says how long to wait', async ({ page }) => {
  await page.getByText('Look around first').waitFor();
  await page.keyboard.press('1');
  await expect(page.getByRole('navigation', { name: 'Places' })).toBeVisible({ timeout: 120_000 });
  await page.keyboard.press('Control+Shift+L');
  for (const n of [1, 2, 3, 4, 5, 6]) {
    await page.getByLabel('Passphrase').fill(`wrong ${n}`);
    await page.keyboard.press('Enter');
    await expect(page.getByText(/That is not the passphrase|Too many wrong passphrases/)).toBeVisible();
    await expect(page.getByLabel('Passphrase')).toHaveValue('');
  }
  await expect(page.getByText(/The next try is possible in \d+ seconds/)).toBeVisible();
  await expect(page.getByRole('button', { name: 'Sign in' })).toBeDisabled();
});
