// Exchange between laptops that never meet on a network: bundles out and in, what was made apart, and how it is settled.
import { z } from 'zod';
import { DecisionVerdict } from './change.ts';
import { command, job, query } from './define.ts';
import { ViolationRow } from './reviews.ts';
import { Count, ExportedFile, Instant, Line, May, Page, Prose, Receipt, Ref } from './values.ts';

/** A device by its feed or its site code. */
const Peer = z.string().min(1).max(64).describe('feed or site code of a device');
const Secret = z.string().min(8).max(1024);
/** MiB of a file as Gavel writes it, before compression: below every limit of a file that is read, even when nothing in it can be compressed (trail design, B6). */
const mostPartMebi = 448;
/** What a bundle leaves out for its audience; envelopes always travel whole (SYN-01). */
export const audiences = ['full', 'without-personal', 'external'] as const;
export const Audience = z.enum(audiences);
export const scopes = ['everything', 'since', 'meeting'] as const;

const Omission = z.object({ class: z.string(), count: Count, reason: z.string() });
const Who = z.object({ id: z.string(), name: z.string() });
/** Another device as this one knows it. `behind` counts commits here that its last word had not seen. */
export const PeerRow = z.object({
  feed: z.string(), site: z.string(), isOwn: z.boolean(), enrolledAt: z.string(), revokedFrom: Count.nullable(), canReceive: z.boolean(),
  count: Count, behind: Count, lastSentAt: z.string().nullable(), lastReceivedAt: z.string().nullable(),
});
export type PeerRow = z.output<typeof PeerRow>;

export const holdReasons = ['fork', 'revoked', 'unsound', 'unknown-device'] as const;
export const HeldFeed = z.object({ feed: z.string(), site: z.string(), from: Count, count: Count, reason: z.enum(holdReasons), detail: z.string() });
export const Fork = z.object({
  feed: z.string(), site: z.string(), from: Count, isSettled: z.boolean(),
  branches: z.array(z.object({ head: z.string(), count: Count, from: z.string(), to: z.string(), what: z.array(z.string()) })),
});
export const Waiting = z.object({ feed: z.string(), site: z.string(), from: Count, to: Count, count: Count });

export const conflictKinds = ['decision', 'field', 'state', 'removed', 'confirmation', 'meeting'] as const;
export const ConflictKind = z.enum(conflictKinds);
/** One thing that was decided or written apart and is not settled. `id` names it in `bundle.conflict` and `bundle.resolve`. */
export const ConflictRow = z.object({
  id: z.string(), kind: ConflictKind, subject: z.string(), number: z.string(), title: z.string(), tier: z.string().nullable(), field: z.string().nullable(),
  isHolding: z.boolean(), at: z.string(), summary: z.string(),
});
export type ConflictRow = z.output<typeof ConflictRow>;
/** What one side did. `place` is `feed:seq:event`; `value` is what people read; `saw` names the other sides it had seen. */
export const ConflictSide = z.object({
  place: z.string(), feed: z.string(), site: z.string(), isOwn: z.boolean(), by: Who, role: z.string(), at: z.string(), value: z.string(), isCurrent: z.boolean(),
  verdict: DecisionVerdict.nullable(), decision: z.string().nullable(), deferredTo: z.string().nullable(), reason: z.string(), votes: z.string(), conditions: z.array(z.string()),
  revision: z.string().nullable(), isSameRevision: z.boolean().nullable(), saw: z.array(z.string()),
  /** What would follow from choosing this side. */
  effects: z.array(z.object({ code: z.string(), text: z.string() })),
});
/** The picture "who had seen what": one line per device, points in order, deliveries between them. */
export const Timeline = z.object({
  lines: z.array(z.object({ feed: z.string(), site: z.string(), points: z.array(z.object({ seq: Count, order: Count, at: z.string(), what: z.string(), isSide: z.boolean() })) })),
  deliveries: z.array(z.object({ from: z.object({ feed: z.string(), order: Count }), to: z.object({ feed: z.string(), order: Count }) })),
});
export const ConflictView = ConflictRow.extend({ sides: z.array(ConflictSide), timeline: Timeline, may: May });
export type ConflictView = z.output<typeof ConflictView>;
export type ConflictSide = z.output<typeof ConflictSide>;
export type Timeline = z.output<typeof Timeline>;
export type HeldFeed = z.output<typeof HeldFeed>;
export type Fork = z.output<typeof Fork>;
export type Waiting = z.output<typeof Waiting>;

/** A record that a bundle speaks about. `digest` is over its whole history as it stands where it is shown: alike on two laptops that hold the same of it. */
export const BundleRecord = z.object({ subject: z.string(), kind: z.string(), number: z.string(), title: z.string(), events: Count, digest: z.string() });
export type BundleRecord = z.output<typeof BundleRecord>;

