// The score of a change from what is known about it, factor by factor (RISK-03; design, section 9, risk points). What nobody has said counts as the worst.
import { impactLevels, tiers } from '#contract/change.ts';
import type { Tier } from '#contract/change.ts';
import type { Reversibility, Sensitivity } from '#contract/risk.ts';
import { Temporal } from 'temporal-polyfill';
import { judgeRehearsal, latestRehearsal } from './backout-judged.ts';
import { coverageCredit } from './coverage-credit.ts';
import type { Dossier } from './dossier.ts';
import type { PolicyDocument } from './policy-document.ts';
import { questions } from './questionnaire.ts';
import type { FactorId, ManualTier, Points, Said } from './risk.ts';
import { factorIds } from './risk.ts';
import { peakIn } from './service-level.ts';

export type Impact = (typeof impactLevels)[number];
/** `points` of at most `most`; `because` says which facts gave them. The credit of a coverage report is a factor that takes points off (RISK-07). */
export type Factor = { id: FactorId | 'credit'; label: string; points: number; most: number; because: string };
/** The rule that decided on the tier. `computed` is the tier by points. */
export type Deciding = { rule: 'points' | 'raised' | 'lowered'; said: string };
export type Score = { score: number; tier: Tier; computed: Tier; factors: Factor[]; deciding: Deciding };

/** A share between 0 and 1 as a fraction of whole numbers, so that every machine rounds alike. */
type Share = { of: number; from: number };
type Told = Share & { because: string };
const whole = (because: string): Told => ({ of: 1, from: 1, because });
/** A weight times a share, rounded half up. */
const pointsOf = (weight: number, { of, from }: Share): number => Math.floor((2 * weight * Math.min(Math.max(of, 0), from) + from) / (2 * from));
const isMore = (a: Share, b: Share): boolean => a.of * b.from > b.of * a.from;
const counted = (n: number, one: string): string => `${n} ${n === 1 ? one : `${one}s`}`;
const figure = (n: number): string => String(n).replace(/\B(?=(\d{3})+$)/g, '\u00a0');
const words: Record<Tier, string> = { low: 'Low', medium: 'Medium', high: 'High', critical: 'Critical' };
export const tierWord = (tier: Tier): string => words[tier];
export const rankOf = (tier: Tier): number => tiers.indexOf(tier);

/** RISK-03: the tier of a score of 0–100. */
export const tierOfScore = (score: number, bands: PolicyDocument['tiers']): Tier => (score >= bands.critical ? 'critical' : score >= bands.high ? 'high' : score >= bands.medium ? 'medium' : 'low');

const bySensitivity: Record<Sensitivity, Impact> = { public: 'low', internal: 'low', confidential: 'medium', restricted: 'high' };
/** RISK-01: the highest criterion decides and is named. A service that no register knows cannot be a criterion. */
export function impactOf({ sensitivity, users, serviceTier }: { sensitivity: Sensitivity; users: number; serviceTier: number | null }, policy: PolicyDocument): { level: Impact; because: string } {
  const { highUsers, mediumUsers } = policy.impact;
  const criteria: [Impact, string][] = [
    [bySensitivity[sensitivity], `data sensitivity is ${sensitivity}`],
    [users >= highUsers ? 'high' : users >= mediumUsers ? 'medium' : 'low', `${figure(users)} ${users === 1 ? 'user' : 'users'} affected`],
    ...(serviceTier === null ? [] : [[serviceTier <= 1 ? 'high' : serviceTier === 2 ? 'medium' : 'low', `tier ${serviceTier} service`] satisfies [Impact, string]]),
  ];
  const level = impactLevels.findLast((known) => criteria.some(([of]) => of === known))!;
  return { level, because: criteria.filter(([of]) => of === level).map(([, because]) => because).join(', ') };
}

/** The impact of a change as it is classified; null while nobody has. */
export const classifiedImpact = ({ risk, service, policy }: Dossier): { level: Impact; because: string } | null =>
  (risk?.classification ? impactOf({ ...risk.classification.value, serviceTier: service?.tier ?? null }, policy) : null);

