import { z } from 'zod';
import { command, job, query } from './define.ts';
import { Count, ExportedFile, Line, Page, Receipt, Zone } from './values.ts';

/** How foreign columns become our fields (CHG-05); plain data, saved by name and edited in the window. */
export const Mapping = z.strictObject({
  version: z.literal(1), name: Line, source: z.string().min(1).max(60), externalId: z.string().max(300),
  fields: z.record(z.string().max(60), z.strictObject({ from: z.union([z.string().max(300), z.array(z.string().max(300)).max(20)]), values: z.record(z.string().max(300), z.string().max(300)).optional(), join: z.string().max(20).optional() })),
  zone: Zone.optional(), dateFormat: z.string().max(40).optional(), encoding: z.string().max(40).optional(),
});
export type Mapping = z.output<typeof Mapping>;

export const Inspection = z.object({
  name: z.string(), kind: z.string(), container: z.string(), encoding: z.string(), delimiter: z.string().nullable(), columns: z.array(z.string()),
  sample: z.array(z.record(z.string(), z.string())), rows: Count.nullable(), mapping: Mapping,
  questions: z.array(z.object({ about: z.string(), text: z.string(), candidates: z.array(z.string()).optional(), field: z.string().optional() })),
  warnings: z.array(z.string()),
});
export const Quarantined = z.object({ row: Count, field: z.string(), why: z.string(), value: z.string() });
/** Something about a row that went in, which a person may want to look at: a time the clocks show twice, a word kept as text. */
export const Noted = z.object({ row: Count, field: z.string(), why: z.string(), value: z.string() });
export const ImportReport = z.object({
  id: z.string().nullable(), kind: z.string(), new: Count, changed: Count, unchanged: Count, quarantinedCount: Count,
  quarantined: z.array(Quarantined), notes: z.array(Noted), notesCount: Count, warnings: z.array(z.string()), rows: Count,
});
export type ImportReport = z.output<typeof ImportReport>;

const Reading = { file: z.string(), mapping: Mapping.optional(), zone: Zone.optional(), encoding: z.string().max(40).optional(), dateFormat: z.string().max(40).optional() };
export const ImportRow = z.object({ id: z.string(), name: z.string(), source: z.string(), at: z.string(), by: z.string(), state: z.enum(['running', 'done', 'undone', 'failed']), new: Count, changed: Count, unchanged: Count, quarantined: Count, mayUndo: z.boolean() });

export const imports = {
  'import.inspect': job('Looks into a file handed over: its kind, columns, a sample, and what must be asked.', z.strictObject(Reading), Inspection),
  'import.dryRun': job('Reads the whole file and says what an import would do; writes nothing.', z.strictObject(Reading), ImportReport),
  'import.run': job('Imports the file: atomic, idempotent on source and external id, undoable as a whole.',
    z.strictObject({ ...Reading, quarantineLimit: z.number().int().min(0).max(1_000_000).optional() }), ImportReport),
  'import.undo': job('Takes a whole import back by compensating events.', z.strictObject({ import: z.string() }), z.object({ cancelled: Count, restored: Count })),
  'import.list': query('Imports, latest first.', z.strictObject(Page), z.object({ rows: z.array(ImportRow), next: z.string().nullable() }), ['import']),
  'import.quarantine': query('Rows of an import that were set aside, with row, field and reason.', z.strictObject({ import: z.string(), ...Page }), z.object({ rows: z.array(Quarantined), next: z.string().nullable() }), ['import']),
  'import.writeQuarantine': job('The rows of an import that were set aside, as a spreadsheet-safe CSV.', z.strictObject({ import: z.string() }), z.object({ file: ExportedFile, rows: Count })),
  'mapping.save': command('Keeps a field mapping under its name.', z.strictObject({ mapping: Mapping }), Receipt),
  'mapping.list': query('Saved field mappings.', z.strictObject({}), z.array(Mapping), ['import']),
};
