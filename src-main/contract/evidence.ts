import { z } from 'zod';
import { pieceStates } from './change.ts';
import { command, job, query } from './define.ts';
import { Count, ExportedFile, Instant, Line, May, Prose, Receipt, Ref } from './values.ts';

/** What evidence can be of (APR-05); the last ones serve changes on services without automatic rollback (LEG-05). */
export const evidenceKinds = ['test-results', 'backout-script', 'stakeholder-sign-off', 'security-scan', 'communication-plan', 'full-regression', 'backup-restore-test', 'coverage', 'manual-tests', 'backout-rehearsal', 'other'] as const;
export const EvidenceKind = z.enum(evidenceKinds);
export const evidenceLabels: Record<(typeof evidenceKinds)[number], string> = {
  'test-results': 'Test results', 'backout-script': 'Backout script', 'stakeholder-sign-off': 'Stakeholder sign-off', 'security-scan': 'Security scan', 'communication-plan': 'Communication plan',
  'full-regression': 'Full regression', 'backup-restore-test': 'Backup with tested restore', coverage: 'Coverage', 'manual-tests': 'Documented manual tests', 'backout-rehearsal': 'Rehearsed manual backout', other: 'Other evidence',
};
/** A SHA-256 in hex; written with or without `sha256:` before it. */
export const Sha256 = z.string().trim().overwrite((text) => text.toLowerCase().replace(/^sha256:/, '')).regex(/^[0-9a-f]{64}$/, 'is no SHA-256: 64 hexadecimal digits').describe('SHA-256, such as sha256:9f86…');

/** Why a piece does not stand; `null` when it does. */
export const Why = z.object({ code: z.string(), facts: z.record(z.string(), z.unknown()) }).nullable();
/** A line of the checklist on a change's page: what is needed, how it stands, and what to do. */
export const ChecklistItem = z.object({ id: z.string(), rule: z.string(), label: z.string(), status: z.enum(pieceStates), why: Why, /** Kinds of evidence that serve it; empty for what is no file. */ kinds: z.array(EvidenceKind) });
export type ChecklistItem = z.output<typeof ChecklistItem>;

export const EvidenceRow = z.object({
  id: z.string(), number: z.string(), kind: EvidenceKind, name: z.string(), note: z.string(), sha256: z.string(), size: Count, artefact: z.string().nullable(), observedAt: z.string(), /** Lines covered, in hundredths of a percent. */ measured: Count.nullable(),
  /** Whether the bytes are in the trail; else only their digest is, and they are kept outside. */
  isKept: z.boolean(), by: z.string(), at: z.string(), withdrawn: z.object({ by: z.string(), at: z.string(), reason: z.string() }).nullable(), /** Whether it counts for something the change needs. */ counts: z.boolean(), flaw: Why,
});
export type EvidenceRow = z.output<typeof EvidenceRow>;
const ArtefactRow = z.object({ sha256: z.string(), name: z.string() });
const OnChange = { change: Ref };

export const evidence = {
  'evidence.list': query('Evidence of a change: what is needed and how it stands, what is attached, which artefacts it is about.', z.strictObject(OnChange), z.object({
    needed: z.array(ChecklistItem), rows: z.array(EvidenceRow), artefacts: z.array(ArtefactRow), /** Another list of artefacts that was declared apart and lost. */ alsoDeclared: z.array(z.object({ artefacts: z.array(ArtefactRow), by: z.string(), at: z.string() })),
    /** Services without automatic rollback, for whose sake the stricter set is asked (LEG-05). */ strict: z.array(z.string()), days: Count, mostKept: Count, mayAttach: May,
  }), ['change', 'service', 'policy']),
  'evidence.attach': job('Attaches a file as evidence: its digest, its age and the artefact it is about; bytes up to 16 MiB are kept in the trail (APR-05).', z.strictObject({
    ...OnChange, kind: EvidenceKind, file: z.string(), artefact: Sha256.nullable().optional().describe('artefact it is about; left out: the one the change declares, when there is one'),
    observedAt: Instant.optional().describe('when what it shows was seen; left out: as the report says, else now'), note: Prose.default(''),
  }), z.object({ id: z.string(), number: z.string(), sha256: z.string(), size: Count, isKept: z.boolean(), measured: Count.nullable(), warnings: z.array(z.string()) })),
  'evidence.withdraw': command('Withdraws evidence with a reason; it stays on record and counts for nothing.', z.strictObject({ ...OnChange, evidence: Ref, reason: Line }), Receipt),
  'evidence.declare': command('Declares the artefacts a change delivers, by digest; evidence and tokens are compared with them.', z.strictObject({ ...OnChange, artefacts: z.array(z.strictObject({ sha256: Sha256, name: z.string().trim().max(200).default('') })).max(100) }), Receipt),
  'evidence.write': job('Writes the bytes of evidence out again, compared with their digest.', z.strictObject({ ...OnChange, evidence: Ref }), z.object({ file: ExportedFile })),
};
