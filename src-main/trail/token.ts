// What pipelines are given: deployment tokens, revocation lists, freeze feeds and the schedule (DEP-01, DEP-02, CAL-08). Each is canonical JSON beside an Ed25519 signature of the
// device that wrote it: devices are enrolled by registrars, few, and revocable, so that a pipeline can pin their keys; that a person with the role issued the
// token is proved by the signed act in the trail. The signature is over `gavel-<kind>-v1`, a line feed and the canonical document, so OpenSSL can check it too.
import type { KeyObject } from 'node:crypto';
import type { Json } from './canonical.ts';
import { CanonicalError, decodeStrict, encode } from './canonical.ts';
import { sha256Hex } from './hashes.ts';
import { isJsonSigned, signJson } from './signed-json.ts';
import type { JsonSignature } from './signed-json.ts';

export const signedKinds = ['token', 'revocations', 'freezes', 'schedule'] as const;
export type SignedKind = (typeof signedKinds)[number];
export const domainOf = (kind: SignedKind): string => `gavel-${kind}-v1`;

/** Names a key in a token: SHA-256 of its 32 bytes (hex). */
export const keyIdOf = (keyHex: string): string => sha256Hex(Buffer.from(keyHex, 'hex'));

/** The file: one line of canonical JSON. Throws `CanonicalError` for a document that has no canonical form. */
export const signedText = (kind: SignedKind, document: Json, signature: JsonSignature): string => `${encode({ [kind]: document, signature })}\n`;
export const signDocument = (kind: SignedKind, document: Json, pair: { publicKey: Uint8Array; privateKey: KeyObject }): JsonSignature => signJson(domainOf(kind), document, pair);
/** The bytes the signature is over, for programs by others. */
export const signedBytes = (kind: SignedKind, document: Json): Uint8Array => Buffer.from(`${domainOf(kind)}\n${encode(document)}`);

export type SignedFile = { document: Json; signature: JsonSignature; isSigned: boolean };
const isSignature = (value: Json | undefined): value is { key: string; sig: string } =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length === 2 && typeof value['key'] === 'string' && typeof value['sig'] === 'string';

/** Takes a file apart. `isSigned`: the key named in it signed it; whose key that is, is another question. Throws `CanonicalError` for bytes that are no such file. */
export function readSigned(kind: SignedKind, bytes: Uint8Array): SignedFile {
  const value = decodeStrict(bytes.at(-1) === 10 ? bytes.subarray(0, -1) : bytes);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new CanonicalError('no document with a signature');
  const { [kind]: document, signature, ...rest } = value;
  if (document === undefined || !isSignature(signature) || Object.keys(rest).length > 0) throw new CanonicalError(`no ${kind} with a signature`);
  return { document, signature, isSigned: isJsonSigned(domainOf(kind), document, signature) };
}
