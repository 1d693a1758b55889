// Records of JSON: ServiceNow's and Jira's answers, arrays of anything, JSON lines. Objects become cells, lists stay lists.
import { textOf } from './encoding.ts';
import { FormatError } from './format-error.ts';
import { locateJsonError } from './json-position.ts';
import { scanJson } from './json-scan.ts';
import { type Limits, inMiB, refuseTooManyColumns } from './limits.ts';
import { type Cell, type RecordSource, type SourceOptions, type SourceRecord, growingColumns } from './records.ts';

type JsonObject = Record<string, unknown>;
const isObject = (value: unknown): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value);
const text = (value: string): string => (value.isWellFormed() ? value : value.toWellFormed());

const glideTime = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/;
/** ServiceNow keeps times in UTC and writes them so in every `value`; only display values follow the reader's zone. */
export const asUtc = (value: string): string => (glideTime.test(value) ? `${value}Z` : value);

/** `{display_value, value}`: the display value speaks our language, but a time only means something in UTC. */
export function pairText(display: unknown, value: unknown): string {
  const raw = value === null || value === undefined ? '' : String(value);
  if (glideTime.test(raw)) return asUtc(raw);
  return display === null || display === undefined || display === '' ? text(raw) : text(String(display));
}

/** Text of a rich document as Jira's newer interface gives it: its text nodes, blocks on lines of their own. */
function documentText(node: JsonObject): string {
  if (typeof node['text'] === 'string') return node['text'];
  if (node['type'] === 'hardBreak') return '\n';
  const inner = Array.isArray(node['content']) ? node['content'].filter(isObject).map(documentText) : [];
  return inner.join(['doc', 'bulletList', 'orderedList', 'blockquote', 'table', 'tableRow'].includes(String(node['type'])) ? '\n' : '');
}

/** The one text an object stands for, where it does: pairs, named things, documents. */
function objectText(value: JsonObject): string | null {
  if ('display_value' in value || ('value' in value && ('link' in value || Object.keys(value).length === 1))) return pairText(value['display_value'], value['value']);
  if (value['type'] === 'doc' && Array.isArray(value['content'])) return text(documentText(value));
  for (const key of ['displayName', 'name', 'value']) if (typeof value[key] === 'string') return text(value[key]);
  return null;
}

function listCell(values: unknown[]): Cell {
  const texts = values.map((value) => (typeof value === 'string' ? text(value) : isObject(value) ? objectText(value) ?? JSON.stringify(value) : JSON.stringify(value)));
  return texts.length === 0 ? undefined : texts;
}

export function cellsOf(record: JsonObject, columnAt: (name: string) => number): Cell[] {
  const cells: Cell[] = [];
  const put = (name: string, value: unknown): void => {
    if (value === null || value === undefined) columnAt(name);
    else if (typeof value === 'string') cells[columnAt(name)] = text(value);
    else if (Array.isArray(value)) cells[columnAt(name)] = listCell(value);
    else if (isObject(value)) {
      const whole = objectText(value);
      if (whole !== null) cells[columnAt(name)] = whole;
      else for (const [key, inner] of Object.entries(value)) put(`${name}.${key}`, inner);
    } else cells[columnAt(name)] = String(value);
  };
  // A Jira issue keeps its columns one level down.
  const isIssue = typeof record['key'] === 'string' && isObject(record['fields']);
  if (isIssue) put('key', record['key']);
  for (const [key, value] of Object.entries(isIssue ? record['fields'] as JsonObject : record)) put(key, value);
  return cells;
}

function asRecord(value: unknown, at: { row: number; line: number }, columnAt: (name: string) => number, limits: Limits): SourceRecord {
  if (!isObject(value)) return { ...at, cells: [], problem: { why: 'not_an_object', value: JSON.stringify(value) } };
  const cells = cellsOf(value, columnAt);
  refuseTooManyColumns(cells.length, limits, at.row);
  const long = cells.find((cell) => typeof cell === 'string' && cell.length > limits.cellLength);
  return long === undefined ? { ...at, cells } : { ...at, cells, problem: { why: 'cell_too_long', value: `${long.length} characters` } };
}

