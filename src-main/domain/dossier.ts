// Everything about a change that its gates ask for, read at once: the change, its sheets, the policy in force, and what the registers say of it.
import type { gates, pieceStates } from '#contract/change.ts';
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

/** CHG-05: whether a record that a ticket system assessed is taken at its word. */
export const isTaken = ({ change, policy }: Pick<Dossier, 'change' | 'policy'>): boolean => change.source !== null && policy.imported === 'trusted';

/** What a risk assessment or a review speaks about. Moving the window alone makes neither stale. */
export const scopeOf = ({ service, items, environment, implementationPlan, backoutPlan }: Change['fields']): Record<string, string | readonly string[]> => ({ service, items, environment, implementationPlan, backoutPlan });

export type Gate = (typeof gates)[number];
/** See the contract's `Piece`. */
export type Piece = { id: string; rule: string; label: string; gate: Gate; part: string; status: (typeof pieceStates)[number]; why?: { code: ErrorCode; facts: Facts } };
