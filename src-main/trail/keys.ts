// Ed25519 keys: making, signing, checking, and the names people see for them.
import type { KeyObject } from 'node:crypto';
import { createPrivateKey, createPublicKey, randomBytes, sign, verify } from 'node:crypto';
import { entropyToMnemonic, mnemonicToEntropy } from '@scure/bip39';
import { wordlist } from '@scure/bip39/wordlists/english.js';
import { sha256 } from './hashes.ts';

/** `publicKey` is the raw 32 bytes of RFC 8032. */
export type KeyPair = { publicKey: Uint8Array; privateKey: KeyObject };
/** Checks signatures under one public key. */
export type Verifier = (bytes: Uint8Array, sig: Uint8Array) => boolean;

const seedLength = 32;
const signatureLength = 64;
// RFC 8410: the fixed beginning of an Ed25519 private key in PKCS #8, before its 32-byte seed.
const pkcs8Prefix = Buffer.from('302e020100300506032b657004220420', 'hex');

/** The pair of a 32-byte seed (RFC 8032); throws `RangeError` on another length. */
export function fromSeed(seed: Uint8Array): KeyPair {
  if (seed.length !== seedLength) throw new RangeError(`a seed has ${seedLength} bytes`);
  const privateKey = createPrivateKey({ key: Buffer.concat([pkcs8Prefix, seed]), format: 'der', type: 'pkcs8' });
  const { x } = createPublicKey(privateKey).export({ format: 'jwk' });
  return { publicKey: Buffer.from(x as string, 'base64url'), privateKey };
}

/** A new random pair. */
export const generateKeyPair = (): KeyPair => fromSeed(randomBytes(seedLength));

/** The 32 secret bytes the pair can be made from again; wrap them before they are stored (`wrap.ts`). */
export function exportSeed(pair: KeyPair): Uint8Array {
  const { d } = pair.privateKey.export({ format: 'jwk' });
  return Buffer.from(d as string, 'base64url');
}

/** An Ed25519 signature, 64 bytes. */
export const signBytes = (privateKey: KeyObject, bytes: Uint8Array): Uint8Array => sign(null, bytes, privateKey);

const signBit = 2n ** 255n;
const fieldPrime = signBit - 19n;
const groupOrder = 2n ** 252n + 27742317777372353535851937790883648493n;
// y-coordinates of the eight points whose order divides 8; under such a key a signature can hold for messages nobody signed.
const smallOrderY = new Set([
  0n, 1n, fieldPrime - 1n,
  2707385501144840649318225287225658788936804267575313519463743609750303402022n,
  55188659117513257062467267217118295137698188065244968500265048394206261417927n,
]);

function littleEndian(bytes: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(bytes).reverse().toString('hex')}`);
}

/** Whether the 32 bytes are one a key may be: a canonical encoding, and not of small order. Whether the point is on the curve shows when it is used. */
function isAcceptableKey(publicKeyRaw: Uint8Array): boolean {
  if (publicKeyRaw.length !== 32) return false;
  const y = littleEndian(publicKeyRaw) & (signBit - 1n);
  return y < fieldPrime && !smallOrderY.has(y);
}

/** RFC 8032, 5.1.7: S must be below the group order, or a second valid signature could be made from the first. */
function isCanonicalSignature(sig: Uint8Array): boolean {
  if (sig.length !== signatureLength) return false;
  return (sig[63] as number) < 0x10 || littleEndian(sig.subarray(32)) < groupOrder;
}

const publicObject = (publicKeyRaw: Uint8Array): KeyObject =>
  createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(publicKeyRaw).toString('base64url') }, format: 'jwk' });

/** A checker for many signatures under one key; importing a key costs as much as half a verification. A key that may not be used accepts nothing. */
export function verifierFor(publicKeyRaw: Uint8Array): Verifier {
  if (!isAcceptableKey(publicKeyRaw)) return () => false;
  const key = publicObject(publicKeyRaw);
  return (bytes, sig) => isCanonicalSignature(sig) && verify(null, bytes, key, sig);
}

/** The public key as PEM (SubjectPublicKeyInfo), as OpenSSL takes it. */
export const publicKeyPem = (publicKeyRaw: Uint8Array): string => publicObject(publicKeyRaw).export({ type: 'spki', format: 'pem' }).toString();

/** Whether the signature holds; false, never an error, for keys and signatures of the wrong form. */
export const verifyBytes = (publicKeyRaw: Uint8Array, bytes: Uint8Array, sig: Uint8Array): boolean => verifierFor(publicKeyRaw)(bytes, sig);

/** The name of a feed (trail design, A1): 32 hex digits that follow from the key alone. */
export const feedIdOf = (publicKeyRaw: Uint8Array): string => sha256('gavel-feed-v1\n', publicKeyRaw).toString('hex').slice(0, 32);

const fingerprintLength = 16;

/** The first 128 bits of SHA-256 of a root key. */
export const fingerprintOf = (publicKeyRaw: Uint8Array): Uint8Array => sha256(publicKeyRaw).subarray(0, fingerprintLength);

/** The fingerprint as 12 English BIP-39 words with checksum, for people to compare. */
export const fingerprintWords = (publicKeyRaw: Uint8Array): string => entropyToMnemonic(fingerprintOf(publicKeyRaw), wordlist);

/** The words do not form a fingerprint: a wrong number, an unknown word or a checksum that does not fit. */
export class FingerprintError extends Error {
  constructor() {
    super('these are not the twelve words of a fingerprint');
    this.name = 'FingerprintError';
  }
}

/** The 16 bytes behind twelve words, in any case, between spaces, commas or hyphens; throws `FingerprintError`. */
export function wordsToFingerprint(words: string): Uint8Array {
  const list = words.toLowerCase().split(/[\s,;-]+/).filter((word) => word !== '');
  if (list.length !== 12) throw new FingerprintError();
  try {
    return mnemonicToEntropy(list.join(' '), wordlist);
  } catch {
    throw new FingerprintError();
  }
}
