// The values a policy sets (capabilities, section 3), as one document: versioned, signed, replayed (APR-07). Rules take it as an argument and never read a default.
import type { ChangeFields, Tier } from '#contract/change.ts';

/** Who may authorise a change (APR-01), from the least to the strictest. */
export const authorities = ['automatic', 'peer', 'team-lead', 'change-manager', 'cab', 'cab-and-executive'] as const;
export type Authority = (typeof authorities)[number];
/** A row of the approval matrix; what it leaves open matches everything. */
export type MatrixRow = { type?: ChangeFields['type']; tier?: Tier; impact?: 'low' | 'medium' | 'high'; environment?: string; serviceTier?: number; authority: Authority };
export const reviewKinds = ['technical', 'architecture', 'security'] as const;
export type ReviewKind = (typeof reviewKinds)[number];
export const evidenceKinds = ['test-results', 'backout-script', 'stakeholder-sign-off', 'security-scan', 'communication-plan', 'full-regression', 'backup-restore-test', 'coverage', 'other'] as const;
export type EvidenceKind = (typeof evidenceKinds)[number];
type ByTier<T> = Record<Tier, T>;

export type PolicyDocument = {
  version: string;
  /** RISK-03: lowest score of each tier above Low, 0–100. */
  tiers: { medium: number; high: number; critical: number };
  /** RISK-03: the most points each factor gives; they sum to 100. */
  weights: { impact: number; scope: number; complexity: number; history: number; reversibility: number; load: number };
  /** RISK-01: users from which the impact is at least of this level. */
  impact: { highUsers: number; mediumUsers: number };
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
  /** APR-04: which independent reviews a tier needs. */
  reviews: ByTier<readonly ReviewKind[]>;
  /** APR-05: evidence a tier needs, and how old it may be in days. */
  evidence: { days: number; sets: ByTier<readonly EvidenceKind[]> };
  /** APR-06: longest span in days, how often it may be renewed. */
  exceptions: { days: number; renewals: number };
  /** EMG-02 to EMG-05: hours and minutes; share in percent. */
  emergency: { hours: number; ceilingHours: number; extensions: number; validationMinutes: number; paperworkHours: number; retrospectiveHours: number; shareAlert: number; shareDays: number; repeats: number; repeatDays: number };
  /** DEP-01, DEP-02: longest life in days, greatest age of a signed list in hours. */
  token: { days: number; listHours: number };
  /** BCK-04, BCK-06: tiers that need them, days a rehearsal is valid, greatest age of a backup in hours, of a restore test in days. */
  backout: { tiers: readonly Tier[]; rehearsalDays: number; backupHours: number; restoreTestDays: number };
  /** LEG-05: what a service without automatic rollback needs instead. */
  strict: { leastLines: number; rehearsalDays: number };
  /** CHG-04: days between reviews of an operating profile. */
  profileDays: number;
  /** CHG-05: whether a change that a ticket system assessed and approved is taken at its word (`trusted`), or needs everything anew (`full`). */
  imported: 'trusted' | 'full';
};

export const defaultPolicy: PolicyDocument = {
  version: '2026-1',
  tiers: { medium: 30, high: 60, critical: 80 },
  weights: { impact: 30, scope: 15, complexity: 15, history: 20, reversibility: 10, load: 10 },
  impact: { highUsers: 10_000, mediumUsers: 1000 },
  fmea: { actAt: 100, actAtSeverity: 9 },
  premortem: { minutes: 45, leastPeople: 3, leastFunctions: 2, topCauses: 5 },
  coverage: { credit: 10, leastLines: 8000, days: 7 },
  matrix: [
    { tier: 'low', authority: 'peer' }, { tier: 'medium', authority: 'change-manager' }, { tier: 'high', authority: 'cab' }, { tier: 'critical', authority: 'cab-and-executive' },
    { serviceTier: 1, authority: 'cab' },
  ],
  standard: { afterSuccesses: 5, months: 12, failures: 2, ofRuns: 20 },
  reviews: { low: [], medium: [], high: ['technical', 'security'], critical: ['technical', 'architecture', 'security'] },
  evidence: { days: 14, sets: { low: [], medium: ['test-results'], high: ['test-results', 'backout-script'], critical: ['test-results', 'backout-script', 'security-scan', 'stakeholder-sign-off'] } },
  exceptions: { days: 30, renewals: 2 },
  emergency: { hours: 24, ceilingHours: 72, extensions: 1, validationMinutes: 60, paperworkHours: 24, retrospectiveHours: 72, shareAlert: 10, shareDays: 30, repeats: 3, repeatDays: 90 },
  token: { days: 7, listHours: 24 },
  backout: { tiers: ['high', 'critical'], rehearsalDays: 90, backupHours: 24, restoreTestDays: 90 },
  strict: { leastLines: 9000, rehearsalDays: 30 },
  profileDays: 180,
  imported: 'trusted',
};
