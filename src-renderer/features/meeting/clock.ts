// Clocks that tick in the window: the core says where they stood and whether they run.
import { useEffect, useState } from 'react';
import type { MeetingRun, RunItem } from '#contract/cab.ts';

/** The core's present, carried on from its last answer by the window's own clock. */
export function useNow(answeredAt: string | undefined): number {
  const [base, setBase] = useState(() => ({ core: Date.now(), here: Date.now() }));
  const [here, setHere] = useState(() => Date.now());
  useEffect(() => { if (answeredAt !== undefined) setBase({ core: Date.parse(answeredAt), here: Date.now() }); }, [answeredAt]);
  useEffect(() => {
    const tick = setInterval(() => { setHere(Date.now()); }, 1000);
    return () => { clearInterval(tick); };
  }, []);
  return base.core + Math.max(0, here - base.here);
}

/** Seconds on the clock of an item. */
export const secondsNow = (item: Pick<RunItem, 'seconds' | 'runningSince'>, run: Pick<MeetingRun, 'now'>, now: number): number =>
  item.seconds + (item.runningSince === null ? 0 : Math.max(0, Math.round((now - Date.parse(run.now)) / 1000)));
/** `6:12`. */
export const clockWords = (seconds: number): string => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
