// Which external ids a file has brought so far, in 20 bytes each: hashes in typed arrays, so that a million rows stay small.
import { crc32 } from 'node:zlib';
import type { Cell } from './records.ts';

export type Seen = 'new' | 'same' | { firstRow: number };

/** Two 32-bit halves by multiply and rotate over UTF-16 code units; two ids agree by chance once in 2^64. */
function hashOf(text: string): { high: number; low: number } {
  let high = 0x9e3779b9;
  let low = 0x85ebca6b;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    high = Math.imul(high ^ code, 2654435761);
    low = Math.imul(low ^ code, 1597334677);
  }
  return { high: Math.imul(high ^ (high >>> 15), 2246822507) >>> 0, low: Math.imul(low ^ (low >>> 13), 3266489909) >>> 0 };
}

/**
 * `see` tells whether an id is new, came before with the same cells, or came before with others; it grows by doubling. Cells count
 * as the same when length and checksum agree, which for two rows of one id goes wrong once in four billion.
 */
export function seenIds(): { see: (id: string, cells: readonly Cell[], row: number) => Seen } {
  const width = 5;
  let slots = new Uint32Array(1024 * width);
  let count = 0;
  const find = (table: Uint32Array, high: number, low: number): number => {
    const size = table.length / width;
    let at = (low ^ Math.imul(high, 31)) & (size - 1);
    // Row 0 marks a free slot: rows count from 1.
    while (table[at * width + 4] !== 0 && (table[at * width] !== high || table[at * width + 1] !== low)) at = (at + 1) & (size - 1);
    return at * width;
  };
  const grow = (): void => {
    const larger = new Uint32Array(slots.length * 2);
    for (let i = 0; i < slots.length; i += width) if (slots[i + 4] !== 0) larger.set(slots.subarray(i, i + width), find(larger, slots[i]!, slots[i + 1]!));
    slots = larger;
  };
  return {
    see: (id, cells, row) => {
      const { high, low } = hashOf(id);
      const content = cells.join('\u001f');
      const sum = crc32(content);
      const at = find(slots, high, low);
      if (slots[at + 4] !== 0) return slots[at + 2] === sum && slots[at + 3] === content.length ? 'same' : { firstRow: slots[at + 4]! };
      slots[at] = high;
      slots[at + 1] = low;
      slots[at + 2] = sum;
      slots[at + 3] = content.length;
      slots[at + 4] = row;
      count += 1;
      if (count * width * 10 > slots.length * 7) grow();
      return 'new';
    },
  };
}
