// The policy, the charters that delegate under it, and how teams work (APR-01, APR-07, CHG-04).
import { z } from 'zod';
import { ChangeType, Impact, Outcome, Tier } from './change.ts';
import { command, query } from './define.ts';
import { Count, Day, Line, May, Prose, Receipt, Ref } from './values.ts';

/** Who may authorise a change (APR-01), from the least to the strictest. */
export const Authority = z.enum(['automatic', 'peer', 'team-lead', 'change-manager', 'cab', 'cab-and-executive']);
export type Authority = z.output<typeof Authority>;
/** What a proposed policy answers to (APR-07). */
export const policyCauses = ['finding', 'pir', 'regulation', 'metric'] as const;
export const PolicyCause = z.enum(policyCauses);
export type PolicyCause = z.output<typeof PolicyCause>;
/** A row of the matrix; what it leaves out matches everything. */
export const MatrixRow = z.object({ type: ChangeType.optional(), tier: Tier.optional(), impact: Impact.optional(), environment: z.string().optional(), serviceTier: z.number().int().optional(), authority: Authority });
export type MatrixRow = z.output<typeof MatrixRow>;
/** A whole policy as data; the rule checks it setting by setting and says what is wrong where. */
export const PolicyText = z.looseObject({ version: z.string().max(200) });
export type PolicyText = z.output<typeof PolicyText>;

const Who = z.object({ id: z.string(), name: z.string(), at: z.string() });
export const PolicyVersion = z.object({
  /** Empty for the default that stands where nothing was ever put in force. */
  id: z.string(), version: z.string(), state: z.enum(['default', 'proposed', 'in-force', 'superseded', 'withdrawn']), document: PolicyText,
  cause: PolicyCause.nullable(), reference: z.string(), reason: z.string(), proposed: Who.nullable(), signatures: z.array(Who), activeAt: z.string().nullable(), withdrawn: Who.extend({ reason: z.string() }).nullable(),
  /** Another version was put in force apart, without either having seen the other; the trail's order says which one counts. */
  lostTo: z.string().nullable(), maySign: May, mayWithdraw: May,
});
export type PolicyVersion = z.output<typeof PolicyVersion>;
const Problem = z.object({ at: z.string(), problem: z.string() });

const Tally = z.object({ changes: Count, completed: Count, failed: Count });
export const PolicyReplay = z.object({
  from: z.string(), changes: Count, rerouted: Count, routes: z.array(z.object({ authority: Authority, before: Tally, after: Tally })), moves: z.array(Tally.extend({ from: Authority, to: Authority })),
  rows: z.array(z.object({ id: z.string(), number: z.string(), title: z.string(), outcome: Outcome.nullable(), from: Authority, to: Authority, tierBefore: Tier.nullable(), tierAfter: Tier.nullable() })),
});
export type PolicyReplay = z.output<typeof PolicyReplay>;

/** Why a change goes where it goes; `code` names the reason, the rest is what it speaks of. */
export const RouteBecause = z.object({ code: z.enum(['row', 'no-row', 'undelegated', 'no-lead', 'delegated', 'expired', 'profile', 'model', 'model-authority']), team: z.string().optional(), until: z.string().optional(), name: z.string().optional(), profile: z.string().optional(), model: z.string().optional(), version: Count.optional(), decision: z.string().optional() });
export type RouteBecause = z.output<typeof RouteBecause>;
export const RouteAnswer = z.object({ authority: Authority, row: MatrixRow.nullable(), because: RouteBecause });
export type RouteAnswer = z.output<typeof RouteAnswer>;

export const CharterRow = z.object({
  id: z.string(), team: z.string(), members: z.array(z.object({ id: z.string(), name: z.string() })), lead: z.object({ id: z.string(), name: z.string() }).nullable(), tiers: z.array(Tier), services: z.array(z.string()), environments: z.array(z.string()),
  from: z.string(), until: z.string(), state: z.enum(['coming', 'running', 'expired', 'ended']), by: z.string(), at: z.string(), ended: Who.extend({ reason: z.string() }).nullable(), mayEnd: May,
});
export type CharterRow = z.output<typeof CharterRow>;

