// Which external ids a file has brought so far, in 24 bytes each: hashes in typed arrays, so that a million rows stay small.

/** Two 32-bit halves by multiply and rotate over UTF-16 code units; two texts agree by chance once in 2^64. */
export type Hash = { high: number; low: number };

export function hashInto(hash: Hash, text: string): void {
  let { high, low } = hash;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    high = Math.imul(high ^ code, 2654435761);
    low = Math.imul(low ^ code, 1597334677);
  }
  // A mark between texts, so that "ab","c" and "a","bc" differ.
  hash.high = Math.imul(high ^ (high >>> 15) ^ 0x1f, 2246822507) >>> 0;
  hash.low = Math.imul(low ^ (low >>> 13) ^ 0x1f, 3266489909) >>> 0;
}

export type Seen = 'new' | 'same' | { firstRow: number };

/** `see` tells whether an id is new, came before with the same content, or came before with another; it grows by doubling. */
export function seenIds(): { see: (id: string, content: Hash, row: number) => Seen } {
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
    see: (id, content, row) => {
      const key: Hash = { high: 0x9e3779b9, low: 0x85ebca6b };
      hashInto(key, id);
      const at = find(slots, key.high, key.low);
      if (slots[at + 4] !== 0) return slots[at + 2] === content.high && slots[at + 3] === content.low ? 'same' : { firstRow: slots[at + 4]! };
      slots.set([key.high, key.low, content.high, content.low, row], at);
      count += 1;
      if (count * width * 10 > slots.length * 7) grow();
      return 'new';
    },
  };
}
