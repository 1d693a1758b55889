// Prioritisations as people see them (REL-06).
import type { CandidateRow } from '#contract/ranking.ts';
import type { Input, Output } from '#contract/index.ts';
import { appError } from '../app-error.ts';
import type { Arranged, Ranked, Ranking } from '../domain/ranking.ts';
import { arrange, rankingSheet, roiOf } from '../domain/ranking.ts';
import { mayDefer, mayRank, ruleFor } from '../domain/ranking-acts.ts';
import type { QueryHandlers, ReadContext } from '../ports.ts';
import { may, nameOf } from './change.ts';

const arranged = (context: ReadContext, ranking: Ranking): Arranged => arrange(ranking, context.knownCandidates(ranking.candidates, context.now), context.now.slice(0, 10));
function rowOf(context: ReadContext, ranking: Ranking, { candidate, ...ranked }: Ranked, proposed: readonly string[]): CandidateRow {
  const { of: _record, ...told } = candidate;
  const move = ranking.moves.find((one) => one.candidate === candidate.id);
  const deferral = ranking.deferrals.find((one) => one.id === candidate.id);
  const said = ({ reason, by, at }: { reason: string; by: string; at: string }): NonNullable<CandidateRow['moved']> => ({ reason, by: nameOf(context, by), at });
  return { ...told, ...ranked, roi: roiOf(candidate), isProposed: proposed.includes(candidate.id), moved: move ? said(move) : null, deferred: deferral ? said(deferral) : null, rule: ruleFor(candidate), mayDefer: may(mayDefer(ranking, candidate, context)) };
}
function show(context: ReadContext, { ranking: ref }: Input<'ranking.show'>): Output<'ranking.show'> {
  const ranking = context.findSheet(rankingSheet, ref);
  if (!ranking) throw appError('record_missing', { record: 'prioritisation', id: ref }, { field: 'ranking' });
  const { above, below, deferred, proposed, hours, isOver } = arranged(context, ranking);
  const { id, name, capacity, weights } = ranking;
  return { id, name, capacity, weights, hours, isOver, proposed, rows: [...above, ...below, ...deferred].map((one) => rowOf(context, ranking, one, proposed)), mayEdit: may(mayRank(context)) };
}
function list(context: ReadContext, { limit, after }: Input<'ranking.list'>): Output<'ranking.list'> {
  const every = context.listSheets(rankingSheet).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const start = Number(after ?? 0) || 0;
  return {
    rows: every.slice(start, start + limit).map((ranking) => { const { below, hours } = arranged(context, ranking); return { id: ranking.id, name: ranking.name, capacity: ranking.capacity, hours, candidates: ranking.candidates.length, below: below.length }; }),
    total: every.length, next: start + limit < every.length ? String(start + limit) : null, mayPlan: may(mayRank(context)),
  };
}
export const rankingQueries = { 'ranking.list': list, 'ranking.show': show } satisfies Partial<QueryHandlers>;
