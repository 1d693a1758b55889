// Hybrid logical clock (trail design, B4): 15 digits of milliseconds, a hyphen, 8 hex digits of counter. Pure: the wall clock is an argument.
export type Hlc = string;

/** Stamps further ahead than this do not move our clock. */
const tolerance = 24 * 3_600_000;
const lastCounter = 0xffffffff;

const format = (ms: number, counter: number): Hlc => `${String(ms).padStart(15, '0')}-${counter.toString(16).padStart(8, '0')}`;
const parse = (hlc: Hlc): { ms: number; counter: number } => {
  if (!/^\d{15}-[0-9a-f]{8}$/.test(hlc)) throw new RangeError('not a clock stamp');
  return { ms: Number(hlc.slice(0, 15)), counter: parseInt(hlc.slice(16), 16) };
};

const after = (hlc: Hlc): Hlc => {
  const { ms, counter } = parse(hlc);
  return counter < lastCounter ? format(ms, counter + 1) : format(ms + 1, 0);
};

/** The stamp of the next commit: the wall clock, or one tick past the last stamp when the wall stands still or goes back. */
export function tick(last: Hlc | null, wallMs: number): Hlc {
  const wall = format(Math.max(0, Math.floor(wallMs)), 0);
  return last === null || wall > last ? wall : after(last);
}

/** One receive step for a whole batch; a stamp too far ahead is reported and leaves the clock alone. */
export function receive(own: Hlc | null, highestSeen: Hlc, wallMs: number): { hlc: Hlc; ahead: boolean } {
  const ahead = parse(highestSeen).ms > wallMs + tolerance;
  const past = ahead || (own !== null && own > highestSeen) ? own : highestSeen;
  return { hlc: tick(past, wallMs), ahead };
}

/** Stamps have one width, so they sort as text. */
export const compareHlc = (a: Hlc, b: Hlc): number => (a < b ? -1 : a > b ? 1 : 0);
export const isHlc = (value: unknown): value is Hlc => typeof value === 'string' && /^\d{15}-[0-9a-f]{8}$/.test(value);
