// The archive of closed records: found again by what they were about, kept as long as the policy says, held, and disposed of by two people (AUD-07).
import { z } from 'zod';
import { command, job, query } from './define.ts';
import { Count, Day, ExportedFile, Line, May, Page, Receipt, Ref } from './values.ts';

export const archivedKinds = ['change', 'release', 'incident', 'finding'] as const;
export const ArchivedKind = z.enum(archivedKinds);
export type ArchivedKind = z.output<typeof ArchivedKind>;
export const holdScopes = ['record', 'service', 'tag'] as const;
export const archiveViews = ['all', 'due', 'held', 'proposed', 'disposed'] as const;
const Said = z.object({ by: z.string(), at: z.string() });

export const ArchivedRow = z.object({
  id: z.string(), kind: ArchivedKind, number: z.string(), title: z.string(), service: z.string(), release: z.string(), tags: z.array(z.string()), keywords: z.array(z.string()), closedAt: z.string(), archived: Said,
  /** The tag whose rule keeps it longest; null where the default does. */ rule: z.object({ years: Count, tag: z.string().nullable() }), retainedUntil: z.string(), isPast: z.boolean(), extended: Said.extend({ until: z.string(), reason: z.string() }).nullable(),
  holds: z.array(z.object({ id: z.string(), matter: z.string(), scope: z.enum(holdScopes), of: z.string() })),
  proposed: Said.extend({ reason: z.string() }).nullable(), disposed: Said.extend({ proposedBy: z.string(), reason: z.string(), texts: Count, policy: z.string(), retainedUntil: z.string(), signature: z.string() }).nullable(), mayPropose: May, mayDispose: May,
});
export type ArchivedRow = z.output<typeof ArchivedRow>;
export const HoldRow = z.object({ id: z.string(), matter: z.string(), scope: z.enum(holdScopes), of: z.string(), reason: z.string(), placed: Said, lifted: Said.extend({ reason: z.string() }).nullable(), records: Count, mayLift: May });
export type HoldRow = z.output<typeof HoldRow>;
/** `records`: how many in the archive it holds now; what is archived later is held as well. */
export const HoldPlaced = Receipt.extend({ records: Count });

export const archive = {
  'archive.search': query('Archived records by words, service, tag, kind and the day they were closed (AUD-07).', z.strictObject({
    ...Page, text: z.string().max(200).optional(), service: Line.optional(), tag: Line.optional(), kind: ArchivedKind.optional(), from: Day.optional().describe('closed on this day or later'), to: Day.optional(), view: z.enum(archiveViews).default('all'),
  }), z.object({
    rows: z.array(ArchivedRow), total: Count, next: z.string().nullable(), counts: z.object({ all: Count, due: Count, held: Count, proposed: Count, disposed: Count }), /** Closed records that are not in the archive yet. */ waiting: Count, years: Count, tags: z.array(z.string()), mayKeep: May,
  }), ['finding', 'change', 'release', 'policy', 'person']),
  'archive.add': command('Archives closed records with their words and what they belong to (AUD-07).', z.strictObject({
    records: z.array(Ref).max(200).default([]).describe('numbers of changes, releases, incidents or findings'), tags: z.array(z.string().trim().min(1).max(80)).max(20).default([]).describe('tags besides its own'), closedBefore: Day.optional().describe('every closed record that was closed before this day, at most 200 at once'), keywords: z.array(z.string().trim().min(1).max(80)).max(20).default([]),
  }), z.object({ archived: Count, left: Count })),
  'archive.extend': command('Keeps an archived record longer than the policy says; keeping it shorter takes a version of the policy.', z.strictObject({ record: Ref, until: Day, reason: Line }), Receipt),
  'archive.propose': command('Proposes to dispose of an archived record whose time is over: the first of two signatures.', z.strictObject({ record: Ref, reason: Line }), Receipt),
  'archive.dispose': command('Disposes of an archived record by the signature of a second person: its texts are erased for ever, a tombstone stays (AUD-07).', z.strictObject({ record: Ref }), Receipt),
  'archive.writeCertificate': job('Writes the certificate of a disposal as a sealed PDF.', z.strictObject({ record: Ref }), z.object({ file: ExportedFile, pages: Count })),
  'hold.list': query('Legal holds, those in force first.', z.strictObject({}), z.object({ rows: z.array(HoldRow), mayPlace: May }), ['finding', 'person']),
  'hold.place': command('Holds archived records from disposal, whatever their age (AUD-07).', z.strictObject({ scope: z.enum(holdScopes), of: Line.describe('number of a record, name of a service, or a tag'), matter: Line, reason: Line }), HoldPlaced),
  'hold.lift': command('Lifts a legal hold by signature.', z.strictObject({ hold: Ref, reason: Line }), Receipt),
};
