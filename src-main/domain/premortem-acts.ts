// What may be done in a pre-mortem, and the events it makes (RISK-06).
import type { Dossier } from './dossier.ts';
import type { DomainEvent, EventType, Json } from './event.ts';
import { subjectOf } from './event.ts';
import { rateFailureMode } from './fmea-acts.ts';
import type { FailureWords, Rating } from './fmea.ts';
import { nameKey } from './item.ts';
import type { Cluster, PremortemSession, Task } from './premortem.ts';
import { clustersOf, currentSession, functionsOf, proposeClusters, topClusters, votesLeft, writersOf } from './premortem.ts';
import { mayFill } from './risk-acts.ts';
import { accept, firstRefusal, refuse } from './verdict.ts';
import type { By, Refused, Verdict } from './verdict.ts';

type Events = Verdict<DomainEvent>;
const event = ({ change }: Dossier, type: EventType, data: Record<string, Json>, text?: Record<string, Json>): DomainEvent => ({ type, subject: subjectOf('change', change.id), data, ...(text ? { text } : {}) });

type Stage = 'writing' | 'ranking' | 'closed';
export const stageOf = ({ opened, closed }: Pick<PremortemSession, 'opened' | 'closed'>): Stage => (closed ? 'closed' : opened ? 'ranking' : 'writing');
/** Does something in the session that runs, when it is at one of these stages. */
function inSession(dossier: Dossier, stages: readonly Stage[], by: By, rule: (session: PremortemSession) => Events): Events {
  const session = currentSession(dossier.analysis.premortem);
  const no = mayFill(dossier, by);
  if (no) return no;
  if (session === null) return refuse('premortem_missing', { change: dossier.change.number });
  return stages.includes(stageOf(session)) ? rule(session) : refuse('premortem_stage', { stage: stageOf(session) });
}

/** RISK-06: a new session; one that was left unfinished stays on record and counts for nothing. */
export const startPremortem = (dossier: Dossier, { session, minutes }: { session: string; minutes: number }, by: By): Events => mayFill(dossier, by) ?? accept(event(dossier, 'risk.premortemStarted', { session, minutes }));

/** Nobody takes part twice: one person of two functions is still one. */
export const joinPremortem = (dossier: Dossier, { participant, name, function: of }: { participant: string; name: string; function: string }, by: By): Events => inSession(dossier, ['writing', 'ranking'], by, (session) =>
  (session.participants.some((one) => nameKey(one.name) === nameKey(name)) ? refuse('premortem_joined', { person: name }, { field: 'name' })
    : accept(event(dossier, 'risk.premortemJoined', { session: session.id, participant }, { name: name.trim(), function: of.trim() }))));

export const writeCause = (dossier: Dossier, { cause, participant: ref, text }: { cause: string; participant: string; text: string }, by: By): Events => inSession(dossier, ['writing'], by, (session) => {
  const participant = session.participants.find(({ id, name }) => id === ref || nameKey(name) === nameKey(ref));
  return participant ? accept(event(dossier, 'risk.premortemCauseWritten', { session: session.id, cause, participant: participant.id }, { cause: text.trim() })) : refuse('record_missing', { record: 'participant', id: ref }, { field: 'participant' });
});

/** RISK-06: ends the writing; what was written is laid open, with a first proposal of what belongs together. */
export const openCauses = (dossier: Dossier, by: By): Events => inSession(dossier, ['writing'], by, (session) =>
  (session.causes.length === 0 ? refuse('premortem_without_causes') : accept(event(dossier, 'risk.premortemOpened', { session: session.id, clusters: proposeClusters(session.causes) }))));

const clusterIn = (session: PremortemSession, ref: string): Cluster | undefined => clustersOf(session).find(({ id, rank }) => id === ref || String(rank) === ref);
const noCluster = (ref: string): Refused => refuse('record_missing', { record: 'cluster', id: ref }, { field: 'cluster' });

/** Puts a cause with others, or on its own where `cluster` is its own id. The causes of a cluster that it gave its id to come along under another one. */
export const clusterCause = (dossier: Dossier, { cause: id, cluster: ref }: { cause: string; cluster: string }, by: By): Events => inSession(dossier, ['ranking'], by, (session) => {
  const from = clustersOf(session).find(({ causes }) => causes.some((one) => one.id === id));
  if (!from) return refuse('record_missing', { record: 'cause', id }, { field: 'cause' });
  const to = ref === id ? id : clusterIn(session, ref)?.id;
  if (to === undefined) return noCluster(ref);
  if (from.id === to && (ref !== id || from.causes.length === 1)) return accept<DomainEvent>();
  const put = (cause: string, cluster: string): DomainEvent => event(dossier, 'risk.premortemClustered', { session: session.id, cause, cluster });
  const left = from.causes.filter((one) => one.id !== id);
  // Who leaves takes their id along; the others need another one to gather under.
  const anew = from.id === id && left.length > 0 ? left.map((one) => put(one.id, left[0]!.id)) : [];
  return accept(put(id, to), ...anew);
});

