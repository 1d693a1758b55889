// Compliance rules and the control matrix beside the other tabs of an audit.
import { expect, test } from './support/fixture.ts';
import { openSample } from './support/example.ts';

test('AUD-05 the rules are tested by one key, a failure becomes a finding, and the report is written', async ({ page, axe, shot }) => {
  await openSample(page);
  await page.keyboard.press('g');
  await page.keyboard.press('a');
  await expect(page.getByRole('heading', { level: 1, name: 'Audit' })).toBeVisible();
  await page.keyboard.press('5');
  await expect(page.getByRole('list', { name: 'Rules' }).getByRole('listitem')).toHaveCount(7);
  expect(await axe()).toEqual([]);
  await shot('audit-compliance-rules');

  await page.keyboard.press('t');
  const tested = page.getByRole('list', { name: 'Tested rules' });
  await expect(tested.getByRole('button', { name: /Overdue access reviews Not tested/ })).toBeVisible();
  await expect(tested.getByRole('button', { name: /Unauthorised deployments Fail/ })).toHaveAttribute('aria-pressed', 'true');
  expect(await axe()).toEqual([]);
  const failures = page.getByRole('list', { name: 'Failures' });
  await failures.getByRole('button', { name: /Raise a finding on/ }).first().press('Enter');
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByLabel('Control')).toHaveValue('unauthorised-deployments');
  await dialog.getByLabel('Severity').selectOption('high');
  await dialog.getByLabel('Who answers for it').selectOption({ label: 'Marta Lindqvist' });
  await page.keyboard.press('Control+Enter');
  await expect(failures.getByRole('link', { name: 'F-A1-0001' })).toBeVisible();
  await shot('audit-compliance');
  await tested.getByRole('button', { name: /Overdue access reviews/ }).click();
  await expect(page.getByText('Nothing in this period is in the population')).toBeVisible();
  await page.keyboard.press('w');
  await expect(page.getByText('Written and signed.')).toBeVisible({ timeout: 30_000 });
  expect(await axe()).toEqual([]);
});
