// Releases from the command line, end to end.
import { writeFileSync } from 'node:fs';
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
});
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

test('REL-05 groups are named and signed from the command line; severity 7 and an empty list are refused with the field and what to do', async () => {
  const naming = (...more: string[]) => as(tomasz, 'release', 'group', number, ...more);
  expect(await as(marta, 'release', 'sign-impact', number)).toMatchObject({ ok: false, exit: 1, error: { code: 'groups_missing' } });
  expect(await naming('Tellers', 'Retail', '--headcount', '100', '--severity', '7')).toMatchObject({ ok: false, exit: 2, error: { code: 'invalid_input', where: { field: 'severity' } } });
  expect(await naming('Tellers', 'Retail', '--headcount', '100', '--severity', '3', '--process', 'Counter payment', '--points', '31', '--from', '2027-02-20', '--until', '2027-03-10')).toMatchObject({ ok: true });
  expect(await naming('Investigations', 'Operations', '--headcount', '20', '--severity', '5')).toMatchObject({ ok: true });
  expect(await as(tomasz, 'release', 'sign-impact', number)).toMatchObject({ ok: false, exit: 1, error: { code: 'not_business_owner', facts: { owner: marta } } });
  expect(await as(marta, 'release', 'sign-impact', number)).toMatchObject({ ok: true });
  expect(await as(tomasz, 'stakeholder.show', '--release', number)).toMatchObject({ ok: true, value: { index: 400, headcount: 120, status: 'signed', adoption: [{ department: 'Retail', month: '2027-02', points: 16 }, { department: 'Retail', month: '2027-03', points: 15 }] } });
  expect(await as(tomasz, 'release', 'show', number)).toMatchObject({ value: { impactIndex: 400 } });
  expect(await as(tomasz, 'release', 'exclude', number, 'Direct debits', 'Follow in May')).toMatchObject({ ok: true });
  const text = await desk.run(['release', 'impact', number]);
  expect([text.code, text.out.includes('out of date'), text.out.includes('400'), text.out.includes('Counter payment')]).toEqual([0, true, true, true]);
  expect(await as(tomasz, 'release', 'drop-group', number, 'investigations')).toMatchObject({ ok: true });
});

test('REL-02 a release is split into packages from the command line, and a packaging against the criteria needs a rationale', async () => {
  const packaging = ['release', 'packaging', number, 'monolithic', '--coupling', '2', '--rollback', '2', '--criticality', '3', '--automation', '4'];
  expect(await as(tomasz, 'release', 'package', number, 'Hub', '--change', change, '--item', 'hub-app-1', '--boundary', 'The hub alone', '--owner', marta)).toMatchObject({ ok: true });
  const packages = async () => ((await as(tomasz, 'release', 'show', number)).value as { packages: { id: string; name: string; named: { id: string; name: string }[] }[] }).packages;
  const [hub] = await packages();
  expect(hub).toMatchObject({ name: 'Hub', named: [{ name: 'hub-app-1' }] });
  // Told back as it was shown, the package keeps them.
  expect(await as(tomasz, 'release', 'package', number, 'Hub', '--package', hub!.id, '--change', change, '--item', hub!.named[0]!.id)).toMatchObject({ ok: true });
  expect(await packages()).toMatchObject([{ named: hub!.named }]);
  expect(await as(tomasz, 'release', 'package', number, 'hub')).toMatchObject({ ok: false, exit: 2, error: { code: 'package_named_twice' } });
  expect(await as(tomasz, ...packaging)).toMatchObject({ ok: false, exit: 2, error: { code: 'packaging_unexplained', facts: { recommended: 'modular' } } });
  expect(await as(tomasz, ...packaging, '--rationale', 'One window only')).toMatchObject({ ok: true });
  expect((await desk.run(['release', 'show', number])).out).toContain('Packaging: monolithic, where modular was recommended: One window only');
});

