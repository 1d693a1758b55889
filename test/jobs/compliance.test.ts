// Compliance reports over real workspaces: exactly what failed, the same digest wherever the same records are, a finding from a failure (AUD-05).
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Output } from '#contract/index.ts';
import { sha256Hex } from '../../src-main/trail/hashes.ts';
import { handTo, pathOf, roles, sends, twoWorkspaces } from '../support/two-workspaces.ts';
import { aWorkspace, answer, completeChange, putForward, refusal } from '../support/workspace.ts';
import type { TestWorkspace } from '../support/workspace.ts';

const period = { from: '2028-02-01', to: '2028-02-29' };
const runsOf = (lines: readonly string[]): string => ['change,run,start,end,outcome', ...lines].join('\n');
const counts = ({ rules }: Output<'compliance.run'>): Record<string, [number, number, number, string]> => Object.fromEntries(rules.map(({ id, population, tested, failures, result }) => [id, [population, tested, failures, result]]));

/** February 2028, long after the example: one change authorised and deployed, two deployed that nobody authorised, one review a fortnight late and one in time. */
async function february(w: TestWorkspace): Promise<{ good: string; bad: string[] }> {
  const tomasz = await w.as('Tomasz Zielinski');
  const at = (iso: string): void => { w.clock.now = Date.parse(iso); };
  at('2027-08-10T09:00:00.000Z');
  const terms = { why: 'No newer one runs here', steps: ['Copy by hand'], risk: 'Typing errors', control: 'A second person reads it', owner: 'Grace Obi' };
  const late = await w.call('workaround.register', { ...terms, tool: 'Fax gateway' });
  const timely = await w.call('workaround.register', { ...terms, tool: 'Old linker' });
  at('2028-02-01T09:00:00.000Z');
  await w.call('workaround.review', { workaround: timely.id, note: 'Still needed' });
  const raise = async (title: string): Promise<string> => (await answer(tomasz, 'change.create', { ...completeChange, title, plannedStartAt: '2028-02-10T20:00:00.000Z', plannedEndAt: '2028-02-10T22:00:00.000Z', service: 'Service desk tools', owner: 'Tomasz Zielinski', requester: 'Tomasz Zielinski' })).id;
  const [good, first, second] = [await raise('Renew the certificate'), await raise('Move the queue'), await raise('Patch the proxy')];
  await putForward(good!, tomasz, w.chair);
  await w.call('approval.decide', { change: good!, verdict: 'given', reason: 'Small and rehearsed' });
  at('2028-02-20T09:00:00.000Z');
  await w.call('workaround.review', { workaround: late.id, note: 'Replaced next year' });
  const path = join(w.dataDir, 'runs.csv');
  const numbers = await Promise.all([good, first, second].map(async (change) => (await w.call('change.show', { change: change! })).number));
  writeFileSync(path, runsOf(numbers.map((number, i) => `${number},run-${i},2028-02-1${i + 1}T20:05:00Z,2028-02-1${i + 1}T20:40:00Z,succeeded`)));
  expect(await w.call('run.import', { file: w.app.stagePath(path) })).toMatchObject({ new: 3, refused: [] });
  return { good: numbers[0]!, bad: numbers.slice(1) };
}

test('AUD-05 two unauthorised deployments and one late review are reported, exactly these, each with its record and the size of its population', async () => {
  const w = await aWorkspace();
  const { bad } = await february(w);
  const report = await w.call('compliance.run', period);
  expect(counts(report)).toMatchObject({
    'unauthorised-deployments': [3, 3, 2, 'fail'], 'late-reviews': [2, 2, 1, 'fail'], 'duty-conflicts': [3, 3, 0, 'pass'], 'freeze-breaches': [3, 3, 0, 'pass'], 'expired-exceptions': [0, 0, 0, 'not-tested'], 'overdue-access-reviews': [0, 0, 0, 'not-tested'],
  });
  const rowsOf = (id: string) => report.rules.find((rule) => rule.id === id)!.rows;
  expect(rowsOf('unauthorised-deployments').map(({ record, said }) => [record.number, said])).toEqual(bad.map((number, i) => [number, `It was deployed on 2028-02-1${i + 2} 20:05 UTC, and nobody had authorised it.`]));
  expect(rowsOf('late-reviews')).toMatchObject([{ record: { kind: 'workaround', title: 'Fax gateway' }, said: 'Its review was due on 2028-02-07 and held on 2028-02-20.' }]);
  expect(report.rules[0]!.trend.map(({ from, to, population }) => [from, to, population])).toEqual([['2027-11-01', '2027-11-30', 0], ['2027-12-01', '2027-12-31', 0], ['2028-01-01', '2028-01-31', 0], ['2028-02-01', '2028-02-29', 3]]);
  expect(await w.refused('compliance.run', { from: '2028-03-01', to: '2028-02-01' })).toMatchObject({ code: 'period_ends_early', where: { field: 'to' } });
  expect(await w.refused('compliance.run', { from: '2028-02-31', to: '2028-03-01' })).toMatchObject({ code: 'invalid_input' });
});

