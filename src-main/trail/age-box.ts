// Encryption of files for people and devices elsewhere, in the age format (https://age-encryption.org/v1), which other tools open as well.
import { Decrypter, Encrypter, generateX25519Identity, identityToRecipient } from 'age-encryption';
import { ageLimits, BundleError, tooMuch } from './bundle-error.ts';

/** Who may open a file: recipients (`age1…`), or whoever knows the passphrase. */
export type AgeLock = { recipients: readonly string[] } | { passphrase: string };
/** What is tried to open a file with: the identity of this device (`AGE-SECRET-KEY-1…`), or a passphrase. */
export type AgeKey = { identity: string } | { passphrase: string };

export const newAgeIdentity = (): Promise<string> => generateX25519Identity();
export const recipientOf = (identity: string): Promise<string> => identityToRecipient(identity);

/** Work factor (log 2 of N) of a passphrase; about a second on a small laptop. */
const ownWorkFactor = 16;

export async function ageEncrypt(plain: ReadableStream<Uint8Array>, lock: AgeLock): Promise<ReadableStream<Uint8Array>> {
  const encrypter = new Encrypter();
  if ('passphrase' in lock) {
    encrypter.setScryptWorkFactor(ownWorkFactor);
    encrypter.setPassphrase(lock.passphrase);
  } else {
    if (lock.recipients.length === 0) throw new RangeError('a file for nobody could never be opened');
    if (lock.recipients.length > ageLimits.recipients) throw tooMuch('The number of recipients', ageLimits.recipients, 'devices');
    for (const recipient of lock.recipients) encrypter.addRecipient(recipient);
  }
  return encrypter.encrypt(plain);
}

const headerLimit = 16 * 1024;
const magic = 'age-encryption.org/v1\n';

/** What the header says before any key is tried: whether a passphrase is asked for, and how many recipients there are. */
export function ageHeader(start: Uint8Array): { isPassphrase: boolean } {
  const text = Buffer.from(start.subarray(0, headerLimit)).toString('latin1');
  if (!text.startsWith(magic)) {
    if (magic.startsWith(text)) throw new BundleError('truncated');
    throw new BundleError('tampered', { what: 'it is no bundle of Gavel' });
  }
  const stanzas = [...text.split('\n---')[0]!.matchAll(/^-> (\S+)(?: (\S+))?(?: (\S+))?/gm)];
  if (stanzas.length > ageLimits.recipients) throw tooMuch('The number of recipients', ageLimits.recipients, 'devices');
  const scrypt = stanzas.find(([, kind]) => kind === 'scrypt');
  if (scrypt && !(Number(scrypt[3]) <= ageLimits.workFactor)) throw tooMuch('The work factor of its passphrase', 2 ** ageLimits.workFactor, 'rounds');
  return { isPassphrase: scrypt !== undefined };
}

/** Opens an encrypted stream. Throws `BundleError`: `not_for_us`, `bundle_passphrase_wrong`, `tampered`. */
export async function ageDecrypt(encrypted: ReadableStream<Uint8Array>, key: AgeKey): Promise<ReadableStream<Uint8Array>> {
  const decrypter = new Decrypter();
  if ('passphrase' in key) decrypter.addPassphrase(key.passphrase);
  else decrypter.addIdentity(key.identity);
  try {
    return await decrypter.decrypt(encrypted);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    if (/no identity matched/.test(message)) throw new BundleError('passphrase' in key ? 'bundle_passphrase_wrong' : 'not_for_us');
    throw new BundleError('tampered', { what: 'its header does not hold' });
  }
}
