import { z } from 'zod';
import { command, job, query } from './define.ts';
import { Count, Day, ExportedFile, Instant, Line, May, Page, Prose, Receipt, Ref } from './values.ts';

/** EMG-01: what makes a change an emergency. */
export const criterionKinds = ['incident', 'vulnerability', 'data-loss', 'legal-order'] as const;
export const CriterionKind = z.enum(criterionKinds);
export type CriterionKind = z.output<typeof CriterionKind>;
/** CVSS base score as people write it, one decimal at most. */
export const CvssScore = z.string().regex(/^(?:10(?:\.0)?|\d(?:\.\d)?)$/, 'a CVSS score from 0.0 to 10.0, such as 9.8');
/** What the criterion says besides its kind; `evidence` names what proves it: a file, a ticket, a digest. The linked incident is evidence by itself. */
export const Criterion = z.strictObject({
  kind: CriterionKind, incident: Ref.optional(), advisory: z.string().trim().max(200).default(''), score: CvssScore.optional(), isExploited: z.boolean().default(false),
  statement: z.string().trim().max(2000).default('').describe('what is about to be lost, or the reference of the order'), evidence: z.string().trim().max(2000).default(''),
});
export type Criterion = z.output<typeof Criterion>;

/** EMG-02: controls an emergency authorisation may set aside, with the rules that ask for each. An automatic rollback trigger (BCK-02) and the separation of duties (APR-03) are none of them. */
export const controls = {
  'risk-assessment': { label: 'Risk assessment before the decision', rules: ['RISK-03', 'RISK-01', 'RISK-02', 'RISK-05', 'RISK-06'] }, consultation: { label: 'Answers of the owners concerned', rules: ['RISK-04'] },
  'independent-review': { label: 'Independent reviews', rules: ['APR-04'] }, evidence: { label: 'Evidence for the tier', rules: ['APR-05', 'RISK-07', 'LEG-05'] },
  'backout-plan': { label: 'Full backout plan with scripts', rules: ['BCK-01'] }, 'backout-review': { label: 'Review of the backout plan', rules: ['BCK-03'] }, rehearsal: { label: 'Rehearsed rollback', rules: ['BCK-04'] },
  'rollback-owner': { label: 'Rollback owner on duty', rules: ['BCK-05'] }, backup: { label: 'Backup before the change', rules: ['BCK-06'] }, 'agenda-cut-off': { label: 'Agenda cut-off', rules: ['CAB-02'] },
  'full-quorum': { label: 'Full quorum of the board', rules: ['CAB-04'] }, freeze: { label: 'Change freeze', rules: ['CAL-02'] }, 'stakeholder-notice': { label: 'Notice to stakeholders', rules: ['COM-02'] }, 'quality-gate': { label: 'Quality gate of the pipeline', rules: ['DEP-05'] },
} as const satisfies Record<string, { label: string; rules: readonly string[] }>;
export type ControlId = keyof typeof controls;
export const controlIds = Object.keys(controls) as [ControlId, ...ControlId[]];
/** Papers that may be written after the work, and beside them the risk assessment, which is complete once it is signed (EMG-04). */
export const papers = ['implementationPlan', 'testPlan', 'backoutPlan', 'rollbackCriteria'] as const;
export const deferrable = [...papers, 'riskAssessment'] as const;
export const Deferrable = z.enum(deferrable);
export type Deferrable = z.output<typeof Deferrable>;

/** EMG-05: the set questions; each answered with yes asks for an action. */
export const questions = {
  foreseeable: 'Was it foreseeable?', planning: 'Did a gap in planning contribute?', monitoring: 'Did a gap in monitoring contribute?', testing: 'Did a gap in testing contribute?',
  knownError: 'Did an unresolved known error contribute?', misused: 'Was the emergency route misused?',
} as const;
export type Question = keyof typeof questions;
export const questionIds = Object.keys(questions) as [Question, ...Question[]];
const Answers = z.strictObject(Object.fromEntries(questionIds.map((id) => [id, z.boolean()])) as Record<Question, z.ZodBoolean>);
export const RetrospectiveAction = z.strictObject({ question: z.enum(questionIds), kind: z.enum(['improvement', 'problem']).default('improvement'), text: Line, owner: Line, dueOn: Day });
export type RetrospectiveAction = z.output<typeof RetrospectiveAction>;

export const checkResults = ['passed', 'failed', 'missing'] as const;
export const CheckResult = z.enum(checkResults);
export type CheckResult = z.output<typeof CheckResult>;
export const clockIds = ['authorisation', 'validation', 'paperwork', 'retrospective'] as const;
/** Derived from facts, never stored. `doneAt` is set once done; `isLate` when that was after `dueAt`. */
export const Clock = z.object({ id: z.enum(clockIds), startedAt: z.string(), dueAt: z.string(), state: z.enum(['running', 'overdue', 'done']), doneAt: z.string().nullable(), isLate: z.boolean() });
export type Clock = z.output<typeof Clock>;