test('REL-03 dependencies are taken from CSV and JSON, all or none, with the row that is wrong; a circle is refused with the way round', async () => {
  const more = await Promise.all(['B', 'C'].map(async (title) => ((await as(marta, 'change', 'new', title)).value as { number: string }).number));
  const [b, c] = more as [string, string];
  expect(await as(tomasz, 'release', 'scope', number, '--add', b, '--add', c)).toMatchObject({ ok: true });
  writeFileSync(desk.at('order.csv'), `Predecessor,Type,Successor\n${change},before,${b}\n${b},precedes,${c}\n`);
  expect(await as(tomasz, 'release', 'import-dependencies', 'order.csv')).toMatchObject({ ok: true, value: { recorded: 2, known: 0 } });
  writeFileSync(desk.at('order.json'), JSON.stringify([{ from: change, type: 'before', to: b }]));
  expect(await as(tomasz, 'release', 'import-dependencies', 'order.json')).toMatchObject({ ok: true, value: { recorded: 0, known: 1 } });
  const order = (await as(tomasz, 'release', 'order', number)).value as { steps: { number: string }[][] };
  expect(order.steps.map((step) => step.map((one) => one.number))).toEqual([[change], [b], [c]]);
  expect(await as(tomasz, 'release', 'depends', c, 'before', change)).toMatchObject({ ok: false, exit: 1, error: { code: 'dependency_circle', facts: { path: [change, b, c, change] } } });
  writeFileSync(desk.at('bad.csv'), `from,type,to\n${change},conflicts,${c}\n${c},before,${change}\n`);
  expect(await as(tomasz, 'release', 'import-dependencies', 'bad.csv')).toMatchObject({ ok: false, error: { code: 'dependency_circle', where: { file: 'bad.csv', row: 2 } } });
  for (const [name, text, where] of [['word.csv', `from,type,to\n${change},after,${b}\n`, { row: 1, field: 'type' }], ['none.csv', 'a,b\n1,2\n', { field: 'from' }], ['cut.json', '[{"from":', {}]] as const) {
    writeFileSync(desk.at(name), text);
    expect(await as(tomasz, 'release', 'import-dependencies', name)).toMatchObject({ ok: false, exit: 2, error: { code: 'not_a_dependency_file', where: { file: name, ...where } } });
  }
  const { rows } = (await as(tomasz, 'dependency.list', '--of', number)).value as { rows: { id: string; from: { label: string } }[] };
  expect(rows.map(({ from }) => from.label).toSorted()).toEqual([change, b].toSorted());
  expect(await as(tomasz, 'release', 'withdraw-dependency', rows.find(({ from }) => from.label === b)!.id, 'No longer so')).toMatchObject({ ok: true });
  expect(await as(tomasz, 'release', 'depends', c, 'before', change)).toMatchObject({ ok: true });
  const text = await desk.run(['sequence.show', '--release', number]);
  expect([text.code, text.out.indexOf(c) < text.out.indexOf(change)]).toEqual([0, true]);
});

test('REL-01 releases are listed and told from the trail', async () => {
  const list = await desk.run(['release', 'list', '--text', 'spring']);
  expect([list.code, list.out.includes(number), list.out.includes('Spring release'), list.out.includes('planning')]).toEqual([0, true, true, true]);
  expect(await as(tomasz, 'release.list', '--text', 'nothing of that name')).toMatchObject({ ok: true, value: { rows: [], total: 0 } });
  const told = (await as(tomasz, 'release.history', '--release', number)).value as { rows: { said: string }[] };
  expect(told.rows.map(({ said }) => said).slice(-6)).toEqual(['Team consents', 'Reporting duty: Notify the central bank, without a deadline', 'Contributing team: Payments', 'Left out: Cards', 'Scope: 1 taken in, 0 taken out', 'Planned']);
  expect(await as(tomasz, 'release', 'show', 'R-A1-0999')).toMatchObject({ ok: false, exit: 2, error: { code: 'record_missing' } });
});
