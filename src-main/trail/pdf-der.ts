// Just enough DER (X.690) to write and strictly read one signature container: definite, shortest lengths only.

export class DerError extends Error {
  constructor(problem: string) {
    super(problem);
    this.name = 'DerError';
  }
}

/** `bytes` is the whole element, `body` its contents. */
export type Der = { tag: number; body: Buffer; bytes: Buffer };

export const tags = { integer: 0x02, octets: 0x04, null: 0x05, oid: 0x06, sequence: 0x30, set: 0x31, context0: 0xa0 } as const;

const lengthBytes = (length: number): Buffer => {
  if (length < 0x80) return Buffer.from([length]);
  const digits = length.toString(16);
  const big = Buffer.from(digits.length % 2 ? `0${digits}` : digits, 'hex');
  return Buffer.concat([Buffer.from([0x80 | big.length]), big]);
};

export const der = (tag: number, ...parts: Uint8Array[]): Buffer => {
  const body = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([tag]), lengthBytes(body.length), body]);
};
export const sequence = (...parts: Uint8Array[]): Buffer => der(tags.sequence, ...parts);
/** Members of a DER set stand in the order of their bytes. */
export const setOf = (tag: number, parts: readonly Uint8Array[]): Buffer => der(tag, ...[...parts].sort((a, b) => Buffer.compare(a, b)));
export const octets = (bytes: Uint8Array): Buffer => der(tags.octets, bytes);

/** A non-negative integer. */
export const integer = (value: number): Buffer => {
  const digits = value.toString(16);
  const big = Buffer.from(digits.length % 2 ? `0${digits}` : digits, 'hex');
  return der(tags.integer, big[0]! & 0x80 ? Buffer.concat([Buffer.from([0]), big]) : big);
};

const base128 = (arc: bigint): number[] => {
  const out = [Number(arc & 0x7fn)];
  for (let rest = arc >> 7n; rest > 0n; rest >>= 7n) out.unshift(Number(rest & 0x7fn) | 0x80);
  return out;
};
export const oid = (dotted: string): Buffer => {
  const [first, second, ...rest] = dotted.split('.').map(BigInt);
  return der(tags.oid, Buffer.from([first! * 40n + second!, ...rest].flatMap(base128)));
};

/** Reads one element at the start of `bytes`; what follows it is the caller's. */
export function readDer(bytes: Buffer): Der {
  if (bytes.length < 2) throw new DerError('it ends too early');
  const tag = bytes[0]!;
  if ((tag & 0x1f) === 0x1f) throw new DerError('a tag is too long');
  let length = bytes[1]!;
  let start = 2;
  if (length >= 0x80) {
    const count = length & 0x7f;
    if (count === 0 || count > 4 || bytes.length < 2 + count) throw new DerError('a length is malformed');
    length = bytes.readUIntBE(2, count);
    start += count;
    if (length < 0x80 || (count > 1 && bytes[2] === 0)) throw new DerError('a length is not the shortest');
  }
  if (start + length > bytes.length) throw new DerError('it ends too early');
  return { tag, body: bytes.subarray(start, start + length), bytes: bytes.subarray(0, start + length) };
}

/** The elements inside another one, all of them, at most 64. */
export function children({ body }: Der): Der[] {
  const found: Der[] = [];
  for (let rest = body; rest.length > 0;) {
    if (found.length === 64) throw new DerError('there are too many elements');
    const next = readDer(rest);
    found.push(next);
    rest = rest.subarray(next.bytes.length);
  }
  return found;
}

/** The child at a place, with the tag it must have. */
export function child(parent: Der, place: number, tag: number): Der {
  const found = children(parent)[place];
  if (!found || found.tag !== tag) throw new DerError('an element is missing or of another kind');
  return found;
}
