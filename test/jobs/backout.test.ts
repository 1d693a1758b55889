// A backout through the bridge: from the plan to the order, with its files, its signatures and what a rebuild says.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Connection } from '../../src-main/boot.ts';
import type { BackoutRecord } from '../../src-main/contract/backout.ts';
import { reviewItems } from '../../src-main/contract/backout.ts';
import type { Asked, OpName, Output } from '../../src-main/contract/index.ts';
import { aWorkspace, answer, completeChange, refusal, startMs } from '../support/workspace.ts';
import type { TestWorkspace } from '../support/workspace.ts';

const minutes = (n: number): string => new Date(startMs + n * 60_000).toISOString();
const window = { plannedStartAt: minutes(60), plannedEndAt: minutes(180) };
const steps: Asked<'backout.writePlan'>['steps'] = [
  { id: 'stop', title: 'Stop traffic', owner: 'Tomasz Zielinski', minutes: 5, script: 'undo.sh', verification: 'No requests' }, { id: 'put-back', title: 'Put v6 back', owner: 'Ravi Menon', minutes: 20, verification: 'Version answers' },
];
const plan = { steps, pointOfNoReturn: 'Before the ledger closes', changesData: true, dataReversal: 'Restore the ledger table', limitations: 'Notices already sent stay sent', rtoMinutes: 45, rpoMinutes: 240 };
const trigger = { id: 'errors', metric: 'error rate', comparison: 'above', threshold: '5', unit: 'percent', seconds: 300, isAutomatic: true } as const;

type Scene = { w: TestWorkspace; release: Connection; admin: Connection; change: string; stage(text: string | Buffer, name: string): string; show(): Promise<BackoutRecord>; open(): Promise<string[]> };
async function aScene(): Promise<Scene> {
  const w = await aWorkspace();
  const [release, admin] = [await w.as('Tomasz Zielinski'), await w.as('Ingrid Solberg')];
  const { id: change } = await answer(release, 'change.create', { ...completeChange, ...window, title: 'Switch v7' });
  const show = (): Promise<BackoutRecord> => answer(release, 'backout.show', { change });
  return {
    w, release, admin, change, show,
    stage: (text, name) => { const path = join(w.dataDir, name); writeFileSync(path, text); return w.app.stagePath(path); },
    open: async () => (await show()).pieces.filter(({ status }) => status !== 'present').map(({ id }) => id),
  };
}
async function planned(scene: Scene): Promise<void> {
  const { release, change, stage } = scene;
  await answer(release, 'backout.writePlan', { change, ...plan });
  await answer(release, 'backout.attachScript', { change, file: stage('#!/bin/sh\nput-back v6\n', 'undo.sh') });
}
/** Brings the change into its work, whatever its gates ask for, as an import of a running record would. */
const inWork = ({ w, change }: Scene): void => w.raw((db) => { db.prepare("UPDATE change SET state = 'implementing' WHERE id = ?").run(change); });

test('BCK-01 a script is attached with its digest; a byte changed later, kept or at hand, is noticed', async () => {
  const scene = await aScene();
  const { w, release, change, stage } = scene;
  await answer(release, 'backout.writePlan', { change, ...plan });
  expect((await scene.show()).pieces.find(({ id }) => id === 'backout.script')).toMatchObject({ status: 'missing', code: 'backout_script_missing' });
  expect(await refusal(release, 'backout.attachScript', { change, file: stage('', 'undo.sh') })).toMatchObject({ code: 'script_empty' });
  expect(await refusal(release, 'backout.attachScript', { change, file: stage(Buffer.alloc(4 * 1024 * 1024 + 1, 1), 'huge.bin') })).toMatchObject({ code: 'limit_exceeded' });
  const { sha256 } = await answer(release, 'backout.attachScript', { change, file: stage('put back', 'undo.sh') });
  expect((await scene.show()).scripts).toMatchObject([{ name: 'undo.sh', sha256, size: 8, by: 'Tomasz Zielinski', isUsed: true }]);
  expect((await scene.show()).pieces.find(({ id }) => id === 'backout.script')).toMatchObject({ status: 'present' });
  expect(await answer(release, 'backout.verifyScript', { change, script: 'undo.sh' })).toEqual({ name: 'undo.sh', recorded: sha256, found: sha256, isSame: true, isErased: false });
  expect(await answer(release, 'backout.verifyScript', { change, script: 'undo.sh', file: stage('put back', 'copy.sh') })).toMatchObject({ isSame: true });
  expect(await answer(release, 'backout.verifyScript', { change, script: 'undo.sh', file: stage('put bacK', 'copy.sh') })).toMatchObject({ recorded: sha256, isSame: false });
  // A stranger alters one byte in the file of the workspace.
  w.raw((db) => {
    const row = db.prepare("SELECT commitment, CAST(bytes AS TEXT) AS text FROM payload WHERE CAST(bytes AS TEXT) LIKE '%cHV0IGJhY2s=%'").get() as { commitment: Buffer; text: string };
    db.prepare('UPDATE payload SET bytes = ? WHERE commitment = ?').run(Buffer.from(row.text.replace('cHV0', 'cHV1')), row.commitment);
  });
  expect(await answer(release, 'backout.verifyScript', { change, script: 'undo.sh' })).toMatchObject({ recorded: sha256, isSame: false, isErased: false });
});

