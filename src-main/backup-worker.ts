// The thread in which a workspace is backed up or taken out of a backup, so that nobody waits meanwhile. Part of boot.
import { dirname } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import type { BackupCounts } from '#contract/backup.ts';
import type { Refusal } from '#contract/errors.ts';
import { AppError } from './app-error.ts';
import { backUp, unpackBackup } from './store/backup.ts';
import type { BackupOrder, Restored, RestoreOrder } from './store/backup.ts';

export type BackupErrand = ({ kind: 'back-up' } & BackupOrder) | ({ kind: 'restore' } & RestoreOrder);
export type BackedUp = { file: { size: number; sha256: string }; counts: BackupCounts };
export type FromBackup = { kind: 'progress'; done: number; total: number | null } | { kind: 'backed-up'; backup: BackedUp } | { kind: 'unpacked'; restored: Restored } | { kind: 'refused'; error: Refusal } | { kind: 'cancelled' } | { kind: 'failed'; problem: string };

const port = parentPort!;
const say = (message: FromBackup): void => { port.postMessage(message); };
const stop = new AbortController();
port.on('message', () => { stop.abort(); });
/** Bytes between two words about progress. */
const step = 4 * 1024 * 1024;

function control(): Parameters<typeof backUp>[1] {
  let total: number | null = null;
  let said = 0;
  return {
    signal: stop.signal,
    onSize: (bytes) => { total = bytes; },
    onProgress: (done) => {
      if (done - said < step && done !== total) return;
      said = done;
      say({ kind: 'progress', done, total });
    },
  };
}

async function run(order: BackupErrand): Promise<FromBackup> {
  return order.kind === 'back-up' ? { kind: 'backed-up', backup: await backUp(order, control()) } : { kind: 'unpacked', restored: await unpackBackup(order, control()) };
}

const errand = workerData as BackupErrand;
run(errand).then(say, (error: unknown) => {
  if (stop.signal.aborted) say({ kind: 'cancelled' });
  else if (error instanceof AppError) say({ kind: 'refused', error: error.refusal });
  else if (error instanceof Error && 'code' in error && ['ENOSPC', 'EDQUOT', 'SQLITE_FULL'].includes(String(error.code))) say({ kind: 'refused', error: { code: 'disk_full', facts: {} } });
  else if (error instanceof Error && 'code' in error && ['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST'].includes(String(error.code))) say({ kind: 'refused', error: { code: 'place_unwritable', facts: { place: errand.kind === 'restore' ? errand.home : dirname(errand.path) } } });
  else say({ kind: 'failed', problem: error instanceof Error ? error.stack ?? error.message : String(error) });
});
