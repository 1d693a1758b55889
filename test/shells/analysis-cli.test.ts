// Failure modes, pre-mortem and coverage of a change from the command line, end to end.
import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cobertura, junit } from '../support/reports.ts';
import { aDesk } from './gavel.ts';
import type { Desk } from './gavel.ts';

let desk: Desk;
const change = 'C-B2-0001';
beforeAll(async () => {
  desk = aDesk({ GAVEL_PASSPHRASE: 'quiet harbour light' });
  expect(await desk.json(['init', 'ws', '--org', 'Harbour Trust', '--person', 'Ada Quill', '--site', 'B2', '--role', 'chair', '--role', 'change-manager', '--role', 'service-owner'])).toMatchObject({ ok: true });
  expect(await desk.json(['service', 'register', 'Cranes', '--tier', '3', '--owner', 'Ada Quill'])).toMatchObject({ ok: true });
  expect(await desk.json(['change', 'new', 'Swap the crane controller', '--service', 'Cranes', '--backout-plan', 'Put it back'])).toMatchObject({ ok: true, value: { number: change } });
});
afterAll(() => { desk.remove(); });

test('RISK-05 a row is added, acted on and rated again; what lies outside 1 to 10 is refused', async () => {
  for (const wrong of ['0', '11', 'high']) expect(await desk.json(['fmea', 'add', change, 'Boom drops', wrong, '5', '4'])).toMatchObject({ ok: false, exit: 2 });
  expect(await desk.json(['fmea', 'add', change, 'Boom drops', '8', '5', '4', '--effect', 'Load lost'])).toMatchObject({ ok: true });
  const before = await desk.run(['fmea', 'show', change]);
  for (const part of ['Boom drops', '160', 'BLOCKS', '1 of them blocks authorisation (RPN 100 or severity 9).']) expect(before.out).toContain(part);
  expect(await desk.json(['fmea', 'again', change, '1', '8', '2', '4'])).toMatchObject({ ok: false, exit: 1, error: { code: 'row_action_missing' } });
  expect(await desk.json(['fmea', 'action', change, '1', 'Lock the boom', '--owner', 'Max', '--due', '2027-01-04'])).toMatchObject({ ok: true });
  expect(await desk.json(['fmea', 'done', change, '1'])).toMatchObject({ ok: true });
  expect(await desk.json(['fmea', 'again', change, '1', '8', '2', '4'])).toMatchObject({ ok: true });
  const after = (await desk.run(['fmea', 'show', change])).out;
  for (const part of ['160', '64', 'lowered', 'None blocks authorisation']) expect(after).toContain(part);
  expect(await desk.json(['fmea', 'add', change, 'Cable snaps', '9', '1', '1'])).toMatchObject({ ok: true });
  expect(await desk.json(['fmea', 'accept', change, '2', 'Inspected every week'])).toMatchObject({ ok: true });
  expect((await desk.run(['fmea', 'show', change])).out).toContain('accepted');
});

test('RISK-06 a pre-mortem is held from the command line: written, laid open, ranked, disposed of and closed', async () => {
  expect((await desk.run(['premortem', 'show', change])).out).toContain('has had no pre-mortem');
  expect(await desk.json(['premortem', 'start', change])).toMatchObject({ ok: true });
  for (const [name, of, cause] of [['Max', 'Operations', 'Cable was too short'], ['Ina', 'Development', 'Firmware was of the old model']] as const) {
    expect(await desk.json(['premortem', 'join', change, name, of])).toMatchObject({ ok: true });
    expect(await desk.json(['premortem', 'write', change, name, cause])).toMatchObject({ ok: true });
  }
  expect(await desk.json(['premortem', 'close', change])).toMatchObject({ ok: false, exit: 1, error: { code: 'premortem_few_people' } });
  expect(await desk.json(['premortem', 'join', change, 'Lea', 'Operations'])).toMatchObject({ ok: true });
  expect(await desk.json(['premortem', 'write', change, 'lea', 'Storm came early'])).toMatchObject({ ok: true });
  expect((await desk.run(['premortem', 'show', change])).out).not.toContain('Storm');
  expect(await desk.json(['premortem', 'open', change])).toMatchObject({ ok: true });
  expect(await desk.json(['premortem', 'rank', change, '3', '4'])).toMatchObject({ ok: true });
  expect(await desk.json(['premortem', 'fmea', change, '1', 'Storm tears the boom', '9', '3', '2'])).toMatchObject({ ok: true });
  for (const cluster of ['2', '3']) expect(await desk.json(['premortem', 'task', change, cluster, 'Check it', '--owner', 'Max', '--due', '2027-01-04'])).toMatchObject({ ok: true });
  const shown = (await desk.run(['premortem', 'show', change])).out;
  for (const part of ['Storm came early', 'failure mode 3', 'task: Check it, Max, 2027-01-04', 'Votes left']) expect(shown).toContain(part);
  expect(await desk.json(['premortem', 'close', change])).toMatchObject({ ok: true });
  expect((await desk.run(['fmea', 'show', change])).out).toContain('Storm came early');
});

test('RISK-07 a report for the right commit gives its credit; one for another says which rule failed', async () => {
  const commit = '1f0c8b2a9d3e4f5061728394a5b6c7d8e9f00112';
  const madeAt = new Date(Date.now() - 3_600_000).toISOString();
  writeFileSync(desk.at('good.xml'), cobertura({ covered: 17, total: 20, commit, madeAt }));
  writeFileSync(desk.at('other.xml'), cobertura({ covered: 17, total: 20, commit: 'b'.repeat(40), madeAt }));
  writeFileSync(desk.at('junit.xml'), junit({ tests: 3 }));
  expect(await desk.json(['coverage', 'commit', change, 'seven'])).toMatchObject({ ok: false, exit: 2 });
  expect(await desk.json(['coverage', 'commit', change, commit])).toMatchObject({ ok: true });
  const good = await desk.run(['coverage', 'report', change, desk.at('good.xml'), desk.at('junit.xml')]);
  expect([good.code, good.out.includes('10 points of credit'), good.out.includes('17 of 20 lines')]).toEqual([0, true, true]);
  const other = await desk.run(['coverage', 'report', change, desk.at('other.xml'), desk.at('junit.xml')]);
  for (const part of ['No credit', 'The coverage report was made for commit bbbbbbbbbbbb, not for 1f0c8b2a9d3e.']) expect(other.out).toContain(part);
  expect((await desk.run(['coverage', 'show', change])).out).toContain(commit);
});
