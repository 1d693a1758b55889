import { z } from 'zod';
import { StandingTopic, agenda } from './agenda.ts';
import { ChangeRow, Condition, DecisionRecord, DecisionVerdict, HistoryEntry, Piece, Tier } from './change.ts';
import { command, query } from './define.ts';
import { RequiredLevel } from './escalation.ts';
import { Count, Day, Instant, Line, May, Page, Prose, Receipt, Ref, Zone } from './values.ts';

export const votes = ['approve', 'approve-with-conditions', 'reject', 'defer', 'request-information', 'abstain'] as const;
export const Vote = z.enum(votes);
export const attendances = ['present', 'apologies', 'late', 'left', 'unknown'] as const;
export const Attendance = z.enum(attendances);
export const meetingStates = ['planned', 'running', 'ended'] as const;
export const MeetingState = z.enum(meetingStates);

/** Boards by what they are for, with the level an item escalates through (CAB-07): domain, CAB, enterprise, executive. */
export const boardKinds = ['domain-board', 'cab', 'emergency-cab', 'review-board', 'enterprise-board'] as const;
export const boardRules = ['majority', 'unanimous', 'chair-decides'] as const;
/** A regular session: every so many weeks on a weekday (1 is Monday) at a local time, counted from a day (CAB-02). */
export const Cadence = z.strictObject({ weekday: z.number().int().min(1).max(7), everyWeeks: z.number().int().min(1).max(12), time: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time such as 14:00'), from: Day });
/** How a board works (CAB-01, CAB-02). `quorum` by `functions` asks for every required function and nobody else (EMG-02). */
export const Charter = z.strictObject({
  kind: z.enum(boardKinds).default('cab'), rule: z.enum(boardRules).default('chair-decides'), quorum: z.enum(['majority', 'functions']).default('majority'),
  requiredFunctions: z.array(z.string().trim().min(1).max(60)).max(12), level: z.number().int().min(1).max(4).default(2), cadence: Cadence.nullable().default(null),
  cutOffHours: z.number().int().min(0).max(1000).default(48), leadHours: z.number().int().min(0).max(1000).default(24), /** Days on which nobody works; they are no business days (CAB-07). */ holidays: z.array(Day).max(100).default([]), scope: Prose.default(''), text: Prose.default(''),
});
export const Seat = z.object({ person: z.string(), name: z.string(), function: z.string(), isVoting: z.boolean(), from: z.string().nullable(), until: z.string().nullable(), deputy: z.string().nullable() });
/** `lacks` names the required functions nobody holds in term today. */
export const BoardRow = z.object({ id: z.string(), name: z.string(), seats: z.array(Seat), lengthMinutes: Count, zone: z.string(), charter: Charter, isConstituted: z.boolean(), lacks: z.array(z.string()), /** Its next session, the first of its cadence nobody has called, and whether 35 days pass without one (CAB-02). */ nextSession: z.string().nullable(), nextUncalled: z.string().nullable(), isIdle: z.boolean(), mayManage: May });
export const MeetingRow = z.object({ id: z.string(), number: z.string(), board: z.string(), boardName: z.string(), startsAt: z.string(), zone: z.string(), lengthMinutes: Count, state: MeetingState, items: Count, decided: Count, minutesSigned: z.boolean() });
export type MeetingRow = z.output<typeof MeetingRow>;

/** A card on the agenda board: enough to decide where it belongs, not more. */
export const Card = ChangeRow.extend({
  revision: z.string(), /** What a decision demands, and how much of it is there. */ pieces: z.array(Piece), needed: Count, ready: Count,
  item: z.object({ id: z.string(), position: Count, minutes: Count, isLate: z.boolean() }).nullable(),
  decision: z.object({ verdict: DecisionVerdict, meetingNumber: z.string(), decidedAt: z.string(), openConditions: Count, conditions: Count, deferredTo: z.string().nullable() }).nullable(),
  /** The board that must decide, where it is above the one that meets (CAB-07). */ above: RequiredLevel.nullable(),
  mayAdmit: May, mayDecide: May, /** Passing it on is possible where a higher board decides as well (CAB-07). */ mayRefer: May,
});
export type Card = z.output<typeof Card>;
export const Quorum = z.object({ have: Count, need: Count, isQuorate: z.boolean(), why: z.string(), lacks: z.array(z.string()), /** One voter less and decisions stop. */ isExact: z.boolean() });

export const AgendaBoard = z.object({
  meeting: MeetingRow.nullable(),
  attendance: z.array(Seat.extend({ status: Attendance })),
  quorum: Quorum.nullable(),
  /** Items that are no change; a card stands for each change. */
  topics: z.array(z.object({ id: z.string(), title: z.string(), minutes: Count, position: Count, isDone: z.boolean() })),
  plannedMinutes: Count, overBy: Count,
  notReady: z.object({ cards: z.array(Card), total: Count }),
  ready: z.object({ cards: z.array(Card), total: Count }),
  onAgenda: z.array(Card),
  decided: z.object({ cards: z.array(Card), total: Count }),
  may: z.record(z.string(), May),
});
export type AgendaBoard = z.output<typeof AgendaBoard>;

export const Packet = z.object({
  card: Card, description: z.string(), justification: z.string(), implementationPlan: z.string(), testPlan: z.string(), backoutPlan: z.string(), rollbackCriteria: z.string(),
  items: z.array(z.string()), impact: z.string().nullable(), outageMinutes: Count.nullable(), requester: z.string(), implementers: z.array(z.string()),
  /** What its window collides with; `settled` says in words how, or that it is not. */
  conflicts: z.array(z.object({ number: z.string(), title: z.string(), rule: z.string(), said: z.string(), from: z.string(), to: z.string(), settled: z.string() })),
  serviceRecord: z.object({ completed: Count, failed: Count }),
  decisions: z.array(DecisionRecord), votes: z.array(z.object({ person: z.string(), name: z.string(), vote: Vote })), recent: z.array(HistoryEntry),
});

/** A voting seat as it stands for one item: who casts its vote, or why nobody does. */
export const Voter = z.object({ person: z.string(), name: z.string(), function: z.string(), how: z.enum(['self', 'deputy', 'proxy', 'absent', 'recused']), by: z.string().nullable(), why: z.string(), vote: Vote.nullable(), isBallot: z.boolean(), /** Voted before the change was edited, and has to be asked again. */ isFallen: z.boolean() });
export const Tally = z.object({ approve: Count, conditions: Count, reject: Count, defer: Count, abstain: Count, open: z.array(z.string()), able: Count, need: Count, result: z.enum(['approve', 'reject', 'defer', 'tied', 'open']) });
export const RunItem = z.object({
  id: z.string(), kind: z.enum(['change', 'topic']), position: Count, number: z.string(), title: z.string(), tier: Tier.nullable(), score: Count.nullable(), minutes: Count, /** Seconds on the clock; `runningSince` while it runs. */ seconds: Count, runningSince: z.string().nullable(),
  isLate: z.boolean(), isSetAside: z.boolean(), isDone: z.boolean(), /** Which standing topic it is. */ standing: StandingTopic.nullable(), verdict: DecisionVerdict.nullable(), outcome: z.string().nullable(), notes: z.array(z.object({ text: z.string(), by: z.string(), at: z.string() })),
});
export type RunItem = z.output<typeof RunItem>;
/** Everything the chair's view and the projector show of a meeting, but for the packet of the change at hand (`cab.packet`). */
export const MeetingRun = z.object({
  meeting: MeetingRow, startedAt: z.string().nullable(), endedAt: z.string().nullable(), isPaused: z.boolean(), rule: z.enum(boardRules), now: z.string(),
  /** It was started on another laptop as well; both are told. */
  isContested: z.boolean(),
  items: z.array(RunItem), current: z.string().nullable(),
  pace: z.object({ minutesLeft: z.number().int(), itemsLeft: Count, each: Count.nullable(), planned: Count, over: Count }),
  room: z.array(Seat.extend({ status: Attendance, deputyName: z.string().nullable(), holds: z.string().nullable() })),
  quorum: Quorum, voters: z.array(Voter), tally: Tally.nullable(),
  late: z.array(z.object({ id: z.string(), number: z.string(), title: z.string(), tier: Tier.nullable(), score: Count.nullable(), minutesPastCutOff: Count, mayAdmit: May })),
  /** Decisions of this board on changes that have been completed since, and how many of those went wrong (CAB-06). */
  hitRate: z.object({ decided: Count, failed: Count, wrong: z.array(z.object({ number: z.string(), title: z.string(), outcome: z.string(), tier: Tier.nullable(), meeting: z.string() })) }),
  refusedBallots: z.array(z.object({ name: z.string(), why: z.string() })), notes: z.array(z.object({ text: z.string(), by: z.string(), at: z.string() })),
  may: z.record(z.string(), May),
});
export type MeetingRun = z.output<typeof MeetingRun>;

const SeatGiven = { person: Ref, function: Line.default('Member'), isVoting: z.boolean().default(true), from: Day.optional(), until: Day.optional(), deputy: Ref.optional() };
const InMeeting = { meeting: Ref };
const OnItem = { ...InMeeting, change: Ref };
export const cab = {
  ...agenda,
  'board.create': command('Creates a board with seats and its usual meeting length.',
    z.strictObject({ name: Line, seats: z.array(z.strictObject(SeatGiven)).max(60).default([]), lengthMinutes: z.number().int().min(5).max(600).default(90), zone: Zone.default('UTC'), /** Left out: no function is required and the chair decides. */ charter: Charter.optional() }), Receipt),
  'board.charter': command('Sets how a board works: what it is for, its rule, the functions it must have, its sessions (CAB-01, CAB-02).', z.strictObject({ board: Ref, charter: Charter }), Receipt),
  'board.endSeat': command('Ends a seat; it no longer counts from that day on.', z.strictObject({ board: Ref, person: Ref, on: Day }), Receipt),
  'board.seat': command('Gives a person a seat, or changes it.',
    z.strictObject({ board: Ref, ...SeatGiven }), Receipt),
  'board.list': query('Boards and their seats.', z.strictObject({}), z.array(BoardRow), ['board', 'person']),
  'meeting.create': command('Calls a meeting of a board.',
    z.strictObject({ board: Ref, startsAt: Instant, zone: Zone.optional(), lengthMinutes: z.number().int().min(5).max(600).optional() }), Receipt),
  'meeting.list': query('Meetings, latest first.', z.strictObject({ ...Page, state: MeetingState.optional() }), z.object({ rows: z.array(MeetingRow), next: z.string().nullable() }), ['cab', 'board']),
  'cab.board': query('The agenda board of a meeting (the next or running one unless named): not ready, ready, on the agenda, decided.',
    z.strictObject({ meeting: Ref.optional(), tier: z.array(z.string()).optional(), service: z.string().max(200).optional(), limit: z.number().int().min(1).max(200).default(60) }), AgendaBoard, ['cab', 'change', 'board', 'person']),
  'cab.packet': query('What the board must know about one change before it decides.', z.strictObject({ change: Ref, meeting: Ref.optional() }), Packet, ['cab', 'change', 'person']),
  'cab.admit': command('Puts a ready change on the agenda.', z.strictObject({ ...OnItem, minutes: z.number().int().min(1).max(240).optional(), before: Ref.optional(), reason: Prose.optional() }), Receipt),
  'cab.drop': command('Takes a change off the agenda.', z.strictObject(OnItem), Receipt),
  'cab.order': command('Moves an item before another one, or to the end.', z.strictObject({ ...OnItem, before: Ref.nullable() }), Receipt),
  'cab.setMinutes': command('Plans minutes for an item.', z.strictObject({ ...OnItem, minutes: z.number().int().min(1).max(240) }), Receipt),
  'meeting.start': command('Starts the meeting.', z.strictObject(InMeeting), Receipt),
  'meeting.rollCall': command('Notes who is there.', z.strictObject({ ...InMeeting, attendance: z.array(z.strictObject({ person: Ref, status: Attendance })).min(1).max(60) }), Receipt),
  'meeting.vote': command('Records a member’s vote on an item; to ask for information counts as deferring.', z.strictObject({ ...OnItem, person: Ref, vote: Vote, question: Prose.optional(), revision: z.string().max(128).describe('the revision that was on the screen').optional() }), Receipt),
  'meeting.run': query('Everything the chair’s view and the projector show of a meeting; `item` looks at another item than the one that is up.', z.strictObject({ ...InMeeting, item: Ref.optional() }), MeetingRun, ['cab', 'change', 'board', 'person', 'policy']),
  'meeting.open': command('Takes an item up; its clock runs and the one before it stops.', z.strictObject({ ...InMeeting, item: Ref }), Receipt),
  'meeting.pause': command('Stops the clocks of the meeting.', z.strictObject(InMeeting), Receipt),
  'meeting.resume': command('Lets the clocks run again.', z.strictObject(InMeeting), Receipt),
  'meeting.setAside': command('Puts an item off until later in this meeting.', z.strictObject({ ...InMeeting, item: Ref }), Receipt),
  'meeting.bringBack': command('Takes an item that was set aside back into the agenda.', z.strictObject({ ...InMeeting, item: Ref }), Receipt),
  'meeting.recuse': command('A member declares a conflict of interest on an item and does not vote on it.', z.strictObject({ ...OnItem, person: Ref, reason: Line }), Receipt),
  'meeting.proxy': command('A member who is away gives the vote to somebody in the room; null takes it back.', z.strictObject({ ...InMeeting, from: Ref, to: Ref.nullable() }), Receipt),
  'meeting.note': command('Writes a line into the minutes, to an item or to the meeting.', z.strictObject({ ...InMeeting, item: Ref.optional(), text: Prose }), Receipt),
  'meeting.addTopic': command('Puts something that is no change on the agenda.', z.strictObject({ ...InMeeting, title: Line, minutes: z.number().int().min(1).max(240).default(5), before: Ref.nullable().default(null), reason: Prose.optional() }), Receipt),
  'meeting.conclude': command('Notes the outcome of something that is no change.', z.strictObject({ ...InMeeting, item: Ref, outcome: Line }), Receipt),
  'cab.recordDecision': command('Records the board’s decision, signed by the person who chairs (CAB-05).',
    z.strictObject({ ...OnItem, verdict: DecisionVerdict, reason: Prose.default(''), conditions: z.array(Condition).max(20).default([]), deferredTo: z.iso.date().optional(), recommends: z.enum(['approve', 'reject']).describe('with referred: what this board recommends to the higher one that decides (CAB-07)').optional(), revision: z.string().max(128).describe('the revision that was on the screen').optional() }), Receipt),
  'meeting.end': command('Ends the meeting; items without a decision stay open.', z.strictObject({ ...InMeeting, actions: z.array(z.strictObject({ text: Line, owner: Line, dueOn: z.iso.date() })).max(100).default([]) }), Receipt),
};
