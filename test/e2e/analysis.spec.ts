// Failure modes, pre-mortem and coverage on the risk page, by keyboard and by mouse.
import type { Locator, Page } from '@playwright/test';
import { cobertura, junit } from '../support/reports.ts';
import { openSample } from './support/example.ts';
import { expect, test } from './support/fixture.ts';

/** A draft by hand, so that nobody but this journey has touched it, with its risk part open. */
async function aDraft(page: Page): Promise<void> {
  await page.keyboard.press('g');
  await page.keyboard.press('h');
  await expect(page.getByRole('heading', { level: 1, name: 'Changes' })).toBeVisible();
  await page.locator('#main').focus();
  await page.keyboard.press('c');
  const dialog = page.getByRole('dialog', { name: 'New change' });
  await dialog.getByLabel('Title').fill('Card authorisation: switch v7 on node 3');
  await dialog.getByLabel('Service').fill('Card authorisation');
  for (const field of ['Justification', 'Implementation plan', 'Test plan', 'Backout plan']) await dialog.getByLabel(field).fill(`${field} in one sentence.`);
  await page.keyboard.press('Control+Enter');
  await expect(dialog).toHaveCount(0);
  await page.getByRole('navigation', { name: /^Parts of/ }).getByRole('link', { name: 'Risk' }).click();
  await expect(card(page, /^Failure modes/)).toBeVisible();
}
const card = (page: Page, title: RegExp): Locator => page.locator('section').filter({ has: page.getByRole('heading', { name: title }) });
const rate = async (dialog: Locator, [severity, occurrence, detection]: readonly [number, number, number]): Promise<void> => {
  await dialog.getByLabel('Severity').fill(String(severity));
  await dialog.getByLabel('Occurrence').fill(String(occurrence));
  await dialog.getByLabel('Detection').fill(String(detection));
};

test('RISK-05 a failure mode of 8 x 5 x 4 blocks with 160; rated again after its action it shows 64 beside it and blocks no more', async ({ page, axe, shot }) => {
  await openSample(page);
  await aDraft(page);
  await page.locator('#main').focus();
  await page.keyboard.press('f');
  const dialog = page.getByRole('dialog', { name: 'A failure mode' });
  await dialog.getByLabel('What goes wrong').fill('Contactless reversals rejected');
  await dialog.getByLabel('Effect').fill('Customers charged twice');
  await rate(dialog, [8, 11, 4]);
  await page.keyboard.press('Control+Enter');
  await expect(dialog.getByText('A whole number from 1 to 10')).toBeVisible();
  await rate(dialog, [8, 5, 4]);
  await expect(dialog.getByText('8 × 5 × 4 = 160')).toBeVisible();
  expect(await axe()).toEqual([]);
  await shot('fmea-rate');
  await page.keyboard.press('Control+Enter');
  await expect(dialog).toHaveCount(0);
  const worksheet = card(page, /^Failure modes/);
  await expect(worksheet).toContainText('1 row blocks authorisation');
  await page.locator('#main').focus();
  await page.keyboard.press('f');
  await dialog.getByLabel('What goes wrong').fill('Queue not drained at cut-over');
  await rate(dialog, [6, 4, 4]);
  await page.keyboard.press('Control+Enter');
  await expect(worksheet.getByText('None needed below 100')).toBeVisible();

  const opener = worksheet.getByRole('button', { name: /Contactless reversals rejected/ });
  await opener.press('Enter');
  await expect(opener).toHaveAttribute('aria-expanded', 'true');
  await worksheet.getByRole('button', { name: 'Rate again…' }).press('Enter');
  await expect(page.getByRole('dialog', { name: 'Why this is not possible now' })).toContainText('has no action yet');
  await page.keyboard.press('Escape');
  await worksheet.getByRole('button', { name: 'Accept the residual risk…' }).press('Enter');
  await expect(page.getByRole('dialog', { name: 'Why this is not possible now' })).toContainText(/owner/);
  await page.keyboard.press('Escape');
  await worksheet.getByRole('button', { name: 'Set action…' }).click();
  const action = page.getByRole('dialog', { name: 'What is done about it' });
  await action.getByLabel('Action').fill('Replay a day of reversals');
  await action.getByLabel('Owner').fill('Grace Obi');
  await action.getByLabel('Due').fill('2027-03-01');
  await page.keyboard.press('Control+Enter');
  await expect(worksheet).toContainText('Replay a day of reversals');
  await worksheet.getByRole('button', { name: 'Action done' }).click();
  await expect(worksheet.getByRole('row', { name: /Contactless/ })).toContainText('Done');
  await worksheet.getByRole('button', { name: 'Rate again…' }).click();
  const again = page.getByRole('dialog', { name: /after its action/ });
  await again.getByLabel('Occurrence').fill('2');
  await expect(again.getByText('It was 160, which stays on record')).toBeVisible();
  await page.keyboard.press('Control+Enter');
  await expect(worksheet.getByRole('row', { name: /Contactless/ })).toContainText(/160.*64.*Lowered/);
  await expect(worksheet).toContainText('None blocks authorisation');
  expect(await axe()).toEqual([]);
  await worksheet.scrollIntoViewIfNeeded();
  await shot('fmea');
});

