// The files of pipelines as bytes: what is read back is what was signed, and anything else is refused without a fault (DEP-01).
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CanonicalError } from '../../src-main/trail/canonical.ts';
import { fromSeed } from '../../src-main/trail/keys.ts';
import { keyIdOf, readSigned, signDocument, signedKinds, signedText } from '../../src-main/trail/token.ts';

const pair = fromSeed(Buffer.alloc(32, 1));
const document = { format: 'gavel-token', environment: 'production', artefacts: ['b'.repeat(64)], v: 1 };
const whole = Buffer.from(signedText('token', document, signDocument('token', document, pair)));

test('DEP-01 a signed file reads back as it was, under the key that signed it', () => {
  const { document: read, signature, isSigned } = readSigned('token', whole);
  expect([read, isSigned, signature.key]).toEqual([document, true, Buffer.from(pair.publicKey).toString('hex')]);
  expect(keyIdOf(signature.key)).toMatch(/^[0-9a-f]{64}$/);
});

test('DEP-01 a signature of one kind passes for no other, and that of another key for none', () => {
  for (const kind of signedKinds) expect(readSigned(kind, Buffer.from(signedText(kind, document, signDocument('token', document, pair)))).isSigned, kind).toBe(kind === 'token');
  const other = signDocument('token', document, fromSeed(Buffer.alloc(32, 2)));
  expect(readSigned('token', Buffer.from(signedText('token', document, { ...other, key: Buffer.from(pair.publicKey).toString('hex') }))).isSigned).toBe(false);
});

test('DEP-01 no byte of a signed file can be another one without the signature breaking or the file being refused', () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: whole.length - 2 }), fc.integer({ min: 1, max: 255 }), (at, by) => {
    const altered = Buffer.from(whole);
    altered[at] = (altered[at]! + by) % 256;
    try {
      expect(readSigned('token', altered).isSigned).toBe(false);
    } catch (error) {
      expect(error).toBeInstanceOf(CanonicalError);
    }
  }), { numRuns: 400 });
});

test('DEP-01 bytes of any form are refused as what they are, never with a fault', () => {
  fc.assert(fc.property(fc.oneof(fc.uint8Array({ maxLength: 60 }), fc.jsonValue().map((value) => Buffer.from(JSON.stringify(value))), fc.integer({ min: 0, max: whole.length - 3 }).map((end) => whole.subarray(0, end))), (bytes) => {
    expect(() => readSigned('token', bytes)).toThrow(CanonicalError);
  }));
});
