// A second machine joins an organisation: it asks with a file, is enrolled elsewhere, and begins with the bundle it is sent (SEC-02).
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { appError } from '../app-error.ts';
import { newAgeIdentity, recipientOf } from '../trail/age-box.ts';
import type { Envelope } from '../trail/envelope.ts';
import type { JoinRequest } from '../trail/join-request.ts';
import { signJoinRequest } from '../trail/join-request.ts';
import { feedIdOf, fingerprintWords, generateKeyPair } from '../trail/keys.ts';
import { newSealKey } from '../trail/pki.ts';
import { readDevice, signersHere, writeDevice, writePerson } from './key-files.ts';
import type { Staged } from './merge/staged.ts';

/** Makes the keys of a machine that wants to join, in an empty folder, and the file to send to a registrar. */
export async function makeJoinRequest(dir: string, asked: { site: string; personId: string; name: string; passphrase: string; made: string }): Promise<{ bytes: Uint8Array; words: string }> {
  if (existsSync(dir) && readdirSync(dir).length > 0) throw appError('workspace_exists', { place: dir });
  mkdirSync(join(dir, 'keys'), { recursive: true, mode: 0o700 });
  const device = generateKeyPair();
  const seal = await newSealKey();
  const ageIdentity = await newAgeIdentity();
  const deviceKey = writeDevice(dir, { device, sealKey: seal.privateKeyPkcs8, ageIdentity, issuerKey: null }, { sealPem: '', caPem: '' });
  const person = writePerson(dir, asked.personId, { passphrase: asked.passphrase, deviceKey });
  const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
  const request: JoinRequest = {
    kind: 'gavel-join', v: 1, site: asked.site, made: asked.made, device: hex(device.publicKey), age: await recipientOf(ageIdentity), sealKey: Buffer.from(seal.publicKeySpki).toString('base64'),
    person: { id: asked.personId, name: asked.name, key: hex(person.publicKey) },
  };
  return { bytes: signJoinRequest(request, { device: device.privateKey, person: person.privateKey }), words: fingerprintWords(device.publicKey) };
}

export type Founded = { org: string; rootKey: string; words: string };
/** The organisation a staged bundle is of, as its first commit founds it. */
export function foundingIn(staged: Staged): Founded {
  for (const range of staged.ranges) {
    const first = range.from === 0 ? staged.commits(range, 0, 1)[0] : undefined;
    const envelope = first && JSON.parse(Buffer.from(first.env).toString('utf8')) as Envelope;
    const founding = envelope?.events.find(({ t }) => t === 'org.founded');
    const root = founding?.d['root'];
    if (typeof root === 'string' && /^[0-9a-f]{64}$/.test(root) && feedIdOf(Buffer.from(root, 'hex')) === range.feed) return { org: staged.manifest.org, rootKey: root, words: fingerprintWords(Buffer.from(root, 'hex')) };
  }
  throw appError('not_yet_enrolled');
}

/** The feed and the person of a folder that has asked to join. */
export function joiningIn(dir: string): { feed: string; person: string } {
  const [person] = signersHere(dir);
  if (person === undefined) throw appError('not_a_workspace', { place: dir });
  return { feed: readDevice(dir).feed, person };
}
