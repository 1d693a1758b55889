// A release that goes round the world in waves, by keyboard (CAL-07).
import type { Page } from '@playwright/test';
import type { Asked, NameOf, Output } from '#contract/index.ts';
import { openSample, signInAs } from './support/example.ts';
import { expect, test } from './support/fixture.ts';

async function call<N extends NameOf<'command' | 'query'>>(page: Page, name: N, input: Asked<N>): Promise<Output<N>> {
  const reply = await page.evaluate(async (asked) => window.gavel!.call(asked.name as 'cab.board', asked.input as object), { name, input: input as unknown });
  if (!reply.ok) throw new Error(`${name}: ${reply.error.code} ${JSON.stringify(reply.error.facts)}`);
  return reply.value as unknown as Output<N>;
}

test('CAL-07 waves are planned in local time, a time that does not exist is refused, one that comes twice is asked about, and placing leaves office hours free', async ({ page, axe, shot }) => {
  await openSample(page);
  await signInAs(page, 'Tomasz Zielinski');
  const { number } = await call(page, 'release.plan', { name: 'Round the world' });
  await page.evaluate((to) => { window.location.hash = to; }, `#/releases/${number}/waves`);
  await expect(page.getByText('A release that goes out region by region')).toBeVisible();
  const dialog = page.getByRole('dialog');
  const add = async (region: string, zone: string): Promise<void> => {
    await page.locator('#main').focus();
    await expect(async () => { await page.keyboard.press('a'); await expect(dialog).toBeVisible({ timeout: 1000 }); }).toPass();
    await dialog.getByLabel('Region needed').fill(region);
    await dialog.getByLabel('Time zone needed').fill(zone);
    await dialog.getByLabel('Takes needed').fill('120');
    await page.keyboard.press('Control+Enter');
    await expect(dialog).toHaveCount(0);
  };
  for (const [region, zone] of [['Singapore', 'Asia/Singapore'], ['London', 'Europe/London'], ['New York and the offices of the eastern seaboard', 'America/New_York']] as const) await add(region, zone);
  await page.getByRole('button', { name: /^Edit the wave of New York/ }).click();
  await dialog.getByLabel('Starts, local time').fill('2026-03-08 02:30');
  await page.keyboard.press('Control+Enter');
  await expect(dialog.getByRole('alert').last()).toContainText('03:00');
  await dialog.getByLabel('Starts, local time').fill('2026-11-01 01:30');
  await page.keyboard.press('Control+Enter');
  await dialog.getByLabel('Which of the two needed').selectOption('second');
  expect(await axe()).toEqual([]);
  await shot('waves-twice');
  await page.keyboard.press('Control+Enter');
  await expect(dialog).toHaveCount(0);
  await expect(page.getByRole('row', { name: /New York/ })).toContainText('2026-11-01 01:30 -05:00');
  await page.locator('#main').focus();
  await page.keyboard.press('p');
  await dialog.getByLabel(/^Not before/).fill('2026-12-07 08:00');
  await page.keyboard.press('Control+Enter');
  await expect(dialog).toHaveCount(0);
  await expect(page.getByRole('row', { name: /Singapore/ })).toContainText('2026-12-07 17:00 +08:00');
  const { rows } = await call(page, 'wave.list', { release: number! });
  expect(rows.flatMap(({ warnings }) => warnings)).toEqual([]);
  expect(await axe()).toEqual([]);
  await shot('waves');
});
