// The legacy registers through the bridge: what they keep a change from, how far a failure reaches, and the papers for the board.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Connection } from '../../src-main/boot.ts';
import { aBatch, aDebt, aRun, aWorkaround } from '../support/legacy-acts.ts';
import { aWorkspace, answer, completeChange, putForward, refusal } from '../support/workspace.ts';
import type { TestWorkspace } from '../support/workspace.ts';

/** The ledger is the mainframe's; the gateway leans on it, five services lean on the gateway, and the archive on the ledger. */
async function seeded(): Promise<{ w: TestWorkspace; manager: Connection }> {
  const w = await aWorkspace();
  const manager = await w.as('Tomasz Zielinski');
  const items = { Ledger: 'Old ledger', Archive: 'Old archive', Gateway: 'Gateway service', Cards: 'Card desk', Web: 'Web bank', App: 'Phone bank', Fraud: 'Fraud watch' };
  for (const service of Object.values(items)) await answer(manager, 'service.register', { name: service, tier: 3, owner: 'Grace Obi' });
  for (const [name, service] of Object.entries(items)) await answer(manager, 'item.register', { name, service, environment: 'production' });
  for (const [item, to] of [['Archive', 'Ledger'], ['Gateway', 'Ledger'], ['Cards', 'Gateway'], ['Web', 'Gateway'], ['App', 'Web'], ['Fraud', 'Cards']] as const) await answer(manager, 'item.relate', { item, kind: 'depends-on', to });
  return { w, manager };
}

test('LEG-01 a nightly batch of the ledger keeps a window at 23:00 of a service that leans on it from the schedule, by its name', async () => {
  const { w, manager } = await seeded();
  await answer(manager, 'constraint.register', { ...aBatch, items: ['Ledger'] });
  await answer(manager, 'constraint.register', { ...aBatch, kind: 'manual-step', name: 'Mount the tape', minutes: 40, operator: 'Mainframe team', services: ['Old ledger'] });
  const window = { plannedStartAt: '2026-11-26T23:00:00.000Z', plannedEndAt: '2026-11-27T00:00:00.000Z' };
  const { id: change } = await answer(manager, 'change.create', { ...completeChange, ...window, service: 'Web bank', impact: 'low', items: ['App'] });
  const demanded = async () => (await answer(manager, 'change.show', { change })).pieces.filter((p) => p.rule === 'LEG-01').map(({ label, status, why }) => [label, status, why?.code]);
  expect(await demanded()).toEqual([['Window clear of Nightly settlement', 'missing', 'constraint_overlaps'], ['Window holds the manual steps', 'present', undefined]]);
  expect(await answer(manager, 'constraint.forChange', { change })).toMatchObject({ blocked: [{ name: 'Nightly settlement', startsAt: '2026-11-26T22:00:00.000Z' }], addedMinutes: 40, steps: [{ text: 'Mount the tape', minutes: 40 }] });
  expect(await answer(manager, 'constraint.plan', { change, minutes: 60 })).toMatchObject({ needed: 100, manual: 40, startsAt: '2026-11-27T02:00:00.000Z', endsAt: '2026-11-27T03:40:00.000Z', pushed: [{ name: 'Nightly settlement' }] });
  expect(await answer(manager, 'constraint.plan', { services: ['Fraud watch'], minutes: 60, from: '2026-11-26T21:00:00Z' })).toMatchObject({ startsAt: '2026-11-27T02:00:00.000Z' });
  await answer(manager, 'change.edit', { change, fields: { plannedStartAt: '2026-11-27T02:00:00.000Z', plannedEndAt: '2026-11-27T03:40:00.000Z' } });
  expect((await demanded()).map(([, status]) => status)).toEqual(['present', 'present']);
  const { id: apart } = await answer(manager, 'change.create', { ...completeChange, ...window, service: 'Service desk tools', items: [] });
  expect((await answer(manager, 'change.show', { change: apart })).pieces.filter((p) => p.rule === 'LEG-01')).toEqual([]);
  expect(await refusal(manager, 'constraint.register', { ...aBatch, items: ['Ledger'], owner: '' })).toMatchObject({ code: 'constraint_unowned', where: { field: 'owner' } });
  expect(await answer(manager, 'constraint.list', { text: 'tape' })).toMatchObject({ total: 1, rows: [{ number: 'LC-A1-0002', standing: 'in-force', services: [{ name: 'Old ledger' }] }] });
  expect(await w.call('trail.rebuild', {})).toMatchObject({ isEqual: true });
});

