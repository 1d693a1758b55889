// Compliance rules and the control matrix beside the other tabs of an audit.
import { expect, test } from './support/fixture.ts';
import { call } from './support/calls.ts';
import { openSample, signInAs } from './support/example.ts';

test('AUD-05 the rules are tested by one key, a failure becomes a finding, and the report is written', async ({ page, axe, shot }) => {
  await openSample(page);
  await page.keyboard.press('g');
  await page.keyboard.press('a');
  await expect(page.getByRole('heading', { level: 1, name: 'Audit' })).toBeVisible();
  await page.keyboard.press('5');
  await expect(page.getByRole('list', { name: 'Rules' }).getByRole('listitem')).toHaveCount(7);
  expect(await axe()).toEqual([]);
  await shot('audit-compliance-rules');

  await page.keyboard.press('t');
  const tested = page.getByRole('list', { name: 'Tested rules' });
  await expect(tested.getByRole('button', { name: /Overdue access reviews Not tested/ })).toBeVisible();
  await expect(tested.getByRole('button', { name: /Unauthorised deployments Fail/ })).toHaveAttribute('aria-pressed', 'true');
  expect(await axe()).toEqual([]);
  const failures = page.getByRole('list', { name: 'Failures' });
  await failures.getByRole('button', { name: /Raise a finding on/ }).first().press('Enter');
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByLabel('Control')).toHaveValue('unauthorised-deployments');
  await dialog.getByLabel('Severity').selectOption('high');
  await dialog.getByLabel('Who answers for it').selectOption({ label: 'Marta Lindqvist' });
  await page.keyboard.press('Control+Enter');
  await expect(failures.getByRole('link', { name: 'F-A1-0001' })).toBeVisible();
  await shot('audit-compliance');
  await tested.getByRole('button', { name: /Overdue access reviews/ }).click();
  await expect(page.getByText('Nothing in this period is in the population')).toBeVisible();
  await page.keyboard.press('w');
  await expect(page.getByText('Written and signed.')).toBeVisible({ timeout: 30_000 });
  expect(await axe()).toEqual([]);
});

test('AUD-04 the matrix tells evidence from gaps, a control of one’s own is added, and a tagged change says what it is asked for', async ({ page, axe, shot }) => {
  await openSample(page);
  await page.keyboard.press('g');
  await page.keyboard.press('a');
  await expect(page.getByRole('heading', { level: 1, name: 'Audit' })).toBeVisible();
  await page.keyboard.press('8');
  const iso = page.getByRole('list', { name: 'ISO/IEC 27001:2022, Annex A' });
  await expect(iso).toBeVisible();
  await expect(page.getByRole('button', { name: 'Test the controls' })).not.toHaveAttribute('aria-disabled', 'true');
  expect(await axe()).toEqual([]);
  await page.keyboard.press('t');
  const installing = iso.getByRole('button', { name: /A\.8\.19 .* \d+ gaps?, \d+ records in order/ });
  await expect(installing).toBeVisible();
  // How many there are depends on the day: the example ends today.
  const gaps = Number(/(\d+) gaps?,/.exec(await installing.innerText())?.[1]);
  expect(gaps).toBeGreaterThan(0);
  await installing.click();
  await expect(page.getByRole('list', { name: 'Gaps' }).getByRole('listitem')).toHaveCount(gaps);
  expect(await axe()).toEqual([]);
  await shot('audit-controls');

  await page.keyboard.press('c');
  const dialog = page.getByRole('dialog', { name: 'Add a control' });
  await dialog.getByLabel('Identifier').fill('INT/CAB-9');
  await dialog.getByRole('textbox', { name: 'Title' }).fill('Two people watch every deployment');
  await dialog.getByRole('checkbox', { name: 'Duty conflicts' }).check();
  await dialog.getByRole('textbox', { name: 'Why' }).fill('Since the last audit');
  expect(await axe()).toEqual([]);
  await shot('audit-control-map');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByRole('list', { name: 'Internal policy' }).getByRole('button', { name: /CAB-9/ })).toHaveAttribute('aria-pressed', 'true');

  const number = await page.evaluate(async () => {
    const reply = await window.gavel!.call('change.list', { text: 'desk terminal' });
    return reply.ok ? reply.value.rows[0]!.number : '';
  });
  await page.evaluate((hash) => { location.hash = hash; }, `#/changes/${number}/reviews`);
  const asked = page.getByRole('list', { name: 'Asked for by its tags' });
  await expect(asked.getByText('Approval of the business owner')).toBeVisible();
  await asked.getByRole('button', { name: 'State… the impact on personal data' }).press('Enter');
  const impact = page.getByRole('dialog', { name: 'Impact on personal data' });
  await impact.getByLabel('What it does').selectOption('unchanged');
  await impact.getByLabel('Which data, and what changes for whom').fill('Names of traders, shown as before');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByText('Personal data is processed as before')).toBeVisible();
  expect(await axe()).toEqual([]);
  await shot('change-obligations');
});

test('AUD-04 whoever answers for the business signs a SOX change in the window: others are told whose signature it takes, and an edit voids it', async ({ page, axe, shot }) => {
  await openSample(page);
  // Two registrars make Tomasz a service owner.
  await signInAs(page, 'Ingrid Solberg');
  expect(await page.evaluate(async () => (await window.gavel!.call('role.grant', { person: 'Tomasz Zielinski', role: 'service-owner' })).ok)).toBe(true);
  await signInAs(page, 'Marta Lindqvist');
  const [proposal] = (await call(page, 'roster.pending', {})).rows;
  await call(page, 'roster.confirm', { proposal: proposal!.id });
  const number = (await call(page, 'change.list', { text: 'desk terminal' })).rows[0]!.number;
  const asked = page.getByRole('list', { name: 'Asked for by its tags' });
  const signing = page.getByRole('dialog', { name: 'Approve as the business owner' });
  const openReviews = async (): Promise<void> => {
    await page.evaluate((hash) => { location.hash = hash; }, `#/changes/${number}/reviews`);
    await expect(asked.getByText('Approval of the business owner')).toBeVisible();
  };
  await openReviews();
  await asked.getByRole('button', { name: /Approve… as the business owner/ }).press('Enter');
  await expect(page.getByRole('dialog', { name: 'Why this is not possible now' })).toContainText('service-owner or executive');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();

  await signInAs(page, 'Tomasz Zielinski');
  await openReviews();
  await expect(async () => { await page.keyboard.press('b'); await expect(signing).toBeVisible({ timeout: 1000 }); }).toPass();
  await page.keyboard.press('Control+Enter');
  await expect(signing.getByText('Say why')).toBeVisible();
  await signing.getByLabel('Why the business agrees').fill('The desk closes at six; nobody trades then');
  expect(await axe()).toEqual([]);
  await shot('change-owner-signs');
  await page.keyboard.press('Control+Enter');
  await expect(signing).toBeHidden();
  await expect(page.getByText('Approved by Tomasz Zielinski')).toBeVisible();
  expect((await call(page, 'explorer.record', { record: number })).events.at(-1)).toMatchObject({ by: 'Tomasz Zielinski', isSigned: true });
  await call(page, 'change.edit', { change: number, fields: { service: 'Payment hub' } });
  await expect(page.getByText('Approved by Tomasz Zielinski, for an earlier scope')).toBeVisible();
  expect(await axe()).toEqual([]);
  await shot('change-owner-signed');
});
