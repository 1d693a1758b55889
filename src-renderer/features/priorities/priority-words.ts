// Prioritisation in words.
import type { FactorName } from '#contract/ranking.ts';

export const factorWords: Record<FactorName, string> = { roi: 'Return', impact: 'Impact', deadline: 'Deadline', value: 'Value', risk: 'Risk' };
/** Basis points as percent; undefined where nothing was spent. */
export const roiWord = (basisPoints: number | null): string => (basisPoints === null ? 'undefined' : `${basisPoints < 0 ? '−' : ''}${Math.round(Math.abs(basisPoints) / 100)} %`);
export const scoreWord = (hundredths: number): string => (hundredths / 100).toFixed(1);
