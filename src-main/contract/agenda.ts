// Preparing a meeting: which session decides in time, what belongs on its agenda, and the papers sent round before it (CAB-02, CAB-03).
import { z } from 'zod';
import { Tier } from './change.ts';
import { command, job, query } from './define.ts';
import { Count, ExportedFile, Line, May, Prose, Receipt, Ref } from './values.ts';

/** A session of a board: called, or made by its cadence and not called yet. Instants UTC. */
export const Session = z.object({ startsAt: z.string(), cutOffAt: z.string(), meeting: z.string().nullable(), isRegular: z.boolean() });
/** A change and the last session that decides on it with the lead before its window. */
export const OutlookRow = z.object({
  id: z.string(), number: z.string(), title: z.string(), tier: Tier.nullable(), score: Count.nullable(), plannedStartAt: z.string(), zone: z.string(), submittedAt: z.string().nullable(),
  next: Session.nullable(), last: Session.nullable(), isMissed: z.boolean(), /** The agenda it is on; with a session that is too late for its window it is missed all the same. */ onAgendaOf: z.string().nullable(),
});
export type OutlookRow = z.output<typeof OutlookRow>;
export const Outlook = z.object({
  board: z.object({ id: z.string(), name: z.string(), zone: z.string(), cutOffHours: Count, leadHours: Count, hasCadence: z.boolean() }).nullable(),
  sessions: z.array(Session), /** The first session of the cadence nobody has called. */ nextUncalled: z.string().nullable(), /** 35 days pass without a session. */ isIdle: z.boolean(),
  missed: z.array(OutlookRow), missedTotal: Count, inTime: z.array(OutlookRow), /** Others that wait were not looked at. */ isCut: z.boolean(), mayCall: May,
});
export type Outlook = z.output<typeof Outlook>;

/** What post-implementation reviews left open on a service: an action with an owner and a day. */
export const OpenFinding = z.object({ text: z.string(), owner: z.string(), dueOn: z.string(), from: z.string(), service: z.string() });
export type OpenFinding = z.output<typeof OpenFinding>;
export const standingTopics = ['actions', 'outcomes', 'exceptions', 'schedule'] as const;
export const StandingTopic = z.enum(standingTopics);
export const ProposedTopic = z.object({
  kind: StandingTopic, title: z.string(), minutes: Count, total: Count, isOnAgenda: z.boolean(),
  lines: z.array(z.object({ text: z.string(), change: z.string().nullable(), tier: Tier.nullable(), said: z.string(), isOverdue: z.boolean() })),
});
export type ProposedTopic = z.output<typeof ProposedTopic>;
export const ProposedChange = z.object({
  id: z.string(), number: z.string(), title: z.string(), tier: Tier.nullable(), score: Count.nullable(), service: z.string(), plannedStartAt: z.string().nullable(), zone: z.string(), minutes: Count,
  /** Whether it fits into what is left of the meeting, after the ones before it. */ fits: z.boolean(), isOnAgenda: z.boolean(),
  /** It came after the cut-off and belongs to this session instead, unless a reason is given. */ isLate: z.boolean(), followingSession: z.string().nullable(),
  record: z.object({ completed: Count, failed: Count }), findings: z.array(OpenFinding),
});
export type ProposedChange = z.output<typeof ProposedChange>;
export const Proposal = z.object({
  meeting: z.object({ id: z.string(), number: z.string(), boardName: z.string(), startsAt: z.string(), zone: z.string(), lengthMinutes: Count }), plannedMinutes: Count,
  /** Start of the board's session before this one. */ since: z.string().nullable(), topics: z.array(ProposedTopic), changes: z.array(ProposedChange),
  /** Ready changes that do not fit, and those that cannot be added with the reason. */ left: Count, total: Count, held: z.array(z.object({ id: z.string(), number: z.string(), title: z.string(), may: May })), heldTotal: Count, may: May,
});
export type Proposal = z.output<typeof Proposal>;

/** Something promised in a meeting. `action` is its place in the minutes, from 1; `dueOn` a day in the zone of the meeting. */
export const ActionRow = z.object({
  meeting: z.string(), number: z.string(), board: z.string(), boardName: z.string(), heldAt: z.string(), zone: z.string(), action: Count, text: z.string(), owner: z.string(), dueOn: z.string(), isOverdue: z.boolean(),
  done: z.object({ note: z.string(), by: z.string(), at: z.string() }).nullable(), mayFinish: May,
});
export type ActionRow = z.output<typeof ActionRow>;

const InMeeting = { meeting: Ref };
export const agenda = {
  'cab.outlook': query('Changes that wait for a board, and the last session that decides in time for each window (CAB-02).', z.strictObject({ board: Ref.optional() }), Outlook, ['cab', 'change', 'board', 'policy']),
  'cab.propose': query('What belongs on the agenda of a meeting, in the order boards use (CAB-03).', z.strictObject(InMeeting), Proposal, ['cab', 'change', 'board', 'person', 'policy']),
  'cab.fill': command('Puts changes and standing topics on the agenda in one act; what is there already stays as it is (CAB-03).',
    z.strictObject({ ...InMeeting, changes: z.array(Ref).max(60).default([]), topics: z.array(StandingTopic).max(4).default([]), reason: Prose.optional().describe('why changes that came after the cut-off are admitted') }),
    Receipt.extend({ admitted: Count, added: Count, /** Items at the end that do not fit into the meeting. */ over: Count })),
  'meeting.actions': query('Actions that meetings agreed on: those still open, the longest due first, or all of one meeting (CAB-06).', z.strictObject({ meeting: Ref.optional(), board: Ref.optional() }), z.object({ rows: z.array(ActionRow) }), ['cab', 'board', 'person']),
  'meeting.finishAction': command('Says that an action of a meeting is done; signed by its owner or a chair (CAB-06).', z.strictObject({ ...InMeeting, action: z.number().int().min(1).max(100).describe('its place in the minutes, from 1'), note: z.string().max(2000).default('') }), Receipt),
  'meeting.writePreRead': job('The agenda with a page for each item as a sealed PDF, to be sent round before the meeting (CAB-03).', z.strictObject({ ...InMeeting, note: Line.optional() }), z.object({ file: ExportedFile, pages: Count, items: Count })),
};
