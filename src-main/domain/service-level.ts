// What operations know of a service (CAL-04): its activity hour by hour, its hours and downtime allowance, who answers for its operations, and downtime that nobody planned.
import { Temporal } from 'temporal-polyfill';
import { changeTypes } from '#contract/change.ts';
import type { ChangeType } from '#contract/change.ts';
import type { ServiceHours } from '#contract/service-level.ts';
import type { DomainEvent, Json, StampedEvent } from './event.ts';
import { idOf, subjectOf } from './event.ts';
import { dayIn, recordIn, textIn, wholeIn } from './json-values.ts';
import type { Cause } from './past.ts';
import type { Span } from './recurrence.ts';
import { needs } from './roles.ts';
import { sheet, writeKept } from './sheet.ts';
import type { Kept } from './sheet.ts';
import { addMinutes } from './spans.ts';
import { accept, firstRefusal, refuse } from './verdict.ts';
import type { By, Refused, Verdict } from './verdict.ts';
import { isZone, refuseZone } from './zone.ts';

export const hoursOfWeek = 168;
/** Users in each hour of the week, Monday 00:00 first, in the wall time of the zone. */
export type Activity = { zone: string; users: number[]; source: string };
/** `allowance`: minutes of downtime in a month, null where none was agreed; `operations`: the person who confirms windows, empty where nobody does. */
export type LevelTerms = { hours: ServiceHours | null; zone: string; allowance: number | null; targets: Partial<Record<ChangeType, number>>; operations: string };
export type Downtime = { on: string; minutes: number; note: string; by: string; at: string };
/** `id` is that of the service. */
export type Level = { id: string; terms: Kept<LevelTerms> | null; activity: Kept<Activity> | null; downtimes: Downtime[] };

const mostMinutes = 44_640;
const clock = /^([01]\d|2[0-3]):[0-5]\d$/;
function hoursIn(value: Json | undefined): ServiceHours | null {
  const { from, to, days } = recordIn(value);
  const named = Array.isArray(days) ? [1, 2, 3, 4, 5, 6, 7].filter((day) => days.includes(day)) : [];
  return typeof from === 'string' && typeof to === 'string' && clock.test(from) && clock.test(to) && named.length > 0 ? { from, to, days: named } : null;
}
const zoneIn = (value: Json | undefined): string => { const zone = textIn(value); return isZone(zone) ? zone : 'UTC'; };
function termsIn({ data }: StampedEvent): LevelTerms {
  const targets = recordIn(data['targets']);
  return {
    hours: hoursIn(data['hours']), zone: zoneIn(data['zone']), allowance: wholeIn(data['allowance'], 0, mostMinutes), operations: textIn(data['operations']),
    targets: Object.fromEntries(changeTypes.flatMap((type) => { const minutes = Object.hasOwn(targets, type) ? wholeIn(targets[type], 1, 525_600) : null; return minutes === null ? [] : [[type, minutes]]; })),
  };
}
function activityIn({ data, text }: StampedEvent): Activity | null {
  const users = Array.isArray(data['users']) ? data['users'].flatMap((count) => wholeIn(count, 0, 1_000_000_000) ?? []) : [];
  return users.length === hoursOfWeek ? { zone: zoneIn(data['zone']), users, source: textIn(text['source']) } : null;
}
function fold(state: Level | null, event: StampedEvent, cause?: Cause): Level | null {
  const level = state ?? { id: idOf(event.subject), terms: null, activity: null, downtimes: [] };
  switch (event.type) {
    case 'level.termsSet': return { ...level, terms: writeKept(level.terms ?? undefined, termsIn(event), event, { key: 'terms', cause }) };
    case 'level.activityImported': {
      const activity = activityIn(event);
      return activity === null ? state : { ...level, activity: writeKept(level.activity ?? undefined, activity, event, { key: 'activity', cause }) };
    }
    case 'level.downtimeAdded': {
      const [on, minutes] = [dayIn(event.data['on']), wholeIn(event.data['minutes'], 1, mostMinutes)];
      return on === null || minutes === null ? state : { ...level, downtimes: [...level.downtimes, { on, minutes, note: textIn(event.text['note']), by: idOf(event.by), at: event.at }] };
    }
    default: return state;
  }
}
export const levelSheet = sheet<Level>({ name: 'level', kind: 'level', types: ['level.termsSet', 'level.activityImported', 'level.downtimeAdded'], fold });

const local = (at: string, zone: string): Temporal.ZonedDateTime => Temporal.Instant.from(at).toZonedDateTimeISO(zone);
/** The month an instant lies in, such as `2026-12`. */
export const monthOf = (at: string, zone: string): string => local(at, zone).toPlainDate().toPlainYearMonth().toString();
/** From the first instant of a month to that of the next one. */
export function monthSpan(month: string, zone: string): Span {
  const first = Temporal.PlainYearMonth.from(month).toPlainDate({ day: 1 });
  const written = (day: Temporal.PlainDate): string => day.toZonedDateTime(zone).toInstant().toString({ fractionalSecondDigits: 3 });
  return { startsAt: written(first), endsAt: written(first.add({ months: 1 })) };
}

