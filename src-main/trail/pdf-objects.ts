// Reads the objects of a PDF as Gavel writes it: one classic cross-reference table, no object streams, no encryption.
// Everything is bounded and every complaint is a `PdfError`; the file may come from anybody.
import { inflateSync } from 'node:zlib';
import { PdfError, readAt } from './pdf-bytes.ts';
import type { PdfBytes, Range } from './pdf-bytes.ts';

export type PdfName = { name: string };
export type PdfText = { text: Buffer };
export type PdfRef = { ref: number };
export type PdfDict = Map<string, PdfValue>;
export type PdfValue = null | boolean | number | PdfName | PdfText | PdfRef | PdfValue[] | PdfDict;
/** `place` is the whole object in the file; `stream` the raw stream inside it. */
export type PdfObject = { id: number; value: PdfValue; place: Range; stream: Range | null };
export type PdfObjects = { file: PdfBytes; offsets: Float64Array; trailer: PdfDict; xref: Range };

const mostObjects = 8_000_000;
const deepest = 64;
const largestObject = 64 << 20;
/** Nothing Gavel embeds is larger once expanded: evidence above 64 MiB goes beside the file. */
export const largestStream = 512 << 20;

const bad = (text: string): PdfError => new PdfError('malformed', text);
class Truncated extends Error {}

const isSpace = (c: number): boolean => c === 32 || c === 10 || c === 13 || c === 9 || c === 12 || c === 0;
const isDelimiter = (c: number): boolean => c === 40 || c === 41 || c === 60 || c === 62 || c === 91 || c === 93 || c === 123 || c === 125 || c === 47 || c === 37;

type Cursor = { bytes: Buffer; at: number };
function skipSpace(cursor: Cursor): void {
  while (cursor.at < cursor.bytes.length && isSpace(cursor.bytes[cursor.at]!)) cursor.at += 1;
}
const peek = (cursor: Cursor): number => {
  if (cursor.at >= cursor.bytes.length) throw new Truncated();
  return cursor.bytes[cursor.at]!;
};

function word(cursor: Cursor): string {
  const start = cursor.at;
  while (cursor.at < cursor.bytes.length && !isSpace(cursor.bytes[cursor.at]!) && !isDelimiter(cursor.bytes[cursor.at]!)) cursor.at += 1;
  if (cursor.at >= cursor.bytes.length) throw new Truncated();
  if (cursor.at - start > 1000) throw bad('A word in the file is too long.');
  return cursor.bytes.toString('latin1', start, cursor.at);
}

const escapes: Record<string, number> = { n: 10, r: 13, t: 9, b: 8, f: 12, '(': 40, ')': 41, '\\': 92 };
function literal(cursor: Cursor): PdfText {
  const out: number[] = [];
  let depth = 1;
  cursor.at += 1;
  for (;;) {
    const c = peek(cursor);
    cursor.at += 1;
    if (c === 92) {
      const next = String.fromCharCode(peek(cursor));
      cursor.at += 1;
      out.push(escapes[next] ?? next.charCodeAt(0));
      continue;
    }
    if (c === 40) depth += 1;
    if (c === 41) depth -= 1;
    if (depth === 0) return { text: Buffer.from(out) };
    out.push(c);
  }
}

function hexText(cursor: Cursor): PdfText {
  const end = cursor.bytes.indexOf(62, cursor.at);
  if (end < 0) throw new Truncated();
  const digits = cursor.bytes.toString('latin1', cursor.at + 1, end);
  if (!/^[0-9a-fA-F\s]*$/.test(digits)) throw bad('A hexadecimal string is malformed.');
  cursor.at = end + 1;
  return { text: Buffer.from(digits.replace(/\s/g, ''), 'hex') };
}

function dictionary(cursor: Cursor, depth: number): PdfDict {
  const dict: PdfDict = new Map();
  cursor.at += 2;
  for (;;) {
    skipSpace(cursor);
    if (peek(cursor) === 62) {
      if (cursor.at + 1 >= cursor.bytes.length) throw new Truncated();
      if (cursor.bytes[cursor.at + 1] !== 62) throw bad('A dictionary is malformed.');
      cursor.at += 2;
      return dict;
    }
    if (peek(cursor) !== 47) throw bad('A dictionary has a key that is no name.');
    cursor.at += 1;
    const key = word(cursor);
    if (dict.has(key)) throw bad(`A dictionary has ${key} twice.`);
    dict.set(key, readValue(cursor, depth + 1));
  }
}

