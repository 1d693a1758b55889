// Change capacity (CAL-05): what departments, staff and environments can take in a month, what takes it, and where it is too much.
import { z } from 'zod';
import { command, query } from './define.ts';
import { Count, Line, May, Prose, Receipt, Ref } from './values.ts';

/** Adoption points of a department; hours of testing, support and rollback staff; percent of an environment or other infrastructure; releases that may begin. */
export const capacityKinds = ['adoption', 'testing', 'support', 'rollback', 'infrastructure', 'slots'] as const;
export const CapacityKind = z.enum(capacityKinds);
export type CapacityKind = z.output<typeof CapacityKind>;
export const Month = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/, 'a month such as 2026-12');
const Amount = z.number().int().max(1_000_000);
const Of = z.string().trim().max(200).describe('department, team or environment; staff may go without, slots do');

/** One release or initiative in a load. `isConfirmed`: it counts; a release that is still planned is shown and does not count yet. */
export const Taker = z.object({ kind: z.enum(['release', 'initiative']), id: z.string(), number: z.string(), name: z.string(), state: z.string(), amount: Count, isConfirmed: z.boolean() });
export const Load = z.object({
  kind: CapacityKind, of: z.string(), /** Null: nobody said when. */ month: z.string().nullable(), /** Null where nobody said how much there is. */ limit: z.number().int().nullable(), isDefault: z.boolean(), /** In use before releases, of infrastructure. */ inUse: Count, used: Count, /** With what is not confirmed yet. */ planned: Count, over: Count, takers: z.array(Taker),
});
export type Load = z.output<typeof Load>;
export const CutCandidate = z.object({ kind: z.enum(['release', 'initiative']), id: z.string(), number: z.string(), name: z.string(), amount: Count, /** Without it the overload is gone. */ isEnough: z.boolean() });
export const Overload = z.object({
  key: z.string(), kind: CapacityKind, of: z.string(), month: z.string().nullable(), limit: z.number().int(), used: Count, own: Count, total: Count, over: Count, /** Of infrastructure: percent left free. */ headroom: z.number().int().nullable(), least: Count.nullable(),
  cuts: z.array(CutCandidate), /** The first month into which the release could be deferred as a whole. */ deferTo: z.string().nullable(), isWaived: z.boolean(),
});
export type Overload = z.output<typeof Overload>;
const Need = z.strictObject({ kind: CapacityKind, of: Of.default(''), month: Month.nullable().default(null).describe('left out: the month of the target window'), amount: Amount });
export const Initiative = z.object({ id: z.string(), name: z.string(), department: z.string(), from: z.string(), until: z.string(), points: Count, isEnded: z.boolean(), also: Count });

const InitiativeTerms = { name: Line, department: Line.describe('whose adoption points it takes'), from: Month, until: Month.describe('the last month it takes them'), points: Amount.describe('adoption points of each month') };
export const capacity = {
  'capacity.show': query('Loads of departments, staff and environments by month; half a year from now where nothing is said (CAL-05).', z.strictObject({ from: Month.optional(), to: Month.optional() }), z.object({ months: z.array(z.string()), loads: z.array(Load), initiatives: z.array(Initiative), headroom: Count, points: Count, mayKeep: May }), ['release', 'policy', 'service']),
  'capacity.ofRelease': query('What a release takes of the capacity, where that is too much, and what would clear it (CAL-05).', z.strictObject({ release: Ref }), z.object({ needs: z.array(z.object({ kind: CapacityKind, of: z.string(), month: z.string().nullable(), amount: Count, /** Declared here; adoption points come from the impact assessment. */ isDeclared: z.boolean() })), overloads: z.array(Overload), rule: z.string(), mayDeclare: May }), ['release', 'policy', 'service']),
  'capacity.set': command('Says how much a department, a kind of staff or an environment can take: in a month, or in every one (CAL-05).', z.strictObject({ kind: CapacityKind, of: Of.default(''), month: Month.nullable().default(null).describe('left out: every month that has no figure of its own'), amount: Amount.nullable().describe('points, hours, releases; of infrastructure percent in use before releases; null: as if nobody had said') }), Receipt),
  'initiative.enter': command('Enters a transformation initiative that takes adoption points of a department (CAL-05).', z.strictObject(InitiativeTerms), Receipt),
  'initiative.revise': command('Rewrites an initiative.', z.strictObject({ initiative: Ref, ...InitiativeTerms }), Receipt),
  'initiative.end': command('Ends an initiative; it takes no more points.', z.strictObject({ initiative: Ref, reason: Prose.default('') }), Receipt),
  'demand.set': command('Says what a release takes of staff and infrastructure beside its adoption points (CAL-05).', z.strictObject({ release: Ref, needs: z.array(Need).max(100) }), Receipt),
};
