// The lines of an import review: what is added and merged, then what asks for a person, then what waits.
import type { BundlePreview, Fork, HeldFeed, Waiting } from '#contract/exchange.ts';
import { counted, figure } from '../../ui/words.ts';
import { conflictTitle, holdWords, kindWords, siteName, waitingWords } from './exchange-words.ts';

export type Act = BundlePreview['groups'][number]['act'] | 'hold';
export const actWords: Record<Act, string> = { add: 'Add', merge: 'Merge', decide: 'Decide', choose: 'Choose', wait: 'Waiting', hold: 'Held' };

type Base = { id: string; title: string; detail: string; act: Act; signal: 'ok' | 'bad' | 'warn' | 'gap' | 'clash' | 'missing' };
export type ReviewItem = Base & (
  | { of: 'group'; group: BundlePreview['groups'][number] }
  | { of: 'conflict'; conflict: BundlePreview['conflicts'][number] }
  | { of: 'waiting'; waiting: Waiting }
  | { of: 'held'; held: HeldFeed }
  | { of: 'fork'; fork: Fork }
  | { of: 'omitted' }
);

/** Groups that ask or wait are told by their conflicts and gaps; they stand alone only where nothing tells more. */
export function itemsOf(preview: BundlePreview): ReviewItem[] {
  const { conflicts, waiting, forks } = preview;
  const told = { decide: conflicts.length > 0, choose: conflicts.length > 0, wait: waiting.length > 0, add: false, merge: false };
  const signals = { add: 'ok', merge: 'ok', decide: 'bad', choose: 'warn', wait: 'gap' } as const;
  const open = forks.filter((f) => !f.isSettled);
  const items: ReviewItem[] = [
    ...preview.groups.filter((g) => !told[g.act]).map((group, i): ReviewItem => ({ of: 'group', group, id: `group-${i}`, title: group.title, detail: group.detail, act: group.act, signal: signals[group.act] })),
    ...conflicts.map((conflict, i): ReviewItem => {
      const isDecision = kindWords[conflict.kind].act === 'Decide';
      return { of: 'conflict', conflict, id: `conflict-${i}`, title: conflict.number, detail: conflictTitle(conflict, conflict.sides?.length), act: isDecision ? 'decide' : 'choose', signal: conflict.isHolding ? 'bad' : 'warn' };
    }),
    ...open.map((fork): ReviewItem => ({ of: 'fork', fork, id: `fork-${fork.feed}`, title: `${siteName(fork)} feed`, detail: `Two histories after commit ${figure(fork.from)}`, act: 'hold', signal: 'clash' })),
    ...preview.quarantined.filter((h) => h.reason !== 'fork' || !open.some((f) => f.feed === h.feed)).map((held): ReviewItem => ({ of: 'held', held, id: `held-${held.feed}-${held.from}`, title: `${siteName(held)} feed`, detail: `${counted(held.count, 'commit')}, ${holdWords[held.reason]}`, act: 'hold', signal: 'bad' })),
    ...waiting.map((w): ReviewItem => ({ of: 'waiting', waiting: w, id: `waiting-${w.feed}-${w.from}`, title: `${siteName(w)} feed`, detail: waitingWords(w), act: 'wait', signal: 'gap' })),
  ];
  const left = preview.omitted.reduce((sum, o) => sum + o.count, 0);
  return left === 0 ? items : [...items, { of: 'omitted', id: 'omitted', title: 'Left out', detail: `${counted(left, 'text')} by the sender’s choice`, act: 'wait', signal: 'missing' }];
}
