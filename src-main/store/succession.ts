// A device whose workspace is older than it remembers goes on in a new feed; the old one is never written again (trail design, A6).
import { appError } from '../app-error.ts';
import type { DomainEvent } from '../domain/event.ts';
import { subjectOf } from '../domain/event.ts';
import { feedIdOf, generateKeyPair } from '../trail/keys.ts';
import { readDevice, writeDevice } from './key-files.ts';
import type { DeviceSecrets, Unlocked } from './key-files.ts';
import { openOwnActs } from './own-acts.ts';
import { project } from './projections/projector.ts';
import type { Store } from './store.ts';

/**
 * Makes the new feed's key and its first commit, which names where the old feed ends here. The caller opens the workspace again.
 * Throws `act_void`, and leaves everything as it was, when other laptops would not count the signature under it: nobody would ever take in what the new feed wrote.
 */
export function startNewFeed(store: Store, unlocked: Unlocked, act: { site: string; by: string; at: string }): DeviceSecrets {
  const { organisation, log, db, dir } = store;
  if (store.readOnly === null || store.readOnly.code === 'chain_broken') throw appError('feed_is_current');
  if (db.get('SELECT 1 FROM device WHERE site = ?', act.site)) throw appError('site_taken', { site: act.site }, { field: 'site' });
  // What another copy wrote under the old name is not gone on from.
  const old = log.headOfOwn(organisation.deviceFeed) ?? { count: 0, hash: '' };
  const device = generateKeyPair();
  const feed = feedIdOf(device.publicKey);
  const age = db.get<{ age: string | null }>('SELECT age FROM device WHERE feed = ?', organisation.deviceFeed)?.age ?? null;
  const data = { feed: organisation.deviceFeed, age, count: old.count, head: old.hash, key: Buffer.from(device.publicKey).toString('hex'), site: act.site, role: 'registrar', rev: '', supersedes: [] };
  const entry: DomainEvent = { type: 'device.succeeded', subject: subjectOf('device', feed), data };
  db.transaction(() => {
    const demandCounts = openOwnActs(db, organisation.rosterFeed)([entry]);
    const done = log.append({ feed, key: device.privateKey }, [entry], { by: act.by, at: act.at, personKey: unlocked.person.privateKey });
    demandCounts(done.at);
    project(db, done.told, done.at);
  });
  const { sealPem, caPem } = readDevice(dir);
  const secrets: DeviceSecrets = { device, sealKey: unlocked.secrets.sealKey, ageIdentity: unlocked.secrets.ageIdentity, issuerKey: unlocked.secrets.issuerKey };
  writeDevice(dir, secrets, { sealPem, caPem }, unlocked.deviceKey);
  // Only now: a power cut before the keys changed must not find the old feed open for writing again.
  db.run('UPDATE device_state SET continued_elsewhere = 0');
  return secrets;
}
