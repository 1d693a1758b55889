// Canonical JSON: RFC 8785 over a smaller value set, so that one value has exactly one form in bytes.

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** The value has no canonical form, or the bytes are not in it. `reason` is a plain phrase. */
export class CanonicalError extends Error {
  readonly reason: string;
  constructor(reason: string) {
    super(`not canonical: ${reason}`);
    this.name = 'CanonicalError';
    this.reason = reason;
  }
}

const maxDepth = 16;
const plainText = /^[ !#-[\]-~]*$/;
const loneSurrogate = /\p{Surrogate}/u;

function text(value: string): string {
  if (plainText.test(value)) return `"${value}"`;
  if (loneSurrogate.test(value)) throw new CanonicalError('a string with a lone surrogate');
  // On well-formed strings JSON.stringify escapes exactly what RFC 8785, 3.2.2.2 asks for.
  return JSON.stringify(value);
}

function array(value: unknown[], depth: number): string {
  if (depth > maxDepth) throw new CanonicalError(`deeper than ${maxDepth} levels`);
  if (Object.getPrototypeOf(value) !== Array.prototype) throw new CanonicalError('an array with a class of its own');
  if (Object.keys(value).length !== value.length || Object.getOwnPropertySymbols(value).length > 0) throw new CanonicalError('an array with holes or named properties');
  let out = '[';
  for (let i = 0; i < value.length; i += 1) out += i === 0 ? write(value[i], depth) : `,${write(value[i], depth)}`;
  return `${out}]`;
}

/** By UTF-16 code units, as RFC 8785, 3.2.3 demands and sort does by default. What was read from canonical bytes mostly is in order. */
function sorted(keys: string[]): string[] {
  for (let i = 1; i < keys.length; i += 1) if ((keys[i - 1] as string) > (keys[i] as string)) return keys.sort();
  return keys;
}

function object(value: Record<string, unknown>, depth: number): string {
  if (depth > maxDepth) throw new CanonicalError(`deeper than ${maxDepth} levels`);
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) throw new CanonicalError('an object that is not plain');
  if (Object.getOwnPropertySymbols(value).length > 0) throw new CanonicalError('a symbol as key');
  const keys = sorted(Object.keys(value));
  let out = '{';
  for (let i = 0; i < keys.length; i += 1) {
    const key = keys[i] as string;
    out += `${i === 0 ? '' : ','}${text(key)}:${write(value[key], depth)}`;
  }
  return `${out}}`;
}

function write(value: unknown, depth: number): string {
  if (typeof value === 'string') return text(value);
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value) || Object.is(value, -0)) throw new CanonicalError('a number that is not a safe integer');
    return String(value);
  }
  if (value === null) return 'null';
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  if (typeof value !== 'object') throw new CanonicalError(`a value of type ${typeof value}`);
  return Array.isArray(value) ? array(value, depth + 1) : object(value as Record<string, unknown>, depth + 1);
}

/** The canonical text of a value (RFC 8785; only null, booleans, safe integers, well-formed strings, arrays, plain objects; at most 16 levels). Throws `CanonicalError`. */
export const encode = (value: unknown): string => write(value, 0);

/** The canonical text as UTF-8 bytes. Throws `CanonicalError`. */
export const encodeBytes = (value: unknown): Uint8Array => Buffer.from(write(value, 0), 'utf8');

// A byte order mark is kept, so that JSON.parse refuses it instead of it being dropped unseen.
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The value of canonical bytes; anything that would encode to other bytes throws `CanonicalError`, such as a repeated key, a space or `1.0`. */
export function decodeStrict(bytes: Uint8Array): Json {
  let source: string;
  let value: Json;
  try {
    source = utf8.decode(bytes);
  } catch {
    throw new CanonicalError('bytes that are not UTF-8');
  }
  try {
    value = JSON.parse(source) as Json;
  } catch {
    throw new CanonicalError('text that is not JSON');
  }
  if (write(value, 0) !== source) throw new CanonicalError('JSON in another form than the canonical one');
  return value;
}
