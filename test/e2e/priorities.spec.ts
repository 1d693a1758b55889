// Prioritisation in the window: the line, a move by keyboard and by mouse with its reason, and what regulation keeps above it.
import { openSample, signInAs } from './support/example.ts';
import { expect, test } from './support/fixture.ts';

test('REL-06 a candidate is moved by keyboard and by dragging with a reason only, and regulatory work is not deferred without an exception', async ({ page, axe, shot }) => {
  await openSample(page);
  await signInAs(page, 'Tomasz Zielinski');
  await page.evaluate(() => { window.location.hash = '#/releases/priorities'; });
  const main = page.getByRole('main');
  await expect(page.getByRole('heading', { name: 'First quarter' })).toBeVisible();
  await expect(main).toContainText('undefined');
  await expect(main).toContainText('Capacity: 520 hours');
  expect(await axe()).toEqual([]);
  await shot('priorities');
  const moving = page.getByRole('dialog', { name: 'Move New screens for the branches' });
  await page.getByRole('button', { name: 'Move New screens for the branches up' }).press('Enter');
  await page.keyboard.press('Control+Enter');
  await expect(moving.getByRole('alert')).toContainText('reason');
  expect(await axe()).toEqual([]);
  await shot('priorities-move');
  await moving.getByLabel('Why').fill('The branches were promised it.');
  await page.keyboard.press('Control+Enter');
  await expect(moving).toBeHidden();
  await expect(main).toContainText('The branches were promised it.');
  const row = (name: string) => page.getByRole('row').filter({ hasText: name });
  await row('New screens for the branches').dragTo(row('Card limits set in the app'));
  await expect(moving.getByLabel('Goes before')).toHaveValue(/.+/);
  await moving.getByLabel('Why').fill('Before the limits.');
  await page.keyboard.press('Control+Enter');
  await expect(main).toContainText('Before the limits.');
  await page.getByRole('button', { name: 'Defer… Screening of instant payments' }).press('Enter');
  const deferring = page.getByRole('dialog', { name: /^Leave Screening/ });
  await deferring.getByLabel('Why').fill('No hours');
  await page.keyboard.press('Control+Enter');
  await expect(deferring.getByRole('alert')).toContainText('Ask for an exception');
});
