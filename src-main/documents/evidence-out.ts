// The evidence on its way out: long files are written to the disk line by line; what is small enough is attached, the rest is laid beside the document.
import { createHash } from 'node:crypto';
import { open, readFile, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { EvidenceFile, LongFile, ManifestEntry } from '../trail/pdf-evidence.ts';
import { sha256Hex } from '../trail/hashes.ts';

/** Evidence above this size, in bytes, goes beside the PDF (trail design, C1). */
export const attachUpTo = 64 << 20;
/** A file beside the document: finished under `partial`, to be put in its `path` with it. */
export type BesideFile = { name: string; partial: string; path: string; size: number; sha256: string };
export type LaidOut = { attached: EvidenceFile[]; beside: BesideFile[] };
export type LayingOut = { outPath: string; attachUpTo: number; signal?: AbortSignal };

const pieceSize = 1 << 20;
/** Writes lines to a file in pieces of about a MiB, durable at the end. */
async function spool(path: string, lines: Iterable<string>, signal: AbortSignal | undefined): Promise<{ size: number; sha256: string }> {
  const handle = await open(path, 'w');
  const hash = createHash('sha256');
  let size = 0;
  let waiting: string[] = [];
  let length = 0;
  const flush = async (): Promise<void> => {
    signal?.throwIfAborted();
    const bytes = Buffer.from(waiting.join(''), 'utf8');
    hash.update(bytes);
    await handle.writeFile(bytes);
    size += bytes.length;
    waiting = [];
    length = 0;
  };
  try {
    for (const line of lines) {
      waiting.push(line);
      length += line.length;
      if (length >= pieceSize) await flush();
    }
    await flush();
    await handle.sync();
  } finally {
    await handle.close();
  }
  return { size, sha256: hash.digest('hex') };
}

/** Under the name of the document, so that two of them may share a folder. */
const besideName = (outPath: string, name: string): string => `${basename(outPath).replace(/\.pdf$/i, '').replace(/[^A-Za-z0-9._-]/g, '-')}.${name}`;

/** Writes the long files down and sorts them by size. What it throws leaves its own files behind under `.partial`; see `discard`. */
export async function layOut(long: readonly LongFile[], { outPath, attachUpTo: most, signal }: LayingOut): Promise<LaidOut> {
  const laid: LaidOut = { attached: [], beside: [] };
  for (const { lines, ...described } of long) {
    const name = besideName(outPath, described.name);
    const path = join(dirname(outPath), name);
    const partial = `${path}.partial`;
    const written = await spool(partial, lines, signal);
    if (written.size > most) laid.beside.push({ name, partial, path, ...written });
    else {
      laid.attached.push({ ...described, bytes: await readFile(partial) });
      await rm(partial);
    }
  }
  return laid;
}

/** Takes away what `layOut` may have left of these files. */
export async function discard(long: readonly Pick<LongFile, 'name'>[], outPath: string): Promise<void> {
  for (const { name } of long) await rm(`${join(dirname(outPath), besideName(outPath, name))}.partial`, { force: true });
}

/** Gives a sealed document and the files beside it their names. An older document of the name goes first: beside other evidence it would no longer hold. */
export async function finish(sealed: string, outPath: string, beside: readonly BesideFile[]): Promise<void> {
  if (beside.length > 0) await rm(outPath, { force: true });
  for (const { partial, path } of beside) await rename(partial, path);
  await rename(sealed, outPath);
}

/** What the manifest says of all of them. */
export const entriesOf = ({ attached, beside }: LaidOut): ManifestEntry[] => [
  ...attached.map(({ name, bytes }) => ({ name, sha256: sha256Hex(bytes) })), ...beside.map(({ name, sha256, size }) => ({ name, sha256, besideSize: size })),
];
