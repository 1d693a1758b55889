// Starts the printing thread and waits for its file. Part of boot.
import { Worker } from 'node:worker_threads';
import { appError } from './app-error.ts';
import type { SignedFile } from './documents/signed.ts';
import type { JobControl } from './ports.ts';
import type { FromPrinter, PrintOrder } from './print-worker.ts';
import { workerFile } from './jobs/worker-file.ts';

const said = ({ done, what }: { done: number; what: string }): string => (what === 'pages' ? `${done} pages printed` : what === 'seal' ? 'Sealing' : 'Gathering the evidence');

/** Prints in a thread of its own; cancelling leaves no file. A crash of the thread is a fault. */
export function printInThread(order: PrintOrder, control: JobControl): Promise<SignedFile> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(workerFile('print-worker'), { workerData: order });
    const stop = (): void => { worker.postMessage('stop'); };
    const end = (act: () => void): void => {
      control.signal.removeEventListener('abort', stop);
      void worker.terminate();
      act();
    };
    if (control.signal.aborted) stop();
    control.signal.addEventListener('abort', stop);
    worker.on('error', (error) => { end(() => { reject(error); }); });
    worker.on('message', (message: FromPrinter) => {
      if (message.kind === 'progress') control.onProgress({ done: message.done, total: null, what: said(message) });
      else if (message.kind === 'done') end(() => { resolve(message.file); });
      else if (message.kind === 'cancelled') end(() => { reject(appError('cancelled')); });
      else end(() => { reject(new Error(message.problem)); });
    });
  });
}
