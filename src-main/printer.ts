// Starts the printing thread and waits for its file. Part of boot.
import type { JobControl } from './ports.ts';
import type { FromPrinter, Printed, WorkerOrder } from './print-worker.ts';
import { inThread } from './in-thread.ts';

const words: Record<string, string> = { pages: 'pages printed', counted: 'pages counted, to cut the pack into volumes', changes: 'changes gathered' };
const said = ({ done, what }: { done: number; what: string }): string => (words[what] !== undefined ? `${done.toLocaleString('en-GB')} ${words[what]}` : what === 'seal' ? 'Sealing' : 'Gathering the evidence');

/** Prints in a thread of its own; cancelling leaves no file. */
export const printInThread = (order: WorkerOrder, { onProgress, signal }: JobControl): Promise<Printed> =>
  inThread<FromPrinter>('print-worker', order, { signal, onProgress: (message) => { onProgress({ done: message.done, total: null, what: said(message) }); } });
