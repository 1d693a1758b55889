// Backup and restore of a whole workspace: a snapshot of the database and the key files, out into one file and back (SYN-03).
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, rmdirSync, statSync, statfsSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { PartName } from '#contract/backup.ts';
import type { BackupCounts, BackupManifest } from '#contract/backup.ts';
import { AppError, appError } from '../app-error.ts';
import type { BackupControl } from './backup-file.ts';
import { digestOf, readBackupFile, writeBackupFile } from './backup-file.ts';
import { readDevice } from './key-files.ts';
import type { ReadDb } from './open.ts';
import { openDatabase } from './open.ts';
import { leaveRestoreNote } from './restore-note.ts';
import type { RestoreNote } from './restore-note.ts';
import { sourceOf } from './store.ts';
import { verifyTrail } from '../trail/verify.ts';

export const countsOf = ({ made, feeds, events }: BackupManifest): BackupCounts => ({ made, events, feeds, commits: feeds.reduce((sum, { count }) => sum + count, 0) });

/** Where each feed ends, by the log itself: how many commits lie there, and the hash of the last. */
const feedsIn = (db: ReadDb): BackupManifest['feeds'] =>
  db.all<{ feed: string; count: number; head: string }>('SELECT feed, count(*) AS count, lower(hex((SELECT hash FROM commit_log l WHERE l.feed = c.feed ORDER BY seq DESC LIMIT 1))) AS head FROM commit_log c GROUP BY feed ORDER BY feed');
const eventsIn = (db: ReadDb): number => db.get<{ n: number }>('SELECT count(*) AS n FROM event')?.n ?? 0;

/** Room in bytes for files that are about to be written; refuses before anything is begun. */
function needRoom(folder: string, bytes: number): void {
  const { bavail, bsize } = statfsSync(folder);
  if (bavail * bsize < bytes) throw appError('disk_full');
}

/** Bytes that opening a database takes beside it: its write-ahead log and the index of that. */
const toOpen = 1024 * 1024;
/** Milliseconds after which a private folder has been left behind by a program that was stopped. */
const longest = 86_400_000;
/** A private folder below `home`. What a power cut left of earlier ones goes. */
function privateFolder(home: string, prefix: string): string {
  mkdirSync(home, { recursive: true, mode: 0o700 });
  for (const name of readdirSync(home).filter((one) => one.startsWith(prefix))) {
    const path = join(home, name);
    if (statSync(path).mtimeMs < Date.now() - longest) rmSync(path, { recursive: true, force: true });
  }
  return mkdtempSync(join(home, prefix));
}

