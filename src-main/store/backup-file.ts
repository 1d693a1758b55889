// A backup as a file: age( manifest line, then the bytes of each part ). Written beside its name, read back and compared, then renamed (SYN-03).
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream as NodeStream } from 'node:stream/web';
import { BackupManifest } from '#contract/backup.ts';
import { AppError, appError } from '../app-error.ts';
import { ageDecrypt, ageEncrypt, ageHeader } from '../trail/age-box.ts';
import { BundleError } from '../trail/bundle-error.ts';
import { encode } from '../trail/canonical.ts';

export type BackupControl = { onProgress?: (bytes: number) => void; signal?: AbortSignal };
type Part = BackupManifest['parts'][number];
/** What is told, in order, while a backup is read. A part that was begun and not ended must not be used. */
export type BackupSink = { manifest(manifest: BackupManifest): void; begin(part: Part): Promise<void>; bytes(chunk: Uint8Array): Promise<void>; end(part: Part): Promise<void> };

const chunkBytes = 256 * 1024;
/** A manifest names at most some thousand files and feeds. */
const manifestBytes = 4 * 1024 * 1024;
const web = (stream: Readable): ReadableStream<Uint8Array> => Readable.toWeb(stream) as unknown as ReadableStream<Uint8Array>;
const node = (stream: ReadableStream<Uint8Array>): Readable => Readable.fromWeb(stream as unknown as NodeStream<Uint8Array>);
const damaged = (what: string): AppError => appError('backup_damaged', { what });

async function* container(folder: string, manifest: BackupManifest): AsyncGenerator<Uint8Array> {
  yield Buffer.from(`${encode(manifest)}\n`);
  for (const part of manifest.parts) {
    const bytes: AsyncIterable<Uint8Array> = createReadStream(join(folder, part.name), { highWaterMark: chunkBytes });
    yield* bytes;
  }
}

export async function digestOf(path: string): Promise<{ size: number; sha256: string }> {
  const hash = createHash('sha256');
  let size = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: chunkBytes }) as AsyncIterable<Uint8Array>) {
    hash.update(chunk);
    size += chunk.length;
  }
  return { size, sha256: hash.digest('hex') };
}

/** Forces a rename in this folder to the disk. Windows does so by itself and opens no folders. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  await handle.sync().finally(() => handle.close());
}

const nothing: BackupSink = { manifest: () => {}, begin: async () => {}, bytes: async () => {}, end: async () => {} };

/** Writes the parts that lie in `folder`; on a failure or a cancellation no file stays behind. `onProgress` counts every byte twice: written, and read back. */
export async function writeBackupFile(path: string, folder: string, { manifest, passphrase, ...control }: { manifest: BackupManifest; passphrase: string } & BackupControl): Promise<{ size: number; sha256: string }> {
  const partial = `${path}.partial`;
  let done = 0;
  const count = async function* (chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      done += chunk.length;
      control.onProgress?.(done);
      yield chunk;
    }
  };
  try {
    const encrypted = await ageEncrypt(web(Readable.from(count(container(folder, manifest)), { objectMode: false })), { passphrase });
    const file = await open(partial, 'w', 0o600);
    await pipeline(node(encrypted), file.createWriteStream({ flush: true }), ...(control.signal ? [{ signal: control.signal }] : []));
    const written = done;
    await readBackupFile(partial, passphrase, nothing, { onProgress: (bytes) => { control.onProgress?.(written + bytes); }, ...(control.signal ? { signal: control.signal } : {}) });
    const there = await digestOf(partial);
    await rename(partial, path);
    await syncFolder(dirname(path));
    return there;
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
}

/** What says by its first bytes that it is something else is not tried with a passphrase. */
async function checkHeader(path: string): Promise<void> {
  const file = await open(path, 'r');
  try {
    const start = Buffer.alloc(16 * 1024);
    const { bytesRead } = await file.read(start, 0, start.length, 0);
    if (bytesRead === 0) throw appError('not_a_backup', { file: '', reason: 'it is empty' });
    if (ageHeader(start.subarray(0, bytesRead)).isPassphrase) return;
    throw start.includes('\n---') ? appError('not_a_backup', { file: '', reason: 'it was locked for devices, not with a passphrase' }) : damaged('it ends too early');
  } finally {
    await file.close();
  }
}

