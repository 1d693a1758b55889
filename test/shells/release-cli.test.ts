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
  // A form that was opened before that is not saved over it.
  expect(await as(tomasz, 'release', 'package', number, 'Hub', '--package', hub!.id, '--if-version', '3')).toMatchObject({ ok: false, error: { code: 'stale_release' } });
  const { version } = (await as(tomasz, 'release', 'show', number)).value as { version: number };
  expect(await as(tomasz, 'release', 'package', number, 'Hub', '--package', hub!.id, '--change', change, '--item', hub!.named[0]!.id, '--if-version', String(version))).toMatchObject({ ok: true });
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

test('REL-04 versions are recorded, planned and read out of bills of materials from the command line; a red step names both sides, and what cannot be read is refused with line or component', async () => {
  const record = (...args: string[]) => as(tomasz, 'version', 'record', ...args);
  expect(await record('Payment hub', 'rehearsal', '2.4', '--need', 'Core ledger@>=5.0 <6.0')).toMatchObject({ ok: true });
  expect(await record('Online banking', 'rehearsal', '4.3.0', '--need', 'Payment hub@>=2.0 <3.0')).toMatchObject({ ok: true });
  expect(await record('Online banking', 'rehearsal', '4.3.0', '--need', 'Core ledger@^5', '--need', 'Payment hub@>>2')).toMatchObject({ ok: false, exit: 2, error: { code: 'version_range_invalid', where: { line: 2 } } });
  expect(await record('Online banking', 'rehearsal', 'newest')).toMatchObject({ ok: false, exit: 2, error: { code: 'version_invalid' } });
  const sbom = (name: string, parts: Record<string, unknown>): string => { writeFileSync(desk.at(name), JSON.stringify({ bomFormat: 'CycloneDX', specVersion: '1.6', ...parts })); return name; };
  const hub = sbom('hub.json', { metadata: { component: { type: 'application', name: 'Payment hub', version: '3.0' } }, components: [{ type: 'library', name: 'lodash', version: '4.17.21' }, { type: 'library', name: 'unversioned' }] });
  expect(await as(tomasz, 'version', 'import', hub, 'rehearsal', '--release', number, '--change', change)).toMatchObject({ ok: true, value: { service: 'Payment hub', version: '3.0', components: 2, unversioned: 1 } });
  expect(await as(tomasz, 'version.components', '--service', 'Payment hub', '--environment', 'rehearsal', '--release', number)).toMatchObject({ ok: true, value: { total: 2 } });
  expect(await as(tomasz, 'release', 'versions', number)).toMatchObject({ ok: true, value: { steps: expect.arrayContaining([expect.objectContaining({ isRed: true, problems: expect.arrayContaining([expect.objectContaining({ kind: 'incompatible', consumer: 'Online banking 4.3.0', provider: 'Payment hub', wanted: '>=2.0 <3.0', found: '3.0' })]) as unknown })]) as unknown } });
  const text = await desk.run(['release', 'versions', number]);
  expect([text.code, text.out.includes('Online banking 4.3.0 needs Payment hub >=2.0 <3.0; 3.0 runs'), text.out.includes('RED')]).toEqual([0, true, true]);
  expect(await as(tomasz, 'version', 'import', sbom('bad.json', { components: [{ name: 'lodash', version: 4 }] }), 'rehearsal', '--service', 'Payment hub', '--semver', '1.0')).toMatchObject({ ok: false, exit: 2, error: { code: 'not_an_sbom', where: { file: 'bad.json', field: 'components[0].version' } } });
  expect(await as(tomasz, 'version', 'import', sbom('nonroot.json', { metadata: { component: { name: 'Payment hub', version: 'nonroot' } } }), 'rehearsal')).toMatchObject({ ok: false, exit: 2, error: { code: 'sbom_version_missing', facts: { version: 'nonroot' } } });
  const { planned } = (await as(tomasz, 'release', 'versions', number)).value as { planned: { entry: string }[] };
  expect(await as(tomasz, 'release', 'unplan-version', number, planned[0]!.entry)).toMatchObject({ ok: true });
  expect((await desk.run(['version', 'list', 'online'])).out).toContain('rehearsal');
  expect(await as(tomasz, 'version.list', '--environment', 'Rehearsal')).toMatchObject({ ok: true, value: { rows: [{ serviceName: 'Online banking' }, { serviceName: 'Payment hub', version: '2.4' }] } });
  expect(await as(tomasz, 'version', 'remove', 'Online banking', 'rehearsal')).toMatchObject({ ok: true });
  expect(await as(tomasz, 'version', 'remove', 'Online banking', 'rehearsal')).toMatchObject({ ok: false, exit: 2, error: { code: 'record_missing' } });
});

