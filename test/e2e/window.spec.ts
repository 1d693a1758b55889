import { expect, test } from './support/fixture.ts';

test('Gavel opens on an empty machine, offers a first step and is accessible', async ({ page, axe, shot }) => {
  await expect(page).toHaveTitle(/Gavel/);
  await expect(page.getByRole('button').first()).toBeVisible();
  expect(await axe()).toEqual([]);
  await shot('first-start');
});

test('Gavel comes back after it was closed', async ({ page, reopen }) => {
  await expect(page.getByRole('button').first()).toBeVisible();
  await expect((await reopen()).getByRole('button').first()).toBeVisible();
});
