// SHA-256 with one domain prefix per purpose (trail design, A4).
import { createHash, randomBytes } from 'node:crypto';

export function sha256(...parts: (string | Uint8Array)[]): Buffer {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
}
export const sha256Hex = (...parts: (string | Uint8Array)[]): string => sha256(...parts).toString('hex');

/** The hash a commit is named and signed by. */
export const commitHash = (env: Uint8Array): Buffer => sha256('gavel-commit-v1\n', env);

/** 16 random bytes; they keep short texts from being guessed from their commitment. */
export const newSalt = (): Uint8Array => randomBytes(16);
/** Salted commitment (hex) of a payload: erasing the salt and the bytes leaves nothing to guess from. */
export const payloadCommitment = (salt: Uint8Array, bytes: Uint8Array): string => sha256Hex('gavel-payload-v1\n', salt, bytes);
