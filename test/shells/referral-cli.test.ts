// Preparing a meeting, referring and handing up on the command line (CAB-02, CAB-03, CAB-07), on a real workspace.
import { expect, onTestFinished, test } from 'vitest';
import type { Output } from '#contract/index.ts';
import { aDesk } from './gavel.ts';

test('CAB-07 an item is referred, answered and handed up in a terminal, and read there as sentences and tables', async () => {
  const desk = aDesk();
  onTestFinished(() => { desk.remove(); });
  const pass = { env: { GAVEL_PASSPHRASE: 'northwind sample' } };
  await desk.run(['sample', 'ws', '--size', 'small']);
  const says = async (person: string, ...args: string[]) => (await desk.run([...args, '--as', person], pass)).out;
  const chair = (...args: string[]) => says('Marta Lindqvist', ...args);
  const { value: board } = await desk.json(['meeting', 'agenda', '--as', 'Marta Lindqvist'], pass) as { value: Output<'cab.board'> };
  const meeting = board.meeting!.number;
  const items = board.onAgenda.map(({ number }) => number);

  const outlook = await chair('meeting', 'outlook');
  expect(outlook).toMatch(/agenda closes \d+ h before a session/);
  const proposal = await chair('meeting', 'propose', meeting);
  expect(proposal).toMatch(new RegExp(`^${meeting} .* min planned`));
  expect(proposal).toContain('Standing topic');

  await chair('meeting', 'start', meeting);
  await chair('meeting', 'roll-call', meeting, ...board.attendance.flatMap(({ name }) => ['--present', name]));
  expect(await chair('meeting', 'refer', meeting, items[0]!, '--expert', 'Tomasz Zielinski', '--question', 'Does the old cipher still work?')).toContain(`Referred in ${meeting}.`);
  expect(await chair('meeting', 'hand-up', meeting, items[1]!, '--why', 'no-context', '--reason', 'Nobody here knows the mainframe')).toContain(`Handed up in ${meeting}.`);
  const waiting = await says('Tomasz Zielinski', 'referral', 'list', '--open');
  expect(waiting).toMatch(new RegExp(`${items[0]!} +Tomasz Zielinski +waiting .*Marta Lindqvist +Does the old cipher still work\\?`));
  // What waits for me is asked in somebody's name; without one the program asks whose.
  expect(await says('Tomasz Zielinski', 'referral', 'list', '--mine')).toContain('Does the old cipher still work?');
  expect(await says('Ingrid Solberg', 'referral', 'list', '--mine')).not.toContain('Does the old cipher still work?');
  const { value: work } = await desk.json(['work.mine', '--as', 'Tomasz Zielinski'], pass) as { value: Output<'work.mine'> };
  expect(work.rows.flatMap(({ tasks }) => tasks.map(({ kind }) => kind))).toContain('referral');
  expect(await desk.run(['referral', 'list', '--mine'], pass)).toMatchObject({ code: 2, err: expect.stringContaining('Say who acts with --as') as string });
  await says('Tomasz Zielinski', 'referral', 'answer', items[0]!, 'against', 'Only until March');
  expect(await chair('referral', 'list')).toMatch(/answered .*against it: Only until March/);
  const shown = await chair('referral', 'show', items[1]!);
  expect(shown).toMatch(/Decided by +Enterprise board or above/);
  expect(shown).toContain('Nobody was asked.');
  expect(shown).toMatch(/Enterprise board +no technical context +Marta Lindqvist .*Nobody here knows the mainframe/);
});
