// A process killed while it restores: the place it was to fill holds nothing, or a whole workspace that waits for its new feed.
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { Decrypter, Encrypter } from 'age-encryption';
import { expect, onTestFinished, test } from 'vitest';
import { backUp, putInPlace, unpackBackup } from '../../src-main/store/backup.ts';
import { openStore } from '../../src-main/store/store.ts';
import { fingerprintOf } from '../../src-main/trail/keys.ts';
import { verifyTrail } from '../../src-main/trail/verify.ts';
import { copiedFolder, migrations, startMs, temporaryFolder } from '../support/workspace.ts';

const passphrase = 'another long secret';
const made = new Date(startMs).toISOString();

/** The same backup under a passphrase that costs little to try, because it is opened often. */
async function cheap(path: string): Promise<void> {
  const decrypter = new Decrypter();
  decrypter.addPassphrase(passphrase);
  const encrypter = new Encrypter();
  encrypter.setScryptWorkFactor(4);
  encrypter.setPassphrase(passphrase);
  writeFileSync(path, await encrypter.encrypt(await decrypter.decrypt(readFileSync(path))));
}

/** What lies in private folders beside the place, as far as it was written. */
const inPrivate = (home: string): string[] => readdirSync(home).filter((name) => name.startsWith('.restoring-')).flatMap((name) => {
  try {
    return [name, ...readdirSync(join(home, name)), ...readdirSync(join(home, name, 'keys'))];
  } catch {
    // Moved to its place between two looks.
    return [name];
  }
});
const moments: [string, (home: string, dir: string) => boolean][] = [
  ['as soon as there is a private folder', (home) => inPrivate(home).length > 0],
  ['while the database is written', (home) => inPrivate(home).includes('gavel.db')],
  ['while the keys are written', (home) => inPrivate(home).includes('device.json')],
  ['while the trail is verified', (home) => inPrivate(home).includes('recovery-kit.json')],
  ['when it is marked as restored', (home) => inPrivate(home).some((name) => name === 'gavel.db-wal' || name === 'restored.json')],
  ['as soon as it stands in its place', (_home, dir) => existsSync(dir)],
];

test('SYN-03 a process killed at any step of a restore leaves nothing in the place, or a whole workspace that is not written in its old feed', async () => {
  const folder = await copiedFolder();
  const base = temporaryFolder();
  onTestFinished(() => { rmSync(base, { recursive: true, force: true }); });
  const path = join(base, 'copy.gavel-backup');
  const { counts } = await backUp({ dir: folder.dir, migrations, key: null, home: join(base, 'private'), path, passphrase, made, app: '0.1.0' }, {});
  await cheap(path);
  const whole: string[] = [];
  let killed = 0;
  for (const [i, [when, isNow]] of moments.entries()) {
    const home = join(base, `machine-${i}`);
    const dir = join(home, 'workspace');
    mkdirSync(home);
    const child = spawn(process.execPath, [join(import.meta.dirname, 'restoring-child.ts'), join(base, `data-${i}`), path, dir], { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, BACKUP_PASSPHRASE: passphrase } });
    let complaints = '';
    child.stderr.on('data', (bytes: Buffer) => { complaints += bytes.toString(); });
    const ended = new Promise<void>((resolve) => { child.once('close', () => { resolve(); }); });
    while (child.exitCode === null && !isNow(home, dir)) await setImmediate();
    // On a busy machine a short moment may pass between two looks; then the restore has gone through.
    expect([null, 0], `${when}: ${complaints}`).toContain(child.exitCode);
    if (child.kill('SIGKILL')) killed += 1;
    await ended;
    if (existsSync(dir)) {
      whole.push(when);
    } else {
      // What lies beside it hinders nobody: the same restore goes through afterwards.
      const again = await unpackBackup({ path, passphrase, migrations, home }, {});
      putInPlace(again.folder, dir, { id: randomUUID(), at: made, made, commits: counts.commits, events: counts.events, missing: 0 });
    }
    const store = openStore({ dir, dataDir: join(base, `data-${i}`), migrations, app: '0.1.0', nowMs: () => startMs });
    try {
      expect(store.readOnly, when).toEqual({ code: 'restored_copy', facts: {} });
      expect(store.trail.feeds(), when).toEqual(counts.feeds.map(({ feed, count, head }) => ({ feed, count, head })));
      expect(await verifyTrail(store.source, { depth: 'fast', trustedRoot: fingerprintOf(Buffer.from(store.organisation.rootKey, 'hex')) }), when).toMatchObject({ verdict: 'intact', findings: [] });
    } finally {
      store.close();
    }
  }
  expect(killed).toBeGreaterThanOrEqual(3);
  expect(whole).toContain('as soon as it stands in its place');
  expect(whole).not.toContain('as soon as there is a private folder');
});
