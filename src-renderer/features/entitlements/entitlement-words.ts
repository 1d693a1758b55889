// Words of the rights of tools: duties, kinds of account, fields of a file.
import type { AccountKind, Duty, DutyConflict, Entitlement } from '#contract/entitlements.ts';

export const dutyWords: Record<Duty, string> = {
  commit: 'Commit', approve: 'Approve', deploy: 'Deploy', direct: 'Direct access, past the pipeline', administer: 'Administer the tool', none: 'Nothing a rule asks about',
};
export const kindWords: Record<AccountKind, string> = { personal: 'Personal account', shared: 'Shared account', service: 'Service account' };
export const fieldWords: Record<string, string> = { identity: 'User or account', system: 'System', environment: 'Environment', right: 'Right or role', grant: 'Change it was granted for', kind: 'Kind of account', row: 'The whole row' };

/** `deploy in production on Payments`. */
export const rightText = ({ right, environment, system }: Pick<Entitlement, 'right' | 'environment' | 'system'>): string => `${right}${environment === '' ? '' : ` in ${environment}`}${system === '' ? '' : ` on ${system}`}`;

/** What stands behind the status of a conflict, in one sentence. */
export function standingText({ status, lapsed, exception }: Pick<DutyConflict, 'status' | 'lapsed' | 'exception'>, day: (day: string) => string): string {
  if (exception === null) return 'Nobody has accepted it.';
  if (status === 'accepted') return `Accepted until ${day(exception.expiresOn)} by ${exception.by}. ${exception.ownerName} answers for it: ${exception.reason}`;
  return lapsed === 'expired' ? `The exception ended on ${day(exception.expiresOn)}.` : 'Rights have been added since it was accepted.';
}
