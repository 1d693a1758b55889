// Bundles nobody honest makes: the reader refuses each with a `BundleError`, before it allocates what they ask for.
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bundleLimits } from '../../src-main/trail/bundle-error.ts';
import { bundleFrames } from '../../src-main/trail/bundle-frames.ts';
import { openBundleReader } from '../../src-main/trail/bundle-reader.ts';
import { encodeBytes } from '../../src-main/trail/canonical.ts';
import { sha256 } from '../../src-main/trail/hashes.ts';
import { signBytes } from '../../src-main/trail/keys.ts';
import { bytesOf, collecting, problemOf, readAll, smallParts } from './bundle-in-memory.ts';
import { feeds, keys } from './trail-in-memory.ts';

const frames = [...bundleFrames(smallParts())];
const start = Buffer.concat(frames.slice(0, 2));
const line = (value: unknown): Buffer => Buffer.concat([encodeBytes(value), Buffer.from('\n')]);
/** Only what is pushed here is there: a limit that waits for the rest of a frame answers `null`. */
const afterStart = (...parts: Uint8Array[]) => problemOf(() => { openBundleReader(collecting().sink).push(Buffer.concat([start, ...parts])); });
const zeros = (bytes: number): string => Buffer.alloc(bytes).toString('base64');
const hostileManifest = (change: Record<string, unknown>) => problemOf(() => { openBundleReader(collecting().sink).push(line({ k: 'manifest', ...smallParts().manifest, ...change })); });

test('SYN-02 a size beyond its limit is refused from the line alone, before a byte of it is collected', () => {
  for (const n of [bundleLimits.payloadBytes + 1, 2 ** 40, Number.MAX_SAFE_INTEGER]) {
    expect(afterStart(line({ k: 'p', c: 'ab'.repeat(32), salt: zeros(16), n })), `text of ${n}`).toBe('limit_exceeded');
  }
  expect(afterStart(line({ k: 'c', f: feeds.a, n: bundleLimits.envelopeBytes + 1, sig: zeros(64) }))).toBe('limit_exceeded');
  expect(afterStart(line({ k: 'cp', f: feeds.a, n: 2 ** 40, sig: zeros(64) }))).toBe('tampered');
  expect(afterStart(line({ k: 'p', c: 'ab'.repeat(32), salt: zeros(16), n: bundleLimits.payloadBytes }))).toBe(null);
});

test('SYN-02 a line that does not end is refused at its limit, as is one that ends too late', () => {
  const reader = openBundleReader(collecting().sink);
  reader.push(Buffer.alloc(bundleLimits.lineBytes, 0x20));
  expect(problemOf(() => { reader.push(Buffer.alloc(1, 0x20)); })).toBe('limit_exceeded');
  expect(problemOf(() => readAll(Buffer.concat([Buffer.alloc(bundleLimits.lineBytes + 1, 0x20), Buffer.from('\n')])))).toBe('limit_exceeded');
});

test('SYN-02 texts together, commits and feeds are counted against their limits', () => {
  const limits = { ...bundleLimits, allPayloadBytes: 10, commits: 1, feeds: 1 };
  const text = (n: number): Buffer => Buffer.concat([line({ k: 'p', c: 'ab'.repeat(32), salt: zeros(16), n }), Buffer.alloc(n), Buffer.from('\n')]);
  const read = (...parts: Uint8Array[]) => problemOf(() => { openBundleReader(collecting().sink, { ...limits, feeds: 1024, commits: 1024 }).push(Buffer.concat([start, ...parts])); });
  expect(read(text(5), text(5))).toBe(null);
  expect(read(text(5), text(6))).toBe('limit_exceeded');
  expect(problemOf(() => { openBundleReader(collecting().sink, limits).push(start); })).toBe('limit_exceeded');
  const head = 'ab'.repeat(32);
  expect(hostileManifest({ feeds: [{ f: feeds.a, from: 0, to: bundleLimits.commits + 1, prev: null, head }] })).toBe('limit_exceeded');
  expect(hostileManifest({ feeds: [{ f: feeds.a, from: 0, to: Number.MAX_SAFE_INTEGER, prev: null, head }, { f: feeds.b, from: 0, to: Number.MAX_SAFE_INTEGER, prev: null, head }] })).toBe('limit_exceeded');
  expect(hostileManifest({ feeds: Array.from({ length: 1025 }, () => ({ f: feeds.a, from: 0, to: 1, prev: null, head })) })).toBe('limit_exceeded');
});

