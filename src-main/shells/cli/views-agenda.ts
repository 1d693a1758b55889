// How preparing a meeting, referrals and levels look to people on the command line (CAB-02, CAB-03, CAB-07).
import type { ErrorCode } from '#contract/errors.ts';
import { sentence } from '#contract/errors.ts';
import type { Output } from '#contract/index.ts';
import { facts, oneLine, table } from './text.ts';
import { moment } from './views.ts';

const viewWords = { for: 'for it', against: 'against it', neither: 'neither' } as const;
const causeWords = { 'no-context': 'no technical context', 'tied-vote': 'tied vote', asked: 'asked by the chair', unanswered: 'no answer in time' } as const;

/** Questions to experts, with the answer where there is one. */
export const referralsText = (rows: Output<'referral.list'>): string => (rows.length === 0 ? 'Nobody was asked.'
  : table(['Change', 'Expert', 'Stands', 'Due', 'Asked by', 'Question', 'Opinion'], rows.map((r) => [r.number, r.expert, r.standing, moment(r.dueAt), r.askedBy, r.question, r.answer && `${viewWords[r.answer.view]}: ${r.answer.opinion}`])));

export function escalationText({ number, required, units, referrals, escalations, mayAnswer }: Output<'escalation.show'>): string {
  return [
    facts([['Change', number], ['Decided by', `${required.label} or above`], ['Because', required.because.join('. ')], ['Business units', units.join(', ')], ['You are asked', mayAnswer.ok]]),
    referralsText(referrals),
    ...(escalations.length === 0 ? [] : [table(['Handed up to', 'Why', 'By', 'At', 'Reason'], escalations.map((e) => [e.label, causeWords[e.why], e.by, moment(e.at), e.reason]))]),
  ].join('\n\n');
}

/** Actions with their meeting, owner and day; `meeting finish-action` takes the meeting and the place. */
export const actionsText = ({ rows }: Output<'meeting.actions'>): string => (rows.length === 0 ? 'No actions.'
  : table(['Meeting', 'Action', 'Due', 'Stands', 'Owner', 'What', 'Note'], rows.map((r) => [r.number, r.action, r.dueOn, r.done ? `done, ${r.done.by}` : r.isOverdue ? 'overdue' : 'open', r.owner, r.text, r.done?.note ?? null])));

/** What a meeting would be filled with, and what stays out of it with the reason. */
export function proposalText({ meeting, plannedMinutes, topics, changes, left, held, heldTotal }: Output<'cab.propose'>): string {
  const stands = (it: { isOnAgenda: boolean; fits: boolean; isLate: boolean }): string => (it.isOnAgenda ? 'on the agenda' : it.isLate ? 'after the cut-off' : it.fits ? 'fits' : 'does not fit');
  return [
    `${meeting.number}  ${oneLine(meeting.boardName)}, ${String(moment(meeting.startsAt))}, ${plannedMinutes} of ${meeting.lengthMinutes} min planned`,
    changes.length === 0 ? 'No change waits for this meeting.' : table(['Number', 'Tier', 'Minutes', 'Stands', 'Service', 'Failed before', 'Title'], changes.map((c) => [c.number, c.tier, c.minutes, stands(c), c.service, `${c.record.failed} of ${c.record.completed}`, c.title])),
    ...(topics.length === 0 ? [] : [table(['Standing topic', 'Minutes', 'Entries', 'On the agenda'], topics.map((topic) => [topic.title, topic.minutes, topic.total, topic.isOnAgenda]))]),
    ...(held.length === 0 ? [] : [`Cannot be added (${heldTotal})\n${table(['Number', 'Title', 'Why'], held.map((h) => [h.number, h.title, h.may.ok ? null : sentence({ code: h.may.code as ErrorCode, facts: h.may.facts })]))}`]),
    ...(left > 0 ? [`${left} more do not fit.`] : []),
  ].join('\n\n');
}

/** Changes that wait, and the last session that decides in time for each. */
export function outlookText({ board, sessions, missed, missedTotal, inTime, isIdle }: Output<'cab.outlook'>): string {
  if (board === null) return 'There is no board.';
  const listed = (rows: typeof missed): string => table(['Number', 'Tier', 'Window from', 'Last session in time', 'On the agenda of', 'Title'], rows.map((r) => [r.number, r.tier, moment(r.plannedStartAt), moment(r.last?.startsAt ?? null), r.onAgendaOf, r.title]));
  return [
    `${oneLine(board.name)}: agenda closes ${board.cutOffHours} h before a session, decisions ${board.leadHours} h before the window${isIdle ? '. No session for 35 days' : ''}`,
    sessions.length === 0 ? 'No session is ahead.' : table(['Session', 'Agenda closes', 'Meeting'], sessions.map((one) => [moment(one.startsAt), moment(one.cutOffAt), one.meeting ?? 'not called'])),
    ...(missed.length === 0 ? [] : [`No session decides in time (${missedTotal})\n${listed(missed)}`]),
    inTime.length === 0 ? 'No change waits for a session that is in time.' : `In time\n${listed(inTime)}`,
  ].join('\n\n');
}
