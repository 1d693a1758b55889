// Discovery files and the register through the bridge: from the file to the items, their history, and what a change of them reaches (CFG-01, RISK-04, LEG-05).
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Connection } from '../../src-main/boot.ts';
import type { Asked, Output } from '../../src-main/contract/index.ts';
import { aWorkspace, answer, completeChange, refusal } from '../support/workspace.ts';
import type { TestWorkspace } from '../support/workspace.ts';

type Scene = { w: TestWorkspace; manager: Connection; stage: (text: string, name?: string) => string; run: (text: string, more?: Partial<Asked<'discovery.import'>>) => Promise<Output<'discovery.import'>> };
async function aScene(): Promise<Scene> {
  const w = await aWorkspace();
  const manager = await w.as('Tomasz Zielinski');
  const stage = (text: string, name = 'hosts.csv'): string => {
    const path = join(w.dataDir, name);
    writeFileSync(path, text);
    return w.app.stagePath(path);
  };
  return { w, manager, stage, run: (text, more = {}) => answer(manager, 'discovery.import', { file: stage(text), source: 'Inventory', ...more }) };
}
const csv = (...lines: string[]): string => ['name,type,environment,serial,fqdn,version,owner,tier,service,Rack', ...lines].join('\n');
const hosts = (n: number, version = '1.0'): string[] => Array.from({ length: n }, (_, i) => `node-${i},server,production,,node-${i}.example,${version},,,,${i}`);

test('CFG-01 of 100 rows of which three match two items, 97 are classified and three wait; what the file no longer has is missing, not removed', async () => {
  const { w, manager, run, stage } = await aScene();
  for (const twin of ['a', 'b']) for (let i = 0; i < 3; i += 1) await answer(manager, 'item.register', { name: `twin-${i}${twin}`, fqdn: `twin-${i}.example` });
  const rows = [...hosts(97), ...[0, 1, 2].map((i) => `twin-${i},server,production,,twin-${i}.example,1.0,,,,`)];
  const before = w.events();
  const dry = await answer(manager, 'discovery.dryRun', { file: stage(csv(...rows)), source: 'Inventory' });
  expect(dry).toMatchObject({ import: null, rows: 100, counts: { new: 97, changed: 0, unchanged: 0, missing: 0, ambiguous: 3, refused: 0 } });
  expect([w.events(), dry.ambiguous.map((a) => a.candidates.map((c) => c.name))]).toEqual([before, [0, 1, 2].map((i) => [`twin-${i}a`, `twin-${i}b`])]);
  const first = await run(csv(...rows));
  expect([first.import, first.counts.new]).toEqual([expect.any(String), 97]);
  expect((await w.call('item.facets', {})).sources).toMatchObject([{ name: 'Inventory', file: 'hosts.csv', items: 97, missing: 0, waiting: 3 }]);
  const written = w.events();
  expect(await run(csv(...rows), { source: 'INVENTORY' })).toMatchObject({ import: null, counts: { new: 0, changed: 0, unchanged: 97, missing: 0, ambiguous: 3 } });
  expect(w.events()).toBe(written);
  const next = await run(csv(...hosts(95, '2.0'), 'fresh,server,production,,,1.0,,,,'), { choices: { [dry.ambiguous[0]!.key]: dry.ambiguous[0]!.candidates[1]!.id } });
  expect(next.counts).toMatchObject({ new: 1, changed: 95, missing: 2, ambiguous: 0 });
  expect((await w.call('item.list', { state: ['missing'] })).rows.map((i) => i.name)).toEqual(['node-95', 'node-96']);
  expect(await w.call('item.show', { item: 'node-96' })).toMatchObject({ missingAt: expect.any(String), sightings: [{ name: 'Inventory', missingAt: expect.any(String) }] });
  expect(await w.call('trail.rebuild', {})).toMatchObject({ isEqual: true });
  expect(await w.call('trail.verify', { deep: true })).toMatchObject({ verdict: 'intact' });
});

test('CFG-01 a choice is made once: the next import of the same record needs none', async () => {
  const { w, manager, run } = await aScene();
  for (const twin of ['a', 'b']) await answer(manager, 'item.register', { name: twin, fqdn: 'twin.example' });
  const text = csv('twin,server,production,,twin.example,7,,,,');
  const { ambiguous: [waiting] } = await run(text);
  const chosen = waiting!.candidates.find((c) => c.name === 'b')!;
  expect(await run(text, { choices: { [waiting!.key]: chosen.id } })).toMatchObject({ counts: { changed: 1, ambiguous: 0 } });
  expect(await w.call('item.show', { item: chosen.id })).toMatchObject({ name: 'twin', version: '7', sources: ['Inventory'] });
  expect(await run(text)).toMatchObject({ import: null, counts: { unchanged: 1, ambiguous: 0 } });
});

