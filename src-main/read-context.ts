// What queries are handed, over an open store or over a connection that only reads. Part of boot.
import { asReviewed } from './domain/access-rights.ts';
import type { Actor } from './domain/verdict.ts';
import type { ReadContext } from './ports.ts';
import { lastBackup } from './store/backup.ts';
import { canSignHere } from './store/key-files.ts';
import { findPerson } from './store/records.ts';
import type { Reading } from './store/store.ts';
import { encode } from './trail/canonical.ts';
import { sha256Hex } from './trail/hashes.ts';
import { fingerprintWords } from './trail/keys.ts';

/** What is read, and who looks at it when. */
export type Seen = { store: Reading; signedIn: { id: string } | null; now: () => string };

const nobody: Actor = { id: '', name: '', roles: [] };

/** Roles are read at each call: a role taken away counts from that moment, and so does one that an access review withholds (AUD-08). */
export function actorOf({ store, signedIn, now }: Seen): Actor {
  const person = signedIn ? findPerson(store.db, signedIn.id) : null;
  return person ? asReviewed(person, store.records.withheldRoles(person, now())) : nobody;
}

/** SHA-256 (hex) over the canonical form of a value. */
export const digest = (value: unknown): string => sha256Hex(encode(JSON.parse(JSON.stringify(value))));

export function readContext(scene: Seen): ReadContext {
  const { store } = scene;
  return {
    ...store.records, db: store.db, organisation: store.organisation, actor: actorOf(scene), now: scene.now(), seal: true, trail: store.trail, digest,
    canSignHere: (person) => canSignHere(store.dir, person), lastBackup: () => lastBackup(store.dataDir, store.dir), isEncrypted: store.key !== null, wordsOf: (key) => fingerprintWords(Buffer.from(key, 'hex')),
  };
}
