// The audit pack (AUD-02): cover, contents, index, every change and meeting in scope, what the trail confesses, how to check it.
// It is made of pieces that each begin on a page of their own, so that a long pack is cut into volumes between two of them.
import type { Writable } from 'node:stream';
import { closePaper } from './closing.ts';
import { mark, newContents, printContents } from './contents.ts';
import type { Contents } from './contents.ts';
import type { PrintOptions } from './minutes.ts';
import { checkTitle, printAppendix } from './pack-appendix.ts';
import { printChange } from './pack-change.ts';
import { printControlGaps, printControls, printFindings, printRelease } from './pack-control.ts';
import type { ControlGap } from './pack-control.ts';
import type { Confession, PackDocument, PackMeeting, PackVolume } from './pack-document.ts';
import { abandon, breathe, group, heading, mm, newPage, openPaper, printText } from './paper.ts';
import type { Paper } from './paper.ts';
import { printFacts, printNote, printSignatures } from './parts.ts';
import type { Structure } from './pdfkit-inside.ts';
import { printRegisterTable } from './register.ts';
import type { RegisterRow } from './register.ts';
import { printTable } from './table.ts';
import { moment, span } from './times.ts';
import { grouped, wordGroups } from './wording.ts';

/** Which file holds what; the one in hand stands out. */
async function printParts(paper: Paper, section: Structure, { volume, parts }: PackVolume): Promise<void> {
  heading(paper, section, 2, 'The volumes of this pack');
  await printTable(paper, section, {
    columns: [{ title: 'Volume', share: 9, isRight: true }, { title: 'What is in it', share: 46 }, { title: 'File', share: 45, style: 'mono' }], size: 8.5,
    rows: parts.map(({ file, holds }, i) => ({ cells: [String(i + 1), i + 1 === volume ? [{ text: `${holds} (this one)`, style: 'strong' }] : holds, file] })),
  });
  printText(paper, section, 'Each volume is sealed by itself. The last one holds the evidence and the signed manifest, which names all the others by their digest.', { before: mm(2) });
}

export async function printCover(paper: Paper, p: PackDocument, volume: PackVolume | null): Promise<void> {
  const section = group(paper, paper.root, 'Sect');
  heading(paper, section, 1, `${p.title}${volumeText(volume)}`);
  printText(paper, section, p.scope, { size: 10.5, leading: 14.5, ink: 'soft', after: mm(2) });
  printFacts(paper, section, [['Pack', `${p.number}, revision ${p.revision}`], ['Records as of', moment(p.madeAt, p.zone)], ['Changes', String(p.changes.length)], ['Meetings', String(p.meetings.length)], ['Findings', String(p.findings.length)]]);
  printNote(paper, section, [
    { rich: 'Compare these with what you were given on paper', isTitle: true },
    { rich: [{ text: 'Organisation root, in words' }] }, { rich: wordGroups(p.rootWords), isCode: true },
    { rich: [{ text: 'Organisation root, 128 bits' }] }, { rich: grouped(p.rootFingerprint), isCode: true },
    { rich: [{ text: 'Seal authority, SHA-256 of its certificate' }] }, { rich: grouped(p.caFingerprint), isCode: true },
  ]);
  heading(paper, section, 2, 'The feeds of this pack');
  await printTable(paper, section, {
    columns: [{ title: 'Feed', share: 29 }, { title: 'Commits', share: 12, isRight: true }, { title: 'Merkle root, then head', share: 59, style: 'mono' }], size: 8.5,
    rows: p.feeds.map((f) => ({ cells: [[{ text: `${f.name}\n` }, { text: f.feed, style: 'mono' }], String(f.count), `${f.root}\n${f.head}`] })),
  });
  if (volume !== null) await printParts(paper, section, volume);
  printSignatures(paper, section, [[[{ text: `Sealed by ${p.sealedBy}`, style: 'bold' }], ['The seal is a signature over every byte of this file.']], [[{ text: `Prepared by ${p.preparedBy}`, style: 'bold' }], [p.scope]]]);
  section.end();
}

