// Changes and meetings of the worked example, in the order in which they would have happened.
import type { Role } from '#contract/people.ts';
import type { Json } from '../domain/event.ts';
import type { ChangeFields } from '#contract/change.ts';
import { blankFields } from '../domain/change.ts';
import { policy, tierOf } from '../domain/policy.ts';
import { rankBetween } from '../domain/rank.ts';
import type { Appended } from '../store/event-log.ts';
import { revisionOf } from '../store/projections/change.ts';
import { numberOf } from '../store/store.ts';
import type { Random } from './random.ts';
import { acts, backouts, conditions, criteria, months, rationales, refusals, services, steps, tests } from './words.ts';

export type Cast = { people: { id: string; name: string; roles: readonly Role[] }[]; chair: string };
type Setting = Cast & { board: string };
const day = 86_400_000;
const hour = 3_600_000;
const iso = (ms: number): string => new Date(ms).toISOString();

type Drawn = { id: string; number: string; type: 'standard' | 'normal' | 'emergency'; raisedMs: number; fields: { data: Record<string, Json>; text: Record<string, Json> }; score: number; owner: { id: string; name: string } };

function fill(random: Random, template: string, item: string, service: string): string {
  const v = `${random.between(2, 9)}.${random.between(0, 20)}`;
  return template.replaceAll('{item}', item).replaceAll('{service}', service).replaceAll('{v}', v).replaceAll('{w}', `${random.between(1, 8)}.${random.between(0, 20)}`)
    .replaceAll('{month}', random.pick(months)).replaceAll('{n}', String(random.between(2, 48))).replaceAll('{m}', String(random.between(10, 96)));
}

/** The chair and those who vote decide, so none of them carries a change out (APR-03); the draw stays one draw. */
const voters = [0, 1, 3, 6] as const;
const carrierOf = <P extends { id: string }>(drawn: P, { people }: { people: readonly P[] }): P => (voters.some((i) => people[i]?.id === drawn.id) ? people[10 + voters.findIndex((i) => people[i]?.id === drawn.id)]! : drawn);

function draw(random: Random, cast: Setting, { n, raisedMs, boardShare, openFromMs }: { n: number; raisedMs: number; boardShare: number; openFromMs: number | null }): Drawn {
  const [service, tier, items] = random.pick(services);
  const [act, why] = random.pick(acts);
  const item = random.pick(items);
  const roll = random.next();
  const type = roll >= boardShare ? 'standard' : roll >= boardShare * 0.1 ? 'normal' : 'emergency';
  // The chair decides, hence owns and requests nothing here.
  const owner = random.pick(cast.people.slice(1));
  const requester = random.pick(cast.people.slice(1));
  // What a board still has before it lies ahead.
  const from = type === 'standard' || openFromMs === null ? raisedMs + random.between(6, 26) * day : openFromMs + random.between(1, 24) * day;
  const start = Math.floor(from / hour) * hour + random.pick([0, 1, 2, 11, 12, 13, 14]) * hour;
  const text: Record<string, Json> = {
    title: fill(random, act, item, service), description: `${fill(random, why, item, service)}\n\nTouches ${item} in ${service}; ${tier === 1 ? 'customers notice an outage at once' : 'the effect stays inside the bank'}.`,
    justification: fill(random, why, item, service), service, items: random.chance(0.3) ? [...items] : [item], environment: 'production',
    implementationPlan: steps.slice(0, random.between(4, steps.length)).map((step, i) => `${i + 1}. ${step}.`).join('\n'), rollbackCriteria: random.pick(criteria), requester: requester.name, owner: owner.name, implementers: [carrierOf(random.pick(cast.people), cast).name],
    ...(type === 'standard' ? { model: 'Routine maintenance' } : {}),
    ...(random.chance(0.9) ? { testPlan: random.pick(tests) } : {}), ...(random.chance(0.93) ? { backoutPlan: random.pick(backouts) } : {}),
  };
  const data: Record<string, Json> = {
    number: numberOf('C', 'A1', n), type, zone: 'Europe/London', outageMinutes: random.chance(0.6) ? 0 : random.between(5, 60), impact: tier === 1 ? 'high' : tier === 2 ? 'medium' : 'low',
    dataClassification: tier === 1 ? 'confidential' : 'internal', plannedStartAt: iso(start), plannedEndAt: iso(start + random.between(1, 6) * hour / 2),
  };
  return { id: random.uuid(), number: String(data['number']), type, raisedMs, fields: { data, text }, score: Math.min(97, random.between(12, 58) + (tier === 1 ? 25 : 0)), owner };
}

