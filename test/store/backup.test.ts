// The container of a backup against those who make one by hand: names, sizes, hashes, what it says of itself.
import { createHash, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Encrypter } from 'age-encryption';
import Database from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import type { BackupManifest } from '../../src-main/contract/backup.ts';
import { backUp, lastBackup, noteBackup, putInPlace, unpackBackup } from '../../src-main/store/backup.ts';
import { readBackupFile } from '../../src-main/store/backup-file.ts';
import { foundWorkspace } from '../../src-main/store/founding.ts';
import { noteMissing, readRestoreNote } from '../../src-main/store/restore-note.ts';
import { openStore } from '../../src-main/store/store.ts';
import { migrations, startMs, temporaryFolder } from '../support/workspace.ts';

const passphrase = 'another long secret';
const made = new Date(startMs).toISOString();
const folderOfTest = (): string => {
  const dir = temporaryFolder();
  onTestFinished(() => { rmSync(dir, { recursive: true, force: true }); });
  return dir;
};

/** The parts of a real backup, made once: a small workspace taken apart again. */
const real = await (async (): Promise<{ manifest: BackupManifest; parts: Map<string, Buffer> }> => {
  const dir = temporaryFolder();
  const founded = await foundWorkspace({ dir: join(dir, 'ws'), dataDir: join(dir, 'data'), migrations, app: 'test', nowMs: () => startMs }, {
    organisation: 'Harbour Trust', site: 'B2', isSample: false, at: made, newId: randomUUID, cost: 2 ** 10, people: [{ id: randomUUID(), name: 'Ada Quill', roles: ['chair'], passphrase: 'quiet harbour light' }],
  });
  founded.store.close();
  const path = join(dir, 'copy.gavel-backup');
  await backUp({ dir: join(dir, 'ws'), migrations, key: null, home: join(dir, 'data'), path, passphrase, made, app: 'test' }, {});
  const parts = new Map<string, Buffer[]>();
  let manifest: BackupManifest | null = null;
  let name = '';
  await readBackupFile(path, passphrase, {
    manifest: (told) => { manifest = told; }, begin: async (part) => { name = part.name; parts.set(name, []); }, bytes: async (chunk) => { parts.get(name)!.push(Buffer.from(chunk)); }, end: async () => {},
  });
  rmSync(dir, { recursive: true, force: true });
  return { manifest: manifest!, parts: new Map([...parts].map(([key, chunks]) => [key, Buffer.concat(chunks)])) };
})();

const bytesOf = (manifest: unknown, parts: Iterable<Buffer>): Buffer => Buffer.concat([Buffer.from(`${JSON.stringify(manifest)}\n`), ...parts]);
async function locked(dir: string, plain: Buffer): Promise<string> {
  const path = join(dir, 'crafted.gavel-backup');
  // A small work factor, because nobody has to be kept from guessing here.
  const encrypter = new Encrypter();
  encrypter.setScryptWorkFactor(4);
  encrypter.setPassphrase(passphrase);
  writeFileSync(path, await encrypter.encrypt(plain));
  return path;
}
const unpack = (dir: string, path: string): ReturnType<typeof unpackBackup> => unpackBackup({ path, passphrase, migrations, home: join(dir, 'home') }, {});
const withPart = (name: string, change: (part: BackupManifest['parts'][number]) => object): unknown => ({ ...real.manifest, parts: real.manifest.parts.map((part) => (part.name === name ? { ...part, ...change(part) } : part)) });
const digest = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const parts = [...real.parts.values()];
const other = Buffer.from('SQLite format 3\0 but nothing of the kind follows');

test('SYN-03 a backup holds the database and the keys, each under a name of the list, with a manifest in one canonical line', () => {
  expect(real.manifest).toMatchObject({ kind: 'gavel-backup', v: 1, organisation: 'Harbour Trust', site: 'B2', made, key: null, events: expect.any(Number) });
  expect([...real.parts.keys()]).toEqual(['gavel.db', 'device.json', expect.stringMatching(/^person-/), 'recovery-kit.json']);
  for (const part of real.manifest.parts) expect({ size: part.size, sha256: part.sha256 }).toEqual({ size: real.parts.get(part.name)!.length, sha256: digest(real.parts.get(part.name)!) });
});

