// A JSON document of any size, cut into its records while it streams by; only one record is ever held.
import { FormatError } from './format-error.ts';
import { locateJsonError } from './json-position.ts';
import { type Limits, inMiB } from './limits.ts';

/** One record and the line it starts at. */
export type JsonElement = { value: unknown; line: number };
export type JsonScan = { elements: AsyncGenerator<JsonElement[]>; envelope: () => unknown };

/** Keys under which an answer wraps its records; arrays found deeper than that are part of a record. */
const wrappers = new Set(['result', 'data', 'response', 'body', 'payload', 'd']);
/** Arrays of objects that describe the answer and are no records. */
const descriptions = new Set(['columns', 'fields', 'schema', 'meta', 'errors', 'warningMessages', 'errorMessages']);

const quote = 34;
const comma = 44;
const colon = 58;
const openArray = 91;
const backslash = 92;
const closeArray = 93;
const openObject = 123;
const isBlank = (c: number): boolean => c === 32 || c === 10 || c === 13 || c === 9;
const opens = (c: number): boolean => c === openObject || c === openArray;
const closes = (c: number): boolean => c === 125 || c === closeArray;

/** Where the scan stands; `base` is the depth of the array of records while within it, else -1. */
type Cursor = {
  limits: Limits;
  line: number;
  containers: number[];
  inString: boolean;
  isEscaped: boolean;
  /** The last name read outside the records, and the name each open object stands at. */
  word: string;
  keys: string[];
  base: number;
  hadRecords: boolean;
  expectsValue: boolean;
  /** An array has just opened that may hold the records: its first element tells. */
  isAsked: boolean;
  /** Everything but the records, and how many of the file's lines that leaves out. */
  envelope: string;
  removedLines: number;
  element: string | null;
  elementLine: number;
  elementStart: number;
};

/** The earliest fault: around the records before the one in hand, and in it before the end of the file. */
function faultIn(cursor: Cursor, text: string, firstLine: number): FormatError {
  const around = locateJsonError(cursor.envelope);
  const [found, from] = around && !around.isEnd ? [around, 1] : [locateJsonError(text), firstLine];
  if (!found || found.isEnd) return new FormatError('truncated', { line: cursor.line }, { line: cursor.line });
  const line = from + found.line - 1;
  return new FormatError('malformed_json', { line, column: found.column, problem: found.problem }, { line });
}

function goDeeper(cursor: Cursor, c: number): void {
  cursor.containers.push(c);
  if (cursor.containers.length > cursor.limits.depth) throw new FormatError('too_deep', { limit: cursor.limits.depth, line: cursor.line }, { line: cursor.line });
}

/** Moves on within a string; answers whether it did. */
function passString(cursor: Cursor, c: number): boolean {
  if (!cursor.inString) return false;
  if (cursor.isEscaped) cursor.isEscaped = false;
  else if (c === backslash) cursor.isEscaped = true;
  else if (c === quote) cursor.inString = false;
  return true;
}

function mayHoldRecords(cursor: Cursor): boolean {
  if (cursor.hadRecords || cursor.containers.includes(openArray)) return false;
  const path = cursor.keys.slice(0, cursor.containers.length);
  return !descriptions.has(path.at(-1) ?? '') && path.slice(0, -1).every((key) => wrappers.has(key));
}

function finish(cursor: Cursor, tail: string): JsonElement {
  const text = cursor.element! + tail;
  cursor.removedLines += cursor.line - cursor.elementLine;
  cursor.element = null;
  cursor.expectsValue = false;
  cursor.hadRecords = true;
  try {
    return { value: JSON.parse(text) as unknown, line: cursor.elementLine };
  } catch {
    // A broken record is a broken document: where it ends can no longer be trusted.
    throw faultIn(cursor, text, cursor.elementLine);
  }
}

/** Between two records: a comma, the end, or the start of the next. Answers what was met. */
function between(cursor: Cursor, piece: string, i: number): 'passed' | 'started' | 'ended' {
  const c = piece.charCodeAt(i);
  if (isBlank(c)) return 'passed';
  if (c === closeArray && !cursor.expectsValue) return 'ended';
  if (c === comma && !cursor.expectsValue) {
    cursor.expectsValue = true;
    return 'passed';
  }
  if (!cursor.expectsValue || c === comma || c === closeArray) {
    throw new FormatError('malformed_json', { line: cursor.line, column: i - piece.lastIndexOf('\n', i), problem: 'a value was expected' }, { line: cursor.line });
  }
  cursor.element = '';
  cursor.elementStart = i;
  cursor.elementLine = cursor.line;
  return 'started';
}

