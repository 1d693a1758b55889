// Changes of another tool, from its file into the list and back out again.
import type { Page } from '@playwright/test';
import { join } from 'node:path';
import { projectDir } from './support/browser-door.ts';
import { expect, test } from './support/fixture.ts';

const sample = join(projectDir, 'resources', 'samples', 'servicenow-changes.csv');
type Content = { name: string; mimeType: string; buffer: Buffer };
const csv = (name: string, lines: readonly string[]): Content => ({ name, mimeType: 'text/csv', buffer: Buffer.from(`${lines.join('\n')}\n`) });

async function openImport(page: Page): Promise<void> {
  // Somebody listens from the start on, so that no system dialog opens in between two choices.
  page.on('filechooser', () => {});
  await expect(page.getByRole('button', { name: 'Look around first' })).toBeVisible();
  await page.keyboard.press('1');
  await expect(page.getByRole('navigation', { name: 'Places' })).toBeVisible({ timeout: 120_000 });
  await page.keyboard.press('g');
  await page.keyboard.press('i');
  await expect(page.getByRole('heading', { level: 1, name: 'Import' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Choose file' })).toBeVisible();
}

/** Chooses a file with the key the button shows. */
async function choose(page: Page, file: string | Content): Promise<void> {
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.keyboard.press('c')]);
  await chooser.setFiles(file);
}

const figures = (page: Page): Promise<string[]> => page.locator('dl').filter({ hasText: 'unchanged' }).locator('div').allInnerTexts().then((texts) => texts.map((text) => text.replace(/\s+/g, ' ')));
const tryOut = async (page: Page): Promise<void> => {
  await page.getByRole('button', { name: 'Try without writing' }).focus();
  await page.keyboard.press('t');
  await expect(page.getByRole('heading', { name: 'Tried, nothing written' })).toBeVisible({ timeout: 30_000 });
};
const importIt = async (page: Page): Promise<void> => {
  await page.keyboard.press('Control+Enter');
  await expect(page.getByText('Imported.')).toBeVisible({ timeout: 30_000 });
};

test('CHG-05 a file is asked about its zone, tried, mended and imported by keyboard, and importing it twice changes nothing', async ({ page, axe, shot }) => {
  await openImport(page);
  expect(await axe()).toEqual([]);
  await shot('import-empty');
  await choose(page, sample);
  await expect(page.getByText(/ServiceNow export, CSV, utf-8, cells split by comma, 27 columns, 50 rows/)).toBeVisible();
  await expect(page.getByText(/have no time zone\. Which zone are they in/)).toBeVisible();
  await expect(page.getByRole('button', { name: 'Try without writing' })).toBeDisabled();
  expect(await axe()).toEqual([]);
  await shot('import-asked');

  await page.getByLabel('Time zone of the dates').fill('europe/london');
  await expect(page.getByText(/50 rows, dates in Europe\/London/)).toBeVisible();
  await tryOut(page);
  expect(await figures(page)).toEqual(['new 44', 'changed 0', 'unchanged 0', 'set aside 6']);
  const aside = page.getByRole('group', { name: 'Rows set aside' });
  await expect(aside.getByRole('row', { name: '20 Planned start names a day that does not exist 2026-13-04 21:00:00' })).toBeVisible();
  expect(await axe()).toEqual([]);
  await shot('import-tried');

  await page.getByLabel('Pending Vendor').selectOption('deferred');
  await expect(page.getByRole('heading', { name: 'Tried, nothing written' })).toHaveCount(0);
  await tryOut(page);
  expect(await figures(page)).toEqual(['new 45', 'changed 0', 'unchanged 0', 'set aside 5']);
  await page.getByLabel('Name of this mapping').fill('Northwind ServiceNow');
  await page.getByRole('button', { name: 'Save mapping' }).click();
  await expect(page.getByText('The mapping “Northwind ServiceNow” is saved.')).toBeVisible();
  await tryOut(page);
  await importIt(page);
  await expect(page.getByText('45 new changes, 0 changed, 0 unchanged, 5 set aside.')).toBeVisible();
  await shot('import-done');

  await page.getByRole('button', { name: 'Show these changes' }).focus();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/#\/changes\?import=/);
  await expect(page.getByRole('grid')).toHaveAttribute('aria-rowcount', '46');

  await page.keyboard.press('g');
  await page.keyboard.press('i');
  await expect(page.getByRole('button', { name: 'Choose file' })).toBeVisible();
  await choose(page, sample);
  await page.getByLabel('Use a saved one').selectOption('Northwind ServiceNow');
  await expect(page.getByText(/50 rows, dates in Europe\/London/)).toBeVisible();
  await expect(page.getByText('To be answered first')).toHaveCount(0);
  await tryOut(page);
  expect(await figures(page)).toEqual(['new 0', 'changed 0', 'unchanged 45', 'set aside 5']);
  await expect(page.getByRole('button', { name: 'Import 0' })).toBeDisabled();
});

test('CHG-05 a whole import is taken back after its consequences were named, and its rows set aside stay to be read', async ({ page, axe }) => {
  await openImport(page);
  await choose(page, sample);
  await page.getByLabel('Time zone of the dates').fill('Europe/London');
  await tryOut(page);
  await importIt(page);
  await page.getByRole('button', { name: '6 rows of servicenow-changes.csv set aside' }).click();
  await expect(page.getByRole('group', { name: 'Rows this import set aside' }).getByText('is a word the mapping does not know')).toBeVisible();
  await page.getByRole('button', { name: 'Take back servicenow-changes.csv' }).focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('alertdialog', { name: 'Take back servicenow-changes.csv?' });
  await expect(dialog).toContainText('Changes it made are cancelled');
  await expect(dialog.getByRole('button', { name: 'Keep as it is' })).toBeFocused();
  expect(await axe()).toEqual([]);
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(page.getByText('44 changes cancelled, 0 changes as before the import.')).toBeVisible({ timeout: 30_000 });
  await expect(page.getByRole('row', { name: /servicenow-changes\.csv/ })).toContainText('taken back');
  await expect(page.getByRole('button', { name: 'Take back servicenow-changes.csv' })).toHaveCount(0);
});

test('CHG-05 words no mapping knows are asked about before anything is tried, and hostile cells stay text', async ({ page, axe }) => {
  const hostile = '<img src=x onerror="document.title=1">\u202Egnp.exe';
  await openImport(page);
  await choose(page, csv('hostile.csv', ['id,title,state', `X-1,"${hostile.replaceAll('"', '""')}",<b>odd</b>`, `X-2,"=HYPERLINK(1) ${'w'.repeat(400)}",<b>odd</b>`, 'X-3,,<b>odd</b>']));
  await expect(page.getByText('Which state of ours do these words mean: “<b>odd</b>”?')).toBeVisible();
  await expect(page.getByRole('group', { name: 'First rows of the file' })).toContainText('<img src=x onerror=');
  await expect(page.getByRole('button', { name: 'Try without writing' })).toBeDisabled();
  await page.getByRole('group', { name: 'Their words, ours' }).getByLabel('<b>odd</b>').selectOption('submitted');
  await tryOut(page);
  expect(await figures(page)).toEqual(['new 2', 'changed 0', 'unchanged 0', 'set aside 1']);
  await expect(page.getByRole('row', { name: '3 Title is empty nothing' })).toBeVisible();
  await expect(page.locator('main img, main b:text-is("odd")')).toHaveCount(0);
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
  expect(await axe()).toEqual([]);
});

test('CHG-05 a file that holds no changes is refused in words, and another one can be chosen', async ({ page }) => {
  await openImport(page);
  await choose(page, csv('incidents.csv', ['number,short_description,state', 'INC0001,Printer on fire,New']));
  await expect(page.getByRole('alert')).toContainText('incidents.csv holds no change records');
  await choose(page, sample);
  await expect(page.getByText('To be answered first')).toBeVisible();
  await expect(page.getByRole('alert').filter({ hasText: 'incidents.csv' })).toHaveCount(0);
});

test('CHG-05 an import is stopped with Escape, and whatever it had made is cancelled', async ({ page }) => {
  await openImport(page);
  const rows = Array.from({ length: 12_000 }, (_, i) => `L-${i},Change number ${i},closed`);
  await choose(page, csv('large.csv', ['id,title,state', ...rows]));
  await expect(page.getByText('large.csv').last()).toBeVisible();
  await tryOut(page);
  await page.keyboard.press('Control+Enter');
  await expect(page.getByRole('progressbar', { name: 'Importing' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('alert').filter({ hasText: /ancelled/ })).toBeVisible({ timeout: 30_000 });
  await page.getByRole('button', { name: 'Put away' }).click();
  await expect(page.getByText('Imported.')).toHaveCount(0);
  await page.keyboard.press('g');
  await page.keyboard.press('h');
  await page.getByRole('searchbox', { name: 'Search changes' }).fill('Change number');
  const states = page.getByRole('row', { name: /Change number/ });
  await expect.poll(async () => (await states.allTextContents()).filter((text) => !text.includes('Cancelled'))).toEqual([]);
});

test('CHG-05 a dropped file is asked about its encoding, its order of day and month, and its zone, each once', async ({ page }) => {
  await openImport(page);
  const bytes = [...Buffer.from('id,title,state,planned start,planned end\nD-1,Stra\u00dfe gesperrt,scheduled,03/04/2027 10:00,03/04/2027 11:00\n', 'latin1')];
  const dropped = await page.evaluateHandle((list) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([new Uint8Array(list)], 'latin.csv'));
    return transfer;
  }, bytes);
  await page.locator('label', { hasText: 'Choose a file of changes' }).dispatchEvent('drop', { dataTransfer: dropped });
  await expect(page.getByText('The file is not UTF-8')).toBeVisible();
  await page.getByLabel('Encoding').selectOption('windows-1252');
  await expect(page.getByText('The file is not UTF-8')).toHaveCount(0);
  await expect(page.getByRole('group', { name: 'First rows of the file' })).toContainText('Straße gesperrt');
  await page.getByLabel('Dates name first').selectOption('DD/MM/YYYY');
  await page.getByLabel('Time zone of the dates').fill('Europe/Berlin');
  await tryOut(page);
  expect(await figures(page)).toEqual(['new 1', 'changed 0', 'unchanged 0', 'set aside 0']);
  await importIt(page);
  await page.getByRole('button', { name: 'Show these changes' }).click();
  await expect(page.getByRole('row', { name: /Straße gesperrt/ })).toContainText('3 Apr');
});

test('CHG-05 a time the clocks show twice is noted, and of many rows set aside every one is found by paging on', async ({ page, axe, shot }) => {
  await openImport(page);
  const aside = Array.from({ length: 650 }, (_, i) => `A-${i},Set aside ${i},closed,2026-12-01 22:00,2026-12-01 21:00`);
  const good = Array.from({ length: 700 }, (_, i) => `G-${i},Taken ${i},closed,2026-12-01 21:00,2026-12-01 22:00`);
  await choose(page, csv('many.csv', ['id,title,state,planned start,planned end', 'N-1,By night,closed,2026-10-25 01:30,2026-10-25 03:00', ...aside, ...good]));
  await page.getByLabel('Time zone of the dates').fill('Europe/London');
  await tryOut(page);
  expect(await figures(page)).toEqual(['new 701', 'changed 0', 'unchanged 0', 'set aside 650']);
  await expect(page.getByRole('group', { name: 'Notes on rows' }).getByRole('row', { name: /^1 Planned start is a time the clocks show twice that day; the earlier one is taken 2026-10-25 01:30/ })).toBeVisible();
  await expect(page.getByText(/^and 150 more; once imported/)).toBeVisible();
  expect(await axe()).toEqual([]);
  await shot('import-noted');
  await importIt(page);
  const report = page.getByRole('group', { name: 'Rows set aside' });
  await expect(page.getByText('1 to 200 of 650')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Earlier rows' })).toBeDisabled();
  const later = page.getByRole('button', { name: 'Later rows' });
  for (const shown of ['201 to 400 of 650', '401 to 600 of 650', '601 to 650 of 650']) {
    await later.focus();
    await page.keyboard.press('Enter');
    await expect(page.getByText(shown)).toBeVisible();
  }
  await expect(later).toBeDisabled();
  await expect(report.getByRole('row')).toHaveCount(51);
  await expect(report.getByRole('row', { name: /^651 Planned end lies before the start/ })).toBeVisible();
  expect(await axe()).toEqual([]);
  await shot('import-paged');
  await page.getByRole('button', { name: 'Earlier rows' }).click();
  await expect(page.getByText('401 to 600 of 650')).toBeVisible();
});
