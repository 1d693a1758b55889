import { z } from 'zod';
import { command, job, query, session } from './define.ts';
import { Count, Instant, Line, May, Page, Prose, Receipt, Ref, Zone } from './values.ts';

/** The life cycle of a change (capabilities, section 2), in order; the last four are exits. */
export const changeStates = ['draft', 'submitted', 'assessment', 'awaiting-authorisation', 'authorised', 'scheduled', 'implementing', 'validating', 'implemented', 'under-review', 'closed', 'returned', 'deferred', 'rejected', 'cancelled'] as const;
export const ChangeState = z.enum(changeStates);
export type ChangeState = z.output<typeof ChangeState>;
export const changeTypes = ['standard', 'normal', 'emergency'] as const;
export const ChangeType = z.enum(changeTypes);
export type ChangeType = z.output<typeof ChangeType>;
export const tiers = ['low', 'medium', 'high', 'critical'] as const;
export const Tier = z.enum(tiers);
export type Tier = z.output<typeof Tier>;
export const impactLevels = ['low', 'medium', 'high'] as const;
export const Impact = z.enum(impactLevels);
export const outcomes = ['successful', 'successful-with-issues', 'rolled-back', 'failed', 'cancelled-in-window'] as const;
export const Outcome = z.enum(outcomes);
export const environments = ['production', 'staging', 'test', 'development'] as const;
export const linkKinds = ['implements', 'part-of', 'affects', 'evidenced-by', 'caused', 'resolves'] as const;
export const LinkKind = z.enum(linkKinds);
/** What a link may lead to. */
export const linkedRecords = ['change', 'incident', 'evidence', 'exception', 'item'] as const;
export const traceStages = ['commit', 'artefact', 'decision', 'deployment', 'incident'] as const;
export type TraceStage = (typeof traceStages)[number];

/** What a person fills in (CHG-01). Everything may be empty in a draft; the change model says what a submission needs. */
export const ChangeFields = z.strictObject({
  title: Line,
  description: Prose, justification: Prose, implementationPlan: Prose, testPlan: Prose, backoutPlan: Prose, rollbackCriteria: Prose,
  type: ChangeType, model: z.string().max(60),
  /**
   * At most 500 items: page, risk and packet cost about 25 ms of processor time with 500 and 100 to 140 ms with 5,000, and every edit of the list writes it whole into the trail.
   * A reviewer cannot look at thousands of names either: more is split into several changes.
   */
  service: z.string().max(200), items: z.array(z.string().trim().min(1).max(200)).max(500), environment: z.string().max(100),
  plannedStartAt: Instant.nullable(), plannedEndAt: Instant.nullable(), zone: Zone,
  outageMinutes: z.number().int().min(0).max(525_600).nullable(),
  impact: Impact.nullable(),
  dataClassification: z.enum(['public', 'internal', 'confidential', 'restricted']).nullable(),
  regulatoryTags: z.array(z.string().trim().min(1).max(40)).max(20),
  requester: z.string().max(300), owner: z.string().max(300), implementers: z.array(z.string().max(300)).max(20),
  stakeholders: z.array(z.string().max(300)).max(100),
});
export type ChangeFields = z.output<typeof ChangeFields>;
export const fieldNames = Object.keys(ChangeFields.shape) as (keyof ChangeFields)[];

export const Missing = z.object({ field: z.string(), label: z.string(), problem: z.enum(['empty', 'inconsistent', 'open']) });
export type Missing = z.output<typeof Missing>;

/** The steps of a change that demand something, in their order. */
export const gates = ['submission', 'authorisation', 'decision', 'schedule', 'start', 'token', 'closure'] as const;
export const pieceStates = ['present', 'missing', 'stale', 'waiting', 'waived'] as const;
/**
 * One thing a gate demands, and how it stands: `waiting` for somebody named in the reason, `stale` when it was made for something else or is too old, `waived` by a
 * valid exception. `id` is unique within a change; `part` is the part of the change's page where it is done.
 */
export const Piece = z.object({
  id: z.string(), rule: z.string(), label: z.string(), gate: z.enum(gates), part: z.string(), status: z.enum(pieceStates), why: z.object({ code: z.string(), facts: z.record(z.string(), z.unknown()) }).optional(),
});

export const ChangeRow = z.object({
  id: z.string(), number: z.string(), title: z.string(), type: ChangeType, state: ChangeState, service: z.string(), environment: z.string(),
  tier: Tier.nullable(), score: Count.nullable(), plannedStartAt: z.string().nullable(), plannedEndAt: z.string().nullable(), zone: z.string(),
  owner: z.string(), externalId: z.string().nullable(), source: z.string().nullable(), updatedAt: z.string(), isArriving: z.boolean(), outcome: Outcome.nullable(),
  /** Something about it was decided or written apart and waits for a person to settle it (SYN-02). */
  isInConflict: z.boolean().optional(),
  /** A rollback was ordered and is not carried out yet (BCK-05). */
  isRollbackOrdered: z.boolean().optional(),
});
export type ChangeRow = z.output<typeof ChangeRow>;