test('RISK-06 three people write in private in turn, the causes are laid open, ranked and disposed of; with two it does not close', async ({ page, axe, shot }) => {
  await openSample(page);
  await aDraft(page);
  const workshop = card(page, /^Pre-mortem/);
  await page.locator('#main').focus();
  await page.keyboard.press('Shift+P');
  await expect(workshop.getByRole('timer')).toHaveText(/^4[45]:\d\d$/);
  const people = [['Ana Novak', 'Operations'], ['Jun Takeda', 'Development'], ['Lea Roth', 'Operations']] as const;
  for (const [name, of] of people) {
    await workshop.getByLabel('Takes part').fill(name);
    await workshop.getByLabel('Function').fill(of);
    await page.keyboard.press('Enter');
    await expect(workshop.getByRole('list').getByText(name)).toBeVisible();
  }
  await workshop.getByRole('button', { name: 'Write as Ana Novak' }).press('Enter');
  const turn = (name: string): Locator => page.getByRole('dialog', { name: `${name} writes in private` });
  await turn('Ana Novak').getByLabel('Cause').fill('The certificate expired');
  await page.keyboard.press('Enter');
  await expect(turn('Ana Novak').getByRole('list')).toContainText('The certificate expired');
  expect(await axe()).toEqual([]);
  await shot('premortem-private');
  await page.keyboard.press('Control+Enter');
  await expect(turn('Jun Takeda').getByLabel('Cause')).toHaveValue('');
  await expect(page.getByText('The certificate expired')).toHaveCount(0);
  await turn('Jun Takeda').getByLabel('Cause').fill('Expired certificates on the terminals');
  await page.keyboard.press('Enter');
  await turn('Jun Takeda').getByLabel('Cause').fill('The old format was cached');
  await page.keyboard.press('Control+Enter');
  await turn('Lea Roth').getByLabel('Cause').fill('Nobody watched the queue');
  await page.keyboard.press('Control+Enter');
  await expect(workshop).toContainText('4 causes written. Nobody sees them before.');
  expect(await axe()).toEqual([]);
  await workshop.scrollIntoViewIfNeeded();
  await shot('premortem-writing');

  await workshop.getByRole('button', { name: 'Lay the causes open…' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Lay open' }).click();
  const causes = workshop.getByRole('list', { name: 'Causes by rank' });
  const first = causes.locator('> li').first();
  await expect(first).toContainText('Expired certificates on the terminals');
  await workshop.getByRole('button', { name: 'One vote more for Nobody watched the queue' }).click();
  await expect(first).toContainText('Nobody watched the queue');
  await workshop.getByLabel('Put “The old format was cached” with').selectOption({ label: '1. Nobody watched the queue' });
  await expect(causes.locator('> li')).toHaveCount(2);
  await workshop.getByRole('button', { name: 'Close the pre-mortem' }).press('Enter');
  await expect(page.getByRole('dialog', { name: 'Why this is not possible now' })).toContainText('Say what becomes of each of the top causes');
  await page.keyboard.press('Escape');
  await workshop.getByRole('button', { name: 'Make a failure mode of Nobody watched the queue' }).click();
  const row = page.getByRole('dialog', { name: 'A failure mode out of the pre-mortem' });
  await rate(row, [7, 4, 5]);
  await page.keyboard.press('Control+Enter');
  await expect(card(page, /^Failure modes/)).toContainText('From the pre-mortem: Nobody watched the queue');
  await workshop.getByRole('button', { name: 'Make a task of The certificate expired' }).click();
  const task = page.getByRole('dialog', { name: 'A task against this cause' });
  await task.getByLabel('Action').fill('Check the pins on all 210 terminals');
  await task.getByLabel('Owner').fill('Ravi Menon');
  await task.getByLabel('Due').fill('2027-03-01');
  await page.keyboard.press('Control+Enter');
  await expect(workshop).toContainText('Check the pins on all 210 terminals');
  expect(await axe()).toEqual([]);
  await workshop.scrollIntoViewIfNeeded();
  await shot('premortem-ranking');
  await workshop.getByRole('button', { name: 'Close the pre-mortem' }).click();
  await expect(workshop).toContainText('Completed');
  await workshop.getByRole('button', { name: 'The task for The certificate expired is done' }).click();
  await expect(workshop).toContainText('Task done');
  expect(await axe()).toEqual([]);

  await page.locator('#main').focus();
  await page.keyboard.press('Shift+P');
  for (const [name, of] of people.slice(0, 2)) {
    await workshop.getByLabel('Takes part').fill(name);
    await workshop.getByLabel('Function').fill(of);
    await workshop.getByRole('button', { name: 'Add' }).click();
    await workshop.getByRole('button', { name: `Write as ${name}` }).click();
    await turn(name).getByLabel('Cause').fill('Something else');
    await turn(name).getByRole('button', { name: 'Done' }).click();
  }
  await workshop.getByRole('button', { name: 'Lay the causes open…' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Lay open' }).click();
  await workshop.getByRole('button', { name: 'Close the pre-mortem' }).press('Enter');
  await expect(page.getByRole('dialog', { name: 'Why this is not possible now' })).toContainText('2 people have written a cause; a pre-mortem counts with 3 or more');
});

const commit = '1f0c8b2a9d3e4f5061728394a5b6c7d8e9f00112';
test('RISK-07 coverage for the right commit takes ten points off the score; a failed test and broken XML say why they do not', async ({ page, axe, shot }) => {
  await openSample(page);
  await aDraft(page);
  const credit = card(page, /^Coverage credit/);
  const score = page.locator('section').filter({ has: page.getByRole('heading', { name: 'Why this risk' }) }).locator('p b').first();
  const before = Number(await score.textContent());
  await credit.getByRole('button', { name: 'Commit…' }).click();
  await page.getByRole('dialog').getByLabel('Commit').fill(commit);
  await page.keyboard.press('Control+Enter');
  await expect(credit).toContainText(commit.slice(0, 12));
  const madeAt = new Date(Date.now() - 86_400_000).toISOString();
  const attach = async (coverage: string, tests: string): Promise<void> => {
    await page.locator('#main').focus();
    await page.keyboard.press('Shift+C');
    const dialog = page.getByRole('dialog', { name: /^Coverage and tests of/ });
    await dialog.getByLabel('Coverage report', { exact: true }).setInputFiles({ name: 'coverage.xml', mimeType: 'text/xml', buffer: Buffer.from(coverage) });
    await dialog.getByLabel('Test results', { exact: true }).setInputFiles({ name: 'junit.xml', mimeType: 'text/xml', buffer: Buffer.from(tests) });
    await page.keyboard.press('Control+Enter');
  };
  const good = cobertura({ covered: 17, total: 20, commit, madeAt });
  await attach(good, junit({ tests: 5 }));
  await expect(credit).toContainText('−10 points');
  await expect(score).toHaveText(String(before - 10));
  await expect(page.locator('section').filter({ has: page.getByRole('heading', { name: 'Why this risk' }) })).toContainText('Coverage credit');
  expect(await axe()).toEqual([]);
  await credit.scrollIntoViewIfNeeded();
  await shot('coverage-credit');
  await attach(good, junit({ tests: 5, failed: 1 }));
  await expect(credit).toContainText('1 of 5 tests failed; a credit needs every one to pass.');
  await expect(score).toHaveText(String(before));
  await attach(good.replace('</classes>', ''), junit({ tests: 5 }));
  const dialog = page.getByRole('dialog', { name: /^Coverage and tests of/ });
  await expect(dialog).toContainText('coverage.xml gives no credit, because it is no coverage report that can be read: the XML is broken');
  expect(await axe()).toEqual([]);
  await shot('coverage-broken');
});
