// What the timeline shows in one line: an act that wrote many entries at once, such as filling in the risk form, is one thing that happened.
import type { HistoryEntry } from '#contract/change.ts';

export type TimelineLine = { entries: readonly [HistoryEntry, ...HistoryEntry[]] };
const ofRiskForm: ReadonlySet<string> = new Set(['risk.answered', 'risk.classified', 'risk.reversibilitySet']);
/** Fewer say more by themselves. */
const leastFolded = 3;

const areOneAct = (a: HistoryEntry, b: HistoryEntry): boolean => ofRiskForm.has(a.type) && ofRiskForm.has(b.type) && a.feed === b.feed && a.seq === b.seq;

/** Entries in their order; neighbours of the risk form that one commit wrote are one line. */
export function timelineLines(entries: readonly HistoryEntry[]): TimelineLine[] {
  const acts: [HistoryEntry, ...HistoryEntry[]][] = [];
  for (const entry of entries) {
    const last = acts.at(-1);
    if (last && areOneAct(last[0], entry)) last.push(entry);
    else acts.push([entry]);
  }
  return acts.flatMap((act): TimelineLine[] => (act.length >= leastFolded ? [{ entries: act }] : act.map((entry) => ({ entries: [entry] }))));
}