function array(cursor: Cursor, depth: number): PdfValue[] {
  const list: PdfValue[] = [];
  cursor.at += 1;
  for (;;) {
    skipSpace(cursor);
    if (peek(cursor) === 93) { cursor.at += 1; return list; }
    list.push(readValue(cursor, depth + 1));
  }
}

const reference = /^(\d{1,10})[\s]+0[\s]+R(?=[\s\]/><]|$)/;
function plain(cursor: Cursor): PdfValue {
  const ahead = reference.exec(cursor.bytes.toString('latin1', cursor.at, Math.min(cursor.bytes.length, cursor.at + 20)));
  if (ahead) { cursor.at += ahead[0].length; return { ref: Number(ahead[1]) }; }
  const text = word(cursor);
  if (/^[+-]?(\d+\.?\d*|\.\d+)$/.test(text)) return Number(text);
  if (text === 'true' || text === 'false') return text === 'true';
  if (text === 'null') return null;
  throw bad('The file holds something that is no PDF value.');
}

function readValue(cursor: Cursor, depth: number): PdfValue {
  if (depth > deepest) throw bad('The file is nested too deeply.');
  skipSpace(cursor);
  const c = peek(cursor);
  if (c === 47) { cursor.at += 1; return { name: word(cursor).replace(/#([0-9a-fA-F]{2})/g, (_, h: string) => String.fromCharCode(parseInt(h, 16))) }; }
  if (c === 40) return literal(cursor);
  if (c === 91) return array(cursor, depth);
  if (c !== 60) return plain(cursor);
  if (cursor.at + 1 >= cursor.bytes.length) throw new Truncated();
  return cursor.bytes[cursor.at + 1] === 60 ? dictionary(cursor, depth) : hexText(cursor);
}

/** Reads more of the file until `parse` is content. */
async function growing<T>(file: PdfBytes, from: number, parse: (bytes: Buffer) => T): Promise<T> {
  for (let length = 4096; ; length *= 8) {
    const bytes = await readAt(file, from, length);
    try {
      return parse(bytes);
    } catch (error) {
      if (!(error instanceof Truncated)) throw error;
      if (bytes.length < length || length >= largestObject) throw bad(`The file ends in the middle of an object that starts at byte ${from}.`);
    }
  }
}

/** The cross-reference table named at the very end of the file, with its trailer. */
export async function openObjects(file: PdfBytes): Promise<PdfObjects> {
  const tail = (await readAt(file, Math.max(0, file.size - 64), 64)).toString('latin1');
  const end = /startxref\n(\d{1,10})\n%%EOF\n$/.exec(tail);
  if (!end) throw bad('The file does not end with its own table of contents.');
  const at = Number(end[1]);
  const head = (await readAt(file, at, 64)).toString('latin1');
  const opening = /^xref\n0 (\d{1,8})\n/.exec(head);
  if (!opening) throw bad(`There is no cross-reference table at byte ${at}.`);
  const count = Number(opening[1]);
  if (count > mostObjects || at + count * 20 > file.size) throw new PdfError('limit_exceeded', 'The file claims more objects than it can hold.');
  const rows = (await readAt(file, at + opening[0].length, count * 20)).toString('latin1');
  const offsets = new Float64Array(count);
  for (let i = 0; i < count; i += 1) {
    const row = rows.slice(i * 20, i * 20 + 20);
    if (!(i === 0 ? row === '0000000000 65535 f \n' : /^\d{10} 00000 n \n$/.test(row))) throw bad(`Row ${i} of the cross-reference table is malformed.`);
    offsets[i] = Number(row.slice(0, 10));
  }
  const trailerAt = at + opening[0].length + count * 20;
  const trailer = await growing(file, trailerAt, (bytes) => {
    if (bytes.toString('latin1', 0, 8) !== 'trailer\n') throw bad('The trailer is missing.');
    return readValue({ bytes, at: 8 }, 0);
  });
  if (!(trailer instanceof Map)) throw bad('The trailer is no dictionary.');
  return { file, offsets, trailer, xref: { from: at, to: file.size } };
}

const streamLength = async (objects: PdfObjects, value: PdfValue): Promise<number> => {
  const length = value instanceof Map ? await resolve(objects, value.get('Length') ?? null) : null;
  if (typeof length !== 'number' || length < 0 || length > objects.file.size) throw bad('A stream does not say how long it is.');
  return length;
};

/** One object by its number. */
export async function readObject(objects: PdfObjects, id: number): Promise<PdfObject> {
  const from = objects.offsets[id];
  if (id < 1 || from === undefined || from <= 0) throw bad(`There is no object ${id}.`);
  const parsed = await growing(objects.file, from, (bytes) => {
    const head = `${id} 0 obj\n`;
    if (bytes.toString('latin1', 0, head.length) !== head) throw bad(`Object ${id} is not where the table says (byte ${from}).`);
    const cursor = { bytes, at: head.length };
    // A bare number or reference ends with its line.
    const value = readValue(cursor, 0);
    skipSpace(cursor);
    return { value, end: cursor.at, next: word(cursor) };
  });
  if (parsed.next === 'endobj') return { id, value: parsed.value, place: { from, to: from + parsed.end + 7 }, stream: null };
  if (parsed.next !== 'stream') throw bad(`Object ${id} does not end as it should.`);
  const start = from + parsed.end + 7;
  const length = await streamLength(objects, parsed.value);
  const after = (await readAt(objects.file, start + length, 19)).toString('latin1');
  const closing = /^\s{1,3}endstream\nendobj\n/.exec(after);
  if (!closing) throw bad(`The stream of object ${id} does not end where it says.`);
  return { id, value: parsed.value, place: { from, to: start + length + closing[0].length }, stream: { from: start, to: start + length } };
}

/** Follows references, at most 8 of them. */
export async function resolve(objects: PdfObjects, value: PdfValue | undefined): Promise<PdfValue> {
  let found = value ?? null;
  for (let i = 0; i < 8; i += 1) {
    if (typeof found !== 'object' || found === null || !('ref' in found)) return found;
    found = (await readObject(objects, found.ref)).value;
  }
  throw bad('References go in circles.');
}

export const isName = (value: PdfValue | undefined, name: string): boolean => typeof value === 'object' && value !== null && 'name' in value && value.name === name;
export const isRef = (value: PdfValue | undefined): value is PdfRef => typeof value === 'object' && value !== null && 'ref' in value;

export async function resolveDict(objects: PdfObjects, value: PdfValue | undefined, what: string): Promise<PdfDict> {
  const found = await resolve(objects, value);
  if (!(found instanceof Map)) throw bad(`${what} is missing.`);
  return found;
}

/** A text string: UTF-16 with mark, else Latin letters. */
export function textOf(value: PdfValue | undefined): string {
  if (typeof value !== 'object' || value === null || !('text' in value)) return '';
  const { text } = value;
  return text[0] === 0xfe && text[1] === 0xff ? Buffer.from(text.subarray(2)).swap16().toString('utf16le') : text.toString('latin1');
}

/** The contents of a stream, expanded; the length is limited before it is allocated. */
export async function readStream(objects: PdfObjects, object: PdfObject, most = largestStream): Promise<Buffer> {
  if (!object.stream || !(object.value instanceof Map)) throw bad(`Object ${object.id} has no contents.`);
  const { from, to } = object.stream;
  if (to - from > most) throw new PdfError('limit_exceeded', `The contents of object ${object.id} are too large.`);
  const raw = await readAt(objects.file, from, to - from);
  const filter = object.value.get('Filter');
  if (filter === undefined || filter === null) return raw;
  if (!isName(filter, 'FlateDecode')) throw bad(`Object ${object.id} is packed in a way Gavel never uses.`);
  try {
    return inflateSync(raw, { maxOutputLength: most });
  } catch (error) {
    if (error instanceof RangeError) throw new PdfError('limit_exceeded', `The contents of object ${object.id} are too large.`);
    throw bad(`The contents of object ${object.id}, bytes ${from} to ${to - 1}, are damaged.`);
  }
}
