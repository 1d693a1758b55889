// Foreign dates to instants (UTC, milliseconds). Nothing is guessed: a date two readings fit, or one without a zone, is set aside.
import { Temporal } from 'temporal-polyfill';
import type { Why } from './imported-change.ts';

/** How a mapping may say that dates are to be read; without it only what has one reading is read. */
export const dateFormats = ['DD/MM/YYYY', 'MM/DD/YYYY', 'excel-serial', 'epoch-ms', 'epoch-s'] as const;
export type DateFormat = (typeof dateFormats)[number];

/** `isLocal`: the text had no offset of its own. `isTwice`: the local time occurs twice that day; the earlier one was taken. */
export type ReadDate = { ok: true; at: string; isLocal: boolean; isTwice: boolean } | { ok: false; why: Why };
export type DateReader = (text: string, dayEnds?: boolean) => ReadDate;

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const clock = String.raw`(?:[T\s,]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*([AaPp]\.?[Mm]\.?)?\s*(Z|z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?)?`;
const yearFirst = new RegExp(`^(\\d{4})[-/.](\\d{1,2})[-/.](\\d{1,2})${clock}$`);
const numbers = new RegExp(`^(\\d{1,2})([-/.])(\\d{1,2})\\2(\\d{4}|\\d{2})${clock}$`);
const dayName = new RegExp(`^(\\d{1,2})[-/.\\s]+([A-Za-z]{3,9})\\.?[-/,\\s]+(\\d{4}|\\d{2})${clock}$`);
const nameDay = new RegExp(`^([A-Za-z]{3,9})\\.?\\s+(\\d{1,2}),?\\s+(\\d{4})${clock}$`);
/** What nearly every export writes: `2026-11-21 14:03:00`, with `T` or blank. Told apart by position, without a regular expression. */
const isPlainStamp = (t: string): boolean =>
  t.length === 19 && t.charCodeAt(4) === 45 && t.charCodeAt(7) === 45 && t.charCodeAt(13) === 58 && t.charCodeAt(16) === 58;

type Parts = { day: string; hour: number; minute: number; second: number; fraction: string; offset: string | null; hasClock: boolean };
const pad = (n: number): string => (n < 10 ? `0${n}` : String(n));
const dayText = (year: string, month: number, day: number): string => `${year.length === 2 ? `20${year}` : year}-${pad(month)}-${pad(day)}`;

function withClock(day: string, m: RegExpExecArray, from: number): Parts | null {
  const [hourText, minute, second, fraction, half, offset] = m.slice(from, from + 6);
  let hour = Number(hourText ?? 0);
  if (half !== undefined) {
    if (hour < 1 || hour > 12) return null;
    hour = (hour % 12) + (/^p/i.test(half) ? 12 : 0);
  }
  return { day, hour, minute: Number(minute ?? 0), second: Number(second ?? 0), fraction: fraction ?? '', offset: offset ?? null, hasClock: hourText !== undefined };
}

/** Day and month as numbers: `13/02` has one reading, `03/02` two. Dots are day first everywhere they are used. */
function dayFirst(first: number, separator: string, second: number, format: string | undefined): boolean | null {
  if (separator === '.') return true;
  if (format === 'DD/MM/YYYY') return true;
  if (format === 'MM/DD/YYYY') return false;
  if (first > 12 && second <= 12) return true;
  if (second > 12 && first <= 12) return false;
  return first === second ? true : null;
}

