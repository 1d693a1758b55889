// Meetings in a list, and the minutes of one: read, signed by the chair, written as a PDF.
import type { Page } from '@playwright/test';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { call } from './support/calls.ts';
import { expect, test } from './support/fixture.ts';

async function openMeetings(page: Page): Promise<void> {
  await expect(page.getByRole('button', { name: 'Look around first' })).toBeVisible();
  await page.keyboard.press('1');
  await expect(page.getByRole('navigation', { name: 'Places' })).toBeVisible({ timeout: 120_000 });
  await page.keyboard.press('g');
  await page.keyboard.press('m');
  await expect(page.getByRole('row', { name: /M-A1-/ }).first()).toBeVisible();
}

const hostile = '<img src=x onerror="document.title=1"> \u202Ereversed';

/** Holds the next meeting: one item approved by vote, one with a condition, one deferred, the others left open. */
async function holdMeeting(page: Page): Promise<string> {
  const board = await call(page, 'cab.board', {});
  const meeting = board.meeting!.number;
  await call(page, 'meeting.start', { meeting });
  await call(page, 'meeting.rollCall', { meeting, attendance: board.attendance.map((a, i) => ({ person: a.person, status: i === 1 ? 'apologies' as const : 'present' as const })) });
  const [first, second, third] = board.onAgenda.map((card) => card.number);
  const able = (await call(page, 'meeting.run', { meeting, item: first! })).voters.filter(({ how }) => how === 'self');
  for (const { person } of able.slice(0, 3)) await call(page, 'meeting.vote', { meeting, change: first!, person, vote: 'approve' });
  await call(page, 'meeting.note', { meeting, item: first!, text: 'Rehearse on node 4' });
  await call(page, 'meeting.addTopic', { meeting, title: 'Open findings', reason: 'Came up today' });
  const topic = (await call(page, 'meeting.run', { meeting })).items.find(({ kind }) => kind === 'topic')!;
  await call(page, 'meeting.conclude', { meeting, item: topic.id, outcome: 'Two closed, one stays open' });
  await call(page, 'cab.recordDecision', { meeting, change: first!, verdict: 'approved', reason: hostile });
  await call(page, 'cab.recordDecision', { meeting, change: second!, verdict: 'approved-with-conditions', conditions: [{ text: 'Rehearse the backout', owner: 'Priya Raman', dueOn: '2027-01-12', when: 'before' }] });
  await call(page, 'cab.recordDecision', { meeting, change: third!, verdict: 'deferred', reason: 'The vendor is not ready.', deferredTo: '2027-01-19' });
  await call(page, 'meeting.end', { meeting, actions: [{ text: 'Ask the vendor for a date', owner: 'Nadia Marsh', dueOn: '2027-01-08' }] });
  return meeting;
}

test('CAB-06 the chair reads the minutes, signs them and writes the PDF, all by keyboard', async ({ page, axe, shot, exportsDir }) => {
  await openMeetings(page);
  const meeting = await holdMeeting(page);
  await expect(page.getByRole('row', { name: new RegExp(meeting) })).toContainText('to be signed');
  await page.keyboard.press('m');
  const paper = page.getByRole('article', { name: `Minutes of ${meeting}` });
  await expect(paper).toContainText('9 items: 1 approved, 1 with conditions, 1 deferred, 5 not decided and 1 noted. Quorate throughout.');
  await expect(paper.getByRole('row', { name: /Apologies/ })).toHaveCount(1);
  await expect(paper.getByRole('list', { name: 'Quorum' })).toContainText('roll call: 5 of 6 voting members present, 4 needed; quorate.');
  for (const said of ['Rehearse on node 4', 'Outcome: Two closed, one stays open', 'Late item, taken on because: Came up today.', 'M-A1', 'MIN, revision 1']) await expect(paper).toContainText(said);
  await expect(paper.getByRole('table', { name: '1 condition' })).toContainText('Rehearse the backout');
  await expect(paper.getByRole('row', { name: /Ask the vendor for a date Action Nadia Marsh 8 Jan/ })).toBeVisible();
  await expect(paper).toContainText(hostile);
  await expect(page.locator('main img')).toHaveCount(0);
  expect(await axe()).toEqual([]);

  await page.keyboard.press('x');
  const finishing = page.getByRole('dialog', { name: 'Mark an action done' });
  await expect(finishing.getByLabel('Action')).toHaveValue(/ 1$/);
  await finishing.getByLabel('Note').fill('They name it on Monday');
  expect(await axe()).toEqual([]);
  await shot('action-done');
  await page.keyboard.press('Control+Enter');
  await expect(finishing).toHaveCount(0);
  const today = page.getByRole('listitem').filter({ hasText: 'Ask the vendor for a date' });
  await expect(today).toContainText('Done: Marta Lindqvist');
  await expect(today).toContainText('They name it on Monday');
  await expect(page.getByRole('button', { name: /Mark one done/ })).toHaveCount(0);

  await page.keyboard.press('w');
  await expect(page.getByText('The chair has not signed the minutes yet.')).toBeVisible();
  await page.keyboard.press('s');
  const dialog = page.getByRole('alertdialog', { name: `Sign the minutes of ${meeting}?` });
  await expect(dialog).toContainText('makes this text final');
  await expect(dialog).toContainText('5 items will stand in it as not decided');
  await expect(dialog.getByRole('button', { name: 'Keep as it is' })).toBeFocused();
  expect(await axe()).toEqual([]);
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  const banner = page.getByRole('status').filter({ hasText: 'Signed and final.' });
  await expect(banner).toContainText('Marta Lindqvist signed them');
  const { digest } = await call(page, 'minutes.show', { meeting });
  await expect(banner).toContainText(digest);
  await expect(page.getByRole('button', { name: /^Sign/ })).toHaveCount(0);

  await page.keyboard.press('w');
  await expect(page.getByRole('status').filter({ hasText: /M-A1-\d+-MIN\.pdf, \d+ pages?, in / })).toBeVisible({ timeout: 30_000 });
  await expect(page.getByRole('button', { name: 'Open folder' })).toBeVisible();
  const file = join(exportsDir, `${meeting}-MIN.pdf`);
  expect(existsSync(file)).toBe(true);
  expect(readFileSync(file).subarray(0, 5).toString('latin1')).toBe('%PDF-');
  expect(await axe()).toEqual([]);
  await shot('minutes-signed');

  await page.keyboard.press('e');
  const addendum = page.getByRole('dialog', { name: `Addendum to the minutes of ${meeting}` });
  await expect(addendum).toContainText('The signed text stays as it is');
  await expect(addendum.getByRole('button', { name: 'Sign the addendum' })).toBeDisabled();
  await page.keyboard.type('The date agreed is 11 January.');
  expect(await axe()).toEqual([]);
  await page.keyboard.press('Control+Enter');
  await expect(paper).toContainText('The date agreed is 11 January.');
  await expect(paper).toContainText('MIN, revision 2');
  await expect(banner).toContainText(digest);
  await page.keyboard.press('w');
  await expect(page.getByRole('status').filter({ hasText: /M-A1-\d+-MIN-r2\.pdf, \d+ pages?, in / })).toBeVisible({ timeout: 30_000 });
  await page.keyboard.press('j');
  await expect(page.getByRole('status').filter({ hasText: /M-A1-\d+-MIN-r2\.json, the text that was signed, in / })).toBeVisible({ timeout: 30_000 });
  await shot('minutes-addendum');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('row', { name: new RegExp(meeting) })).toContainText('signed');
});