/** Within the records: adds what was completed to `out`, answers where the records end in this piece. */
function inRecords(cursor: Cursor, piece: string, from: number, out: JsonElement[]): number {
  const { containers, base } = cursor;
  for (let i = from; i < piece.length; i++) {
    const c = piece.charCodeAt(i);
    if (c === 10) {
      cursor.line += 1;
      if (cursor.element === null) cursor.removedLines += 1;
    }
    if (passString(cursor, c)) continue;
    if (cursor.element === null) {
      const met = between(cursor, piece, i);
      if (met === 'passed') continue;
      if (met === 'ended') {
        cursor.base = -1;
        return i;
      }
    }
    if (c === quote) cursor.inString = true;
    else if (opens(c)) goDeeper(cursor, c);
    else if (closes(c) && containers.length > base) {
      containers.pop();
      if (containers.length === base) out.push(finish(cursor, piece.slice(cursor.elementStart, i + 1)));
    } else if (c === comma || closes(c)) {
      if (containers.length > base) continue;
      // A bare value ends where the comma or the bracket after it stands, which is looked at once more.
      out.push(finish(cursor, piece.slice(cursor.elementStart, i)));
      i -= 1;
    }
  }
  return piece.length;
}

/** Outside the records: everything is kept, and the array that holds them is looked for. */
function inEnvelope(cursor: Cursor, piece: string, from: number): number {
  let i = from;
  for (; i < piece.length; i++) {
    const c = piece.charCodeAt(i);
    if (c === 10) cursor.line += 1;
    if (cursor.inString && c !== quote && cursor.word.length < 100) cursor.word += piece[i]!;
    if (passString(cursor, c) || isBlank(c)) continue;
    if (cursor.isAsked && c === openObject) {
      cursor.base = cursor.containers.length;
      cursor.expectsValue = true;
    }
    cursor.isAsked = false;
    if (cursor.base >= 0) break;
    if (c === quote) {
      cursor.inString = true;
      cursor.word = '';
    } else if (c === colon) cursor.keys[cursor.containers.length - 1] = cursor.word;
    else if (opens(c)) {
      cursor.isAsked = c === openArray && mayHoldRecords(cursor);
      goDeeper(cursor, c);
    } else if (closes(c)) cursor.containers.pop();
  }
  cursor.envelope += piece.slice(from, i);
  if (cursor.envelope.length > cursor.limits.recordBytes) throw new FormatError('too_large', { what: 'the part of the JSON around its records', limit: inMiB(cursor.limits.recordBytes) });
  return i;
}

/** Keeps the part of a record that lies in this piece. */
function carryOver(cursor: Cursor, piece: string): void {
  if (cursor.element === null) return;
  cursor.element += piece.slice(cursor.elementStart);
  if (cursor.element.length > cursor.limits.recordBytes) throw new FormatError('too_large', { what: 'a single record', limit: inMiB(cursor.limits.recordBytes) }, { line: cursor.elementLine });
}

function parseEnvelope(cursor: Cursor): unknown {
  try {
    return JSON.parse(cursor.envelope) as unknown;
  } catch {
    const found = locateJsonError(cursor.envelope);
    const line = (found?.line ?? 1) + (found && found.line > 1 ? cursor.removedLines : 0);
    throw new FormatError(found?.isEnd ? 'truncated' : 'malformed_json', { line, ...(found ? { column: found.column, problem: found.problem } : {}) }, { line });
  }
}

/**
 * Finds the first array of objects at the root, under a key of it, or under a wrapping key, and yields its elements. The rest of
 * the document is kept as `envelope`, to be asked after the last element. Throws `malformed_json`, `truncated`, `too_deep` and
 * `too_large` with their line.
 */
export function scanJson(pieces: AsyncIterable<string>, limits: Limits): JsonScan {
  const cursor: Cursor = {
    limits, line: 1, containers: [], inString: false, isEscaped: false, word: '', keys: [], base: -1, hadRecords: false, expectsValue: false,
    isAsked: false, envelope: '', removedLines: 0, element: null, elementLine: 0, elementStart: 0,
  };
  let whole: unknown;
  async function* elements(): AsyncGenerator<JsonElement[]> {
    for await (const piece of pieces) {
      const out: JsonElement[] = [];
      cursor.elementStart = 0;
      for (let i = 0; i < piece.length;) i = cursor.base >= 0 ? inRecords(cursor, piece, i, out) : inEnvelope(cursor, piece, i);
      carryOver(cursor, piece);
      if (out.length > 0) yield out;
    }
    if (cursor.element !== null || cursor.base >= 0) throw faultIn(cursor, cursor.element ?? '', cursor.elementLine);
    whole = parseEnvelope(cursor);
  }
  return { elements: elements(), envelope: () => whole };
}
