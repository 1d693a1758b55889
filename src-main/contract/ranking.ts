// Prioritisation: candidates ranked by visible weights, a line at the capacity, and what to leave for later (REL-06).
import { z } from 'zod';
import { Tier } from './change.ts';
import { command, query } from './define.ts';
import { Count, Day, Line, May, Page, Prose, Receipt, Ref } from './values.ts';

export const candidateKinds = ['feature', 'change', 'release'] as const;
export const factorNames = ['roi', 'impact', 'deadline', 'value', 'risk'] as const;
export type FactorName = (typeof factorNames)[number];
const Id = z.string().min(1).max(64);
const Share = z.number().int().min(0).max(100);
/** Percent of the score that each factor gives; they sum to 100. */
export const Weights = z.strictObject({ roi: Share, impact: Share, deadline: Share, value: Share, risk: Share });
export type Weights = z.output<typeof Weights>;
const Money = z.number().int().min(0).max(1_000_000_000_000);
const Points = z.object({ roi: Count, impact: Count, deadline: Count, value: Count, risk: Count });

export const CandidateRow = z.object({
  id: z.string(), kind: z.enum(candidateKinds), number: z.string().nullable(), name: z.string(), benefit: Count, cost: Count, hours: Count, value: Count, tier: Tier.nullable(), impact: Count.nullable(), dueOn: z.string().nullable(),
  /** Return on investment in basis points (10000 is 100 %); null where the cost is 0, so that it is undefined. */ roi: z.number().nullable(), points: Points, /** Hundredths of 0 to 100. */ score: Count, /** Its place by score alone, from 1. */ rank: Count, /** Hours of it and everything before it. */ sum: Count,
  isBelow: z.boolean(), /** Regulatory work that stands above the line although its score would not carry it there. */ isLifted: z.boolean(), isExcepted: z.boolean(), isProposed: z.boolean(), moved: z.object({ reason: z.string(), by: z.string(), at: z.string() }).nullable(), deferred: z.object({ reason: z.string(), by: z.string(), at: z.string() }).nullable(), /** The rule an exception for it would name. */ rule: z.string(), mayDefer: May,
});
export type CandidateRow = z.output<typeof CandidateRow>;
const On = { ranking: Ref.describe('prioritisation by name or UUID') };
const Candidate = Id.describe('candidate by id, number or name');
export const rankings = {
  'ranking.list': query('Prioritisations.', z.strictObject({ ...Page }), z.object({ rows: z.array(z.object({ id: z.string(), name: z.string(), capacity: Count, hours: Count, candidates: Count, below: Count })), total: Count, next: z.string().nullable(), mayPlan: May }), ['release', 'change', 'policy', 'person']),
  'ranking.show': query('One prioritisation: the order with its scores, the line at the capacity, and what is proposed to be left for later.', z.strictObject(On), z.object({
    id: z.string(), name: z.string(), capacity: Count, weights: Weights, hours: Count, /** Above the line first, then below, then what is deferred. */ rows: z.array(CandidateRow), proposed: z.array(z.string()), /** Regulatory work alone takes more than there is. */ isOver: z.boolean(), mayEdit: May,
  }), ['release', 'change', 'policy', 'person']),
  'ranking.set': command('Begins a prioritisation, or rewrites its name, capacity and weights.', z.strictObject({ ranking: Ref.optional().describe('the one that is rewritten'), name: Line, capacity: z.number().int().min(0).max(1_000_000).describe('hours there are'), weights: Weights.optional() }), Receipt),
  'ranking.setCandidate': command('Takes a feature, change or release in as a candidate, or rewrites one.', z.strictObject({
    ...On, candidate: Candidate.optional().describe('the one that is rewritten'), name: z.string().trim().max(300).default('').describe('of a feature that is no record yet'), record: Ref.optional().describe('change or release it stands for'), benefit: Money, cost: Money, hours: z.number().int().min(0).max(1_000_000), value: z.number().int().min(1).max(5).describe('value for customers from 1 to 5'),
    tier: Tier.nullable().default(null).describe('risk of a feature; records bring their own'), impact: z.number().int().min(0).max(1_000_000_000).nullable().default(null).describe('impact index of a feature or change; releases bring their own'), dueOn: Day.nullable().default(null).describe('regulatory deadline'),
  }), Receipt),
  'ranking.dropCandidate': command('Takes a candidate out.', z.strictObject({ ...On, candidate: Candidate }), Receipt),
  'ranking.move': command('Moves a candidate by hand, with a reason.', z.strictObject({ ...On, candidate: Candidate, before: Candidate.nullable().describe('the one it goes before; null for the end'), reason: Prose.default('') }), Receipt),
  'ranking.defer': command('Leaves a candidate for later.', z.strictObject({ ...On, candidate: Candidate, reason: Prose.default('') }), Receipt),
  'ranking.resume': command('Takes a deferred candidate up again.', z.strictObject({ ...On, candidate: Candidate, reason: Prose.default('') }), Receipt),
};
