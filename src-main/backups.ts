// Backups made and put back over the open house: the thread that does the work, and what is put on record afterwards. Part of boot.
import { rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { BackupCounts } from '#contract/backup.ts';
import type { BackedUp, BackupErrand, FromBackup } from './backup-worker.ts';
import { appError } from './app-error.ts';
import { writeIn } from './contexts.ts';
import type { Scene } from './contexts.ts';
import { subjectOf } from './domain/event.ts';
import type { House } from './house.ts';
import { inThread } from './in-thread.ts';
import type { FromThread } from './in-thread.ts';
import { folderFor } from './lobby.ts';
import type { JobControl } from './ports.ts';
import { noteBackup, putInPlace, refuseOccupied } from './store/backup.ts';
import type { BackupOrder, Restored } from './store/backup.ts';
import { forgetRestoreNote, noteMissing, readRestoreNote } from './store/restore-note.ts';

const run = (errand: BackupErrand, what: string, { onProgress, signal }: JobControl): Promise<Exclude<FromBackup, FromThread | { kind: 'progress' }>> =>
  inThread<FromBackup>('backup-worker', errand, { signal, onProgress: ({ done, total }) => { onProgress({ done, total, what }); } });

/** Writes a backup in a thread and remembers, outside the trail, that there is one. */
export async function backUpInThread(order: BackupOrder, control: JobControl): Promise<BackedUp> {
  const message = await run({ kind: 'back-up', ...order }, 'Writing the backup', control);
  if (message.kind !== 'backed-up') throw new Error(`unexpected ${message.kind}`);
  noteBackup(order.home, order.dir, order.made);
  return message.backup;
}

async function unpackInThread(errand: Extract<BackupErrand, { kind: 'restore' }>, control: JobControl): Promise<Restored> {
  const message = await run(errand, 'Verifying the backup', control);
  if (message.kind !== 'unpacked') throw new Error(`unexpected ${message.kind}`);
  return message.restored;
}

/** Makes a workspace from a backup and opens it for reading: writing goes on in a new feed. `dir` is chosen by the organisation's name when nobody names one. Until all of it is verified nothing is put anywhere. */
export async function restoreIn(house: House, from: { path: string; passphrase: string; dir?: string }, control: JobControl): Promise<BackupCounts> {
  const { dataDir } = house.options;
  const named = from.dir === undefined ? null : resolve(from.dir);
  if (named !== null) refuseOccupied(named);
  // Beside its place, so that putting it there is one rename.
  const home = named === null ? join(dataDir, 'workspaces') : dirname(named);
  const restored = await unpackInThread({ kind: 'restore', path: from.path, passphrase: from.passphrase, migrations: house.migrations, home }, control);
  const { counts, folder } = restored;
  const dir = named ?? folderFor(dataDir, restored.organisation);
  try {
    putInPlace(folder, dir, { id: house.newId(), at: house.now(), made: counts.made, commits: counts.commits, events: counts.events, missing: 0 });
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error instanceof Error && 'code' in error && ['ENOSPC', 'EDQUOT'].includes(String(error.code)) ? appError('disk_full') : error;
  }
  noteBackup(dataDir, dir, counts.made);
  // An encrypted workspace cannot say what it is called until somebody unlocks it.
  house.recent.remember({ dir, organisation: restored.organisation, site: restored.site, isSample: false, openedAt: null });
  house.open(dir);
  return counts;
}

/** Puts a restore on record as soon as somebody is signed in and writing is possible; once, even when the note outlives its event. */
export function recordRestore(house: House, scene: Scene): void {
  const { store } = scene;
  const note = readRestoreNote(store.dir);
  if (!note) return;
  if (store.readOnly) {
    const { have, mark } = store.readOnly.facts as { have?: number; mark?: number };
    if (store.readOnly.code === 'older_than_mark' && have !== undefined && mark !== undefined) noteMissing(store.dir, mark - have);
    return;
  }
  const subject = subjectOf('restore', note.id);
  const { id, ...data } = note;
  if (!store.db.get('SELECT 1 FROM event WHERE subject = ?', subject)) {
    writeIn(scene, (context) => { context.append([{ type: 'workspace.restored', subject, data: { ...data, restore: id } }]); }, { told: (written) => { house.tell(written.touched); } });
  }
  forgetRestoreNote(store.dir);
}
