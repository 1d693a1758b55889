// The auditor's room: a sample drawn and tested by keyboard, a request answered, a finding from its raising to its closing signature.
import { expect, test } from './support/fixture.ts';
import { openSample, signInAs } from './support/example.ts';

test('AUD-03 an auditor draws a sample by keyboard, tests it, and a failed test becomes a finding', async ({ page, axe, shot }) => {
  await openSample(page);
  await signInAs(page, 'Owen Hughes');
  await page.keyboard.press('g');
  await page.keyboard.press('a');
  await expect(page.getByRole('heading', { level: 1, name: 'Audit' })).toBeVisible();
  await page.keyboard.press('2');
  await expect(page.getByText('No sample was drawn')).toBeVisible();
  expect(await axe()).toEqual([]);
  await shot('audit-samples-empty');

  await expect(page.getByRole('button', { name: 'Draw a sample' })).not.toHaveAttribute('aria-disabled', 'true');
  await page.keyboard.press('c');
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('From').fill('2020-01-01');
  await dialog.getByLabel('To, that day included').fill('2030-12-31');
  await dialog.getByLabel('Changes to draw').fill('12');
  await dialog.getByLabel('Seed').fill('42');
  await expect(dialog.getByRole('status')).toContainText(/12 of \d+ changes: /);
  expect(await axe()).toEqual([]);
  await shot('audit-draw');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByText('Drawn again just now from what stands here')).toBeVisible();
  expect(await axe()).toEqual([]);

  const table = page.getByRole('group', { name: 'Drawn changes' });
  await table.getByRole('button', { name: /Authorisation: to test$/ }).first().press('Enter');
  await page.keyboard.press('Control+Enter');
  await expect(table.getByRole('button', { name: /Authorisation: Pass$/ })).toHaveCount(1);
  await table.getByRole('button', { name: /Evidence: to test$/ }).first().press('Enter');
  await dialog.getByLabel('Result').selectOption('exception');
  await page.keyboard.press('Control+Enter');
  await expect(dialog.getByRole('alert')).toContainText('needs a reason');
  await dialog.getByLabel('Workpaper').fill('WP-2');
  await dialog.getByLabel('What was seen').fill('No test report is attached');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByRole('dialog', { name: 'Raise a finding' })).toBeVisible();
  await expect(dialog.getByLabel('Control')).toHaveValue('Evidence');
  await dialog.getByLabel('What is wrong').fill('Change carried out without a test report');
  await dialog.getByLabel('Severity').selectOption('high');
  await dialog.getByLabel('Who answers for it').selectOption({ label: 'Marta Lindqvist' });
  expect(await axe()).toEqual([]);
  await shot('audit-raise');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByText('F-A1-0001 is raised.')).toBeVisible();
  await shot('audit-samples');

  await page.keyboard.press('4');
  await expect(page.getByRole('list', { name: 'Findings' }).getByRole('listitem').first()).toContainText('Change carried out without a test report');
  expect(await axe()).toEqual([]);
});

test('AUD-06 a finding is answered and mended by its owner, who cannot close it; its verifier can', async ({ page, axe, shot }) => {
  await openSample(page);
  await page.keyboard.press('g');
  await page.keyboard.press('a');
  await expect(page.getByRole('heading', { level: 1, name: 'Audit' })).toBeVisible();
  await page.keyboard.press('4');
  await expect(page.getByText('No findings yet')).toBeVisible();
  await shot('audit-findings-empty');
  await page.getByRole('button', { name: 'Raise a finding' }).press('Enter');
  const dialog = page.getByRole('dialog');
  await page.keyboard.press('Control+Enter');
  await expect(dialog.getByText('Say what is wrong')).toBeVisible();
  await dialog.getByLabel('What is wrong').fill('Review held 96 hours after completion, the limit is 72');
  await dialog.getByLabel('Control').fill('SOX/CC-4');
  await dialog.getByLabel('Severity').selectOption('medium');
  await dialog.getByLabel('Who answers for it').selectOption({ label: 'Marta Lindqvist' });
  await page.keyboard.press('Control+Enter');
  const row = page.getByRole('list', { name: 'Findings' }).getByRole('listitem').first();
  await row.getByRole('button', { name: 'Answer… F-A1-0001' }).press('Enter');
  await dialog.getByLabel('Root cause').fill('Nobody was told that the review was due');
  await dialog.getByLabel('What will be done').fill('The list of the change manager shows it');
  await page.keyboard.press('Control+Enter');
  await expect(row.getByText('Nobody was told that the review was due')).toBeVisible();
  await row.getByRole('button', { name: 'Close… F-A1-0001' }).press('Enter');
  await expect(page.getByText('The owner of F-A1-0001 does not close it.').first()).toBeVisible();
  await page.keyboard.press('Escape');
  await row.getByRole('button', { name: 'Add evidence… F-A1-0001' }).press('Enter');
  await dialog.getByLabel('Evidence').selectOption('document');
  await dialog.getByLabel('Which one').fill('Standard 12, revision 3');
  await page.keyboard.press('Control+Enter');
  await expect(row.getByText('Standard 12, revision 3')).toBeVisible();
  expect(await axe()).toEqual([]);
  await shot('audit-findings');

  await signInAs(page, 'Owen Hughes');
  await row.getByRole('button', { name: 'Close… F-A1-0001' }).press('Enter');
  await dialog.getByLabel('What you looked at').fill('Revision 3 and the list');
  expect(await axe()).toEqual([]);
  await page.keyboard.press('Control+Enter');
  await expect(page.getByText('F-A1-0001 is closed.')).toBeVisible();
  await expect(page.getByText('No finding is open.')).toBeVisible();
});
