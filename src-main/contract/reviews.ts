import { z } from 'zod';
import { command, query } from './define.ts';
import { ChecklistItem } from './evidence.ts';
import { May, Page, Prose, Receipt, Ref } from './values.ts';

export const reviewKinds = ['technical', 'architecture', 'security'] as const;
export const ReviewKind = z.enum(reviewKinds);
export type ReviewKind = z.output<typeof ReviewKind>;
export const reviewLabels: Record<ReviewKind, string> = { technical: 'Technical review', architecture: 'Architecture review', security: 'Security review' };
export const reviewVerdicts = ['approve', 'rework'] as const;
export const ReviewVerdict = z.enum(reviewVerdicts);
/** What one person may do for a change (APR-03). */
export const changeDuties = ['requester', 'author', 'approver', 'implementer', 'reviewer', 'validator', 'rollback-owner'] as const;
export const ChangeDuty = z.enum(changeDuties);
export type ChangeDuty = z.output<typeof ChangeDuty>;

const SaidBy = { by: z.string(), at: z.string() };
export const ReviewRow = z.object({ id: z.string(), kind: ReviewKind, verdict: ReviewVerdict, comments: z.string(), ...SaidBy, /** Signed for another scope than the one that stands. */ isStale: z.boolean(), signature: z.string() });
export type ReviewRow = z.output<typeof ReviewRow>;
export const ReviewCommentRow = z.object({ id: z.string(), kind: ReviewKind, text: z.string(), isBlocking: z.boolean(), ...SaidBy, resolved: z.object({ ...SaidBy, note: z.string() }).nullable(), mayResolve: May });
export type ReviewCommentRow = z.output<typeof ReviewCommentRow>;
export const DutyRow = z.object({ duty: ChangeDuty, name: z.string(), /** Other names on the same key. */ alsoKnownAs: z.array(z.string()), at: z.string() });
export const ViolationRow = z.object({ rule: z.string(), name: z.string(), otherName: z.string(), duty: ChangeDuty, other: ChangeDuty, at: z.string(), /** The exception that lets it stand. */ exception: z.string().nullable(), /** An approval in quarantine: it moved nothing, and no gate waits for it. */ isVoid: z.boolean() });
export type ViolationRow = z.output<typeof ViolationRow>;

const OnChange = { change: Ref };
export const reviews = {
  'review.list': query('Reviews of a change: which are needed and how they stand, comments, and who may do what.', z.strictObject(OnChange), z.object({
    /** Digest of what a review signed now is for. */ scope: z.string(), needed: z.array(ChecklistItem),
    requests: z.array(z.object({ id: z.string(), kind: ReviewKind, reviewer: z.string(), note: z.string(), ...SaidBy })), rows: z.array(ReviewRow), comments: z.array(ReviewCommentRow),
    mayRequest: May, mayComment: May, maySign: z.record(ReviewKind, May), /** People who could review each kind: they hold the role and the skill. */ reviewers: z.record(ReviewKind, z.array(z.object({ id: z.string(), name: z.string() }))),
  }), ['change', 'person', 'service', 'policy']),
  'review.request': command('Asks for a review of one kind, of somebody by name or of whoever can.', z.strictObject({ ...OnChange, kind: ReviewKind, reviewer: Ref.optional(), note: Prose.default('') }), Receipt),
  'review.sign': command('Signs a review for the scope as it stands: approve or rework (APR-04).', z.strictObject({ ...OnChange, kind: ReviewKind, verdict: ReviewVerdict, comments: Prose.default(''), scope: z.string().max(64).optional() }), Receipt),
  'review.comment': command('Writes a comment on a review; a blocking one holds the change until its author resolves it.', z.strictObject({ ...OnChange, kind: ReviewKind, text: z.string().trim().min(1).max(20_000), isBlocking: z.boolean().default(false) }), Receipt),
  'review.resolve': command('Resolves a comment; only its author can.', z.strictObject({ ...OnChange, comment: z.string().max(64), note: z.string().max(2000).default('') }), Receipt),
  'skill.tag': command('Records that a person has a skill to review with, or has it no longer (APR-04).', z.strictObject({ person: Ref, skill: ReviewKind, isHeld: z.boolean().default(true) }), Receipt),
  'skill.list': query('Skill tags by person.', z.strictObject({}), z.object({ rows: z.array(z.object({ person: z.string(), name: z.string(), skills: z.array(ReviewKind) })), mayTag: May }), ['person']),
  'duty.show': query('Who holds which duty of a change, and what a rule of separation forbids (APR-03).', z.strictObject(OnChange), z.object({ acts: z.array(DutyRow), violations: z.array(ViolationRow), rules: z.array(z.object({ id: z.string(), a: ChangeDuty, b: ChangeDuty, tag: z.string().nullable() })) }), ['change', 'cab', 'person', 'policy']),
  'duty.violations': query('Changes in which one key holds two duties that a rule keeps apart, as when another device wrote it.', z.strictObject({ ...Page }), z.object({ rows: z.array(ViolationRow.extend({ change: z.string(), number: z.string(), title: z.string() })), next: z.string().nullable() }), ['change', 'cab', 'person', 'policy']),
};
