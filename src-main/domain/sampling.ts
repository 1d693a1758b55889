// Audit samples that anybody can draw again with sort and sha256sum: a change's rank is the digest of seed and number (AUD-03).
import type { sampleStrata, samplingMethods } from '#contract/audit.ts';
import { refuse } from './verdict.ts';
import type { Refused } from './verdict.ts';

export type Stratum = (typeof sampleStrata)[number];
export type Method = (typeof samplingMethods)[number];
export type Member = { number: string; stratum: string };
export type Drawing = { size: number; seed: string; method: Method };
/** SHA-256 of a text in UTF-8, as lower-case hex. */
type Digest = (text: string) => string;
type Share = { name: string; population: number; drawn: number };
export type Draw = { numbers: Member[]; populationSize: number; populationDigest: string; strata: Share[] };

const inOrder = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
/** The population as a list that `sha256sum` digests: sorted numbers, each ended by a line feed. */
export const populationText = (numbers: readonly string[]): string => numbers.toSorted(inOrder).map((number) => `${number}\n`).join('');

/** Shares by size, whole: what is left goes where most is lacking; each stratum gets at least one while there are enough to go round. */
export function sharesOf(strata: readonly { name: string; population: number }[], size: number): Share[] {
  const total = strata.reduce((sum, { population }) => sum + population, 0);
  const least = size >= strata.length ? 1 : 0;
  const shares = strata.toSorted((a, b) => inOrder(a.name, b.name)).map((one) => { const exact = (size * one.population) / total; return { ...one, exact, drawn: Math.min(one.population, Math.max(least, Math.floor(exact))) }; });
  const most = (of: typeof shares, by: (one: (typeof shares)[number]) => number): (typeof shares)[number] | undefined => of.reduce<(typeof shares)[number] | undefined>((best, one) => (best === undefined || by(one) > by(best) ? one : best), undefined);
  for (let left = size - shares.reduce((sum, { drawn }) => sum + drawn, 0); left !== 0; left -= Math.sign(left)) {
    const next = left > 0 ? most(shares.filter((one) => one.drawn < one.population), (one) => one.exact - one.drawn) : most(shares.filter((one) => one.drawn > least), (one) => one.drawn - one.exact);
    if (!next) break;
    next.drawn += Math.sign(left);
  }
  return shares.map(({ name, population, drawn }) => ({ name, population, drawn }));
}

/** Random: the first by the digest of seed, line feed and number. Systematic: every k-th by number, from a place the seed gives. */
function drawFrom(numbers: readonly string[], size: number, { seed, method }: Pick<Drawing, 'seed' | 'method'>, digest: Digest): string[] {
  if (method === 'random') return numbers.map((number) => ({ number, rank: digest(`${seed}\n${number}`) })).toSorted((a, b) => inOrder(a.rank, b.rank) || inOrder(a.number, b.number)).slice(0, size).map(({ number }) => number).toSorted(inOrder);
  const sorted = numbers.toSorted(inOrder);
  const start = Number.parseInt(digest(seed).slice(0, 8), 16) % sorted.length;
  return Array.from({ length: size }, (_, i) => sorted[(start + Math.floor((i * sorted.length) / size)) % sorted.length]!).toSorted(inOrder);
}

/** AUD-03: the same population, seed, size and method give the same sample, whoever draws it. */
export function drawSample(population: readonly Member[], drawing: Drawing, digest: Digest): Draw {
  const groups = new Map<string, string[]>();
  for (const { number, stratum } of population) groups.set(stratum, [...groups.get(stratum) ?? [], number]);
  const strata = sharesOf([...groups].map(([name, numbers]) => ({ name, population: numbers.length })), drawing.size);
  const numbers = strata.flatMap(({ name, drawn }) => (drawn === 0 ? [] : drawFrom(groups.get(name)!, drawn, drawing, digest).map((number): Member => ({ number, stratum: name }))));
  return { numbers, populationSize: population.length, populationDigest: digest(populationText(population.map(({ number }) => number))), strata };
}

/** AUD-03: a sample is no larger than what it is drawn from. */
export function mayDraw(population: number, { from, to, size }: { from: string; to: string; size: number }): Refused | null {
  if (to < from) return refuse('period_ends_early', { from, to }, { field: 'to' });
  if (population === 0) return refuse('population_empty', { from, to });
  return size > population ? refuse('sample_too_large', { size, population }, { field: 'size' }) : null;
}
