// Words of exceptions, as people read them.
import type { ExceptionRow } from '#contract/exceptions.ts';
import type { Role } from '#contract/people.ts';
import type { Signal } from '../../ui/marks.tsx';
import { formatDay } from '../../ui/time-words.ts';
import { counted, roleWords } from '../../ui/words.ts';

export const dayText = (day: string): string => formatDay(`${day}T12:00:00.000Z`, 'UTC');
export const standingWords: Record<ExceptionRow['standing'], string> = { requested: 'asked for', upcoming: 'granted, not begun', valid: 'holds', expired: 'expired', refused: 'refused', revoked: 'ended' };
/** Days within which an exception is said to end soon. */
const soon = 7;
export const standingSignal = ({ standing, daysLeft }: Pick<ExceptionRow, 'standing' | 'daysLeft'>): Signal => {
  if (standing === 'valid') return daysLeft <= soon ? 'warn' : 'ok';
  return standing === 'expired' ? 'bad' : standing === 'requested' ? 'missing' : 'seen';
};
/** How long it still holds, in words. */
export const leftText = ({ standing, daysLeft, until }: Pick<ExceptionRow, 'standing' | 'daysLeft' | 'until'>): string =>
  (standing === 'valid' ? `until ${dayText(until)}, ${counted(daysLeft, 'day')} left` : `until ${dayText(until)}`);
export const granters = (roles: readonly string[]): string => roles.map((role) => roleWords[role as Role].toLowerCase()).join(' or ');
