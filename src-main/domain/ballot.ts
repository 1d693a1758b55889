// Ballots of absent members: written on their own laptop, judged on the laptop of the chair (CAB-05).
import type { BallotDocument, ballotRefusals } from '#contract/ballot.ts';
import type { BoardSeat } from './board.ts';
import type { Change } from './change.ts';
import type { DomainEvent } from './event.ts';
import { subjectOf } from './event.ts';
import type { AgendaItem, Meeting, Vote } from './meeting.ts';
import { isDone } from './meeting.ts';
import { recusalOf } from './quorum.ts';
import { needs } from './roles.ts';
import { accept, firstRefusal, refuse } from './verdict.ts';
import type { By, Refused, Verdict } from './verdict.ts';

export type BallotRefusal = (typeof ballotRefusals)[number];
type Asked = { meeting: Meeting; change: Pick<Change, 'id' | 'number' | 'fields'>; seat: BoardSeat | undefined; vote: string; question: string };

/** Whether a member may vote by ballot: a voting seat, an item that is open, no recusal. Nobody is asked whether they will be away; in the room their own vote goes first. */
export function mayWriteBallot({ meeting, change, seat, vote, question }: Asked): Refused | null {
  const item = meeting.items.find((i) => i.change === change.id);
  if (!item) return refuse('not_on_agenda', { change: change.number });
  const recusal = seat ? recusalOf({ item, fields: change.fields }, seat) : null;
  return firstRefusal(
    meeting.minutes !== null ? refuse('minutes_final') : meeting.state === 'ended' ? refuse('meeting_not_running', { state: meeting.state }) : null, seat?.isVoting === true ? null : refuse('not_a_member', { person: seat?.name ?? '' }),
    isDone(item) ? refuse('already_decided', { change: change.number }) : null, recusal === null ? null : refuse('recused', { person: seat?.name ?? '', why: recusal }),
    vote === 'request-information' && question.trim() === '' ? refuse('question_needed', {}, { field: 'question' }) : null);
}

/** What the chair's laptop knows of a ballot: whose it claims to be and whether that key signed it. `change` is the one it names, as it stands here. */
export type BallotFacts = { org: string; meeting: Meeting; change: Pick<Change, 'id' | 'number' | 'fields' | 'revision'> | null; seat: BoardSeat | undefined; isSigned: boolean };

const decidedOrOver = (meeting: Meeting, item: AgendaItem): boolean => meeting.state === 'ended' || isDone(item);

/** Why a ballot does not count, or null when it does. What it claims is judged before what it says; a vote already in goes before a later one. */
export function refusalOfBallot(ballot: BallotDocument, { org, meeting, change, seat, isSigned }: BallotFacts): BallotRefusal | null {
  if (ballot.org !== org) return 'organisation';
  if (ballot.meeting.id !== meeting.id) return 'meeting';
  const item = meeting.items.find((i) => i.kind === 'change' && i.change === ballot.change.id);
  if (!item || change === null) return 'item';
  if (seat?.isVoting !== true) return 'seat';
  if (!isSigned) return 'signature';
  if (decidedOrOver(meeting, item)) return 'late';
  if (recusalOf({ item, fields: change.fields }, seat) !== null) return 'recused';
  if (ballot.revision !== change.revision) return 'revision';
  return item.ballots[seat.person]?.revision === change.revision ? 'second' : null;
}

/** Ballots for the revision that is before the board; a change that was edited is another question than the one they answered. */
export const standingBallots = ({ ballots }: Pick<AgendaItem, 'ballots'>, revision: string): AgendaItem['ballots'] => Object.fromEntries(Object.entries(ballots).filter(([, ballot]) => ballot.revision === revision));
/** Ballots that counted until the change was edited, as they are listed. */
export const movedBallots = ({ change: item, ballots }: Pick<AgendaItem, 'change' | 'ballots'>, revision: string): Meeting['refusedBallots'] =>
  Object.entries(ballots).filter(([, ballot]) => ballot.revision !== revision).map(([person, { receivedAt: at }]) => ({ person, item, why: 'moved', at }));

type Voted = Pick<AgendaItem, 'votes' | 'votedOn' | 'revoted'>;
const isOn = (given: string | undefined, revision: string): boolean => given === undefined || given === '' || given === revision;
/** Votes of the room that answer the revision before the board; like ballots they fall when the change is edited, and stand again if it is edited back. A vote that names no revision stands. */
export const standingVotes = ({ votes, votedOn }: Voted, revision: string): AgendaItem['votes'] => Object.fromEntries(Object.entries(votes).filter(([person]) => isOn(votedOn[person], revision)));
/** Votes that fell, with whether their voter has to be asked again. */
export function fallenVotes({ votes, votedOn, revoted }: Voted, revision: string): { person: string; vote: Vote; isOpen: boolean }[] {
  const open = Object.entries(votes).filter(([person]) => !isOn(votedOn[person], revision)).map(([person, vote]) => ({ person, vote, isOpen: true }));
  return [...revoted.filter((one) => !isOn(one.revision, revision)).map(({ person, vote }) => ({ person, vote, isOpen: false })), ...open];
}

export const mayReceiveBallot = (meeting: Meeting, { actor }: By): Refused | null => firstRefusal(needs('runMeeting', actor), meeting.minutes !== null ? refuse('minutes_final') : null);

/** `proof` is what lets anybody check the ballot again: the digest of its canonical form, the key and the signature. */
export function receiveBallot(meeting: Meeting, ballot: BallotDocument, received: { why: BallotRefusal | null; proof: { digest: string; key: string; sig: string } }, by: By): Verdict<DomainEvent> {
  const { why, proof } = received;
  const data = { change: ballot.change.id, person: ballot.person.id, vote: ballot.vote, rev: ballot.revision, writtenAt: ballot.writtenAt, ...proof, ...(why === null ? {} : { refused: why }) };
  return mayReceiveBallot(meeting, by) ?? accept({ type: 'meeting.ballotReceived', subject: subjectOf('meeting', meeting.id), data, ...(ballot.question === '' || why !== null ? {} : { text: { question: ballot.question } }) });
}
