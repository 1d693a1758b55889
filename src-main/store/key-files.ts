// Key files of a workspace. Private keys leave memory only wrapped: a person's under the passphrase, the device's under each person's.
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AppError, appError } from '../app-error.ts';
import { exportSeed, feedIdOf, fromSeed, generateKeyPair } from '../trail/keys.ts';
import type { KeyPair } from '../trail/keys.ts';
import { MalformedKeyFile, unwrapSecret, wrapSecret, WrongPassphrase } from '../trail/wrap.ts';

/** Secrets of this device: its trail key, the private key of its seal (PKCS 8), the age identity that opens bundles sent to it, and on the first device the key that issues seals. */
export type DeviceSecrets = { device: KeyPair; sealKey: Uint8Array; ageIdentity: string; issuerKey: Uint8Array | null };
export type DeviceFile = { version: 1; feed: string; sealPem: string; caPem: string; box: Box };
type PersonFile = { version: 1; person: string; publicKey: string; wrapped: unknown };
type Box = { nonce: string; tag: string; box: string };

const keyDir = (dir: string): string => join(dir, 'keys');
const deviceFile = (dir: string): string => join(keyDir(dir), 'device.json');
const personFile = (dir: string, person: string): string => join(keyDir(dir), `person-${person}.json`);
const safe = (person: string): boolean => /^[0-9a-f-]{36}$/.test(person);

const write = (path: string, value: unknown): void => {
  mkdirSync(join(path, '..'), { recursive: true, mode: 0o700 });
  writeFileSync(`${path}.partial`, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600, flush: true });
  renameSync(`${path}.partial`, path);
};
function read<T>(path: string): T {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as T;
  } catch (error) {
    if (error instanceof SyntaxError) throw appError('unreadable_file', { file: path, reason: 'the key file is damaged; go back to a copy' });
    throw error;
  }
}

function seal(key: Uint8Array, secret: Uint8Array, purpose: string): Box {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(purpose));
  const box = Buffer.concat([cipher.update(secret), cipher.final()]);
  return { nonce: nonce.toString('base64'), tag: cipher.getAuthTag().toString('base64'), box: box.toString('base64') };
}
function unseal(key: Uint8Array, { nonce, tag, box }: Box, purpose: string): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(nonce, 'base64')).setAAD(Buffer.from(purpose));
  decipher.setAuthTag(Buffer.from(tag, 'base64'));
  return Buffer.concat([decipher.update(Buffer.from(box, 'base64')), decipher.final()]);
}

/** Writes the device's secrets under a random key that every person who may sign here carries wrapped; a succeeding device keeps it. */
export function writeDevice(dir: string, secrets: DeviceSecrets, certificates: { sealPem: string; caPem: string }, key: Uint8Array = randomBytes(32)): Uint8Array {
  const bundle = Buffer.from(JSON.stringify({ seed: Buffer.from(exportSeed(secrets.device)).toString('base64'), sealKey: Buffer.from(secrets.sealKey).toString('base64'), ageIdentity: secrets.ageIdentity, issuerKey: secrets.issuerKey && Buffer.from(secrets.issuerKey).toString('base64') }));
  const file: DeviceFile = { version: 1, feed: feedIdOf(secrets.device.publicKey), ...certificates, box: seal(key, bundle, 'gavel-device-v1') };
  write(deviceFile(dir), file);
  return key;
}

export const readDevice = (dir: string): DeviceFile => {
  if (!existsSync(deviceFile(dir))) throw appError('not_a_workspace', { place: dir });
  return read<DeviceFile>(deviceFile(dir));
};

/** Makes a person's key and wraps it, together with the key of the device file, under the passphrase. `cost` is the scrypt N. */
export function writePerson(dir: string, person: string, secrets: { passphrase: string; deviceKey: Uint8Array; cost?: number }): KeyPair {
  const pair = generateKeyPair();
  const wrapped = wrapSecret(Buffer.concat([exportSeed(pair), secrets.deviceKey]), secrets.passphrase, 'gavel-person-v1', secrets.cost);
  write(personFile(dir, person), { version: 1, person, publicKey: Buffer.from(pair.publicKey).toString('hex'), wrapped } satisfies PersonFile);
  return pair;
}

export const canSignHere = (dir: string, person: string): boolean => safe(person) && existsSync(personFile(dir, person));
export const signersHere = (dir: string): string[] =>
  existsSync(keyDir(dir)) ? readdirSync(keyDir(dir)).flatMap((name) => /^person-([0-9a-f-]{36})\.json$/.exec(name)?.[1] ?? []) : [];

