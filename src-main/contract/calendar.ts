// Everything that is written into the calendar beside the windows of changes: freezes, business events, maintenance windows, bookings (CAL-01 to CAL-06).
import { z } from 'zod';
import { ChangeType } from './change.ts';
import { command, job, query } from './define.ts';
import { Count, Instant, Line, May, Page, Prose, Receipt, Ref, Zone } from './values.ts';

/** `booking`: a team holds an environment, a service or an item; `stabilisation`: the freeze after a release (CAL-06); `holiday`: a public holiday of a region (CAL-07). */
export const entryKinds = ['freeze', 'stabilisation', 'business-event', 'maintenance-window', 'booking', 'holiday'] as const;
export const EntryKind = z.enum(entryKinds);
export type EntryKind = z.output<typeof EntryKind>;
/** Of a freeze, hard: only permitted changes pass; soft: its owner's signature lets one pass. Of a maintenance window, hard: work outside it is refused; soft: it is told. */
export const entryModes = ['hard', 'soft'] as const;
export const eventKinds = ['fiscal-close', 'reporting', 'campaign', 'audit', 'supplier-outage', 'security-patch', 'other'] as const;
export const sensitivities = ['low', 'medium', 'high'] as const;
export const scopeWords = ['organisation', 'department', 'service', 'environment', 'region', 'item'] as const;
/** Whom an entry is for. `id` is a name, of a service also its UUID; the organisation has none. */
export const ScopePart = z.strictObject({ by: z.enum(scopeWords), id: z.string().trim().min(1).max(200).optional() });
export type ScopePart = z.output<typeof ScopePart>;
export const Scope = z.array(ScopePart).min(1).max(100);
/** RFC 5545: the rule without `RRULE:`, counted in the wall time of the entry's zone; instants it leaves out; single occurrences that lie elsewhere. */
export const Recurrence = z.strictObject({
  rule: z.string().trim().min(1).max(500).describe('RRULE of RFC 5545, such as FREQ=MONTHLY;BYDAY=-1FR'), except: z.array(Instant).max(500).default([]).describe('starts of occurrences that do not take place (EXDATE)'),
  moved: z.array(z.strictObject({ at: Instant.describe('start the rule gives it (RECURRENCE-ID)'), startsAt: Instant, endsAt: Instant })).max(500).default([]),
});
export type Recurrence = z.output<typeof Recurrence>;
/** What has to be so before a stabilisation freeze may be lifted early (CAL-06). */
const Criterion = z.object({ id: z.string(), text: z.string(), metAt: z.string().nullable() });

/** What a person says about an entry; `startsAt` and `endsAt` are those of its first occurrence. */
export const EntryFields = z.strictObject({
  title: Line, reason: Prose, owner: z.string().max(300).describe('who answers for it, by name'), mode: z.enum(entryModes), permitted: z.array(ChangeType).max(3).describe('types of change that pass a freeze'),
  event: z.enum(eventKinds).nullable().describe('what kind of business event it is'), sensitivity: z.enum(sensitivities), scope: Scope, startsAt: Instant, endsAt: Instant, zone: Zone, recurrence: Recurrence.nullable(),
  change: z.string().max(64).nullable().describe('change that a booking is for'),
});
export type EntryFields = z.output<typeof EntryFields>;
/** Where an entry came from: the same `uid` of the same `source` is the same entry, so that taking a file in again updates it. */
export const EntrySource = z.strictObject({ source: z.string().max(200), uid: z.string().max(1000), sequence: Count.default(0) });
export type EntrySource = z.output<typeof EntrySource>;

export const CalendarEntry = EntryFields.extend({
  id: z.string(), kind: EntryKind, /** Scope in words, such as `Core ledger, Batch settlement`. */ scopeText: z.string(), source: z.string().nullable(), uid: z.string().nullable(),
  release: z.string().nullable(), criteria: z.array(Criterion), lifted: z.array(z.object({ by: z.string(), role: z.string(), at: z.string() })), liftedAt: z.string().nullable(),
  /** What was written apart and lost to what stands, until somebody who has seen both writes it again. */
  also: z.array(z.object({ field: z.string(), value: z.unknown(), by: z.string(), at: z.string() })), version: Count, mayChange: May,
});
export type CalendarEntry = z.output<typeof CalendarEntry>;
/** One occurrence, of an entry that takes place once or again and again. `at` is the start the rule gives it, which names it. */
export const Occurrence = z.object({
  id: z.string(), at: z.string(), kind: EntryKind, title: z.string(), startsAt: z.string(), endsAt: z.string(), zone: z.string(), mode: z.enum(entryModes), permitted: z.array(ChangeType), event: z.enum(eventKinds).nullable(), sensitivity: z.enum(sensitivities),
  owner: z.string(), scope: z.array(ScopePart), scopeText: z.string(), isRecurring: z.boolean(), change: z.string().nullable(), isLifted: z.boolean(),
});
export type Occurrence = z.output<typeof Occurrence>;

