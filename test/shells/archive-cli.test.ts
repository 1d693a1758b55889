// The archive and access reviews as text in a terminal (AUD-07, AUD-08).
import { expect, onTestFinished, test } from 'vitest';
import { aDesk } from './gavel.ts';

const pass = { env: { GAVEL_PASSPHRASE: 'northwind sample' } };

test('AUD-07 AUD-08 the archive is searched and extended, and an access review started and listed, as text', async () => {
  const desk = aDesk();
  onTestFinished(() => { desk.remove(); });
  await desk.run(['sample', 'ws', '--size', 'small']);
  const says = async (...args: string[]): Promise<string> => { const { out, err } = await desk.run([...args, '--as', 'Marta Lindqvist'], pass); return out || err; };
  const found = await says('archive', 'search');
  const number = /C-A1-\d+/.exec(found)?.[0] ?? '';
  expect(number).not.toBe('');
  expect(await says('archive', 'search', 'no such words anywhere')).not.toMatch(/C-A1-\d+/);
  expect(await says('archive', 'extend', number, '2099-01-01', 'A claim is open')).toContain('Done');
  expect(await says('archive', 'search')).toContain('2099-01-01');
  expect(await says('access', 'list')).toMatch(/^\d+ of \d+ rights are overdue for a review\n[\s\S]*V-A1-0001 +2026-10-26 +22 +22 .*Who may approve/);
  expect(await says('access', 'show', 'V-A1-0001')).toContain('Who may approve');
  expect(await says('access', 'start', 'Approvers', '--kind', 'approver-right', '--reviewer', 'Marta Lindqvist', '--reviewer', 'Grace Obi')).toContain('Grace Obi has no key here');
  const started = await says('access', 'start', 'Approvers', '--kind', 'approver-right', '--reviewer', 'Marta Lindqvist', '--reviewer', 'Tomasz Zielinski');
  expect(started).toMatch(/V-A1-\d+/);
  expect(await says('access', 'list')).toMatch(/V-A1-0003 .*Approvers/);
});
