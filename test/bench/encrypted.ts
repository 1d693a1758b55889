// SEC-04: reads of an encrypted workspace beside the same reads of the same workspace in plain; in turns, on the same disk.
import CipherDatabase from 'better-sqlite3-multiple-ciphers';
import { cpSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { App, Connection } from '../../src-main/boot.ts';
import { boot } from '../../src-main/boot.ts';
import { chairPassphrase } from '../../src-main/sample/make.ts';
import { readDatabaseKey, unlockByPassphrase, writeDatabaseKey } from '../../src-main/store/key-files.ts';
import { openDatabase } from '../../src-main/store/open.ts';
import type { Ground } from './ground.ts';
import { ask, bareDatabase, changesOf, resourcesDir } from './ground.ts';
import { inTurns, median, ms } from './measure.ts';
import type { Result } from './measure.ts';

type Side = { app: App; bridge: Connection; dir: string; key: Uint8Array | null; close(): Promise<void> };

async function opened(dir: string, dataDir: string): Promise<Side> {
  const app = boot({ dataDir, exportsDir: join(dataDir, 'exports'), resourcesDir, app: '0.1.0' });
  app.openWorkspace(dir);
  const bridge = app.connect({ shell: 'direct' });
  const { locked } = await ask(bridge, 'session.state', {});
  if (locked) await ask(bridge, 'workspace.unlock', { passphrase: chairPassphrase });
  return { app, bridge, dir, key: readDatabaseKey(dir, unlockByPassphrase(dir, chairPassphrase)[0]!.unlocked.deviceKey), close: () => app.close() };
}

/** Two copies of the same rows: one as it is, one encrypted. Keys are those of the example, so both open. */
function twins(ground: Ground): { plain: string; encrypted: string; dataDir: string } {
  const dataDir = join(ground.dataDir, 'twins');
  rmSync(dataDir, { recursive: true, force: true });
  mkdirSync(dataDir, { recursive: true });
  const bare = bareDatabase(ground);
  bare.pragma('wal_checkpoint(TRUNCATE)');
  bare.close();
  const [plain, encrypted] = [join(dataDir, 'plain'), join(dataDir, 'encrypted')];
  for (const dir of [plain, encrypted]) cpSync(ground.dir, dir, { recursive: true, filter: (path) => !/-(wal|shm)$/.test(path) || !existsSync(path) });
  const key = writeDatabaseKey(encrypted, unlockByPassphrase(encrypted, chairPassphrase)[0]!.unlocked.deviceKey);
  const db = new CipherDatabase(join(encrypted, 'gavel.db')) as InstanceType<typeof CipherDatabase> & { rekey(bytes: Buffer): number };
  db.pragma('journal_mode = DELETE');
  db.pragma("cipher = 'chacha20'");
  db.rekey(Buffer.from(`raw:${Buffer.from(key).toString('hex')}`));
  db.close();
  return { plain, encrypted, dataDir };
}

/** What a person sees first, on a connection that has read nothing yet: each page comes off the disk, and is deciphered. */
function justOpened({ dir, key }: Side): void {
  const db = openDatabase(dir, { migrations: join(resourcesDir, 'migrations'), key });
  db.all('SELECT n, number, title, state, tier FROM change ORDER BY n DESC LIMIT 100');
  db.all('SELECT value, count FROM change_count');
  db.all('SELECT n, number, title FROM change ORDER BY updated_at DESC LIMIT 100');
  db.close();
}

const spread = (round: number, over: number): number => (round * 7919 * 31) % over;

export async function readsOfEncrypted(ground: Ground): Promise<Result[]> {
  const { plain, encrypted: hidden, dataDir } = twins(ground);
  const sides = { ours: await opened(hidden, join(dataDir, 'data-b')), floor: await opened(plain, join(dataDir, 'data-a')) };
  const many = changesOf[ground.size];
  const results: Result[] = [];
  const row = async (what: string, act: (side: Side, round: number) => Promise<unknown>, rounds: number, warm: number): Promise<void> => {
    const taken = await inTurns(rounds, (round) => act(sides.ours, round), (round) => act(sides.floor, round), warm);
    results.push({ id: 'SEC-04', what: `read ${what}, ${ground.size}`, ours: ms(median(taken.ours)), floor: ms(median(taken.floor)), ratio: median(taken.ours) / median(taken.floor), bar: { atMost: 1.5 }, note: 'floor: the same workspace, not encrypted' });
  };
  try {
    await row('a page of 100 rows by title', ({ bridge }, round) => ask(bridge, 'change.list', { order: 'title', limit: 100, offset: spread(round, many - 100) }), 40, 3);
    await row('a page of 100 rows by number', ({ bridge }, round) => ask(bridge, 'change.list', { order: 'number', limit: 100, offset: spread(round, many - 100) }), 100, 3);
    await row('a change and its history', async ({ bridge }, round) => {
      const change = `C-A1-${String(1 + spread(round, many)).padStart(4, '0')}`;
      await ask(bridge, 'change.show', { change });
      await ask(bridge, 'change.history', { change });
    }, 300, 3);
    await row('a search', ({ bridge }) => ask(bridge, 'change.list', { text: 'certificate', limit: 100 }), 40, 3);
    await row('the first lists after opening', async (side) => { justOpened(side); }, 30, 3);
    await row('the whole trail, verified', ({ bridge }) => ask(bridge, 'trail.verify', {}), ground.size === 'S' ? 7 : 3, 1);
  } finally {
    await sides.ours.close();
    await sides.floor.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
  return results;
}
