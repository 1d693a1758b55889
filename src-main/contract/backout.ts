import { z } from 'zod';
import { command, job, query, session } from './define.ts';
import { Count, Day, ExportedFile, Instant, Line, May, Prose, Receipt, Ref } from './values.ts';

/** Units a rollback trigger and its readings may be in. They must be the same; nothing is converted. */
export const triggerUnits = ['percent', 'ratio', 'count', 'per-second', 'per-minute', 'ns', 'us', 'ms', 's', 'min', 'bytes', 'kB', 'MB', 'GB', 'KiB', 'MiB', 'GiB'] as const;
export const triggerComparisons = ['above', 'at-least', 'below', 'at-most'] as const;
export const reviewItems = ['complete', 'timed', 'reversible-data', 'tested', 'access'] as const;
/** Largest script, in bytes. */
export const mostScriptBytes = 4 * 1024 * 1024;

const Id = z.string().trim().min(1).max(64);
const Short = z.string().trim().max(300);
const Minutes = z.number().int().min(0).max(525_600);
const Digest = z.string().regex(/^[0-9a-f]{64}$/, '64 hex digits');
const Owner = Short.describe('name or UUID of a person');

export const StepInput = z.strictObject({ id: Id.optional(), title: Line, owner: Owner.default(''), minutes: Minutes.default(0), script: Short.default('').describe('name of an attached script'), verification: Prose.default('') });
export const Trigger = z.strictObject({
  id: Id, metric: Line, comparison: z.enum(triggerComparisons), threshold: z.string().trim().regex(/^-?\d{1,15}(?:\.\d{1,9})?$/, 'a decimal number, such as 5 or 0.25'), unit: z.enum(triggerUnits),
  seconds: z.number().int().min(0).max(604_800), isAutomatic: z.boolean(),
});
export type Trigger = z.output<typeof Trigger>;
const TriggerInput = Trigger.extend({ id: Id.optional(), seconds: Trigger.shape.seconds.default(0), isAutomatic: z.boolean().default(true) });
const ReviewItem = z.enum(reviewItems);
const Check = z.strictObject({ name: Line, before: Short, after: Short });
/** The plan's version the person had on the screen; another one by now is refused. */
const planVersion = Digest.optional().describe('digest of the version of the plan');

const Also = z.array(z.object({ by: z.string(), at: z.string(), said: z.string() }));
const Who = { by: z.string(), at: z.string() };
export const BackoutStepRow = z.object({ id: z.string(), title: z.string(), owner: z.string(), ownerName: z.string(), minutes: Count, script: z.string(), verification: z.string(), doneBy: z.string().nullable(), doneAt: z.string().nullable() });
export type BackoutStepRow = z.output<typeof BackoutStepRow>;
export const ScriptRow = z.object({ id: z.string(), name: z.string(), sha256: z.string(), size: Count, ...Who, isUsed: z.boolean() });
export const ReviewRow = z.object({ id: z.string(), verdict: z.enum(['approve', 'rework']), items: z.array(ReviewItem), note: z.string(), ...Who, isCurrent: z.boolean() });
export const RehearsalRow = z.object({
  id: z.string(), environment: z.string(), finishedAt: z.string(), by: z.string(), seconds: Count, steps: z.array(z.object({ title: z.string(), seconds: Count, plannedMinutes: Count.nullable() })), checks: z.array(Check),
  deviations: z.string(), evidence: z.string(), standing: z.enum(['passed', 'too-slow', 'checks-differ', 'checks-missing', 'steps-missing', 'other-version', 'expired', 'no-objective', 'in-production']), ageDays: z.number().int(),
});
export type RehearsalRow = z.output<typeof RehearsalRow>;
const Answering = z.object({ id: z.string(), name: z.string(), stands: z.enum(['accepted', 'other-window', 'no']), acceptedAt: z.string().nullable() });
const BackupRow = z.object({ id: z.string(), system: z.string(), job: z.string(), takenAt: z.string(), size: Count, digest: z.string(), catalogue: z.string(), restoreTestedOn: z.string().nullable(), by: z.string() });
export const OrderRow = z.object({ id: z.string(), by: z.string(), orderedAt: z.string(), reason: z.string(), trigger: z.string(), /** Who a pipeline's order says it is from; null for one given here. */ claimedBy: z.string().nullable(), /** Whether the key that signed it belongs to a device of the organisation. */ isProved: z.boolean() });
export const DraftNotice = z.object({ to: z.array(z.string()), subject: z.string(), text: z.string() });

