// Wrong passphrases and the waiting they earn (SEC-02). Part of boot.
import { AppError, appError } from './app-error.ts';

/** Wrong passphrases since the last right one, at whichever door, and the time (ms) until which none is taken. */
export type Tries = { wrong: number; until: number };
export const noTries = (): Tries => ({ wrong: 0, until: 0 });

/** Wrong passphrases before a delay, and its growth: 10 s, 20 s, 40 s … up to 15 minutes. */
const patience = { tries: 5, firstDelayMs: 10_000, longestMs: 900_000 };
const isWrong = (error: unknown): boolean => !(error instanceof AppError) || ['wrong_passphrase', 'unlock_wrong', 'kit_passphrase_wrong'].includes(error.refusal.code);

/** Tries a passphrase; every wrong one makes the next wait longer, at every door: opening the window anew starts nothing from the beginning. What is refused for another reason counts as no try. */
export function tried<T>(tries: Tries, nowMs: () => number, attempt: () => T): T {
  const wait = tries.until - nowMs();
  if (wait > 0) throw appError('too_many_tries', { seconds: Math.ceil(wait / 1000) });
  try {
    const value = attempt();
    Object.assign(tries, noTries());
    return value;
  } catch (error) {
    if (!isWrong(error)) throw error;
    const wrong = tries.wrong + 1;
    const delay = wrong < patience.tries ? 0 : Math.min(patience.longestMs, patience.firstDelayMs * 2 ** (wrong - patience.tries));
    Object.assign(tries, { wrong, until: nowMs() + delay });
    throw error;
  }
}
