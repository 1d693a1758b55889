// A member's ballot, written on one screen and taken by the chair on another; here both are the same laptop.
import { join } from 'node:path';
import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from './support/fixture.ts';

test('CAB-05 a ballot is written and taken in the meeting view; one that was altered is refused and listed', async ({ page, axe, shot, exportsDir }) => {
  await expect(page.getByRole('button', { name: 'Look around first' })).toBeVisible();
  await page.keyboard.press('1');
  await expect(page.getByRole('navigation', { name: 'Places' })).toBeVisible({ timeout: 120_000 });
  const item = await page.evaluate(async () => {
    const ask = async (name: string, input: object): Promise<never> => {
      const reply = await window.gavel!.call(name as 'cab.board', input);
      if (!reply.ok) throw new Error(reply.error.code);
      return reply.value as never;
    };
    const board: { meeting: { number: string }; onAgenda: { id: string; number: string }[]; attendance: { person: string; name: string }[] } = await ask('cab.board', {});
    const meeting = board.meeting.number;
    await ask('meeting.start', { meeting });
    await ask('meeting.rollCall', { meeting, attendance: board.attendance.map(({ person, name }) => ({ person, status: name === 'Marta Lindqvist' ? 'late' : 'present' })) });
    for (const { id, number } of board.onAgenda) {
      const run: { voters: { name: string; how: string }[] } = await ask('meeting.run', { meeting, item: id });
      if (run.voters.some(({ name, how }) => name === 'Marta Lindqvist' && how === 'self')) {
        await ask('meeting.open', { meeting, item: id });
        window.location.hash = `#/meetings/${meeting}/run`;
        return { meeting, number };
      }
    }
    throw new Error('the chair may vote on no item');
  });
  await expect(page.getByRole('region', { name: 'Quorum' }).or(page.getByLabel('Quorum'))).toBeVisible();
  await page.keyboard.press('b');
  const dialog = page.getByRole('dialog', { name: 'Ballots of absent members' });
  await dialog.getByLabel(`My vote on ${item.number}, if I am away`).selectOption('approve');
  await dialog.getByRole('button', { name: 'Write my ballot' }).click();
  const written = dialog.getByRole('status').filter({ hasText: 'Carry it to the laptop of the chair.' });
  await expect(written).toBeVisible();
  const name = /M-\S+\.json/.exec(await written.innerText())![0];
  const altered = join(exportsDir, 'altered.json');
  writeFileSync(altered, readFileSync(join(exportsDir, name), 'utf8').replace('"vote":"approve"', '"vote":"reject"'));
  await dialog.getByLabel('Ballot file').setInputFiles(altered);
  await expect(dialog.getByText('does not count: its signature does not hold. It is listed in the minutes.')).toBeVisible();
  await dialog.getByLabel('Ballot file').setInputFiles(join(exportsDir, name));
  await expect(dialog.getByText(`on ${item.number} counts: approve.`)).toBeVisible();
  expect(await axe()).toEqual([]);
  await shot('meeting-ballot');
  await page.keyboard.press('Escape');
  await expect(page.getByText('Ballots that do not count: Marta Lindqvist (its signature does not hold)')).toBeVisible();
});
