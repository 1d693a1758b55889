// The only place that opens the database file. Every connection gets the same strict settings (design, section 3).
import Database from 'better-sqlite3';
import CipherDatabase from 'better-sqlite3-multiple-ciphers';
import { drizzle } from 'drizzle-orm/better-sqlite3';
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3';
import { migrate } from 'drizzle-orm/better-sqlite3/migrator';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { appError } from '../app-error.ts';

/** `GAVL`, so that `file` and strangers' tools recognise a workspace. */
const applicationId = 0x4741564c;
/** Raised with each migration; an older Gavel refuses a newer file instead of guessing. */
const schemaVersion = 1;

export type Row = Record<string, unknown>;
export type Param = string | number | bigint | null | Uint8Array;
/** A connection that can only be asked. Hot questions are prepared SQL; the rest goes through drizzle. */
export type ReadDb = {
  readonly drizzle: Pick<BetterSQLite3Database, 'select' | 'selectDistinct' | '$count'>;
  all<T = Row>(sql: string, ...params: Param[]): T[];
  get<T = Row>(sql: string, ...params: Param[]): T | undefined;
  iterate<T = Row>(sql: string, ...params: Param[]): IterableIterator<T>;
};
/** A connection that can write; only the event log and the projections are given one. */
export type WriteDb = ReadDb & {
  run(sql: string, ...params: Param[]): number;
  exec(sql: string): void;
  /** Runs `act` in one IMMEDIATE transaction, so that two processes can never write the same position of a feed. */
  transaction<T>(act: () => T): T;
  /** Changes whenever another connection commits. */
  dataVersion(): number;
  close(): void;
};

/** ChaCha20-Poly1305 for each page (decision 005); the write-ahead log is encrypted with it as well. */
const cipher = 'chacha20';
/** Page cache in KiB: of a plain database, and of an encrypted one, where a page that is read again would be deciphered again (decision 005). */
const cacheKib = { plain: 65_536, encrypted: 262_144 };

function settings(db: Database.Database, isEncrypted: boolean): void {
  db.pragma('trusted_schema = OFF');
  db.pragma('cell_size_check = ON');
  db.pragma('foreign_keys = ON');
  // Without it REPLACE deletes rows behind the back of the triggers that guard the log.
  db.pragma('recursive_triggers = ON');
  // The tables and indexes of a hundred thousand changes stay in memory while an import or a verification goes all over them.
  db.pragma(`cache_size = -${isEncrypted ? cacheKib.encrypted : cacheKib.plain}`);
  // What SQLite sorts on the side would lie on the disk in plain.
  if (isEncrypted) db.pragma('temp_store = MEMORY');
  // Pages (16 MiB) the write-ahead log may grow to; with the usual 1000 every slice of an import would also write the database itself.
  db.pragma('wal_autocheckpoint = 4096');
  db.pragma('synchronous = FULL');
  if (process.platform === 'darwin') db.pragma('fullfsync = ON');
}

function connect(db: Database.Database): WriteDb {
  const prepared = new Map<string, Database.Statement>();
  const statement = (sql: string): Database.Statement => {
    const known = prepared.get(sql);
    if (known) return known;
    const fresh = db.prepare(sql);
    prepared.set(sql, fresh);
    return fresh;
  };
  const reading = (sql: string): Database.Statement => {
    const s = statement(sql);
    if (!s.readonly) throw new Error('a read connection was given a statement that writes');
    return s;
  };
  return {
    drizzle: drizzle(db),
    all: <T>(sql: string, ...params: Param[]) => reading(sql).all(...params) as T[],
    get: <T>(sql: string, ...params: Param[]) => reading(sql).get(...params) as T | undefined,
    iterate: <T>(sql: string, ...params: Param[]) => reading(sql).iterate(...params) as IterableIterator<T>,
    run: (sql, ...params) => statement(sql).run(...params).changes,
    exec: (sql) => { db.exec(sql); },
    transaction: (act) => db.transaction(act).immediate(),
    dataVersion: () => db.pragma('data_version', { simple: true }) as number,
    close: () => { prepared.clear(); db.close(); },
  };
}

/** `key`: 32 bytes that open an encrypted database (SEC-04); null or missing for a plain one. */
export type OpenOptions = { migrations: string; create?: boolean; readOnly?: boolean; key?: Uint8Array | null };

