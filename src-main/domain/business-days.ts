// Business days: Monday to Friday without the days that a board does not work.
import { Temporal } from 'temporal-polyfill';
import { isZone } from './zone.ts';

/** More days off in a row than these no board has; a list of them that never ends must not hang. */
const most = 800;

/** The same time of the wall that many business days later (UTC). Counting begins with the day after; an hour the day does not have becomes the one after it. */
export function businessDaysAfter(at: string, days: number, { zone, holidays }: { zone: string; holidays: readonly string[] }): string {
  const start = Temporal.Instant.from(at).toZonedDateTimeISO(isZone(zone) ? zone : 'UTC');
  const off = new Set(holidays);
  let day = start.toPlainDate();
  for (let left = days, n = 0; left > 0 && n < most; n += 1) {
    day = day.add({ days: 1 });
    if (day.dayOfWeek <= 5 && !off.has(day.toString())) left -= 1;
  }
  return day.toZonedDateTime({ timeZone: start.timeZoneId, plainTime: start.toPlainTime() }).toInstant().toString({ fractionalSecondDigits: 3 });
}

/** The first instant after a calendar day in a zone (UTC). */
export const endOfDayIn = (zone: string, day: string): string =>
  Temporal.PlainDate.from(day).add({ days: 1 }).toZonedDateTime(isZone(zone) ? zone : 'UTC').toInstant().toString({ fractionalSecondDigits: 3 });
