// Which external ids a file has brought so far, in about 25 bytes each: hashes in typed arrays, so that a million rows stay small.
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
  // Ids that count up differ in their last signs only; the mixing spreads them over the table.
  high = Math.imul(high ^ (high >>> 16), 2246822507);
  high = Math.imul(high ^ (high >>> 13), 3266489909);
  return { high: (high ^ (high >>> 16)) >>> 0, low: Math.imul(low ^ (low >>> 13), 3266489909) >>> 0 };
}

/** Slots of four numbers: both halves of the id's hash, a sum over the cells, and the row, whose 0 marks a free slot. */
const width = 4;

/** Linear probing from the place the high half points to in a table of any size. */
function slotOf(table: Uint32Array, high: number, low: number): number {
  const size = table.length / width;
  let at = Math.floor((high / 2 ** 32) * size);
  while (table[at * width + 3] !== 0 && (table[at * width] !== high || table[at * width + 1] !== low)) at = at + 1 === size ? 0 : at + 1;
  return at * width;
}

/**
 * `see` tells whether an id is new, came before with the same cells, or came before with others. Cells count as the same when their
 * checksum agrees, which for two rows of one id goes wrong once in four billion. The table grows by half, so the copy stays small.
 */
export function seenIds(): { see: (id: string, cells: readonly Cell[], row: number) => Seen } {
  let slots = new Uint32Array(4096 * width);
  let count = 0;
  const grow = (): void => {
    const larger = new Uint32Array(Math.ceil((slots.length / width) * 1.5) * width);
    for (let i = 0; i < slots.length; i += width) {
      if (slots[i + 3] === 0) continue;
      const at = slotOf(larger, slots[i]!, slots[i + 1]!);
      for (let part = 0; part < width; part++) larger[at + part] = slots[i + part]!;
    }
    // Given back at once: it may be 14 MB that nobody looks at again.
    slots.buffer.transfer(0);
    slots = larger;
  };
  return {
    see: (id, cells, row) => {
      const { high, low } = hashOf(id);
      const sum = crc32(cells.join('\u001f'));
      const at = slotOf(slots, high, low);
      if (slots[at + 3] !== 0) return slots[at + 2] === sum ? 'same' : { firstRow: slots[at + 3]! };
      slots[at] = high;
      slots[at + 1] = low;
      slots[at + 2] = sum;
      slots[at + 3] = row;
      count += 1;
      if (count * width * 4 > slots.length * 3) grow();
      return 'new';
    },
  };
}