export const BackoutRecord = z.object({
  change: z.string(), number: z.string(), /** Null while there is no plan. */ version: z.string().nullable(), state: z.enum(['unwritten', 'planned', 'ordered', 'done']),
  plan: z.object({ steps: z.array(BackoutStepRow), pointOfNoReturn: z.string(), changesData: z.boolean(), dataReversal: z.string(), limitations: z.string(), rtoMinutes: Count.nullable(), rpoMinutes: Count.nullable(), ...Who, also: Also }).nullable(),
  scripts: z.array(ScriptRow), noneKnown: z.object(Who).nullable(),
  time: z.object({ needed: Count, available: Count.nullable(), isFromDeadline: z.boolean(), startsAt: z.string().nullable(), endsAt: z.string().nullable(), zone: z.string() }),
  triggers: z.array(Trigger), deadlineAt: z.string().nullable(), triggersAlso: Also,
  review: z.object({ status: z.enum(['none', 'approved', 'rework', 'withdrawn']), by: z.string().nullable() }), reviews: z.array(ReviewRow), rehearsals: z.array(RehearsalRow), rehearsalDays: Count,
  /** Minutes, and whether the register of services says so. */
  objectives: z.object({ rto: Count.nullable(), rpo: Count.nullable(), isFromService: z.boolean() }),
  owner: Answering.nullable(), deputy: Answering.nullable(), ownerAlso: Also, busyWith: z.array(z.object({ number: z.string(), startsAt: z.string(), endsAt: z.string() })),
  order: OrderRow.nullable(), notice: DraftNotice.nullable(), dissents: z.array(z.object({ id: z.string(), reason: z.string(), ...Who })),
  backups: z.array(BackupRow), backup: z.object({ status: z.enum(['good', 'none', 'in-future', 'too-old', 'no-restore-test', 'restore-test-too-old', 'no-objective']), ageMinutes: z.number().int(), limitMinutes: Count }),
  schedule: z.object({ service: z.string(), everyMinutes: Count.nullable(), system: z.string(), isAligned: z.boolean().nullable() }).nullable(),
  /** What the gates ask of it and how that stands. */
  pieces: z.array(z.object({ id: z.string(), rule: z.string(), label: z.string(), gate: z.string(), status: z.enum(['present', 'missing', 'stale', 'waiting', 'waived']), code: z.string().nullable(), facts: z.record(z.string(), z.unknown()) })),
  may: z.record(z.string(), May),
});
export type BackoutRecord = z.output<typeof BackoutRecord>;

export const RollbackFinding = z.object({ trigger: Trigger, breach: z.object({ from: z.string(), to: z.string(), value: z.string() }).nullable(), longestSeconds: Count, readings: Count, isRead: z.boolean(), isQuiet: z.boolean() });
export const RollbackCheck = z.object({
  verdict: z.enum(['healthy', 'watching', 'decide', 'roll-back']), because: z.string().nullable(), change: z.string(), deadlineAt: z.string().nullable(), at: z.string(), readings: Count, findings: z.array(RollbackFinding),
  /** The twelve words of the device that exported the plan, and whether the caller named it. */
  planSigner: z.string(), isPlanTrusted: z.boolean(),
  /** The order as canonical JSON, when there is one; `signedBy` (hex) is null without a key. */
  order: z.string().nullable(), signedBy: z.string().nullable(),
});
export type RollbackCheck = z.output<typeof RollbackCheck>;

