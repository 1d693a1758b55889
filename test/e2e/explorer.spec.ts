// The trail explorer by keyboard and mouse: a record then and now, who had seen what, the proof as a file; and what is dropped on the verification panel (AUD-01).
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { call } from './support/calls.ts';
import { openSample } from './support/example.ts';
import { aTimeStampAuthority, hasOpenssl } from '../support/tsa.ts';
import { expect, test } from './support/fixture.ts';

async function openAudit(page: Page): Promise<void> {
  await page.keyboard.press('g');
  await page.keyboard.press('a');
  await expect(page.getByRole('heading', { level: 1, name: 'Audit' })).toBeVisible();
}

test('AUD-01 a change is looked at as it stood, event by event and by the keyboard; who had seen what and the proof stand below, and the proof is written and checked', async ({ page, axe, shot, exportsDir, dataDir }) => {
  test.setTimeout(180_000);
  await openSample(page);
  const { id, number } = await call(page, 'change.create', { title: 'Ledger index rebuild', service: 'Ledger' });
  await call(page, 'change.edit', { change: id, fields: { title: 'Ledger index rebuild, at night', description: 'Rebuilds the index of postings. '.repeat(40) } });
  await openAudit(page);
  await page.keyboard.press('9');
  await expect(page.getByRole('heading', { name: 'Any record, as it stood' })).toBeVisible();
  expect(await axe()).toEqual([]);
  await shot('explorer-empty');
  await page.keyboard.press('/');
  await page.keyboard.type(number!);
  await page.keyboard.press('Enter');
  const fields = page.getByRole('table').filter({ hasText: 'Field' });
  await expect(page.getByRole('heading', { name: `${number!} Ledger index rebuild, at night` })).toBeVisible();
  await expect(fields).toContainText('Ledger index rebuild, at night');
  expect(await axe()).toEqual([]);
  await shot('explorer-now');
  await page.getByRole('heading', { name: number! }).click();
  await page.keyboard.press('[');
  await expect(page.getByText('Nothing differs from now.')).toBeVisible();
  await page.keyboard.press('[');
  const title = page.getByRole('row', { name: /^Title/ });
  await expect(title).toContainText('Ledger index rebuild, at night');
  await expect(title.getByRole('cell')).toHaveText(['Ledger index rebuild', 'Ledger index rebuild, at night']);
  await expect(page.getByRole('heading', { name: 'Who had seen what' })).toBeVisible();
  await expect(page.getByText('No checkpoint covers this commit yet')).toBeVisible();
  expect(await axe()).toEqual([]);
  await shot('explorer-then');
  await page.keyboard.press('n');
  await expect(page.getByText('as it stands now')).toBeVisible();

  // A meeting of the example lies below a checkpoint.
  await page.keyboard.press('/');
  await page.keyboard.press('Control+a');
  await page.keyboard.type('M-A1-0001');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: /^M-A1-0001/ })).toBeVisible();
  await page.getByRole('button', { name: /Meeting created/ }).click();
  await expect(page.getByText('Holds: every step was recomputed from the stored bytes')).toBeVisible({ timeout: 30_000 });
  expect(await axe()).toEqual([]);
  await page.getByRole('button', { name: 'Write the proof as a file' }).scrollIntoViewIfNeeded();
  await shot('explorer-proof');
  await page.getByRole('button', { name: 'Write the proof as a file' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'Written.' })).toBeVisible({ timeout: 30_000 });
  const name = readdirSync(exportsDir).find((one) => one.startsWith('proof-'))!;
  await page.keyboard.press('1');
  await page.locator('input[type="file"]').setInputFiles(join(exportsDir, name));
  await expect(page.getByRole('status').filter({ hasText: 'Intact.' })).toBeVisible({ timeout: 60_000 });

  // The same panel: the checkpoint that the proof holds, alone, with its signature, and with that of another one.
  const { checkpoint } = JSON.parse(readFileSync(join(exportsDir, name), 'utf8')) as { checkpoint: { text: string; sig: string } };
  const [text, sig, other] = ['checkpoint.txt', 'checkpoint.sig', 'other.sig'].map((one) => join(dataDir, one)) as [string, string, string];
  writeFileSync(text, checkpoint.text);
  writeFileSync(sig, Buffer.from(checkpoint.sig, 'base64'));
  writeFileSync(other, Buffer.alloc(64, 9));
  await page.locator('input[type="file"]').setInputFiles(text);
  await expect(page.getByText('its signature, which is a file of its own')).toBeVisible({ timeout: 60_000 });
  await page.locator('input[type="file"]').setInputFiles([text, other]);
  await expect(page.getByRole('alert').filter({ hasText: 'Broken.' })).toBeVisible({ timeout: 60_000 });
  await expect(page.getByText(/The signature in other\.sig is not one of this feed/)).toBeVisible();
  await page.locator('input[type="file"]').setInputFiles([sig, text]);
  await expect(page.getByText(/the signature in checkpoint\.sig: the device of feed/)).toBeVisible({ timeout: 60_000 });
  expect(await axe()).toEqual([]);
  await shot('audit-checkpoint-checked');
});

