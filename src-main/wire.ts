// The one protocol of every wire that is not a function call: thread, Electron and browser differ only in how a message travels.
import type { Bridge, CancelSignal, Heard } from '#contract/index.ts';
import type { Progress } from '#contract/define.ts';
import type { Reply } from '#contract/errors.ts';

/** From the asking end. `hello` says that a new page is there and nobody waits for older answers. */
export type Asking =
  | { kind: 'hello' }
  | { kind: 'call'; id: number; name: string; input: unknown }
  | { kind: 'cancel'; id: number };
/** From the answering end. `gone` says that no answer will come any more. */
export type Answering =
  | { kind: 'reply'; id: number; reply: Reply<unknown> }
  | { kind: 'progress'; id: number; progress: Progress }
  | { kind: 'changed'; heard: Heard }
  | { kind: 'gone'; incident: string };

type Waiting = { answer(reply: Reply<unknown>): void; onProgress: ((progress: Progress) => void) | undefined };

/**
 * The asking end: a Bridge over two functions. With `exposeAs` it also becomes a global of that name.
 * Doors send the text of this function into a page, so it uses nothing from outside itself.
 */
export function wireBridge(post: (message: Asking) => void, hear: (take: (message: Answering) => void) => void, exposeAs?: string): Bridge {
  const waiting = new Map<number, Waiting>();
  const hearers = new Set<(heard: Heard) => void>();
  let last = 0;
  let incident: string | null = null;
  const fault = (number: string): Reply<never> => ({ ok: false, error: { code: 'fault', facts: { incident: number } } });
  const settle = (id: number, reply: Reply<unknown>): void => {
    waiting.get(id)?.answer(reply);
    waiting.delete(id);
  };
  hear((message) => {
    if (message.kind === 'reply') settle(message.id, message.reply);
    else if (message.kind === 'progress') waiting.get(message.id)?.onProgress?.(message.progress);
    else if (message.kind === 'changed') for (const one of hearers) one(message.heard);
    else {
      incident = message.incident;
      for (const id of waiting.keys()) settle(id, fault(incident));
    }
  });
  const ask = (name: string, input: unknown, job: { onProgress?: (progress: Progress) => void; signal?: CancelSignal } = {}): Promise<Reply<unknown>> => new Promise((resolve) => {
    if (incident !== null) { resolve(fault(incident)); return; }
    const id = (last += 1);
    const cancel = (): void => { if (waiting.has(id)) post({ kind: 'cancel', id }); };
    waiting.set(id, { onProgress: job.onProgress, answer: (reply) => { job.signal?.removeEventListener('abort', cancel); resolve(reply); } });
    try {
      post({ kind: 'call', id, name, input });
    } catch {
      settle(id, { ok: false, error: { code: 'invalid_input', facts: { field: 'input', problem: 'holds something that is not data' } } });
      return;
    }
    job.signal?.addEventListener('abort', cancel);
    if (job.signal?.aborted) cancel();
  });
  const bridge = Object.freeze({
    call: ask as Bridge['call'],
    onChanged: (one: (heard: Heard) => void) => { hearers.add(one); return () => { hearers.delete(one); }; },
  });
  if (exposeAs) Object.defineProperty(globalThis, exposeAs, { value: bridge });
  post({ kind: 'hello' });
  return bridge;
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

export type Served = { take(message: unknown): void; close(): void };

/** The answering end: serves one asker, a stranger whose messages may have any shape. Unknown ones are dropped. */
export function serveWire(bridge: Bridge, post: (message: Answering) => void): Served {
  let running = new Map<number, AbortController>();
  const stopAll = (): void => {
    const left = running;
    running = new Map();
    for (const controller of left.values()) controller.abort();
  };
  const call = async (id: number, name: string, input: unknown): Promise<void> => {
    const mine = running;
    const controller = new AbortController();
    mine.set(id, controller);
    const onProgress = (progress: Progress): void => { if (mine === running && mine.has(id)) post({ kind: 'progress', id, progress }); };
    const reply = await (bridge.call as (name: string, input: unknown, job: object) => Promise<Reply<unknown>>)(name, input, { onProgress, signal: controller.signal });
    mine.delete(id);
    // After a reload nobody waits for this answer, and its number may belong to another question.
    if (mine === running) post({ kind: 'reply', id, reply });
  };
  const stopHearing = bridge.onChanged((heard) => { post({ kind: 'changed', heard }); });
  return {
    take: (message) => {
      if (!isRecord(message)) return;
      const { kind, id, name, input } = message;
      if (kind === 'hello') stopAll();
      else if (typeof id !== 'number' || !Number.isSafeInteger(id)) return;
      else if (kind === 'cancel') running.get(id)?.abort();
      else if (kind === 'call' && typeof name === 'string' && !running.has(id)) void call(id, name, input);
    },
    close: () => { stopHearing(); stopAll(); },
  };
}
