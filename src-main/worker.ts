// The thread the core lives in: `boot` behind a MessagePort. Every door has a number; its messages are those of the wire.
import type { MessagePort } from 'node:worker_threads';
import { parentPort, workerData } from 'node:worker_threads';
import type { Refusal } from '#contract/errors.ts';
import { AppError } from './app-error.ts';
import { boot } from './boot.ts';
import type { App, BootOptions, Shell } from './boot.ts';
import { serveWire } from './wire.ts';
import type { Answering, Asking, Served } from './wire.ts';

/** What a thread can be told: everything but functions. */
export type ThreadOptions = Omit<BootOptions, 'now' | 'log'>;
export type Errand = 'openWorkspace' | 'stagePath' | 'exportPath' | 'close';
export type ToThread =
  | { kind: 'connect'; door: number; shell: Shell }
  | { kind: 'disconnect'; door: number }
  | { kind: 'asking'; door: number; asking: Asking }
  | { kind: 'errand'; id: number; errand: Errand; argument: string };
export type FromThread =
  | { kind: 'answering'; door: number; answering: Answering }
  | { kind: 'reveal'; door: number; folder: string }
  | { kind: 'log'; line: string }
  | { kind: 'errand'; id: number; result: { ok: true; value: string } | { ok: false; refusal: Refusal | null; message: string } };

async function run(app: App, errand: Errand, argument: string): Promise<string> {
  if (errand === 'stagePath') return app.stagePath(argument);
  if (errand === 'exportPath') return app.exportPath(argument);
  if (errand === 'openWorkspace') app.openWorkspace(argument);
  else await app.close();
  return '';
}

function serve(port: MessagePort, options: ThreadOptions): void {
  const send = (message: FromThread): void => { port.postMessage(message); };
  const app = boot({ ...options, log: (line) => { send({ kind: 'log', line }); } });
  const doors = new Map<number, Served>();
  const connect = (door: number, shell: Shell): void => {
    const connection = app.connect({ shell, reveal: (folder) => { send({ kind: 'reveal', door, folder }); } });
    const served = serveWire(connection, (answering) => { send({ kind: 'answering', door, answering }); });
    doors.set(door, { take: served.take, close: () => { served.close(); connection.close(); } });
  };
  const errand = async (message: Extract<ToThread, { kind: 'errand' }>): Promise<void> => {
    // Long tasks are told to stop before their store closes under them.
    if (message.errand === 'close') for (const door of doors.values()) door.close();
    try {
      const value = await run(app, message.errand, message.argument);
      send({ kind: 'errand', id: message.id, result: { ok: true, value } });
    } catch (error) {
      send({ kind: 'errand', id: message.id, result: { ok: false, refusal: error instanceof AppError ? error.refusal : null, message: error instanceof Error ? error.message : String(error) } });
    }
    if (message.errand === 'close') port.close();
  };
  port.on('message', (message: ToThread) => {
    if (message.kind === 'connect') connect(message.door, message.shell);
    else if (message.kind === 'asking') doors.get(message.door)?.take(message.asking);
    else if (message.kind === 'errand') void errand(message);
    else { doors.get(message.door)?.close(); doors.delete(message.door); }
  });
}

if (parentPort) serve(parentPort, workerData as ThreadOptions);
