// How a meeting keeps to its time: what is left, divided by what is to come (peers, idea 19).
import type { Meeting } from './meeting.ts';
import { isDone, secondsOf } from './meeting.ts';
import { msBetween } from './spans.ts';

export type Pace = {
  /** Minutes until the planned end; negative once it has passed. */
  minutesLeft: number;
  itemsLeft: number;
  /** Minutes each of them can have, rounded down; null when none is left. */
  each: number | null;
  /** Minutes planned for what is left, less what its items have used. */
  planned: number;
  /** How many items at the end do not fit if all take what is planned. */
  over: number;
};

/** Pauses do not move the end: the room is booked until then. */
export function paceOf(meeting: Pick<Meeting, 'items' | 'startedAt' | 'lengthMinutes'>, now: string): Pace {
  const passed = meeting.startedAt === null ? 0 : msBetween(meeting.startedAt, now);
  const minutesLeft = Math.floor(meeting.lengthMinutes - passed / 60_000);
  const left = meeting.items.filter((item) => !isDone(item));
  const rest = left.map((item) => Math.max(0, item.minutes - Math.floor(secondsOf(item, now) / 60)));
  const planned = rest.reduce((sum, minutes) => sum + minutes, 0);
  let room = minutesLeft;
  let over = 0;
  for (const minutes of rest) { room -= minutes; if (room < 0) over += 1; }
  return { minutesLeft, itemsLeft: left.length, each: left.length === 0 ? null : Math.max(0, Math.floor(minutesLeft / left.length)), planned, over };
}