export type BackupOrder = { dir: string; migrations: string; key: Uint8Array | null; home: string; path: string; passphrase: string; made: string; app: string };
/** Writes a backup of the workspace in `dir` as it stands now; what is committed meanwhile goes along with the next one. `home` is where a private copy may lie for a while. */
export async function backUp(order: BackupOrder, control: BackupControl & { onSize?: (bytes: number) => void }): Promise<{ file: { size: number; sha256: string }; counts: BackupCounts }> {
  const folder = privateFolder(order.home, '.backing-up-');
  try {
    const manifest = await snapshot(order, folder);
    const size = manifest.parts.reduce((sum, part) => sum + part.size, 0);
    control.onSize?.(2 * size);
    mkdirSync(dirname(order.path), { recursive: true });
    needRoom(dirname(order.path), size);
    const file = await writeBackupFile(order.path, folder, { manifest, passphrase: order.passphrase, ...control });
    return { file, counts: countsOf(manifest) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function snapshot({ dir, migrations, key, made, app }: BackupOrder, folder: string): Promise<BackupManifest> {
  const keys = readdirSync(join(dir, 'keys')).filter((name) => PartName.safeParse(name).success).toSorted();
  const db = openDatabase(dir, { migrations, readOnly: true, key });
  try {
    needRoom(folder, db.get<{ bytes: number }>('SELECT page_count * page_size AS bytes FROM pragma_page_count, pragma_page_size')!.bytes);
    db.run('VACUUM INTO ?', join(folder, 'gavel.db'));
  } finally {
    db.close();
  }
  for (const name of keys) copyFileSync(join(dir, 'keys', name), join(folder, name));
  const parts: BackupManifest['parts'] = [];
  for (const name of ['gavel.db', ...keys]) parts.push({ name, ...await digestOf(join(folder, name)) });
  const copy = openDatabase(folder, { migrations, readOnly: true, key });
  try {
    const { id, name } = copy.get<{ id: string; name: string }>('SELECT id, name FROM organisation')!;
    const site = copy.get<{ site: string }>('SELECT site FROM device WHERE feed = ?', readDevice(dir).feed)?.site ?? '';
    return { kind: 'gavel-backup', v: 1, org: id, organisation: name, site, made, app, feeds: feedsIn(copy), events: eventsIn(copy), key: key && Buffer.from(key).toString('hex'), parts };
  } finally {
    copy.close();
  }
}

export type RestoreOrder = { path: string; passphrase: string; migrations: string; home: string };
export type Restored = { folder: string; organisation: string; site: string; counts: BackupCounts };
/** Takes a backup apart into a private folder below `home` and verifies all of it. The caller puts the folder in place, or removes it. */
export async function unpackBackup(order: RestoreOrder, control: BackupControl & { onSize?: (bytes: number) => void }): Promise<Restored> {
  const folder = privateFolder(order.home, '.restoring-');
  let manifest: BackupManifest | null = null;
  let file: FileHandle | null = null;
  try {
    mkdirSync(join(folder, 'keys'), { mode: 0o700 });
    await readBackupFile(order.path, order.passphrase, {
      manifest: (told) => {
        manifest = told;
        const size = told.parts.reduce((sum, part) => sum + part.size, 0);
        control.onSize?.(size);
        needRoom(folder, size + toOpen);
      },
      begin: async ({ name }) => { file = await open(name === 'gavel.db' ? join(folder, name) : join(folder, 'keys', name), 'wx', 0o600); },
      bytes: async (chunk) => { await file!.writeFile(chunk); },
      end: async () => {
        await file!.sync();
        await file!.close();
        file = null;
      },
    }, control);
    await verify(folder, manifest!, { migrations: order.migrations, ...(control.signal ? { signal: control.signal } : {}) });
    leaveFeed(folder, manifest!, order.migrations);
    return { folder, organisation: manifest!['organisation'], site: manifest!['site'], counts: countsOf(manifest!) };
  } catch (error) {
    await (file as FileHandle | null)?.close();
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

const keyIn = ({ key }: BackupManifest): Uint8Array | null => (key === null ? null : Buffer.from(key, 'hex'));

/** The folder opens as a workspace, its pages are sound, it ends where the manifest says, and its trail holds: every hash and link, the signatures of heads and acts. */
async function verify(folder: string, manifest: BackupManifest, { migrations, signal }: { migrations: string; signal?: AbortSignal }): Promise<void> {
  const wrong = (what: string): AppError => appError('backup_damaged', { what });
  try {
    const db = openDatabase(folder, { migrations, readOnly: true, key: keyIn(manifest) });
    try {
      if (db.get<{ quick_check: string }>('PRAGMA quick_check(1)')?.quick_check !== 'ok') throw wrong('its database is not sound');
      if (db.get<{ id: string }>('SELECT id FROM organisation')?.id !== manifest.org || JSON.stringify(feedsIn(db)) !== JSON.stringify(manifest.feeds.map(({ feed, count, head }) => ({ feed, count, head })))) throw wrong('its trail does not end where it says');
      const { feed } = readDevice(folder);
      if (!db.get('SELECT 1 FROM device WHERE feed = ?', feed)) throw wrong('its keys belong to another workspace');
      const { findings } = await verifyTrail(sourceOf(db, manifest.org), { depth: 'fast', isCancelled: () => signal?.aborted ?? false });
      const broken = findings.find(({ severity }) => severity === 'broken');
      if (broken) throw wrong(`its trail does not hold at feed ${broken.feed ?? ''}, position ${broken.seq ?? ''}: ${broken.text}`);
    } finally {
      db.close();
    }
  } catch (error) {
    const code = error instanceof AppError ? error.refusal.code : error instanceof Error && 'code' in error ? String(error.code) : '';
    if (['not_a_workspace', 'workspace_missing', 'unreadable_file'].includes(code) || /^SQLITE_(CORRUPT|NOTADB|ERROR)/.test(code)) throw wrong('what it holds is no workspace');
    throw error;
  }
}

/** A device never writes on in a feed that came out of a backup (trail design, A6): what the device wrote since the backup nobody knows here. */
function leaveFeed(folder: string, manifest: BackupManifest, migrations: string): void {
  const db = openDatabase(folder, { migrations, key: keyIn(manifest) });
  try {
    db.run('INSERT INTO device_state (id, continued_elsewhere) VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET continued_elsewhere = 1');
  } finally {
    db.close();
  }
}

/** Moves a verified folder to its place by one rename. Refuses a place that holds anything. */
export function putInPlace(folder: string, dir: string, note: RestoreNote): void {
  refuseOccupied(dir);
  leaveRestoreNote(folder, note);
  mkdirSync(dirname(dir), { recursive: true });
  if (existsSync(dir)) rmdirSync(dir);
  renameSync(folder, dir);
}

export function refuseOccupied(dir: string): void {
  if (!existsSync(dir)) return;
  const isEmpty = ((): boolean => {
    try {
      return readdirSync(dir).length === 0;
    } catch {
      // A file of this name, or a folder that may not be looked into.
      return false;
    }
  })();
  if (!isEmpty) throw appError('workspace_exists', { place: dir });
}

/** When the workspace of a folder was last backed up is no fact of the trail: it is kept beside the high-water marks. */
const lastFile = (dataDir: string, dir: string): string => join(dataDir, 'backups', `${createHash('sha256').update(resolve(dir)).digest('hex').slice(0, 32)}.json`);
export function noteBackup(dataDir: string, dir: string, at: string): void {
  const path = lastFile(dataDir, dir);
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  writeFileSync(`${path}.partial`, JSON.stringify({ at }), { mode: 0o600 });
  renameSync(`${path}.partial`, path);
}
export function lastBackup(dataDir: string, dir: string): string | null {
  const path = lastFile(dataDir, dir);
  if (!existsSync(path)) return null;
  try {
    const { at } = JSON.parse(readFileSync(path, 'utf8')) as { at: unknown };
    return typeof at === 'string' && !Number.isNaN(Date.parse(at)) ? new Date(at).toISOString() : null;
  } catch {
    // A damaged note means a reminder too early.
    return null;
  }
}