/** Longest span that is counted hour by hour; one that another device made up may last for years. */
const mostDays = 62;
const hourOf = ({ dayOfWeek, hour }: Temporal.ZonedDateTime): number => (dayOfWeek - 1) * 24 + hour;
/** Users expected in a span: each hour gives its share of those it usually has. */
export function usersIn({ users, zone }: Activity, { startsAt, endsAt }: Span): number {
  const end = Temporal.Instant.compare(Temporal.Instant.from(endsAt), Temporal.Instant.from(startsAt).add({ hours: mostDays * 24 })) > 0 ? local(startsAt, zone).add({ days: mostDays }) : local(endsAt, zone);
  let sum = 0;
  for (let at = local(startsAt, zone); Temporal.ZonedDateTime.compare(at, end) < 0;) {
    const hour = at.round({ smallestUnit: 'hour', roundingMode: 'floor' }).add({ hours: 1 });
    const next = Temporal.ZonedDateTime.compare(hour, end) < 0 ? hour : end;
    sum += users[hourOf(at)]! * Math.round((next.epochMilliseconds - at.epochMilliseconds) / 60_000);
    at = next;
  }
  return Math.ceil(sum / 60);
}
/** Users in the busiest hours of the week of that length: what a window is compared with. */
export function mostUsersIn({ users }: Activity, minutes: number): number {
  const whole = Math.min(Math.ceil(minutes / 60), hoursOfWeek);
  const sums = users.map((_, i) => Array.from({ length: whole }, (_unused, j) => users[(i + j) % hoursOfWeek]!).reduce((sum, one) => sum + one, 0));
  return Math.ceil((Math.max(...sums) * minutes) / (whole * 60));
}

/** Users in the busiest hour that a span touches, and in the busiest of the week (RISK-03); null where one of its instants is none: another device may have written a day that is in no calendar. */
export function peakIn({ users, zone }: Activity, { startsAt, endsAt }: Span): { users: number; peak: number } | null {
  const peak = Math.max(...users);
  try {
    const [first, end] = [local(startsAt, zone), Temporal.Instant.from(endsAt).epochMilliseconds];
    let most = users[hourOf(first)]!;
    let at = first.round({ smallestUnit: 'hour', roundingMode: 'floor' });
    for (let i = 1; i < hoursOfWeek; i += 1) {
      at = at.add({ hours: 1 });
      if (at.epochMilliseconds >= end) break;
      most = Math.max(most, users[hourOf(at)]!);
    }
    return { users: most, peak };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return null;
  }
}

/** Minutes of a span within service hours; an occurrence of the hours belongs to the day it begins on. */
export function countedMinutes({ hours, zone }: Pick<LevelTerms, 'hours' | 'zone'>, { startsAt, endsAt }: Span): number {
  const [from, to] = [Temporal.Instant.from(startsAt).epochMilliseconds, Temporal.Instant.from(endsAt).epochMilliseconds];
  if (hours === null) return Math.round((to - from) / 60_000);
  const [opens, closes] = [Temporal.PlainTime.from(hours.from), Temporal.PlainTime.from(hours.to)];
  const isOvernight = Temporal.PlainTime.compare(closes, opens) <= 0;
  const last = local(endsAt, zone).toPlainDate();
  let ms = 0;
  for (let day = local(startsAt, zone).toPlainDate().subtract({ days: 1 }), i = 0; Temporal.PlainDate.compare(day, last) <= 0 && i < mostDays; day = day.add({ days: 1 }), i += 1) {
    if (!hours.days.includes(day.dayOfWeek)) continue;
    const open = day.toZonedDateTime({ timeZone: zone, plainTime: opens }).epochMilliseconds;
    const close = (isOvernight ? day.add({ days: 1 }) : day).toZonedDateTime({ timeZone: zone, plainTime: closes }).epochMilliseconds;
    ms += Math.max(0, Math.min(to, close) - Math.max(from, open));
  }
  return Math.round(ms / 60_000);
}
/** A planned outage begins with its window. */
export const outageSpan = (startsAt: string, minutes: number): Span => ({ startsAt, endsAt: addMinutes(startsAt, minutes) });
export const downtimeIn = ({ downtimes }: Pick<Level, 'downtimes'>, month: string): Downtime[] => downtimes.filter(({ on }) => on.startsWith(`${month}-`));

export const mayKeepLevels = ({ actor }: Pick<By, 'actor'>): Refused | null => needs('keepConfiguration', actor);
const event = (service: string, type: DomainEvent['type'], data: Record<string, Json>, text: Record<string, Json> = {}): DomainEvent => ({ type, subject: subjectOf('level', service), data, ...(Object.keys(text).length > 0 ? { text } : {}) });
type Events = Verdict<DomainEvent>;
/** CAL-04: hours that begin and end at once are none. */
export function setTerms(service: string, { hours, zone, allowance, targets, operations }: LevelTerms, by: By): Events {
  const no = firstRefusal(mayKeepLevels(by), refuseZone(zone), hours !== null && hours.from === hours.to ? refuse('office_hours_empty', { from: hours.from, to: hours.to }, { field: 'hours' }) : null);
  return no ?? accept(event(service, 'level.termsSet', { hours: hours && { ...hours }, zone, allowance, targets: { ...targets }, operations }));
}
export const takeActivity = (service: string, { zone, users, source }: Activity, by: By): Events => firstRefusal(mayKeepLevels(by), refuseZone(zone)) ?? accept(event(service, 'level.activityImported', { zone, users }, { source }));
export const addDowntime = (service: string, { on, minutes, note }: Pick<Downtime, 'on' | 'minutes' | 'note'>, by: By): Events => mayKeepLevels(by) ?? accept(event(service, 'level.downtimeAdded', { on, minutes }, { note }));
