// One JSON value with a signature beside it, for files that leave the workspace: {"<name>": …, "signature": {"key", "sig"} or null}.
import type { KeyObject } from 'node:crypto';
import type { Json } from './canonical.ts';
import { encode } from './canonical.ts';
import { signBytes, verifyBytes } from './keys.ts';

/** `key` is the public key (hex), `sig` base64url. */
export type JsonSignature = { key: string; sig: string };
/** What is signed: the canonical value under a domain of its own, so that no signature passes for one of another kind. */
const signedBytes = (domain: string, value: Json): Buffer => Buffer.from(`${domain}\n${encode(value)}`);

export const signJson = (domain: string, value: Json, pair: { publicKey: Uint8Array; privateKey: KeyObject }): JsonSignature =>
  ({ key: Buffer.from(pair.publicKey).toString('hex'), sig: Buffer.from(signBytes(pair.privateKey, signedBytes(domain, value))).toString('base64url') });

/** Whether the key named beside the value signed it. Whose key that is, is another question. Throws `CanonicalError` for a value that has no canonical form. */
export function isJsonSigned(domain: string, value: Json, { key, sig }: JsonSignature): boolean {
  const bytes = Buffer.from(sig, 'base64url');
  return /^[0-9a-f]{64}$/.test(key) && bytes.toString('base64url') === sig && verifyBytes(Buffer.from(key, 'hex'), signedBytes(domain, value), bytes);
}
