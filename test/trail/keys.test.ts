import { sign } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { sha256 } from '../../src-main/trail/hashes.ts';
import { exportSeed, feedIdOf, fingerprintOf, fingerprintWords, FingerprintError, fromSeed, generateKeyPair, publicKeyPem, signBytes, verifierFor, verifyBytes, wordsToFingerprint } from '../../src-main/trail/keys.ts';

const hex = (text: string): Buffer => Buffer.from(text, 'hex');
const order = 2n ** 252n + 27742317777372353535851937790883648493n;
const little = (n: bigint): Buffer => hex(n.toString(16).padStart(64, '0')).reverse();
const big = (bytes: Uint8Array): bigint => BigInt(`0x${Buffer.from(bytes).reverse().toString('hex')}`);

/** RFC 8032, 7.1: seed, public key, message, signature. */
const vectors: [string, string, string, string][] = [
  ['9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60', 'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a', '',
    'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b'],
  ['4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb', '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c', '72',
    '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00'],
];
/** Every encoding of a point of small order, with both signs, and those above the field prime. */
const smallOrder = [
  '0100000000000000000000000000000000000000000000000000000000000000', 'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  '0000000000000000000000000000000000000000000000000000000000000000', '0000000000000000000000000000000000000000000000000000000000000080',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a', 'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05', '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85',
  '0100000000000000000000000000000000000000000000000000000000000080', 'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f', 'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff',
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f', 'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff',
];

describe('keys', () => {
  it.each(vectors)('signs and checks the vector of RFC 8032 for %s', (seed, publicKey, message, signature) => {
    const pair = fromSeed(hex(seed));
    expect(Buffer.from(pair.publicKey).toString('hex')).toBe(publicKey);
    expect(Buffer.from(signBytes(pair.privateKey, hex(message))).toString('hex')).toBe(signature);
    expect(verifyBytes(hex(publicKey), hex(message), hex(signature))).toBe(true);
  });

  it('accepts no signature in which one bit was changed', () => {
    const pair = fromSeed(sha256('flip'));
    const message = Buffer.from('message');
    const sig = signBytes(pair.privateKey, message);
    const verifies = verifierFor(pair.publicKey);
    for (let bit = 0; bit < 512; bit += 1) {
      const other = Buffer.from(sig);
      other[bit >> 3]! ^= 1 << (bit & 7);
      expect(verifies(message, other)).toBe(false);
    }
    expect(verifies(message, sig)).toBe(true);
  });

  it('accepts no second signature made from the first by adding the group order', () => {
    const pair = fromSeed(sha256('malleable'));
    const message = Buffer.from('message');
    const sig = Buffer.from(sign(null, message, pair.privateKey));
    for (let times = 1n; big(sig.subarray(32)) + times * order < 2n ** 256n; times += 1n) {
      expect(verifyBytes(pair.publicKey, message, Buffer.concat([sig.subarray(0, 32), little(big(sig.subarray(32)) + times * order)]))).toBe(false);
    }
  });

  it.each(smallOrder)('accepts nothing under the small-order key %s', (key) => {
    // With S = 0 and R = the key or the neutral element, the plain equation holds for some or all messages.
    for (const r of [key, smallOrder[0]!, ...smallOrder.slice(0, 8)]) {
      for (let i = 0; i < 8; i += 1) expect(verifyBytes(hex(key), Buffer.from(`message ${i}`), Buffer.concat([hex(r), Buffer.alloc(32)]))).toBe(false);
    }
  });

  it('answers no, not an error, for keys and signatures of another form', () => {
    const pair = generateKeyPair();
    const sig = signBytes(pair.privateKey, Buffer.from('m'));
    for (const key of [new Uint8Array(), new Uint8Array(31), new Uint8Array(33), Buffer.alloc(32, 0xff), Buffer.alloc(32, 2), Buffer.alloc(32, 7)]) expect(verifyBytes(key, Buffer.from('m'), sig)).toBe(false);
    for (const other of [new Uint8Array(), sig.subarray(0, 63), Buffer.concat([sig, Buffer.alloc(1)]), Buffer.alloc(64, 0xff)]) expect(verifyBytes(pair.publicKey, Buffer.from('m'), other)).toBe(false);
  });

});

describe('a key pair', () => {
  it('is made from its seed again', () => {
    const pair = generateKeyPair();
    const again = fromSeed(exportSeed(pair));
    expect(Buffer.from(again.publicKey).equals(pair.publicKey)).toBe(true);
    expect(verifyBytes(pair.publicKey, Buffer.from('m'), signBytes(again.privateKey, Buffer.from('m')))).toBe(true);
    expect(() => fromSeed(new Uint8Array(31))).toThrow(RangeError);
  });

  it('names a feed, and nothing else does', () => {
    expect(feedIdOf(hex(vectors[0]![1]))).toBe(sha256('gavel-feed-v1\n', hex(vectors[0]![1])).toString('hex').slice(0, 32));
  });

  it('has a fingerprint of twelve words that reads back in any case and spacing', () => {
    const { publicKey } = fromSeed(sha256('root'));
    const words = fingerprintWords(publicKey);
    expect(words.split(' ')).toHaveLength(12);
    expect(Buffer.from(wordsToFingerprint(words)).equals(fingerprintOf(publicKey))).toBe(true);
    expect(Buffer.from(wordsToFingerprint(`  ${words.toUpperCase().replaceAll(' ', ',\n')} `)).equals(fingerprintOf(publicKey))).toBe(true);
    expect(fingerprintOf(publicKey)).toHaveLength(16);
  });

  it('has no fingerprint whose words are wrong in number, spelling or checksum', () => {
    const zeros = `${'abandon '.repeat(11)}about`;
    expect(Buffer.from(wordsToFingerprint(zeros)).equals(Buffer.alloc(16))).toBe(true);
    for (const words of ['', 'abandon', `${'abandon '.repeat(11)}abandon`, zeros.replace('about', 'abuot'), `${zeros} about`, `${'abandon '.repeat(14)}address`]) expect(() => wordsToFingerprint(words)).toThrow(FingerprintError);
  });

  it('is written as OpenSSL reads it', () => {
    expect(publicKeyPem(fromSeed(sha256('pem')).publicKey)).toMatch(/^-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA/);
  });
});