type What = { data?: Record<string, Json>; text?: Record<string, Json> };
const onChange = (c: Drawn, type: Appended['type'], [by, at]: [by: string, at: number], { data = {}, text }: What = {}): Appended =>
  ({ type, subject: `change:${c.id}`, by: `person:${by}`, at: iso(at), data, ...(text ? { text } : {}) });

/** The bank's changes come from its ticket system, which assessed them by its own rules (CHG-05). */
const taken = ({ number, fields: { data, text } }: Drawn): What => ({ data, text: { ...text, source: 'ServiceNow', externalId: `CHG00${Number(number.slice(number.lastIndexOf('-') + 1)) + 30_000}` } });

type Stage = 'open' | 'assessed' | 'authorised';
/** From a draft towards the board; young changes may still be on their way. */
function* raised(c: Drawn, cast: Setting, nowMs: number, random: Random): Generator<Appended, Stage> {
  yield onChange(c, 'change.imported', [c.owner.id, c.raisedMs], taken(c));
  if (nowMs - c.raisedMs < 6 * day && random.chance(0.3)) return 'open';
  yield onChange(c, 'change.submitted', [c.owner.id, c.raisedMs + 3 * hour], { data: { next: c.type === 'normal' ? 'assessment' : c.type === 'standard' ? 'submitted' : 'awaiting-authorisation' } });
  if (c.type === 'standard') { yield onChange(c, 'change.authorisedByModel', [c.owner.id, c.raisedMs + 3 * hour]); return 'authorised'; }
  if (nowMs - c.raisedMs < 9 * day && random.chance(0.25)) return 'open';
  yield onChange(c, 'change.assessed', [cast.chair, c.raisedMs + 30 * hour], { data: { score: c.score } });
  return 'assessed';
}

/** Somebody who neither carries the change out nor is named to (APR-03). */
function validatorOf(c: Drawn, cast: Setting, implementer: string): string {
  const named = c.fields.text['implementers'] as string[];
  return [cast.people[3]!, ...cast.people].find(({ id, name }) => id !== implementer && !named.includes(name))!.id;
}

function* carriedOut(random: Random, c: Drawn, cast: Setting, nowMs: number): Generator<Appended> {
  const start = Date.parse(String(c.fields.data['plannedStartAt']));
  const end = Date.parse(String(c.fields.data['plannedEndAt']));
  const manager = cast.people[1]!.id;
  if (nowMs < start - 20 * day) return;
  yield onChange(c, 'change.scheduled', [manager, Math.min(start - day, nowMs - hour)]);
  if (nowMs < start) return;
  const implementer = carrierOf(random.pick(cast.people), cast).id;
  yield onChange(c, 'change.implementationStarted', [implementer, start]);
  if (nowMs < end) return;
  yield onChange(c, 'change.implementationFinished', [implementer, end], { data: { actualStartAt: iso(start), actualEndAt: iso(end) } });
  const roll = random.next();
  const outcome = roll < 0.88 ? 'successful' : roll < 0.94 ? 'successful-with-issues' : roll < 0.97 ? 'rolled-back' : 'failed';
  yield onChange(c, 'change.validated', [validatorOf(c, cast, implementer), end + hour], { data: { outcome } });
  if (nowMs > end + 4 * day) yield onChange(c, 'change.closed', [cast.chair, end + 3 * day]);
}

type Decided = { verdict: string; authorised: boolean; text: Record<string, Json>; data: Record<string, Json> };
function verdictOf(random: Random, at: number, cast: Setting): Decided {
  const roll = random.next();
  if (roll < 0.68) return { verdict: 'approved', authorised: true, text: { reason: random.pick(rationales) }, data: {} };
  if (roll < 0.86) {
    const list = Array.from({ length: random.between(1, 2) }, () => ({ text: random.pick(conditions), owner: random.pick(cast.people).name, dueOn: iso(at + 5 * day).slice(0, 10), when: 'before', isBlocking: true }));
    return { verdict: 'approved-with-conditions', authorised: true, text: { reason: random.pick(rationales), conditions: list }, data: {} };
  }
  return roll < 0.95 ? { verdict: 'deferred', authorised: false, text: { reason: random.pick(refusals) }, data: { deferredTo: iso(at + 7 * day).slice(0, 10) } } : { verdict: 'rejected', authorised: false, text: { reason: random.pick(refusals) }, data: {} };
}

