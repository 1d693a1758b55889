import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { calmRisk } from '../support/calm-risk.ts';
import { projectDir } from './support/browser-door.ts';
import { passphrase } from './support/example.ts';
import { expect, test } from './support/fixture.ts';

async function openChanges(page: Page): Promise<void> {
  await expect(page.getByRole('button', { name: 'Look around first' })).toBeVisible();
  await page.keyboard.press('1');
  await expect(page.getByRole('navigation', { name: 'Places' })).toBeVisible({ timeout: 120_000 });
  await page.keyboard.press('g');
  await page.keyboard.press('h');
  await expect(page.getByRole('row', { name: /C-A1-/ }).first()).toBeVisible();
}

test('CHG-01 a change is written and submitted by keyboard, and what is missing is named until then', async ({ page, axe, shot }) => {
  await openChanges(page);
  await page.keyboard.press('c');
  const dialog = page.getByRole('dialog', { name: 'New change' });
  await expect(dialog.getByLabel('Title')).toBeFocused();
  expect(await axe()).toEqual([]);
  await shot('new-change');
  await page.keyboard.press('Control+Enter');
  await expect(dialog.getByText('A change needs a title')).toBeVisible();
  await page.keyboard.type('Renew the gateway certificate');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByRole('heading', { level: 2, name: 'Renew the gateway certificate' })).toBeVisible();
  await expect(page.getByText(/pieces missing/)).toBeVisible();

  await page.keyboard.press('s');
  await expect(page.getByText('Not complete yet:')).toBeVisible();
  await page.getByRole('button', { name: 'Submit' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog', { name: 'Why this is not possible now' })).toContainText('Backout plan');
  await expect(page.getByRole('dialog', { name: 'Why this is not possible now' })).toContainText('incomplete');
  await page.keyboard.press('Escape');

  await page.keyboard.press('e');
  await page.getByLabel('Service').fill('Payment hub');
  await page.getByLabel('Planned start').fill('2027-03-04T22:00');
  await page.getByLabel('Planned end').fill('2027-03-04T21:00');
  await expect(page.getByText(/Ends before it starts/)).toBeVisible();
  await expect(page.getByRole('button', { name: 'Save' })).toBeDisabled();
  await page.getByLabel('Planned end').fill('2027-03-04T23:30');
  await page.getByLabel('Impact level').selectOption('medium');
  for (const field of ['Justification', 'Implementation plan', 'Test plan', 'Backout plan']) await page.getByLabel(field).fill(`${field} in one sentence.`);
  await page.keyboard.press('Control+s');
  await expect(page.getByText('Missing')).toHaveCount(0);
  // The risk form has a journey of its own; here it is filled in and signed at once.
  const number = /changes\/([^/?]+)/.exec(page.url())![1]!;
  expect(await page.evaluate(async ([change, form]) => (await window.gavel!.call('risk.fill', { change, ...form })).ok, [number, calmRisk] as const)).toBe(true);
  await expect(page.getByRole('button', { name: 'Submit' })).toBeEnabled();
  await page.keyboard.press('s');
  await expect(page.locator('[aria-current="step"]')).toContainText('Assessment');
  await expect(page.getByRole('complementary', { name: 'Timeline' })).toContainText('Submitted');
  expect(await axe()).toEqual([]);

  await page.keyboard.press('s');
  await expect(page.locator('[aria-current="step"]')).toContainText('Awaiting auth.');
  await expect(page.getByText(/^(Low|Medium) \d+$/).first()).toBeVisible();
  await shot('change-record');
});

test('what is typed into a new change is still there after the window was closed on it', async ({ page, reopen }) => {
  await openChanges(page);
  await page.keyboard.press('c');
  await page.getByRole('dialog').getByLabel('Title').fill('Half a thought');
  await page.getByRole('dialog').getByLabel('Backout plan').fill('Go back to the old one');
  const again = await reopen();
  await openChanges(again);
  await again.keyboard.press('c');
  await expect(again.getByRole('dialog').getByLabel('Title')).toHaveValue('Half a thought');
  await expect(again.getByRole('dialog').getByLabel('Backout plan')).toHaveValue('Go back to the old one');
});

test('the list is searched as one types, filtered by shareable text, and remembers both', async ({ page, axe, shot }) => {
  await openChanges(page);
  await shot('changes');
  const rows = page.getByRole('row', { name: /C-A1-/ });
  await page.keyboard.press('/');
  await page.keyboard.type('certificate');
  await expect(page).toHaveURL(/#\/changes\?text=certificate/);
  await expect(rows.first()).toContainText('certificate');
  await expect.poll(async () => (await rows.allTextContents()).every((text) => /certificate/i.test(text))).toBe(true);
  await page.getByRole('searchbox', { name: 'Search changes' }).fill('');
  await page.getByRole('button', { name: /^State/ }).click();
  await page.getByRole('checkbox', { name: /Rejected/ }).check();
  await page.keyboard.press('Escape');
  await expect(page).toHaveURL(/state=rejected/);
  await expect.poll(async () => (await rows.allTextContents()).every((text) => text.includes('Rejected'))).toBe(true);
  expect(await axe()).toEqual([]);

  await page.evaluate(() => { window.location.hash = '#/audit'; });
  await expect(page.getByRole('heading', { level: 1, name: 'Audit' })).toBeVisible();
  await page.getByRole('link', { name: /Changes/ }).click();
  await expect(page).toHaveURL(/state=rejected/);
  await page.getByRole('searchbox', { name: 'Search changes' }).fill('nothing is called this');
  await expect(page.getByRole('heading', { name: 'No change fits' })).toBeVisible();
  await page.getByRole('button', { name: 'Clear' }).last().click();
  await expect(page).toHaveURL(/#\/changes$/);
});

test('rows are walked and opened with the keyboard, and Escape comes back to the same row', async ({ page }) => {
  await openChanges(page);
  await page.keyboard.press('j');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('k');
  const selected = page.locator('[role="row"][aria-selected="true"]');
  await expect(selected).toHaveAttribute('aria-rowindex', '3');
  const number = /C-A1-\d+/.exec((await selected.textContent()) ?? '')?.[0] ?? 'none';
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(new RegExp(`#/changes/${number}$`));
  await expect(page.getByRole('complementary', { name: 'Timeline' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(selected).toContainText(number);
});

test('hostile text in a title is shown as text', async ({ page }) => {
  await openChanges(page);
  const hostile = '<img src=x onerror="document.title=\'owned\'"> =HYPERLINK("x") \u202Egnp.exe';
  await page.keyboard.press('c');
  await page.getByRole('dialog').getByLabel('Title').fill(hostile);
  await page.keyboard.press('Control+Enter');
  await expect(page.getByRole('heading', { level: 2 }).first()).toContainText('<img src=x onerror=');
  await expect(page.locator('img')).toHaveCount(0);
  await expect(page).toHaveTitle(/Gavel/);
});

test('AUD-01 the trail is verified in the window, and the verdict stands at its foot with a time', async ({ page, axe, shot }) => {
  await openChanges(page);
  await page.keyboard.press('g');
  await page.keyboard.press('a');
  await expect(page.getByRole('button', { name: 'Every signature' })).toBeVisible();
  await page.keyboard.press('Shift+V');
  await expect(page.getByRole('status').filter({ hasText: 'Intact.' })).toBeVisible({ timeout: 30_000 });
  await expect(page.getByRole('link', { name: /Trail intact at \d\d:\d\d/ })).toBeVisible();
  await page.getByRole('button', { name: 'Rebuild and compare' }).click();
  await expect(page.getByText('Equal.')).toBeVisible({ timeout: 30_000 });
  expect(await axe()).toEqual([]);
  await shot('audit');
});

/** The command line on the same workspace, as its own program. */
function gavel(dataDir: string, ...args: string[]): string {
  const env = { ...process.env, GAVEL_DATA: dataDir, GAVEL_WORKSPACE: join(dataDir, 'workspaces', 'sample-small-1'), GAVEL_PASSPHRASE: passphrase };
  return execFileSync(process.execPath, [join(projectDir, 'out', 'main', 'cli.js'), ...args], { env, encoding: 'utf8' });
}
test('CHG-01 SYN-02 edited from the command line while its form is open, a change tells the window, which keeps what was typed and writes it on top only when told to', async ({ page, dataDir, axe, shot }) => {
  await openChanges(page);
  await page.keyboard.press('c');
  await expect(page.getByRole('dialog', { name: 'New change' }).getByLabel('Title')).toBeFocused();
  await page.keyboard.type('Move the mail relay');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByRole('heading', { level: 2, name: 'Move the mail relay' })).toBeVisible();
  const number = /changes\/([^/?]+)/.exec(page.url())![1]!;
  const plan = page.getByLabel('Backout plan');
  await expect(async () => { await page.keyboard.press('e'); await expect(plan).toBeVisible({ timeout: 1_000 }); }).toPass();
  await plan.fill('Point the name back at the old relay.');

  gavel(dataDir, 'change', 'edit', number, '--backout-plan', 'Restore the snapshot of Sunday.', '--as', 'Marta Lindqvist');
  await expect(page.getByText('Somebody changed this while you typed.')).toBeVisible();
  await expect(plan).toHaveValue('Point the name back at the old relay.');
  expect(await axe()).toEqual([]);
  await shot('change-edited-elsewhere');
  // Saved over what was not seen it is refused, and nothing typed is lost.
  await page.keyboard.press('Control+s');
  await expect(page.getByText('The change was edited after you opened it.')).toBeVisible();
  await expect(plan).toHaveValue('Point the name back at the old relay.');
  await page.getByRole('button', { name: 'Keep mine on top' }).click();
  await page.keyboard.press('Control+s');
  await expect(page.getByText('1 field of')).toBeVisible();
  await expect(page.getByRole('main')).toContainText('Point the name back at the old relay.');
  const { value } = JSON.parse(gavel(dataDir, 'change', 'show', number, '--json')) as { value: { fields: { backoutPlan: string } } };
  expect(value.fields.backoutPlan).toBe('Point the name back at the old relay.');
});
