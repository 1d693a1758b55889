// Canonical JSON (RFC 8785) over a smaller value set: what cannot be written in exactly one way is refused (trail design, A3).
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** Nesting that the trail allows. */
export const maxDepth = 16;

export class CanonicalError extends Error {
  constructor(problem: string) {
    super(problem);
    this.name = 'CanonicalError';
  }
}

const fail = (problem: string): never => { throw new CanonicalError(problem); };

function text(value: string): string {
  if (!value.isWellFormed()) fail('a string with a lone surrogate has no UTF-8 form');
  return JSON.stringify(value);
}

function number(value: number): string {
  if (!Number.isSafeInteger(value)) fail('only safe integers are numbers here; decimals are strings');
  if (Object.is(value, -0)) fail('minus zero has no canonical form');
  return String(value);
}

function object(value: object, depth: number): string {
  const proto: unknown = Object.getPrototypeOf(value);
  if (proto !== Object.prototype && proto !== null) fail('only plain objects are values here');
  if (Object.getOwnPropertySymbols(value).length > 0) fail('symbols are no keys here');
  const keys = Object.keys(value).toSorted();
  if (keys.length !== Object.getOwnPropertyNames(value).length) fail('hidden properties are not values');
  let out = '{';
  for (const key of keys) out += `${out.length > 1 ? ',' : ''}${text(key)}:${write((value as Record<string, unknown>)[key], depth + 1)}`;
  return `${out}}`;
}

function array(value: readonly unknown[], depth: number): string {
  if (Object.keys(value).length !== value.length) fail('an array with holes or extra properties is not a value');
  return `[${value.map((item) => write(item, depth + 1)).join(',')}]`;
}

function write(value: unknown, depth: number): string {
  if (depth > maxDepth) fail(`nested deeper than ${maxDepth} levels`);
  if (value === null) return 'null';
  switch (typeof value) {
    case 'boolean': return value ? 'true' : 'false';
    case 'number': return number(value);
    case 'string': return text(value);
    case 'object': return Array.isArray(value) ? array(value, depth) : object(value, depth);
    default: return fail(`${typeof value} is not a value here`);
  }
}

/** RFC 8785 text of a value; throws `CanonicalError` on anything with more than one form. Keys sort by UTF-16 code units. */
export const encode = (value: unknown): string => write(value, 0);
export const encodeBytes = (value: unknown): Uint8Array => Buffer.from(write(value, 0), 'utf8');

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Parses bytes that must be canonical already: decoding and encoding again gives the same bytes, or it throws. */
export function decodeStrict(bytes: Uint8Array): Json {
  let parsed: Json;
  let source: string;
  try {
    source = utf8.decode(bytes);
    parsed = JSON.parse(source) as Json;
  } catch {
    throw new CanonicalError('not JSON in UTF-8');
  }
  if (encode(parsed) !== source) throw new CanonicalError('not in canonical form');
  return parsed;
}
