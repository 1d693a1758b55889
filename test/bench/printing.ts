// B12: a register of some hundred tagged pages, sealed, beside the same cells put on pages by bare pdfkit.
import PDFDocument from 'pdfkit';
import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';
import type { RegisterRow } from '../../src-main/documents/register.ts';
import { printRegister } from '../../src-main/documents/register.ts';
import { seeded } from '../../src-main/sample/random.ts';
import { signPdfFile } from '../../src-main/trail/pdf-signature.ts';
import { issueSeal, makeCa } from '../../src-main/trail/pki.ts';
import type { Ground } from './ground.ts';
import { resourcesDir } from './ground.ts';
import { perSecond, timeOf } from './measure.ts';
import type { Result } from './measure.ts';

const fontsDir = join(resourcesDir, 'fonts');
const acts = ['Upgrade ledger-db-1 to release 7.4', 'Renew the certificate on switch-2', 'Apply the March security patches to web-1', 'Move Payment hub to storage array 2 in the second data centre at night'];

function rowsOf(many: number): RegisterRow[] {
  const random = seeded(12);
  return Array.from({ length: many }, (_, i) => ({
    ref: `C-A1-${String(i + 1).padStart(5, '0')}`, title: random.pick(acts), type: random.pick(['Normal', 'Standard', 'Emergency']), state: random.pick(['Closed', 'Scheduled', 'Authorised']), gaps: random.chance(0.05) ? 1 : 0,
    risk: random.chance(0.8) ? { tier: random.pick(['low', 'medium', 'high'] as const), score: random.between(1, 99) } : null, window: { fromAt: '2026-11-24T22:00:00.000Z', toAt: '2026-11-24T23:00:00.000Z' },
  }));
}

/** The same cells as lines of text on as many pages: no tags, no structure, no wrapping, no seal. */
async function bare(rows: readonly RegisterRow[], pages: number, path: string): Promise<void> {
  const doc = new PDFDocument({ size: 'A4', margin: 40, autoFirstPage: false, compress: true });
  const sink = createWriteStream(path);
  doc.pipe(sink);
  doc.registerFont('text', join(fontsDir, 'source-sans-3-latin-400-normal.ttf'));
  const perPage = Math.ceil(rows.length / pages);
  for (const [i, r] of rows.entries()) {
    if (i % perPage === 0) doc.addPage().font('text').fontSize(9);
    const y = 50 + (i % perPage) * (740 / perPage);
    for (const [k, cell] of [r.ref, r.title, r.type, r.risk ? `${r.risk.tier} ${r.risk.score}` : 'none', r.state, '24 Nov 2026, 22:00'].entries()) doc.text(cell, 40 + k * 85, y, { lineBreak: false });
  }
  doc.end();
  await once(sink, 'finish');
}

export async function printing(ground: Ground): Promise<Result[]> {
  const many = 16_000;
  const rows = rowsOf(many);
  const at = '2026-11-24T09:00:00.000Z';
  const ca = await makeCa({ organisation: 'Northwind Bank', notBeforeAt: at });
  const seal = await issueSeal(ca, { name: 'Northwind Bank, site A1', notBeforeAt: at });
  const path = join(ground.exportsDir, 'register.pdf');
  const print = async (some: readonly RegisterRow[]): Promise<number> => {
    const sink = createWriteStream(`${path}.partial`);
    const { pages } = await printRegister({ organisation: 'Northwind Bank', number: 'R-1', title: 'Register of changes', scope: 'All changes', zone: 'Europe/London', madeAt: at, rows: some, mark: 'measured' }, sink, { fontsDir, attachments: [] });
    await signPdfFile(`${path}.partial`, path, seal, { signedAt: at });
    return pages;
  };
  let pages = await print(rows.slice(0, 500));
  await bare(rows.slice(0, 500), pages, `${path}.bare`);
  const took = await timeOf(async () => { pages = await print(rows); });
  const floor = await timeOf(() => bare(rows, pages, `${path}.bare`));
  return [{ id: 'B12', what: `register of ${pages} pages, tagged and sealed`, ours: perSecond(pages / took * 1000, 'pages'), floor: perSecond(pages / floor * 1000, 'pages'), ratio: floor / took, bar: { atLeast: 0.8 }, note: 'floor: the same cells by bare pdfkit, untagged; Chromium’s print is not compared here' }];
}
