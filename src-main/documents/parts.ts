// Parts that minutes and packs share: facts in a row, texts side by side, the framed note, the block at the end.
import { artifact, baseLine, contentWidth, group, leaf, mm, need, newPage, printText, rule, setInk, sheet } from './paper.ts';
import type { Paper } from './paper.ts';
import type { Structure } from './pdfkit-inside.ts';
import { breakLines, drawLine, lineWidth } from './text.ts';
import type { Line, Rich, Span } from './text.ts';

/** Name above value, spread over the width; two by two when they do not fit in one row. */
export function printFacts(paper: Paper, parent: Structure, facts: readonly [name: string, value: string][]): void {
  const { face } = paper;
  const widths = facts.map(([name, value]) => Math.max(lineWidth(face, name, 8), lineWidth(face, [{ text: value, style: 'strong' }], 9.5)));
  const all = widths.reduce((sum, w) => sum + w, 0);
  const fits = all + (facts.length - 1) * mm(5) <= contentWidth;
  const perRow = fits ? facts.length : 2;
  for (let i = 0; i < facts.length; i += perRow) {
    const row = facts.slice(i, i + perRow);
    const gap = fits && row.length > 1 ? Math.min((contentWidth - all) / (row.length - 1), mm(28)) : mm(6);
    const half = (contentWidth - gap) / 2;
    let x: number = sheet.left;
    const cells = row.map((fact, j) => {
      const width = fits ? widths[i + j]! + 1 : half;
      const cell = { x, name: breakLines(face, fact[0], { size: 8, width, style: 'text' }), value: breakLines(face, fact[1], { size: 9.5, width, style: 'strong' }) };
      x += (fits ? widths[i + j]! : half) + gap;
      return cell;
    });
    const height = 11 + 13 * Math.max(...cells.map((c) => c.value.length));
    paper.y += mm(2.5);
    need(paper, height);
    for (const cell of cells) leaf(paper, parent, 'P', () => {
      setInk(paper, 'faint');
      drawAll(paper, cell.name, { x: cell.x, y: paper.y, size: 8, leading: 11 });
      setInk(paper, 'full');
      drawAll(paper, cell.value, { x: cell.x, y: paper.y + 11, size: 9.5, leading: 13 });
    });
    paper.y += height;
  }
}

function drawAll(paper: Paper, lines: readonly Line[], at: { x: number; y: number; size: number; leading: number }): void {
  for (const [i, line] of lines.entries()) drawLine(paper.face, line, { x: at.x, y: at.y + i * at.leading + baseLine(at.size, at.leading), size: at.size });
}

/** Two texts side by side when both fit on one page, else one after the other. */
export function printTwo(paper: Paper, parent: Structure, texts: [Rich, Rich], x: number): void {
  const width = (sheet.right - x - mm(6)) / 2;
  const [left, right] = texts.map((rich) => breakLines(paper.face, rich, { size: 9.5, width }));
  const height = Math.max(left!.length, right!.length) * 13;
  paper.y += mm(1.5);
  if (height > 260) {
    for (const rich of texts) printText(paper, parent, rich, { x, after: mm(1) });
    return;
  }
  need(paper, height);
  leaf(paper, parent, 'P', () => drawAll(paper, left!, { x, y: paper.y, size: 9.5, leading: 13 }));
  leaf(paper, parent, 'P', () => drawAll(paper, right!, { x: x + width + mm(6), y: paper.y, size: 9.5, leading: 13 }));
  paper.y += height;
}

export type NoteLine = { rich: Rich; isCode?: boolean; isTitle?: boolean };
/** A framed note, kept on one page: how to check the document. */
export function printNote(paper: Paper, parent: Structure, lines: readonly NoteLine[]): void {
  const x = sheet.left + mm(3.5);
  const width = contentWidth - mm(7);
  const set = lines.map(({ rich, isCode, isTitle }) => {
    const size = isCode ? 9.2 : 9.5;
    const leading = isCode ? 11.5 : 13;
    return { size, leading, tag: isCode ? 'Code' : 'P', broken: breakLines(paper.face, rich, { size, width, style: isTitle ? 'bold' : isCode ? 'mono' : 'text' }) };
  });
  const height = set.reduce((sum, s) => sum + s.broken.length * s.leading, 0) + mm(5);
  paper.y += mm(4);
  need(paper, height);
  artifact(paper, () => paper.doc.addContent(`0 0 0 RG ${mm(0.25)} w ${sheet.left} ${paper.y} ${contentWidth} ${height} re S`));
  paper.y += mm(2.5);
  const note = group(paper, parent, 'Note');
  for (const { size, leading, tag, broken } of set) {
    leaf(paper, note, tag, () => drawAll(paper, broken, { x, y: paper.y, size, leading }));
    paper.y += broken.length * leading;
  }
  note.end();
  paper.y += mm(2.5);
}

/** The last block of the last page: two signatures or statements side by side, at the foot. */
export function printSignatures(paper: Paper, parent: Structure, sides: [head: Span[], lines: Rich[]][]): void {
  const width = (contentWidth - mm(10)) / 2;
  const blocks = sides.map(([head, lines], i) => ({
    x: sheet.left + i * (width + mm(10)),
    head: breakLines(paper.face, head, { size: 9.5, width }),
    lines: lines.flatMap((rich) => breakLines(paper.face, rich, { size: 8, width })),
  }));
  const height = Math.max(...blocks.map((b) => b.head.length * 13 + b.lines.length * 11)) + mm(1);
  const top = sheet.bottom - height;
  if (paper.y + mm(4) > top) newPage(paper);
  for (const block of blocks) {
    rule(paper, top, mm(0.25), [block.x, block.x + width]);
    leaf(paper, parent, 'P', () => {
      drawAll(paper, block.head, { x: block.x, y: top + mm(1), size: 9.5, leading: 13 });
      drawAll(paper, block.lines, { x: block.x, y: top + mm(1) + block.head.length * 13, size: 8, leading: 11 });
    });
  }
  paper.y = sheet.bottom;
}
