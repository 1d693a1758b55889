// Bundles written and merged over the open store. Part of boot.
import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { appError } from './app-error.ts';
import { stageInThread, writeInThread } from './bundler.ts';
import type { Scene, Written } from './contexts.ts';
import { readContext } from './read-context.ts';
import type { Exchange } from './ports.ts';
import { mergeStaged } from './store/merge/merge.ts';
import type { Merged } from './store/merge/merge.ts';
import { openStaged } from './store/merge/staging.ts';
import { continuedElsewhere } from './store/store.ts';
import type { Store } from './store/store.ts';
import { exportSeed } from './trail/keys.ts';

type Doors = { dataDir: string; resourcesDir: string; told: (written: Written) => void };

/** Ends a transaction whose outcome was only to be looked at. */
class Trial<T> extends Error {
  readonly seen: T;
  constructor(seen: T) {
    super('a trial');
    this.seen = seen;
  }
}

/** Runs in one transaction; a trial is rolled back with everything it did, the clock included. */
function inTransaction<T>(store: Store, act: () => T, isTrial: boolean): T {
  try {
    return store.db.transaction(() => {
      const value = act();
      if (isTrial) throw new Trial(value);
      return value;
    });
  } catch (error) {
    if (error instanceof Trial) return error.seen as T;
    throw error;
  }
}

export const mergingOf = ({ db, log, organisation }: Store, nowMs: number): Parameters<typeof mergeStaged>[0] =>
  ({ db, log, org: organisation.id, rosterFeed: organisation.rosterFeed, ownFeed: organisation.deviceFeed, nowMs });

export function exchangeOf(scene: Scene, { dataDir, resourcesDir, told }: Doors): Exchange {
  const { store, signedIn } = scene;
  const { organisation } = store;
  const secrets = (): NonNullable<typeof signedIn>['unlocked']['secrets'] => {
    if (signedIn === null) throw appError('signed_out');
    return signedIn.unlocked.secrets;
  };
  return {
    write: ({ gathering, facts, recipients, passphrase, path }, control) => writeInThread({
      kind: 'write', dir: store.dir, key: store.key, migrations: join(resourcesDir, 'migrations'), rosterFeed: organisation.rosterFeed, gathering,
      facts: { ...facts, org: organisation.id, from: organisation.deviceFeed }, deviceSeed: exportSeed(secrets().device),
      lock: passphrase === undefined ? { recipients } : { passphrase }, check: passphrase === undefined ? { identity: secrets().ageIdentity } : { identity: null, passphrase }, path,
    }, control),
    merge: async ({ path, passphrase }, { isTrial, look }, control) => {
      if (store.readOnly?.code === 'chain_broken') throw appError(store.readOnly.code, store.readOnly.facts);
      mkdirSync(dataDir, { recursive: true, mode: 0o700 });
      const scratchKey = store.key === null ? null : randomBytes(32);
      const staged = await stageInThread({ kind: 'stage', path, keys: { identity: secrets().ageIdentity, ...(passphrase === undefined ? {} : { passphrase }) }, folder: dataDir, scratchKey }, control);
      const opened = openStaged(staged.path, scratchKey);
      try {
        let merged: Merged | null = null;
        const value = inTransaction(store, () => {
          merged = mergeStaged(mergingOf(store, Date.parse(scene.now())), opened);
          return look(merged, readContext(scene));
        }, isTrial);
        if (!isTrial && merged !== null) {
          store.readOnly ??= continuedElsewhere(store.db, organisation.deviceFeed, store.dir);
          told({ touched: (merged as Merged).touched });
        }
        return value;
      } finally {
        opened.close();
        rmSync(staged.folder, { recursive: true, force: true });
      }
    },
    noteSent: (feeds, bundle) => {
      store.db.transaction(() => {
        for (const feed of feeds) store.db.run('INSERT INTO bundle_sent (feed, bundle, at) VALUES (?, ?, ?) ON CONFLICT (feed) DO UPDATE SET bundle = excluded.bundle, at = excluded.at', feed, bundle, scene.now());
      });
    },
  };
}
