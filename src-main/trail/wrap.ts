// Secrets at rest: scrypt turns a passphrase into a key, AES-256-GCM closes the box with it.
import { createCipheriv, createDecipheriv, randomBytes, scryptSync } from 'node:crypto';

/** Plain data, to be stored as JSON. `salt`, `nonce` and `box` (ciphertext and tag) are base64url. */
export type WrappedSecret = { v: 1; kdf: 'scrypt'; n: number; r: number; p: number; salt: string; nonce: string; box: string };

/** The passphrase does not open the box, or the box was made for another purpose or was altered. */
export class WrongPassphrase extends Error {
  constructor() {
    super('the passphrase does not open this key');
    this.name = 'WrongPassphrase';
  }
}

/** The file is not a wrapped key, or asks for work no honest one asks for. */
export class MalformedKeyFile extends Error {
  constructor(reason: string) {
    super(`not a usable key file: ${reason}`);
    this.name = 'MalformedKeyFile';
  }
}

const defaultCost = 2 ** 17;
const maxCost = 2 ** 20;
// 128 · n · r bytes are needed at once; 1 GiB is what n = 2^20, r = 8 asks for.
const maxMemory = 2 ** 30;
const tagLength = 16;
const nonceLength = 12;
const saltLength = 16;
const maxSecret = 64 * 1024;

type Cost = { n: number; r: number; p: number };

const isCost = ({ n, r, p }: Cost): boolean =>
  [n, r, p].every(Number.isSafeInteger) && n >= 2 && n <= maxCost && Number.isInteger(Math.log2(n)) && r >= 1 && r <= 32 && p >= 1 && p <= 4 && 128 * n * r <= maxMemory;

function keyFrom(passphrase: string, salt: Uint8Array, { n, r, p }: Cost): Buffer {
  // NFKC: the same passphrase typed on two keyboards may arrive as different code points.
  return scryptSync(passphrase.normalize('NFKC'), salt, 32, { N: n, r, p, maxmem: 128 * n * r + 128 * r * p + 2 ** 20 });
}

const purposeBytes = (purpose: string): Buffer => Buffer.from(`gavel-wrap-v1\n${purpose}`);

/** Closes a secret under a passphrase. `purpose` must be named again to open it; `cost` is scrypt's N, a power of two (2^17: about 0.5 s and 128 MiB). */
export function wrapSecret(secret: Uint8Array, passphrase: string, purpose: string, cost: number = defaultCost): WrappedSecret {
  const work = { n: cost, r: 8, p: 1 };
  if (!isCost(work) || secret.length > maxSecret) throw new RangeError('the cost must be a power of two up to 2^20, the secret at most 64 KiB');
  const salt = randomBytes(saltLength);
  const nonce = randomBytes(nonceLength);
  const cipher = createCipheriv('aes-256-gcm', keyFrom(passphrase, salt, work), nonce, { authTagLength: tagLength }).setAAD(purposeBytes(purpose));
  const box = Buffer.concat([cipher.update(secret), cipher.final(), cipher.getAuthTag()]);
  return { v: 1, kdf: 'scrypt', ...work, salt: salt.toString('base64url'), nonce: nonce.toString('base64url'), box: box.toString('base64url') };
}

function field(wrapped: Record<string, unknown>, name: 'salt' | 'nonce' | 'box'): Buffer {
  const text = wrapped[name];
  if (typeof text !== 'string' || text.length > 2 * maxSecret || !/^[A-Za-z0-9_-]+$/.test(text)) throw new MalformedKeyFile(`${name} is not base64url`);
  return Buffer.from(text, 'base64url');
}

function parts(wrapped: unknown): { cost: Cost; salt: Buffer; nonce: Buffer; box: Buffer } {
  if (typeof wrapped !== 'object' || wrapped === null) throw new MalformedKeyFile('no object');
  const file = wrapped as Record<string, unknown>;
  if (file['v'] !== 1 || file['kdf'] !== 'scrypt') throw new MalformedKeyFile('unknown version or key derivation');
  const cost = { n: file['n'] as number, r: file['r'] as number, p: file['p'] as number };
  if (!isCost(cost)) throw new MalformedKeyFile('cost outside the limits');
  const read = { cost, salt: field(file, 'salt'), nonce: field(file, 'nonce'), box: field(file, 'box') };
  if (read.salt.length !== saltLength || read.nonce.length !== nonceLength || read.box.length < tagLength) throw new MalformedKeyFile('a part has the wrong length');
  return read;
}

/** The secret in the box. Throws `WrongPassphrase` when it does not open, `MalformedKeyFile` before any work is done when it is no such box. */
export function unwrapSecret(wrapped: unknown, passphrase: string, purpose: string): Uint8Array {
  const { cost, salt, nonce, box } = parts(wrapped);
  const decipher = createDecipheriv('aes-256-gcm', keyFrom(passphrase, salt, cost), nonce, { authTagLength: tagLength })
    .setAAD(purposeBytes(purpose)).setAuthTag(box.subarray(-tagLength));
  try {
    return Buffer.concat([decipher.update(box.subarray(0, -tagLength)), decipher.final()]);
  } catch {
    throw new WrongPassphrase();
  }
}
