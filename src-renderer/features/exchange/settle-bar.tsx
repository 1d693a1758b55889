// The act that settles a conflict: a third decision, or the choice of the value that stands.
import { useState } from 'react';
import type { DecisionVerdict } from '#contract/change.ts';
import type { ConflictSide, ConflictView } from '#contract/exchange.ts';
import { refusalOf, useActions } from '../../app/actions.ts';
import { Button } from '../../ui/button.tsx';
import { Shape } from '../../ui/shapes.tsx';
import type { ShapeName } from '../../ui/shapes.tsx';
import { chooseWords } from './exchange-words.ts';
import { SettleDialog } from './settle-dialog.tsx';
import type { Choice } from './settle-dialog.tsx';
import s from './conflict.module.css';

const shapes: Record<DecisionVerdict, ShapeName> = { approved: 'out-approved', 'approved-with-conditions': 'out-conditions', deferred: 'out-deferred', rejected: 'out-rejected', withdrawn: 'out-withdrawn', referred: 'out-referred', noted: 'out-noted' };

/** A field, a state or a meeting is settled by naming the side that stands; decisions by another decision. */
export const isDecided = (view: Pick<ConflictView, 'sides'>): boolean => view.sides.some((side) => side.verdict !== null);

/** One side per verdict that can be chosen: two equal verdicts under equal conditions are one choice. */
export function choosable(sides: readonly ConflictSide[]): readonly ConflictSide[] {
  const same = (a: ConflictSide, b: ConflictSide): boolean => a.verdict !== null && a.verdict === b.verdict && a.deferredTo === b.deferredTo && a.conditions.join('\n') === b.conditions.join('\n');
  return sides.filter((side, i) => !sides.slice(0, i).some((before) => same(before, side)));
}

const words = {
  decision: ['A third decision settles it.', 'It names both, both stay in the record, and you sign it.'],
  meeting: ['Both stand in the record.', 'What differs is put right by an addendum to the minutes.'],
  value: ['Choosing settles it.', 'The other stays in the record, one click away, and your name stands beside the choice.'],
} as const;

export function SettleBar({ view, onSettled, onLeave }: { view: ConflictView; onSettled: () => void; onLeave: () => void }) {
  const [choice, setChoice] = useState<Choice | null>(null);
  const sides = view.kind === 'meeting' ? [] : choosable(view.sides);
  const isDecision = isDecided(view);
  const [lead, text] = words[view.kind === 'meeting' ? 'meeting' : isDecision ? 'decision' : 'value'];
  const group = view.number;
  useActions([
    ...sides.map((side, i) => ({ id: `conflict.choose.${i + 1}`, label: chooseWords(side, sides), hotkey: String(i + 1), group, may: view.may, run: () => { setChoice({ side }); } })),
    ...(isDecision ? [{ id: 'conflict.otherwise', label: 'Decide otherwise…', hotkey: 'D', group, may: view.may, run: () => { setChoice({ side: null }); } }] : []),
  ]);
  return (
    <section className={s.bar} aria-label="Settle it">
      <div className="grow"><b>{lead}</b><p className="sec">{text}</p></div>
      <div className={s.barActs}>
        {sides.map((side, i) => <Button key={side.place} size="large" hotkey={String(i + 1)} refusal={refusalOf(view.may)} icon={side.verdict !== null && <span className={s.tone} data-verdict={side.verdict}><Shape name={shapes[side.verdict]} /></span>} onPress={() => { setChoice({ side }); }}>{chooseWords(side, sides)}</Button>)}
        {isDecision && <Button kind="quiet" size="large" refusal={refusalOf(view.may)} onPress={() => { setChoice({ side: null }); }}>Otherwise…</Button>}
        <Button kind="quiet" size="large" onPress={onLeave}>{view.isHolding && isDecision ? 'Leave for the board' : 'Leave it open'}</Button>
      </div>
      {choice && <SettleDialog view={view} choice={choice} sides={sides} onClose={() => { setChoice(null); }} onSettled={() => { setChoice(null); onSettled(); }} />}
    </section>
  );
}
