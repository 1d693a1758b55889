// Ties the core's news to the cache: several commits close together become one round of questions.
import type { Subject } from '#contract/define.ts';
import { bridge } from '../bridge.ts';
import { refresh } from './answers.ts';

/** News within this many milliseconds is answered together … */
const batchMs = 30;
/** … and rounds of questions keep this distance, so that an import of many commits does not ask all the time. */
const distanceMs = 120;

/** Starts hearing; returns how to stop. */
export function hearChanges(): () => void {
  const waiting = new Set<Subject>();
  let asked = 0;
  const answer = (): void => {
    const touched = new Set(waiting);
    waiting.clear();
    asked = Date.now();
    refresh(touched);
  };
  return bridge().onChanged(({ subjects }) => {
    if (subjects.length === 0) return;
    if (waiting.size === 0) setTimeout(answer, Math.max(batchMs, asked + distanceMs - Date.now()));
    for (const subject of subjects) waiting.add(subject);
  });
}
