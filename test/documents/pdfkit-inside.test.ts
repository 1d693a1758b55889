// The private parts of pdfkit that the printer leans on. When pdfkit changes, this says which part moved.
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { newPrinter, pageList } from '../../src-main/documents/pdfkit-inside.ts';
import type { Printer } from '../../src-main/documents/pdfkit-inside.ts';
import { fontsDir } from './sealed.ts';

function open(): Printer {
  const doc = newPrinter({ subset: 'PDF/A-3a', pdfVersion: '1.7', tagged: true, lang: 'en-GB', autoFirstPage: false, size: 'A4', margin: 0, font: null });
  (doc as unknown as { resume(): void }).resume();
  (doc as unknown as { addPage(): void }).addPage();
  return doc;
}

test('a font opened by a registered name can be measured, encoded and asked for letters', () => {
  const doc = open();
  doc.registerFont('a', join(fontsDir, 'source-sans-3-latin-400-normal.ttf'));
  doc.font('a');
  const font = doc._font;
  const [glyphs, positions] = font.encode('Ab');
  expect(glyphs.every((g) => /^[0-9a-f]{4}$/.test(g))).toBe(true);
  expect(Object.keys(positions[0]!)).toEqual(expect.arrayContaining(['xAdvance', 'xOffset', 'yOffset', 'advanceWidth']));
  expect([font.font.hasGlyphForCodePoint(65), font.font.hasGlyphForCodePoint(0x1f600)]).toEqual([true, false]);
  expect(font.ref().id).toBeGreaterThan(0);
});

test('two subsets of one family stay two fonts', () => {
  const doc = open();
  for (const set of ['latin', 'greek']) doc.registerFont(set, join(fontsDir, `source-sans-3-${set}-400-normal.ttf`));
  doc.font('latin');
  const latin = doc._font;
  doc.font('greek');
  expect(doc._font).not.toBe(latin);
  expect(doc._font.font.hasGlyphForCodePoint(0x3a9)).toBe(true);
});

test('pages know their dictionary, content, fonts and annotations, and the page tree lists them', () => {
  const doc = open();
  expect(pageList(doc)).toEqual([doc.page.dictionary]);
  expect([typeof doc.page.content.write, Array.isArray(doc.page.annotations), typeof doc.page.fonts, doc.page.height]).toEqual(['function', true, 'object', 841.89]);
  const written: string[] = [];
  doc.page.write = (chunk) => { written.push(chunk); };
  doc.addContent('0 g');
  expect(written).toEqual(['0 g']);
});

test('structure elements hand out dictionary, children and the flush that the seal replaces', () => {
  const doc = open();
  const root = doc.struct('Document');
  doc.addStructure(root);
  const child = doc.struct('P');
  root.add(child);
  child.add(() => doc.addContent('0 g'));
  expect(root._children).toEqual([child]);
  expect([typeof child._addAnnotationToParentTree, typeof child._flushChild, child.dictionary.data['S']]).toEqual(['function', 'function', 'P']);
});

test('metadata, forms, outline and the catalogue are where they were', () => {
  const doc = open();
  expect([typeof doc.endMetadata, typeof doc.endAcroForm, typeof doc.outline.addItem, typeof doc._root.data, typeof doc.info, doc.version]).toEqual(['function', 'function', 'function', 'object', 'object', 1.7]);
  expect(typeof doc.path('M0 0L1 1z').fill).toBe('function');
  expect(doc.ref({ A: 1 }).data).toEqual({ A: 1 });
});
