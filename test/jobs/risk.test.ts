// The risk of a change through the bridge: from the first answer to the signature, the report and the heat map.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Asked, Output } from '../../src-main/contract/index.ts';
import { questions } from '../../src-main/domain/questionnaire.ts';
import { aWorkspace, answer, completeChange, refusal } from '../support/workspace.ts';
import { fillRisk } from '../support/risk-acts.ts';
import type { TestWorkspace } from '../support/workspace.ts';

async function aChange(w: TestWorkspace, over: Partial<Asked<'change.create'>> = {}): Promise<string> {
  const { id } = await w.call('change.create', { ...completeChange, owner: 'Tomasz Zielinski', requester: 'Tomasz Zielinski', ...over });
  return id;
}
const factor = (shown: Output<'risk.show'>, id: string): number => shown.factors.find((f) => f.id === id)!.points;

test('RISK-01 an impact that is no impact is refused by its field, and a real one is on the record at once', async () => {
  const w = await aWorkspace();
  const change = await aChange(w, { service: 'Statements and archive', impact: null });
  for (const input of [{ change, sensitivity: 'internal', users: -1 }, { change, sensitivity: 'internal', users: 1.5 }]) expect(await w.refused('risk.classify', input)).toMatchObject({ code: 'invalid_input', where: { field: 'users' } });
  for (const input of [{ change, sensitivity: '', users: 400 }, { change, users: 400 }]) expect(await w.refused('risk.classify', input)).toMatchObject({ code: 'invalid_input', where: { field: 'sensitivity' } });
  expect(await w.refused('change.submit', { change })).toMatchObject({ code: expect.stringMatching(/incomplete|impact_missing|not_ready/) });
  await w.call('risk.classify', { change, sensitivity: 'restricted', users: 400 });
  const shown = await w.call('risk.show', { change });
  expect(shown.impact).toMatchObject({ level: 'high', because: 'data sensitivity is restricted', serviceTier: 3, sensitivity: 'restricted', users: 400, written: { by: 'Marta Lindqvist' } });
  expect((await w.call('change.show', { change })).fields).toMatchObject({ impact: 'high', dataClassification: 'restricted' });
  await w.call('change.submit', { change });
});

test('RISK-02 two people fill different sections; the open one is named until it is done, then it is signed, and an item added makes it out of date', async () => {
  const w = await aWorkspace();
  const change = await aChange(w, { items: ['switch-1'] });
  const manager = await w.as('Tomasz Zielinski');
  await fillRisk(manager, change, questions.filter(({ id }) => id.startsWith('integration.')).map(({ id }) => id));
  expect(await w.refused('risk.sign', { change })).toMatchObject({ code: 'risk_section_open', facts: { sections: ['Integration points'] } });
  expect((await w.call('risk.show', { change })).sections.map((s) => [s.label, s.open])).toEqual([['Data integrity', 0], ['Performance', 0], ['Integration points', 5], ['Security', 0], ['Operability', 0]]);
  const before = (await w.call('risk.show', { change })).score;
  for (const { id } of questions.filter((q) => q.id.startsWith('integration.'))) await w.call('risk.answer', { change, question: id, answer: 'no' });
  await w.call('risk.answer', { change, question: 'integration.format', answer: 'unknown' });
  const unknown = await w.call('risk.show', { change });
  await w.call('risk.answer', { change, question: 'integration.format', answer: 'yes', residual: 'low', mitigation: 'Partners confirmed it' });
  const shown = await w.call('risk.show', { change });
  expect([before > unknown.score, unknown.score >= shown.score]).toEqual([true, true]);
  expect(shown.sections[2]!.questions[0]!.said).toMatchObject({ answer: 'yes', residual: 'low', by: 'Marta Lindqvist', isComplete: true, also: [] });
  expect(shown.sections[0]!.questions[0]!.said).toMatchObject({ by: 'Tomasz Zielinski' });
  await w.call('risk.sign', { change, score: shown.score });
  const signed = await w.call('risk.show', { change });
  expect(signed.assessment).toMatchObject({ status: 'current', signature: { score: shown.score, by: 'Marta Lindqvist', role: 'change-manager' } });
  expect((await w.call('change.history', { change })).rows[0]).toMatchObject({ type: 'risk.signed', isSigned: true, said: `Risk assessment signed: ${signed.tier}, ${signed.score} of 100` });
  await w.call('change.edit', { change, fields: { plannedEndAt: '2026-11-25T06:00:00.000Z' } });
  expect((await w.call('risk.show', { change })).assessment.status).toBe('current');
  await w.call('change.edit', { change, fields: { items: ['switch-1', 'switch-2'] } });
  expect((await w.call('risk.show', { change })).assessment.status).toBe('stale');
  expect(await w.call('trail.verify', { deep: true })).toMatchObject({ verdict: 'intact' });
  expect(await w.call('trail.rebuild', {})).toMatchObject({ isEqual: true });
});

