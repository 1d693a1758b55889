import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bundleFrames, isLineSigned } from '../../src-main/trail/bundle-frames.ts';
import { bytesOf, isSigned, partsOf, problemOf, readAll, smallParts } from './bundle-in-memory.ts';
import { aTrail, keys } from './trail-in-memory.ts';

test('SYN-01 what a bundle was made of comes back, in order, in chunks of any size', () => {
  const parts = partsOf(aTrail(40));
  const bytes = bytesOf(parts);
  fc.assert(fc.property(fc.array(fc.integer({ min: 1, max: 5000 }), { minLength: 1, maxLength: 8 }), (sizes) => {
    const { manifest, commits, texts, checkpoints } = readAll(bytes, sizes);
    expect(manifest).toEqual(parts.manifest);
    expect(bytesOf({ manifest: manifest!, deviceKey: keys.a.privateKey, commits, texts, checkpoints }).equals(bytes)).toBe(true);
  }), { numRuns: 30 });
});

test('SYN-01 texts of any bytes and any length survive, those that look like frames as well', () => {
  const { manifest } = smallParts();
  const raw = fc.oneof(fc.uint8Array({ maxLength: 400 }), fc.constantFrom('\n', '{"k":"end"}\n', '', '\r\n\n').map((text) => new Uint8Array(Buffer.from(text))));
  fc.assert(fc.property(fc.array(raw, { maxLength: 12 }), fc.integer({ min: 1, max: 90 }), (all, size) => {
    const texts = all.map((bytes, i) => ({ commitment: i.toString(16).padStart(64, '0'), salt: Buffer.alloc(16, i), bytes }));
    const found = readAll(bytesOf({ manifest, deviceKey: keys.a.privateKey, commits: [], texts, checkpoints: [] }), [size]);
    expect(found.texts.map(({ commitment, bytes }) => [commitment, Buffer.from(bytes).toString('hex')])).toEqual(texts.map(({ commitment, bytes }) => [commitment, Buffer.from(bytes).toString('hex')]));
  }), { numRuns: 200 });
});

test('SYN-01 the same parts give the same bytes', () => {
  expect(bytesOf(smallParts()).equals(bytesOf(smallParts()))).toBe(true);
  const parts = smallParts();
  expect(bytesOf({ ...parts, manifest: { ...parts.manifest, made: '2026-01-15T10:00:00.001Z' } }).equals(bytesOf(parts))).toBe(false);
});

test('SYN-02 the signatures of manifest and end hold for their device and their purpose only', () => {
  const found = readAll(bytesOf(smallParts()));
  expect(isSigned(found, keys.a.publicKey)).toBe(true);
  expect(isSigned(found, keys.stranger.publicKey)).toBe(false);
  expect(isLineSigned('end', found.signed!.line, found.signed!.sig, keys.a.publicKey)).toBe(false);
  expect(isLineSigned('manifest', found.end!.line, found.end!.sig, keys.a.publicKey)).toBe(false);
});

test('SYN-02 every byte of a small bundle, flipped, is refused or breaks the signature of the end', () => {
  const bytes = bytesOf(smallParts());
  const count = { refused: 0, unsigned: 0 };
  for (let at = 0; at < bytes.length; at += 1) {
    const flipped = Buffer.from(bytes);
    flipped[at] = flipped[at]! ^ (1 << at % 8);
    let found: ReturnType<typeof readAll> | null = null;
    if (problemOf(() => { found = readAll(flipped); }) !== null) count.refused += 1;
    else {
      expect(isSigned(found!, keys.a.publicKey), `byte ${at} was changed and nobody saw it`).toBe(false);
      count.unsigned += 1;
    }
  }
  expect(count.refused + count.unsigned).toBe(bytes.length);
  expect(bytes.length).toBeGreaterThan(3500);
  // The 64 bytes of the end's signature are the only ones the reader itself cannot judge.
  expect(count.unsigned).toBeLessThanOrEqual(88);
});

test('SYN-02 a small bundle cut at every length is refused as truncated', () => {
  const bytes = bytesOf(smallParts());
  const codes = new Map<string | null, number>();
  for (let size = 0; size < bytes.length; size += 1) {
    const code = problemOf(() => readAll(bytes.subarray(0, size)));
    codes.set(code, (codes.get(code) ?? 0) + 1);
  }
  expect([...codes]).toEqual([['truncated', bytes.length]]);
});

test('SYN-02 nothing may follow the end, neither in its chunk nor after it', () => {
  const bytes = bytesOf(smallParts());
  for (const rest of ['\n', ' ', '{}\n', bytes.toString('latin1')]) {
    const longer = Buffer.concat([bytes, Buffer.from(rest, 'latin1')]);
    expect(problemOf(() => readAll(longer))).toBe('tampered');
    expect(problemOf(() => readAll(longer, [bytes.length]))).toBe('tampered');
  }
});

test('SYN-02 a frame left out, doubled or moved is refused', () => {
  const frames = [...bundleFrames(smallParts())];
  for (let i = 0; i < frames.length; i += 1) {
    expect(problemOf(() => readAll(Buffer.concat(frames.toSpliced(i, 1)))), `without frame ${i}`).not.toBe(null);
    expect(problemOf(() => readAll(Buffer.concat(frames.toSpliced(i, 0, frames[i]!)))), `frame ${i} twice`).not.toBe(null);
    if (i > 0) expect(problemOf(() => readAll(Buffer.concat(frames.toSpliced(i - 1, 2, frames[i]!, frames[i - 1]!)))), `frames ${i - 1} and ${i} swapped`).not.toBe(null);
  }
});
