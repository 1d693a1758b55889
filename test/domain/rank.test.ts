import fc from 'fast-check';
import { expect, it } from 'vitest';
import { rankBetween } from '../../src-main/domain/rank.ts';

it('CAB-03 a rank always falls strictly between its neighbours, however often items move', () => {
  fc.assert(fc.property(fc.array(fc.nat(), { minLength: 1, maxLength: 200 }), (places) => {
    const ranks: string[] = [];
    for (const place of places) {
      const at = place % (ranks.length + 1);
      const rank = rankBetween(ranks[at - 1] ?? null, ranks[at] ?? null);
      ranks.splice(at, 0, rank);
    }
    expect(ranks.toSorted()).toEqual(ranks);
    expect(new Set(ranks).size).toBe(ranks.length);
  }));
});
it('CAB-03 a hundred items put before each other stay apart', () => {
  let first = rankBetween(null, null);
  for (let i = 0; i < 100; i += 1) {
    const next = rankBetween(null, first);
    expect(next < first).toBe(true);
    first = next;
  }
});
