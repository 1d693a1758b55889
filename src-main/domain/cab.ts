// Rules of boards and meetings (CAB-03 to CAB-06 in outline).
import type { Input } from '#contract/index.ts';
import type { Change } from './change.ts';
import type { DomainEvent, EventType, Json } from './event.ts';
import { subjectOf } from './event.ts';
import type { Dossier } from './dossier.ts';
import { refuseGate } from './gates.ts';
import { mayAdmit } from './lifecycle.ts';
import { heldBack, openDecisions } from './merge-change.ts';
import type { AgendaItem, Meeting } from './meeting.ts';
import { policy } from './policy.ts';
import { rankBetween } from './rank.ts';
import { needs } from './roles.ts';
import { accept, firstRefusal, refuse } from './verdict.ts';
import type { By, Refused, Verdict } from './verdict.ts';

export type BoardSeat = { person: string; name: string; function: string; isVoting: boolean };
type Events = Verdict<DomainEvent>;
const event = (meeting: Pick<Meeting, 'id'>, type: EventType, data: Record<string, Json> = {}, text?: Record<string, Json>): DomainEvent =>
  text ? { type, subject: subjectOf('meeting', meeting.id), data, text } : { type, subject: subjectOf('meeting', meeting.id), data };

/** CAB-04 in outline: more than half of the voting seats must be in the room. */
export function quorumOf(seats: readonly BoardSeat[], meeting: Pick<Meeting, 'attendance'>): { have: number; need: number; isQuorate: boolean; why: string } {
  const voting = seats.filter((s) => s.isVoting);
  const have = voting.filter((s) => ['present', 'late'].includes(meeting.attendance[s.person]?.status ?? 'unknown')).length;
  const need = Math.floor(voting.length / 2) + 1;
  const isQuorate = voting.length > 0 && have >= need;
  const why = voting.length === 0 ? 'The board has no voting seats' : `${have} of ${voting.length} voting members present, ${need} needed`;
  return { have, need, isQuorate, why };
}

const mayPrepare = (meeting: Meeting, { actor }: By): Refused | null =>
  firstRefusal(meeting.state === 'ended' ? refuse('meeting_not_planned', { state: meeting.state }) : null, needs('prepareAgenda', actor));
const itemOf = (meeting: Meeting, change: Pick<Change, 'id' | 'number'>): AgendaItem | Refused =>
  meeting.items.find((item) => item.change === change.id) ?? refuse('not_on_agenda', { change: change.number });
const isRefused = (x: AgendaItem | Refused): x is Refused => 'ok' in x;

/** The rank before a given item, or at the end when `before` is null; `except` is the item being moved. */
function rankBefore(meeting: Meeting, before: string | null, except: string): string {
  const others = meeting.items.filter((item) => item.change !== except);
  const at = before === null ? others.length : others.findIndex((item) => item.change === before);
  const place = at < 0 ? others.length : at;
  return rankBetween(others[place - 1]?.rank ?? null, others[place]?.rank ?? null);
}

type Placing = { minutes?: number | undefined; before?: string | null; reason?: string | undefined; elsewhere: string | null };
/** CAB-03: a ready change goes onto the agenda; after the cut-off it is late and says why. `elsewhere` is the number of an open meeting that already has it. */
export function admit(meeting: Meeting, dossier: Dossier, placing: Placing, by: By): Events {
  const { change } = dossier;
  const no = firstRefusal(mayPrepare(meeting, by), mayAdmit(dossier, by));
  if (no) return no;
  if (meeting.items.some((item) => item.change === change.id)) return refuse('already_on_agenda', { change: change.number, meeting: meeting.number });
  if (placing.elsewhere !== null) return refuse('already_on_agenda', { change: change.number, meeting: placing.elsewhere });
  const isLate = meeting.state === 'running';
  if (isLate && !placing.reason) return refuse('reason_needed', { what: 'a late item' }, { field: 'reason' });
  const minutes = placing.minutes ?? policy.itemMinutes[change.tier ?? 'none'];
  const data = { change: change.id, rank: rankBefore(meeting, placing.before ?? null, change.id), minutes, ...(isLate ? { late: true } : {}) };
  return accept(event(meeting, 'meeting.itemAdmitted', data, placing.reason ? { reason: placing.reason } : undefined));
}

export function drop(meeting: Meeting, change: Change, by: By): Events {
  const item = itemOf(meeting, change);
  if (isRefused(item)) return item;
  return mayPrepare(meeting, by) ?? (item.decision ? refuse('already_decided', { change: change.number }) : accept(event(meeting, 'meeting.itemDropped', { change: change.id })));
}

export function reorder(meeting: Meeting, change: Change, before: string | null, by: By): Events {
  const item = itemOf(meeting, change);
  if (isRefused(item)) return item;
  const no = mayPrepare(meeting, by);
  if (no) return no;
  const rank = rankBefore(meeting, before, change.id);
  return rank === item.rank ? accept<DomainEvent>() : accept(event(meeting, 'meeting.itemMoved', { change: change.id, rank }));
}

export function setMinutes(meeting: Meeting, change: Change, minutes: number, by: By): Events {
  const item = itemOf(meeting, change);
  if (isRefused(item)) return item;
  return mayPrepare(meeting, by) ?? (item.minutes === minutes ? accept<DomainEvent>() : accept(event(meeting, 'meeting.itemMinutesSet', { change: change.id, minutes })));
}

export const mayStartMeeting = (meeting: Meeting, seats: readonly BoardSeat[], { actor }: By): Refused | null =>
  firstRefusal(meeting.state === 'planned' ? null : refuse('meeting_not_planned', { state: meeting.state }), needs('runMeeting', actor),
    seats.some((s) => s.isVoting) ? null : refuse('board_without_seats'));
