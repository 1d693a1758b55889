// Weights and tiers of a policy: what makes sense, and what is refused by name.
import { expect, test } from 'vitest';
import { defaultPolicy } from '../../src-main/domain/policy-document.ts';
import { bandsOf, refuseBands, refuseThresholds, refuseWeights } from '../../src-main/domain/risk-policy.ts';

const { weights, tiers } = defaultPolicy;

test('RISK-03 the default weights and tiers are as they should be', () => {
  expect([refuseWeights(weights), refuseThresholds(tiers), refuseBands(bandsOf(tiers))]).toEqual([null, null, null]);
});

test.each([[{ ...weights, impact: 31 }, 101], [{ ...weights, load: 0 }, 90]])('RISK-03 weights that do not add up to 100 are refused with their sum', (wrong, sum) => {
  expect(refuseWeights(wrong)).toMatchObject({ error: { code: 'weights_sum', facts: { sum } } });
});

test.each([['history', -1], ['history', 20.5], ['load', Number.NaN], ['impact', 101]] as const)('RISK-03 a weight for %s of %s is refused by name', (id, value) => {
  expect(refuseWeights({ ...weights, [id]: value })).toMatchObject({ error: { code: 'weights_not_whole', where: { field: `weights.${id}` } } });
});

test('RISK-03 a gap between tiers is refused with the scores nobody covers', () => {
  const bands = bandsOf(tiers).map((band) => (band.tier === 'high' ? { ...band, from: 65 } : band));
  expect(refuseBands(bands)).toMatchObject({ error: { code: 'tier_gap', facts: { scores: '60 to 64' } } });
  expect(refuseBands(bandsOf(tiers).map((band) => (band.tier === 'critical' ? { ...band, to: 99 } : band)))).toMatchObject({ error: { code: 'tier_gap', facts: { scores: '100' } } });
  expect(refuseBands(bandsOf(tiers).slice(1))).toMatchObject({ error: { code: 'tier_gap', facts: { scores: 'the tier Low' } } });
});

test('RISK-03 tiers that overlap are refused with both names', () => {
  const bands = bandsOf(tiers).map((band) => (band.tier === 'medium' ? { ...band, to: 61 } : band));
  expect(refuseBands(bands)).toMatchObject({ error: { code: 'tier_overlap', facts: { tiers: 'Medium and High', scores: '60 to 61' } } });
});

test.each([{ medium: 60, high: 30, critical: 80 }, { medium: 0, high: 60, critical: 80 }, { medium: 30, high: 30, critical: 80 }, { medium: 30, high: 60, critical: 101 }, { medium: 30.5, high: 60, critical: 80 }])('RISK-03 thresholds %j leave a tier without scores and are refused', (wrong) => {
  expect(refuseThresholds(wrong)).toMatchObject({ ok: false, error: { code: 'tier_not_whole' } });
});
