// Time zones of a calendar file: what a TZID means, and local times to instants. A name nobody knows is asked about, never guessed.
import ICAL from 'ical.js';
import { Temporal } from 'temporal-polyfill';
import { findIana } from 'windows-iana';
import { zoneExists } from './dates.ts';

/** A value of DTSTART and its like: the day, the time of day where it has one, and where it is said to be. */
export type CalendarTime = { day: string; clock: string | null; isUtc: boolean; tzid: string };

/** `T::` is what jCal makes of a day where a time was announced; older exports of Google write so. */
const form = /^(\d{4}-\d\d-\d\d)(?:T(?:::|(\d\d:\d\d:\d\d)(Z)?))?$/;
/** Reads jCal's form of DATE and DATE-TIME; null for anything else, such as a date with a digit missing. */
export function timeIn(value: unknown, tzid: unknown): CalendarTime | null {
  const found = typeof value === 'string' ? form.exec(value.trim()) : null;
  if (!found) return null;
  // A leap second is the last one of its minute: no clock here shows a sixty-first.
  return { day: found[1]!, clock: found[2]?.replace(/:60$/, ':59') ?? null, isUtc: found[3] !== undefined, tzid: typeof tzid === 'string' ? tzid.trim().replace(/^"|"$/g, '') : '' };
}

/** The zone that a TZID names: by the IANA name itself, behind a vendor's prefix, or by the name Windows gives it (CLDR). Null for others. */
export function zoneNamed(tzid: string): string | null {
  if (/^(z|utc|gmt|etc\/utc|coordinated universal time)$/i.test(tzid)) return 'UTC';
  const parts = tzid.split('/').filter((part) => part !== '');
  // Such as /mozilla.org/20050126_1/Europe/Berlin or /softwarestudio.org/America/Argentina/Ushuaia.
  for (let from = 0; from < parts.length; from++) {
    const name = parts.slice(from).join('/');
    if ((from === 0 || parts.length - from > 1) && zoneExists(name)) return properName(name);
  }
  return findIana(tzid)[0] ?? null;
}
/** As the database writes it: Europe/Berlin for europe/berlin. */
const properName = (zone: string): string => Temporal.PlainDate.from('2026-01-01').toZonedDateTime(zone).timeZoneId;

export type Instant = { at: string; isTwice: boolean };
export type Nowhere = { problem: 'no_such_day' | 'time_does_not_exist' };
/**
 * The instant of a local time. A time that the clocks skip is no time (`isExact`), or that time after they were put forward, as RFC 5545 reads
 * occurrences; one they show twice is the first.
 */
export function instantOf({ day, clock }: Pick<CalendarTime, 'day' | 'clock'>, zone: string, isExact = true): Instant | Nowhere {
  try {
    const local = Temporal.PlainDateTime.from(`${day}T${clock ?? '00:00:00'}`, { overflow: 'reject' });
    const earlier = local.toZonedDateTime(zone, { disambiguation: 'earlier' });
    const later = local.toZonedDateTime(zone, { disambiguation: 'later' });
    if (earlier.epochMilliseconds === later.epochMilliseconds) return { at: textAt(earlier), isTwice: false };
    const isSkipped = !earlier.toPlainDateTime().equals(local);
    // Some zones skip midnight; the day then begins when the clocks go on.
    if (isSkipped && (clock === null || !isExact)) return { at: textAt(clock === null ? local.toPlainDate().toZonedDateTime(zone) : later), isTwice: false };
    return isSkipped ? { problem: 'time_does_not_exist' } : { at: textAt(earlier), isTwice: true };
  } catch (error) {
    if (error instanceof RangeError) return { problem: 'no_such_day' };
    throw error;
  }
}
const textAt = ({ epochMilliseconds }: Temporal.ZonedDateTime): string => new Date(epochMilliseconds).toISOString();

/** What the file's own VTIMEZONE makes of a local time, in seconds from UTC. */
export function offsetIn(zone: ICAL.Timezone, { day, clock }: Pick<CalendarTime, 'day' | 'clock'>): number {
  const [year, month, date] = day.split('-').map(Number);
  const [hour, minute, second] = (clock ?? '00:00:00').split(':').map(Number);
  return zone.utcOffset(new ICAL.Time({ year: year!, month: month!, day: date!, hour: hour!, minute: minute!, second: second!, isDate: false }, zone));
}
/** What our zone makes of an instant, in seconds from UTC. */
export const offsetAt = (zone: string, at: string): number => Temporal.Instant.from(at).toZonedDateTimeISO(zone).offsetNanoseconds / 1e9;
