// An emergency from the incident to its ratification, by keyboard; then the register, its trends and the incidents.
import type { Locator, Page } from '@playwright/test';
import type { Bridge } from '../../src-main/contract/index.ts';
import { signInAs } from './support/example.ts';
import { expect, test } from './support/fixture.ts';

const minutes = (n: number): string => new Date(Date.now() + n * 60_000).toISOString();
const json = (name: string, value: unknown): { name: string; mimeType: string; buffer: Buffer } => ({ name, mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(value)) });
const failing = json('health.json', { checks: [{ name: 'authorise a card', status: 'fail', observedValue: 2300, observedUnit: 'ms' }, { name: 'settle', status: 'pass' }, { name: 'queue length', status: 'warn', note: '812 waiting' }] });
const passing = json('health-2.json', { checks: [{ name: 'authorise a card', status: 'pass' }, { name: 'settle', status: 'pass' }] });

async function openSample(page: Page): Promise<void> {
  page.on('filechooser', () => {});
  await expect(page.getByRole('button', { name: 'Look around first' })).toBeVisible();
  await page.keyboard.press('1');
  await expect(page.getByRole('navigation', { name: 'Places' })).toBeVisible({ timeout: 120_000 });
}
/** What other screens have tests of their own for is done through the bridge, as the person who is signed in. */
async function told<T>(page: Page, name: string, input: unknown): Promise<T> {
  return page.evaluate(async ([operation, said]) => {
    const reply = await (window as unknown as { gavel: Bridge }).gavel.call(operation as never, said as never);
    if (!reply.ok) throw new Error(`${operation as string}: ${JSON.stringify(reply.error)}`);
    return reply.value;
  }, [name, input] as const) as Promise<T>;
}
async function openEmergencies(page: Page): Promise<void> {
  await page.keyboard.press('g');
  await page.keyboard.press('z');
  await expect(page.getByRole('heading', { level: 1, name: 'Emergencies' })).toBeVisible();
  await page.locator('#main').focus();
}
async function openPart(page: Page, number: string): Promise<void> {
  await page.evaluate((to) => { window.location.hash = `#/changes/${to}/emergency`; }, number);
  await expect(page.getByRole('navigation', { name: `Parts of ${number}` }).getByRole('link', { name: 'Emergency' })).toHaveAttribute('aria-current', 'page');
  await expect(card(page, 'Criterion').or(page.getByRole('heading', { name: 'No criterion is declared yet' }))).toBeVisible();
  await page.locator('#main').focus();
}
const card = (page: Page, title: string): Locator => page.locator('section').filter({ has: page.getByRole('heading', { level: 2, name: title, exact: true }) });
const clocks = (page: Page): Locator => page.getByRole('list', { name: 'Clocks' });
async function send(page: Page, dialog: Locator): Promise<void> {
  await page.keyboard.press('Control+Enter');
  await expect(dialog).toHaveCount(0);
}
async function openIncident(page: Page): Promise<void> {
  await page.keyboard.press('c');
  const dialog = page.getByRole('dialog', { name: 'Open an incident' });
  await dialog.getByLabel('Severity').selectOption('1');
  await dialog.getByLabel('Service').fill('Card authorisation');
  await dialog.getByLabel('What is wrong').fill('No card is authorised in the north');
  await send(page, dialog);
}
/** Planned into the past: what is planned ahead would meet planned work of the example at some hour of the day. */
async function aChange(page: Page): Promise<string> {
  const { number } = await told<{ number: string }>(page, 'change.create', {
    title: 'Restart the card switch on node 1', type: 'emergency', justification: 'No card is authorised', service: 'Card authorisation', items: ['switch-1'], environment: 'production', impact: 'high',
    implementationPlan: 'Drain, restart, watch', backoutPlan: 'Fail over to node 2', testPlan: 'Smoke test of 42 payments', plannedStartAt: minutes(-180), plannedEndAt: minutes(5),
  });
  return number;
}
async function authorised(page: Page): Promise<string> {
  await signInAs(page, 'Ingrid Solberg');
  const { number: incident } = await told<{ number: string }>(page, 'incident.open', { severity: 1, service: 'Card authorisation', summary: 'No card is authorised in the north' });
  const number = await aChange(page);
  await told(page, 'emergency.declare', { change: number, criteria: [{ kind: 'incident', incident }], team: 'Cards' });
  await told(page, 'backout.setTriggers', { change: number, triggers: [{ metric: 'errors', comparison: 'above', threshold: '5', unit: 'percent', seconds: 300 }] });
  await told(page, 'change.submit', { change: number });
  await signInAs(page, 'Tomasz Zielinski');
  await told(page, 'emergency.castBallot', { change: number, board: 'Emergency CAB', vote: 'approve' });
  await signInAs(page, 'Marta Lindqvist');
  await told(page, 'emergency.authorise', { change: number, board: 'Emergency CAB', hours: 4, bypassed: [{ control: 'independent-review', reason: 'Nobody is awake who could review it' }, { control: 'rehearsal', reason: 'A rehearsal takes an hour' }] });
  return number;
}
/** The work was done between two hours ago and `ended` minutes ago. */
async function worked(page: Page, number: string, ended: number): Promise<void> {
  await signInAs(page, 'Tomasz Zielinski');
  await told(page, 'change.schedule', { change: number });
  await told(page, 'change.start', { change: number });
  await told(page, 'change.finish', { change: number, actualStartAt: minutes(-120), actualEndAt: minutes(-ended) });
}

