// Service terms and agreed windows from the command line, end to end (CAL-04).
import { writeFileSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { profileCsv, weekOf } from '../support/level-acts.ts';
import { aDesk } from './gavel.ts';

test('CAL-04 terms and a profile are taken in, windows ranked by users, one is proposed, refused, confirmed and read in a terminal', async () => {
  const desk = aDesk({ GAVEL_PASSPHRASE: 'northwind sample' });
  onTestFinished(() => { desk.remove(); });
  expect(await desk.run(['sample', 'ws', '--size', 'small'])).toMatchObject({ code: 0 });
  const as = (person: string, ...args: string[]) => desk.json([...args, '--as', person]);
  const [marta, tomasz] = ['Marta Lindqvist', 'Tomasz Zielinski'] as const;
  const path = desk.at('week.csv');
  writeFileSync(path, profileCsv(weekOf([[7, 3, 1]])));
  expect(await as(tomasz, 'level', 'import', 'Payment hub', path)).toMatchObject({ exit: 0, value: { quietest: { day: 7, hour: 3 } } });
  writeFileSync(path, 'day,hour,users\nMonday,1,2');
  expect(await as(tomasz, 'level', 'import', 'Payment hub', path)).toMatchObject({ exit: 2, error: { code: 'not_an_activity_profile', where: { field: 'hour' } } });
  expect(await as(tomasz, 'level', 'set', 'Payment hub', '--allowance', '43', '--operations', marta)).toMatchObject({ exit: 0 });
  const change = ((await as(tomasz, 'change', 'new', 'Instant payments', '--service', 'Payment hub', '--outage-minutes', '50')).value as { number: string }).number;
  const free = await as(tomasz, 'window', 'propose', change);
  expect(free).toMatchObject({ exit: 0, value: { rows: [] } });
  expect(await as(tomasz, 'change', 'edit', change, '--outage-minutes', '40')).toMatchObject({ exit: 0 });
  const [best] = ((await as(tomasz, 'window', 'propose', change)).value as { rows: { startsAt: string; endsAt: string; affected: number }[] }).rows;
  expect([new Date(best!.startsAt).getUTCDay(), best!.startsAt.slice(11, 16), best!.affected]).toEqual([0, '03:00', 1]);
  expect((await desk.run(['window', 'propose', change])).out).toContain('about 1 user hit by the outage');
  const span = ['--start', best!.startsAt, '--end', best!.endsAt];
  expect(await as(tomasz, 'window', 'agree', change, ...span, '--minutes', '500')).toMatchObject({ exit: 1, error: { code: 'window_too_short' } });
  expect(await as(tomasz, 'window', 'agree', change, ...span, '--minutes', '60')).toMatchObject({ exit: 0 });
  expect((await desk.run(['window', 'show', change])).out).toContain('PROPOSED, waits for operations');
  expect(await as(tomasz, 'window', 'confirm', change)).toMatchObject({ exit: 1, error: { code: 'not_operations_owner' } });
  expect(await as(marta, 'window', 'confirm', change)).toMatchObject({ exit: 0 });
  const shown = await desk.run(['window', 'show', change]);
  expect([shown.out.includes('CONFIRMED by operations'), shown.out.includes('43 min in')]).toEqual([true, true]);
  expect((await desk.run(['level', 'show', 'Payment hub'])).out).toContain('Users by hour');
  expect(await as(tomasz, 'window', 'print', change)).toMatchObject({ exit: 0, value: { file: { name: `${change}-OUTAGE.pdf` } } });
});
