// Waves of a release on the command line (CAL-07), on a real workspace.
import { expect, onTestFinished, test } from 'vitest';
import { aDesk } from './gavel.ts';

test('CAL-07 waves are planned, asked about, placed and read in a terminal; what is refused says why', async () => {
  const desk = aDesk();
  onTestFinished(() => { desk.remove(); });
  const pass = { env: { GAVEL_PASSPHRASE: 'northwind sample' } };
  await desk.run(['sample', 'ws', '--size', 'small']);
  const acts = async (...args: string[]) => desk.json([...args, '--as', 'Tomasz Zielinski'], pass);
  const { value } = await acts('release', 'plan', 'World release') as { value: { number: string } };
  const set = (region: string, zone: string, ...more: string[]) => acts('wave', 'set', value.number, region, zone, '--minutes', '120', ...more);
  for (const [region, zone] of [['Singapore', 'Asia/Singapore'], ['London', 'Europe/London'], ['New York', 'America/New_York']] as const) expect(await set(region, zone)).toMatchObject({ exit: 0 });
  expect(await set('Boston', 'America/New_York', '--start', '2026-03-08T02:30')).toMatchObject({ exit: 2, error: { code: 'local_time_skipped', message: expect.stringContaining('2026-03-08 03:00 -04:00') as string } });
  expect(await set('Boston', 'America/New_York', '--start', '2026-11-01T01:30')).toMatchObject({ exit: 2, error: { code: 'local_time_twice', message: expect.stringContaining('Say which one') as string } });
  expect(await set('Boston', 'America/Gotham', '--start', '2026-11-01T01:30')).toMatchObject({ exit: 2, error: { code: 'zone_unknown' } });
  expect(await acts('wave', 'place', value.number, '--from', '2026-12-07T08:00')).toMatchObject({ exit: 0 });
  const said = await desk.run(['wave', 'list', value.number, '--as', 'Tomasz Zielinski'], pass);
  expect(said.out).toContain('2026-12-07 17:00 +08:00');
  expect(said.out).toContain('2026-12-07 17:00 -05:00');
});