test('BCK-01 a script of 4 MiB is kept; history tells of it without its bytes; taken off, it asks for itself again', async () => {
  const scene = await aScene();
  const { w, release, change, stage } = scene;
  await answer(release, 'backout.writePlan', { change, ...plan });
  await answer(release, 'backout.attachScript', { change, name: 'undo.sh', file: stage(Buffer.alloc(4 * 1024 * 1024, 7), 'big.bin') });
  const { rows } = await w.call('change.history', { change });
  expect(rows[0]).toMatchObject({ type: 'backout.scriptAttached', said: 'Backout script attached: undo.sh' });
  expect(JSON.stringify(rows).length).toBeLessThan(20_000);
  await answer(release, 'backout.removeScript', { change, script: 'undo.sh' });
  expect((await scene.show()).scripts).toEqual([]);
  expect(await refusal(release, 'backout.removeScript', { change, script: 'undo.sh' })).toMatchObject({ code: 'record_missing' });
  expect(await w.call('trail.rebuild', {})).toMatchObject({ isEqual: true });
});

test('BCK-03 an independent signature approves; one edited step withdraws it; the author is refused', async () => {
  const scene = await aScene();
  const { w, release, change } = scene;
  await planned(scene);
  const { version } = await scene.show();
  const approval: Asked<'backout.review'> = { change, planVersion: version!, verdict: 'approve', items: [...reviewItems] };
  expect(await refusal(release, 'backout.review', approval)).toMatchObject({ code: 'own_backout', facts: { tie: 'author' } });
  expect(await w.refused('backout.review', { ...approval, items: ['complete'] })).toMatchObject({ code: 'review_items_open' });
  await w.call('backout.review', approval);
  expect((await scene.show()).review).toEqual({ status: 'approved', by: 'Marta Lindqvist' });
  await answer(release, 'backout.writePlan', { change, ...plan, steps: [{ ...steps[0]!, minutes: 6 }, steps[1]!] });
  expect((await scene.show()).review).toEqual({ status: 'withdrawn', by: 'Marta Lindqvist' });
  expect(await scene.open()).toContain('backout.review');
  expect(await w.refused('backout.review', approval)).toMatchObject({ code: 'backout_plan_changed' });
  expect(await refusal(release, 'backout.writePlan', { change, ...plan, planVersion: version })).toMatchObject({ code: 'backout_plan_changed' });
  expect(await w.call('trail.verify', { deep: true })).toMatchObject({ verdict: 'intact' });
});

