// Values of a component as jCal has them (RFC 7265), and the times among them as instants.
import type ICAL from 'ical.js';
import { asideEntry } from './calendar-entry.ts';
import type { EntryNote } from './calendar-entry.ts';
import type { Property } from './calendar-blocks.ts';
import { instantOf, offsetAt, offsetIn, timeIn, zoneNamed } from './calendar-zones.ts';
import type { CalendarTime } from './calendar-zones.ts';

/** What the file and the person who brought it say of zones. */
export type Places = {
  /** IANA zone of whole days, of times without a zone and of zones nobody knows. */
  zone: string | undefined;
  /** VTIMEZONEs of the file by TZID, and the IANA zone some of them name beside. */
  own: Map<string, ICAL.Timezone>;
  locations: Map<string, string>;
};

export const first = (properties: readonly Property[], name: string): Property | null => properties.find(([is]) => is === name) ?? null;
export const all = (properties: readonly Property[], name: string): Property[] => properties.filter(([is]) => is === name);
/** A value as text: several are joined, objects such as rules are left to those who know them. */
export function textIn(properties: readonly Property[], name: string): string {
  const found = first(properties, name);
  return found === null ? '' : found.slice(3).map((value) => (typeof value === 'string' ? value : typeof value === 'number' ? String(value) : Array.isArray(value) ? value.join('/') : '')).join(', ');
}
/** SEQUENCE as a number; 0 where it is none. */
export const sequenceIn = (properties: readonly Property[]): number => Math.max(0, Math.min(2_147_483_647, Math.trunc(Number(first(properties, 'sequence')?.[3] ?? 0)) || 0));

/** The IANA zone of a time; throws `zone_needed` where neither the file nor the person names one. */
function zoneOf({ isUtc, tzid }: CalendarTime, places: Places, field: string): string {
  if (isUtc) return 'UTC';
  const named = tzid === '' ? null : zoneNamed(tzid) ?? places.locations.get(tzid) ?? null;
  const zone = named ?? places.zone;
  if (zone === undefined) throw asideEntry(field, 'zone_needed', tzid === '' ? 'a time without a zone' : tzid);
  return zone;
}

export type Read = { at: string; zone: string; time: CalendarTime };
/** A time that has to be one: the start or end of a single event. Notes what a person may want to look at. */
export function exactly([name, parameters, , value]: Property, places: Places, notes: EntryNote[]): Read {
  const field = name.toUpperCase();
  const time = timeIn(value, parameters['tzid']);
  if (time === null) throw asideEntry(field, 'unknown_date', String(value));
  const zone = zoneOf(time, places, field);
  const found = instantOf(time, zone);
  const text = `${time.day}${time.clock === null ? '' : ` ${time.clock}`} ${zone}`;
  if ('problem' in found) throw asideEntry(field, found.problem, text);
  if (found.at < '1970' || found.at > '2200') throw asideEntry(field, 'out_of_range', text);
  if (found.isTwice) notes.push({ field, why: 'time_occurs_twice', value: text });
  checkOwn(time, { zone, at: found.at, field, text }, { places, notes });
  return { at: found.at, zone, time };
}

/** The file's own definition of a zone against ours: a name that is ours goes before it, a zone that somebody chose for an unknown name does not. */
function checkOwn(time: CalendarTime, { zone, at, field, text }: { zone: string; at: string; field: string; text: string }, { places, notes }: { places: Places; notes: EntryNote[] }): void {
  const own = time.clock === null || time.isUtc ? undefined : places.own.get(time.tzid);
  if (own === undefined || offsetIn(own, time) === offsetAt(zone, at)) return;
  if (zoneNamed(time.tzid) === null && !places.locations.has(time.tzid)) throw asideEntry(field, 'zone_disagrees', `${text}, which the file has as “${time.tzid}”`);
  notes.push({ field, why: 'zone_rules_differ', value: text });
}

/** A start of one occurrence, as EXDATE, RDATE and RECURRENCE-ID name it; a bare day means the occurrence of that day. */
export function occurrenceAt(value: unknown, [name, parameters]: Property, series: Read, places: Places): string {
  const field = name.toUpperCase();
  const time = timeIn(value, parameters['tzid']);
  if (time === null) throw asideEntry(field, 'unknown_date', String(value));
  const isDay = time.clock === null;
  const zone = isDay || (time.tzid === '' && !time.isUtc) ? series.zone : zoneOf(time, places, field);
  const clock = isDay ? series.time.clock : time.clock;
  // The day is one of the series' zone even where its start was written in UTC.
  const found = instantOf({ day: time.day, clock }, isDay && series.time.isUtc ? 'UTC' : zone, false);
  if ('problem' in found) throw asideEntry(field, found.problem, String(value));
  return found.at;
}
