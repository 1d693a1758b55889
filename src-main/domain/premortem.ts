// A pre-mortem as its events leave it: who took part, what they wrote in private, how the causes were clustered and ranked, and what became of them (RISK-06).
import type { Json, StampedEvent } from './event.ts';
import { idOf } from './event.ts';
import { nameKey } from './item.ts';
import { recordIn, textIn, textsIn, wholeIn } from './json-values.ts';
import type { Cause } from './past.ts';
import type { PolicyDocument } from './policy-document.ts';
import type { Kept } from './sheet.ts';
import { sheet, writeKept } from './sheet.ts';

type Done = { by: string; at: string };
export type Participant = { id: string; name: string; function: string };
/** `cluster` is the id of the cause it was put with; null while it stands alone. */
export type WrittenCause = Done & { id: string; participant: string; text: string; cluster: Kept<string> | null };
export type Task = { action: string; owner: string; dueOn: string };
/** What became of a cluster: a task, or a row of the failure mode worksheet. */
export type Disposition = { as: 'task'; task: Task } | { as: 'failure-mode'; row: string };
/** What is said of a cluster; its id is that of one of its causes. */
export type ClusterFacts = { id: string; name: Kept<string> | null; votes: Kept<number> | null; disposition: Kept<Disposition> | null; done: (Done & { asOf: string }) | null };
export type PremortemSession = {
  id: string; minutes: number; startedAt: string; facilitator: string; participants: Participant[]; causes: WrittenCause[]; clusters: ClusterFacts[];
  /** When writing ended and the causes were laid open. */
  opened: Done | null; closed: Done | null;
};
export type PremortemState = { sessions: PremortemSession[] };

const said = ({ by, at }: StampedEvent): Done => ({ by: idOf(by), at });
type Fold = (session: PremortemSession, event: StampedEvent, cause: Cause | undefined) => PremortemSession;

const joined: Fold = (session, { data, text }) => {
  const id = textIn(data['participant']);
  if (id === '' || session.participants.some((one) => one.id === id)) return session;
  return { ...session, participants: [...session.participants, { id, name: textIn(text['name']) || '(erased)', function: textIn(text['function']) }] };
};

const wrote: Fold = (session, event) => {
  const id = textIn(event.data['cause']);
  if (id === '' || session.causes.some((one) => one.id === id)) return session;
  return { ...session, causes: [...session.causes, { id, participant: textIn(event.data['participant']), text: textIn(event.text['cause']) || '(erased)', cluster: null, ...said(event) }] };
};

const place = (session: PremortemSession, id: string, cluster: string, { event, cause }: { event: StampedEvent; cause: Cause | undefined }): PremortemSession =>
  ({ ...session, causes: session.causes.map((one) => (one.id === id ? { ...one, cluster: writeKept(one.cluster ?? undefined, cluster, event, { key: `premortem:${id}:cluster`, cause }) } : one)) });

const opened: Fold = (session, event, cause) => {
  const groups = Array.isArray(event.data['clusters']) ? event.data['clusters'].map(recordIn) : [];
  const start: PremortemSession = { ...session, opened: session.opened ?? said(event) };
  return groups.reduce<PremortemSession>((now, group) => {
    const cluster = textIn(group['cluster']);
    return cluster === '' ? now : textsIn(group['causes']).reduce<PremortemSession>((then, id) => place(then, id, cluster, { event, cause }), now);
  }, start);
};

function describe(session: PremortemSession, id: string, change: (facts: ClusterFacts) => ClusterFacts): PremortemSession {
  if (id === '') return session;
  const known = session.clusters.find((one) => one.id === id);
  const after = change(known ?? { id, name: null, votes: null, disposition: null, done: null });
  return { ...session, clusters: known ? session.clusters.map((one) => (one.id === id ? after : one)) : [...session.clusters, after] };
}