test('CAB-06 minutes of a meeting that has not ended cannot be signed, and the page says why', async ({ page, axe }) => {
  await openMeetings(page);
  await page.keyboard.press('m');
  await expect(page.getByRole('status').filter({ hasText: 'The meeting has not been held yet.' })).toBeVisible();
  await page.getByRole('button', { name: 'Sign' }).focus();
  await page.keyboard.press('Enter');
  const why = page.getByRole('dialog', { name: 'Why this is not possible now' });
  await expect(why).toContainText('End the meeting first');
  await expect(why).toContainText('meeting_not_ended');
  await expect(page.getByRole('alertdialog')).toHaveCount(0);
  await page.keyboard.press('Escape');
  expect(await axe()).toEqual([]);
});

test('CAB-06 signed minutes keep their digest when one of their conditions is met later', async ({ page }) => {
  await openMeetings(page);
  const meeting = await holdMeeting(page);
  await page.keyboard.press('m');
  await expect(page.getByText('Not signed yet.')).toBeVisible();
  await page.keyboard.press('s');
  await page.getByRole('alertdialog').getByRole('button', { name: 'Sign' }).click();
  await expect(page.getByText('Signed and final.')).toBeVisible();
  const { digest, items } = await call(page, 'minutes.show', { meeting });
  const condition = items[1]!.decision!.conditions[0]!.id;
  await call(page, 'change.meetCondition', { change: items[1]!.number, condition });
  await expect(page.getByRole('row', { name: /Rehearse the backout Open condition/ })).toHaveCount(0);
  await expect(page.getByRole('status').filter({ hasText: 'Signed and final.' })).toContainText(digest);
});

test('a meeting is called by keyboard in a zone of its own, and its board and minutes open from the list', async ({ page, axe, shot }) => {
  await openMeetings(page);
  const rows = page.getByRole('row', { name: /M-A1-/ });
  const before = await rows.count();
  expect(await axe()).toEqual([]);
  await shot('meetings');
  await page.keyboard.press('c');
  const dialog = page.getByRole('dialog', { name: 'Call a meeting' });
  await expect(dialog.getByLabel('Board')).toBeFocused();
  // Typed day first, whatever language the machine speaks.
  await dialog.getByLabel('Starts').focus();
  await page.keyboard.type('09022027');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.type('1400');
  await expect(dialog.getByLabel('Starts')).toHaveValue('2027-02-09T14:00');
  await shot('meeting-new');
  await dialog.getByLabel('Time zone').fill('Atlantis');
  await expect(dialog.getByText('Choose one of the list, such as Europe/London')).toBeVisible();
  await expect(dialog.getByRole('button', { name: 'Call the meeting' })).toBeDisabled();
  await dialog.getByLabel('Time zone').fill('Asia/Tokyo');
  await expect(dialog.getByLabel('Starts')).toHaveValue('2027-02-09T14:00');
  await dialog.getByLabel('Length').fill('45');
  expect(await axe()).toEqual([]);
  await page.keyboard.press('Enter');
  await expect(dialog).toHaveCount(0);
  await expect(rows).toHaveCount(before + 1);
  await expect(rows.first()).toContainText('Tue 9 Feb 2027, 14:00 – 14:45 Tokyo');
  const number = /M-A1-\d+/.exec(await rows.first().innerText())![0];
  await page.keyboard.press('j');
  await page.keyboard.press('k');
  await expect(page.locator('tr[aria-current="true"]')).toContainText(number);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(new RegExp(`#/board/${number}$`));
});
