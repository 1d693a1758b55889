// Minutes of a board meeting (CAB-06): who was there, what was decided and why, what follows, and how to check the paper.
import type { Writable } from 'node:stream';
import { closePaper } from './closing.ts';
import type { Attachment } from './closing.ts';
import type { MinutesDocument, MinutesItem } from './minutes-document.ts';
import { breathe, endBar, group, heading, label, mm, need, newPage, openPaper, printText, sheet, startBar } from './paper.ts';
import type { Paper } from './paper.ts';
import { printFacts, printNote, printSignatures, printTwo } from './parts.ts';
import { shapesOf } from './shapes.ts';
import { printTable } from './table.ts';
import type { Row } from './table.ts';
import type { Rich, Span } from './text.ts';
import { brief, clock, moment, span } from './times.ts';
import { grouped, isVotedOn, outcomeText, riskSpans, score, votesText, wordGroups } from './wording.ts';

export type PrintOptions = { fontsDir: string; attachments: readonly Attachment[]; signal?: AbortSignal; onPage?: (pages: number) => void };

const count = (n: number, one: string, many: string): string => `${n} ${n === 1 ? one : many}`;

/** One sentence over the outcomes, when the secretary wrote none. */
function summaryOf(items: readonly MinutesItem[]): string {
  const by = (outcome: string): number => items.filter((i) => i.outcome === outcome).length;
  const parts: [number, string][] = [[by('approved'), 'approved'], [by('approved-with-conditions'), 'approved with conditions'], [by('rejected'), 'rejected'], [by('deferred'), 'deferred'], [by('referred'), 'referred'], [by('withdrawn'), 'withdrawn'], [by('noted'), 'noted'], [items.filter((i) => i.outcome === null).length, 'not decided']];
  const said = parts.filter(([n]) => n > 0).map(([n, word]) => `${n} ${word}`);
  return `${count(items.length, 'item', 'items')}${said.length > 0 ? `: ${said.join(', ')}` : ''}.`;
}

function printOpening(paper: Paper, m: MinutesDocument): void {
  const { root } = paper;
  heading(paper, root, 1, m.title);
  printText(paper, root, m.summary ?? summaryOf(m.items), { size: 10.5, leading: 14.5, ink: 'soft', after: mm(0.5) });
  printFacts(paper, root, [
    ['Held', span(m.held.fromAt, m.held.toAt, m.zone)], ['Where', m.place],
    ...(m.agendaFrozenAt ? [['Agenda frozen', brief(m.agendaFrozenAt, m.zone)] as [string, string]] : []),
    ...(m.secretary ? [['Secretary', m.secretary] as [string, string]] : []),
    ...(m.policy ? [['Policy', m.policy] as [string, string]] : []),
  ]);
}

async function printAttendance(paper: Paper, m: MinutesDocument): Promise<void> {
  const section = group(paper, paper.root, 'Sect');
  heading(paper, section, 2, 'Attendance and quorum');
  const rows = m.attendance.map((a): Row => ({ cells: [a.name, a.seat || (a.isVoting ? 'Voting' : 'Advisory'), a.function, clock(a.fromAt, m.zone), clock(a.toAt, m.zone), a.status] }));
  await printTable(paper, section, {
    columns: [{ title: 'Name', share: 25 }, { title: 'Seat', share: 13 }, { title: 'Function', share: 20 }, { title: 'Arrived', share: 10 }, { title: 'Left', share: 9 }, { title: 'Note', share: 23 }],
    rows: rows.length > 0 ? rows : [{ cells: ['Nobody was recorded as present.'], isBold: true }],
  });
  for (const line of m.quorum) printText(paper, section, line, { before: mm(1.5) });
  section.end();
}

/** Minutes used, and planned where that is known. */
const timeOf = ({ minutesUsed, minutesPlanned }: MinutesItem): string => `${minutesUsed === null ? '–' : minutesUsed}${minutesPlanned === undefined ? '' : ` of ${minutesPlanned}`}`;

async function printDecisions(paper: Paper, m: MinutesDocument): Promise<void> {
  const section = group(paper, paper.root, 'Sect');
  heading(paper, section, 2, 'Decisions');
  const rows = m.items.map((item, i): Row => ({
    cells: [String(i + 1), [...(item.ref ? [{ text: item.ref, style: 'mono' as const }, { text: '  ' }] : []), { text: item.title }], riskSpans(item.risk), outcomeText(item.outcome), score(item.votes), timeOf(item)],
    isBold: item.outcome === null,
  }));
  await printTable(paper, section, {
    columns: [{ title: 'Item', share: 5 }, { title: 'Change', share: 37 }, { title: 'Risk', share: 13 }, { title: 'Decision', share: 21 }, { title: 'For–cond.–against', share: 15 }, { title: 'Minutes', share: 9, isRight: true }],
    rows: rows.length > 0 ? rows : [{ cells: ['–', 'The agenda was empty.'] }],
  });
  section.end();
}

