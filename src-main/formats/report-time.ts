// When a report says it was made, as UTC. Epoch numbers are told apart by their size, texts without a zone need one.
import { dateReader } from './dates.ts';

export type TimeReader = (text: string) => { at: string } | { why: 'zone_needed' | 'unknown_date' };

/** Seconds of the year 5138 and milliseconds of 1973 meet here. */
const leastMilliseconds = 100_000_000_000;
const mostMilliseconds = 253_402_300_799_999;

/** Reads RFC 3339, RFC 1123 ("Sat, 03 Dec 2022 23:10:07 GMT") and epoch seconds or milliseconds. `zone` is the IANA zone of texts without an offset. */
export function timeReader(zone?: string): TimeReader {
  const read = dateReader(zone, undefined);
  return (text) => {
    const trimmed = text.trim().replace(/^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),\s+/i, '');
    if (/^\d{9,15}(?:\.\d{1,9})?$/.test(trimmed)) return epoch(Number(trimmed));
    const date = read(trimmed);
    if (date.ok) return { at: date.at };
    return { why: date.why === 'zone_needed' ? 'zone_needed' : 'unknown_date' };
  };
}

function epoch(n: number): ReturnType<TimeReader> {
  const ms = Math.floor(n < leastMilliseconds ? n * 1000 : n);
  return ms > mostMilliseconds ? { why: 'unknown_date' } : { at: new Date(ms).toISOString() };
}
