// Controls over real workspaces: a tag that holds a change back until its obligations are met, mappings that travel, and the matrix of a period (AUD-04).
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { calmRisk } from '../support/calm-risk.ts';
import { handTo, projectionsOf, roles, sends, twoWorkspaces } from '../support/two-workspaces.ts';
import { aWorkspace, answer, completeChange } from '../support/workspace.ts';

const november = { from: '2026-11-01', to: '2026-11-30' };

test('AUD-04 tagged SOX a change waits for its business owner and for test evidence on both laptops; GDPR asks for the impact on personal data first', async () => {
  const { ada, bo } = await twoWorkspaces([...roles, 'executive']);
  const fields = { ...completeChange, service: 'Ledger', owner: 'Ada Lindqvist', requester: 'Ada Lindqvist', regulatoryTags: ['SOX', 'GDPR'], dataClassification: 'confidential' as const };
  const { id: change } = await ada.call('change.create', fields);
  await ada.call('risk.fill', { change, ...calmRisk });
  expect(await ada.refused('change.submit', { change })).toMatchObject({ code: 'data_impact_missing', facts: { tag: 'GDPR' } });
  await ada.call('obligation.stateImpact', { change, impact: 'unchanged', statement: 'Names of account holders, shown as before' });
  await ada.call('change.submit', { change });
  await ada.call('change.assess', { change, note: 'By hand' });
  await sends(ada, bo);
  expect(await bo.refused('approval.decide', { change, verdict: 'given', reason: 'Fine' })).toMatchObject({ code: 'not_ready', facts: { pieces: expect.arrayContaining(['Test results', 'Approval of the business owner']) as string[] } });
  expect(await ada.refused('obligation.approve', { change, reason: 'Mine' })).toMatchObject({ code: 'role_needed' });
  await bo.call('obligation.approve', { change, reason: 'The figures hold' });
  const path = join(bo.dataDir, 'smoke.txt');
  writeFileSync(path, '42 of 42');
  await bo.call('evidence.attach', { change, kind: 'test-results', file: handTo(bo, path) });
  expect(await bo.call('obligation.show', { change })).toMatchObject({ tags: [{ tag: 'SOX', asksOwner: true }, { tag: 'GDPR', asksImpact: true }], impact: { impact: 'unchanged', by: 'Ada Lindqvist' }, approvals: [{ by: 'Bo Larsen', isStale: false }], retentionYears: 7 });
  await bo.call('approval.decide', { change, verdict: 'given', reason: 'Fine' });
  await sends(bo, ada);
  expect((await ada.call('change.show', { change })).state).toBe('authorised');
  expect((await ada.call('obligation.show', { change })).needed.map(({ status }) => status)).toEqual(['present', 'present', 'present']);
  expect((await ada.call('change.history', { change })).rows.map(({ said }) => said)).toEqual(expect.arrayContaining(['Approved by the business owner: The figures hold', 'Impact on personal data stated: unchanged']));
  await ada.call('change.edit', { change, fields: { implementationPlan: 'All at once' } });
  expect((await ada.call('obligation.show', { change })).approvals).toMatchObject([{ isStale: true }]);
});

test('AUD-04 the matrix shows one gap of the SOX control where evidence is missing; a mapping to a rule that does not exist is refused, and one that does travels', async () => {
  const { ada, bo } = await twoWorkspaces([...roles, 'executive']);
  const { id: change } = await ada.call('change.create', { title: 'Move the ledger', service: 'Ledger', regulatoryTags: ['SOX'], testPlan: 'Count the rows' });
  const { number } = await ada.call('change.show', { change });
  const path = join(ada.dataDir, 'runs.csv');
  writeFileSync(path, ['change,run,start,end,outcome', `${number},run-1,2026-11-23T20:05:00Z,2026-11-23T20:40:00Z,succeeded`].join('\n'));
  await ada.call('run.import', { file: handTo(ada, path) });
  const gapOf = async (machine: typeof ada, control: string) => (await machine.call('control.matrix', november)).rows.find((row) => row.control === control)!;
  expect(await gapOf(ada, 'SOX/CC-4')).toMatchObject({ result: 'gap', gaps: 1, version: 0, rows: [{ number, said: expect.stringContaining('Test results missing when it was deployed.') as string }] });
  expect(await gapOf(ada, 'GDPR/32')).toMatchObject({ result: 'not-tested' });
  expect((await ada.call('control.matrix', { ...november, framework: 'SOX' })).rows.map((row) => row.framework)).toEqual(Array.from({ length: 6 }, () => 'SOX'));

  expect(await bo.refused('control.map', { control: 'SOX/CC-4', rules: ['no-such-rule'], reason: 'x' })).toMatchObject({ code: 'rule_unknown', facts: { rule: 'no-such-rule' }, where: { field: 'rules' } });
  expect(await bo.refused('control.map', { control: 'SOX/CC-4', fields: ['shoe size'], reason: 'x' })).toMatchObject({ code: 'invalid_input' });
  await bo.call('control.map', { control: 'SOX/CC-4', fields: ['testPlan'], reason: 'Evidence is asked for elsewhere' });
  await ada.call('control.map', { control: 'INT/TWO', title: 'Two people watch', rules: ['duty-conflicts'], reason: 'Since the audit' });
  await sends(bo, ada);
  await sends(ada, bo);
  expect(await gapOf(ada, 'SOX/CC-4')).toMatchObject({ result: 'evidence', gaps: 0, evidence: 1, version: 1 });
  for (const machine of [ada, bo]) expect((await machine.call('control.list', {})).rows.filter(({ mapping }) => mapping.version > 0).map(({ control, isOwn, earlier }) => [control, isOwn, earlier.length])).toEqual([['SOX/CC-4', false, 1], ['INT/TWO', true, 0]]);
  expect(projectionsOf(bo)['sheet']).toBe(projectionsOf(ada)['sheet']);
});

test('AUD-04 findings and exceptions stand in the row of what they are about', async () => {
  const w = await aWorkspace();
  const { number } = await w.call('finding.raise', { title: 'Reports are old', control: 'ISO27001/A.5.28', severity: 'low', owner: 'Marta Lindqvist' });
  const { rows } = await w.call('control.matrix', { from: '2026-10-01', to: '2026-12-31' });
  expect(rows.find(({ control }) => control === 'ISO27001/A.5.28')).toMatchObject({ findings: [number], exceptions: [expect.objectContaining({ rule: 'APR-05/security-scan' })] });
  expect(rows.find(({ control }) => control === 'ISO27001/A.8.19')!.evidence).toBeGreaterThan(3);
  expect((await answer(await w.as('Owen Hughes'), 'control.list', { framework: 'SOC2' })).mayMap).toMatchObject({ ok: false, code: 'auditor_reads_only' });
});
