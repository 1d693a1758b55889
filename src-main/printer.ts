// Starts the printing thread and waits for its file. Part of boot.
import type { SignedFile } from './documents/signed.ts';
import type { JobControl } from './ports.ts';
import type { FromPrinter, PrintOrder } from './print-worker.ts';
import { inThread } from './in-thread.ts';

const said = ({ done, what }: { done: number; what: string }): string => (what === 'pages' ? `${done} pages printed` : what === 'seal' ? 'Sealing' : 'Gathering the evidence');

/** Prints in a thread of its own; cancelling leaves no file. */
export async function printInThread(order: PrintOrder, { onProgress, signal }: JobControl): Promise<SignedFile> {
  const { file } = await inThread<FromPrinter>('print-worker', order, { signal, onProgress: (message) => { onProgress({ done: message.done, total: null, what: said(message) }); } });
  return file;
}
