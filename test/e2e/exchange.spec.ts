// A bundle out of the window and back into it, by keyboard: for a passphrase, refused, opened, found known.
import { readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Asked, OpName, Output } from '#contract/index.ts';
import { openDatabase } from '../../src-main/store/open.ts';
import { digestTables } from '../../src-main/store/rebuild.ts';
import type { Page } from '@playwright/test';
import { builtDoor, projectDir, startDoorWithPage } from './support/browser-door.ts';
import type { DoorWithPage } from './support/browser-door.ts';
import { calmRisk } from '../support/calm-risk.ts';
import { expect, test } from './support/fixture.ts';

const passphrase = 'four quite unrelated words';

async function openExchange(page: Page): Promise<void> {
  // Somebody listens from the start on, so that no system dialog opens in between two choices.
  page.on('filechooser', () => {});
  await page.getByText('Look around first').waitFor();
  await page.keyboard.press('1');
  await expect(page.getByRole('navigation', { name: 'Places' })).toBeVisible({ timeout: 120_000 });
  await page.keyboard.press('g');
  await page.keyboard.press('x');
  await expect(page.getByRole('heading', { level: 1, name: 'Exchange' })).toBeVisible();
}

async function open(page: Page, file: string): Promise<void> {
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.keyboard.press('o')]);
  await chooser.setFiles(file);
}

test('SYN-01 SYN-02 a bundle for a passphrase is written, refused with a wrong one, opened with the right one, and adds nothing where it came from', async ({ page, exportsDir, dataDir, axe, shot }) => {
  await openExchange(page);
  expect(await axe()).toEqual([]);
  await shot('exchange');

  await page.keyboard.press('e');
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'A passphrase' }).press('Enter');
  await dialog.getByLabel('Passphrase').fill('short');
  await page.keyboard.press('Control+Enter');
  await expect(dialog.getByText('At least 8 characters')).toBeVisible();
  expect(await axe()).toEqual([]);
  await shot('exchange-export');
  await dialog.getByLabel('Passphrase').fill(passphrase);
  await page.keyboard.press('Control+Enter');
  await expect(page.getByRole('dialog', { name: 'The bundle is written' })).toBeVisible({ timeout: 30_000 });
  expect(await axe()).toEqual([]);
  await shot('exchange-exported');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog')).toHaveCount(0);

  const [name] = readdirSync(exportsDir).filter((file) => file.endsWith('.cabsync'));
  const bundle = join(exportsDir, name!);
  await open(page, bundle);
  const field = page.getByLabel('Passphrase', { exact: true });
  await field.fill('not the right words');
  await field.press('Enter');
  await expect(page.getByText('The bundle does not open with this passphrase.')).toBeVisible({ timeout: 30_000 });
  expect(await axe()).toEqual([]);
  await shot('exchange-locked');
  await field.fill(passphrase);
  await field.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Import review' })).toBeVisible({ timeout: 30_000 });
  await expect(page.getByText('Everything in this bundle is here already.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Import', exact: true })).toHaveCount(0);
  expect(await axe()).toEqual([]);
  await shot('exchange-known');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('heading', { level: 1, name: 'Exchange' })).toBeVisible();

  const cut = join(dataDir, '..', 'cut.cabsync');
  writeFileSync(cut, readFileSync(bundle).subarray(0, 2000));
  await open(page, cut);
  await field.fill(passphrase);
  await field.press('Enter');
  await expect(page.getByRole('alert').filter({ hasText: 'nothing was changed' })).toBeVisible({ timeout: 30_000 });
});

/** Hands a file to the core behind a window, as the page would. */
const handOver = (page: Page, path: string): Promise<string> => page.evaluate(async ({ name, base64, size }) => {
  const begun = await window.gavel!.call('file.begin', { name, size });
  if (!begun.ok) throw new Error(begun.error.code);
  await window.gavel!.call('file.chunk', { file: begun.value.file, offset: 0, base64 });
  return begun.value.file;
}, { name: 'handed-over', base64: readFileSync(path).toString('base64'), size: readFileSync(path).length });

/** One call of the bridge; a refusal fails the journey. */
const call = <N extends OpName>(page: Page, name: N, input: Asked<N>): Promise<Output<N>> => page.evaluate(async ([op, asked]) => {
  const reply = await window.gavel!.call<'workspace.status'>(op as never, asked as never) as { ok: boolean; value: unknown; error?: { code: string; facts: unknown } };
  if (!reply.ok) throw new Error(JSON.stringify(reply.error));
  return reply.value;
}, [name as string, input as unknown] as const) as Promise<Output<N>>;

const newest = (folder: string): string => join(folder, readdirSync(folder).filter((name) => name.endsWith('.cabsync')).toSorted((a, b) => statSync(join(folder, b)).mtimeMs - statSync(join(folder, a)).mtimeMs)[0]!);

