// One word per idea, from schema to screen.
import type { ChangeState, ChangeType, DecisionVerdict, Outcome, Tier } from '#contract/change.ts';
import type { z } from 'zod';
import type { Role } from '#contract/people.ts';

export const stateWords: Record<ChangeState, string> = {
  draft: 'Draft', submitted: 'Submitted', assessment: 'Assessment', 'awaiting-authorisation': 'Awaiting authorisation', authorised: 'Authorised', scheduled: 'Scheduled', implementing: 'Implementing',
  validating: 'Validating', implemented: 'Implemented', 'under-review': 'Under review', closed: 'Closed', returned: 'Returned', deferred: 'Deferred', rejected: 'Rejected', cancelled: 'Cancelled',
};
export const typeWords: Record<ChangeType, string> = { standard: 'Standard', normal: 'Normal', emergency: 'Emergency' };
export const tierWords: Record<Tier, string> = { low: 'Low', medium: 'Medium', high: 'High', critical: 'Critical' };
export const verdictWords: Record<DecisionVerdict, string> = { approved: 'Approved', 'approved-with-conditions': 'With conditions', deferred: 'Deferred', rejected: 'Rejected', withdrawn: 'Withdrawn', referred: 'Referred', noted: 'Noted' };
export const outcomeWords: Record<z.output<typeof Outcome>, string> = {
  successful: 'Successful', 'successful-with-issues': 'Successful with issues', 'rolled-back': 'Rolled back', failed: 'Failed', 'cancelled-in-window': 'Cancelled in the window',
};
export const roleWords: Record<Role, string> = {
  requester: 'Requester', 'change-manager': 'Change manager', chair: 'Chair', member: 'Board member', 'technical-reviewer': 'Technical reviewer', 'release-manager': 'Release manager', implementer: 'Implementer',
  'rollback-owner': 'Rollback owner', 'service-owner': 'Service owner', 'communications-lead': 'Communications lead', legal: 'Legal', executive: 'Executive', registrar: 'Registrar', auditor: 'Auditor', administrator: 'Administrator',
};

/** A count with its noun: `1 change`, `3 changes`. Thousands stand apart by a no-break space. */
export const counted = (n: number, one: string, many = `${one}s`): string => `${figure(n)} ${n === 1 ? one : many}`;
/** The size of a file, in decimal units as file managers and mail programs count. */
export const sizeWords = (bytes: number): string => (bytes < 1000 ? counted(bytes, 'byte') : bytes < 999_950 ? `${(bytes / 1000).toFixed(1)} kB` : bytes < 999_950_000 ? `${(bytes / 1_000_000).toFixed(1)} MB` : `${(bytes / 1_000_000_000).toFixed(1)} GB`);
export const figure = (n: number): string => String(n).replace(/\B(?=(\d{3})+(?!\d))/g, '\u00a0');
export const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);
/** `a, b and c`. */
export const listed = (words: readonly string[]): string => new Intl.ListFormat('en-GB', { type: 'conjunction' }).format(words);