test('BCK-04 rehearsals are kept as measured: 38 minutes pass, 52 fail, day 91 has expired', async () => {
  const scene = await aScene();
  const { w, release, change } = scene;
  await planned(scene);
  const rehearse = (total: number, more: object = {}): Asked<'backout.rehearse'> => ({ change, environment: 'Staging', steps: [{ step: 'stop', seconds: 300 }, { step: 'put-back', seconds: total * 60 - 300 }], checks: [{ name: 'ledger rows', before: '10482', after: '10482' }], ...more });
  expect(await refusal(release, 'backout.rehearse', rehearse(38, { environment: 'production' }))).toMatchObject({ code: 'rehearsal_in_production', where: { field: 'environment' } });
  await answer(release, 'backout.rehearse', rehearse(38, { finishedAt: minutes(-5) }));
  await answer(release, 'backout.rehearse', rehearse(52, { finishedAt: minutes(-10) }));
  expect((await scene.show()).rehearsals.map(({ seconds, standing }) => [seconds, standing])).toEqual([[3120, 'too-slow'], [2280, 'passed']]);
  w.clock.now += 91 * 86_400_000;
  expect((await scene.show()).rehearsals[1]).toMatchObject({ standing: 'expired', ageDays: 91 });
});

test('BCK-05 the owner rolls back with one act: signed, told to everybody named, its checklist begun; a manager has no such act', async () => {
  const scene = await aScene();
  const { w, release, admin, change } = scene;
  await planned(scene);
  await answer(release, 'backout.nameOwner', { change, owner: 'Tomasz Zielinski', deputy: 'Marta Lindqvist' });
  await answer(release, 'backout.acceptOwnership', { change });
  expect((await scene.show()).owner).toMatchObject({ name: 'Tomasz Zielinski', stands: 'accepted' });
  await w.call('backout.acceptOwnership', { change });
  expect(await refusal(release, 'backout.order', { change })).toMatchObject({ code: 'nothing_to_roll_back' });
  inWork(scene);
  expect((await answer(admin, 'backout.show', { change })).may['order']).toMatchObject({ ok: false, code: 'not_rollback_owner' });
  expect(await refusal(admin, 'backout.order', { change })).toMatchObject({ code: 'not_rollback_owner' });
  await answer(admin, 'backout.dissent', { change, reason: 'Stay live until the shops close' });
  expect((await scene.show()).may['order']).toEqual({ ok: true });
  await answer(release, 'backout.order', { change, reason: 'Errors climb' });
  const told = await scene.show();
  const marks = async (): Promise<unknown> => (await w.call('change.list', { limit: 500 })).rows.filter(({ isRollbackOrdered }) => isRollbackOrdered).map(({ id }) => id);
  expect(await marks()).toEqual([change]);
  expect(told).toMatchObject({ state: 'ordered', order: { by: 'Tomasz Zielinski', reason: 'Errors climb', claimedBy: null }, dissents: [{ by: 'Ingrid Solberg' }], may: { doStep: { ok: true } } });
  expect(told.notice).toMatchObject({ to: ['Tomasz Zielinski'], subject: expect.stringContaining('Rollback ordered') as string });
  expect(told.notice!.text).toContain('ordered, not yet carried out');
  expect((await w.call('change.history', { change })).rows[0]).toMatchObject({ type: 'backout.ordered', said: 'Rollback ordered: Errors climb', isSigned: true });
  await answer(release, 'backout.doStep', { change, step: 'stop' });
  w.clock.now += 60_000;
  await w.call('backout.doStep', { change, step: 'put-back' });
  expect(await scene.show()).toMatchObject({ state: 'done', plan: { steps: [{ doneBy: 'Tomasz Zielinski' }, { doneBy: 'Marta Lindqvist' }] } });
  expect(await marks()).toEqual([]);
  expect(await w.call('trail.verify', { deep: true })).toMatchObject({ verdict: 'intact' });
});

test('BCK-05 one owner for two overlapping changes is a conflict that both show', async () => {
  const scene = await aScene();
  const { w, release, change } = scene;
  await planned(scene);
  const other = (await answer(release, 'change.create', { ...completeChange, title: 'The other', plannedStartAt: minutes(120), plannedEndAt: minutes(240) })).id;
  for (const ref of [change, other]) await answer(release, 'backout.nameOwner', { change: ref, owner: 'Ravi Menon', deputy: 'Tomasz Zielinski' });
  expect((await scene.show()).busyWith).toEqual([]);
  w.raw((db) => { db.prepare("UPDATE change SET state = 'authorised' WHERE id = ?").run(other); });
  expect((await scene.show()).busyWith).toMatchObject([{ startsAt: minutes(120), endsAt: minutes(240) }]);
  expect((await scene.show()).pieces.find(({ id }) => id === 'backout.duty')).toMatchObject({ status: 'missing', code: 'rollback_owner_busy', facts: { person: 'Ravi Menon' } });
});