test('CFG-01 what waits is settled without its file: as one of the items, as a new one, or left out; each is remembered', async () => {
  const { w, manager, run } = await aScene();
  for (const n of [1, 2, 3]) for (const twin of ['a', 'b']) await answer(manager, 'item.register', { name: `t${n}${twin}`, fqdn: `t${n}.example` });
  const text = csv(...[1, 2, 3].map((n) => `who-${n},server,production,,t${n}.example,7,,,,R${n}`));
  await run(text);
  const { rows } = await answer(manager, 'discovery.waiting', {});
  expect(rows.map((r) => [r.sourceName, r.name, r.candidates.map((c) => c.name)])).toEqual([1, 2, 3].map((n) => ['Inventory', `who-${n}`, [`t${n}a`, `t${n}b`]]));
  const settle = (row: number, to: string) => answer(manager, 'discovery.settle', { source: 'inventory', key: rows[row]!.key, to });
  await settle(0, rows[0]!.candidates[0]!.id);
  await settle(1, 'new');
  await settle(2, 'leave');
  expect(await answer(manager, 'discovery.waiting', {})).toMatchObject({ rows: [] });
  expect(await w.call('item.show', { item: rows[0]!.candidates[0]!.id })).toMatchObject({ name: 'who-1', version: '7', attributes: { Rack: 'R1' }, sources: ['Inventory'] });
  expect((await w.call('item.list', { text: 'who' })).rows.map((r) => r.name)).toEqual(['who-1', 'who-2']);
  expect(await run(text)).toMatchObject({ import: null, counts: { new: 0, changed: 0, unchanged: 2, missing: 0, ambiguous: 0, refused: 1 } });
  expect(await refusal(manager, 'discovery.settle', { source: 'Inventory', key: rows[0]!.key, to: 'new' })).toMatchObject({ code: 'record_missing' });
  expect(await w.call('trail.rebuild', {})).toMatchObject({ isEqual: true });
});

test('CFG-01 every attribute keeps its history with source and time', async () => {
  const { w, manager, run } = await aScene();
  await run(csv(...hosts(1)));
  w.clock.now += 86_400_000;
  await run(csv(...hosts(1, '2.0').map((line) => line.replace(/0$/, '14'))));
  w.clock.now += 86_400_000;
  await answer(manager, 'item.describe', { item: 'node-0', fields: { owner: 'Ravi Menon', attributes: { Rack: '15' } } });
  const { rows } = await w.call('item.history', { item: 'node-0' });
  expect(rows.slice(0, 4).map((h) => [h.label, h.before, h.after, h.source, h.at.slice(0, 10)])).toEqual([
    ['Rack', '14', '15', null, '2026-11-26'], ['Owner', '', 'Ravi Menon', null, '2026-11-26'], ['Rack', '0', '14', 'Inventory', '2026-11-25'], ['Version', '1.0', '2.0', 'Inventory', '2026-11-25'],
  ]);
  expect((await w.call('item.events', { item: 'node-0' })).rows.map((e) => e.said)).toEqual(['Described: attributes, owner', 'Told by a discovery source', 'Told by a discovery source']);
});

test('CFG-01 a tier 1 row without owner is refused with its row, and the others are taken', async () => {
  const { run } = await aScene();
  const report = await run(csv('core,server,production,,,,,1,,', 'edge,server,production,,,,Zoe,1,,', 'lab,server,test,,,,,3,,'));
  expect(report).toMatchObject({ counts: { new: 2, refused: 1 }, refused: [{ row: 1, field: 'owner', why: 'tier 1 needs an owner', value: 'core' }] });
});

