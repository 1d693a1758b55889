import { z } from 'zod';
import { Attendance, MeetingRow, Quorum, Vote, boardRules } from './cab.ts';
import { ConditionState, DecisionVerdict, Tier } from './change.ts';
import { command, job, query } from './define.ts';
import { Count, ExportedFile, May, Prose, Receipt, Ref } from './values.ts';

const Said = z.object({ text: z.string(), by: z.string(), at: z.string() });
const Room = Quorum.omit({ lacks: true, isExact: true });

/** One item as the minutes tell it; what is said of a change is what was true when they were signed. */
export const MinutesEntry = z.object({
  id: z.string(), kind: z.enum(['change', 'topic']), position: Count, number: z.string(), title: z.string(), service: z.string(), tier: Tier.nullable(), score: Count.nullable(),
  window: z.object({ from: z.string(), to: z.string() }).nullable(), conflicts: z.array(z.string()),
  minutes: Count, /** Time used, in seconds. */ seconds: Count, isLate: z.boolean(), lateReason: z.string(), isSetAside: z.boolean(), /** What became of a topic. */ outcome: z.string().nullable(),
  quorum: Room.nullable(), recused: z.array(z.object({ name: z.string(), why: z.string(), isByRule: z.boolean() })),
  standIns: z.array(z.object({ name: z.string(), by: z.string(), how: z.enum(['deputy', 'proxy']) })),
  votes: z.array(z.object({ name: z.string(), vote: Vote, by: z.string().nullable(), isBallot: z.boolean(), question: z.string() })), /** Who could vote and did not. */ silent: z.array(z.string()),
  /** Votes given before the change was edited, which do not count. */ fallen: z.array(z.object({ name: z.string(), vote: Vote })),
  decision: z.object({
    id: z.string(), verdict: DecisionVerdict, reason: z.string(), recommends: z.enum(['approve', 'reject']).optional(), deferredTo: z.string().nullable(), conditions: z.array(ConditionState.omit({ metAt: true })), decidedAt: z.string(), by: z.string(),
    policyVersion: z.string(), isStale: z.boolean(), signature: z.string(), /** The chair decided otherwise than the vote; the reason is printed. */ isAgainstVote: z.boolean(),
  }).nullable(),
  notes: z.array(Said),
});
export type MinutesEntry = z.output<typeof MinutesEntry>;

/** What the chair signs (CAB-06): everything that happened, in names and words, so that nothing later can alter how it reads. */
export const MinutesText = z.object({
  format: z.literal('gavel-minutes'), v: z.literal(1), organisation: z.string(), site: z.string(), board: z.string(), number: z.string(), startsAt: z.string(), zone: z.string(), lengthMinutes: Count, rule: z.enum(boardRules),
  startedAt: z.string().nullable(), endedAt: z.string().nullable(), agenda: z.array(z.string()),
  attendance: z.array(z.object({ name: z.string(), function: z.string(), isVoting: z.boolean(), status: Attendance, since: z.string().nullable(), arrivedAt: z.string().nullable(), leftAt: z.string().nullable(), deputy: z.string().nullable() })),
  quorum: z.array(Room.extend({ at: z.string(), said: z.string() })), proxies: z.array(z.object({ from: z.string(), to: z.string().nullable(), at: z.string() })),
  items: z.array(MinutesEntry), notes: z.array(Said), refusedBallots: z.array(z.object({ name: z.string(), item: z.string(), why: z.string(), at: z.string() })),
  actions: z.array(z.object({ text: z.string(), owner: z.string(), dueOn: z.string() })),
});
export type MinutesText = z.output<typeof MinutesText>;

const InMeeting = { meeting: Ref };
export const minutes = {
  'minutes.sign': command('The chair signs the minutes; their text is final from then on (CAB-06).', z.strictObject(InMeeting), Receipt),
  'minutes.addAddendum': command('The chair signs an addendum to signed minutes: how a mistake in them is put right (CAB-06).', z.strictObject({ ...InMeeting, text: Prose.min(1) }), Receipt),
  'minutes.show': query('The minutes as they stand, or as they were signed.', z.strictObject(InMeeting), MinutesText.extend({
    meeting: MeetingRow, revision: Count, isSigned: z.boolean(), signedBy: z.string().nullable(), signedAt: z.string().nullable(), digest: z.string(), addenda: z.array(Said),
    /** Conditions of these decisions that are open today. */
    openConditions: z.array(ConditionState), may: z.record(z.string(), May),
  }), ['cab', 'change', 'person', 'board']),
  'minutes.write': job('The signed minutes: a PDF with its evidence attached, or the text that was signed, as JSON.', z.strictObject({ ...InMeeting, format: z.enum(['pdf', 'json']).default('pdf') }), z.object({ file: ExportedFile, pages: Count, digest: z.string() })),
};
