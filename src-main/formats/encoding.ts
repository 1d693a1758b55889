// Bytes to text: which encoding a file is in, and its text in pieces. UTF-8 and UTF-16 are recognised; anything else is asked.
import { isUtf8 } from 'node:buffer';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { FormatError } from './format-error.ts';

const pieceBytes = 128 * 1024;
/** Offered when a file is not UTF-8; the first is by far the commonest in exports. */
export const encodingCandidates = ['windows-1252', 'iso-8859-15', 'windows-1250', 'windows-1251', 'shift_jis', 'gb18030'];

/** `name` is null when only a person can tell; `line` then names the first line that is not UTF-8. */
export type Encoding = { name: string | null; bomBytes: number; line?: number };

async function head(path: string, bytes: number): Promise<Buffer> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(bytes), 0, bytes, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

function byMark(start: Buffer): Encoding | null {
  if (start[0] === 0xef && start[1] === 0xbb && start[2] === 0xbf) return { name: 'utf-8', bomBytes: 3 };
  if (start[0] === 0xff && start[1] === 0xfe) return { name: 'utf-16le', bomBytes: 2 };
  if (start[0] === 0xfe && start[1] === 0xff) return { name: 'utf-16be', bomBytes: 2 };
  return null;
}

/** UTF-16 without a mark shows as zero bytes at every other place, as long as the text is mostly Latin. */
function byZeroes(start: Buffer): Encoding | null {
  const zeroes = [0, 0];
  for (let i = 0; i < start.length; i++) if (start[i] === 0) zeroes[i % 2]! += 1;
  const half = start.length / 2;
  if (zeroes[1]! > half * 0.6 && zeroes[0]! < half * 0.1) return { name: 'utf-16le', bomBytes: 0 };
  if (zeroes[0]! > half * 0.6 && zeroes[1]! < half * 0.1) return { name: 'utf-16be', bomBytes: 0 };
  if (zeroes[0]! + zeroes[1]! > 0) throw new FormatError('not_a_change_file', { what: 'it is a binary file, not text' });
  return null;
}

/** How many bytes at the end belong to a character that is not complete yet. */
function openTail(bytes: Buffer): number {
  for (let back = 1; back <= 3 && back <= bytes.length; back++) {
    const byte = bytes[bytes.length - back]!;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) return (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) > back ? back : 0;
  }
  return 0;
}

const countLines = (bytes: Buffer): number => {
  let lines = 0;
  for (let at = bytes.indexOf(10); at !== -1; at = bytes.indexOf(10, at + 1)) lines += 1;
  return lines;
};

/** Where UTF-8 ends within a piece known not to be UTF-8: halves until one byte is left. */
function firstWrong(bytes: Buffer): number {
  let low = 0;
  let high = bytes.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    const part = bytes.subarray(0, middle);
    if (isUtf8(part.subarray(0, middle - openTail(part)))) low = middle;
    else high = middle;
  }
  return low;
}

/** Pieces of a UTF-8 file that each end between two characters, mark left out. Throws `not_utf8` with the line. */
export async function* utf8Pieces(path: string, signal?: AbortSignal): AsyncGenerator<Buffer> {
  let carried: Buffer = Buffer.alloc(0);
  let offset = 0;
  let isFirst = true;
  for await (const read of createReadStream(path, { highWaterMark: pieceBytes, ...(signal ? { signal } : {}) }) as AsyncIterable<Buffer>) {
    let bytes = carried.length > 0 ? Buffer.concat([carried, read]) : read;
    if (isFirst && bytes.length >= 3 && byMark(bytes)?.bomBytes === 3) {
      bytes = bytes.subarray(3);
      offset = 3;
    }
    isFirst = false;
    const whole = bytes.subarray(0, bytes.length - openTail(bytes));
    carried = bytes.subarray(whole.length);
    if (!isUtf8(whole)) throw await notUtf8(path, offset + firstWrong(whole));
    offset += whole.length;
    if (whole.length > 0) yield whole;
  }
  if (carried.length > 0) throw await notUtf8(path, offset);
}

/** The line of a byte, counted only once something is wrong there: counting along would cost a tenth of the reading. */
async function lineOf(path: string, offset: number): Promise<number> {
  let line = 1;
  if (offset > 0) for await (const bytes of createReadStream(path, { end: offset - 1 }) as AsyncIterable<Buffer>) line += countLines(bytes);
  return line;
}

