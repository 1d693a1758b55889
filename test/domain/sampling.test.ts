// Samples that anybody draws again: same population, seed, size and method, same sample.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { drawSample, mayDraw, populationText, sharesOf } from '../../src-main/domain/sampling.ts';
import type { Member } from '../../src-main/domain/sampling.ts';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const numberOf = (n: number): string => `C-A1-${String(n).padStart(4, '0')}`;
const tiers = ['critical', 'high', 'low', 'medium'];
const population = (count: number): Member[] => Array.from({ length: count }, (_, i) => ({ number: numberOf(i + 1), stratum: tiers[i % 4]! }));
const all = (members: readonly Member[]): Member[] => members.map(({ number }) => ({ number, stratum: 'all' }));

test('AUD-03 seed 42 and size 25 give the same sample twice, in whatever order the population comes', () => {
  const draw = drawSample(all(population(412)), { size: 25, seed: '42', method: 'random' }, sha256);
  expect(drawSample(all(population(412).toReversed()), { size: 25, seed: '42', method: 'random' }, sha256)).toEqual(draw);
  expect([draw.numbers.length, draw.populationSize, new Set(draw.numbers.map(({ number }) => number)).size]).toEqual([25, 412, 25]);
  expect(drawSample(all(population(412)), { size: 25, seed: '43', method: 'random' }, sha256).numbers).not.toEqual(draw.numbers);
});

test('AUD-03 a stranger draws the same sample with sort and sha256sum, and the digest of the population is that of its file', () => {
  const members = all(population(60));
  const draw = drawSample(members, { size: 7, seed: 'winter', method: 'random' }, sha256);
  const script = 'while read n; do printf "winter\\n%s" "$n" | sha256sum | cut -d" " -f1 | tr "\\n" " "; echo "$n"; done | LC_ALL=C sort | head -7 | cut -d" " -f2 | LC_ALL=C sort';
  const list = populationText(members.map(({ number }) => number));
  expect(execFileSync('sh', ['-c', script], { input: list, encoding: 'utf8' }).trim().split('\n')).toEqual(draw.numbers.map(({ number }) => number));
  expect(execFileSync('sha256sum', { input: list, encoding: 'utf8' }).slice(0, 64)).toBe(draw.populationDigest);
});

test('AUD-03 a systematic sample takes every k-th record from a place the seed gives', () => {
  const { numbers } = drawSample(all(population(100)), { size: 10, seed: '42', method: 'systematic' }, sha256);
  const at = numbers.map(({ number }) => Number(number.slice(-4)));
  expect(new Set(at.map((n) => n % 10)).size).toBe(1);
  expect(new Set(at).size).toBe(10);
});

test('AUD-03 a sample larger than its population, of nothing, or of a period that ends early is refused', () => {
  const period = { from: '2026-10-01', to: '2026-12-31', size: 25 };
  expect(mayDraw(24, period)).toMatchObject({ error: { code: 'sample_too_large', facts: { size: 25, population: 24 } } });
  expect(mayDraw(0, period)).toMatchObject({ error: { code: 'population_empty' } });
  expect(mayDraw(30, { ...period, to: '2026-09-30' })).toMatchObject({ error: { code: 'period_ends_early' } });
  expect(mayDraw(25, period)).toBeNull();
});

test('AUD-03 shares add up to the size, follow the strata, and leave none out while there are enough', () => {
  expect(sharesOf([{ name: 'low', population: 300 }, { name: 'high', population: 100 }, { name: 'critical', population: 4 }], 25)).toEqual([{ name: 'critical', population: 4, drawn: 1 }, { name: 'high', population: 100, drawn: 6 }, { name: 'low', population: 300, drawn: 18 }]);
  const strata = fc.uniqueArray(fc.record({ name: fc.string({ minLength: 1, maxLength: 4 }), population: fc.integer({ min: 1, max: 400 }) }), { selector: ({ name }) => name, minLength: 1, maxLength: 9 });
  fc.assert(fc.property(strata, fc.integer({ min: 1, max: 500 }), (them, wanted) => {
    const total = them.reduce((sum, { population: count }) => sum + count, 0);
    const size = Math.min(wanted, total);
    const shares = sharesOf(them, size);
    expect(shares.reduce((sum, { drawn }) => sum + drawn, 0)).toBe(size);
    for (const { population: count, drawn } of shares) {
      expect(drawn).toBeLessThanOrEqual(count);
      if (size >= them.length) expect(drawn).toBeGreaterThanOrEqual(1);
    }
    expect(sharesOf(them.toReversed(), size)).toEqual(shares);
  }));
});
