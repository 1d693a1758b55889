// Hybrid logical clock (trail design, B4): never behind the wall clock nor behind what was seen, and never wound forward by a stranger's wrong date.

/** 15 digits of milliseconds since 1970, '-', 8 hex digits of counter; compares as text. */
export type Hlc = string;

const dayMs = 24 * 60 * 60 * 1000;
const maxCounter = 0xffff_ffff;
/** The last millisecond of the year 9999, so that ticks never run out of digits. */
const lastMs = 253_402_300_799_999;
const pattern = /^[0-9]{15}-[0-9a-f]{8}$/;

const millis = (hlc: Hlc): number => Number(hlc.slice(0, 15));
const counter = (hlc: Hlc): number => Number.parseInt(hlc.slice(16), 16);
const stamp = (ms: number, count: number): Hlc => `${String(ms).padStart(15, '0')}-${count.toString(16).padStart(8, '0')}`;

/** Whether the text is a stamp at all; dates after the year 9999 are none. */
export const isHlc = (text: unknown): text is Hlc => typeof text === 'string' && pattern.test(text) && millis(text) <= lastMs;

/** The next stamp of this device: later than `last`, not before the wall clock (milliseconds since 1970). */
export function tick(last: Hlc | null, wallMs: number): Hlc {
  const wall = Math.min(Math.max(0, Math.trunc(wallMs)), lastMs);
  if (Number.isNaN(wall)) throw new RangeError('the wall clock is not a number');
  if (last === null || wall > millis(last)) return stamp(wall, 0);
  return counter(last) < maxCounter ? stamp(millis(last), counter(last) + 1) : stamp(millis(last) + 1, 0);
}

/** Whether a stamp lies more than 24 h ahead of the wall clock: its history is taken, its date is flagged. */
export const isAhead = (seen: Hlc, wallMs: number): boolean => millis(seen) > wallMs + dayMs;

/** One receive step for a whole import, with its highest stamp. One that is ahead is reported and does not move our clock; pass the highest of the others as well, if any. */
export function receive(own: Hlc | null, highestSeen: Hlc, wallMs: number): { hlc: Hlc; ahead: boolean } {
  const ahead = isAhead(highestSeen, wallMs);
  const past = ahead || (own !== null && own > highestSeen) ? own : highestSeen;
  return { hlc: tick(past, wallMs), ahead };
}

/** Negative, zero or positive, as for sort. */
export const compareHlc = (a: Hlc, b: Hlc): number => (a < b ? -1 : a > b ? 1 : 0);

/**
 * The key a commit is ordered by (trail design, B4): its own stamp, or one tick past the largest key in its past when that is not earlier.
 * It depends on that past alone, so commits that arrive later never move it.
 */
export const orderKey = (own: Hlc, largestBefore: Hlc | null): Hlc => {
  if (largestBefore === null || own > largestBefore) return own;
  return counter(largestBefore) < maxCounter ? stamp(millis(largestBefore), counter(largestBefore) + 1) : stamp(millis(largestBefore) + 1, 0);
};
