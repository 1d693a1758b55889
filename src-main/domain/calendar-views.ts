// How the calendar lays time out: bars packed into the tracks of a lane, and the days and weeks of a zone (CAL-01). Times are milliseconds since 1970, UTC.
import { Temporal } from 'temporal-polyfill';
import { mostTracks } from '#contract/calendar-views.ts';

export type Stretch = { from: number; to: number };
export type Placed<S> = S & { track: number; isLabelBefore: boolean };
/** A label stands beside its bar and takes this share of the span. */
const labelShare = 0.085;
/** The shortest bar drawn, as a share of the span. */
const leastShare = 0.004;

/** What a bar and its label take of the lane. The label goes before the bar where it would leave the span. */
function taken({ from, to }: Stretch, span: Stretch): Stretch & { isLabelBefore: boolean } {
  const whole = span.to - span.from;
  const start = Math.max(from, span.from);
  const end = Math.max(Math.min(to, span.to), start + whole * leastShare);
  const label = whole * labelShare;
  const isLabelBefore = end + label > span.to && start - label >= span.from;
  return isLabelBefore ? { from: start - label, to: end, isLabelBefore } : { from: start, to: end + label, isLabelBefore };
}

/** Puts each bar into the first track that is free where the bar and its label stand; the earliest first, of equal ones the longest. */
export function packed<S extends Stretch>(bars: readonly S[], span: Stretch): Placed<S>[] {
  const ends: number[] = [];
  // A label before its bar reaches back, so that bars come in the order in which they begin to take room.
  const wanted = bars.map((bar) => ({ bar, room: taken(bar, span) })).toSorted((a, b) => a.room.from - b.room.from || b.room.to - a.room.to);
  return wanted.map(({ bar, room }) => {
    const free = ends.findIndex((end) => end <= room.from);
    const track = free === -1 ? ends.length : free;
    ends[track] = room.to;
    return { ...bar, track, isLabelBefore: room.isLabelBefore };
  });
}

/** How many tracks a lane is drawn with: at least one, at most `mostTracks`. */
export const tracksOf = (placed: readonly { track: number }[]): number => Math.min(mostTracks, placed.reduce((most, { track }) => Math.max(most, track + 1), 1));

const startOf = (day: Temporal.PlainDate, zone: string): number => day.toZonedDateTime(zone).epochMilliseconds;
/** Days of a zone from their first instant to that of the next: 23 or 25 hours long where clocks change. */
export function daysFrom(first: string, count: number, zone: string): (Stretch & { day: string })[] {
  const from = Temporal.PlainDate.from(first);
  return Array.from({ length: count }, (_, i) => ({ day: from.add({ days: i }).toString(), from: startOf(from.add({ days: i }), zone), to: startOf(from.add({ days: i + 1 }), zone) }));
}

/** Weeks of seven days from Monday to Monday (UTC) that meet a span: what a long span counts by. */
export function weeksOf({ from, to }: Stretch): Stretch[] {
  const week = 7 * 86_400_000;
  // 5 January 1970 was a Monday.
  const monday = 4 * 86_400_000;
  const first = Math.floor((from - monday) / week) * week + monday;
  return Array.from({ length: Math.max(0, Math.ceil((to - first) / week)) }, (_, i) => ({ from: first + i * week, to: first + (i + 1) * week }));
}
