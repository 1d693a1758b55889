// The page kit: an A4 document in PDF/A-3a, tagged, with running heads set when the number of pages is known.
import { pipeline } from 'node:stream/promises';
import type { Writable } from 'node:stream';
import { newPrinter } from './pdfkit-inside.ts';
import type { InsideRef, Printer, Structure } from './pdfkit-inside.ts';
import { breakLines, drawLine } from './text.ts';
import type { Line, Rich } from './text.ts';
import { openFace, printable } from './typeface.ts';
import type { Face, Style } from './typeface.ts';

/** Points. A4 with 20 mm sides; text between the running head and the foot. */
export const sheet = { width: 595.28, height: 841.89, left: 56.69, right: 538.59, top: 68, bottom: 776 } as const;
export const contentWidth = sheet.right - sheet.left;
export const mm = (n: number): number => n * 72 / 25.4;
/** Grey levels for supporting words; everything else is black. */
export type Ink = 'full' | 'soft' | 'faint';
const levels: Record<Ink, string> = { full: '0', soft: '.2', faint: '.3' };

export type PaperOptions = {
  sink: Writable; fontsDir: string; title: string; author: string; subject: string; createdAt: string;
  head: { strong: string; text: string; number: string }; foot: { text: string; mono: string };
  signal?: AbortSignal; onPage?: (pages: number) => void;
};
type Sheet = { dictionary: InsideRef; head: InsideRef; isFront: boolean };
export type Paper = {
  doc: Printer; face: Face; root: Structure; options: PaperOptions; y: number; sheets: Sheet[]; isFront: boolean;
  /** Hairlines of the open page, drawn together when it ends: [x1, x2, y, width]. */
  rules: [number, number, number, number][]; bar: { x: number; from: number } | null;
  written: Promise<void>; failure: { error: unknown } | null; breaks: (() => void)[]; breathed: number;
};

const escapeXml = (text: string): string => text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);

/** pdfkit copies title, author and subject into XMP without escaping them. */
function escapeMetadata(doc: Printer): void {
  const end = doc.endMetadata.bind(doc);
  doc.endMetadata = () => {
    const plain = doc.info;
    doc.info = Object.fromEntries(Object.entries(plain).map(([key, value]) => [key, typeof value === 'string' ? escapeXml(value) : value]));
    end();
    doc.info = plain;
  };
}

/** Text for titles, bookmarks and descriptions: one line, at most 300 characters, nothing invisible in it. */
export function label(face: Face, text: string): string {
  const flat = printable(face, 'text', text.slice(0, 1000).replace(/\s+/g, ' ').trim());
  return [...flat].length > 300 ? `${[...flat].slice(0, 299).join('')}…` : flat;
}

const batchSize = 1 << 16;
/** pdfkit hands over line by line; streams are far quicker with pieces of 64 KiB. */
function gatherOutput(doc: Printer): void {
  const push = doc.push.bind(doc);
  let batch: Uint8Array[] = [];
  let size = 0;
  const flush = (): void => {
    if (size > 0) push(Buffer.concat(batch, size));
    batch = [];
    size = 0;
  };
  doc.push = (chunk: Uint8Array | null) => {
    if (chunk === null) { flush(); return push(null); }
    batch.push(chunk);
    size += chunk.length;
    if (size >= batchSize) flush();
    return true;
  };
}

export function openPaper(options: PaperOptions): Paper {
  const createdAt = new Date(options.createdAt);
  const doc = newPrinter({
    subset: 'PDF/A-3a', pdfVersion: '1.7', tagged: true, lang: 'en-GB', displayTitle: true, autoFirstPage: false, size: 'A4', margin: 0, font: null,
    info: { Title: '', Author: '', Subject: '', Creator: 'Gavel', Producer: 'Gavel', CreationDate: createdAt },
  });
  gatherOutput(doc);
  const face = openFace(doc, options.fontsDir);
  Object.assign(doc.info, { Title: label(face, options.title), Author: label(face, options.author), Subject: label(face, options.subject) });
  escapeMetadata(doc);
  const root = doc.struct('Document', { title: label(face, options.title) });
  doc.addStructure(root);
  const paper: Paper = { doc, face, root, options, y: sheet.top, sheets: [], isFront: false, rules: [], bar: null, written: Promise.resolve(), failure: null, breaks: [], breathed: 0 };
  paper.written = pipeline(doc as unknown as NodeJS.ReadableStream, options.sink);
  paper.written.catch((error: unknown) => { paper.failure = { error }; });
  return paper;
}

/** Ends a paper that nobody wants any more; what the sink got is worth nothing. */
export async function abandon(paper: Paper): Promise<void> {
  (paper.doc as unknown as { destroy(): void }).destroy();
  await paper.written.catch(() => undefined);
}

