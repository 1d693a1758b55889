// Entries of the calendar beside the windows of changes: their folded form, how each event moves them, and who may write them (CAL-01 to CAL-03, CAL-06).
import { Temporal } from 'temporal-polyfill';
import { entryKinds, entryModes, eventKinds, sensitivities } from '#contract/calendar.ts';
import type { EntryFields, EntryKind, EntrySource, Recurrence } from '#contract/calendar.ts';
import { changeTypes } from '#contract/change.ts';
import type { ChangeType } from '#contract/change.ts';
import { roles } from '#contract/people.ts';
import type { Role } from '#contract/people.ts';
import type { DomainEvent, Json, StampedEvent } from './event.ts';
import { idOf, subjectOf } from './event.ts';
import { oneIn, recordIn, someIn, textIn, timeIn, wholeIn } from './json-values.ts';
import type { Cause } from './past.ts';
import { noteWritten, sawLast } from './past.ts';
import { comesAgain, ruleProblem } from './recurrence.ts';
import { needs } from './roles.ts';
import { scopeIn } from './scope.ts';
import type { Kept } from './sheet.ts';
import { writeKept } from './sheet.ts';
import type { By, Refused, Verdict } from './verdict.ts';
import { accept, firstRefusal, refuse } from './verdict.ts';
import { refuseZone } from './zone.ts';

type Said = { by: string; at: string };
export type Lift = Said & { role: Role; reason: string };
/** What was answered to the effect of an entry on a change or a release; it was given for the spans named. */
export type EffectAnswer = Said & { of: string; verdict: 'accepted' | 'overridden'; reason: string; window: { startsAt: string; endsAt: string } | null; entryAt: string; ofAt: string; notices: { to: string; text: string }[] };
export type Entry = {
  id: string; kind: EntryKind; values: Record<string, Kept<Json>>;
  /** Where it came from; empty for one entered by hand. */
  source: string; uid: string; /** SEQUENCE of the file that brought it last; a lower one never replaces it. */ sequence: number;
  /** UUID of the release that a stabilisation freeze follows. */
  release: string; criteria: { id: string; text: string; metAt: string | null; note: string }[]; lifts: Lift[]; answers: EffectAnswer[];
  removed: (Said & { reason: string }) | null; createdAt: string; updatedAt: string; version: number;
};

/** Fields that live in the envelope as codes and times; all others are text. */
const coded = ['mode', 'permitted', 'event', 'sensitivity', 'startsAt', 'endsAt', 'zone', 'recurrence', 'change'] as const satisfies readonly (keyof EntryFields)[];
const worded = ['title', 'reason', 'owner', 'scope'] as const satisfies readonly (keyof EntryFields)[];

