// Waves of a release by region (CAL-07): each with its zone, its office hours and its public holidays, shown in local and in base time.
import { z } from 'zod';
import { command, query } from './define.ts';
import { Day, Line, May, Receipt, Ref, Zone } from './values.ts';

const Clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time of day such as 09:00');
export const OfficeHours = z.strictObject({ from: Clock.default('09:00'), to: Clock.default('17:00'), days: z.array(z.number().int().min(1).max(7)).max(7).default([1, 2, 3, 4, 5]).describe('days of the week, 1 is Monday') });
export type OfficeHours = z.output<typeof OfficeHours>;
/** A wall time without offset; the wave's zone says which instant it is. */
export const LocalTime = z.string().regex(/^\d{4}-\d\d-\d\dT([01]\d|2[0-3]):[0-5]\d$/, 'a local time such as 2026-03-08T02:30');
export const occurrences = ['first', 'second'] as const;

export const WaveWarning = z.object({ code: z.enum(['office-hours', 'holiday', 'before-previous']), text: z.string() });
export const WaveView = z.object({
  id: z.string(), region: z.string(), zone: z.string(), office: OfficeHours, holidays: z.array(z.string()), minutes: z.number().int(), startsAt: z.string().nullable(), endsAt: z.string().nullable(),
  /** Wall times with their offset, in the wave's zone and in the base zone. */
  local: z.object({ start: z.string(), end: z.string() }).nullable(), base: z.object({ start: z.string(), end: z.string() }).nullable(), warnings: z.array(WaveWarning), /** What was written apart and lost. */ also: z.array(z.object({ startsAt: z.string().nullable(), by: z.string(), at: z.string() })),
});
export type WaveView = z.output<typeof WaveView>;

const On = { release: Ref };
export const waves = {
  'wave.set': command('Plans a wave of a release for a region, or rewrites it (CAL-07).', z.strictObject({
    ...On, wave: z.string().min(1).max(64).optional().describe('the one that is rewritten'), region: Line, zone: Zone, office: OfficeHours.default({ from: '09:00', to: '17:00', days: [1, 2, 3, 4, 5] }).describe('local office hours'), holidays: z.array(Day).max(366).default([]).describe('local public holidays'),
    minutes: z.number().int().min(1).max(20_160).describe('how long it takes'), start: LocalTime.optional().describe('local time it starts at; left out: still to be placed'), occurrence: z.enum(occurrences).optional().describe('which one, where the clocks show the time twice'),
  }), Receipt),
  'wave.drop': command('Takes a wave out of the plan.', z.strictObject({ ...On, wave: z.string().min(1).max(64) }), Receipt),
  'wave.base': command('Sets the base zone, in which all waves are shown beside their own.', z.strictObject({ ...On, zone: Zone }), Receipt),
  'wave.place': command('Places all waves one after the other, outside local office hours and holidays (CAL-07).', z.strictObject({ ...On, from: LocalTime.describe('not before this time of the base zone'), gapMinutes: z.number().int().min(0).max(20_160).default(0).describe('least time between two waves') }), Receipt),
  'wave.list': query('Waves of a release with their local and base times, and what speaks against each.', z.strictObject(On), z.object({ base: z.string(), rows: z.array(WaveView), mayPlan: May }), ['release', 'person']),
};