export type Unlocked = { person: KeyPair; deviceKey: Uint8Array; secrets: DeviceSecrets };

const databaseFile = (dir: string): string => join(keyDir(dir), 'database.json');
/** An encrypted workspace is known by the file that holds its key: the database itself says nothing. */
export const isEncrypted = (dir: string): boolean => existsSync(databaseFile(dir));

/** Makes the key of a database (32 random bytes) under the key of the device file, which every person who can sign here carries wrapped (SEC-04). */
export function writeDatabaseKey(dir: string, deviceKey: Uint8Array): Uint8Array {
  const key = randomBytes(32);
  write(databaseFile(dir), { version: 1, box: seal(deviceKey, key, 'gavel-database-v1') });
  return key;
}

/** The key of the database; null in a workspace that is not encrypted. */
export function readDatabaseKey(dir: string, deviceKey: Uint8Array): Uint8Array | null {
  if (!isEncrypted(dir)) return null;
  try {
    return unseal(deviceKey, read<{ box: Box }>(databaseFile(dir)).box, 'gavel-database-v1');
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw appError('unreadable_file', { file: databaseFile(dir), reason: 'the key file is damaged; go back to a copy' });
  }
}

/**
 * Opens the keys of everybody whose passphrase this is. An encrypted workspace says no name before that: a passphrase is tried on each person's file.
 * Refuses with `unlock_wrong`; a damaged file refuses only when no other one opens.
 */
export function unlockByPassphrase(dir: string, passphrase: string): { id: string; unlocked: Unlocked }[] {
  let problem: unknown = appError('unlock_wrong');
  const opened = signersHere(dir).flatMap((id) => {
    try {
      return [{ id, unlocked: keysIn(dir, unwrapped(dir, { id, name: '' }, passphrase)) }];
    } catch (error) {
      if (!(error instanceof AppError && error.refusal.code === 'wrong_passphrase')) problem = error;
      return [];
    }
  });
  if (opened.length === 0) throw problem;
  return opened;
}

/** Wraps the key of a person anew under another passphrase; the key stays the same, so that everything signed with it does. */
export function rewrapPerson(dir: string, person: { id: string; name: string }, secrets: { passphrase: string; newPassphrase: string }): void {
  const file = read<PersonFile>(personFile(dir, person.id));
  write(personFile(dir, person.id), { ...file, wrapped: wrapSecret(unwrapped(dir, person, secrets.passphrase), secrets.newPassphrase, 'gavel-person-v1') } satisfies PersonFile);
}

/** Unlocks a person and with them the device. `key` is the public key (hex) the roster knows. Refuses with `wrong_passphrase`, `no_key_here`, `key_revoked` or `key_unknown`. */
export function unlock(dir: string, person: { id: string; name: string; key: string | null }, passphrase: string): Unlocked {
  if (!canSignHere(dir, person.id)) throw appError('no_key_here', { person: person.name });
  const unlocked = keysIn(dir, unwrapped(dir, person, passphrase));
  // Somebody else's file under this name would sign in as this person, with signatures nobody accepts.
  if (person.key === null) throw appError('key_revoked', { person: person.name });
  if (!isKeyOf(unlocked, person)) throw appError('key_unknown', { key: `in the key file of ${person.name}` });
  return unlocked;
}

/** Whether the roster knows this key as the person's; `key` is hex. */
export const isKeyOf = ({ person: { publicKey } }: Unlocked, person: { key: string | null }): boolean => Buffer.from(publicKey).toString('hex') === person.key;

/** A person's seed and the key of the device file, in this order, open everything else. */
function keysIn(dir: string, both: Uint8Array): Unlocked {
  const pair = fromSeed(both.subarray(0, 32));
  const deviceKey = both.subarray(32);
  const bundle = JSON.parse(unseal(deviceKey, readDevice(dir).box, 'gavel-device-v1').toString()) as { seed: string; sealKey: string; ageIdentity: string; issuerKey: string | null };
  return { person: pair, deviceKey, secrets: { device: fromSeed(Buffer.from(bundle.seed, 'base64')), sealKey: Buffer.from(bundle.sealKey, 'base64'), ageIdentity: bundle.ageIdentity, issuerKey: bundle.issuerKey === null ? null : Buffer.from(bundle.issuerKey, 'base64') } };
}

