// Two laptops on the command line: one asks to join, is enrolled, gets everything in parts, and sends its own work back.
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { aDesk } from './gavel.ts';

const secret = 'quiet harbour light';

test('SEC-02 SYN-01 SYN-02 a second laptop joins with a bundle in parts, is told which part is missing, and the first takes in what it did', async () => {
  const [first, second] = [aDesk({ GAVEL_PASSPHRASE: secret, GAVEL_RECOVERY_PASSPHRASE: secret }), aDesk({ GAVEL_PASSPHRASE: 'another quiet secret', GAVEL_WORKSPACE: '' })];
  onTestFinished(() => { first.remove(); second.remove(); });
  const dir = second.at('joined');
  expect(await first.json(['init', first.at('ws'), '--org', 'Harbour Trust', '--person', 'Ada Quill'])).toMatchObject({ exit: 0 });
  const rows = Array.from({ length: 100 }, (_, i) => `CHG${1000 + i},Change ${i},${'word '.repeat(3500)},normal,New`);
  writeFileSync(first.at('changes.csv'), ['number,short_description,description,type,state', ...rows].join('\n'));
  expect(await first.json(['import', first.at('changes.csv'), '--zone', 'UTC'])).toMatchObject({ exit: 0 });
  const asked = await second.json(['join', dir, '--site', 'B2', '--person', 'Bo Larsen', '--out', second.at('bo.gavel-join')]);
  expect(asked).toMatchObject({ exit: 0, value: { words: expect.stringMatching(/^\w+( \w+){11}$/) as string } });
  expect(await first.json(['device', 'enrol', second.at('bo.gavel-join'), '--role', 'change-manager'])).toMatchObject({ exit: 0, value: { isPending: false } });

  const told = await first.run(['bundle', 'export', '--to', 'B2', '--everything', '--part-size', '1', '--out', first.at('for-bo.cabsync')]);
  const parts = readdirSync(first.at('.')).filter((name) => name.endsWith('.cabsync')).toSorted();
  expect(parts).toHaveLength(3);
  for (const name of parts) expect(told.out).toContain(join(first.at('.'), name));
  expect(told.out).toMatch(/^Part 3 /m);
  expect(await first.json(['bundle', 'export', '--to', 'B2', '--part-size', '0'])).toMatchObject({ exit: 2, error: { code: 'invalid_input' } });

  const [one, two, three] = parts.map((name) => first.at(name)) as [string, string, string];
  expect(await second.json(['join', 'finish', dir, two])).toMatchObject({ exit: 1, error: { code: 'parts_missing', facts: { missing: [1, 3], of: 3 } } });
  expect((await second.run(['join', 'finish', dir, two])).err).toContain('This bundle was written in 3 parts. Missing here: 1, 3. Hand all parts over together.');
  const unconfirmed = await second.json(['join', 'finish', dir, three, two, one]);
  expect(unconfirmed).toMatchObject({ exit: 3, error: { code: 'root_not_confirmed' } });
  expect(existsSync(join(dir, 'gavel.db'))).toBe(false);
  const { words } = (unconfirmed as unknown as { error: { facts: { words: string } } }).error.facts;
  expect(await second.run(['join', 'finish', dir, three, two, one, '--root', words])).toMatchObject({ code: 0, out: expect.stringContaining('Joined Harbour Trust as site B2') as string });

  const here = { env: { GAVEL_WORKSPACE: dir } };
  expect(await second.json(['change', 'new', 'Made on the second laptop'], here)).toMatchObject({ exit: 0, value: { number: 'C-B2-0001' } });
  expect(await second.json(['bundle', 'export', '--to', 'A1', '--out', second.at('back.cabsync')], here)).toMatchObject({ exit: 0, value: { file: { name: 'back.cabsync' } } });
  expect((await first.run(['bundle', 'inspect', second.at('back.cabsync')])).out).toContain('Bo Larsen');
  expect(await first.json(['bundle', 'import', second.at('back.cabsync')])).toMatchObject({ exit: 0, value: { waiting: [], conflicts: [] } });
  expect(await first.json(['change', 'show', 'C-B2-0001'])).toMatchObject({ exit: 0, value: { fields: { title: 'Made on the second laptop' } } });
  expect(await first.json(['verify', '--deep'])).toMatchObject({ exit: 0, value: { verdict: 'intact' } });
  expect(await second.json(['verify', '--deep'], here)).toMatchObject({ exit: 0, value: { verdict: 'intact' } });
});
