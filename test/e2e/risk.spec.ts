// The risk of a change, from the first answer to the signature, by keyboard and by mouse; then where it stands on the map.
import type { Locator, Page } from '@playwright/test';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { openSample, signInAs } from './support/example.ts';
import { expect, test } from './support/fixture.ts';

/** A draft by hand, so that nobody but this journey has touched it, with its risk part open. */
async function aDraft(page: Page): Promise<void> {
  await page.keyboard.press('g');
  await page.keyboard.press('h');
  await expect(page.getByRole('heading', { level: 1, name: 'Changes' })).toBeVisible();
  await page.locator('#main').focus();
  await page.keyboard.press('c');
  const dialog = page.getByRole('dialog', { name: 'New change' });
  await dialog.getByLabel('Title').fill('Card authorisation: switch v7 on node 3');
  await dialog.getByLabel('Service').fill('Card authorisation');
  await dialog.getByLabel('Planned start').fill('2027-03-04T22:00');
  await dialog.getByLabel('Planned end').fill('2027-03-04T23:30');
  for (const field of ['Justification', 'Implementation plan', 'Test plan', 'Backout plan']) await dialog.getByLabel(field).fill(`${field} in one sentence.`);
  await page.keyboard.press('Control+Enter');
  await expect(dialog).toHaveCount(0);
  await parts(page).getByRole('link', { name: 'Risk' }).click();
  await expect(card(page, 'Why this risk')).toBeVisible();
}
const parts = (page: Page): Locator => page.getByRole('navigation', { name: /^Parts of/ });
const card = (page: Page, title: string): Locator => page.locator('section').filter({ has: page.getByRole('heading', { name: title, exact: true }) });
const tab = (page: Page, name: string): Locator => page.getByRole('tab', { name });
const question = (page: Page, text: string): Locator => page.getByRole('row', { name: new RegExp(text) });
const shows = async (page: Page, score: number): Promise<void> => { await expect(card(page, 'Why this risk').locator('p b').first()).toHaveText(String(score)); };

test('RISK-02 a form is filled in by keyboard, section by section; unknown counts as the worst, what does not apply asks why, and the open section is named until the assessment is signed', async ({ page, axe, shot, exportsDir }) => {
  await openSample(page);
  await aDraft(page);
  await shows(page, 63);
  await expect(page.getByText('25 questions open')).toBeVisible();
  expect(await axe()).toEqual([]);
  await page.getByRole('button', { name: 'Sign assessment' }).press('Enter');
  await expect(page.getByRole('dialog', { name: 'Why this is not possible now' })).toContainText('Say how sensitive the data is');
  await page.keyboard.press('Escape');

  await page.locator('#main').focus();
  for (const key of ['y', 'j', 'n', 'j', 'u', 'j', 'x']) await page.keyboard.press(key);
  await expect(page.getByRole('textbox', { name: /^Why it does not apply/ })).toBeFocused();
  await page.keyboard.type('The node keeps no data of its own');
  await page.keyboard.press('Enter');
  await expect(question(page, 'Would restoring').getByRole('button', { name: 'n/a' })).toHaveAttribute('aria-pressed', 'true');
  await question(page, 'Does it convert').getByRole('textbox').fill('The old copy stays for a week');
  await question(page, 'Does it convert').getByRole('combobox').selectOption('low');
  await expect(question(page, 'Could records be lost').getByText('Worst')).toBeVisible();
  expect(await axe()).toEqual([]);
  await shot('risk-filling');
  await question(page, 'Could wrong data').getByRole('button', { name: 'No', exact: true }).click();
  await expect(tab(page, 'Data integrity')).toHaveAccessibleName('answered Data integrity');

  // On to the next section by the same keys.
  await page.keyboard.press('j');
  await expect(tab(page, 'Performance')).toHaveAttribute('aria-selected', 'true');
  for (let i = 0; i < 20; i += 1) {
    if (i >= 5 && i < 10) { await page.keyboard.press('j'); continue; }
    await page.keyboard.press('n');
    await expect(page.locator('tr[data-here]').getByRole('button', { name: 'No', exact: true })).toHaveAttribute('aria-pressed', 'true');
    if (i < 19) await page.keyboard.press('j');
  }
  await page.getByLabel('Data sensitivity').selectOption('internal');
  await page.getByLabel('Users affected').fill('400');
  await page.getByLabel('Users affected').press('Enter');
  await expect(page.getByText('tier 1 service').first()).toBeVisible();
  await page.getByLabel('Way back').selectOption('written');
  await page.getByRole('button', { name: 'Sign assessment' }).press('Enter');
  await expect(page.getByRole('dialog', { name: 'Why this is not possible now' })).toContainText('Integration points');
  await page.keyboard.press('Escape');
  await tab(page, 'Integration points').click();
  await page.locator('#main').focus();
  for (let i = 0; i < 5; i += 1) {
    await page.keyboard.press('n');
    await expect(page.locator('tr[data-here]').getByRole('button', { name: 'No', exact: true })).toHaveAttribute('aria-pressed', 'true');
    if (i < 4) await page.keyboard.press('j');
  }
  await page.locator('#main').focus();
  await page.keyboard.press('Shift+S');
  const signing = page.getByRole('alertdialog', { name: /Sign the risk assessment/ });
  await expect(signing).toContainText('all 25 answers');
  expect(await axe()).toEqual([]);
  await shot('risk-sign');
  await signing.getByRole('button', { name: 'Sign', exact: true }).click();
  await expect(page.getByText('it holds for the change as it is')).toBeVisible();
  await expect(card(page, 'What would lower it').getByRole('listitem').first()).toContainText('−');
  await card(page, 'Why this risk').getByText('Who said what').click();
  await expect(card(page, 'Why this risk').getByText('Marta Lindqvist').first()).toBeVisible();
  expect(await axe()).toEqual([]);
  await shot('risk');

  await page.locator('#main').focus();
  await page.keyboard.press('w');
  await expect(page.getByRole('status').filter({ hasText: /-RISK\.pdf/ })).toBeVisible({ timeout: 30_000 });
  const name = await page.getByRole('status').filter({ hasText: /-RISK\.pdf/ }).locator('b').textContent();
  expect(existsSync(join(exportsDir, name!))).toBe(true);

  await parts(page).getByRole('link', { name: 'Record' }).click();
  await expect(page.getByText('Affected items')).toBeVisible();
  await page.keyboard.press('e');
  await page.getByLabel('Affected items').fill('switch-1');
  await page.keyboard.press('Control+s');
  await expect(page.getByText('switch-1').first()).toBeVisible();
  await parts(page).getByRole('link', { name: 'Risk' }).click();
  await expect(page.getByText('Out of date.')).toBeVisible();
  await shot('risk-stale');
});

