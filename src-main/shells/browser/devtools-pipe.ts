// A client of the browser's debugging protocol over two pipes: JSON messages, each ended by a NUL byte.
import type { Readable, Writable } from 'node:stream';

type Params = Record<string, unknown>;
export type DevtoolsEvent = { method: string; params: Params; sessionId: string | undefined };
type Incoming = { id?: number; method?: string; params?: Params; result?: Params; error?: { message: string }; sessionId?: string };

export interface DevtoolsPipe {
  /** Sends one command. Rejects when the browser refuses it or has gone. */
  send(method: string, params?: Params, sessionId?: string): Promise<Params>;
  onEvent(hear: (event: DevtoolsEvent) => void): void;
}

export function devtoolsPipe(output: Writable, input: Readable): DevtoolsPipe {
  const waiting = new Map<number, { resolve(result: Params): void; reject(error: Error): void }>();
  const hearers: ((event: DevtoolsEvent) => void)[] = [];
  let pieces: Buffer[] = [];
  let last = 0;
  let isGone = false;
  const receive = (message: Incoming): void => {
    if (message.id === undefined) {
      for (const hear of hearers) hear({ method: message.method ?? '', params: message.params ?? {}, sessionId: message.sessionId });
      return;
    }
    const call = waiting.get(message.id);
    waiting.delete(message.id);
    if (message.error) call?.reject(new Error(message.error.message));
    else call?.resolve(message.result ?? {});
  };
  input.on('data', (bytes: Buffer) => {
    let start = 0;
    for (let end = bytes.indexOf(0); end !== -1; end = bytes.indexOf(0, start)) {
      pieces.push(bytes.subarray(start, end));
      const text = Buffer.concat(pieces).toString('utf8');
      pieces = [];
      start = end + 1;
      receive(JSON.parse(text) as Incoming);
    }
    if (start < bytes.length) pieces.push(bytes.subarray(start));
  });
  const goAway = (): void => {
    isGone = true;
    for (const { reject } of waiting.values()) reject(new Error('the browser has gone'));
    waiting.clear();
  };
  input.on('close', goAway);
  // A broken pipe is how the browser's end shows; `close` says the rest.
  for (const stream of [input, output]) stream.on('error', goAway);
  return {
    send: (method, params = {}, sessionId = undefined) => new Promise((resolve, reject) => {
      if (isGone) { reject(new Error('the browser has gone')); return; }
      const id = (last += 1);
      waiting.set(id, { resolve, reject });
      output.write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    }),
    onEvent: (hear) => { hearers.push(hear); },
  };
}