const revision = ({ fields }: Drawn): string => revisionOf({ ...blankFields(), ...Object.fromEntries(Object.entries({ ...fields.data, ...fields.text }).filter(([name]) => name !== 'number')) } as ChangeFields);

type Meeting = { id: string; on: (type: Appended['type'], at: number, data?: Record<string, Json>) => Appended };
function meetingOf(random: Random, cast: Setting): Meeting {
  const id = random.uuid();
  return { id, on: (type, at, data = {}) => ({ type, subject: `meeting:${id}`, by: `person:${cast.chair}`, at: iso(at), data }) };
}

function* called({ on }: Meeting, cast: Setting, held: { n: number; at: number }, queue: Drawn[]): Generator<Appended> {
  yield on('meeting.created', held.at - 7 * day, { number: numberOf('M', 'A1', held.n), board: cast.board, startsAt: iso(held.at), zone: 'Europe/London', lengthMinutes: 90 });
  let rank: string | null = null;
  for (const c of queue) {
    rank = rankBetween(rank, null);
    yield on('meeting.itemAdmitted', held.at - day, { change: c.id, rank, minutes: policy.itemMinutes[tierOf(c.score)] });
  }
}

function* meetingHeld(random: Random, cast: Setting, held: { n: number; at: number; nowMs: number }, queue: Drawn[]): Generator<Appended> {
  const meeting = meetingOf(random, cast);
  const { on } = meeting;
  yield* called(meeting, cast, held, queue);
  yield on('meeting.started', held.at);
  for (const [i, person] of cast.people.slice(0, 7).entries()) yield on('meeting.attendanceNoted', held.at + 60_000, { person: person.id, status: i === 5 && random.chance(0.4) ? 'apologies' : 'present' });
  for (const [i, c] of queue.entries()) {
    const at = held.at + (i + 1) * 7 * 60_000;
    const d = verdictOf(random, at, cast);
    for (const person of voters) yield on('meeting.voteCast', at - 60_000, { change: c.id, person: cast.people[person]!.id, vote: d.authorised ? 'approve' : 'defer' });
    const decision = random.uuid();
    yield onChange(c, 'cab.decisionRecorded', [cast.chair, at], { text: d.text, data: { decision, meeting: meeting.id, verdict: d.verdict, rev: revision(c), policy: policy.version, role: 'chair', supersedes: [], ...d.data } });
    if (!d.authorised) continue;
    if (d.verdict === 'approved-with-conditions' && held.nowMs - at > 6 * day) for (const [k] of (d.text['conditions'] as Json[]).entries()) yield onChange(c, 'change.conditionMet', [c.owner.id, at + 2 * day], { data: { condition: `${decision}:${k}` } });
    yield* carriedOut(random, c, cast, held.nowMs);
  }
  yield on('meeting.ended', held.at + 85 * 60_000);
}

const weeks = 156;
const recentWeeks = 3;
/** Items a weekly meeting can take. */
const perMeeting = 10;

/** States that few changes are in at any moment; one of each, so that every state can be looked at. */
const passing = ['returned', 'submitted', 'implementing', 'validating', 'implemented', 'under-review'] as const;

