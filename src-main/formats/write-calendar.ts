// Entries to a calendar file (RFC 5545): folded and escaped by ical.js, each zone with the changes of its clocks as Gavel calculates them.
import ICAL from 'ical.js';
import { Temporal } from 'temporal-polyfill';
import type { ImportedEntry } from './calendar-entry.ts';
import { ownProperty } from './calendar-event.ts';
import { instantOf } from './calendar-zones.ts';

/** `updatedAt` becomes DTSTAMP and LAST-MODIFIED: the same entries give the same file. */
export type WrittenEntry = Pick<ImportedEntry, 'uid' | 'sequence' | 'title' | 'description' | 'categories' | 'owner' | 'startsAt' | 'endsAt' | 'zone' | 'recurrence' | 'own'> & { updatedAt: string };

/** Years over which the clocks of a zone are told for a series without an end. */
const yearsAhead = 20;
const localText = (at: string, zone: string): string => Temporal.Instant.from(at).toZonedDateTimeISO(zone).toPlainDateTime().toString({ smallestUnit: 'second' });

/** The whole file, lines ended by CR LF and folded at 75 octets. `name` is what calendars show for it. */
export function writeCalendar(entries: readonly WrittenEntry[], { name }: { name: string }): string {
  const calendar = new ICAL.Component('vcalendar');
  for (const [property, value] of [['prodid', '-//Gavel//Change calendar//EN'], ['version', '2.0'], ['calscale', 'GREGORIAN'], ['method', 'PUBLISH'], ['name', name], ['x-wr-calname', name]] as const) calendar.addProperty(textProperty(property, value));
  for (const [zone, span] of spansByZone(entries)) calendar.addSubcomponent(timezoneComponent(zone, span));
  for (const entry of entries) for (const component of eventsOf(entry)) calendar.addSubcomponent(component);
  return `${calendar.toString()}\r\n`;
}

function textProperty(name: string, value: string): ICAL.Property {
  const property = new ICAL.Property(name);
  property.resetType('text');
  property.setValue(value);
  return property;
}

/** A time in its zone; one that the clocks show a second time can only be said in UTC. */
function timeProperty(name: string, at: string, zone: string): ICAL.Property {
  const local = localText(at, zone);
  const found = instantOf({ day: local.slice(0, 10), clock: local.slice(11) }, zone);
  const isLocal = zone !== 'UTC' && !('problem' in found) && found.at === at;
  const property = new ICAL.Property(name);
  if (isLocal) property.setParameter('tzid', zone);
  property.resetType('date-time');
  property.setValue(ICAL.Time.fromDateTimeString(isLocal ? local : `${localText(at, 'UTC')}Z`));
  return property;
}

function eventsOf(entry: WrittenEntry): ICAL.Component[] {
  const series = eventOf(entry, entry);
  if (entry.recurrence === null) return [series];
  const { rule, except, moved } = entry.recurrence;
  series.addPropertyWithValue('rrule', ICAL.Recur.fromString(rule));
  for (const at of except) series.addProperty(timeProperty('exdate', at, entry.zone));
  return [series, ...moved.map((one) => {
    const event = eventOf(entry, one);
    event.addProperty(timeProperty('recurrence-id', one.at, entry.zone));
    return event;
  })];
}

function eventOf(entry: WrittenEntry, { startsAt, endsAt }: { startsAt: string; endsAt: string }): ICAL.Component {
  const event = new ICAL.Component('vevent');
  const stamp = (): ICAL.Time => ICAL.Time.fromDateTimeString(`${localText(entry.updatedAt, 'UTC')}Z`);
  event.addProperty(textProperty('uid', entry.uid));
  event.addPropertyWithValue('dtstamp', stamp());
  event.addPropertyWithValue('last-modified', stamp());
  event.addPropertyWithValue('sequence', entry.sequence);
  event.addProperty(timeProperty('dtstart', startsAt, entry.zone));
  event.addProperty(timeProperty('dtend', endsAt, entry.zone));
  event.addProperty(textProperty('summary', entry.title));
  if (entry.description !== '') event.addProperty(textProperty('description', entry.description));
  if (entry.categories.length > 0) {
    const categories = new ICAL.Property('categories');
    categories.setValues([...entry.categories]);
    event.addProperty(categories);
  }
  if (entry.own !== null) event.addProperty(textProperty(ownProperty, entry.own));
  return event;
}

