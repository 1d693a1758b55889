// Text for people on a terminal: aligned, short, and never an escape sequence that came out of a record.

/** Control characters, and the marks that turn the direction of text, as a person can see them. */
// oxlint-disable-next-line no-control-regex
const hidden = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
export const visible = (text: string): string => text.replace(hidden, (mark) => `\\u${mark.charCodeAt(0).toString(16).padStart(4, '0')}`);
/** One line of a table or of a heading: line ends and tabs are shown too. */
export const oneLine = (text: string): string => visible(text.replace(/\r?\n|\t/g, ' ⏎ ')).replace(/( ⏎ )+/g, ' ⏎ ');

/** An instant to the minute of UTC, as tables name it: 2026-12-07 22:00. Nothing for none. */
export const minuteOf = (at: string | null): string => (at === null ? '' : `${at.slice(0, 10)} ${at.slice(11, 16)}`);

/** JSON that a terminal can be shown: the same value, with marks that act on a terminal written as escapes. */
export const jsonText = (value: unknown): string => JSON.stringify(value).replace(hidden, (mark) => `\\u${mark.charCodeAt(0).toString(16).padStart(4, '0')}`);

const wide = /\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/u;
const letters = new Intl.Segmenter('en', { granularity: 'grapheme' });
/** How many columns a text takes on a terminal. */
// eslint-disable-next-line no-control-regex
export const widthOf = (text: string): number => (/^[\u0020-\u007e]*$/.test(text) ? text.length : [...letters.segment(text)].reduce((sum, { segment }) => sum + (wide.test(segment) ? 2 : 1), 0));

function cut(text: string, most: number): string {
  if (widthOf(text) <= most) return text;
  let out = '';
  for (const { segment } of letters.segment(text)) {
    if (widthOf(out + segment) > most - 1) break;
    out += segment;
  }
  return `${out}…`;
}
const pad = (text: string, width: number): string => text + ' '.repeat(Math.max(0, width - widthOf(text)));

export type Cell = string | number | boolean | null | undefined;
const shown = (cell: Cell): string => (cell === null || cell === undefined || cell === '' ? '–' : cell === true ? 'yes' : cell === false ? 'no' : oneLine(String(cell)));

/** Columns under their headings, two blanks apart; a cell takes at most 60 columns, the last one 240. */
export function table(headings: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const cells = [headings, ...rows.map((row) => row.map((cell, i) => cut(shown(cell), i === headings.length - 1 ? 240 : 60)))];
  const widths = headings.map((_, i) => Math.max(...cells.map((row) => widthOf(row[i] ?? ''))));
  return cells.map((row) => row.map((cell, i) => (i === headings.length - 1 ? cell : pad(cell, widths[i]!))).join('  ').trimEnd()).join('\n');
}

/** `Name  value` lines; a value of several lines stands below its name. */
export function facts(pairs: readonly (readonly [string, Cell])[]): string {
  const width = Math.max(...pairs.map(([name]) => widthOf(name)));
  return pairs.map(([name, value]) => (typeof value === 'string' && value.includes('\n')
    ? `${name}\n${visible(value).split(/\r?\n/).map((line) => `  ${line}`).join('\n')}`
    : `${pad(name, width)}  ${shown(value)}`)).join('\n');
}

const words = (name: string): string => {
  const spaced = name.replace(/([A-Z])/g, (letter) => ` ${letter.toLowerCase()}`);
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
};
const isPlain = (value: unknown): value is Cell => value === null || ['string', 'number', 'boolean'].includes(typeof value);
const flat = (value: unknown): Cell => (isPlain(value) ? value : value === undefined ? undefined : Array.isArray(value) && value.every(isPlain) ? value.join(', ') : JSON.stringify(value));

/** Any answer, for operations without a page of their own: lists as tables, objects as facts. */
export function anyText(value: unknown): string {
  if (Array.isArray(value)) {
    if (value.length === 0) return 'None.';
    const rows = value.filter((row): row is Record<string, unknown> => typeof row === 'object' && row !== null);
    if (rows.length < value.length) return value.map((item) => shown(flat(item))).join('\n');
    const names = Object.keys(rows[0]!);
    return table(names.map(words), rows.map((row) => names.map((name) => flat(row[name]))));
  }
  if (typeof value !== 'object' || value === null) return shown(flat(value));
  const entries = Object.entries(value);
  if (entries.length === 0) return 'Done.';
  const lists = entries.filter(([, v]) => Array.isArray(v) && v.some((item) => typeof item === 'object'));
  const rest = entries.filter((entry) => !lists.includes(entry));
  return [rest.length > 0 ? facts(rest.map(([name, v]) => [words(name), flat(v)])) : '', ...lists.map(([name, v]) => `${words(name)}\n${anyText(v)}`)].filter(Boolean).join('\n\n');
}
