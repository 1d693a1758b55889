// The thread in which bundles are written and taken apart, so that a meeting never stutters meanwhile. Part of boot.
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import type { Refusal } from '#contract/errors.ts';
import { bundledRecords } from './store/merge/bundled-records.ts';
import type { BundledRecord } from './store/merge/bundled-records.ts';
import { createStaging } from './store/merge/staging.ts';
import { gatherBundle, manifestOf } from './store/merge/gather.ts';
import type { Gathered, Gathering, Parts } from './store/merge/gather.ts';
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
export type WrittenBundle = { files: { name: string; size: number; sha256: string }[]; commits: number; events: number; texts: number; omitted: BundleOmission[]; records: BundledRecord[]; recordsCount: number };
export type FromBundler = { kind: 'progress'; done: number } | { kind: 'written'; bundle: WrittenBundle } | { kind: 'staged'; path: string; folder: string } | { kind: 'refused'; error: Refusal } | { kind: 'cancelled' } | { kind: 'failed'; problem: string };

const port = parentPort!;
const say = (message: FromBundler): void => { port.postMessage(message); };
const stop = new AbortController();
port.on('message', () => { stop.abort(); });
/** A file that takes longer is refused (trail design, B6). */
const inTime = (): AbortSignal => AbortSignal.timeout(bundleLimits.minutes * 60_000);
let tooLong = inTime();
const control = (done: number): { signal: AbortSignal; onProgress: (more: number) => void } => ({ signal: AbortSignal.any([stop.signal, tooLong]), onProgress: (more) => { say({ kind: 'progress', done: done + more }); } });

/** What one of several files is called: their names sort as they are to be taken in. */
function nameOf(path: string, [part, of]: [number, number]): string {
  if (of === 1) return path;
  const ending = extname(path);
  return `${path.slice(0, path.length - ending.length)} part ${String(part).padStart(String(of).length, '0')} of ${of}${ending}`;
}

/** All parts, or none: what was written before one failed is taken away again. */
async function writeParts(order: WriteOrder, { parts }: Pick<Parts, 'parts'>): Promise<WrittenBundle['files']> {
  const written: { path: string; size: number; sha256: string }[] = [];
  const nothing = { manifest: () => {}, commit: () => {}, text: () => {}, checkpoint: () => {}, end: () => {} };
  let done = 0;
  const writePart = async (gathered: Gathered): Promise<void> => {
    const path = nameOf(order.path, gathered.part);
    const facts = gathered.part[0] === 1 ? order.facts : { ...order.facts, bundle: randomUUID() };
    const frames = bundleFrames({ manifest: manifestOf(gathered, facts), deviceKey: fromSeed(order.deviceSeed).privateKey, commits: gathered.commits, texts: gathered.texts, checkpoints: gathered.checkpoints });
    tooLong = inTime();
    const { onProgress, signal } = control(done);
    let bytes = 0;
    const file = await writeBundleFile(path, frames, { lock: order.lock, check: (partial) => readBundleFile(partial, order.check, nothing, { signal: stop.signal }), signal, onProgress: (more) => { bytes = more; onProgress(more); } });
    done += bytes;
    written.push({ path, size: file.size, sha256: file.sha256 });
  };
  try {
    for (const gathered of parts) await writePart(gathered);
  } catch (error) {
    for (const { path } of written) rmSync(path, { force: true });
    throw error;
  }
  return written.map(({ path, ...file }) => ({ name: basename(path), ...file }));
}

async function write(order: WriteOrder): Promise<FromBundler> {
  const db = openDatabase(order.dir, { migrations: order.migrations, readOnly: true, key: order.key });
  try {
    // One snapshot: commits that are made meanwhile go along with the next bundle.
    db.exec('BEGIN');
    const { only, ...gathering } = order.gathering;
    const gathered = gatherBundle(db, order.rosterFeed, { ...gathering, only: only && new Set(only) });
    const files = await writeParts(order, gathered);
    gathered.close();
    const { records, count } = bundledRecords(db, gathered.subjects);
    const sum = (of: (part: Gathered) => number): number => gathered.parts.reduce((total, part) => total + of(part), 0);
    const omitted = new Map<string, BundleOmission>();
    for (const one of gathered.parts.flatMap((part) => part.omitted)) omitted.set(one.class, { ...one, count: one.count + (omitted.get(one.class)?.count ?? 0) });
    return { kind: 'written', bundle: { files, commits: sum((part) => part.commitCount), events: sum((part) => part.eventCount), texts: sum((part) => part.textCount), omitted: [...omitted.values()], records, recordsCount: count } };
  } finally {
    db.close();
  }
}

async function stage(order: StageOrder): Promise<FromBundler> {
  const folder = mkdtempSync(join(order.folder, 'bundle-'));
  const path = join(folder, 'staged.db');
  const { sink, close, abandon } = createStaging(path, order.scratchKey);
  try {
    await readBundleFile(order.path, order.keys, sink, control(0));
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
