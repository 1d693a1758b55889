// The values a policy sets (capabilities, section 3), as one document: versioned, signed, replayed (APR-07). Rules take it as an argument and never read a default.
import type { ChangeFields, Tier } from '#contract/change.ts';
import { evidenceKinds } from '#contract/evidence.ts';
import type { changeDuties } from '#contract/reviews.ts';
import { reviewKinds } from '#contract/reviews.ts';

/** Who may authorise a change (APR-01), from the least to the strictest. */
export const authorities = ['automatic', 'peer', 'team-lead', 'change-manager', 'cab', 'cab-and-executive'] as const;
export type Authority = (typeof authorities)[number];
/** A row of the approval matrix; what it leaves open matches everything. */
export type MatrixRow = { type?: ChangeFields['type']; tier?: Tier; impact?: 'low' | 'medium' | 'high'; environment?: string; serviceTier?: number; authority: Authority };
export { evidenceKinds, reviewKinds };
export type ReviewKind = (typeof reviewKinds)[number];
export type EvidenceKind = (typeof evidenceKinds)[number];
export type ChangeDuty = (typeof changeDuties)[number];
type ByTier<T> = Record<Tier, T>;

export type PolicyDocument = {
  version: string;
  /** RISK-03: lowest score of each tier above Low, 0–100. */
  tiers: { medium: number; high: number; critical: number };
  /** RISK-03: the most points each factor gives; they sum to 100. */
  weights: { impact: number; scope: number; complexity: number; history: number; reversibility: number; load: number };
  /**
   * RISK-03: the curves of the factors. Shares in percent of a factor's weight; `items` and `services`: how many of them give the whole of their half;
   * `freezeHours`: from how long before a freeze the load counts, `others`: how many other High or Critical changes in the window give all of it, `runs`: how many comparable changes count.
   */
  curves: {
    impact: { low: number; medium: number; high: number }; items: number; services: number; residual: { low: number; medium: number; high: number };
    reversibility: { automatic: number; rehearsed: number; written: number; none: number }; freezeHours: number; others: number; runs: number;
  };
  /** RISK-01: users from which the impact is at least of this level. */
  impact: { highUsers: number; mediumUsers: number };
  /** RISK-04: how many relations far a change is followed, and up to which tier of service the owner must answer. */
  reach: { depth: number; consultTier: number };
  /** RISK-05: a row acts at this risk priority number, or at this severity. */
  fmea: { actAt: number; actAtSeverity: number };
  /** RISK-06. */
  premortem: { minutes: number; leastPeople: number; leastFunctions: number; topCauses: number };
  /** RISK-07: points of credit, least line coverage in basis points (8000 is 80 %), greatest age in days. */
  coverage: { credit: number; leastLines: number; days: number };
  /** APR-01: the strictest matching row wins; none: `cab`. */
  matrix: readonly MatrixRow[];
  /** APR-02. */
  standard: { afterSuccesses: number; months: number; failures: number; ofRuns: number };
  /** APR-03: pairs that one key may not hold, as `rule duty duty`; with a regulatory tag behind them only for changes that carry it. */
  duties: readonly string[];
  /** APR-04: which independent reviews a tier needs. */
  reviews: ByTier<readonly ReviewKind[]>;
  /** APR-05: evidence a tier needs, and how old it may be in days. */
  evidence: { days: number; sets: ByTier<readonly EvidenceKind[]> };
  /** APR-06: longest span in days, how often it may be renewed. */
  exceptions: { days: number; renewals: number };
  /** REL-02: above how many changes or services a package is said to be too large. */
  packages: { changes: number; services: number };
  /** AUD-06: days a finding has by its severity, and months within which the next one on its control is a repeat. */
  findings: { days: { high: number; medium: number; low: number }; repeatMonths: number };
  /** AUD-08: days between reviews of rights that reach High and Critical changes or administer pipelines, and of others; days a review gives to decide. */
  accessReview: { highImpactDays: number; otherDays: number; decideDays: number };
  /** AUD-07: years an archived record is kept, and tags that ask for another number of them, as `tag years`; the longest counts. */
  retention: { years: number; tags: readonly string[] };
  /** EMG-02 to EMG-05: hours and minutes; share in percent. */
  emergency: { hours: number; ceilingHours: number; extensions: number; validationMinutes: number; paperworkHours: number; retrospectiveHours: number; shareAlert: number; shareDays: number; repeats: number; repeatDays: number };
  /** DEP-01, DEP-02: longest life in days, greatest age of a signed list in hours. */
  token: { days: number; listHours: number };
  /** BCK-04, BCK-06: tiers that need them, days a rehearsal is valid, greatest age of a backup in hours, of a restore test in days. */
  backout: { tiers: readonly Tier[]; rehearsalDays: number; backupHours: number; restoreTestDays: number };
  /** CAL-01, CAL-06: environments in which several changes at once are no conflict by themselves; hours between releases on one service and in one environment, hours of the freeze after a release. */
  calendar: { shared: readonly string[]; serviceHours: number; environmentHours: number; stabilisationHours: number };
  /** LEG-05: what a service without automatic rollback needs instead. */
  strict: { leastLines: number; rehearsalDays: number; observationHours: number };
  /** LEG-02: least share of debt in a release's capacity in percent; what a minute of outage and an hour of rework cost; failures of one dependency within so many months that call for a decision. */
  debt: { share: number; minuteRate: number; hourRate: number; failures: number; months: number };
  /** LEG-03, LEG-04: days a test of an isolation measure counts, days between reviews of a workaround. */
  legacy: { isolationTestDays: number; workaroundDays: number };
  /** LEG-06: good cycles in a row that permit the exit of a parallel run. */
  parallel: { cycles: number };
  /** CAL-05: adoption points of a department in a month where nobody said another figure; least part of infrastructure that stays free, in percent. */
  capacity: { points: number; headroom: number };
  /** CHG-04: days between reviews of an operating profile. */
  profileDays: number;
  /** CHG-04: least averages of the five answers in hundredths (400 is 4.00), failure rates of twelve months in percent. */
  profile: { continuousAverage: number; continuousFailures: number; hybridAverage: number; planDrivenFailures: number };
  /** CHG-05: whether a change that a ticket system assessed and approved is taken at its word (`trusted`), or needs everything anew (`full`). */
  imported: 'trusted' | 'full';
};

