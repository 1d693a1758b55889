// Spans of days, months and minutes between instants (UTC, milliseconds). The instants are given; nothing here knows the time.
import { Temporal } from 'temporal-polyfill';

const inUtc = (at: string): Temporal.ZonedDateTime => Temporal.Instant.from(at).toZonedDateTimeISO('UTC');
const written = (at: Temporal.ZonedDateTime): string => at.toInstant().toString({ fractionalSecondDigits: 3 });
export const addDays = (at: string, days: number): string => written(inUtc(at).add({ days }));
export const addMinutes = (at: string, minutes: number): string => written(inUtc(at).add({ minutes }));
/** The same day that many months later or earlier, at most the last day of that month, at the same time of day. */
export const addMonths = (at: string, months: number): string => written(inUtc(at).add({ months }));
/** The end of a calendar day, as the first instant of the next one. Takes a day or an instant of it. */
export const endOfDay = (day: string): string => addDays(`${day.slice(0, 10)}T00:00:00.000Z`, 1);
/** Instants already read: a schedule compares the same full hours again and again. */
const read = new Map<string, number>();
const mostRead = 20_000;
function msOf(at: string): number {
  const known = read.get(at);
  if (known !== undefined) return known;
  const ms = Temporal.Instant.from(at).epochMilliseconds;
  if (read.size >= mostRead) read.clear();
  read.set(at, ms);
  return ms;
}
/** Milliseconds from one instant to another; less than nothing when the second one is earlier. An instant that another device made up is none away. */
export function msBetween(from: string, to: string): number {
  try {
    return msOf(to) - msOf(from);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return 0;
  }
}
/** An instant as sentences name it, to the minute of UTC: 2026-12-07 22:00. */
export const minuteOf = (at: string): string => `${at.slice(0, 10)} ${at.slice(11, 16)}`;
/** Whole minutes from one instant to another, the last one begun counted. */
export const minutesBetween = (from: string, to: string): number => Math.ceil(Temporal.Instant.from(from).until(to, { largestUnit: 'second' }).total({ unit: 'minute' }));