export const decisionVerdicts = ['approved', 'approved-with-conditions', 'deferred', 'rejected', 'withdrawn', 'referred', 'noted'] as const;
export const DecisionVerdict = z.enum(decisionVerdicts);
export type DecisionVerdict = z.output<typeof DecisionVerdict>;

/** A condition of a decision; an open one due before the start holds the change back (CAB-05). */
export const Condition = z.strictObject({ text: Line, owner: Line, dueOn: z.iso.date(), when: z.enum(['before', 'after']), isBlocking: z.boolean().default(true) });
export type Condition = z.output<typeof Condition>;
export const ConditionState = z.object({ id: z.string(), text: z.string(), owner: z.string(), dueOn: z.string(), when: z.enum(['before', 'after']), isBlocking: z.boolean(), metAt: z.string().nullable() });

/** Why a word about a change is kept in quarantine and moves nothing: the change is the signer's own, they carry it out, or they signed in a role that does not decide it (APR-03). */
export const quarantines = ['requester', 'implementer', 'role'] as const;
export const Quarantine = z.enum(quarantines);
export const quarantineWords: Record<z.output<typeof Quarantine>, string> = {
  requester: 'in quarantine: signed by whoever asked for the change', implementer: 'in quarantine: signed by whoever carries it out', role: 'in quarantine: signed in a role that does not decide it',
};
export const DecisionRecord = z.object({
  id: z.string(), meeting: z.string(), meetingNumber: z.string(), verdict: DecisionVerdict, reason: z.string(), deferredTo: z.string().nullable(), /** What the board recommends to a higher one (CAB-07). */ recommends: z.enum(['approve', 'reject']).optional(),
  conditions: z.array(ConditionState), votes: z.array(z.object({ name: z.string(), vote: z.string() })),
  decidedAt: z.string(), by: z.string(), policyVersion: z.string(), isStale: z.boolean(), signature: z.string(),
  quarantine: Quarantine.nullable(),
});
export type DecisionRecord = z.output<typeof DecisionRecord>;

export const HistoryEntry = z.object({
  event: z.string(), type: z.string(), said: z.string(), by: z.string(), at: z.string(), feed: z.string(), seq: Count, hash: z.string(),
  before: z.record(z.string(), z.unknown()).optional(), after: z.record(z.string(), z.unknown()).optional(), isSigned: z.boolean(),
  /** What somebody else should look at: it was signed in a role that an access review withheld elsewhere (AUD-08). */ flag: z.string().optional(),
});
export type HistoryEntry = z.output<typeof HistoryEntry>;

export const ChangeRecord = z.object({
  id: z.string(), number: z.string(), state: ChangeState, revision: z.string(), version: Count,
  fields: ChangeFields, tier: Tier.nullable(), score: Count.nullable(),
  source: z.string().nullable(), externalId: z.string().nullable(), externalState: z.string().nullable(), foreign: z.record(z.string(), z.string()),
  actualStartAt: z.string().nullable(), actualEndAt: z.string().nullable(), outcome: Outcome.nullable(), validator: z.string().nullable(),
  isArriving: z.boolean(), createdAt: z.string(), updatedAt: z.string(),
  /** A record of another tool without a risk form: whoever assesses it gives it a score. */
  takesScore: z.boolean().optional(),
  missing: z.array(Missing), decisions: z.array(DecisionRecord),
  /** Everything its gates demand, and how much of it is there. */
  pieces: z.array(Piece),
  /** Material fields edited since the last approval: what the board approved beside what stands now (CHG-03). */
  delta: z.array(z.object({ field: z.string(), label: z.string(), approved: z.string(), now: z.string(), by: z.string(), at: z.string() })),
  /** It was authorised, lost that to a material edit, and stands again as it was approved: it needs a new decision all the same (CHG-03). */
  isRestored: z.boolean().optional(),
  /** It is held by something decided or written apart, until a person settles it (SYN-02). */
  isInConflict: z.boolean().optional(),
  /** Values written apart that lost to a later write; one click away until somebody who has seen both writes the field again, or settles it by name where the field is material (SYN-02). */
  overwritten: z.array(z.object({ field: z.string(), value: z.string(), by: z.string(), at: z.string(), isMaterial: z.boolean() })).optional(),
  links: z.array(z.object({ kind: LinkKind, to: z.string(), label: z.string(), record: z.enum(linkedRecords) })),
  agenda: z.object({ meeting: z.string(), number: z.string(), startsAt: z.string() }).nullable(),
  may: z.record(z.string(), May),
});
export type ChangeRecord = z.output<typeof ChangeRecord>;

/** Filters of the list; they are shareable text in the window. */
export const ChangeFilter = z.strictObject({
  text: z.string().max(200).optional(), state: z.array(ChangeState).optional(), type: z.array(ChangeType).optional(), tier: z.array(z.union([Tier, z.literal('none')])).optional(),
  service: z.string().max(200).optional(), from: Instant.optional(), to: Instant.optional(), import: z.string().max(64).optional(), arriving: z.boolean().optional(),
});
export const changeOrders = ['number', 'updatedAt', 'plannedStartAt', 'title', 'score'] as const;