const Adding = EntryFields.partial().required({ title: true, startsAt: true, endsAt: true }).extend({ kind: EntryKind, criteria: z.array(Line).max(20).default([]).describe('what has to be so before a stabilisation freeze is lifted early'), release: z.string().max(64).nullable().default(null).describe('release that a stabilisation freeze follows') });

/** What an iCalendar file begins with (RFC 5545, 3.4), also one that lost its first line. */
export const isCalendarText = (text: string): boolean => /^BEGIN:V(CALENDAR|EVENT|TIMEZONE|TODO|FREEBUSY|JOURNAL)\b/i.test(text.replace(/^\uFEFF/, '').trimStart());

/** How a file's events become entries. What is not said stays as it is for entries that are known already. */
const Taking = z.strictObject({
  file: z.string(), source: Line.optional().describe('what the calendar is called: the same UID of the same calendar is the same entry; the name of the file where nothing is said'), kind: z.enum(['freeze', 'business-event', 'maintenance-window', 'booking', 'holiday']).default('business-event'),
  scope: Scope.optional(), owner: z.string().trim().min(1).max(300).optional().describe('who answers for events that name no organiser'), event: z.enum(eventKinds).optional().describe('what kind of business event they are'), sensitivity: z.enum(sensitivities).optional(), mode: z.enum(entryModes).optional(),
  zone: Zone.optional().describe('IANA zone of whole days and of times without a zone'), encoding: z.string().max(40).optional(),
});
const TakenRow = z.object({ row: Count, title: z.string(), startsAt: z.string(), endsAt: z.string(), outcome: z.enum(['new', 'changed']) });
/** `import` is null where nothing was written. Rows of each list are the first 500; `row` counts the events of the file from 1. */
export const TakenCalendar = z.object({
  import: z.string().nullable(), kind: z.literal('calendar'), source: z.string(), new: Count, changed: Count, unchanged: Count, quarantinedCount: Count, rows: z.array(TakenRow),
  quarantined: z.array(z.object({ row: Count, field: z.string(), why: z.string(), value: z.string() })),
});
export type TakenCalendar = z.output<typeof TakenCalendar>;

export const calendar = {
  'calendar.dryRun': job('What a calendar file (RFC 5545) would add and change; nothing is written (CAL-01, CAL-03).', Taking, TakenCalendar),
  'calendar.import': job('Takes the events of a calendar file (RFC 5545) in; taken in again, it updates them (CAL-01, CAL-03, CAL-08).', Taking, TakenCalendar),
  'calendar.addEntry': command('Adds a freeze, a business event, a maintenance window or a booking, once or recurring (CAL-01, CAL-02, CAL-03).', Adding, Receipt),
  'calendar.changeEntry': command('Moves or corrects an entry of the calendar.', z.strictObject({ entry: Ref, fields: EntryFields.partial(), ifVersion: Count.optional() }), Receipt),
  'calendar.removeEntry': command('Takes an entry out of the calendar, with the reason.', z.strictObject({ entry: Ref, reason: Line }), Receipt),
  'calendar.show': query('An entry of the calendar as it is defined.', z.strictObject({ entry: Ref }), CalendarEntry, ['calendar', 'service']),
  'calendar.list': query('What takes place in a span, occurrence by occurrence; 92 days from now where nothing is said.', z.strictObject({ from: Instant.optional(), to: Instant.optional(), kinds: z.array(EntryKind).max(6).optional(), ...Page }),
    z.object({ rows: z.array(Occurrence), next: z.string().nullable(), mayAdd: May }), ['calendar', 'service']),
};
