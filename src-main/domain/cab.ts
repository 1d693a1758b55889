// Rules of boards and meetings (CAB-03 to CAB-06 in outline).
import type { Input } from '#contract/index.ts';
import type { Board, BoardSeat } from './board.ts';
import { refuseUnconstituted } from './board.ts';
import type { Change } from './change.ts';
import type { DomainEvent, EventType, Json } from './event.ts';
import { subjectOf } from './event.ts';
import { voicesOf } from './approval.ts';
import { standingBallots, standingVotes } from './ballot.ts';
import { isTaken } from './dossier.ts';
import type { Dossier } from './dossier.ts';
import { dutyConflict, namedExceptions } from './duties.ts';
import { levelAbove, levels } from './escalation.ts';
import { evidenceDigests } from './evidence-pieces.ts';
import { refuseGate } from './gates.ts';
import { mayAdmit } from './lifecycle.ts';
import { heldBack, openDecisions } from './merge-change.ts';
import type { AgendaItem, Meeting } from './meeting.ts';
import { isDone } from './meeting.ts';
import { policy } from './policy.ts';
import { quorumOf, tallyOf, votersOf } from './quorum.ts';
import type { Room } from './quorum.ts';
import { rankBetween } from './rank.ts';
import { needs } from './roles.ts';
import { dayIn } from './zone.ts';
import { accept, firstRefusal, refuse } from './verdict.ts';
import type { By, Refused, Verdict } from './verdict.ts';

type Events = Verdict<DomainEvent>;
const event = (meeting: Pick<Meeting, 'id'>, type: EventType, data: Record<string, Json> = {}, text?: Record<string, Json>): DomainEvent =>
  text ? { type, subject: subjectOf('meeting', meeting.id), data, text } : { type, subject: subjectOf('meeting', meeting.id), data };

export const mayPrepare = (meeting: Meeting, { actor }: By): Refused | null =>
  firstRefusal(meeting.minutes !== null ? refuse('minutes_final') : meeting.state === 'ended' ? refuse('meeting_not_planned', { state: meeting.state }) : null, needs('prepareAgenda', actor));
/** An item by its UUID; `name` is what people call it. */
export const itemOf = (meeting: Meeting, { id, number: name }: Pick<Change, 'id' | 'number'>): AgendaItem | Refused =>
  meeting.items.find((item) => item.change === id) ?? refuse('not_on_agenda', { change: name });
/** An item as acts name it: a change, or a topic under its title. */
export type Named = Pick<Change, 'id' | 'number'>;
export const isRefused = (x: AgendaItem | Refused): x is Refused => 'ok' in x;

/** The rank before a given item, or at the end when `before` is null; `except` is the item being moved. */
export function rankBefore(meeting: Meeting, before: string | null, except: string): string {
  const others = meeting.items.filter((item) => item.change !== except);
  const at = before === null ? others.length : others.findIndex((item) => item.change === before);
  const place = at < 0 ? others.length : at;
  return rankBetween(others[place - 1]?.rank ?? null, others[place]?.rank ?? null);
}

type Placing = { minutes?: number | undefined; before?: string | null; reason?: string | undefined; elsewhere: string | null; isAfterCutOff?: boolean };
/** CAB-03: a ready change goes onto the agenda; after the cut-off (CAB-02) and once the meeting runs it is late and says why. `elsewhere` is the number of an open meeting that already has it. */
export function admit(meeting: Meeting, dossier: Dossier, placing: Placing, by: By): Events {
  const { change } = dossier;
  const no = firstRefusal(mayPrepare(meeting, by), mayAdmit(dossier, by));
  if (no) return no;
  if (meeting.items.some((item) => item.change === change.id)) return refuse('already_on_agenda', { change: change.number, meeting: meeting.number });
  if (placing.elsewhere !== null) return refuse('already_on_agenda', { change: change.number, meeting: placing.elsewhere });
  const isLate = meeting.state === 'running' || placing.isAfterCutOff === true;
  if (isLate && !placing.reason?.trim()) return refuse('reason_needed', { what: placing.isAfterCutOff === true ? 'a change that came after the cut-off, which goes to the following session otherwise,' : 'a late item' }, { field: 'reason' });
  const minutes = placing.minutes ?? policy.itemMinutes[change.tier ?? 'none'];
  const data = { change: change.id, rank: rankBefore(meeting, placing.before ?? null, change.id), minutes, ...(isLate ? { late: true } : {}) };
  return accept(event(meeting, 'meeting.itemAdmitted', data, placing.reason ? { reason: placing.reason } : undefined));
}

export function drop(meeting: Meeting, change: Named, by: By): Events {
  const item = itemOf(meeting, change);
  if (isRefused(item)) return item;
  return mayPrepare(meeting, by) ?? (isDone(item) ? refuse('already_decided', { change: change.number }) : accept(event(meeting, 'meeting.itemDropped', { change: change.id })));
}

