// The colours of tokens.css against each other: words 4.5 to 1, shapes and borders of fields 3 to 1, in every theme (WCAG 2.2, 1.4.3 and 1.4.11).
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const css = readFileSync(join(import.meta.dirname, '../../../src-renderer/ui/tokens.css'), 'utf8');
const block = (start: string): Record<string, string> => {
  const from = css.indexOf('{', css.indexOf(start));
  return Object.fromEntries([...css.slice(from, css.indexOf('\n}', from)).matchAll(/(--[\w-]+):\s*([^;]+);/g)].map(([, name, value]) => [name ?? '', (value ?? '').trim()]));
};
const light = block('\n:root {');
const themes: Record<string, Record<string, string>> = { light, dark: { ...light, ...block(':root[data-theme="dark"] {') }, contrast: { ...light, ...block(':root[data-theme="contrast"] {') } };

function colour(theme: Record<string, string>, name: string): string {
  const value = theme[name] ?? '';
  const alias = /^var\((--[\w-]+)\)$/.exec(value)?.[1];
  return alias === undefined ? value : colour(theme, alias);
}
function luminance(hex: string): number {
  const full = hex.length === 4 ? hex.replace(/[\da-f]/gi, '$&$&') : hex;
  const [r, g, b] = [1, 3, 5].map((i) => parseInt(full.slice(i, i + 2), 16) / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  return 0.2126 * (r ?? 0) + 0.7152 * (g ?? 0) + 0.0722 * (b ?? 0);
}
function ratio(one: string, other: string): number {
  const [dark = 0, bright = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
  return (bright + 0.05) / (dark + 0.05);
}

const surfaces = ['--bg', '--surface', '--surface-2', '--sunken', '--accent-soft', '--hover'];
const tiers = ['low', 'medium', 'high', 'critical'];
const signals = ['ok', 'warn', 'bad', 'info'];
const outcomes = ['approved', 'conditions', 'deferred', 'rejected', 'withdrawn', 'referred', 'noted'];
const words: [string, string][] = [
  ...['--text', '--text-2', '--text-3'].flatMap((text) => surfaces.map((s): [string, string] => [text, s])),
  ...['--accent-text', ...signals.map((x) => `--${x}`), ...tiers.map((x) => `--risk-${x}`), ...outcomes.map((x) => `--out-${x}`)].flatMap((text) => ['--surface', '--bg'].map((s): [string, string] => [text, s])),
  ...signals.map((x): [string, string] => [`--${x}`, `--${x}-soft`]), ...signals.map((x): [string, string] => ['--text', `--${x}-soft`]), ...tiers.map((x): [string, string] => [`--risk-${x}`, `--risk-${x}-soft`]), ...outcomes.map((x): [string, string] => [`--out-${x}`, `--out-${x}-soft`]),
  ['--on-accent', '--accent'], ['--on-accent', '--accent-hover'],
];
const shapes: [string, string][] = [...tiers.map((x) => `--risk-${x}-fill`), ...signals.map((x) => `--${x}-fill`), '--line-control', '--focus'].map((x) => [x, '--surface']);

test.each(Object.keys(themes))('every pair of words and ground is readable in the %s theme', (name) => {
  const theme = themes[name] ?? {};
  const weak = (pairs: [string, string][], least: number): string[] => pairs.filter(([a, b]) => !(ratio(colour(theme, a), colour(theme, b)) >= least)).map(([a, b]) => `${a} on ${b}: ${ratio(colour(theme, a), colour(theme, b)).toFixed(2)}`);
  expect(weak(words, 4.5)).toEqual([]);
  expect(weak(shapes, 3)).toEqual([]);
});
