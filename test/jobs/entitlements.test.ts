// Permission exports through the bridge, from the file to the conflict and its exception.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Connection } from '../../src-main/boot.ts';
import type { Asked, Output } from '../../src-main/contract/index.ts';
import { aWorkspace, answer, refusal } from '../support/workspace.ts';
import type { TestWorkspace } from '../support/workspace.ts';

type Scene = { w: TestWorkspace; manager: Connection; stage: (text: string | Buffer, name?: string) => string; run: (text: string | Buffer, more?: Partial<Asked<'entitlement.import'>>) => Promise<Output<'entitlement.import'>> };
async function aScene(): Promise<Scene> {
  const w = await aWorkspace();
  const manager = await w.as('Tomasz Zielinski');
  const stage = (text: string | Buffer, name = 'rights.csv'): string => {
    const path = join(w.dataDir, name);
    writeFileSync(path, text);
    return w.app.stagePath(path);
  };
  return { w, manager, stage, run: (text, more = {}) => answer(manager, 'entitlement.import', { file: stage(text), source: 'Pipeline', ...more }) };
}
const csv = (...lines: string[]): string => ['user,system,environment,permission,change', ...lines].join('\n');
const conflicted = csv('ravi,Payments,production,approve,', 'ravi,Payments,production,deploy,', 'grace,Payments,production,deploy,');

test('SEC-03 a file where one person may approve and deploy to production lists one conflict with its rule, and what nobody answers for as unowned', async () => {
  const { w, manager, run } = await aScene();
  expect(await run(conflicted)).toMatchObject({ sourceName: 'Pipeline', rows: 3, rights: 3, added: 3, removed: 0, unchanged: 0, quarantinedCount: 0 });
  const { rows, open } = await w.call('entitlement.conflicts', {});
  expect([open, rows.length]).toEqual([1, 1]);
  expect(rows[0]).toMatchObject({ rule: 'DUTY-02', status: 'open', holder: { kind: 'account', id: 'ravi', name: 'ravi', source: 'Pipeline' }, exception: null });
  expect(rows[0]!.rights.map((r) => r.right)).toEqual(['approve', 'deploy']);
  expect((await w.call('entitlement.accounts', { only: 'unowned' })).rows.map((a) => [a.identity, a.person, a.rights])).toEqual([['grace', null, 1], ['ravi', null, 2]]);
  await answer(manager, 'entitlement.map', { source: 'pipeline', identity: 'ravi', person: 'Ravi Menon' });
  expect((await w.call('entitlement.conflicts', {})).rows[0]).toMatchObject({ rule: 'DUTY-02', holder: { kind: 'person', name: 'Ravi Menon', source: null } });
  expect((await w.call('entitlement.accounts', { only: 'unowned' })).rows.map((a) => a.identity)).toEqual(['grace']);
  expect((await w.call('entitlement.sources', {})).rows).toMatchObject([{ name: 'Pipeline', file: 'rights.csv', by: 'Tomasz Zielinski', rights: 3, accounts: 2, unowned: 1, added: 3, removed: 0 }]);
  expect(await w.call('trail.rebuild', {})).toMatchObject({ isEqual: true });
  expect(await w.call('trail.verify', { deep: true })).toMatchObject({ verdict: 'intact' });
});

