// Taking times: ours and the floor in turns in the same run, so that a slow moment of the machine hits both.

/** `bar` is what the ratio must reach: at most `atMost` times the floor's time, or at least `atLeast` of the floor's rate. */
export type Bar = { atMost: number } | { atLeast: number };
export type Result = { id: string; what: string; ours: string; floor: string; ratio: number; bar: Bar; note?: string };
export type Skipped = { id: string; what: string; skipped: string };

/** Milliseconds of one act. */
export async function timeOf(act: () => unknown): Promise<number> {
  const from = performance.now();
  await act();
  return performance.now() - from;
}

/** Times of two acts in turns, in milliseconds; the first `warm` rounds do not count. */
export async function inTurns(rounds: number, ours: (round: number) => unknown, floor: (round: number) => unknown, warm = 3): Promise<{ ours: number[]; floor: number[] }> {
  const taken = { ours: [] as number[], floor: [] as number[] };
  for (let round = 0; round < rounds + warm; round += 1) {
    const a = await timeOf(() => ours(round));
    const b = await timeOf(() => floor(round));
    if (round >= warm) { taken.ours.push(a); taken.floor.push(b); }
  }
  return taken;
}

/** The value below which a share `p` of the values lie. */
export function percentile(values: readonly number[], p: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * p))]!;
}
export const median = (values: readonly number[]): number => percentile(values, 0.5);

export const ms = (value: number): string => (value >= 1000 ? `${(value / 1000).toFixed(2)} s` : `${value.toFixed(value < 10 ? 2 : 1)} ms`);
export const perSecond = (value: number, of: string): string => `${Math.round(value).toLocaleString('en-GB')} ${of}/s`;
export const isReached = ({ ratio, bar }: Result): boolean => ('atMost' in bar ? ratio <= bar.atMost : ratio >= bar.atLeast);
export const barText = (bar: Bar): string => ('atMost' in bar ? `≤ ${bar.atMost} ×` : `≥ ${Math.round(bar.atLeast * 100)} %`);