/** Opens (or with `create` makes) the database of a workspace. Refuses files that are not ours or newer than this Gavel. */
export function openDatabase(dir: string, options: OpenOptions): WriteDb {
  const file = join(dir, 'gavel.db');
  if (!options.create && !existsSync(file)) throw appError('workspace_missing', { place: dir });
  const key = options.key ?? null;
  const db = openFile(file, { isReadOnly: options.readOnly ?? false, dir, key });
  try {
    const found = db.pragma('application_id', { simple: true });
    if (found !== applicationId && !options.create) throw appError('not_a_workspace', { place: dir });
    const version = db.pragma('user_version', { simple: true }) as number;
    if (version > schemaVersion) throw appError('workspace_too_new', { found: version, known: schemaVersion });
    if (!options.readOnly) {
      db.pragma('journal_mode = WAL');
      settings(db, key !== null);
      if (version < schemaVersion) prepare(db, options.migrations, key !== null);
      // The bundled SQLite falls back to NORMAL after the first WAL write; a lost commit would look like fraud.
      db.pragma('synchronous = FULL');
      if (db.pragma('synchronous', { simple: true }) !== 2) throw new Error('the database does not keep synchronous=FULL');
    } else settings(db, key !== null);
    if (db.prepare("SELECT count(*) FROM sqlite_schema WHERE name IN ('commit_log', 'organisation', 'device')").pluck().get() !== 3) throw appError('not_a_workspace', { place: dir });
    return connect(db);
  } catch (error) {
    db.close();
    throw openingRefusal(error, dir, key !== null);
  }
}

function openFile(file: string, { isReadOnly, dir, key }: { isReadOnly: boolean; dir: string; key: Uint8Array | null }): Database.Database {
  try {
    const settled = { readonly: isReadOnly, timeout: 5_000 };
    return key === null ? new Database(file, settled) : deciphered(new CipherDatabase(file, settled), key);
  } catch (error) {
    throw openingRefusal(error, dir, key !== null);
  }
}

/** The key is random, so it is used as it is: no passphrase has to be stretched at each opening. */
function deciphered(db: InstanceType<typeof CipherDatabase>, key: Uint8Array): Database.Database {
  db.pragma(`cipher = '${cipher}'`);
  db.key(Buffer.from(`raw:${Buffer.from(key).toString('hex')}`));
  return db;
}

/** What SQLite says about a file that cannot be opened, in our words; everything else is a fault and passes. */
function openingRefusal(error: unknown, dir: string, isEncrypted: boolean): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  // Of an encrypted file nothing can be read that would say whether it is damaged or belongs to another key.
  if (code === 'SQLITE_NOTADB' && isEncrypted) return appError('unreadable_file', { file: join(dir, 'gavel.db'), reason: 'the database is damaged, or it is not the one these keys belong to; go back to a copy' });
  if (code === 'SQLITE_NOTADB') return appError('not_a_workspace', { place: dir });
  if (code.startsWith('SQLITE_CORRUPT')) return appError('unreadable_file', { file: join(dir, 'gavel.db'), reason: 'the database is damaged; go back to a copy' });
  if (code.startsWith('SQLITE_READONLY') || code.startsWith('SQLITE_CANTOPEN')) return appError('read_only', { reason: 'the folder of the workspace cannot be written' });
  return error;
}

function prepare(db: Database.Database, migrations: string, isEncrypted: boolean): void {
  migrate(drizzle(db), { migrationsFolder: migrations });
  db.pragma(`application_id = ${applicationId}`);
  db.pragma(`user_version = ${schemaVersion}`);
  settings(db, isEncrypted);
}

/** A private file to sort arrivals in, gone afterwards: nothing in it has to survive a power cut. With a `key` of its own nothing in it can be read either. */
export function openScratch(path: string, key: Uint8Array | null = null): WriteDb {
  const db = key === null ? new Database(path) : deciphered(new CipherDatabase(path), key);
  if (key !== null) db.pragma('temp_store = MEMORY');
  db.pragma('journal_mode = OFF');
  db.pragma('synchronous = OFF');
  db.pragma('trusted_schema = OFF');
  return connect(db);
}

/** The tables of a workspace, in memory only and empty: what is folded into them leaves nothing on the disk. */
export function openMemory(migrations: string): WriteDb {
  const db = new Database(':memory:');
  db.pragma('temp_store = MEMORY');
  db.pragma('trusted_schema = OFF');
  migrate(drizzle(db), { migrationsFolder: migrations });
  return connect(db);
}
