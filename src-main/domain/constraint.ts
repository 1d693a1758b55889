// Constraints of legacy systems (LEG-01): what they keep back, when, and the earliest window that satisfies them all.
import { Temporal } from 'temporal-polyfill';
import { constraintKinds } from '#contract/legacy.ts';
import type { ConstraintKind } from '#contract/legacy.ts';
import { entryEvent, foldEntry } from './entry.ts';
import type { Entry, Register } from './entry.ts';
import type { DomainEvent } from './event.ts';
import { oneIn, textIn, textsIn, timeIn, wholeIn } from './json-values.ts';
import { needs } from './roles.ts';
import { sheet } from './sheet.ts';
import { accept, firstRefusal, refuse } from './verdict.ts';
import type { By, Refused, Verdict } from './verdict.ts';
import { isZone, refuseZone } from './zone.ts';

/** `from` and `until` are days, the last one included; null: without an end. */
export type ConstraintTerms = {
  kind: ConstraintKind; name: string; owner: string; note: string; items: string[]; services: string[]; from: string | null; until: string | null;
  /** Wall times of each day named (1 is Monday; none: every day) in the zone; an end not after the start is on the next day. Of a batch run and of a team's hours. */
  startsAt: string; endsAt: string; days: number[]; zone: string;
  /** Of a blackout (UTC). */
  blackout: { startsAt: string; endsAt: string } | null;
  /** Of a manual step. */
  minutes: number; operator: string;
  /** Of a limit: how many changes may run at once; 1: one after the other. */
  atOnce: number;
};
export type Constraint = Entry<ConstraintTerms>;
export type Window = { startsAt: string; endsAt: string };

const wallTime = /^([01]\d|2[0-3]):[0-5]\d$/;
const timeOfDay = (value: unknown): string => (typeof value === 'string' && wallTime.test(value) ? value : '');
const dayOf = (value: unknown): string | null => {
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\d$/.test(value)) return null;
  try { return Temporal.PlainDate.from(value, { overflow: 'reject' }).toString(); } catch (error) { if (error instanceof RangeError) return null; throw error; }
};
const daily: readonly ConstraintKind[] = ['batch', 'staffing'];

const register: Register<ConstraintTerms> = {
  made: 'constraint.registered', revised: 'constraint.revised', ended: 'constraint.ended',
  termsIn: ({ data, text }) => {
    const kind = oneIn(data['kind'], constraintKinds);
    if (kind === null) return null;
    const [startsAt, endsAt] = [timeIn(data['blackoutFrom']), timeIn(data['blackoutTo'])];
    const zone = textIn(data['zone']);
    return {
      kind, name: textIn(text['name']), owner: textIn(text['owner']), note: textIn(text['note']), items: textsIn(data['items']), services: textsIn(data['services']), from: dayOf(data['from']), until: dayOf(data['until']),
      startsAt: timeOfDay(data['startsAt']), endsAt: timeOfDay(data['endsAt']), days: Array.isArray(data['days']) ? [1, 2, 3, 4, 5, 6, 7].filter((day) => (data['days'] as unknown[]).includes(day)) : [], zone: isZone(zone) ? zone : 'UTC',
      blackout: startsAt !== null && endsAt !== null && startsAt < endsAt ? { startsAt, endsAt } : null, minutes: wholeIn(data['minutes'], 0, 100_000) ?? 0, operator: textIn(text['operator']), atOnce: wholeIn(data['atOnce'], 1, 1000) ?? 1,
    };
  },
};
export const constraintSheet = sheet<Constraint>({
  name: 'constraint', kind: 'constraint', types: ['constraint.registered', 'constraint.revised', 'constraint.ended'],
  fold: (entry, event, cause) => foldEntry<ConstraintTerms, Constraint>(entry, { event, cause }, register, (begun) => begun),
  columns: ({ number, terms: { value }, ended }) => ({ number, label: value.name, state: ended ? 'ended' : 'open', dueAt: value.until }),
});

/** Whether it is in force on a day; an expired constraint no longer blocks. */
export const isInForce = ({ terms: { value }, ended }: Constraint, day: string): boolean => ended === null && (value.from === null || value.from <= day) && (value.until === null || day <= value.until);