const HealthSeen = z.object({ file: z.string(), sha256: z.string(), passed: Count, failed: Count, warned: Count, checks: z.array(z.object({ name: z.string(), status: z.enum(['pass', 'fail', 'warn']), said: z.string() })), by: z.string(), at: z.string() });
const Ballot = z.object({ id: z.string(), name: z.string(), seat: z.enum(['chair', 'technical']), vote: z.enum(['approve', 'reject']), reason: z.string(), at: z.string(), isStale: z.boolean() });
const Authorisation = z.object({
  id: z.string(), by: z.string(), technical: z.string(), how: z.enum(['session', 'ballot']), at: z.string(), until: z.string(), environment: z.string(), items: z.array(z.string()),
  bypassed: z.array(z.object({ control: z.string(), label: z.string(), rule: z.string(), reason: z.string() })), deferred: z.array(z.string()), reviewTask: z.string(), isStale: z.boolean(),
  extension: z.object({ by: z.string(), at: z.string(), until: z.string(), reason: z.string() }).nullable(),
});
const Validation = z.object({ id: z.string(), verdict: CheckResult, health: CheckResult, smoke: CheckResult, smokeNote: z.string(), confirmation: CheckResult, confirmedBy: z.string(), note: z.string(), by: z.string(), at: z.string(), isEarlierTry: z.boolean() });
const Said = z.object({ by: z.string(), at: z.string() });
/** How healthy the service is after the change, as far as anybody looked. `bad`: roll back, unless somebody decides otherwise. */
const Health = z.object({ status: z.enum(['unknown', 'good', 'bad']), isRollbackProposed: z.boolean(), why: z.string(), incident: z.object({ number: z.string(), state: z.string() }).nullable() });

export const EmergencyRecord = z.object({
  change: z.string(), number: z.string(), isDeclared: z.boolean(), isExpedited: z.boolean(), justification: z.string(), team: z.string(), declared: Said.nullable(),
  criteria: z.array(z.object({ kind: CriterionKind, incident: z.object({ number: z.string(), severity: Count, state: z.string(), summary: z.string() }).nullable(), advisory: z.string(), score: z.string().nullable(), isExploited: z.boolean(), statement: z.string(), evidence: z.string() })),
  ballots: z.array(Ballot), authorisation: Authorisation.nullable(), clocks: z.array(Clock), health: Health, healthFile: HealthSeen.nullable(), validations: z.array(Validation),
  paperwork: z.array(z.object({ field: Deferrable, label: z.string(), text: z.string().nullable() })),
  retrospective: Said.extend({ answers: z.record(z.string(), z.boolean()), actions: z.array(RetrospectiveAction), summary: z.string() }).nullable(),
  rootCause: Said.extend({ cause: z.string(), note: z.string() }).nullable(), ratification: Said.extend({ verdict: z.enum(['ratified', 'contested']), reason: z.string(), meeting: z.string() }).nullable(),
  alsoWritten: z.array(z.object({ field: z.string(), value: z.string(), by: z.string(), at: z.string() })),
  /** What is missing for a decision now, by the control that could be set aside for it; null where none can. */
  lacking: z.array(z.object({ control: z.enum(controlIds).nullable(), label: z.string() })),
  limits: z.object({ hours: Count, ceilingHours: Count }), knownCauses: z.array(z.string()), knownTeams: z.array(z.string()), may: z.record(z.string(), May),
});
export type EmergencyRecord = z.output<typeof EmergencyRecord>;

export const RegisterRow = z.object({
  change: z.string(), number: z.string(), title: z.string(), state: z.string(), service: z.string(), team: z.string(), environment: z.string(), criteria: z.array(CriterionKind), incidents: z.array(z.string()),
  justification: z.string(), bypassed: z.array(z.string()), requester: z.string(), approvers: z.array(z.string()), declaredAt: z.string(), authorisedAt: z.string().nullable(), until: z.string().nullable(),
  startedAt: z.string().nullable(), finishedAt: z.string().nullable(), validatedAt: z.string().nullable(), health: z.enum(['unknown', 'good', 'bad']), rootCause: z.string(), outcome: z.string().nullable(),
  ratification: z.enum(['ratified', 'contested']).nullable(), clocks: z.array(Clock), isOverdue: z.boolean(),
});
export type RegisterRow = z.output<typeof RegisterRow>;
const Counted = z.array(z.object({ name: z.string(), count: Count }));
/** A repeated cause, with what a problem record would say. */
const Repeat = z.object({ cause: z.string(), count: Count, changes: z.array(z.string()), problem: z.object({ title: z.string(), statement: z.string() }) });
export const EmergencyTrends = z.object({
  days: Count, total: Count, byService: Counted, byTeam: Counted, byCause: Counted, misuseByTeam: Counted,
  /** Shares in hundredths of a percent: 1200 is 12 %. */
  share: z.object({ days: Count, emergencies: Count, changes: Count, basisPoints: Count, limitBasisPoints: Count, isAlert: z.boolean(), why: z.string() }),
  repeats: z.object({ days: Count, limit: Count, found: z.array(Repeat) }),
});
export type EmergencyTrends = z.output<typeof EmergencyTrends>;

