// Contents: remembered while the document is printed, set at the end, moved to the front.
import { moveToFront } from './closing.ts';
import { artifact, baseLine, breathe, contentWidth, group, heading, label, mm, need, newPage, sheet } from './paper.ts';
import type { Paper } from './paper.ts';
import { breakLines, drawLine } from './text.ts';

export type Entry = { title: string; level: 1 | 2; page: number; name: string };
export type Contents = { entries: Entry[]; parents: Map<number, ReturnType<Paper['doc']['outline']['addItem']>> };
export const newContents = (): Contents => ({ entries: [], parents: new Map() });

const bodyPage = (paper: Paper): number => paper.sheets.reduce((n, s) => n + (s.isFront ? 0 : 1), 0);

/** Marks the place where the cursor stands: an entry in the contents, a bookmark, a destination. */
export function mark(paper: Paper, contents: Contents, title: string, level: 1 | 2): void {
  const { doc } = paper;
  const text = label(paper.face, title);
  const name = `d${String(contents.entries.length).padStart(7, '0')}`;
  (doc as unknown as { addNamedDestination(name: string, ...args: unknown[]): void }).addNamedDestination(name, 'XYZ', sheet.left, Math.max(0, paper.y - 8), null);
  const parent = level === 2 ? contents.parents.get(1) : undefined;
  const node = (parent ?? doc.outline).addItem(text);
  if (level === 1) contents.parents.set(1, node);
  contents.entries.push({ title: text, level, page: bodyPage(paper), name });
}

/** Prints the contents on pages of their own and moves them behind the cover. */
export async function printContents(paper: Paper, contents: Contents): Promise<void> {
  const { doc, face, root } = paper;
  paper.isFront = true;
  const before = paper.sheets.length;
  const cover = paper.sheets.filter((s) => s.isFront).length;
  newPage(paper);
  const list = group(paper, root, 'TOC');
  heading(paper, list, 1, 'Contents');
  for (const entry of contents.entries) {
    need(paper, entry.level === 1 ? 24 : 14);
    if (entry.level === 1) paper.y += mm(2);
    const x = sheet.left + (entry.level === 1 ? 0 : mm(5));
    const link = group(paper, group(paper, group(paper, list, 'TOCI'), 'Reference'), 'Link', { alt: entry.title });
    const page = breakLines(face, String(entry.page), { size: 9.5, width: 60 })[0]!;
    const title = breakLines(face, entry.title, { size: 9.5, width: contentWidth - (x - sheet.left) - 40, style: entry.level === 1 ? 'strong' : 'text' })[0]!;
    const y = paper.y + baseLine(9.5, 13);
    link.add(() => { drawLine(face, title, { x, y, size: 9.5 }); drawLine(face, page, { x: sheet.right - page.width, y, size: 9.5 }); });
    doc.goTo(x, paper.y, sheet.right - x, 13, entry.name, { structParent: link, Contents: new String(entry.title) });
    link.end();
    const [from, to] = [x + title.width + 6, sheet.right - page.width - 6];
    if (to > from) artifact(paper, () => doc.addContent(`.7 .7 .7 RG .4 w [.4 3] 0 d ${from} ${y} m ${to} ${y} l S [] 0 d`));
    paper.y += 13;
    await breathe(paper);
  }
  list.end();
  moveToFront(paper, paper.sheets.length - before, cover);
}