const conditionRows = (item: MinutesItem, zone: string): Row[] => item.conditions.map((c) => ({
  cells: [c.text, c.owner, [c.when, brief(c.dueAt, zone)].filter(Boolean).join(', '), c.isBlocking ? 'Yes' : 'No'],
}));

async function printItem(paper: Paper, m: MinutesDocument, item: MinutesItem, place: number): Promise<void> {
  const section = group(paper, paper.root, 'Sect', { title: label(paper.face, `${item.ref} ${item.title}`) });
  const x = sheet.left + mm(5.5);
  // A heading never stands alone at the foot of a page.
  need(paper, 100);
  heading(paper, section, 2, `Item ${place}. ${item.title}`);
  need(paper, 60);
  startBar(paper, sheet.left);
  const outcome: Span[] = [{ text: outcomeText(item.outcome), style: 'bold', shape: item.outcome ? shapesOf.outcome(item.outcome) : 'gap' }, { text: isVotedOn(item.votes) ? `, ${score(item.votes)}` : '', style: 'bold' }];
  printText(paper, section, outcome, { tag: 'H3', x, style: 'bold' });
  const facts = [item.service ? `Service: ${item.service}.` : '', votesText(item.votes), item.window ? `Window ${span(item.window.fromAt, item.window.toAt, m.zone)}.` : '', ...item.conflicts.map((c) => `Conflict: ${c}.`)].filter(Boolean).join(' ');
  // Something that is no change has an outcome and neither votes nor a reason.
  if (item.risk === null && item.votes.length === 0 && item.ref === '') printText(paper, section, `Outcome: ${item.rationale || 'not concluded'}`, { x });
  else printTwo(paper, section, [facts, item.outcome === null ? '' : `Reason: ${item.rationale || 'none was given.'}`], x);
  for (const remark of item.remarks ?? []) printText(paper, section, remark, { x, before: mm(1) });
  if (item.conditions.length > 0) {
    paper.y += mm(1.8);
    await printTable(paper, section, { x, columns: [{ title: 'Condition', share: 52 }, { title: 'Owner', share: 16 }, { title: 'Due', share: 20 }, { title: 'Blocks start', share: 12 }], rows: conditionRows(item, m.zone) });
  }
  if (item.signature) printText(paper, section, [{ text: `Signed ${[item.decidedBy ? `by ${item.decidedBy}` : '', moment(item.decidedAt, m.zone)].filter(Boolean).join(', ')} with key ` }, { text: grouped(item.signature), style: 'mono' }], { x, size: 8, leading: 11, ink: 'faint', before: mm(1) });
  endBar(paper);
  section.end();
}

/** What was said to the meeting as a whole, and the ballots that do not count; nothing where there is nothing. */
function printLines(paper: Paper, title: string, lines: readonly string[]): void {
  if (lines.length === 0) return;
  const section = group(paper, paper.root, 'Sect');
  heading(paper, section, 2, title);
  for (const line of lines) printText(paper, section, line, { before: mm(1) });
  section.end();
}

/** Corrections stand after what was signed, in their order (CAB-06). */
function printAddenda(paper: Paper, addenda: NonNullable<MinutesDocument['addenda']>): void {
  if (addenda.length === 0) return;
  const section = group(paper, paper.root, 'Sect');
  heading(paper, section, 2, 'Addenda');
  for (const { title, text } of addenda) {
    printText(paper, section, [{ text: title, style: 'bold' }], { before: mm(1.5) });
    printText(paper, section, text, { before: mm(0.5) });
  }
  section.end();
}

