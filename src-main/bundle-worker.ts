// The thread in which bundles are written and taken apart, so that a meeting never stutters meanwhile. Part of boot.
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import type { Refusal } from '#contract/errors.ts';
import { bundledRecords } from './store/merge/bundled-records.ts';
import type { BundledRecord } from './store/merge/bundled-records.ts';
import { createStaging } from './store/merge/staging.ts';
import { gatherBundle, manifestOf } from './store/merge/gather.ts';
import type { Gathering } from './store/merge/gather.ts';
import { openDatabase } from './store/open.ts';
import type { AgeLock } from './trail/age-box.ts';
import { BundleError, bundleLimits } from './trail/bundle-error.ts';
import { readBundleFile, writeBundleFile } from './trail/bundle-file.ts';
import type { BundleKeys } from './trail/bundle-file.ts';
import { bundleFrames } from './trail/bundle-frames.ts';
import type { BundleOmission, Manifest } from './trail/bundle-frames.ts';
import { fromSeed } from './trail/keys.ts';

export type WriteOrder = {
  kind: 'write'; dir: string; /** of an encrypted database */ key: Uint8Array | null; migrations: string; rosterFeed: string; gathering: Omit<Gathering, 'only'> & { only: string[] | null };
  facts: Pick<Manifest, 'bundle' | 'org' | 'from' | 'made' | 'purpose'>; deviceSeed: Uint8Array; lock: AgeLock; check: BundleKeys; path: string;
};
export type StageOrder = { kind: 'stage'; path: string; keys: BundleKeys; folder: string; /** what the file it is taken apart into is encrypted with, where the workspace is */ scratchKey: Uint8Array | null };
export type WrittenBundle = { size: number; sha256: string; commits: number; events: number; texts: number; omitted: BundleOmission[]; records: BundledRecord[]; recordsCount: number };
export type FromBundler = { kind: 'progress'; done: number } | { kind: 'written'; bundle: WrittenBundle } | { kind: 'staged'; path: string; folder: string } | { kind: 'refused'; error: Refusal } | { kind: 'cancelled' } | { kind: 'failed'; problem: string };

const port = parentPort!;
const say = (message: FromBundler): void => { port.postMessage(message); };
const stop = new AbortController();
port.on('message', () => { stop.abort(); });
/** A bundle that takes longer is refused (trail design, B6). */
const tooLong = AbortSignal.timeout(bundleLimits.minutes * 60_000);
const control = { signal: AbortSignal.any([stop.signal, tooLong]), onProgress: (done: number) => { say({ kind: 'progress', done }); } };

async function write(order: WriteOrder): Promise<FromBundler> {
  const db = openDatabase(order.dir, { migrations: order.migrations, readOnly: true, key: order.key });
  try {
    // One snapshot: commits that are made meanwhile go along with the next bundle.
    db.exec('BEGIN');
    const { only, ...gathering } = order.gathering;
    const gathered = gatherBundle(db, order.rosterFeed, { ...gathering, only: only && new Set(only) });
    const frames = bundleFrames({ manifest: manifestOf(gathered, order.facts), deviceKey: fromSeed(order.deviceSeed).privateKey, commits: gathered.commits, texts: gathered.texts, checkpoints: gathered.checkpoints });
    const nothing = { manifest: () => {}, commit: () => {}, text: () => {}, checkpoint: () => {}, end: () => {} };
    const file = await writeBundleFile(order.path, frames, { lock: order.lock, check: (partial) => readBundleFile(partial, order.check, nothing, { signal: stop.signal }), ...control });
    gathered.close();
    const { records, count } = bundledRecords(db, gathered.subjects);
    return { kind: 'written', bundle: { size: file.size, sha256: file.sha256, commits: gathered.commitCount, events: gathered.eventCount, texts: gathered.textCount, omitted: gathered.omitted, records, recordsCount: count } };
  } finally {
    db.close();
  }
}

async function stage(order: StageOrder): Promise<FromBundler> {
  const folder = mkdtempSync(join(order.folder, 'bundle-'));
  const path = join(folder, 'staged.db');
  const { sink, close, abandon } = createStaging(path, order.scratchKey);
  try {
    await readBundleFile(order.path, order.keys, sink, control);
    close();
    return { kind: 'staged', path, folder };
  } catch (error) {
    abandon();
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

const order = workerData as WriteOrder | StageOrder;
(order.kind === 'write' ? write(order) : stage(order)).then(say, (error: unknown) => {
  if (stop.signal.aborted) say({ kind: 'cancelled' });
  else if (tooLong.aborted) say({ kind: 'refused', error: { code: 'limit_exceeded', facts: { what: 'The time a bundle may take', limit: `${bundleLimits.minutes} minutes` } } });
  else if (error instanceof BundleError) say({ kind: 'refused', error: { code: error.code, facts: error.facts } });
  else if (error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'SQLITE_FULL')) say({ kind: 'refused', error: { code: 'disk_full', facts: {} } });
  else say({ kind: 'failed', problem: error instanceof Error ? error.stack ?? error.message : String(error) });
});
