// Values of JSON as they stand, one by one: the elements of an array, or the lines of JSON lines.
import { textOf } from './encoding.ts';
import { FormatError } from './format-error.ts';
import { locateJsonError } from './json-position.ts';
import { scanJson } from './json-scan.ts';
import { inMiB } from './limits.ts';
import type { ReportFile } from './report-file.ts';

/** `problem` where a line of JSON lines is broken; the next one starts afresh. */
export type JsonValue = { row: number; line: number; value: unknown; problem?: string };

async function* withoutMark(pieces: AsyncIterable<string>): AsyncGenerator<string> {
  let isFirst = true;
  for await (const piece of pieces) {
    yield isFirst ? piece.replace(/^\uFEFF/, '') : piece;
    isFirst = false;
  }
}

/** Elements of the array a document consists of. Throws what `scanJson` throws. */
export async function* arrayValues(path: string, { encoding, limits }: ReportFile, signal?: AbortSignal): AsyncGenerator<JsonValue> {
  let row = 0;
  for await (const elements of scanJson(withoutMark(textOf(path, encoding, signal)), limits).elements) {
    signal?.throwIfAborted();
    for (const { value, line } of elements) yield { row: ++row, line, value };
  }
}

/** Throws `too_large` for a line longer than a record may be. */
export async function* lineValues(path: string, { encoding, limits }: ReportFile, signal?: AbortSignal): AsyncGenerator<JsonValue> {
  let carried = '';
  let line = 0;
  let row = 0;
  const values = function* (lines: string[]): Generator<JsonValue> {
    for (const each of lines) {
      line += 1;
      if (each.trim() !== '') yield parsed(each.trim(), ++row, line);
    }
  };
  for await (const piece of withoutMark(textOf(path, encoding, signal))) {
    signal?.throwIfAborted();
    const lines = (carried + piece).split('\n');
    carried = lines.pop()!;
    if (carried.length > limits.recordBytes) throw new FormatError('too_large', { what: 'a single record', limit: inMiB(limits.recordBytes) }, { line: line + lines.length + 1 });
    yield* values(lines);
  }
  yield* values([carried]);
}

function parsed(text: string, row: number, line: number): JsonValue {
  try {
    return { row, line, value: JSON.parse(text) as unknown };
  } catch {
    const fault = locateJsonError(text);
    return { row, line, value: null, problem: fault ? `column ${fault.column}: ${fault.problem}` : text };
  }
}
