// What the release calendar shows of a span: lanes with their bars, days, and the same as a list (CAL-01).
import { z } from 'zod';
import { ChangeRow, ChangeState, ChangeType, Tier } from './change.ts';
import { job, query } from './define.ts';
import { Count, Day, ExportedFile, Instant, Page, Zone } from './values.ts';

/** What a lane stands for. `team` are the people a charter delegates to, found by the owner of a change; `region` is the zone its window was planned in. */
export const laneKinds = ['service', 'environment', 'team', 'owner', 'region'] as const;
export const LaneKind = z.enum(laneKinds);
export type LaneKind = z.output<typeof LaneKind>;

/** Rejected and cancelled changes hold no time and are left out unless their state is asked for. */
export const ScheduleFilter = z.strictObject({
  text: z.string().max(200).optional(), state: z.array(ChangeState).max(15).optional(), type: z.array(ChangeType).max(3).optional(), tier: z.array(z.union([Tier, z.literal('none')])).max(5).optional(),
  service: z.string().max(200).optional(), environment: z.string().max(100).optional(), team: z.string().max(300).optional(), owner: z.string().max(300).optional(),
});
export type ScheduleFilter = z.output<typeof ScheduleFilter>;

/** A change in its window. `startsAt` and `endsAt` are the window planned; `outageMinutes` is the outage within it, from its start. */
export const Planned = ChangeRow.pick({ id: true, number: true, title: true, type: true, state: true, service: true, environment: true, tier: true, score: true, zone: true, owner: true, isInConflict: true, isRollbackOrdered: true }).extend({
  startsAt: z.string(), endsAt: z.string(), outageMinutes: Count.nullable(),
});
export type Planned = z.output<typeof Planned>;
/** A bar of a lane. `track` counts from the top; `isLabelBefore` where its label would leave the span at its end. */
export const Bar = Planned.extend({ lane: z.string(), track: Count, isLabelBefore: z.boolean() });
export type Bar = z.output<typeof Bar>;
/** A lane: what it stands for (empty where changes name none), the tier of a service, how many changes lie in the span, and how many tracks they need. */
export const Lane = z.object({ name: z.string(), tier: Count.nullable(), count: Count, tracks: Count });
export type Lane = z.output<typeof Lane>;
/** In a span too long for bars: how many changes begin in a week of a lane, and the worst tier among them. */
export const Heap = z.object({ lane: z.string(), startsAt: z.string(), endsAt: z.string(), count: Count, worst: Tier.nullable() });
export type Heap = z.output<typeof Heap>;
export const ScheduleDay = z.object({ day: z.string(), startsAt: z.string(), endsAt: z.string(), count: Count, tiers: z.record(z.string(), Count), rows: z.array(Planned) });
export type ScheduleDay = z.output<typeof ScheduleDay>;

/** Tracks of a lane at most; what needs more is counted and stands in the list. */
export const mostTracks = 6;
/** From this many days on a lane shows weeks instead of bars. */
export const daysOfBars = 100;

const InSpan = { from: Instant, to: Instant };
const reads = ['change', 'service', 'policy', 'person'] as const;
export const calendarViews = {
  'schedule.lanes': query('Lanes of the calendar: every service, environment, team, owner or region with the changes planned in a span.',
    z.strictObject({ ...InSpan, by: LaneKind.default('service'), isBusyOnly: z.boolean().default(false), ...ScheduleFilter.shape }), z.object({ lanes: z.array(Lane), total: Count, isCut: z.boolean() }), reads),
  'schedule.bars': query('What stands in some lanes of the calendar; weeks with their counts where the span is longer than a quarter.',
    z.strictObject({ ...InSpan, by: LaneKind.default('service'), lanes: z.array(z.string().max(300)).max(200), ...ScheduleFilter.shape }), z.object({ bars: z.array(Bar), heaps: z.array(Heap) }), reads),
  'schedule.days': query('Days of the calendar with what is planned on them, the gravest first.',
    z.strictObject({ first: Day, days: z.number().int().min(1).max(62), zone: Zone, perDay: z.number().int().min(0).max(200).default(4), ...ScheduleFilter.shape }), z.array(ScheduleDay), reads),
  'schedule.list': query('What is planned in a span, in the order of its windows, a page at a time.',
    z.strictObject({ ...InSpan, ...ScheduleFilter.shape, ...Page }), z.object({ rows: z.array(Planned), total: Count.nullable(), next: z.string().nullable() }), reads),
  'schedule.facets': query('What the calendar can be filtered by.', z.strictObject({}),
    z.object({ services: z.array(z.string()), environments: z.array(z.string()), teams: z.array(z.string()), zone: z.string() }), reads),
  'schedule.write': job('The schedule of a span as a spreadsheet-safe CSV.', z.strictObject({ ...InSpan, ...ScheduleFilter.shape }), z.object({ file: ExportedFile, rows: Count })),
};
