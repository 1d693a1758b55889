// How conflicts of a change are settled: accepted for a time, or passed by the signature of a freeze's owner; and what is left of them at the gate (CAL-01, CAL-02).
import type { ErrorCode, Facts } from '#contract/errors.ts';
import { conflictRules } from '#contract/schedule.ts';
import type { ConflictRule } from '#contract/schedule.ts';
import type { Role } from '#contract/people.ts';
import { roles } from '#contract/people.ts';
import type { EntryNow } from './calendar.ts';
import type { Change } from './change.ts';
import type { Dossier, Piece } from './dossier.ts';
import type { DomainEvent, Json, StampedEvent } from './event.ts';
import { idOf, subjectOf } from './event.ts';
import { nameKey } from './item.ts';
import { oneIn, recordIn, textIn, timeIn } from './json-values.ts';
import type { Span } from './recurrence.ts';
import { needs, permissions } from './roles.ts';
import type { FoundConflict, SideFacts } from './schedule-conflicts.ts';
import { holdsBack, otherSide } from './schedule-conflicts.ts';
import { sheet } from './sheet.ts';
import { endOfDay, minuteOf } from './spans.ts';
import type { By, Refused, Verdict } from './verdict.ts';
import { accept, firstRefusal, refuse } from './verdict.ts';

type Signed = { by: string; role: Role; at: string; reason: string };
/** An acceptance speaks about two things at two spans; once either has moved it speaks about nothing. `owner` is a person's UUID, `until` the last day it holds (UTC). */
export type Acceptance = Signed & { rule: ConflictRule; sides: { id: string; startsAt: string; endsAt: string }[]; owner: string; until: string };
/** The owner of a soft freeze lets the change pass it, as it lies. */
export type Permit = Signed & { freeze: string; span: Span };
export type ScheduleSheet = { acceptances: Acceptance[]; permits: Permit[] };

function signedIn(event: StampedEvent): Signed | null {
  const role = oneIn(event.data['role'], roles);
  return role === null ? null : { by: idOf(event.by), role, at: event.at, reason: textIn(event.text['reason']) };
}
const sidesIn = (value: Json | undefined): Acceptance['sides'] => (Array.isArray(value) ? value.slice(0, 2) : []).map(recordIn).flatMap(({ id, startsAt, endsAt }) => {
  const [from, to] = [timeIn(startsAt), timeIn(endsAt)];
  return typeof id === 'string' && from !== null && to !== null ? [{ id, startsAt: from, endsAt: to }] : [];
});
/** Both are only ever added to: what was accepted apart stands side by side. */
export const scheduleSheet = sheet<ScheduleSheet>({
  name: 'schedule', kind: 'change', types: ['schedule.conflictAccepted', 'schedule.freezePermitted'],
  fold: (state, event) => {
    const signed = signedIn(event);
    const { data } = event;
    const stood = state ?? { acceptances: [], permits: [] };
    if (signed === null) return state;
    if (event.type === 'schedule.conflictAccepted') {
      const [rule, sides] = [oneIn(data['rule'], conflictRules), sidesIn(data['sides'])];
      return rule === null || sides.length < 2 ? state : { ...stood, acceptances: [...stood.acceptances, { ...signed, rule, sides, owner: textIn(data['owner']), until: textIn(data['until']) }] };
    }
    const [freeze, startsAt, endsAt] = [textIn(data['freeze']), timeIn(data['startsAt']), timeIn(data['endsAt'])];
    return freeze === '' || startsAt === null || endsAt === null ? state : { ...stood, permits: [...stood.permits, { ...signed, freeze, span: { startsAt, endsAt } }] };
  },
});

/** What the gates know of the schedule around a change. `acceptances` are those of both sides; `permits` name whoever signed. */
export type ScheduleFacts = { found: readonly FoundConflict[]; acceptances: readonly Acceptance[]; permits: readonly (Permit & { byName: string })[] };
export const noSchedule: ScheduleFacts = { found: [], acceptances: [], permits: [] };

const isSameSide = (side: SideFacts, other: Acceptance['sides'][number]): boolean => side.id === other.id && side.startsAt === other.startsAt && side.endsAt === other.endsAt;
/** The acceptance that speaks about a conflict as it lies now, the one that holds longest. */
export const acceptanceOf = (conflict: FoundConflict, acceptances: readonly Acceptance[]): Acceptance | null =>
  acceptances.filter(({ rule, sides }) => rule === conflict.rule && conflict.sides.every((side) => sides.some((other) => isSameSide(side, other)))).toSorted((a, b) => (a.until < b.until ? 1 : a.until > b.until ? -1 : a.at < b.at ? -1 : 1))[0] ?? null;
