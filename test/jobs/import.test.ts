import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { boot } from '../../src-main/boot.ts';
import type { App, Connection } from '../../src-main/boot.ts';
import type { Asked, Output } from '../../src-main/contract/index.ts';

let dir: string;
let app: App;
let bridge: Connection;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'gavel-'));
  app = boot({ dataDir: dir, exportsDir: join(dir, 'exports'), resourcesDir: 'resources', app: 'test', checkAnswers: true });
  bridge = app.connect({ shell: 'direct' });
  await bridge.call('workspace.create', { organisation: 'Acme', person: 'Ann', passphrase: 'correct horse' });
});
afterEach(async () => {
  await app.close();
  rmSync(dir, { recursive: true, force: true });
});

const header = 'number,short_description,type,state,start_date,end_date,assigned_to,risk,backout_plan';
const line = (n: number, over: Partial<Record<'title' | 'state' | 'start' | 'end', string>> = {}): string =>
  `CHG${String(30_000 + n)},"${over.title ?? `Patch node ${n}, then check`}",Normal,${over.state ?? 'Authorize'},${over.start ?? '2026-12-01 22:00:00'},${over.end ?? '2026-12-01 23:00:00'},Grace Obi,Moderate,"Put back
the old release"`;
const csv = (...lines: string[]): string => [header, ...lines].join('\r\n');
const fifty = (): string[] => Array.from({ length: 50 }, (_, i) => line(i + 1));

function staged(text: string, name = 'changes.csv'): string {
  const path = join(dir, name);
  writeFileSync(path, text);
  return app.stagePath(path);
}
const run = (text: string, more: Partial<Asked<'import.run'>> = {}) => bridge.call('import.run', { file: staged(text), zone: 'Europe/London', ...more });
const value = <T>(reply: { ok: true; value: T } | { ok: false; error: unknown }): T => {
  if (!reply.ok) throw new Error(JSON.stringify(reply.error));
  return reply.value;
};
const total = async (): Promise<number | null> => value(await bridge.call('change.list', {})).total;
const events = async (): Promise<number> => value(await bridge.call('workspace.status', {})).trail.events;