/** CHG-04: what a team answers about itself, each from 1 to 5. */
export const profileQuestions = ['testAutomation', 'observability', 'rollbackAutomation', 'traceability', 'incidentPerformance'] as const;
export type ProfileQuestion = (typeof profileQuestions)[number];
export const operatingProfiles = ['plan-driven', 'hybrid', 'continuous'] as const;
export const OperatingProfile = z.enum(operatingProfiles);
export type OperatingProfile = z.output<typeof OperatingProfile>;
const Answer = z.number().int().min(1).max(5);
const Answers = z.strictObject({ testAutomation: Answer, observability: Answer, rollbackAutomation: Answer, traceability: Answer, incidentPerformance: Answer });
/** Of twelve months; `rate` in basis points, null where nothing was completed. */
const Failures = z.object({ completed: Count, failed: Count, rate: Count.nullable() });
export const ProfileRow = z.object({
  id: z.string(), about: z.enum(['team', 'service']), name: z.string(), answers: Answers, /** In hundredths. */ average: Count, perMonth: Count, chosen: OperatingProfile, recommended: OperatingProfile, /** What today's failure rate recommends. */ recommendedNow: OperatingProfile,
  failures: Failures, reason: z.string(), owner: z.string(), by: z.string(), at: z.string(), reviewAt: z.string(), review: z.array(z.enum(['due', 'recommendation'])),
  /** What was scored apart and lost to this. */
  also: z.array(z.object({ chosen: OperatingProfile, by: z.string(), at: z.string() })),
});
export type ProfileRow = z.output<typeof ProfileRow>;

const Asking = { policy: Ref.optional().describe('version to ask; the one in force when absent'), document: PolicyText.optional().describe('a policy that is not proposed yet') };
export const policies = {
  'policy.list': query('The policy values in force.', z.strictObject({}), z.object({ version: z.string(), rows: z.array(z.object({ rule: z.string(), name: z.string(), value: z.string() })), /** Words of the root in force, and of those it took over from. */ root: z.object({ words: z.string(), was: z.array(z.string()) }) }), ['person']),
  'policy.show': query('The policy in force, or one version of it.', z.strictObject({ policy: Ref.optional() }), PolicyVersion, ['policy', 'person']),
  'policy.versions': query('Versions of the policy, the latest first, with their signatures.', z.strictObject({}), z.object({ rows: z.array(PolicyVersion), mayPropose: May }), ['policy', 'person']),
  'policy.check': query('What is wrong in a policy before it is proposed: values, sums, gaps, contradictions, and who would be locked out.', z.strictObject({ document: PolicyText }), z.object({ problems: z.array(Problem) }), ['policy', 'person']),
  'policy.route': query('Who would authorise a change, and which row of the matrix says so.',
    z.strictObject({ ...Asking, type: ChangeType.default('normal'), tier: Tier.nullable().default(null), impact: Impact.nullable().default(null), environment: z.string().max(100).default('production'), serviceTier: z.number().int().min(1).max(9).nullable().default(null) }),
    RouteAnswer.extend({ /** Place of the row in the matrix that was asked; null where none matches. */ index: Count.nullable() }), ['policy']),
  'policy.replay': query('What a policy would have done with the changes of the last twelve months: routes before and after, with their failure rates.',
    z.strictObject({ ...Asking, shown: z.number().int().min(0).max(500).default(100) }), PolicyReplay, ['policy', 'change']),
  'policy.propose': command('Proposes a whole policy with the cause it answers to (APR-07).', z.strictObject({ document: PolicyText, cause: PolicyCause, reference: Line, reason: Prose.default('') }), Receipt),
  'policy.sign': command('Signs a proposed policy; the second person puts it in force.', z.strictObject({ policy: Ref }), Receipt.extend({ isInForce: z.boolean() })),
  'policy.withdraw': command('Takes back a policy that is not in force yet.', z.strictObject({ policy: Ref, reason: Line }), Receipt),
  'charter.list': query('Charters that delegate authority to teams.', z.strictObject({}), z.object({ rows: z.array(CharterRow), mayGrant: May }), ['policy', 'person']),
  'charter.grant': command('Lets the people of a team authorise among themselves, within limits, until a day (APR-01).',
    z.strictObject({ team: Line, members: z.array(Ref).min(1).max(200), lead: Ref.nullable().default(null), tiers: z.array(Tier).max(4).default(['low']), services: z.array(Line).max(100).default([]), environments: z.array(Line).max(20).default([]), from: Day.optional(), until: Day }), Receipt),
  'charter.end': command('Ends a charter before its day.', z.strictObject({ charter: Ref, reason: Line }), Receipt),
  'profile.list': query('How teams and services work, what their answers recommend, and which are to be reviewed.', z.strictObject({}), z.object({ rows: z.array(ProfileRow), mayScore: May }), ['policy', 'change', 'person']),
  'profile.recommend': query('What answers recommend, before they are written.', z.strictObject({ about: z.enum(['team', 'service']).default('team'), name: Line, answers: Answers }), z.object({ average: Count, failures: Failures, recommended: OperatingProfile }), ['policy', 'change']),
  'profile.score': command('Writes how a team or a service works, and the profile that was chosen (CHG-04).',
    z.strictObject({ about: z.enum(['team', 'service']).default('team'), name: Line, answers: Answers, perMonth: z.number().int().min(0).max(1_000_000).describe('deployments a month'), chosen: OperatingProfile.nullable().default(null), reason: Prose.default(''), owner: Ref.nullable().default(null) }), Receipt.extend({ recommended: OperatingProfile, chosen: OperatingProfile })),
};
