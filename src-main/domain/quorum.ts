// Who may vote on an item, whether that makes a quorum, and what the votes come to (CAB-04, CAB-05).
import type { AgendaItem, Meeting, Vote } from './meeting.ts';
import type { Board, BoardSeat } from './board.ts';
import { sameFunction, seatsOn } from './board.ts';
import type { ChangeFields } from '#contract/change.ts';

/** What a vote is taken in. `day` is the day of the meeting: terms count by it. `item` and `fields` are of the change at hand; without them the room as a whole is meant. */
export type Room = { board: Board; seats: readonly BoardSeat[]; meeting: Pick<Meeting, 'attendance' | 'proxies'>; day: string; item?: AgendaItem | undefined; fields?: Pick<ChangeFields, 'requester' | 'owner' | 'implementers'> | undefined };
/** A voting seat as it stands for one item: who casts its vote, or why nobody does. */
export type Voter = { seat: BoardSeat; by: string | null; how: 'self' | 'deputy' | 'proxy' | 'absent' | 'recused'; why: string };

const inRoom = ({ attendance }: Pick<Meeting, 'attendance'>, person: string): boolean => ['present', 'late'].includes(attendance[person]?.status ?? 'unknown');

/** Recusal by rule: nobody decides about a change of their own (APR-03); by declaration: the person said so, with a reason. */
export function recusalOf({ item, fields }: Pick<Room, 'item' | 'fields'>, { person, name }: Pick<BoardSeat, 'person' | 'name'>): string | null {
  if (fields?.requester === name) return 'requester';
  if (fields?.owner === name) return 'owner';
  if (fields?.implementers.includes(name)) return 'implementer';
  const declared = item?.recused[person];
  return declared === undefined ? null : declared;
}

/** Every voting seat in term, with who votes for it. A proxy counts while its holder is in the room; nobody holds a proxy of a proxy, because it is the seat that is given. */
export function votersOf(room: Room): Voter[] {
  const { meeting } = room;
  return seatsOn(room.seats, room.day).filter((seat) => seat.isVoting).map((seat): Voter => {
    const recused = recusalOf(room, seat);
    if (recused !== null) return { seat, by: null, how: 'recused', why: recused };
    if (inRoom(meeting, seat.person)) return { seat, by: seat.person, how: 'self', why: '' };
    if (seat.deputy !== null && inRoom(meeting, seat.deputy)) return { seat, by: seat.deputy, how: 'deputy', why: '' };
    const proxy = meeting.proxies[seat.person];
    if (proxy !== undefined && inRoom(meeting, proxy)) return { seat, by: proxy, how: 'proxy', why: '' };
    // A ballot that was handed in takes the seat's part in this item.
    if (room.item?.ballots[seat.person] !== undefined) return { seat, by: seat.person, how: 'self', why: 'by ballot' };
    return { seat, by: null, how: 'absent', why: meeting.attendance[seat.person]?.status ?? 'unknown' };
  });
}

export type Quorum = { have: number; need: number; isQuorate: boolean; why: string; lacks: string[]; /** One voter less and decisions stop. */ isExact: boolean };

/** CAB-04: more than half of the voting seats and every required function, counted from those who can vote on this item. */
export function quorumOf(room: Room): Quorum {
  const voters = votersOf(room);
  const able = voters.filter((voter) => voter.by !== null);
  const lacks = room.board.charter.requiredFunctions.filter((needed) => !able.some(({ seat }) => sameFunction(seat.function, needed)));
  const isByFunction = room.board.charter.quorum === 'functions';
  const need = isByFunction ? Math.max(1, room.board.charter.requiredFunctions.length) : Math.floor(voters.length / 2) + 1;
  const isQuorate = voters.length > 0 && able.length >= need && lacks.length === 0;
  return { have: able.length, need, isQuorate, lacks, isExact: isQuorate && able.length === need, why: whyOf({ voters, able, need, lacks, room }) };
}

function whyOf({ voters, able, need, lacks, room }: { voters: Voter[]; able: Voter[]; need: number; lacks: string[]; room: Room }): string {
  if (voters.length === 0) return 'The board has no voting seats';
  const on = room.item ? 'can vote on this item' : 'voting members present';
  const count = room.item ? `${able.length} ${on}, ${need} needed of ${voters.length} seats` : `${able.length} of ${voters.length} ${on}, ${need} needed`;
  return lacks.length === 0 ? count : `${count}; nobody speaks for ${lacks.join(', ')}`;
}

export type Tally = { approve: number; conditions: number; reject: number; defer: number; abstain: number; open: string[]; able: number; need: number; result: 'approve' | 'reject' | 'defer' | 'tied' | 'open' };
const forIt: readonly Vote[] = ['approve', 'approve-with-conditions'];

/** CAB-05: what the votes come to under the board's rule. To ask for information counts as deferring; a majority is one of those able to vote, so an abstention does not help. */
export function tallyOf(room: Room): Tally {
  const able = votersOf(room).filter((voter) => voter.by !== null);
  const votes = able.map(({ seat }) => ({ name: seat.name, vote: room.item?.votes[seat.person] ?? room.item?.ballots[seat.person]?.vote }));
  const count = (...kinds: readonly Vote[]): number => votes.filter(({ vote }) => vote !== undefined && kinds.includes(vote)).length;
  const open = votes.filter(({ vote }) => vote === undefined).map(({ name }) => name);
  const [yes, no, later, abstain] = [count(...forIt), count('reject'), count('defer', 'request-information'), count('abstain')];
  const isUnanimous = room.board.charter.rule === 'unanimous';
  const need = isUnanimous ? Math.max(1, able.length - abstain) : Math.floor(able.length / 2) + 1;
  return { approve: count('approve'), conditions: count('approve-with-conditions'), reject: no, defer: later, abstain, open, able: able.length, need, result: resultOf({ yes, no, later, need, open: open.length, isUnanimous }) };
}

function resultOf({ yes, no, later, need, open, isUnanimous }: { yes: number; no: number; later: number; need: number; open: number; isUnanimous: boolean }): Tally['result'] {
  if (yes > 0 && yes >= need && !(isUnanimous && no + later > 0)) return 'approve';
  if (open > 0 && no < need && later < need) return 'open';
  if (yes > 0 && yes === no + later) return 'tied';
  return no > later ? 'reject' : 'defer';
}
