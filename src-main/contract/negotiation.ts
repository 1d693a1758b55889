// How a window is agreed with operations: proposed, countered, accepted, and confirmed by the signature of whoever answers for them (CAL-04).
import { z } from 'zod';
import { command, job, query } from './define.ts';
import { Count, ExportedFile, Instant, May, Prose, Receipt, Ref } from './values.ts';

/** `moved`: it was confirmed, and the change lies elsewhere since. */
export const negotiationStandings = ['none', 'proposed', 'countered', 'accepted', 'confirmed', 'moved'] as const;
const Window = z.object({ startsAt: z.string(), endsAt: z.string() });
export const NegotiationStep = z.object({ id: z.string(), kind: z.enum(['proposed', 'countered', 'accepted', 'confirmed']), side: z.enum(['change', 'operations']), by: z.string(), at: z.string(), window: Window.nullable(), /** Planned duration without the way back. */ minutes: Count.nullable(), note: z.string(), /** It answers a window that no longer stands. */ isLost: z.boolean() });
export type NegotiationStep = z.output<typeof NegotiationStep>;

/** What the service will see of a window. */
export const Outage = z.object({
  service: z.string(), startsAt: z.string(), endsAt: z.string(), zone: z.string(), outage: z.object({ startsAt: z.string(), endsAt: z.string(), minutes: Count, /** Of those, minutes within service hours. */ counted: Count }).nullable(),
  /** Users expected while it is out, or while the work goes on where nothing is out; null without an activity profile. */ affected: Count.nullable(), /** Users in the busiest window of the same length in a week. */ worst: Count.nullable(),
  month: z.string(), allowance: Count.nullable(), /** Before this change; below zero where it is overdrawn. */ left: z.number().int().nullable(), plan: Count.nullable(), backout: Count, available: Count, target: Count.nullable(), isOverTarget: z.boolean(),
});
export type Outage = z.output<typeof Outage>;

const On = { change: Ref };
const Proposing = { ...On, startsAt: Instant, endsAt: Instant, minutes: z.number().int().min(1).max(44_640).describe('planned duration, without the way back'), note: Prose.default('') };
export const negotiations = {
  'negotiation.show': query('How far a window is agreed with operations, and the outage it would bring (CAL-04).', z.strictObject(On), z.object({
    standing: z.enum(negotiationStandings), /** The window that was named last. */ window: Window.nullable(), minutes: Count.nullable(), steps: z.array(NegotiationStep), outage: Outage.nullable(), operations: z.string().nullable(),
    may: z.object({ propose: May, counter: May, accept: May, confirm: May }),
  }), ['change', 'service', 'calendar', 'person']),
  'negotiation.propose': command('Proposes a window to operations; the change moves into it. Refused where plan and backout do not fit or the outage is over the allowance (CAL-04).', z.strictObject(Proposing), Receipt),
  'negotiation.counter': command('Operations name another window (CAL-04).', z.strictObject(Proposing), Receipt),
  'negotiation.accept': command('Takes the window that operations named; the change moves into it (CAL-04).', z.strictObject({ ...On, note: Prose.default('') }), Receipt),
  'negotiation.confirm': command('Whoever answers for operations signs that the window holds (CAL-04).', z.strictObject({ ...On, note: Prose.default('') }), Receipt),
  'negotiation.write': job('Prints the projected outage of a change with how its window was agreed (CAL-04).', z.strictObject(On), z.object({ file: ExportedFile, pages: Count })),
};
