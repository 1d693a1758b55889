// A second machine joins an organisation: it asks with a file, is enrolled elsewhere, and begins with the bundle it is sent (SEC-02).
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { appError } from '../app-error.ts';
import { newAgeIdentity, recipientOf } from '../trail/age-box.ts';
import type { Envelope } from '../trail/envelope.ts';
import type { JoinRequest } from '../trail/join-request.ts';
import { signJoinRequest } from '../trail/join-request.ts';
import { feedIdOf, fingerprintWords, generateKeyPair } from '../trail/keys.ts';
import { newSealKey } from '../trail/pki.ts';
import { rosterFact } from '../trail/roster.ts';
import { openEventLog } from './event-log.ts';
import { readDevice, writeDatabaseKey, writeDevice, writePerson } from './key-files.ts';
import type { Unlocked } from './key-files.ts';
import { mergeStaged } from './merge/merge.ts';
import type { Staged } from './merge/staged.ts';
import { openDatabase } from './open.ts';
import type { WriteDb } from './open.ts';
import { openReader } from './replay.ts';
import type { StoreOptions } from './store.ts';

/** Makes the keys of a machine that wants to join, in an empty folder, and the file to send to a registrar. */
export async function makeJoinRequest(dir: string, asked: { site: string; personId: string; name: string; passphrase: string; made: string; isEncrypted?: boolean }): Promise<{ bytes: Uint8Array; words: string }> {
  if (existsSync(dir) && readdirSync(dir).length > 0) throw appError('workspace_exists', { place: dir });
  mkdirSync(join(dir, 'keys'), { recursive: true, mode: 0o700 });
  const device = generateKeyPair();
  const seal = await newSealKey();
  const ageIdentity = await newAgeIdentity();
  const deviceKey = writeDevice(dir, { device, sealKey: seal.privateKeyPkcs8, ageIdentity, issuerKey: null }, { sealPem: '', caPem: '' });
  if (asked.isEncrypted) writeDatabaseKey(dir, deviceKey);
  const person = writePerson(dir, asked.personId, { passphrase: asked.passphrase, deviceKey });
  const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
  const request: JoinRequest = {
    kind: 'gavel-join', v: 1, site: asked.site, made: asked.made, device: hex(device.publicKey), age: await recipientOf(ageIdentity), sealKey: Buffer.from(seal.publicKeySpki).toString('base64'),
    person: { id: asked.personId, name: asked.name, key: hex(person.publicKey) },
  };
  const words = fingerprintWords(device.publicKey);
  noteJoining(dir, { site: asked.site, name: asked.name, person: asked.personId, key: request.person.key, words, made: asked.made });
  return { bytes: signJoinRequest(request, { device: device.privateKey, person: person.privateKey }), words };
}

/** The root (hex) that stands at the end of every rotation in the bundle: each was signed by both. */
function rootInForce(parts: readonly Staged[], founding: string): string {
  let root = founding;
  for (let next = rotationOf(parts, root); next !== null; next = rotationOf(parts, root)) root = next;
  return root;
}
function rotationOf(parts: readonly Staged[], root: string): string | null {
  const feed = feedIdOf(Buffer.from(root, 'hex'));
  for (const staged of parts) for (const range of staged.ranges) {
    const next = range.feed === feed ? rotationIn(staged, range, root) : null;
    if (next !== null) return next;
  }
  return null;
}
function rotationIn(staged: Staged, range: Staged['ranges'][number], was: string): string | null {
  for (let at = range.from; at < range.to; at += 100) {
    for (const { env } of staged.commits(range, at, 100)) {
      const facts = (JSON.parse(Buffer.from(env).toString('utf8')) as Envelope).events.map((event) => (event.t === 'org.rootRotated' ? rosterFact(event) : null));
      const found = facts.find((fact) => fact?.kind === 'rotated' && fact.was === was);
      if (found?.kind === 'rotated') return found.root;
    }
  }
  return null;
}

