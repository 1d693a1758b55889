// Callers are strangers: what does not fit the contract is refused with the field that is wrong, and nothing is written.
import { expect, test } from 'vitest';
import type { OpName } from '../../src-main/contract/index.ts';
import { contract } from '../../src-main/contract/index.ts';
import { everyAct } from '../support/acts.ts';
import { aWorkspace } from '../support/workspace.ts';

const rubbish: unknown[] = [{ not: 'this' }, [[[]]], () => {}, Number.NaN, Number.POSITIVE_INFINITY, -1.5, 2 ** 53, true, Symbol.for('x'), 10n];

test('a field that is not in the contract is refused by its name, in every command', async () => {
  const workspace = await aWorkspace();
  const acts = await everyAct(workspace);
  const before = workspace.events();
  for (const [name, input] of Object.entries(acts)) {
    for (const extra of ['nonsense', '__proto__x', 'constructor', 'toString', 'id'].filter((word) => !Object.hasOwn(input, word))) {
      expect(await workspace.refused(name as OpName, { ...input, [extra]: 1 }), name).toMatchObject({ code: 'invalid_input', facts: { field: extra, problem: 'is not a field here' }, where: { field: extra } });
    }
  }
  expect(workspace.events()).toBe(before);
});

test('a value of the wrong kind is refused by the name of its field, in every field of every command', async () => {
  const workspace = await aWorkspace();
  const acts = await everyAct(workspace);
  const before = workspace.events();
  for (const [name, input] of Object.entries(acts)) {
    for (const field of Object.keys(input)) {
      for (const value of rubbish) {
        const error = await workspace.refused(name as OpName, { ...input, [field]: value });
        expect([name, field, error.code], JSON.stringify(error)).toEqual([name, field, 'invalid_input']);
        expect(error.where?.field, name).toMatch(new RegExp(`^${field}(\\.|$)`));
      }
    }
  }
  expect(workspace.events()).toBe(before);
});

test('a text of a hundred thousand characters is refused in every text field', async () => {
  const workspace = await aWorkspace();
  const acts = await everyAct(workspace);
  const before = workspace.events();
  for (const [name, input] of Object.entries(acts)) {
    for (const [field, value] of Object.entries(input as Record<string, unknown>)) {
      if (typeof value !== 'string' || field.endsWith('At')) continue;
      const error = await workspace.refused(name as OpName, { ...input, [field]: 'x'.repeat(100_000) });
      expect(error.code, `${name}.${field}`).not.toBe('fault');
    }
  }
  expect(workspace.events()).toBe(before);
});

test.each(['', 'tomorrow', '2026-02-30T00:00:00Z', '2026-01-01', '2026-01-01T25:00:00Z', '2026-01-01T00:00:00', '+275761-01-01T00:00:00Z', '2026-01-01T00:00:00Z; 1'])('“%s” is no instant and is refused by the name of its field', async (startsAt) => {
  const workspace = await aWorkspace();
  const error = await workspace.refused('meeting.create', { board: 'CAB', startsAt });
  expect(error).toMatchObject({ code: 'invalid_input', where: { field: 'startsAt' } });
});

test.each([undefined, null, 0, 'text', [], [{ title: 'x' }], true])('an input that is %o is refused or taken as empty, never a fault', async (input) => {
  const workspace = await aWorkspace();
  const before = workspace.events();
  for (const name of Object.keys(contract) as OpName[]) {
    // These would end or change the session of the test, or are content with nothing.
    if (/^(workspace|session|file|export)\.|^(token|feed)\.write|^(emergency|catalogue)\.export$|^checkpoint\.writeRequest$/.test(name) || name === 'trail.rebuild' || name === 'trail.verify') continue;
    const reply = await workspace.chair.call(name, input as never);
    if (!reply.ok) expect(reply.error.code, name).toMatch(/^(invalid_input|usage|not_|file_missing|no_seal|record_missing|recipients_missing|nothing_to_)/);
  }
  expect(workspace.events()).toBe(before);
  expect(workspace.log).toEqual([]);
});

test.each(['change.nothing', '', 'constructor', '__proto__', 'toString', 'change', 'change.create '])('the operation “%s” does not exist, and is told so in a short text', async (operation) => {
  const workspace = await aWorkspace();
  for (const name of [operation, operation.padEnd(10_000, 'x')]) {
    const error = await workspace.refused(name as OpName, {});
    expect(error.code).toBe('unknown_operation');
    expect(JSON.stringify(error).length).toBeLessThan(200);
  }
});

test('limits hold to the character: the longest allowed is kept whole, one more is refused', async () => {
  const workspace = await aWorkspace();
  const { id } = await workspace.call('change.create', { title: 't'.repeat(300), description: 'd'.repeat(20_000), items: Array.from({ length: 500 }, (_, i) => `item ${i}`) });
  const { fields } = await workspace.call('change.show', { change: id });
  expect([fields.title.length, fields.description.length, fields.items.length]).toEqual([300, 20_000, 500]);
  const before = workspace.events();
  expect(await workspace.refused('change.create', { title: 't'.repeat(301) })).toMatchObject({ code: 'invalid_input', where: { field: 'title' } });
  expect(await workspace.refused('change.create', { title: 't', description: 'd'.repeat(20_001) })).toMatchObject({ where: { field: 'description' } });
  expect(await workspace.refused('change.create', { title: 't', items: Array.from({ length: 501 }, () => 'x') })).toMatchObject({ where: { field: 'items' } });
  expect(await workspace.refused('change.create', { title: ' \n ' })).toMatchObject({ where: { field: 'title' } });
  expect(workspace.events()).toBe(before);
});

test('a command that changes nothing writes nothing', async () => {
  const workspace = await aWorkspace();
  const { id } = await workspace.call('change.create', { title: 'Same' });
  const before = workspace.events();
  await workspace.call('change.edit', { change: id, fields: { title: 'Same' } });
  await workspace.call('change.edit', { change: id, fields: {} });
  expect(workspace.events()).toBe(before);
  const commits = workspace.raw((db) => db.prepare('SELECT count(*) FROM commit_log').pluck().get());
  await workspace.call('change.edit', { change: id, fields: { title: 'Same' } });
  expect(workspace.raw((db) => db.prepare('SELECT count(*) FROM commit_log').pluck().get())).toBe(commits);
});