const dayMs = 86_400_000;
const iso = (ms: number): string => Temporal.Instant.fromEpochMilliseconds(ms).toString({ fractionalSecondDigits: 3 });
const msOf = (at: string): number => Temporal.Instant.from(at).epochMilliseconds;
/** A wall time that comes twice when the clocks go back begins a span the first time and ends it the second. */
const atWall = (day: Temporal.PlainDate, time: string, { zone, is }: { zone: string; is: 'earlier' | 'later' }): number => day.toPlainDateTime(Temporal.PlainTime.from(time)).toZonedDateTime(zone, { disambiguation: is }).epochMilliseconds;

/** The spans of a daily constraint that touch a window, in order; an occurrence belongs to the day it begins on. */
function occurrences({ startsAt, endsAt, days, zone, from, until }: ConstraintTerms, window: Window): Window[] {
  if (startsAt === '' || endsAt === '') return [];
  const first = Temporal.Instant.from(window.startsAt).toZonedDateTimeISO(zone).toPlainDate().subtract({ days: 1 });
  const last = Temporal.Instant.from(window.endsAt).toZonedDateTimeISO(zone).toPlainDate();
  const found: Window[] = [];
  for (let day = first; Temporal.PlainDate.compare(day, last) <= 0; day = day.add({ days: 1 })) {
    const text = day.toString();
    if ((days.length > 0 && !days.includes(day.dayOfWeek)) || (from !== null && text < from) || (until !== null && text > until)) continue;
    const span = { startsAt: iso(atWall(day, startsAt, { zone, is: 'earlier' })), endsAt: iso(atWall(endsAt > startsAt ? day : day.add({ days: 1 }), endsAt, { zone, is: 'later' })) };
    if (span.startsAt < window.endsAt && span.endsAt > window.startsAt) found.push(span);
  }
  return found;
}

/** What lies between spans within a window. */
function between(open: readonly Window[], window: Window): Window[] {
  const gaps: Window[] = [];
  let at = window.startsAt;
  for (const { startsAt, endsAt } of open) {
    if (startsAt > at) gaps.push({ startsAt: at, endsAt: startsAt < window.endsAt ? startsAt : window.endsAt });
    if (endsAt > at) at = endsAt;
  }
  return at < window.endsAt ? [...gaps, { startsAt: at, endsAt: window.endsAt }] : gaps;
}

/** Days a window is looked at; one that another device made up may span years. */
const mostDays = 400;
const bounded = ({ startsAt, endsAt }: Window): Window => { const most = iso(msOf(startsAt) + mostDays * dayMs); return { startsAt, endsAt: endsAt < most ? endsAt : most }; };

/** The spans within a window in which nothing may run because of one constraint: its batch runs, its blackout, or the hours in which its team is not there. */
export function blockedSpans({ terms: { value }, ended }: Constraint, asked: Window): Window[] {
  if (ended !== null || asked.startsAt >= asked.endsAt) return [];
  const window = bounded(asked);
  if (value.kind === 'batch') return occurrences(value, window);
  if (value.kind === 'staffing') {
    const within = { startsAt: value.from === null ? window.startsAt : later(window.startsAt, `${value.from}T00:00:00.000Z`), endsAt: value.until === null ? window.endsAt : earlier(window.endsAt, `${value.until}T23:59:59.999Z`) };
    return value.startsAt === '' || value.endsAt === '' || within.startsAt >= within.endsAt ? [] : between(occurrences(value, within), within);
  }
  const { blackout } = value;
  return value.kind === 'blackout' && blackout !== null && blackout.startsAt < window.endsAt && blackout.endsAt > window.startsAt ? [blackout] : [];
}
const later = (a: string, b: string): string => (a > b ? a : b);
const earlier = (a: string, b: string): string => (a < b ? a : b);

/** Minutes that manual steps add to a plan. */
export const manualMinutes = (constraints: readonly Constraint[], day: string): number =>
  constraints.filter((one) => one.terms.value.kind === 'manual-step' && isInForce(one, day)).reduce((sum, { terms }) => sum + terms.value.minutes, 0);