test('SYN-02 deep JSON is refused and does not exhaust the stack', () => {
  for (const [open, close] of [['[', ']'], ['{"a":', '}']] as const) {
    const depth = Math.floor(bundleLimits.lineBytes / 8);
    expect(problemOf(() => readAll(Buffer.from(`${open.repeat(depth)}1${close.repeat(depth)}\n`)))).toBe('tampered');
  }
});

test('SYN-02 a bundle that needs an ability this version lacks names it', () => {
  expect(hostileManifest({ requires: ['telepathy'] })).toBe('too_new');
  expect(() => { openBundleReader(collecting().sink).push(line({ k: 'manifest', ...smallParts().manifest, requires: ['telepathy'] })); }).toThrow(/telepathy/);
  expect(hostileManifest({ v: 2 })).toBe('too_new');
});

/** Values that no field expects; an object with a `toString` of its own cannot even be turned into a text. */
const oddities: readonly unknown[] = [null, true, -1, 0, 1, 2 ** 40, '', 'x', '../../etc/passwd', '\u0000', [], {}, ['c'], ['end'], { toString: 1 }, [{ toString: 1 }], { valueOf: null, toString: null }, { __proto__: null, k: 'c' }, 'constructor', '__proto__', 'x'.repeat(5000)];

test('SYN-02 a field of any kind in any place of a line is refused or taken, and never crashes the reader', () => {
  const manifest = { k: 'manifest', ...smallParts().manifest };
  let refused = 0;
  for (const name of Object.keys(manifest)) for (const odd of oddities) if (problemOf(() => { openBundleReader(collecting().sink).push(line({ ...manifest, [name]: odd })); }) !== null) refused += 1;
  const lines: Record<string, unknown>[] = [{ k: 'c', f: feeds.a, n: 1, sig: zeros(64) }, { k: 'p', c: 'ab'.repeat(32), salt: zeros(16), n: 1 }, { k: 'cp', f: feeds.a, n: 1, sig: zeros(64) }, { k: 'end', frames: 2, bytes: start.length, sha256: 'ab'.repeat(32) }];
  for (const fields of lines) for (const name of Object.keys(fields)) for (const odd of oddities) if (afterStart(line({ ...fields, [name]: odd }), Buffer.from('x\n')) !== null) refused += 1;
  for (const odd of oddities) for (const name of ['k', 'of', 'sig']) expect(problemOf(() => { openBundleReader(collecting().sink).push(Buffer.concat([frames[0]!, line({ k: 'sig', of: 'manifest', sig: zeros(64), [name]: odd })])); })).toBe('tampered');
  expect(refused).toBeGreaterThan(400);
});

/** A frame taken apart: its line as a value, and the raw bytes after it. */
type Loose = { fields: Record<string, unknown>; raw: Uint8Array | null };
const loose: Loose[] = frames.slice(0, -2).map((frame) => {
  const at = Buffer.from(frame).indexOf('\n');
  return { fields: JSON.parse(Buffer.from(frame.subarray(0, at)).toString()) as Record<string, unknown>, raw: at + 1 < frame.length ? frame.subarray(at + 1, -1) : null };
});

