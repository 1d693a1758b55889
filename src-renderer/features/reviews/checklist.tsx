// What is needed, line by line: how it stands, why, and what to do about it.
import type { ReactNode } from 'react';
import type { ChecklistItem } from '#contract/evidence.ts';
import { SignalMark } from '../../ui/marks.tsx';
import { signalOf, statusWords, whyText } from './review-words.ts';
import s from './reviews.module.css';

export function Checklist({ label, items, actOf }: { label: string; items: readonly ChecklistItem[]; actOf: (item: ChecklistItem) => ReactNode }) {
  return (
    <ul className={s.checklist} aria-label={label}>
      {items.map((item) => {
        const why = whyText(item.why);
        return (
          <li key={item.id}>
            <SignalMark signal={signalOf(item)} label={statusWords[item.status]} />
            <div className="grow">
              <b>{item.label}</b> <span className="dim tiny mono">{item.rule}</span>
              {why !== null && <p className={s.why} data-bad={signalOf(item) === 'bad' || undefined}>{why}</p>}
            </div>
            {actOf(item)}
          </li>
        );
      })}
    </ul>
  );
}
/** How many of them stand. */
export const standing = (items: readonly ChecklistItem[]): string => `${items.filter(({ status }) => status === 'present' || status === 'waived').length} of ${items.length}`;
