// What minutes tell of a meeting, and who may sign and correct them (CAB-06).
import type { Board, BoardSeat } from './board.ts';
import type { BeforeBoard } from './cab.ts';
import { roomOf } from './cab.ts';
import type { DomainEvent, Json } from './event.ts';
import { subjectOf } from './event.ts';
import type { AgendaItem, Meeting } from './meeting.ts';
import { quorumOf } from './quorum.ts';
import type { Quorum, Room } from './quorum.ts';
import { needs } from './roles.ts';
import { accept, firstRefusal, refuse } from './verdict.ts';
import type { By, Refused, Verdict } from './verdict.ts';

type Sitting = { meeting: Meeting; board: Board; seats: readonly BoardSeat[] };

/** Who was in the room at an instant, and who held whose vote. */
export function meetingAt(meeting: Meeting, at: string): Meeting {
  const attendance = Object.fromEntries(meeting.movements.filter((m) => m.at <= at).map(({ person, status, at: since }) => [person, { status, at: since }]));
  const given = new Map<string, string>();
  for (const { from, to } of meeting.handovers.filter((h) => h.at <= at)) {
    if (to === null) given.delete(from);
    else given.set(from, to);
  }
  return { ...meeting, attendance, proxies: Object.fromEntries(given) };
}

/** The room of an item when it was decided, or as it stood at the end. */
export const roomThen = (sitting: Sitting, at: string, item: AgendaItem, change?: BeforeBoard): Room => roomOf({ ...sitting, meeting: meetingAt(sitting.meeting, at) }, at, item, change);

export type QuorumThen = { at: string; have: number; need: number; isQuorate: boolean; why: string; people: { person: string; status: string }[] };
/** CAB-04: how many could vote, and whether that was a quorum, after every arrival, departure and proxy. People are those who moved at that instant. */
export function quorumHistory(sitting: Sitting): QuorumThen[] {
  const { meeting } = sitting;
  const instants = [...new Set([...meeting.movements, ...meeting.handovers].map(({ at }) => at))].toSorted();
  return instants.map((at): QuorumThen => {
    const { have, need, isQuorate, why }: Quorum = quorumOf(roomOf({ ...sitting, meeting: meetingAt(meeting, at) }, at));
    return { at, have, need, isQuorate, why, people: meeting.movements.filter((m) => m.at === at).map(({ person, status }) => ({ person, status })) };
  });
}

/** When somebody first came in and last went out; both null for one who was never there. */
export function presenceOf({ movements, endedAt }: Pick<Meeting, 'movements' | 'endedAt'>, person: string): { arrivedAt: string | null; leftAt: string | null } {
  const own = movements.filter((m) => m.person === person);
  const arrivedAt = own.find(({ status }) => status === 'present' || status === 'late')?.at ?? null;
  const last = own.at(-1);
  return { arrivedAt, leftAt: arrivedAt === null || !last ? null : last.status === 'present' || last.status === 'late' ? endedAt : last.at };
}

export const maySignMinutes = (meeting: Meeting, { actor }: By): Refused | null =>
  firstRefusal(meeting.state === 'ended' ? null : refuse('meeting_not_ended'), meeting.minutes ? refuse('minutes_final') : null, needs('decide', actor));
/** CAB-06: the digest is of the minutes' canonical JSON; the text itself goes into the trail, so that it reads the same for good. */
export const signMinutes = (meeting: Meeting, { digest, text }: { digest: string; text: Json }, by: By): Verdict<DomainEvent> =>
  maySignMinutes(meeting, by) ?? accept({ type: 'minutes.signed', subject: subjectOf('meeting', meeting.id), data: { digest, rev: digest, role: 'chair', supersedes: [] }, text: { minutes: text } });

export const mayAddAddendum = (meeting: Meeting, { actor }: By): Refused | null => firstRefusal(meeting.minutes === null ? refuse('minutes_not_signed') : null, needs('decide', actor));
/** CAB-06: a correction stands beside the text it corrects, under a signature of its own, bound to the digest of that text. */
export const addAddendum = (meeting: Meeting, addendum: string, by: By): Verdict<DomainEvent> =>
  mayAddAddendum(meeting, by) ?? (addendum.trim() === '' ? refuse('reason_needed', { what: 'an addendum' }, { field: 'text' })
    : accept({ type: 'minutes.addendumSigned', subject: subjectOf('meeting', meeting.id), data: { rev: meeting.minutes!.digest, role: 'chair', supersedes: [] }, text: { addendum } }));