function impactShare(dossier: Dossier): Told {
  const impact = classifiedImpact(dossier);
  if (impact === null) return whole('Not classified yet: counts as High');
  return { of: dossier.policy.curves.impact[impact.level], from: 100, because: `${impact.level === 'low' ? 'Low' : impact.level === 'medium' ? 'Medium' : 'High'}: ${impact.because}` };
}

/** Half for items, half for services; what depends on them directly is counted. */
function scopeShare({ reach, policy: { curves } }: Pick<Dossier, 'reach' | 'policy'>): Told {
  const items = Math.min(reach.items, curves.items);
  const services = Math.min(reach.services, curves.services);
  return { of: items * curves.services + services * curves.items, from: 2 * curves.items * curves.services, because: `${counted(reach.items, 'item')}, ${counted(reach.services, 'service')}` };
}

/** How much an answer counts, in percent: unknown, open, and a yes of which nobody said what remains are all the worst answer (RISK-02). */
export const answerPercent = (said: Said | undefined, { curves }: PolicyDocument): number => {
  if (said === undefined || said.answer === 'unknown') return 100;
  if (said.answer !== 'yes') return 0;
  return said.residual === null ? 100 : curves.residual[said.residual];
};
const saidTo = ({ risk }: Pick<Dossier, 'risk'>, id: string): Said | undefined => risk?.answers[id]?.value;

function complexityShare(dossier: Dossier): Told {
  const all = questions.map(({ id }) => saidTo(dossier, id));
  const of = all.reduce((sum, said) => sum + answerPercent(said, dossier.policy), 0);
  const [yes, unknown, open] = [all.filter((said) => said?.answer === 'yes').length, all.filter((said) => said?.answer === 'unknown').length, all.filter((said) => said === undefined).length];
  const parts = [[yes, `${yes} yes`], [unknown, `${unknown} unknown`], [open, `${open} open`]] as const;
  const told = parts.filter(([n]) => n > 0).map(([, word]) => word);
  return { of, from: 100 * questions.length, because: `${told.length === 0 ? 'No risk' : told.join(', ')} of ${questions.length} questions` };
}

const historyShare = ({ history: { runs, failures } }: Dossier): Told => ({ of: failures + 1, from: runs + 2, because: runs === 0 ? 'No comparable change was completed yet' : `${failures} of ${counted(runs, 'comparable change')} failed` });

export const reversibilityWords: Record<Reversibility, string> = {
  automatic: 'Taken back automatically, rehearsed', rehearsed: 'Backout rehearsed', written: 'Backout written, not rehearsed', none: 'No way back after some point',
};
/** What is said of the way back, as far as plan, register and rehearsals bear it out: a rehearsal on record that does not hold outweighs a word. */
export function reversibilityOf(dossier: Pick<Dossier, 'risk' | 'change' | 'service' | 'policy' | 'backout'>, now: string): { value: Reversibility; because: string } {
  const { risk, change, service, backout } = dossier;
  const said = risk?.reversibility?.value;
  if (change.fields.backoutPlan.trim() === '') return { value: 'none', because: 'There is no backout plan' };
  if (said === undefined) return { value: 'none', because: 'Not said yet: counts as no way back' };
  const rehearsal = latestRehearsal(backout);
  if ((said === 'automatic' || said === 'rehearsed') && rehearsal && judgeRehearsal(rehearsal, dossier, now) !== 'passed') return { value: 'written', because: 'The rehearsal on record does not hold; counts as not rehearsed' };
  if (said === 'automatic' && service?.hasAutomaticRollback === false) return { value: 'rehearsed', because: `${service.name} has no automatic rollback; counts as rehearsed` };
  return { value: said, because: reversibilityWords[said] };
}
function reversibilityShare(dossier: Dossier, now: string): Told {
  const { value, because } = reversibilityOf(dossier, now);
  return { of: dossier.policy.curves.reversibility[value], from: 100, because };
}

/** Whole minutes from one instant to another; null where one of them is none: another device may have written a day that is in no calendar. */
function minutesBetween(from: string, to: string): number | null {
  try {
    return Math.trunc((Temporal.Instant.from(to).epochMilliseconds - Temporal.Instant.from(from).epochMilliseconds) / 60_000);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return null;
  }
}
const said = (minutes: number): string => (minutes < 60 ? counted(minutes, 'minute') : minutes < 48 * 60 ? counted(Math.floor(minutes / 60), 'hour') : counted(Math.floor(minutes / 1440), 'day'));

