// A backout on paper (BCK-01 to BCK-05): steps with room for the time each was done, what orders a rollback, who may, and what is still open.
import type { Writable } from 'node:stream';
import type { BackoutDocument } from './backout-document.ts';
import { closePaper } from './closing.ts';
import type { PrintOptions } from './minutes.ts';
import { breathe, group, heading, label, newPage, openPaper, printText } from './paper.ts';
import type { Paper } from './paper.ts';
import { printFacts, printNote } from './parts.ts';
import { printTable } from './table.ts';
import type { Row } from './table.ts';
import { moment, span } from './times.ts';
import { grouped, wordGroups } from './wording.ts';

function printOpening(paper: Paper, b: BackoutDocument): void {
  const { root } = paper;
  heading(paper, root, 1, `Backout of ${b.number}`);
  printText(paper, root, b.title, { size: 10.5, leading: 14.5, ink: 'soft' });
  printFacts(paper, root, [
    ['Service', `${b.service ?? 'none named'}, ${b.environment}`], ['Planned window', b.window ? span(b.window.fromAt, b.window.toAt, b.zone) : 'none planned'], ['Decide by', b.deadlineAt === null ? 'no deadline is set' : moment(b.deadlineAt, b.zone)],
    ['Rollback owner', b.owner], ['Deputy', b.deputy], ['Takes', `${b.minutes} minutes`], ['Objectives', b.objectives],
  ]);
  if (b.order !== '') printText(paper, root, b.order, { style: 'bold', before: 4 });
}

async function printSteps(paper: Paper, b: BackoutDocument): Promise<void> {
  const section = group(paper, paper.root, 'Sect');
  heading(paper, section, 2, 'Steps');
  const rows = b.steps.map((s, i): Row => ({ cells: [String(i + 1), s.title, s.verification, s.script === '' ? s.owner : `${s.owner}, ${s.script}`, String(s.minutes), s.done] }));
  await printTable(paper, section, {
    columns: [{ title: 'No', share: 6, isRight: true }, { title: 'What', share: 28 }, { title: 'Verified by', share: 24 }, { title: 'Who, with', share: 20 }, { title: 'Min', share: 7, isRight: true }, { title: 'Done at', share: 15 }],
    rows: rows.length > 0 ? rows : [{ cells: ['–', 'No steps are written.', '', '', '', ''], isBold: true }],
  });
  printFacts(paper, section, [['Point of no return', b.pointOfNoReturn], ['Data', b.data], ['Cannot be undone', b.limitations]]);
  section.end();
  await breathe(paper);
}

async function printOrders(paper: Paper, b: BackoutDocument): Promise<void> {
  const section = group(paper, paper.root, 'Sect');
  heading(paper, section, 2, 'What orders a rollback');
  printText(paper, section, 'Owner and deputy may order it at any moment, without further approval; dissent is recorded and stops nothing.');
  if (b.triggers.length > 0) await printTable(paper, section, { columns: [{ title: 'Trigger', share: 75 }, { title: 'Acts', share: 25 }], rows: b.triggers.map(({ said, acts }): Row => ({ cells: [said, acts] })) });
  for (const dissent of b.dissents) printText(paper, section, `Dissent: ${dissent}`);
  heading(paper, section, 2, 'Scripts');
  if (b.scripts.length === 0) printText(paper, section, 'None is attached.');
  else await printTable(paper, section, { columns: [{ title: 'Name', share: 26 }, { title: 'SHA-256', share: 74, style: 'mono' }], rows: b.scripts.map(({ name, sha256 }): Row => ({ cells: [name, grouped(sha256)] })) });
  heading(paper, section, 2, 'Review and rehearsal');
  printFacts(paper, section, [['Review', b.review], ['Rehearsal', b.rehearsal]]);
  heading(paper, section, 2, 'Gaps');
  if (b.gaps.length === 0) printText(paper, section, 'None.');
  else await printTable(paper, section, { columns: [{ title: 'What is missing', share: 100 }], rows: b.gaps.map((gap): Row => ({ cells: [[{ text: gap, style: 'strong', shape: 'gap' }]], isBold: true })) });
  section.end();
}

function printCheck(paper: Paper, b: BackoutDocument): void {
  const section = group(paper, paper.root, 'Sect');
  heading(paper, section, 2, 'Check this document without Gavel');
  printNote(paper, section, [
    { rich: 'With ordinary tools', isTitle: true }, { rich: 'pdfdetach -saveall backout.pdf', isCode: true }, { rich: 'sha256sum -c manifest.txt', isCode: true }, { rich: 'python3 verify.py', isCode: true },
    { rich: [{ text: 'Version of the plan  ' }, { text: grouped(b.version), style: 'mono' }] }, { rich: [{ text: 'Organisation root  ' }, { text: wordGroups(b.rootWords), style: 'mono' }] }, { rich: [{ text: 'Seal authority  ' }, { text: grouped(b.caFingerprint), style: 'mono' }] },
    { rich: [{ text: 'Trail  ' }, { text: `feed ${b.trail.feed}, ${b.trail.count} commits, head ${b.trail.head}`, style: 'mono' }] },
  ]);
  section.end();
}

/** Prints the sheet as an unsigned PDF with a place for the seal. The same answer and attachments give the same bytes. */
export async function printBackout(b: BackoutDocument, sink: Writable, options: PrintOptions): Promise<{ pages: number }> {
  const paper = openPaper({
    sink, fontsDir: options.fontsDir, title: `Backout of ${b.number}`, author: b.organisation, subject: b.title, createdAt: b.madeAt,
    head: { strong: b.organisation, text: 'Backout', number: `${b.number}-BACKOUT` }, foot: { text: `Set from ${b.trail.count} commits of feed ${b.trail.feed.slice(0, 8)}`, mono: `trail head ${b.trail.head.slice(0, 24).replace(/(.{8})(?=.)/g, '$1 ')}` },
    ...(options.signal ? { signal: options.signal } : {}), ...(options.onPage ? { onPage: options.onPage } : {}),
  });
  newPage(paper);
  paper.doc.outline.addItem(label(paper.face, `Backout of ${b.number}`));
  printOpening(paper, b);
  await printSteps(paper, b);
  await printOrders(paper, b);
  printCheck(paper, b);
  return closePaper(paper, options.attachments, `Backout ${b.number}`);
}
