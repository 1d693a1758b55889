// The printed risk assessment: same answer same bytes, every archive rule kept, nothing lost, whatever people typed.
import { spawnSync } from 'node:child_process';
import { createWriteStream, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { RiskDocument } from '../../src-main/documents/risk-document.ts';
import { printRisk } from '../../src-main/documents/risk-report.ts';
import { checkArchival } from '../../src-main/trail/pdf-archival.ts';
import { fontsDir, newFolder } from './sealed.ts';

const folder = newFolder();
const aDocument = (over: Partial<RiskDocument> = {}): RiskDocument => ({
  organisation: 'Northwind Bank', site: 'A1', number: 'C-A1-0412', title: 'Card authorisation: switch v7 on node 3', service: 'Card authorisation', owner: 'Tomasz Zieliński', zone: 'Europe/London', window: { fromAt: '2026-11-25T05:00:00.000Z', toAt: '2026-11-25T05:40:00.000Z' },
  score: 72, tier: 'high', deciding: 'High begins at 60 of 100 (policy 2026-1)', policy: '2026-1', questionnaire: '2026-1', impact: 'high (tier 1 service)', reversibility: 'backout written, not rehearsed',
  factors: [{ label: 'Impact', points: 30, most: 30, because: 'High: tier 1 service', signed: 24 }, { label: 'Historical failure', points: 9, most: 20, because: '4 of 9 comparable changes failed', signed: 9 }],
  sections: [{ label: 'Data integrity', answers: [{ question: 'Does it alter a schema?', answer: 'Yes', mitigation: 'Both versions are read', residual: 'low', by: 'Aisha Bello', isOpen: false }, { question: 'Does it convert data?', answer: 'Open', mitigation: '', residual: '', by: '', isOpen: true }] }],
  lower: [{ points: 4, text: 'Rehearse the backout' }], gaps: ['Risk: Data integrity: The risk assessment is not filled in yet: Data integrity.'], status: 'Out of date: the change was altered after it was signed.',
  signed: { by: 'Marta Lindqvist', role: 'change-manager', at: '2026-11-24T09:00:00.000Z', score: 66, tier: 'high', scope: 'ab'.repeat(32) }, earlier: [{ by: 'Ravi Menon', at: '2026-11-20T09:00:00.000Z', score: 61, tier: 'high' }],
  trail: { feed: 'dade27ee09a71757', count: 72, head: 'a6'.repeat(32), checkpoint: 'gavel' }, rootWords: 'one two three four five six seven eight nine ten eleven twelve', caFingerprint: 'c'.repeat(64), madeAt: '2026-11-24T10:00:00.000Z', ...over,
});
async function printed(name: string, over: Partial<RiskDocument> = {}): Promise<{ path: string; pages: number }> {
  const path = join(folder, `${name}.pdf`);
  return { path, ...await printRisk(aDocument(over), createWriteStream(path), { fontsDir, attachments: [] }) };
}
const hasText = spawnSync('which', ['pdftotext']).status === 0;
const textIn = (path: string): string => spawnSync('pdftotext', ['-layout', path, '-'], { encoding: 'utf8', maxBuffer: 64 << 20 }).stdout.replace(/\s+/g, ' ');

test('RISK-02 the same assessment prints the same bytes and keeps the archive rules', async () => {
  const [one, other] = [await printed('one'), await printed('other')];
  expect(readFileSync(one.path).equals(readFileSync(other.path))).toBe(true);
  expect(await checkArchival(one.path)).toEqual([]);
  expect(readFileSync((await printed('changed', { score: 71 })).path).equals(readFileSync(one.path))).toBe(false);
});

test.skipIf(!hasText)('RISK-02 the paper says score, parts, every answer, what is missing, and who signed what before', async () => {
  const text = textIn((await printed('read')).path);
  for (const part of ['High 72 of 100. High begins at 60 of 100', '4 of 9 comparable changes failed', 'Both versions are read', 'Aisha Bello', 'Rehearse the backout', 'not filled in yet', 'Signed 24 Nov 2026', 'change manager', 'Out of date', 'Ravi Menon', 'Tomasz Zieliński']) expect(text).toContain(part);
});

test('RISK-02 a bare form, an endless mitigation and odd letters all fit on paper', async () => {
  const long = `${'A very long mitigation that goes on. '.repeat(300)} \u202ereversed\u202c مرحبا 漢字 🙂 \u0000`;
  const hostile = await printed('hostile', { title: long.slice(0, 300), sections: [{ label: 'Data integrity', answers: [{ question: 'Q', answer: 'Yes', mitigation: long, residual: 'high', by: long.slice(0, 200), isOpen: false }] }] });
  expect(hostile.pages).toBeGreaterThan(2);
  expect(await checkArchival(hostile.path)).toEqual([]);
  const bare = await printed('bare', { factors: [], sections: [], lower: [], gaps: [], signed: null, earlier: [], service: null, window: null, owner: '' });
  expect(await checkArchival(bare.path)).toEqual([]);
});
