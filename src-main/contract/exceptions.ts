import { z } from 'zod';
import { command, query } from './define.ts';
import { Count, Day, Line, May, Page, Receipt, Ref } from './values.ts';

export const exceptionStandings = ['requested', 'upcoming', 'valid', 'expired', 'refused', 'revoked'] as const;
export const ExceptionStanding = z.enum(exceptionStandings);
const SaidBy = z.object({ by: z.string(), at: z.string() });
export const ExceptionRow = z.object({
  id: z.string(), number: z.string(), rule: z.string(), ruleName: z.string(), scope: z.object({ kind: z.enum(['change', 'service', 'all']), id: z.string(), /** Number of the change or name of the service. */ label: z.string() }),
  justification: z.string(), control: z.string(), owner: z.string(), from: z.string(), /** The last day it holds, with what it was renewed to. */ until: z.string(), standing: ExceptionStanding,
  /** Days left, today included; 0 once it has ended. */ daysLeft: Count, requested: SaidBy, approval: SaidBy.extend({ role: z.string() }).nullable(), refused: SaidBy.extend({ reason: z.string() }).nullable(), revoked: SaidBy.extend({ reason: z.string() }).nullable(),
  renewals: z.array(SaidBy.extend({ until: z.string() })), renewalsLeft: Count, /** Roles that grant it, from the least. */ grantedBy: z.array(z.string()), mayApprove: May, mayRenew: May, mayRevoke: May, /** The last day a renewal may have. */ latestRenewal: z.string(),
});
export type ExceptionRow = z.output<typeof ExceptionRow>;
export const exceptionViews = ['open', 'expiring', 'expired', 'all'] as const;

export const exceptions = {
  'exception.list': query('The register of exceptions: open, expiring within a week, or expired.', z.strictObject({ ...Page, view: z.enum(exceptionViews).default('open'), change: Ref.optional().describe('only those that speak for this change') }), z.object({
    rows: z.array(ExceptionRow), total: Count, next: z.string().nullable(), counts: z.object({ open: Count, expiring: Count, expired: Count, all: Count }),
    rules: z.array(z.object({ rule: z.string(), name: z.string(), grantedBy: z.array(z.string()) })), days: Count, renewals: Count, mayRequest: May,
  }), ['policy', 'person', 'change', 'service']),
  'exception.request': command('Asks for an exception from a rule for a limited time (APR-06).', z.strictObject({
    rule: z.string().trim().min(1).max(80).describe('rule that is waived, such as APR-05 or APR-05/security-scan'), change: Ref.optional(), service: Ref.optional().describe('service by name; without change and service the exception is for everything'),
    justification: z.string().trim().min(1).max(20_000), control: z.string().trim().min(1).max(20_000).describe('what is done instead'), owner: Ref.describe('who answers for the risk'), from: Day.optional().describe('first day; left out: today'), until: Day.describe('last day'),
  }), Receipt),
  'exception.approve': command('Grants an exception by signature, one level above the rule.', z.strictObject({ exception: Ref }), Receipt),
  'exception.refuse': command('Refuses an exception with a reason.', z.strictObject({ exception: Ref, reason: Line }), Receipt),
  'exception.renew': command('Renews an exception that holds, at most as often as the policy allows.', z.strictObject({ exception: Ref, until: Day }), Receipt),
  'exception.revoke': command('Ends an exception before its last day.', z.strictObject({ exception: Ref, reason: Line }), Receipt),
};