const clustered: Fold = (session, event, cause) => {
  const [id, cluster, name] = [textIn(event.data['cause']), textIn(event.data['cluster']), textIn(event.text['name'])];
  const moved = id === '' || cluster === '' ? session : place(session, id, cluster, { event, cause });
  return name === '' ? moved : describe(moved, cluster, (facts) => ({ ...facts, name: writeKept(facts.name ?? undefined, name, event, { key: `premortem:${cluster}:name`, cause }) }));
};

const ranked: Fold = (session, event, cause) => {
  const [cluster, votes] = [textIn(event.data['cluster']), wholeIn(event.data['votes'], 0, 1000)];
  return votes === null ? session : describe(session, cluster, (facts) => ({ ...facts, votes: writeKept(facts.votes ?? undefined, votes, event, { key: `premortem:${cluster}:votes`, cause }) }));
};

function dispositionIn({ data, text }: Pick<StampedEvent, 'data' | 'text'>): Disposition | null {
  if (data['as'] === 'task') return { as: 'task', task: { action: textIn(text['action']) || '(erased)', owner: textIn(text['owner']), dueOn: textIn(data['dueOn']) } };
  const row: Json | undefined = data['row'];
  return data['as'] === 'failure-mode' && typeof row === 'string' && row !== '' ? { as: 'failure-mode', row } : null;
}
const disposed: Fold = (session, event, cause) => {
  const cluster = textIn(event.data['cluster']);
  const disposition = dispositionIn(event);
  return disposition === null ? session : describe(session, cluster, (facts) => ({ ...facts, disposition: writeKept(facts.disposition ?? undefined, disposition, event, { key: `premortem:${cluster}:disposition`, cause }) }));
};
const taskDone: Fold = (session, event) => describe(session, textIn(event.data['cluster']), (facts) => ({ ...facts, done: { ...said(event), asOf: textIn(event.data['asOf']) } }));
const closed: Fold = (session, event) => ({ ...session, closed: session.closed ?? said(event) });

const folds = {
  'risk.premortemJoined': joined, 'risk.premortemCauseWritten': wrote, 'risk.premortemOpened': opened, 'risk.premortemClustered': clustered, 'risk.premortemRanked': ranked,
  'risk.premortemDisposed': disposed, 'risk.premortemTaskDone': taskDone, 'risk.premortemClosed': closed,
} as const satisfies Partial<Record<StampedEvent['type'], Fold>>;
const isFolded = (type: string): type is keyof typeof folds => Object.hasOwn(folds, type);

export const premortemSheet = sheet<PremortemState>({
  name: 'premortem', kind: 'change', types: ['risk.premortemStarted', ...Object.keys(folds).filter(isFolded)],
  fold: (before, event, cause) => {
    const id = textIn(event.data['session']);
    const sessions = before?.sessions ?? [];
    if (event.type === 'risk.premortemStarted') {
      const minutes = wholeIn(event.data['minutes'], 1, 600);
      if (id === '' || minutes === null || sessions.some((one) => one.id === id)) return before;
      return { sessions: [...sessions, { id, minutes, startedAt: event.at, facilitator: idOf(event.by), participants: [], causes: [], clusters: [], opened: null, closed: null }] };
    }
    const { type } = event;
    if (!isFolded(type) || !sessions.some((one) => one.id === id)) return before;
    return { sessions: sessions.map((one) => (one.id === id ? folds[type](one, event, cause) : one)) };
  },
});

/** A group of causes. `name` is what somebody called it, else the words of the cause that gave it its id; `rank` counts from 1. */
export type Cluster = { id: string; name: string; causes: WrittenCause[]; votes: number; rank: number; disposition: Kept<Disposition> | null; isDone: boolean };