function partsOf(text: string, format: string | undefined): Parts | Why {
  if (isPlainStamp(text)) {
    const parts = { day: text.slice(0, 10), hour: Number(text.slice(11, 13)), minute: Number(text.slice(14, 16)), second: Number(text.slice(17, 19)), fraction: '', offset: null, hasClock: true };
    const between = text.charCodeAt(10);
    if ((between === 32 || between === 84) && parts.hour + parts.minute + parts.second >= 0) return parts;
  }
  let m = yearFirst.exec(text);
  if (m) return withClock(dayText(m[1]!, Number(m[2]), Number(m[3])), m, 4) ?? 'unknown_date';
  m = numbers.exec(text);
  if (m) {
    const isDayFirst = dayFirst(Number(m[1]), m[2]!, Number(m[3]), format);
    if (isDayFirst === null) return 'ambiguous_date';
    const [day, month] = isDayFirst ? [m[1], m[3]] : [m[3], m[1]];
    return withClock(dayText(m[4]!, Number(month), Number(day)), m, 5) ?? 'unknown_date';
  }
  m = dayName.exec(text) ?? nameDay.exec(text);
  if (!m) return 'unknown_date';
  const [name, day] = /\d/.test(m[1]!) ? [m[2]!, m[1]!] : [m[1]!, m[2]!];
  const month = months.indexOf(name.slice(0, 3).toLowerCase()) + 1;
  return month === 0 ? 'unknown_date' : withClock(dayText(m[3]!, month, Number(day)), m, 4) ?? 'unknown_date';
}

/** A day's start in epoch milliseconds, and whether all its clock times exist exactly once. */
type Day = { start: number; next: number; isEven: boolean } | null;
const keptDays = 20_000;
const dayMs = 86_400_000;

function startsOf(zone: string): (day: string) => Day {
  const known = new Map<string, Day>();
  return (text) => {
    const found = known.get(text);
    if (found !== undefined) return found;
    let day: Day = null;
    try {
      const date = Temporal.PlainDate.from(text, { overflow: 'reject' });
      const start = date.toZonedDateTime(zone);
      const next = date.add({ days: 1 }).toZonedDateTime(zone);
      day = { start: start.epochMilliseconds, next: next.epochMilliseconds, isEven: start.offsetNanoseconds === next.offsetNanoseconds && next.epochMilliseconds - start.epochMilliseconds === dayMs };
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
    }
    if (known.size >= keptDays) known.clear();
    known.set(text, day);
    return day;
  };
}

/** On a day whose clock changes: the time may be missing, or come twice. */
function onUnevenDay(p: Parts, zone: string): ReadDate {
  const local = Temporal.PlainDateTime.from(`${p.day}T${pad(p.hour)}:${pad(p.minute)}:${pad(p.second)}${p.fraction ? `.${p.fraction}` : ''}`);
  const earlier = local.toZonedDateTime(zone, { disambiguation: 'earlier' });
  const later = local.toZonedDateTime(zone, { disambiguation: 'later' });
  if (earlier.epochMilliseconds !== later.epochMilliseconds && !earlier.toPlainDateTime().equals(local)) return { ok: false, why: 'time_does_not_exist' };
  return { ok: true, at: new Date(earlier.epochMilliseconds).toISOString(), isLocal: true, isTwice: earlier.epochMilliseconds !== later.epochMilliseconds };
}

function offsetMinutes(offset: string): number {
  if (!/^[+-]/.test(offset)) return 0;
  const digits = offset.slice(1).replace(':', '');
  return (offset.startsWith('-') ? -1 : 1) * (Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2, 4) || 0));
}

const two = Array.from({ length: 60 }, (_, n) => pad(n));

/** Epoch milliseconds as RFC 3339 text. A file's instants lie on few days, and a day's text is made once: three times as fast. */
function instantWriter(): (ms: number) => string {
  const days = new Map<number, string>();
  return (ms) => {
    const day = Math.floor(ms / dayMs);
    let text = days.get(day);
    if (text === undefined) {
      if (days.size >= keptDays) days.clear();
      days.set(day, text = new Date(day * dayMs).toISOString().slice(0, 11));
    }
    const rest = ms - day * dayMs;
    const seconds = Math.floor(rest / 1000);
    const fraction = rest % 1000;
    const clockText = `${two[Math.floor(seconds / 3600)]!}:${two[Math.floor(seconds / 60) % 60]!}:${two[seconds % 60]!}`;
    return fraction === 0 ? `${text}${clockText}.000Z` : `${text}${clockText}.${String(fraction).padStart(3, '0')}Z`;
  };
}