export const isOver = ({ until }: Pick<Acceptance, 'until'>, now: string): boolean => now.slice(0, 10) > until;
const isPassed = (conflict: FoundConflict, permits: ScheduleFacts['permits']): boolean => conflict.facts['mode'] === 'soft' && conflict.rule === 'freeze'
  && permits.some(({ freeze, span, byName }) => conflict.sides.some((side) => side.id === freeze && side.startsAt === span.startsAt && side.endsAt === span.endsAt && nameKey(byName) === nameKey(side.owner)));
/** How a conflict was settled by what belongs to the schedule itself; exceptions and emergencies are the gates' matter. */
export function settledBy(conflict: FoundConflict, { acceptances, permits }: Omit<ScheduleFacts, 'found'>, now: string): 'accepted' | 'permitted' | null {
  if (conflict.isPermitted || isPassed(conflict, permits)) return 'permitted';
  const acceptance = acceptanceOf(conflict, acceptances);
  return acceptance !== null && !isOver(acceptance, now) && isAcceptable(conflict) ? 'accepted' : null;
}
/** Freezes, buffers, batch runs and the order of work are set aside by exceptions alone. */
const isAcceptable = ({ capability }: Pick<FoundConflict, 'capability'>): boolean => capability === 'CAL-01' || capability === 'CAL-04';

/** Freezes that the change may pass where it lies: of its type, as a linked fix, or by the signature of the owner. */
export const freezesPassed = ({ found, ...rest }: ScheduleFacts, now: string): SideFacts[] =>
  found.filter((one) => (one.rule === 'freeze' || one.rule === 'stabilisation') && settledBy(one, rest, now) === 'permitted').flatMap(({ sides }) => sides.filter(({ kind }) => kind === 'freeze' || kind === 'stabilisation'));

const nameOf = ({ number, title, owner }: SideFacts): string => `${number || `“${title}”`}${owner ? ` of ${owner}` : ''}`;
const spanWords = ({ startsAt, endsAt }: Span): string => `from ${minuteOf(startsAt)} to ${minuteOf(endsAt)} UTC`;
const through = (path: readonly string[]): string => (path.length > 1 ? `, through ${path.join(' → ')}` : path.length === 1 ? `, in ${path[0]}` : '');
/** One plain sentence; the same from either side. */
export function saidOf({ rule, sides: [a, b], overlap, path, facts }: FoundConflict): string {
  const both = `${nameOf(a)} and ${nameOf(b)}`;
  const when = overlap ? ` ${spanWords(overlap)}` : '';
  const [work, held] = a.kind === 'change' || a.kind === 'release' || a.kind === 'booking' ? [a, b] : [b, a];
  switch (rule) {
    case 'item': return `${both} both touch ${path.join(', ')}${when}.`;
    case 'environment': return `${both} both take the environment ${path[0]}${when}.`;
    case 'service': return path.length === 1 ? `${both} both change the service ${path[0]}${when}.` : `${both} reach each other${through(path)}${when}.`;
    case 'person': return `${both} both need ${path.join(', ')}${when}.`;
    case 'high-risk': return `${both} are both High or Critical${when}.`;
    case 'freeze': case 'stabilisation': return `${nameOf(work)} lies in the freeze “${held.title}”${held.owner ? ` of ${held.owner}` : ''}${when}.`;
    case 'outside-window': return `${nameOf(work)} misses every maintenance window; the nearest is “${held.title}”, ${spanWords(held)}.`;
    case 'exceeds-window': return `${nameOf(work)} does not fit into the maintenance window “${held.title}”, ${spanWords(held)}.`;
    case 'buffer': return `${both} lie ${Math.floor(Number(facts['gapMinutes']) / 60)} hours apart where ${facts['hours']} are asked for${through(path)}.`;
    case 'constraint': return `${nameOf(work)} runs into “${held.title}”${held.owner ? ` of ${held.owner}` : ''}${when}${through(path)}.`;
    case 'predecessor': return facts['kind'] === 'conflicts' ? `${both} may not run at the same time.` : `${path[1]} begins before ${path[0]} has ended.`;
  }
}

