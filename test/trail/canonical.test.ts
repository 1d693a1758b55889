import canonicalize from 'canonicalize';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../../src-main/trail/canonical.ts';
import { CanonicalError, decodeStrict, encode, encodeBytes } from '../../src-main/trail/canonical.ts';

const text = fc.string({ unit: 'grapheme', maxLength: 20 }).filter((s) => s.isWellFormed());
const { value } = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 5, depthSize: 'medium' },
    fc.constant(null), fc.boolean(), fc.maxSafeInteger().filter((n) => !Object.is(n, -0)), text, fc.string({ unit: 'binary', maxLength: 12 }).filter((s) => s.isWellFormed()),
    fc.array(tie('value'), { maxLength: 5 }), fc.dictionary(fc.oneof(text, fc.constantFrom('__proto__', 'constructor', '10', '9', '\u20ac', '\ufb33', '\ud83d\ude00')), tie('value'), { maxKeys: 6 }),
  ),
}));

function nested(depth: number): unknown {
  let inner: unknown = 1;
  for (let i = 0; i < depth; i += 1) inner = i % 2 === 0 ? [inner] : { a: inner };
  return inner;
}
const circle: Record<string, unknown> = {};
circle['self'] = circle;
const ring: unknown[] = [];
ring.push(ring);
class Point { x = 1; }
class List extends Array<number> {}
const sparse = [1, 2, 3];
delete sparse[1];
const mustThrow: [string, unknown][] = [
  ['a fraction', 0.5], ['a negative fraction', -1.25], ['the smallest fraction', Number.MIN_VALUE], ['epsilon', Number.EPSILON], ['not a number', Number.NaN],
  ['infinity', Number.POSITIVE_INFINITY], ['negative infinity', Number.NEGATIVE_INFINITY], ['minus zero', -0], ['2^53', 2 ** 53], ['-2^53', -(2 ** 53)], ['1e21', 1e21], ['the largest number', Number.MAX_VALUE],
  ['a high surrogate', '\ud800'], ['a low surrogate', '\udfff'], ['surrogates in the wrong order', '\ude00\ud83d'], ['a surrogate at the end', 'abc\ud83d'], ['a surrogate before text', '\udc00abc'], ['two high surrogates', '\ud83d\ud83d\ude00'],
  ['a surrogate as key', { '\ud800': 1 }], ['a surrogate within a list', ['\udbff']], ['a surrogate deep inside', { a: [{ b: '\udc00' }] }],
  ['undefined', undefined], ['undefined in an object', { a: undefined }], ['undefined in a list', [undefined]], ['a function', () => 1], ['a function in an object', { f() { return 1; } }], ['a class', Point],
  ['a symbol', Symbol('s')], ['a symbol as value', { a: Symbol('s') }], ['a symbol as key', { [Symbol('s')]: 1 }], ['a symbol as key of a list', Object.assign([1], { [Symbol('s')]: 1 })], ['a big integer', 1n], ['a big integer inside', [2n]],
  ['a date', new Date(0)], ['a map', new Map([['a', 1]])], ['a set', new Set([1])], ['a weak map', new WeakMap()], ['a pattern', /a/], ['an error', new Error('e')], ['a promise', Promise.resolve(1)], ['a proxy of a map', new Proxy(new Map(), {})],
  ['bytes', new Uint8Array(2)], ['a buffer', Buffer.from('ab')], ['an array buffer', new ArrayBuffer(2)], ['floats', new Float64Array(1)], ['a boxed number', Object(1)], ['a boxed string', Object('a')], ['a boxed boolean', Object(true)], ['a boxed symbol', Object(Symbol('s'))],
  ['an instance', new Point()], ['an object with a prototype', Object.create({ a: 1 })], ['a list with a class', List.from([1])], ['a list with a hole', sparse], ['a list of holes', Array(3)], ['a list with a name', Object.assign([1], { extra: 1 })],
  ['toJSON of its own', { toJSON: () => 1 }], ['toJSON inside', [{ toJSON() { return null; } }]], ['arguments', (function f() { return arguments; })()], ['an object that holds itself', circle], ['a list that holds itself', ring],
  ['seventeen levels', nested(17)], ['a thousand levels', nested(1000)], ['a generator', (function* g() { yield 1; })()], ['a URL', new URL('https://example.org/')],
];

describe('canonical form', () => {
  it('agrees with an independent RFC 8785 encoder on ten thousand values', () => {
    fc.assert(fc.property(value, (v) => { expect(encode(v)).toBe(canonicalize(v)); }), { numRuns: 10_000 });
  });

  it('reads back what it wrote', () => {
    fc.assert(fc.property(value, (v) => { expect(encode(decodeStrict(encodeBytes(v)))).toBe(encode(v)); }), { numRuns: 1000 });
  });

  it('sorts keys by UTF-16 code units, as the example of RFC 8785 does', () => {
    const example = { '\u20ac': 1, '\r': 2, '\ufb33': 3, '1': 4, '\ud83d\ude00': 5, '\u0080': 6, '\u00f6': 7 };
    expect(Object.values(JSON.parse(encode(example)) as object)).toHaveLength(7);
    expect(encode(example)).toBe('{"\\r":2,"1":4,"\u0080":6,"\u00f6":7,"\u20ac":1,"\ud83d\ude00":5,"\ufb33":3}');
  });

  it('writes sixteen levels', () => {
    expect(encode(nested(16))).toContain('1');
  });

  it.each(mustThrow)('refuses %s', (_, v) => {
    expect(() => encode(v)).toThrow(CanonicalError);
  });

  it('has at least sixty inputs to refuse', () => {
    expect(mustThrow.length).toBeGreaterThanOrEqual(60);
  });

  it.each([
    ['a space', '{"a": 1}'], ['keys out of order', '{"b":1,"a":2}'], ['a repeated key', '{"a":1,"a":1}'], ['a fraction that is whole', '1.0'], ['an exponent', '1e2'], ['minus zero', '-0'], ['a large number', '1e400'],
    ['an escape that is not needed', '"\\u0041"'], ['an escaped slash', '"\\/"'], ['an upper-case escape', '"\\u001F"'], ['a lone surrogate', '"\\ud800"'], ['an end of line', '{}\n'], ['a byte order mark', '\ufeff{}'],
    ['nothing', ''], ['two values', '1 2'], ['a trailing comma', '[1,]'], ['deep nesting', '['.repeat(100_000) + ']'.repeat(100_000)],
  ])('does not read %s', (_, source) => {
    expect(() => decodeStrict(Buffer.from(source))).toThrow(CanonicalError);
  });

  it.each([['an overlong form', [0x22, 0xc0, 0xaf, 0x22]], ['a surrogate in UTF-8', [0x22, 0xed, 0xa0, 0x80, 0x22]], ['a cut sequence', [0x22, 0xe2, 0x82, 0x22]], ['a stray byte', [0x22, 0xff, 0x22]]])('does not read UTF-8 with %s', (_, bytes) => {
    expect(() => decodeStrict(Uint8Array.from(bytes as number[]))).toThrow(CanonicalError);
  });
});
