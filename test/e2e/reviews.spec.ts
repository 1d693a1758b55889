// Reviews, evidence and exceptions of a change, by keyboard and by mouse.
import type { Page } from '@playwright/test';
import type { Asked, OpName, Output } from '../../src-main/contract/index.ts';
import { questions } from '../../src-main/domain/questionnaire.ts';
import { signInAs } from './support/example.ts';
import { expect, test } from './support/fixture.ts';

const [build, other] = ['b'.repeat(64), 'c'.repeat(64)];
const call = <N extends OpName>(page: Page, name: N, input: Asked<N>): Promise<Output<N>> => page.evaluate(async ([op, asked]) => {
  const reply = await window.gavel!.call<'workspace.status'>(op as never, asked as never) as { ok: true; value: unknown } | { ok: false; error: unknown };
  if (!reply.ok) throw new Error(`${op}: ${JSON.stringify(reply.error)}`);
  return reply.value;
}, [name as string, input as unknown] as const) as Promise<Output<N>>;

async function openSample(page: Page): Promise<void> {
  page.on('filechooser', () => {});
  await expect(page.getByRole('button', { name: 'Look around first' })).toBeVisible();
  await page.keyboard.press('1');
  await expect(page.getByRole('navigation', { name: 'Places' })).toBeVisible({ timeout: 120_000 });
}
const fields = {
  title: 'Rotate the signing keys of card authorisation', justification: 'The old ones end in January', service: 'Card authorisation', plannedStartAt: '2030-11-25T05:00:00.000Z', plannedEndAt: '2030-11-25T05:40:00.000Z',
  implementationPlan: 'Node by node', testPlan: 'Smoke', backoutPlan: 'Put the old keys back', impact: 'high', requester: 'Marta Lindqvist', owner: 'Marta Lindqvist',
} as const;
/** A draft of Marta's whose risk is High, and Tomasz as a security reviewer. */
async function prepare(page: Page): Promise<{ id: string; number: string }> {
  await openSample(page);
  await signInAs(page, 'Ingrid Solberg');
  await call(page, 'role.grant', { person: 'Tomasz Zielinski', role: 'technical-reviewer' });
  await signInAs(page, 'Marta Lindqvist');
  for (const { id } of (await call(page, 'roster.pending', {})).rows) await call(page, 'roster.confirm', { proposal: id });
  for (const skill of ['technical', 'security'] as const) await call(page, 'skill.tag', { person: 'Tomasz Zielinski', skill });
  const { id, number } = await call(page, 'change.create', fields);
  await call(page, 'risk.fill', { change: id, sensitivity: 'internal', users: 400, reversibility: 'rehearsed', answers: questions.map((question) => ({ question: question.id, answer: 'no' as const })), sign: true });
  await call(page, 'risk.setTier', { change: id, tier: 'high' });
  return { id, number: number! };
}
async function openPart(page: Page, number: string): Promise<void> {
  await page.evaluate((to) => { window.location.hash = to; }, `#/changes/${number}/reviews`);
  await expect(page.getByRole('heading', { name: 'Independent reviews' })).toBeVisible();
  await page.locator('#main').focus();
}
const needed = (page: Page, what: 'Reviews' | 'Evidence', label: string) => page.getByRole('list', { name: `${what} needed` }).getByRole('listitem').filter({ hasText: label });

test('APR-04 a registrar vouches for what a person can review where people are kept, and never for herself', async ({ page, axe, shot }) => {
  await openSample(page);
  await page.keyboard.press('g');
  await page.keyboard.press('p');
  await page.getByRole('button', { name: 'Tomasz Zielinski' }).press('Enter');
  const panel = page.getByRole('complementary', { name: 'Tomasz Zielinski' });
  await panel.getByLabel('Security review').focus();
  await page.keyboard.press('Space');
  await expect(panel.getByLabel('Security review')).toBeChecked();
  expect((await call(page, 'skill.list', {})).rows.filter(({ name }) => name === 'Tomasz Zielinski')).toMatchObject([{ skills: ['security'] }]);
  expect(await axe()).toEqual([]);
  await shot('reviews-skills');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Marta Lindqvist' }).press('Enter');
  await expect(page.getByRole('complementary', { name: 'Marta Lindqvist' }).getByLabel('Security review')).toBeDisabled();
});