type Span = { from: string; to: string };
function spansByZone(entries: readonly WrittenEntry[]): Map<string, Span> {
  const spans = new Map<string, Span>();
  for (const { zone, startsAt, endsAt, recurrence } of entries) {
    if (zone === 'UTC') continue;
    const until = recurrence === null ? endsAt : `${Number(startsAt.slice(0, 4)) + yearsAhead}-12-31T00:00:00.000Z`;
    const to = [until, ...(recurrence?.moved ?? []).map((one) => one.endsAt)].toSorted().at(-1)!;
    const before = spans.get(zone);
    spans.set(zone, { from: before && before.from < startsAt ? before.from : startsAt, to: before && before.to > to ? before.to : to });
  }
  return new Map([...spans].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

type Observance = { from: number; to: number; starts: string[] };
/** `+01:00` of a number of seconds, as UTC-OFFSET has it. */
function offsetText(seconds: number): string {
  const [hours, minutes, rest] = [Math.floor(Math.abs(seconds) / 3600), Math.floor(Math.abs(seconds) / 60) % 60, Math.abs(seconds) % 60].map((n) => String(n).padStart(2, '0'));
  return `${seconds < 0 ? '-' : '+'}${hours}:${minutes}${rest === '00' ? '' : `:${rest}`}`;
}
const offsetOf = (at: Temporal.ZonedDateTime): number => at.offsetNanoseconds / 1e9;

/**
 * VTIMEZONE of a zone over a span: every change of its clocks by date, so that it holds where the law changed as well. Libraries of ready-made
 * components tell the rules of today only, and not always those of the database Gavel calculates with.
 */
function timezoneComponent(zone: string, { from, to }: Span): ICAL.Component {
  const component = new ICAL.Component('vtimezone');
  component.addProperty(textProperty('tzid', zone));
  const begin = Temporal.Instant.from(from).toZonedDateTimeISO(zone).subtract({ years: 1 });
  const end = Temporal.Instant.from(to);
  const observances = new Map<string, Observance>([[`start`, { from: offsetOf(begin), to: offsetOf(begin), starts: [begin.toPlainDateTime().toString({ smallestUnit: 'second' })] }]]);
  let before = begin;
  for (let at = begin.getTimeZoneTransition('next'); at !== null && Temporal.Instant.compare(at.toInstant(), end) <= 0; at = at.getTimeZoneTransition('next')) {
    const [was, is] = [offsetOf(before), offsetOf(at)];
    // The local time that the clocks showed when they were changed, counted as before the change.
    const local = at.toInstant().toZonedDateTimeISO('UTC').toPlainDateTime().add({ seconds: was }).toString({ smallestUnit: 'second' });
    const key = `${was} ${is}`;
    if (was !== is) observances.set(key, { from: was, to: is, starts: [...(observances.get(key)?.starts ?? []), local] });
    before = at;
  }
  for (const { from: was, to: is, starts } of observances.values()) {
    const part = new ICAL.Component(is > was ? 'daylight' : 'standard');
    part.addPropertyWithValue('dtstart', ICAL.Time.fromDateTimeString(starts[0]!));
    part.addPropertyWithValue('tzoffsetfrom', ICAL.UtcOffset.fromString(offsetText(was)));
    part.addPropertyWithValue('tzoffsetto', ICAL.UtcOffset.fromString(offsetText(is)));
    for (const start of starts.slice(1)) part.addPropertyWithValue('rdate', ICAL.Time.fromDateTimeString(start));
    component.addSubcomponent(part);
  }
  return component;
}
