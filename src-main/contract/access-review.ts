// Reviews of who holds which right: started with a due day, decided right by right, signed, and reported (AUD-08).
import { z } from 'zod';
import { command, job, query } from './define.ts';
import { Count, Day, ExportedFile, Line, May, Receipt, Ref } from './values.ts';

/** What is reviewed: roles, rights to approve, memberships in delegated teams, and permissions imported from pipelines. */
export const rightKinds = ['app-role', 'approver-right', 'delegation', 'pipeline-permission'] as const;
export const RightKind = z.enum(rightKinds);
export type RightKind = z.output<typeof RightKind>;
export const accessVerdicts = ['certify', 'change', 'revoke'] as const;
export type AccessVerdict = (typeof accessVerdicts)[number];
/** `suspended`: nobody decided it by the due day. */
export const rightStandings = ['undecided', 'certified', 'changed', 'revoked', 'suspended'] as const;
export type RightStanding = (typeof rightStandings)[number];
const Said = z.object({ by: z.string(), at: z.string() });

export const ReviewedRight = z.object({
  id: z.string(), kind: RightKind, holder: z.string(), what: z.string(), /** Days between reviews of it. */ days: Count, heldSince: z.string().nullable(), reviewer: z.string(), isMine: z.boolean(), standing: z.enum(rightStandings), opened: Said.nullable(),
  decision: Said.extend({ verdict: z.enum(accessVerdicts), instead: z.string(), reason: z.string(), signature: z.string() }).nullable(), alsoWritten: z.array(Said.extend({ verdict: z.enum(accessVerdicts), reason: z.string() })),
  /** Whether it is still granted: one that was revoked is so until a registrar, or the tool it came from, takes it away. */ isStillGranted: z.boolean(),
  mayOpen: May, mayDecide: May,
});
export type ReviewedRight = z.output<typeof ReviewedRight>;
export const AccessReviewRow = z.object({
  id: z.string(), number: z.string(), title: z.string(), kinds: z.array(RightKind), dueOn: z.string(), isOverdue: z.boolean(), started: Said, rights: Count, certified: Count, changed: Count, revoked: Count, suspended: Count, undecided: Count, mine: Count, closed: Said.extend({ note: z.string(), signature: z.string() }).nullable(), mayClose: May,
});
export type AccessReviewRow = z.output<typeof AccessReviewRow>;
export const DueRight = z.object({ key: z.string(), kind: RightKind, holder: z.string(), what: z.string(), days: Count, lastReviewed: z.string().nullable(), dueOn: z.string(), isOverdue: z.boolean(), /** Number of the review it stands in, while that is open. */ review: z.string().nullable() });
export type DueRight = z.output<typeof DueRight>;

export const accessReview = {
  'accessReview.list': query('Access reviews, the open ones first, and how many rights are due for one (AUD-08).', z.strictObject({}), z.object({
    rows: z.array(AccessReviewRow), rights: Count, overdue: Count, days: z.object({ highImpact: Count, other: Count, decide: Count }), mayStart: May,
  }), ['finding', 'person', 'board', 'policy']),
  'accessReview.due': query('Every right that has to be reviewed, with the day its next review is due; the overdue first (AUD-08).', z.strictObject({ isOverdue: z.boolean().default(false).describe('only those whose day has passed') }), z.object({ rows: z.array(DueRight), total: Count, overdue: Count }), ['finding', 'person', 'board', 'policy']),
  'accessReview.show': query('One access review with each right, its reviewer and what was decided.', z.strictObject({ review: Ref }), AccessReviewRow.extend({ items: z.array(ReviewedRight) }), ['finding', 'person', 'board', 'policy']),
  'accessReview.start': command('Starts a review of rights. Each goes to the first reviewer named whose own it is not; what nobody decides by the due day is suspended (AUD-08).', z.strictObject({
    title: Line.default('Access review'), kinds: z.array(RightKind).min(1).default(() => [...rightKinds]), reviewers: z.array(Ref).min(1).max(20), dueOn: Day.optional().describe('last day to decide; the policy says how long when left out'),
    isDueOnly: z.boolean().default(false).describe('only rights whose review is overdue'), source: Line.optional().describe('permissions of this tool only'),
  }), Receipt),
  'accessReview.open': command('Opens one right for review. What was not opened cannot be certified.', z.strictObject({ review: Ref, right: z.string().min(1).max(64) }), Receipt),
  'accessReview.decide': command('Certifies, changes or revokes rights of a review by signature, each opened before.', z.strictObject({
    review: Ref, rights: z.array(z.string().min(1).max(64)).min(1).max(400), verdict: z.enum(accessVerdicts), reason: Line, instead: z.string().trim().max(300).default('').describe('what the right is changed to'),
  }), Receipt),
  'accessReview.close': command('Closes a review by signature once everything is decided or its day has passed.', z.strictObject({ review: Ref, note: Line }), Receipt),
  'accessReview.write': job('Writes the report of a review with its signatures as a sealed PDF.', z.strictObject({ review: Ref }), z.object({ file: ExportedFile, pages: Count })),
};
