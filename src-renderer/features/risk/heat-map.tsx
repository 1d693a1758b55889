// Impact across, likelihood up. Each cell is a button; arrows move, Enter lists the changes in it.
import { useRef, useState } from 'react';
import type { KeyboardEvent } from 'react';
import type { HeatCell } from '#contract/risk.ts';
import { RiskMark } from '../../ui/marks.tsx';
import { counted, tierWords } from '../../ui/words.ts';
import s from './heat.module.css';

export type HeatPlace = { impact: number; likelihood: number };
export const isSamePlace = (a: HeatPlace | null | undefined, b: HeatPlace | null | undefined): boolean => !!a && !!b && a.impact === b.impact && a.likelihood === b.likelihood;
const levels = [1, 2, 3, 4, 5];
const steps: Partial<Record<string, HeatPlace>> = { ArrowLeft: { impact: -1, likelihood: 0 }, ArrowRight: { impact: 1, likelihood: 0 }, ArrowUp: { impact: 0, likelihood: 1 }, ArrowDown: { impact: 0, likelihood: -1 } };
const within = (level: number): number => Math.min(5, Math.max(1, level));
/** The cell with the highest risk that has changes in it. */
export const worstPlace = (cells: readonly HeatCell[]): HeatPlace | null => cells.filter(({ changes }) => changes.length > 0).toSorted((a, b) => b.impact + b.likelihood - a.impact - a.likelihood || b.impact - a.impact)[0] ?? null;

type Props = { label: string; cells: readonly HeatCell[]; /** Outlined: where one change stands. */ here?: HeatPlace | null; chosen: HeatPlace | null; onChoose: (place: HeatPlace) => void };
export function HeatMap({ label, cells, here = null, chosen, onChoose }: Props) {
  const [at, setAt] = useState<HeatPlace>(chosen ?? here ?? { impact: 1, likelihood: 1 });
  const grid = useRef<HTMLDivElement>(null);
  const walk = (event: KeyboardEvent): void => {
    const step = steps[event.key];
    if (!step || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const next = { impact: within(at.impact + step.impact), likelihood: within(at.likelihood + step.likelihood) };
    setAt(next);
    grid.current?.querySelector<HTMLElement>(`[data-at="${next.impact} ${next.likelihood}"]`)?.focus();
  };
  const cellAt = (place: HeatPlace): HeatCell | undefined => cells.find((cell) => isSamePlace(cell, place));
  return (
    <div className={s.map}>
      <span className={s.up} aria-hidden="true">Likelihood, 1 to 5</span>
      <div ref={grid} className={s.cells} role="group" aria-label={label}>
        {levels.toReversed().flatMap((likelihood) => levels.map((impact) => {
          const place = { impact, likelihood };
          const cell = cellAt(place);
          if (!cell) return null;
          const n = cell.changes.length;
          return (
            <button key={`${impact} ${likelihood}`} type="button" data-at={`${impact} ${likelihood}`} data-tier={cell.tier} data-has={n > 0 || undefined} data-here={isSamePlace(here, place) || undefined} aria-pressed={isSamePlace(chosen, place)}
              tabIndex={isSamePlace(at, place) ? 0 : -1} aria-label={`Impact ${impact}, likelihood ${likelihood}, ${tierWords[cell.tier]}: ${n === 0 ? 'no change' : counted(n, 'change')}${isSamePlace(here, place) ? ', this change is here' : ''}`}
              onKeyDown={walk} onFocus={() => { setAt(place); }} onClick={() => { onChoose(place); }}>
              <span aria-hidden="true"><RiskMark tier={cell.tier} isShapeOnly />{n > 0 && <b>{n}</b>}</span>
            </button>
          );
        }))}
      </div>
      <span className={s.across} aria-hidden="true">Impact, 1 to 5{here && '. Outlined: this change'}</span>
    </div>
  );
}