test('SEC-03 a re-import shows added and removed rights, and the same file twice writes nothing', async () => {
  const { w, manager, run, stage } = await aScene();
  const first = await run(conflicted);
  const before = w.events();
  expect(await run(conflicted, { source: 'PIPELINE' })).toMatchObject({ snapshot: null, added: 0, removed: 0, unchanged: 3, source: first.source });
  expect(w.events()).toBe(before);
  const next = csv('ravi,Payments,production,approve,', 'grace,Payments,production,deploy,', 'hannah,Payments,test,deploy,');
  const dry = await answer(manager, 'entitlement.dryRun', { file: stage(next), source: 'Pipeline' });
  expect([dry.snapshot, dry.added, dry.removed, w.events()]).toEqual([null, 1, 1, before]);
  expect([dry.addedRights.map((r) => r.identity), dry.removedRights.map((r) => `${r.identity} ${r.right}`)]).toEqual([['hannah'], ['ravi deploy']]);
  await run(next);
  const changes = await w.call('entitlement.changes', { source: 'Pipeline', limit: 1 });
  expect(changes.rows).toMatchObject([{ how: 'added', identity: 'hannah', environment: 'test' }]);
  expect((await w.call('entitlement.changes', { source: 'Pipeline', limit: 1, after: changes.next! })).rows).toMatchObject([{ how: 'removed', identity: 'ravi', right: 'deploy' }]);
  expect((await w.call('entitlement.conflicts', {})).rows).toEqual([]);
  expect(await w.call('trail.rebuild', {})).toMatchObject({ isEqual: true });
});

test('SEC-03 a file with unknown columns asks for a mapping, imports nothing without one, and is not asked about again', async () => {
  const { w, manager, stage } = await aScene();
  const strange = 'who,where,how,what\nravi,Payments,prod,approve\nravi,Payments,prod,deploy\n';
  const inspection = await answer(manager, 'entitlement.inspect', { file: stage(strange) });
  expect(inspection.questions.map((q) => q.field)).toEqual(['identity', 'system', 'environment', 'right']);
  expect(inspection.questions[0]).toMatchObject({ about: 'field', candidates: ['who', 'where', 'how', 'what'] });
  expect(inspection.sample[0]).toEqual({ who: 'ravi', where: 'Payments', how: 'prod', what: 'approve' });
  const before = w.events();
  expect(await refusal(manager, 'entitlement.import', { file: stage(strange), source: 'Odd' })).toMatchObject({ code: 'mapping_needed', facts: { fields: 'identity, system, environment, right' }, where: { field: 'identity', file: 'rights.csv' } });
  expect(w.events()).toBe(before);
  const columns = { identity: 'who', system: 'where', environment: 'how', right: 'what' };
  expect(await refusal(manager, 'entitlement.import', { file: stage(strange), source: 'Odd', mapping: { columns: { ...columns, right: 'no such' } } })).toMatchObject({ code: 'not_an_entitlement_file' });
  expect(await answer(manager, 'entitlement.import', { file: stage(strange), source: 'Odd', mapping: { columns } })).toMatchObject({ added: 2 });
  expect(await answer(manager, 'entitlement.dryRun', { file: stage(`${strange}grace,Payments,prod,approve\n`), source: 'Odd' })).toMatchObject({ added: 1, removed: 0 });
  expect((await w.call('entitlement.conflicts', {})).rows.map((c) => c.rule)).toEqual(['DUTY-02']);
});

test('SEC-03 words of rights and environments are counted, said by a person where nobody knows them, and remembered', async () => {
  const { w, manager, stage } = await aScene();
  const text = csv('ravi,Payments,blue,Freigeber,', 'ravi,Payments,blue,deploy,', 'ravi,Payments,green,deploy,');
  const seen = await answer(manager, 'entitlement.inspect', { file: stage(text) });
  expect(seen.rights).toEqual([{ word: 'deploy', count: 2, duty: 'deploy' }, { word: 'Freigeber', count: 1, duty: null }]);
  expect(seen.environments).toEqual([{ word: 'blue', count: 2, isProduction: null }, { word: 'green', count: 1, isProduction: null }]);
  expect(seen.warnings.join(' ')).toMatch(/“Freigeber” until somebody says which duty.*“blue”, “green” count as production/);
  await answer(manager, 'entitlement.import', { file: stage(text), source: 'Words' });
  expect((await w.call('entitlement.conflicts', {})).rows).toEqual([]);
  const mapping = { ...seen.mapping, duties: { Freigeber: 'approve' as const }, production: { green: false, blue: true } };
  expect(await answer(manager, 'entitlement.import', { file: stage(text), source: 'Words', mapping })).toMatchObject({ added: 0, removed: 0, unchanged: 3, snapshot: expect.any(String) });
  const [conflict] = (await w.call('entitlement.conflicts', {})).rows;
  expect(conflict!.rights.map((r) => `${r.right} ${r.environment}`)).toEqual(['Freigeber blue', 'deploy blue']);
  expect((await answer(manager, 'entitlement.inspect', { file: stage(text), source: 'Words' })).rights.find((r) => r.word === 'Freigeber')).toMatchObject({ duty: 'approve' });
  expect(await w.call('trail.rebuild', {})).toMatchObject({ isEqual: true });
});