test('LEG-01 an authorised change is not scheduled over a batch run', async () => {
  const { w, manager } = await seeded();
  const { id: change } = await answer(manager, 'change.create', { ...completeChange, plannedStartAt: '2026-11-26T23:00:00.000Z', plannedEndAt: '2026-11-27T00:00:00.000Z', service: 'Service desk tools' });
  await putForward(change, manager, w.chair);
  const { meeting } = await answer(w.chair, 'cab.board', {});
  await answer(w.chair, 'meeting.start', { meeting: meeting!.id });
  await answer(w.chair, 'meeting.rollCall', { meeting: meeting!.id, attendance: (await answer(w.chair, 'cab.board', {})).attendance.map(({ person }) => ({ person, status: 'present' as const })) });
  await answer(w.chair, 'cab.admit', { meeting: meeting!.id, change, reason: 'Came late' });
  await answer(w.chair, 'cab.recordDecision', { meeting: meeting!.id, change, verdict: 'approved' });
  const { id: constraint } = await answer(manager, 'constraint.register', { ...aBatch, services: ['Service desk tools'] });
  expect(await refusal(manager, 'change.schedule', { change })).toMatchObject({ code: 'constraint_overlaps', facts: { constraint: 'Nightly settlement' } });
  await answer(manager, 'constraint.revise', { constraint, ...aBatch, services: ['Service desk tools'], until: '2026-11-20' });
  await answer(manager, 'change.schedule', { change });
});

test('LEG-03 with an adapter registered and tested the services reached drop from 7 to 2, and a change of the ledger is shown to cross it', async () => {
  const { manager } = await seeded();
  const point = { name: 'Ledger adapter', from: 'Gateway', to: 'Ledger', protocol: 'MQ', isolation: 'adapter' as const, measure: 'Answers from a cache' };
  const { id } = await answer(manager, 'integration.map', point);
  const radius = async () => { const found = await answer(manager, 'integration.radius', { item: 'Ledger', depth: 5 }); return [found.without.length, found.with.length]; };
  expect(await radius()).toEqual([7, 7]);
  await answer(manager, 'integration.test', { point: id, on: '2026-11-20', result: 'passed', evidence: 'drill.pdf' });
  expect(await radius()).toEqual([7, 2]);
  await answer(manager, 'integration.test', { point: id, on: '2026-11-23', result: 'failed', evidence: 'drill-2.pdf' });
  expect(await radius()).toEqual([7, 7]);
  const { id: change } = await answer(manager, 'change.create', { ...completeChange, service: 'Old ledger', items: ['Ledger'] });
  expect((await answer(manager, 'constraint.forChange', { change })).points).toMatchObject([{ name: 'Ledger adapter', isIsolated: false, testUntil: '2027-05-22' }]);
  await answer(manager, 'integration.mitigate', { point: id, change, text: 'The gateway is stopped by hand' });
  expect((await answer(manager, 'integration.list', {})).rows[0]!.mitigations).toMatchObject([{ text: 'The gateway is stopped by hand' }]);
  expect(await refusal(manager, 'integration.map', { ...point, to: '' })).toMatchObject({ code: 'point_without_end', where: { field: 'to' } });
});

test('LEG-04 a change on the item of a tool takes over its steps and control; unstaffed it is not scheduled; on day 181 the register has a finding', async () => {
  const { w, manager } = await seeded();
  await answer(manager, 'item.register', { name: 'Tape writer 1', environment: 'production' });
  const { id: workaround } = await answer(manager, 'workaround.register', { ...aWorkaround, item: 'Tape writer 1' });
  const { id: change } = await answer(manager, 'change.create', { ...completeChange, service: 'Service desk tools', items: ['Tape writer 1'], implementers: ['Ravi Menon'] });
  const status = async () => (await answer(manager, 'change.show', { change })).pieces.filter((p) => p.rule === 'LEG-04').map((p) => [p.gate, p.status]);
  expect(await status()).toEqual([['schedule', 'missing']]);
  expect(await answer(manager, 'constraint.forChange', { change })).toMatchObject({ steps: [{ text: 'Label the tape' }, { text: 'Write it' }, { text: 'Second person reads the label', kind: 'control' }], unstaffed: [{ skill: 'Tape handling' }] });
  await answer(manager, 'workaround.setOperator', { workaround, skill: 'Tape handling', operator: 'Ravi Menon' });
  expect(await status()).toEqual([['schedule', 'present']]);
  const { id: other } = await answer(manager, 'change.create', { ...completeChange, service: 'Service desk tools', title: 'Names no item' });
  await answer(manager, 'workaround.use', { workaround, change: other });
  expect((await answer(manager, 'constraint.forChange', { change: other })).steps).toHaveLength(3);
  expect(await refusal(manager, 'workaround.register', { ...aWorkaround, control: '' })).toMatchObject({ code: 'workaround_incomplete', where: { field: 'control' } });
  expect((await answer(manager, 'workaround.list', { overdue: true })).rows).toEqual([]);
  w.clock.now += 181 * 86_400_000;
  expect(await answer(manager, 'workaround.list', { overdue: true })).toMatchObject({ overdue: 1, rows: [{ number: 'LW-A1-0001', isOverdue: true }] });
});