function parseManifest(line: Uint8Array): BackupManifest {
  try {
    const value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(line)) as { kind?: unknown; v?: unknown };
    if (value?.kind === 'gavel-backup' && typeof value.v === 'number' && value.v > 1) throw appError('not_a_backup', { file: '', reason: 'a newer Gavel made it; update Gavel to open it' });
    const parsed = BackupManifest.safeParse(value);
    if (parsed.success && new Set(parsed.data.parts.map(({ name }) => name)).size === parsed.data.parts.length) return parsed.data;
  } catch (error) {
    if (error instanceof AppError) throw error;
  }
  throw appError('not_a_backup', { file: '', reason: 'it does not begin like one' });
}

/** Takes the plain stream apart: a line, then exactly the announced bytes, then nothing. */
function takeApart(sink: BackupSink): { push(chunk: Uint8Array): Promise<void>; finish(): Promise<void> } {
  let head: Uint8Array[] = [];
  let headSize = 0;
  let manifest: BackupManifest | null = null;
  let at = -1;
  let left = 0;
  let hash = createHash('sha256');
  const next = async (): Promise<void> => {
    const part = manifest!.parts[at];
    if (part) {
      if (hash.digest('hex') !== part.sha256) throw damaged(`${part.name} is not what was written`);
      await sink.end(part);
    }
    at += 1;
    const begun = manifest!.parts[at];
    if (!begun) return;
    left = begun.size;
    hash = createHash('sha256');
    await sink.begin(begun);
    if (left === 0) await next();
  };
  const body = async (chunk: Uint8Array): Promise<void> => {
    let rest = chunk;
    while (rest.length > 0) {
      if (at >= manifest!.parts.length) throw damaged('something follows its end');
      const piece = rest.subarray(0, left);
      hash.update(piece);
      await sink.bytes(piece);
      left -= piece.length;
      rest = rest.subarray(piece.length);
      if (left === 0) await next();
    }
  };
  return {
    push: async (chunk) => {
      if (manifest) { await body(chunk); return; }
      const end = chunk.indexOf(10);
      head.push(end === -1 ? chunk : chunk.subarray(0, end));
      headSize += head.at(-1)!.length;
      if (headSize > manifestBytes) throw appError('not_a_backup', { file: '', reason: 'it does not begin like one' });
      if (end === -1) return;
      manifest = parseManifest(Buffer.concat(head));
      head = [];
      sink.manifest(manifest);
      await next();
      await body(chunk.subarray(end + 1));
    },
    finish: async () => {
      if (!manifest) throw appError('not_a_backup', { file: '', reason: 'it does not begin like one' });
      if (at < manifest.parts.length) throw damaged('it ends too early');
    },
  };
}

/** Refusals, cancelling and what the disk says pass; everything else that decrypting throws means changed or missing bytes. */
function problemOf(error: unknown, path: string, isAge: boolean): unknown {
  if (error instanceof AppError) {
    const { code, facts } = error.refusal;
    return code === 'not_a_backup' ? appError(code, { ...facts, file: basename(path) }) : error;
  }
  if (error instanceof BundleError) {
    if (error.code === 'bundle_passphrase_wrong') return appError('backup_passphrase_wrong');
    if (error.code === 'truncated') return damaged('it ends too early');
    if (error.code === 'limit_exceeded') return appError('limit_exceeded', error.facts);
    return isAge ? damaged('its header does not hold') : appError('not_a_backup', { file: basename(path) });
  }
  if (!(error instanceof Error) || error.name === 'AbortError') return error;
  // Errors of the system carry its own codes; those of the decryption have none, or one that begins with ERR_.
  if ('code' in error && typeof error.code === 'string' && !error.code.startsWith('ERR_')) return error;
  return damaged('its encryption does not hold');
}

/** Reads a backup into a sink. Nothing the sink was given may be used before this returns. Refuses with `not_a_backup`, `backup_damaged` or `backup_passphrase_wrong`. */
export async function readBackupFile(path: string, passphrase: string, sink: BackupSink, { onProgress, signal }: BackupControl = {}): Promise<void> {
  const source = createReadStream(path, { highWaterMark: chunkBytes });
  let isAge = false;
  try {
    await checkHeader(path);
    isAge = true;
    const plain = node(await ageDecrypt(web(source), { passphrase }));
    const taker = takeApart(sink);
    let done = 0;
    for await (const chunk of plain as AsyncIterable<Uint8Array>) {
      signal?.throwIfAborted();
      await taker.push(chunk);
      done += chunk.length;
      onProgress?.(done);
    }
    await taker.finish();
  } catch (error) {
    throw problemOf(error, path, isAge);
  } finally {
    source.destroy();
  }
}