test('REL-01 releases are listed and told from the trail', async () => {
  const list = await desk.run(['release', 'list', '--text', 'spring']);
  expect([list.code, list.out.includes(number), list.out.includes('Spring release'), list.out.includes('planning')]).toEqual([0, true, true, true]);
  expect(await as(tomasz, 'release.list', '--text', 'nothing of that name')).toMatchObject({ ok: true, value: { rows: [], total: 0 } });
  const told = (await as(tomasz, 'release.history', '--release', number)).value as { rows: { said: string }[] };
  expect(told.rows.map(({ said }) => said).slice(-6)).toEqual(['Team consents', 'Reporting duty: Notify the central bank, without a deadline', 'Contributing team: Payments', 'Left out: Cards', 'Scope: 1 taken in, 0 taken out', 'Planned']);
  expect(await as(tomasz, 'release', 'show', 'R-A1-0999')).toMatchObject({ ok: false, exit: 2, error: { code: 'record_missing' } });
});

test('REL-09 flags are registered, switched and held against a state export from the command line; a violation clears with its change, a key is taken once, and a file is refused with its row', async () => {
  expect(await as(tomasz, 'flag', 'register', 'sepa-instant', 'release', '--owner', tomasz, '--regulated-in', 'production', '--remove-by', '2026-01-31')).toMatchObject({ ok: true, value: { number: expect.stringMatching(/^FF-A1-/) as unknown } });
  expect(await as(tomasz, 'flag', 'register', 'SEPA-instant', '--owner', tomasz)).toMatchObject({ ok: false, exit: 2, error: { code: 'flag_key_taken', where: { field: 'key' } } });
  writeFileSync(desk.at('states.csv'), 'key,environment,state\nsepa-instant,production,on\nunheard-of,production,off\n');
  const imported = await as(tomasz, 'flag', 'import', 'states.csv', '--source', 'Flag tool');
  expect(imported).toMatchObject({ ok: true, value: { states: 2, environments: ['production'] } });
  const about = (reply: Reply, key: string) => (reply.value as { findings: { key: string; kind: string }[] }).findings.filter((one) => one.key === key).map(({ kind }) => kind).toSorted();
  expect([about(imported, 'sepa-instant'), about(imported, 'unheard-of')]).toEqual([['debt', 'violation'], ['undeclared']]);
  expect(await as(tomasz, 'flag', 'activate', 'sepa-instant', 'production', 'on')).toMatchObject({ ok: false, exit: 1, error: { code: 'flag_needs_change' } });
  expect(await as(tomasz, 'flag', 'activate', 'sepa-instant', 'production', 'on', change)).toMatchObject({ ok: false, exit: 1, error: { code: 'flag_change_unfit', facts: { state: 'draft' } } });
  const { rows } = (await as(tomasz, 'change.list', '--state', 'scheduled', '--limit', '1')).value as { rows: { number: string; environment: string }[] };
  const shown = (await as(tomasz, 'change.show', '--change', rows[0]!.number)).value as { fields: { environment: string } };
  const environment = shown.fields.environment || 'production';
  expect(await as(tomasz, 'flag', 'revise', 'sepa-instant', 'sepa-instant', '--owner', tomasz, '--regulated-in', environment)).toMatchObject({ ok: true });
  expect(await as(tomasz, 'flag', 'activate', 'sepa-instant', environment, 'on', rows[0]!.number)).toMatchObject({ ok: true });
  writeFileSync(desk.at('states.json'), JSON.stringify([{ flag: 'sepa-instant', env: environment, enabled: true }]));
  expect(about(await as(tomasz, 'flag', 'import', 'states.json', '--source', 'Flag tool'), 'sepa-instant')).not.toContain('violation');
  for (const [name, text, where] of [['word.csv', 'key,state\na,perhaps\n', { row: 1, field: 'state' }], ['twice.csv', 'key,state\na,on\nA,off\n', { row: 2, field: 'key' }], ['none.csv', 'a,b\n1,2\n', { field: 'key' }], ['homeless.csv', 'key,state\na,on\n', { row: 1, field: 'environment' }]] as const) {
    writeFileSync(desk.at(name), text);
    expect(await as(tomasz, 'flag', 'import', name)).toMatchObject({ ok: false, exit: 2, error: { code: 'not_a_flag_export', where: { file: name, ...where } } });
  }
  expect(await as(tomasz, 'flag.list', '--text', 'no such flag')).toMatchObject({ ok: true, value: { rows: [] } });
  const text = await desk.run(['flag', 'list', 'sepa']);
  expect([text.code, text.out.includes('sepa-instant')]).toEqual([0, true]);
});