export type Plan = { needed: number; manual: number; startsAt: string | null; endsAt: string | null; /** Each constraint that pushed the start on, in turn; the last one sets it. */ pushed: { constraint: Constraint; to: string }[] };
/** How far ahead a window is looked for. */
const aheadDays = 60;
/** When what blocks a window first is over; a team may be away longer than the window is, over a holiday for instance. */
function endOfBlock(constraint: Constraint, { startsAt, endsAt }: Window): string {
  const ahead = constraint.terms.value.kind === 'staffing' ? iso(msOf(endsAt) + 31 * dayMs) : endsAt;
  return blockedSpans(constraint, { startsAt, endsAt: ahead })[0]!.endsAt;
}
/** LEG-01: the earliest window from an instant on for work of so many minutes: manual steps are added, and every span of a constraint is gone round. Null when none begins within 60 days. */
export function earliestWindow(constraints: readonly Constraint[], { from, minutes }: { from: string; minutes: number }): Plan {
  const manual = manualMinutes(constraints, from.slice(0, 10));
  const needed = minutes + manual;
  const limit = msOf(from) + aheadDays * dayMs;
  const pushed: Plan['pushed'] = [];
  for (let start = msOf(from); start <= limit;) {
    const window = { startsAt: iso(start), endsAt: iso(start + needed * 60_000) };
    const constraint = constraints.find((one) => blockedSpans(one, window).length > 0);
    if (!constraint) return { needed, manual, ...window, pushed };
    const to = endOfBlock(constraint, window);
    pushed.push({ constraint, to });
    start = msOf(to);
  }
  return { needed, manual, startsAt: null, endsAt: null, pushed };
}

type Events = Verdict<DomainEvent>;
/** LEG-01: those who keep the register of items keep its constraints. */
export const mayKeepLegacy = ({ actor }: Pick<By, 'actor'>): Refused | null => needs('keepLegacy', actor);

function refuseTerms(terms: ConstraintTerms): Refused | null {
  const isDaily = daily.includes(terms.kind);
  return firstRefusal(
    terms.owner.trim() === '' ? refuse('constraint_unowned', { constraint: terms.name }, { field: 'owner' }) : null,
    terms.items.length + terms.services.length === 0 ? refuse('constraint_untied', { constraint: terms.name }, { field: 'items' }) : null,
    refuseZone(terms.zone),
    isDaily && (!wallTime.test(terms.startsAt) || !wallTime.test(terms.endsAt) || terms.startsAt === terms.endsAt) ? refuse('constraint_untimed', { constraint: terms.name, what: 'from which to which time of day, such as 22:00 to 02:00' }, { field: 'startsAt' }) : null,
    terms.kind === 'blackout' && (terms.blackout === null || terms.blackout.endsAt <= terms.blackout.startsAt) ? refuse('constraint_untimed', { constraint: terms.name, what: 'when the blackout begins and, later, ends' }, { field: 'blackoutFrom' }) : null,
    terms.kind === 'manual-step' && (terms.minutes < 1 || terms.operator.trim() === '') ? refuse('constraint_untimed', { constraint: terms.name, what: 'how many minutes the step takes, and who does it' }, { field: terms.minutes < 1 ? 'minutes' : 'operator' }) : null,
    terms.from !== null && terms.until !== null && terms.until < terms.from ? refuse('constraint_untimed', { constraint: terms.name, what: 'a last day that is not before the first' }, { field: 'until' }) : null,
  );
}
function termsEvent(type: 'constraint.registered' | 'constraint.revised', id: string, { name, owner, note, operator, blackout, ...data }: ConstraintTerms, more: { number?: string } = {}): DomainEvent {
  return entryEvent(type, id, { ...more, ...data, ...(blackout === null ? {} : { blackoutFrom: blackout.startsAt, blackoutTo: blackout.endsAt }) }, { name, owner, note, operator });
}
export const registerConstraint = ({ id, number }: { id: string; number: string }, terms: ConstraintTerms, by: By): Events => mayKeepLegacy(by) ?? refuseTerms(terms) ?? accept(termsEvent('constraint.registered', id, terms, { number }));
const settled = ({ ended, number }: Pick<Constraint, 'ended' | 'number'>): Refused | null => (ended === null ? null : refuse('entry_ended', { entry: number }));
export const reviseConstraint = (constraint: Constraint, terms: ConstraintTerms, by: By): Events => firstRefusal(mayKeepLegacy(by), settled(constraint)) ?? refuseTerms(terms) ?? accept(termsEvent('constraint.revised', constraint.id, terms));
export const endConstraint = (constraint: Constraint, reason: string, by: By): Events => firstRefusal(mayKeepLegacy(by), settled(constraint)) ?? accept(entryEvent('constraint.ended', constraint.id, {}, { reason }));
