// Legacy systems: constraints that bind the schedule (LEG-01), points where services meet them (LEG-03), and tools that are worked around (LEG-04).
import { z } from 'zod';
import { command, query } from './define.ts';
import { Count, Day, Instant, Line, May, Page, Prose, Receipt, Ref, Zone } from './values.ts';

export const constraintKinds = ['batch', 'staffing', 'manual-step', 'limit', 'blackout', 'contact'] as const;
export const ConstraintKind = z.enum(constraintKinds);
export type ConstraintKind = z.output<typeof ConstraintKind>;
export const directions = ['to-legacy', 'from-legacy', 'both'] as const;
export const Direction = z.enum(directions);
export type Direction = z.output<typeof Direction>;
export const isolationKinds = ['queue', 'adapter', 'circuit-breaker', 'flag'] as const;
export const IsolationKind = z.enum(isolationKinds);
export type IsolationKind = z.output<typeof IsolationKind>;

const Name = z.string().trim().min(1).max(300).describe('name or UUID');
const Names = z.array(Name).max(200);
const Short = z.string().trim().max(300);
const Note = z.string().max(4000);
const Minutes = z.number().int().min(0).max(100_000);
const WallTime = z.string().max(5).describe('HH:MM');
/** Terms of a constraint as a person gives them; items and services by name. An owner is asked for by the rule, which says why. */
export const ConstraintTerms = z.strictObject({
  kind: ConstraintKind, name: Line, owner: Short.default('').describe('who answers for it and is called'), items: Names.default([]), services: Names.default([]), note: Note.default(''),
  from: Day.nullable().default(null).describe('first day it is in force'), until: Day.nullable().default(null).describe('last day it is in force'),
  startsAt: WallTime.default('').describe('HH:MM, of a batch run or the hours of a team'), endsAt: WallTime.default('').describe('HH:MM; not after the start: on the next day'), days: z.array(z.number().int().min(1).max(7)).max(7).default([]).describe('1 is Monday; none: every day'), zone: Zone.default('UTC'),
  blackoutFrom: Instant.nullable().default(null), blackoutTo: Instant.nullable().default(null), minutes: Minutes.default(0).describe('of a manual step'), operator: Short.default('').describe('who does the manual step'), atOnce: z.number().int().min(1).max(1000).default(1).describe('changes that may run at once; 1: one after the other'),
});
const Named = z.array(z.object({ id: z.string(), name: z.string() }));
export const ConstraintRow = z.object({
  id: z.string(), number: z.string(), kind: ConstraintKind, name: z.string(), owner: z.string(), items: Named, services: Named, note: z.string(), from: z.string().nullable(), until: z.string().nullable(), startsAt: z.string(), endsAt: z.string(), days: z.array(Count), zone: z.string(),
  blackoutFrom: z.string().nullable(), blackoutTo: z.string().nullable(), minutes: Count, operator: z.string(), atOnce: Count, standing: z.enum(['upcoming', 'in-force', 'expired', 'ended']), createdAt: z.string(), ended: z.object({ by: z.string(), at: z.string(), reason: z.string() }).nullable(), /** What others wrote apart and lost. */ also: Count,
});
export type ConstraintRow = z.output<typeof ConstraintRow>;
const SpanOf = z.object({ constraint: z.string(), name: z.string(), kind: ConstraintKind, startsAt: z.string(), endsAt: z.string() });
export const WindowPlan = z.object({
  needed: Count, manual: Count, startsAt: z.string().nullable(), endsAt: z.string().nullable(), /** Constraints that pushed the start on, in turn; the last one sets it. */ pushed: z.array(z.object({ constraint: z.string(), name: z.string(), to: z.string() })), constraints: z.array(ConstraintRow), /** What keeps the asked window back. */ blocked: z.array(SpanOf),
});

export const PointTerms = z.strictObject({
  name: Line, from: Short.default('').describe('item that calls or feeds the legacy system'), to: Short.default('').describe('legacy item'), protocol: Short.default(''), direction: Direction.default('both'), effect: Note.default('').describe('what happens when it fails'),
  isolation: IsolationKind.nullable().default(null), measure: Note.default('').describe('how it isolates'), owner: Short.default(''),
});
const ServiceAt = z.object({ id: z.string(), name: z.string(), tier: Count.nullable(), distance: Count });
export const PointRow = z.object({
  id: z.string(), number: z.string(), name: z.string(), from: z.string(), fromName: z.string(), to: z.string(), toName: z.string(), protocol: z.string(), direction: Direction, effect: z.string(), isolation: IsolationKind.nullable(), measure: z.string(), owner: z.string(),
  isIsolated: z.boolean(), test: z.object({ on: z.string(), passed: z.boolean(), evidence: z.string(), by: z.string() }).nullable(), /** The last day the test counts. */ testUntil: z.string().nullable(), mitigations: z.array(z.object({ change: z.string(), text: z.string(), by: z.string(), at: z.string() })), isRemoved: z.boolean(), also: Count,
});
export type PointRow = z.output<typeof PointRow>;
export const BlastRadius = z.object({ item: z.string(), /** With what isolates and counts, and as if nothing did. */ with: z.array(ServiceAt), without: z.array(ServiceAt), items: z.object({ with: Count, without: Count }), points: z.array(PointRow) });
export type BlastRadius = z.output<typeof BlastRadius>;

