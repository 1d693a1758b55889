// Ties the core's news to the cache: several commits close together become one round of questions.
import type { Subject } from '#contract/define.ts';
import { bridge } from '../bridge.ts';
import { refresh } from './answers.ts';

/** News within this many milliseconds is answered together. */
const batchMs = 30;

/** Starts hearing; returns how to stop. */
export function hearChanges(): () => void {
  const waiting = new Set<Subject>();
  const stop = bridge().onChanged(({ subjects }) => {
    if (waiting.size === 0) setTimeout(() => { const touched = new Set(waiting); waiting.clear(); refresh(touched); }, batchMs);
    for (const subject of subjects) waiting.add(subject);
  });
  return stop;
}