/** The chain from commit to incident. `id` is unique within a trace; `number` is the record that can be opened. */
export const ChangeTrace = z.object({
  nodes: z.array(z.object({ id: z.string(), stage: z.enum(traceStages), label: z.string(), detail: z.string(), /** The time a token is valid, or the work took. */ span: z.object({ from: z.string(), to: z.string().nullable() }).optional(), at: z.string().nullable(), by: z.string(), number: z.string().nullable() })),
  edges: z.array(z.object({ from: z.string(), to: z.string() })),
  missing: z.array(z.enum(traceStages)),
});
export type ChangeTrace = z.output<typeof ChangeTrace>;

const OnChange = { change: Ref };
const Acting = { ...OnChange, reason: Prose.optional() };
export const change = {
  'change.create': command('Raises a change as a draft (CHG-01).', ChangeFields.partial().required({ title: true }), Receipt),
  'change.edit': command('Edits fields; a material edit after authorisation voids it (CHG-03).',
    z.strictObject({ ...OnChange, fields: ChangeFields.partial(), ifVersion: Count.optional() }), Receipt),
  'change.submit': command('Submits a complete draft.', z.strictObject(OnChange), Receipt),
  'change.assess': command('Puts a change before its authority with the risk of its signed assessment; a record that another tool brought without one is given a score.',
    z.strictObject({ ...OnChange, score: z.number().int().min(0).max(100).optional(), note: Prose.default('') }), Receipt),
  'change.return': command('Returns a change to its requester with a reason.', z.strictObject({ ...OnChange, reason: Line }), Receipt),
  'change.schedule': command('Puts an authorised change into its planned window.', z.strictObject(OnChange), Receipt),
  'change.unschedule': command('Gives the window up.', z.strictObject({ ...OnChange, reason: Line }), Receipt),
  'change.start': command('Implementation begins.', z.strictObject(OnChange), Receipt),
  'change.finish': command('Implementation is over; validation begins.', z.strictObject({ ...OnChange, actualStartAt: Instant, actualEndAt: Instant }), Receipt),
  'change.retry': command('Validation failed; implementation is tried again.', z.strictObject({ ...OnChange, reason: Line }), Receipt),
  'change.validate': command('Another person than the implementer records the outcome.', z.strictObject({ ...OnChange, outcome: Outcome, note: Prose.default('') }), Receipt),
  'change.close': command('Closes an implemented change (CHG-06).', z.strictObject(Acting), Receipt),
  'change.cancel': command('Cancels a change before its implementation; final.', z.strictObject({ ...OnChange, reason: Line }), Receipt),
  'change.reopen': command('A deferred change comes back before its date.', z.strictObject({ ...OnChange, reason: Line }), Receipt),
  'change.link': command('Links a change to another record, by number, name or UUID (CHG-06).', z.strictObject({ ...OnChange, kind: LinkKind, to: z.string().trim().min(1).max(200) }), Receipt),
  'change.meetCondition': command('Records that a condition of the decision is met.', z.strictObject({ ...OnChange, condition: z.string().max(100), note: Prose.default('') }), Receipt),
  'change.list': query('Changes, filtered and searched, a page at a time.',
    z.strictObject({ ...ChangeFilter.shape, ...Page, order: z.enum(changeOrders).default('number'), descending: z.boolean().default(true), offset: Count.optional() }),
    z.object({ rows: z.array(ChangeRow), total: Count.nullable(), next: z.string().nullable() }), ['change']),
  'change.facets': query('How many changes there are by state, type and tier, and which services.',
    z.strictObject({}), z.object({ state: z.record(z.string(), Count), type: z.record(z.string(), Count), tier: z.record(z.string(), Count), services: z.array(z.object({ name: z.string(), count: Count })), total: Count }), ['change']),
  'change.show': query('One change with all it needs on its page.', z.strictObject(OnChange), ChangeRecord, ['change', 'cab', 'person']),
  'change.prepareDraft': session('Makes a draft change of what a pipeline says of a build, signed with its key; needs no workspace (CHG-05).',
    z.strictObject({ build: z.string(), key: z.string().optional(), passphrase: z.string().max(1024).optional() }), z.object({ text: z.string(), title: z.string(), commit: z.string(), signedBy: z.string().nullable() })),
  'change.takeDraft': job('Takes in a draft change that a pipeline made of a build; the same run is taken once (CHG-05).', z.strictObject({ file: z.string() }),
    z.object({ id: z.string(), number: z.string(), isNew: z.boolean(), claimedBy: z.string(), isSigned: z.boolean(), isProved: z.boolean() })),
  'change.trace': query('The chain from commit to artefact, decision, deployment and incident (CHG-06).', z.strictObject(OnChange), ChangeTrace, ['change', 'cab', 'person']),
  'change.history': query('What happened to a change, from the trail, latest first.',
    z.strictObject({ ...OnChange, ...Page }), z.object({ rows: z.array(HistoryEntry), next: z.string().nullable() }), ['change', 'finding']),
};