export function reorder(meeting: Meeting, change: Named, before: string | null, by: By): Events {
  const item = itemOf(meeting, change);
  if (isRefused(item)) return item;
  const no = mayPrepare(meeting, by);
  if (no) return no;
  const rank = rankBefore(meeting, before, change.id);
  return rank === item.rank ? accept<DomainEvent>() : accept(event(meeting, 'meeting.itemMoved', { change: change.id, rank }));
}

export function setMinutes(meeting: Meeting, change: Named, minutes: number, by: By): Events {
  const item = itemOf(meeting, change);
  if (isRefused(item)) return item;
  return mayPrepare(meeting, by) ?? (item.minutes === minutes ? accept<DomainEvent>() : accept(event(meeting, 'meeting.itemMinutesSet', { change: change.id, minutes })));
}

/** Signed minutes are final: what was noted in the meeting is not touched again (CAB-06). */
export const isRunning = (meeting: Meeting): Refused | null => (meeting.minutes !== null ? refuse('minutes_final') : meeting.state === 'running' ? null : refuse('meeting_not_running', { state: meeting.state }));

/** The change of an item with the revision that is before the board. */
export type BeforeBoard = Pick<Change, 'fields' | 'revision'>;
/** What a vote on an item is taken in. Votes and ballots on another revision are not among its votes. */
export const roomOf = ({ meeting, board, seats }: { meeting: Meeting; board: Board; seats: readonly BoardSeat[] }, now: string, item?: AgendaItem, change?: BeforeBoard): Room =>
  ({ meeting, board, seats, day: dayIn(board.zone, now), ...(item ? { item: change ? { ...item, ballots: standingBallots(item, change.revision), votes: standingVotes(item, change.revision) } : item } : {}), ...(change ? { fields: change.fields } : {}) });

/** CAB-05: may the person who chairs decide this item now? The same rule greys the button. */
export function mayDecide(scene: { meeting: Meeting; board: Board; seats: readonly BoardSeat[] } | null, dossier: Dossier, { actor, now }: By): Refused | null {
  const { change } = dossier;
  if (scene === null) return refuse('meeting_not_running', { state: 'not called' });
  const { meeting, board, seats } = scene;
  const no = firstRefusal(needs('decide', actor), isRunning(meeting), change.isArriving ? refuse('arriving') : null);
  if (no) return no;
  const item = meeting.items.find((i) => i.change === change.id);
  if (!item) return refuse('not_on_agenda', { change: change.number });
  if (item.decision) return refuse('already_decided', { change: change.number });
  const held = heldBack(change);
  if (held) return held;
  if (change.state !== 'awaiting-authorisation') return refuse('not_awaiting_authorisation', { state: change.state });
  const own = change.fields.owner === actor.name || change.fields.requester === actor.name ? refuse('own_change') : dutyConflict('approver', { actor, now }, dossier);
  if (own) return own;
  const room = roomOf(scene, now, item, change);
  const unconstituted = refuseUnconstituted(board, seats, room.day);
  if (unconstituted) return unconstituted;
  const quorum = quorumOf(room);
  return quorum.isQuorate ? null : refuse('no_quorum', { have: quorum.have, need: quorum.need, lacks: quorum.lacks });
}

function refuseTooLow(board: Board, dossier: Dossier): Refused | null {
  const above = levelAbove(board, dossier);
  return above && refuse('board_too_low', { change: dossier.change.number, board: board.name, level: levels[above.level], because: above.because });
}
/** CAB-07: may this board end the item itself, or is it for a higher one? Without that question `mayDecide` says whether it may pass the item on. */
export const mayEnd = (scene: Parameters<typeof mayDecide>[0], dossier: Dossier, by: By): Refused | null => mayDecide(scene, dossier, by) ?? (scene && refuseTooLow(scene.board, dossier));

const reasoned = ['rejected', 'deferred', 'withdrawn', 'referred'];
const approving = ['approved', 'approved-with-conditions'];

/** CAB-05: whether a verdict goes against the votes that were cast. */
export function isAgainstVote(verdict: string, room: Room): boolean {
  const { result } = tallyOf(room);
  const isCast = Object.keys(room.item?.votes ?? {}).length + Object.keys(room.item?.ballots ?? {}).length > 0;
  return isCast && ((approving.includes(verdict) && (result === 'reject' || result === 'defer' || result === 'tied')) || (verdict === 'rejected' && result === 'approve'));
}

/** CAB-05: whether the board's rule lets the vote end this way. A chair who decides may go against the vote, with a reason that is printed. */
export function refuseAgainstVote(verdict: string, reason: string, room: Room): Refused | null {
  const { result, need, approve, conditions } = tallyOf(room);
  const isApproving = approving.includes(verdict);
  if (room.board.charter.rule === 'chair-decides') return isAgainstVote(verdict, room) && reason.trim() === '' ? refuse('against_the_vote', { have: approve + conditions, need }, { field: 'reason' }) : null;
  if (result === 'tied' && room.board.charter.rule === 'majority' && (isApproving || verdict === 'rejected')) return refuse('vote_tied', { have: approve + conditions, need });
  if (isApproving) return result === 'approve' ? null : refuse('vote_not_carried', { have: approve + conditions, need });
  return verdict === 'rejected' && result === 'approve' ? refuse('vote_carried', { have: approve + conditions }) : null;
}

