// The reach of a change through the bridge: what it lists, who must answer, and how it bears a large register (RISK-04).
import { expect, test } from 'vitest';
import type { Connection } from '../../src-main/boot.ts';
import { impactPieces } from '../../src-main/domain/impact.ts';
import type { Step } from '../../src-main/domain/impact.ts';
import { walkImpact } from '../../src-main/domain/impact.ts';
import { openDatabase } from '../../src-main/store/open.ts';
import { findChange } from '../../src-main/store/projections/change.ts';
import { dossierOf } from '../../src-main/store/projections/dossier.ts';
import { stepsFrom } from '../../src-main/store/projections/impact.ts';
import { aWorkspace, answer, completeChange, migrations, refusal } from '../support/workspace.ts';
import type { TestWorkspace } from '../support/workspace.ts';

/** A reaches B reaches C, and C reaches A again; C belongs to a tier 1 service of the chair's. */
async function seeded(): Promise<{ w: TestWorkspace; manager: Connection; change: string }> {
  const w = await aWorkspace();
  const manager = await w.as('Tomasz Zielinski');
  await answer(manager, 'service.register', { name: 'Clearing', tier: 1, owner: 'Marta Lindqvist', deputies: ['Ingrid Solberg'], sla: '99.95 % a month' });
  await answer(manager, 'service.register', { name: 'Reports', tier: 3, owner: 'Grace Obi' });
  for (const [name, service] of [['A', 'Card authorisation'], ['B', 'Reports'], ['C', 'Clearing']] as const) await answer(manager, 'item.register', { name, service, environment: 'production' });
  for (const [item, to] of [['B', 'A'], ['C', 'B'], ['A', 'C']] as const) await answer(manager, 'item.relate', { item, kind: 'depends-on', to });
  const { number } = await answer(manager, 'change.create', { ...completeChange, items: ['A'], owner: 'Tomasz Zielinski', requester: 'Tomasz Zielinski' });
  return { w, manager, change: number! };
}
const piecesOf = (w: TestWorkspace, change: string) => {
  const db = openDatabase(w.dir, { migrations });
  try {
    return impactPieces(dossierOf(db, findChange(db, change)!), '2026-11-24T10:00:00.000Z');
  } finally {
    db.close();
  }
};

test('RISK-04 on A to B to C with a cycle, B and C are listed once each with path length; the owner of C must respond before authorisation', async () => {
  const { w, manager, change } = await seeded();
  const report = await answer(manager, 'impact.show', { change });
  expect(report.items.map((i) => [i.name, i.distance, i.path])).toEqual([['A', 0, ['A']], ['B', 1, ['A', 'B']], ['C', 2, ['A', 'B', 'C']]]);
  expect(report.services.map((s) => [s.name, s.tier, s.owner, s.distance, s.isConsulted, s.status])).toEqual([['Card authorisation', 1, expect.any(String), 0, false, 'waiting'], ['Reports', 3, 'Grace Obi', 1, false, 'waiting'], ['Clearing', 1, 'Marta Lindqvist', 2, true, 'waiting']]);
  expect([report.services[2]!.sla, report.isScopeUnknown, report.isCut, report.total]).toEqual(['99.95 % a month', false, false, 3]);
  expect(piecesOf(w, change)).toMatchObject([{ gate: 'decision', status: 'waiting', why: { code: 'consultation_open', facts: { owner: 'Marta Lindqvist', service: 'Clearing' } } }]);
  const demanded = async () => (await answer(manager, 'change.show', { change })).pieces.filter((p) => p.rule === 'RISK-04');
  expect(await demanded()).toMatchObject([{ gate: 'decision', part: 'impact', status: 'waiting' }]);
  expect(await refusal(manager, 'impact.respond', { change, service: 'Clearing', response: 'agree' })).toMatchObject({ code: 'not_service_owner' });
  expect(await w.refused('impact.respond', { change, service: 'Clearing', response: 'object' })).toMatchObject({ code: 'objection_needs_note' });
  await w.call('impact.respond', { change, service: 'Clearing', response: 'object', note: 'Month end' });
  expect(piecesOf(w, change)).toMatchObject([{ status: 'present', label: 'Marta Lindqvist objects, for Clearing' }]);
  await answer(await w.as('Ingrid Solberg'), 'impact.respond', { change, service: 'Clearing', response: 'agree', note: 'Moved past month end' });
  expect(await demanded()).toMatchObject([{ status: 'present' }]);
  expect((await answer(manager, 'impact.show', { change })).services[2]).toMatchObject({ status: 'answered', answer: { response: 'agree', by: 'Ingrid Solberg', isStale: false } });
  await answer(manager, 'change.edit', { change, fields: { backoutPlan: 'Another way back' } });
  expect(piecesOf(w, change)).toMatchObject([{ status: 'stale', why: { code: 'consultation_stale' } }]);
  expect((await w.call('change.history', { change })).rows.filter((h) => h.type === 'impact.consulted').map((h) => [h.said, h.isSigned])).toEqual([['Owner of an affected service agrees: Moved past month end', true], ['Owner of an affected service objects: Month end', true]]);
  expect(await w.call('trail.verify', { deep: true })).toMatchObject({ verdict: 'intact' });
  expect(await w.call('trail.rebuild', {})).toMatchObject({ isEqual: true });
});

