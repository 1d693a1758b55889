// Whether weights and tiers make sense, before a policy with them is saved (RISK-03).
import { tiers } from '#contract/change.ts';
import type { Tier } from '#contract/change.ts';
import type { PolicyDocument } from './policy-document.ts';
import { factorIds } from './risk.ts';
import { factorLabel, tierWord } from './risk-score.ts';
import type { Refused } from './verdict.ts';
import { refuse } from './verdict.ts';

const isScore = (value: number): boolean => Number.isInteger(value) && value >= 0 && value <= 100;

/** RISK-03: every factor has a whole weight, and all of them add up to 100. */
export function refuseWeights(weights: PolicyDocument['weights']): Refused | null {
  const wrong = factorIds.find((id) => !isScore(weights[id]));
  if (wrong !== undefined) return refuse('weights_not_whole', { weight: factorLabel(wrong), value: weights[wrong] }, { field: `weights.${wrong}` });
  const sum = factorIds.reduce((all, id) => all + weights[id], 0);
  return sum === 100 ? null : refuse('weights_sum', { sum }, { field: 'weights' });
}

/** Scores from `from` to `to`, both included. */
export type Band = { tier: Tier; from: number; to: number };
const spanOf = (from: number, to: number): string => (from === to ? String(from) : `${from} to ${to}`);

/** RISK-03: the bands cover every score from 0 to 100 once, in the order of the tiers. */
export function refuseBands(bands: readonly Band[]): Refused | null {
  const wrong = bands.find(({ from, to }) => !isScore(from) || !isScore(to) || from > to);
  if (wrong) return refuse('tier_not_whole', { tier: tierWord(wrong.tier), from: wrong.from, to: wrong.to }, { field: `tiers.${wrong.tier}` });
  let next = 0;
  let before: Band | null = null;
  for (const tier of tiers) {
    const band = bands.find((known) => known.tier === tier);
    if (!band) return refuse('tier_gap', { scores: `the tier ${tierWord(tier)}` }, { field: `tiers.${tier}` });
    if (band.from > next) return refuse('tier_gap', { scores: spanOf(next, band.from - 1) }, { field: `tiers.${tier}` });
    if (band.from < next) return refuse('tier_overlap', { tiers: `${tierWord(before?.tier ?? tier)} and ${tierWord(tier)}`, scores: spanOf(band.from, Math.min(next - 1, band.to)) }, { field: `tiers.${tier}` });
    next = band.to + 1;
    before = band;
  }
  return next === 101 ? null : refuse('tier_gap', { scores: spanOf(next, 100) }, { field: 'tiers.critical' });
}

/** The bands that begin at these scores. */
export const bandsOf = ({ medium, high, critical }: PolicyDocument['tiers']): Band[] =>
  [{ tier: 'low', from: 0, to: medium - 1 }, { tier: 'medium', from: medium, to: high - 1 }, { tier: 'high', from: high, to: critical - 1 }, { tier: 'critical', from: critical, to: 100 }];
/** RISK-03: thresholds as a policy holds them: each tier has scores of its own. */
export const refuseThresholds = (thresholds: PolicyDocument['tiers']): Refused | null => refuseBands(bandsOf(thresholds));