const OnChange = { change: Ref };
const Needed = Prose.refine((said) => said.trim() !== '', 'say why');
export const emergency = {
  'emergency.declare': command('Declares a change an emergency on at least one criterion; without evidence it is handled as an expedited Normal change (EMG-01).',
    z.strictObject({ ...OnChange, criteria: z.array(Criterion).min(1).max(4), justification: Prose.default(''), team: z.string().trim().max(200).default('') }), Receipt.extend({ isExpedited: z.boolean() })),
  'emergency.castBallot': command('A member of the emergency CAB votes on an emergency by signed ballot (EMG-02).', z.strictObject({ ...OnChange, board: Ref, vote: z.enum(['approve', 'reject']), reason: Prose.default('') }), Receipt),
  'emergency.authorise': command('Signs the decision of the emergency CAB: until when, and which controls are bypassed (EMG-02).',
    z.strictObject({ ...OnChange, board: Ref, hours: z.number().int().min(1).max(72), bypassed: z.array(z.strictObject({ control: z.enum(controlIds), reason: Line })).max(controlIds.length).default([]),
      meeting: Ref.optional().describe('the session in which it was decided; else ballots are counted'), technical: Ref.optional().describe('the technical authority present in the session'), reason: Prose.default('') }), Receipt),
  'emergency.extend': command('Extends an emergency authorisation, once.', z.strictObject({ ...OnChange, board: Ref, hours: z.number().int().min(1).max(72), reason: Needed }), Receipt),
  'emergency.importHealth': job('Reads a health file for an emergency; a failing one proposes the rollback and drafts an incident (EMG-04).', z.strictObject({ ...OnChange, file: z.string() }),
    z.object({ passed: Count, failed: Count, warned: Count, status: z.enum(['good', 'bad']), incident: z.string().nullable() })),
  'emergency.validate': command('Somebody other than the implementer records validation (EMG-04).',
    z.strictObject({ ...OnChange, health: CheckResult.default('missing').describe('without a health file; an imported one counts more'), smoke: CheckResult, smokeNote: Prose.default(''), confirmation: CheckResult, confirmedBy: z.string().trim().max(300).default(''), note: Prose.default('') }),
    Receipt.extend({ verdict: CheckResult, incident: z.string().nullable() })),
  'emergency.completePaperwork': command('Completes papers that were deferred for speed.', z.strictObject({ ...OnChange, papers: z.array(z.strictObject({ field: z.enum(papers), text: Needed })).min(1).max(papers.length) }), Receipt),
  'emergency.holdRetrospective': command('Records the retrospective: every question answered, an action for each yes (EMG-05).',
    z.strictObject({ ...OnChange, answers: Answers, actions: z.array(RetrospectiveAction).max(50).default([]), summary: Prose.default('') }), Receipt),
  'emergency.setRootCause': command('Says what caused the emergency, in the words by which causes are counted.', z.strictObject({ ...OnChange, cause: Line, note: Prose.default('') }), Receipt),
  'emergency.ratify': command('The CAB ratifies or contests an emergency afterwards (EMG-05).', z.strictObject({ ...OnChange, verdict: z.enum(['ratified', 'contested']), reason: Prose.default(''), meeting: Ref.optional() }), Receipt),
  'emergency.show': query('The emergency side of one change: criterion, authorisation, clocks, validation, papers, retrospective.', z.strictObject(OnChange), EmergencyRecord, ['change', 'person', 'policy', 'cab']),
  'emergency.clocks': query('What an emergency owes and until when, for cards and heads.', z.strictObject(OnChange), z.object({ clocks: z.array(Clock), status: z.enum(['unknown', 'good', 'bad']) }), ['change', 'policy']),
  'emergency.register': query('Emergencies, the latest first, with what they still owe (EMG-03).',
    z.strictObject({ ...Page, overdue: z.boolean().default(false), service: z.string().max(200).optional(), team: z.string().max(200).optional(), cause: z.string().max(300).optional(), from: Instant.optional(), to: Instant.optional() }),
    z.object({ rows: z.array(RegisterRow), total: Count, next: z.string().nullable() }), ['change', 'person', 'policy']),
  'emergency.trends': query('Emergencies counted by service, team and cause; their share of all changes; causes that repeat (EMG-03).', z.strictObject({ days: z.number().int().min(1).max(3660).default(365) }), EmergencyTrends, ['change', 'policy']),
  'emergency.export': job('Writes the register of emergencies as CSV, one row each.', z.strictObject({}), z.object({ file: ExportedFile, rows: Count })),
};
