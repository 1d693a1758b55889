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
const backslash = 92;
const isBlank = (c: number): boolean => c === 32 || c === 10 || c === 13 || c === 9;
const opens = (c: number): boolean => c === 123 || c === 91;
const closes = (c: number): boolean => c === 125 || c === 93;

/**
 * Finds the first array of objects at the root, under a key of it, or under a wrapping key, and yields its elements. The
 * rest of the document is kept as `envelope`, to be asked after the last element. Throws `malformed_json`, `truncated`, `too_deep`
 * and `too_large` with their line.
 */
export function scanJson(pieces: AsyncIterable<string>, limits: Limits): JsonScan {
  let envelope = '';
  let whole: unknown;
  const state = { line: 1, depth: 0, inString: false, isEscaped: false, word: '', isWordOpen: false, keys: [] as string[], containers: [] as number[], base: -1, hadRecords: false, expectsValue: false, isAsked: false };
  let removedLines = 0;
  let element: string | null = null;
  let elementLine = 0;
  let elementStart = 0;

  /** The earliest fault: around the records before the one in hand, and in it before the end of the file. */
  const broken = (text: string, firstLine: number): FormatError => {
    const around = locateJsonError(envelope);
    const within = locateJsonError(text);
    const [found, from] = around && !around.isEnd ? [around, 1] : [within, firstLine];
    if (!found || found.isEnd) return new FormatError('truncated', { line: state.line }, { line: state.line });
    const line = from + found.line - 1;
    return new FormatError('malformed_json', { line, column: found.column, problem: found.problem }, { line });
  };
  const deeper = (c: number): void => {
    state.depth += 1;
    state.containers.push(c);
    if (state.depth > limits.depth) throw new FormatError('too_deep', { limit: limits.depth, line: state.line }, { line: state.line });
  };
  const mayHoldRecords = (): boolean => {
    if (state.hadRecords || state.containers.includes(91)) return false;
    const path = state.keys.slice(0, state.depth);
    return !descriptions.has(path.at(-1) ?? '') && path.slice(0, -1).every((key) => wrappers.has(key));
  };

  /** Within the records: from `from`, answers where to go on, and adds what was completed to `out`. */
  const inRecords = (piece: string, from: number, out: JsonElement[]): number => {
    let i = from;
    for (; i < piece.length; i++) {
      const c = piece.charCodeAt(i);
      if (c === 10) { state.line += 1; if (element === null) removedLines += 1; }
      if (state.inString) {
        if (state.isEscaped) state.isEscaped = false;
        else if (c === backslash) state.isEscaped = true;
        else if (c === quote) state.inString = false;
        continue;
      }
      if (element === null) {
        if (isBlank(c)) continue;
        if (c === 93 && !state.expectsValue) { state.base = -1; return i; }
        if (c === 44 && !state.expectsValue) { state.expectsValue = true; continue; }
        if (!state.expectsValue || c === 44 || c === 93) {
          const column = i - piece.lastIndexOf('\n', i);
          throw new FormatError('malformed_json', { line: state.line, column, problem: 'a value was expected' }, { line: state.line });
        }
        element = '';
        elementStart = i;
        elementLine = state.line;
      }
      if (c === quote) state.inString = true;
      else if (opens(c)) deeper(c);
      else if (closes(c) && state.depth > state.base) { state.depth -= 1; state.containers.pop(); }
      else if ((c === 44 || c === 93) && state.depth === state.base) { finish(piece.slice(elementStart, i), out); i -= 1; continue; }
      if (closes(c) && state.depth === state.base) finish(piece.slice(elementStart, i + 1), out);
    }
    return i;
  };
  const finish = (tail: string, out: JsonElement[]): void => {
    const text = element + tail;
    removedLines += state.line - elementLine;
    try {
      out.push({ value: JSON.parse(text) as unknown, line: elementLine });
    } catch {
      // A broken record is a broken document: where it ends can no longer be trusted.
      throw broken(text, elementLine);
    }
    element = null;
    state.expectsValue = false;
    state.hadRecords = true;
  };

  /** Outside the records: everything is kept, and the array that holds them is looked for. */
  const inEnvelope = (piece: string, from: number): number => {
    let i = from;
    for (; i < piece.length; i++) {
      const c = piece.charCodeAt(i);
      if (c === 10) state.line += 1;
      if (state.inString) {
        if (state.isEscaped) state.isEscaped = false;
        else if (c === backslash) state.isEscaped = true;
        else if (c === quote) state.inString = false;
        else if (state.word.length < 100) state.word += piece[i]!;
        continue;
      }
      if (isBlank(c)) continue;
      if (state.isAsked) {
        state.isAsked = false;
        if (c === 123) {
          state.base = state.depth;
          state.expectsValue = true;
          break;
        }
      }
      if (c === quote) { state.inString = true; state.word = ''; }
      else if (c === 58) state.keys[state.depth - 1] = state.word;
      else if (opens(c)) {
        state.isAsked = c === 91 && mayHoldRecords();
        deeper(c);
      } else if (closes(c)) { state.depth -= 1; state.containers.pop(); }
    }
    envelope += piece.slice(from, i);
    if (envelope.length > limits.recordBytes) throw new FormatError('too_large', { what: 'the part of the JSON around its records', limit: inMiB(limits.recordBytes) });
    return i;
  };

  async function* elements(): AsyncGenerator<JsonElement[]> {
    let isFirst = true;
    for await (const raw of pieces) {
      const piece = isFirst ? raw.replace(/^\uFEFF/, '') : raw;
      isFirst = false;
      const out: JsonElement[] = [];
      elementStart = 0;
      for (let i = 0; i < piece.length;) i = state.base >= 0 ? inRecords(piece, i, out) : inEnvelope(piece, i);
      if (element !== null) {
        element += piece.slice(elementStart);
        elementStart = 0;
        if (element.length > limits.recordBytes) throw new FormatError('too_large', { what: 'a single record', limit: inMiB(limits.recordBytes) }, { line: elementLine });
      }
      if (out.length > 0) yield out;
    }
    if (element !== null || state.base >= 0) throw broken(element ?? '', elementLine);
    whole = parseEnvelope();
  }
  const parseEnvelope = (): unknown => {
    try {
      return JSON.parse(envelope) as unknown;
    } catch {
      const found = locateJsonError(envelope);
      const line = (found?.line ?? 1) + (found && found.line > 1 ? removedLines : 0);
      throw new FormatError(found?.isEnd ? 'truncated' : 'malformed_json', { line, ...(found ? { column: found.column, problem: found.problem } : {}) }, { line });
    }
  };
  return { elements: elements(), envelope: () => whole };
}
