// The time of the calendar in the wall time of one zone: how long a view is, where it begins, its ticks, and how far one step goes. Instants are milliseconds.
import { Temporal } from 'temporal-polyfill';

export const scales = ['hours', 'day', 'week', 'month', 'quarter', 'year'] as const;
export type Scale = (typeof scales)[number];
export const scaleWords: Record<Scale, string> = { hours: 'Hours', day: 'Day', week: 'Week', month: 'Month', quarter: 'Quarter', year: 'Year' };
export type Tick = { at: number; label: string; isMajor: boolean; isNow: boolean };
/** `step` is what an arrow key moves by and what a drag keeps to. */
export type Axis = { scale: Scale; zone: string; from: number; to: number; ticks: Tick[]; step: Step; title: string; caption: string };
export type Step = { minutes: number } | { days: number };

type Wall = Temporal.ZonedDateTime;
const language = 'en-GB';
const steps: Record<Scale, Step> = { hours: { minutes: 5 }, day: { minutes: 15 }, week: { minutes: 60 }, month: { days: 1 }, quarter: { days: 1 }, year: { days: 7 } };
/** Hours of the closest view. */
const closest = 8;

const wallOf = (at: string, zone: string): Wall => {
  try {
    return Temporal.PlainDateTime.from(at).toZonedDateTime(zone);
  } catch {
    // An address written by hand; today is as good a place as any.
    return Temporal.Now.zonedDateTimeISO(zone);
  }
};
/** `2026-11-24T14`: where a view stands, in the wall time of its zone. */
export const placeOf = (at: number, zone: string): string => Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).toPlainDateTime().toString({ smallestUnit: 'minute' }).slice(0, 13);
const dayStart = (wall: Wall): Wall => wall.startOfDay();

/** The first instant of the view in which a wall time lies; weeks begin on Monday. */
function begins(scale: Scale, wall: Wall): Wall {
  switch (scale) {
    case 'hours': return dayStart(wall).add({ hours: Math.floor(wall.hour / 4) * 4 });
    case 'day': return dayStart(wall);
    case 'week': return dayStart(wall.subtract({ days: wall.dayOfWeek - 1 }));
    case 'month': return dayStart(wall.with({ day: 1 }));
    case 'quarter': return dayStart(wall.with({ day: 1, month: Math.floor((wall.month - 1) / 3) * 3 + 1 }));
    case 'year': return dayStart(wall.with({ day: 1, month: 1 }));
    default: return scale satisfies never;
  }
}
const lengths: Record<Scale, Temporal.DurationLike> = { hours: { hours: closest }, day: { days: 1 }, week: { days: 7 }, month: { months: 1 }, quarter: { months: 3 }, year: { years: 1 } };
const flips: Record<Scale, Temporal.DurationLike> = { ...lengths, hours: { hours: 4 } };

const day = (wall: Wall, options: Intl.DateTimeFormatOptions): string => wall.toPlainDate().toLocaleString(language, options).replace(',', '').replaceAll('Sept', 'Sep');
const clock = (wall: Wall): string => wall.toPlainTime().toString({ smallestUnit: 'minute' });

type Mark = { every: Temporal.DurationLike; label: (wall: Wall) => string };
const majors: Record<Scale, Mark> = {
  hours: { every: { hours: 1 }, label: clock }, day: { every: { hours: 3 }, label: clock }, week: { every: { days: 1 }, label: (w) => day(w, { weekday: 'short', day: 'numeric' }) }, month: { every: { days: 1 }, label: (w) => String(w.day) },
  quarter: { every: { days: 7 }, label: (w) => day(w, { day: 'numeric', month: 'short' }) }, year: { every: { months: 1 }, label: (w) => day(w, { month: 'short' }) },
};
const minors: Partial<Record<Scale, Mark>> = { hours: { every: { minutes: 15 }, label: () => '' }, day: { every: { hours: 1 }, label: () => '' }, week: { every: { hours: 12 }, label: (w) => (w.hour === 12 ? '12' : '') } };

function* marked(from: Wall, to: Wall, { every }: Mark): Generator<Wall> {
  // Counted from the beginning each time, so that the 31st is not lost after a February.
  for (let i = 0; i < 500; i += 1) {
    const at = from.add(Object.fromEntries(Object.entries(every).map(([unit, n]) => [unit, (n as number) * i])));
    if (Temporal.ZonedDateTime.compare(at, to) >= 0) return;
    yield at;
  }
}

