// The papers of a meeting, sent round before it (CAB-03): the agenda, what was promised and went wrong, and a page for each change.
import type { Writable } from 'node:stream';
import { closePaper } from './closing.ts';
import type { PrintOptions } from './minutes.ts';
import { breathe, group, heading, label, newPage, openPaper, printText } from './paper.ts';
import type { Paper } from './paper.ts';
import { printFacts, printNote } from './parts.ts';
import type { PreReadDocument, PreReadItem } from './pre-read-document.ts';
import { printTable } from './table.ts';
import type { Row } from './table.ts';
import { brief, span } from './times.ts';
import { grouped, riskSpans, wordGroups } from './wording.ts';

async function printAgenda(paper: Paper, p: PreReadDocument): Promise<void> {
  const { root } = paper;
  heading(paper, root, 1, `Agenda of ${p.number}`);
  printText(paper, root, p.note || 'Papers for the members of the board. Please read the pages of your services before the meeting.', { size: 10.5, leading: 14.5, ink: 'soft' });
  printFacts(paper, root, [['Board', p.board], ['Held', span(p.held.fromAt, p.held.toAt, p.zone)], ['Length', `${p.lengthMinutes} min, ${p.plannedMinutes} planned`], ['Printed', brief(p.madeAt, p.zone)]]);
  const section = group(paper, root, 'Sect');
  heading(paper, section, 2, 'Agenda');
  const rows = p.agenda.map((e): Row => ({ cells: [String(e.position), [...(e.ref ? [{ text: e.ref, style: 'mono' as const }, { text: '  ' }] : []), { text: e.title }], riskSpans(e.risk), e.remark, String(e.minutes)], isBold: e.ref === '' }));
  await printTable(paper, section, {
    columns: [{ title: 'Item', share: 6 }, { title: 'Subject', share: 46 }, { title: 'Risk', share: 13 }, { title: 'Past outcomes', share: 29 }, { title: 'Min', share: 6, isRight: true }],
    rows: rows.length > 0 ? rows : [{ cells: ['–', 'The agenda is empty.'] }],
  });
  if (p.over > 0) printText(paper, section, [{ text: `${p.over === 1 ? 'One item runs' : `${p.over} items run`} over the length of the meeting.`, style: 'strong', shape: 'gap' }], { before: 4 });
  section.end();
}

async function printTopics(paper: Paper, p: PreReadDocument): Promise<void> {
  for (const { title, lines, more } of p.topics) {
    const section = group(paper, paper.root, 'Sect');
    heading(paper, section, 2, title);
    await printTable(paper, section, { columns: [{ title: 'What', share: 52 }, { title: 'Change', share: 14 }, { title: 'Said', share: 34 }], rows: lines.map((l): Row => ({ cells: [l.text, [{ text: l.change, style: 'mono' }], l.said], isBold: l.isOverdue })) });
    if (more > 0) printText(paper, section, `and ${more} more`, { before: 2, ink: 'faint' });
    section.end();
    await breathe(paper);
  }
}

async function printItem(paper: Paper, item: PreReadItem): Promise<void> {
  newPage(paper);
  paper.doc.outline.addItem(label(paper.face, `Item ${item.position}. ${item.ref} ${item.title}`));
  const section = group(paper, paper.root, 'Sect', { title: label(paper.face, `${item.ref} ${item.title}`) });
  heading(paper, section, 2, `Item ${item.position}. ${item.title}`);
  printText(paper, section, [...riskSpans(item.risk), { text: '   ' }, { text: item.ref, style: 'mono' }, { text: `   ${item.minutes} min` }]);
  printFacts(paper, section, [['Service', item.service || 'none named'], ['Environment', item.environment || 'not said'], ['Owner', item.owner || 'none named'], ['Requested by', item.requester || 'not said'], ['Window', item.window ? span(item.window.fromAt, item.window.toAt, item.zone) : 'none planned']]);
  heading(paper, section, 3, 'Past outcomes of the service');
  printText(paper, section, item.record);
  if (item.findings.length > 0) await printTable(paper, section, { columns: [{ title: 'Open finding', share: 52 }, { title: 'Owner', share: 18 }, { title: 'Due', share: 15 }, { title: 'From', share: 15 }], rows: item.findings.map((f): Row => ({ cells: [[{ text: f.text, style: 'strong', shape: 'gap' }], f.owner, f.dueOn, [{ text: f.from, style: 'mono' }]] })) });
  for (const { title, text } of item.texts) {
    heading(paper, section, 3, title);
    printText(paper, section, text);
    await breathe(paper);
  }
  heading(paper, section, 3, 'Conflicts and gaps');
  const said = [...item.conflicts.map((c) => `Conflict: ${c}.`), ...item.gaps];
  if (said.length === 0) printText(paper, section, 'None known.');
  for (const one of said) printText(paper, section, [{ text: one, style: 'strong', shape: 'gap' }]);
  section.end();
  await breathe(paper);
}

function printCheck(paper: Paper, p: PreReadDocument): void {
  const section = group(paper, paper.root, 'Sect');
  heading(paper, section, 2, 'Check this document without Gavel');
  printNote(paper, section, [
    { rich: 'With ordinary tools', isTitle: true },
    { rich: 'pdfdetach -saveall agenda.pdf', isCode: true }, { rich: 'sha256sum -c manifest.txt', isCode: true }, { rich: 'python3 verify.py', isCode: true },
    { rich: [{ text: 'Organisation root  ' }, { text: wordGroups(p.rootWords), style: 'mono' }] },
    { rich: [{ text: 'Seal authority  ' }, { text: grouped(p.caFingerprint), style: 'mono' }] },
    { rich: [{ text: 'Trail  ' }, { text: `feed ${p.trail.feed}, ${p.trail.count} commits, head ${p.trail.head}`, style: 'mono' }] },
  ]);
  section.end();
}

/** Prints the pre-read as an unsigned PDF with a place for the seal. The same answer and attachments give the same bytes. */
export async function printPreRead(p: PreReadDocument, sink: Writable, options: PrintOptions): Promise<{ pages: number }> {
  const paper = openPaper({
    sink, fontsDir: options.fontsDir, title: `Agenda of ${p.number}`, author: p.organisation, subject: `Papers for ${p.board}, ${p.site}`, createdAt: p.madeAt,
    head: { strong: p.organisation, text: p.board, number: `${p.number}-PRE` }, foot: { text: `Set from ${p.trail.count} commits of feed ${p.trail.feed.slice(0, 8)}`, mono: `trail head ${p.trail.head.slice(0, 24).replace(/(.{8})(?=.)/g, '$1 ')}` },
    ...(options.signal ? { signal: options.signal } : {}), ...(options.onPage ? { onPage: options.onPage } : {}),
  });
  newPage(paper);
  paper.doc.outline.addItem(label(paper.face, `Agenda of ${p.number}`));
  await printAgenda(paper, p);
  await printTopics(paper, p);
  for (const item of p.items) await printItem(paper, item);
  printCheck(paper, p);
  return closePaper(paper, options.attachments, `Papers ${p.number}`);
}
