import { z } from 'zod';
import { command, job, query } from './define.ts';
import { Count, Day, Line, May, Page, Receipt, Ref } from './values.ts';

/** What a right lets its holder do, as far as rules tell duties apart (SEC-03). `direct` goes past the pipeline; `none` is a right no rule asks about. */
export const duties = ['commit', 'approve', 'deploy', 'direct', 'administer', 'none'] as const;
export const Duty = z.enum(duties);
export type Duty = z.output<typeof Duty>;
/** A personal account is its person; shared and service accounts stand for themselves and have an owner who answers for them. */
export const accountKinds = ['personal', 'shared', 'service'] as const;
export const AccountKind = z.enum(accountKinds);
export type AccountKind = z.output<typeof AccountKind>;

/** Fields of a permission export; the first four must have a column, or the answer that the file has none (SEC-03). */
export const entitlementFields = ['identity', 'system', 'environment', 'right', 'grant', 'kind'] as const;
export type EntitlementField = (typeof entitlementFields)[number];
const Column = z.string().max(300);
/** Which column fills which field (an empty name: the file has none), and words of the file that only a person can place. */
export const EntitlementMapping = z.strictObject({
  columns: z.strictObject({ identity: Column.optional(), system: Column.optional(), environment: Column.optional(), right: Column.optional(), grant: Column.optional(), kind: Column.optional() }),
  duties: z.record(z.string().max(300), Duty).default({}),
  production: z.record(z.string().max(300), z.boolean()).default({}),
});
export type EntitlementMapping = z.output<typeof EntitlementMapping>;

export const Entitlement = z.object({
  source: z.string(), sourceName: z.string(), identity: z.string(), system: z.string(), environment: z.string(), right: z.string(), grant: z.string(), kind: z.string(),
  duty: Duty, reachesProduction: z.boolean(),
});
export type Entitlement = z.output<typeof Entitlement>;
const SetAside = z.object({ row: Count, field: z.string(), why: z.string(), value: z.string() });

export const EntitlementInspection = z.object({
  name: z.string(), container: z.string(), encoding: z.string(), delimiter: z.string().nullable(), columns: z.array(z.string()), sample: z.array(z.record(z.string(), z.string())), rows: Count,
  mapping: EntitlementMapping,
  /** `field`: a column is asked for. `encoding`: how the bytes are to be read. */
  questions: z.array(z.object({ about: z.enum(['field', 'encoding']), field: z.string().optional(), text: z.string(), candidates: z.array(z.string()) })),
  /** Words of the file with what they are taken for; null where nobody has said. */
  rights: z.array(z.object({ word: z.string(), count: Count, duty: Duty.nullable() })),
  environments: z.array(z.object({ word: z.string(), count: Count, isProduction: z.boolean().nullable() })),
  warnings: z.array(z.string()),
});
export type EntitlementInspection = z.output<typeof EntitlementInspection>;

export const EntitlementReport = z.object({
  /** Null where nothing was written: a dry run, or a file that says what is here already. */
  snapshot: z.string().nullable(), source: z.string(), sourceName: z.string(), rows: Count, rights: Count, added: Count, removed: Count, unchanged: Count,
  addedRights: z.array(Entitlement), removedRights: z.array(Entitlement), quarantinedCount: Count, quarantined: z.array(SetAside), warnings: z.array(z.string()),
});
export type EntitlementReport = z.output<typeof EntitlementReport>;

export const EntitlementSource = z.object({
  id: z.string(), name: z.string(), file: z.string(), at: z.string(), by: z.string(), rights: Count, accounts: Count, unowned: Count, added: Count, removed: Count, quarantined: Count,
});
export type EntitlementSource = z.output<typeof EntitlementSource>;

const DutyException = z.object({ id: z.string(), reason: z.string(), owner: z.string(), ownerName: z.string(), expiresOn: z.string(), by: z.string(), at: z.string() });
export const DutyConflict = z.object({
  id: z.string(), rule: z.string(), title: z.string(), why: z.string(),
  holder: z.object({ kind: z.enum(['person', 'account']), id: z.string(), name: z.string(), source: z.string().nullable() }),
  /** `accepted` while an exception runs that covers every right in it. */
  status: z.enum(['open', 'accepted']), exception: DutyException.nullable(),
  /** Why an exception that was granted no longer holds. */
  lapsed: z.enum(['expired', 'more-rights']).nullable(),
  rights: z.array(Entitlement), mayAccept: May,
});
export type DutyConflict = z.output<typeof DutyConflict>;

export const AccountRow = z.object({
  source: z.string(), sourceName: z.string(), identity: z.string(), kind: AccountKind.nullable(), said: z.string(), person: z.string().nullable(), personName: z.string().nullable(), rights: Count, reachesProduction: z.boolean(),
});
export type AccountRow = z.output<typeof AccountRow>;

const Reading = { file: z.string(), source: Line.describe('name of the tool the export comes from'), mapping: EntitlementMapping.optional(), encoding: z.string().max(40).optional() };

export const entitlements = {
  'entitlement.inspect': job('Looks into a permission export: its columns, its words, and what must be asked.', z.strictObject({ ...Reading, source: Reading.source.optional() }), EntitlementInspection),
  'entitlement.dryRun': job('Reads a permission export and says what an import would add and remove; writes nothing.', z.strictObject(Reading), EntitlementReport),
  'entitlement.import': job('Imports a permission export as the rights its source grants now; says what was added and removed.',
    z.strictObject({ ...Reading, quarantineLimit: z.number().int().min(0).max(100_000).optional() }), EntitlementReport),
  'entitlement.sources': query('Tools whose permission exports were imported, and what the last import changed.', z.strictObject({}), z.object({ rows: z.array(EntitlementSource), mayImport: May, mayMap: May }), ['person']),
  'entitlement.changes': query('Rights the last import of a source added and removed.', z.strictObject({ source: Ref, ...Page }),
    z.object({ rows: z.array(Entitlement.extend({ how: z.enum(['added', 'removed']) })), next: z.string().nullable() }), ['person']),
  'entitlement.quarantine': query('Rows the last import of a source set aside, with row, field and reason.', z.strictObject({ source: Ref, ...Page }), z.object({ rows: z.array(SetAside), next: z.string().nullable() }), ['person']),
  'entitlement.conflicts': query('Conflicts of duties: the rule, who holds the rights, and whether an exception covers them.',
    z.strictObject({ ...Page, status: z.enum(['open', 'accepted']).optional() }), z.object({ rows: z.array(DutyConflict), open: Count, accepted: Count, next: z.string().nullable() }), ['person', 'change']),
  'entitlement.accounts': query('Accounts of the imported tools: those nobody answers for first.',
    z.strictObject({ ...Page, only: z.enum(['unowned', 'shared', 'all']).default('all') }), z.object({ rows: z.array(AccountRow), total: Count, next: z.string().nullable() }), ['person']),
  'entitlement.map': command('Says whose account an identity is, or who answers for a shared or service account; without a person the account is unowned again.',
    z.strictObject({ source: Ref, identity: z.string().min(1).max(300), kind: AccountKind.default('personal'), person: Ref.nullable().default(null) }), Receipt),
  'entitlement.accept': command('Accepts a conflict of duties as an exception with a reason, an owner and the last day it holds.',
    z.strictObject({ conflict: z.string().min(1).max(64), reason: Line, owner: Ref, expiresOn: Day }), Receipt),
  'entitlement.reopen': command('Ends the exception of a conflict before its day; the conflict is open again.', z.strictObject({ conflict: z.string().min(1).max(64), reason: Line }), Receipt),
};