test('RISK-03 a tier is raised by anybody who fills in the form and lowered by a change manager with a reason; the rule that decided is shown', async ({ page, axe, shot }) => {
  await openSample(page);
  await aDraft(page);
  await page.locator('#main').focus();
  await page.keyboard.press('t');
  const dialog = page.getByRole('dialog', { name: /Set the tier/ });
  await dialog.getByRole('radio', { name: 'Medium' }).check();
  await page.keyboard.press('Control+Enter');
  await expect(dialog.getByText('Say why the tier may be lower')).toBeVisible();
  expect(await axe()).toEqual([]);
  await shot('risk-tier');
  await dialog.getByLabel('Reason').fill('Done every month');
  await page.keyboard.press('Control+Enter');
  await expect(dialog).toHaveCount(0);
  await expect(card(page, 'Why this risk')).toContainText('Lowered by hand from High to Medium: Done every month.');
  await expect(card(page, 'Why this risk')).toContainText('Medium set by Marta Lindqvist');
  const address = page.url();
  await signInAs(page, 'Tomasz Zielinski');
  await page.evaluate((hash) => { location.hash = hash; }, new URL(address).hash);
  await expect(card(page, 'Why this risk')).toBeVisible();
  await page.locator('#main').focus();
  await page.keyboard.press('t');
  await dialog.getByRole('radio', { name: 'Low' }).check();
  await expect(dialog).toContainText('Only a change manager lowers a tier');
  await expect(dialog.getByRole('button', { name: 'Set Low' })).toBeDisabled();
  await dialog.getByRole('radio', { name: 'Critical' }).check();
  await page.keyboard.press('Control+Enter');
  await expect(card(page, 'Why this risk')).toContainText('Raised by hand from High to Critical');
});

test('RISK-03 the heat map is walked by arrows, each cell lists its changes, and a reader is told what is in it', async ({ page, axe, shot }) => {
  await openSample(page);
  await page.keyboard.press('g');
  await page.keyboard.press('r');
  await expect(page.getByRole('group', { name: 'Heat map of the queue' })).toBeVisible();
  await aDraft(page);
  await page.getByLabel('Data sensitivity').selectOption('restricted');
  await page.getByLabel('Users affected').fill('41000');
  await page.getByLabel('Users affected').press('Enter');
  await expect(page.getByText('data sensitivity is restricted').first()).toBeVisible();
  await page.locator('#main').focus();
  await page.keyboard.press('s');
  await expect(page.locator('[aria-current="step"]')).toContainText('Assessment');
  await page.keyboard.press('g');
  await page.keyboard.press('r');
  const map = page.getByRole('group', { name: 'Heat map of the queue' });
  const cell = map.getByRole('button', { name: /^Impact 4, likelihood 3, High: \d+ changes?$/ });
  await cell.click();
  await expect(page.getByRole('list', { name: 'Impact 4, likelihood 3' })).toContainText('Card authorisation: switch v7 on node 3');
  await cell.focus();
  await page.keyboard.press('ArrowLeft');
  await expect(map.getByRole('button', { name: /^Impact 3, likelihood 3/ })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Impact 3, likelihood 3' })).toBeVisible();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  expect(await axe()).toEqual([]);
  await shot('risk-map');
  await page.getByRole('list', { name: 'Impact 4, likelihood 3' }).getByRole('link', { name: /switch v7 on node 3/ }).click();
  await expect(card(page, 'The queue')).toContainText('Outlined: this change');
});
