// Starts the thread that writes or takes apart a bundle, and waits for it. Part of boot.
import { mkdirSync, statfsSync, statSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { AppError, appError } from './app-error.ts';
import type { FromBundler, StageOrder, WriteOrder, WrittenBundle } from './bundle-worker.ts';
import { workerFile } from './jobs/worker-file.ts';
import type { JobControl } from './ports.ts';

/** Memory of the thread in MB; a file that wants more is refused, not crashed on. */
const memoryMb = 512;

function run(order: WriteOrder | StageOrder, what: string, control: JobControl): Promise<FromBundler> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(workerFile('bundle-worker'), { workerData: order, resourceLimits: { maxOldGenerationSizeMb: memoryMb } });
    const stop = (): void => { worker.postMessage('stop'); };
    const end = (act: () => void): void => {
      control.signal.removeEventListener('abort', stop);
      void worker.terminate().then(act);
    };
    if (control.signal.aborted) stop();
    control.signal.addEventListener('abort', stop);
    worker.on('error', (error) => { end(() => { reject('code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? appError('limit_exceeded', { what: 'The memory a bundle may take', limit: `${memoryMb} MiB` }) : error); }); });
    worker.on('message', (message: FromBundler) => {
      if (message.kind === 'progress') control.onProgress({ done: message.done, total: null, what });
      else if (message.kind === 'refused') end(() => { reject(new AppError(message.error)); });
      else if (message.kind === 'cancelled') end(() => { reject(appError('cancelled')); });
      else if (message.kind === 'failed') end(() => { reject(new Error(message.problem)); });
      else end(() => { resolve(message); });
    });
  });
}

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