test('SEC-03 a direct production right needs a change known here, by its number or as another tool calls it', async () => {
  const { w, manager, run, stage } = await aScene();
  const [change] = (await w.call('change.list', { limit: 1 })).rows;
  await answer(manager, 'import.run', { file: stage('id,title,state\nDESK-77,Restart the queue,closed\n', 'desk.csv') });
  await run(csv(`a,Db,production,ssh,${change!.number.toLowerCase()}`, 'e,Db,production,ssh,DESK-77', 'b,Db,production,ssh,CHG9999999', 'c,Db,production,ssh,', 'd,Db,test,ssh,'));
  expect((await w.call('entitlement.conflicts', {})).rows.map((c) => [c.rule, c.holder.name])).toEqual([['DUTY-03', 'b'], ['DUTY-03', 'c']]);
});

test('SEC-03 a conflict is accepted with reason, owner and last day, is open again after it, and can be reopened before it', async () => {
  const { w, manager, run } = await aScene();
  await run(conflicted);
  const [conflict] = (await w.call('entitlement.conflicts', {})).rows;
  const how = { conflict: conflict!.id, reason: 'Two people on call', owner: 'Ingrid Solberg', expiresOn: '2026-12-01' };
  expect(conflict!.mayAccept).toEqual({ ok: true });
  expect(await refusal(manager, 'entitlement.accept', how)).toMatchObject({ code: 'role_needed' });
  expect(await w.refused('entitlement.accept', { ...how, expiresOn: '2026-11-23' })).toMatchObject({ code: 'exception_over' });
  expect(await w.refused('entitlement.accept', { ...how, expiresOn: 'soon' })).toMatchObject({ code: 'invalid_input', where: { field: 'expiresOn' } });
  expect(await w.refused('entitlement.accept', { ...how, reason: ' ' })).toMatchObject({ code: 'invalid_input', where: { field: 'reason' } });
  expect(await w.refused('entitlement.accept', { ...how, conflict: 'f'.repeat(32) })).toMatchObject({ code: 'record_missing' });
  expect(await w.refused('entitlement.reopen', { conflict: conflict!.id, reason: 'x' })).toMatchObject({ code: 'no_exception' });
  await w.call('entitlement.accept', how);
  expect(await w.call('entitlement.conflicts', { status: 'accepted' })).toMatchObject({ open: 0, accepted: 1, rows: [{ status: 'accepted', exception: { reason: 'Two people on call', ownerName: 'Ingrid Solberg', expiresOn: '2026-12-01', by: 'Marta Lindqvist' } }] });
  w.clock.now = Date.parse('2026-12-02T00:00:00Z');
  expect((await w.call('entitlement.conflicts', {})).rows[0]).toMatchObject({ status: 'open', lapsed: 'expired' });
  await w.call('entitlement.accept', { ...how, expiresOn: '2027-01-31' });
  await run(csv('ravi,Payments,production,approve,', 'ravi,Payments,production,deploy,', 'ravi,Ledger,production,deploy,'));
  expect((await w.call('entitlement.conflicts', {})).rows[0]).toMatchObject({ id: conflict!.id, status: 'open', lapsed: 'more-rights' });
  await w.call('entitlement.accept', { ...how, expiresOn: '2027-01-31' });
  await w.call('entitlement.reopen', { conflict: conflict!.id, reason: 'The team has grown' });
  expect((await w.call('entitlement.conflicts', {})).rows[0]).toMatchObject({ status: 'open' });
  expect(await w.call('trail.rebuild', {})).toMatchObject({ isEqual: true });
});