/** The clusters, the one with the most votes first; of equals the one with more causes, then the one written first. */
export function clustersOf({ causes, clusters }: Pick<PremortemSession, 'causes' | 'clusters'>): Cluster[] {
  const known = new Set(causes.map(({ id }) => id));
  const keyOf = (one: WrittenCause): string => (one.cluster && known.has(one.cluster.value) ? one.cluster.value : one.id);
  const ids = [...new Set(causes.map(keyOf))];
  const all = ids.map((id) => {
    const facts = clusters.find((one) => one.id === id);
    const own = causes.filter((one) => keyOf(one) === id);
    const disposition = facts?.disposition ?? null;
    return { id, name: facts?.name?.value ?? (own.find((one) => one.id === id) ?? own[0]!).text, causes: own, votes: facts?.votes?.value ?? 0, disposition, isDone: disposition !== null && facts?.done?.asOf === disposition.at };
  });
  return all.toSorted((a, b) => b.votes - a.votes || b.causes.length - a.causes.length || ids.indexOf(a.id) - ids.indexOf(b.id)).map((one, i) => ({ ...one, rank: i + 1 }));
}

const common = new Set(['about', 'after', 'again', 'because', 'been', 'before', 'could', 'from', 'have', 'into', 'nobody', 'somebody', 'that', 'their', 'them', 'then', 'there', 'they', 'this', 'under', 'until', 'very', 'were', 'what', 'when', 'which', 'while', 'will', 'with', 'without', 'would']);
/** Words of four letters and more without their endings, so that “certificates expired” meets “expired certificate”. */
const stems = (text: string): Set<string> => new Set((text.normalize('NFD').replace(/\p{M}/gu, '').toLocaleLowerCase('en').match(/[\p{L}\p{N}]{4,}/gu) ?? []).filter((word) => !common.has(word)).map((word) => word.slice(0, 6)));
function isAlike(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  const shared = [...a].filter((word) => b.has(word)).length;
  return shared >= 2 || (shared === 1 && Math.min(a.size, b.size) <= 2);
}

/** RISK-06: causes that share their words, put together as a first proposal; people move them afterwards. A cluster bears the id of its first cause. */
export function proposeClusters(causes: readonly Pick<WrittenCause, 'id' | 'text'>[]): { cluster: string; causes: string[] }[] {
  const groups: { cluster: string; causes: string[]; words: Set<string>[] }[] = [];
  for (const { id, text } of causes) {
    const words = stems(text);
    const [first, ...others] = groups.filter((group) => group.words.some((known) => isAlike(known, words)));
    if (!first) { groups.push({ cluster: id, causes: [id], words: [words] }); continue; }
    for (const other of others) {
      first.causes.push(...other.causes);
      first.words.push(...other.words);
      groups.splice(groups.indexOf(other), 1);
    }
    first.causes.push(id);
    first.words.push(words);
  }
  return groups.map(({ cluster, causes: ids }) => ({ cluster, causes: ids }));
}

/** The session that runs or ran last; one that was begun anew takes the place of one that was not closed. */
export const currentSession = (state: PremortemState | null): PremortemSession | null => state?.sessions.at(-1) ?? null;
export const completedSession = (state: PremortemState | null): PremortemSession | null => state?.sessions.findLast(({ closed: end }) => end !== null) ?? null;

/** Those who wrote a cause, each name once. */
export const writersOf = ({ participants, causes }: Pick<PremortemSession, 'participants' | 'causes'>): Participant[] =>
  participants.filter((one, i) => causes.some(({ participant }) => participant === one.id) && !participants.slice(0, i).some((other) => nameKey(other.name) === nameKey(one.name) && causes.some(({ participant }) => participant === other.id)));
export const functionsOf = (people: readonly Participant[]): string[] => [...new Map(people.map((one) => [nameKey(one.function), one.function])).entries()].filter(([key]) => key !== '').map(([, name]) => name);
/** The clusters that need a disposition: the first ones, as many as the policy says. */
export const topClusters = (session: PremortemSession, { premortem: { topCauses } }: Pick<PolicyDocument, 'premortem'>): Cluster[] => clustersOf(session).slice(0, topCauses);
/** How many votes may be given altogether: three for each who wrote. */
export const votesPerPerson = 3;
export const votesLeft = (session: PremortemSession): number => writersOf(session).length * votesPerPerson - clustersOf(session).reduce((sum, { votes }) => sum + votes, 0);