export const defaultPolicy: PolicyDocument = {
  version: '2026-1',
  tiers: { medium: 30, high: 60, critical: 80 },
  weights: { impact: 30, scope: 15, complexity: 15, history: 20, reversibility: 10, load: 10 },
  curves: {
    impact: { low: 20, medium: 60, high: 100 }, items: 20, services: 5, residual: { low: 25, medium: 50, high: 75 },
    reversibility: { automatic: 0, rehearsed: 30, written: 70, none: 100 }, freezeHours: 48, others: 3, runs: 20,
  },
  impact: { highUsers: 10_000, mediumUsers: 1000 },
  reach: { depth: 3, consultTier: 2 },
  fmea: { actAt: 100, actAtSeverity: 9 },
  premortem: { minutes: 45, leastPeople: 3, leastFunctions: 2, topCauses: 5 },
  coverage: { credit: 10, leastLines: 8000, days: 7 },
  matrix: [
    { tier: 'low', authority: 'peer' }, { tier: 'medium', authority: 'change-manager' }, { tier: 'high', authority: 'cab' }, { tier: 'critical', authority: 'cab-and-executive' },
    { serviceTier: 1, authority: 'cab' },
  ],
  standard: { afterSuccesses: 5, months: 12, failures: 2, ofRuns: 20 },
  duties: [
    'APR-03/1 requester approver', 'APR-03/2 implementer approver', 'APR-03/3 author reviewer', 'APR-03/4 requester reviewer', 'APR-03/5 implementer reviewer', 'APR-03/6 implementer validator',
    'APR-03/7 author approver SOX', 'APR-03/8 requester implementer SOX',
  ],
  reviews: { low: [], medium: [], high: ['technical', 'security'], critical: ['technical', 'architecture', 'security'] },
  evidence: { days: 14, sets: { low: [], medium: ['test-results'], high: ['test-results', 'backout-script'], critical: ['test-results', 'backout-script', 'security-scan', 'stakeholder-sign-off'] } },
  exceptions: { days: 30, renewals: 2 },
  packages: { changes: 10, services: 5 },
  findings: { days: { high: 30, medium: 60, low: 90 }, repeatMonths: 12 },
  accessReview: { highImpactDays: 90, otherDays: 180, decideDays: 14 },
  retention: { years: 7, tags: ['HIPAA 6'] },
  emergency: { hours: 24, ceilingHours: 72, extensions: 1, validationMinutes: 60, paperworkHours: 24, retrospectiveHours: 72, shareAlert: 10, shareDays: 30, repeats: 3, repeatDays: 90 },
  token: { days: 7, listHours: 24 },
  backout: { tiers: ['high', 'critical'], rehearsalDays: 90, backupHours: 24, restoreTestDays: 90 },
  calendar: { shared: ['production', 'live'], serviceHours: 24, environmentHours: 4, stabilisationHours: 72 },
  strict: { leastLines: 9000, rehearsalDays: 30, observationHours: 72 },
  debt: { share: 20, minuteRate: 100, hourRate: 80, failures: 3, months: 6 },
  legacy: { isolationTestDays: 180, workaroundDays: 180 },
  parallel: { cycles: 3 },
  capacity: { points: 100, headroom: 20 },
  profileDays: 180,
  profile: { continuousAverage: 400, continuousFailures: 15, hybridAverage: 250, planDrivenFailures: 30 },
  imported: 'trusted',
};