test('AUD-05 rerun at the same checkpoint it has the same digest, that of its data; the signed PDF prints rule text, version and Not tested', async () => {
  const w = await aWorkspace();
  await february(w);
  const { digest, checkpoint } = await w.call('compliance.run', period);
  expect(await w.call('compliance.run', period)).toMatchObject({ digest, checkpoint });
  const data = await w.call('compliance.write', { ...period, format: 'json' });
  expect([data.digest, data.file.sha256, sha256Hex(readFileSync(pathOf(data)))]).toEqual([digest, digest, digest]);
  expect(JSON.parse(readFileSync(pathOf(data), 'utf8'))).toMatchObject({ format: 'gavel-compliance', from: period.from, rules: expect.arrayContaining([expect.objectContaining({ id: 'late-reviews', version: 1, failures: 1 })]) });
  const paper = await w.call('compliance.write', period);
  expect(paper).toMatchObject({ digest, failures: 3 });
  const text = execFileSync('pdftotext', ['-layout', pathOf(paper), '-']).toString();
  for (const words of ['Unauthorised deployments', 'Every review was held by the time it fell due', '(late-reviews, version 1)', 'Fax gateway', 'Not tested', digest.slice(0, 20)]) expect(text).toContain(words);
  expect(text).not.toMatch(/Overdue access reviews +0 +0 +0 +Pass/);
  expect(execFileSync('pdfdetach', ['-list', pathOf(paper)]).toString()).toContain('report.json');
  expect(await w.call('trail.verifyFile', { file: w.app.stagePath(pathOf(paper)) })).toMatchObject({ verdict: 'intact', findings: [] });
  expect(await w.call('compliance.rules', {})).toMatchObject({ closed: { from: '2027-10-01', to: '2027-12-31', isReported: false }, written: expect.arrayContaining([expect.objectContaining({ ...period, name: paper.file.name }), expect.objectContaining({ sha256: digest })]) });
  w.clock.now = Date.parse('2028-04-02T09:00:00.000Z');
  await w.call('change.create', { title: 'Of another period' });
  const over = await w.call('compliance.run', period);
  expect(over.asOf).toBe('2028-03-01T00:00:00.000Z');
  await w.call('change.create', { title: 'Of another period as well' });
  expect((await w.call('compliance.run', period)).digest).toBe(over.digest);
  expect((await refusal(await w.as('Owen Hughes'), 'compliance.run', { ...period, before: 13 })).code).toBe('invalid_input');
});

test('AUD-05 another laptop that has the same records reports the same digest; a failure becomes a finding there and is told on both', async () => {
  const { ada, bo } = await twoWorkspaces(['auditor', ...roles]);
  const { id: change } = await ada.call('change.create', { title: 'Patch the proxy', service: 'Proxy' });
  const { number } = await ada.call('change.show', { change });
  const path = join(ada.dataDir, 'runs.csv');
  writeFileSync(path, runsOf([`${number},run-1,2026-11-23T20:05:00Z,2026-11-23T20:40:00Z,succeeded`]));
  await ada.call('run.import', { file: handTo(ada, path) });
  await sends(ada, bo);
  const november = { from: '2026-11-01', to: '2026-11-30' };
  const [here, there] = [await ada.call('compliance.run', november), await bo.call('compliance.run', november)];
  expect(counts(there)['unauthorised-deployments']).toEqual([1, 1, 1, 'fail']);
  expect([here.rules, here.asOf.slice(0, 7)]).toEqual([there.rules, '2026-11']);
  const closedPeriod = { from: '2026-11-23', to: '2026-11-23' };
  expect((await ada.call('compliance.run', closedPeriod)).digest).toBe((await bo.call('compliance.run', closedPeriod)).digest);
  const raised = await bo.call('finding.raise', { title: `Unauthorised deployments: ${number}`, control: 'unauthorised-deployments', severity: 'high', source: 'compliance-report', owner: 'Ada Lindqvist', change: number });
  await sends(bo, ada);
  expect((await ada.call('compliance.run', november)).rules[0]!.rows).toMatchObject([{ record: { number }, finding: raised.number }]);
  expect(await answer(ada.bridge, 'trail.verify', { deep: true })).toMatchObject({ verdict: 'intact' });
});
