// The founding of a workspace: organisation root, roster feed, first device, certificate authority, first people.
import type { KeyObject } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Role } from '#contract/people.ts';
import { appError } from '../app-error.ts';
import type { DomainEvent } from '../domain/event.ts';
import { subjectOf } from '../domain/event.ts';
import { newAgeIdentity, recipientOf } from '../trail/age-box.ts';
import { feedIdOf, generateKeyPair } from '../trail/keys.ts';
import type { KeyPair } from '../trail/keys.ts';
import { makeCa, issueSeal } from '../trail/pki.ts';
import { writeDatabaseKey, writeDevice, writePerson, writeRecoveryKit } from './key-files.ts';
import type { DeviceSecrets } from './key-files.ts';
import { openDatabase } from './open.ts';
import { project } from './projections/projector.ts';
import type { Store, StoreOptions } from './store.ts';
import { storeOver } from './store.ts';

export type FirstPerson = { id: string; name: string; roles: readonly Role[]; passphrase: string | null };
export type Founding = { organisation: string; site: string; people: readonly FirstPerson[]; isSample: boolean; /** at rest (SEC-04) */ isEncrypted?: boolean; at: string; newId: () => string; /** scrypt N; the sample uses a smaller one, because nothing there counts */ cost?: number };
export type Founded = { store: Store; keys: Map<string, KeyPair>; secrets: DeviceSecrets; deviceKey: Uint8Array };

function assertEmpty(dir: string): void {
  if (existsSync(dir) && readdirSync(dir).length > 0) throw appError('workspace_exists', { place: dir });
  mkdirSync(join(dir, 'keys'), { recursive: true, mode: 0o700 });
}

function foundingEvents(founding: Founding, orgId: string, facts: { root: KeyPair; device: KeyPair; ca: string; seal: string; age: string; keys: Map<string, KeyPair> }): DomainEvent[] {
  const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
  const feed = feedIdOf(facts.device.publicKey);
  const people = founding.people.flatMap((person): DomainEvent[] => {
    const subject = subjectOf('person', person.id);
    const key = facts.keys.get(person.id);
    return [{ type: 'person.enrolled', subject, data: { key: key ? hex(key.publicKey) : null }, text: { name: person.name } },
      ...person.roles.map((granted): DomainEvent => ({ type: 'role.granted', subject, data: { granted } }))];
  });
  return [
    { type: 'org.founded', subject: subjectOf('org', orgId), data: { root: hex(facts.root.publicKey), ca: facts.ca, ...(founding.isSample ? { sample: true } : {}) }, text: { name: founding.organisation } },
    { type: 'device.enrolled', subject: subjectOf('device', feed), data: { feed, key: hex(facts.device.publicKey), site: founding.site, seal: facts.seal, age: facts.age } },
    ...people,
  ];
}

/** Makes a workspace in an empty folder. The founding act is signed by the root, which then sleeps in the recovery kit. */
export async function foundWorkspace(options: StoreOptions, founding: Founding): Promise<Founded> {
  assertEmpty(options.dir);
  const passphrase = founding.people.find((p) => p.passphrase !== null)?.passphrase;
  if (!passphrase) throw new Error('a workspace needs one person who can sign');
  const root = generateKeyPair();
  const device = generateKeyPair();
  const ca = await makeCa({ organisation: founding.organisation, notBeforeAt: founding.at });
  const seal = await issueSeal(ca, { name: `${founding.organisation}, site ${founding.site}`, notBeforeAt: founding.at });
  const secrets: DeviceSecrets = { device, sealKey: seal.privateKeyPkcs8, ageIdentity: await newAgeIdentity(), issuerKey: ca.privateKeyPkcs8 };
  const age = await recipientOf(secrets.ageIdentity);
  const deviceKey = writeDevice(options.dir, secrets, { sealPem: seal.certificatePem, caPem: ca.certificatePem });
  const keys = new Map<string, KeyPair>();
  const cost = founding.cost === undefined ? {} : { cost: founding.cost };
  for (const p of founding.people) if (p.passphrase !== null) keys.set(p.id, writePerson(options.dir, p.id, { passphrase: p.passphrase, deviceKey, ...cost }));
  writeRecoveryKit(options.dir, { root, caKey: ca.privateKeyPkcs8, passphrase, ...cost });
  const orgId = founding.newId();
  const key = founding.isEncrypted ? writeDatabaseKey(options.dir, deviceKey) : null;
  const db = openDatabase(options.dir, { migrations: options.migrations, create: true, key });
  const organisation = { id: orgId, name: founding.organisation, site: founding.site, rootKey: Buffer.from(root.publicKey).toString('hex'), caFingerprint: ca.fingerprint, rosterFeed: feedIdOf(root.publicKey), deviceFeed: feedIdOf(device.publicKey), isSample: founding.isSample };
  const store = storeOver(db, organisation, device.publicKey, { ...options, key });
  const events = foundingEvents(founding, orgId, { root, device, ca: ca.fingerprint, seal: seal.fingerprint, age, keys });
  appendFounding(store, root.privateKey, events, { by: `person:${founding.people[0]!.id}`, at: founding.at });
  return { store, keys, secrets, deviceKey };
}

function appendFounding(store: Store, rootKey: KeyObject, events: DomainEvent[], stamp: { by: string; at: string }): void {
  const roster = { feed: store.organisation.rosterFeed, key: rootKey, isRoot: true as const };
  store.db.transaction(() => {
    for (let i = 0; i < events.length; i += 500) {
      const done = store.log.append(roster, events.slice(i, i + 500), { ...stamp, personKey: null });
      project(store.db, done.told, done.at);
    }
    store.log.checkpoint(roster);
  });
}
