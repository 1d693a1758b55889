// The recovery kit on one A4 page (PDF/A-3a), with the same words and lines as its text. Nobody signs it: whoever types it in again compares the twelve words.
import type { Writable } from 'node:stream';
import { endPaper } from './closing.ts';
import { heading, mm, openPaper, printText, sheet } from './paper.ts';
import { kitPage } from './recovery-kit.ts';
import type { Kit } from './recovery-kit.ts';

/** Prints the page into `sink`; answers how many sheets it took. */
export async function printKit(kit: Kit, sink: Writable, { fontsDir }: { fontsDir: string }): Promise<{ pages: number }> {
  const { title, written, about, wordsLead, words, back, lines } = kitPage(kit);
  const paper = openPaper({
    sink, fontsDir, title, author: kit.organisation, subject: 'Recovery kit', createdAt: kit.made,
    head: { strong: kit.organisation, text: 'Recovery kit', number: '' }, foot: { text: 'Lock this page away', mono: kit.rootKey.slice(0, 16) },
  });
  const { root } = paper;
  heading(paper, root, 1, title);
  printText(paper, root, written, { ink: 'soft', after: mm(3) });
  for (const line of about) printText(paper, root, line, { after: mm(1) });
  printText(paper, root, wordsLead, { before: mm(4), after: mm(1) });
  for (const line of words) printText(paper, root, line, { style: 'strong', x: sheet.left + mm(6), size: 11, leading: 15 });
  for (const [i, line] of back.entries()) printText(paper, root, line, { before: i === 0 ? mm(5) : 0, after: mm(1) });
  printText(paper, root, lines.join('\n'), { tag: 'Code', style: 'mono', size: 11.5, leading: 14.5, before: mm(3) });
  return endPaper(paper, []);
}
