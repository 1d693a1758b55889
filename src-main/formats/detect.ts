// What kind of file this is: its container by its first bytes, its source by its columns. The name's ending is not asked.
import { isCalendarText } from '#contract/calendar.ts';
import { bytesHead, detectEncoding, textHead } from './encoding.ts';
import { openDelimited } from './delimited.ts';
import { FormatError } from './format-error.ts';
import { openJson, openJsonLines } from './json-records.ts';
import type { RecordSource, SourceOptions } from './records.ts';
import { openSpreadsheet } from './spreadsheet.ts';
import { openXml } from './xml-records.ts';

export type Container = 'csv' | 'json' | 'jsonl' | 'xml' | 'xlsx' | 'calendar';

const strangers: [string, string][] = [
  ['d0cf11e0', 'it is an old Excel or Office file; save it as .xlsx or CSV'], ['25504446', 'it is a PDF'], ['1f8b', 'it is a packed file (gzip); unpack it first'],
  ['89504e47', 'it is a picture'], ['ffd8ff', 'it is a picture'], ['7f454c46', 'it is a program'], ['4d5a90', 'it is a program'], ['53514c697465', 'it is a database'],
];

/** A table of Markdown has a row of dashes under its header; text with bars alone is no table. */
const isMarkdown = (text: string): boolean => /^\s*\|?\s*:?-{3,}:?\s*(\|\s*:?-{3,}:?\s*)+\|?\s*$/m.test(text) || (/^#{1,6} \S/m.test(text) && /^(---\s*$|\s*([-*]|\d\.) \S)/m.test(text));

/** The first line is a whole value, and something follows it. */
function isJsonLines(text: string): boolean {
  const end = text.indexOf('\n');
  if (end === -1 || text.slice(end).trim() === '') return false;
  try {
    JSON.parse(text.slice(0, end));
    return true;
  } catch {
    return false;
  }
}

function byText(text: string): Container {
  const start = text.trimStart();
  if (start === '') throw new FormatError('empty_file');
  if (start.startsWith('{')) return isJsonLines(start) ? 'jsonl' : 'json';
  if (/^\[\s*([{[\]"\d-]|true|false|null|$)/.test(start)) return 'json';
  if (/^<[?!A-Za-z_]/.test(start)) {
    if (/^<(!doctype\s+html|html[\s>])/i.test(start)) throw new FormatError('not_a_change_file', { what: 'it is a web page, perhaps a sign-in page saved instead of the export' });
    return 'xml';
  }
  if (/[\u0001-\u0008\u000e-\u001a]/.test(start.slice(0, 4096))) throw new FormatError('not_a_change_file', { what: 'it is a binary file, not text' });
  if (isCalendarText(start)) return 'calendar';
  if (isMarkdown(text)) throw new FormatError('not_a_change_file', { what: 'it is a Markdown text, not an export' }, { line: 1 });
  return 'csv';
}

/** `encoding` is null, and `line` the first line that does not fit, when the text is not UTF-8 and nobody said what it is. */
export async function containerOf(path: string, encoding: string | undefined, signal: AbortSignal | undefined): Promise<{ container: Container; encoding: string | null; line?: number }> {
  const bytes = await bytesHead(path);
  if (bytes.subarray(0, 4).toString('hex') === '504b0304') return { container: 'xlsx', encoding: 'utf-8' };
  const hex = bytes.subarray(0, 8).toString('hex');
  const stranger = strangers.find(([start]) => hex.startsWith(start));
  if (stranger) throw new FormatError('not_a_change_file', { what: stranger[1] });
  const found = encoding === undefined ? await detectEncoding(path, signal) : { name: encoding };
  // A question is shown beside a sample, so the text is looked at as the likeliest answer would have it.
  const text = await textHead(path, found.name ?? 'windows-1252');
  return { container: byText(text.replace(/^\uFEFF/, '')), encoding: found.name, ...('line' in found && found.line !== undefined ? { line: found.line } : {}) };
}

export async function openRecords(path: string, container: Container, options: SourceOptions): Promise<RecordSource> {
  switch (container) {
    case 'calendar': throw new FormatError('not_a_change_file', { what: 'it is a calendar file; the release calendar takes it in, under “Freezes and events”' });
    case 'csv': return openDelimited(path, options);
    case 'json': return openJson(path, options);
    case 'jsonl': return openJsonLines(path, options);
    case 'xml': return openXml(path, options);
    case 'xlsx': return openSpreadsheet(path, options);
  }
}
