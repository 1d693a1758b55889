// Measures: a share as a bar, a count as steps, and the progress of long work.
import type { CSSProperties } from 'react';
import type { Progress } from '#contract/define.ts';
import { Button } from './button.tsx';
import { figure } from './words.ts';
import s from './meter.module.css';

type Vars = CSSProperties & Record<`--${string}`, string | number>;
/** Positions and sizes for the style sheet: the only inline style there is. */
export const vars = (values: Record<`--${string}`, string | number>): Vars => values;

/** How much of a limit is used. `isOver` hatches it in red. */
export function Meter({ label, value, most, isOver = false }: { label: string; value: number; most: number; isOver?: boolean }) {
  const share = most > 0 ? Math.min(100, Math.max(0, (value / most) * 100)) : 0;
  return <span className={s.meter} role="meter" aria-label={label} aria-valuenow={value} aria-valuemin={0} aria-valuemax={Math.max(most, value)} data-over={isOver || undefined}><i style={vars({ '--v': share })} /></span>;
}

/** Pieces present out of those needed; the figure stands beside the shape. */
export function Steps({ label, ready, needed }: { label: string; ready: number; needed: number }) {
  return (
    <span className={s.steps}>
      <span aria-hidden="true">{Array.from({ length: needed }, (_, i) => <i key={i} data-on={i < ready || undefined} />)}</span>
      <span><span className="unseen">{label} </span>{ready}/{needed}</span>
    </span>
  );
}

/** Long work: what it is doing, how far it is, and a way to stop it. */
export function ProgressBar({ progress, label, onCancel }: { progress: Progress | undefined; label: string; onCancel?: () => void }) {
  const total = progress?.total ?? null;
  const share = progress && total !== null && total > 0 ? Math.min(100, (progress.done / total) * 100) : null;
  return (
    <div className={s.progress}>
      <div className={s.words}>
        <span className="trunc" role="status">{progress?.what ?? label}</span>
        <span className="end num dim">{progress && (total === null ? figure(progress.done) : `${figure(progress.done)} of ${figure(total)}`)}</span>
        {onCancel && <Button kind="quiet" hotkey="Escape" onPress={onCancel}>Stop</Button>}
      </div>
      <span className={s.track} role="progressbar" aria-label={label} aria-valuemin={0} aria-valuemax={100} aria-valuenow={share === null ? undefined : Math.round(share)} data-unknown={share === null || undefined}>
        <i style={vars({ '--v': share ?? 30 })} />
      </span>
    </div>
  );
}
