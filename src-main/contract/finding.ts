import { z } from 'zod';
import { command, query } from './define.ts';
import { Count, Day, Line, May, Page, Prose, Receipt, Ref } from './values.ts';

export const findingSources = ['internal-audit', 'external-audit', 'compliance-report', 'access-review', 'incident', 'self-assessment'] as const;
export const findingSeverities = ['high', 'medium', 'low'] as const;
/** What an action of a finding alters. */
export const remedyKinds = ['control', 'document-standard', 'access-right', 'workflow'] as const;
export const findingEvidenceKinds = ['policy-version', 'change', 'document'] as const;
export const findingStates = ['open', 'answered', 'to-verify', 'closed'] as const;
const Said = z.object({ by: z.string(), at: z.string() });

export const FindingRow = z.object({
  id: z.string(), number: z.string(), source: z.enum(findingSources), control: z.string(), /** As it counts: one step up when it is a repeat. */ severity: z.enum(findingSeverities), statedSeverity: z.enum(findingSeverities),
  /** Number of the finding on the same control within twelve months before it. */ repeatOf: z.string().nullable(), title: z.string(), description: z.string(), change: z.string().nullable(),
  owner: z.string(), dueOn: z.string(), isOverdue: z.boolean(), state: z.enum(findingStates), raised: Said, rootCause: z.string(), response: z.string(), answered: Said.nullable(), alsoWritten: z.array(z.object({ field: z.string(), value: z.string(), by: z.string(), at: z.string() })),
  actions: z.array(z.object({ id: z.string(), kind: z.enum(remedyKinds), text: z.string(), owner: z.string(), dueOn: z.string(), isOverdue: z.boolean(), done: Said.extend({ note: z.string() }).nullable() })),
  evidence: z.array(z.object({ kind: z.enum(findingEvidenceKinds), reference: z.string(), note: z.string(), ...Said.shape })),
  closed: Said.extend({ note: z.string() }).nullable(), mayAnswer: May, mayAct: May, mayClose: May,
});
export type FindingRow = z.output<typeof FindingRow>;
export const findingViews = ['open', 'overdue', 'closed', 'all'] as const;

export const finding = {
  'finding.list': query('Audit findings: the overdue and the gravest first (AUD-06).', z.strictObject({ ...Page, view: z.enum(findingViews).default('open'), control: z.string().max(80).optional() }), z.object({
    rows: z.array(FindingRow), total: Count, next: z.string().nullable(), counts: z.object({ open: Count, overdue: Count, closed: Count, all: Count }), days: z.object({ high: Count, medium: Count, low: Count }), mayRaise: May,
  }), ['finding', 'policy', 'person', 'change']),
  'finding.show': query('One finding with its answer, its actions and its evidence.', z.strictObject({ finding: Ref }), FindingRow, ['finding', 'policy', 'person', 'change']),
  'finding.raise': command('Raises a finding against a control (AUD-06); without a day it is due after 30, 60 or 90 days by its severity.', z.strictObject({
    title: Line, description: Prose.default(''), source: z.enum(findingSources).default('internal-audit'), control: z.string().trim().min(1).max(80).describe('identifier of the control, such as ISO27001/A.8.32'), severity: z.enum(findingSeverities),
    owner: Ref.describe('who answers for it'), dueOn: Day.optional(), change: Ref.optional().describe('the record it was found on'),
  }), Receipt),
  'finding.answer': command('The owner answers a finding: its root cause and what will be done.', z.strictObject({ finding: Ref, rootCause: Prose.refine((said) => said.trim() !== '', 'say what caused it'), response: Prose.refine((said) => said.trim() !== '', 'say what will be done') }), Receipt),
  'finding.addAction': command('Adds an action that changes a control, a document standard, an access right or a workflow.', z.strictObject({ finding: Ref, kind: z.enum(remedyKinds), text: Line, owner: Ref, dueOn: Day }), Receipt),
  'finding.doAction': command('Says that an action is done.', z.strictObject({ finding: Ref, action: z.string().min(1).max(64), note: z.string().max(2000).default('') }), Receipt),
  'finding.addEvidence': command('Adds what shows that the cause is gone, such as the policy version in force since.', z.strictObject({ finding: Ref, kind: z.enum(findingEvidenceKinds), reference: z.string().trim().min(1).max(200).describe('version of a policy, number of a change, or name and digest of a document'), note: z.string().max(2000).default('') }), Receipt),
  'finding.close': command('Closes a finding by signature of somebody other than its owner, who has seen the evidence.', z.strictObject({ finding: Ref, note: Line }), Receipt),
};