/** Lets the sink catch up; pdfkit itself never waits. Throws what the sink threw, or the abort. */
export async function breathe(paper: Paper): Promise<void> {
  if (paper.breathed === paper.sheets.length) return;
  paper.breathed = paper.sheets.length;
  paper.options.onPage?.(paper.sheets.length);
  do {
    if (paper.failure) throw paper.failure.error;
    if (paper.options.signal?.aborted) {
      await abandon(paper);
      throw paper.options.signal.reason ?? new Error('cancelled');
    }
    await new Promise((resolve) => { setImmediate(resolve); });
  } while ((paper.doc as unknown as { readableLength: number }).readableLength > 1 << 20);
}

const fixed = (n: number): string => String(Math.round(n * 100) / 100);
export function setInk({ doc }: Paper, ink: Ink): void {
  doc.addContent(`${levels[ink]} ${levels[ink]} ${levels[ink]} rg`);
}

/** Draws what carries no meaning of its own: rules, repeated heads. */
export function artifact({ doc }: Paper, draw: () => void, type = 'Layout'): void {
  doc.markContent('Artifact', { type });
  draw();
  doc.endMarkedContent();
}

function drawRules(paper: Paper): void {
  const { doc, rules } = paper;
  if (rules.length === 0) return;
  artifact(paper, () => {
    let width = 0;
    let operators = '';
    for (const [x1, x2, y, w] of rules) {
      // Hairlines between rows step back behind the words; heavier rules are black.
      if (w !== width) { operators += `\n${w < 0.5 ? '.7 .7 .7' : '0 0 0'} RG ${fixed(w)} w`; width = w; }
      operators += `\n${fixed(x1)} ${fixed(y)} m ${fixed(x2)} ${fixed(y)} l S`;
    }
    doc.addContent(operators);
  });
  paper.rules = [];
}

/** A horizontal rule, drawn when the page ends. Widths in points. */
export const rule = (paper: Paper, y: number, width: number, [from, to]: readonly [number, number] = [sheet.left, sheet.right]): void => { paper.rules.push([from, to, y, width]); };

function closeBar(paper: Paper): void {
  const { bar, doc } = paper;
  if (bar && paper.y > bar.from) artifact(paper, () => doc.addContent(`0 0 0 rg ${fixed(bar.x)} ${fixed(bar.from)} ${fixed(mm(0.9))} ${fixed(paper.y - bar.from)} re f`));
}

/** A thick line along the left edge of what follows, over page breaks, until `endBar`. */
export function startBar(paper: Paper, x: number): void { paper.bar = { x, from: paper.y }; }
export function endBar(paper: Paper): void { closeBar(paper); paper.bar = null; }

/** pdfkit turns every operator into bytes of its own; gathered per page, a table prints a third faster. */
function gatherOperators({ doc }: Paper): void {
  const operators: string[] = [];
  const { page } = doc;
  page.write = (chunk) => { operators.push(chunk); };
  page.gathered = () => {
    delete (page as Partial<typeof page>).write;
    page.content.write(operators.join('\n'));
  };
}

export function finishPage(paper: Paper): void {
  if (paper.sheets.length === 0) return;
  closeBar(paper);
  drawRules(paper);
  paper.doc.page.gathered?.();
}

/** Opens the next page; heads that repeat (tables) are drawn by those who asked through `breaks`. */
export function newPage(paper: Paper): void {
  finishPage(paper);
  const { doc } = paper;
  (doc as unknown as { addPage(): void }).addPage();
  // The running head says "page x of y", so it is a second stream of the page, written when y is known.
  const head = doc.ref();
  doc.page.dictionary.data['Contents'] = [doc.page.content, head];
  gatherOperators(paper);
  for (const line of headLines(paper, 'Page 0123456789 of ivxlc')) for (const { pieces } of line.words) for (const { font } of pieces) doc.page.fonts[font.id] ??= font.ref();
  paper.sheets.push({ dictionary: doc.page.dictionary, head, isFront: paper.isFront });
  paper.y = sheet.top;
  if (paper.bar) paper.bar = { ...paper.bar, from: paper.y };
  for (const again of paper.breaks) again();
}

/** Makes sure that `height` points are left on this page. */
export function need(paper: Paper, height: number): void {
  if (paper.sheets.length === 0 || paper.y + height > sheet.bottom) newPage(paper);
}

export function group(paper: Paper, parent: Structure, type: string, options: Record<string, unknown> = {}): Structure {
  const element = paper.doc.struct(type, options);
  parent.add(element);
  return element;
}

/** An element with words in it; `type` alone, or with its attributes. */
export function leaf(paper: Paper, parent: Structure, type: string | [type: string, options: Record<string, unknown>], draw: () => void): void {
  const element = typeof type === 'string' ? group(paper, parent, type) : group(paper, parent, ...type);
  element.add(draw);
  element.end();
}

/** The base line of a line of text, from its top. Holds for Source Sans 3, whose ascent exceeds its descent by 0.624 of the size. */
export const baseLine = (size: number, leading: number): number => leading / 2 + size * 0.312;

export type Block = { tag?: string; size?: number; leading?: number; x?: number; width?: number; style?: Style; ink?: Ink; before?: number; after?: number; keep?: number };

