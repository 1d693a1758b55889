// What an auditor draws from: changes of a period, and the draw itself (AUD-03).
import type { populations } from '#contract/audit.ts';
import { drawSample } from '../../domain/sampling.ts';
import type { Draw, Drawing, Stratum } from '../../domain/sampling.ts';
import { endOfDay } from '../../domain/spans.ts';
import { sha256Hex } from '../../trail/hashes.ts';
import type { ReadDb } from '../open.ts';

/** Days of UTC, both included. */
export type Period = { population: (typeof populations)[number]; from: string; to: string };
type Row = { number: string; title: string; externalId: string | null; at: string; tier: string | null; type: string; service: string };
const startOf = { implemented: 'actual_start_at', planned: 'planned_start_at' } as const;
const stratumOf: Record<Stratum, (row: Row) => string> = { none: () => 'all', tier: ({ tier }) => tier ?? 'no tier', type: ({ type }) => type, service: ({ service }) => service || 'no service' };

export type AuditRecords = {
  /** Changes whose implementation began, or was planned to begin, in a period. */
  populationOf(period: Period): Pick<Row, 'number' | 'title' | 'externalId' | 'at'>[];
  drawSample(drawing: Period & Drawing & { by: Stratum }): Draw;
};
export function auditRecords(db: ReadDb): AuditRecords {
  const rowsOf = ({ population, from, to }: Period): Row[] => {
    const at = startOf[population];
    return to < from ? [] : db.all<Row>(`SELECT number, title, external_id AS externalId, ${at} AS at, tier, type, service FROM change WHERE ${at} >= ? AND ${at} < ? ORDER BY number`, `${from}T00:00:00.000Z`, endOfDay(to));
  };
  return {
    populationOf: rowsOf,
    drawSample: ({ by, ...drawing }) => drawSample(rowsOf(drawing).map((row) => ({ number: row.number, stratum: stratumOf[by](row) })), drawing, (text) => sha256Hex(text)),
  };
}