/** Numbers that count from a day zero; only read when the mapping says so, or a spreadsheet cell is a number. */
function counted(text: string, format: string | undefined): { ms: number; isLocal: boolean } | null {
  if (!/^\d+(\.\d+)?$/.test(text)) return null;
  const n = Number(text);
  if (format === 'epoch-ms' && n < 8e15) return { ms: n, isLocal: false };
  if (format === 'epoch-s' && n < 8e12) return { ms: n * 1000, isLocal: false };
  // Day 25,569 of the 1900 calendar is 1970-01-01; below 61 that calendar holds a day that never was.
  if (format === 'excel-serial' && n >= 61 && n < 2_958_466) return { ms: Math.round((n - 25_569) * 86_400) * 1000, isLocal: true };
  return null;
}

const epochFormats: readonly string[] = ['excel-serial', 'epoch-ms', 'epoch-s'];

/**
 * A reader for one column's dates. `zone` is the IANA zone of texts without an offset; `dayEnds` reads a bare day as its end.
 * Fractions below a millisecond are cut.
 */
export function dateReader(zone: string | undefined, format: string | undefined): DateReader {
  const utcDays = startsOf('UTC');
  const zoneDays = zone === undefined ? null : startsOf(zone);
  const write = instantWriter();
  const instant = (ms: number, isLocal: boolean): ReadDate => ({ ok: true, at: write(ms), isLocal, isTwice: false });
  const read = (p: Parts, dayEnds: boolean): ReadDate => {
    if (p.minute > 59 || p.second > 60 || p.hour > 24 || (p.hour === 24 && p.minute + p.second > 0)) return { ok: false, why: 'unknown_date' };
    const isLocal = p.offset === null;
    if (isLocal && zoneDays === null) return utcDays(p.day) === null ? { ok: false, why: 'no_such_day' } : { ok: false, why: 'zone_needed' };
    const day = isLocal ? zoneDays!(p.day) : utcDays(p.day);
    if (day === null) return { ok: false, why: 'no_such_day' };
    if (!p.hasClock || p.hour === 24) return instant(p.hour === 24 || dayEnds ? day.next : day.start, isLocal);
    if (isLocal && !day.isEven) return onUnevenDay({ ...p, second: Math.min(p.second, 59) }, zone!);
    const ms = ((p.hour * 60 + p.minute) * 60 + Math.min(p.second, 59)) * 1000 + (p.fraction === '' ? 0 : Number(p.fraction.padEnd(3, '0').slice(0, 3)));
    return instant(day.start + ms - (p.offset === null ? 0 : offsetMinutes(p.offset) * 60_000), isLocal);
  };
  return (text, dayEnds = false) => {
    const number = epochFormats.includes(format ?? '') ? counted(text, format) : null;
    if (number && !number.isLocal) return instant(number.ms, false);
    const parts = partsOf(number ? new Date(number.ms).toISOString().slice(0, 19) : text, format);
    return typeof parts === 'string' ? { ok: false, why: parts } : read(parts, dayEnds);
  };
}

/** What a sample of dates leaves open: the order of day and month, a zone, or the meaning of bare numbers. */
export type DateEvidence = { dayFirst: number; monthFirst: number; eitherWay: string | null; local: string | null; bareNumber: string | null };
export const noEvidence = (): DateEvidence => ({ dayFirst: 0, monthFirst: 0, eitherWay: null, local: null, bareNumber: null });

export function weighDate(text: string, evidence: DateEvidence): void {
  const m = numbers.exec(text);
  if (m && m[2] !== '.') {
    const [first, second] = [Number(m[1]), Number(m[3])];
    if (first > 12 && second <= 12) evidence.dayFirst += 1;
    else if (second > 12 && first <= 12) evidence.monthFirst += 1;
    else if (first !== second) evidence.eitherWay ??= text;
  }
  if (/^\d+(\.\d+)?$/.test(text)) evidence.bareNumber ??= text;
  else if (!/(?:Z|UTC|GMT|[+-]\d{2}:?\d{2})$/i.test(text.slice(8))) evidence.local ??= text;
}

/** A name of the IANA database, as the rules have it: an offset such as `+01:00` knows no summer time and is none. */
export function zoneExists(zone: string): boolean {
  if (!/^[A-Za-z]/.test(zone)) return false;
  try {
    Temporal.PlainDate.from('2026-01-01').toZonedDateTime(zone);
    return true;
  } catch {
    return false;
  }
}
