// The register from a discovery file to the answer of an owner, by keyboard and by mouse.
import type { Page } from '@playwright/test';
import { signInAs } from './support/example.ts';
import { expect, test } from './support/fixture.ts';

const csv = (name: string, lines: readonly string[]): { name: string; mimeType: string; buffer: Buffer } => ({ name, mimeType: 'text/csv', buffer: Buffer.from(`${lines.join('\n')}\n`) });
const header = 'name,type,environment,serial,fqdn,version,owner,service,tier,depends on,Rack';
const clusters = ['a', 'b', 'c', 'd'].flatMap((cell, c) => [`edge-lb-${cell},load balancer,production,LB${c},edge-lb-${cell}.bank.example,4.${c},Luis Ortega,Open banking edge,2,,R${c}`,
  ...[1, 2, 3].map((n) => `pay-api-${cell}${n},server,production,PA${c}${n},pay-api-${cell}${n}.bank.example,2.1,Grace Obi,Payment hub,,edge-lb-${cell},R${c}`),
  `clearing-db-${cell},database,production,CD${c},clearing-db-${cell}.bank.example,15.2,,Treasury desk,,pay-api-${cell}1,R${c}`]);
const first = csv('inventory.csv', [header, ...clusters, 'lonely-1,server,test,,lonely-1.bank.example,1.0,,,,,R9', 'core-x,server,production,,,,,,1,,R1']);
const second = csv('inventory-2.csv', [header, ...clusters.map((line) => line.replace(',4.', ',5.')).filter((line) => !line.startsWith('pay-api-d3')), 'switch-new,switch,production,SW9,switch.bank.example,1.0,,,,,R2']);

// Pictures in two sizes and two colour schemes take their time.
test.setTimeout(180_000);

async function openSample(page: Page): Promise<void> {
  page.on('filechooser', () => {});
  await expect(page.getByRole('button', { name: 'Look around first' })).toBeVisible();
  await page.keyboard.press('1');
  await expect(page.getByRole('navigation', { name: 'Places' })).toBeVisible({ timeout: 120_000 });
}
async function openRegister(page: Page): Promise<void> {
  await page.keyboard.press('g');
  await page.keyboard.press('o');
  await expect(page.getByRole('heading', { level: 1, name: 'Configuration' })).toBeVisible();
  await page.locator('#main').focus();
}
async function choose(page: Page, file: ReturnType<typeof csv>): Promise<void> {
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.keyboard.press('i')]);
  await chooser.setFiles(file);
}
async function tryIt(page: Page, file: ReturnType<typeof csv>, source: string): Promise<void> {
  await choose(page, file);
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Where it comes from').fill(source);
  // Handed over in slices; until then there is nothing to try.
  await expect(dialog.getByRole('button', { name: 'Try without writing' })).toBeEnabled();
  await page.keyboard.press('Control+Enter');
  await expect(dialog.getByRole('heading', { name: 'Tried, nothing written' })).toBeVisible({ timeout: 20_000 });
}
async function register(page: Page, name: string, more: Record<string, string> = {}): Promise<void> {
  await page.keyboard.press('c');
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name needed').fill(name);
  for (const [label, value] of Object.entries(more)) await dialog.getByLabel(label, { exact: true }).fill(value);
  await page.keyboard.press('Control+Enter');
  await expect(dialog).toHaveCount(0);
  await page.keyboard.press('Escape');
}

test('CFG-01 a discovery file is tried with its groups, unclear records wait or are chosen, and what it no longer lists is missing, by keyboard', async ({ page, axe, shot }) => {
  await openSample(page);
  await signInAs(page, 'Tomasz Zielinski');
  await openRegister(page);
  await expect(page.getByRole('grid', { name: 'Configuration items' })).toBeVisible();
  for (const twin of ['old-lb', 'older-lb']) await register(page, twin, { 'Full host name': 'edge-lb-a.bank.example', Environment: 'production' });
  await tryIt(page, first, 'Inventory');
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('button', { name: /Unclear 1/ })).toBeVisible();
  await expect(dialog.getByText('2 items have this full host name.')).toBeVisible();
  expect(await axe()).toEqual([]);
  await shot('configuration-import');
  await dialog.getByRole('button', { name: /Refused 1/ }).click();
  await expect(dialog.getByText('tier 1 needs an owner')).toBeVisible();
  await dialog.getByRole('button', { name: /Unclear 1/ }).click();
  await page.keyboard.press('Control+Enter');
  await expect(dialog).toHaveCount(0);
  await expect(page.getByText(/Inventory: 20 new, 0 changed, 0 missing, 1 waiting for a choice/)).toBeVisible();
  await expect(page.getByRole('button', { name: /waiting for a choice/ })).toBeVisible();
  await page.keyboard.press('w');
  await dialog.getByLabel('Which item is edge-lb-a?').selectOption({ label: 'old-lb, production, edge-lb-a.bank.example' });
  expect(await axe()).toEqual([]);
  await shot('configuration-waiting');
  await page.keyboard.press('Control+Enter');
  await expect(dialog.getByRole('heading', { name: 'Nothing waits any more' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);

  await tryIt(page, second, 'Inventory');
  await expect(dialog.getByRole('button', { name: /Missing 2/ })).toBeVisible();
  await dialog.getByRole('button', { name: /Changed 4/ }).click();
  await expect(dialog.getByText('Version: 4.1 → 5.1')).toBeVisible();
  await shot('configuration-import-changed');
  await page.keyboard.press('Control+Enter');
  await expect(dialog).toHaveCount(0);
  await page.getByRole('button', { name: /^State any/ }).click();
  await page.getByRole('dialog').getByText('Missing').click();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('grid')).toContainText('pay-api-d3');
  await expect(page.getByRole('grid')).toContainText('lonely-1');
});

