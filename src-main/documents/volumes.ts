// How a long pack is cut into volumes (AUD-02; trail design, C1): its pieces are printed for nothing once, to learn how many pages each takes.
import { Writable } from 'node:stream';
import { printAppendix } from './pack-appendix.ts';
import type { PackDocument, PackVolume } from './pack-document.ts';
import { openPack, piecesOf, printCover } from './pack.ts';
import type { Piece } from './pack.ts';
import { abandon, breathe, newPage } from './paper.ts';
import type { Paper, PaperOptions } from './paper.ts';

/** Pages of one volume at most, with cover, contents and appendix (trail design, C1). */
export const mostPagesOfVolume = 2000;
/** Pages after which the paper that is printed for nothing is thrown away; what pdfkit remembers of it goes with it. */
const pagesThrownAway = 500;

export type Counting = Pick<PaperOptions, 'fontsDir' | 'signal' | 'onPage'>;
type Counted = { title: string; group: string | undefined; pages: number };
/** A volume to be printed: how many pieces it takes, and what the covers say of it. */
export type Cut = { pieces: number; holds: string };

const nowhere = (): Writable => new Writable({ write: (_bytes, _encoding, done) => { done(); } });

/** Prints pieces for nothing; each begins on a page of its own. */
async function countEach(p: PackDocument, pieces: Iterable<Piece>, { onPage, ...options }: Counting): Promise<Counted[]> {
  const counted: Counted[] = [];
  const open = (): Paper => openPack(p, null, nowhere(), { ...options, attachments: [] });
  let paper = open();
  let done = 0;
  for (const { title, group, print } of pieces) {
    if (paper.sheets.length > pagesThrownAway) {
      await abandon(paper);
      paper = open();
    }
    const before = paper.sheets.length;
    newPage(paper);
    await print(paper);
    await breathe(paper);
    counted.push({ title, group, pages: paper.sheets.length - before });
    onPage?.(done += paper.sheets.length - before);
  }
  await abandon(paper);
  return counted;
}

/** Pages that the contents take at most: an entry is no higher than this. */
const entryHeight = 19;
const contentsPages = (entries: number): number => Math.ceil((40 + entries * entryHeight) / 680);
/** Names what a volume holds by its first and last piece. */
function holdsOf(pieces: readonly Counted[]): string {
  const [first, last] = [pieces[0]!.title, pieces.at(-1)!.title].map((title) => title.split('  ')[0]!);
  return first === last ? first! : `${first!} to ${last!}`;
}

/** The cuts: each volume takes as many pieces as fit. A piece that is longer than a volume has one of its own. */
function cutsOf(counted: readonly Counted[], most: number, frame: number): Cut[] {
  const volumes: Counted[][] = [];
  let pages = 0;
  for (const piece of counted) {
    const open = volumes.at(-1);
    // Every piece has a line in the contents, and a group that it opens another one.
    if (open && pages + piece.pages + frame + contentsPages(2 * open.length + 4) <= most) open.push(piece);
    else { volumes.push([piece]); pages = 0; }
    pages += piece.pages;
  }
  return volumes.map((pieces) => ({ pieces: pieces.length, holds: holdsOf(pieces) }));
}

/** Where a pack is cut so that no volume has more than `most` pages. */
export async function planVolumes(p: PackDocument, options: Counting & { most: number }): Promise<Cut[]> {
  const { most, ...counting } = options;
  const counted = await countEach(p, piecesOf(p), counting);
  const guess = Math.ceil(counted.reduce((sum, { pages }) => sum + pages, 0) / most * 1.2) + 2;
  const parts: PackVolume['parts'] = Array.from({ length: guess }, (_, i) => ({ file: `${'x'.repeat(60)}-vol-${i}-of-${guess}.pdf`, holds: 'x'.repeat(60) }));
  const volume = { volume: 1, parts };
  const around: Piece[] = [{ title: '', print: (paper) => printCover(paper, p, volume) }, { title: '', print: (paper) => printAppendix(paper, { volume, file: '', beside: ['x'.repeat(60)], stamps: p.stamps ?? [] }) }];
  const frame = (await countEach(p, around, counting)).reduce((sum, { pages }) => sum + pages, 0);
  return cutsOf(counted, most, frame);
}
