// Waves of a release (CAL-07): each region's deployment in its own time. Whoever places them by hand is warned, what Gavel places overlaps no office hours.
import { Temporal } from 'temporal-polyfill';
import type { OfficeHours, WaveView } from '#contract/waves.ts';
import type { DomainEvent, EventType, Json, StampedEvent } from './event.ts';
import { idOf, subjectOf } from './event.ts';
import { dayIn, recordIn, textIn, timeIn, wholeIn } from './json-values.ts';
import { instantOf, wallText } from './local-time.ts';
import type { Local } from './local-time.ts';
import type { Release } from './release.ts';
import { needs } from './roles.ts';
import { sheet, writeKept } from './sheet.ts';
import type { Kept } from './sheet.ts';
import { accept, firstRefusal, refuse } from './verdict.ts';
import type { By, Refused, Verdict } from './verdict.ts';
import { isZone, refuseZone } from './zone.ts';

export type Wave = { region: string; zone: string; office: OfficeHours; holidays: string[]; minutes: number; /** UTC; null while it waits for a place. */ startsAt: string | null };
export type Waves = { id: string; base: string; waves: { id: string; kept: Kept<Wave> }[] };
/** Waves of one release. */
export const mostWaves = 100;
/** Days that are looked through for a place. */
const mostDays = 60;

const clockIn = (value: Json | undefined): string | null => (typeof value === 'string' && /^([01]\d|2[0-3]):[0-5]\d$/.test(value) ? value : null);
const listIn = (value: Json | undefined): Json[] => (Array.isArray(value) ? value.slice(0, 366) : []);
function waveIn({ data, text }: StampedEvent): Wave | null {
  const office = recordIn(data['office']);
  const [from, to, minutes, zone] = [clockIn(office['from']), clockIn(office['to']), wholeIn(data['minutes'], 1, 20_160), textIn(data['zone'])];
  if (from === null || to === null || minutes === null || !isZone(zone)) return null;
  const days = listIn(office['days']).flatMap((day) => wholeIn(day, 1, 7) ?? []);
  return { region: textIn(text['region']), zone, office: { from, to, days: [...new Set(days)].toSorted() }, holidays: [...new Set(listIn(data['holidays']).flatMap((day) => dayIn(day) ?? []))].toSorted(), minutes, startsAt: timeIn(data['startsAt']) };
}
export const waveSheet = sheet<Waves>({
  name: 'waves', kind: 'release', types: ['wave.set', 'wave.dropped', 'wave.based'],
  fold: (state, event, cause) => {
    const before = state ?? { id: idOf(event.subject), base: 'UTC', waves: [] };
    if (event.type === 'wave.based') return isZone(textIn(event.data['zone'])) ? { ...before, base: textIn(event.data['zone']) } : state;
    const id = textIn(event.data['wave']);
    if (event.type === 'wave.dropped') return state === null ? null : { ...state, waves: state.waves.filter((one) => one.id !== id) };
    const wave = waveIn(event);
    if (wave === null || id === '') return state;
    const known = before.waves.find((one) => one.id === id);
    if (known === undefined && before.waves.length >= mostWaves) return state;
    const kept = writeKept<Wave>(known?.kept, wave, event, { key: `wave:${id}`, cause });
    return { ...before, waves: known ? before.waves.map((one) => (one.id === id ? { id, kept } : one)) : [...before.waves, { id, kept }] };
  },
  columns: ({ waves }) => ({ dueAt: waves.flatMap(({ kept }) => kept.value.startsAt ?? []).toSorted()[0] ?? null }),
});

type Span = { startsAt: string; endsAt: string };
const plus = (at: string, minutes: number): string => Temporal.Instant.from(at).add({ minutes }).toString({ fractionalSecondDigits: 3 });
export const endOf = ({ minutes }: Pick<Wave, 'minutes'>, startsAt: string): string => plus(startsAt, minutes);
type Blocked = Span & { code: 'office-hours' | 'holiday'; day: string };
/** Office hours and holidays of a wave's zone that touch a span, in their order. Instants, so that a change of the clocks shortens or lengthens them as it does the day. */
export function blockedIn({ zone, office, holidays }: Pick<Wave, 'zone' | 'office' | 'holidays'>, { startsAt, endsAt }: Span): Blocked[] {
  const [first, last] = [startsAt, endsAt].map((at) => Temporal.Instant.from(at).toZonedDateTimeISO(zone).toPlainDate()) as [Temporal.PlainDate, Temporal.PlainDate];
  const at = (day: Temporal.PlainDate, time?: string): string => day.toZonedDateTime({ timeZone: zone, ...(time === undefined ? {} : { plainTime: Temporal.PlainTime.from(time) }) }).toInstant().toString({ fractionalSecondDigits: 3 });
  const out: Blocked[] = [];
  for (let day = first; Temporal.PlainDate.compare(day, last) <= 0; day = day.add({ days: 1 })) {
    const name = day.toString();
    if (holidays.includes(name)) out.push({ code: 'holiday', day: name, startsAt: at(day), endsAt: at(day.add({ days: 1 })) });
    else if (office.days.includes(day.dayOfWeek)) out.push({ code: 'office-hours', day: name, startsAt: at(day, office.from), endsAt: at(day, office.to) });
  }
  return out.filter((one) => one.startsAt < endsAt && one.endsAt > startsAt);
}

