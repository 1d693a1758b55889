// The key of a pipeline: a file of its own, encrypted under a passphrase, and the request with which it is enrolled like a device (design, section 9).
import { appError } from '../app-error.ts';
import { newAgeIdentity, recipientOf } from '../trail/age-box.ts';
import type { JoinRequest } from '../trail/join-request.ts';
import { signJoinRequest } from '../trail/join-request.ts';
import { exportSeed, fingerprintWords, fromSeed, generateKeyPair } from '../trail/keys.ts';
import type { KeyPair } from '../trail/keys.ts';
import { newSealKey } from '../trail/pki.ts';
import { MalformedKeyFile, unwrapSecret, wrapSecret, WrongPassphrase } from '../trail/wrap.ts';

type Asked = { site: string; personId: string; name: string; passphrase: string; made: string; /** scrypt N */ cost?: number };
type KeyFile = { kind: 'gavel-key'; v: 1; role: 'pipeline'; site: string; name: string; person: string; device: string; made: string; wrapped: unknown };
const purpose = 'gavel-pipeline-v1';
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

/** Makes the keys. `request` goes to a registrar and holds no secret; `keyFile` stays with the pipeline. */
export async function makePipelineKey({ site, personId, name, passphrase, made, cost }: Asked): Promise<{ keyFile: Uint8Array; request: Uint8Array; words: string }> {
  const device = generateKeyPair();
  const person = generateKeyPair();
  const seal = await newSealKey();
  const ageIdentity = await newAgeIdentity();
  const request: JoinRequest = {
    kind: 'gavel-join', v: 1, site, made, device: hex(device.publicKey), age: await recipientOf(ageIdentity), sealKey: base64(seal.publicKeySpki), person: { id: personId, name, key: hex(person.publicKey) },
  };
  const secret = Buffer.from(JSON.stringify({ device: base64(exportSeed(device)), person: base64(exportSeed(person)), ageIdentity, sealKey: base64(seal.privateKeyPkcs8) }));
  const file: KeyFile = { kind: 'gavel-key', v: 1, role: 'pipeline', site, name, person: personId, device: hex(device.publicKey), made, wrapped: wrapSecret(secret, passphrase, purpose, cost) };
  return { keyFile: Buffer.from(`${JSON.stringify(file, null, 2)}\n`), request: signJoinRequest(request, { device: device.privateKey, person: person.privateKey }), words: fingerprintWords(device.publicKey) };
}

export type PipelineKey = { site: string; name: string; personId: string; device: KeyPair; person: KeyPair };
/** Opens the key file of a pipeline. Refuses with `unreadable_file` or `wrong_passphrase`. */
export function openPipelineKey(bytes: Uint8Array, passphrase: string): PipelineKey {
  const unreadable = (reason: string): Error => appError('unreadable_file', { file: 'the key file', reason });
  try {
    const file = JSON.parse(Buffer.from(bytes).toString('utf8')) as KeyFile;
    if (file?.kind !== 'gavel-key' || file.v !== 1) throw unreadable('it is no key file of a pipeline');
    const secret = JSON.parse(Buffer.from(unwrapSecret(file.wrapped, passphrase, purpose)).toString()) as { device: string; person: string };
    const device = fromSeed(Buffer.from(secret.device, 'base64'));
    // What stands beside the box is not covered by it.
    if (hex(device.publicKey) !== file.device) throw unreadable('the key in it is another one than it says');
    return { site: file.site, name: file.name, personId: file.person, device, person: fromSeed(Buffer.from(secret.person, 'base64')) };
  } catch (error) {
    if (error instanceof WrongPassphrase) throw appError('wrong_passphrase', { person: 'this key file' });
    if (error instanceof SyntaxError || error instanceof MalformedKeyFile) throw unreadable('it is damaged');
    throw error;
  }
}