/** `rootKey` is the founding root, `words` are those of the root in force. */
export type Founded = { org: string; rootKey: string; words: string };
/** The organisation a staged bundle is of, as its first commit founds it. */
export function foundingIn(parts: readonly Staged[]): Founded {
  for (const staged of parts) for (const range of staged.ranges) {
    const first = range.from === 0 ? staged.commits(range, 0, 1)[0] : undefined;
    const envelope = first && JSON.parse(Buffer.from(first.env).toString('utf8')) as Envelope;
    const founding = envelope?.events.find(({ t }) => t === 'org.founded');
    const root = founding?.d['root'];
    if (typeof root === 'string' && /^[0-9a-f]{64}$/.test(root) && feedIdOf(Buffer.from(root, 'hex')) === range.feed) return { org: staged.manifest.org, rootKey: root, words: fingerprintWords(Buffer.from(rootInForce(parts, root), 'hex')) };
  }
  throw appError('not_yet_enrolled');
}

/** The parts of one bundle in their order. Throws `parts_missing` unless all are there. */
export function inParts<T extends { manifest: Staged['manifest'] }>(parts: readonly T[]): T[] {
  const numbered = parts.map((staged) => ({ staged, at: staged.manifest.part?.[0] ?? 1, of: staged.manifest.part?.[1] ?? 1 })).toSorted((a, b) => a.at - b.at);
  const of = Math.max(...numbered.map((one) => one.of));
  const missing = Array.from({ length: of }, (_, i) => i + 1).filter((n) => !numbered.some(({ at }) => at === n));
  if (missing.length > 0) throw appError('parts_missing', { missing, of });
  return numbered.map(({ staged }) => staged);
}

/** What a folder remembers that has asked to join and has no workspace yet. */
export type Joining = { site: string; name: string; person: string; key: string; words: string; made: string };
const joiningFile = (dir: string): string => join(dir, 'keys', 'joining.json');
const noteJoining = (dir: string, joining: Joining): void => { writeFileSync(joiningFile(dir), `${JSON.stringify(joining, null, 2)}\n`, { mode: 0o600, flush: true }); };
export function readJoining(dir: string): Joining {
  if (!existsSync(joiningFile(dir))) throw appError('not_a_workspace', { place: dir });
  return JSON.parse(readFileSync(joiningFile(dir), 'utf8')) as Joining;
}

/**
 * Makes the workspace of a machine from the first bundle it is sent. The person has compared the organisation's words by then.
 * Refuses with `not_yet_enrolled` when the bundle does not enrol this machine and its person; then no workspace is left behind.
 */
export function completeJoin(dir: string, parts: readonly Staged[], unlocked: Unlocked, options: Pick<StoreOptions, 'migrations' | 'app' | 'nowMs' | 'key'>): void {
  const founded = foundingIn(parts);
  const { feed } = readDevice(dir);
  const joining = readJoining(dir);
  const db = openDatabase(dir, { migrations: options.migrations, create: true, key: options.key ?? null });
  try {
    const rosterFeed = feedIdOf(Buffer.from(founded.rootKey, 'hex'));
    const log = openEventLog({ db, org: founded.org, app: options.app, rosterFeed, nowMs: options.nowMs });
    db.transaction(() => {
      for (const staged of parts) mergeStaged({ db, log, org: founded.org, rosterFeed, ownFeed: feed, nowMs: options.nowMs() }, staged);
      const isEnrolled = db.get('SELECT 1 FROM device WHERE feed = ?', feed) !== undefined && db.get<{ key: string | null }>('SELECT key FROM person WHERE id = ?', joining.person)?.key === joining.key;
      if (!isEnrolled) throw appError('not_yet_enrolled');
    });
    const { certificate, authority } = certificatesOf(db, feed);
    writeDevice(dir, unlocked.secrets, { sealPem: certificate, caPem: authority }, unlocked.deviceKey);
    db.close();
    rmSync(joiningFile(dir));
  } catch (error) {
    db.close();
    for (const name of ['gavel.db', 'gavel.db-wal', 'gavel.db-shm']) rmSync(join(dir, name), { force: true });
    throw error;
  }
}

/** The certificates that came with the enrolment; without them the device prints no sealed documents yet. */
function certificatesOf(db: WriteDb, feed: string): { certificate: string; authority: string } {
  const found = openReader(db).ofSubject(`device:${feed}`).map(({ event }) => event.text).find((text) => typeof text['certificate'] === 'string' && typeof text['authority'] === 'string');
  return { certificate: String(found?.['certificate'] ?? ''), authority: String(found?.['authority'] ?? '') };
}
