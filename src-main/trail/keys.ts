// Ed25519 keys (RFC 8032) on Node's crypto, stricter than it: no small-order keys, no malleable signatures.
import { createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { entropyToMnemonic, mnemonicToEntropy } from '@scure/bip39';
import { wordlist } from '@scure/bip39/wordlists/english.js';
import { sha256, sha256Hex } from './hashes.ts';

export type KeyPair = { publicKey: Uint8Array; privateKey: KeyObject };

const spkiPrefix = Buffer.from('302a300506032b6570032100', 'hex');
const pkcs8Prefix = Buffer.from('302e020100300506032b657004220420', 'hex');
/** The order of the base point, little-endian; a signature's S must be smaller (RFC 8032, 5.1.7). */
const order = 2n ** 252n + 27742317777372353535851937790883648493n;
/** Points of small order, y-coordinate with the sign bit cleared: signatures under them prove nothing. */
const smallOrder = new Set([
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0100000000000000000000000000000000000000000000000000000000000000',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
]);

const rawPublic = (key: KeyObject): Uint8Array => key.export({ type: 'spki', format: 'der' }).subarray(spkiPrefix.length);

export function generateKeyPair(): KeyPair {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  return { publicKey: rawPublic(publicKey), privateKey };
}

/** The 32-byte seed; only ever handed to a wrapping function. */
export const exportSeed = (pair: KeyPair): Uint8Array => pair.privateKey.export({ type: 'pkcs8', format: 'der' }).subarray(pkcs8Prefix.length);

export function fromSeed(seed: Uint8Array): KeyPair {
  const privateKey = createPrivateKey({ key: Buffer.concat([pkcs8Prefix, seed]), format: 'der', type: 'pkcs8' });
  return { publicKey: rawPublic(createPublicKey(privateKey)), privateKey };
}

export const signBytes = (privateKey: KeyObject, bytes: Uint8Array): Uint8Array => sign(null, bytes, privateKey);

function hasCanonicalS(sig: Uint8Array): boolean {
  let s = 0n;
  for (let i = 63; i >= 32; i -= 1) s = (s << 8n) | BigInt(sig[i] ?? 0);
  return s < order;
}

function isSmallOrder(publicKey: Uint8Array): boolean {
  const y = Buffer.from(publicKey);
  y[31] = (y[31] ?? 0) & 0x7f;
  return smallOrder.has(y.toString('hex'));
}

const objects = new Map<string, KeyObject>();
/** Importing a key costs more than a verification; the few keys of a trail are kept. */
function publicObject(publicKey: Uint8Array): KeyObject {
  const id = Buffer.from(publicKey).toString('hex');
  const known = objects.get(id);
  if (known) return known;
  const fresh = createPublicKey({ key: Buffer.concat([spkiPrefix, publicKey]), format: 'der', type: 'spki' });
  if (objects.size > 4096) objects.clear();
  objects.set(id, fresh);
  return fresh;
}

/** False for anything but a canonical signature under a full-order key; never throws. */
export function verifyBytes(publicKey: Uint8Array, bytes: Uint8Array, sig: Uint8Array): boolean {
  if (publicKey.length !== 32 || sig.length !== 64 || isSmallOrder(publicKey) || !hasCanonicalS(sig)) return false;
  try {
    return verify(null, bytes, publicObject(publicKey), sig);
  } catch {
    return false;
  }
}

/** The public key as PEM, as OpenSSL takes it. */
export const publicKeyPem = (publicKey: Uint8Array): string => publicObject(publicKey).export({ type: 'spki', format: 'pem' }).toString();

/** Name of a feed: first 32 hex digits of the hash of its key (trail design, A1). */
export const feedIdOf = (publicKey: Uint8Array): string => sha256Hex('gavel-feed-v1\n', publicKey).slice(0, 32);

/** The first 128 bits of SHA-256 of a key: what a person compares. */
export const fingerprintOf = (publicKey: Uint8Array): Uint8Array => sha256(publicKey).subarray(0, 16);
/** A fingerprint as 12 English words with checksum (BIP 39). */
export const fingerprintWords = (publicKey: Uint8Array): string => entropyToMnemonic(fingerprintOf(publicKey), wordlist);
/** The fingerprint behind 12 words; throws when a word or the checksum is wrong. */
export const wordsToFingerprint = (words: string): Uint8Array => mnemonicToEntropy(words.trim().toLowerCase().split(/[\s,;-]+/).join(' '), wordlist);
