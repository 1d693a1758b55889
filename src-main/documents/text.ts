// Lines: text of mixed styles broken to a width, with words cut where nothing else helps.
import { drawShape } from './shapes.ts';
import type { Shape } from './shapes.ts';
import { drawPieces, fontFor, pieceOf, piecesOf, printable } from './typeface.ts';
import type { Face, Piece, Style } from './typeface.ts';

/** A stretch of text in one style, led by a shape that stands like a letter. */
export type Span = { text: string; style?: Style; shape?: Shape };
export type Rich = string | Span[];
/** `size` in points. `spaces` follow the word; they are measured with the line only when another word comes after them. */
type Word = { text: string; style: Style; size: number; pieces: Piece[]; width: number; spaces: Piece | null; shape?: Shape };
export type Line = { words: Word[]; width: number };
/** Sizes and widths in points. */
export type Setting = { size: number; width: number; style?: Style };

const spansOf = (rich: Rich): Span[] => (typeof rich === 'string' ? [{ text: rich }] : rich);
/** Shapes are 2.9 mm beside 9.5 point letters, with 1.3 mm after them. */
const shapeSize = (size: number): number => size * 0.865;
const shapeGap = (size: number): number => size * 0.39;
/** Monospaced letters look larger than the others; 82 % of the size matches. */
const sizeOf = (style: Style, size: number): number => (style === 'mono' ? size * 0.82 : size);
const widthOf = (pieces: readonly Piece[], size: number): number => pieces.reduce((sum, p) => sum + p.width, 0) * size / 1000;

function makeWord(face: Face, text: string, style: Style, size: number): Word {
  const pieces = piecesOf(face, style, text);
  return { text, style, size, pieces, width: widthOf(pieces, size), spaces: null };
}

/** A line may also end after a hyphen, dash or slash that stands between letters. */
const insideBreaks = /(?<=[^\d\s][-/–])(?=[^\s\-/–])/;
const tokens = /[^ ]+| +/g;

function wordsOf(face: Face, span: Span, setting: Setting): Word[] {
  const style = span.style ?? setting.style ?? 'text';
  const size = sizeOf(style, setting.size);
  const words: Word[] = span.shape ? [{ text: '', style, size, pieces: [], width: shapeSize(setting.size) + shapeGap(setting.size), spaces: null, shape: span.shape }] : [];
  for (const [token] of printable(face, style, span.text.replaceAll('\t', ' ')).matchAll(tokens)) {
    if (token[0] === ' ') {
      const spaces = pieceOf(face, fontFor(face, style, 32)!, token);
      const last = words.at(-1);
      if (last) last.spaces = spaces;
      else words.push({ text: '', style, size, pieces: [], width: 0, spaces });
    } else {
      for (const bit of insideBreaks.test(token) ? token.split(insideBreaks) : [token]) words.push(makeWord(face, bit, style, size));
    }
  }
  return words;
}

/** Cuts a word that is wider than a whole line, letter by letter. */
function cut(face: Face, word: Word, width: number): Word[] {
  if (word.width <= width || word.text === '') return [word];
  const bits: Word[] = [];
  let run = '';
  let wide = 0;
  for (const char of word.text) {
    const w = widthOf(piecesOf(face, word.style, char), word.size);
    if (wide + w > width && run !== '') {
      bits.push(makeWord(face, run, word.style, word.size));
      run = '';
      wide = 0;
    }
    run += char;
    wide += w;
  }
  return [...bits, { ...makeWord(face, run, word.style, word.size), spaces: word.spaces }];
}

const lineEnds = /\r\n|[\n\r\u000b\u000c\u0085\u2028\u2029]/;
function paragraphsOf(rich: Rich): Span[][] {
  const all: Span[][] = [[]];
  for (const span of spansOf(rich)) {
    for (const [i, text] of span.text.split(lineEnds).entries()) {
      if (i > 0) all.push([]);
      all.at(-1)!.push(i === 0 ? { ...span, text } : { text, ...(span.style ? { style: span.style } : {}) });
    }
  }
  return all;
}

const spaceWidth = (word: Word | undefined): number => (word?.spaces ? word.spaces.width * word.size / 1000 : 0);

/** Breaks text to a width. There is always at least one line. */
export function breakLines(face: Face, rich: Rich, setting: Setting): Line[] {
  const lines: Line[] = [];
  for (const spans of paragraphsOf(rich)) {
    let line: Line = { words: [], width: 0 };
    for (const word of spans.flatMap((span) => wordsOf(face, span, setting)).flatMap((w) => cut(face, w, setting.width))) {
      const gap = spaceWidth(line.words.at(-1));
      // A shape keeps the word that follows it on its own line.
      const isGlued = line.words.at(-1)?.shape !== undefined;
      if (line.words.length > 0 && !isGlued && line.width + gap + word.width > setting.width + 0.01) {
        lines.push(line);
        line = { words: [word], width: word.width };
      } else {
        line.width += gap + word.width;
        line.words.push(word);
      }
    }
    lines.push(line);
  }
  return lines;
}

/** The width text takes on one line. */
export const lineWidth = (face: Face, rich: Rich, size: number): number => breakLines(face, rich, { size, width: Infinity })[0]!.width;

const rightToLeft = /[\p{Script=Hebrew}\p{Script=Arabic}]/u;
/** Words of right-to-left scripts that stand together are read from the right; the letters inside are already in that order. */
function inReadingOrder(words: readonly Word[]): Word[] {
  const out: Word[] = [];
  let run: Word[] = [];
  const close = (): void => {
    const spaces = run.map((w) => w.spaces);
    out.push(...run.reverse().map((w, i) => ({ ...w, spaces: spaces[i] ?? null })));
    run = [];
  };
  for (const word of words) {
    if (rightToLeft.test(word.text)) { run.push(word); continue; }
    close();
    out.push(word);
  }
  close();
  return out;
}

/** Draws a line with its base line at `y`, measured from the top of the page. */
export function drawLine(face: Face, line: Line, at: { x: number; y: number; size: number }): void {
  const words = line.words.some((w) => rightToLeft.test(w.text)) ? inReadingOrder(line.words) : line.words;
  let x = at.x;
  let run: Piece[] = [];
  let start = { x, y: at.y, size: at.size };
  const flush = (): void => {
    if (run.length > 0) drawPieces(face, run, start);
    run = [];
  };
  for (const [i, word] of words.entries()) {
    if (word.shape) { flush(); drawShape(face.doc, word.shape, { x, y: at.y, size: shapeSize(at.size) }); }
    if (run.length > 0 && start.size !== word.size) flush();
    if (run.length === 0) start = { x, y: at.y, size: word.size };
    run.push(...word.pieces);
    x += word.width;
    if (word.spaces && i < words.length - 1) { run.push(word.spaces); x += spaceWidth(word); }
  }
  flush();
}
