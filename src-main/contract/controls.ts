// The control library mapped to rules, fields and evidence by version, the matrix of a period, and what a regulatory tag asks of a change (AUD-04).
import { z } from 'zod';
import { RuleText, complianceResults } from './compliance.ts';
import { ChangeFields } from './change.ts';
import { command, job, query } from './define.ts';
import { ChecklistItem, evidenceKinds } from './evidence.ts';
import { Count, Day, Line, May, Prose, Receipt, Ref } from './values.ts';

/** Where a control comes from. The first three bind what carries their tag; the others bind everything. */
export const frameworks = ['SOX', 'HIPAA', 'GDPR', 'ISO27001', 'SOC2', 'INT'] as const;
export const frameworkNames: Record<(typeof frameworks)[number], string> = {
  SOX: 'Sarbanes-Oxley, change controls', HIPAA: 'HIPAA security rule', GDPR: 'General Data Protection Regulation', ISO27001: 'ISO/IEC 27001:2022, Annex A', SOC2: 'SOC 2 trust services criteria', INT: 'Internal policy',
};
export const personalDataImpacts = ['none', 'unchanged', 'changed', 'high-risk'] as const;
/** `gap` before `exception` before `evidence`; where nothing was tested it says so. */
export const matrixResults = ['evidence', 'gap', 'exception', 'not-tested'] as const;

const Said = z.object({ by: z.string(), at: z.string() });
const Field = ChangeFields.keyof();
const Kind = z.enum(evidenceKinds);
export const MappedRule = z.object({ id: z.string(), version: Count, /** The rule says something else by now. */ isOutdated: z.boolean() });
export const MappingVersion = z.object({ version: Count, rules: z.array(MappedRule), fields: z.array(Field), evidence: z.array(Kind), reason: z.string(), by: z.string().nullable(), at: z.string().nullable() });
export const ControlRow = z.object({
  control: z.string(), framework: z.enum(frameworks), title: z.string(), text: z.string(), /** Added here, not shipped. */ isOwn: z.boolean(), mapping: MappingVersion, /** Earlier ones, the latest first; version 0 is the one that is shipped. */ earlier: z.array(MappingVersion),
});
export type ControlRow = z.output<typeof ControlRow>;
export const MatrixRow = z.object({
  control: z.string(), framework: z.enum(frameworks), title: z.string(), version: Count, result: z.enum(matrixResults),
  tests: z.array(z.object({ id: z.string(), label: z.string(), population: Count, tested: Count, failures: Count, result: z.enum(complianceResults) })),
  /** Records that passed everything they were tested for. */ evidence: Count, gaps: Count, /** At most two hundred. */ rows: z.array(z.object({ number: z.string(), title: z.string(), kind: z.string(), at: z.string(), said: z.string() })),
  exceptions: z.array(z.object({ number: z.string(), rule: z.string(), from: z.string(), until: z.string() })), /** Open findings on the control or on a rule it is mapped to. */ findings: z.array(z.string()),
});
export type MatrixRow = z.output<typeof MatrixRow>;
export const TagDemand = z.object({ tag: z.string(), name: z.string(), fields: z.array(z.string()), evidence: z.array(z.string()), asksOwner: z.boolean(), asksImpact: z.boolean() });

export const controls = {
  'control.list': query('Controls with what they are mapped to now and were before (AUD-04).', z.strictObject({ framework: z.enum(frameworks).optional() }), z.object({ rows: z.array(ControlRow), rules: z.array(RuleText), mayMap: May }), ['policy', 'person']),
  'control.map': command('Maps a control to rules, fields and evidence as its next version; with a title it may be a control of your own (AUD-04).', z.strictObject({
    control: z.string().trim().min(1).max(80).describe('identifier such as ISO27001/A.8.32; your own begin with INT/'), title: Line.optional().describe('of a control of your own'), text: Prose.default(''),
    rules: z.array(z.string().trim().min(1).max(80)).max(20).default([]).describe('compliance rules that test it'), fields: z.array(Field).max(30).default([]).describe('fields that records must have'), evidence: z.array(Kind).max(30).default([]).describe('evidence that deployments must have'), reason: Line,
  }), Receipt),
  'control.matrix': job('Which controls have evidence, gaps or exceptions in a period (AUD-04).', z.strictObject({ from: Day, to: Day, framework: z.enum(frameworks).optional() }), z.object({ from: z.string(), to: z.string(), asOf: z.string(), rows: z.array(MatrixRow) })),
  'obligation.show': query('What the regulatory tags of a change ask for, and how it stands (AUD-04).', z.strictObject({ change: Ref }), z.object({
    tags: z.array(TagDemand), needed: z.array(ChecklistItem), impact: Said.extend({ impact: z.enum(personalDataImpacts), statement: z.string() }).nullable(), alsoStated: z.array(Said.extend({ impact: z.enum(personalDataImpacts), statement: z.string() })),
    approvals: z.array(Said.extend({ reason: z.string(), isStale: z.boolean() })), /** Digest of what the business owner signs, as it stands. */ scope: z.string(), retentionYears: Count, mayApprove: May, mayState: May,
  }), ['change', 'policy', 'person']),
  'obligation.approve': command('The business owner approves a change by signature, as a tag such as SOX asks (AUD-04).', z.strictObject({ change: Ref, reason: Line, scope: z.string().max(64).optional().describe('digest of what was on the screen') }), Receipt),
  'obligation.stateImpact': command('Says what a change does to personal data, as the tag GDPR asks (AUD-04).', z.strictObject({ change: Ref, impact: z.enum(personalDataImpacts), statement: Line.describe('which data, and what changes for whom; where the risk is high, the assessment that was made') }), Receipt),
};