const Steps = z.array(z.string().trim().min(1).max(1000)).max(50);
export const WorkaroundTerms = z.strictObject({ tool: Line, item: Short.default('').describe('the tool in the register of items'), why: Note.default('').describe('why it has to stay'), steps: Steps.default([]), risk: Note.default(''), skills: z.array(Line).max(20).default([]), control: Note.default('').describe('what controls the risk'), owner: Short.default('') });
export const WorkaroundRow = z.object({
  id: z.string(), number: z.string(), tool: z.string(), item: z.string(), itemName: z.string(), why: z.string(), steps: z.array(z.string()), risk: z.string(), skills: z.array(z.string()), control: z.string(), owner: z.string(),
  operators: z.array(z.object({ skill: z.string(), name: z.string() })), changes: z.array(z.string()), reviewBy: z.string(), isOverdue: z.boolean(), lastReview: z.object({ by: z.string(), at: z.string(), note: z.string() }).nullable(), isRetired: z.boolean(), also: Count,
});
export type WorkaroundRow = z.output<typeof WorkaroundRow>;
export const AddedStep = z.object({ text: z.string(), from: z.string(), minutes: Count.nullable(), by: z.string(), kind: z.enum(['manual', 'workaround', 'control']) });

const listing = { text: z.string().max(200).optional(), ended: z.boolean().default(false).describe('those that have ended as well'), ...Page };
const pageOf = <T extends z.ZodType>(row: T) => z.object({ rows: z.array(row), total: Count, next: z.string().nullable(), mayKeep: May });
const InConstraint = { constraint: Ref };
const InPoint = { point: Ref };
const InWorkaround = { workaround: Ref };
const reads = ['service', 'change', 'person', 'policy'] as const;

export const legacy = {
  'constraint.list': query('Constraints of legacy systems: batch runs, hours of a team, manual steps, limits, blackouts, contacts (LEG-01).', z.strictObject(listing), pageOf(ConstraintRow), reads),
  'constraint.register': command('Records a constraint of a legacy system; it has an owner and is tied to items or services (LEG-01).', ConstraintTerms, Receipt),
  'constraint.revise': command('Writes the terms of a constraint anew (LEG-01).', ConstraintTerms.extend(InConstraint), Receipt),
  'constraint.end': command('Ends a constraint, with the reason (LEG-01).', z.strictObject({ ...InConstraint, reason: Line }), Receipt),
  'constraint.plan': query('The earliest window that satisfies every constraint of a change, or of the items and services named, and which constraint sets it (LEG-01).',
    z.strictObject({ change: Ref.optional(), items: Names.default([]), services: Names.default([]), minutes: Minutes.default(60).describe('of the work itself'), from: Instant.optional().describe('left out: the start of the window, or now') }), WindowPlan, reads),
  'constraint.forChange': query('What legacy systems demand of a change: constraints, points it crosses, steps added to its plan, and skills (LEG-01, LEG-03, LEG-04).', z.strictObject({ change: Ref }), z.object({
    change: z.string(), constraints: z.array(ConstraintRow), blocked: z.array(SpanOf), steps: z.array(AddedStep), addedMinutes: Count, points: z.array(PointRow), workarounds: z.array(WorkaroundRow), unstaffed: z.array(z.object({ skill: z.string(), tool: z.string() })), mayMitigate: May,
  }), reads),

  'integration.list': query('Points where services meet legacy systems, with what isolates them (LEG-03).', z.strictObject(listing), pageOf(PointRow), reads),
  'integration.map': command('Maps a point where a service meets a legacy system; it has two ends (LEG-03).', PointTerms, Receipt),
  'integration.revise': command('Writes the terms of a point anew (LEG-03).', PointTerms.extend(InPoint), Receipt),
  'integration.test': command('Records a test of what isolates a point, with its evidence (LEG-03).', z.strictObject({ ...InPoint, on: Day, result: z.enum(['passed', 'failed']), evidence: Line }), Receipt),
  'integration.mitigate': command('Says what is done instead of isolating a point, for one change (LEG-03).', z.strictObject({ ...InPoint, change: Ref, text: Prose.min(1) }), Receipt),
  'integration.remove': command('Takes a point off the map, with the reason (LEG-03).', z.strictObject({ ...InPoint, reason: Line }), Receipt),
  'integration.radius': query('What a failure of an item reaches, with and without the isolation that counts (LEG-03).', z.strictObject({ item: Name, depth: z.number().int().min(1).max(10).optional() }), BlastRadius, reads),

  'workaround.list': query('Outdated tools that stay in the release chain, with the steps around them (LEG-04).', z.strictObject({ ...listing, overdue: z.boolean().default(false).describe('only those whose review is overdue') }), pageOf(WorkaroundRow).extend({ overdue: Count }), reads),
  'workaround.register': command('Records a tool that is worked around, with its compensating control (LEG-04).', WorkaroundTerms, Receipt),
  'workaround.revise': command('Writes the terms of a workaround anew (LEG-04).', WorkaroundTerms.extend(InWorkaround), Receipt),
  'workaround.review': command('Says that somebody looked at a workaround again (LEG-04).', z.strictObject({ ...InWorkaround, note: Line }), Receipt),
  'workaround.setOperator': command('Says who can do what a workaround needs, or no longer can (LEG-04).', z.strictObject({ ...InWorkaround, skill: Line, operator: Line, isAble: z.boolean().default(true) }), Receipt),
  'workaround.use': command('Says that a change uses the tool although it does not name its item (LEG-04).', z.strictObject({ ...InWorkaround, change: Ref }), Receipt),
  'workaround.retire': command('Says that the tool has left the release chain, with the reason (LEG-04).', z.strictObject({ ...InWorkaround, reason: Line }), Receipt),
};
