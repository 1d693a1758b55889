// What operations know of a service: when it is used, what was agreed with its customers, and what downtime it had (CAL-04).
import { z } from 'zod';
import { ChangeType } from './change.ts';
import { command, job, query } from './define.ts';
import { Count, Day, Line, May, Receipt, Ref, Zone } from './values.ts';

const Clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time of day such as 08:00');
/** Hours in which downtime counts against the allowance. An end that is not after the start is on the next day. */
export const ServiceHours = z.strictObject({ from: Clock, to: Clock, days: z.array(z.number().int().min(1).max(7)).min(1).max(7).describe('days of the week, 1 is Monday') });
export type ServiceHours = z.output<typeof ServiceHours>;
const Minutes = z.number().int().min(0).max(44_640);
const Targets = z.partialRecord(ChangeType, z.number().int().min(1).max(525_600));

export const LevelTerms = z.strictObject({
  hours: ServiceHours.nullable().default(null).describe('hours of service; none: at any time'), zone: Zone.default('UTC').describe('in which hours and months are counted'), allowance: Minutes.nullable().default(null).describe('minutes of downtime allowed in a month; none: not agreed'),
  targets: Targets.default({}).describe('target implementation time of each type of change, in minutes'), operations: Ref.nullable().default(null).describe('who answers for its operations and confirms windows'),
});
const Also = z.array(z.object({ by: z.string(), at: z.string() }));
export const LevelView = z.object({
  service: z.string(), name: z.string(),
  terms: z.object({ hours: ServiceHours.nullable(), zone: z.string(), allowance: Count.nullable(), targets: Targets, operations: z.object({ id: z.string(), name: z.string() }).nullable(), by: z.string(), at: z.string(), /** Written apart, and lost. */ also: Also }).nullable(),
  /** Users in each hour of the week, Monday 00:00 first, in `zone`. */
  activity: z.object({ zone: z.string(), users: z.array(Count), source: z.string(), by: z.string(), at: z.string(), also: Also }).nullable(),
  /** The month that is running, or the one asked for. `left` is null where nothing is agreed, and below zero where it is overdrawn. */
  month: z.object({ month: z.string(), allowance: Count.nullable(), left: z.number().int().nullable(), spent: Count, planned: z.array(z.object({ number: z.string(), title: z.string(), startsAt: z.string(), minutes: Count })), downtimes: z.array(z.object({ on: z.string(), minutes: Count, note: z.string(), by: z.string() })) }),
  mayKeep: May,
});
export type LevelView = z.output<typeof LevelView>;

export const levels = {
  'level.show': query('Service hours, downtime allowance and activity of a service, and what is left of the allowance in a month (CAL-04).', z.strictObject({ service: Ref, month: z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/, 'a month such as 2026-12').optional() }), LevelView, ['service', 'change', 'person']),
  'level.setTerms': command('Writes what was agreed for a service: hours, downtime in a month, target times, who answers for its operations (CAL-04).', z.strictObject({ service: Ref, ...LevelTerms.shape }), Receipt),
  'level.addDowntime': command('Notes downtime that nobody planned, so that it counts against the allowance of its month.', z.strictObject({ service: Ref, on: Day, minutes: z.number().int().min(1).max(44_640), note: Line }), Receipt),
  'level.importActivity': job('Takes an hourly activity profile in (CSV with day, hour and users): one row for each of the 168 hours of a week (CAL-04).', z.strictObject({ service: Ref, file: z.string(), zone: Zone.default('UTC').describe('in which the hours are counted') }), z.object({ service: z.string(), total: Count, quietest: z.object({ day: Count, hour: Count, users: Count }), busiest: z.object({ day: Count, hour: Count, users: Count }) })),
};
