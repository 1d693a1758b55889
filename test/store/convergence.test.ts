// Whatever laptops do apart and in whatever order they hear of it, they end alike (trail design, B5 and E).
import { expect, test } from 'vitest';
import { aHistory, startingPoint } from '../support/histories.ts';

test('SYN-02 five hundred random histories of four devices converge, with forks, erasures, revocations and skewed clocks', async () => {
  const start = await startingPoint(4);
  const rounds = Number(process.env['GAVEL_HISTORIES'] ?? 500);
  const sum = { conflicts: 0, forks: 0, settled: 0, erasures: 0, revocations: 0, pending: 0 };
  for (let seed = 1; seed <= rounds; seed += 1) {
    const outcome = aHistory(start, seed);
    expect(outcome.differences, `seed ${seed}`).toEqual([]);
    for (const name of Object.keys(sum) as (keyof typeof sum)[]) sum[name] += outcome[name] > 0 ? 1 : 0;
  }
  // A campaign that met none of these would prove nothing; a short look (`GAVEL_HISTORIES=25`) may.
  if (rounds >= 500) for (const [name, count] of Object.entries(sum)) expect(count, name).toBeGreaterThan(0);
});
