// Occurrences of what takes place again and again (RFC 5545): counted in the wall time of its zone, so that 18:00 stays 18:00 over a clock change.
import { RRuleTemporal } from 'rrule-temporal';
import { Temporal } from 'temporal-polyfill';
import type { Recurrence } from '#contract/calendar.ts';
import { isZone } from './zone.ts';

/** Half-open: the end is the first instant that no longer belongs to it. */
export type Span = { startsAt: string; endsAt: string };
/** `at` is the start the rule gives it, by which it is named wherever it was moved to. */
export type OccurrenceAt = Span & { at: string };
export type Recurring = Span & { zone: string; recurrence: Recurrence | null };

export const overlaps = (a: Span, b: Span): boolean => a.startsAt < b.endsAt && b.startsAt < a.endsAt;
export const overlapOf = (a: Span, b: Span): Span | null => (overlaps(a, b) ? { startsAt: a.startsAt > b.startsAt ? a.startsAt : b.startsAt, endsAt: a.endsAt < b.endsAt ? a.endsAt : b.endsAt } : null);

const msOf = (at: string): number => Temporal.Instant.from(at).epochMilliseconds;
export const instantOf = (ms: number): string => Temporal.Instant.fromEpochMilliseconds(ms).toString({ fractionalSecondDigits: 3 });

const between = (low: number, high: number) => (text: string): boolean => /^\d{1,6}$/.test(text) && Number(text) >= low && Number(text) <= high;
const signed = (high: number) => (text: string): boolean => text.split(',').every((one) => /^[+-]?\d{1,3}$/.test(one) && Math.abs(Number(one)) >= 1 && Math.abs(Number(one)) <= high);
const listed = (low: number, high: number) => (text: string): boolean => text.split(',').every(between(low, high));
/** What each part of a rule may hold. Rules that repeat within a day are for machines, not for a calendar of people. */
const parts: Record<string, (text: string) => boolean> = {
  FREQ: (text) => ['DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY'].includes(text), INTERVAL: between(1, 1000), COUNT: between(1, 5000), UNTIL: (text) => /^\d{8}(?:T\d{6}Z?)?$/.test(text),
  BYDAY: (text) => text.split(',').every((one) => /^(?:[+-]?(?:[1-9]|[1-4]\d|5[0-3]))?(?:MO|TU|WE|TH|FR|SA|SU)$/.test(one)), BYMONTHDAY: signed(31), BYMONTH: listed(1, 12), BYWEEKNO: signed(53), BYYEARDAY: signed(366), BYSETPOS: signed(366),
  BYHOUR: listed(0, 23), BYMINUTE: listed(0, 59), WKST: (text) => ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'].includes(text),
};
/** What is wrong in a rule, in words; null when it can be counted. */
export function ruleProblem(rule: string): string | null {
  const seen = new Set<string>();
  for (const part of rule.split(';')) {
    const [name = '', value = '', ...rest] = part.split('=');
    if (!Object.hasOwn(parts, name) || rest.length > 0) return `${part.slice(0, 60) || 'an empty part'} is no part of a recurrence rule`;
    if (seen.has(name)) return `${name} stands in it twice`;
    seen.add(name);
    if (!parts[name]!(value)) return `${part.slice(0, 60)} has a value that ${name} cannot have`;
  }
  if (!seen.has('FREQ')) return 'FREQ is missing';
  return seen.has('COUNT') && seen.has('UNTIL') ? 'COUNT and UNTIL exclude each other' : null;
}

/** Occurrences are counted by blocks of this many milliseconds and kept, because a schedule asks for the same months again and again. */
const blockMs = 92 * 86_400_000;
const kept = new Map<string, readonly string[]>();
const mostKept = 4000;
/** A span of more than a century is one that another device made up; what lies beyond is left out. */
const mostBlocks = 400;

/** Starts that the rule gives within a block, the first one of the entry aside. A rule that another device made up, and that cannot be counted, gives none. */
function startsInBlock({ startsAt, zone, recurrence }: Recurring, block: number): readonly string[] {
  const rule = recurrence!.rule;
  const key = `${block} ${startsAt} ${zone} ${rule}`;
  const known = kept.get(key);
  if (known) return known;
  const starts = ruleProblem(rule) === null ? counted(rule, { startsAt, zone: isZone(zone) ? zone : 'UTC' }, block) : [];
  if (kept.size >= mostKept) kept.clear();
  kept.set(key, starts);
  return starts;
}
function counted(rule: string, { startsAt, zone }: { startsAt: string; zone: string }, block: number): string[] {
  try {
    const dtstart = Temporal.Instant.from(startsAt).toZonedDateTimeISO(zone);
    const from = Temporal.Instant.fromEpochMilliseconds(block * blockMs).toZonedDateTimeISO(zone);
    const to = Temporal.Instant.fromEpochMilliseconds((block + 1) * blockMs - 1).toZonedDateTimeISO(zone);
    return new RRuleTemporal({ rruleString: `RRULE:${rule}`, dtstart }).between(from, to, true).map((at) => at.toInstant().toString({ fractionalSecondDigits: 3 }));
  } catch (error) {
    // The library throws for what it cannot count: a date that never comes, or more steps than it takes.
    if (error instanceof Error) return [];
    throw error;
  }
}

/** Occurrences that share time with a span, in the order of their starts. Each is as long as the first one (RFC 5545, DTEND). */
export function occurrencesIn(entry: Recurring, span: Span): OccurrenceAt[] {
  const { startsAt, endsAt, recurrence } = entry;
  if (recurrence === null) return overlaps(entry, span) ? [{ at: startsAt, startsAt, endsAt }] : [];
  const length = msOf(endsAt) - msOf(startsAt);
  const [first, last] = [Math.floor((msOf(span.startsAt) - length) / blockMs), Math.floor(msOf(span.endsAt) / blockMs)];
  const starts = new Set([startsAt]);
  const begin = Math.max(first, Math.floor(msOf(startsAt) / blockMs));
  for (let block = begin; block <= Math.min(last, begin + mostBlocks); block += 1) for (const at of startsInBlock(entry, block)) starts.add(at);
  const moved = new Map(recurrence.moved.map((one) => [one.at, one]));
  const regular = [...starts].filter((at) => at >= startsAt && !recurrence.except.includes(at) && !moved.has(at)).map((at) => ({ at, startsAt: at, endsAt: instantOf(msOf(at) + length) }));
  return [...regular, ...moved.values()].filter((one) => overlaps(one, span)).toSorted((a, b) => (a.startsAt < b.startsAt ? -1 : a.startsAt > b.startsAt ? 1 : a.at < b.at ? -1 : 1));
}

/** Twenty-eight years, after which days of the week and leap years come round again: what gave no second occurrence by then never will. */
const roundDays = 28 * 366;
/** Whether a rule that reads well ever takes place again. */
export function comesAgain(entry: Recurring): boolean {
  const { zone, startsAt, recurrence } = entry;
  if (recurrence === null) return false;
  try {
    const dtstart = Temporal.Instant.from(startsAt).toZonedDateTimeISO(isZone(zone) ? zone : 'UTC');
    const next = new RRuleTemporal({ rruleString: `RRULE:${recurrence.rule}`, dtstart }).next(dtstart, false);
    return next !== null && next.epochMilliseconds <= dtstart.epochMilliseconds + roundDays * 86_400_000;
  } catch (error) {
    if (error instanceof Error) return false;
    throw error;
  }
}
