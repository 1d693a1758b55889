// A class in a stylesheet of a module is renamed when it is built: written there by mistake for one of the page's own it never matches, and nobody is told.
import { readFileSync, readdirSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { expect, test } from 'vitest';

const renderer = resolve(import.meta.dirname, '../../../src-renderer');
const files = readdirSync(renderer, { recursive: true, encoding: 'utf8' }).map((path) => join(renderer, path));
const sources = files.filter((path) => /\.tsx?$/.test(path)).map((path) => readFileSync(path, 'utf8'));

/** Classes of the selectors of a stylesheet, without those of the page. */
function classesOf(sheet: string): string[] {
  const selectors = sheet.replaceAll(/\/\*[^]*?\*\//g, '').replaceAll(/:global\([^)]*\)/g, '').replaceAll(/@media[^{]*/g, '').replaceAll(/\{[^{}]*\}/g, '{}');
  return [...new Set([...selectors.matchAll(/\.([a-z][\w-]*)/gi)].map(([, name]) => name!))];
}
/** Whether a source that imports the sheet wears the class; by a name that is computed it may be any. */
function isWorn(name: string, sheet: string): boolean {
  const wearers = sources.filter((text) => text.includes(`/${basename(sheet)}'`));
  return wearers.some((text) => new RegExp(`\\b\\w\\.${name}\\b|\\b\\w\\['${name}'\\]|\\b\\w\\[[a-z.]+\\]`).test(text));
}

test('every class of a stylesheet is worn by something that imports it', () => {
  const sheets = files.filter((path) => path.endsWith('.module.css'));
  expect(sheets.length).toBeGreaterThan(30);
  expect(sheets.flatMap((sheet) => classesOf(readFileSync(sheet, 'utf8')).filter((name) => !isWorn(name, sheet)).map((name) => `${basename(sheet)}: .${name}`))).toEqual([]);
});

test('classes of a sheet are found in its selectors alone', () => {
  expect(classesOf('/* .a */ .b > .c:hover { margin: .5rem } @media (min-width: 1.5rem) { .d :global(.e) { color: red } }')).toEqual(['b', 'c', 'd']);
});
