// Versions of a release: a red step names both sides, the order that would hold is recorded, and a bill of materials is brought in or refused in place.
import { Buffer } from 'node:buffer';
import { signInAs, openSample } from './support/example.ts';
import { expect, test } from './support/fixture.ts';

test('REL-04 a red step names both, swapping the order turns it green, and a bill of materials that is wrong is refused with its component', async ({ page, axe, shot }) => {
  await openSample(page);
  await signInAs(page, 'Tomasz Zielinski');
  await page.evaluate(() => { window.location.hash = '#/releases'; });
  await page.getByRole('grid', { name: 'Releases' }).getByText('Year-end payments release').dblclick();
  await page.getByRole('navigation', { name: /^Parts of/ }).getByRole('link', { name: 'Versions' }).click();
  const main = page.getByRole('main');
  await expect(main).toContainText('Online banking 4.3.0 needs Payment hub >=2.4 <3.0, and 3.0.0 runs');
  expect(await axe()).toEqual([]);
  await shot('release-versions');
  const withdrawn = (await main.getByText(/Withdraw first:/).textContent())!.match(/(C-A1-\d+) before (C-A1-\d+)/)!;
  await page.getByRole('navigation', { name: /^Parts of/ }).getByRole('link', { name: 'Order' }).click();
  await page.getByRole('button', { name: `Withdraw… ${withdrawn[1]} before ${withdrawn[2]}` }).click();
  await page.getByRole('dialog').getByLabel('Why').fill('The desk goes first');
  await page.keyboard.press('Control+Enter');
  await page.getByRole('navigation', { name: /^Parts of/ }).getByRole('link', { name: 'Versions' }).click();
  const swap = main.getByRole('button', { name: `Record ${withdrawn[2]} before ${withdrawn[1]}` });
  if (await swap.isVisible()) { await swap.press('Enter'); await page.keyboard.press('Control+Enter'); }
  await expect(main.getByText('Everything fits')).toBeVisible();
  const dialog = page.getByRole('dialog', { name: 'Bring in a bill of materials' });
  await expect(async () => { await page.keyboard.press('b'); await expect(dialog).toBeVisible({ timeout: 1000 }); }).toPass();
  const sbom = (name: string, parts: Record<string, unknown>) => ({ name, mimeType: 'application/json', buffer: Buffer.from(JSON.stringify({ bomFormat: 'CycloneDX', specVersion: '1.5', ...parts })) });
  await dialog.getByLabel('Bill of materials').setInputFiles(sbom('wrong.json', { components: [{ name: 'lodash', version: 4 }] }));
  await dialog.getByLabel('Service').fill('Card authorisation');
  await dialog.getByRole('button', { name: 'Bring it in' }).click();
  await expect(dialog.getByRole('alert')).toContainText('lodash');
  expect(await axe()).toEqual([]);
  await shot('release-sbom');
  await dialog.getByLabel('Bill of materials').setInputFiles(sbom('cards.json', { metadata: { component: { name: 'Card authorisation', version: '7.2.0' } }, components: [{ name: 'lodash', version: '4.17.21' }] }));
  await dialog.getByLabel('Of', { exact: true }).selectOption({ index: 3 });
  await dialog.getByRole('button', { name: 'Bring it in' }).click();
  await expect(dialog).toBeHidden();
  await expect(main).toContainText('1 component out of cards.json');
});