/** An instant that the calendar has; `2026-02-31` is none. */
function instantIn(value: Json | undefined): string | null {
  const at = timeIn(value);
  if (at === null) return null;
  try {
    Temporal.Instant.from(at);
    return at;
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}
const listIn = (value: Json | undefined): Json[] => (Array.isArray(value) ? value.slice(0, 500) : []);
/** A rule that cannot be counted is kept: it is told, and gives no more than its first occurrence. */
function recurrenceIn(value: Json | undefined): Recurrence | null {
  const { rule, except, moved } = recordIn(value);
  if (typeof rule !== 'string' || rule === '' || rule.length > 500) return null;
  return {
    rule, except: listIn(except).flatMap((at) => instantIn(at) ?? []),
    moved: listIn(moved).map(recordIn).flatMap((one) => {
      const [at, startsAt, endsAt] = [instantIn(one['at']), instantIn(one['startsAt']), instantIn(one['endsAt'])];
      return at !== null && startsAt !== null && endsAt !== null && startsAt < endsAt ? [{ at, startsAt, endsAt }] : [];
    }),
  };
}
const readers: Record<(typeof coded)[number] | (typeof worded)[number], (value: Json | undefined) => Json | undefined> = {
  title: textOf, reason: textOf, owner: textOf, scope: (value) => (value === undefined ? undefined : scopeIn(value) as unknown as Json), zone: textOf,
  mode: (value) => oneIn(value, entryModes) ?? undefined, permitted: (value) => (Array.isArray(value) ? someIn(value, changeTypes) : undefined), event: (value) => (value === null ? null : oneIn(value, eventKinds) ?? undefined), sensitivity: (value) => oneIn(value, sensitivities) ?? undefined,
  startsAt: (value) => instantIn(value) ?? undefined, endsAt: (value) => instantIn(value) ?? undefined, recurrence: (value) => (value === null ? null : recurrenceIn(value) as unknown as Json ?? undefined), change: (value) => (value === null ? null : textOf(value)),
};
function textOf(value: Json | undefined): string | undefined { return typeof value === 'string' ? value : undefined; }

/** The fields an event writes, as far as they are what they should be. Both ends of a span are one value: two halves of two spans are none. */
function written({ data, text }: StampedEvent): Record<string, Json> {
  const found: Record<string, Json> = {};
  for (const name of [...coded, ...worded]) {
    const value = readers[name](Object.hasOwn(data, name) ? data[name] : text[name]);
    if (value !== undefined) found[name] = value;
  }
  const { startsAt, endsAt, ...rest } = found;
  return typeof startsAt === 'string' && typeof endsAt === 'string' && startsAt < endsAt ? { ...rest, span: { startsAt, endsAt } } : rest;
}
function withValues(entry: Entry, values: Record<string, Json>, event: StampedEvent, cause: Cause | undefined): Entry {
  const after = { ...entry.values };
  for (const [name, value] of Object.entries(values)) after[name] = writeKept(after[name], value, event, { key: name, cause });
  return { ...entry, values: after, updatedAt: event.at, version: entry.version + 1 };
}

function begun(event: StampedEvent, cause: Cause | undefined): Entry | null {
  const { data, text } = event;
  const kind = oneIn(data['kind'], entryKinds);
  const values = written(event);
  if (kind === null || values['span'] === undefined) return null;
  const criteria = listIn(text['criteria']).flatMap((one, i) => (typeof one === 'string' ? [{ id: `${i + 1}`, text: one, metAt: null, note: '' }] : []));
  const blank: Entry = { id: idOf(event.subject), kind, values: {}, source: textIn(text['source']), uid: textIn(text['uid']), sequence: sequenceIn(event), release: textIn(data['release']), criteria, lifts: [], answers: [], removed: null, createdAt: event.at, updatedAt: event.at, version: 0 };
  return withValues(blank, { title: event.redacted.includes('internal') ? '(erased)' : '', ...values }, event, cause);
}

const said = (event: StampedEvent): Said => ({ by: idOf(event.by), at: event.at });
function lifted(entry: Entry, event: StampedEvent): Entry {
  const role = oneIn(event.data['role'], roles);
  const lift = { ...said(event), role: role!, reason: textIn(event.text['reason']) };
  return role === null || entry.lifts.some(({ by, role: as }) => by === lift.by && as === role) ? entry : { ...entry, lifts: [...entry.lifts, lift], version: entry.version + 1 };
}
function answered(entry: Entry, event: StampedEvent): Entry {
  const { data, text } = event;
  const verdict = oneIn(data['verdict'], ['accepted', 'overridden'] as const);
  const of = textIn(data['of']);
  if (verdict === null || of === '') return entry;
  const [startsAt, endsAt] = [instantIn(data['startsAt']), instantIn(data['endsAt'])];
  const notices = listIn(text['notices']).map(recordIn).map(({ to, text: words }) => ({ to: textIn(to), text: textIn(words) })).filter(({ to }) => to !== '');
  const answer: EffectAnswer = { ...said(event), of, verdict, reason: textIn(text['reason']), window: startsAt !== null && endsAt !== null ? { startsAt, endsAt } : null, entryAt: textIn(data['entryAt']), ofAt: textIn(data['ofAt']), notices };
  return { ...entry, answers: [...entry.answers.filter((one) => one.of !== of), answer], version: entry.version + 1 };
}
function criterionMet(entry: Entry, event: StampedEvent): Entry {
  const id = textIn(event.data['criterion']);
  const criteria = entry.criteria.map((one) => (one.id === id && one.metAt === null ? { ...one, metAt: event.at, note: textIn(event.text['note']) } : one));
  return { ...entry, criteria, version: entry.version + 1 };
}

const sequenceIn = ({ data }: StampedEvent): number => wholeIn(data['sequence'], 0, 2_147_483_647) ?? 0;
/** The same event of the same calendar, taken in apart on two laptops: one entry, on which both files have their say. An older file has none (RFC 5545, SEQUENCE). */
const isTakenAgain = ({ uid, source, sequence }: Entry, event: StampedEvent): boolean => uid !== '' && uid === event.text['uid'] && source === event.text['source'] && sequenceIn(event) >= sequence;
/** Folds one event about an entry. What was written apart keeps its loser; a removal and other work that did not know of each other leave the entry standing (trail design, B5). */
export function evolveEntry(entry: Entry | null, event: StampedEvent, cause?: Cause): Entry | null {
  if (entry === null) return event.type === 'calendar.entryAdded' ? worked(begun(event, cause), event, cause) : null;
  if (event.type === 'calendar.entryAdded' && !isTakenAgain(entry, event)) return entry;
  // A stabilisation freeze ends by itself or by two signatures, never by an edit (CAL-06).
  if (entry.kind === 'stabilisation' && (event.type === 'calendar.entryRemoved' || event.type === 'calendar.entryChanged')) return entry;
  if (event.type === 'calendar.entryRemoved') {
    const isUnseen = cause !== undefined && [...cause.trace].some(([key, work]) => key.startsWith('worked:') && !cause.saw(work.place));
    noteWritten(cause, 'removed', event);
    return isUnseen || entry.removed ? entry : { ...entry, removed: { ...said(event), reason: textIn(event.text['reason']) }, version: entry.version + 1 };
  }
  if (entry.removed && sawLast(cause, 'removed')) return entry;
  const alive = entry.removed ? { ...entry, removed: null } : entry;
  switch (event.type) {
    case 'calendar.entryAdded':
    case 'calendar.entryChanged': return worked(withValues({ ...alive, sequence: Math.max(alive.sequence, sequenceIn(event)) }, written(event), event, cause), event, cause);
    case 'calendar.criterionMet': return worked(criterionMet(alive, event), event, cause);
    case 'calendar.liftSigned': return worked(lifted(alive, event), event, cause);
    case 'calendar.effectAnswered': return worked(answered(alive, event), event, cause);
    default: return entry;
  }
}
/** Remembers on which line the entry was last worked on: a removal must have seen all of it. */
function worked<E extends Entry | null>(entry: E, event: StampedEvent, cause: Cause | undefined): E {
  if (cause) noteWritten(cause, `worked:${cause.place.line}`, event);
  return entry;
}

/** An entry as it stands: what the losers of its values say is left beside it. */
export type EntryNow = EntryFields & { id: string; kind: EntryKind; source: string; uid: string; release: string; liftedAt: string | null };
const valueOf = <T>(entry: Entry, name: string, otherwise: T): T => (Object.hasOwn(entry.values, name) ? entry.values[name]!.value as T : otherwise);
export function entryNow(entry: Entry): EntryNow {
  const { id, kind, source, uid, release } = entry;
  const span = valueOf(entry, 'span', { startsAt: '', endsAt: '' });
  return {
    id, kind, source, uid, release, ...span, title: valueOf(entry, 'title', ''), reason: valueOf(entry, 'reason', ''), owner: valueOf(entry, 'owner', ''), mode: valueOf<EntryFields['mode']>(entry, 'mode', kind === 'maintenance-window' ? 'soft' : 'hard'),
    permitted: valueOf<ChangeType[]>(entry, 'permitted', []), event: valueOf<EntryFields['event']>(entry, 'event', null), sensitivity: valueOf<EntryFields['sensitivity']>(entry, 'sensitivity', 'medium'),
    scope: valueOf<EntryFields['scope']>(entry, 'scope', [{ by: 'organisation' }]), zone: valueOf(entry, 'zone', 'UTC'), recurrence: valueOf<Recurrence | null>(entry, 'recurrence', null), change: valueOf<string | null>(entry, 'change', null), liftedAt: liftedAt(entry),
  };
}
/** CAL-06: lifted once two people have signed, one as change manager and one as service owner. Criteria were met when each signed. */
export function liftedAt({ lifts }: Pick<Entry, 'lifts'>): string | null {
  const pairs = lifts.filter(({ role }) => role === 'change-manager').flatMap((one) => lifts.filter((other) => other.role === 'service-owner' && other.by !== one.by).map((other) => (one.at > other.at ? one.at : other.at)));
  return pairs.toSorted()[0] ?? null;
}

const event = (id: string, type: DomainEvent['type'], data: Record<string, Json>, text: Record<string, Json> = {}): DomainEvent => ({ type, subject: subjectOf('calendar', id), data, ...(Object.keys(text).length > 0 ? { text } : {}) });
type Events = Verdict<DomainEvent>;
function splitEntry(fields: Partial<EntryFields>): { data: Record<string, Json>; text: Record<string, Json> } {
  const pick = (names: readonly string[]): Record<string, Json> => Object.fromEntries(Object.entries(fields).filter(([name, value]) => names.includes(name) && value !== undefined)) as Record<string, Json>;
  return { data: pick(coded), text: pick(worded) };
}
/** CAL-02: an entry that cannot be as it is said: it ends before it starts, its rule cannot be counted, its zone or its scope says nothing. */
export function refuseEntry(fields: EntryFields): Refused | null {
  const { startsAt, endsAt, zone, recurrence, scope } = fields;
  const nameless = scope.findIndex(({ by, id }) => (by === 'organisation') === (id !== undefined));
  const problem = recurrence === null ? null : ruleProblem(recurrence.rule) ?? (comesAgain(fields) || /COUNT=1(?:;|$)/.test(recurrence.rule) ? null : 'it never takes place again');
  const wrongMove = recurrence?.moved.find((one) => one.endsAt <= one.startsAt);
  return firstRefusal(refuseZone(zone), endsAt <= startsAt ? refuse('end_before_start', {}, { field: 'endsAt' }) : null,
    nameless >= 0 ? refuse('scope_unnamed', { by: scope[nameless]!.by }, { field: `scope.${nameless}` }) : null,
    problem === null ? null : refuse('recurrence_invalid', { rule: recurrence!.rule, problem }, { field: 'recurrence.rule' }),
    wrongMove ? refuse('end_before_start', {}, { field: 'recurrence.moved' }) : null);
}
export const newEntry = (fields: Partial<EntryFields> & Pick<EntryFields, 'title' | 'startsAt' | 'endsAt'>, kind: EntryKind, by: By): EntryFields => ({
  reason: '', owner: by.actor.name, mode: kind === 'maintenance-window' ? 'soft' : 'hard', permitted: kind === 'freeze' || kind === 'stabilisation' ? ['emergency'] : [], event: kind === 'business-event' ? 'other' : null, sensitivity: 'medium',
  scope: [{ by: 'organisation' }], zone: 'UTC', recurrence: null, change: null, ...fields,
});

/** CAL-01 to CAL-03: by hand, or from a file that names where the entry comes from. */
export function addEntry(entry: { id: string; kind: EntryKind; from?: EntrySource; criteria?: readonly string[]; release?: string | null }, fields: EntryFields, by: By): Events {
  const no = needs('planCalendar', by.actor) ?? refuseEntry(fields);
  const { data, text } = splitEntry(fields);
  return no ?? accept(event(entry.id, 'calendar.entryAdded', { kind: entry.kind, ...data, ...(entry.release ? { release: entry.release } : {}), ...(entry.from && entry.from.sequence > 0 ? { sequence: entry.from.sequence } : {}) }, { ...text, ...(entry.criteria?.length ? { criteria: [...entry.criteria] } : {}), ...(entry.from ? { source: entry.from.source, uid: entry.from.uid } : {}) }));
}
export const mayChangeEntry = (entry: Entry, { actor }: By): Refused | null =>
  firstRefusal(needs('planCalendar', actor), gone(entry), entry.kind === 'stabilisation' ? refuse('stabilisation_fixed', { entry: entryNow(entry).title }) : null);
const gone = (entry: Entry): Refused | null => (entry.removed ? refuse('entry_removed', { entry: entryNow(entry).title, at: entry.removed.at }) : null);
const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
/** Keeps only what differs. Both ends of a span go together. `sequence` is that of the file that says so. */
export function changeEntry(entry: Entry, fields: Partial<EntryFields>, by: By, sequence = 0): Events {
  const stood = entryNow(entry);
  const after = { ...stood, ...fields };
  const no = mayChangeEntry(entry, by) ?? refuseEntry(after);
  if (no) return no;
  const differing = Object.fromEntries(Object.entries(fields).filter(([name, value]) => !same(value, stood[name as keyof EntryFields]))) as Partial<EntryFields>;
  if (Object.keys(differing).length === 0) return accept<DomainEvent>();
  const moved = 'startsAt' in differing || 'endsAt' in differing ? { startsAt: after.startsAt, endsAt: after.endsAt } : {};
  const { data, text } = splitEntry({ ...differing, ...moved });
  return accept(event(entry.id, 'calendar.entryChanged', sequence > entry.sequence ? { ...data, sequence } : data, text));
}
export const removeEntry = (entry: Entry, reason: string, by: By): Events => mayChangeEntry(entry, by) ?? accept(event(entry.id, 'calendar.entryRemoved', {}, { reason }));

export type Released = { id: string; title: string; owner: string; services: readonly string[]; completedAt: string; criteria: readonly string[]; hours: number };
/** CAL-06: the freeze that follows a release on its services, for everything but emergencies and what mends the release. */
export function stabilise(id: string, release: Released): DomainEvent {
  const { title, owner, services, completedAt, hours, criteria } = release;
  const endsAt = Temporal.Instant.from(completedAt).add({ hours }).toString({ fractionalSecondDigits: 3 });
  return event(id, 'calendar.entryAdded', { kind: 'stabilisation', mode: 'hard', permitted: ['emergency'], startsAt: completedAt, endsAt, zone: 'UTC', release: release.id },
    { title: `Stabilisation of ${title}`, owner, scope: services.map((service) => ({ by: 'service', id: service })), criteria: [...criteria] });
}
const asStabilisation = (entry: Entry): Refused | null => (entry.kind === 'stabilisation' ? null : refuse('not_a_stabilisation', { entry: entryNow(entry).title }));
export function meetCriterion(entry: Entry, criterion: string, note: string, by: By): Events {
  const known = entry.criteria.find(({ id, text }) => id === criterion || text === criterion);
  const no = firstRefusal(needs('planCalendar', by.actor), gone(entry), asStabilisation(entry)) ?? (known ? null : refuse('record_missing', { record: 'criterion', id: criterion }));
  return no ?? (known!.metAt === null ? accept(event(entry.id, 'calendar.criterionMet', { criterion: known!.id }, note === '' ? {} : { note })) : accept<DomainEvent>());
}
/** CAL-06: early lifting needs every exit criterion met, and the signatures of change manager and service owner, who are two people. `owns`: the person owns a service it is for. */
export function signLift(entry: Entry, { reason, owns }: { reason: string; owns: boolean }, by: By): Events {
  const { title } = entryNow(entry);
  const open = entry.criteria.filter(({ metAt }) => metAt === null).map(({ text }) => text);
  const signedBy = (role: Role): boolean => entry.lifts.some((one) => one.role === role);
  const role = ([...(by.actor.roles.includes('change-manager') ? ['change-manager' as const] : []), ...(owns ? ['service-owner' as const] : [])] as const).toSorted((a, b) => Number(signedBy(a)) - Number(signedBy(b)))[0];
  const no = firstRefusal(asStabilisation(entry), gone(entry), role === undefined ? refuse('lift_authority', { entry: title, person: by.actor.name }) : null,
    open.length > 0 ? refuse('criteria_open', { entry: title, criteria: open }) : null, entry.lifts.some((one) => one.by === by.actor.id) ? refuse('lift_second_person', { entry: title }) : null);
  return no ?? accept(event(entry.id, 'calendar.liftSigned', { role: role!, rev: '', supersedes: [] }, { reason }));
}
/** CAL-03: an override needs its reason. */
export function answerEffect(entry: Entry, answer: Omit<EffectAnswer, 'by' | 'at'>, by: By): Events {
  const { of, verdict, reason, window, entryAt, ofAt, notices } = answer;
  const no = needs('planCalendar', by.actor) ?? (verdict === 'overridden' && reason.trim() === '' ? refuse('override_needs_reason', { entry: entryNow(entry).title }, { field: 'reason' }) : null);
  return no ?? accept(event(entry.id, 'calendar.effectAnswered', { of, verdict, entryAt, ofAt, ...window }, { ...(reason.trim() === '' ? {} : { reason }), ...(notices.length > 0 ? { notices } : {}) }));
}