test('CFG-01 the list is searched by keyboard, an item tells who said what and how it came to be, and a containment loop names its path', async ({ page, axe, shot }) => {
  await openSample(page);
  await signInAs(page, 'Tomasz Zielinski');
  await openRegister(page);
  await tryIt(page, first, 'Inventory');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  expect(await axe()).toEqual([]);
  await shot('configuration');
  await page.keyboard.press('/');
  await page.keyboard.type('pay-api b1');
  await expect(page.getByText(/^1 of/)).toBeVisible();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  const panel = page.getByRole('complementary', { name: 'pay-api-b1' });
  await expect(panel.getByText('Relations')).toBeVisible();
  await expect(panel.getByRole('button', { name: 'edge-lb-b', exact: true })).toBeVisible();
  await page.keyboard.press('e');
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Version', { exact: true }).fill('2.2');
  await dialog.getByLabel('Tier').selectOption('1');
  await dialog.getByLabel('Owner', { exact: true }).fill('');
  expect(await axe()).toEqual([]);
  await page.keyboard.press('Control+Enter');
  await expect(dialog.getByText('is of tier 1 and needs an owner')).toBeVisible();
  await shot('configuration-item-edit');
  await dialog.getByLabel('Owner', { exact: true }).fill('Grace Obi');
  await page.keyboard.press('Control+Enter');
  await expect(dialog).toHaveCount(0);
  await expect(panel.getByText('Version: 2.1 2.2')).toBeVisible();
  expect(await axe()).toEqual([]);
  await shot('configuration-item');
  await page.keyboard.press('l');
  await dialog.getByLabel('pay-api-b1…').selectOption({ label: 'contains' });
  await dialog.getByLabel('The other item').fill('clearing-db-b');
  await page.keyboard.press('Control+Enter');
  await expect(dialog).toHaveCount(0);
  await panel.getByRole('button', { name: 'clearing-db-b', exact: true }).first().click();
  await expect(page.getByRole('complementary', { name: 'clearing-db-b' })).toBeVisible();
  await page.keyboard.press('l');
  await dialog.getByLabel('clearing-db-b…').selectOption({ label: 'contains' });
  await dialog.getByLabel('The other item').fill('pay-api-b1');
  await page.keyboard.press('Control+Enter');
  await expect(dialog.getByText('clearing-db-b → pay-api-b1 → clearing-db-b')).toBeVisible();
});

test('RISK-04 a change shows what it reaches, its blind spots and unknown scope, and the owner of an affected service answers', async ({ page, axe, shot }) => {
  await openSample(page);
  await signInAs(page, 'Tomasz Zielinski');
  await openRegister(page);
  await tryIt(page, first, 'Inventory');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await page.getByRole('link', { name: 'Services' }).click();
  await page.getByRole('button', { name: 'Edit Payment hub' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Owner', { exact: true }).fill('Marta Lindqvist');
  await dialog.getByLabel('Service level').fill('99.95 % a month');
  await dialog.getByLabel('Can be rolled back automatically').uncheck();
  expect(await axe()).toEqual([]);
  await shot('configuration-service');
  await page.keyboard.press('Control+Enter');
  await expect(dialog).toHaveCount(0);
  await expect(page.getByRole('group', { name: 'Services' })).toContainText('by hand');
  await shot('configuration-services');

  await page.keyboard.press('g');
  await page.keyboard.press('h');
  await page.locator('#main').focus();
  await page.keyboard.press('c');
  await dialog.getByLabel('Title').fill('Firmware of the edge load balancers');
  await page.keyboard.press('Control+Enter');
  await expect(dialog).toHaveCount(0);
  await expect(page.getByRole('navigation', { name: /Parts of/ })).toBeVisible();
  await page.keyboard.press('e');
  await page.getByLabel(/items/i).first().fill('edge-lb-a\nedge-lb-b\nghost-7\nlonely-1');
  await page.keyboard.press('Control+Enter');
  await page.getByRole('navigation', { name: /Parts of/ }).getByRole('link', { name: 'Impact' }).click();
  await expect(page.getByText('Unknown scope')).toBeVisible();
  await expect(page.getByText('ghost-7 is in no register')).toBeVisible();
  await page.getByRole('button', { name: 'Register ghost-7…' }).click();
  await expect(dialog.getByLabel('Name needed')).toHaveValue('ghost-7');
  await page.keyboard.press('Escape');
  const services = page.getByRole('group', { name: 'Services it reaches' });
  await expect(services).toContainText('must answer');
  await page.getByRole('group', { name: 'Items it reaches' }).getByRole('button', { name: /clearing-db-a/ }).click();
  expect(await axe()).toEqual([]);
  await shot('change-impact');
  await services.getByRole('button', { name: 'Answer for Payment hub' }).press('Enter');
  await expect(page.getByText('Only the owner of Payment hub (Marta Lindqvist) or a deputy')).toBeVisible();
  await page.keyboard.press('Escape');
  await signInAs(page, 'Marta Lindqvist');
  await services.getByRole('button', { name: 'Answer for Payment hub' }).click();
  await dialog.getByRole('button', { name: 'Object' }).click();
  await page.keyboard.press('Control+Enter');
  await expect(dialog.getByText('Say what you object to')).toBeVisible();
  await dialog.getByLabel('Note').fill('Not in the week of the settlement test');
  await shot('change-impact-answer');
  await page.keyboard.press('Control+Enter');
  await expect(dialog).toHaveCount(0);
  await expect(services).toContainText('Marta Lindqvist objects');
});
