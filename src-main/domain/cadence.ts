// The regular sessions of a board and which of them can decide on a change in time (CAB-02).
import { Temporal } from 'temporal-polyfill';
import type { Charter } from './board.ts';
import { addDays, msBetween } from './spans.ts';
import { isZone } from './zone.ts';

export type Cadence = NonNullable<Charter['cadence']>;
/** Instants are UTC. A session that was called apart from the cadence has no cut-off: it is called because something cannot wait. */
export type Session = { startsAt: string; /** Number of the meeting, where it has been called. */ meeting: string | null; isRegular: boolean };
export type Terms = Pick<Charter, 'cutOffHours' | 'leadHours'>;

/** CAB-02: a cadence that makes no session in as many days warns. */
export const idleDays = 35;
/** More sessions than these nobody plans; asked for a longer stretch, the first of them are given. */
const most = 400;
const hourMs = 3_600_000;
const shifted = (at: string, hours: number): string => Temporal.Instant.from(at).add({ hours }).toString({ fractionalSecondDigits: 3 });

/**
 * The sessions of a cadence after one instant and up to another, both UTC. The time is that of the wall in the board's zone: two o'clock stays two
 * o'clock over a change of the clocks; an hour that a day does not have becomes the one after it, one that it has twice is the first.
 */
export function sessionsBetween(cadence: Cadence, zone: string, { after, until }: { after: string; until: string }): string[] {
  const known = isZone(zone) ? zone : 'UTC';
  const from = Temporal.PlainDate.from(cadence.from);
  const first = from.add({ days: (cadence.weekday - from.dayOfWeek + 7) % 7 });
  const start = Temporal.Instant.from(after).toZonedDateTimeISO(known).toPlainDate();
  const weeks = Math.floor(first.until(start, { largestUnit: 'day' }).days / 7);
  // One turn earlier, so that a session later on the same day is not passed over.
  let turn = Math.max(0, Math.floor(weeks / cadence.everyWeeks) - 1);
  const out: string[] = [];
  for (; out.length < most; turn += 1) {
    const day = first.add({ weeks: turn * cadence.everyWeeks });
    const at = day.toZonedDateTime({ timeZone: known, plainTime: Temporal.PlainTime.from(cadence.time) }).toInstant().toString({ fractionalSecondDigits: 3 });
    if (at > until) return out;
    if (at > after) out.push(at);
  }
  return out;
}

/** Whether a stretch of more than 35 days has no session, looked at over one turn and as many days from `now` on. */
export function isIdle(cadence: Cadence, zone: string, now: string): boolean {
  const until = addDays(now, idleDays + 7 * cadence.everyWeeks);
  const marks = [now, ...sessionsBetween(cadence, zone, { after: now, until }), until];
  // An hour more or less is a change of the clocks, no idle time.
  return marks.some((mark, i) => i > 0 && i < marks.length - 1 && msBetween(marks[i - 1]!, mark) > idleDays * 24 * hourMs + hourMs) || marks.length === 2;
}

/** Called meetings and the sessions of the cadence that nobody has called yet, in their order. */
export function sessionsOf({ charter, zone }: { charter: Charter; zone: string }, called: readonly { number: string; startsAt: string }[], { after, until }: { after: string; until: string }): Session[] {
  const regular = charter.cadence === null ? [] : sessionsBetween(charter.cadence, zone, { after, until });
  const meetings = called.filter(({ startsAt }) => startsAt > after && startsAt <= until);
  // Without a cadence every meeting is a regular one, and its cut-off counts.
  const own = meetings.map(({ number, startsAt }): Session => ({ startsAt, meeting: number, isRegular: charter.cadence === null || regular.includes(startsAt) }));
  const open = regular.filter((startsAt) => !meetings.some((m) => m.startsAt === startsAt)).map((startsAt): Session => ({ startsAt, meeting: null, isRegular: true }));
  return [...own, ...open].toSorted((a, b) => (a.startsAt < b.startsAt ? -1 : 1));
}

/** Until when a change must be submitted to be on the agenda of a session. */
export const cutOffOf = ({ startsAt, isRegular }: Session, { cutOffHours }: Terms): string => (isRegular ? shifted(startsAt, -cutOffHours) : startsAt);
/** The session whose agenda a change joins that was submitted then: the first one whose cut-off had not passed. */
export const agendaFor = (submittedAt: string, sessions: readonly Session[], terms: Terms): Session | null => sessions.find((session) => submittedAt <= cutOffOf(session, terms)) ?? null;

export type InTime = {
  /** The first session whose agenda it can be on, and the last one that decides early enough for the window. */
  next: Session | null; last: Session | null; isMissed: boolean;
};
/** CAB-02: whether a session decides on a change so early that the lead remains before its window. Both instants UTC. */
export function inTime({ submittedAt, windowStartsAt }: { submittedAt: string; windowStartsAt: string }, sessions: readonly Session[], terms: Terms): InTime {
  const open = sessions.filter((session) => submittedAt <= cutOffOf(session, terms));
  const last = open.findLast(({ startsAt }) => shifted(startsAt, terms.leadHours) <= windowStartsAt) ?? null;
  return { next: open[0] ?? null, last, isMissed: last === null };
}

/** The first regular session nobody has called. */
export const nextUncalled = (sessions: readonly Session[]): Session | null => sessions.find(({ meeting, isRegular }) => meeting === null && isRegular) ?? null;

/** Whether a change came after the cut-off of a meeting. Only a board with a cadence has one: elsewhere no following session is known that it could go to. */
export function isAfterCutOff({ submittedAt, startsAt }: { submittedAt: string; startsAt: string }, { charter, zone }: { charter: Charter; zone: string }): boolean {
  if (charter.cadence === null) return false;
  const isRegular = sessionsBetween(charter.cadence, zone, { after: shifted(startsAt, -1), until: startsAt }).includes(startsAt);
  return submittedAt > cutOffOf({ startsAt, meeting: null, isRegular }, charter);
}
/** The session that follows a meeting in the cadence. */
export const sessionAfter = (startsAt: string, { charter, zone }: { charter: Charter; zone: string }): string | null =>
  (charter.cadence === null ? null : sessionsBetween(charter.cadence, zone, { after: startsAt, until: addDays(startsAt, 7 * charter.cadence.everyWeeks + 1) })[0] ?? null);
