// The policy from an edited row to the version in force, and what follows from it on a change, by keyboard and mouse.
import type { Page } from '@playwright/test';
import type { Asked, OpName, Output } from '../../src-main/contract/index.ts';
import { questions } from '../../src-main/domain/questionnaire.ts';
import { openSample, signInAs } from './support/example.ts';
import { expect, test } from './support/fixture.ts';

const call = <N extends OpName>(page: Page, name: N, input: Asked<N>): Promise<Output<N>> => page.evaluate(async ([op, asked]) => {
  const reply = await window.gavel!.call<'workspace.status'>(op as never, asked as never) as { ok: true; value: unknown } | { ok: false; error: unknown };
  if (!reply.ok) throw new Error(`${op}: ${JSON.stringify(reply.error)}`);
  return reply.value;
}, [name as string, input as unknown] as const) as Promise<Output<N>>;
async function openPolicy(page: Page): Promise<void> {
  await page.keyboard.press('g');
  await page.keyboard.press('y');
  await expect(page.getByRole('heading', { level: 1, name: 'Policy' })).toBeVisible();
  await page.locator('#main').focus();
}
const matrix = (page: Page) => page.getByRole('group', { name: 'Approval matrix' });

test('APR-01 RISK-03 a row of the matrix is tried, a contradiction is said at its row, weights and tiers are held together, and what was edited is replayed', async ({ page, axe, shot }) => {
  await openSample(page);
  await openPolicy(page);
  await expect(matrix(page).getByRole('row')).toHaveCount(6);
  await expect(matrix(page).locator('tr[data-on]')).toContainText('Peer');
  await page.getByLabel('Service tier of the change to try').selectOption('1');
  await expect(matrix(page).locator('tr[data-on]').getByLabel('Service tier of row 5')).toHaveValue('1');
  await expect(page.getByText('The strictest row that matches: service tier 1.')).toBeVisible();
  expect(await axe()).toEqual([]);
  await shot('policy-matrix');
  // A contradiction is said at its row, and nothing is proposed.
  await page.getByRole('button', { name: 'Add a row' }).click();
  await expect(page.getByText(/^Row 6 contradicts another row/)).toBeVisible();
  await expect(page.getByRole('button', { name: 'Propose…' })).toBeDisabled();
  expect(await axe()).toEqual([]);
  await page.getByRole('button', { name: 'Remove row 6' }).click();
  await expect(page.getByText('You have edited the policy')).toBeVisible();

  await page.keyboard.press('2');
  await page.getByRole('spinbutton', { name: 'Impact', exact: true }).fill('31');
  await expect(page.getByText('Together 101 points; 1 are too many')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Propose…' })).toBeDisabled();
  await page.getByRole('spinbutton', { name: 'Impact', exact: true }).fill('30');
  await page.getByRole('spinbutton', { name: 'Medium from' }).first().fill('60');
  await expect(page.getByText('no score at all')).toBeVisible();
  await page.getByRole('spinbutton', { name: 'Medium from' }).first().fill('20');
  await expect(page.getByText('20 to 59')).toBeVisible();
  await page.getByRole('group', { name: 'What each tier asks for' }).scrollIntoViewIfNeeded();
  await shot('policy-demands');
  await page.getByLabel('Security review for Medium').check();
  await page.getByRole('button', { name: 'Replay' }).click();
  await expect(page.getByText('would have been authorised by somebody else')).toBeVisible();
  expect(await axe()).toEqual([]);
  await shot('policy-values');
});

test('APR-07 an edited policy is proposed with its cause, replayed, and in force once two different people signed it', async ({ page, axe, shot }) => {
  await openSample(page);
  await openPolicy(page);
  await page.keyboard.press('2');
  await page.getByRole('spinbutton', { name: 'Medium from' }).first().fill('20');
  await expect(page.getByRole('button', { name: 'Propose…' })).toBeEnabled();
  await page.locator('#main').focus();
  await page.keyboard.press('p');
  const dialog = page.getByRole('dialog', { name: 'Propose this policy?' });
  await page.keyboard.press('Control+Enter');
  await expect(dialog.getByText('Say what it answers to')).toBeVisible();
  await dialog.getByLabel('What it answers to').selectOption('pir');
  await dialog.getByLabel('Number of the finding').fill('P-A1-0003');
  await dialog.getByLabel('Version').fill('2027-1');
  expect(await axe()).toEqual([]);
  await page.keyboard.press('Control+Enter');
  await expect(dialog).toHaveCount(0);

  const versions = page.getByRole('list', { name: 'Versions of the policy' });
  await expect(versions).toContainText('Two signatures are missing');
  await page.locator('#main').focus();
  await page.keyboard.press('s');
  await expect(versions).toContainText('Signed by Marta Lindqvist');
  await expect(page.getByRole('heading', { name: 'Policy 2027-1 over the last twelve months' })).toBeVisible();
  expect(await axe()).toEqual([]);
  await shot('policy-versions');
  await page.getByRole('button', { name: 'Sign 2027-1' }).press('Enter');
  await expect(page.getByText('You have signed policy 2027-1. Another person signs as the second')).toBeVisible();
  await page.keyboard.press('Escape');
  await signInAs(page, 'Ingrid Solberg');
  await openPolicy(page);
  await page.keyboard.press('3');
  await page.locator('#main').focus();
  await page.keyboard.press('s');
  await expect(versions.getByRole('listitem').filter({ hasText: '2027-1' })).toContainText('In force');
  await expect(versions.getByRole('listitem').filter({ hasText: '2026-1' })).toContainText('Where nothing was signed');
});

test('APR-02 CHG-03 a model is drafted with locked steps; a proposal before five runs says how many there are', async ({ page, axe, shot }) => {
  await openSample(page);
  await openPolicy(page);
  await page.keyboard.press('4');
  await expect(page.getByText('Routine maintenance').first()).toBeVisible();
  await page.keyboard.press('c');
  const editor = page.getByRole('dialog', { name: 'Draft a change model' });
  await page.keyboard.press('Control+Enter');
  await expect(editor.getByText('Name the model')).toBeVisible();
  await editor.getByLabel('Name', { exact: false }).first().fill('Routine update');
  await editor.getByLabel('Step 1', { exact: true }).fill('Take the node out of rotation');
  await page.keyboard.press('Enter');
  await editor.getByLabel('Step 2', { exact: true }).fill('Install the update');
  await page.keyboard.press('Enter');
  await editor.getByLabel('Step 3', { exact: true }).fill('Tell the desk');
  await editor.getByLabel('locked step 3').uncheck();
  await editor.getByRole('button', { name: 'Add a parameter' }).click();
  await editor.getByLabel('Name of parameter 1').fill('Nodes at once');
  await editor.getByLabel('Most of parameter 1').fill('2');
  await editor.getByLabel('Window at most').fill('240');
  expect(await axe()).toEqual([]);
  await shot('policy-model-editor');
  await page.keyboard.press('Control+Enter');
  await expect(editor).toHaveCount(0);
  await expect(page.getByRole('list', { name: 'Steps' })).toContainText('Take the node out of rotationlocked');
  await page.getByRole('button', { name: 'Propose to the board' }).press('Enter');
  await expect(page.getByText('5 are needed before it is proposed')).toBeVisible();
  await page.keyboard.press('Escape');
  expect(await axe()).toEqual([]);
  await shot('policy-models');
});

test('APR-01 CHG-04 a team gets a charter with limits and a last day, and a profile that is recommended or chosen against it with a reason and an owner', async ({ page, axe, shot }) => {
  await openSample(page);
  await openPolicy(page);
  await page.keyboard.press('5');
  await expect(page.getByRole('heading', { name: 'No team has a charter' })).toBeVisible();
  await page.keyboard.press('c');
  const grant = page.getByRole('dialog', { name: 'Grant a charter' });
  await page.keyboard.press('Control+Enter');
  await expect(grant.getByText('Choose at least two people')).toBeVisible();
  await grant.getByLabel('Team', { exact: false }).first().fill('Desk');
  for (const name of ['Tomasz Zielinski', 'Ingrid Solberg', 'Grace Obi']) await grant.getByLabel(name).check();
  await grant.getByLabel('Last day').fill('2099-12-31');
  await grant.getByLabel('Team lead').selectOption('Grace Obi');
  expect(await axe()).toEqual([]);
  await shot('policy-charter');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByRole('list', { name: 'Charters' })).toContainText('Covers tier Low; every service; every environment');
  expect(await axe()).toEqual([]);
  await shot('policy-charters');

  await page.keyboard.press('6');
  await page.locator('#main').focus();
  const score = page.getByRole('dialog', { name: 'Score a team or service' });
  // The key means this act once the view has read what it shows.
  await expect(async () => {
    await page.keyboard.press('c');
    await expect(score).toBeVisible({ timeout: 2000 });
  }).toPass();
  await score.getByLabel('Team, as in its charter').fill('Desk');
  await score.getByLabel('Deployments a month').fill('40');
  for (const question of ['Test automation', 'Observability', 'Rollback automation', 'Traceability', 'Incident performance']) await score.getByRole('group', { name: question }).getByRole('button', { name: '4' }).click();
  await expect(score.getByText(/is recommended: average 4 of 5/)).toBeVisible();
  await score.getByLabel('Profile', { exact: true }).selectOption('plan-driven');
  await page.keyboard.press('Control+Enter');
  await expect(score.getByText('Say why not the recommended one')).toBeVisible();
  await score.getByLabel('Why not the recommended one').fill('New people');
  await score.getByLabel('Who answers for it').selectOption('Ingrid Solberg');
  expect(await axe()).toEqual([]);
  await shot('policy-profile');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByRole('list', { name: 'Operating profiles' })).toContainText('Plan-driven');
  expect(await axe()).toEqual([]);
  await shot('policy-profiles');
});

