// A chair's afternoon at the agenda board, by keyboard and by mouse.
import { expect, test } from './support/fixture.ts';
import type { Page } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const column = (page: Page, name: string) => page.getByRole('region', { name, exact: true });
const titles = (page: Page, name: string): Promise<string[]> => column(page, name).locator('li button[id^="card-"]').allInnerTexts();
const openSample = async (page: Page): Promise<void> => {
  await page.getByText('Look around first').waitFor();
  await page.keyboard.press('1');
  await column(page, 'On the agenda').locator('li button').first().waitFor();
};

test('CAB-03 a ready change goes onto the agenda with one key, moves with Alt and the arrows, and comes off again with undo', async ({ page, axe, shot }) => {
  await openSample(page);
  expect(await axe()).toEqual([]);
  await shot('board');
  const [first] = await titles(page, 'Ready');
  const before = await titles(page, 'On the agenda');
  await column(page, 'Ready').getByRole('button', { name: first!, exact: true }).click();
  expect(await axe()).toEqual([]);
  await shot('board-packet');
  await page.keyboard.press('a');
  await expect.poll(() => titles(page, 'On the agenda')).toEqual([...before, first]);
  await column(page, 'On the agenda').getByRole('button', { name: first!, exact: true }).focus();
  await page.keyboard.press('Alt+ArrowUp');
  await expect.poll(async () => (await titles(page, 'On the agenda')).indexOf(first!)).toBe(before.length - 1);
  await page.keyboard.press('Control+z');
  await expect.poll(() => titles(page, 'On the agenda')).toEqual([...before, first]);
  await column(page, 'On the agenda').getByRole('button', { name: first!, exact: true }).focus();
  await page.keyboard.press('Backspace');
  await expect.poll(() => titles(page, 'On the agenda')).toEqual(before);
  await expect(page.getByText('is off the agenda')).toBeVisible();
});

test('CAB-03 cards are dragged by mouse: from ready onto the agenda, and before another item', async ({ page }) => {
  await openSample(page);
  const [ready] = await titles(page, 'Ready');
  const before = await titles(page, 'On the agenda');
  await column(page, 'Ready').locator('li').first().dragTo(column(page, 'On the agenda').locator('li').nth(1));
  await expect.poll(() => titles(page, 'On the agenda')).toEqual([before[0], ready, ...before.slice(1)]);
  await column(page, 'On the agenda').locator('li').nth(2).dragTo(column(page, 'On the agenda').locator('li').first());
  await expect.poll(async () => (await titles(page, 'On the agenda'))[0]).toBe(before[1]);
});

test('CAB-03 an agenda longer than the meeting says how many items are over, in words', async ({ page, shot }) => {
  await openSample(page);
  await column(page, 'On the agenda').locator('li button').last().click();
  await page.keyboard.press('t');
  await page.getByLabel('Planned minutes').fill('120');
  await page.keyboard.press('Enter');
  await expect(column(page, 'On the agenda').getByText('one item over')).toBeVisible();
  await shot('board-over');
});

test('CAB-05 the chair holds the meeting without the mouse: roll call, conditions, approval, a rejection that needs a reason', async ({ page, axe, shot }) => {
  await openSample(page);
  await page.keyboard.press('s');
  const dialog = page.getByRole('dialog', { name: 'Roll call' });
  await expect(dialog).toBeVisible();
  await expect(dialog.getByRole('status')).toContainText('cannot decide yet');
  await dialog.getByRole('button', { name: 'Everybody else is here' }).press('Enter');
  await expect(dialog.getByRole('status')).toContainText('can decide');
  expect(await axe()).toEqual([]);
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  const [one, two, three] = await titles(page, 'On the agenda');
  await column(page, 'On the agenda').getByRole('button', { name: one!, exact: true }).focus();
  await shot('meeting-running');
  await page.keyboard.press('c');
  await page.getByLabel('What must be done').fill('A second administrator is on call');
  await page.getByLabel('Owner').fill('Luis Ortega');
  expect(await axe()).toEqual([]);
  await shot('decision-conditions');
  await page.keyboard.press('Control+Enter');
  await expect.poll(() => titles(page, 'On the agenda')).not.toContain(one);
  await expect(column(page, 'Decided').getByText('With 1 condition').first()).toBeVisible();
  await expect(page.locator('[aria-pressed="true"]').filter({ hasText: two! })).toBeVisible();
  await page.keyboard.press('a');
  await page.getByRole('dialog').getByRole('button', { name: /^Approve/ }).press('Enter');
  await expect.poll(() => titles(page, 'On the agenda')).not.toContain(two);
  await page.keyboard.press('r');
  await page.getByRole('dialog').getByRole('button', { name: /^Reject/ }).click();
  await expect(page.getByRole('dialog').getByRole('alert')).toContainText('needs a reason');
  await page.getByLabel('Reason').fill('The backout needs longer than the window');
  await page.keyboard.press('Control+Enter');
  await expect.poll(() => titles(page, 'On the agenda')).not.toContain(three);
  await page.keyboard.press('Shift+E');
  await expect(page.getByRole('alertdialog')).toContainText('not decided');
  expect(await axe()).toEqual([]);
  await page.getByRole('button', { name: 'End the meeting' }).click();
  await expect(page).toHaveURL(/meetings\/M-A1-\d+\/minutes/);
});

