// Instants, spans and durations as people say them. All formatting of time in the window happens here.
import { safeZone, wallTimeOf } from './zones.ts';

const language = 'en-GB';
const formats = new Map<string, Intl.DateTimeFormat>();
function format(zone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${zone} ${JSON.stringify(options)}`;
  const known = formats.get(key);
  if (known) return known;
  const made = new Intl.DateTimeFormat(language, { timeZone: safeZone(zone), hourCycle: 'h23', ...options });
  formats.set(key, made);
  return made;
}

export const viewerZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;
/** `Europe/Isle_of_Man` is shown as `Isle of Man`; UTC stays UTC. */
export const zoneName = (zone: string): string => (safeZone(zone).split('/').at(-1) ?? zone).replaceAll('_', ' ');

const yearOf = (at: string, zone: string): string => wallTimeOf(at, zone).slice(0, 4);
const dayOf = (at: string, zone: string): string => wallTimeOf(at, zone).slice(0, 10);
const isThisYear = (at: string, zone: string): boolean => yearOf(at, zone) === yearOf(new Date().toISOString(), zone);
const joined = (text: string): string => text.replace(',', '').replaceAll('Sept', 'Sep');

/** `Thu 26 Nov`, with the year when it is not this one. */
export const formatDay = (at: string, zone: string = viewerZone()): string =>
  joined(format(zone, { weekday: 'short', day: 'numeric', month: 'short', ...(isThisYear(at, zone) ? {} : { year: 'numeric' }) }).format(new Date(at)));
/** `26 Nov`, with the year when it is not this one. */
export const formatShortDay = (at: string, zone: string = viewerZone()): string =>
  joined(format(zone, { day: 'numeric', month: 'short', ...(isThisYear(at, zone) ? {} : { year: 'numeric' }) }).format(new Date(at)));
/** `05:00`. */
export const formatClock = (at: string, zone: string = viewerZone()): string => wallTimeOf(at, zone).slice(11);
/** `Thu 26 Nov, 05:00`. */
export const formatMoment = (at: string, zone: string = viewerZone()): string => `${formatDay(at, zone)}, ${formatClock(at, zone)}`;
/** `26 Nov 05:00`, for meta lines. */
export const formatShort = (at: string, zone: string = viewerZone()): string => `${formatShortDay(at, zone)} ${formatClock(at, zone)}`;
/** `Thu 26 Nov, 05:00 – 05:40`, naming the second day when it is another one. */
export const formatSpan = (from: string, to: string, zone: string = viewerZone()): string =>
  `${formatMoment(from, zone)} – ${dayOf(from, zone) === dayOf(to, zone) ? formatClock(to, zone) : formatMoment(to, zone)}`;

/** Whether the two zones show different clocks at that instant. */
export const zonesDiffer = (at: string, zone: string, other: string = viewerZone()): boolean => wallTimeOf(at, zone) !== wallTimeOf(at, other);

const units = [['day', 1440], ['h', 60], ['min', 1]] as const;
/** `2 h 30 min`, `3 days`, `none`: a length in minutes in words, at most two units. */
export function formatMinutes(minutes: number): string {
  if (minutes <= 0) return 'none';
  const parts = units.reduce<{ left: number; said: string[] }>(({ left, said }, [unit, size]) => {
    const n = Math.floor(left / size);
    return { left: left - n * size, said: n === 0 || said.length === 2 ? said : [...said, `${n} ${unit}${unit === 'day' && n > 1 ? 's' : ''}`] };
  }, { left: Math.round(minutes), said: [] });
  return parts.said.join(' ');
}
export const minutesBetween = (from: string, to: string): number => Math.round((Date.parse(to) - Date.parse(from)) / 60_000);

/** `just now`, `5 min ago`, `in 2 days`: how far an instant is from now, in one unit. */
export function formatAgo(at: string, now: number = Date.now()): string {
  const minutes = Math.round((Date.parse(at) - now) / 60_000);
  const far = Math.abs(minutes);
  if (far < 1) return 'just now';
  const words = far < 60 ? `${far} min` : far < 2880 ? `${Math.round(far / 60)} h` : far < 86_400 ? `${Math.round(far / 1440)} days` : far < 1_051_200 ? `${Math.round(far / 43_800)} months` : `${Math.round(far / 525_600)} years`;
  return minutes < 0 ? `${words} ago` : `in ${words}`;
}
