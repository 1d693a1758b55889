// Permission exports as tools write them: encodings, delimiters, JSON, and columns that are recognised or asked for.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished, expect, test } from 'vitest';
import { readEntitlements } from '../../src-main/formats/read-entitlements.ts';
import type { PermissionFile, PermissionOptions } from '../../src-main/formats/read-entitlements.ts';

async function read(content: string | Buffer, options: PermissionOptions = {}): Promise<PermissionFile> {
  const folder = mkdtempSync(join(tmpdir(), 'gavel-rights-'));
  onTestFinished(() => { rmSync(folder, { recursive: true, force: true }); });
  writeFileSync(join(folder, 'rights'), content);
  return readEntitlements(join(folder, 'rights'), options);
}
const lines = (delimiter: string): string => [['User', 'Repository', 'Env', 'Role'], ['Jürgen', 'Zahlung', 'prod', 'approve'], ['Zoë', 'Zahlung', '', 'deploy']].map((row) => row.join(delimiter)).join('\r\n');
const expected = [{ identity: 'Jürgen', system: 'Zahlung', environment: 'prod', right: 'approve', grant: '', kind: '' }, { identity: 'Zoë', system: 'Zahlung', environment: '', right: 'deploy', grant: '', kind: '' }];

test.each([
  ['UTF-8 and commas', lines(','), ','], ['UTF-8 with a mark and semicolons', `\uFEFF${lines(';')}`, ';'], ['tabs', lines('\t'), '\t'],
  ['UTF-16, little end first', Buffer.from(`\uFEFF${lines(';')}`, 'utf16le'), ';'], ['UTF-16, big end first', Buffer.from(`\uFEFF${lines(',')}`, 'utf16le').swap16(), ','],
])('SEC-03 an export in %s is read as it was meant', async (_, content, delimiter) => {
  const file = await read(content);
  expect([file.questions, file.delimiter, file.records, file.rows]).toEqual([[], delimiter, 2, expected]);
});

test('SEC-03 an export in Windows-1252 is asked about first and read once it is said', async () => {
  const content = Buffer.from(lines(';'), 'latin1');
  const asked = await read(content);
  expect(asked.questions).toMatchObject([{ about: 'encoding', candidates: expect.arrayContaining(['windows-1252']) }]);
  expect([asked.rows, asked.sample[0]!['User']]).toEqual([[], 'Jürgen']);
  expect((await read(content, { encoding: 'windows-1252' })).rows).toEqual(expected);
  await expect(read(content, { encoding: 'no-such' })).rejects.toMatchObject({ code: 'unknown_encoding' });
});

test.each([
  ['a list', JSON.stringify([{ user: 'a', system: 'S', environment: 'prod', permission: 'deploy' }])], ['a list under a name', JSON.stringify({ total: 1, data: [{ user: 'a', system: 'S', environment: 'prod', permission: 'deploy' }] })],
  ['one object per line', `${JSON.stringify({ user: 'a', system: 'S', environment: 'prod', permission: 'deploy' })}\n${JSON.stringify({ user: 'b', system: 'S', environment: 'prod', permission: 'deploy' })}\n`],
  ['nested names', JSON.stringify([{ user: { name: 'a' }, system: 'S', environment: 'prod', permission: 'deploy' }])],
])('SEC-03 JSON as %s is read', async (_, content) => {
  expect((await read(content)).rows[0]).toEqual({ identity: 'a', system: 'S', environment: 'prod', right: 'deploy', grant: '', kind: '' });
});

test('SEC-03 a record that lists several rights and environments gives a right for each', async () => {
  const { rows, records } = await read(JSON.stringify([{ user: 'a', system: 'S', environment: ['prod', 'test'], permissions: ['approve', 'deploy'] }, { user: 'b', system: 'S', environment: [], permissions: ['approve'] }, { user: 'c', system: 'S', environment: 'prod', permissions: [] }]));
  expect(records).toBe(3);
  expect(rows.map((r) => `${r.identity} ${r.right} ${r.environment}`)).toEqual(['a approve prod', 'a approve test', 'a deploy prod', 'a deploy test', 'b approve ']);
});

test('SEC-03 a column is taken only where its name fits and no other fits as well', async () => {
  const twice = await read('user,account,system,environment,permission\na,b,S,prod,deploy\n');
  expect(twice.questions).toMatchObject([{ about: 'field', field: 'identity', candidates: ['user', 'account', 'system', 'environment', 'permission'] }]);
  expect(twice.rows).toEqual([]);
  expect((await read('user,account,system,environment,permission\na,b,S,prod,deploy\n', { columns: { ...twice.mapping, identity: 'account' } })).rows[0]).toMatchObject({ identity: 'b' });
  const known = await read('USER NAME,System,Environment,Access-Level,Change Number,Account Type,Department\na,S,prod,deploy,C-1,service,IT\n');
  expect(known.questions).toEqual([]);
  expect(known.rows).toEqual([{ identity: 'a', system: 'S', environment: 'prod', right: 'deploy', grant: 'C-1', kind: 'service' }]);
  expect(known.warnings).toEqual(['Columns that are not read: Department.']);
});

test('SEC-03 a column that is said to be lacking may be one of those a file can lack, and no other', async () => {
  const content = 'user,permission\na,deploy\n';
  expect((await read(content)).questions.map((q) => q.field)).toEqual(['system', 'environment']);
  expect((await read(content, { columns: { identity: 'user', right: 'permission', system: '', environment: '' } })).rows).toHaveLength(1);
  expect((await read(content, { columns: { identity: '', right: 'permission', system: '', environment: '' } })).questions.map((q) => q.field)).toEqual(['identity']);
});

test('SEC-03 more rights than a file may hold are refused with the limit, not read to the end', async () => {
  const rows = Array.from({ length: 100_001 }, (_, i) => `u${i},S,prod,deploy`);
  await expect(read(['user,system,environment,permission', ...rows].join('\n'))).rejects.toMatchObject({ code: 'too_large', facts: { limit: '100000 rows' } });
  await expect(read(JSON.stringify([{ user: 'a', system: 'S', environment: Array.from({ length: 400 }, (_, i) => `e${i}`), permission: Array.from({ length: 400 }, (_, i) => `r${i}`) }]))).rejects.toMatchObject({ code: 'too_large' });
});
