// Boards, their sessions and the agenda that fills itself, by keyboard and by mouse.
import type { Page } from '@playwright/test';
import { call } from './support/calls.ts';
import { expect, test } from './support/fixture.ts';

async function openSample(page: Page): Promise<void> {
  await page.getByText('Look around first').waitFor();
  await page.keyboard.press('1');
  await expect(page.getByRole('button', { name: 'Meeting view' })).toBeVisible({ timeout: 30_000 });
}
const press = async (page: Page, ...keys: string[]): Promise<void> => { for (const key of keys) await page.keyboard.press(key); };

test('CAB-01 a board without a holder of its security seat is not constituted and says why; filling the seat enables it, by keyboard', async ({ page, axe, shot }) => {
  await openSample(page);
  await press(page, 'g', 'd');
  await expect(page.getByRole('heading', { name: 'Boards', level: 1 })).toBeVisible();
  await expect(page.getByRole('table')).toBeVisible();
  expect(await axe()).toEqual([]);
  await shot('boards');
  await press(page, 'c');
  const dialog = page.getByRole('dialog', { name: 'New board' });
  await page.keyboard.type('Release board');
  await dialog.getByRole('button', { name: 'Take business off' }).press('Enter');
  await dialog.getByRole('button', { name: 'Take development off' }).press('Enter');
  await dialog.getByRole('button', { name: 'Take operations off' }).press('Enter');
  await dialog.getByLabel('Add a function').fill('Chair');
  await page.keyboard.press('Enter');
  expect(await axe()).toEqual([]);
  await shot('boards-new');
  await press(page, 'Control+Enter');
  const detail = page.getByRole('group', { name: 'Release board', exact: true });
  await expect(detail.getByText('Nobody holds the seat for security and Chair')).toBeVisible();
  for (const [person, speaks] of [['Marta Lindqvist', 'Chair'], ['Ravi Menon', 'Security']] as const) {
    await press(page, 'a');
    const seat = page.getByRole('dialog', { name: 'New seat on Release board' });
    await seat.getByLabel('Person').selectOption({ label: person });
    await seat.getByLabel('Speaks for').fill(speaks);
    if (speaks === 'Security') { await seat.getByLabel('Deputy').selectOption({ label: 'Grace Obi' }); expect(await axe()).toEqual([]); await shot('boards-seat'); }
    await press(page, 'Control+Enter');
    await expect(seat).toBeHidden();
  }
  await expect(detail.getByText('Constituted', { exact: true })).toBeVisible();
  await detail.getByRole('button', { name: 'End the seat of Ravi Menon' }).click();
  await expect(page.getByRole('alertdialog').getByText('can authorise nothing until the seat is filled')).toBeVisible();
  await page.getByRole('alertdialog').getByRole('button', { name: 'End the seat', exact: true }).click();
  await expect(detail.getByText('Not constituted', { exact: true })).toBeVisible();
  await expect(detail.getByText('Term ended')).toBeVisible();
  await shot('boards-lapsed');
});

test('CAB-03 one key fills the agenda: topics and changes are ticked, one is unticked, and filling again finds them there', async ({ page, axe, shot }) => {
  await openSample(page);
  await press(page, 'p');
  const dialog = page.getByRole('dialog', { name: 'Fill the agenda' });
  await expect(dialog.getByRole('status')).toContainText('min planned');
  expect(await axe()).toEqual([]);
  await shot('agenda-fill');
  await dialog.getByRole('checkbox', { name: /Schedule of the next 28 days/ }).uncheck({ force: true });
  await dialog.getByRole('button', { name: /^Fill with/ }).press('Enter');
  await expect(dialog).toBeHidden();
  await expect(page.getByText(/on the agenda\./).first()).toBeVisible();
  const { topics } = await call(page, 'cab.board', {});
  expect(topics.map(({ title }) => title)).not.toContain('Schedule of the next 28 days');
  await press(page, 'p');
  await expect(dialog.getByText('on the agenda').first()).toBeVisible();
  await press(page, 'Escape');
  await shot('agenda-filled');
});

test('CAB-02 a change that would miss its window is flagged on the board with three choices; an extraordinary session is called from there', async ({ page, axe, shot }) => {
  await openSample(page);
  const { meeting } = await call(page, 'cab.board', {});
  const { id } = (await call(page, 'board.list', {})).find(({ name }) => name === 'CAB')!;
  const next = new Date(Date.now() + 6 * 86_400_000);
  await call(page, 'board.charter', { board: id, charter: { requiredFunctions: [], leadHours: 720, cadence: { weekday: next.getUTCDay() || 7, everyWeeks: 1, time: '14:00', from: '2026-01-01' } } });
  await page.goto(`${page.url().split('#')[0]}#/board/${meeting!.number}`);
  const band = page.getByRole('region', { name: 'Would miss their window' });
  await expect(band).toBeVisible();
  await expect(band.getByRole('button', { name: /^Remote ballot on/ }).first()).toBeVisible();
  await expect(band.getByRole('button', { name: /^New window for/ }).first()).toBeVisible();
  expect(await axe()).toEqual([]);
  await shot('board-outlook');
  await band.getByRole('button', { name: /^Extraordinary session for/ }).first().press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Call a meeting' });
  await expect(dialog.getByText('It has no cut-off')).toBeVisible();
  await shot('board-extraordinary');
  await dialog.getByRole('button', { name: 'Call the meeting' }).press('Enter');
  await expect(dialog).toBeHidden();
});
