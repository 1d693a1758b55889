// Releases as list and page (REL-01).
import type { ReleaseChange, ReleaseRecord, ReleaseRow } from '#contract/release.ts';
import { releaseStates } from '#contract/release.ts';
import type { Input, Output } from '#contract/index.ts';
import { typeOfRelease } from '../domain/classification.ts';
import { subjectOf } from '../domain/event.ts';
import type { Json } from '../domain/event.ts';
import type { Release } from '../domain/release.ts';
import { releaseSheet, stepsOf } from '../domain/release.ts';
import { mayAnswer, mayBaseline, mayEdit, mayExcludeNone, mayPlan, mayScope, mayStep } from '../domain/release-acts.ts';
import { compareContent } from '../domain/release-content.ts';
import type { Member, ReleaseFacts, ReleasePiece } from '../domain/release-pieces.ts';
import { standingsOf } from '../domain/packages.ts';
import { gapsBefore, itemsOf, nextStep, releasePieces } from '../domain/release-pieces.ts';
import { releaseScore, tierOfScore } from '../domain/risk-score.ts';
import type { Kept } from '../domain/sheet.ts';
import { groupsOf, impactIndex } from '../domain/stakeholders.ts';
import type { QueryHandlers, ReadContext } from '../ports.ts';
import { may, nameOf } from './change.ts';
import { historyOf } from './history.ts';

export const releaseChangeOf = ({ change: c }: Member): ReleaseChange => ({
  id: c.id, number: c.number, title: c.fields.title, state: c.state, type: c.fields.type, tier: c.tier, score: c.score, service: c.fields.service, plannedStartAt: c.fields.plannedStartAt, plannedEndAt: c.fields.plannedEndAt, zone: c.fields.zone, outcome: c.outcome,
});
/** CHG-02, RISK-03: a release is as demanding as its most demanding change, and as risky as the riskiest with 2 for each dependency inside. */
function inherited(context: ReadContext, { members, graph }: ReleaseFacts): Pick<ReleaseRow, 'type' | 'score' | 'tier'> {
  const scores = members.flatMap(({ change }) => change.score ?? []);
  const score = scores.length === 0 ? null : releaseScore(scores, graph.edges.length);
  return { type: typeOfRelease(members.map(({ change }) => change.fields.type)), score, tier: score === null ? null : tierOfScore(score, context.policy().tiers) };
}
const indexOf = ({ assessed }: ReleaseFacts): number | null => { const groups = groupsOf(assessed.sheet); return groups.length === 0 ? null : impactIndex(groups); };
const blockersOf = (release: Release, pieces: readonly ReleasePiece[]): number => { const next = nextStep(release); return next === null ? 0 : gapsBefore(next, pieces).length; };

function rowOf(context: ReadContext, release: Release): ReleaseRow {
  const facts = context.releaseFactsOf(release);
  return {
    id: release.id, number: release.number, name: release.name.value, state: release.state, owner: release.owner.value === null ? '' : nameOf(context, release.owner.value), ...release.window.value, changes: release.changes.length, ...inherited(context, facts),
    impactIndex: indexOf(facts), services: [...new Set(facts.members.map(({ change }) => change.fields.service).filter((name) => name !== ''))], blockers: blockersOf(release, releasePieces(release, facts, context.now)), updatedAt: release.updatedAt,
  };
}

function list(context: ReadContext, { text, state, from, to, limit, after }: Input<'release.list'>): Output<'release.list'> {
  const every = context.listSheets(releaseSheet);
  const words = (text ?? '').toLowerCase().split(/\s+/).filter(Boolean);
  const fits = (release: Release): boolean => {
    const { startsAt, endsAt } = release.window.value;
    return (!state?.length || state.includes(release.state)) && (from === undefined || (endsAt !== null && endsAt >= from)) && (to === undefined || (startsAt !== null && startsAt < to)) && words.every((word) => `${release.number} ${release.name.value}`.toLowerCase().includes(word));
  };
  const shown = every.filter(fits);
  const start = Number(after ?? 0) || 0;
  return {
    rows: shown.slice(start, start + limit).map((release) => rowOf(context, release)), total: shown.length, next: start + limit < shown.length ? String(start + limit) : null,
    counts: Object.fromEntries(releaseStates.map((one) => [one, every.filter((release) => release.state === one).length])), mayPlan: may(mayPlan(context)),
  };
}