test('EMG-01 EMG-02 an emergency is declared on an open incident, voted for and authorised for hours, with what is bypassed in plain sight', async ({ page, axe, shot }) => {
  await openSample(page);
  await signInAs(page, 'Ingrid Solberg');
  await openEmergencies(page);
  await expect(page.getByRole('group', { name: 'Emergencies' }).getByRole('row', { name: /Fail over the card switch/ })).toBeVisible();
  await openIncident(page);

  const number = await aChange(page);
  await openPart(page, number);
  await expect(page.getByRole('heading', { name: 'No criterion is declared yet' })).toBeVisible();
  expect(await axe()).toEqual([]);
  await shot('emergency-undeclared');
  await page.keyboard.press('d');
  const declaring = page.getByRole('dialog', { name: `Declare ${number} an emergency?` });
  await page.keyboard.press('Control+Enter');
  await expect(declaring.getByText('Choose at least one criterion')).toBeVisible();
  await declaring.getByLabel('Exploited or critical vulnerability').check();
  await declaring.getByLabel('Advisory').fill('CVE-2026-1234');
  await declaring.getByLabel('CVSS score').fill('8.1');
  await expect(declaring.getByRole('button', { name: 'Handle as expedited Normal' })).toBeVisible();
  await declaring.getByLabel('Evidence').fill('scan-of-node-1.json');
  await page.keyboard.press('Control+Enter');
  await expect(declaring.getByText('a vulnerability counts when it is exploited or scores 9.0 or more, and this one scores 8.1')).toBeVisible();
  expect(await axe()).toEqual([]);
  await shot('emergency-declare');
  await declaring.getByLabel('Exploited or critical vulnerability').uncheck();
  await declaring.getByLabel('Active severity 1 or 2 incident').check();
  await declaring.getByLabel(/^Incident/).selectOption({ index: 1 });
  await declaring.getByLabel('Team it counts to').fill('Cards');
  await send(page, declaring);
  await expect(card(page, 'Criterion')).toContainText('severity 1, open: No card is authorised in the north');
  await told(page, 'backout.setTriggers', { change: number, triggers: [{ metric: 'errors', comparison: 'above', threshold: '5', unit: 'percent', seconds: 300 }] });
  await told(page, 'change.submit', { change: number });

  await signInAs(page, 'Tomasz Zielinski');
  await openPart(page, number);
  await page.keyboard.press('b');
  const voting = page.getByRole('dialog', { name: `Vote on ${number}?` });
  await expect(voting.getByLabel('Board')).toContainText('Emergency CAB');
  expect(await axe()).toEqual([]);
  await send(page, voting);
  await expect(card(page, 'Emergency CAB')).toContainText('Tomasz Zielinski for');

  await signInAs(page, 'Marta Lindqvist');
  await openPart(page, number);
  await page.keyboard.press('a');
  const deciding = page.getByRole('dialog', { name: `Authorise ${number}?` });
  await expect(deciding.getByText('1 of 1 ballots are for it: Tomasz Zielinski for.')).toBeVisible();
  await deciding.getByLabel(/^Independent reviews/).check();
  await page.keyboard.press('Control+Enter');
  await expect(deciding.getByText('Say why')).toBeVisible();
  await deciding.getByLabel('Why independent reviews is bypassed').fill('Nobody is awake who could review it');
  expect(await axe()).toEqual([]);
  await shot('emergency-authorise');
  await send(page, deciding);
  await expect(clocks(page)).toContainText('Authorisation');
  await expect(clocks(page).getByRole('listitem').first()).toContainText(/(4 h|3 h 59 min) left/);
  await expect(card(page, 'Emergency CAB')).toContainText('Independent reviews APR-04');
  await expect(page.locator('[aria-current="step"]')).toContainText('Authorised');
  await page.keyboard.press('x');
  const extending = page.getByRole('dialog', { name: `Extend the authorisation of ${number}?` });
  await extending.getByLabel('Reason').fill('The disk is slow');
  await send(page, extending);
  await expect(card(page, 'Emergency CAB')).toContainText('The disk is slow');
  await page.keyboard.press('x');
  await expect(page.getByText('An emergency authorisation is extended once.')).toBeVisible();
  expect(await axe()).toEqual([]);
  await shot('emergency-authorised');
});

