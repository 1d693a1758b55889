// What a command line runs in. A test hands in streams of its own; the passphrase prompt asks the process itself.
import type { Readable, Writable } from 'node:stream';

export type Terminal = {
  env: NodeJS.ProcessEnv;
  stdin: Readable;
  stdout: Writable;
  stderr: Writable & { isTTY?: boolean; columns?: number };
};

/** Writes and waits until the stream has taken it, so that nothing is lost when the program ends. */
export const write = (stream: Writable, text: string): Promise<void> => new Promise((resolve) => { stream.write(text, () => { resolve(); }); });
