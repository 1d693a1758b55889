// The deployment of a change in the window: what keeps its token back, issuing, the command for the pipeline, revoking.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import type { Asked, OpName, Output } from '../../src-main/contract/index.ts';
import { questions } from '../../src-main/domain/questionnaire.ts';
import { expect, test } from './support/fixture.ts';

const build = 'b'.repeat(64);
const call = <N extends OpName>(page: Page, name: N, input: Asked<N>): Promise<Output<N>> => page.evaluate(async ([op, asked]) => {
  const reply = await window.gavel!.call<'workspace.status'>(op as never, asked as never) as { ok: true; value: unknown } | { ok: false; error: unknown };
  if (!reply.ok) throw new Error(`${op}: ${JSON.stringify(reply.error)}`);
  return reply.value;
}, [name as string, input as unknown] as const) as Promise<Output<N>>;
async function signInAs(page: Page, name: string): Promise<void> {
  await page.keyboard.press('Control+Shift+L');
  await page.getByRole('button', { name }).click();
  await page.getByLabel('Passphrase').fill('northwind sample');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('navigation', { name: 'Places' })).toContainText(name);
}
const soon = (minutes: number): string => new Date(Date.now() + minutes * 60_000).toISOString();

/** A change that Tomasz raised and Marta's board approved on a condition that is still open. */
async function prepare(page: Page): Promise<{ id: string; number: string; condition: string }> {
  await expect(page.getByRole('button', { name: 'Look around first' })).toBeVisible();
  await page.keyboard.press('1');
  await expect(page.getByRole('navigation', { name: 'Places' })).toBeVisible({ timeout: 120_000 });
  await signInAs(page, 'Tomasz Zielinski');
  const { id, number } = await call(page, 'change.create', {
    title: 'Bring the service desk to version 7', justification: 'Version 6 leaves support', service: 'Service desk tools', plannedStartAt: soon(-30), plannedEndAt: soon(150), implementationPlan: 'Node by node', testPlan: 'Smoke', backoutPlan: 'Put version 6 back', impact: 'low',
  });
  await call(page, 'evidence.declare', { change: id, artefacts: [{ sha256: build, name: 'desk-7.tar' }] });
  await call(page, 'coverage.declareCommit', { change: id, commit: 'c0ffee'.repeat(6) + 'abcd' });
  await call(page, 'risk.fill', { change: id, sensitivity: 'internal', users: 40, reversibility: 'automatic', answers: questions.map((question) => ({ question: question.id, answer: 'no' as const })), sign: true });
  await call(page, 'change.submit', { change: id });
  await signInAs(page, 'Marta Lindqvist');
  await call(page, 'change.assess', { change: id });
  const board = await call(page, 'cab.board', {});
  const meeting = board.meeting!.id;
  await call(page, 'meeting.start', { meeting });
  await call(page, 'meeting.rollCall', { meeting, attendance: board.attendance.map(({ person }) => ({ person, status: 'present' as const })) });
  await call(page, 'cab.admit', { meeting, change: id, reason: 'Came late' });
  await call(page, 'cab.recordDecision', { meeting, change: id, verdict: 'approved-with-conditions', conditions: [{ text: 'Copy the ticket database first', owner: 'Grace Obi', dueOn: soon(0).slice(0, 10), when: 'before' }] });
  const condition = (await call(page, 'change.show', { change: id })).decisions[0]!.conditions[0]!.id;
  await signInAs(page, 'Tomasz Zielinski');
  return { id, number: number!, condition };
}
async function openPart(page: Page, number: string): Promise<void> {
  await page.evaluate((to) => { window.location.hash = to; }, `#/changes/${number}/deployment`);
  await expect(page.getByRole('heading', { name: 'Before a token is issued' })).toBeVisible();
  await page.locator('#main').focus();
}

