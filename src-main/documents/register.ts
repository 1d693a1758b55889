// The register of changes: a table that may run over hundreds of pages, alone or as the index of a pack.
import type { Writable } from 'node:stream';
import { closePaper } from './closing.ts';
import type { PrintOptions } from './minutes.ts';
import type { RiskTier, Span } from './minutes-document.ts';
import { group, heading, newPage, openPaper, printText } from './paper.ts';
import type { Paper } from './paper.ts';
import type { Structure } from './pdfkit-inside.ts';
import { printTable } from './table.ts';
import type { Row } from './table.ts';
import { stamp } from './times.ts';
import { riskSpans } from './wording.ts';

export type RegisterRow = { ref: string; title: string; type: string; state: string; risk: { tier: RiskTier; score: number } | null; window: Span | null; gaps: number };
export type RegisterDocument = { organisation: string; number: string; title: string; scope: string; zone: string; madeAt: string; rows: Iterable<RegisterRow>; mark: string };

const columnsIn = (zone: string) => [{ title: 'Record', share: 12, style: 'mono' as const }, { title: 'Title', share: 32 }, { title: 'Type', share: 11 }, { title: 'Risk', share: 14 }, { title: 'State', share: 13 }, { title: `Window from, ${zone}`, share: 18 }];

function* tableRows(rows: Iterable<RegisterRow>, zone: string): Iterable<Row> {
  for (const r of rows) {
    yield { cells: [r.ref, r.gaps > 0 ? [{ text: r.title }, { text: `  ${r.gaps} ${r.gaps === 1 ? 'gap' : 'gaps'}`, style: 'strong' }] : r.title, r.type, riskSpans(r.risk), r.state, r.window ? stamp(r.window.fromAt, zone) : '–'] };
  }
}

export const printRegisterTable = (paper: Paper, parent: Structure, rows: Iterable<RegisterRow>, zone: string): Promise<void> => printTable(paper, parent, { columns: columnsIn(zone), rows: tableRows(rows, zone), size: 9 });

/** Prints a register as a document of its own, unsigned, with a place for the seal. */
export async function printRegister(r: RegisterDocument, sink: Writable, options: PrintOptions): Promise<{ pages: number }> {
  const paper = openPaper({
    sink, fontsDir: options.fontsDir, title: r.title, author: r.organisation, subject: r.scope, createdAt: r.madeAt,
    head: { strong: r.organisation, text: r.title, number: r.number }, foot: { text: r.scope, mono: r.mark },
    ...(options.signal ? { signal: options.signal } : {}), ...(options.onPage ? { onPage: options.onPage } : {}),
  });
  newPage(paper);
  const section = group(paper, paper.root, 'Sect');
  heading(paper, section, 1, r.title);
  printText(paper, section, r.scope, { size: 10.5, leading: 14.5, ink: 'soft', after: 12 });
  await printRegisterTable(paper, section, r.rows, r.zone);
  section.end();
  return closePaper(paper, options.attachments, r.title);
}