/** What a bundle would change here; nothing is written to find out. */
export const BundlePreview = z.object({
  bundle: z.string(), purpose: z.string(), made: z.string(), from: z.object({ feed: z.string(), site: z.string(), person: z.string() }),
  checks: z.array(z.object({ isGood: z.boolean(), text: z.string() })),
  isSeen: z.boolean(), commits: Count, events: Count, new: Count, known: Count, waiting: z.array(Waiting), quarantined: z.array(HeldFeed), forks: z.array(Fork),
  omitted: z.array(Omission), aheadOfClock: Count,
  /** What is new, as a person would say it: "Meeting M-B2-0004: 6 decisions, 31 votes". */
  groups: z.array(z.object({ kind: z.string(), title: z.string(), detail: z.string(), count: Count, act: z.enum(['add', 'merge', 'decide', 'choose', 'wait']) })),
  /** At most 200 of the records touched, as they will stand; `recordsCount` says of how many. */
  records: z.array(BundleRecord), recordsCount: Count,
  /** With their sides where the preview knows them, so that they can be looked at before anything is written. */
  conflicts: z.array(ConflictRow.extend(ConflictView.pick({ sides: true, timeline: true }).partial().shape)),
});
export type BundlePreview = z.output<typeof BundlePreview>;
export const MergeReport = z.object({
  bundle: z.string(), new: Count, known: Count, events: Count, waiting: z.array(Waiting), promoted: Count, quarantined: z.array(HeldFeed), forks: z.array(Fork),
  conflicts: z.array(ConflictRow), omitted: z.array(Omission), redacted: Count, aheadOfClock: Count,
  /** Where one key holds two duties that a rule keeps apart; such an approval does not count (APR-03). */
  violations: z.array(ViolationRow.extend({ number: z.string() })).optional(),
});
export type MergeReport = z.output<typeof MergeReport>;

export const exchange = {
  'bundle.export': job('Writes a signed, encrypted bundle for other devices (SYN-01).',
    z.strictObject({
      to: z.array(Peer).max(64).default([]), everyone: z.boolean().default(false), scope: z.enum(scopes).default('since'), meeting: Ref.optional(),
      audience: Audience.default('full'), passphrase: Secret.optional(), name: z.string().max(120).optional(),
      partSize: z.number().int().min(1).max(mostPartMebi).default(mostPartMebi).describe('MiB that one file holds at most before it is compressed; more goes into further parts'),
    }),
    z.object({ file: ExportedFile, /** All parts in the order they are to be taken in; `file` is the first. */ files: z.array(ExportedFile), bundle: z.string(), commits: Count, events: Count, payloads: Count, omitted: z.array(Omission), recipients: z.array(z.string()), records: z.array(BundleRecord), recordsCount: Count })),
  'bundle.inspect': job('What a bundle holds and what it would change here; writes nothing (SYN-02).',
    z.strictObject({ file: z.string(), passphrase: Secret.optional() }), BundlePreview),
  'bundle.import': job('Merges a bundle in one transaction, or leaves everything as it was (SYN-02).',
    z.strictObject({ file: z.string(), passphrase: Secret.optional() }), MergeReport),
  'bundle.conflicts': query('What was decided or written apart and is not settled.',
    z.strictObject({ ...Page, change: Ref.optional() }), z.object({ rows: z.array(ConflictRow), total: Count, next: z.string().nullable() }), ['change', 'cab']),
  'bundle.conflict': query('One conflict with both sides, who had seen what, and what each choice would cause.',
    z.strictObject({ id: z.string().max(200) }), ConflictView, ['change', 'cab']),
  'bundle.resolve': command('Settles a conflict: a decision that names all open ones, or the value that stands.',
    z.strictObject({
      id: z.string().max(200), keep: z.string().max(200).optional().describe('place of the side that stands'),
      verdict: DecisionVerdict.optional(), reason: Prose.default(''), deferredTo: z.string().max(64).optional(),
      conditions: z.array(z.strictObject({ text: Line, owner: Line, dueOn: z.iso.date(), when: z.enum(['before', 'after']).default('before'), isBlocking: z.boolean().default(true) })).max(50).default([]),
    }), Receipt),
  'fork.resolve': command('Admits one branch of a forked feed; the other stays quarantined. Two registrars sign.',
    z.strictObject({ feed: Peer, keep: z.string().regex(/^[0-9a-f]{8,64}$/), reason: Line }), Receipt),
  'payload.redact': command('Erases texts of a record for ever, on record: one person asks, another carries it out. Nothing under a legal hold is erased (AUD-07).',
    z.strictObject({ subject: z.string().max(100).describe('subject of the record, such as change:UUID'), class: z.enum(['personal', 'restricted', 'internal']), reason: Line }), Receipt.extend({ /** Texts that are gone now; 0 while the second person has not agreed. */ erased: Count })),
  'exchange.status': query('Devices, what each has seen, what waits, what is held and what is in conflict.',
    z.strictObject({}),
    z.object({
      peers: z.array(PeerRow), waiting: z.array(Waiting), held: z.array(HeldFeed), forks: z.array(Fork), missingTexts: Count, conflicts: Count,
      bundles: z.array(z.object({ bundle: z.string(), from: z.string(), site: z.string(), purpose: z.string(), at: Instant, new: Count })),
    }), ['workspace', 'trail', 'change']),
};
