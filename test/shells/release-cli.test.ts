// Releases from the command line, end to end.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aDesk } from './gavel.ts';
import type { Desk, Reply } from './gavel.ts';

let desk: Desk;
let number: string;
let change: string;
const as = (person: string, ...args: string[]): Promise<Reply> => desk.json([...args, '--as', person]);
const [marta, tomasz] = ['Marta Lindqvist', 'Tomasz Zielinski'] as const;
beforeAll(async () => {
  desk = aDesk({ GAVEL_PASSPHRASE: 'northwind sample' });
  expect(await desk.run(['sample', 'ws'])).toMatchObject({ code: 0 });
  change = ((await as(marta, 'change', 'new', 'Instant payments', '--service', 'Payment hub')).value as { number: string }).number;
}, 60_000);
afterAll(() => { desk.remove(); });

test('REL-01 a release is planned, filled and refused a baseline until everybody has consented', async () => {
  const planned = await as(tomasz, 'release', 'plan', 'Spring release', '--objective', 'Instant payments', '--starts-at', '2027-03-05T20:00:00Z', '--ends-at', '2027-03-06T04:00:00Z', '--type', 'application', '--owner', tomasz, '--business-owner', marta);
  expect(planned).toMatchObject({ ok: true, exit: 0 });
  number = (planned.value as { number: string }).number;
  expect(number).toMatch(/^R-A1-\d{4}$/);
  expect(await as(tomasz, 'release', 'scope', number, '--add', change)).toMatchObject({ ok: true });
  expect(await as(tomasz, 'release', 'scope', number, '--add', 'C-A1-9999')).toMatchObject({ ok: false, exit: 2, error: { code: 'record_missing' } });
  expect(await as(tomasz, 'release', 'exclude', number, 'Cards', 'Not rehearsed')).toMatchObject({ ok: true });
  expect(await as(tomasz, 'release', 'team', number, 'Payments', marta)).toMatchObject({ ok: true });
  expect(await as(tomasz, 'release', 'duty', number, 'Notify the central bank')).toMatchObject({ ok: true });
  expect(await as(tomasz, 'release', 'baseline', number)).toMatchObject({ ok: false, exit: 1, error: { code: 'release_not_ready' } });
  const text = await desk.run(['release', 'show', number]);
  expect([text.code, text.out.includes('Payments has not consented yet'), text.out.includes('has no deadline')]).toEqual([0, true, true]);
  expect(await as(tomasz, 'release', 'answer', number, 'payments', 'consents')).toMatchObject({ ok: false, exit: 1, error: { code: 'not_team_lead' } });
  expect(await as(marta, 'release', 'answer', number, 'payments', 'consents')).toMatchObject({ ok: true });
});

test('REL-01 releases are listed and told from the trail', async () => {
  const list = await desk.run(['release', 'list', '--text', 'spring']);
  expect([list.code, list.out.includes(number), list.out.includes('Spring release'), list.out.includes('planning')]).toEqual([0, true, true, true]);
  expect(await as(tomasz, 'release.list', '--text', 'nothing of that name')).toMatchObject({ ok: true, value: { rows: [], total: 0 } });
  const told = (await as(tomasz, 'release.history', '--release', number)).value as { rows: { said: string }[] };
  expect(told.rows.map(({ said }) => said)).toEqual(['Team consents', 'Reporting duty: Notify the central bank, without a deadline', 'Contributing team: Payments', 'Left out: Cards', 'Scope: 1 taken in, 0 taken out', 'Planned']);
  expect(await as(tomasz, 'release', 'show', 'R-A1-0999')).toMatchObject({ ok: false, exit: 2, error: { code: 'record_missing' } });
});
