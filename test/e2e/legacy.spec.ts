// The registers of old systems, by keyboard and mouse: from a batch run to a change that keeps clear of it.
import { openSample, signInAs } from './support/example.ts';
import { expect, test } from './support/fixture.ts';

test.setTimeout(240_000);

test('LEG-01 LEG-03 LEG-04 a batch run, a point and a tool are recorded, refused where they lack something; debt and an empty map beside them', async ({ page, axe, shot }) => {
  await openSample(page);
  await signInAs(page, 'Tomasz Zielinski');
  await page.keyboard.press('g');
  await page.keyboard.press('k');
  await expect(page.getByRole('heading', { level: 1, name: 'Legacy' })).toBeVisible();
  const dialog = page.getByRole('dialog');
  await page.getByRole('button', { name: 'Record a constraint' }).click();
  await dialog.getByLabel('Name needed').fill('Nightly settlement');
  await dialog.getByLabel('Services').fill('Card authorisation');
  await dialog.getByLabel('From needed').fill('00:00');
  await dialog.getByLabel('To needed').fill('23:59');
  await page.keyboard.press('Control+Enter');
  await expect(dialog.getByText('needs an owner')).toBeVisible();
  expect(await axe()).toEqual([]);
  await shot('legacy-refused');
  await dialog.getByLabel('Owner needed').fill('Ingrid Solberg');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByRole('list', { name: 'constraints' }).getByText('Nightly settlement')).toBeVisible();
  expect(await axe()).toEqual([]);
  await shot('legacy-constraints');

  await page.getByRole('tab', { name: 'Workarounds' }).click();
  await page.getByRole('button', { name: 'Record a workaround' }).click();
  await dialog.getByLabel('Tool needed').fill('Tape writer');
  await dialog.getByLabel('Steps needed').fill('Label the tape\nWrite it');
  await dialog.getByLabel('Compensating control needed').fill('A second person reads the label');
  await dialog.getByLabel('Skills it needs').fill('Tape handling');
  await dialog.getByLabel('Owner needed').fill('Ingrid Solberg');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByRole('list', { name: 'workarounds' }).getByText('Tape writer')).toBeVisible();
  expect(await axe()).toEqual([]);
  await shot('legacy-workarounds');

  await page.getByRole('tab', { name: 'Technical debt' }).click();
  await page.getByRole('button', { name: 'Record debt' }).click();
  await dialog.getByLabel('What it is needed').fill('Parser without tests');
  await dialog.getByLabel('Component needed').fill('Clearing parser');
  await dialog.getByLabel('Cost to repair needed').fill('-5');
  await page.keyboard.press('Control+Enter');
  await expect(dialog.getByText('cannot be -5')).toBeVisible();
  await dialog.getByLabel('Cost to repair needed').fill('12000');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByRole('list', { name: 'technical debt' }).getByText('Nothing failed')).toBeVisible();
  expect(await axe()).toEqual([]);
  await shot('legacy-debt');

  await page.getByRole('tab', { name: 'Integration points' }).click();
  await expect(page.getByText('Where services meet old systems')).toBeVisible();
  expect(await axe()).toEqual([]);
  await shot('legacy-points-empty');
});
