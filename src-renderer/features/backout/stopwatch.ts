// A stopwatch over steps: one runs at a time, each may be stopped, gone on with, and corrected by hand.
import { useEffect, useState } from 'react';

/** `since` is the instant (ms) at which the step began to run; `spent` what it had taken before, in ms. */
export type Watch = { running: string | null; since: number; spent: Readonly<Record<string, number>> };
export const stillWatch: Watch = { running: null, since: 0, spent: {} };

export const spentOn = ({ running, since, spent }: Watch, step: string, now: number): number => (spent[step] ?? 0) + (running === step ? now - since : 0);
export function stop(watch: Watch, now: number): Watch {
  const { running, spent } = watch;
  return running === null ? watch : { running: null, since: 0, spent: { ...spent, [running]: spentOn(watch, running, now) } };
}
export const start = (watch: Watch, step: string, now: number): Watch => ({ ...stop(watch, now), running: step, since: now });
/** Stops what runs and goes on with the next step that has no time yet; starts the first one when nothing has. */
export function advance(watch: Watch, steps: readonly string[], now: number): Watch {
  const stopped = stop(watch, now);
  const next = steps.find((step) => stopped.spent[step] === undefined);
  return next === undefined ? stopped : start(stopped, next, now);
}
/** A time typed in the place of the measured one, in seconds. */
export const correct = (watch: Watch, step: string, seconds: number | null): Watch => {
  const { [step]: _, ...others } = watch.spent;
  return { ...(watch.running === step ? { ...watch, running: null } : watch), spent: seconds === null ? others : { ...others, [step]: seconds * 1000 } };
};

/** The present, in ms, several times a second while something runs. */
export function useTicking(isRunning: boolean): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (!isRunning) return undefined;
    const timer = setInterval(() => { setNow(Date.now()); }, 250);
    return () => { clearInterval(timer); };
  }, [isRunning]);
  return now;
}
