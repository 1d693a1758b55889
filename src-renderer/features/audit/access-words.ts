// Words of access reviews (AUD-08).
import type { AccessReviewRow, AccessVerdict, RightKind, RightStanding } from '#contract/access-review.ts';
import type { Signal } from '../../ui/marks.tsx';

export const rightKindWords: Record<RightKind, string> = { 'app-role': 'Roles', 'approver-right': 'Rights to approve', delegation: 'Delegations', 'pipeline-permission': 'Permissions of pipelines' };
export const standingWords: Record<RightStanding, string> = { undecided: 'Not decided', certified: 'Certified', changed: 'Changed', revoked: 'Revoked', suspended: 'Suspended' };
export const standingSignal: Record<RightStanding, Signal> = { undecided: 'missing', certified: 'ok', changed: 'warn', revoked: 'bad', suspended: 'bad' };
export const verdictWords: Record<AccessVerdict, string> = { certify: 'Certify', change: 'Change', revoke: 'Revoke' };
/** `3 certified, 1 revoked, 8 to decide`: what is none is left out. */
export function tallyWords({ certified, changed, revoked, suspended, undecided }: AccessReviewRow): string {
  const parts = [[certified, 'certified'], [changed, 'changed'], [revoked, 'revoked'], [suspended, 'suspended'], [undecided, 'to decide']] as const;
  return parts.filter(([n]) => n > 0).map(([n, word]) => `${n} ${word}`).join(', ');
}
