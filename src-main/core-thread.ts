// A door's end of the core's thread: the same members as `App`, over messages.
import { randomUUID } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import { AppError } from './app-error.ts';
import type { Connection, Door } from './boot.ts';
import { wireBridge } from './wire.ts';
import type { Answering } from './wire.ts';
import type { Errand, FromThread, ThreadOptions, ToThread } from './worker.ts';

export interface CoreThread {
  /** A Bridge of its own for one window; usable at once, calls wait until the core is up. */
  connect(door: Door): Connection;
  openWorkspace(dir: string): Promise<void>;
  stagePath(path: string): Promise<string>;
  exportPath(name: string): Promise<string>;
  /** Ends the core in order; at most 5 s, then the thread is stopped. */
  close(): Promise<void>;
}
export type CoreThreadOptions = ThreadOptions & { log?: (line: string) => void };

/** How long a closing core may take, in milliseconds. */
const closingTime = 5_000;
/** MB of the core's heap. Left alone, V8 lets garbage pile up to a share of the machine's memory: an import then takes 150 MB more, and no less time. */
const heap = { maxYoungGenerationSizeMb: 24, maxOldGenerationSizeMb: 1536 };

/** Starts the core in its thread. When the thread dies, every open and later call is answered with `fault`. */
export function startCore({ log = (line) => { process.stderr.write(`${line}\n`); }, ...options }: CoreThreadOptions): CoreThread {
  // From sources the neighbour is worker.ts, in a build it is worker.js.
  const worker = new Worker(new URL(import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js', import.meta.url), { workerData: options, resourceLimits: heap });
  const doors = new Map<number, { take(message: Answering): void; reveal: ((folder: string) => void) | undefined }>();
  const errands = new Map<number, { resolve(value: string): void; reject(error: Error): void }>();
  let last = 0;
  let death: { incident: string } | null = null;
  const send = (message: ToThread): void => { worker.postMessage(message); };
  const die = (why: string): void => {
    if (death) return;
    death = { incident: randomUUID().slice(0, 8) };
    if (why) log(JSON.stringify({ incident: death.incident, error: `the core ended: ${why}` }));
    for (const { take } of doors.values()) take({ kind: 'gone', incident: death.incident });
    for (const { reject } of errands.values()) reject(new Error(`the core ended: ${why}`));
    errands.clear();
  };
  worker.on('message', (message: FromThread) => {
    if (message.kind === 'answering') doors.get(message.door)?.take(message.answering);
    else if (message.kind === 'reveal') doors.get(message.door)?.reveal?.(message.folder);
    else if (message.kind === 'log') log(message.line);
    else {
      const errand = errands.get(message.id);
      errands.delete(message.id);
      if (message.result.ok) errand?.resolve(message.result.value);
      else errand?.reject(message.result.refusal ? new AppError(message.result.refusal) : new Error(message.result.message));
    }
  });
  let isClosing = false;
  worker.on('error', (error) => { die(error instanceof Error ? (error.stack ?? error.message) : String(error)); });
  worker.on('exit', (code) => { die(isClosing ? '' : `exit ${code}`); });
  const errand = (name: Errand, argument: string): Promise<string> => new Promise((resolve, reject) => {
    if (death) { reject(new Error('the core has ended')); return; }
    const id = (last += 1);
    errands.set(id, { resolve, reject });
    send({ kind: 'errand', id, errand: name, argument });
  });
  return {
    connect: ({ shell, reveal }) => {
      const door = (last += 1);
      send({ kind: 'connect', door, shell });
      const bridge = wireBridge((asking) => { send({ kind: 'asking', door, asking }); }, (take) => { doors.set(door, { take, reveal }); if (death) take({ kind: 'gone', incident: death.incident }); });
      return { ...bridge, close: () => { send({ kind: 'disconnect', door }); doors.delete(door); } };
    },
    openWorkspace: async (dir) => { await errand('openWorkspace', dir); },
    stagePath: (path) => errand('stagePath', path),
    exportPath: (name) => errand('exportPath', name),
    close: async () => {
      if (death || isClosing) return;
      isClosing = true;
      const patience = setTimeout(() => { void worker.terminate(); }, closingTime);
      const ended = new Promise<void>((resolve) => { worker.once('exit', () => { resolve(); }); });
      // Whether it closed in order or had to be stopped, what was committed is on disk; nobody waits for more.
      await errand('close', '').catch((error: unknown) => { if (!death) log(JSON.stringify({ error: `closing failed: ${String(error)}` })); });
      await ended;
      clearTimeout(patience);
    },
  };
}
