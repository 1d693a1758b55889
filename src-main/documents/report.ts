// A report on paper: a heading with its facts, then texts and tables, and how to check it without Gavel.
import type { Writable } from 'node:stream';
import { closePaper } from './closing.ts';
import type { PrintOptions } from './minutes.ts';
import { breathe, group, heading, label, newPage, openPaper, printText } from './paper.ts';
import type { Paper } from './paper.ts';
import { printFacts, printNote, printSignatures } from './parts.ts';
import type { ReportDocument } from './report-document.ts';
import { printTable } from './table.ts';
import { grouped, wordGroups } from './wording.ts';

async function printSections(paper: Paper, r: ReportDocument): Promise<void> {
  for (const { title, text, table } of r.sections) {
    const section = group(paper, paper.root, 'Sect');
    heading(paper, section, 2, title);
    if (text !== '') printText(paper, section, text, { after: 3 });
    if (table) await printTable(paper, section, { columns: table.columns, rows: table.rows });
    section.end();
    await breathe(paper);
  }
}

function printCheck(paper: Paper, r: ReportDocument): void {
  const section = group(paper, paper.root, 'Sect');
  heading(paper, section, 2, 'Check this document without Gavel');
  printNote(paper, section, [
    { rich: 'With ordinary tools', isTitle: true }, { rich: 'pdfdetach -saveall report.pdf', isCode: true }, { rich: 'sha256sum -c manifest.txt', isCode: true }, { rich: 'python3 verify.py', isCode: true },
    { rich: [{ text: 'Organisation root  ' }, { text: wordGroups(r.rootWords), style: 'mono' }] }, { rich: [{ text: 'Seal authority  ' }, { text: grouped(r.caFingerprint), style: 'mono' }] },
    { rich: [{ text: 'Trail  ' }, { text: `feed ${r.trail.feed}, ${r.trail.count} commits, head ${r.trail.head}`, style: 'mono' }] },
  ]);
  section.end();
}

/** Prints the report as an unsigned PDF with a place for the seal. The same answer and attachments give the same bytes. */
export async function printReport(r: ReportDocument, sink: Writable, options: PrintOptions): Promise<{ pages: number }> {
  const paper = openPaper({
    sink, fontsDir: options.fontsDir, title: r.title, author: r.organisation, subject: r.about, createdAt: r.madeAt,
    head: { strong: r.organisation, text: r.title, number: r.number }, foot: { text: `Set from ${r.trail.count} commits of feed ${r.trail.feed.slice(0, 8)}`, mono: `trail head ${r.trail.head.slice(0, 24).replace(/(.{8})(?=.)/g, '$1 ')}` },
    ...(options.signal ? { signal: options.signal } : {}), ...(options.onPage ? { onPage: options.onPage } : {}),
  });
  newPage(paper);
  paper.doc.outline.addItem(label(paper.face, r.title));
  heading(paper, paper.root, 1, r.title);
  printText(paper, paper.root, r.about, { size: 10.5, leading: 14.5, ink: 'soft' });
  printFacts(paper, paper.root, r.facts);
  await printSections(paper, r);
  printCheck(paper, r);
  if (r.signers.length > 0) printSignatures(paper, paper.root, r.signers.map((signer) => [[{ text: signer, style: 'bold' }], ['Decision', 'Date and signature']]));
  return closePaper(paper, options.attachments, r.number);
}