function ticksOf(scale: Scale, from: Wall, { to, now }: { to: Wall; now: number }): Tick[] {
  // Ticks of a quarter stand on Mondays.
  const first = scale === 'quarter' ? from.add({ days: (8 - from.dayOfWeek) % 7 }) : from;
  const major = [...marked(first, to, majors[scale])];
  const at = new Set(major.map(({ epochMilliseconds }) => epochMilliseconds));
  const minor = minors[scale] ? [...marked(from, to, minors[scale])].filter(({ epochMilliseconds }) => !at.has(epochMilliseconds)) : [];
  return [
    ...major.map((w, i) => ({ at: w.epochMilliseconds, label: majors[scale].label(w), isMajor: true, isNow: now >= w.epochMilliseconds && now < (major[i + 1] ?? to).epochMilliseconds })),
    ...minor.map((w) => ({ at: w.epochMilliseconds, label: minors[scale]!.label(w), isMajor: false, isNow: false })),
  ];
}

/** `23 – 29 November`, `30 November – 6 December`, with the year where it is another one. */
function titleOf(scale: Scale, from: Wall, { to, now }: { to: Wall; now: number }): string {
  const last = to.subtract({ seconds: 1 });
  const thisYear = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(from.timeZoneId).year;
  const year = last.year === thisYear && from.year === thisYear ? '' : ` ${last.year}`;
  switch (scale) {
    case 'hours': return `${day(from, { weekday: 'short', day: 'numeric', month: 'long' })}${year}, ${clock(from)} – ${clock(to)}`;
    case 'day': return `${day(from, { weekday: 'long', day: 'numeric', month: 'long' })}${year}`;
    case 'week': return `${day(from, from.month === last.month ? { day: 'numeric' } : { day: 'numeric', month: 'long' })} – ${day(last, { day: 'numeric', month: 'long' })}${year}`;
    case 'month': return `${day(from, { month: 'long' })} ${from.year}`;
    case 'quarter': return `${day(from, { month: 'long' })} – ${day(last, { month: 'long' })} ${from.year}`;
    case 'year': return String(from.year);
    default: return scale satisfies never;
  }
}

/** The axis of the view in which `at` lies. `now` marks the tick it falls in. */
export function axisOf(scale: Scale, at: string, { zone, now }: { zone: string; now: number }): Axis {
  const from = begins(scale, wallOf(at, zone));
  const to = from.add(lengths[scale]);
  return { scale, zone, from: from.epochMilliseconds, to: to.epochMilliseconds, ticks: ticksOf(scale, from, { to, now }), step: steps[scale], title: titleOf(scale, from, { to, now }), caption: scale === 'week' ? `week ${from.weekOfYear}` : '' };
}

/** The place one view later (`by` 1) or earlier (-1). */
export const flipped = (scale: Scale, at: string, { zone, by }: { zone: string; by: 1 | -1 }): string => {
  const from = begins(scale, wallOf(at, zone));
  return placeOf((by === 1 ? from.add(flips[scale]) : from.subtract(flips[scale])).epochMilliseconds, zone);
};

/** An instant some steps on; steps of days keep the time of day over clock changes. */
export function stepped(at: number, { step, zone }: Pick<Axis, 'step' | 'zone'>, by: number): number {
  if ('minutes' in step) return at + by * step.minutes * 60_000;
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).add({ days: by * step.days }).epochMilliseconds;
}
/** How many steps a distance on the axis is, the nearest whole one. */
export const stepsOf = (ms: number, { step }: Pick<Axis, 'step'>): number => Math.round(ms / ('minutes' in step ? step.minutes * 60_000 : step.days * 86_400_000));

/** Where an instant stands on an axis, in hundredths of its length; may lie outside. */
export const shareOf = (at: number, { from, to }: Pick<Axis, 'from' | 'to'>): number => ((at - from) / (to - from)) * 100;

/** The six weeks in which a month is shown, from the Monday on or before its first. */
export const firstOfGrid = (at: string, zone: string): string => { const first = begins('month', wallOf(at, zone)); return first.subtract({ days: first.dayOfWeek - 1 }).toPlainDate().toString(); };
/** Minutes of the wall clock since the midnight that began a day. */
export const minuteOfDay = (at: number, zone: string): number => { const wall = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone); return wall.hour * 60 + wall.minute; };
