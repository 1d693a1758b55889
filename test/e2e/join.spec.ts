// A second machine joins by file and by words read aloud, as two people would do it at two desks.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Asked, OpName, Output } from '#contract/index.ts';
import type { Page } from '@playwright/test';
import { builtDoor, startDoorWithPage } from './support/browser-door.ts';
import { expect, test } from './support/fixture.ts';

const passphrase = 'northwind sample';
async function call<N extends OpName>(page: Page, name: N, input: Asked<N>): Promise<Output<N>> {
  const reply = await page.evaluate(([op, asked]) => window.gavel!.call<'workspace.status'>(op as never, asked as never), [name as string, input as unknown] as const);
  if (!reply.ok) throw new Error(JSON.stringify(reply.error));
  return reply.value as unknown as Output<N>;
}
const handOver = (page: Page, name: string, base64: string): Promise<string> => page.evaluate(async ([file, text]) => {
  const begun = await window.gavel!.call('file.begin', { name: file!, size: atob(text!).length });
  if (!begun.ok) throw new Error(begun.error.code);
  await window.gavel!.call('file.chunk', { file: begun.value.file, offset: 0, base64: text! });
  return begun.value.file;
}, [name, base64] as const);

test.setTimeout(180_000);

test('SEC-02 a machine asks to join, is enrolled by a registrar, compares the organisation’s words, and is at work', async ({ page, exportsDir, dataDir, axe, shot }) => {
  await page.getByText('Look around first').waitFor();
  await page.keyboard.press('4');
  await expect(page.getByRole('heading', { name: 'Join an organisation' })).toBeVisible();
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Make the request' }).click();
  await expect(page.getByText('Every act carries the name of a person')).toBeVisible();
  expect(await axe()).toEqual([]);
  await shot('join');
  await page.getByLabel('Your name').fill('Nadia Marsh');
  await page.getByLabel('Site').fill('b2');
  await page.getByLabel('Passphrase').first().fill('a long enough phrase');
  await page.getByLabel('Passphrase again').fill('a long enough phrase');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Send this file to a registrar' })).toBeVisible({ timeout: 30_000 });
  await expect(page.getByRole('list', { name: 'Fingerprint of this machine' }).getByRole('listitem')).toHaveCount(12);
  expect(await axe()).toEqual([]);
  await shot('join-request');
  await page.keyboard.press('Enter');
  expect(await call(page, 'workspace.joinings', {})).toMatchObject([{ site: 'B2', person: 'Nadia Marsh' }]);

  const other = await startDoorWithPage(builtDoor, { GAVEL_DATA: join(dataDir, '..', 'registrar'), GAVEL_EXPORTS: join(dataDir, '..', 'registrar-exports') });
  const base64 = (folder: string, ends: string): [string, string] => { const name = readdirSync(folder).find((file) => file.endsWith(ends))!; return [name, readFileSync(join(folder, name)).toString('base64')]; };
  await other.page.getByText('Look around first').waitFor();
  await call(other.page, 'workspace.openSample', {});
  await call(other.page, 'device.enrol', { file: await handOver(other.page, ...base64(exportsDir, '.gavel-join')), roles: ['chair'], recoveryPassphrase: passphrase });
  await call(other.page, 'bundle.export', { to: ['B2'], scope: 'everything' });
  const { rootWords } = (await call(other.page, 'session.state', {})).workspace!;
  await other.close();

  await page.getByRole('button', { name: /Nadia Marsh.*Open the answer/ }).click();
  const bundle = readdirSync(join(dataDir, '..', 'registrar-exports')).find((file) => file.endsWith('.cabsync'))!;
  await page.getByLabel('Bundle').setInputFiles(join(dataDir, '..', 'registrar-exports', bundle));
  await page.getByLabel('Your passphrase').fill('not my passphrase');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert')).toContainText('not the passphrase', { timeout: 30_000 });
  await page.getByLabel('Your passphrase').fill('a long enough phrase');
  await page.keyboard.press('Enter');
  const words = page.getByRole('list', { name: 'Fingerprint of the organisation' });
  await expect(words).toBeVisible({ timeout: 30_000 });
  expect((await words.getByRole('listitem').allInnerTexts()).map((text) => text.replace(/^\d+\s*/, '')).join(' ')).toBe(rootWords);
  await expect(page.getByRole('button', { name: 'Join', exact: true })).toBeDisabled();
  expect(await axe()).toEqual([]);
  await shot('join-words');
  await page.getByLabel('I compared the words aloud, and they are the same').check();
  await page.getByRole('button', { name: 'Join', exact: true }).click();
  await expect(page.getByRole('navigation', { name: 'Places' })).toBeVisible({ timeout: 60_000 });
  await expect(page.getByText('Site B2').first()).toBeVisible();
});
