// Failure modes, pre-mortem and coverage of a change for the screen (RISK-05 to RISK-07).
import type { FailureMode, Premortem, PremortemCluster } from '#contract/analysis.ts';
import type { Output } from '#contract/index.ts';
import { needsPremortem } from '../domain/analysis-pieces.ts';
import { coverageCredit } from '../domain/coverage-credit.ts';
import type { Dossier } from '../domain/dossier.ts';
import { later } from '../domain/emergency-clocks.ts';
import type { Json } from '../domain/event.ts';
import { acceptanceOf, isActionDone, isBlocking, rowStanding, rpnOf } from '../domain/fmea.ts';
import type { FailureRow, Rating } from '../domain/fmea.ts';
import * as rows from '../domain/fmea-acts.ts';
import { clustersOf, completedSession, currentSession, functionsOf, topClusters, votesLeft, writersOf } from '../domain/premortem.ts';
import type { Cluster, Disposition, PremortemSession } from '../domain/premortem.ts';
import { stageOf, whyNotClosed } from '../domain/premortem-acts.ts';
import { mayFill } from '../domain/risk-acts.ts';
import { scoreOf } from '../domain/risk-score.ts';
import type { Kept } from '../domain/sheet.ts';
import type { QueryHandlers, ReadContext } from '../ports.ts';
import { may, nameOf } from './change.ts';

type Also = { said: string; by: string; at: string }[];
const alsoOf = <T extends Json>(context: ReadContext, kept: Kept<T> | null, say: (value: T) => string): Also => (kept?.losers ?? []).map((lost) => ({ said: say(lost.value), by: nameOf(context, lost.by), at: lost.at }));
const dossierFor = (context: ReadContext, ref: string): Dossier => context.dossierOf(context.loadChange(ref));

const ratedOf = (context: ReadContext, { value, by, at }: Kept<Rating>): FailureMode['original'] => ({ ...value, rpn: rpnOf(value), by: nameOf(context, by), at });
const sayRating = (rating: Rating): string => `${rating.severity} × ${rating.occurrence} × ${rating.detection} = ${rpnOf(rating)}`;

function actionOf(context: ReadContext, row: FailureRow): FailureMode['action'] {
  if (row.action === null) return null;
  const { value } = row.action;
  const done = isActionDone(row) ? row.done : null;
  return { ...value, isDone: done !== null, doneBy: done && nameOf(context, done.by), doneAt: done && done.at, isLate: done === null && value.dueOn !== '' && value.dueOn < context.now.slice(0, 10) };
}

/** What the cluster a row came out of is called. */
function originOf({ origin }: FailureRow, { analysis: { premortem } }: Dossier): string | null {
  const session = origin === null ? undefined : premortem?.sessions.find(({ id }) => id === origin.session);
  return session === undefined ? null : clustersOf(session).find(({ id }) => id === origin!.cluster)?.name ?? 'pre-mortem';
}

function rowOf(context: ReadContext, row: FailureRow, dossier: Dossier, number: number): FailureMode {
  const service = dossier.service?.id ?? null;
  const standing = rowStanding(row, dossier.policy, service);
  const acceptance = standing === 'accepted' ? acceptanceOf(row, service) : null;
  return {
    id: row.id, number, ...row.words.value, by: nameOf(context, row.by), at: row.at, original: ratedOf(context, row.original), again: row.again && ratedOf(context, row.again), standing, isBlocking: isBlocking(standing), action: actionOf(context, row),
    acceptance: acceptance && { by: nameOf(context, acceptance.by), at: acceptance.at, reason: acceptance.reason }, dropped: row.dropped && { by: nameOf(context, row.dropped.by), reason: row.dropped.reason }, origin: originOf(row, dossier),
    also: [...alsoOf(context, row.words, ({ failureMode, effect }) => `${failureMode}, ${effect}`), ...alsoOf(context, row.original, sayRating), ...alsoOf(context, row.again, (value) => `after the action ${sayRating(value)}`), ...alsoOf(context, row.action, ({ action, owner }) => `${action}, ${owner}`)],
    may: { rewrite: may(mayFill(dossier, context) ?? rows.mayRewrite(row)), finish: may(mayFill(dossier, context) ?? rows.mayFinishAction(row)), rateAgain: may(mayFill(dossier, context) ?? rows.mayRateAgain(row)) },
  };
}

