// Letters: which font prints a code point, how wide words are, and the operators that draw them.
// Every code point is looked up before it is printed; one without a glyph is told by its number instead.
import { join } from 'node:path';
import type { InsideFont, Printer } from './pdfkit-inside.ts';

export type Style = 'text' | 'strong' | 'bold' | 'mono';
/** Glyphs of one word in one font. Widths in thousandths of the size; `rise` is not zero for marks set above or below. */
export type Piece = { font: InsideFont; parts: { show: string; rise: number }[]; width: number };
export type Face = { doc: Printer; dir: string; chains: Record<Style, string[]>; open: Map<string, InsideFont>; chosen: Record<Style, Map<number, InsideFont | null>>; pieces: Map<InsideFont, Map<string, Piece>> };

const sans = (weight: number): string[] => ['latin', 'latin-ext', 'greek', 'cyrillic', 'vietnamese', 'cyrillic-ext', 'greek-ext'].map((set) => `source-sans-3-${set}-${weight}-normal.ttf`);
const shared = (weight: number): string[] => [`noto-sans-hebrew-hebrew-${weight}-normal.ttf`, `noto-sans-arabic-arabic-${weight}-normal.ttf`, 'noto-sans-math-latin-400-normal.ttf'];
const chains: Record<Style, string[]> = {
  text: [...sans(400), ...shared(400)],
  strong: [...sans(600), ...shared(600)],
  bold: [...sans(700), ...shared(600)],
  mono: [...['latin', 'latin-ext', 'greek', 'cyrillic', 'vietnamese'].map((set) => `jetbrains-mono-${set}-400-normal.ttf`), ...sans(400), ...shared(400)],
};
/** Words remembered per font before starting afresh; a register repeats few thousand. */
const mostPieces = 40_000;

export const openFace = (doc: Printer, dir: string): Face => ({
  doc, dir, chains, open: new Map(), pieces: new Map(), chosen: { text: new Map(), strong: new Map(), bold: new Map(), mono: new Map() },
});

function openFont(face: Face, file: string): InsideFont {
  const known = face.open.get(file);
  if (known) return known;
  // Registered under its file name: pdfkit would otherwise take two subsets of one family for the same font.
  face.doc.registerFont(file, join(face.dir, file));
  face.doc.font(file);
  const font = face.doc._font;
  face.open.set(file, font);
  return font;
}

/** The first font of the style's chain with a glyph for the code point. */
export function fontFor(face: Face, style: Style, code: number): InsideFont | null {
  const chosen = face.chosen[style];
  const known = chosen.get(code);
  if (known !== undefined) return known;
  const file = face.chains[style].find((f) => openFont(face, f).font.hasGlyphForCodePoint(code));
  const font = file === undefined ? null : openFont(face, file);
  chosen.set(code, font);
  return font;
}

const asciiOnly = /^[\x20-\x7e]*$/;
/** Controls, formatting characters (bidirectional overrides, joiners, soft hyphens), lone surrogates, private use, unassigned, variation selectors. */
const neverPrinted = /[\p{C}\u2028\u2029]|\p{Variation_Selector}/u;
const told = (code: number): string => `⟦U+${code.toString(16).toUpperCase().padStart(4, '0')}⟧`;

/**
 * Text whose every code point has a glyph: what cannot be seen or has none is printed as `⟦U+XXXX⟧`, so nothing acts and nothing is lost.
 * Line ends and tabs must be taken out before.
 */
export function printable(face: Face, style: Style, text: string): string {
  if (asciiOnly.test(text)) return text;
  let out = '';
  for (const char of text.normalize('NFC')) {
    const code = char.codePointAt(0)!;
    out += neverPrinted.test(char) || fontFor(face, style, code) === null ? told(code) : char;
  }
  return out;
}

/** The monospaced face would join `--` or `!=` into one sign; commands and digests are shown letter by letter. */
function encode(font: InsideFont, text: string): ReturnType<InsideFont['encode']> {
  if (!font.name.startsWith('JetBrains')) return font.encode(text);
  const letters = [...text].map((char) => font.encode(char));
  return [letters.flatMap(([glyphs]) => glyphs), letters.flatMap(([, positions]) => positions)];
}

function makePiece(font: InsideFont, text: string): Piece {
  const [glyphs, positions] = encode(font, text);
  const parts: { show: string; rise: number }[] = [];
  let width = 0;
  let hex = '';
  let show = '';
  let rise = 0;
  const close = (): void => {
    if (hex) show += `<${hex}>`;
    if (show) parts.push({ show, rise });
    hex = '';
    show = '';
  };
  for (const [i, glyph] of glyphs.entries()) {
    const p = positions[i]!;
    if (p.yOffset !== rise) { close(); rise = p.yOffset; }
    const before = Math.round(-p.xOffset);
    const after = Math.round(p.advanceWidth - p.xAdvance + p.xOffset);
    if (before !== 0) { show += `${hex ? `<${hex}>` : ''}${before}`; hex = ''; }
    hex += glyph;
    if (after !== 0) { show += `<${hex}>${after}`; hex = ''; }
    width += p.xAdvance;
  }
  close();
  return { font, parts, width };
}

export function pieceOf(face: Face, font: InsideFont, text: string): Piece {
  let known = face.pieces.get(font);
  if (!known || known.size > mostPieces) face.pieces.set(font, known = new Map());
  const piece = known.get(text) ?? makePiece(font, text);
  if (!known.has(text)) known.set(text, piece);
  return piece;
}

/** A word in as many pieces as it needs fonts. The word must be printable. */
export function piecesOf(face: Face, style: Style, text: string): Piece[] {
  // Every first font of a chain has all of ASCII.
  if (asciiOnly.test(text)) return [pieceOf(face, fontFor(face, style, 32)!, text)];
  const pieces: Piece[] = [];
  let font: InsideFont | null = null;
  let run = '';
  for (const char of text) {
    // A mark stays with the letter before it as long as that letter's font has it.
    const next: InsideFont | null = font !== null && /\p{M}/u.test(char) && font.font.hasGlyphForCodePoint(char.codePointAt(0)!) ? font : fontFor(face, style, char.codePointAt(0)!);
    if (next === null) throw new Error(`no glyph for U+${char.codePointAt(0)!.toString(16)}`);
    if (next !== font && font !== null) { pieces.push(pieceOf(face, font, run)); run = ''; }
    font = next;
    run += char;
  }
  if (font !== null) pieces.push(pieceOf(face, font, run));
  return pieces;
}

const short = (n: number): string => String(Math.round(n * 1000) / 1000);

/** Draws pieces from left to right with their base line at `y`, measured from the top of the page. */
export function drawPieces(face: Face, pieces: readonly Piece[], at: { x: number; y: number; size: number }): void {
  const { doc } = face;
  let operators = `BT 1 0 0 -1 ${short(at.x)} ${short(at.y)} Tm`;
  let font: InsideFont | null = null;
  for (const piece of pieces) {
    if (piece.font !== font) {
      font = piece.font;
      doc.page.fonts[font.id] ??= font.ref();
      operators += ` /${font.id} ${short(at.size)} Tf`;
    }
    for (const { show, rise } of piece.parts) operators += rise === 0 ? `[${show}]TJ` : ` ${short(rise * at.size / 1000)} Ts[${show}]TJ 0 Ts`;
  }
  doc.addContent(`${operators} ET`);
}
