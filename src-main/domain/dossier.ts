// Everything about a change that its gates ask for, read at once: the change, its sheets, the policy in force, and what the registers say of it.
import type { ErrorCode, Facts } from '#contract/errors.ts';
import type { Change } from './change.ts';
import type { PolicyDocument } from './policy-document.ts';

export type Dossier = {
  change: Change;
  /** Digest of what assessments, reviews and rehearsals are made for (`scopeOf`); one made for another is stale. */
  scope: string;
  policy: PolicyDocument;
  /** The service of the change as the register knows it; null when it is in no register. */
  service: ServiceFacts | null;
};
/** What the register says of a service. `tier` 1 is the most critical; RPO and RTO in minutes, null where nobody said. */
export type ServiceFacts = { id: string; name: string; tier: number | null; owner: string; isFinancial: boolean; isCustomerFacing: boolean; hasAutomaticRollback: boolean; rpoMinutes: number | null; rtoMinutes: number | null };

/** What a risk assessment or a review speaks about. Moving the window alone makes neither stale. */
export const scopeOf = ({ service, items, environment, implementationPlan, backoutPlan }: Change['fields']): Record<string, string | readonly string[]> => ({ service, items, environment, implementationPlan, backoutPlan });

/** The steps of a change that demand something. */
export const gates = ['submission', 'authorisation', 'decision', 'schedule', 'start', 'token', 'closure'] as const;
export type Gate = (typeof gates)[number];
/**
 * One thing a gate demands, and how it stands: `waiting` for somebody named in the refusal, `stale` when it was made for something else or is too old, `waived` by a
 * valid exception. `id` is unique within a change; `part` is the tab of the change page where it is done.
 */
export type Piece = { id: string; rule: string; label: string; gate: Gate; part: string; status: 'present' | 'missing' | 'stale' | 'waiting' | 'waived'; why?: { code: ErrorCode; facts: Facts } };
