// A PDF on disk as bytes: bounded reads, digests over ranges and the search for marks, all with a 1 MiB buffer.
import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';

export type PdfProblem = 'unreadable' | 'not_a_pdf' | 'malformed' | 'limit_exceeded' | 'no_placeholder' | 'cancelled';
export class PdfError extends Error {
  readonly problem: PdfProblem;
  constructor(problem: PdfProblem, text: string) {
    super(text);
    this.name = 'PdfError';
    this.problem = problem;
  }
}

/** The largest file looked at: 2 GiB, like an expanded bundle (trail design, B6). */
export const largestPdf = 2 ** 31;
const bufferSize = 1 << 20;
export type Range = { from: number; to: number };
/** A file opened for reading only keeps its last MiB, since objects are small and mostly read in order. */
export type PdfBytes = { handle: FileHandle; size: number; window?: { at: number; bytes: Buffer } };

export async function openPdf(path: string, flags: 'r' | 'r+' = 'r'): Promise<PdfBytes> {
  let handle: FileHandle;
  try {
    handle = await open(path, flags);
  } catch (error) {
    throw new PdfError('unreadable', `The file cannot be opened (${error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason'}).`);
  }
  const { size } = await handle.stat();
  if (size > largestPdf) { await handle.close(); throw new PdfError('limit_exceeded', 'The file is larger than 2 GiB.'); }
  return flags === 'r' ? { handle, size, window: { at: 0, bytes: Buffer.alloc(0) } } : { handle, size };
}

const smallRead = 1 << 16;
/** Bytes from a place, fewer when the file ends before. The caller must not write into them. */
export async function readAt(file: PdfBytes, from: number, length: number): Promise<Buffer> {
  if (!file.window || length > smallRead) return readThrough(file, from, length);
  const isInside = from >= file.window.at && from + Math.min(length, file.size - from) <= file.window.at + file.window.bytes.length;
  if (!isInside) file.window = { at: from, bytes: await readThrough(file, from, bufferSize) };
  return file.window.bytes.subarray(from - file.window.at, from - file.window.at + length);
}

async function readThrough({ handle, size }: PdfBytes, from: number, length: number): Promise<Buffer> {
  const wanted = Math.max(0, Math.min(length, size - from));
  const buffer = Buffer.allocUnsafe(wanted);
  let done = 0;
  while (done < wanted) {
    const { bytesRead } = await handle.read(buffer, done, wanted - done, from + done);
    if (bytesRead === 0) break;
    done += bytesRead;
  }
  return buffer.subarray(0, done);
}

/** Walks over ranges in pieces of at most 1 MiB. */
export async function eachPiece(file: PdfBytes, ranges: readonly Range[], use: (piece: Buffer, at: number) => void, signal?: AbortSignal): Promise<void> {
  for (const { from, to } of ranges) {
    for (let at = from; at < to;) {
      if (signal?.aborted) throw new PdfError('cancelled', 'Cancelled; nothing was kept.');
      const piece = await readAt(file, at, Math.min(bufferSize, to - at));
      if (piece.length === 0) throw new PdfError('unreadable', 'The file became shorter while it was read.');
      use(piece, at);
      at += piece.length;
    }
  }
}

export async function fileSha256(file: PdfBytes): Promise<string> {
  const hash = createHash('sha256');
  await eachPiece(file, [{ from: 0, to: file.size }], (piece) => { hash.update(piece); });
  return hash.digest('hex');
}
