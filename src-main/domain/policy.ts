// Default policy values (capabilities, section 3). Data, versioned; every decision stores the version it used.
import type { Tier } from '#contract/change.ts';

export const policy = {
  version: '2026-1',
  /** RISK-03: lowest score of each tier, 0–100. */
  tiers: { low: 0, medium: 30, high: 60, critical: 80 },
  /** CAB-03: minutes an item takes when nobody said otherwise. */
  itemMinutes: { low: 5, medium: 6, high: 8, critical: 10, none: 8 },
  /** CAB-02: hours before the meeting after which an item is late. */
  cutOffHours: 48,
  /** SEC-02: minutes without input before the window locks. */
  idleLockMinutes: 15,
  leastPassphrase: 8,
  /** SYN-03: days without a backup after which the window and the command line say so. */
  backupDays: 7,
  /** CHG-05: share of quarantined rows above which an import stops by itself. */
  quarantineShare: 0.5,
} as const;

/** The values as people read them, each with the capability it serves. */
export const policyRows: { rule: string; name: string; value: string }[] = [
  { rule: 'RISK-03', name: 'Risk tiers begin at', value: `Medium ${policy.tiers.medium}, High ${policy.tiers.high}, Critical ${policy.tiers.critical} of 100` },
  { rule: 'CAB-02', name: 'Agenda closes before the meeting', value: `${policy.cutOffHours} hours` },
  { rule: 'CAB-03', name: 'Minutes for an item', value: `Low ${policy.itemMinutes.low}, Medium ${policy.itemMinutes.medium}, High ${policy.itemMinutes.high}, Critical ${policy.itemMinutes.critical}` },
  { rule: 'SEC-01', name: 'Signatures on a roster entry', value: 'two registrars, or the organisation’s root' },
  { rule: 'SEC-02', name: 'The window locks after', value: `${policy.idleLockMinutes} minutes without input` },
  { rule: 'SEC-02', name: 'Shortest passphrase', value: `${policy.leastPassphrase} characters` },
  { rule: 'SYN-03', name: 'A backup is due after', value: `${policy.backupDays} days` },
  { rule: 'CHG-05', name: 'An import stops itself when set aside', value: `more than ${policy.quarantineShare * 100} % of its rows` },
];

/** RISK-03: the tier of a score of 0–100. */
export const tierOf = (score: number): Tier =>
  score >= policy.tiers.critical ? 'critical' : score >= policy.tiers.high ? 'high' : score >= policy.tiers.medium ? 'medium' : 'low';
