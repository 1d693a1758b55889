// The auditor's room through the bridge: samples, tests, requests, completeness, findings.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { drawing } from '../support/audit-acts.ts';
import { handTo, sends, twoWorkspaces } from '../support/two-workspaces.ts';
import type { Machine } from '../support/two-workspaces.ts';
import { aWorkspace, answer, refusal } from '../support/workspace.ts';

const csv = (count: number): string => ['Number,State,Short description,Planned start date,Planned end date,Actual start date,Actual end date', ...Array.from({ length: count }, (_, i) => { const day = `2026-10-${String((i % 28) + 1).padStart(2, '0')}`; return `CHG${String(i + 1).padStart(7, '0')},Closed,Patch node ${i},${day} 20:00:00,${day} 21:00:00,${day} 20:00:00,${day} 20:50:00`; })].join('\n');
const october = { from: '2026-10-01', to: '2026-10-31', seed: '42' };
/** Ada's organisation with forty changes carried out in October; Bo audits it on another machine. */
async function anAudit(): Promise<{ ada: Machine; bo: Machine }> {
  const both = await twoWorkspaces(['auditor']);
  const path = join(both.ada.dataDir, 'changes.csv');
  writeFileSync(path, csv(40));
  expect(await both.ada.call('import.run', { file: handTo(both.ada, path), zone: 'Europe/London' })).toMatchObject({ new: 40 });
  await sends(both.ada, both.bo);
  return both;
}

test('AUD-03 the same population, seed 42 and size 25 give the same sample on two machines; larger than the population is refused, and one that changed since says so', async () => {
  const { ada, bo } = await anAudit();
  const { id } = await bo.call('audit.drawSample', { ...october, size: 25, controls: ['Evidence'] });
  const drawn = await bo.call('audit.showSample', { sample: id });
  expect(drawn).toMatchObject({ size: 25, populationSize: 40, redrawn: { isSame: true, isSamePopulation: true } });
  const there = await ada.call('audit.previewSample', { ...october, size: 25 });
  expect(there.numbers.map(({ number }) => number)).toEqual(drawn.rows.map(({ number }) => number));
  expect(there.populationDigest).toBe(drawn.populationDigest);
  expect((await bo.refused('audit.drawSample', { ...october, size: 41 }))).toMatchObject({ code: 'sample_too_large', facts: { size: 41, population: 40 }, where: { field: 'size' } });
  expect((await ada.refused('audit.drawSample', { ...october, size: 5 })).code).toBe('role_needed');

  const { id: whole } = await bo.call('audit.drawSample', { ...october, size: 40 });
  const path = join(ada.dataDir, 'more.csv');
  writeFileSync(path, csv(41).split('\n').filter((_, i) => i === 0 || i === 41).join('\n'));
  await ada.call('import.run', { file: handTo(ada, path), zone: 'Europe/London' });
  await sends(ada, bo);
  const { redrawn } = await bo.call('audit.showSample', { sample: whole });
  expect(redrawn.isSamePopulation).toBe(false);
  expect(redrawn.missing.length).toBe(redrawn.added.length);
});

