// People through the real window: two signatures on a grant, a device enrolled by its words, what ends a person's rights.
import { join } from 'node:path';
import type { Asked, OpName, Output } from '#contract/index.ts';
import type { Locator, Page } from '@playwright/test';
import { expect, test } from './support/fixture.ts';

const passphrase = 'northwind sample';

/** One call of the bridge; a refusal fails the journey. */
const call = <N extends OpName>(page: Page, name: N, input: Asked<N>): Promise<Output<N>> => page.evaluate(async ([op, asked]) => {
  const reply = await window.gavel!.call<'workspace.status'>(op as never, asked as never) as { ok: boolean; value: unknown; error?: unknown };
  if (!reply.ok) throw new Error(JSON.stringify(reply.error));
  return reply.value;
}, [name as string, input as unknown] as const) as Promise<Output<N>>;

async function openPeople(page: Page): Promise<void> {
  await page.getByText('Look around first').waitFor();
  await page.keyboard.press('1');
  await expect(page.getByRole('navigation', { name: 'Places' })).toBeVisible({ timeout: 120_000 });
  await page.keyboard.press('g');
  await page.keyboard.press('p');
  await expect(page.getByRole('heading', { level: 1, name: 'People' })).toBeVisible();
}

async function signInAs(page: Page, person: string): Promise<void> {
  await call(page, 'session.signIn', { person, passphrase });
  await page.reload();
  await expect(page.getByRole('heading', { level: 1, name: 'People' })).toBeVisible();
}

/** By keyboard, from wherever the focus is. */
const pressOn = async (target: Locator): Promise<void> => { await target.focus(); await target.press('Enter'); };

test('SEC-01 a grant waits with one signature, its proposer cannot confirm it, and a second registrar puts it into force', async ({ page, axe, shot }) => {
  await openPeople(page);
  expect(await axe()).toEqual([]);
  await shot('people');
  await pressOn(page.getByRole('button', { name: 'Grace Obi' }));
  const panel = page.getByRole('complementary', { name: 'Grace Obi' });
  await expect(panel).toBeVisible();
  expect(await axe()).toEqual([]);
  await shot('people-person');

  await pressOn(panel.getByRole('button', { name: 'Grant a role…' }));
  const dialog = page.getByRole('dialog');
  await pressOn(dialog.getByRole('button', { name: 'Grant and sign' }));
  await expect(dialog.getByText('Choose the role')).toBeVisible();
  await dialog.getByLabel('Role', { exact: false }).first().selectOption('chair');
  expect(await axe()).toEqual([]);
  await shot('people-grant');
  await pressOn(dialog.getByRole('button', { name: 'Grant and sign' }));
  await expect(page.getByText('Grace Obi: Chair is signed by you and waits for a second registrar.')).toBeVisible();
  await expect(page.getByRole('heading', { name: '1 entry waits for a second registrar' })).toBeVisible();
  await expect(page.getByText('Still needed: Ingrid Solberg.')).toBeVisible();
  await expect(panel.getByText('Chair', { exact: true })).toHaveCount(0);

  const confirm = page.getByRole('button', { name: 'Confirm: Grace Obi, Role chair' });
  await pressOn(confirm);
  await expect(page.getByText('You proposed this entry yourself.')).toBeVisible();
  expect(await axe()).toEqual([]);
  await shot('people-pending');

  await signInAs(page, 'Ingrid Solberg');
  await pressOn(confirm);
  const question = page.getByRole('alertdialog');
  await expect(question).toContainText('Marta Lindqvist signed first.');
  expect(await axe()).toEqual([]);
  await shot('people-confirm');
  await pressOn(question.getByRole('button', { name: 'Confirm and sign' }));
  await expect(page.getByRole('heading', { name: /waits? for a second registrar/ })).toHaveCount(0);
  await pressOn(page.getByRole('button', { name: 'Grace Obi' }));
  await expect(panel.getByText('Chair', { exact: true })).toBeVisible();

  await pressOn(panel.getByRole('button', { name: 'Take away: Chair' }));
  await expect(question).toContainText('What was done in this role stays valid.');
  await pressOn(question.getByRole('button', { name: 'Take it away' }));
  await expect(panel.getByText('Chair', { exact: true })).toHaveCount(0);
  expect(await call(page, 'trail.verify', { deep: true })).toMatchObject({ verdict: 'intact' });
});

test('SEC-01 an entry is declined with a reason, and nobody grants to themselves', async ({ page }) => {
  await openPeople(page);
  await call(page, 'role.grant', { person: 'Ravi Menon', role: 'legal' });
  await pressOn(page.getByRole('button', { name: 'Decline: Ravi Menon, Role legal' }));
  const question = page.getByRole('alertdialog');
  await pressOn(question.getByRole('button', { name: 'Decline', exact: true }));
  await expect(question.getByText('Say why')).toBeVisible();
  await question.getByLabel('Reason').fill('Asked for by mistake');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Ravi Menon: Role legal is declined.')).toBeVisible();
  expect((await call(page, 'roster.pending', {})).rows).toEqual([]);

  await pressOn(page.getByRole('button', { name: 'Marta Lindqvist' }).last());
  await pressOn(page.getByRole('complementary', { name: 'Marta Lindqvist' }).getByRole('button', { name: 'Grant a role…' }));
  await expect(page.getByText('Nobody signs a roster entry about themselves.')).toBeVisible();
});

