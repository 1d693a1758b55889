// Random histories: what laptops do apart, and whether they end alike. One seed, one history.
import { AppError } from '../../src-main/app-error.ts';
import type { DomainEvent, Json } from '../../src-main/domain/event.ts';
import { subjectOf } from '../../src-main/domain/event.ts';
import { seeded } from '../../src-main/sample/random.ts';
import type { Random } from '../../src-main/sample/random.ts';
import { seenBy } from '../../src-main/store/causality.ts';
import { rebuild } from '../../src-main/store/rebuild.ts';
import { findPerson } from '../../src-main/store/records.ts';
import { findChange } from '../../src-main/store/projections/change.ts';
import { bundleFrom, cloneOf, digestsOf, laptopsOf, receive, siteOf, template } from './laptops.ts';
import type { Appended } from '../../src-main/store/event-log.ts';
import type { Group, Laptop } from './laptops.ts';

export type Outcome = { differences: string[]; conflicts: number; forks: number; erasures: number; revocations: number; pending: number; settled: number };
export const startingPoint = template;

type Act = Omit<DomainEvent, 'subject'>;
type Scene = { group: Group; random: Random; changes: string[]; meetings: string[]; letters: Map<string, number>; outcome: Outcome };
const signed = (role: string): { role: string; rev: string; supersedes: Json[] } => ({ role, rev: '', supersedes: [] });

function numberAt(laptop: Laptop, letter: string): string {
  return laptop.store.nextNumber(letter);
}

