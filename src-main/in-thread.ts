// Long work in a thread of its own: started, told to stop, waited for. Part of boot.
import { Worker } from 'node:worker_threads';
import type { Refusal } from '#contract/errors.ts';
import { AppError, appError } from './app-error.ts';
import { workerFile } from './jobs/worker-file.ts';
import type { JobControl } from './ports.ts';

/** What every such thread may say beside its own answers. */
export type FromThread = { kind: 'refused'; error: Refusal } | { kind: 'cancelled' } | { kind: 'failed'; problem: string };
type Progressing = { kind: 'progress' };
type Answer<M extends { kind: string }> = Exclude<M, FromThread | Progressing>;
export type ThreadOptions<M extends { kind: string }> = {
  onProgress(message: Extract<M, Progressing>): void;
  signal: JobControl['signal'];
  /** Memory of the thread in MB; a task that wants more is refused, not crashed on. */
  memoryMb?: number;
};

/** Runs the worker file of this name with its order and answers its last word. A cancelled task leaves nothing; a crash of the thread is a fault. */
export function inThread<M extends { kind: string }>(name: string, order: unknown, { onProgress, signal, memoryMb }: ThreadOptions<M>): Promise<Answer<M>> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(workerFile(name), { workerData: order, ...(memoryMb === undefined ? {} : { resourceLimits: { maxOldGenerationSizeMb: memoryMb } }) });
    const stop = (): void => { worker.postMessage('stop'); };
    const end = (act: () => void): void => {
      signal.removeEventListener('abort', stop);
      void worker.terminate().then(act);
    };
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop);
    worker.on('error', (error) => {
      const isOutOfMemory = memoryMb !== undefined && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
      end(() => { reject(isOutOfMemory ? appError('limit_exceeded', { what: 'The memory this takes', limit: `${memoryMb} MiB` }) : error); });
    });
    worker.on('message', (message: M) => {
      const said = message as FromThread | Progressing | { kind: '' };
      if (said.kind === 'progress') onProgress(message as Extract<M, Progressing>);
      else if (said.kind === 'refused') end(() => { reject(new AppError(said.error)); });
      else if (said.kind === 'cancelled') end(() => { reject(appError('cancelled')); });
      else if (said.kind === 'failed') end(() => { reject(new Error(said.problem)); });
      else end(() => { resolve(message as Answer<M>); });
    });
  });
}
