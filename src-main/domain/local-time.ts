// Wall times of a zone and the instants they are (CAL-07): one that the clocks skip is none, one they show twice has to be told apart.
import { Temporal } from 'temporal-polyfill';
import type { Refused } from './verdict.ts';
import { refuse } from './verdict.ts';
import { refuseZone } from './zone.ts';

const written = (at: Temporal.ZonedDateTime): string => at.toInstant().toString({ fractionalSecondDigits: 3 });
/** Such as `2026-03-08 03:00 -04:00`: the wall time with its offset. */
export const wallText = (at: string, zone: string): string => {
  const local = Temporal.Instant.from(at).toZonedDateTimeISO(zone);
  return `${local.toPlainDate().toString()} ${local.toPlainTime().toString({ smallestUnit: 'minute' })} ${local.offset}`;
};

export type Local = { local: string; zone: string; occurrence?: 'first' | 'second' | undefined };
/** The instant (UTC) of a wall time, or why there is none. */
export function instantOf({ local, zone, occurrence }: Local): { at: string } | Refused {
  const no = refuseZone(zone);
  if (no) return no;
  let wall: Temporal.PlainDateTime;
  try {
    wall = Temporal.PlainDateTime.from(local, { overflow: 'reject' });
  } catch (error) {
    if (error instanceof RangeError) return refuse('local_day_missing', { local }, { field: 'start' });
    throw error;
  }
  const [first, second] = [wall.toZonedDateTime(zone, { disambiguation: 'earlier' }), wall.toZonedDateTime(zone, { disambiguation: 'later' })];
  const isOne = first.epochNanoseconds === second.epochNanoseconds;
  if (isOne) return occurrence === 'second' ? refuse('local_time_once', { local: local.replace('T', ' '), zone }, { field: 'occurrence' }) : { at: written(first) };
  const facts = { local: local.replace('T', ' '), zone };
  if (!first.toPlainDateTime().equals(wall)) {
    const change = first.getTimeZoneTransition('next');
    return refuse('local_time_skipped', { ...facts, next: wallText(written(change ?? second), zone) }, { field: 'start' });
  }
  if (occurrence === undefined) return refuse('local_time_twice', { ...facts, first: wallText(written(first), zone), second: wallText(written(second), zone) }, { field: 'occurrence' });
  return { at: written(occurrence === 'first' ? first : second) };
}