test('REL-10 standards are kept, components checked and dispensations signed from the command line', async () => {
  writeFileSync(desk.at('cards.json'), JSON.stringify({ bomFormat: 'CycloneDX', specVersion: '1.5', components: [{ type: 'library', group: 'commons', name: 'old-parser', version: '1.2.0' }, { type: 'library', name: 'unheard-of', version: '9' }] }));
  expect(await as(tomasz, 'version', 'import', 'cards.json', 'production', '--service', 'Card authorisation', '--semver', '8.0', '--release', number, '--change', change)).toMatchObject({ ok: true });
  expect(await as(marta, 'standard', 'register', 'old-parser', 'retire', '<2.0', '--from', '2026-01-01', '--until', '2025-12-31')).toMatchObject({ ok: false, exit: 2, error: { code: 'standard_days_reversed', where: { field: 'validUntil' } } });
  expect(await as(marta, 'standard', 'register', 'old-parser', 'retire', '<2.0', '--from', '2026-01-01')).toMatchObject({ ok: true, value: { number: expect.stringMatching(/^AS-A1-/) as unknown } });
  const standingOf = async (component: string) => ((await as(tomasz, 'release', 'conformance', number)).value as { rows: { component: string; status: string }[] }).rows.find((row) => row.component === component)?.status;
  expect([await standingOf('commons/old-parser'), await standingOf('unheard-of')]).toEqual(['retire', 'unclassified']);
  expect(await as(tomasz, 'release', 'show', number)).toMatchObject({ value: { pieces: expect.arrayContaining([expect.objectContaining({ rule: 'REL-10', step: 'ready', status: 'missing', why: { code: 'technology_retired', facts: { components: ['commons/old-parser 1.2.0'] } } })]) as unknown } });
  expect(await as(marta, 'standard', 'dispense', 'old-parser', number, '2020-01-01', 'Too late')).toMatchObject({ ok: false, exit: 2, error: { code: 'dispensation_past' } });
  expect(await as(marta, 'standard', 'dispense', 'old-parser', number, '2099-12-31', 'No other parser yet')).toMatchObject({ ok: true });
  expect(await standingOf('commons/old-parser')).toBe('dispensed');
  expect(await as(tomasz, 'standard.check', '--release', number)).toMatchObject({ ok: true });
  const text = await desk.run(['release', 'conformance', number]);
  expect([text.code, text.out.includes('by dispensation')]).toEqual([0, true]);
  expect((await desk.run(['standard', 'list', 'old-parser'])).out).toContain('2099-12-31');
});
