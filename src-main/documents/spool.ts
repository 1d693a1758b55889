// Rows that are gone over more than once and may be more than memory holds: written to a file as JSON lines, read back one by one.
import { closeSync, openSync, readSync, writeSync } from 'node:fs';

/** Goes over its rows as often as it is asked to; `add` only before the first time. The file is the caller's to remove. */
export type Spool<T> = Iterable<T> & { readonly length: number; add(row: T): void; close(): void };

const pieceSize = 1 << 18;

function* linesOf(fd: number): Generator<string> {
  let rest = Buffer.alloc(0);
  for (let at = 0; ;) {
    const piece = Buffer.alloc(pieceSize);
    const read = readSync(fd, piece, 0, pieceSize, at);
    if (read === 0) return;
    at += read;
    const bytes = Buffer.concat([rest, piece.subarray(0, read)]);
    let from = 0;
    for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, from)) {
      yield bytes.toString('utf8', from, end);
      from = end + 1;
    }
    rest = bytes.subarray(from);
  }
}

export function openSpool<T>(path: string): Spool<T> {
  const fd = openSync(path, 'w+', 0o600);
  let length = 0;
  return {
    get length() { return length; },
    add: (row) => {
      // Without a position it is appended, wherever was read before.
      writeSync(fd, `${JSON.stringify(row)}\n`);
      length += 1;
    },
    *[Symbol.iterator]() { for (const line of linesOf(fd)) yield JSON.parse(line) as T; },
    close: () => { closeSync(fd); },
  };
}