test('APR-04 a High change names its missing reviews; one is asked for, commented on and signed by keyboard, and goes stale with the plan', async ({ page, axe, shot }) => {
  const { id, number } = await prepare(page);
  await openPart(page, number);
  await expect(needed(page, 'Reviews', 'Technical review')).toContainText('The technical review is missing');
  await expect(needed(page, 'Reviews', 'Security review')).toContainText('missing');
  expect(await axe()).toEqual([]);
  await shot('reviews-empty');
  // The chair who asked for the change has no such role; key and button say why.
  await page.keyboard.press('r');
  await expect(page.getByRole('dialog', { name: /Sign the/ })).toHaveCount(0);
  await page.getByRole('button', { name: 'Ask… for the security review' }).press('Enter');
  const asking = page.getByRole('dialog', { name: `Ask for the security review of ${number}` });
  await asking.getByLabel('Whom').selectOption('Tomasz Zielinski');
  await asking.getByLabel('Note').fill('Before Friday, please');
  expect(await axe()).toEqual([]);
  await page.keyboard.press('Control+Enter');
  await expect(asking).toHaveCount(0);
  await expect(page.getByRole('list', { name: 'Reviews signed and asked for' })).toContainText('Security review asked of Tomasz Zielinski: Before Friday, please');

  await signInAs(page, 'Tomasz Zielinski');
  await openPart(page, number);
  await page.keyboard.press('k');
  await page.getByLabel('Comment').fill('Which node goes first?');
  await page.getByLabel('On the').selectOption('security review');
  await page.getByLabel('It blocks').check();
  await page.keyboard.press('Control+Enter');
  await expect(page.getByRole('list', { name: 'Comments' })).toContainText('Which node goes first?');
  await page.keyboard.press('r');
  const signing = page.getByRole('dialog', { name: /^Sign the / });
  await expect(signing).toBeVisible();
  await signing.getByLabel('Review').selectOption('Security review');
  await page.keyboard.press('Control+Enter');
  await expect(signing.getByText('Choose a verdict')).toBeVisible();
  await signing.getByLabel('Verdict').selectOption('approve');
  await signing.getByLabel('Comments').fill('Keys are rotated one node at a time.');
  expect(await axe()).toEqual([]);
  await shot('reviews-sign');
  await page.keyboard.press('Control+Enter');
  await expect(signing).toHaveCount(0);
  await expect(needed(page, 'Reviews', 'Security review')).toContainText('A blocking comment of the security review is open');
  await page.getByRole('button', { name: 'Resolve the comment of Tomasz Zielinski' }).press('Enter');
  await expect(needed(page, 'Reviews', 'Security review').getByRole('img', { name: 'there' })).toBeVisible();
  await signInAs(page, 'Marta Lindqvist');
  await call(page, 'change.edit', { change: id, fields: { implementationPlan: 'Both nodes at once' } });
  await openPart(page, number);
  await expect(needed(page, 'Reviews', 'Security review')).toContainText('signed for an earlier scope');
  await expect(page.getByRole('group', { name: number })).toContainText('Author of plans');
  expect(await axe()).toEqual([]);
  await shot('reviews-stale');
});

test('APR-05 evidence is attached by key and by drop, shows the mismatch in red, is withdrawn, and turns the checklist green', async ({ page, axe, shot }) => {
  const { id, number } = await prepare(page);
  await call(page, 'evidence.declare', { change: id, artefacts: [{ sha256: build, name: 'cards-7.2.tar' }] });
  await openPart(page, number);
  await expect(needed(page, 'Evidence', 'Test results')).toContainText('nothing is attached yet');
  await page.keyboard.press('a');
  const dialog = page.getByRole('dialog', { name: `Attach evidence to ${number}` });
  await page.keyboard.press('Control+Enter');
  await expect(dialog.getByText('Choose a file first')).toBeVisible();
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), dialog.getByRole('button', { name: 'Choose a file', exact: true }).click()]);
  await chooser.setFiles({ name: 'junit-<b>7</b>.xml', mimeType: 'text/xml', buffer: Buffer.from('<testsuite tests="3"/>') });
  await dialog.getByLabel('What it shows').selectOption('Test results');
  await dialog.getByLabel('Or another one, by SHA-256').fill(other);
  expect(await axe()).toEqual([]);
  await shot('reviews-attach');
  await page.keyboard.press('Control+Enter');
  await expect(dialog).toHaveCount(0);
  await expect(needed(page, 'Evidence', 'Test results')).toContainText('is about another artefact, cccccccccccc…');
  await expect(needed(page, 'Evidence', 'Test results').getByRole('img', { name: 'missing' })).toBeVisible();

  // A file that is dropped brings the dialog along; the declared artefact is chosen already.
  const transfer = await page.evaluateHandle(() => { const data = new DataTransfer(); data.items.add(new File(['<testsuite tests="4"/>'], 'junit.xml')); return data; });
  await page.getByText('Or drop a file here').dispatchEvent('drop', { dataTransfer: transfer });
  await dialog.getByLabel('What it shows').selectOption('Test results');
  await page.keyboard.press('Control+Enter');
  await expect(dialog).toHaveCount(0);
  await expect(needed(page, 'Evidence', 'Test results').getByRole('img', { name: 'there' })).toBeVisible();
  await page.getByRole('button', { name: /^Withdraw… E-.*-0009/ }).press('Enter');
  await page.getByRole('alertdialog').getByLabel('Reason').fill('Another build');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('list', { name: 'Evidence attached' })).toContainText('Withdrawn by Marta Lindqvist: Another build');
  await page.getByRole('button', { name: /^Write out E-.*-0010/ }).press('Enter');
  await expect(page.getByText('its digest matches')).toBeVisible();
  expect(await axe()).toEqual([]);
  await shot('reviews-evidence');
  // An empty file proves nothing.
  await page.keyboard.press('a');
  const [again] = await Promise.all([page.waitForEvent('filechooser'), dialog.getByRole('button', { name: 'Choose a file', exact: true }).click()]);
  await again.setFiles({ name: 'undo.sh', mimeType: 'text/plain', buffer: Buffer.from('') });
  await dialog.getByLabel('What it shows').selectOption('Backout script');
  await page.keyboard.press('Control+Enter');
  await expect(dialog.getByText('has no bytes, so it proves nothing').first()).toBeVisible();
});

