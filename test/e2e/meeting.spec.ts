// A meeting run from the keyboard alone: roll call, votes, every decision, recusal, a quorum that is lost, a late item, the wall, the end.
import type { Page } from '@playwright/test';
import { call } from './support/calls.ts';
import { expect, test } from './support/fixture.ts';

async function openBoard(page: Page): Promise<string> {
  await expect(page.getByRole('button', { name: 'Look around first' })).toBeVisible();
  await page.keyboard.press('1');
  await expect(page.getByRole('navigation', { name: 'Places' })).toBeVisible({ timeout: 120_000 });
  await expect(page.getByRole('button', { name: 'Meeting view' })).toBeVisible();
  return (await call(page, 'cab.board', {})).meeting!.number;
}

const press = async (page: Page, ...keys: string[]): Promise<void> => { for (const key of keys) await page.keyboard.press(key); };

test('CAB-04 CAB-05 a chair runs a meeting with the keyboard alone, and the wall shows what the room must see', async ({ page, axe, shot }) => {
  test.setTimeout(180_000);
  const number = await openBoard(page);
  await press(page, 'v');
  await expect(page.getByRole('heading', { name: 'Ready to begin' })).toBeVisible();
  await shot('meeting-before');
  await press(page, 'Enter');
  await expect(page.getByText('in session since')).toBeVisible();

  await press(page, 'o');
  const roll = page.getByRole('dialog', { name: 'Roll call' });
  await roll.getByRole('button', { name: 'Everybody else is here' }).press('Enter');
  await expect(roll.getByText('the board can decide')).toBeVisible();
  await press(page, 'Escape');

  await press(page, 'ArrowRight');
  const first = (await call(page, 'meeting.run', { meeting: number })).items[0]!;
  await expect(page.getByRole('heading', { name: first.title })).toBeVisible();
  await expect(page.getByLabel('Agenda').getByRole('button', { name: new RegExp(first.title.slice(0, 20).replaceAll(/[^\w ]/g, '.')) })).toHaveAttribute('aria-current', 'step');
  await page.waitForTimeout(300);
  expect(await axe()).toEqual([]);
  await shot('meeting-item');

  // One voter declares a conflict of interest, the others vote digit by digit.
  await press(page, 'v', '0');
  const recusal = page.getByRole('dialog', { name: /declares a conflict of interest/ });
  await expect(recusal).toBeVisible();
  await page.keyboard.type('Works with the vendor');
  await press(page, 'Enter');
  await expect(recusal).toBeHidden();
  await expect(page.getByText('Recused: Works with the vendor')).toBeVisible();
  await press(page, 'v');
  const votes = page.getByRole('dialog', { name: /^Votes/ });
  await expect(votes).toBeVisible();
  await press(page, '1', '2');
  await expect(votes.getByText('With conditions', { exact: true }).first()).toBeVisible();
  await shot('meeting-votes');
  await press(page, 'Escape');
  // Edited while it is before the board: what was voted falls, the chair is told, and the board votes again.
  const { revision } = (await call(page, 'cab.packet', { change: first.number })).card;
  await call(page, 'change.edit', { change: first.number, fields: { description: 'Another text than they voted on' } });
  const fallen = page.getByRole('status').filter({ hasText: 'The change was edited after the vote.' });
  await expect(fallen).toBeVisible();
  await expect(page.getByText('ask again', { exact: true })).toHaveCount(2);
  expect(await axe()).toEqual([]);
  await shot('meeting-edited');
  await press(page, 'p');
  await expect(page.getByText('Edited since the vote')).toBeVisible();
  await shot('projector-edited');
  await press(page, 'Escape');
  await expect(fallen).toBeVisible();
  expect((await call(page, 'cab.packet', { change: first.number })).card.revision).not.toBe(revision);
  await press(page, 'v');
  await expect(votes).toBeVisible();
  await press(page, '1', '2');
  await expect(votes.getByText('With conditions', { exact: true }).first()).toBeVisible();
  await press(page, 'Escape');
  await expect(fallen).toHaveCount(0);
  await press(page, 'm');
  await page.keyboard.type('Rehearse on node 4');
  await press(page, 'Control+Enter');
  await expect(page.getByText('Rehearse on node 4').first()).toBeVisible();
  await expect(page.getByRole('dialog')).toHaveCount(0);

  await press(page, 'p');
  await expect(page.getByText('Voting', { exact: true })).toBeVisible();
  await shot('projector-voting');
  await press(page, 'a');
  await expect(page.getByRole('dialog', { name: /^Approve/ })).toBeVisible();
  await press(page, 'Enter');
  await expect(page.getByRole('status').getByText('Approved')).toBeVisible();
  await shot('projector-decided');
  await press(page, 'Escape');
  await expect(page.getByText(/1 of \d+ done/)).toBeVisible();

  // The next item is set aside and comes back; a third one loses its quorum.
  await press(page, 'ArrowRight');
  await expect(page.getByText(/^Item 2 of/)).toBeVisible();
  await press(page, 's');
  await expect(page.getByText('set aside').first()).toBeVisible();
  await press(page, 's');
  await expect(page.getByText('set aside')).toHaveCount(0);
  const { room } = await call(page, 'meeting.run', { meeting: number });
  await call(page, 'meeting.rollCall', { meeting: number, attendance: room.filter((seat) => seat.isVoting).slice(2).map(({ person }) => ({ person, status: 'left' as const })) });
  await expect(page.getByText('Nothing can be decided until it is met.')).toBeVisible();
  await page.getByRole('button', { name: 'Approve', exact: true }).press('Enter');
  await expect(page.getByText(/quorum/i).first()).toBeVisible();
  await shot('meeting-no-quorum');
  await press(page, 'Escape');
  await call(page, 'meeting.rollCall', { meeting: number, attendance: room.map(({ person }) => ({ person, status: 'present' as const })) });

  await press(page, 't');
  await page.keyboard.type('Open findings of the last audit');
  await press(page, 'Tab', 'Tab');
  await page.keyboard.type('Asked for by the auditor');
  await press(page, 'Enter');
  await expect(page.getByRole('button', { name: /Open findings of the last audit/ })).toBeVisible();

  await press(page, 'e');
  const end = page.getByRole('alertdialog', { name: `End ${number}?` });
  await expect(end).toBeVisible();
  await end.getByRole('button', { name: 'End the meeting' }).press('Enter');
  await expect(page.getByRole('article', { name: `Minutes of ${number}` })).toBeVisible();
});
