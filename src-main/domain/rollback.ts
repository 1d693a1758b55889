// Whether readings demand a rollback (BCK-02): pure, exact, the same on a laptop and in a pipeline. Values are decimal texts and never become floats.
import { Temporal } from 'temporal-polyfill';
import type { Trigger, triggerComparisons } from '#contract/backout.ts';
import { refuse } from './verdict.ts';
import type { Refused } from './verdict.ts';

export type Comparison = (typeof triggerComparisons)[number];
/** `seconds`: how long the breach lasts without a reading between that holds. A manual trigger is told to the rollback owner and orders nothing by itself. */
export type RollbackTrigger = Trigger;
export type RollbackReading = { at: string; metric: string; value: string; unit: string };
export type RollbackTerms = { triggers: readonly RollbackTrigger[]; /** UTC; null: none was set. */ deadlineAt: string | null };

/** A breach that lasted: from its first reading to the one that made it long enough. */
export type Breach = { from: string; to: string; value: string };
/** `isRead`: there was a reading by the deadline. `isQuiet`: the last of those does not breach. */
export type TriggerFinding = { trigger: RollbackTrigger; breach: Breach | null; longestSeconds: number; readings: number; isRead: boolean; isQuiet: boolean };
/** `watching`: nothing demands a rollback, but not every metric has been seen quiet. `decide`: a manual trigger is met and a person decides. */
export type RollbackVerdict = { verdict: 'healthy' | 'watching' | 'decide' | 'roll-back'; /** Id of the trigger that orders, or `time_limit`. */ because: string | null; findings: TriggerFinding[] };

const decimal = /^([+-]?)(\d{1,30})(?:\.(\d{1,30}))?(?:[eE]([+-]?\d{1,2}))?$/;
type Decimal = { digits: bigint; /** Places after the point; below zero for whole numbers with an exponent. */ places: number };

/** Reads `-12.50` or `1.5e-3`; null for anything else. */
export function decimalOf(text: string): Decimal | null {
  const found = decimal.exec(text.trim());
  if (!found) return null;
  const [, sign = '', whole = '', part = '', exponent = '0'] = found;
  const digits = BigInt(whole + part);
  return { digits: sign === '-' ? -digits : digits, places: part.length - Number(exponent) };
}

/** Below zero, zero or above zero, as for sort; exact. */
export function compareDecimals(a: Decimal, b: Decimal): number {
  const places = Math.max(a.places, b.places);
  const left = a.digits * 10n ** BigInt(places - a.places);
  const right = b.digits * 10n ** BigInt(places - b.places);
  return left < right ? -1 : left > right ? 1 : 0;
}

const holds: Record<Comparison, (order: number) => boolean> = { above: (o) => o > 0, 'at-least': (o) => o >= 0, below: (o) => o < 0, 'at-most': (o) => o <= 0 };
/** Whether a value is in breach of a trigger. Throws `RangeError` for a text that is no decimal; readings are checked before. */
export const isBreach = (trigger: Pick<RollbackTrigger, 'comparison' | 'threshold'>, value: string): boolean => breachOf(trigger)(value);
/** The same for many values of one trigger. */
function breachOf({ comparison, threshold }: Pick<RollbackTrigger, 'comparison' | 'threshold'>): (value: string) => boolean {
  const limit = decimalOf(threshold);
  return (value) => {
    const read = decimalOf(value);
    if (!read || !limit) throw new RangeError('no decimal number');
    return holds[comparison](compareDecimals(read, limit));
  };
}

const utc = /^(\d{4})-(\d\d)-(\d\d)T([01]\d|2[0-3]):([0-5]\d):([0-5]\d)(?:\.(\d{3}))?Z$/;
/** Days from 1970 to a day of the proleptic Gregorian calendar; years count from March, so that the leap day ends them. */
function daysTo(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const m = month <= 2 ? month + 9 : month - 3;
  return 365 * y + Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400) + Math.floor((153 * m + 2) / 5) + day - 719_469;
}

/** Milliseconds since 1970 of an RFC 3339 instant; NaN for a text that is none, such as the 31st of February. Half a million are asked for at once. */
export function instantMs(at: string): number {
  const [, year, month, day, hour, minute, second, ms = '0'] = utc.exec(at) ?? [];
  // Days up to the 28th exist in every month; the others are left to the calendar.
  if (year !== undefined && Number(day) >= 1 && Number(day) <= 28 && Number(month) >= 1 && Number(month) <= 12) return (((daysTo(Number(year), Number(month), Number(day)) * 24 + Number(hour)) * 60 + Number(minute)) * 60 + Number(second)) * 1000 + Number(ms);
  try {
    return Temporal.Instant.from(at).epochMilliseconds;
  } catch (error) {
    if (error instanceof RangeError) return Number.NaN;
    throw error;
  }
}
type Timed = RollbackReading & { ms: number };