const shown = (value: Json): string => (typeof value === 'string' ? value : value === null ? '' : Array.isArray(value) ? value.join(', ') : Object.values(value).filter((one) => typeof one === 'string').join(' to '));
function alsoWritten(context: ReadContext, release: Release): ReleaseRecord['also'] {
  return (['name', 'objective', 'window', 'types', 'owner', 'businessOwner'] as const).flatMap((field) => (release[field] as Kept<Json>).losers.map(({ value, by, at }) => ({
    field, value: field === 'owner' || field === 'businessOwner' ? (typeof value === 'string' ? nameOf(context, value) : 'nobody') : shown(value), by: nameOf(context, by), at,
  })));
}

function packagesOf(release: Release, { members, graph, labels, names, policy }: ReleaseFacts): ReleaseRecord['packages'] {
  return standingsOf(release.packages, { members, edges: graph.edges, itemNames: labels }, policy).map((standing) => {
    const { name, boundary, backout, owner, changes, items } = release.packages.find(({ id }) => id === standing.id)!;
    return { ...standing, name, boundary, backout, owner: owner === null ? null : { id: owner, name: names[owner] ?? '' }, changes: changes.map((id) => labels[id] ?? id), named: items.map((id) => ({ id, name: labels[id] ?? id })) };
  });
}

function show(context: ReadContext, { release: ref }: Input<'release.show'>): ReleaseRecord {
  const release = context.loadRelease(ref);
  const facts = context.releaseFactsOf(release);
  const pieces = releasePieces(release, facts, context.now);
  const person = (id: string | null): ReleaseRecord['owner'] => (id === null ? null : { id, name: nameOf(context, id) });
  const said = <T extends { by: string }>(one: T): T => ({ ...one, by: nameOf(context, one.by) });
  const { derived, unclassified, undelivered } = compareContent(itemsOf(facts.members), release.types.value);
  const { id, number, state, exclusions, baseline, noneExcluded, updatedAt } = release;
  return {
    id, number, name: release.name.value, state, ...release.window.value, ...inherited(context, facts), impactIndex: indexOf(facts), blockers: blockersOf(release, pieces), updatedAt, objective: release.objective.value, version: context.db.get<{ n: number }>('SELECT count(*) AS n FROM event WHERE subject = ?', subjectOf('release', id))?.n ?? 0,
    owner: person(release.owner.value), businessOwner: person(release.businessOwner.value), types: release.types.value, derived, unclassified, undelivered: facts.members.length === 0 ? [] : undelivered,
    changes: facts.members.map(releaseChangeOf), exclusions, noneExcluded: noneExcluded && said(noneExcluded), baseline: baseline && said(baseline), pieces, next: nextStep(release), also: alsoWritten(context, release),
    teams: release.teams.map((team) => ({ id: team.id, name: team.name, lead: person(team.lead)!, answer: team.answer?.answer ?? null, note: team.answer?.note ?? '', at: team.answer?.at ?? null, mayAnswer: may(mayAnswer(release, team, nameOf(context, team.lead), context)) })),
    duties: release.duties.map((duty) => ({ ...duty, isOverdue: duty.dueOn !== null && duty.dueOn < context.now.slice(0, 10) })),
    packages: packagesOf(release, facts), packaging: release.packaging && said(release.packaging),
    may: {
      edit: may(mayEdit(release, context)), scope: may(mayScope(release, context)), baseline: may(mayBaseline(release, pieces, context)), excludeNone: may(mayExcludeNone(release, context)),
      steps: stepsOf[state].map((to) => ({ to, may: may(mayStep(release, to, pieces, context)) })),
    },
  };
}

export const releaseQueries = {
  'release.list': list, 'release.show': show, 'release.history': (context, { release, limit, after }) => historyOf(context, subjectOf('release', context.loadRelease(release).id), { limit, after }),
} satisfies Partial<QueryHandlers>;