test('DEP-01 an open condition keeps the token back and is named; then it is issued by keyboard, shown in force, revoked and void by an edit', async ({ page, axe, shot, exportsDir }) => {
  const { id, number, condition } = await prepare(page);
  await openPart(page, number);
  const back = page.getByRole('list', { name: 'What keeps the token back' });
  await expect(back).toContainText('Copy the ticket database first');
  await expect(back).toContainText('One artefact declared');
  await page.keyboard.press('t');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  expect(await axe()).toEqual([]);
  await shot('deployment-kept-back');
  await call(page, 'change.meetCondition', { change: id, condition });
  await expect(back).not.toContainText('Copy the ticket database first');
  await page.locator('#main').focus();
  await page.keyboard.press('t');
  const issuing = page.getByRole('dialog', { name: `Issue a token for ${number}` });
  await expect(issuing.getByLabel('Environment')).toHaveValue('production');
  await issuing.getByLabel('Environment').fill('staging');
  await page.keyboard.press('Control+Enter');
  await expect(issuing).toContainText(`${number} is authorised for production, not for staging.`);
  await issuing.getByLabel('Environment').fill('production');
  expect(await axe()).toEqual([]);
  await shot('deployment-issue');
  await page.keyboard.press('Control+Enter');
  await expect(issuing).toHaveCount(0);
  const tokens = page.getByRole('list', { name: 'Tokens issued' });
  await expect(tokens).toContainText('production, in force');
  const [file] = readdirSync(exportsDir).filter((name) => name.includes('-token-'));
  expect(JSON.parse(readFileSync(join(exportsDir, file!), 'utf8'))).toMatchObject({ token: { change: { id, number }, artefacts: [build], environment: 'production' } });
  for (const flag of [`--token ${file} `, `--change ${number} `, '--env production ', `--artifact sha256:${build} `, '--revocations revocations.json ']) await expect(page.getByLabel('Gate command')).toContainText(flag);
  expect(await axe()).toEqual([]);
  await shot('deployment-issued');

  // CHG-06: the whole chain, from the commit to what came of it.
  const { number: incident } = await call(page, 'incident.open', { severity: 2, service: 'Service desk tools', summary: 'Tickets cannot be closed since the new version', change: id });
  await page.evaluate((to) => { window.location.hash = to; }, `#/changes/${number}`);
  const chain = page.getByRole('list', { name: 'From commit to incident' });
  for (const said of ['c0ffeec0ffee', 'desk-7.tar', 'Approved with conditions', 'Token for production', 'Valid, ', incident!]) await expect(chain).toContainText(said);
  await chain.scrollIntoViewIfNeeded();
  expect(await axe()).toEqual([]);
  await shot('trace-whole');
  await openPart(page, number);

  await page.getByRole('button', { name: 'Revoke…' }).click();
  const revoking = page.getByRole('alertdialog');
  await revoking.getByLabel('Reason').fill('Another build');
  expect(await axe()).toEqual([]);
  await page.keyboard.press('Enter');
  await expect(tokens).toContainText('Revoked by Tomasz Zielinski');
  await call(page, 'token.issue', { change: id, environment: 'production' });
  await call(page, 'change.edit', { change: id, fields: { items: ['Desk node 2'] } });
  await expect(tokens).toContainText('production, void');
  await expect(tokens).toContainText('The next revocation list names it.');
  await page.getByRole('button', { name: 'Write the revocation list' }).click();
  await expect(page.getByText(/revocations-\d+\.json is in/)).toBeVisible();
  expect(await axe()).toEqual([]);
  await shot('deployment-void');
});

test('DEP-01 a draft teaches what a token is and who may not issue one is told why', async ({ page, axe, shot }) => {
  await expect(page.getByRole('button', { name: 'Look around first' })).toBeVisible();
  await page.keyboard.press('1');
  await expect(page.getByRole('navigation', { name: 'Places' })).toBeVisible({ timeout: 120_000 });
  const { number } = await call(page, 'change.create', { title: 'A draft' });
  await openPart(page, number!);
  await expect(page.getByText('None has been issued. A token is a signed file')).toBeVisible();
  expect(await axe()).toEqual([]);
  await shot('deployment-empty');
  // CHG-06: of a draft the chain says what is not there yet.
  await page.evaluate((to) => { window.location.hash = to; }, `#/changes/${number}`);
  const chain = page.getByRole('list', { name: 'From commit to incident' });
  for (const said of ['none declared', 'none yet', 'not yet']) await expect(chain).toContainText(said);
  await chain.scrollIntoViewIfNeeded();
  expect(await axe()).toEqual([]);
  await shot('trace-empty');
});
