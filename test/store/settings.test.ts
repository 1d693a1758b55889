// What every connection to a workspace is told, and what happens to files that are not ours.
import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chmodSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { AppError } from '../../src-main/app-error.ts';
import { changeCommands } from '../../src-main/commands/change.ts';
import { writeIn } from '../../src-main/contexts.ts';
import type { Input } from '../../src-main/contract/index.ts';
import { makeDispatch } from '../../src-main/dispatch.ts';
import { unlock } from '../../src-main/store/key-files.ts';
import type { ReadDb } from '../../src-main/store/open.ts';
import { openDatabase } from '../../src-main/store/open.ts';
import { rebuild } from '../../src-main/store/rebuild.ts';
import { findPerson } from '../../src-main/store/records.ts';
import { openStore } from '../../src-main/store/store.ts';
import { fingerprintOf } from '../../src-main/trail/keys.ts';
import { verifyTrail } from '../../src-main/trail/verify.ts';
import { copiedFolder, coreOver, migrations, passphrase, rawDatabase, startMs, temporaryFolder } from '../support/workspace.ts';

const codeOf = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    if (error instanceof AppError) return error.refusal.code;
    throw error;
  }
  return 'opened';
};

describe('settings of a connection', () => {
  const expected = { synchronous: 2, trusted_schema: 0, foreign_keys: 1, cell_size_check: 1, recursive_triggers: 1, application_id: 0x4741564c, user_version: 1 };
  // Asked as a table-valued function, because the connection takes a bare PRAGMA for a statement that writes.
  const settingsOf = (db: ReadDb, names = Object.keys(expected)): Record<string, unknown> => Object.fromEntries(names.map((name) => [name, Object.values(db.get(`SELECT * FROM pragma_${name}`) ?? {})[0]]));

  test('hold on a connection that writes, before and after its first write', async () => {
    const { dir } = await copiedFolder();
    const db = openDatabase(dir, { migrations });
    onTestFinished(() => { db.close(); });
    expect(settingsOf(db)).toEqual(expected);
    db.transaction(() => { db.run("INSERT INTO mapping (name, body) VALUES ('m', '{}')"); });
    expect(settingsOf(db)).toEqual(expected);
    expect(rawDatabase(dir, (file) => file.pragma('journal_mode', { simple: true }))).toBe('wal');
  });

  test('hold on a fresh database right after it was made', () => {
    const dir = temporaryFolder();
    onTestFinished(() => { rmSync(dir, { recursive: true }); });
    const db = openDatabase(dir, { migrations, create: true });
    onTestFinished(() => { db.close(); });
    expect(settingsOf(db)).toEqual(expected);
  });

  test('hold on a connection that only reads, which then cannot write', async () => {
    const { dir } = await copiedFolder();
    const db = openDatabase(dir, { migrations, readOnly: true });
    onTestFinished(() => { db.close(); });
    expect(settingsOf(db)).toEqual(expected);
    expect(() => db.run('DELETE FROM mapping')).toThrow(/readonly/);
  });

  test('a statement that writes is not taken as a question', async () => {
    const { dir } = await copiedFolder();
    const db = openDatabase(dir, { migrations });
    onTestFinished(() => { db.close(); });
    expect(() => db.all('DELETE FROM person RETURNING id')).toThrow(/statement that writes/);
  });
});

describe('AUD-01 the log only grows', () => {
  test.each(["UPDATE commit_log SET env = x'00'", "UPDATE commit_log SET hash = hash WHERE seq = 0", 'DELETE FROM commit_log', 'DELETE FROM commit_log WHERE seq = 3', "INSERT OR REPLACE INTO commit_log SELECT feed, seq, hash, prev, hlc, h, x'00', sig, received_at, via_bundle FROM commit_log"])(
    'AUD-01 “%s” is refused on the connection of the app and on a stranger’s', async (sql) => {
      const { dir } = await copiedFolder();
      const ours = openDatabase(dir, { migrations });
      onTestFinished(() => { ours.close(); });
      const before = ours.all('SELECT feed, seq, hash, env FROM commit_log ORDER BY feed, seq');
      expect(() => ours.exec(sql)).toThrow(/append-only/);
      // A stranger's REPLACE passes the triggers; verification finds it (tampering).
      if (!sql.includes('REPLACE')) expect(() => rawDatabase(dir, (db) => db.exec(sql))).toThrow(/append-only/);
      expect(ours.all('SELECT feed, seq, hash, env FROM commit_log ORDER BY feed, seq')).toEqual(before);
    });
});