export const startMeeting = (meeting: Meeting, seats: readonly BoardSeat[], by: By): Events => mayStartMeeting(meeting, seats, by) ?? accept(event(meeting, 'meeting.started'));

const isRunning = (meeting: Meeting): Refused | null => (meeting.state === 'running' ? null : refuse('meeting_not_running', { state: meeting.state }));

export function rollCall(meeting: Meeting, seats: readonly BoardSeat[], attendance: Input<'meeting.rollCall'>['attendance'], by: By): Events {
  const no = firstRefusal(isRunning(meeting), needs('runMeeting', by.actor));
  if (no) return no;
  const stranger = attendance.find((a) => !seats.some((s) => s.person === a.person));
  if (stranger) return refuse('not_a_member', { person: stranger.person });
  const differing = attendance.filter((a) => meeting.attendance[a.person]?.status !== a.status);
  return accept(...differing.map((a) => event(meeting, 'meeting.attendanceNoted', { person: a.person, status: a.status })));
}

/** CAB-05: votes are cast by voting members who are in the room, until the item is decided. */
export function castVote(meeting: Meeting, change: Change, ballot: { seat: BoardSeat | undefined; vote: string }, by: By): Events {
  const item = itemOf(meeting, change);
  if (isRefused(item)) return item;
  const { seat, vote } = ballot;
  const no = firstRefusal(isRunning(meeting), needs('runMeeting', by.actor), item.decision ? refuse('already_decided', { change: change.number }) : null,
    seat?.isVoting ? null : refuse('not_a_member', { person: seat?.name ?? '' }));
  return no ?? accept(event(meeting, 'meeting.voteCast', { change: change.id, person: seat!.person, vote }));
}

/** CAB-05: may the person who chairs decide this item now? The same rule greys the button. */
export function mayDecide(meeting: Meeting | null, dossier: Dossier, seats: readonly BoardSeat[], { actor, now }: By): Refused | null {
  const { change } = dossier;
  if (meeting === null) return refuse('meeting_not_running', { state: 'not called' });
  const no = firstRefusal(needs('decide', actor), isRunning(meeting), change.isArriving ? refuse('arriving') : null);
  if (no) return no;
  const item = meeting.items.find((i) => i.change === change.id);
  if (!item) return refuse('not_on_agenda', { change: change.number });
  if (item.decision) return refuse('already_decided', { change: change.number });
  const held = heldBack(change);
  if (held) return held;
  if (change.state !== 'awaiting-authorisation') return refuse('not_awaiting_authorisation', { state: change.state });
  if (change.fields.owner === actor.name || change.fields.requester === actor.name) return refuse('own_change');
  const quorum = quorumOf(seats, meeting);
  return quorum.isQuorate ? refuseGate('decision', dossier, now) : refuse('no_quorum', { have: quorum.have, need: quorum.need });
}

const reasoned = ['rejected', 'deferred', 'withdrawn', 'referred'];
/** CAB-05: the decision, bound to the revision that was on the screen; signed by the chair when appended. */
export function recordDecision(meeting: Meeting, dossier: Dossier, seats: readonly BoardSeat[], act: { input: Input<'cab.recordDecision'>; decision: string; by: By }): Events {
  const { input, decision, by } = act;
  const { change } = dossier;
  const no = mayDecide(meeting, dossier, seats, by);
  if (no) return no;
  if (input.revision !== undefined && input.revision !== change.revision) return refuse('stale_revision', { have: input.revision, now: change.revision });
  if (reasoned.includes(input.verdict) && input.reason.trim() === '') return refuse('reason_needed', { what: `a change that is ${input.verdict}` }, { field: 'reason' });
  if (input.verdict === 'approved-with-conditions' && input.conditions.length === 0) return refuse('conditions_needed', {}, { field: 'conditions' });
  if (input.verdict === 'deferred' && input.deferredTo === undefined) return refuse('defer_date_needed', {}, { field: 'deferredTo' });
  const text: Record<string, Json> = {};
  if (input.reason.trim() !== '') text['reason'] = input.reason;
  if (input.conditions.length > 0) text['conditions'] = input.conditions;
  return accept({ type: 'cab.decisionRecorded', subject: subjectOf('change', change.id), text,
    data: { decision, meeting: meeting.id, verdict: input.verdict, rev: change.revision, policy: dossier.policy.version, role: 'chair', supersedes: openDecisions(change).map((d) => d.id),
      ...(input.deferredTo ? { deferredTo: input.deferredTo } : {}) } });
}

export const mayEndMeeting = (meeting: Meeting, { actor }: By): Refused | null => firstRefusal(isRunning(meeting), needs('runMeeting', actor));
/** CAB-06: every action has an owner and a date; the contract sees to both. The ending names what was decided, so that two made apart can be compared (SYN-02). */
export const endMeeting = (meeting: Meeting, input: Input<'meeting.end'>, by: By): Events =>
  mayEndMeeting(meeting, by) ?? accept(event(meeting, 'meeting.ended', { decisions: meeting.items.flatMap(({ decision }) => (decision === null ? [] : [decision])).toSorted() }, input.actions.length > 0 ? { actions: input.actions } : undefined));

export const maySignMinutes = (meeting: Meeting, { actor }: By): Refused | null =>
  firstRefusal(meeting.state === 'ended' ? null : refuse('meeting_not_ended'), meeting.minutes ? refuse('minutes_final') : null, needs('decide', actor));
/** CAB-06: the digest is of the minutes' canonical JSON; what the PDF prints and attaches is that text. */
export const signMinutes = (meeting: Meeting, digest: string, by: By): Events =>
  maySignMinutes(meeting, by) ?? accept(event(meeting, 'minutes.signed', { digest, rev: digest, role: 'chair', supersedes: [] }));
