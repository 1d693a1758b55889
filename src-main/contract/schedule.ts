// The change schedule: conflicts, how they are settled, free windows, and what a business event does to it (CAL-01 to CAL-03, CAL-06).
import { z } from 'zod';
import { command, query } from './define.ts';
import { Count, Day, Instant, Line, May, Page, Prose, Receipt, Ref } from './values.ts';

/** What makes two things a conflict. `outside-window` misses every maintenance window, `exceeds-window` begins in one and outlasts it. */
export const conflictRules = ['item', 'environment', 'service', 'person', 'high-risk', 'freeze', 'stabilisation', 'outside-window', 'exceeds-window', 'buffer', 'constraint', 'predecessor'] as const;
export const ConflictRule = z.enum(conflictRules);
export type ConflictRule = z.output<typeof ConflictRule>;
export const claimKinds = ['change', 'booking', 'release', 'freeze', 'stabilisation', 'maintenance-window', 'constraint'] as const;
/** One of the two things that collide. `owner` is a name; `number` of a change, else empty. */
export const ConflictSide = z.object({ kind: z.enum(claimKinds), id: z.string(), number: z.string(), title: z.string(), owner: z.string(), startsAt: z.string(), endsAt: z.string(), zone: z.string() });
export type ConflictSide = z.output<typeof ConflictSide>;
export const Acceptance = z.object({ reason: z.string(), owner: z.string(), until: z.string(), by: z.string(), at: z.string(), isExpired: z.boolean() });
export type Acceptance = z.output<typeof Acceptance>;
export const Conflict = z.object({
  /** Names the conflict from either side, as long as both spans stay where they are. */
  key: z.string(), rule: ConflictRule, /** Capability that asks for it, such as CAL-02. */ capability: z.string(),
  sides: z.tuple([ConflictSide, ConflictSide]), overlap: z.object({ startsAt: z.string(), endsAt: z.string() }).nullable(),
  /** What lies between the two, by name: from the item changed to the one that is reached; one name where they meet in it. */
  path: z.array(z.string()), /** One plain sentence. */ said: z.string(), facts: z.record(z.string(), z.unknown()),
  /** `blocking`: holds back from Scheduled; `told`: only told; the other side has no firm place yet, or the rule is a soft one. */
  weight: z.enum(['blocking', 'told']), /** How it was settled; null while it is open. */ settled: z.enum(['accepted', 'permitted', 'exception', 'emergency']).nullable(), acceptance: Acceptance.nullable(),
});
export type Conflict = z.output<typeof Conflict>;

export const FreeWindow = z.object({
  startsAt: z.string(), endsAt: z.string(), zone: z.string(), /** 1 is the best. */ rank: z.number().int().min(1), score: Count,
  /** Why it stands where it does, in words. */ reasons: z.array(z.string()), /** Conflicts that are told and do not hold it back. */ told: Count, maintenanceWindow: z.string().nullable(),
  /** Users expected in it: those of the outage, or of the whole window where nothing is out; null without an activity profile (CAL-04). */ affected: Count.nullable(), outage: z.object({ startsAt: z.string(), endsAt: z.string(), minutes: Count, counted: Count }).nullable(),
});
export type FreeWindow = z.output<typeof FreeWindow>;
const Proposed = z.object({ startsAt: z.string(), endsAt: z.string() });
/** A change or a release that a business event touches. */
export const Affected = z.object({
  kind: z.enum(['change', 'release']), id: z.string(), number: z.string(), title: z.string(), owner: z.string(), state: z.string(), startsAt: z.string(), endsAt: z.string(), zone: z.string(), proposed: Proposed.nullable(),
  answer: z.object({ verdict: z.enum(['accepted', 'overridden']), reason: z.string(), by: z.string(), at: z.string(), window: Proposed.nullable(), /** The event or the window moved since. */ isStale: z.boolean() }).nullable(),
  notices: z.array(z.object({ to: z.string(), text: z.string(), sentAt: z.string().nullable() })), mayAnswer: May,
});
export type Affected = z.output<typeof Affected>;

export const schedule = {
  'conflict.list': query('Conflicts of the schedule in the order they arise, or those of one change, the open ones first: rule, both spans, both owners, the path between them. A page of a busy schedule may be short: `until` says how far it looked.', z.strictObject({ change: Ref.optional(), from: Instant.optional(), to: Instant.optional(), ...Page }),
    z.object({ rows: z.array(Conflict), next: z.string().nullable(), until: z.string().nullable(), mayAccept: May }), ['calendar', 'change', 'service', 'policy']),
  'conflict.count': query('How many conflicts of a stretch of the schedule are open, and how many each of its changes has that nobody settled; the rest follows by `next`.', z.strictObject({ from: Instant, to: Instant, after: z.string().max(100).optional() }),
    z.object({ open: Count.describe('conflicts that hold somebody back'), changes: z.record(z.string(), Count).describe('by the UUID of the change'), next: z.string().nullable() }), ['calendar', 'change', 'service', 'policy']),
  'conflict.preview': query('The conflicts a change would have in another window.', z.strictObject({ change: Ref, startsAt: Instant, endsAt: Instant }), z.object({ rows: z.array(Conflict), blocking: Count }), ['calendar', 'change', 'service', 'policy']),
  'conflict.accept': command('Accepts a conflict of a change until a day, with the reason and who answers for it (CAL-01).', z.strictObject({ change: Ref, conflict: z.string().min(1).max(400), reason: Prose.min(1), owner: Ref, until: Day }), Receipt),
  'window.propose': query('Ranked free windows for a change, each with its reasons.', z.strictObject({ change: Ref, from: Instant.optional(), to: Instant.optional(), limit: z.number().int().min(1).max(20).default(5) }), z.object({ rows: z.array(FreeWindow), minutes: Count }), ['calendar', 'change', 'service', 'policy']),
  'freeze.permit': command('Lets a change pass a soft freeze by the signature of its owner (CAL-02).', z.strictObject({ freeze: Ref, change: Ref, reason: Line }), Receipt),
  'freeze.meetCriterion': command('Notes that an exit criterion of a stabilisation freeze is met (CAL-06).', z.strictObject({ freeze: Ref, criterion: z.string().min(1).max(100), note: Prose.default('') }), Receipt),
  'freeze.lift': command('Signs that a stabilisation freeze ends early; change manager and service owner both have to (CAL-06).', z.strictObject({ freeze: Ref, reason: Line }), Receipt),
  'effect.list': query('What a business event or a freeze does to the schedule: changes and releases in it, a window for each, what was answered.', z.strictObject({ entry: Ref }), z.object({ rows: z.array(Affected), notices: Count }), ['calendar', 'change', 'service', 'policy']),
  'effect.answer': command('Answers what a business event does to a change or a release: accepted with the new window, or overridden with a reason (CAL-03).',
    z.strictObject({ entry: Ref, of: Ref.describe('change or release'), verdict: z.enum(['accepted', 'overridden']), window: z.strictObject({ startsAt: Instant, endsAt: Instant }).optional(), reason: Prose.default(''), notices: z.array(z.strictObject({ to: Line, text: Prose.default('') })).max(50).default([]) }), Receipt),
};
