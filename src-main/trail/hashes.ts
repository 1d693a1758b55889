// The hash scopes of the trail. Each purpose has a prefix of its own, so that bytes hashed for one can never pass for another.
import { createHash, randomBytes } from 'node:crypto';

/** SHA-256 over the parts, one after the other; strings count as UTF-8. */
export function sha256(...parts: (string | Uint8Array)[]): Buffer {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
}

/** As `sha256`, as 64 lower-case hex digits. */
export function sha256Hex(...parts: (string | Uint8Array)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
}

const commitDomain = Buffer.from('gavel-commit-v1\n');
const payloadDomain = Buffer.from('gavel-payload-v1\n');

/** The hash that names a commit: over its stored bytes, never over bytes made anew. */
export const commitHash = (env: Uint8Array): Buffer => sha256(commitDomain, env);

export const saltLength = 16;

/** Names a payload without telling its content: the salt keeps short values from being guessed once bytes and salt are erased. Hex. */
export function payloadCommitment(salt: Uint8Array, bytes: Uint8Array): string {
  if (salt.length !== saltLength) throw new RangeError(`a salt has ${saltLength} bytes`);
  return sha256Hex(payloadDomain, salt, bytes);
}

/** Drawn many at a time: one draw costs more than hashing the text it is for. */
function saltPool(): () => Uint8Array {
  let drawn = Buffer.alloc(0);
  return () => {
    if (drawn.length === 0) drawn = randomBytes(saltLength * 512);
    const salt = drawn.subarray(0, saltLength);
    drawn = drawn.subarray(saltLength);
    return salt;
  };
}

/** Sixteen random bytes that were given out to nobody before. */
export const newSalt: () => Uint8Array = saltPool();
