// Permissions of a deployment tool, from its file to the conflict, the person and the exception, by keyboard.
import type { Page } from '@playwright/test';
import { signInAs } from './support/example.ts';
import { expect, test } from './support/fixture.ts';

const csv = (name: string, lines: readonly string[]): { name: string; mimeType: string; buffer: Buffer } => ({ name, mimeType: 'text/csv', buffer: Buffer.from(`${lines.join('\n')}\n`) });
const header = 'user,system,environment,permission,change,account type';
const first = csv('pipeline-rights.csv', [header, 'rmenon,Payments,production,approve,,', 'rmenon-adm,Payments,production,deploy,,', 'ci-robot,Payments,production,ssh,,service', 'hschuster,Payments,production,approve,,', 'hschuster,Payments,production,deploy,,', 'gobi,Payments,test,deploy,,', ',Payments,test,deploy,,']);
const second = csv('pipeline-rights-2.csv', [header, 'rmenon,Payments,production,approve,,', 'rmenon-adm,Payments,production,deploy,,', 'ci-robot,Payments,production,ssh,,service', 'hschuster,Payments,production,approve,,', 'abello,Payments,production,deploy,,']);

async function openSample(page: Page): Promise<void> {
  page.on('filechooser', () => {});
  await expect(page.getByRole('button', { name: 'Look around first' })).toBeVisible();
  await page.keyboard.press('1');
  await expect(page.getByRole('navigation', { name: 'Places' })).toBeVisible({ timeout: 120_000 });
}
async function openEntitlements(page: Page): Promise<void> {
  await page.keyboard.press('g');
  await page.keyboard.press('e');
  await expect(page.getByRole('heading', { level: 1, name: 'Entitlements' })).toBeVisible();
  await page.locator('#main').focus();
}
async function choose(page: Page, file: ReturnType<typeof csv>): Promise<void> {
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.keyboard.press('c')]);
  await chooser.setFiles(file);
}
async function importIt(page: Page, file: ReturnType<typeof csv>, tool: string): Promise<void> {
  await choose(page, file);
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Tool it comes from').fill(tool);
  await expect(dialog.getByText(/CSV, utf-8/)).toBeVisible();
  await page.keyboard.press('Control+Enter');
  await expect(dialog.getByRole('heading', { name: 'Tried, nothing written' })).toBeVisible();
  await page.keyboard.press('Control+Enter');
  await expect(dialog).toHaveCount(0);
}
const conflicts = (page: Page) => page.getByRole('list', { name: 'Conflicts of duties' });