test('BCK-06 a backup in the future is refused, an old one shows its gap, and a 12-hourly schedule is listed as misaligned', async () => {
  const scene = await aScene();
  const { w, release, change } = scene;
  await answer(release, 'backout.writePlan', { change, ...plan });
  const backup = { change, system: 'Ledger', job: 'J-88', size: 1000, catalogue: 'vault/88', restoreTestedOn: '2026-11-01' };
  expect(await refusal(release, 'backout.registerBackup', { ...backup, takenAt: minutes(61) })).toMatchObject({ code: 'in_future' });
  await answer(release, 'backout.registerBackup', { ...backup, takenAt: minutes(60 - 360) });
  expect((await scene.show()).backup).toEqual({ status: 'too-old', ageMinutes: 360, limitMinutes: 240 });
  await answer(release, 'backout.registerBackup', { ...backup, takenAt: minutes(60 - 120) });
  expect((await scene.show()).backup).toEqual({ status: 'good', ageMinutes: 120, limitMinutes: 240 });
  await answer(release, 'service.describe', { service: 'Card authorisation', fields: { rpoMinutes: 240, rtoMinutes: 60 } });
  await answer(release, 'backout.setSchedule', { change, everyMinutes: 720, system: 'Vault' });
  expect(await w.call('backout.schedules', {})).toMatchObject({ misaligned: 1, rows: [{ name: 'Card authorisation', everyMinutes: 720, rpoMinutes: 240, isAligned: false }] });
  expect((await scene.show()).schedule).toEqual({ service: 'Card authorisation', everyMinutes: 720, system: 'Vault', isAligned: false });
  expect((await scene.show()).objectives).toEqual({ rto: 60, rpo: 240, isFromService: true });
  await answer(release, 'backout.setSchedule', { change, everyMinutes: 60, system: 'Vault' });
  expect(await w.call('backout.schedules', {})).toMatchObject({ misaligned: 0 });
  expect(await w.call('trail.rebuild', {})).toMatchObject({ isEqual: true });
});

const csv = (lines: readonly [number, string][]): string => ['time,metric,value,unit', ...lines.map(([minute, value]) => `${minutes(minute)},error rate,${value},%`)].join('\n');
const breached = (n: number): string => csv([...Array.from({ length: n + 1 }, (_, i): [number, string] => [60 + i, '6.2']), [61 + n, '0.4']]);

async function exported(scene: Scene): Promise<Output<'backout.exportPlan'> & { text: string }> {
  const { release, change } = scene;
  await planned(scene);
  await answer(release, 'backout.setTriggers', { change, triggers: [trigger], deadlineAt: minutes(120) });
  const reply = await answer(release, 'backout.exportPlan', { change });
  return { ...reply, text: readFileSync(join(reply.file.folder, reply.file.name), 'utf8') };
}