test('SEC-03 auditors read everything and change nothing', async () => {
  const { w, manager, run, stage } = await aScene();
  await run(conflicted);
  const auditor = await w.as('Owen Hughes');
  const { rows } = await answer(auditor, 'entitlement.conflicts', {});
  expect(rows[0]!.mayAccept).toMatchObject({ ok: false, code: 'auditor_reads_only' });
  expect(await answer(auditor, 'entitlement.sources', {})).toMatchObject({ mayImport: { ok: false, code: 'auditor_reads_only' } });
  for (const [name, input] of [['entitlement.import', { file: stage(conflicted), source: 'Pipeline' }], ['entitlement.map', { source: 'Pipeline', identity: 'ravi', person: 'Ravi Menon' }], ['entitlement.accept', { conflict: rows[0]!.id, reason: 'r', owner: 'Ravi Menon', expiresOn: '2027-01-01' }]] as const) {
    expect(await refusal(auditor, name, input), name).toMatchObject({ code: 'auditor_reads_only' });
  }
  expect(await refusal(manager, 'entitlement.map', { source: 'Pipeline', identity: 'ravi', person: 'Nobody At All' })).toMatchObject({ code: 'record_missing' });
  expect(await refusal(manager, 'entitlement.map', { source: 'No such tool', identity: 'ravi', person: null })).toMatchObject({ code: 'record_missing' });
});

test('SEC-03 shared and service accounts have an owner who answers for them; without one they are unowned again', async () => {
  const { w, manager, run } = await aScene();
  await run('user,system,environment,permission,account type\nrobot,Payments,production,ssh,service\nteam,Payments,test,deploy,shared\nravi,Payments,test,deploy,\n');
  expect((await w.call('entitlement.conflicts', {})).rows.map((c) => c.holder.name)).toEqual(['robot']);
  expect((await w.call('entitlement.accounts', { only: 'shared' })).rows).toMatchObject([{ identity: 'robot', kind: null, said: 'service', reachesProduction: true }, { identity: 'team', said: 'shared', reachesProduction: false }]);
  await answer(manager, 'entitlement.map', { source: 'Pipeline', identity: 'robot', kind: 'service', person: 'Ingrid Solberg' });
  expect((await w.call('entitlement.conflicts', {})).rows).toEqual([]);
  expect((await w.call('entitlement.accounts', { limit: 2 })).rows.map((a) => a.identity)).toEqual(['ravi', 'team']);
  const { rows, next } = await w.call('entitlement.accounts', { limit: 2 });
  expect((await w.call('entitlement.accounts', { limit: 2, after: next! })).rows).toMatchObject([{ identity: 'robot', kind: 'service', personName: 'Ingrid Solberg' }]);
  expect(rows).toHaveLength(2);
  await answer(manager, 'entitlement.map', { source: 'Pipeline', identity: 'robot', person: null });
  expect((await w.call('entitlement.conflicts', {})).rows).toHaveLength(1);
});