const OnChange = { change: Ref };
export const backout = {
  'backout.show': query('The backout of a change: plan, scripts, triggers, review, rehearsals, who answers for it, the order and backups.', z.strictObject(OnChange), BackoutRecord, ['change', 'person', 'service', 'policy']),
  'backout.writePlan': command('Writes the backout plan as a whole (BCK-01). Any edit withdraws its review.', z.strictObject({ ...OnChange, planVersion: planVersion.nullable(),
    steps: z.array(StepInput).max(100), pointOfNoReturn: Prose.default(''), changesData: z.boolean().default(false), dataReversal: Prose.default(''), limitations: Prose.default('').describe('what the backout cannot undo; empty, then sign that nothing is known'), rtoMinutes: Minutes.nullable().default(null), rpoMinutes: Minutes.nullable().default(null) }), Receipt),
  'backout.attachScript': job('Attaches a backout script; its bytes are kept with their SHA-256 (BCK-01).', z.strictObject({ ...OnChange, file: z.string(), name: Line.optional() }), z.object({ script: z.string(), name: z.string(), sha256: z.string(), size: Count })),
  'backout.removeScript': command('Takes a script off the plan; it stays in the trail.', z.strictObject({ ...OnChange, script: Short.min(1) }), Receipt),
  'backout.verifyScript': job('Compares a script, as it is kept or as a file at hand, with the digest that was recorded (BCK-01).', z.strictObject({ ...OnChange, script: Short.min(1), file: z.string().optional() }),
    z.object({ name: z.string(), recorded: z.string(), found: z.string().nullable(), isSame: z.boolean(), isErased: z.boolean() })),
  'backout.signNoneKnown': command('Signs that no limitations of the backout are known (BCK-01).', z.strictObject({ ...OnChange, planVersion }), Receipt),
  'backout.setTriggers': command('Sets what orders a rollback, and until when it is decided (BCK-02).', z.strictObject({ ...OnChange, triggers: z.array(TriggerInput).max(50), deadlineAt: Instant.nullable().default(null) }), Receipt),
  'backout.exportPlan': job('Writes triggers and deadline as a signed file for rollback-check (BCK-02).', z.strictObject(OnChange), z.object({ file: ExportedFile, version: z.string(), signedBy: z.string() })),
  'backout.write': job('The backout sheet as a sealed PDF, for whoever carries it out.', z.strictObject(OnChange), z.object({ file: ExportedFile, pages: Count })),
  'backout.importOrder': job('Brings the rollback order of a pipeline into its change (BCK-02).', z.strictObject({ ...OnChange, file: z.string() }), z.object({ order: z.string(), trigger: z.string(), claimedBy: z.string(), isSigned: z.boolean(), isProved: z.boolean() })),
  'backout.check': session('Judges readings against an exported plan; needs no workspace (BCK-02).', z.strictObject({ plan: z.string(), metrics: z.string(), key: z.string().optional(), passphrase: z.string().max(1024).optional(), trust: z.string().max(200).optional(), zone: z.string().max(64).optional() }), RollbackCheck),
  'backout.review': command('Signs the review of the plan, by somebody independent of it (BCK-03).', z.strictObject({ ...OnChange, planVersion, verdict: z.enum(['approve', 'rework']), items: z.array(ReviewItem).max(5).default([]), note: Prose.default('') }), Receipt),
  'backout.rehearse': command('Records a rehearsal outside production (BCK-04).', z.strictObject({ ...OnChange, planVersion, environment: Line, finishedAt: Instant.optional(), steps: z.array(z.strictObject({ step: Id, seconds: z.number().int().min(0).max(604_800) })).max(100), checks: z.array(Check).max(100).default([]), deviations: Prose.default(''), evidence: Prose.default('') }), Receipt),
  'backout.nameOwner': command('Names who answers for the rollback, and their deputy (BCK-05).', z.strictObject({ ...OnChange, owner: Ref, deputy: Ref.nullable().default(null) }), Receipt),
  'backout.acceptOwnership': command('Accepts, by signature, to answer for the rollback throughout the window (BCK-05).', z.strictObject(OnChange), Receipt),
  'backout.order': command('Roll back now: orders the rollback and begins its checklist (BCK-05).', z.strictObject({ ...OnChange, reason: Prose.default('') }), Receipt),
  'backout.dissent': command('Records disagreement with a rollback, or pressure to stay live; it stops nothing (BCK-05).', z.strictObject({ ...OnChange, reason: Line }), Receipt),
  'backout.doStep': command('Ticks a step of the ordered backout off.', z.strictObject({ ...OnChange, step: Id }), Receipt),
  'backout.registerBackup': command('Registers a backup taken before the change (BCK-06).', z.strictObject({ ...OnChange, system: Line, job: Line, takenAt: Instant, size: z.number().int().min(1).max(Number.MAX_SAFE_INTEGER).describe('bytes'), digest: Short.default(''), catalogue: Short.default(''), restoreTestedOn: Day.nullable().default(null) }), Receipt),
  'backout.setSchedule': command('Says how often the service of a change is backed up (BCK-06).', z.strictObject({ ...OnChange, everyMinutes: z.number().int().min(1).max(525_600).nullable(), system: Short.default('') }), Receipt),
  'backout.schedules': query('Backup schedules of services against their RPO, misaligned ones first (BCK-06).', z.strictObject({}),
    z.object({ rows: z.array(z.object({ service: z.string(), name: z.string(), everyMinutes: Count, rpoMinutes: Count.nullable(), system: z.string(), isAligned: z.boolean().nullable() })), misaligned: Count }), ['service']),
};
