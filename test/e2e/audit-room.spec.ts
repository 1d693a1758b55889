// The auditor's room: a sample drawn and tested by keyboard, a request answered, a finding from its raising to its closing signature.
import { expect, test } from './support/fixture.ts';
import { call } from './support/calls.ts';
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

test('AUD-03 AUD-06 AUD-07 AUD-08 the longest titles, words without an end and right-to-left ones stay within every tab, also at a quarter of the window', async ({ page, axe, shot }) => {
  await openSample(page);
  const titles = [`A ${'very '.repeat(50)}long title`, 'Zusammensetzungen'.repeat(16), 'עדכון מסד הנתונים של מערכת התשלומים לגרסה החדשה ביותר'];
  await signInAs(page, 'Owen Hughes');
  for (const title of titles) {
    await call(page, 'finding.raise', { title, description: title, control: 'ISO27001/A.8.32', severity: 'low', owner: 'Marta Lindqvist' });
    await call(page, 'audit.request', { text: title, owner: 'Marta Lindqvist', dueOn: '2099-01-01' });
    await call(page, 'audit.drawSample', { title, from: '2020-01-01', to: '2030-12-31', size: 3, seed: '42' });
  }
  await signInAs(page, 'Ingrid Solberg');
  for (const matter of titles) await call(page, 'hold.place', { scope: 'service', of: 'Treasury desk', matter, reason: matter });
  await call(page, 'accessReview.start', { title: titles[1]!, reviewers: ['Ingrid Solberg', 'Marta Lindqvist'] });
  await page.keyboard.press('g');
  await page.keyboard.press('a');
  await expect(page.getByRole('heading', { level: 1, name: 'Audit' })).toBeVisible();
  const seen: Record<string, RegExp> = { 'Samples': /Zusammen/, 'Requests': /Zusammen/, 'Findings': /Zusammen/, 'Compliance': /Unauthorised/, 'Access reviews': /Zusammen/, 'Archive': /Held for Zusammen/, 'Controls': /A\.8\.19/, 'Trail explorer': /as it stood/, 'Trail and packs': /Written by/ };
  for (const [name, shown] of Object.entries(seen)) {
    await page.getByRole('tab', { name, exact: true }).click();
    await expect(page.getByRole('main').getByText(shown).first()).toBeVisible();
    for (const [width, height] of [[640, 400], [1280, 800]] as const) {
      await page.setViewportSize({ width, height });
      await expect.poll(() => page.getByRole('main').evaluate((main) => main.scrollWidth - main.clientWidth), { message: `${name} at ${width}` }).toBe(0);
    }
    if (name === 'Archive' || name === 'Access reviews') { expect(await axe()).toEqual([]); await shot(`audit-longest-${name === 'Archive' ? 'archive' : 'access'}`); }
  }
});
