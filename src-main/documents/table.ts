// Tables: fixed columns, cells that wrap, rows that may cross pages, heads that repeat. About as fast as bare lines of text.
import { artifact, baseLine, breathe, contentWidth, group, leaf, mm, need, newPage, rule, setInk, sheet } from './paper.ts';
import type { Paper } from './paper.ts';
import type { Structure } from './pdfkit-inside.ts';
import { breakLines, drawLine } from './text.ts';
import type { Line, Rich } from './text.ts';
import type { Style } from './typeface.ts';

/** `share` is the column's part of the width; all shares together are the whole. */
export type Column = { title: string; share: number; isRight?: boolean; style?: Style };
/** A bold row stands for something missing. */
export type Row = { cells: Rich[]; isBold?: boolean };
export type Table = { columns: Column[]; rows: Iterable<Row>; x?: number; size?: number };

const padding = mm(0.75);
const gutter = mm(2);
/** Figures at the right edge of their column need more room before the next one. */
const wideGutter = mm(5);
const hair = mm(0.1);
const headSize = 8;
const headHeight = 13.5;

type Place = { x: number; width: number; isRight: boolean; style: Style };
type Setting = { size: number; leading: number; x: number; places: Place[]; columns: Column[] };

function placesOf(columns: readonly Column[], x: number): Place[] {
  const all = columns.reduce((sum, c) => sum + c.share, 0);
  let at = x;
  return columns.map((c, i) => {
    const whole = (contentWidth - (x - sheet.left)) * c.share / all;
    const place = { x: at, width: whole - (i === columns.length - 1 ? 0 : c.isRight ? wideGutter : gutter), isRight: c.isRight ?? false, style: c.style ?? 'text' };
    at += whole;
    return place;
  });
}

function drawHeadCell(paper: Paper, column: Column, place: Place): void {
  const line = breakLines(paper.face, column.title, { size: headSize, width: place.width, style: 'strong' })[0]!;
  drawLine(paper.face, line, { x: place.isRight ? place.x + place.width - line.width : place.x, y: paper.y + baseLine(headSize, 11), size: headSize });
}

function closeHead(paper: Paper, setting: Setting): void {
  paper.y += headHeight;
  rule(paper, paper.y, mm(0.25), [setting.x, sheet.right]);
}

function printHead(paper: Paper, table: Structure, setting: Setting): void {
  const row = group(paper, group(paper, table, 'THead'), 'TR');
  for (const [i, column] of setting.columns.entries()) {
    leaf(paper, row, ['TH', { scope: 'Column' }], () => { setInk(paper, 'faint'); drawHeadCell(paper, column, setting.places[i]!); setInk(paper, 'full'); });
  }
  row.end();
  closeHead(paper, setting);
}

/** On further pages the head is repeated for the eye only; readers of the structure have met it. */
function repeatHead(paper: Paper, setting: Setting): void {
  artifact(paper, () => {
    setInk(paper, 'faint');
    for (const [i, column] of setting.columns.entries()) drawHeadCell(paper, column, setting.places[i]!);
    setInk(paper, 'full');
  }, 'Pagination');
  closeHead(paper, setting);
}

function drawCell(paper: Paper, lines: readonly Line[], place: Place, setting: Setting): void {
  const { size, leading } = setting;
  let y = paper.y + padding + baseLine(size, leading);
  for (const line of lines) {
    drawLine(paper.face, line, { x: place.isRight ? place.x + place.width - line.width : place.x, y, size });
    y += leading;
  }
}

/** Draws lines `from` to `to` of every cell of a row and moves on. */
function drawPart(paper: Paper, cells: readonly { element: Structure; lines: Line[] }[], setting: Setting, part: { from: number; to: number }): void {
  for (const [i, { element, lines }] of cells.entries()) {
    const some = part.from === 0 && lines.length <= part.to ? lines : lines.slice(part.from, part.to);
    if (some.length > 0 || part.from === 0) element.add(() => drawCell(paper, some, setting.places[i]!, setting));
  }
  paper.y += (part.to - part.from) * setting.leading + 2 * padding;
  rule(paper, paper.y, hair, [setting.x, sheet.right]);
}

function printRow(paper: Paper, body: Structure, setting: Setting, row: Row): void {
  const { places, size, leading } = setting;
  const broken = places.map((place, i) => breakLines(paper.face, row.cells[i] ?? '', { size, width: place.width, style: row.isBold && place.style === 'text' ? 'strong' : place.style }));
  const count = broken.reduce((most, lines) => Math.max(most, lines.length), 1);
  const wholePage = sheet.bottom - sheet.top - headHeight;
  // A row that fits on a page is kept whole; a longer one starts where it stands and goes on overleaf.
  if (count * leading + 2 * padding <= wholePage) need(paper, count * leading + 2 * padding);
  else need(paper, 3 * leading);
  const element = group(paper, body, 'TR');
  const cells = broken.map((lines) => ({ element: group(paper, element, 'TD'), lines }));
  for (let done = 0; done < count;) {
    const room = Math.max(1, Math.floor((sheet.bottom - paper.y - 2 * padding + 0.01) / leading));
    const to = Math.min(count, done + room);
    drawPart(paper, cells, setting, { from: done, to });
    done = to;
    if (done < count) newPage(paper);
  }
  element.end();
}

/** Prints a table; rows are taken from the iterable one by one, and the sink may catch up after each page. */
export async function printTable(paper: Paper, parent: Structure, table: Table): Promise<void> {
  const { columns, rows, x = sheet.left, size = 9.5 } = table;
  const setting: Setting = { size, leading: size + 3, x, places: placesOf(columns, x), columns };
  need(paper, headHeight + 2 * (setting.leading + 2 * padding));
  const element = group(paper, parent, 'Table');
  printHead(paper, element, setting);
  const body = group(paper, element, 'TBody');
  const again = (): void => repeatHead(paper, setting);
  paper.breaks.push(again);
  try {
    for (const row of rows) {
      printRow(paper, body, setting, row);
      if (paper.breathed !== paper.sheets.length) await breathe(paper);
    }
  } finally {
    paper.breaks.splice(paper.breaks.indexOf(again), 1);
  }
  element.end();
}