function refuseIncomplete(input: Input<'cab.recordDecision'>): Refused | null {
  if (input.recommends !== 'approve' && reasoned.includes(input.verdict) && input.reason.trim() === '') return refuse('reason_needed', { what: `a change that is ${input.verdict}` }, { field: 'reason' });
  if (input.verdict === 'approved-with-conditions' && input.conditions.length === 0) return refuse('conditions_needed', {}, { field: 'conditions' });
  return input.verdict === 'deferred' && input.deferredTo === undefined ? refuse('defer_date_needed', {}, { field: 'deferredTo' }) : null;
}

/** CAB-07: what a higher level must decide, this board only passes on; a recommendation follows its vote like a decision. */
function refuseLevel(board: Board, dossier: Dossier, { verdict, recommends }: Input<'cab.recordDecision'>): Refused | null {
  const tooLow = refuseTooLow(board, dossier);
  if (tooLow === null || (recommends !== undefined && verdict !== 'referred')) return recommends === undefined ? null : refuse('recommendation_needless', { board: board.name, change: dossier.change.number }, { field: 'recommends' });
  return verdict === 'referred' ? null : tooLow;
}
const asVerdict = { approve: 'approved', reject: 'rejected' } as const;

/** CAB-05: the decision, bound to the revision that was on the screen, with the votes and the quorum it was taken with; signed by the chair when appended. */
export function recordDecision(scene: { meeting: Meeting; board: Board; seats: readonly BoardSeat[] }, dossier: Dossier, act: { input: Input<'cab.recordDecision'>; decision: string; by: By }): Events {
  const { input, decision, by } = act;
  const { change, policy: { version } } = dossier;
  const no = mayDecide(scene, dossier, by);
  if (no) return no;
  if (input.revision !== undefined && input.revision !== change.revision) return refuse('stale_revision', { have: input.revision, now: change.revision });
  const item = scene.meeting.items.find((i) => i.change === change.id);
  const room = roomOf(scene, by.now, item, change);
  const isApproving = approving.includes(input.verdict);
  const wrong = firstRefusal(refuseLevel(scene.board, dossier, input), refuseIncomplete(input), refuseAgainstVote(input.recommends ? asVerdict[input.recommends] : input.verdict, input.reason, room)) ?? (isApproving ? refuseGate('decision', dossier, by.now) : null);
  if (wrong) return wrong;
  const text: Record<string, Json> = {};
  if (input.reason.trim() !== '') text['reason'] = input.reason;
  if (input.conditions.length > 0) text['conditions'] = input.conditions;
  const { have, need } = quorumOf(room);
  return accept({ type: 'cab.decisionRecorded', subject: subjectOf('change', change.id), text,
    data: { decision, meeting: scene.meeting.id, verdict: input.verdict, rev: change.revision, policy: version, role: 'chair', supersedes: openDecisions(change).map((d) => d.id), votes: votesOf(room), quorum: { have, need },
      ...(isApproving ? { evidence: evidenceDigests(dossier, by.now), ...namedExceptions(by, dossier) } : {}), ...(isApproving && isExecutiveAsked(dossier, by.now) ? { awaits: true } : {}), ...(input.deferredTo ? { deferredTo: input.deferredTo } : {}), ...(input.recommends ? { recommends: input.recommends } : {}) } });
}

/** APR-01: a Critical change is authorised once an executive has said yes as well. */
const isExecutiveAsked = (dossier: Dossier, now: string): boolean => !isTaken(dossier) && voicesOf(dossier, now).some(({ who, status }) => who === 'executive' && status !== 'given');

/** Who voted what, by seat; ballots among them. */
const votesOf = (room: Room): Record<string, Json> => Object.fromEntries(votersOf(room).flatMap(({ seat }) => {
  const vote = room.item?.votes[seat.person] ?? room.item?.ballots[seat.person]?.vote;
  return vote === undefined ? [] : [[seat.person, vote]];
}));

export const mayEndMeeting = (meeting: Meeting, { actor }: By): Refused | null => firstRefusal(isRunning(meeting), needs('runMeeting', actor));
/** CAB-06: every action has an owner and a date; the contract sees to both. The ending names what was decided, so that two made apart can be compared (SYN-02). */
export const endMeeting = (meeting: Meeting, input: Input<'meeting.end'>, by: By): Events =>
  mayEndMeeting(meeting, by) ?? accept(event(meeting, 'meeting.ended', { decisions: meeting.items.flatMap(({ decision }) => (decision === null ? [] : [decision])).toSorted() }, input.actions.length > 0 ? { actions: input.actions } : undefined));