function unwrapped(dir: string, person: { id: string; name: string }, passphrase: string): Uint8Array {
  try {
    return unwrapSecret(read<PersonFile>(personFile(dir, person.id)).wrapped, passphrase, 'gavel-person-v1');
  } catch (error) {
    if (error instanceof WrongPassphrase) throw appError('wrong_passphrase', { person: person.name });
    throw error;
  }
}

/** The recovery kit: organisation root and certificate authority, wrapped under the founder's passphrase (trail design, A7). */
export function writeRecoveryKit(dir: string, kit: { root: KeyPair; caKey: Uint8Array; passphrase: string; cost?: number }): void {
  write(kitFile(dir), { version: 1, wrapped: wrapKit(kit) });
}
const wrapKit = (kit: { root: KeyPair; caKey: Uint8Array; passphrase: string; cost?: number }): unknown =>
  wrapSecret(Buffer.from(JSON.stringify({ root: Buffer.from(exportSeed(kit.root)).toString('base64'), caKey: Buffer.from(kit.caKey).toString('base64') })), kit.passphrase, 'gavel-recovery-v1', kit.cost);

const kitFile = (dir: string): string => join(keyDir(dir), 'recovery-kit.json');
const nextKitFile = (dir: string): string => join(keyDir(dir), 'recovery-kit-next.json');

/** Keeps the kit of a root that is about to take over, so that a power cut at no step loses a root that is in force. */
export function writeNextKit(dir: string, kit: { root: KeyPair; caKey: Uint8Array; passphrase: string }): void {
  write(nextKitFile(dir), { version: 1, root: Buffer.from(kit.root.publicKey).toString('hex'), wrapped: wrapKit(kit) });
}
/** Puts the next kit in the place of the old one if its root (hex) is the one in force by now, and forgets it if it never took over. */
export function settleNextKit(dir: string, rootKey: string): void {
  if (!existsSync(nextKitFile(dir))) return;
  if (read<{ root: string }>(nextKitFile(dir)).root === rootKey) renameSync(nextKitFile(dir), kitFile(dir));
  else rmSync(nextKitFile(dir));
}

/** The recovery kit as it lies on the disk: encrypted, hence fit to be printed. Refuses with `kit_missing`. */
export function readRecoveryKit(dir: string): string {
  if (!existsSync(kitFile(dir))) throw appError('kit_missing');
  return readFileSync(kitFile(dir), 'utf8');
}

type KitSecret = { root: KeyPair; caKey: Uint8Array };
function kitSecret(kit: { wrapped: unknown }, passphrase: string): KitSecret {
  try {
    const secret = JSON.parse(Buffer.from(unwrapSecret(kit.wrapped, passphrase, 'gavel-recovery-v1')).toString()) as { root: string; caKey: string };
    return { root: fromSeed(Buffer.from(secret.root, 'base64')), caKey: Buffer.from(secret.caKey, 'base64') };
  } catch (error) {
    if (error instanceof WrongPassphrase) throw appError('kit_passphrase_wrong');
    if (error instanceof MalformedKeyFile) throw appError('unreadable_file', { file: 'the recovery kit', reason: 'it is damaged; go back to the printed page' });
    throw error;
  }
}

function parsedKit(kit: string): { wrapped: unknown } {
  try {
    const found = JSON.parse(kit) as { wrapped: unknown } | null;
    return { ...found, wrapped: found?.wrapped };
  } catch {
    return { wrapped: null };
  }
}

/** Puts a kit (JSON) in its place, once it has opened and holds this organisation's root (hex). Refuses with `kit_passphrase_wrong` or `kit_of_another`. */
export function restoreRecoveryKit(dir: string, { kit, passphrase, rootKey }: { kit: string; passphrase: string; rootKey: string }): void {
  const found = parsedKit(kit);
  if (Buffer.from(kitSecret(found, passphrase).root.publicKey).toString('hex') !== rootKey) throw appError('kit_of_another');
  write(kitFile(dir), found);
}

/** Opens the recovery kit. Refuses with `kit_missing` or `kit_passphrase_wrong`. */
export function openRecoveryKit(dir: string, passphrase: string): KitSecret {
  if (!existsSync(kitFile(dir))) throw appError('kit_missing');
  return kitSecret(read<{ wrapped: unknown }>(kitFile(dir)), passphrase);
}