async function printMeeting(paper: Paper, m: PackMeeting, zone: string): Promise<void> {
  const section = group(paper, paper.root, 'Sect');
  heading(paper, section, 1, `${m.ref}, ${m.title}`);
  printFacts(paper, section, [['Board', m.board], ['Held', m.held ? span(m.held.fromAt, m.held.toAt, zone) : 'not held'], ['Chair', m.chair || '–'], ['State', m.state]]);
  heading(paper, section, 2, 'Attendance');
  if (m.attendance.length === 0) printText(paper, section, 'None was recorded.', { style: 'strong' });
  else await printTable(paper, section, { columns: [{ title: 'Name', share: 40 }, { title: 'Function', share: 30 }, { title: 'Note', share: 30 }], rows: m.attendance.map((a) => ({ cells: [a.name, a.function, a.status] })) });
  heading(paper, section, 2, 'Items');
  if (m.items.length === 0) printText(paper, section, 'None.');
  else await printTable(paper, section, { columns: [{ title: 'Record', share: 15, style: 'mono' }, { title: 'Title', share: 55 }, { title: 'Decision', share: 30 }], rows: m.items.map((i) => ({ cells: [i.ref, i.title, i.outcome] })) });
  printText(paper, section, m.minutes ? [{ text: 'Minutes: ' }, { text: m.minutes, style: 'mono' }] : [{ text: 'Minutes: not signed.', style: 'strong', shape: 'gap' }], { before: mm(2) });
  section.end();
}

const kinds: [Confession['kind'], string][] = [['conflict', 'Conflicts'], ['gap', 'Gaps'], ['fork', 'Forks'], ['quarantine', 'Quarantines'], ['redaction', 'Redactions']];
function* confessed(p: PackDocument, kind: Confession['kind']): Generator<Confession> {
  for (const one of p.confessions) if (one.kind === kind) yield one;
  if (kind === 'gap') for (const c of p.changes) for (const g of c.gaps) yield { kind, where: c.ref, text: `${g.what}: ${g.why}` };
  if (kind === 'conflict') for (const c of p.changes) for (const x of c.conflicts) yield { kind, where: c.ref, text: `with ${x.with}: ${x.rule}; ${x.settled}` };
}

type Told = { title: string; rows: Confession[] };
async function printConfessions(paper: Paper, title: string, lists: readonly Told[]): Promise<void> {
  const section = group(paper, paper.root, 'Sect');
  heading(paper, section, 1, title);
  printText(paper, section, 'Everything in scope that does not speak for itself. What has no entry says so.', { size: 10.5, leading: 14.5, ink: 'soft' });
  for (const list of lists) {
    heading(paper, section, 2, list.title);
    if (list.rows.length === 0) printText(paper, section, 'None.');
    else await printTable(paper, section, { columns: [{ title: 'Where', share: 26, style: 'mono' }, { title: 'What', share: 74 }], rows: list.rows.map((c) => ({ cells: [c.where, c.text], isBold: c.kind === 'gap' })) });
  }
  section.end();
}

/** The five lists on as few pages as they take; one that is too long for a piece goes on in the next. */
function* confessionPieces(p: PackDocument): Generator<Piece> {
  const title = 'Conflicts, gaps, forks, quarantines, redactions';
  let lists: Told[] = [];
  let isFirst = true;
  const piece = (): Piece => {
    const [of, said] = [lists, isFirst ? title : `${title}, continued`];
    lists = [];
    isFirst = false;
    return { title: said, print: (paper) => printConfessions(paper, said, of) };
  };
  for (const [kind, name] of kinds) {
    let part = 0;
    for (const rows of chunks(confessed(p, kind))) {
      if (part > 0) yield piece();
      lists.push({ title: part > 0 ? `${name}, continued` : name, rows });
      part += 1;
    }
    if (part === 0) lists.push({ title: name, rows: [] });
  }
  yield piece();
}

/** Rows of a long list in one piece; a list goes on in the next one. */
const rowsOfPiece = 1500;
/** A part of a pack that is never cut: its title in the contents, under that of its group, and what it prints below the top of a page. */
export type Piece = { title: string; group?: string; print(paper: Paper): Promise<void> };

function* chunks<T>(rows: Iterable<T>): Generator<T[]> {
  let chunk: T[] = [];
  for (const row of rows) {
    chunk.push(row);
    if (chunk.length === rowsOfPiece) { yield chunk; chunk = []; }
  }
  if (chunk.length > 0) yield chunk;
}

function* indexPieces(p: PackDocument): Generator<Piece> {
  const title = 'Index of records';
  const piece = (rows: RegisterRow[], isFirst: boolean): Piece => ({ title: isFirst ? title : `${title}, continued`, print: async (paper) => {
    const section = group(paper, paper.root, 'Sect');
    heading(paper, section, 1, isFirst ? title : `${title}, continued`);
    if (rows.length === 0) printText(paper, section, 'There is no change in scope.');
    else await printRegisterTable(paper, section, rows, p.zone);
    section.end();
  } });
  let isFirst = true;
  const rows = function* (): Generator<RegisterRow> { for (const { ref, title: name, type, state, risk, window, gaps } of p.changes) yield { ref, title: name, type, state, risk, window, gaps: gaps.length }; };
  for (const some of chunks(rows())) {
    yield piece(some, isFirst);
    isFirst = false;
  }
  if (isFirst) yield piece([], true);
}

