// Audit packs over a control and over a release, with findings and the control mapping printed (AUD-02, AUD-04, AUD-06).
import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { pathOf } from '../support/two-workspaces.ts';
import { aWorkspace } from '../support/workspace.ts';

const textOf = (file: string): string => execFileSync('pdftotext', ['-layout', file, '-']).toString();

test('AUD-04 a pack over a control holds what it binds in the period, its mapping by version, its gaps and the findings on it', async () => {
  const w = await aWorkspace();
  const span = { from: '2026-07-01T00:00:00.000Z', to: '2026-10-01T00:00:00.000Z' };
  const { rows } = await w.call('control.matrix', { from: '2026-07-01', to: '2026-09-30' });
  const control = rows.find((row) => row.control === 'ISO27001/A.8.19')!;
  expect(control.gaps).toBe(2);
  const { number } = await w.call('finding.raise', { title: 'Deployed although rejected', control: 'unauthorised-deployments', severity: 'high', owner: 'Marta Lindqvist', source: 'compliance-report', change: control.rows[0]!.number });
  await w.call('finding.answer', { finding: number!, rootCause: 'The gate was off', response: 'It is on' });
  const pack = await w.call('pack.write', { ...span, control: 'iso27001/a.8.19' });
  const text = textOf(pathOf(pack));
  for (const words of ['Control ISO27001/A.8.19', 'Control mapping', 'Version 0: Unauthorised deployments (version 1); Freeze breaches (version 1)', 'Gaps by control', control.rows[0]!.number, `${number!}, Deployed although rejected`, 'Root cause: The gate was off']) expect(text.replaceAll(/\s+/g, ' ')).toContain(words);
  expect(text).not.toContain('SOX/CC-1');
  expect(pack.changes).toBeGreaterThanOrEqual(2);
  expect(await w.call('trail.verifyFile', { file: w.app.stagePath(pathOf(pack)) })).toMatchObject({ verdict: 'intact', findings: [] });
  expect(await w.refused('pack.write', { ...span, control: 'SOX/none' })).toMatchObject({ code: 'record_missing', where: { field: 'control' } });
  expect(await w.refused('pack.write', { control: 'SOX/CC-1' })).toMatchObject({ code: 'usage' });
});

test('AUD-02 a pack over a release prints the release, its changes, and that no finding bears on it', async () => {
  const w = await aWorkspace();
  const release = (await w.call('release.list', {})).rows.find(({ changes }) => changes > 0)!;
  const pack = await w.call('pack.write', { release: release.number });
  const text = textOf(pathOf(pack)).replaceAll(/\s+/g, ' ');
  for (const words of [`${release.number}, ${release.name}`, 'Scope owner', 'Exclusions', 'None bears on the scope of this pack.', 'SOX/CC-1']) expect(text).toContain(words);
  expect(pack.changes).toBe(release.changes);
  expect(await w.refused('pack.write', { release: 'R-A1-9999' })).toMatchObject({ code: 'record_missing' });
});