test('CAB-05 what was typed into a decision is there again after Escape', async ({ page }) => {
  await openSample(page);
  await page.keyboard.press('s');
  await page.getByRole('button', { name: 'Everybody else is here' }).click();
  await expect(page.getByRole('dialog', { name: 'Roll call' }).getByRole('status')).toContainText('can decide');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await column(page, 'On the agenda').locator('li button').first().click();
  await page.keyboard.press('d');
  await page.getByLabel('Reason').fill('Waits for the vendor');
  await page.keyboard.press('Escape');
  await page.keyboard.press('d');
  await expect(page.getByLabel('Reason')).toHaveValue('Waits for the vendor');
});

test('CAB-03 a meeting is called from the board with the same dialog as from the list, and its board opens', async ({ page, axe }) => {
  await openSample(page);
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Search or run a command' }).fill('Call a meeting');
  await page.getByRole('option', { name: 'Call a meeting…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Call a meeting' });
  await dialog.getByLabel('Time zone').fill('Asia/Tokyo');
  expect(await axe()).toEqual([]);
  await dialog.getByLabel('Length').fill('45');
  await page.keyboard.press('Enter');
  await expect(dialog).toHaveCount(0);
  await expect(page).toHaveURL(/#\/board\/M-A1-\d+$/);
  await expect(page.getByText(/^CAB on .*, 14:00–14:45/)).toBeVisible();
});

test('CAB-03 the papers of the meeting are handed out with one key, as a PDF and as a file for members', async ({ page, axe, shot, exportsDir }) => {
  await openSample(page);
  await page.keyboard.press('h');
  const papers = page.getByRole('dialog', { name: /^Papers of M-A1-\d+ for the members$/ });
  await expect(papers.getByLabel('A line to the members')).toBeFocused();
  await page.keyboard.type('Please read item 2 before you come.');
  await page.keyboard.press('Enter');
  const written = papers.getByRole('status').filter({ hasText: /-PRE\.pdf, \d+ pages on 8 items, in / });
  await expect(written).toBeVisible({ timeout: 30_000 });
  expect(readFileSync(join(exportsDir, /M-\S+\.pdf/.exec(await written.innerText())![0])).subarray(0, 5).toString('latin1')).toBe('%PDF-');
  expect(await axe()).toEqual([]);
  await shot('board-papers');
  await papers.getByRole('button', { name: 'File for members…' }).press('Enter');
  const file = page.getByRole('dialog', { name: 'Export a bundle' });
  await expect(file.getByRole('combobox', { name: 'Meeting' })).toHaveValue(/^M-A1-\d+$/);
  await file.getByLabel('Passphrase', { exact: true }).fill('four quiet green boats');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByRole('dialog', { name: 'The bundle is written' })).toBeVisible({ timeout: 30_000 });
  expect(await axe()).toEqual([]);
});

test('CAB-02 CAB-07 while the meeting runs, A lets a ready change in with a reason, and F passes an item on to an expert', async ({ page, axe, shot }) => {
  await openSample(page);
  await page.keyboard.press('s');
  const roll = page.getByRole('dialog', { name: 'Roll call' });
  await expect(roll).toBeVisible();
  await page.keyboard.press('0');
  await expect(roll.getByRole('status')).toContainText('can decide');
  await page.keyboard.press('Escape');
  await expect(roll).toBeHidden();
  const [late] = await titles(page, 'Ready');
  const [first] = await titles(page, 'On the agenda');
  await column(page, 'Ready').getByRole('button', { name: late!, exact: true }).focus();
  await expect(page.locator('[aria-pressed="true"]').filter({ hasText: late! })).toBeVisible();
  await page.keyboard.press('a');
  const admit = page.getByRole('dialog', { name: /^Admit C-A1-\d+ late\?$/ });
  await expect(admit.getByLabel('Reason')).toBeFocused();
  await expect(admit.getByRole('button', { name: 'Admit' })).toBeDisabled();
  expect(await axe()).toEqual([]);
  await shot('board-late');
  await page.keyboard.type('The vendor warns of it today');
  await page.keyboard.press('Enter');
  await expect(admit).toBeHidden();
  await expect.poll(() => titles(page, 'On the agenda')).toContain(late);
  await column(page, 'On the agenda').getByRole('button', { name: first!, exact: true }).focus();
  await expect(page.locator('[aria-pressed="true"]').filter({ hasText: first! })).toBeVisible();
  await page.keyboard.press('f');
  const refer = page.getByRole('dialog', { name: /^Refer/ });
  await refer.getByLabel('To').selectOption({ label: 'Samuel Adeyemi' });
  await refer.getByLabel('Question').fill('Does the old path still have readers?');
  await page.keyboard.press('Control+Enter');
  await expect(refer).toBeHidden();
  await expect.poll(() => titles(page, 'On the agenda')).not.toContain(first);
});