export const nameCluster = (dossier: Dossier, { cluster: ref, name }: { cluster: string; name: string }, by: By): Events => inSession(dossier, ['ranking'], by, (session) => {
  const cluster = clusterIn(session, ref);
  if (!cluster) return noCluster(ref);
  return cluster.name === name.trim() ? accept<DomainEvent>() : accept(event(dossier, 'risk.premortemClustered', { session: session.id, cluster: cluster.id }, { name: name.trim() }));
});

/** RISK-06: how many votes a cluster got; everybody who wrote has three. */
export const rankCluster = (dossier: Dossier, { cluster: ref, votes }: { cluster: string; votes: number }, by: By): Events => inSession(dossier, ['ranking'], by, (session) => {
  const cluster = clusterIn(session, ref);
  if (!cluster) return noCluster(ref);
  if (cluster.votes === votes) return accept<DomainEvent>();
  const left = votesLeft(session) + cluster.votes;
  return votes > left ? refuse('premortem_votes', { left }, { field: 'votes' }) : accept(event(dossier, 'risk.premortemRanked', { session: session.id, cluster: cluster.id, votes }));
});

export type Disposing = { cluster: string } & ({ as: 'task'; task: Task } | { as: 'failure-mode'; row: string; words: FailureWords; rating: Rating });
/** RISK-06: a cluster becomes a task with an owner, or a row of the worksheet that remembers where it came from. */
export const disposeCluster = (dossier: Dossier, { cluster: ref, ...how }: Disposing, by: By): Events => inSession(dossier, ['ranking'], by, (session) => {
  const cluster = clusterIn(session, ref);
  if (!cluster) return noCluster(ref);
  const placed = { session: session.id, cluster: cluster.id };
  if (how.as === 'task') return accept(event(dossier, 'risk.premortemDisposed', { ...placed, as: 'task', dueOn: how.task.dueOn }, { action: how.task.action, owner: how.task.owner }));
  const rated = rateFailureMode(dossier, { row: how.row, isNew: true, words: how.words, rating: how.rating, origin: placed }, by);
  return rated.ok ? accept(...rated.events, event(dossier, 'risk.premortemDisposed', { ...placed, as: 'failure-mode', row: how.row })) : rated;
});

export const finishTask = (dossier: Dossier, ref: string, by: By): Events => inSession(dossier, ['ranking', 'closed'], by, (session) => {
  const cluster = clusterIn(session, ref);
  if (cluster?.disposition?.value.as !== 'task') return refuse('record_missing', { record: 'task of the pre-mortem', id: ref }, { field: 'cluster' });
  return cluster.isDone ? accept<DomainEvent>() : accept(event(dossier, 'risk.premortemTaskDone', { session: session.id, cluster: cluster.id, asOf: cluster.disposition.at }));
});

/** RISK-06: what a session needs before it counts: people, functions, and a disposition of each of the top causes. */
export function whyNotClosed(session: PremortemSession, { policy }: Pick<Dossier, 'policy'>): Refused | null {
  const { leastPeople, leastFunctions } = policy.premortem;
  const writers = writersOf(session);
  const functions = functionsOf(writers);
  // What was written in private is not told by a refusal either.
  const open = session.opened === null ? [] : topClusters(session, policy).filter(({ disposition }) => disposition === null);
  return firstRefusal(writers.length < leastPeople ? refuse('premortem_few_people', { have: writers.length, need: leastPeople }) : null,
    functions.length < leastFunctions ? refuse('premortem_few_functions', { have: functions, need: leastFunctions }) : null,
    session.opened === null ? refuse('premortem_stage', { stage: 'writing' }) : null, open.length > 0 ? refuse('premortem_undisposed', { causes: open.map(({ name }) => name) }) : null);
}
export const closePremortem = (dossier: Dossier, by: By): Events => inSession(dossier, ['writing', 'ranking'], by, (session) =>
  whyNotClosed(session, dossier) ?? accept(event(dossier, 'risk.premortemClosed', { session: session.id })));