const fields = {
  title: 'Raise the ticket limit', justification: 'Queues overflow', service: 'Service desk tools', plannedStartAt: '2030-11-25T05:00:00.000Z', plannedEndAt: '2030-11-25T05:40:00.000Z', implementationPlan: '1. Drain the node\n2. Install', testPlan: 'Smoke', backoutPlan: 'Put it back', impact: 'low', requester: 'Tomasz Zielinski', owner: 'Tomasz Zielinski',
} as const;
async function openApproval(page: Page, number: string): Promise<void> {
  await page.evaluate((to) => { window.location.hash = to; }, `#/changes/${number}/approval`);
  await expect(page.getByRole('heading', { name: 'Who authorises it' })).toBeVisible();
  await page.locator('#main').focus();
}

test('APR-01 a Low change of a chartered team waits for a peer, who approves it from its page; the requester is told why not', async ({ page, axe, shot }) => {
  await openSample(page);
  await call(page, 'charter.grant', { team: 'Desk', members: ['Tomasz Zielinski', 'Ingrid Solberg'], until: '2099-12-31' });
  await signInAs(page, 'Tomasz Zielinski');
  const { id, number } = await call(page, 'change.create', fields);
  await call(page, 'risk.fill', { change: id, sensitivity: 'internal', users: 40, reversibility: 'rehearsed', answers: questions.map((question) => ({ question: question.id, answer: 'no' as const })), sign: true });
  await call(page, 'change.submit', { change: id });
  await signInAs(page, 'Marta Lindqvist');
  await call(page, 'change.assess', { change: id });
  await signInAs(page, 'Tomasz Zielinski');
  await openApproval(page, number!);
  await expect(page.getByText('the charter of Desk runs until')).toBeVisible();
  await expect(page.getByText('Ingrid Solberg may decide.')).toBeVisible();
  await page.getByRole('button', { name: 'Approve…' }).press('Enter');
  await expect(page.getByText('Whoever requested or owns a change does not decide on it.')).toBeVisible();
  await page.keyboard.press('Escape');
  expect(await axe()).toEqual([]);
  await shot('approval-waits');

  await signInAs(page, 'Ingrid Solberg');
  await openApproval(page, number!);
  await page.keyboard.press('Shift+A');
  const refusing = page.getByRole('dialog', { name: `Refuse ${number}?` });
  await page.keyboard.press('Control+Enter');
  await expect(refusing.getByText('Say why, so that it can be put right')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(refusing).toHaveCount(0);
  await page.keyboard.press('a');
  const dialog = page.getByRole('dialog', { name: `Approve ${number}?` });
  await dialog.getByLabel('Remark').fill('Read the plan');
  expect(await axe()).toEqual([]);
  await shot('approval-dialog');
  await page.keyboard.press('Control+Enter');
  await expect(dialog).toHaveCount(0);
  await expect(page.getByRole('list', { name: 'Who decides' })).toContainText('A peer of the team has approved: Ingrid Solberg');
  await expect(page.getByRole('list', { name: 'Approvals' })).toContainText('as peer');
  expect(await axe()).toEqual([]);
  await shot('approval-given');
  expect((await call(page, 'change.show', { change: id })).state).toBe('authorised');
});

test('CHG-02 a model is used from the page of a change, which says why it is Normal; the requester does not make it Standard, the change manager does with a reason', async ({ page, axe, shot }) => {
  await openSample(page);
  await call(page, 'model.draft', { definition: { name: 'Node patch', steps: [{ text: 'Drain the node' }, { text: 'Install' }], parameters: [{ kind: 'number', id: 'nodes', name: 'Nodes at once', least: 1, most: 2 }] } });
  await signInAs(page, 'Tomasz Zielinski');
  const { number } = await call(page, 'change.create', fields);
  await openApproval(page, number!);
  await page.getByLabel('Use a change model').selectOption('Node patch');
  await expect(page.getByText('The model Node patch has not been pre-authorised')).toBeVisible();
  await expect(page.getByText('It is called Standard, but it is handled as Normal.')).toBeVisible();
  await page.getByLabel('Nodes at once').fill('3');
  await page.getByRole('button', { name: 'Save the parameters' }).click();
  await expect(page.getByRole('button', { name: 'Save the parameters' })).toHaveCount(0);
  expect(await axe()).toEqual([]);
  await shot('approval-type');
  await page.locator('#main').focus();
  await page.keyboard.press('t');
  const dialog = page.getByRole('dialog', { name: `Type of ${number}` });
  await dialog.getByLabel('Type', { exact: true }).selectOption('standard');
  await expect(dialog.getByText('Only a change manager sets a less demanding type')).toBeVisible();
  expect(await axe()).toEqual([]);
  await page.keyboard.press('Escape');
  await signInAs(page, 'Marta Lindqvist');
  await openApproval(page, number!);
  await page.keyboard.press('t');
  await dialog.getByLabel('Type', { exact: true }).selectOption('standard');
  await dialog.getByLabel('Reason').fill('Rehearsed on Monday');
  await page.keyboard.press('Control+Enter');
  await expect(dialog).toHaveCount(0);
  await expect(page.getByText(/Marta Lindqvist set the type.*Rehearsed on Monday/)).toBeVisible();
});
