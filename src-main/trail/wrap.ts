// Secrets under a passphrase: scrypt (RFC 7914) and AES-256-GCM. The parameters travel with the box and are bounded before use.
import { createCipheriv, createDecipheriv, randomBytes, scryptSync } from 'node:crypto';

export type WrappedSecret = { v: 1; kdf: 'scrypt'; n: number; r: number; p: number; salt: string; nonce: string; box: string };

export class WrongPassphrase extends Error {
  constructor() {
    super('the passphrase does not open this key');
    this.name = 'WrongPassphrase';
  }
}
export class MalformedKeyFile extends Error {
  constructor(problem: string) {
    super(`the key file cannot be used: ${problem}`);
    this.name = 'MalformedKeyFile';
  }
}

/** scrypt N: about 0.4 s and 128 MB on a laptop. */
const usualCost = 2 ** 17;
const mostCost = 2 ** 20;
const tagBytes = 16;

function stretch(passphrase: string, salt: Uint8Array, { n, r, p }: { n: number; r: number; p: number }): Buffer {
  return scryptSync(passphrase.normalize('NFKC'), salt, 32, { N: n, r, p, maxmem: 256 * n * r });
}

/** Wraps a secret; `purpose` is bound to the box, so that a key cannot be opened as another kind of key. */
export function wrapSecret(secret: Uint8Array, passphrase: string, purpose: string, cost = usualCost): WrappedSecret {
  const salt = randomBytes(16);
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', stretch(passphrase, salt, { n: cost, r: 8, p: 1 }), nonce).setAAD(Buffer.from(purpose));
  const box = Buffer.concat([cipher.update(secret), cipher.final(), cipher.getAuthTag()]);
  return { v: 1, kdf: 'scrypt', n: cost, r: 8, p: 1, salt: salt.toString('base64'), nonce: nonce.toString('base64'), box: box.toString('base64') };
}

function checked(wrapped: unknown): WrappedSecret {
  if (typeof wrapped !== 'object' || wrapped === null) throw new MalformedKeyFile('it is not an object');
  const w = wrapped as Record<string, unknown>;
  if (w['v'] !== 1 || w['kdf'] !== 'scrypt') throw new MalformedKeyFile('its version is unknown');
  const n = w['n'];
  if (typeof n !== 'number' || !Number.isSafeInteger(n) || n < 2 ** 10 || n > mostCost || (n & (n - 1)) !== 0 || w['r'] !== 8 || w['p'] !== 1) throw new MalformedKeyFile('its cost is out of bounds');
  for (const name of ['salt', 'nonce', 'box']) if (typeof w[name] !== 'string' || (w[name] as string).length > 100_000) throw new MalformedKeyFile(`${name} is missing or too long`);
  return wrapped as WrappedSecret;
}

/** Opens a wrapped secret. Throws `WrongPassphrase`, or `MalformedKeyFile` before any expensive work on hostile parameters. */
export function unwrapSecret(wrapped: unknown, passphrase: string, purpose: string): Uint8Array {
  const w = checked(wrapped);
  const nonce = Buffer.from(w.nonce, 'base64');
  const box = Buffer.from(w.box, 'base64');
  if (nonce.length !== 12 || box.length < tagBytes) throw new MalformedKeyFile('its box is too short');
  const decipher = createDecipheriv('aes-256-gcm', stretch(passphrase, Buffer.from(w.salt, 'base64'), w), nonce).setAAD(Buffer.from(purpose));
  decipher.setAuthTag(box.subarray(-tagBytes));
  try {
    return Buffer.concat([decipher.update(box.subarray(0, -tagBytes)), decipher.final()]);
  } catch {
    throw new WrongPassphrase();
  }
}
