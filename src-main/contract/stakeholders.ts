// What a release means for people (REL-05): groups, the impact index, adoption points, and the signature of the business owner.
import { z } from 'zod';
import { command, query } from './define.ts';
import { Count, Day, Line, May, Receipt, Ref } from './values.ts';

const Id = z.string().min(1).max(64);
const Said = z.string().trim().max(2000).default('');
const Severity = z.number().int().min(1).max(5);
export const StakeholderGroup = z.object({
  id: z.string(), name: z.string(), department: z.string(), headcount: Count, severity: Severity, processes: z.array(z.string()), startsOn: z.string().nullable(), endsOn: z.string().nullable(), training: z.string(), support: z.string(), points: Count,
  /** Its part of the impact index: headcount times severity. */ index: Count, /** The days it is concerned on, its own or those of the target window. */ days: z.object({ startsOn: z.string(), endsOn: z.string() }).nullable(),
  /** What was written apart and lost to what stands. */ also: z.array(z.object({ headcount: Count, severity: Severity, points: Count, by: z.string(), at: z.string() })),
});
export type StakeholderGroup = z.output<typeof StakeholderGroup>;
export const ImpactAssessment = z.object({
  groups: z.array(StakeholderGroup), /** Sum of headcount times severity. */ index: Count, headcount: Count, points: Count, adoption: z.array(z.object({ department: z.string(), month: z.string().nullable(), points: Count })),
  status: z.enum(['none', 'unsigned', 'signed', 'stale']), signature: z.object({ by: z.string(), at: z.string(), index: Count }).nullable(), businessOwner: z.string(), mayEdit: May, maySign: May,
});
export type ImpactAssessment = z.output<typeof ImpactAssessment>;

const On = { release: Ref };
export const stakeholders = {
  'stakeholder.setGroup': command('Names a group of people whose work a release changes, or rewrites it (REL-05).', z.strictObject({
    ...On, group: Id.optional().describe('the one that is rewritten'), name: Line, department: Line.describe('whose adoption points it spends'), headcount: z.number().int().min(1).max(10_000_000), severity: Severity.describe('1 hardly noticed, 5 another way of working'),
    processes: z.array(Line).max(50).default([]).describe('what they do that becomes another'), startsOn: Day.nullable().default(null).describe('left out: with the target window'), endsOn: Day.nullable().default(null), training: Said.describe('what they have to learn'), support: Said.describe('what help they need'), points: z.number().int().min(0).max(10_000).default(0).describe('adoption points it costs their department'),
  }), Receipt),
  'stakeholder.dropGroup': command('Takes a group out of the assessment.', z.strictObject({ ...On, group: Id.describe('group by id or name') }), Receipt),
  'stakeholder.sign': command('The business owner signs what the release means for people (REL-05).', z.strictObject(On), Receipt),
  'stakeholder.show': query('Groups a release concerns, its impact index, its adoption points by department and month, and how its signature stands.', z.strictObject(On), ImpactAssessment, ['release', 'change', 'person']),
};