/** A second laptop joins the organisation of the first; answers its window. */
async function secondLaptop(first: Page, firstExports: string, folder: string): Promise<DoorWithPage> {
  const exports = join(folder, 'exports');
  const door = await startDoorWithPage(builtDoor, { GAVEL_DATA: join(folder, 'data'), GAVEL_EXPORTS: exports });
  await door.page.setViewportSize({ width: 1280, height: 800 });
  await door.page.getByText('Look around first').waitFor();
  const asked = await call(door.page, 'workspace.join', { site: 'B2', person: 'Bea Chair', passphrase });
  const request = await handOver(first, join(exports, asked.file.name));
  await call(first, 'device.enrol', { file: request, roles: ['chair', 'change-manager', 'registrar'], recoveryPassphrase: passphrase });
  const words = (await call(first, 'session.state', {})).workspace!.rootWords;
  await call(first, 'bundle.export', { to: ['B2'], scope: 'everything' });
  const answer = await handOver(door.page, newest(firstExports));
  await call(door.page, 'workspace.finishJoin', { handle: asked.handle, files: [answer], passphrase, words });
  await door.page.reload();
  return door;
}

/** From one window into the other, as people do it: exported for the other laptop, opened, imported. */
async function bring(from: Page, exports: string, to: Page, site: string): Promise<void> {
  await call(from, 'bundle.export', { to: [site], scope: 'since' });
  await to.evaluate(() => { window.location.hash = '#/exchange'; });
  await expect(to.getByRole('heading', { level: 1, name: 'Exchange' })).toBeVisible();
  await open(to, newest(exports));
  await expect(to.getByRole('heading', { level: 1, name: 'Import review' })).toBeVisible({ timeout: 30_000 });
  await to.keyboard.press('Control+Enter');
  await expect(to.getByText(/^Imported\./)).toBeVisible({ timeout: 30_000 });
}

test('SYN-02 two laptops edit one title: the conflict is seen in both windows, settled in one, and settled in the other by the next bundle', async ({ page, exportsDir, dataDir, axe, shot }) => {
  page.on('filechooser', () => {});
  await page.getByText('Look around first').waitFor();
  await call(page, 'workspace.create', { organisation: 'Acme', person: 'Ann Chair', passphrase, roles: ['chair', 'change-manager', 'registrar'] });
  const { id: change, number } = await call(page, 'change.create', { title: 'Certificate rotation' });
  const folder = join(dataDir, '..', 'second');
  const second = await secondLaptop(page, exportsDir, folder);
  second.page.on('filechooser', () => {});
  await page.reload();
  await expect(page.getByRole('navigation', { name: 'Places' })).toBeVisible();

  try {
    await call(page, 'change.edit', { change, fields: { title: 'Certificate rotation at the edge' } });
    await call(second.page, 'change.edit', { change, fields: { title: 'Certificate rotation in two steps' } });
    await bring(second.page, join(folder, 'exports'), page, 'A1');
    await shot('exchange-imported');
    expect(await axe()).toEqual([]);
    await bring(page, exportsDir, second.page, 'B2');
    for (const window of [page, second.page]) await expect(window.getByRole('heading', { name: '1 conflict to settle' })).toBeVisible();

    await page.keyboard.press('Escape');
    await page.keyboard.press('s');
    await expect(page.getByRole('heading', { name: 'Title, written on both sides' })).toBeVisible();
    expect(await axe()).toEqual([]);
    await shot('conflict-title');
    await page.keyboard.press('1');
    await page.getByRole('dialog').getByLabel('Reason').fill('The board was told this one');
    await page.keyboard.press('Control+Enter');
    await expect(page.getByText(`${number} is settled`)).toBeVisible();
    await expect(page.getByRole('heading', { name: /conflicts? to settle/ })).toHaveCount(0);

    // Meanwhile the other laptop worked on, having seen the conflict but not how it was settled.
    await call(second.page, 'change.edit', { change, fields: { plannedStartAt: '2027-03-01T20:00:00Z', plannedEndAt: '2027-03-01T22:00:00Z' } });
    await bring(second.page, join(folder, 'exports'), page, 'A1');
    await bring(page, exportsDir, second.page, 'B2');
    await expect(second.page.getByRole('heading', { name: /conflicts? to settle/ })).toHaveCount(0);
    const titles = [await call(page, 'change.show', { change }), await call(second.page, 'change.show', { change })].map((record) => record.fields.title);
    expect(titles[0]).toBe(titles[1]);
    await expectSameTables({ page, dataDir }, { page: second.page, dataDir: join(folder, 'data') });
  } finally {
    await second.close();
  }
});

/** A digest of every row of every projection, read from the only workspace in a data folder while its window is open. */
function tablesOf(dataDir: string): Record<string, string> {
  const workspaces = join(dataDir, 'workspaces');
  const db = openDatabase(join(workspaces, readdirSync(workspaces)[0]!), { migrations: join(projectDir, 'resources', 'migrations'), readOnly: true });
  try {
    return digestTables(db);
  } finally {
    db.close();
  }
}