test('BCK-02 the exported plan judges readings without a workspace: 6 minutes order, 4 do not, none by the deadline is time_limit', async () => {
  const scene = await aScene();
  const { w, release, change, stage } = scene;
  const { text, signedBy } = await exported(scene);
  const stranger = w.app.connect({ shell: 'direct' });
  const check = (metrics: string): Promise<Output<'backout.check'>> => answer(stranger, 'backout.check', { plan: stage(text, 'plan.json'), metrics: stage(metrics, 'metrics.csv'), trust: signedBy });
  expect(await check(breached(4))).toMatchObject({ verdict: 'healthy', order: null, readings: 6 });
  const ordered = await check(breached(6));
  expect(ordered).toMatchObject({ verdict: 'roll-back', because: 'errors', signedBy: null });
  expect(JSON.parse(ordered.order!)).toMatchObject({ signature: null, order: { because: 'errors', change: { id: change }, breach: { value: '6.2' }, trigger: { threshold: '5' } } });
  expect(await check('')).toMatchObject({ verdict: 'watching' });
  w.clock.now = startMs + 121 * 60_000;
  expect(await check('')).toMatchObject({ verdict: 'roll-back', because: 'time_limit' });
  const refuse = async (name: OpName, input: object): Promise<string> => (await refusal(stranger, name, input)).code;
  const [good, late] = [stage(text, 'plan.json'), breached(2)];
  expect(await refuse('backout.check', { plan: good, metrics: stage(late.replaceAll('%', 'ms'), 'unit.csv') })).toBe('readings_unusable');
  expect(await refuse('backout.check', { plan: good, metrics: stage(csv([[62, '1'], [61, '1']]), 'order.csv') })).toBe('readings_unusable');
  expect(await refuse('backout.check', { plan: stage(text.replace('"threshold":"5"', '"threshold":"9"'), 'altered.json'), metrics: stage(late, 'm.csv') })).toBe('signature_wrong');
  expect(await refuse('backout.check', { plan: stage('{}', 'no.json'), metrics: stage(late, 'm.csv') })).toBe('not_a_rollback_plan');
  expect(await refuse('backout.check', { plan: good, metrics: stage(late, 'm.csv'), trust: 'f'.repeat(64) })).toBe('key_unknown');
  // The order comes back as what it claims to be.
  expect(await answer(release, 'backout.importOrder', { change, file: stage(ordered.order!, 'order.json') })).toMatchObject({ trigger: 'errors', isSigned: false, isProved: false });
  expect(await scene.show()).toMatchObject({ state: 'ordered', order: { claimedBy: 'a pipeline without a key', trigger: 'errors', isProved: false, by: 'Tomasz Zielinski' } });
  const before = w.events();
  await answer(release, 'backout.importOrder', { change, file: stage(ordered.order!, 'order.json') });
  expect(w.events()).toBe(before);
  expect(await refusal(release, 'backout.importOrder', { change: 'C-A1-0001', file: stage(ordered.order!, 'order.json') })).toMatchObject({ code: 'order_of_another' });
  expect(await refusal(release, 'backout.importOrder', { change, file: stage(text, 'plan.json') })).toMatchObject({ code: 'not_a_rollback_order' });
  expect(await w.call('trail.rebuild', {})).toMatchObject({ isEqual: true });
});

test('BCK-02 a plan without triggers and deadline is not exported', async () => {
  const scene = await aScene();
  expect(await refusal(scene.release, 'backout.exportPlan', { change: scene.change })).toMatchObject({ code: 'backout_plan_incomplete' });
  await planned(scene);
  expect(await refusal(scene.release, 'backout.exportPlan', { change: scene.change })).toMatchObject({ code: 'backout_plan_incomplete', facts: { fields: ['triggers', 'decision deadline'] } });
});

test('BCK-01 the backout is printed as a sealed sheet that says the same, gaps included', async () => {
  const scene = await aScene();
  const { w, release, change } = scene;
  expect(await w.refused('backout.write', { change })).toMatchObject({ code: 'backout_plan_incomplete' });
  await planned(scene);
  await answer(release, 'backout.setTriggers', { change, triggers: [trigger], deadlineAt: minutes(120) });
  const { file, pages } = await w.call('backout.write', { change });
  expect([pages > 0, file.name.endsWith('-BACKOUT.pdf')]).toEqual([true, true]);
  expect(await w.call('trail.verifyFile', { file: w.app.stagePath(join(file.folder, file.name)) })).toMatchObject({ verdict: 'intact' });
  const { rows } = await w.call('change.history', { change });
  expect(rows[0]!.said).toBe('Rollback triggers set');
});

test('BCK-01 None known is signed and stands for one version', async () => {
  const scene = await aScene();
  const { release, change } = scene;
  await answer(release, 'backout.writePlan', { change, ...plan, limitations: '  ' });
  expect(await scene.open()).toContain('backout.limitations');
  await answer(release, 'backout.signNoneKnown', { change });
  expect(await scene.show()).toMatchObject({ noneKnown: { by: 'Tomasz Zielinski' } });
  expect(await scene.open()).not.toContain('backout.limitations');
  await answer(release, 'backout.writePlan', { change, ...plan, limitations: '', pointOfNoReturn: 'Later' });
  expect(await scene.show()).toMatchObject({ noneKnown: null });
});
