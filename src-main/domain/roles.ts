// Who may do what (SEC-01). Permissions are data; each operation that writes names one.
import type { Role } from '#contract/people.ts';
import type { Actor, Refused } from './verdict.ts';
import { refuse } from './verdict.ts';

export const permissions = {
  raise: ['requester', 'change-manager', 'release-manager', 'implementer', 'chair', 'member', 'service-owner', 'technical-reviewer'],
  assess: ['change-manager'],
  schedule: ['release-manager', 'change-manager'],
  implement: ['implementer', 'release-manager'],
  validate: ['implementer', 'change-manager', 'release-manager', 'requester'],
  import: ['change-manager', 'release-manager'],
  prepareAgenda: ['release-manager', 'change-manager', 'chair'],
  runMeeting: ['chair'],
  decide: ['chair'],
  manageBoards: ['administrator', 'chair', 'change-manager'],
  managePeople: ['registrar'],
  exchange: ['chair', 'change-manager', 'release-manager', 'administrator', 'registrar', 'auditor'],
  redact: ['registrar', 'administrator'],
  settleFields: ['change-manager'],
  planCalendar: ['release-manager', 'change-manager', 'administrator'],
  keepEntitlements: ['release-manager', 'administrator'],
  acceptDutyConflict: ['chair', 'change-manager'],
  print: ['chair', 'change-manager', 'release-manager', 'auditor', 'administrator', 'member', 'requester', 'implementer', 'registrar', 'legal', 'executive'],
} as const satisfies Record<string, readonly Role[]>;
export type Permission = keyof typeof permissions;

/** SEC-01: a role that holds the permission, else why not; auditors read only, administrators do not approve. */
export function needs(permission: Permission, actor: Actor): Refused | null {
  const allowed: readonly Role[] = permissions[permission];
  if (actor.roles.some((role) => allowed.includes(role))) return null;
  if (permission === 'decide' && actor.roles.includes('administrator')) return refuse('administrator_cannot_approve');
  if (permission !== 'print' && permission !== 'exchange' && actor.roles.length > 0 && actor.roles.every((role) => role === 'auditor')) return refuse('auditor_reads_only');
  return refuse('role_needed', { roles: allowed.join(' or '), person: actor.name, have: actor.roles.join(', ') });
}
