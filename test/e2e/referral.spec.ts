// Referring with one key: the chair asks an expert from the runner, the expert answers from the list of what waits for them (CAB-07).
import { raiseAbove } from './support/above.ts';
import { call } from './support/calls.ts';
import { openSample, signInAs } from './support/example.ts';
import { expect, test } from './support/fixture.ts';

test('CAB-07 an item is referred with one key, waits in the list of the expert, and is answered with a signed opinion', async ({ page, axe, shot }) => {
  test.setTimeout(180_000);
  await openSample(page);
  await expect(page.getByRole('button', { name: 'Meeting view' })).toBeVisible();
  await page.keyboard.press('v');
  await expect(page.getByRole('heading', { name: 'Ready to begin' })).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page.getByText('in session since')).toBeVisible();
  await page.keyboard.press('o');
  const roll = page.getByRole('dialog', { name: 'Roll call' });
  await roll.getByRole('button', { name: 'Everybody else is here' }).press('Enter');
  await expect(roll.getByText('the board can decide')).toBeVisible();
  await page.keyboard.press('Escape');
  await page.keyboard.press('ArrowRight');
  await expect(page.getByText(/^Item 1 of/)).toBeVisible();

  await page.keyboard.press('f');
  const refer = page.getByRole('dialog', { name: /^Refer/ });
  await expect(refer).toBeVisible();
  await refer.getByLabel('To').selectOption({ label: 'Ingrid Solberg' });
  await refer.getByLabel('Question').fill('Does the old cipher still work?');
  expect(await axe()).toEqual([]);
  await shot('meeting-refer');
  await page.keyboard.press('Control+Enter');
  await expect(refer.getByText('Ingrid Solberg asked for', { exact: false })).toContainText('Choose somebody else');
  await shot('meeting-refer-refused');
  await refer.getByLabel('To').selectOption({ label: 'Tomasz Zielinski' });
  await page.keyboard.press('Control+Enter');
  await expect(refer).toBeHidden();
  await expect(page.getByText('Experts who were asked')).toBeVisible();
  // It stays with this meeting: what the board has passed on is not a late change to admit again.
  await expect(page.getByText('Late tray')).toHaveCount(0);
  await shot('meeting-referred');

  await page.evaluate(() => { window.location.hash = '#/work'; });
  await signInAs(page, 'Tomasz Zielinski');
  const task = page.getByRole('link', { name: /Give your opinion: Does the old cipher still work/ });
  await expect(task).toBeVisible();
  await task.press('Enter');
  await page.getByRole('button', { name: 'Give my opinion' }).press('Enter');
  const answer = page.getByRole('dialog', { name: /^Your opinion/ });
  await answer.getByLabel('I am').selectOption({ label: 'Against it' });
  await answer.getByLabel('Opinion').fill('Only until March');
  await shot('referral-answer');
  await page.keyboard.press('Control+Enter');
  await expect(answer).toBeHidden();
  await expect(page.getByText('Only until March').first()).toBeVisible();
  expect(await axe()).toEqual([]);
});

test('CAB-07 on the agenda board an item for a higher board is recommended or advised against, never approved', async ({ page, axe, shot }) => {
  test.setTimeout(180_000);
  await openSample(page);
  const change = await raiseAbove(page);
  const { meeting, attendance } = await call(page, 'cab.board', {});
  await call(page, 'cab.fill', { meeting: meeting!.id, changes: [change], topics: [], reason: 'Both units ask for it' });
  await call(page, 'meeting.start', { meeting: meeting!.id });
  await call(page, 'meeting.rollCall', { meeting: meeting!.id, attendance: attendance.map(({ person }) => ({ person, status: 'present' as const })) });
  await page.evaluate((number) => { window.location.hash = `#/board/${number}`; }, meeting!.number);
  const card = page.getByRole('region', { name: 'On the agenda', exact: true }).getByRole('button', { name: 'Both desks to the new printer queue', exact: true });
  await expect(card).toBeVisible();
  await card.focus();
  const bar = page.getByRole('region', { name: 'Decision' });
  await expect(bar).toContainText('The Enterprise board decides on this; this board recommends');
  await expect(bar.getByRole('button', { name: /^Recommend/ })).toBeEnabled();
  await expect(bar.getByRole('button', { name: /^Approve/ })).toHaveCount(0);
  expect(await axe()).toEqual([]);
  await shot('board-above');

  await page.keyboard.press('r');
  const against = page.getByRole('dialog', { name: /^Advise against/ });
  await expect(against.getByLabel('Reason')).toBeVisible();
  await page.keyboard.press('Control+Enter');
  await expect(against.getByText(/needs a reason/i).first()).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(against).toHaveCount(0);
  await card.focus();
  await page.keyboard.press('a');
  const recommending = page.getByRole('dialog', { name: /^Recommend/ });
  await expect(recommending).toContainText('passed on to the Enterprise board with this recommendation and your signature');
  expect(await axe()).toEqual([]);
  await shot('board-recommend');
  await page.keyboard.press('Control+Enter');
  await expect(recommending).toHaveCount(0);
  await expect(card).toHaveCount(0);
  expect((await call(page, 'change.show', { change })).decisions[0]).toMatchObject({ verdict: 'referred', recommends: 'approve' });
  expect((await call(page, 'change.show', { change })).state).toBe('awaiting-authorisation');
});