test('SEC-01 who is no registrar sees everything and is told why nothing can be changed', async ({ page, axe }) => {
  await openPeople(page);
  await signInAs(page, 'Owen Hughes');
  const add = page.getByRole('button', { name: 'Add person' });
  await expect(add).toHaveAttribute('data-refused', 'true');
  await pressOn(add);
  await expect(page.getByText('An auditor reads and verifies').first()).toBeVisible();
  await page.keyboard.press('Escape');
  await pressOn(page.getByRole('button', { name: 'Grace Obi' }));
  await pressOn(page.getByRole('complementary', { name: 'Grace Obi' }).getByRole('button', { name: 'Suspend…' }));
  await expect(page.getByRole('alertdialog')).toHaveCount(0);
  expect(await axe()).toEqual([]);
});

test('SEC-02 a device is enrolled from its file once its words were compared, with the root out of the kit', async ({ page, exportsDir, axe, shot }) => {
  page.on('filechooser', () => {});
  await openPeople(page);
  const asked = await call(page, 'workspace.join', { site: 'B2', person: 'Bea Second', passphrase });
  await page.locator('#main').focus();
  await page.keyboard.press('e');
  const dialog = page.getByRole('dialog');
  expect(await axe()).toEqual([]);
  await dialog.getByLabel('Request to join').setInputFiles({ name: 'wrong.gavel-join', mimeType: 'application/json', buffer: Buffer.from('{"kind":"gavel-join"}') });
  await expect(dialog.getByRole('alert')).toContainText('is no request to join');
  await dialog.getByLabel('Request to join').setInputFiles(join(exportsDir, asked.file.name));
  await expect(page.getByRole('dialog', { name: 'Enrol B2 for Bea Second?' })).toBeVisible();
  expect((await dialog.getByRole('group', { name: 'Words of the device’s key' }).innerText()).split(/\s+/).join(' ')).toBe(asked.words);

  await dialog.getByRole('button', { name: 'The root' }).press('Enter');
  await dialog.getByLabel('Board member').check();
  await pressOn(dialog.getByRole('button', { name: 'Enrol and sign' }));
  await expect(dialog.getByText('Compare the words first')).toBeVisible();
  expect(await axe()).toEqual([]);
  await shot('people-enrol');
  await dialog.getByLabel('I compared the words aloud, and they are the same').check();
  await dialog.getByLabel('Passphrase of the recovery kit').fill('not this passphrase');
  await pressOn(dialog.getByRole('button', { name: 'Enrol and sign' }));
  await expect(dialog.getByText('The recovery kit does not open with this passphrase.')).toBeVisible({ timeout: 20_000 });
  await dialog.getByLabel('Passphrase of the recovery kit').fill(passphrase);
  await pressOn(dialog.getByRole('button', { name: 'Enrol and sign' }));
  await expect(page.getByText('B2 is enrolled.')).toBeVisible({ timeout: 20_000 });

  await page.getByRole('tab', { name: 'People' }).focus();
  await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('row', { name: /B2/ })).toContainText('writes and seals documents');
  expect(await axe()).toEqual([]);
  await shot('people-devices');
  await pressOn(page.getByRole('button', { name: 'Revoke the device at B2' }));
  const question = page.getByRole('alertdialog');
  await question.getByLabel('Reason').fill('Stolen from a train');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('row', { name: /B2/ })).toContainText('revoked from commit 0');

  await page.getByRole('tab', { name: 'Policy' }).click();
  await expect(page.getByText('Every decision stores the version')).toBeVisible();
  expect(await axe()).toEqual([]);
  await shot('people-policy');
  await pressOn(page.getByRole('button', { name: 'Write the recovery kit' }));
  await expect(page.getByText(/^Recovery kit .*\.pdf$/)).toBeVisible();

  const words = page.getByRole('group', { name: 'Words of the organisation’s root' });
  const before = (await words.innerText()).split(/\s+/).join(' ');
  await pressOn(page.getByRole('button', { name: 'Rotate the root…' }));
  await pressOn(question.getByRole('button', { name: 'Rotate the root' }));
  await expect(question.getByText('Type the passphrase of the recovery kit')).toBeVisible();
  // The dialog may still be coming in front; what counts is how it stands.
  await expect.poll(axe).toEqual([]);
  await shot('people-rotate');
  await question.getByLabel('Passphrase of the recovery kit').fill(passphrase);
  await question.getByLabel('Passphrase of the new kit', { exact: false }).first().fill('the secret of the new kit');
  await question.getByLabel('Passphrase of the new kit again').fill('the secret of the new kit');
  await page.keyboard.press('Enter');
  await expect(page.getByText(before)).toBeVisible({ timeout: 20_000 });
  expect((await words.innerText()).split(/\s+/).join(' ')).not.toBe(before);
});

test('SEC-02 a key that is revoked while its owner works signs nothing more; a new one does', async ({ page }) => {
  await openPeople(page);
  await pressOn(page.getByRole('button', { name: 'Tomasz Zielinski' }));
  const panel = page.getByRole('complementary', { name: 'Tomasz Zielinski' });
  await pressOn(panel.getByRole('button', { name: 'Revoke key…' }));
  const question = page.getByRole('alertdialog');
  await expect(question).toContainText('whatever time it claims');
  await question.getByLabel('Reason').fill('Laptop left open');
  await page.keyboard.press('Enter');
  await expect(panel.getByText('No key')).toBeVisible();
  await pressOn(panel.getByRole('button', { name: 'Give a key…' }));
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Passphrase of Tomasz Zielinski').fill('five other words entirely here');
  await dialog.getByRole('button', { name: 'The root' }).press('Enter');
  await dialog.getByLabel('Passphrase of the recovery kit').fill(passphrase);
  await pressOn(dialog.getByRole('button', { name: 'Make the key and sign' }));
  await expect(panel.getByText('signs on this device')).toBeVisible({ timeout: 20_000 });
});