async function printActions(paper: Paper, m: MinutesDocument): Promise<void> {
  const section = group(paper, paper.root, 'Sect');
  heading(paper, section, 2, 'Actions');
  if (m.actions.length === 0) printText(paper, section, 'None.');
  else await printTable(paper, section, { columns: [{ title: 'Action', share: 60 }, { title: 'Owner', share: 20 }, { title: 'Due', share: 20 }], rows: m.actions.map((a) => ({ cells: [[{ text: a.text }, ...(a.item ? [{ text: `  ${a.item}`, style: 'mono' as const }] : [])], a.owner, brief(a.dueAt, m.zone)] })) });
  heading(paper, section, 2, 'Gaps');
  if (m.gaps.length === 0) printText(paper, section, 'None: nothing that these minutes should say is missing.');
  else await printTable(paper, section, { columns: [{ title: 'What is missing', share: 100 }], rows: m.gaps.map((gap) => ({ cells: [[{ text: gap, style: 'strong', shape: 'gap' }]], isBold: true })) });
  section.end();
}

function printCheck(paper: Paper, m: MinutesDocument): void {
  const section = group(paper, paper.root, 'Sect');
  heading(paper, section, 2, 'Check this document without Gavel');
  printText(paper, section, 'The files named below are attached to this PDF. The fingerprints must equal the ones you were given on paper, not only the ones printed here.');
  printNote(paper, section, [
    { rich: 'With ordinary tools', isTitle: true },
    { rich: 'pdfdetach -saveall minutes.pdf', isCode: true }, { rich: 'sha256sum -c manifest.txt', isCode: true },
    { rich: 'openssl pkeyutl -verify -pubin -inkey device-1.pem -rawin -in manifest.txt -sigfile manifest.sig', isCode: true }, { rich: 'python3 verify.py', isCode: true },
    { rich: [{ text: 'Organisation root  ' }, { text: wordGroups(m.rootWords), style: 'mono' }] },
    { rich: [{ text: 'Seal authority  ' }, { text: grouped(m.caFingerprint), style: 'mono' }] },
    { rich: [{ text: 'Trail  ' }, { text: `feed ${m.trail.feed}, ${m.trail.count} commits, head ${m.trail.head}`, style: 'mono' }] },
  ]);
  section.end();
}

function printSigning(paper: Paper, m: MinutesDocument): void {
  const signed: Rich[] = m.signed
    ? [[{ text: `Signed ${moment(m.signed.at, m.zone)} with key ` }, { text: grouped(m.signed.key), style: 'mono' }], ...(m.signed.digest ? [[{ text: 'Digest of what was signed ' }, { text: grouped(m.signed.digest), style: 'mono' as const }]] : [])]
    : ['Not signed. These minutes are a draft.'];
  const corrections = m.addenda && m.addenda.length > 0 ? m.addenda.map(({ title }) => `${title}.`) : ['None. A correction is an addendum with its own signature.'];
  printSignatures(paper, paper.root, [[[{ text: m.signed?.by ?? m.chair, style: 'bold' }, { text: ', chair' }], signed], [[{ text: 'Corrections', style: 'bold' }], corrections]]);
}

/** Prints minutes as an unsigned PDF with a place for the seal. The same answer and attachments give the same bytes. */
export async function printMinutes(m: MinutesDocument, sink: Writable, options: PrintOptions): Promise<{ pages: number }> {
  const number = `${m.number}-MIN, revision ${m.revision}`;
  const paper = openPaper({
    sink, fontsDir: options.fontsDir, title: `${m.title}, ${m.number}`, author: m.organisation, subject: `Minutes of ${m.board}, ${m.site}`, createdAt: m.madeAt,
    head: { strong: m.organisation, text: m.board, number }, foot: { text: `Set from ${m.trail.count} commits of feed ${m.trail.feed.slice(0, 8)}`, mono: `trail head ${m.trail.head.slice(0, 24).replace(/(.{8})(?=.)/g, '$1 ')}` },
    ...(options.signal ? { signal: options.signal } : {}), ...(options.onPage ? { onPage: options.onPage } : {}),
  });
  newPage(paper);
  paper.doc.outline.addItem(label(paper.face, m.title));
  printOpening(paper, m);
  await printAttendance(paper, m);
  await printDecisions(paper, m);
  for (const [i, item] of m.items.entries()) {
    await printItem(paper, m, item, i + 1);
    paper.doc.outline.addItem(label(paper.face, `Item ${i + 1}. ${item.ref} ${item.title}`));
    await breathe(paper);
  }
  printLines(paper, 'Notes of the meeting', m.notes ?? []);
  printLines(paper, 'Ballots that do not count', m.refusedBallots ?? []);
  await printActions(paper, m);
  printAddenda(paper, m.addenda ?? []);
  printCheck(paper, m);
  printSigning(paper, m);
  return closePaper(paper, options.attachments, `Minutes ${m.number}, revision ${m.revision}`);
}
