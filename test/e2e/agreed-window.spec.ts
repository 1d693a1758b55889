// A window agreed with operations, from the terms of the service to the signature (CAL-04).
import type { Page } from '@playwright/test';
import type { Asked, NameOf, Output } from '#contract/index.ts';
import { profileCsv, weekOf } from '../support/level-acts.ts';
import { openSample, signInAs } from './support/example.ts';
import { expect, test } from './support/fixture.ts';

async function call<N extends NameOf<'command' | 'query'>>(page: Page, name: N, input: Asked<N>): Promise<Output<N>> {
  const reply = await page.evaluate(async (asked) => window.gavel!.call(asked.name as 'cab.board', asked.input as object), { name, input: input as unknown });
  if (!reply.ok) throw new Error(`${name}: ${reply.error.code} ${JSON.stringify(reply.error.facts)}`);
  return reply.value as unknown as Output<N>;
}

test('CAL-04 terms are written, a profile is taken in, the quietest window is proposed, one too short is refused, and only operations confirm it', async ({ page, axe, shot }) => {
  await openSample(page);
  await signInAs(page, 'Tomasz Zielinski');
  await page.evaluate(() => { window.location.hash = '#/configuration/services'; });
  const dialog = page.getByRole('dialog');
  await page.getByRole('button', { name: 'Terms of Payment hub' }).click();
  await expect(dialog.getByText('A CSV with day, hour and users')).toBeVisible();
  expect(await axe()).toEqual([]);
  await shot('terms-empty');
  const users = weekOf([[7, 3, 4], [7, 4, 9]]).map((count, i) => (count < 10 ? count : 400 + ((i % 24) * 90) % 700));
  await dialog.getByLabel('Choose an activity profile').setInputFiles({ name: 'payment-hub.csv', mimeType: 'text/csv', buffer: Buffer.from(profileCsv(users)) });
  await expect(dialog.getByRole('table', { name: 'Users by hour' })).toBeVisible();
  await dialog.getByLabel('Answers for operations').selectOption('Marta Lindqvist');
  // Room for whatever the example plans in either month: only hours of the week decide here.
  await dialog.getByLabel('Downtime allowed in a month').fill('900');
  await dialog.getByLabel('Time zone').fill('Mars/Olympus');
  await page.keyboard.press('Control+Enter');
  await expect(dialog.getByText('Mars/Olympus', { exact: false }).last()).toBeVisible();
  await dialog.getByLabel('Time zone').fill('Europe/London');
  expect(await axe()).toEqual([]);
  await shot('terms-full');
  await page.keyboard.press('Control+Enter');
  await expect(dialog).toHaveCount(0);

  const { number } = await call(page, 'change.create', { title: 'Move the payment hub to the new message broker without losing an instruction', service: 'Payment hub', type: 'normal', zone: 'Europe/London', plannedStartAt: '2030-11-27T05:00:00.000Z', plannedEndAt: '2030-11-27T07:00:00.000Z', outageMinutes: 30, owner: 'Tomasz Zielinski', requester: 'Tomasz Zielinski' });
  await page.evaluate((to) => { window.location.hash = to; }, `#/changes/${number}/window`);
  await expect(page.getByText('Not proposed to operations')).toBeVisible();
  expect(await axe()).toEqual([]);
  await shot('window-none');
  await page.getByRole('button', { name: 'Propose a window…' }).click();
  await expect(dialog.getByText('hit by the outage').first()).toBeVisible();
  await dialog.getByLabel('The work takes needed').fill('200');
  await page.keyboard.press('Control+Enter');
  await expect(dialog.getByText('do not fit into the 120 of this window')).toBeVisible();
  await dialog.getByRole('button', { name: /hit by the outage/ }).first().press('Enter');
  await dialog.getByLabel('The work takes needed').fill('90');
  await dialog.getByLabel('Note').fill('Nobody pays at that hour.');
  expect(await axe()).toEqual([]);
  await shot('window-propose');
  await page.keyboard.press('Control+Enter');
  await expect(dialog).toHaveCount(0);
  await expect(page.getByText('Proposed; Marta Lindqvist has not signed yet')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Sign for operations' })).toHaveAttribute('aria-disabled', 'true');

  await signInAs(page, 'Marta Lindqvist');
  await page.evaluate((to) => { window.location.hash = to; }, `#/changes/${number}/window`);
  await page.getByRole('button', { name: 'Name another window…' }).click();
  await dialog.getByRole('button', { name: /hit by the outage/ }).nth(1).click();
  await page.keyboard.press('Control+Enter');
  await expect(page.getByText('Marta Lindqvist named another window')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Sign for operations' })).toHaveCount(0);
  await signInAs(page, 'Tomasz Zielinski');
  await page.evaluate((to) => { window.location.hash = to; }, `#/changes/${number}/window`);
  await page.getByRole('button', { name: 'Take their window' }).click();
  await expect(page.getByText('Taken; Marta Lindqvist has not signed yet')).toBeVisible();
  await signInAs(page, 'Marta Lindqvist');
  await page.evaluate((to) => { window.location.hash = to; }, `#/changes/${number}/window`);
  await page.getByRole('button', { name: 'Sign for operations' }).click();
  await expect(page.getByText('Confirmed by Marta Lindqvist')).toBeVisible();
  expect(await axe()).toEqual([]);
  await shot('window-confirmed');
});
