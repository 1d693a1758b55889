import { describe, expect, test } from 'vitest';
import { seenIds } from '../../src-main/formats/seen-ids.ts';

describe('ids seen', () => {
  test('every id of a hundred thousand is found again, with its first row, among others that count up alike', () => {
    const { see } = seenIds();
    const id = (n: number): string => `CHG${String(n).padStart(7, '0')}`;
    for (let n = 1; n <= 100_000; n++) expect(see(id(n), [id(n), 'a', ['x', 'y']], n)).toBe('new');
    for (let n = 1; n <= 100_000; n += 97) {
      expect(see(id(n), [id(n), 'a', ['x', 'y']], 200_000)).toBe('same');
      expect(see(id(n), [id(n), 'b', ['x', 'y']], 200_000)).toEqual({ firstRow: n });
    }
  });

  test('where one cell ends and the next begins makes a difference', () => {
    const { see } = seenIds();
    see('1', ['ab', 'c'], 1);
    expect(see('1', ['a', 'bc'], 2)).toEqual({ firstRow: 1 });
  });
});
