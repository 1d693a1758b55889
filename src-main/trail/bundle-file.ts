// A bundle as a file: age( gzip( frames ) ). Written beside its name, read back, then renamed; read as a stream under limits (trail design, B1 to B3).
import { createHash } from 'node:crypto';
import { open, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream as NodeStream } from 'node:stream/web';
import { createGunzip, createGzip } from 'node:zlib';
import type { AgeKey, AgeLock } from './age-box.ts';
import { ageDecrypt, ageEncrypt, ageHeader } from './age-box.ts';
import type { BundleLimits } from './bundle-error.ts';
import { BundleError, bundleLimits, tooMuch } from './bundle-error.ts';
import type { BundleSink } from './bundle-reader.ts';
import { openBundleReader } from './bundle-reader.ts';

export type FileControl = { onProgress?: (bytes: number) => void; signal?: AbortSignal };
const chunkBytes = 64 * 1024;
const web = (stream: Readable): ReadableStream<Uint8Array> => Readable.toWeb(stream) as unknown as ReadableStream<Uint8Array>;
const node = (stream: ReadableStream<Uint8Array>): Readable => Readable.fromWeb(stream as unknown as NodeStream<Uint8Array>);

/** Frames joined to chunks of a fair size: compressing a line at a time would be slow. */
function* chunks(frames: Iterable<Uint8Array>): Generator<Uint8Array> {
  let held: Uint8Array[] = [];
  let size = 0;
  for (const frame of frames) {
    held.push(frame);
    size += frame.length;
    if (size >= chunkBytes) {
      yield Buffer.concat(held);
      held = [];
      size = 0;
    }
  }
  if (size > 0) yield Buffer.concat(held);
}

async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(dirname(path), 'r');
  await folder.sync().finally(() => folder.close());
}

/** SHA-256 of the plain stream while it passes. */
function hashing(onBytes: (total: number) => void): { stream: Transform; digest: () => string } {
  const hash = createHash('sha256');
  let total = 0;
  const stream = new Transform({ transform(chunk: Uint8Array, _encoding, done) { hash.update(chunk); total += chunk.length; onBytes(total); done(null, chunk); } });
  return { stream, digest: () => hash.digest('hex') };
}

/** Reads back what was written, by its bytes on the disk as the system hands them out. */
async function fileDigest(path: string): Promise<{ sha256: string; size: number }> {
  const hash = createHash('sha256');
  const file = await open(path, 'r');
  let size = 0;
  for await (const chunk of file.createReadStream({ highWaterMark: chunkBytes })) { hash.update(chunk as Buffer); size += (chunk as Buffer).length; }
  return { sha256: hash.digest('hex'), size };
}

/**
 * Writes a bundle under a `.partial` name, syncs it, reads it back, then renames it. What was written is compared with what lies there by its hash;
 * that it also opens is shown by `check`, which gets the partial file. On a failure or a cancellation nothing stays behind.
 */
export async function writeBundleFile(path: string, frames: Iterable<Uint8Array>, options: { lock: AgeLock; check?: (partial: string) => Promise<void> } & FileControl): Promise<{ size: number; sha256: string; plainSha256: string }> {
  const partial = `${path}.partial`;
  const gzip = createGzip({ level: 6 });
  try {
    const plain = hashing(options.onProgress ?? (() => {}));
    const feeding = pipeline(Readable.from(chunks(frames)), plain.stream, gzip, ...(options.signal ? [{ signal: options.signal }] : []));
    // It may fail while the file is not open yet; nobody waits for it before that.
    feeding.catch(() => {});
    const written = hashing(() => {});
    const encrypted = await ageEncrypt(web(gzip), options.lock);
    const file = await open(partial, 'w', 0o600);
    const writing = pipeline(node(encrypted), written.stream, file.createWriteStream({ flush: true }), ...(options.signal ? [{ signal: options.signal }] : []));
    await Promise.all([feeding, writing]);
    const there = await fileDigest(partial);
    if (there.sha256 !== written.digest()) throw new Error('the bundle on the disk is not what was written');
    await options.check?.(partial);
    await rename(partial, path);
    await syncFolder(path);
    return { ...there, plainSha256: plain.digest() };
  } catch (error) {
    gzip.destroy();
    await rm(partial, { force: true });
    throw error;
  }
}