test('LEG-02 failures make a funding case with its payback as a sealed PDF, and a plan short of debt work is flagged', async () => {
  const { w, manager } = await seeded();
  const { id: debt, number } = await answer(manager, 'debt.register', { ...aDebt, item: 'Gateway' });
  for (const on of ['2026-08-01', '2026-09-01', '2026-10-01', '2026-11-01']) await answer(manager, 'debt.addFailure', { debt, on, minutes: 90, cause: 'Parser stopped' });
  const { rates, rows, waiting } = await answer(manager, 'debt.list', {});
  expect(rows).toMatchObject([{ itemName: 'Gateway', needsDecision: true, payback: { failures: 4, minutes: 360, failureCost: 360 * rates.minuteRate, paybackMonths: 2 } }]);
  expect(waiting).toBe(1);
  const { file, pages } = await answer(manager, 'debt.writeCase', { debt, hours: 120 });
  expect([file.name, pages]).toEqual([`${number}-CASE.pdf`, 1]);
  expect(readFileSync(join(w.dataDir, 'exports', file.name)).subarray(0, 5).toString()).toBe('%PDF-');
  await answer(w.chair, 'debt.decide', { debt, verdict: 'funded', hours: 120, reason: 'It pays' });
  expect(await answer(manager, 'debt.list', {})).toMatchObject({ waiting: 0, rows: [{ decisions: [{ verdict: 'funded', hours: 120, by: 'Marta Lindqvist' }] }] });
  expect(await answer(manager, 'debt.plan', { release: '2026.12', featureHours: 190, debtHours: 10, debts: [number!] })).toMatchObject({ share: 500, isShort: true });
  expect(await answer(manager, 'debt.plan', { release: '2026.12', featureHours: 80, debtHours: 20 })).toMatchObject({ share: 2000, isShort: false });
  expect((await answer(manager, 'debt.plans', {})).rows).toMatchObject([{ release: '2026.12', share: 2000 }]);
  expect(await refusal(manager, 'debt.register', { ...aDebt, cost: -5 })).toMatchObject({ code: 'negative_amount', where: { field: 'cost' } });
});

test('LEG-06 cycles recorded for both processes permit the exit after three good ones in a row and print a comparison', async () => {
  const { w, manager } = await seeded();
  const { id: run, number } = await answer(manager, 'parallel.plan', aRun);
  const record = (cycle: number, failures: number) => Promise.all((['old', 'new'] as const).map((side) => answer(manager, 'parallel.record', { run, cycle, side, release: `2026.${cycle}`, durationMinutes: 60, failures: side === 'new' ? failures : 1, defects: 0, manualMinutes: 20, evidencePercent: 90 })));
  for (const [cycle, failures] of [[1, 0], [2, 1], [3, 2], [4, 0], [5, 0]] as const) await record(cycle, failures);
  expect((await answer(w.chair, 'parallel.list', {})).rows).toMatchObject([{ streak: 2, needed: 3, mayExit: { ok: false, code: 'exit_too_early' }, mayStop: { ok: false, code: 'stop_too_early' } }]);
  expect(await refusal(w.chair, 'parallel.end', { run, kind: 'exit', reason: 'Now' })).toMatchObject({ code: 'exit_too_early', facts: { streak: 2, needed: 3 } });
  await record(6, 1);
  const { file } = await answer(manager, 'parallel.write', { run });
  expect(file.name).toBe(`${number}-COMPARISON.pdf`);
  await answer(w.chair, 'parallel.end', { run, kind: 'exit', reason: 'Better in everything' });
  expect((await answer(w.chair, 'parallel.list', {})).rows).toMatchObject([{ end: { kind: 'exit', by: 'Marta Lindqvist', exception: '' }, mayExtend: { ok: false, code: 'entry_ended' } }]);
  expect(await w.call('trail.verify', { deep: true })).toMatchObject({ verdict: 'intact' });
});