const ops: Record<string, (scene: Scene, laptop: Laptop) => Appended[]> = {
  create: (scene, laptop) => {
    const id = scene.random.uuid();
    scene.changes.push(id);
    return [{ type: 'change.created', subject: subjectOf('change', id), by: 'person:requester', data: { number: numberAt(laptop, 'C'), type: 'normal' }, text: { title: `Change ${scene.changes.length}`, requester: 'Zoe', owner: 'Zoe', service: scene.random.pick(['Cards', 'Payments']) } }];
  },
  edit: (scene, laptop) => onChange(scene, laptop, () => ({ type: 'change.edited', data: {}, text: { [scene.random.pick(['title', 'description', 'owner'])]: `text ${scene.random.between(1, 3)}` } })),
  editMaterial: (scene, laptop) => onChange(scene, laptop, (): Act => (scene.random.chance(0.5)
    ? { type: 'change.edited', data: { plannedStartAt: `2026-12-0${scene.random.between(1, 4)}T05:00:00.000Z` } } : { type: 'change.edited', data: {}, text: { backoutPlan: `plan ${scene.random.between(1, 3)}` } })),
  move: (scene, laptop) => onChange(scene, laptop, () => scene.random.pick<Act>([
    { type: 'change.submitted', data: { next: 'assessment' } }, { type: 'change.assessed', data: { score: scene.random.between(10, 90) } }, { type: 'change.returned', data: {}, text: { reason: 'r' } },
    { type: 'change.scheduled', data: {} }, { type: 'change.implementationStarted', data: {} }, { type: 'change.validated', data: { outcome: scene.random.pick(['successful', 'rolled-back']) } }, { type: 'change.implementationFinished', data: { actualEndAt: `2026-12-0${scene.random.between(1, 3)}T06:00:00.000Z` } },
    { type: 'change.importUpdated', data: { outcome: 'failed', tier: scene.random.pick(['low', 'high']) } }, { type: 'change.conflictSettled', data: { field: 'outcome', outcome: 'rolled-back', settles: ['outcome'] } }, { type: 'change.conflictSettled', data: { field: 'score', score: 33, settles: ['score', 'tier'] } }, { type: 'change.cancelled', data: {}, text: { reason: 'c' } },
  ])),
  // What a rule would refuse is not written: here the role must still be held.
  decide: (scene, laptop) => (findPerson(laptop.store.db, laptop.person.id)?.roles.includes('chair') !== true ? [] : onChange(scene, laptop, (id) => {
    const change = findChange(laptop.store.db, id);
    const verdict = scene.random.pick(['approved', 'approved', 'deferred', 'rejected', 'approved-with-conditions', 'noted']);
    const rev = scene.random.chance(0.9) ? change?.revision ?? '' : 'f'.repeat(64);
    const text: Record<string, Json> = verdict === 'approved-with-conditions' ? { conditions: [{ text: 'Watch it', owner: 'Zoe', dueOn: '2026-12-01', when: 'before', isBlocking: true }] } : { reason: `because ${scene.random.between(1, 2)}` };
    return { type: 'cab.decisionRecorded', data: { decision: scene.random.uuid(), meeting: scene.meetings.length > 0 && scene.random.chance(0.5) ? scene.random.pick(scene.meetings) : '', verdict, policy: 'p', ...signed('chair'), rev, ...(verdict === 'deferred' ? { deferredTo: '2026-12-08' } : {}) }, text };
  })),
  link: (scene, laptop) => onChange(scene, laptop, () => ({ type: 'change.linked', data: { kind: 'affects', to: scene.random.pick(['x', 'y']) } })),
  undo: (scene, laptop) => onChange(scene, laptop, () => ({ type: 'change.importUndone', data: {} })),
  hostile: (scene, laptop) => onChange(scene, laptop, () => ({ type: 'change.edited', data: { plannedStartAt: scene.random.pick([5, 'soon', [], {}, null]) as Json, type: 'none' }, text: { title: scene.random.pick([7, [], {}, null]) as Json, items: 'x' } })),
  meeting: (scene, laptop) => {
    const id = scene.random.uuid();
    scene.meetings.push(id);
    return [{ type: 'meeting.created', subject: subjectOf('meeting', id), data: { number: numberAt(laptop, 'M'), board: 'b', startsAt: '2026-12-01T09:00:00.000Z', zone: 'UTC', lengthMinutes: 60 } }];
  },
  inMeeting: (scene) => {
    if (scene.meetings.length === 0 || scene.changes.length === 0) return [];
    const subject = subjectOf('meeting', scene.random.pick(scene.meetings));
    const change = scene.random.pick(scene.changes);
    return [scene.random.pick<DomainEvent>([
      { type: 'meeting.itemAdmitted', subject, data: { change, rank: scene.random.pick(['b', 'm', 'x']), minutes: 5 } }, { type: 'meeting.itemMoved', subject, data: { change, rank: scene.random.pick(['a', 'k', 'z']) } },
      { type: 'meeting.itemDropped', subject, data: { change } }, { type: 'meeting.started', subject, data: {} }, { type: 'meeting.attendanceNoted', subject, data: { person: 'p', status: scene.random.pick(['present', 'late']) } },
      { type: 'meeting.voteCast', subject, data: { change, person: 'p', vote: scene.random.pick(['approve', 'reject']) } }, { type: 'meeting.ended', subject, data: {}, text: { actions: [{ text: `Do ${scene.random.between(1, 2)}`, owner: 'Z', dueOn: '2026-12-02' }] } },
    ])];
  },
  revokeRole: (scene) => {
    const { people } = scene.group.template;
    return [{ type: 'role.revoked', subject: subjectOf('person', scene.random.pick(people).id), data: { ...signed('registrar'), revoked: scene.random.pick(['chair', 'member']) } }];
  },
  board: (scene) => [{ type: 'board.seatGiven', subject: subjectOf('board', 'b'), data: { person: scene.random.pick(['p', 'q']), isVoting: scene.random.chance(0.5) }, text: { function: `f${scene.random.between(1, 3)}` } }],
  mapping: (scene) => [{ type: 'mapping.saved', subject: subjectOf('mapping', scene.random.uuid()), data: {}, text: { mapping: { name: 'Export', v: scene.random.between(1, 5) } } }],
};

function onChange(scene: Scene, laptop: Laptop, make: (id: string) => Act): DomainEvent[] {
  const known = scene.changes.filter((id) => laptop.store.db.get('SELECT 1 FROM event WHERE subject = ?', subjectOf('change', id)));
  if (known.length === 0) return [];
  const id = scene.random.pick(known);
  return [{ ...make(id), subject: subjectOf('change', id) }];
}

function erase(scene: Scene, laptop: Laptop): void {
  const known = laptop.store.db.all<{ subject: string; feed: string; seq: number; place: number }>("SELECT subject, feed, seq, place FROM event WHERE type IN ('change.edited', 'change.created') ORDER BY subject, feed, seq");
  if (known.length === 0) return;
  const { subject, feed, seq, place } = scene.random.pick(known);
  const row = laptop.store.db.get<{ env: Uint8Array }>('SELECT env FROM commit_log WHERE feed = ? AND seq = ?', feed, seq);
  if (!row) return;
  const event = (JSON.parse(Buffer.from(row.env).toString()) as { events: { p?: Record<string, { c: string; k: string }> }[] }).events[place]!;
  const [ref] = Object.values(event.p ?? {});
  if (!ref) return;
  laptop.write({ type: 'payload.redacted', subject, data: { ...signed('registrar'), class: ref.k, commitments: [ref.c], proposedBy: 'person:x' }, text: { reason: 'asked' } });
  scene.outcome.erasures += 1;
}