/** Whether the file asks for a passphrase. Throws `BundleError` when it is no bundle at all. */
export async function isForPassphrase(path: string): Promise<boolean> {
  const file = await open(path, 'r');
  try {
    const start = Buffer.alloc(16 * 1024);
    const { bytesRead } = await file.read(start, 0, start.length, 0);
    return ageHeader(start.subarray(0, bytesRead)).isPassphrase;
  } finally {
    await file.close();
  }
}

async function keyFor(path: string, { identity, passphrase }: BundleKeys): Promise<AgeKey> {
  if (await isForPassphrase(path)) {
    if (passphrase === undefined) throw new BundleError('bundle_passphrase_needed');
    return { passphrase };
  }
  if (identity === null) throw new BundleError('not_for_us');
  return { identity };
}

/** Counts what comes out of the decompressor against the limits, before it is parsed. */
function guard(limits: BundleLimits, read: () => number): (size: number) => void {
  let plain = 0;
  return (size) => {
    plain += size;
    if (plain > limits.plainBytes) throw tooMuch('The expanded bundle', limits.plainBytes / 1024 / 1024, 'MiB');
    if (plain > 1024 * 1024 && plain > read() * limits.ratio) throw tooMuch('The compression', limits.ratio, 'times');
  };
}

/** What a library or zlib says about a file that ends too early or was changed. */
function problemOf(error: unknown): unknown {
  if (error instanceof BundleError || !(error instanceof Error)) return error;
  const zlibCode = 'code' in error ? String(error.code) : '';
  if (error.name === 'AbortError') return error;
  if (zlibCode === 'Z_BUF_ERROR' || /unexpected end|incomplete|truncated|EOF|ended/i.test(error.message)) return new BundleError('truncated');
  if (zlibCode.startsWith('Z_') || /decrypt|invalid|chunk|MAC|tag|stream|header|payload/i.test(error.message)) return new BundleError('tampered', { what: 'its encryption or compression does not hold' });
  return error;
}

/** What a bundle may be opened with here: this device's identity, and the passphrase a person typed. */
export type BundleKeys = { identity: string | null; passphrase?: string };

/** Reads a bundle into a sink, under all limits. Nothing the sink was given may be believed before this returns. Throws `BundleError`. */
export async function readBundleFile(path: string, keys: BundleKeys, sink: BundleSink, options: { limits?: BundleLimits } & FileControl = {}): Promise<void> {
  const limits = options.limits ?? bundleLimits;
  const { size } = await stat(path);
  if (size > limits.fileBytes) throw tooMuch('The file', limits.fileBytes / 1024 / 1024, 'MiB');
  const key = await keyFor(path, keys);
  const file = await open(path, 'r');
  const source = file.createReadStream({ highWaterMark: chunkBytes });
  let read = 0;
  source.on('data', (chunk) => { read += chunk.length; options.onProgress?.(read); });
  source.pause();
  const reader = openBundleReader(sink, limits);
  // Without it, zlib would join further members to the first without a word.
  const gunzip = createGunzip({ rejectGarbageAfterEnd: true });
  let own: unknown = null;
  const push = (chunk: Uint8Array): void => {
    try {
      reader.push(chunk);
    } catch (error) {
      own = error;
      throw error;
    }
  };
  try {
    const decrypted = node(await ageDecrypt(web(source), key));
    let compressed = 0;
    decrypted.on('data', (chunk: Uint8Array) => { compressed += chunk.length; });
    decrypted.pause();
    const check = guard(limits, () => compressed);
    const feeding = pipeline(decrypted, gunzip, options.signal ? { signal: options.signal } : {});
    feeding.catch(() => {});
    for await (const chunk of gunzip as AsyncIterable<Uint8Array>) {
      check(chunk.length);
      push(chunk);
    }
    await feeding;
    if (gunzip.bytesWritten !== compressed) throw new BundleError('tampered', { what: 'something follows the end' });
    reader.finish();
  } catch (error) {
    // What the sink throws is not about the bytes.
    throw error === own ? error : problemOf(error);
  } finally {
    gunzip.destroy();
    source.destroy();
  }
}