test('EMG-04 nobody validates for an hour: the clock is red and the rollback is proposed; a failing health file drafts an incident; a passing one and another person make it good', async ({ page, axe, shot }) => {
  await openSample(page);
  const number = await authorised(page);
  await worked(page, number, 61);
  await openPart(page, number);
  await expect(clocks(page)).toContainText('Overdue by');
  await expect(page.getByRole('alert').filter({ hasText: 'Roll back?' })).toContainText('nobody has validated it in time');
  await page.keyboard.press('v');
  await expect(page.getByText('The validator must be another person than the implementer')).toBeVisible();
  await openEmergencies(page);
  await page.getByRole('button', { name: 'Overdue' }).press('Enter');
  await expect(page.getByRole('group', { name: 'Emergencies' }).getByRole('row', { name: new RegExp(number) })).toContainText('Validation: overdue by');

  await signInAs(page, 'Ingrid Solberg');
  await openPart(page, number);
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.keyboard.press('h')]);
  await chooser.setFiles(failing);
  await expect(page.getByRole('alert').filter({ hasText: 'Roll back?' })).toContainText('1 of 3 health checks failed');
  await expect(page.getByRole('link', { name: /incident I-A1-0005/ })).toBeVisible();
  await expect(page.getByRole('list', { name: 'Health checks' }).getByRole('listitem')).toHaveCount(3);
  expect(await axe()).toEqual([]);
  await shot('emergency-bad');

  const [again] = await Promise.all([page.waitForEvent('filechooser'), page.getByRole('button', { name: 'Health file…' }).click()]);
  await again.setFiles(passing);
  await expect(page.getByText('health-2.json')).toBeVisible();
  await page.keyboard.press('v');
  const validating = page.getByRole('dialog', { name: `Validate ${number}?` });
  await expect(validating.getByRole('button', { name: 'Record, and propose the rollback' })).toBeVisible();
  await validating.getByRole('group', { name: 'Smoke test' }).getByRole('button', { name: 'Passed' }).click();
  await validating.getByLabel('Evidence of the smoke test').fill('42 of 42 payments went through');
  await validating.getByRole('group', { name: 'Users confirm it' }).getByRole('button', { name: 'Passed' }).click();
  await validating.getByLabel('Who confirmed').fill('Service desk, three shops called back');
  expect(await axe()).toEqual([]);
  await shot('emergency-validate');
  await send(page, validating);
  await expect(page.getByText('Roll back?')).toHaveCount(0);
  await expect(card(page, 'Validation')).toContainText('It works');
});