/** Hands over what one has to another one: since what it had seen, a stale part, or everything, sometimes twice. */
function deliver(scene: Scene): void {
  const { random, group, outcome } = scene;
  const [from, to] = [random.pick(group.laptops), random.pick(group.laptops)];
  if (from === to) return;
  const known = seenBy(from.store.db, to.store.organisation.deviceFeed);
  const since = random.chance(0.3) ? {} : Object.fromEntries(Object.entries(known).map(([feed, count]) => [feed, random.chance(0.1) ? count + 1 : count]));
  const staged = bundleFrom(from, { since, omit: random.chance(0.1) ? ['personal'] : [] });
  for (let times = random.chance(0.2) ? 2 : 1; times > 0; times -= 1) outcome.pending += tryReceive(to, staged);
}

/** A revoked sender is refused; that is right, and somebody else brings its older commits. */
function tryReceive(to: Laptop, staged: Parameters<typeof receive>[1]): number {
  try {
    return receive(to, staged).pending;
  } catch (error) {
    if (error instanceof Error && /sender_revoked|sender_unknown/.test(JSON.stringify(error))) return 0;
    throw error;
  }
}

const weights: [string, number][] = [['create', 3], ['edit', 4], ['editMaterial', 3], ['move', 4], ['decide', 6], ['link', 1], ['undo', 0.3], ['hostile', 0.5], ['meeting', 0.6], ['inMeeting', 3], ['revokeRole', 0.4], ['board', 0.5], ['mapping', 0.3]];
function anOp(random: Random): string {
  let at = random.next() * weights.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [name, weight] of weights) {
    at -= weight;
    if (at <= 0) return name;
  }
  return 'create';
}

/** A laptop whose feed is held has to stop writing; a real one begins a new feed. */
const mayWrite = ({ store }: Laptop): boolean => store.db.get('SELECT 1 FROM held WHERE feed = ?', store.organisation.deviceFeed) === undefined && store.db.get('SELECT 1 FROM device_state WHERE continued_elsewhere = 1') === undefined;

/** What the store refuses is not written: an act of somebody whose role or key was taken away in a history that is held back. */
function unlessVoid(step: () => void): void {
  try {
    step();
  } catch (error) {
    if (!(error instanceof AppError) || error.refusal.code !== 'act_void') throw error;
  }
}

function aStep(scene: Scene): void {
  const { random, group } = scene;
  const laptop = random.pick(group.laptops);
  if (random.chance(0.02)) laptop.clock.now += (random.chance(0.5) ? 1 : -1) * (random.chance(0.2) ? 10 * 365 * 86_400_000 : 50 * 60_000);
  if (random.chance(0.45)) return deliver(scene);
  if (!mayWrite(laptop)) return;
  if (random.chance(0.02)) return erase(scene, laptop);
  if (random.chance(0.03) && group.laptops.length < 6) { cloneOf(group, laptop); scene.outcome.forks += 1; return; }
  if (random.chance(0.02)) return revokeDevice(scene, laptop);
  if (random.chance(0.15)) return settleForks(scene, laptop);
  const events = ops[anOp(random)]!(scene, laptop);
  if (events.length > 0) laptop.write(...events);
}

/** Registrars settle forks with two signatures: one proposes a branch, another one on another laptop confirms it. */
function settleForks(scene: Scene, laptop: Laptop): void {
  const { db } = laptop.store;
  const own = subjectOf('person', laptop.person.id);
  const waiting = db.get<{ id: string; subject: string }>("SELECT id, subject FROM roster_proposal WHERE state = 'pending' AND proposed_by <> ? ORDER BY id LIMIT 1", own);
  if (waiting) return laptop.write({ type: 'roster.confirmed', subject: waiting.subject, data: { ...signed('registrar'), proposal: waiting.id } });
  const fork = db.get<{ feed: string; from_seq: number }>('SELECT feed, from_seq FROM fork WHERE kept IS NULL LIMIT 1');
  if (!fork) return;
  const heads = db.all<{ hash: string }>('SELECT lower(hex(hash)) AS hash FROM commit_log WHERE feed = ? AND seq >= ? UNION SELECT lower(hex(hash)) FROM branch WHERE feed = ? ORDER BY 1', fork.feed, fork.from_seq, fork.feed);
  const subject = subjectOf('device', fork.feed);
  laptop.write({ type: 'roster.proposed', subject, data: { ...signed('registrar'), proposal: scene.random.uuid(), entry: { t: 'fork.resolved', s: subject, d: { feed: fork.feed, keepHead: scene.random.pick(heads).hash } } }, text: { reason: 'seen' } });
  scene.outcome.settled += 1;
}