test('RISK-04 an item that is in no register is unknown scope; items without owner or relations are blind spots', async () => {
  const { manager, change } = await seeded();
  await answer(manager, 'item.register', { name: 'lonely', environment: 'production' });
  await answer(manager, 'change.edit', { change, fields: { items: ['A', 'lonely', 'nowhere-1'] } });
  const report = await answer(manager, 'impact.show', { change });
  expect([report.isScopeUnknown, report.blind]).toEqual([true, [{ id: null, name: 'nowhere-1', why: ['unregistered'] }, { id: expect.any(String), name: 'lonely', why: ['no-owner', 'no-relations'] }]]);
  expect(await answer(manager, 'impact.ofItems', { items: ['b', 'nowhere-2'], depth: 1 })).toMatchObject({ depth: 1, items: [{ name: 'B' }, { name: 'C' }], isScopeUnknown: true });
});

test('RISK-04 other changes that touch the same items or services within a day of the window are listed, later ones are not', async () => {
  const { manager, change } = await seeded();
  const near = await answer(manager, 'change.create', { ...completeChange, title: 'Near', service: 'Clearing', plannedStartAt: '2026-11-25T20:00:00.000Z', plannedEndAt: '2026-11-25T21:00:00.000Z' });
  await answer(manager, 'change.create', { ...completeChange, title: 'Later', service: 'Clearing', plannedStartAt: '2026-11-28T20:00:00.000Z', plannedEndAt: '2026-11-28T21:00:00.000Z' });
  const same = await answer(manager, 'change.create', { ...completeChange, title: 'Same item', service: 'Treasury desk', items: ['b'], plannedStartAt: '2026-11-24T20:00:00.000Z', plannedEndAt: '2026-11-25T06:00:00.000Z' });
  const { changes } = await answer(manager, 'impact.show', { change });
  expect(changes.filter((c) => [near.number, same.number].includes(c.number)).map((c) => [c.title, c.touches])).toEqual([['Same item', ['B']], ['Near', ['Clearing']]]);
  expect(changes.map((c) => c.title)).not.toContain('Later');
});

test('RISK-04 of two items of one name, the one in the environment of the change is meant', async () => {
  const { manager, change } = await seeded();
  await answer(manager, 'item.register', { name: 'A', environment: 'test' });
  expect((await answer(manager, 'impact.show', { change })).items.filter((i) => i.distance === 0).map((i) => i.environment)).toEqual(['production']);
  await answer(manager, 'change.edit', { change, fields: { environment: 'staging' } });
  expect((await answer(manager, 'impact.show', { change })).items.filter((i) => i.distance === 0).map((i) => i.environment).toSorted()).toEqual(['production', 'test']);
});

test('RISK-04 a register of 50,000 relations with cycles is walked through its indexes, and 5,000 items are asked about at once', async () => {
  const { w, manager } = await seeded();
  w.raw((db) => {
    const item = db.prepare("INSERT INTO item (id, name, name_key, type, environment, service, owner, lifecycle, serial, external_id, fqdn, fqdn_key, updated_at, body) VALUES (?, ?, ?, '', '', NULL, '', 'live', '', '', '', '', '', '{}')");
    const relation = db.prepare("INSERT OR IGNORE INTO item_relation (source_item, target_item, kind) VALUES (?, ?, 'depends-on')");
    db.transaction(() => {
      for (let i = 0; i < 10_000; i += 1) item.run(`bulk-${i}`, `bulk-${i}`, `bulk-${i}`);
      for (let i = 0; i < 50_000; i += 1) relation.run(`bulk-${i % 10_000}`, `bulk-${(i * 7919 + Math.floor(i / 10_000)) % 10_000}`);
    })();
  });
  const all = await answer(manager, 'impact.ofItems', { items: ['bulk-1'], depth: 10 });
  expect([all.total > 1000, all.items.length, new Set(all.items.map((i) => i.id)).size]).toEqual([true, 1000, 1000]);
  const many = await answer(manager, 'impact.ofItems', { items: Array.from({ length: 5000 }, (_, i) => `bulk-${i}`), depth: 3 });
  expect(many.total).toBe(10_000);
  const db = openDatabase(w.dir, { migrations });
  try {
    expect(walkImpact(['bulk-1'], { depth: 3, most: 50_000 }, (items): Step[] => stepsFrom(db)(items)).reached.length).toBeGreaterThan(50);
    const plan = db.all<{ detail: string }>("EXPLAIN QUERY PLAN SELECT source_item FROM item_relation WHERE target_item IN (SELECT value FROM json_each('[]')) AND kind IN ('depends-on', 'runs-on', 'contains', 'connects-to')").map(({ detail }) => detail).join('\n');
    expect(plan).toMatch(/SEARCH item_relation USING COVERING INDEX item_relation_by_target \(target_item=\? AND kind=\?\)/);
  } finally {
    db.close();
  }
});