function* controlPieces({ controls }: PackDocument): Generator<Piece> {
  const gaps = controls.flatMap(({ control, gaps: found }) => found.map((gap): ControlGap => ({ control, ...gap })));
  const [first = [], ...rest] = chunks(gaps);
  yield { title: 'Control mapping', print: (paper) => printControls(paper, { controls, gaps: first }) };
  for (const rows of rest) yield { title: 'Gaps by control, continued', print: (paper) => printControlGaps(paper, rows) };
}

/** All pieces of a pack but the last one, in order, made as they are asked for; the same every time. */
export function* piecesOf(p: PackDocument): Generator<Piece> {
  yield* indexPieces(p);
  for (const release of p.releases) yield { title: `${release.ref}  ${release.title}`, print: (paper) => printRelease(paper, release, p.zone) };
  for (const change of p.changes) yield { title: `${change.ref}  ${change.title}`, group: 'Changes', print: (paper) => printChange(paper, paper.root, change, p.zone) };
  for (const meeting of p.meetings) yield { title: `${meeting.ref}  ${meeting.title}`, group: 'Meetings', print: (paper) => printMeeting(paper, meeting, p.zone) };
  yield { title: 'Findings', print: (paper) => printFindings(paper, p) };
  yield* controlPieces(p);
  yield* confessionPieces(p);
}

/** What is printed of a pack: all of it, or the pieces of one volume. */
export type Part = { pieces: Iterable<Piece>; volume: PackVolume | null; file: string; beside: readonly string[] };
/** `mostPages`: the print is given up with `TooManyPages` once it has more. */
export type PackOptions = PrintOptions & { mostPages?: number };
export class TooManyPages extends Error {}

async function printPieces(paper: Paper, contents: Contents, pieces: Iterable<Piece>, mostPages: number): Promise<void> {
  let open = '';
  for (const { title, group: above, print } of pieces) {
    newPage(paper);
    if (above !== undefined && above !== open) mark(paper, contents, above, 1);
    mark(paper, contents, title, above === undefined ? 1 : 2);
    open = above ?? '';
    await print(paper);
    await breathe(paper);
    if (paper.sheets.length > mostPages) throw new TooManyPages();
  }
}

const volumeText = (volume: PackVolume | null): string => (volume === null ? '' : `, volume ${volume.volume} of ${volume.parts.length}`);
export function openPack(p: PackDocument, volume: PackVolume | null, sink: Writable, options: PrintOptions): Paper {
  return openPaper({
    sink, fontsDir: options.fontsDir, title: `${p.title}, ${p.number}${volumeText(volume)}`, author: p.organisation, subject: p.scope, createdAt: p.madeAt,
    head: { strong: p.organisation, text: `${p.title}${volumeText(volume)}`, number: `${p.number}, revision ${p.revision}` },
    foot: { text: `Checkpoint: ${p.feeds.map((f) => `${f.name} ${f.count}`).join(', ')}`, mono: `trail head ${(p.feeds[0]?.head ?? '').slice(0, 24).replace(/(.{8})(?=.)/g, '$1 ')}` },
    ...(options.signal ? { signal: options.signal } : {}), ...(options.onPage ? { onPage: options.onPage } : {}),
  });
}

/** Prints a pack, or one volume of it, as an unsigned PDF with a place for the seal. The same answer and attachments give the same bytes. */
export async function printPart(p: PackDocument, { pieces, volume, file, beside }: Part, sink: Writable, options: PackOptions): Promise<{ pages: number }> {
  const paper = openPack(p, volume, sink, options);
  const contents = newContents();
  paper.isFront = true;
  newPage(paper);
  paper.doc.outline.addItem('Cover');
  await printCover(paper, p, volume);
  paper.isFront = false;
  const closing: Piece = { title: checkTitle, print: (on) => printAppendix(on, { volume, file, beside, stamps: p.stamps ?? [] }) };
  const all = function* (): Generator<Piece> { yield* pieces; yield closing; };
  try {
    await printPieces(paper, contents, all(), options.mostPages ?? Infinity);
    await printContents(paper, contents);
    if (paper.sheets.length > (options.mostPages ?? Infinity)) throw new TooManyPages();
  } catch (error) {
    await abandon(paper);
    throw error;
  }
  return closePaper(paper, options.attachments, `Audit pack ${p.number}, revision ${p.revision}${volumeText(volume)}`);
}

/** A pack in one file. */
export const printPack = (p: PackDocument, sink: Writable, options: PackOptions): Promise<{ pages: number }> => printPart(p, { pieces: piecesOf(p), volume: null, file: 'pack.pdf', beside: [] }, sink, options);