test('SYN-03 the same parts put together by hand are taken, so that what follows is refused for what was changed', async () => {
  const dir = folderOfTest();
  const { folder, counts } = await unpack(dir, await locked(dir, bytesOf(real.manifest, parts)));
  expect(counts.feeds).toEqual(real.manifest.feeds);
  expect(readdirSync(join(folder, 'keys')).toSorted()).toEqual([...real.parts.keys()].slice(1).toSorted());
});

test.each<[string, Buffer, string]>([
  ['a name that climbs', bytesOf(withPart('device.json', () => ({ name: '../device.json' })), parts), 'not_a_backup'],
  ['an absolute name', bytesOf(withPart('device.json', () => ({ name: '/etc/passwd' })), parts), 'not_a_backup'],
  ['a name twice', bytesOf(withPart('recovery-kit.json', () => ({ name: 'device.json' })), parts), 'not_a_backup'],
  ['no manifest', Buffer.from('hello\n'), 'not_a_backup'],
  ['a manifest without an end', Buffer.alloc(5 * 1024 * 1024, 32), 'not_a_backup'],
  ['a newer kind of backup', bytesOf({ ...real.manifest, v: 2 }, parts), 'not_a_backup'],
  ['another hash', bytesOf(withPart('gavel.db', () => ({ sha256: 'a'.repeat(64) })), parts), 'backup_damaged'],
  ['a part that lacks its end', bytesOf(real.manifest, parts.slice(0, -1)), 'backup_damaged'],
  ['more than it announced', bytesOf(real.manifest, [...parts, Buffer.from('x')]), 'backup_damaged'],
  ['more than any disk holds', bytesOf(withPart('gavel.db', () => ({ size: 2 ** 52 })), parts), 'disk_full'],
  ['no database', bytesOf({ ...real.manifest, parts: real.manifest.parts.slice(1) }, parts.slice(1)), 'backup_damaged'],
  ['something else for a database', bytesOf(withPart('gavel.db', () => ({ size: other.length, sha256: digest(other) })), [other, ...parts.slice(1)]), 'backup_damaged'],
  ['heads that are not those of its database', bytesOf({ ...real.manifest, feeds: real.manifest.feeds.map((feed) => ({ ...feed, head: 'b'.repeat(64) })) }, parts), 'backup_damaged'],
  ['another organisation', bytesOf({ ...real.manifest, org: randomUUID() }, parts), 'backup_damaged'],
])('SYN-03 a backup with %s is refused, and no folder stays behind', async (_what, plain, code) => {
  const dir = folderOfTest();
  await expect(unpack(dir, await locked(dir, plain))).rejects.toMatchObject({ refusal: { code } });
  expect(readdirSync(join(dir, 'home'))).toEqual([]);
  expect(readdirSync(dir).toSorted()).toEqual(['crafted.gavel-backup', 'home']);
});

