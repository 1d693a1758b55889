// What departments can take, by keyboard and mouse (CAL-05).
import type { Page } from '@playwright/test';
import type { Asked, NameOf, Output } from '#contract/index.ts';
import { openSample, signInAs } from './support/example.ts';
import { expect, test } from './support/fixture.ts';

async function call<N extends NameOf<'command' | 'query'>>(page: Page, name: N, input: Asked<N>): Promise<Output<N>> {
  const reply = await page.evaluate(async (asked) => window.gavel!.call(asked.name as 'cab.board', asked.input as object), { name, input: input as unknown });
  if (!reply.ok) throw new Error(`${name}: ${reply.error.code} ${JSON.stringify(reply.error.facts)}`);
  return reply.value as unknown as Output<N>;
}

test('CAL-05 an initiative and a release fill a department, the load says by what, and the release says what would clear it', async ({ page, axe, shot }) => {
  await openSample(page);
  await signInAs(page, 'Tomasz Zielinski');
  await page.evaluate(() => { window.location.hash = '#/capacity'; });
  await expect(page.getByRole('heading', { level: 1, name: 'Capacity' })).toBeVisible();
  const [month] = (await call(page, 'capacity.show', {})).months;
  const { number } = await call(page, 'release.plan', { name: 'Instant payments at every counter and in every branch of the house', startsAt: `${month!}-20T20:00:00Z`, endsAt: `${month!}-21T04:00:00Z` });
  await call(page, 'stakeholder.setGroup', { release: number!, name: 'Tellers', department: 'Branches', headcount: 100, severity: 3, points: 60 });
  const dialog = page.getByRole('dialog');
  await page.getByRole('button', { name: 'Enter an initiative' }).click();
  await dialog.getByLabel('Name needed').fill('New branch system');
  await dialog.getByLabel('Department needed').fill('Branches');
  await dialog.getByLabel('Points a month needed').fill('-5');
  await page.keyboard.press('Control+Enter');
  await expect(dialog.getByText('not below zero')).toBeVisible();
  await dialog.getByLabel('Points a month needed').fill('50');
  expect(await axe()).toEqual([]);
  await page.keyboard.press('Control+Enter');
  await expect(page.getByRole('list', { name: 'Initiatives' }).getByText('New branch system')).toBeVisible();
  await page.locator('#main').focus();
  await page.keyboard.press('c');
  await dialog.getByLabel('Department needed').fill('Branches');
  await dialog.getByLabel('Can take').fill('40');
  await page.keyboard.press('Control+Enter');
  await expect(dialog).toHaveCount(0);
  const cell = page.getByRole('button', { name: /^Branches, .*50 of 40 points, 110 with what is planned, 10 too many/ });
  await expect(cell).toBeVisible();
  await cell.press('Enter');
  await expect(page.getByRole('complementary', { name: 'Load of Branches' }).getByText('New branch system')).toBeVisible();
  expect(await axe()).toEqual([]);
  await shot('capacity');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('complementary', { name: 'Load of Branches' })).toHaveCount(0);
  await page.evaluate((to) => { window.location.hash = to; }, `#/releases/${number}`);
  await expect(page.getByText(/takes adoption points of Branches in .* to 110 of 40: 70 too many/)).toBeVisible();
  expect(await axe()).toEqual([]);
  await shot('capacity-release');

  // What it takes of staff and of an environment is said with the impact on people.
  await call(page, 'capacity.set', { kind: 'testing', of: 'Payments', amount: 100 });
  await page.evaluate((to) => { window.location.hash = to; }, `#/releases/${number}/impact`);
  await page.getByRole('button', { name: 'Say what it takes' }).press('Enter');
  const taking = page.getByRole('dialog', { name: `What ${number} takes` });
  await taking.getByLabel('Team').fill('Payments');
  await taking.getByLabel('Takes', { exact: true }).fill('-3');
  await page.keyboard.press('Control+Enter');
  await expect(taking.getByRole('alert')).not.toBeEmpty();
  await taking.getByLabel('Takes', { exact: true }).fill('140');
  await taking.getByRole('button', { name: 'Add a line' }).click();
  const second = taking.getByRole('listitem').nth(1);
  await second.getByLabel('What').selectOption('infrastructure');
  await second.getByLabel('Environment or system').fill('production');
  await second.getByLabel('Takes', { exact: true }).fill('5');
  expect(await axe()).toEqual([]);
  await shot('capacity-demand');
  await page.keyboard.press('Control+Enter');
  await expect(taking).toHaveCount(0);
  const staff = page.getByRole('group', { name: 'Staff and infrastructure' });
  await expect(staff).toContainText('140 hours');
  await expect(staff).toContainText('40 too many');
  await expect(staff).toContainText('5 percent');
  expect(await axe()).toEqual([]);
  await shot('capacity-demand-card');
  // An empty list is an answer too.
  await page.getByRole('button', { name: 'Say what it takes' }).press('Enter');
  await taking.getByRole('button', { name: 'Remove line 2' }).click();
  await taking.getByRole('button', { name: 'Remove line 1' }).click();
  await page.keyboard.press('Control+Enter');
  await expect(page.getByText('What nobody says takes nothing.')).toBeVisible();
});
