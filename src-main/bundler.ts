// Starts the thread that writes or takes apart a bundle, and waits for it. Part of boot.
import { mkdirSync, statfsSync, statSync } from 'node:fs';
import { appError } from './app-error.ts';
import type { FromBundler, StageOrder, WriteOrder, WrittenBundle } from './bundle-worker.ts';
import { inThread } from './in-thread.ts';
import type { FromThread } from './in-thread.ts';
import type { JobControl } from './ports.ts';

/** Memory of the thread in MB; a file that wants more is refused, not crashed on. */
const memoryMb = 512;

const run = (order: WriteOrder | StageOrder, what: string, { onProgress, signal }: JobControl): Promise<Exclude<FromBundler, FromThread | { kind: 'progress' }>> =>
  inThread<FromBundler>('bundle-worker', order, { signal, memoryMb, onProgress: ({ done }) => { onProgress({ done, total: null, what }); } });

export async function writeInThread(order: WriteOrder, control: JobControl): Promise<WrittenBundle> {
  const message = await run(order, 'Writing the bundle', control);
  if (message.kind !== 'written') throw new Error(`unexpected ${message.kind}`);
  return message.bundle;
}

/** Times the size of the file that must be free before it is taken apart (trail design, B6). */
const roomNeeded = 3;

/** Takes a bundle apart into a private file; the caller removes the folder. */
export async function stageInThread(order: StageOrder, control: JobControl): Promise<{ path: string; folder: string }> {
  mkdirSync(order.folder, { recursive: true, mode: 0o700 });
  const { bavail, bsize } = statfsSync(order.folder);
  if (bavail * bsize < roomNeeded * statSync(order.path).size) throw appError('disk_full');
  const message = await run(order, 'Reading the bundle', control);
  if (message.kind !== 'staged') throw new Error(`unexpected ${message.kind}`);
  return { path: message.path, folder: message.folder };
}