test('AUD-03 tests and requests of the auditor come back in a bundle; the owner answers, the auditor accepts, and neither writes for the other', async () => {
  const { ada, bo } = await anAudit();
  const { id: sample } = await bo.call('audit.drawSample', { ...october, size: 4, controls: ['Authorisation', 'Evidence'] });
  const [first, second] = (await bo.call('audit.showSample', { sample })).rows;
  for (const control of ['Authorisation', 'Evidence']) await bo.call('audit.test', { sample, change: first!.number, control, result: 'pass', workpaper: 'WP-1' });
  await bo.call('audit.test', { sample, change: second!.number, control: 'Evidence', result: 'exception', workpaper: 'WP-2', note: 'No test report' });
  expect((await bo.refused('audit.test', { sample, change: second!.number, control: 'Authorisation', result: 'exception' })).code).toBe('reason_needed');
  expect((await bo.refused('audit.test', { sample, change: 'C-A1-9999', control: 'Evidence', result: 'pass' })).code).toBe('not_in_sample');
  expect((await bo.refused('audit.test', { sample, change: first!.number, control: 'Budget', result: 'pass' })).code).toBe('control_not_tested');
  const { id: request } = await bo.call('audit.request', { text: 'Where is the test report?', owner: 'Ada Lindqvist', dueOn: '2026-12-01', about: second!.number });
  expect((await bo.refused('change.edit', { change: first!.number, fields: { title: 'Altered' } })).code).toBe('auditor_reads_only');

  await sends(bo, ada);
  expect((await ada.call('audit.samples', {})).rows).toMatchObject([{ id: sample, controls: ['Authorisation', 'Evidence'], drawn: { by: 'Bo Larsen' } }]);
  expect(await ada.call('audit.showSample', { sample })).toMatchObject({ passed: 1, exceptions: 1, toTest: 2, redrawn: { isSame: true } });
  expect((await ada.call('audit.requests', { isMine: true })).rows).toMatchObject([{ id: request, about: second!.number, state: 'open', mayAnswer: { ok: true }, mayAccept: { ok: false } }]);
  expect((await ada.refused('audit.test', { sample, change: second!.number, control: 'Evidence', result: 'pass' })).code).toBe('role_needed');
  expect((await ada.refused('audit.acceptAnswer', { request })).code).toBe('role_needed');
  await ada.call('audit.answerRequest', { request, text: 'It is on the build server.' });

  await sends(ada, bo);
  expect((await bo.call('audit.requests', { isMine: true })).rows).toMatchObject([{ state: 'answered', answer: { by: 'Ada Lindqvist', text: 'It is on the build server.' } }]);
  await bo.call('audit.acceptAnswer', { request });
  expect((await bo.call('audit.requests', { isMine: true })).rows).toEqual([]);
  await sends(bo, ada);
  expect((await ada.refused('audit.answerRequest', { request, text: 'Wait' })).code).toBe('request_closed');
  for (const machine of [ada, bo]) expect(await machine.call('trail.verify', { deep: true })).toMatchObject({ verdict: 'intact' });
});

test('AUD-03 a deployment log is held against the records both ways, and what has no record is a candidate finding', async () => {
  const w = await aWorkspace();
  const period = { from: '2019-05-01', to: '2019-05-31' };
  const [auditor, manager] = [await w.as('Owen Hughes'), await w.as('Tomasz Zielinski')];
  const stage = (text: string | Buffer, name: string): string => { const path = join(w.dataDir, name); writeFileSync(path, text); return w.app.stagePath(path); };
  await answer(manager, 'import.run', { file: stage(csv(40).replaceAll('2026-10', '2019-05'), 'changes.csv'), zone: 'Europe/London' });
  const compare = (text: string): Promise<unknown> => answer(auditor, 'audit.compareList', { file: stage(text, 'log.csv'), ...period });
  const numbers = (await answer(auditor, 'audit.previewSample', { ...period, seed: '42', size: 40 })).numbers.map(({ number }) => number);
  const log = ['Deployed at,Change,Artefact', ...numbers.slice(0, 38).map((number, i) => `2026-10-05,${i % 2 ? number : number.toLowerCase()},app-${i}`), '2026-10-09,chg0000039,app-39', '2026-10-10,C-A1-7777,app-x', '2026-10-11,,hand'].join('\n');
  expect(await compare(log)).toMatchObject({ column: 'Change', entries: 41, records: 40, matched: 39, unmatchedCount: 2, unmatched: [{ row: 40, reference: 'C-A1-7777', text: '2026-10-10, app-x' }, { row: 41, reference: '', text: '2026-10-11, hand' }], withoutEntryCount: 1, withoutEntry: [{ number: numbers[39] }] });
  const refused = (text: string | Buffer, more: object = {}): Promise<unknown> => refusal(auditor, 'audit.compareList', { file: stage(text, 'bad.csv'), ...period, ...more });
  expect(await refused('When,What\n2026,x')).toMatchObject({ code: 'list_column_unknown', where: { file: 'bad.csv', field: 'column' } });
  expect(await refused(log, { column: 'Nothing' })).toMatchObject({ code: 'not_a_list' });
  expect(await refused('')).toMatchObject({ code: 'not_a_list' });
  expect(await refused(Buffer.from([0, 1, 2, 3, 255, 254, 9, 0]))).toMatchObject({ code: 'not_a_list' });
});