/** The nearest freeze that is not over: the window lies in it, or it begins within the hours that count. */
function freezeShare(freezes: Dossier['load']['freezes'], { from, to, most }: { from: string; to: string; most: number }): Told | null {
  for (const { title, startsAt } of freezes.filter(({ endsAt }) => endsAt > from).toSorted((a, b) => (a.startsAt < b.startsAt ? -1 : a.startsAt > b.startsAt ? 1 : 0))) {
    const minutes = startsAt <= to ? 0 : minutesBetween(to, startsAt);
    if (minutes === null) continue;
    if (minutes >= most) return null;
    return { of: most - minutes, from: most, because: minutes === 0 ? `Inside the freeze ${title}` : `${said(minutes)} before the freeze ${title}` };
  }
  return null;
}
/** What the service usually carries in the window, of what it carries at most (CAL-04); nothing where operations gave no profile. */
export function peakLoad({ change: { fields }, level: { level } }: Pick<Dossier, 'change' | 'level'>, now: string): { users: number; peak: number } | null {
  const activity = level?.activity?.value;
  const startsAt = fields.plannedStartAt ?? now;
  return activity ? peakIn(activity, { startsAt, endsAt: fields.plannedEndAt ?? startsAt }) : null;
}
function peakShare(dossier: Dossier, now: string): Told | null {
  const load = peakLoad(dossier, now);
  return load === null || load.users === 0 ? null : { of: load.users, from: load.peak, because: `Up to ${figure(load.users)} of ${figure(load.peak)} users of the busiest hour` };
}
/** The largest of freeze, share of the peak load, and other risky changes (design, section 9). Without a planned window a change counts as one that happens now. */
function loadShare(dossier: Dossier, now: string): Told {
  const { change, load, policy: { curves } } = dossier;
  const from = change.fields.plannedStartAt ?? now;
  const freeze = freezeShare(load.freezes, { from, to: change.fields.plannedEndAt ?? from, most: curves.freezeHours * 60 });
  const others: Told = { of: Math.min(load.others, curves.others), from: curves.others, because: `${load.others >= curves.others ? `${curves.others} or more` : load.others} other High or Critical ${load.others === 1 ? 'change' : 'changes'} in the window` };
  const known = [freeze, peakShare(dossier, now), others].filter((share) => share !== null);
  const largest = known.reduce((most, share) => (isMore(share, most) ? share : most));
  return largest.of > 0 ? largest : { ...largest, because: 'No freeze near, no other High or Critical change in the window' };
}

const labels: Record<FactorId, string> = { impact: 'Impact', scope: 'Scope', complexity: 'Complexity', history: 'Historical failure', reversibility: 'Reversibility', load: 'Schedule and load' };

/** RISK-03: a lowered tier holds for the scope it was set for and for no higher risk than was known then; a raised one holds until it is set anew. */
export function tierThatHolds(computed: Tier, manual: ManualTier | null, scope: string): { tier: Tier; rule: Deciding['rule'] } {
  if (manual === null || manual.tier === computed) return { tier: computed, rule: 'points' };
  if (rankOf(manual.tier) > rankOf(computed)) return { tier: manual.tier, rule: 'raised' };
  const holds = rankOf(manual.tier) < rankOf(manual.from) && manual.scope === scope && rankOf(computed) <= rankOf(manual.from);
  return holds ? { tier: manual.tier, rule: 'lowered' } : { tier: computed, rule: 'points' };
}

function decidingOf(computed: Tier, dossier: Dossier): Pick<Score, 'tier' | 'deciding'> {
  const { tiers: bands, version } = dossier.policy;
  const manual = dossier.risk?.manual?.value ?? null;
  const { tier, rule } = tierThatHolds(computed, manual, dossier.scope);
  const byPoints = computed === 'low' ? `${words.low} is below ${bands.medium} of 100 (policy ${version})` : `${words[computed]} begins at ${bands[computed]} of 100 (policy ${version})`;
  if (rule === 'points' || manual === null) return { tier, deciding: { rule: 'points', said: byPoints } };
  return { tier, deciding: { rule, said: `${rule === 'raised' ? 'Raised' : 'Lowered'} by hand from ${words[computed]} to ${words[tier]}${manual.reason === '' ? '' : `: ${manual.reason}`}` } };
}