/** Readings a trigger can use: decimals, in its own unit, each not before the one above it. The row is counted from 1. */
function refuseReadings(triggers: readonly RollbackTrigger[], readings: readonly Timed[]): Refused | null {
  const units = new Map<string, string>(triggers.map(({ metric, unit }) => [metric, unit]));
  const last = new Map<string, number>();
  for (const [i, { at, metric, value, unit, ms }] of readings.entries()) {
    const asked = units.get(metric);
    const place = { row: i + 1 };
    if (Number.isNaN(ms)) return refuse('readings_unusable', { row: i + 1, problem: `“${at}” is no time` }, place);
    if (asked === undefined) continue;
    if (unit !== asked) return refuse('readings_unusable', { row: i + 1, problem: `${metric} is in ${unit === '' ? 'no unit' : unit}, and its trigger is in ${asked}` }, place);
    if (!decimalOf(value)) return refuse('readings_unusable', { row: i + 1, problem: `“${value}” is no number` }, place);
    if (ms < (last.get(metric) ?? Number.NEGATIVE_INFINITY)) return refuse('readings_unusable', { row: i + 1, problem: `${metric} is out of order: ${at} comes after a later reading` }, place);
    last.set(metric, ms);
  }
  return null;
}

function findingOf(trigger: RollbackTrigger, readings: readonly Timed[], deadline: number): TriggerFinding {
  const isOver = breachOf(trigger);
  let from: Timed | null = null;
  let breach: Breach | null = null;
  const seen = { longest: 0, count: 0, isRead: false, isQuiet: false };
  for (const reading of readings) {
    if (reading.metric !== trigger.metric) continue;
    seen.count += 1;
    const isBad = isOver(reading.value);
    if (reading.ms <= deadline) { seen.isRead = true; seen.isQuiet = !isBad; }
    if (!isBad) { from = null; continue; }
    from ??= reading;
    const lasted = reading.ms - from.ms;
    seen.longest = Math.max(seen.longest, lasted);
    if (lasted >= trigger.seconds * 1000) breach ??= { from: from.at, to: reading.at, value: reading.value };
  }
  return { trigger, breach, longestSeconds: Math.floor(seen.longest / 1000), readings: seen.count, isRead: seen.isRead, isQuiet: seen.isQuiet };
}

/**
 * BCK-02: a breach that lasts at least the trigger's duration orders a rollback; so does a deadline that has passed while not every metric was read and quiet by then.
 * A breach lasts from its first reading to its last one: time after the last reading is not guessed.
 */
export function judgeReadings({ triggers, deadlineAt }: RollbackTerms, given: readonly RollbackReading[], now: string): Refused | { ok: true; verdict: RollbackVerdict } {
  const readings = given.map((reading): Timed => ({ ...reading, ms: instantMs(reading.at) }));
  const deadline = deadlineAt === null ? Number.POSITIVE_INFINITY : instantMs(deadlineAt);
  const no = refuseReadings(triggers, readings);
  if (no) return no;
  const findings = triggers.map((trigger) => findingOf(trigger, readings, deadline));
  const lasting = findings.filter((f): f is TriggerFinding & { breach: Breach } => f.breach !== null).toSorted((a, b) => instantMs(a.breach.to) - instantMs(b.breach.to));
  const ordering = lasting.find(({ trigger }) => trigger.isAutomatic);
  if (ordering) return { ok: true, verdict: { verdict: 'roll-back', because: ordering.trigger.id, findings } };
  const isHealthy = findings.length > 0 && lasting.length === 0 && findings.every((f) => f.isRead && f.isQuiet);
  if (isHealthy) return { ok: true, verdict: { verdict: 'healthy', because: null, findings } };
  if (instantMs(now) >= deadline) return { ok: true, verdict: { verdict: 'roll-back', because: 'time_limit', findings } };
  const [manual] = lasting;
  return { ok: true, verdict: manual ? { verdict: 'decide', because: manual.trigger.id, findings } : { verdict: 'watching', because: null, findings } };
}