test('AUD-06 a finding goes from the auditor to its owner and back to its verifier; the policy version that mends it must be in force', async () => {
  const w = await aWorkspace();
  const [auditor, manager] = [await w.as('Owen Hughes'), await w.as('Tomasz Zielinski')];
  const raising = { title: 'Evidence older than 14 days accepted', control: 'SOX/CC-4', severity: 'high' as const, owner: 'Marta Lindqvist', source: 'external-audit' as const };
  const { id: finding, number } = await answer(auditor, 'finding.raise', raising);
  expect(number).toBe('F-A1-0001');
  expect((await w.call('work.mine', {})).rows.find(({ record }) => record === finding)).toMatchObject({ kind: 'audit', number: 'F-A1-0001', tasks: [{ label: 'Answer the finding', part: 'findings', isOverdue: false }] });
  await w.call('finding.answer', { finding, rootCause: 'The rule was a habit', response: 'It becomes policy' });
  expect((await refusal(auditor, 'finding.close', { finding, note: 'x' })).code).toBe('finding_evidence_missing');
  expect((await refusal(manager, 'finding.addEvidence', { finding, kind: 'policy-version', reference: '2027-1' }))).toMatchObject({ code: 'policy_not_in_force', facts: { version: '2027-1' } });
  expect((await refusal(manager, 'finding.addEvidence', { finding, kind: 'change', reference: 'C-A1-9999' })).code).toBe('record_missing');
  const { id: policy } = await w.call('policy.propose', { document: { ...(await w.call('policy.show', {})).document, version: '2027-1' }, cause: 'finding', reference: number! });
  await w.call('policy.sign', { policy });
  await answer(await w.as('Ingrid Solberg'), 'policy.sign', { policy });
  await answer(manager, 'finding.addEvidence', { finding, kind: 'policy-version', reference: '2027-1', note: 'Evidence ends after 14 days' });
  expect((await w.call('finding.list', {})).rows).toMatchObject([{ number: 'F-A1-0001', state: 'to-verify', severity: 'high', dueOn: '2026-12-24', mayClose: { ok: false, code: 'own_finding' } }]);
  expect((await refusal(w.chair, 'finding.close', { finding, note: 'x' })).code).toBe('own_finding');
  await answer(auditor, 'finding.close', { finding, note: 'Read 2027-1' });
  const { id: again } = await answer(auditor, 'finding.raise', { ...raising, severity: 'low' });
  const { rows, counts } = await w.call('finding.list', { view: 'all' });
  expect(counts).toEqual({ open: 1, overdue: 0, closed: 1, all: 2 });
  expect(rows[0]).toMatchObject({ id: again, severity: 'medium', statedSeverity: 'low', repeatOf: 'F-A1-0001', dueOn: '2027-01-23' });
  w.clock.now = Date.parse('2027-01-24T00:00:00.000Z');
  expect((await w.call('finding.list', { view: 'overdue' })).rows).toMatchObject([{ id: again, isOverdue: true }]);
  expect((await w.call('work.mine', {})).rows.find(({ record }) => record === again)).toMatchObject({ tasks: [{ isOverdue: true }] });
  const { id: meeting } = await w.call('meeting.create', { board: 'CAB', startsAt: '2027-01-26T14:00:00Z' });
  const actions = (await w.call('cab.propose', { meeting })).topics.find(({ kind }) => kind === 'actions')!;
  expect(actions.lines.filter(({ text }) => text.startsWith('F-'))).toMatchObject([{ text: 'F-A1-0002 Evidence older than 14 days accepted', isOverdue: true }]);
  expect(await w.call('trail.verify', { deep: true })).toMatchObject({ verdict: 'intact' });
  expect(await w.call('trail.rebuild', {})).toMatchObject({ isEqual: true });
});

test('AUD-03 strata of the example follow their shares, and each drawn change is one of them', async () => {
  const w = await aWorkspace();
  const { numbers, strata, populationSize } = await w.call('audit.previewSample', { ...drawing, size: 20, by: 'tier' });
  expect(strata.reduce((sum, { drawn }) => sum + drawn, 0)).toBe(20);
  expect(strata.reduce((sum, { population }) => sum + population, 0)).toBe(populationSize);
  for (const { number, stratum } of numbers) expect((await w.call('change.show', { change: number })).tier ?? 'no tier').toBe(stratum);
});

test('AUD-02 a pack over a period holds changes that were decided outside a meeting', async () => {
  const w = await aWorkspace();
  const outside = w.raw((db) => db.prepare("SELECT c.number FROM decision d JOIN change c ON c.id = d.change WHERE NOT EXISTS (SELECT 1 FROM meeting m WHERE m.id = d.meeting) LIMIT 1").pluck().get() as string);
  const { plannedStartAt } = (await w.call('change.show', { change: outside })).fields;
  const day = Date.parse(plannedStartAt!);
  const iso = (ms: number): string => new Date(ms).toISOString();
  expect(await w.call('pack.write', { from: iso(day - 3_600_000), to: iso(day + 3_600_000) })).toMatchObject({ changes: expect.any(Number) as number, pages: expect.any(Number) as number });
  expect(await w.call('pack.write', { change: [outside] })).toMatchObject({ changes: 1 });
});
