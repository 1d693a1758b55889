// The last verification made in this window. It is a statement with a time, never a light that stays green by itself.
import { create } from 'zustand';
import type { Output } from '#contract/index.ts';

export type TrailReport = Output<'trail.verify'>;
export const useTrail = create<{ report: TrailReport | null; at: string | null }>(() => ({ report: null, at: null }));
export function rememberReport(report: TrailReport): void {
  useTrail.setState({ report, at: new Date().toISOString() });
}
