// What may be done with a prioritisation, and by whom (REL-06).
import type { Weights } from '#contract/ranking.ts';
import type { DomainEvent, EventType, Json } from './event.ts';
import { subjectOf } from './event.ts';
import type { Candidate, Known, Ranking } from './ranking.ts';
import { arrange, isHeld, sumOf } from './ranking.ts';
import { needs } from './roles.ts';
import { accept, firstRefusal, refuse } from './verdict.ts';
import type { By, Refused, Verdict } from './verdict.ts';

type Events = Verdict<DomainEvent>;
const on = ({ id }: Pick<Ranking, 'id'>, type: EventType, data: Record<string, Json>, text?: Record<string, Json>): DomainEvent => ({ type, subject: subjectOf('ranking', id), data, ...(text ? { text } : {}) });
export const mayRank = ({ actor }: Pick<By, 'actor'>): Refused | null => needs('rank', actor);
const unexplained = (reason: string, what: string): Refused | null => (reason.trim() === '' ? refuse('reason_needed', { what }, { field: 'reason' }) : null);
/** The rule that an exception for a candidate names (APR-06). */
export const ruleFor = ({ id, number }: Pick<Known, 'id' | 'number'>): string => `REL-06/${number ?? id}`;
export const calledOf = ({ number, name }: Pick<Known, 'number' | 'name'>): string => number ?? name;
const heldBack = (candidate: Known): Refused | null => (isHeld(candidate) ? refuse('regulatory_below_line', { candidate: calledOf(candidate), dueOn: candidate.dueOn, rule: ruleFor(candidate) }) : null);

export function describeRanking({ id, name, capacity, weights, twin }: { id: string; name: string; capacity: number; weights: Weights; twin: Pick<Ranking, 'id'> | null }, by: By): Events {
  const no = firstRefusal(mayRank(by), twin !== null && twin.id !== id ? refuse('ranking_named_twice', { ranking: name }, { field: 'name' }) : null, sumOf(weights) === 100 ? null : refuse('ranking_weights', { sum: sumOf(weights) }, { field: 'weights' }));
  return no ?? accept(on({ id }, 'ranking.described', { capacity, weights }, { name }));
}
/** Of a record there is one candidate; a feature goes by its name. */
export function setCandidate(ranking: Ranking, { name, ...candidate }: Candidate, by: By): Events {
  const twin = ranking.candidates.find((one) => one.id !== candidate.id && (candidate.of === '' ? one.of === '' && one.name.toLowerCase() === name.toLowerCase() : one.of === candidate.of));
  const no = firstRefusal(mayRank(by), candidate.of === '' && name === '' ? refuse('candidate_unnamed', {}, { field: 'name' }) : null, twin ? refuse('candidate_twice', { candidate: name }, { field: candidate.of === '' ? 'name' : 'record' }) : null);
  const { id, ...data } = candidate;
  return no ?? accept(on(ranking, 'ranking.candidateSet', { candidate: id, ...data }, { name }));
}
export const dropCandidate = (ranking: Ranking, candidate: Known, by: By): Events => firstRefusal(mayRank(by), heldBack(candidate)) ?? accept(on(ranking, 'ranking.candidateDropped', { candidate: candidate.id }));

const isDeferred = ({ deferrals }: Ranking, { id }: Known): boolean => deferrals.some((one) => one.id === id);
type Moving = { candidate: Known; /** Null: the end. */ before: Known | null; reason: string; known: readonly Known[] };
/** REL-06: every move by hand is explained, and none takes regulatory work below the line. */
export function moveCandidate(ranking: Ranking, { candidate, before, reason, known }: Moving, by: By): Events {
  const { below } = arrange(ranking, known, by.now.slice(0, 10));
  const isBelow = before === null ? below.some((one) => one.candidate.id !== candidate.id) : below.slice(1).some((one) => one.candidate.id === before.id);
  const away = [candidate, ...(before === null ? [] : [before])].find((one) => isDeferred(ranking, one));
  const no = firstRefusal(mayRank(by), unexplained(reason, `moving ${calledOf(candidate)} by hand`), away ? refuse('candidate_deferred', { candidate: calledOf(away) }) : null, isBelow ? heldBack(candidate) : null);
  if (no) return no;
  return before?.id === candidate.id ? accept<DomainEvent>() : accept(on(ranking, 'ranking.moved', { candidate: candidate.id, before: before?.id ?? null }, { reason }));
}
export const mayDefer = (ranking: Ranking, candidate: Known, by: By): Refused | null => firstRefusal(mayRank(by), isDeferred(ranking, candidate) ? refuse('candidate_deferred', { candidate: calledOf(candidate) }) : null, heldBack(candidate));
export const deferCandidate = (ranking: Ranking, candidate: Known, reason: string, by: By): Events => firstRefusal(mayDefer(ranking, candidate, by), unexplained(reason, `leaving ${calledOf(candidate)} for later`)) ?? accept(on(ranking, 'ranking.deferred', { candidate: candidate.id }, { reason }));
export const resumeCandidate = (ranking: Ranking, candidate: Known, reason: string, by: By): Events =>
  firstRefusal(mayRank(by), isDeferred(ranking, candidate) ? null : refuse('candidate_not_deferred', { candidate: calledOf(candidate) }), unexplained(reason, `taking ${calledOf(candidate)} up again`)) ?? accept(on(ranking, 'ranking.resumed', { candidate: candidate.id }, { reason }));
