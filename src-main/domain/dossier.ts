// Everything about a change that its gates ask for: the change, its sheets, the policy in force, and what the registers say of it.
import type { ChangeFields, gates, pieceStates } from '#contract/change.ts';
import type { ErrorCode, Facts } from '#contract/errors.ts';
import type { Analysis } from './analysis.ts';
import type { Approvals, RouteSources } from './approval.ts';
import type { BackoutFacts } from './backout-judged.ts';
import type { Change } from './change.ts';
import type { Classification, ModelFacts } from './classification.ts';
import type { EmergencyFacts } from './emergency-rules.ts';
import type { Control } from './control.ts';
import type { Path } from './escalation.ts';
import type { Obligations } from './obligations.ts';
import type { ImpactFacts } from './impact.ts';
import type { LegacyFacts } from './legacy.ts';
import type { Negotiation } from './negotiation.ts';
import type { LevelFacts } from './outage.ts';
import type { Predecessor } from './predecessors.ts';
import type { PolicyDocument } from './policy-document.ts';
import type { RiskForm } from './risk.ts';
import type { ScheduleFacts } from './schedule.ts';

export type Dossier = Control & {
  change: Change;
  /** Digest of what assessments, reviews and rehearsals are made for (`scopeOf`); one made for another is stale. */
  scope: string;
  policy: PolicyDocument;
  /** The service of the change as the register knows it; null when it is in no register. */
  service: ServiceFacts | null;
  /** What was declared and authorised as an emergency, with the incidents it names (EMG-01 to EMG-05). */
  emergency: EmergencyFacts;
  /** What the items of the change reach (RISK-04); null when it names none. */
  impact: ImpactFacts | null;
  /** Experts who were asked and levels it was handed up to; null while there is neither (CAB-07). */
  path: Path | null;
  /** The risk form; null while nobody has begun it (RISK-01 to RISK-03). */
  risk: RiskForm | null;
  /** Failure modes, pre-mortem, coverage (RISK-05 to RISK-07). */
  analysis: Analysis;
  /** Changes that go before it (REL-03). */
  predecessors: readonly Predecessor[];
  /** Its backout: plan, review, rehearsals, who answers for it (BCK-01 to BCK-06). */
  backout: BackoutFacts;
  /** How the last comparable changes went (RISK-03). */
  history: { runs: number; failures: number };
  /** Distinct items and services that the change touches (RISK-03). */
  reach: { items: number; services: number };
  /** Freezes that concern it and are not over before its window, and how many other High or Critical changes share the window, up to as many as count (RISK-03). */
  load: { freezes: { id?: string; title: string; startsAt: string; endsAt: string; owner?: string; mode?: 'hard' | 'soft'; permitted?: ChangeFields['type'][] }[]; others: number };
  /** What its window collides with, and what was accepted of that (CAL-01, CAL-02). */
  schedule: ScheduleFacts;
  /** What operations know of its service, and how its window was agreed with them; null while nobody began to (CAL-04). */
  level: LevelFacts;
  negotiation: Negotiation | null;
  /** Whose change it is, and the charters and profiles that may speak about it (APR-01, CHG-04). */
  route: RouteSources;
  /** Approvals given and refused outside the board; null while there is none (APR-01). */
  approvals: Approvals | null;
  /** The model that the change names, with what its runs say; null when no model has that name (APR-02). */
  model: ModelFacts;
  /** What was said because of its regulatory tags; null while nothing was (AUD-04). */
  obligations: Obligations | null;
  /** Constraints, points and workarounds of legacy systems that it meets (LEG-01, LEG-03, LEG-04). */
  legacy: LegacyFacts;
  /** Parameters given to the model, and a type that somebody set; null while there is neither (CHG-02). */
  classification: Classification | null;
};
/** What the register says of a service. `tier` 1 is the most critical; RPO and RTO in minutes, null where nobody said. */
export type ServiceFacts = { id: string; name: string; tier: number | null; owner: string; /** The business unit it belongs to; left out where nobody said (CAB-07). */ unit?: string; isFinancial: boolean; isCustomerFacing: boolean; hasAutomaticRollback: boolean; rpoMinutes: number | null; rtoMinutes: number | null };

/** CHG-05: whether a record that a ticket system assessed is taken at its word. */
export const isTaken = ({ change, policy }: Pick<Dossier, 'change' | 'policy'>): boolean => change.isImported && policy.imported === 'trusted';

/** What a risk assessment or a review speaks about. Moving the window alone makes neither stale. */
export const scopeOf = ({ service, items, environment, implementationPlan, backoutPlan }: Change['fields']): Record<string, string | readonly string[]> => ({ service, items, environment, implementationPlan, backoutPlan });

export type Gate = (typeof gates)[number];
/** See the contract's `Piece`. */
export type Piece = { id: string; rule: string; label: string; gate: Gate; part: string; status: (typeof pieceStates)[number]; why?: { code: ErrorCode; facts: Facts } };
