// Who else must look at an item before it is decided: an expert who is asked a question, or a board of a higher level (CAB-07).
import { z } from 'zod';
import { command, query } from './define.ts';
import { Count, Day, Line, May, Prose, Receipt, Ref } from './values.ts';

/** What an expert thinks of the change. */
export const referralViews = ['for', 'against', 'neither'] as const;
/** Why a chair hands an item up; `unanswered` is found by the calendar. */
export const escalationReasons = ['no-context', 'tied-vote', 'asked'] as const;
export const escalationCauses = [...escalationReasons, 'unanswered'] as const;

export const ReferralRow = z.object({
  id: z.string(), change: z.string(), number: z.string(), title: z.string(), expert: z.string(), question: z.string(), askedBy: z.string(), askedAt: z.string(), dueAt: z.string(), zone: z.string(),
  standing: z.enum(['waiting', 'overdue', 'answered', 'withdrawn']), isMine: z.boolean(),
  answer: z.object({ view: z.enum(referralViews), opinion: z.string(), at: z.string() }).nullable(),
});
export type ReferralRow = z.output<typeof ReferralRow>;
/** The board that must decide: `level` 1 domain board, 2 CAB, 3 enterprise board, 4 executive board. `because` says why in sentences. */
export const RequiredLevel = z.object({ level: Count, label: z.string(), because: z.array(z.string()) });

const OnItem = { meeting: Ref, change: Ref, revision: z.string().max(128).describe('the revision that was on the screen').optional() };
export const escalation = {
  'referral.make': command('Refers an item to an expert with a question; the change goes on awaiting authorisation (CAB-07).',
    z.strictObject({ ...OnItem, expert: Ref, question: Prose, dueOn: Day.describe('last day for the answer; left out: two business days from now').optional() }), Receipt),
  'escalation.raise': command('Hands an item up to the board of the next level (CAB-07).', z.strictObject({ ...OnItem, why: z.enum(escalationReasons), reason: Prose }), Receipt),
  'referral.answer': command('The expert who was asked answers with an opinion, signed.', z.strictObject({ change: Ref, view: z.enum(referralViews), opinion: Prose }), Receipt),
  'referral.withdraw': command('Takes a question back that nobody has answered.', z.strictObject({ change: Ref, expert: Ref, reason: Line }), Receipt),
  'referral.escalateOverdue': command('Hands up every item whose expert did not answer in time. Happens by itself when somebody signs in.', z.strictObject({}), z.object({ escalated: z.array(z.string()) })),
  'referral.list': query('Questions to experts and what became of them; for one change, or those that wait.', z.strictObject({ change: Ref.optional(), mine: z.boolean().default(false), open: z.boolean().default(false) }), z.array(ReferralRow), ['cab', 'change', 'person']),
  'escalation.show': query('Which board must decide on a change, why, and who was asked.', z.strictObject({ change: Ref }), z.object({
    id: z.string(), number: z.string(), required: RequiredLevel, units: z.array(z.string()), referrals: z.array(ReferralRow),
    escalations: z.array(z.object({ level: Count, label: z.string(), why: z.enum(escalationCauses), reason: z.string(), by: z.string(), at: z.string() })), mayAnswer: May,
  }), ['cab', 'change', 'service', 'person']),
};