test('APR-06 an exception is asked for, granted above the rule by another person, renewed, and listed until it ends', async ({ page, axe, shot }) => {
  const { number } = await prepare(page);
  await page.keyboard.press('g');
  await page.keyboard.press('w');
  await expect(page.getByRole('heading', { level: 1, name: 'Exceptions' })).toBeVisible();
  await signInAs(page, 'Tomasz Zielinski');
  await openPart(page, number);
  await page.keyboard.press('x');
  const dialog = page.getByRole('dialog', { name: 'Ask for an exception' });
  await page.keyboard.press('Control+Enter');
  await expect(dialog.getByText('An exception has an end')).toBeVisible();
  await dialog.getByLabel('Rule needed').selectOption('APR-05');
  await expect(dialog.getByText('Granted by change manager or chair or executive')).toBeVisible();
  await dialog.getByLabel('Why the rule cannot be met').fill('The test runner is down until Monday');
  await dialog.getByLabel('What is done instead').fill('Two people test by hand and sign the sheet');
  await dialog.getByLabel('Who answers for the risk').selectOption('Grace Obi');
  const today = new Date();
  const inDays = (days: number): string => new Date(today.getTime() + days * 86_400_000).toISOString().slice(0, 10);
  await dialog.getByLabel('Last day').fill(inDays(45));
  await page.keyboard.press('Control+Enter');
  await expect(dialog.getByText('An exception holds 30 days at most, not 46')).toBeVisible();
  expect(await axe()).toEqual([]);
  await shot('exceptions-request');
  await dialog.getByLabel('Last day').fill(inDays(5));
  await page.keyboard.press('Control+Enter');
  await expect(dialog).toHaveCount(0);
  await expect(page.getByRole('list', { name: 'Exceptions that speak for this change' })).toContainText('asked for');

  await signInAs(page, 'Marta Lindqvist');
  await page.keyboard.press('g');
  await page.keyboard.press('w');
  await page.getByRole('button', { name: /^Grant… X-/ }).press('Enter');
  await expect(page.getByRole('alertdialog')).toContainText('Two people test by hand');
  expect(await axe()).toEqual([]);
  await page.getByRole('button', { name: 'Sign and grant' }).press('Enter');
  await expect(page.getByRole('list', { name: 'Exceptions' })).toContainText('6 days left');
  await page.getByRole('button', { name: /^Renew… X-.*-0003/ }).press('Enter');
  const renewing = page.getByRole('dialog', { name: /^Renew X-/ });
  await renewing.getByLabel('New last day').fill(inDays(20));
  await page.keyboard.press('Control+Enter');
  await expect(renewing).toHaveCount(0);
  await expect(page.getByRole('list', { name: 'Exceptions' })).toContainText('21 days left');
  expect(await axe()).toEqual([]);
  await shot('exceptions');
  await openPart(page, number);
  await expect(needed(page, 'Evidence', 'Test results')).toContainText('Waived until');
  await shot('reviews-waived');
});