describe('importing changes', () => {
  it('CHG-05 the same 50-row export twice makes 50 changes, and the second run reports 50 unchanged', async () => {
    expect(value(await run(csv(...fifty())))).toMatchObject({ kind: 'servicenow', new: 50, changed: 0, unchanged: 0, quarantinedCount: 0 });
    expect(value(await run(csv(...fifty())))).toMatchObject({ new: 0, changed: 0, unchanged: 50 });
    expect(await total()).toBe(50);
    expect(value(await bridge.call('trail.verify', { deep: true })).verdict).toBe('intact');
    expect(value(await bridge.call('trail.rebuild', {})).isEqual).toBe(true);
  });
  it('CHG-05 what was imported leaves in the columns of its source with status and decisions, and imported again nothing has changed', async () => {
    const file = staged(csv(...fifty(), line(51, { title: '=1+1 is no formula', state: 'Closed' })));
    const { mapping } = value(await bridge.call('import.inspect', { file, zone: 'Europe/London' }));
    value(await bridge.call('mapping.save', { mapping: { ...mapping, name: 'Desk' } }));
    value(await bridge.call('import.run', { file, zone: 'Europe/London' }));
    value(await bridge.call('change.create', { title: 'Not theirs' }));
    const { file: back, rows } = value(await bridge.call('export.changes', { mapping: 'Desk' }));
    const text = readFileSync(app.exportPath(back.name), 'utf8');
    expect(rows).toBe(51);
    expect(text.split('\r\n')[0]!.replace('\uFEFF', '').split(',')).toEqual(expect.arrayContaining([...header.split(','), 'Gavel number', 'Gavel state', 'Gavel decision']));
    expect(text).toContain("'=1+1 is no formula");
    expect(text).toContain('Authorize');
    const before = await events();
    expect(value(await run(text, { mapping: { ...mapping, name: 'Desk' } }))).toMatchObject({ new: 0, changed: 0, unchanged: 51, quarantinedCount: 0 });
    // The import itself is on record, and nothing of a change.
    expect(await events() - before).toBe(2);
    const first = value(await bridge.call('change.list', { text: 'CHG30001' })).rows[0]!;
    value(await bridge.call('change.edit', { change: first.id, fields: { title: 'Renamed here' } }));
    const renamed = value(await bridge.call('export.changes', { mapping: 'Desk' }));
    expect(readFileSync(app.exportPath(renamed.file.name), 'utf8')).toContain('Renamed here');
    expect(await bridge.call('export.changes', { mapping: 'Nobody’s' })).toMatchObject({ ok: false, error: { code: 'record_missing', facts: { record: 'mapping' } } });
  });
  it('CHG-05 a file longer than one slice arrives whole, and the ids it makes count up with its rows', async () => {
    expect(value(await run(csv(...Array.from({ length: 2300 }, (_, i) => line(i + 1)))))).toMatchObject({ new: 2300, quarantinedCount: 0 });
    expect(await total()).toBe(2300);
    const { rows } = value(await bridge.call('change.list', {}));
    const ids = rows.toSorted((a, b) => a.number.localeCompare(b.number)).map(({ id }) => id);
    expect(ids.length).toBeGreaterThan(20);
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(ids.map((id) => id.slice(0, 18))).toEqual(ids.map((id) => id.slice(0, 18)).toSorted());
  });

  it('CHG-05 a row with an unmapped state lands in quarantine with its row and field, the others arrive', async () => {
    const report = value(await run(csv(line(1), line(2, { state: 'Pondering' }), line(3))));
    expect(report).toMatchObject({ new: 2, quarantinedCount: 1, quarantined: [{ row: 2, field: 'state', value: 'Pondering' }] });
    expect(value(await bridge.call('import.quarantine', { import: report.id! })).rows).toMatchObject([{ row: 2, field: 'state' }]);
  });
  it('CHG-05 a local time the clocks show twice goes in as the earlier one and is noted with its row; one they skip is set aside', async () => {
    const text = csv(line(1), line(2, { start: '2026-10-25 01:30:00', end: '2026-10-25 03:00:00' }), line(3, { start: '2027-03-28 01:30:00', end: '2027-03-28 03:00:00' }));
    const notes = [{ row: 2, field: 'plannedStartAt', why: 'time_occurs_twice', value: '2026-10-25 01:30:00' }];
    const found = { new: 2, notes, notesCount: 1, quarantinedCount: 1, quarantined: [{ row: 3, field: 'plannedStartAt', why: 'time_does_not_exist' }] };
    expect(value(await bridge.call('import.dryRun', { file: staged(text), zone: 'Europe/London' }))).toMatchObject(found);
    expect(value(await run(text))).toMatchObject(found);
    expect(value(await bridge.call('change.list', { text: 'node 2' })).rows[0]).toMatchObject({ plannedStartAt: '2026-10-25T00:30:00.000Z' });
  });
  it('CHG-05 a file without such rows has no notes', async () => {
    expect(value(await run(csv(line(1))))).toMatchObject({ notes: [], notesCount: 0 });
  });
  it('CHG-05 of more rows set aside than a report shows every one can be read, page after page', async () => {
    const rows = Array.from({ length: 1200 }, (_, i) => line(i + 1, { end: '2026-12-01 21:00:00' }));
    const report = value(await run(csv(...rows), { quarantineLimit: 2000 }));
    expect(report).toMatchObject({ quarantinedCount: 1200 });
    expect(report.quarantined).toHaveLength(500);
    const read: number[] = [];
    for (let after: string | null | undefined = undefined; after !== null;) {
      const page: Output<'import.quarantine'> = value(await bridge.call('import.quarantine', { import: report.id!, limit: 500, ...(after === undefined ? {} : { after }) }));
      read.push(...page.rows.map((r) => r.row));
      after = page.next;
    }
    expect(read).toEqual(Array.from({ length: 1200 }, (_, i) => i + 1));
  });
  it('CHG-05 the rows set aside are written as a CSV with row, field and reason, and a value never runs as a formula', async () => {
    const rows = Array.from({ length: 2100 }, (_, i) => line(i + 1, { state: i === 4 ? '=HYPERLINK(1)' : 'Pondering' }));
    const report = value(await run(csv(line(3000), ...rows), { quarantineLimit: 5000 }));
    const written = value(await bridge.call('import.writeQuarantine', { import: report.id! }));
    expect(written).toMatchObject({ rows: 2100, file: { name: expect.stringMatching(/^set-aside-[0-9a-f]{8}-\d{14}\.csv$/), folder: join(dir, 'exports') } });
    const lines = readFileSync(join(dir, 'exports', written.file.name), 'utf8').split('\r\n');
    expect([lines[0], lines[1], lines[5], lines[6], lines.length]).toEqual(['\uFEFFRow,Field,Why,Value', '2,state,unmapped value,Pondering', "6,state,unmapped value,'=HYPERLINK(1)", '7,state,unmapped value,Pondering', 2102]);
    expect(await bridge.call('import.writeQuarantine', { import: 'nothing' })).toMatchObject({ ok: false, error: { code: 'record_missing' } });
    expect(readdirSync(join(dir, 'exports'))).toEqual([written.file.name]);
  });
  it('CHG-05 a changed row updates its change; an edit made here to another field stays', async () => {
    await run(csv(line(1)));
    const { id } = value(await bridge.call('change.list', {})).rows[0]!;
    await bridge.call('change.edit', { change: id, fields: { testPlan: 'Ours' } });
    expect(value(await run(csv(line(1, { title: 'Patch node 1 twice' }))))).toMatchObject({ new: 0, changed: 1 });
    expect(value(await bridge.call('change.show', { change: id })).fields).toMatchObject({ title: 'Patch node 1 twice', testPlan: 'Ours' });
  });
  it('CHG-05 a dry run counts the same and writes nothing', async () => {
    const before = await events();
    expect(value(await bridge.call('import.dryRun', { file: staged(csv(...fifty())), zone: 'UTC' }))).toMatchObject({ id: null, new: 50, rows: 50 });
    expect(await events()).toBe(before);
    expect(await total()).toBe(0);
  });
  it('CHG-05 a whole import is undone; what it altered gets its earlier fields back', async () => {
    await run(csv(line(1)));
    const second = value(await run(csv(line(1, { title: 'Other' }), line(2))));
    expect(value(await bridge.call('import.undo', { import: second.id! }))).toEqual({ cancelled: 1, restored: 1 });
    const rows = value(await bridge.call('change.list', {})).rows;
    expect(rows.map((r) => r.title)).toEqual(['Patch node 1, then check']);
    expect(value(await bridge.call('change.list', { text: 'node' })).total).toBe(1);
    expect(value(await run(csv(line(2))))).toMatchObject({ new: 1 });
    expect(value(await bridge.call('trail.rebuild', {})).isEqual).toBe(true);
  });
  it('CHG-05 an import somebody has worked on since is not undone, and says which change', async () => {
    const report = value(await run(csv(line(1))));
    const change = value(await bridge.call('change.list', {})).rows[0]!;
    await bridge.call('change.edit', { change: change.id, fields: { testPlan: 'Ours' } });
    expect(await bridge.call('import.undo', { import: report.id! })).toMatchObject({ ok: false, error: { code: 'import_not_undoable', facts: { changes: [change.number] } } });
  });
  it('CHG-05 times without an offset are asked about once, never guessed', async () => {
    expect(await bridge.call('import.run', { file: staged(csv(line(1))) })).toMatchObject({ ok: false, error: { code: 'zone_needed' } });
    await run(csv(line(1)), { zone: 'America/New_York' });
    expect(value(await bridge.call('change.list', {})).rows[0]).toMatchObject({ plannedStartAt: '2026-12-02T03:00:00.000Z' });
  });
  it('CHG-05 cancelling leaves nothing behind', async () => {
    const stop = new AbortController();
    const many = csv(...Array.from({ length: 4000 }, (_, i) => line(i + 1)));
    const reply = await bridge.call('import.run', { file: staged(many), zone: 'UTC' }, { signal: stop.signal, onProgress: ({ done }) => { if (done >= 1000) stop.abort(); } });
    expect(reply).toMatchObject({ ok: false, error: { code: 'import_cancelled' } });
    expect(await total()).toBe(0);
    expect(value(await bridge.call('import.list', {})).rows[0]).toMatchObject({ state: 'undone' });
  });
  it('CHG-05 more quarantine than the limit takes everything back', async () => {
    const bad = Array.from({ length: 30 }, (_, i) => line(i + 1, { state: i % 4 === 0 ? 'Authorize' : 'Nowhere' }));
    expect(await run(csv(...bad))).toMatchObject({ ok: false, error: { code: 'too_many_quarantined', facts: { rows: 30 } } });
    expect(await total()).toBe(0);
  });
  it('CHG-05 an export of exactly 10,000 rows is said to be probably cut', async () => {
    const report = value(await bridge.call('import.dryRun', { file: staged(csv(...Array.from({ length: 10_000 }, (_, i) => line(i + 1)))), zone: 'UTC' }));
    expect(report.warnings.join(' ')).toMatch(/10[,\s]?000/);
  });
  it('CHG-05 a file that is no export is refused with its place, and only that refusal stands in the trail', async () => {
    const before = await events();
    expect(await bridge.call('import.run', { file: staged('{ number: 1 }', 'x.json') })).toMatchObject({ ok: false, error: { code: 'not_a_change_file', where: { line: 1 } } });
    expect(await events()).toBe(before + 1);
    expect(value(await bridge.call('trail.events', { limit: 1 })).rows[0]!.type).toBe('import.refused');
  });
  it('CHG-05 a mapping kept by name comes back as it was', async () => {
    const mapping: Output<'mapping.list'>[number] = { version: 1, name: 'House export', source: 'House', externalId: 'Ref', fields: { title: { from: 'What' }, state: { from: 'Where it stands', values: { going: 'assessment' } }, description: { from: ['A', 'B'], join: '\n' } }, zone: 'Europe/Berlin' };
    await bridge.call('mapping.save', { mapping });
    expect(value(await bridge.call('mapping.list', {}))).toEqual([mapping]);
    expect(value(await run('Ref;What;Where it stands;A;B\n1;Eins;going;x;y\n', { mapping }))).toMatchObject({ new: 1 });
    expect(value(await bridge.call('change.list', {})).rows[0]).toMatchObject({ title: 'Eins', source: 'House', externalId: '1', state: 'assessment' });
  });
  it('SEC-01 an auditor imports nothing', async () => {
    value(await bridge.call('person.add', { name: 'Owen', roles: ['auditor'], passphrase: 'auditors too', recoveryPassphrase: 'correct horse' }));
    await bridge.call('session.signIn', { person: 'Owen', passphrase: 'auditors too' });
    expect(await run(csv(line(1)))).toMatchObject({ ok: false, error: { code: 'auditor_reads_only' } });
  });
});