/** RISK-07: a line of its own while a report gives a credit, so that the parts still add up; no score falls below 0. */
function creditLine(gross: number, dossier: Dossier, now: string): Factor[] {
  const { points, report } = coverageCredit(dossier, now);
  if (points === 0 || report === null || gross === 0) return [];
  return [{ id: 'credit', label: 'Coverage credit', points: -Math.min(points, gross), most: 0, because: `${Math.trunc(report.lines / 100)} % of lines covered, no test failed, for ${(report.commit ?? '').slice(0, 12)}` }];
}

/**
 * RISK-03: the score of a change (0–100) and its parts, which add up to it. `now` (UTC) stands in for a window that nobody has planned. Pure: the same dossier and instant
 * give the same points on every machine.
 */
export function scoreOf(dossier: Dossier, now: string): Score {
  const shares: Record<FactorId, Told> = {
    impact: impactShare(dossier), scope: scopeShare(dossier), complexity: complexityShare(dossier), history: historyShare(dossier), reversibility: reversibilityShare(dossier, now), load: loadShare(dossier, now),
  };
  const factors = factorIds.map((id): Factor => ({ id, label: labels[id], points: pointsOf(dossier.policy.weights[id], shares[id]), most: dossier.policy.weights[id], because: shares[id].because }));
  const gross = factors.reduce((sum, { points }) => sum + points, 0);
  const credit = creditLine(gross, dossier, now);
  const score = gross + credit.reduce((sum, { points }) => sum + points, 0);
  const computed = tierOfScore(score, dossier.policy.tiers);
  return { score, computed, factors: [...factors, ...credit], ...decidingOf(computed, dossier) };
}

export const pointsIn = (factors: readonly Factor[]): Points => Object.fromEntries(factors.filter(({ id }) => id !== 'credit').map(({ id, points }) => [id, points])) as Points;

export type KnownOfImpact = { level: Impact | null; serviceTier: number | null; reach: Dossier['reach'] };
/** Points for a score that was found out elsewhere: impact and scope as far as the record and the register know them, the rest of it as likelihood. */
export function pointsOfScore(score: number, { level: recorded, serviceTier, reach }: KnownOfImpact, policy: PolicyDocument): Points {
  const { weights, curves } = policy;
  const level = recorded ?? (serviceTier === 1 ? 'high' : serviceTier === 2 ? 'medium' : 'low');
  const impact = Math.min(score, pointsOf(weights.impact, { of: curves.impact[level], from: 100 }));
  const scope = Math.min(score - impact, pointsOf(weights.scope, scopeShare({ reach, policy })));
  // Which of the others they are matters to nobody: the map adds them up.
  return { impact, scope, complexity: score - impact - scope, history: 0, reversibility: 0, load: 0 };
}

/** The place on the heat map, each 1 to 5: impact from what the change hits (impact, scope), likelihood from how it may go wrong (everything else). */
export function heatOf(points: Points, weights: PolicyDocument['weights']): { impact: number; likelihood: number } {
  const levelOf = (ids: readonly FactorId[]): number => {
    const most = ids.reduce((sum, id) => sum + weights[id], 0);
    const have = ids.reduce((sum, id) => sum + points[id], 0);
    return most === 0 ? 1 : Math.min(5, 1 + Math.floor((5 * have) / most));
  };
  return { impact: levelOf(['impact', 'scope']), likelihood: levelOf(['complexity', 'history', 'reversibility', 'load']) };
}
/** The tier in the middle of a cell. */
export function tierOfCell({ impact, likelihood }: { impact: number; likelihood: number }, { weights, tiers: bands }: PolicyDocument): Tier {
  const hit = weights.impact + weights.scope;
  return tierOfScore(Math.round((hit * (2 * impact - 1) + (100 - hit) * (2 * likelihood - 1)) / 10), bands);
}

/** RISK-03: a release scores as its riskiest member and 2 for each dependency inside it, at most 100. */
export const releaseScore = (members: readonly number[], dependencies: number): number => (members.length === 0 ? 0 : Math.min(100, Math.max(...members) + 2 * dependencies));
