// Words shared by every subject: references, times, text.
import { z } from 'zod';

/** A record by its number (`C-A1-0412`) or its UUID. */
export const Ref = z.string().min(1).max(64).describe('record number or UUID');
export const Uuid = z.uuid();
/** What is no time stays as it is; the format check refuses it by its field. */
const inUtc = (text: string): string => {
  const at = new Date(text);
  return Number.isNaN(at.getTime()) ? text : at.toISOString();
};
/** An instant: RFC 3339 with any offset in, UTC with milliseconds out, so that instants compare as text; an offset takes none past the last day of the calendar. */
export const Instant = z.iso.datetime({ offset: true }).overwrite(inUtc).refine((text) => /^\d{4}-/.test(text), 'lies outside the years 0000 to 9999').describe('RFC 3339 time');
export const Day = z.iso.date('is no day, such as 2026-03-31').describe('calendar day, YYYY-MM-DD');
/** An IANA time zone name. Whether it exists is checked by the rule, which can say so in words. */
export const Zone = z.string().min(1).max(64).describe('IANA time zone');
/** One line of free text. */
export const Line = z.string().trim().min(1).max(300);
/** Paragraphs of free text; hostile or huge text is kept as text, never as markup. */
export const Prose = z.string().max(20_000);
/** What numbers of a site begin with, after their letter. */
export const SiteCode = z.string().regex(/^[A-Z][A-Z0-9]{1,3}$/, 'two to four capitals or digits, such as A1');
export const Count = z.number().int().min(0);
/** A page of a list: opaque cursor of the row before it, at most 500 rows. */
export const Page = { limit: z.number().int().min(1).max(500).default(100), after: z.string().max(400).optional() };
/** What every command answers: which record, its number, and how many events its stream now has. */
export const Receipt = z.object({ id: z.string(), number: z.string().optional(), version: Count });
export type Receipt = z.output<typeof Receipt>;
/** Whether the person asking may do a thing now, and if not, why: made by the same rule that guards the write. */
export const May = z.union([z.object({ ok: z.literal(true) }), z.object({ ok: z.literal(false), code: z.string(), facts: z.record(z.string(), z.unknown()) })]);
export type May = z.output<typeof May>;
/** A file Gavel wrote into the exports folder. `folder` is for people to read; it is no address. */
export const ExportedFile = z.object({ name: z.string(), folder: z.string(), size: Count, sha256: z.string() });
export type ExportedFile = z.output<typeof ExportedFile>;
