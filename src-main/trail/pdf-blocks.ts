// The block map of a sealed file: made while signing, used afterwards to say which bytes were changed.
import { createHash } from 'node:crypto';
import { eachPiece, readAt } from './pdf-bytes.ts';
import type { PdfBytes, Range } from './pdf-bytes.ts';
import type { BlockMap } from './pdf-cms.ts';

/** 400 blocks of 8 bytes are 3.2 KB: with certificates and signature they fit the 8 KiB placeholder. */
const mostBlocks = 400;
const smallestBlock = 64;
const tagSize = 8;
const tagOf = (...parts: Uint8Array[]): Buffer => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest().subarray(0, tagSize);
};

/** One pass over the signed ranges gives the document digest (SHA-256) and the tag of every block. */
export async function digestWithBlocks(file: PdfBytes, ranges: readonly Range[], options: { blockSize?: number; signal?: AbortSignal } = {}): Promise<{ digest: Buffer; map: BlockMap }> {
  const blockSize = options.blockSize ?? Math.max(smallestBlock, Math.ceil(file.size / mostBlocks));
  const hash = createHash('sha256');
  const blocks = Array.from({ length: Math.ceil(file.size / blockSize) }, () => createHash('sha256'));
  await eachPiece(file, ranges, (piece, at) => {
    hash.update(piece);
    for (let done = 0; done < piece.length;) {
      const block = Math.floor((at + done) / blockSize);
      const end = Math.min(piece.length, (block + 1) * blockSize - at);
      blocks[block]!.update(piece.subarray(done, end));
      done = end;
    }
  }, options.signal);
  return { digest: hash.digest(), map: { size: file.size, blockSize, tags: Buffer.concat(blocks.map((b) => b.digest().subarray(0, tagSize))) } };
}

/** A hash costs about a microsecond and a half: 8 flipped bits per byte are tried in blocks up to 16 KiB, all 255 other bytes up to 1 KiB. */
const everyBitUpTo = 16_384;
const everyByteUpTo = 1024;
const bits = [1, 2, 4, 8, 16, 32, 64, 128];
const otherBytes = Array.from({ length: 255 }, (_, i) => i + 1);

type Part = { bytes: Buffer; at: number };
function tryEach(parts: readonly Part[], tag: Buffer, masks: readonly number[]): number | null {
  for (const { bytes, at } of parts) {
    for (let i = 0; i < bytes.length; i += 1) {
      const was = bytes[i]!;
      for (const mask of masks) {
        bytes[i] = was ^ mask;
        if (tagOf(...parts.map((p) => p.bytes)).equals(tag)) return at + i;
      }
      bytes[i] = was;
    }
  }
  return null;
}

/** If putting one byte right gives the tag again, that byte is where the change is. */
function singleByte(parts: readonly Part[], tag: Buffer): number | null {
  const length = parts.reduce((sum, p) => sum + p.bytes.length, 0);
  const flipped = length <= everyBitUpTo ? tryEach(parts, tag, bits) : null;
  return flipped ?? (length <= everyByteUpTo ? tryEach(parts, tag, otherBytes) : null);
}

/** Where a file of unchanged length differs from its map; `from` equals `to - 1` when the very byte is known. Null: nowhere the map can tell. */
export async function locateChange(file: PdfBytes, ranges: readonly Range[], map: BlockMap): Promise<{ place: Range; blocks: number } | null> {
  if (map.size !== file.size || map.blockSize < 1 || map.tags.length !== Math.ceil(file.size / map.blockSize) * tagSize) return null;
  const { map: now } = await digestWithBlocks(file, ranges, { blockSize: map.blockSize });
  const changed: number[] = [];
  for (let i = 0; i * tagSize < map.tags.length; i += 1) {
    if (!map.tags.subarray(i * tagSize, (i + 1) * tagSize).equals(now.tags.subarray(i * tagSize, (i + 1) * tagSize))) changed.push(i);
  }
  const first = changed[0];
  if (first === undefined) return null;
  const block = { from: first * map.blockSize, to: Math.min(file.size, (first + 1) * map.blockSize) };
  const parts = [];
  for (const range of ranges) {
    const from = Math.max(range.from, block.from);
    const to = Math.min(range.to, block.to);
    if (from < to) parts.push({ bytes: Buffer.from(await readAt(file, from, to - from)), at: from });
  }
  const exact = changed.length === 1 ? singleByte(parts, map.tags.subarray(first * tagSize, (first + 1) * tagSize)) : null;
  return { place: exact === null ? block : { from: exact, to: exact + 1 }, blocks: changed.length };
}