/** Puts frames together as a dishonest device can: every count, hash and signature made to fit by its own key. */
function resealed(all: readonly Loose[]): Buffer {
  const sign = (domain: string, bytes: Uint8Array): string => Buffer.from(signBytes(keys.stranger.privateKey, Buffer.concat([Buffer.from(domain), sha256(bytes)]))).toString('base64');
  const first = encodeBytes(all[0]?.fields ?? {});
  const body = Buffer.concat(all.map(({ fields, raw }) => {
    const fixed = fields['k'] === 'sig' ? { ...fields, sig: sign('gavel-bundle-v1\n', first) } : fields;
    return Buffer.concat(raw ? [line(fixed), raw, Buffer.from('\n')] : [line(fixed)]);
  }));
  const end = encodeBytes({ k: 'end', frames: all.length, bytes: body.length, sha256: createHash('sha256').update(body).digest('hex') });
  return Buffer.concat([body, end, Buffer.from('\n'), line({ k: 'sig', of: 'end', sig: sign('gavel-bundle-end-v1\n', end) })]);
}

const names = [...new Set(loose.flatMap(({ fields }) => Object.keys(fields))), 'extra'];
const mutation = fc.record({
  how: fc.constantFrom('drop', 'double', 'swap', 'field', 'lose', 'raw', 'grow'), at: fc.nat(1000), other: fc.nat(1000), name: fc.constantFrom(...names), value: fc.constantFrom(...oddities), bytes: fc.uint8Array({ maxLength: 40 }),
});
function mutate(all: Loose[], { how, at, other, name, value, bytes }: typeof mutation extends fc.Arbitrary<infer T> ? T : never): Loose[] {
  if (all.length === 0) return all;
  const i = at % all.length;
  const one = all[i]!;
  const { [name]: _lost, ...without } = one.fields;
  if (how === 'drop') return all.toSpliced(i, 1);
  if (how === 'double') return all.toSpliced(other % all.length, 0, one);
  if (how === 'swap') return all.with(i, all[other % all.length]!).with(other % all.length, one);
  if (how === 'field') return all.with(i, { ...one, fields: { ...one.fields, [name]: value } });
  if (how === 'lose') return all.with(i, { ...one, fields: without });
  if (how === 'raw') return all.with(i, { ...one, raw: bytes });
  return all.with(i, { fields: { ...one.fields, n: bytes.length }, raw: bytes });
}

const rounds = Number(process.env['GAVEL_FUZZ_ROUNDS'] ?? 3000);

test('SYN-02 frames changed by somebody who seals them anew are refused, or are exactly what the reader says they are', () => {
  const count = { refused: 0, taken: 0 };
  fc.assert(fc.property(fc.array(mutation, { minLength: 1, maxLength: 4 }), fc.integer({ min: 1, max: 4000 }), (mutations, size) => {
    const bytes = resealed(mutations.reduce(mutate, loose));
    let found: ReturnType<typeof readAll> | null = null;
    if (problemOf(() => { found = readAll(bytes, [size]); }) !== null) { count.refused += 1; return; }
    count.taken += 1;
    const { manifest, commits, texts, checkpoints } = found!;
    expect(bytesOf({ manifest: manifest!, deviceKey: keys.stranger.privateKey, commits, texts, checkpoints }).equals(bytes)).toBe(true);
  }), { numRuns: rounds });
  expect(count.refused).toBeGreaterThan(rounds / 2);
  expect(count.taken).toBeGreaterThan(0);
});

test('SYN-02 noise in place of a bundle is refused', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 600 }), fc.boolean(), (noise, isAfterStart) => problemOf(() => readAll(isAfterStart ? Buffer.concat([start, noise]) : noise)) !== null), { numRuns: 500 });
});

test('SYN-02 a reader holds one frame at most, however long the bundle is', () => {
  const bytes = Buffer.alloc(1024 * 1024, 7);
  const frame = Buffer.concat([line({ k: 'p', c: 'ab'.repeat(32), salt: zeros(16), n: bytes.length }), bytes, Buffer.from('\n')]);
  let seen = 0;
  const reader = openBundleReader({ ...collecting().sink, text: () => { seen += 1; } });
  reader.push(start);
  const before = process.memoryUsage().rss;
  for (let i = 0; i < 400; i += 1) for (let at = 0; at < frame.length; at += 65_536) reader.push(frame.subarray(at, at + 65_536));
  expect(seen).toBe(400);
  expect(process.memoryUsage().rss - before).toBeLessThan(256 * 1024 * 1024);
});