function* inPassing(random: Random, cast: Setting, nowMs: number, firstN: number): Generator<Appended> {
  for (const [i, state] of passing.entries()) {
    const c = draw(random, cast, { n: firstN + i, raisedMs: nowMs - 12 * day, boardShare: 0, openFromMs: null });
    const start = nowMs - 2 * hour;
    c.fields.data['plannedStartAt'] = iso(start);
    c.fields.data['plannedEndAt'] = iso(nowMs + 3 * hour);
    c.fields.text['implementers'] = [cast.people[3]!.name];
    if (state === 'under-review') {
      // A review that is due came with the import of another tool.
      yield onChange(c, 'change.imported', [cast.chair, nowMs - 3 * day], { data: { ...c.fields.data, state, outcome: 'rolled-back', actualStartAt: iso(start - 4 * day), actualEndAt: iso(start - 4 * day + hour), import: random.uuid() }, text: { ...c.fields.text, source: 'Former tool', externalId: `OLD-${c.number}` } });
      continue;
    }
    yield onChange(c, 'change.created', [c.owner.id, c.raisedMs], c.fields);
    yield onChange(c, 'change.submitted', [c.owner.id, c.raisedMs + 3 * hour], { data: { next: 'submitted' } });
    if (state === 'submitted') continue;
    if (state === 'returned') { yield onChange(c, 'change.returned', [cast.chair, c.raisedMs + day], { text: { reason: random.pick(refusals) } }); continue; }
    yield onChange(c, 'change.authorisedByModel', [c.owner.id, c.raisedMs + 3 * hour]);
    yield onChange(c, 'change.scheduled', [cast.people[1]!.id, nowMs - 2 * day]);
    yield onChange(c, 'change.implementationStarted', [cast.people[3]!.id, start]);
    if (state === 'implementing') continue;
    yield onChange(c, 'change.implementationFinished', [cast.people[3]!.id, start + hour], { data: { actualStartAt: iso(start), actualEndAt: iso(start + hour) } });
    if (state === 'implemented') yield onChange(c, 'change.validated', [cast.people[2]!.id, start + hour + 600_000], { data: { outcome: 'successful-with-issues' } });
  }
}

/** Changes week by week, each week's meeting after them, and a planned meeting with its agenda half built at the end. */
export function* sampleChanges(random: Random, cast: Setting, { count: all, today }: { count: number; today: string }): Generator<Appended> {
  const count = all - passing.length;
  // History ends with the night, so that whoever looks in the morning sees no record from the future; the board meets at two.
  const nowMs = Date.parse(`${today}T00:00:00.000Z`);
  const firstMs = nowMs - weeks * 7 * day;
  // Larger organisations run on standard changes; a board still meets once a week.
  const boardShare = Math.min(0.5, (weeks * perMeeting * 0.8) / count);
  const recent = Math.min(60, Math.floor(count * 0.4));
  let queue: Drawn[] = [];
  let n = 0;
  let meetings = 0;
  for (let week = 0; week < weeks; week += 1) {
    const weekMs = firstMs + week * 7 * day;
    // A board's present is busier than an even spread over three years would make it.
    const isRecent = week >= weeks - recentWeeks;
    const upTo = isRecent ? count - Math.round((recent * (weeks - 1 - week)) / recentWeeks) : Math.round(((count - recent) * (week + 1)) / (weeks - recentWeeks));
    while (n < upTo) {
      n += 1;
      const c = draw(random, cast, { n, raisedMs: weekMs + random.between(0, 4) * day + random.between(8, 16) * hour, boardShare: isRecent ? Math.max(boardShare, 0.75) : boardShare, openFromMs: isRecent ? nowMs : null });
      const stage = yield* raised(c, cast, nowMs, random);
      if (stage === 'authorised') yield* carriedOut(random, c, cast, nowMs);
      else if (stage === 'assessed') queue.push(c);
    }
    const at = weekMs + 7 * day + 14 * hour;
    const isReady = (c: Drawn): boolean => c.fields.text['testPlan'] !== undefined && c.fields.text['backoutPlan'] !== undefined;
    if (week < weeks - 1 && queue.filter(isReady).length >= (isRecent ? 1 : 3)) {
      yield* meetingHeld(random, cast, { n: (meetings += 1), at, nowMs }, queue.filter(isReady).slice(0, perMeeting));
      // What was never made ready is withdrawn by its owner, as it would be.
      const unready = queue.filter((c) => !isReady(c));
      queue = week < weeks - 2 ? unready.slice(-2) : unready;
      for (const c of unready.slice(0, unready.length - queue.length)) yield onChange(c, 'change.cancelled', [c.owner.id, at + day], { text: { reason: 'Not ready in time; it will be raised again.' } });
    } else if (week === weeks - 1) {
      yield* inPassing(random, cast, nowMs, count + 1);
      const items = queue.filter(isReady).slice(0, 8);
      yield* called(meetingOf(random, cast), cast, { n: (meetings += 1), at: nowMs + 14 * hour }, items);
    }
  }
}
