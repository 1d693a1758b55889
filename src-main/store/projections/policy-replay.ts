// The changes a policy is replayed over (APR-07): one read of the table, row by row.
import type { CoverageState } from '../../domain/coverage-credit.ts';
import { nameKey } from '../../domain/item.ts';
import type { ReplayRow } from '../../domain/policy-replay.ts';
import type { ReadDb } from '../open.ts';

type Row = Omit<ReplayRow, 'isByModel' | 'factors' | 'coverage' | 'serviceTier'> & { by_model: number; service: string; factors: string | null; coverage: string | null; signed_at: string | null };
/** `withImpact`: a matrix asks for the impact level, which lies in the wider row. `withFactors`: scores are made in another way, so the points of each factor and the reports behind a credit are asked for. */
export type ReplayAsked = { from: string; to: string; withImpact: boolean; withFactors: boolean };

/** Changes that went beyond a draft in a span of time, told by when they ran or were to run. */
export function* replayRows(db: ReadDb, { from, to, withImpact, withFactors }: ReplayAsked): Generator<ReplayRow> {
  const tiers = new Map(db.all<{ key: string; tier: number | null }>('SELECT name_key AS key, tier FROM service ORDER BY id DESC').map(({ key, tier }) => [key, tier]));
  const keys = new Map<string, number | null>();
  const tierOf = (service: string): number | null => {
    const known = keys.get(service);
    if (known !== undefined) return known;
    const tier = tiers.get(nameKey(service)) ?? null;
    keys.set(service, tier);
    return tier;
  };
  const rows = db.iterate<Row>(`SELECT c.id, c.number, c.title, c.type, c.tier, c.score, c.environment, c.service, c.outcome, c.type = 'standard' AND c.model <> '' AS by_model,
      ${withImpact ? "json_extract(d.body, '$.impact')" : 'NULL'} AS impact, ${withFactors ? "json_extract(r.body, '$.signed[#-1].points')" : 'NULL'} AS factors,
      ${withFactors ? "json_extract(r.body, '$.signed[#-1].at')" : 'NULL'} AS signed_at, ${withFactors ? 'v.body' : 'NULL'} AS coverage
    FROM change c ${withImpact ? 'JOIN change_detail d ON d.n = c.n' : ''} ${withFactors ? "LEFT JOIN sheet r ON r.name = 'risk' AND r.id = c.id LEFT JOIN sheet v ON v.name = 'coverage' AND v.id = c.id" : ''}
    WHERE c.state NOT IN ('draft', 'returned') AND ifnull(c.actual_end_at, ifnull(c.planned_start_at, c.created_at)) BETWEEN ? AND ? ORDER BY c.n`, from, to);
  for (const { by_model: isByModel, service, factors, coverage, signed_at: signedAt, ...row } of rows) {
    const reported = coverage === null || signedAt === null ? null : { state: JSON.parse(coverage) as CoverageState, signedAt };
    yield { ...row, isByModel: isByModel === 1, serviceTier: tierOf(service), factors: factors === null ? null : JSON.parse(factors) as ReplayRow['factors'], coverage: reported };
  }
}