function showFmea(context: ReadContext, ref: string): Output<'fmea.show'> {
  const dossier = dossierFor(context, ref);
  const all = (dossier.analysis.fmea?.rows ?? []).map((row, i) => rowOf(context, row, dossier, i + 1));
  const { actAt, actAtSeverity } = dossier.policy.fmea;
  return { id: dossier.change.id, number: dossier.change.number, rows: all, blocking: all.filter((row) => row.isBlocking).length, actAt, actAtSeverity, may: { fill: may(mayFill(dossier, context)), accept: may(rows.mayAcceptResidual(dossier, context)) } };
}

function dispositionOf({ disposition, isDone }: Cluster, { analysis: { fmea } }: Dossier): PremortemCluster['disposition'] {
  if (disposition === null) return null;
  const { value } = disposition;
  if (value.as === 'task') return { as: 'task', ...value.task, isDone };
  const place = fmea?.rows.findIndex(({ id }) => id === value.row) ?? -1;
  const row = fmea?.rows[place];
  return { as: 'failure-mode', row: value.row, number: row ? place + 1 : null, failureMode: row?.words.value.failureMode ?? '', rpn: row ? rpnOf(row.original.value) : null };
}
const sayDisposition = (value: Disposition): string => (value.as === 'task' ? `task: ${value.task.action}, ${value.task.owner}` : 'a failure mode');

function clusterRows(context: ReadContext, session: PremortemSession, dossier: Dossier): PremortemCluster[] {
  const top = new Set(topClusters(session, dossier.policy).map(({ id }) => id));
  return clustersOf(session).map((cluster) => ({
    id: cluster.id, name: cluster.name, rank: cluster.rank, votes: cluster.votes, isTop: top.has(cluster.id), causes: cluster.causes.map(({ id, text }) => ({ id, text })), disposition: dispositionOf(cluster, dossier), also: alsoOf(context, cluster.disposition, sayDisposition),
  }));
}

/** What was written in private is not told while others still write. */
function sessionOf(context: ReadContext, session: PremortemSession, dossier: Dossier): Premortem {
  const stage = stageOf(session);
  return {
    id: session.id, stage, minutes: session.minutes, startedAt: session.startedAt, endsAt: later(session.startedAt, session.minutes), facilitator: nameOf(context, session.facilitator), closedAt: session.closed?.at ?? null,
    participants: session.participants.map(({ id, name, function: of }) => ({ id, name, function: of, causes: session.causes.filter(({ participant }) => participant === id).length })), causes: session.causes.length,
    clusters: stage === 'writing' ? [] : clusterRows(context, session, dossier), votesLeft: votesLeft(session), functions: functionsOf(writersOf(session)), mayClose: may(mayFill(dossier, context) ?? whyNotClosed(session, dossier)),
  };
}

function showPremortem(context: ReadContext, ref: string): Output<'premortem.show'> {
  const dossier = dossierFor(context, ref);
  const { analysis: { premortem }, change, policy } = dossier;
  const session = currentSession(premortem);
  return {
    id: change.id, number: change.number, isNeeded: needsPremortem(dossier, scoreOf(dossier, context.now).tier), isCompleted: completedSession(premortem) !== null, session: session && sessionOf(context, session, dossier), policy: policy.premortem, may: may(mayFill(dossier, context)),
  };
}

/** The credit as screens and jobs tell it. */
export function creditOf(context: ReadContext, dossier: Dossier): Pick<Output<'coverage.show'>, 'points' | 'report' | 'checks'> {
  const { points, report, checks } = coverageCredit(dossier, context.now);
  if (report === null) return { points, report, checks };
  const { tests: { commit: _commit, madeAt: _madeAt, ...tests }, by, ...rest } = report;
  return { points, report: { ...rest, tests, by: nameOf(context, by) }, checks };
}

function showCoverage(context: ReadContext, ref: string): Output<'coverage.show'> {
  const dossier = dossierFor(context, ref);
  const { analysis: { coverage }, change, policy: { coverage: { credit, leastLines, days } } } = dossier;
  const commit = coverage?.commit ?? null;
  return {
    id: change.id, number: change.number, commit: commit && { commit: commit.value, by: nameOf(context, commit.by), at: commit.at, also: alsoOf(context, commit, (value) => value) },
    ...creditOf(context, dossier), credit, leastLines, days, may: may(mayFill(dossier, context)),
  };
}

export const analysisQueries = {
  'fmea.show': (context, { change }) => showFmea(context, change),
  'premortem.show': (context, { change }) => showPremortem(context, change),
  'coverage.show': (context, { change }) => showCoverage(context, change),
} satisfies Partial<QueryHandlers>;