/** The database of the real backup with one commit changed, and everything the container says of it made to fit. */
function altered(): { manifest: unknown; parts: Buffer[] } {
  const db = new Database(real.parts.get('gavel.db')!);
  for (const { name } of db.prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = 'commit_log'").all() as { name: string }[]) db.exec(`DROP TRIGGER "${name}"`);
  const { feed, env } = db.prepare('SELECT feed, env FROM commit_log ORDER BY feed, seq').get() as { feed: string; env: Buffer };
  db.prepare('UPDATE commit_log SET env = ? WHERE feed = ? AND seq = 0').run(Buffer.from(env.toString().replace('"app":"test"', '"app":"rest"')), feed);
  const bytes = db.serialize();
  db.close();
  return { manifest: withPart('gavel.db', () => ({ size: bytes.length, sha256: digest(bytes) })), parts: [bytes, ...parts.slice(1)] };
}
test('SYN-03 a backup whose trail does not hold is refused with the place, though the file is what was written', async () => {
  const dir = folderOfTest();
  const { manifest, parts: changed } = altered();
  await expect(unpack(dir, await locked(dir, bytesOf(manifest, changed)))).rejects.toMatchObject({ refusal: { code: 'backup_damaged', facts: { what: expect.stringMatching(/^its trail does not hold at feed [0-9a-f]{32}, position 0: /) } } });
  expect(readdirSync(join(dir, 'home'))).toEqual([]);
});

test('SYN-03 a workspace out of a backup is marked before it is put anywhere: its device never writes on in that feed', async () => {
  const dir = folderOfTest();
  const { folder } = await unpack(dir, await locked(dir, bytesOf(real.manifest, parts)));
  const store = openStore({ dir: folder, dataDir: join(dir, 'data'), migrations, app: 'test', nowMs: () => startMs });
  expect(store.readOnly).toEqual({ code: 'feed_elsewhere', facts: {} });
  store.close();
});

const note = { id: randomUUID(), at: made, made, commits: 1, events: 2, missing: 0 };
test('SYN-03 a verified folder is put in an empty place by one rename, and never over anything', () => {
  const dir = folderOfTest();
  const folder = join(dir, 'verified');
  mkdirSync(folder);
  mkdirSync(join(dir, 'taken'));
  writeFileSync(join(dir, 'taken', 'mine.txt'), '');
  expect(() => { putInPlace(folder, join(dir, 'taken'), note); }).toThrow(expect.objectContaining({ refusal: { code: 'workspace_exists', facts: { place: join(dir, 'taken') } } }));
  expect(() => { putInPlace(folder, join(dir, 'taken', 'mine.txt'), note); }).toThrow(expect.objectContaining({ refusal: expect.objectContaining({ code: 'workspace_exists' }) }));
  putInPlace(folder, join(dir, 'deep', 'place'), note);
  expect(existsSync(folder)).toBe(false);
  noteMissing(join(dir, 'deep', 'place'), 7);
  expect(readRestoreNote(join(dir, 'deep', 'place'))).toEqual({ ...note, missing: 7 });
});

test.each([['half of one', '{"id":"'], ['an id that is none', JSON.stringify({ ...note, id: '../x' })], ['null', 'null']])('a note of a restore that is %s says nothing', (_what, text) => {
  const dir = folderOfTest();
  writeFileSync(join(dir, 'restored.json'), text);
  expect(readRestoreNote(dir)).toBeNull();
});

test('a damaged note of the last backup means a reminder, never a fault', () => {
  const dir = folderOfTest();
  expect(lastBackup(dir, '/ws')).toBeNull();
  noteBackup(dir, '/ws', made);
  expect(lastBackup(dir, '/ws')).toBe(made);
  expect(lastBackup(dir, '/elsewhere')).toBeNull();
  for (const name of readdirSync(join(dir, 'backups'))) writeFileSync(join(dir, 'backups', name), '{"at":"soon"}');
  expect(lastBackup(dir, '/ws')).toBeNull();
});

test('what a stopped program left of an earlier restore goes with the next one, and what is fresh stays', async () => {
  const dir = folderOfTest();
  for (const name of ['.restoring-old', '.restoring-new']) mkdirSync(join(dir, 'home', name), { recursive: true });
  const long = new Date(Date.now() - 2 * 86_400_000);
  utimesSync(join(dir, 'home', '.restoring-old'), long, long);
  writeFileSync(join(dir, 'text'), 'no backup');
  await expect(unpack(dir, join(dir, 'text'))).rejects.toMatchObject({ refusal: { code: 'not_a_backup' } });
  expect(readdirSync(join(dir, 'home'))).toEqual(['.restoring-new']);
  expect(readFileSync(join(dir, 'text'), 'utf8')).toBe('no backup');
});
