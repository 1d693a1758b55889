// What the dossier of a change knows of its failure modes, its pre-mortem and its coverage (RISK-05 to RISK-07).
import type { CoverageState } from './coverage-credit.ts';
import type { FmeaSheet } from './fmea.ts';
import type { Holder } from './item.ts';
import type { PremortemState } from './premortem.ts';

export type Analysis = {
  /** Null: nobody has begun it. */
  fmea: FmeaSheet | null; premortem: PremortemState | null; coverage: CoverageState | null;
  /** The owner of the change's own service and the deputies, the owner first; empty where no register knows the service. */
  owners: readonly Holder[];
};
export const noAnalysis: Analysis = { fmea: null, premortem: null, coverage: null, owners: [] };
