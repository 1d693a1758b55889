import { z } from 'zod';
import { ChangeState, Tier } from './change.ts';
import { query } from './define.ts';
import { Count } from './values.ts';

/** One thing that waits for the person who asks. `part` is the part of the record's page where it is done; of a train the UUID of its portfolio. */
export const Task = z.object({
  id: z.string(), kind: z.enum(['step', 'piece', 'condition', 'action', 'minutes', 'referral', 'roster', 'conflict', 'finding', 'request', 'access-review', 'scope', 'offer']), step: z.string().optional(), label: z.string(),
  why: z.object({ code: z.string(), facts: z.record(z.string(), z.unknown()) }).optional(), part: z.string(), dueAt: z.string().nullable(), isOverdue: z.boolean(),
});
export type Task = z.output<typeof Task>;
export const WorkOfRecord = z.object({
  record: z.string(), number: z.string(), title: z.string(), kind: z.enum(['change', 'meeting', 'roster', 'audit', 'release', 'train']), state: ChangeState.nullable(), tier: Tier.nullable(), score: Count.nullable(), plannedStartAt: z.string().nullable(), zone: z.string(), tasks: z.array(Task),
});
export type WorkOfRecord = z.output<typeof WorkOfRecord>;

export const work = {
  'work.mine': query('Everything that waits for the person who is signed in, the most urgent first. Looks at the changes with the nearest windows; `isCut` says when there are more.', z.strictObject({ limit: z.number().int().min(1).max(500).default(200) }),
    z.object({ rows: z.array(WorkOfRecord), tasks: Count, overdue: Count, isCut: z.boolean() }), ['change', 'cab', 'person', 'policy', 'finding', 'release', 'trail']),
};