describe('files that cannot be opened', () => {
  test('a workspace of a newer Gavel is refused and left as it is', async () => {
    const folder = await copiedFolder();
    rawDatabase(folder.dir, (db) => db.pragma('user_version = 2'));
    const { app } = coreOver(folder.dataDir);
    expect(codeOf(() => { app.openWorkspace(folder.dir); })).toBe('workspace_too_new');
    expect(rawDatabase(folder.dir, (db) => db.pragma('user_version', { simple: true }))).toBe(2);
  });

  test.each<[string, string, (dir: string) => void]>([
    ['text', 'not_a_workspace', (dir) => { writeFileSync(join(dir, 'gavel.db'), 'Dear reader, this is a letter.\n'.repeat(200)); }],
    ['an empty file', 'not_a_workspace', (dir) => { writeFileSync(join(dir, 'gavel.db'), ''); }],
    ['a database of another program', 'not_a_workspace', (dir) => { rmSync(join(dir, 'gavel.db')); rawDatabase(dir, (db) => db.exec('CREATE TABLE t (x)')); }],
    ['a database that lost its tables', 'not_a_workspace', (dir) => { rmSync(join(dir, 'gavel.db')); rawDatabase(dir, (db) => { db.pragma(`application_id = ${0x4741564c}`); db.pragma('user_version = 1'); }); }],
    ['a workspace without its keys', 'not_a_workspace', (dir) => { rmSync(join(dir, 'keys'), { recursive: true }); }],
    ['a workspace whose device file is garbled', 'unreadable_file', (dir) => { writeFileSync(join(dir, 'keys', 'device.json'), '{"version":1,'); }],
    ['a workspace of which only the first page is left', 'unreadable_file', (dir) => { const page = rawDatabase(dir, (db) => db.serialize()).subarray(0, 4096); writeFileSync(join(dir, 'gavel.db'), page); }],
  ])('%s is refused with %s', async (_, code, spoil) => {
    const folder = await copiedFolder();
    spoil(folder.dir);
    const { app } = coreOver(folder.dataDir);
    expect(codeOf(() => { app.openWorkspace(folder.dir); })).toBe(code);
  });

  test('a folder without a database is named', async () => {
    const folder = await copiedFolder();
    const { app } = coreOver(folder.dataDir);
    expect(codeOf(() => { app.openWorkspace(join(folder.dir, 'nowhere')); })).toBe('workspace_missing');
  });

  test('a folder that may not be written is refused in words, not as a fault', async () => {
    const folder = await copiedFolder();
    for (const name of readdirSync(folder.dir)) chmodSync(join(folder.dir, name), 0o555);
    chmodSync(folder.dir, 0o555);
    chmodSync(folder.dataDir, 0o755);
    chmodSync(join(folder.dir, '..'), 0o755);
    onTestFinished(() => { chmodSync(folder.dir, 0o755); });
    // Root writes anywhere, so the child is nobody when we are root.
    const identity = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};
    const child = spawnSync(process.execPath, [join(import.meta.dirname, 'opening-child.ts'), folder.dataDir, folder.dir], { encoding: 'utf8', ...identity });
    expect(child.stdout.trim(), child.stderr).toBe('read_only');
  });

  test('a folder that already holds something takes no new workspace', async () => {
    const dataDir = temporaryFolder();
    onTestFinished(() => { rmSync(dataDir, { recursive: true }); });
    mkdirSync(join(dataDir, 'full'));
    writeFileSync(join(dataDir, 'full', 'notes.txt'), 'mine');
    const { app } = coreOver(dataDir);
    await expect(app.createWorkspace(join(dataDir, 'full'), { organisation: 'A', site: 'A1', person: 'P', roles: ['chair'], passphrase: 'long enough', zone: 'UTC', encrypted: false })).rejects.toMatchObject({ refusal: { code: 'workspace_exists' } });
    expect(readdirSync(join(dataDir, 'full'))).toEqual(['notes.txt']);
  });
});

describe('a disk that takes no more', () => {
  test('a write on a full disk is refused in words and leaves nothing behind', async () => {
    const { dataDir, dir } = await copiedFolder();
    const store = openStore({ dir, dataDir, migrations, app: '0.1.0', nowMs: () => startMs });
    onTestFinished(() => { store.close(); });
    const person = findPerson(store.db, 'Marta Lindqvist')!;
    const scene = { store, signedIn: { id: person.id, unlocked: unlock(dir, person, passphrase) }, now: () => new Date(startMs).toISOString(), newId: randomUUID };
    const command = (_: string, input: unknown): unknown => writeIn(scene, (context) => changeCommands['change.create'](context, input as Input<'change.create'>), { told: () => {} });
    const dispatch = makeDispatch({ runners: { command, query: command, job: command, session: command }, log: () => {}, newId: randomUUID, checkAnswers: true });
    const count = (): unknown => store.db.get('SELECT (SELECT count(*) FROM commit_log) AS commits, (SELECT count(*) FROM event) AS events, (SELECT count(*) FROM payload) AS payloads, (SELECT count(*) FROM change) AS changes');
    const write = (): Promise<unknown> => dispatch('change.create', { title: 'One more', description: 'x'.repeat(20_000) });

    // SQLite answers a file at this limit as it answers a full disk.
    store.db.exec('PRAGMA max_page_count = 1');
    let before = count();
    let reply = await write();
    for (let i = 0; i < 50 && (reply as { ok: boolean }).ok; i += 1) { before = count(); reply = await write(); }
    expect(reply).toEqual({ ok: false, error: { code: 'disk_full', facts: {} } });
    expect(count()).toEqual(before);

    store.db.exec('PRAGMA max_page_count = 1000000');
    expect(await write()).toMatchObject({ ok: true });
    expect(rebuild(store.db, store.log, () => {})).toMatchObject({ isEqual: true });
    expect(await verifyTrail(store.source, { depth: 'deep', trustedRoot: fingerprintOf(Buffer.from(store.organisation.rootKey, 'hex')) })).toMatchObject({ verdict: 'intact', findings: [] });
  });
});
