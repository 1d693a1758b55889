// Prioritisation (REL-06).
import type { Receipt } from '#contract/values.ts';
import { appError, orRefuse } from '../app-error.ts';
import type { DomainEvent } from '../domain/event.ts';
import { subjectOf } from '../domain/event.ts';
import type { Known, Ranking } from '../domain/ranking.ts';
import { defaultWeights, rankingSheet } from '../domain/ranking.ts';
import * as rules from '../domain/ranking-acts.ts';
import type { Verdict } from '../domain/verdict.ts';
import type { CommandHandlers, WriteContext } from '../ports.ts';

function loadRanking(context: WriteContext, ref: string): Ranking {
  const ranking = context.findSheet(rankingSheet, ref);
  if (!ranking) throw appError('record_missing', { record: 'prioritisation', id: ref }, { field: 'ranking' });
  return ranking;
}
function onRanking(context: WriteContext, ref: string, rule: (ranking: Ranking, known: Known[]) => Verdict<DomainEvent>): Receipt {
  const ranking = loadRanking(context, ref);
  context.append(orRefuse(rule(ranking, context.knownCandidates(ranking.candidates, context.now))));
  return { id: ranking.id, version: context.versionOf(subjectOf('ranking', ranking.id)) };
}
function candidateIn(known: readonly Known[], ref: string, field = 'candidate'): Known {
  const candidate = known.find(({ id }) => id === ref) ?? known.find(({ number }) => number === ref.toUpperCase()) ?? known.find(({ name }) => name.toLowerCase() === ref.trim().toLowerCase());
  if (!candidate) throw appError('record_missing', { record: 'candidate', id: ref }, { field });
  return candidate;
}
function recordOf(context: WriteContext, ref: string | undefined): { kind: Known['kind']; of: string } {
  if (ref === undefined) return { kind: 'feature', of: '' };
  const place = context.loadPlace(ref);
  if (place.kind === 'package') throw appError('record_missing', { record: 'change or release', id: ref }, { field: 'record' });
  return { kind: place.kind, of: place.id };
}

export const rankingCommands = {
  'ranking.set': (context, { ranking: ref, name, capacity, weights }) => {
    const known = ref === undefined ? null : loadRanking(context, ref);
    const id = known?.id ?? context.newId();
    context.append(orRefuse(rules.describeRanking({ id, name, capacity, weights: weights ?? known?.weights ?? defaultWeights, twin: context.findSheet(rankingSheet, name) }, context)));
    return { id, version: context.versionOf(subjectOf('ranking', id)) };
  },
  'ranking.setCandidate': (context, { ranking, candidate: ref, record, ...said }) => onRanking(context, ranking, (one, known) => {
    const before = ref === undefined ? null : candidateIn(known, ref);
    return rules.setCandidate(one, { ...said, ...(record === undefined && before !== null ? { kind: before.kind, of: before.of } : recordOf(context, record)), id: before?.id ?? context.newId() }, context);
  }),
  'ranking.dropCandidate': (context, { ranking, candidate }) => onRanking(context, ranking, (one, known) => rules.dropCandidate(one, candidateIn(known, candidate), context)),
  'ranking.move': (context, { ranking, candidate, before, reason }) => onRanking(context, ranking, (one, known) => rules.moveCandidate(one, { candidate: candidateIn(known, candidate), before: before === null ? null : candidateIn(known, before, 'before'), reason, known }, context)),
  'ranking.defer': (context, { ranking, candidate, reason }) => onRanking(context, ranking, (one, known) => rules.deferCandidate(one, candidateIn(known, candidate), reason, context)),
  'ranking.resume': (context, { ranking, candidate, reason }) => onRanking(context, ranking, (one, known) => rules.resumeCandidate(one, candidateIn(known, candidate), reason, context)),
} satisfies Partial<CommandHandlers>;