test('SEC-03 rows that cannot be read are set aside by row and field; more than half of them stops the import', async () => {
  const { w, run, manager, stage } = await aScene();
  const text = csv('ravi,Payments,production,approve,', ',Payments,production,deploy,', 'grace,Payments,production,,', `${'x'.repeat(301)},Payments,test,deploy,`, 'short,row');
  expect(await run(text)).toMatchObject({ rows: 5, rights: 1, quarantinedCount: 4, quarantined: [{ row: 2, field: 'identity', why: 'missing' }, { row: 3, field: 'right', why: 'missing' }, { row: 4, field: 'identity', why: 'cell_too_long' }, { row: 5, field: 'row', why: 'ragged_row' }] });
  expect((await w.call('entitlement.quarantine', { source: 'Pipeline', limit: 2 })).rows.map((q) => q.row)).toEqual([2, 3]);
  expect((await w.call('entitlement.sources', {})).rows[0]).toMatchObject({ quarantined: 4 });
  const before = w.events();
  expect(await refusal(manager, 'entitlement.import', { file: stage(text), source: 'Pipeline', quarantineLimit: 3 })).toMatchObject({ code: 'too_many_quarantined' });
  expect(await refusal(manager, 'entitlement.import', { file: stage(csv(',,,,')), source: 'Pipeline' })).toMatchObject({ code: 'too_many_quarantined' });
  expect(w.events()).toBe(before);
});

test.each([
  ['no file of rights', 'Just a letter without any table.'], ['an empty file', ''], ['a header alone', 'user,system,environment,permission\n'], ['a program', Buffer.from('7f454c4602010100', 'hex')],
  ['broken JSON', '[{"user":"a"'], ['a quote that never ends', 'user,system,environment,permission\n"ravi,Payments,test,deploy\n'],
])('SEC-03 %s is refused in words, and what was imported before stays', async (_, text) => {
  const { w, manager, run, stage } = await aScene();
  await run(conflicted);
  const before = w.events();
  expect(await refusal(manager, 'entitlement.import', { file: stage(text, 'odd.bin'), source: 'Pipeline' })).toMatchObject({ code: 'not_an_entitlement_file', facts: { file: 'odd.bin' } });
  expect(w.events()).toBe(before);
  expect((await w.call('entitlement.sources', {})).rows[0]).toMatchObject({ rights: 3 });
});

test('SEC-03 a large export is written in commits of at most 500 rights and counts as a whole; stopped half way it changes nothing', async () => {
  const { w, manager, run, stage } = await aScene();
  await run(conflicted);
  const many = csv(...Array.from({ length: 1700 }, (_, i) => `user${String(i).padStart(4, '0')},Payments,test,deploy,`));
  const stop = { aborted: false, addEventListener: () => {}, removeEventListener: () => {} };
  const stopped = await manager.call('entitlement.import', { file: stage(many), source: 'Pipeline' }, { signal: stop, onProgress: ({ what, done }) => { if (what === 'Writing the rights' && done === 2) stop.aborted = true; } });
  expect(stopped).toMatchObject({ ok: false, error: { code: 'import_cancelled' } });
  expect((await w.call('entitlement.sources', {})).rows[0]).toMatchObject({ rights: 3, added: 3 });
  expect(await run(many)).toMatchObject({ added: 1700, removed: 3 });
  expect((await w.call('entitlement.sources', {})).rows[0]).toMatchObject({ rights: 1700, added: 1700, removed: 3 });
  expect(w.raw((db) => db.prepare("SELECT count(*) FROM event WHERE type = 'entitlement.snapshotImported'").pluck().get())).toBe(1 + 2 + 4);
  expect(await w.call('trail.rebuild', {})).toMatchObject({ isEqual: true });
});

test('SEC-03 hostile words stay words: formulas, markup, names of built-ins, and half of a script', async () => {
  const { w, run } = await aScene();
  await run(JSON.stringify([{ user: '__proto__', system: '<img src=x>', environment: 'constructor', permission: ['approve', 'deploy'] }, { user: '=HYPERLINK("x")', system: "'; DROP TABLE entitlement; --", environment: 'prod', permission: 'toString' }]));
  const { rows } = await w.call('entitlement.conflicts', {});
  expect(rows).toMatchObject([{ rule: 'DUTY-02', holder: { name: '__proto__' } }]);
  expect((await w.call('entitlement.accounts', {})).rows.map((a) => a.identity)).toEqual(['=HYPERLINK("x")', '__proto__']);
  expect(await w.call('trail.rebuild', {})).toMatchObject({ isEqual: true });
});