test('SEC-03 rights are tried, imported and mapped by keyboard; conflicts name their rule, and a person with two accounts is found', async ({ page, axe, shot }) => {
  await openSample(page);
  await openEntitlements(page);
  await expect(page.getByRole('heading', { name: 'No permissions imported yet' })).toBeVisible();
  expect(await axe()).toEqual([]);
  await shot('entitlements-empty');
  // The chair does not import; the key and the button say why.
  await page.getByRole('button', { name: 'Import permissions' }).press('Enter');
  await expect(page.getByText('This needs the role release-manager or administrator')).toBeVisible();
  await page.keyboard.press('Escape');

  await signInAs(page, 'Tomasz Zielinski');
  await openEntitlements(page);
  await choose(page, first);
  const dialog = page.getByRole('dialog', { name: 'Import permissions from pipeline-rights.csv' });
  await expect(dialog.getByText('CSV, utf-8, 7 rows, 6 columns')).toBeVisible();
  await page.keyboard.press('Control+Enter');
  await expect(dialog.getByText('Name the tool')).toBeVisible();
  await dialog.getByLabel('Tool it comes from').fill('Release pipeline');
  await page.keyboard.press('Control+Enter');
  await expect(dialog.getByRole('heading', { name: 'Tried, nothing written' })).toBeVisible();
  await expect(dialog.locator('dl')).toHaveText('added6removed0unchanged0set aside1');
  await expect(dialog.getByRole('row', { name: '7 User or account is empty nothing' })).toBeVisible();
  expect(await axe()).toEqual([]);
  await shot('entitlements-tried');
  await page.keyboard.press('Control+Enter');
  await expect(dialog).toHaveCount(0);

  await expect(conflicts(page).getByRole('listitem').filter({ hasText: 'DUTY-02' })).toHaveCount(1);
  await expect(conflicts(page)).toContainText('DUTY-02Approve and deploy to productionhschuster');
  await expect(page.getByRole('group', { name: 'Accounts' }).getByRole('row')).toHaveCount(6);
  for (const account of ['rmenon', 'rmenon-adm']) {
    await page.getByRole('button', { name: `Say whose ${account} in Release pipeline is` }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').getByLabel('Person').selectOption('Ravi Menon');
    await page.keyboard.press('Control+Enter');
    await expect(page.getByRole('dialog')).toHaveCount(0);
  }
  await expect(conflicts(page).getByRole('listitem').filter({ hasText: 'Ravi Menon' }).first()).toContainText('deploy in production on Payments');
  await page.getByRole('button', { name: 'Say whose ci-robot' }).click();
  await expect(page.getByRole('dialog').getByLabel('Kind of account')).toHaveValue('service');
  expect(await axe()).toEqual([]);
  await page.getByRole('dialog').getByLabel('Owner').selectOption('Ingrid Solberg');
  await page.keyboard.press('Control+Enter');
  await expect(conflicts(page).filter({ hasText: 'DUTY-03' })).toHaveCount(0);
  expect(await axe()).toEqual([]);
  await shot('entitlements');
});

test('SEC-03 a conflict is accepted with a reason, an owner and a last day; a second export shows what was added and removed', async ({ page, axe, shot }) => {
  await openSample(page);
  await signInAs(page, 'Tomasz Zielinski');
  await openEntitlements(page);
  await importIt(page, first, 'Release pipeline');
  await signInAs(page, 'Marta Lindqvist');
  await openEntitlements(page);
  await page.getByRole('button', { name: /^Accept… DUTY-02 of hschuster in Release pipeline/ }).focus();
  await page.keyboard.press('Enter');
  const accepting = page.getByRole('dialog', { name: 'Accept DUTY-02 of hschuster?' });
  await page.keyboard.press('Control+Enter');
  await expect(accepting.getByText('An exception needs a reason')).toBeVisible();
  expect(await axe()).toEqual([]);
  await accepting.getByLabel('Reason').fill('Two people on call until the new team starts');
  await accepting.getByLabel('Who answers for it').selectOption('Ingrid Solberg');
  await accepting.getByLabel('Holds until').fill('2020-01-01');
  await page.keyboard.press('Control+Enter');
  await expect(accepting.getByText('An exception cannot end on 2020-01-01, which is past')).toBeVisible();
  await accepting.getByLabel('Holds until').fill('2099-12-31');
  await expect(accepting.getByText('which is past')).toHaveCount(0);
  await shot('entitlements-accept');
  await page.keyboard.press('Control+Enter');
  await expect(accepting).toHaveCount(0);
  await expect(page.getByText('1 open, 1 accepted')).toBeVisible();
  await expect(conflicts(page)).toContainText('Ingrid Solberg answers for it: Two people on call');

  await signInAs(page, 'Tomasz Zielinski');
  await openEntitlements(page);
  await importIt(page, second, 'release pipeline');
  await page.getByRole('button', { name: '1 added, 2 removed' }).press('Enter');
  await expect(page.getByRole('list', { name: 'Added rights' })).toHaveText('abellodeploy in production on Payments');
  await expect(page.getByRole('list', { name: 'Removed rights' }).getByRole('listitem')).toHaveText(['gobideploy in test on Payments', 'hschusterdeploy in production on Payments']);
  await expect(page.getByText('1 open, 0 accepted')).toBeVisible();
  await expect(conflicts(page)).not.toContainText('DUTY-02');
  expect(await axe()).toEqual([]);
  await shot('entitlements-changed');
});

test('SEC-03 a file with columns nobody knows is asked about, words are placed by a person, and hostile cells stay text', async ({ page, axe, shot }) => {
  await openSample(page);
  await signInAs(page, 'Tomasz Zielinski');
  await openEntitlements(page);
  await choose(page, csv('odd.csv', ['who;where;what', '<img src=x onerror="document.title=1">;Payments;Freigabe', '<img src=x onerror="document.title=1">;Payments;deploy']));
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByText('To be answered first')).toBeVisible();
  await expect(dialog.getByRole('button', { name: 'Try without writing' })).toBeDisabled();
  await expect(dialog.getByRole('group', { name: 'First rows of the file' })).toContainText('<img src=x');
  expect(await axe()).toEqual([]);
  await shot('entitlements-asked');
  await dialog.getByLabel('Tool it comes from').fill('Odd tool');
  await dialog.getByLabel('User or account').selectOption('who');
  await dialog.getByLabel('System').selectOption('where');
  await dialog.getByLabel('Right or role').selectOption('what');
  await dialog.getByLabel('Environment').selectOption('the file has none');
  await expect(dialog.getByText('Words only you can place')).toBeVisible();
  await dialog.getByLabel('Right “Freigabe”, 1 row').selectOption('Approve');
  await expect(dialog.getByRole('button', { name: 'Try without writing' })).toBeEnabled();
  await page.keyboard.press('Control+Enter');
  await expect(dialog.getByRole('heading', { name: 'Tried, nothing written' })).toBeVisible();
  await page.keyboard.press('Control+Enter');
  await expect(dialog).toHaveCount(0);
  await expect(conflicts(page)).toContainText('DUTY-02');
  await expect(page.locator('main img')).toHaveCount(0);
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
  expect(await axe()).toEqual([]);
});

test('SEC-03 an auditor reads the conflicts and is told why nothing can be changed; a file without permissions is refused in words', async ({ page }) => {
  await openSample(page);
  await signInAs(page, 'Tomasz Zielinski');
  await openEntitlements(page);
  await choose(page, csv('letter.csv', ['Dear board, this is a letter.']));
  await expect(page.getByRole('dialog').getByRole('alert')).toContainText('letter.csv holds no permissions');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await importIt(page, first, 'Release pipeline');
  await signInAs(page, 'Owen Hughes');
  await openEntitlements(page);
  await page.getByRole('button', { name: /^Accept… DUTY-02 of hschuster in Release pipeline/ }).press('Enter');
  await expect(page.getByText('An auditor reads and verifies')).toBeVisible();
  await page.keyboard.press('Escape');
  await page.locator('#main').focus();
  await page.keyboard.press('a');
  await expect(page.getByRole('dialog', { name: /^Accept/ })).toHaveCount(0);
});
