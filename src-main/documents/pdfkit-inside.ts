// The private parts of pdfkit 0.20.2 that the printer leans on, in one place; a test touches each of them.
import PDFDocument from 'pdfkit';

export type InsideRef = { id: number; data: Record<string, unknown>; write(chunk: string | Uint8Array): void; end(chunk?: string | Uint8Array): void };
export type GlyphPosition = { xAdvance: number; yAdvance: number; xOffset: number; yOffset: number; advanceWidth: number };
export type InsideFont = {
  id: string; name: string; ascender: number; descender: number; ref(): InsideRef;
  /** Glyph numbers of the subset as four hex digits, with positions in thousandths of the size. */
  encode(text: string): [string[], GlyphPosition[]];
  font: { hasGlyphForCodePoint(code: number): boolean };
};
export type Structure = {
  dictionary: InsideRef; _children: unknown[]; add(child: Structure | (() => void)): Structure; end(): void;
  _addAnnotationToParentTree(annotation: InsideRef): void; _flushChild(child: unknown): void;
};
export type InsidePage = { dictionary: InsideRef; content: InsideRef; fonts: Record<string, InsideRef>; annotations: InsideRef[]; width: number; height: number; write(chunk: string): void; gathered?: () => void };
type Inside = {
  _font: InsideFont; _root: InsideRef; page: InsidePage; info: Record<string, unknown>; version: number;
  ref(data?: Record<string, unknown>): InsideRef; addContent(operators: string): void;
  struct(type: string, options?: Record<string, unknown>): Structure; addStructure(element: Structure): void;
  markContent(tag: string, options?: Record<string, unknown>): void; endMarkedContent(): void;
  goTo(x: number, y: number, w: number, h: number, name: string, options?: Record<string, unknown>): void;
  push(chunk: Uint8Array | null): boolean; outline: OutlineNode; endMetadata(): void; endAcroForm(): unknown; path(d: string): { fill(rule?: string): void };
};
export type OutlineNode = { addItem(title: string, options?: Record<string, unknown>): OutlineNode };
export type Printer = Omit<PDFKit.PDFDocument, keyof Inside> & Inside;

/** A document with the given options; nothing is printed and no page is open yet. */
export const newPrinter = (options: Record<string, unknown>): Printer => new PDFDocument(options) as unknown as Printer;

/** The kids of the page tree: dictionaries in the order of the pages. */
export const pageList = (doc: Printer): InsideRef[] => (doc._root.data['Pages'] as InsideRef).data['Kids'] as InsideRef[];
