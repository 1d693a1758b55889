// The scope of a release after its baseline, as its page shows it (REL-07).
import type { Input, Output } from '#contract/index.ts';
import type { Change } from '../domain/change.ts';
import { beginsTooEarly, standingOf } from '../domain/predecessors.ts';
import type { Release } from '../domain/release.ts';
import type { ReleaseFacts } from '../domain/release-pieces.ts';
import type { ScopeRequest } from '../domain/release-scope.ts';
import { isFrozenScope } from '../domain/release-scope.ts';
import { mayComplete, mayDecide, mayDecideTradeOff, mayEditTradeOff, mayRequest, mayTrade, mayWithdraw } from '../domain/scope-acts.ts';
import { mayEdit } from '../domain/release-acts.ts';
import { loadOf } from '../domain/scope-load.ts';
import { releaseScore } from '../domain/risk-score.ts';
import type { QueryHandlers, ReadContext } from '../ports.ts';
import { may, nameOf } from './change.ts';

type Shown = Output<'scope.show'>;
const named = (context: ReadContext, id: string): Shown['requests'][number]['add'][number] => { const change = context.findChange(id); return { id, label: change?.number ?? id, title: change?.fields.title ?? '' }; };
const scoreOf = (changes: readonly Change[], edges: number): number | null => { const scores = changes.flatMap(({ score }) => score ?? []); return scores.length === 0 ? null : releaseScore(scores, edges); };

/** The score with the request: dependencies are counted as they stand, since none leads to what is not in it yet. */
function scoresOf(context: ReadContext, { members, graph }: ReleaseFacts, { add, remove }: ScopeRequest): Shown['requests'][number]['scores'] {
  const changes = members.map(({ change }) => change);
  const then = [...changes.filter(({ id }) => !remove.includes(id)), ...add.flatMap((id) => context.findChange(id) ?? [])];
  const left = graph.edges.filter(({ from, to }) => !remove.includes(from.id) && !remove.includes(to.id));
  return { before: scoreOf(changes, graph.edges.length), after: scoreOf(then, left.length) };
}

function requestsOf(context: ReadContext, release: Release, facts: ReleaseFacts, owner: string): Shown['requests'] {
  return release.requests.toReversed().map((request) => ({
    ...request, by: nameOf(context, request.by), add: request.add.map((id) => named(context, id)), remove: request.remove.map((id) => named(context, id)), includes: request.includes.map((id) => ({ id, what: release.exclusions.find((one) => one.id === id)?.what ?? '' })),
    scores: scoresOf(context, facts, request), decision: request.decision && { ...request.decision, by: nameOf(context, request.decision.by) }, mayComplete: may(mayComplete(release, request, context)), mayDecide: may(mayDecide(release, request, owner, context)), mayWithdraw: may(mayWithdraw(release, request, context)),
  }));
}
function tradeOffsOf(context: ReadContext, release: Release, owner: string): Shown['tradeOffs'] {
  return release.tradeOffs.toReversed().map(({ options, decision, ...one }) => ({
    ...one, by: nameOf(context, one.by), options: options.map((option) => ({ ...option, remove: option.remove.map((id) => named(context, id)) })), decision: decision && { ...decision, by: nameOf(context, decision.by) },
    mayEdit: may(mayEditTradeOff(release, { ...one, options, decision }, context)), mayDecide: may(mayDecideTradeOff(release, { ...one, options, decision }, owner, context)),
  }));
}

/** What waits for something that failed, comes too late, or belongs to somebody else and is still to end. */
function unmetOf(release: Release, { members, predecessors }: ReleaseFacts): Shown['unmet'] {
  return members.flatMap(({ change }) => (predecessors[change.id] ?? []).flatMap((before): Shown['unmet'] => {
    const standing = standingOf(before);
    const isEarly = beginsTooEarly(change.fields.plannedStartAt, before);
    if (standing === 'successful' || (standing === 'waiting' && !isEarly && release.changes.includes(before.id))) return [];
    const facts = { change: change.number, before: before.number, endsAt: before.endsAt ?? '', state: before.state, outcome: before.outcome ?? '' };
    const code = standing === 'failed' ? 'predecessor_failed' : isEarly ? 'predecessor_later' : 'predecessor_open';
    return [{ change: { id: change.id, label: change.number, title: change.fields.title }, before: { id: before.id, label: before.number, title: before.title }, code, facts }];
  }));
}

function shownLoad(release: Release, { members, graph, labels }: ReleaseFacts): Shown['load'] {
  const { hours, over, cuts, effortOf } = loadOf(release, members.map(({ change }) => change));
  return {
    capacity: release.capacity, hours, over, cuts: cuts.map((id) => labels[id] ?? id),
    rows: members.map(({ change: { id, number, fields, state, tier, score } }) => ({
      id, number, title: fields.title, state, tier, score, hours: effortOf(id)?.hours ?? null, value: effortOf(id)?.value ?? null, cut: cuts.includes(id) ? cuts.indexOf(id) : null,
      neededBy: graph.edges.filter(({ from, type }) => type === 'before' && from.id === id).map(({ to }) => labels[to.id] ?? to.id),
    })),
  };
}

function show(context: ReadContext, { release: ref }: Input<'scope.show'>): Shown {
  const release = context.loadRelease(ref);
  const facts = context.releaseFactsOf(release);
  const owner = release.owner.value === null ? null : nameOf(context, release.owner.value);
  return {
    release: release.id, number: release.number, isFrozen: isFrozenScope(release), owner, requests: requestsOf(context, release, facts, owner ?? ''), tradeOffs: tradeOffsOf(context, release, owner ?? ''), unmet: unmetOf(release, facts), load: shownLoad(release, facts),
    may: { request: may(mayRequest(release, context)), trade: may(mayTrade(release, context)), capacity: may(mayEdit(release, context)) },
  };
}

export const scopeQueries = { 'scope.show': show } satisfies Partial<QueryHandlers>;