async function notUtf8(path: string, offset: number): Promise<FormatError> {
  const line = await lineOf(path, offset);
  return new FormatError('not_utf8', { line }, { line });
}

/** Text of a file in any other encoding, in pieces. Throws `unknown_encoding`, or `wrong_encoding` where bytes do not fit. */
async function* decodedPieces(path: string, encoding: string, signal?: AbortSignal): AsyncGenerator<string> {
  const decoder = decoderFor(encoding);
  const decode = (bytes?: Buffer): string => {
    try {
      return bytes ? decoder.decode(bytes, { stream: true }) : decoder.decode();
    } catch (error) {
      if (error instanceof TypeError) throw new FormatError('wrong_encoding', { encoding });
      throw error;
    }
  };
  for await (const bytes of createReadStream(path, { highWaterMark: pieceBytes, ...(signal ? { signal } : {}) }) as AsyncIterable<Buffer>) {
    const text = decode(bytes);
    if (text !== '') yield text;
  }
  const rest = decode();
  if (rest !== '') yield rest;
}

function decoderFor(encoding: string): TextDecoder {
  try {
    return new TextDecoder(encoding, { fatal: true });
  } catch {
    throw new FormatError('unknown_encoding', { encoding });
  }
}

const isPlain = (encoding: string): boolean => decoderFor(encoding).encoding === 'utf-8';

/** The file's text as UTF-8 bytes, whatever it was; each piece ends between two characters. */
export async function* bytesOf(path: string, encoding: string, signal?: AbortSignal): AsyncGenerator<Buffer> {
  if (isPlain(encoding)) yield* utf8Pieces(path, signal);
  else for await (const text of decodedPieces(path, encoding, signal)) yield Buffer.from(text);
}

export async function* textOf(path: string, encoding: string, signal?: AbortSignal): AsyncGenerator<string> {
  if (isPlain(encoding)) for await (const bytes of utf8Pieces(path, signal)) yield bytes.toString('utf8');
  else yield* decodedPieces(path, encoding, signal);
}

/** Where a file stops being UTF-8, null when it never does. One buffer goes over all of it: a new one for each piece would pile up as garbage, for nothing here is kept. */
async function firstNotUtf8(path: string, from: number, signal?: AbortSignal): Promise<number | null> {
  const file = await open(path, 'r');
  try {
    const buffer = Buffer.allocUnsafe(pieceBytes);
    // Bytes of a character whose end was not read yet lie at the start of the buffer.
    let carried = 0;
    let offset = from;
    for (;;) {
      signal?.throwIfAborted();
      const { bytesRead } = await file.read(buffer, carried, pieceBytes - carried, offset + carried);
      if (bytesRead === 0) return carried === 0 ? null : offset;
      const bytes = buffer.subarray(0, carried + bytesRead);
      const whole = bytes.subarray(0, bytes.length - openTail(bytes));
      if (!isUtf8(whole)) return offset + firstWrong(whole);
      offset += whole.length;
      carried = bytes.length - whole.length;
      buffer.copyWithin(0, whole.length, bytes.length);
    }
  } finally {
    await file.close();
  }
}

/** Reads the whole file once (about 1 GB/s), so that a single odd byte near the end is asked about before the import. */
export async function detectEncoding(path: string, signal?: AbortSignal): Promise<Encoding> {
  const start = await head(path, 64 * 1024);
  const found = byMark(start) ?? byZeroes(start);
  if (found && found.name !== 'utf-8') return found;
  const bomBytes = found?.bomBytes ?? 0;
  const odd = await firstNotUtf8(path, bomBytes, signal);
  return odd === null ? { name: 'utf-8', bomBytes } : { name: null, bomBytes: 0, line: await lineOf(path, odd) };
}

/** The first characters of the file, without reading more of it. */
export async function textHead(path: string, encoding: string, bytes = 128 * 1024): Promise<string> {
  const start = await head(path, bytes);
  const decoder = new TextDecoder(decoderFor(encoding).encoding);
  return decoder.decode(start, { stream: true });
}

export const bytesHead = (path: string): Promise<Buffer> => head(path, 4096);