test('RISK-02 an auditor fills in and signs nothing, and prints', async () => {
  const w = await aWorkspace();
  const change = await aChange(w);
  await fillRisk(w.chair, change);
  const auditor = await w.as('Owen Hughes');
  expect(await refusal(auditor, 'risk.answer', { change, question: 'data.schema', answer: 'no' })).toMatchObject({ code: 'auditor_reads_only' });
  expect(await refusal(auditor, 'risk.sign', { change })).toMatchObject({ code: 'auditor_reads_only' });
  expect((await answer(auditor, 'risk.show', { change })).may).toMatchObject({ fill: { ok: false }, sign: { ok: false }, print: { ok: true } });
});

test('RISK-03 the parts add up to the score, and two failures of the service raise the next one', async () => {
  const w = await aWorkspace();
  const runs = async (outcome: string): Promise<void> => {
    const change = await aChange(w, { service: 'Fresh service' });
    w.raw((db) => db.prepare('UPDATE change SET state = ?, outcome = ?, actual_end_at = ? WHERE id = ?').run('closed', outcome, '2026-11-24T10:00:00.000Z', change));
  };
  const next = await aChange(w, { service: 'Fresh service' });
  await fillRisk(w.chair, next);
  const first = await w.call('risk.show', { change: next });
  expect(first.factors.reduce((sum, f) => sum + f.points, 0)).toBe(first.score);
  expect([factor(first, 'history'), first.factors.find((f) => f.id === 'history')!.because]).toEqual([10, 'No comparable change was completed yet']);
  await runs('successful');
  await runs('cancelled-in-window');
  expect(factor(await w.call('risk.show', { change: next }), 'history')).toBe(7);
  await runs('failed');
  await runs('rolled-back');
  const later = await w.call('risk.show', { change: next });
  expect([factor(later, 'history'), later.factors.find((f) => f.id === 'history')!.because]).toEqual([12, '2 of 3 comparable changes failed']);
  expect(later.score).toBeGreaterThan(first.score - 3);
});

test('RISK-03 a lower tier without a reason is refused; with one it stands, and who set it', async () => {
  const w = await aWorkspace();
  const change = await aChange(w);
  await fillRisk(w.chair, change);
  const shown = await w.call('risk.show', { change });
  expect(shown.computed).toBe('medium');
  expect(await w.refused('risk.setTier', { change, tier: 'low' })).toMatchObject({ code: 'reason_needed' });
  const tomasz = await w.as('Tomasz Zielinski');
  expect(await refusal(tomasz, 'risk.setTier', { change, tier: 'low', reason: 'Done often' })).toMatchObject({ code: 'lowering_by_manager' });
  await answer(tomasz, 'risk.setTier', { change, tier: 'critical' });
  expect(await w.call('risk.show', { change })).toMatchObject({ tier: 'critical', computed: 'medium', manual: { tier: 'critical', by: 'Tomasz Zielinski', holds: true }, deciding: { rule: 'raised' } });
  await w.call('risk.setTier', { change, tier: 'low', reason: 'Done often' });
  expect(await w.call('risk.show', { change })).toMatchObject({ tier: 'low', manual: { tier: 'low', reason: 'Done often', by: 'Marta Lindqvist' }, deciding: { rule: 'lowered' } });
});

test('RISK-03 the heat map counts what waits by impact and likelihood, and says how many have no place on it', async () => {
  const w = await aWorkspace();
  const change = await aChange(w);
  await fillRisk(w.chair, change);
  const none = await w.call('risk.heatMap', {});
  await w.call('change.submit', { change });
  const { cells, shown, unplaced } = await w.call('risk.heatMap', {});
  expect([cells.length, shown, unplaced]).toEqual([25, none.shown + 1, none.unplaced]);
  const { heat, score } = await w.call('risk.show', { change });
  const cell = cells.find((c) => c.changes.some((one) => one.id === change))!;
  expect([cell.impact, cell.likelihood]).toEqual([heat.impact, heat.likelihood]);
  expect(cell.changes.find((one) => one.id === change)).toMatchObject({ score, basis: 'form', service: 'Card authorisation' });
  await w.call('risk.sign', { change });
  expect((await w.call('risk.heatMap', {})).cells.flatMap((c) => c.changes).find((one) => one.id === change)).toMatchObject({ basis: 'signed' });
});

test('RISK-02 the report is printed as a sealed PDF that holds the assessment as data, signed or not', async () => {
  const w = await aWorkspace();
  const change = await aChange(w);
  await fillRisk(w.chair, change);
  const { file, pages } = await w.call('risk.write', { change });
  const path = join(file.folder, file.name);
  expect(existsSync(path)).toBe(true);
  expect(pages).toBeGreaterThan(1);
  expect(readFileSync(path).subarray(0, 5).toString()).toBe('%PDF-');
  expect(await w.call('trail.verifyFile', { file: w.app.stagePath(path) })).toMatchObject({ verdict: 'intact', findings: [] });
  expect(w.raw((db) => db.prepare("SELECT kind, name FROM document WHERE subject = ?").get(change))).toEqual({ kind: 'risk', name: file.name });
});
