// What commands, queries and rules about releases ask of the store (REL-01).
import { appError } from '../../app-error.ts';
import type { Change } from '../../domain/change.ts';
import type { Release } from '../../domain/release.ts';
import { isOver, releaseSheet } from '../../domain/release.ts';
import type { TouchedItem } from '../../domain/release-content.ts';
import type { Member, ReleaseFacts } from '../../domain/release-pieces.ts';
import type { ReadDb } from '../open.ts';
import { findChange } from './change.ts';
import { itemsNamed } from './impact.ts';
import { findSheet } from './sheets.ts';

export type ReleaseRecords = {
  loadRelease(ref: string): Release;
  /** The release that a change goes out with: one that is not closed or cancelled before one that is; null where there is none. */
  releaseOf(change: string): Release | null;
  /** Everything that the rules about a release ask of other records. */
  releaseFactsOf(release: Release): ReleaseFacts;
};

const inRelease = "SELECT body FROM sheet s WHERE s.name = 'release' AND EXISTS (SELECT 1 FROM json_each(s.body, '$.changes') j WHERE j.value = ?) ORDER BY s.id";
function touchedItems(db: ReadDb, change: Change): TouchedItem[] {
  const { starts } = itemsNamed(db, change.fields.items, change.fields.environment);
  return db.all<TouchedItem>('SELECT id, name, type, service FROM item WHERE id IN (SELECT value FROM json_each(?)) ORDER BY name_key, id', JSON.stringify(starts));
}
const membersOf = (db: ReadDb, { changes }: Release): Member[] => changes.flatMap((id): Member[] => { const change = findChange(db, id); return change ? [{ change, items: touchedItems(db, change) }] : []; });
const namesOf = (db: ReadDb, people: readonly string[]): Record<string, string> =>
  Object.fromEntries(db.all<{ id: string; name: string }>('SELECT id, name FROM person WHERE id IN (SELECT value FROM json_each(?))', JSON.stringify(people)).map(({ id, name }) => [id, name]));

export function releaseRecords(db: ReadDb): ReleaseRecords {
  return {
    loadRelease: (ref) => {
      const release = findSheet(db, releaseSheet, ref);
      if (!release) throw appError('record_missing', { record: 'release', id: ref }, { field: 'release' });
      return release;
    },
    releaseOf: (change) => {
      const all = db.all<{ body: string }>(inRelease, change).map(({ body }) => JSON.parse(body) as Release);
      return all.find((release) => !isOver(release)) ?? all[0] ?? null;
    },
    releaseFactsOf: (release) => ({ members: membersOf(db, release), names: namesOf(db, release.teams.map(({ lead }) => lead)) }),
  };
}
