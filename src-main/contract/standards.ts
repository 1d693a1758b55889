// Standards of the enterprise architecture, and how what a release brings stands to them (REL-10).
import { z } from 'zod';
import { command, query } from './define.ts';
import { Count, Day, Line, May, Page, Receipt, Ref } from './values.ts';

export const lifecycles = ['adopt', 'contain', 'retire'] as const;
const Dispensation = z.object({ id: z.string(), release: z.string(), until: z.string(), reason: z.string(), by: z.string(), at: z.string(), isExpired: z.boolean() });
export const StandardRow = z.object({
  id: z.string(), number: z.string(), technology: z.string(), range: z.string(), lifecycle: z.enum(lifecycles), validFrom: z.string(), validUntil: z.string().nullable(), note: z.string(), standing: z.enum(['in-force', 'upcoming', 'expired', 'ended']), dispensations: z.array(Dispensation), /** Terms that were written apart and lost. */ also: Count,
});
export type StandardRow = z.output<typeof StandardRow>;
export const ConformityRow = z.object({ component: z.string(), version: z.string(), of: z.string(), status: z.enum(['retire', 'dispensed', 'contain', 'adopt', 'unclassified']), standard: z.string().nullable(), until: z.string().nullable() });
export type ConformityRow = z.output<typeof ConformityRow>;

/** A record by its number, its UUID or its name. */
const Called = z.string().trim().min(1).max(300);
const Terms = z.strictObject({ technology: Line.describe('as bills of materials and items call it'), lifecycle: z.enum(lifecycles), range: z.string().trim().min(1).max(200).default('*').describe('of versions, * for all'), validFrom: Day, validUntil: Day.nullable().default(null), note: z.string().trim().max(2000).default('') });
const InStandard = { standard: Called };
const Id = z.string().min(1).max(64);
export const standards = {
  'standard.register': command('Says that a technology is adopted, contained or retired, from a day on (REL-10).', Terms, Receipt),
  'standard.revise': command('Writes the terms of a standard anew.', Terms.extend(InStandard), Receipt),
  'standard.end': command('Ends a standard, with the reason.', z.strictObject({ ...InStandard, reason: Line }), Receipt),
  'standard.dispense': command('Lets a release go out with what is retired, until a day, by signature (REL-10).', z.strictObject({ ...InStandard, release: Ref, until: Day, reason: Line }), Receipt),
  'standard.endDispensation': command('Takes a dispensation back, with the reason.', z.strictObject({ ...InStandard, dispensation: Id, reason: Line }), Receipt),
  'standard.list': query('Standards of the architecture.', z.strictObject({ text: z.string().max(200).optional(), ended: z.boolean().default(false).describe('those that have ended as well'), ...Page }), z.object({ rows: z.array(StandardRow), total: Count, next: z.string().nullable(), mayKeep: May }), ['release', 'person']),
  'standard.check': query('How every component and item of a release stands to the standards (REL-10).', z.strictObject({ release: Ref, unclassified: z.boolean().default(true).describe('those that no standard covers as well'), ...Page }),
    z.object({ rows: z.array(ConformityRow), total: Count, next: z.string().nullable(), counts: z.record(z.string(), Count), mayDispense: May }), ['release', 'service', 'change']),
};