export const ruleLabels: Record<ConflictRule, string> = {
  item: 'Same item', environment: 'Same environment', service: 'Same or dependent service', person: 'Same person', 'high-risk': 'Two High or Critical at once', freeze: 'Freeze', stabilisation: 'Stabilisation freeze', 'outside-window': 'Outside every maintenance window',
  'exceeds-window': 'Longer than its maintenance window', buffer: 'Buffer between releases', constraint: 'Legacy constraint', predecessor: 'Order of work',
};
function whyOf(conflict: FoundConflict, id: string): { code: ErrorCode; facts: Facts } {
  const { title, owner, startsAt, endsAt } = otherSide(conflict, id);
  if (conflict.rule === 'freeze') return { code: 'freeze_active', facts: { freeze: title, owner, startsAt, endsAt, mode: conflict.facts['mode'] ?? 'hard' } };
  if (conflict.rule === 'stabilisation') return { code: 'stabilisation_active', facts: { freeze: title, owner, startsAt, endsAt } };
  return { code: 'schedule_conflict', facts: { said: saidOf(conflict), rule: conflict.rule, conflict: conflict.key, path: conflict.path } };
}
/** Batch runs and the order of work bind through pieces of their own (LEG-01, REL-03); they stand in the list of conflicts all the same. */
const boundElsewhere: readonly ConflictRule[] = ['constraint', 'predecessor'];
/** CAL-01, CAL-02: conflicts that keep a change from Scheduled, and how each stands. */
export const schedulePieces = ({ change, schedule }: Dossier, now: string): Piece[] => schedule.found.filter((conflict) => holdsBack(conflict, change.id) && !boundElsewhere.includes(conflict.rule)).map((conflict): Piece => {
  const other = otherSide(conflict, change.id);
  const piece = { id: `conflict:${conflict.key}`, rule: conflict.capability, label: `${ruleLabels[conflict.rule]}: ${other.number || other.title}`, gate: 'schedule', part: 'schedule' } as const;
  return settledBy(conflict, schedule, now) === null ? { ...piece, status: 'missing', why: whyOf(conflict, change.id) } : { ...piece, status: 'present' };
});

type Events = Verdict<DomainEvent>;
const event = (change: Pick<Change, 'id'>, type: DomainEvent['type'], data: Record<string, Json>, reason: string): DomainEvent => ({ type, subject: subjectOf('change', change.id), data: { ...data, supersedes: [] }, text: { reason } });
const roleFor = (by: By, allowed: readonly Role[]): Role => by.actor.roles.find((role) => allowed.includes(role)) ?? by.actor.roles[0]!;
export const mayAccept = ({ actor }: Pick<By, 'actor'>): Refused | null => needs('schedule', actor);
/** CAL-01: accepting a conflict is an act with a reason, an owner and an end; the conflict stays visible. */
export function acceptConflict({ change, schedule }: Pick<Dossier, 'change' | 'schedule'>, accepting: { conflict: string; reason: string; owner: string; until: string }, by: By): Events {
  const { conflict: key, reason, owner, until } = accepting;
  const no = mayAccept(by);
  if (no) return no;
  const found = schedule.found.find((one) => one.key === key);
  if (!found) return refuse('conflict_unknown', { change: change.number, conflict: key }, { field: 'conflict' });
  if (!isAcceptable(found)) return refuse('conflict_not_acceptable', { what: otherSide(found, change.id).title, rule: found.capability });
  const how = settledBy(found, schedule, by.now);
  const ends = found.overlap?.endsAt ?? change.fields.plannedEndAt ?? by.now;
  const wrong = firstRefusal(how === null ? null : refuse('conflict_settled', { how }), endOfDay(until) < ends ? refuse('acceptance_over', { until, ends: ends.slice(0, 10) }, { field: 'until' }) : null);
  const sides = found.sides.map(({ id, startsAt, endsAt }) => ({ id, startsAt, endsAt }));
  return wrong ?? accept(event(change, 'schedule.conflictAccepted', { rule: found.rule, sides, owner, until, role: roleFor(by, permissions.schedule), rev: change.revision }, reason));
}
/** CAL-02: a soft freeze lets a change pass by the signature of its owner. `at` is the occurrence that the change runs into. */
export function permitFreeze({ change, schedule }: Pick<Dossier, 'change' | 'schedule'>, entry: EntryNow, reason: string, by: By): Events {
  const facts = { entry: entry.title, owner: entry.owner, person: by.actor.name };
  const found = schedule.found.filter(({ rule, sides }) => rule === 'freeze' && sides.some(({ id }) => id === entry.id));
  const no = firstRefusal(needs('passFreeze', by.actor), entry.kind === 'freeze' && entry.mode === 'soft' ? null : refuse('not_a_freeze', facts), nameKey(entry.owner) === nameKey(by.actor.name) ? null : refuse('not_freeze_owner', facts),
    found.length === 0 ? refuse('conflict_unknown', { change: change.number, conflict: `with “${entry.title}”` }) : null);
  if (no) return no;
  return accept(...found.filter((one) => settledBy(one, schedule, by.now) === null).map((one) => {
    const { startsAt, endsAt } = otherSide(one, change.id);
    return event(change, 'schedule.freezePermitted', { freeze: entry.id, startsAt, endsAt, role: roleFor(by, permissions.passFreeze), rev: change.revision }, reason);
  }));
}
