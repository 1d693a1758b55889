// A board: its charter, its seats with their terms, and whether it is constituted (CAB-01).
import type { z } from 'zod';
import { boardKinds, boardRules } from '#contract/cab.ts';
import type { Charter as CharterSchema } from '#contract/cab.ts';
import type { Json, StampedEvent } from './event.ts';
import { sheet } from './sheet.ts';
import type { Refused } from './verdict.ts';
import { refuse } from './verdict.ts';

/** `from` and `until` are days, both counted in; null is open. A deputy sits when the holder is not in the room. */
export type BoardSeat = { person: string; name: string; function: string; isVoting: boolean; from: string | null; until: string | null; deputy: string | null };
export type Charter = z.output<typeof CharterSchema>;
export type Board = { id: string; name: string; lengthMinutes: number; zone: string; charter: Charter };

/** A board that was made before charters: no function is required, its chair decides, most of its voters make a quorum. */
export const noCharter: Charter = { kind: 'cab', rule: 'chair-decides', quorum: 'majority', requiredFunctions: [], level: 2, cadence: null, cutOffHours: 48, leadHours: 24, holidays: [], scope: '', text: '' };
/** CAB-01: functions a change advisory board must have unless its charter says otherwise. */
export const usualFunctions = ['business', 'development', 'operations', 'security'] as const;
/** EMG-02: who makes a quorum of an emergency board. */
export const emergencyFunctions = ['chair', 'technical authority'] as const;

const text = (value: Json | undefined): string => (typeof value === 'string' ? value : '');
const within = (value: Json | undefined, least: number, most: number, otherwise: number): number => (Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most ? value as number : otherwise);
const oneOf = <T extends string>(values: readonly T[], value: Json | undefined, otherwise: T): T => (values.includes(value as T) ? value as T : otherwise);
const clock = /^([01]\d|2[0-3]):[0-5]\d$/;
const dayForm = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;

function cadenceIn(value: Json | undefined): Charter['cadence'] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  const time = text(value['time']);
  const from = text(value['from']);
  return clock.test(time) && dayForm.test(from) ? { weekday: within(value['weekday'], 1, 7, 1), everyWeeks: within(value['everyWeeks'], 1, 12, 1), time, from } : null;
}

/** The charter of a board; the last one written counts. */
export const boardCharterSheet = sheet<Charter>({
  name: 'charter-of-board', kind: 'board', types: ['board.chartered'],
  fold: (_before, { data, text: words }: StampedEvent) => ({
    kind: oneOf(boardKinds, data['kind'], 'cab'), rule: oneOf(boardRules, data['rule'], 'chair-decides'), quorum: data['quorum'] === 'functions' ? 'functions' : 'majority',
    requiredFunctions: Array.isArray(words['requiredFunctions']) ? words['requiredFunctions'].filter((f) => typeof f === 'string') : [],
    level: within(data['level'], 1, 4, 2), cadence: cadenceIn(data['cadence']), cutOffHours: within(data['cutOffHours'], 0, 1000, 48), leadHours: within(data['leadHours'], 0, 1000, 24), holidays: Array.isArray(data['holidays']) ? data['holidays'].filter((day): day is string => typeof day === 'string' && dayForm.test(day)) : [], scope: text(words['scope']), text: text(words['text']),
  }),
});

/** Functions are compared as people write them: without regard to case and outer blanks. */
export const sameFunction = (a: string, b: string): boolean => a.trim().toLowerCase() === b.trim().toLowerCase();
/** Whether a seat's term covers a day. */
export const isInTerm = ({ from, until }: Pick<BoardSeat, 'from' | 'until'>, day: string): boolean => (from === null || from <= day) && (until === null || day <= until);
/** Seats that count on a day. */
export const seatsOn = (seats: readonly BoardSeat[], day: string): BoardSeat[] => seats.filter((seat) => isInTerm(seat, day));

/** CAB-01: a board with an empty or lapsed required seat cannot authorise anything; the functions it lacks are named. */
export function constitutionOf({ charter }: Pick<Board, 'charter'>, seats: readonly BoardSeat[], day: string): { isConstituted: boolean; lacks: string[] } {
  const voting = seatsOn(seats, day).filter((seat) => seat.isVoting);
  const lacks = charter.requiredFunctions.filter((needed) => !voting.some((seat) => sameFunction(seat.function, needed)));
  return { isConstituted: voting.length > 0 && lacks.length === 0, lacks };
}
export function refuseUnconstituted(board: Pick<Board, 'charter' | 'name'>, seats: readonly BoardSeat[], day: string): Refused | null {
  const { isConstituted, lacks } = constitutionOf(board, seats, day);
  return isConstituted ? null : lacks.length === 0 ? refuse('board_without_seats') : refuse('not_constituted', { board: board.name, functions: lacks });
}