function drawLines(paper: Paper, lines: readonly Line[], at: { x: number; size: number; leading: number; ink: Ink }): void {
  if (at.ink !== 'full') setInk(paper, at.ink);
  for (const [i, line] of lines.entries()) drawLine(paper.face, line, { x: at.x, y: paper.y + i * at.leading + baseLine(at.size, at.leading), size: at.size });
  if (at.ink !== 'full') setInk(paper, 'full');
}

/** A paragraph or heading from side to side, over as many pages as it takes. */
export function printText(paper: Paper, parent: Structure, rich: Rich, block: Block = {}): void {
  const { tag = 'P', size = 9.5, leading = 13, x = sheet.left, style = 'text', ink = 'full', before = 0, after = 0, keep = 0 } = block;
  const lines = breakLines(paper.face, rich, { size, width: block.width ?? sheet.right - x, style });
  paper.y += before;
  need(paper, Math.min(lines.length, 2) * leading + keep);
  const element = group(paper, parent, tag);
  for (let done = 0; done < lines.length;) {
    const room = Math.max(1, Math.floor((sheet.bottom - paper.y + 0.01) / leading));
    const part = lines.slice(done, done + room);
    element.add(() => drawLines(paper, part, { x, size, leading, ink }));
    paper.y += part.length * leading;
    done += part.length;
    if (done < lines.length) newPage(paper);
  }
  element.end();
  paper.y += after;
}

export const heading = (paper: Paper, parent: Structure, level: 1 | 2 | 3, rich: Rich): void => {
  if (level === 1) printText(paper, parent, rich, { tag: 'H1', size: 19, leading: 23, style: 'strong', before: mm(4), after: mm(1), keep: 60 });
  else if (level === 2) printText(paper, parent, rich, { tag: 'H2', size: 11, leading: 14, style: 'bold', before: mm(5.5), after: mm(1.5), keep: 44 });
  else printText(paper, parent, rich, { tag: 'H3', style: 'bold', before: mm(2.5), after: mm(.5), keep: 26 });
};

const roman = (n: number): string => {
  const digits: [number, string][] = [[100, 'c'], [90, 'xc'], [50, 'l'], [40, 'xl'], [10, 'x'], [9, 'ix'], [5, 'v'], [4, 'iv'], [1, 'i']];
  let rest = n;
  return digits.reduce((text, [value, letters]) => { const times = Math.floor(rest / value); rest %= value; return text + letters.repeat(times); }, '');
};

function headLines({ face, options: { head, foot } }: Paper, page: string): [Line, Line, Line, Line, Line] {
  const line = (rich: Rich, size: number, width: number): Line => breakLines(face, rich, { size, width })[0]!;
  return [
    line([{ text: `${head.strong} `, style: 'strong' }, { text: head.text }], 8, 205), line(head.number, 8, 150), line(page, 8, 150),
    line(foot.text, 7.5, 230), line([{ text: foot.mono, style: 'mono' }], 7.5, 250),
  ];
}

function writeHead(paper: Paper, sheetOf: Sheet, page: string): void {
  const { doc, face } = paper;
  const open = doc.page;
  // Drawing goes to the second stream; the fonts it needs were named when the page was opened.
  doc.page = { ...open, fonts: new Proxy({}, { get: () => true, set: () => true }) as never, write: (chunk: string) => sheetOf.head.write(chunk) } as never;
  const [left, middle, right, foot, mono] = headLines(paper, page);
  doc.addContent('/Artifact <</Type /Pagination>> BDC\n.2 .2 .2 rg 0 0 0 RG');
  drawLine(face, left, { x: sheet.left, y: 48.5, size: 8 });
  drawLine(face, middle, { x: sheet.left + (contentWidth - middle.width) / 2, y: 48.5, size: 8 });
  drawLine(face, right, { x: sheet.right - right.width, y: 48.5, size: 8 });
  drawLine(face, foot, { x: sheet.left, y: 804, size: 7.5 });
  drawLine(face, mono, { x: sheet.right - mono.width, y: 804, size: 7.5 });
  doc.addContent(`${fixed(mm(0.35))} w ${sheet.left} 58 m ${sheet.right} 58 l S .5 .5 .5 RG ${fixed(mm(0.1))} w ${sheet.left} 793 m ${sheet.right} 793 l S\nEMC`);
  sheetOf.head.end();
  doc.page = open;
}

/** Sets the running heads and page labels in the order the pages have now. */
export function numberPages(paper: Paper, order: readonly InsideRef[]): void {
  const front = paper.sheets.filter((s) => s.isFront).length;
  const body = paper.sheets.length - front;
  for (const s of paper.sheets) {
    const at = order.indexOf(s.dictionary);
    writeHead(paper, s, s.isFront ? `Page ${roman(at + 1)}` : `Page ${at + 1 - front} of ${body}`);
  }
  paper.doc._root.data['PageLabels'] = { Nums: front > 0 ? [0, { S: 'r' }, front, { S: 'D' }] : [0, { S: 'D' }] };
}
