// Hands a file to the core in slices; no path ever crosses the bridge.
import type { CancelSignal } from '#contract/index.ts';
import type { Reply } from '#contract/errors.ts';
import type { Progress } from '#contract/define.ts';
import { bridge } from '../bridge.ts';

const chunkBytes = 1024 * 1024;

function base64Of(bytes: Uint8Array): string {
  const pieces: string[] = [];
  for (let at = 0; at < bytes.length; at += 0x8000) pieces.push(String.fromCharCode(...bytes.subarray(at, at + 0x8000)));
  return btoa(pieces.join(''));
}

/** Stages a file of the page with the core and answers its handle. A cancelled file is forgotten by the core. */
export async function handOver(file: File, job: { onProgress?: (progress: Progress) => void; signal?: CancelSignal } = {}): Promise<Reply<{ file: string }>> {
  const begun = await bridge().call('file.begin', { name: file.name, size: file.size });
  if (!begun.ok) return begun;
  const handle = begun.value.file;
  for (let offset = 0; offset < file.size; offset += chunkBytes) {
    if (job.signal?.aborted === true) {
      await bridge().call('file.discard', { file: handle });
      return { ok: false, error: { code: 'cancelled', facts: {} } };
    }
    const bytes = new Uint8Array(await file.slice(offset, offset + chunkBytes).arrayBuffer());
    const received = await bridge().call('file.chunk', { file: handle, offset, base64: base64Of(bytes) });
    if (!received.ok) return { ok: false, error: received.error };
    job.onProgress?.({ done: offset + bytes.length, total: file.size, what: `Reading ${file.name}` });
  }
  return begun;
}
