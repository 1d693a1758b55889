// Samples, requests, controls and what tags ask for as text in a terminal (AUD-03, AUD-04).
import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { aDesk } from './gavel.ts';
import type { Desk } from './gavel.ts';

const pass = { env: { GAVEL_PASSPHRASE: 'northwind sample' } };
async function example(): Promise<{ desk: Desk; says: (person: string, ...args: string[]) => Promise<string> }> {
  const desk = aDesk();
  onTestFinished(() => { desk.remove(); });
  await desk.run(['sample', 'ws', '--size', 'small']);
  return { desk, says: async (person, ...args) => { const { out, err } = await desk.run([...args, '--as', person], pass); return out || err; } };
}

test('AUD-03 a sample is drawn, read and tested as text, and says whether it is drawn the same today', async () => {
  const { desk, says } = await example();
  const auditor = (...args: string[]): Promise<string> => says('Owen Hughes', ...args);
  expect((await desk.run(['audit', 'samples'], pass)).out).toContain('No sample was drawn.');
  await auditor('sample-draw', '--from', '2020-01-01', '--to', '2030-12-31', '--size', '4', '--seed', '42', '--by', 'tier', '--control', 'Evidence');
  const list = await auditor('audit', 'samples');
  expect(list).toMatch(/Owen Hughes +0 +0 +4 +4 changes implemented/);
  const id = /^([0-9a-f-]{36}) /m.exec(list)![1]!;
  const shown = await auditor('audit', 'sample', id);
  expect(shown).toMatch(/4 of \d+ changes implemented from 2020-01-01 to 2030-12-31, random, seed 42, by tier/);
  expect(shown).toContain('Drawn again just now: the same changes of the same population.');
  const [, change] = /^(C-A1-\d+) .*to test/m.exec(shown)!;
  await auditor('audit', 'test', id, change!, 'Evidence', 'exception', '--workpaper', 'WP-2', '--note', 'No report');
  expect(await auditor('audit', 'sample', id)).toMatch(new RegExp(`${change!} .*exception, WP-2, No report`));
  await auditor('audit', 'request', 'Where is the report?', '--owner', 'Marta Lindqvist', '--due-on', '2099-01-01');
  expect(await auditor('audit', 'requests')).toMatch(/open +2099-01-01 +no +Marta Lindqvist .*Where is the report\?/);
});

test('AUD-04 controls, their matrix and what a tag asks for are read and written in a terminal', async () => {
  const { desk, says } = await example();
  const marta = (...args: string[]): Promise<string> => says('Marta Lindqvist', ...args);
  expect((await desk.run(['control', 'list', 'SOX'], pass)).out).toMatch(/SOX\/CC-4 +0 +Changes are tested .*missing-evidence@1, field testPlan, evidence test-results/);
  expect(await marta('control', 'map', 'SOX/CC-4', 'Why not', '--rule', 'nothing')).toContain('There is no compliance rule “nothing”.');
  await marta('control', 'map', 'SOX/CC-4', 'Since the audit', '--rule', 'missing-evidence', '--field', 'testPlan');
  expect((await desk.run(['control', 'list', 'SOX'], pass)).out).toMatch(/SOX\/CC-4 +1 .*missing-evidence@1, field testPlan$/m);
  expect(await marta('control', 'matrix', '--from', '2020-01-01', '--to', '2030-12-31')).toMatch(/ISO27001\/A\.8\.19 +0 +\d+ +2 .*GAP/);
  const made = await marta('change', 'new', '--title', 'Of the ledger', '--regulatory-tags', 'SOX', '--regulatory-tags', 'GDPR');
  const number = /C-A1-\d+/.exec(made)![0];
  expect(await marta('obligation', 'impact', number, 'none', 'No person is named')).toContain('Done');
  const asked = await marta('obligation', 'show', number);
  expect(asked).toMatch(/Tags +SOX \(Sarbanes-Oxley Act\), GDPR/);
  expect(asked).toMatch(/Approval of the business owner +AUD-04\/SOX\/business-owner +waiting/);
  expect(asked).toMatch(/Impact on personal data +AUD-04\/GDPR\/personal-data +present/);
  expect(await marta('obligation', 'approve', number, 'Mine')).toContain('This needs the role service-owner or executive');
});

test('AUD-02 a pack in volumes goes where --out says, all of it; gavel verify takes any volume and names one that is missing', async () => {
  const { desk } = await example();
  const year = ['--from', '2026-01-01T00:00:00Z', '--to', '2027-01-01T00:00:00Z', '--pages', '150', '--as', 'Marta Lindqvist'];
  const made = await desk.json(['pack', ...year, '--out', 'year.pdf'], pass);
  expect(made.exit).toBe(0);
  const { volumes } = made.value as { volumes: number };
  const name = (volume: number): string => desk.at(`year-vol-${volume}-of-${volumes}.pdf`);
  expect(volumes).toBeGreaterThan(1);
  for (let volume = 1; volume <= volumes; volume += 1) expect(existsSync(name(volume)), name(volume)).toBe(true);
  expect(await desk.json(['verify', name(1)])).toMatchObject({ exit: 0, value: { verdict: 'intact' } });
  rmSync(name(1));
  const lacking = await desk.run(['verify', name(volumes)]);
  expect(lacking.code).toBe(3);
  expect(`${lacking.out}${lacking.err}`).toContain(`Volume 1 of ${volumes}, year-vol-1-of-${volumes}.pdf, is missing: the manifest names it.`);
});

test('AUD-02 the organisation hands its authority out as a file: pdfsig trusts its packs by it, and the fingerprint is that on their covers', async () => {
  const { desk, says } = await example();
  const told = await says('Marta Lindqvist', 'export', 'authority', '--to', 'authority.pem');
  const { fingerprint256 } = new X509Certificate(readFileSync(desk.at('authority.pem')));
  expect(told).toContain(`Fingerprint    ${fingerprint256.replaceAll(':', '').toLowerCase().match(/.{4}/g)!.join(' ')}`);
  expect(told).toMatch(/Root in words +(\w+ ){11}\w+\n/);
  expect(await desk.json(['export', 'authority', '--as', 'Marta Lindqvist'], pass)).toMatchObject({ ok: true, value: { file: { name: 'authority.pem' }, fingerprint: fingerprint256.replaceAll(':', '').toLowerCase() } });
  expect(await desk.json(['export', 'authority', '--to', 'authority.pdf', '--as', 'Marta Lindqvist'], pass)).toMatchObject({ ok: false, exit: 2 });
  expect((await desk.run(['export', 'authority'], { env: { GAVEL_PASSPHRASE: 'not the passphrase' } })).code).not.toBe(0);
  const pack = await says('Marta Lindqvist', 'pack', '--change', 'C-A1-0087', '--out', 'one.pdf');
  expect(pack).toMatch(/Pages +\d+\nChanges +1\nGaps +(none|\d+, each named in the pack)\n\nIts last page says how to check it without Gavel/);
  const nss = desk.at('nss');
  mkdirSync(nss);
  execFileSync('certutil', ['-N', '-d', `sql:${nss}`, '--empty-password']);
  execFileSync('certutil', ['-A', '-d', `sql:${nss}`, '-n', 'authority', '-t', ',C,', '-i', desk.at('authority.pem')]);
  const seen = execFileSync('pdfsig', ['-nssdir', `sql:${nss}`, desk.at('one.pdf')], { encoding: 'utf8' });
  for (const words of ['Signature is Valid', 'Certificate is Trusted', 'Total document signed']) expect(seen).toContain(words);
});
