// The write-ahead log as a power cut or a bad disk may leave it: cut, garbled or gone. What opens is whole up to some commit.
import { copyFileSync, cpSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openStore } from '../../src-main/store/store.ts';
import { rebuild } from '../../src-main/store/rebuild.ts';
import { fingerprintOf } from '../../src-main/trail/keys.ts';
import { verifyTrail } from '../../src-main/trail/verify.ts';
import { aWorkspace, copiedFolder, migrations, rawDatabase, shapeOfExample, startMs } from '../support/workspace.ts';

const commits = 6;
const example = await shapeOfExample();
/** A folder with six commits in the log that are not in the database file yet, as they lie there while the app runs. */
async function withFullLog(): Promise<{ dataDir: string; dir: string; size: number }> {
  const workspace = await aWorkspace();
  for (let i = 0; i < commits; i += 1) await workspace.call('change.create', { title: `In the log ${i}`, description: 'Text '.repeat(300) });
  const target = await copiedFolder();
  for (const name of ['gavel.db', 'gavel.db-wal']) copyFileSync(join(workspace.dir, name), join(target.dir, name));
  const size = readFileSync(join(target.dir, 'gavel.db-wal')).length;
  return { ...target, size };
}

/** Opens what is there and holds it against itself: how many of the six commits survived. */
async function survivors(folder: { dataDir: string; dir: string }, { mark }: { mark: boolean }): Promise<number> {
  // Without the mark the folder is what a machine finds that lost its power: the mark is written after the commit.
  if (!mark) rmSync(join(folder.dataDir, 'marks'), { recursive: true, force: true });
  const store = openStore({ dir: folder.dir, dataDir: folder.dataDir, migrations, app: '0.1.0', nowMs: () => startMs });
  onTestFinished(() => { store.close(); });
  const titles = store.db.all<{ title: string }>("SELECT title FROM change WHERE title LIKE 'In the log %' ORDER BY n").map((row) => row.title);
  expect(titles).toEqual(Array.from({ length: titles.length }, (_, i) => `In the log ${i}`));
  expect(store.log.head(store.organisation.deviceFeed)?.count).toBe(example.commits + titles.length);
  expect(await verifyTrail(store.source, { depth: 'deep', trustedRoot: fingerprintOf(Buffer.from(store.organisation.rootKey, 'hex')) })).toMatchObject({ verdict: 'intact', findings: [] });
  expect(rebuild(store.db, store.log, () => {}).tables.filter((t) => !t.isEqual)).toEqual([]);
  expect(rawDatabase(folder.dir, (db) => db.pragma('integrity_check', { simple: true }))).toBe('ok');
  return titles.length;
}

const copyOf = async (source: { dataDir: string; dir: string }): Promise<{ dataDir: string; dir: string }> => {
  const target = await copiedFolder();
  rmSync(target.dir, { recursive: true });
  cpSync(source.dir, target.dir, { recursive: true });
  return target;
};

describe('a write-ahead log that was hurt', () => {
  test('whole, it gives every commit back', async () => {
    const folder = await withFullLog();
    expect(await survivors(folder, { mark: true })).toBe(commits);
  });

  test('cut at any place, it gives a beginning of the commits and nothing by halves', async () => {
    const source = await withFullLog();
    const found: number[] = [];
    const cuts = [...Array.from({ length: 20 }, (_, i) => Math.floor((source.size * i) / 20)), 31, 32, 33, source.size - 1].toSorted((a, b) => a - b);
    for (const cut of cuts) {
      const folder = await copyOf(source);
      truncateSync(join(folder.dir, 'gavel.db-wal'), cut);
      found.push(await survivors(folder, { mark: false }));
    }
    expect(found).toEqual(found.toSorted((a, b) => a - b));
    expect(found[0]).toBe(0);
    expect(found.at(-1)).toBe(commits - 1);
    expect(new Set(found).size).toBe(commits);
  });

  test('garbled at any place, it gives the commits before that place', async () => {
    const source = await withFullLog();
    const bytes = readFileSync(join(source.dir, 'gavel.db-wal'));
    const found: number[] = [];
    for (let i = 0; i < 15; i += 1) {
      const folder = await copyOf(source);
      const garbled = Buffer.from(bytes);
      garbled[Math.floor(((bytes.length - 1) * i) / 14)]! ^= 0xff;
      writeFileSync(join(folder.dir, 'gavel.db-wal'), garbled);
      found.push(await survivors(folder, { mark: false }));
    }
    expect(found).toEqual(found.toSorted((a, b) => a - b));
    expect(found.at(-1)).toBe(commits - 1);
  });

  test.each<[string, (path: string) => void]>([['missing', (path) => { rmSync(path); }], ['empty', (path) => { writeFileSync(path, ''); }], ['of another file', (path) => { writeFileSync(path, 'no log at all'.repeat(1000)); }]])(
    '%s, the database stands as it was at its last checkpoint', async (_, spoil) => {
      const folder = await withFullLog();
      spoil(join(folder.dir, 'gavel.db-wal'));
      expect(await survivors(folder, { mark: false })).toBe(0);
    });

  test('AUD-01 cut while the mark outside knows better, the workspace opens for reading only', async () => {
    const workspace = await aWorkspace();
    for (let i = 0; i < commits; i += 1) await workspace.call('change.create', { title: `In the log ${i}` });
    copyFileSync(join(workspace.dir, 'gavel.db'), join(workspace.dir, 'kept.db'));
    await workspace.app.close();
    copyFileSync(join(workspace.dir, 'kept.db'), join(workspace.dir, 'gavel.db'));
    const store = openStore({ dir: workspace.dir, dataDir: workspace.dataDir, migrations, app: '0.1.0', nowMs: () => startMs });
    onTestFinished(() => { store.close(); });
    expect(store.readOnly).toEqual({ code: 'older_than_mark', facts: { have: example.commits, mark: example.commits + commits } });
  });
});