test('AUD-01 a bundle that needs a passphrase asks for it on the panel, says when it is wrong, and is checked without taking anything in', async ({ page, axe, shot, exportsDir }) => {
  test.setTimeout(120_000);
  await openSample(page);
  const made = await page.evaluate(async () => window.gavel!.call('bundle.export', { scope: 'everything', passphrase: 'four quite unrelated words', name: 'for-the-auditor' } as never));
  expect(made.ok).toBe(true);
  await openAudit(page);
  const name = readdirSync(exportsDir).find((one) => one.endsWith('.cabsync'))!;
  // Dropped, as from a folder of the desktop.
  const bytes = readFileSync(join(exportsDir, name)).toString('base64');
  const drop = await page.evaluateHandle(({ base64, as }) => { const data = new DataTransfer(); data.items.add(new File([Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))], as)); return data; }, { base64: bytes, as: name });
  await page.getByText('or drop it here').dispatchEvent('drop', { dataTransfer: drop });
  const field = page.getByLabel(`Passphrase of ${name}`);
  await expect(field).toBeFocused({ timeout: 30_000 });
  await field.fill('not the right words');
  await page.keyboard.press('Enter');
  await expect(page.getByText('The bundle does not open with this passphrase.')).toBeVisible({ timeout: 60_000 });
  expect(await axe()).toEqual([]);
  await shot('audit-bundle-locked');
  await field.fill('four quite unrelated words');
  await page.keyboard.press('Enter');
  await expect(page.getByText(/the whole bundle, signed at its beginning and its end/)).toBeVisible({ timeout: 60_000 });
  await shot('audit-bundle-checked');
});

test('AUD-01 a checkpoint is time-stamped: the request is written in the window, its reply is dropped on the panel, checked and kept, and stands beside the checkpoint', async ({ page, axe, shot, exportsDir, dataDir }) => {
  test.setTimeout(180_000);
  test.skip(!hasOpenssl, 'OpenSSL, which plays the authority, is missing here');
  const tsa = aTimeStampAuthority();
  await openSample(page);
  await openAudit(page);
  const card = page.locator('section').filter({ has: page.getByRole('heading', { name: 'Checkpoints and time-stamps' }) });
  await expect(card.getByRole('row').nth(1)).toContainText('A1/');
  await card.getByRole('button', { name: 'Write a request for now' }).click();
  await expect(card.getByRole('status').filter({ hasText: 'Written.' })).toContainText('.tsq is the request for checkpoint A1/', { timeout: 30_000 });
  const query = readdirSync(exportsDir).find((one) => one.endsWith('.tsq'))!;
  const reply = join(dataDir, query.replace(/tsq$/, 'tsr'));
  writeFileSync(reply, tsa.reply(readFileSync(join(exportsDir, query))));
  const other = join(dataDir, 'else.tsr');
  writeFileSync(other, tsa.stamp('something else'));
  tsa.remove();
  await page.locator('input[type="file"]').setInputFiles(other);
  await expect(page.getByText('of no checkpoint that is here')).toBeVisible({ timeout: 60_000 });
  await expect(page.getByRole('button', { name: 'Keep it beside its checkpoint' })).toBeHidden();
  await page.locator('input[type="file"]').setInputFiles(reply);
  await expect(page.getByText(/Ostrava Stamps \(certificate issued by Ostrava Stamps Root\) says that the checkpoint existed on/)).toBeVisible({ timeout: 60_000 });
  const keep = page.getByRole('button', { name: 'Keep it beside its checkpoint' });
  await keep.focus();
  expect(await axe()).toEqual([]);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('status').filter({ hasText: 'Kept.' })).toBeVisible({ timeout: 30_000 });
  await expect(card.getByRole('row').filter({ hasText: 'says Ostrava Stamps' })).toHaveCount(1);
  expect(await axe()).toEqual([]);
  await shot('audit-time-stamp-kept');
  await card.scrollIntoViewIfNeeded();
  await shot('audit-time-stamps');
});
