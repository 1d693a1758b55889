import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { encodeBytes } from '../../src-main/trail/canonical.ts';
import { parseEnvelope } from '../../src-main/trail/envelope.ts';
import { verifierFor } from '../../src-main/trail/keys.ts';
import { verifyTrail } from '../../src-main/trail/verify.ts';
import { aTrail, feeds, founded, hexOf, keys, sourceOf, trustedRoot } from './trail-in-memory.ts';
import { sha256 } from '../../src-main/trail/hashes.ts';

// Ratios, never seconds: both sides are timed in turn on the same machine, and the best of several rounds counts.
async function bestRatio(rounds: number, work: () => Promise<unknown>, measure: () => void): Promise<number> {
  let [best, yardstick] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (let i = 0; i < rounds; i += 1) {
    const start = performance.now();
    await work();
    const between = performance.now();
    measure();
    best = Math.min(best, between - start);
    yardstick = Math.min(yardstick, performance.now() - between);
  }
  return best / yardstick;
}

describe('cost of a verification', () => {
  it('fast costs at most six times the bare hashing of each event, in bulk commits', async () => {
    const { trail, append } = founded();
    for (let i = 0; i < 40; i += 1) {
      append(keys.a, Array.from({ length: 250 }, (_, k) => ({ t: 'change.imported', s: `change:0b0f6e9e-6d0f-4f1f-9a35-${i}-${k}`, d: { number: `C-A1-${i * 250 + k}`, import: '0b0f6e9e-6d0f-4f1f-9a35-3f8e0a4f7c11', risk: 'Low', impact: 'Medium', kind: 'normal', plannedStartAt: '2026-01-15T10:00:00.000Z', plannedEndAt: '2026-01-15T12:00:00.000Z', rev: hexOf(sha256(`${i} ${k}`)) } })));
    }
    const events = trail.rows.get(feeds.a)!.flatMap((row) => parseEnvelope(row.env).events.map(encodeBytes));
    const ratio = await bestRatio(7, () => verifyTrail(sourceOf(trail), { depth: 'fast', trustedRoot }), () => { for (const bytes of events) createHash('sha256').update('gavel-event\n').update(bytes).digest(); });
    expect(ratio).toBeLessThan(6);
  });

  it('deep costs at most two and a half times the bare checks of its signatures', async () => {
    const trail = aTrail(1000);
    const signed = [feeds.a, feeds.b].flatMap((feed) => trail.rows.get(feed)!.map((row) => ({ verifies: feed === feeds.a ? keys.a : keys.b, row })));
    const verifiers = new Map([keys.a, keys.b].map((pair) => [pair, verifierFor(pair.publicKey)]));
    const acts = 1000 / 7;
    const ratio = await bestRatio(3, () => verifyTrail(sourceOf(trail), { depth: 'deep', trustedRoot }), () => {
      for (const { verifies, row } of signed) verifiers.get(verifies)!(row.hash, row.sig);
      for (let i = 0; i < acts; i += 1) verifiers.get(keys.a)!(signed[i]!.row.hash, signed[i]!.row.sig);
    });
    expect(ratio).toBeLessThan(2.5);
  });
});