function revokeDevice(scene: Scene, laptop: Laptop): void {
  const other = scene.random.pick(scene.group.laptops);
  const feed = other.store.organisation.deviceFeed;
  const head = laptop.store.log.head(feed);
  if (feed === laptop.store.organisation.deviceFeed || !head) return;
  const { count, hash } = head;
  const keep = Math.max(1, count - scene.random.between(0, 2));
  laptop.write({ type: 'device.revoked', subject: subjectOf('device', feed), data: { ...signed('registrar'), feed, lastSeq: keep - 1, lastHash: hash }, text: { reason: 'lost' } });
  scene.outcome.revocations += 1;
}

/** Plays a history and compares every table of every laptop, and each with its own rebuild. */
export function aHistory(start: Awaited<ReturnType<typeof template>>, seed: number, look?: (laptops: readonly Laptop[]) => void): Outcome {
  const random = seeded(seed);
  const group = laptopsOf(start, 4);
  const scene: Scene = { group, random, changes: [], meetings: [], letters: new Map(), outcome: { differences: [], conflicts: 0, forks: 0, erasures: 0, revocations: 0, pending: 0, settled: 0 } };
  try {
    for (let step = random.between(10, 45); step > 0; step -= 1) unlessVoid(() => { aStep(scene); });
    // Sometimes people meet in between, hear of everything, settle what forked, and part again.
    if (random.chance(0.5)) {
      settleEvery(group.laptops);
      for (let turn = 0; turn < 8; turn += 1) {
        const laptop = random.pick(group.laptops);
        if (mayWrite(laptop)) unlessVoid(() => { settleForks(scene, laptop); });
        deliver(scene);
      }
      for (let step = random.between(5, 25); step > 0; step -= 1) unlessVoid(() => { aStep(scene); });
    }
    settleEvery(group.laptops);
    look?.(group.laptops);
    compare(scene);
    return scene.outcome;
  } finally {
    group.close();
  }
}

/** Everything to everybody, by whoever may still send, until nothing is new. */
function settleEvery(laptops: readonly Laptop[]): void {
  for (let round = 0; round < 6; round += 1) {
    let news = 0;
    for (const from of laptops) {
      const staged = bundleFrom(from);
      for (const to of laptops) {
        if (from === to) continue;
        const before = to.store.db.get<{ n: number }>('SELECT (SELECT count(*) FROM commit_log) + (SELECT count(*) FROM branch) AS n')!.n;
        tryReceive(to, staged);
        news += to.store.db.get<{ n: number }>('SELECT (SELECT count(*) FROM commit_log) + (SELECT count(*) FROM branch) AS n')!.n - before;
      }
    }
    if (news === 0) return;
  }
}

/** What a laptop holds: commits and texts. A text that only a revoked laptop has reaches nobody any more. */
const commitsOf = ({ store }: Laptop): string => JSON.stringify([
  store.db.all('SELECT feed, seq, hex(hash) AS h FROM commit_log UNION SELECT feed, seq, hex(hash) FROM branch ORDER BY 1, 2, 3'), store.db.all('SELECT hex(commitment) AS c, state FROM payload ORDER BY 1'),
]);

function compare({ group, outcome }: Scene): void {
  const [first] = group.laptops;
  const sets = new Map<string, Laptop>();
  for (const laptop of group.laptops) {
    const set = commitsOf(laptop);
    const same = sets.get(set);
    if (same) {
      const [ours, theirs] = [digestsOf(same), digestsOf(laptop)];
      for (const table of Object.keys(ours)) if (ours[table] !== theirs[table]) outcome.differences.push(`${table} of ${siteOf(same.i)} and ${siteOf(laptop.i)}`);
    } else sets.set(set, laptop);
    const rebuilt = rebuild(laptop.store.db, laptop.store.log, () => {});
    for (const { table, isEqual } of rebuilt.tables) if (!isEqual) outcome.differences.push(`${table} of ${siteOf(laptop.i)} after a rebuild`);
  }
  outcome.conflicts = first!.store.db.get<{ n: number }>('SELECT count(*) AS n FROM change WHERE is_contested = 1')!.n;
}
