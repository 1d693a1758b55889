// Audit packs over a control and over a release, with findings and the control mapping printed (AUD-02, AUD-04, AUD-06).
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { pathOf } from '../support/two-workspaces.ts';
import { aWorkspace, temporaryFolder } from '../support/workspace.ts';

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

test('AUD-02 a long pack comes in volumes over the bridge; handed over together they are judged as one, and two exports with nothing written between have the same manifest', async () => {
  const w = await aWorkspace();
  const scope = { from: '2026-01-01T00:00:00.000Z', to: '2027-01-01T00:00:00.000Z' };
  const pack = await w.call('pack.write', { ...scope, pages: 100, name: 'year' });
  expect(pack.volumes).toBeGreaterThan(2);
  expect(pack.files.map(({ name }) => name)).toEqual(Array.from({ length: pack.volumes }, (_, i) => `year-vol-${i + 1}-of-${pack.volumes}.pdf`));
  expect(pack.file).toEqual(pack.files.at(-1));
  expect(readdirSync(pack.file.folder).filter((name) => name.includes('partial'))).toEqual([]);
  const staged = pack.files.map(({ folder, name }) => w.app.stagePath(join(folder, name)));
  const root = (await w.call('session.state', {})).workspace!.rootWords;
  for (const file of [staged[0]!, staged.at(-1)!]) expect(await w.call('trail.verifyFile', { file, beside: staged.filter((one) => one !== file), root })).toMatchObject({ verdict: 'intact', findings: [] });
  expect(await w.call('trail.verifyFile', { file: staged[0]!, beside: staged.slice(1, 2), root })).toMatchObject({ verdict: 'intact-with-gaps', findings: [{ kind: 'volume_missing', severity: 'gap', text: expect.stringContaining(`Volume ${pack.volumes} of ${pack.volumes}`) as string }] });
  expect(await w.call('trail.verifyFile', { file: staged.at(-1)!, beside: staged.slice(1, -1), root })).toMatchObject({ verdict: 'broken', findings: [{ kind: 'volume', text: expect.stringMatching(/^Volume 1 of \d+, year-vol-1-of-\d+\.pdf, is missing/) as string }] });
});

test('AUD-02 two exports with nothing written between have the same manifest, hours apart; one after a change was written has not', async () => {
  const w = await aWorkspace();
  const { number } = await w.call('change.create', { title: 'In scope' });
  const manifest = async (name: string): Promise<string> => {
    const { file } = await w.call('pack.write', { change: [number!], name });
    const folder = temporaryFolder();
    execFileSync('pdfdetach', ['-saveall', '-o', folder, join(file.folder, file.name)]);
    const text = readFileSync(join(folder, 'manifest.txt'), 'utf8');
    rmSync(folder, { recursive: true });
    return text;
  };
  const first = await manifest('first');
  w.clock.now += 5 * 3_600_000;
  expect(await manifest('second')).toBe(first);
  await w.call('change.create', { title: 'Written since' });
  expect(await manifest('third')).not.toBe(first);
});
