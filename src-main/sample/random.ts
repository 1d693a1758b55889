// A seeded generator, so that the same seed gives the same organisation (mulberry32, public domain algorithm by Tommy Ettinger).
export type Random = {
  /** A number in [0, 1). */
  next(): number;
  /** An integer from low to high, both included. */
  between(low: number, high: number): number;
  pick<T>(from: readonly T[]): T;
  chance(p: number): boolean;
  /** A version 4 UUID drawn from this generator; unique enough for an example, never for a real record. */
  uuid(): string;
};

export function seeded(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const between = (low: number, high: number): number => low + Math.floor(next() * (high - low + 1));
  const hex = (digits: number): string => Array.from({ length: digits }, () => between(0, 15).toString(16)).join('');
  return {
    next, between, pick: (from) => from[Math.floor(next() * from.length)]!, chance: (p) => next() < p,
    uuid: () => {
      const word = (): string => Math.floor(next() * 4294967296).toString(16).padStart(8, '0');
      const all = word() + word() + word() + word();
      return `${all.slice(0, 8)}-${all.slice(8, 12)}-4${all.slice(13, 16)}-${'89ab'[between(0, 3)]}${hex(3)}-${all.slice(20, 32)}`;
    },
  };
}