/** An answer with one record: under a wrapping key, or the document itself. */
function singleRecord(envelope: unknown): JsonObject | null {
  if (!isObject(envelope)) return null;
  for (const key of ['result', 'record', 'data', 'issue']) {
    const inner = envelope[key];
    if (isObject(inner)) return inner;
    if (Array.isArray(inner)) return null;
  }
  const values = Object.values(envelope);
  return values.length === 0 || values.some((value) => Array.isArray(value) && value.length === 0 && values.length === 1) ? null : envelope;
}

export function openJson(path: string, { encoding, limits, signal }: SourceOptions): RecordSource {
  const columns: string[] = [];
  const columnAt = growingColumns(columns);
  const labels = new Map<string, string>();
  let bytes = 0;
  async function* pieces(): AsyncGenerator<string> {
    for await (const piece of textOf(path, encoding, signal)) {
      // UTF-8's mark is cut with the bytes; other encodings leave it in the text.
      yield bytes === 0 ? piece.replace(/^\uFEFF/, '') : piece;
      bytes += piece.length;
    }
  }
  async function* batches(): AsyncGenerator<SourceRecord[]> {
    const scan = scanJson(pieces(), limits);
    let row = 0;
    for await (const elements of scan.elements) {
      signal?.throwIfAborted();
      yield elements.map((element) => asRecord(element.value, { row: ++row, line: element.line }, columnAt, limits));
    }
    const envelope = scan.envelope();
    const single = row === 0 ? singleRecord(envelope) : null;
    if (single) yield [asRecord(single, { row: 1, line: 1 }, columnAt, limits)];
    const names = isObject(envelope) ? envelope['names'] : null;
    if (isObject(names)) for (const [id, name] of Object.entries(names)) if (typeof name === 'string') labels.set(id, name);
  }
  return { columns, batches: batches(), warnings: [], delimiter: null, labels, bytesRead: () => bytes };
}

/** One object per line; a broken line is set aside alone, for the next one starts afresh. */
export function openJsonLines(path: string, { encoding, limits, signal }: SourceOptions): RecordSource {
  const columns: string[] = [];
  const columnAt = growingColumns(columns);
  let bytes = 0;
  const one = (line: string, at: { row: number; line: number }): SourceRecord => {
    try {
      return asRecord(JSON.parse(line) as unknown, at, columnAt, limits);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      const fault = locateJsonError(line);
      return { ...at, cells: [], problem: { why: 'malformed_json', value: fault ? `column ${fault.column}: ${fault.problem}` : line } };
    }
  };
  async function* batches(): AsyncGenerator<SourceRecord[]> {
    let carried = '';
    let line = 0;
    let row = 0;
    const take = (lines: string[]): SourceRecord[] => {
      const out: SourceRecord[] = [];
      for (const each of lines) {
        line += 1;
        const trimmed = each.trim();
        if (trimmed !== '') out.push(one(trimmed, { row: ++row, line }));
      }
      return out;
    };
    for await (const piece of textOf(path, encoding, signal)) {
      signal?.throwIfAborted();
      const lines = (carried + (bytes === 0 ? piece.replace(/^\uFEFF/, '') : piece)).split('\n');
      bytes += piece.length;
      carried = lines.pop()!;
      if (carried.length > limits.recordBytes) throw new FormatError('too_large', { what: 'a single record', limit: inMiB(limits.recordBytes) }, { line: line + lines.length + 1 });
      const out = take(lines);
      if (out.length > 0) yield out;
    }
    const last = take([carried]);
    if (last.length > 0) yield last;
  }
  return { columns, batches: batches(), warnings: [], delimiter: null, labels: new Map(), bytesRead: () => bytes };
}