test('CFG-01 a column nobody knows is asked for, and nothing is written until it is placed', async () => {
  const { w, manager, stage } = await aScene();
  const strange = 'what,kind of thing\nnode-1,server\n';
  const dry = await answer(manager, 'discovery.dryRun', { file: stage(strange), source: 'Odd' });
  expect(dry.questions.length).toBeGreaterThan(0);
  const before = w.events();
  expect(await refusal(manager, 'discovery.import', { file: stage(strange), source: 'Odd' })).toMatchObject({ code: 'mapping_needed' });
  expect(w.events()).toBe(before);
  expect(await answer(manager, 'discovery.import', { file: stage(strange), source: 'Odd', mapping: { columns: { ...dry.mapping.columns, name: 'what', type: 'kind of thing' } } })).toMatchObject({ counts: { new: 1 } });
  expect(await refusal(manager, 'discovery.dryRun', { file: stage('<a/>', 'a.xml'), source: 'Odd' })).toMatchObject({ code: 'not_a_discovery_file' });
  expect(await refusal(await w.as('Owen Hughes'), 'discovery.import', { file: stage(csv(...hosts(1))), source: 'Inventory' })).toMatchObject({ code: 'auditor_reads_only' });
});

test('CFG-01 items and services are registered, described, related and found again; a containment loop is refused with its path', async () => {
  const { w, manager } = await aScene();
  const call = async (name: 'item.relate', item: string, kind: 'contains' | 'depends-on', to: string) => answer(manager, name, { item, kind, to });
  for (const name of ['rack', 'shelf', 'disk']) await answer(manager, 'item.register', { name, type: 'hardware', environment: 'production', service: 'core ledger' });
  await call('item.relate', 'rack', 'contains', 'shelf');
  await call('item.relate', 'shelf', 'contains', 'DISK');
  expect(await refusal(manager, 'item.relate', { item: 'disk', kind: 'contains', to: 'rack' })).toMatchObject({ code: 'containment_loop', facts: { path: 'disk → rack → shelf → disk' } });
  expect(await refusal(manager, 'item.register', { name: 'Rack', environment: 'Production' })).toMatchObject({ code: 'item_known' });
  expect(await refusal(manager, 'item.register', { name: 'x', service: 'Nobody’s' })).toMatchObject({ code: 'record_missing' });
  expect((await w.call('item.show', { item: 'shelf' })).relations.map((r) => [r.kind, r.name, r.isOut])).toEqual([['contains', 'disk', true], ['contains', 'rack', false]]);
  expect((await w.call('item.list', { text: 'shel hardw', service: 'Core ledger' })).rows.map((r) => [r.name, r.serviceName])).toEqual([['shelf', 'Core ledger']]);
  expect((await w.call('item.list', { text: '%' })).total).toBe(0);
  await answer(manager, 'item.unrelate', { item: 'shelf', kind: 'contains', to: 'disk' });
  expect(await refusal(manager, 'item.unrelate', { item: 'shelf', kind: 'contains', to: 'disk' })).toMatchObject({ code: 'relation_missing' });
  await answer(manager, 'service.register', { name: 'Ticketing', tier: 2, owner: 'Grace Obi', deputies: ['Ravi Menon'], sla: '99.5 % a month', isCustomerFacing: true, rpoMinutes: 15, rtoMinutes: 60 });
  expect((await w.call('service.list', { text: 'ticket' })).rows).toMatchObject([{ name: 'Ticketing', tier: 2, owner: 'Grace Obi', deputies: ['Ravi Menon'], isCustomerFacing: true, isFinancial: false, hasAutomaticRollback: true, rpoMinutes: 15, rtoMinutes: 60, items: 0 }]);
  expect(await refusal(manager, 'service.register', { name: 'TICKETING' })).toMatchObject({ code: 'service_known' });
  expect(await w.call('trail.rebuild', {})).toMatchObject({ isEqual: true });
});

test('LEG-05 the requester of an open change cannot clear the flag of its service; somebody else can', async () => {
  const { manager, w } = await aScene();
  await answer(manager, 'change.create', { ...completeChange, owner: 'Tomasz Zielinski', requester: 'Tomasz Zielinski' });
  await answer(manager, 'service.describe', { service: 'Card authorisation', fields: { hasAutomaticRollback: false } });
  expect((await answer(manager, 'service.list', { text: 'card auth' })).rows).toMatchObject([{ hasAutomaticRollback: false, mayClearRollback: { ok: false, code: 'own_rollback_flag' } }]);
  expect(await refusal(manager, 'service.describe', { service: 'Card authorisation', fields: { hasAutomaticRollback: true } })).toMatchObject({ code: 'own_rollback_flag' });
  await answer(await w.as('Ingrid Solberg'), 'service.describe', { service: 'Card authorisation', fields: { hasAutomaticRollback: true } });
  expect((await w.call('service.list', { text: 'card auth' })).rows).toMatchObject([{ hasAutomaticRollback: true }]);
});
