// A small JSON file read whole: a build, a health check, an inventory. Size and depth are known before it is parsed.
import { textOf } from './encoding.ts';
import { FormatError } from './format-error.ts';
import { locateJsonError } from './json-position.ts';
import { inMiB } from './limits.ts';
import type { ReportFile } from './report-file.ts';

export type JsonObject = Record<string, unknown>;
export const isObject = (value: unknown): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value);

/** `most` is in bytes of text. Throws `too_large`, `too_deep`, `truncated` and `malformed_json` with their line. */
export async function readJsonDocument(path: string, { encoding, limits }: ReportFile, most: number, signal?: AbortSignal): Promise<unknown> {
  const pieces: string[] = [];
  let length = 0;
  for await (const piece of textOf(path, encoding, signal)) {
    signal?.throwIfAborted();
    length += piece.length;
    if (length > most) throw new FormatError('too_large', { what: 'the JSON', limit: inMiB(most) });
    pieces.push(piece);
  }
  return parseJson(pieces.join('').replace(/^\uFEFF/, ''), limits.depth);
}

/** `most` is how deep it may nest. Throws `too_deep`, `truncated` and `malformed_json` with the line within the text. */
export function parseJson(text: string, most: number): unknown {
  refuseTooDeep(text, most);
  try {
    return JSON.parse(text) as unknown;
  } catch {
    const found = locateJsonError(text);
    const line = found?.line ?? 1;
    throw new FormatError(found?.isEnd ? 'truncated' : 'malformed_json', { line, ...(found ? { column: found.column, problem: found.problem } : {}) }, { line });
  }
}

function refuseTooDeep(text: string, most: number): void {
  let depth = 0;
  let line = 1;
  let inString = false;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === 10) line += 1;
    else if (inString) {
      if (c === 92) i += 1;
      else if (c === 34) inString = false;
    } else if (c === 34) inString = true;
    else if (c === 123 || c === 91) {
      depth += 1;
      if (depth > most) throw new FormatError('too_deep', { limit: most, line }, { line });
    } else if (c === 125 || c === 93) depth -= 1;
  }
}
