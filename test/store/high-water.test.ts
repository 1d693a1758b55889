// The mark outside the workspace folder: an older copy put back in place is noticed before anything is written twice.
import { copyFileSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { z } from 'zod';
import { contract } from '../../src-main/contract/index.ts';
import { copiedFolder, openFolder, shapeOfExample } from '../support/workspace.ts';

const { commits } = await shapeOfExample();

type Folder = { dataDir: string; dir: string };
const markOf = ({ dataDir }: Folder): string => join(dataDir, 'marks', readdirSync(join(dataDir, 'marks')).find((name) => name.endsWith('.json'))!);

/** A folder whose database was put back to what it was three commits earlier. */
async function putBack(): Promise<Folder> {
  const folder = await copiedFolder();
  const workspace = await openFolder(folder);
  copyFileSync(join(folder.dir, 'gavel.db'), join(folder.dataDir, 'backup.db'));
  for (let i = 0; i < 3; i += 1) await workspace.call('change.create', { title: `After the backup ${i}` });
  await workspace.app.close();
  copyFileSync(join(folder.dataDir, 'backup.db'), join(folder.dir, 'gavel.db'));
  return folder;
}

test('AUD-01 an older copy opens for reading only: every read works, every write is refused with the reason', async () => {
  const workspace = await openFolder(await putBack());
  const before = workspace.events();
  expect(await workspace.call('session.state', {})).toMatchObject({ workspace: { isReadOnly: true, readOnlyReason: 'older_than_mark' } });
  const reads = { 'change.list': {}, 'change.facets': {}, 'change.show': { change: 'C-A1-0001' }, 'change.history': { change: 'C-A1-0001' }, 'cab.board': {}, 'cab.packet': { change: 'C-A1-0001' }, 'board.list': {}, 'meeting.list': {},
    'minutes.show': { meeting: 'M-A1-0001' }, 'person.list': {}, 'calendar.list': {}, 'import.list': {}, 'import.quarantine': { import: 'x' }, 'mapping.list': {}, 'trail.events': {}, 'workspace.status': {},
    'roster.pending': {}, 'device.list': {}, 'policy.list': {}, 'bundle.conflicts': {}, 'exchange.status': {}, 'entitlement.sources': {}, 'entitlement.conflicts': {}, 'entitlement.accounts': {} } as const;
  // The rest asks about one record each, which may not be there: that is said, and being an older copy is no reason to refuse.
  const some: Record<string, unknown> = { change: 'C-A1-0001', meeting: 'M-A1-0001', board: 'CAB' };
  for (const [name, op] of Object.entries(contract)) {
    if (op.kind !== 'query' || name in reads) continue;
    const input = Object.fromEntries(Object.entries(op.input.shape as Record<string, z.ZodType>).filter(([, field]) => !field.isOptional()).map(([field]) => [field, some[field] ?? 'x']));
    const reply = await workspace.chair.call(name as keyof typeof contract, input as never);
    if (!reply.ok) expect(reply.error.code, name).toMatch(/(_missing|_unknown|^invalid_input|^not_)/);
  }
  for (const [name, input] of Object.entries(reads)) expect(await workspace.chair.call(name as keyof typeof reads, input as never), name).toMatchObject({ ok: true });
  for (const [name, input] of [['change.create', { title: 'No' }], ['change.edit', { change: 'C-A1-0169', fields: { title: 'No' } }], ['calendar.addEntry', { kind: 'freeze', title: 'No', startsAt: '2027-01-01T00:00:00Z', endsAt: '2027-01-02T00:00:00Z' }]] as const) {
    expect(await workspace.refused(name, input), name).toEqual({ code: 'older_than_mark', facts: { have: commits, mark: commits + 3 } });
  }
  expect(workspace.events()).toBe(before);
  const report = await workspace.call('trail.verify', {});
  expect(report.verdict).toBe('broken');
  expect(report.findings).toContainEqual(expect.objectContaining({ severity: 'broken', seq: commits }));
});

test('AUD-01 closing an older copy writes neither a checkpoint nor a lower mark', async () => {
  const folder = await putBack();
  const mark = readFileSync(markOf(folder), 'utf8');
  const workspace = await openFolder(folder);
  await workspace.app.close();
  expect(readFileSync(markOf(folder), 'utf8')).toBe(mark);
  expect(await openFolder(folder).then((again) => again.call('session.state', {}))).toMatchObject({ workspace: { isReadOnly: true } });
});

test('the same copy on a machine that never wrote here opens for writing', async () => {
  const folder = await putBack();
  rmSync(join(folder.dataDir, 'marks'), { recursive: true });
  const workspace = await openFolder(folder);
  await workspace.call('change.create', { title: 'First here' });
  expect(existsSync(markOf(folder))).toBe(true);
});

test.each<[string, (path: string) => void]>([
  ['half written', (path) => { writeFileSync(path, readFileSync(path).subarray(0, 40)); }], ['empty', (path) => { writeFileSync(path, ''); }], ['null', (path) => { writeFileSync(path, 'null'); }],
  ['with a higher number that nobody signed', (path) => { writeFileSync(path, readFileSync(path, 'utf8').replace(`\\n${commits}\\n`, '\\n99\\n')); }],
])('a mark that is %s says nothing and hinders nobody', async (_, spoil) => {
  const folder = await copiedFolder();
  spoil(markOf(folder));
  const workspace = await openFolder(folder);
  await workspace.call('change.create', { title: 'Goes on' });
  expect(JSON.parse(readFileSync(markOf(folder), 'utf8')).text).toContain(`\n${commits + 1}\n`);
});

test('a mark that cannot be written does not turn a durable commit into a refusal', async () => {
  const folder = await copiedFolder();
  const workspace = await openFolder(folder);
  rmSync(join(folder.dataDir, 'marks'), { recursive: true });
  writeFileSync(join(folder.dataDir, 'marks'), 'a file where the folder was');
  const before = workspace.events();
  await workspace.call('change.create', { title: 'Durable all the same' });
  expect(workspace.events()).toBe(before + 1);
  expect(workspace.log).toEqual([]);
});