/** The first start, not before `from`, at which the whole wave lies outside office hours and holidays; quarters of an hour of the local clock. Null within sixty days. */
export function placeFor(wave: Pick<Wave, 'zone' | 'office' | 'holidays' | 'minutes'>, from: string): string | null {
  const until = plus(from, mostDays * 24 * 60);
  let start = onQuarter(from, wave.zone);
  for (let turn = 0; turn < 4 * mostDays && start < until; turn += 1) {
    const hit = blockedIn(wave, { startsAt: start, endsAt: endOf(wave, start) }).at(-1);
    if (!hit) return start;
    start = onQuarter(hit.endsAt, wave.zone);
  }
  return null;
}
function onQuarter(at: string, zone: string): string {
  const local = Temporal.Instant.from(at).toZonedDateTimeISO(zone);
  return local.round({ smallestUnit: 'minute', roundingIncrement: 15, roundingMode: 'ceil' }).toInstant().toString({ fractionalSecondDigits: 3 });
}

/** What speaks against where a wave stands: local office hours, a holiday, or a wave before it that is not over yet. */
export function warningsOf(wave: Wave, previousEnd: string | null): WaveView['warnings'] {
  if (wave.startsAt === null) return [];
  const blocked = blockedIn(wave, { startsAt: wave.startsAt, endsAt: endOf(wave, wave.startsAt) });
  const { office: { from, to } } = wave;
  return [
    ...blocked.map(({ code, day }) => ({ code, text: code === 'holiday' ? `${day} is a public holiday in ${wave.region}.` : `It overlaps the office hours in ${wave.region} on ${day}, ${from} to ${to} there.` })),
    ...(previousEnd !== null && wave.startsAt < previousEnd ? [{ code: 'before-previous' as const, text: 'The wave before it is not over then.' }] : []),
  ];
}
export function viewOf({ base, waves }: Waves): WaveView[] {
  const times = (at: string, minutes: number, zone: string): { start: string; end: string } => ({ start: wallText(at, zone), end: wallText(plus(at, minutes), zone) });
  return waves.map(({ id, kept: { value: wave, losers } }, i) => {
    const ends = waves.slice(0, i).flatMap(({ kept: { value } }) => (value.startsAt === null ? [] : [endOf(value, value.startsAt)])).toSorted();
    const { startsAt, minutes } = wave;
    return {
      id, ...wave, endsAt: startsAt === null ? null : plus(startsAt, minutes), local: startsAt === null ? null : times(startsAt, minutes, wave.zone), base: startsAt === null ? null : times(startsAt, minutes, base),
      warnings: warningsOf(wave, ends.at(-1) ?? null), also: losers.map(({ value, by, at }) => ({ startsAt: value.startsAt, by, at })),
    };
  });
}

const event = (release: Pick<Release, 'id'>, type: EventType, data: Record<string, Json>, text?: Record<string, Json>): DomainEvent => ({ type, subject: subjectOf('release', release.id), data, ...(text ? { text } : {}) });
const setEvent = (release: Pick<Release, 'id'>, id: string, { region, ...wave }: Wave): DomainEvent => event(release, 'wave.set', { wave: id, ...wave, office: { ...wave.office } }, { region });
type On = { release: Pick<Release, 'id' | 'number'>; waves: Waves | null };
export const mayPlanWaves = ({ actor }: By): Refused | null => needs('planRelease', actor);

export type Setting = Omit<Wave, 'startsAt'> & { id: string; isNew: boolean; start: Omit<Local, 'zone'> | null };
/** CAL-07: a wave by hand. A local time that does not exist is refused, one that the clocks show twice is asked about. */
export function setWave({ release, waves }: On, { id, isNew, start, ...wave }: Setting, by: By): Verdict<DomainEvent> {
  const { office: { from, to } } = wave;
  const no = firstRefusal(mayPlanWaves(by), refuseZone(wave.zone), from >= to ? refuse('office_hours_empty', { from, to }, { field: 'office' }) : null,
    !isNew && !waves?.waves.some((one) => one.id === id) ? refuse('wave_unknown', { release: release.number, wave: id }, { field: 'wave' }) : null,
    isNew && (waves?.waves.length ?? 0) >= mostWaves ? refuse('too_many_waves', { most: mostWaves }) : null);
  if (no) return no;
  if (start === null) return accept(setEvent(release, id, { ...wave, startsAt: null }));
  const found = instantOf({ ...start, zone: wave.zone });
  return 'ok' in found ? found : accept(setEvent(release, id, { ...wave, startsAt: found.at }));
}
export const dropWave = ({ release, waves }: On, id: string, by: By): Verdict<DomainEvent> =>
  firstRefusal(mayPlanWaves(by), waves?.waves.some((one) => one.id === id) ? null : refuse('wave_unknown', { release: release.number, wave: id }, { field: 'wave' })) ?? accept(event(release, 'wave.dropped', { wave: id }));
export const baseWaves = ({ release }: On, zone: string, by: By): Verdict<DomainEvent> => firstRefusal(mayPlanWaves(by), refuseZone(zone)) ?? accept(event(release, 'wave.based', { zone }));

/** CAL-07: one wave after the other from a wall time of the base zone on, each at the first place outside its own office hours and holidays. */
export function placeWaves({ release, waves }: On, { from, gapMinutes }: { from: string; gapMinutes: number }, by: By): Verdict<DomainEvent> {
  const no = firstRefusal(mayPlanWaves(by), waves === null || waves.waves.length === 0 ? refuse('waves_none', { release: release.number }) : null);
  if (no) return no;
  const found = instantOf({ local: from, zone: waves!.base, occurrence: undefined });
  if ('ok' in found) return found;
  let next = found.at;
  const events: DomainEvent[] = [];
  for (const { id, kept: { value: wave } } of waves!.waves) {
    const startsAt = placeFor(wave, next);
    if (startsAt === null) return refuse('wave_no_room', { region: wave.region, days: mostDays, minutes: wave.minutes });
    events.push(setEvent(release, id, { ...wave, startsAt }));
    next = plus(endOf(wave, startsAt), gapMinutes);
  }
  return accept(...events);
}
