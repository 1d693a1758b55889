// The trail explorer: a record as it stood, who had seen what, and the way from an event to the checkpoint that proves it (AUD-01).
import { z } from 'zod';
import { Stamp } from './checkpoints.ts';
import { job, query } from './define.ts';
import { Count, ExportedFile, Instant } from './values.ts';

/** Any record: number, UUID, name of a person, board, service or item, or its subject such as `control:SOX/CC-4`. */
const Record = z.string().trim().min(1).max(400).describe('number, UUID or name of a record');
/** A place in the trail: a feed (or its first digits, or the site of its device), a commit of it, an event in that. */
export const TrailPlace = z.string().regex(/^([0-9a-f]{6,32}|[A-Z][A-Z0-9]{1,3})\/\d{1,15}(\/\d{1,3})?$/, 'FEED/COMMIT or FEED/COMMIT/EVENT, such as A1/41/0').describe('feed or site, commit and event, such as A1/41/0');

export const ExplorerEvent = z.object({
  event: z.string(), said: z.string(), type: z.string(), by: z.string(), at: z.string(), feed: z.string(), site: z.string(), seq: Count, hash: z.string(), isSigned: z.boolean(),
  /** Whether it counts for the record as it is shown. */ isCounted: z.boolean(),
});
export type ExplorerEvent = z.output<typeof ExplorerEvent>;
/** A field then and now, as text; null where there was no such field. `isErased`: its text was erased since, and nobody can say what it was. */
export const FieldThen = z.object({ group: z.string(), name: z.string(), was: z.string().nullable(), now: z.string().nullable(), isErased: z.boolean(), differs: z.boolean() });
export type FieldThen = z.output<typeof FieldThen>;
export const RecordThen = z.object({
  subject: z.string(), kind: z.string(), name: z.string(),
  /** Where it is looked at: a time, or a place and when it was written by its own clock; null for now. */
  asOf: z.object({ at: z.string(), event: z.string().nullable(), isAsSeen: z.boolean() }).nullable(),
  /** Oldest first. */ events: z.array(ExplorerEvent), counted: Count, total: Count,
  fields: z.array(FieldThen), differing: Count, /** Classes of text of which something was erased. */ erased: z.array(z.string()),
});
export type RecordThen = z.output<typeof RecordThen>;

const SeenFeed = z.object({ feed: z.string(), site: z.string(), seen: Count, here: Count, isNamed: z.boolean(), isOwn: z.boolean() });
export const SeenAt = z.object({
  event: z.string(), said: z.string(), by: z.string(), at: z.string(), feed: z.string(), site: z.string(), seq: Count, hash: z.string(), isSigned: z.boolean(), app: z.string(), /** Entries of the roster it stood on. */ roster: Count,
  feeds: z.array(SeenFeed),
  /** Events of the same record that its writer had not seen: written apart from it, or after it. */
  unseen: z.array(z.object({ event: z.string(), said: z.string(), by: z.string(), at: z.string(), site: z.string(), isApart: z.boolean() })), apart: Count,
});
export type SeenAt = z.output<typeof SeenAt>;

const ProofStep = z.object({ side: z.enum(['left', 'right']), sibling: z.string(), node: z.string(), /** The commits the sibling stands for, from the first to one past the last. */ from: Count, to: Count });
export const ProofShown = z.object({
  event: z.string(), said: z.string(), feed: z.string(), site: z.string(), seq: Count, hash: z.string(),
  /** Null while no checkpoint covers the commit. */
  proof: z.object({
    leaf: z.string(), steps: z.array(ProofStep), root: z.string(), count: Count, checkpoint: z.string(), signer: z.string(), madeAt: z.string(), /** Time-stamps of that checkpoint. */ stamps: z.array(Stamp),
    checks: z.array(z.object({ name: z.string(), holds: z.boolean(), text: z.string() })), holds: z.boolean(),
  }).nullable(),
});
export type ProofShown = z.output<typeof ProofShown>;

export const explorer = {
  'explorer.record': query('A record as it stood at a time or a place in the trail, folded from its events and compared with now, field by field (AUD-01).', z.strictObject({
    record: Record, at: Instant.optional(), event: TrailPlace.optional(), isAsSeen: z.boolean().default(false).describe('only what the writer of that event had seen'),
  }).refine(({ at, event }) => at === undefined || event === undefined, { message: 'a time or a place in the trail, not both', path: ['at'] }).refine(({ event, isAsSeen }) => !isAsSeen || event !== undefined, { message: 'belongs to an event', path: ['isAsSeen'] }), RecordThen, ['trail']),
  'explorer.seen': query('Which commits of which device the writer of an event had seen, and what of the same record it had not (AUD-01).', z.strictObject({ event: TrailPlace }), SeenAt, ['trail']),
  'explorer.proof': query('The way from an event to the signed checkpoint that proves it, step by step (AUD-01).', z.strictObject({ event: TrailPlace }), ProofShown, ['trail']),
  'explorer.writeProof': job('Writes the proof of an event as a file that verify.py, OpenSSL and gavel verify can check (AUD-01).', z.strictObject({ event: TrailPlace }), z.object({ file: ExportedFile, siblings: Count })),
};
