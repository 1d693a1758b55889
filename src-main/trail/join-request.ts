// The file with which a machine asks to join an organisation: it proves that its maker holds both keys it names, and nothing else (SEC-02).
import type { KeyObject } from 'node:crypto';
import { CanonicalError, decodeStrict, encode } from './canonical.ts';
import { feedIdOf, fingerprintWords, signBytes, verifyBytes } from './keys.ts';

/** What a machine says of itself. Keys are hex, the seal key is base64 SPKI; both signatures cover everything else. */
export type JoinRequest = { kind: 'gavel-join'; v: 1; site: string; made: string; device: string; age: string; sealKey: string; person: { id: string; name: string; key: string } };
type SignedRequest = JoinRequest & { signatures: { device: string; person: string } };

const largest = 64 * 1024;
const signedBytes = (request: JoinRequest): Buffer => Buffer.from(`gavel-join-v1\n${encode(request)}`);

/** The bytes of the file. */
export function signJoinRequest(request: JoinRequest, keys: { device: KeyObject; person: KeyObject }): Uint8Array {
  const bytes = signedBytes(request);
  const sign = (key: KeyObject): string => Buffer.from(signBytes(key, bytes)).toString('base64');
  const signed: SignedRequest = { ...request, signatures: { device: sign(keys.device), person: sign(keys.person) } };
  return Buffer.from(`${encode(signed)}\n`);
}

const shape: Record<string, RegExp> = { site: /^[A-Z][A-Z0-9]{1,3}$/, made: /^\d{4}-\d\d-\d\dT[\d:.]+Z$/, device: /^[0-9a-f]{64}$/, age: /^age1[0-9a-z]{20,200}$/, sealKey: /^[A-Za-z0-9+/=]{80,400}$/ };
const isPerson = (person: unknown): person is JoinRequest['person'] => {
  if (typeof person !== 'object' || person === null) return false;
  const { id, name, key } = person as Record<string, unknown>;
  return typeof id === 'string' && /^[0-9a-f-]{36}$/.test(id) && typeof key === 'string' && /^[0-9a-f]{64}$/.test(key) && typeof name === 'string' && name.trim() !== '' && name.length <= 300;
};

function parsed(bytes: Uint8Array): SignedRequest | string {
  if (bytes.length > largest) return 'it is too large';
  const text = Buffer.from(bytes);
  let value: unknown;
  try {
    value = decodeStrict(text.at(-1) === 0x0a ? text.subarray(0, -1) : text);
  } catch (error) {
    if (error instanceof CanonicalError) return 'it is not in canonical JSON';
    throw error;
  }
  const request = value as SignedRequest;
  if (typeof value !== 'object' || value === null || request.kind !== 'gavel-join' || typeof request.signatures?.device !== 'string' || typeof request.signatures.person !== 'string') return 'it is something else';
  return request.v === 1 ? request : 'a newer Gavel made it';
}

export type ReadRequest = { request: JoinRequest; feed: string; words: string };
/** Reads a request, whose maker must hold both keys; else a phrase about what is wrong with it. `words` are the device key's fingerprint. */
export function readJoinRequest(bytes: Uint8Array): ReadRequest | string {
  const found = parsed(bytes);
  if (typeof found === 'string') return found;
  const { signatures, ...request } = found;
  for (const [name, pattern] of Object.entries(shape)) if (!pattern.test(String(request[name as 'site']))) return `its field ${name} is malformed`;
  if (!isPerson(request.person)) return 'its person is malformed';
  const said = signedBytes(request);
  const device = Buffer.from(request.device, 'hex');
  const isSigned = verifyBytes(device, said, Buffer.from(signatures.device, 'base64')) && verifyBytes(Buffer.from(request.person.key, 'hex'), said, Buffer.from(signatures.person, 'base64'));
  return isSigned ? { request, feed: feedIdOf(device), words: fingerprintWords(device) } : 'its signatures do not hold';
}