test('EMG-03 EMG-05 papers, root cause, retrospective and ratification follow; a yes asks for an action; contested, it counts to its team', async ({ page, axe, shot }) => {
  await openSample(page);
  const number = await authorised(page);
  await worked(page, number, 10);
  await signInAs(page, 'Ingrid Solberg');
  await openPart(page, number);
  await page.keyboard.press('p');
  const papers = page.getByRole('dialog', { name: `Complete the papers of ${number}?` });
  await papers.getByLabel('Rollback criteria').fill('Roll back above 2 % of errors');
  expect(await axe()).toEqual([]);
  await send(page, papers);
  await page.keyboard.press('c');
  const cause = page.getByRole('dialog', { name: `Root cause of ${number}?` });
  await page.keyboard.press('Control+Enter');
  await expect(cause.getByText('Name the cause in a few words')).toBeVisible();
  await cause.getByLabel('Root cause', { exact: false }).first().fill('Worn disk');
  await send(page, cause);

  await page.keyboard.press('r');
  const retro = page.getByRole('dialog', { name: `Retrospective of ${number}` });
  for (const question of ['Was it foreseeable?', 'Did a gap in planning contribute?', 'Did a gap in testing contribute?', 'Did an unresolved known error contribute?', 'Was the emergency route misused?']) await retro.getByRole('group', { name: question }).getByRole('button', { name: 'No' }).click();
  await page.keyboard.press('Control+Enter');
  await expect(retro.getByText('One question has no answer yet')).toBeVisible();
  await retro.getByRole('group', { name: 'Did a gap in monitoring contribute?' }).getByRole('button', { name: 'Yes' }).click();
  await page.keyboard.press('Control+Enter');
  await expect(retro.getByText('Name the improvement or problem')).toBeVisible();
  expect(await axe()).toEqual([]);
  await shot('emergency-retrospective');
  await retro.getByLabel('Leads to').fill('Alert when the queue of the switch grows');
  await retro.getByLabel('Owner').fill('Ravi Menon');
  await retro.getByLabel('Due').fill('2099-12-24');
  await send(page, retro);
  await expect(card(page, 'Retrospective')).toContainText('Improvement: Alert when the queue of the switch grows');

  await signInAs(page, 'Marta Lindqvist');
  await openPart(page, number);
  await page.keyboard.press('k');
  const ratifying = page.getByRole('dialog', { name: `Ratify ${number}?` });
  await ratifying.getByRole('button', { name: 'Contested' }).click();
  await ratifying.getByLabel('Reason').fill('It could have waited for the morning');
  expect(await axe()).toEqual([]);
  await send(page, ratifying);
  await expect(card(page, 'Ratification')).toContainText('Contested');
  expect(await axe()).toEqual([]);
  await shot('emergency-after');

  await openEmergencies(page);
  await expect(page.getByRole('row', { name: new RegExp(number) })).toContainText('Worn disk');
  expect(await axe()).toEqual([]);
  await shot('emergencies');
  await page.keyboard.press('2');
  await expect(card(page, 'Contested by the CAB').getByRole('row', { name: /Cards/ })).toContainText('1');
  await expect(card(page, 'Share of all changes')).toContainText(/of \d+ changes in the last 30 days/);
  expect(await axe()).toEqual([]);
  await shot('emergencies-trends');
  await page.keyboard.press('3');
  await page.getByRole('button', { name: 'Close I-A1-0004' }).press('Enter');
  const closing = page.getByRole('dialog', { name: 'Close I-A1-0004?' });
  await closing.getByLabel('How it was resolved').fill('The switch was restarted');
  await send(page, closing);
  await expect(page.getByRole('group', { name: 'Incidents' }).getByRole('row', { name: /I-A1-0004/ })).toContainText('The switch was restarted');
  await openIncident(page);
  await expect(page.getByRole('group', { name: 'Incidents' }).getByRole('row')).toHaveCount(6);
  expect(await axe()).toEqual([]);
  await shot('emergencies-incidents');
  await page.keyboard.press('w');
  await expect(page.getByText(/emergencies-\d+\.csv is written/)).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
});