type Side = { page: Page; dataDir: string };
/** Both hold the same rows, byte for byte, and each the same as after everything was folded anew from its trail. */
async function expectSameTables(first: Side, second: Side): Promise<void> {
  const tables = tablesOf(first.dataDir);
  expect(tablesOf(second.dataDir)).toEqual(tables);
  for (const { page, dataDir } of [first, second]) {
    expect(await call(page, 'trail.rebuild', {})).toMatchObject({ isEqual: true });
    expect(tablesOf(dataDir)).toEqual(tables);
  }
}

const complete = {
  title: 'Certificate rotation', service: 'Open banking', justification: 'The certificate expires', implementationPlan: 'Rotate', testPlan: 'Call the edge', backoutPlan: 'The old one back', owner: 'Rita Requester',
  impact: 'low', plannedStartAt: '2027-03-01T20:00:00Z', plannedEndAt: '2027-03-01T22:00:00Z',
} as const;

/** Holds a meeting with one item behind a window and decides it. */
async function decide(page: Page, board: string, change: string, decision: Pick<Asked<'cab.recordDecision'>, 'verdict' | 'reason' | 'deferredTo'>): Promise<void> {
  const { id: meeting } = await call(page, 'meeting.create', { board, startsAt: new Date().toISOString() });
  await call(page, 'cab.admit', { meeting, change, reason: 'It cannot wait' });
  await call(page, 'meeting.start', { meeting });
  const people = (await call(page, 'board.list', {}))[0]!.seats.map(({ person }) => ({ person, status: 'present' as const }));
  await call(page, 'meeting.rollCall', { meeting, attendance: people });
  await call(page, 'cab.recordDecision', { meeting, change, ...decision });
}

test('SYN-02 two laptops decide one change differently: it is held on the board and on its page, and a third decision settles it in both windows', async ({ page, exportsDir, dataDir, axe, shot }) => {
  page.on('filechooser', () => {});
  await page.getByText('Look around first').waitFor();
  await call(page, 'workspace.create', { organisation: 'Acme', person: 'Ann Chair', passphrase, roles: ['chair', 'change-manager', 'registrar'] });
  await call(page, 'person.add', { name: 'Rita Requester', roles: ['requester'], passphrase, recoveryPassphrase: passphrase });
  await call(page, 'session.signIn', { person: 'Rita Requester', passphrase });
  const { id: change, number } = await call(page, 'change.create', complete);
  await call(page, 'risk.fill', { change, ...calmRisk, sign: false });
  await call(page, 'change.submit', { change });
  await call(page, 'session.signIn', { person: 'Ann Chair', passphrase });
  await call(page, 'risk.sign', { change });
  await call(page, 'change.assess', { change });
  const { id: board } = await call(page, 'board.create', { name: 'CAB', seats: [{ person: 'Ann Chair' }] });
  const folder = join(dataDir, '..', 'second');
  const second = await secondLaptop(page, exportsDir, folder);
  second.page.on('filechooser', () => {});
  try {
    await page.reload();
    await decide(page, board!, change, { verdict: 'deferred', reason: 'Maintenance on Thursday', deferredTo: '2027-04-01' });
    await decide(second.page, board!, change, { verdict: 'approved', reason: '' });
    await bring(second.page, join(folder, 'exports'), page, 'A1');
    await bring(page, exportsDir, second.page, 'B2');

    await page.evaluate((to) => { window.location.hash = `#/changes/${to}`; }, number!);
    await expect(page.getByText('In conflict, so it is not approved')).toBeVisible();
    expect(await axe()).toEqual([]);
    await shot('change-in-conflict');
    await page.evaluate(() => { window.location.hash = '#/board'; });
    await expect(page.getByRole('region', { name: 'In conflict, settle first' })).toBeVisible();
    await shot('board-in-conflict');
    await page.getByRole('region', { name: 'In conflict, settle first' }).getByRole('link').click();
    await expect(page.getByRole('heading', { name: 'Two decisions, made apart' })).toBeVisible();
    expect(await axe()).toEqual([]);
    await shot('conflict-decision');
    await page.getByRole('button', { name: 'Approve', exact: true }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').getByRole('button', { name: 'Approve and sign' }).press('Enter');
    await expect(page.getByText(`${number} is settled: approved`)).toBeVisible();

    await call(second.page, 'change.create', { title: 'Raised on the second laptop' });
    await bring(second.page, join(folder, 'exports'), page, 'A1');
    await bring(page, exportsDir, second.page, 'B2');
    const states = [await call(page, 'change.show', { change }), await call(second.page, 'change.show', { change })].map((record) => [record.state, record.isInConflict]);
    expect(states).toEqual([['authorised', false], ['authorised', false]]);
    await expectSameTables({ page, dataDir }, { page: second.page, dataDir: join(folder, 'data') });
  } finally {
    await second.close();
  }
});
