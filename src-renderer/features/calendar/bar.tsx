// One change in a lane: its bar is as long as the work, the label stands beside it, the outage inside.
import type { KeyboardEvent, PointerEvent } from 'react';
import type { Bar as PlacedBar } from '#contract/calendar-views.ts';
import { RiskMark, SignalMark } from '../../ui/marks.tsx';
import { vars } from '../../ui/meter.tsx';
import type { Axis } from './axis.ts';
import { shareOf } from './axis.ts';
import { barName, lookOf, shortNumber } from './bar-words.ts';
import s from './lanes.module.css';

export const barId = (number: string, lane: string): string => `bar-${number}-${lane}`;

export type BarActs = { onFocus: (bar: PlacedBar) => void; onPress: (bar: PlacedBar) => void; onKey: (bar: PlacedBar, event: KeyboardEvent) => void; onDrag: (bar: PlacedBar, event: PointerEvent<HTMLElement>) => void };
type Props = { bar: PlacedBar; axis: Axis; isSpot: boolean; isOpen: boolean; isLit: boolean; isMoving: boolean; clashes: number; acts: BarActs; startsAt: number; endsAt: number };

/** Where a bar stands, in hundredths of the span, cut at its ends. */
function placed(axis: Axis, startsAt: number, endsAt: number): { x: number; w: number } {
  const x = Math.max(0, shareOf(startsAt, axis));
  return { x, w: Math.max(0, Math.min(100, shareOf(endsAt, axis)) - x) };
}

export function LaneBar({ bar, axis, isSpot, isOpen, isLit, isMoving, clashes, acts, startsAt, endsAt }: Props) {
  const { x, w } = placed(axis, startsAt, endsAt);
  const outage = bar.outageMinutes === null || bar.outageMinutes === 0 ? null : { dx: 0, dw: Math.min(100, ((bar.outageMinutes * 60_000) / Math.max(1, endsAt - startsAt)) * 100) };
  const shown = isMoving ? { ...bar, startsAt: new Date(startsAt).toISOString(), endsAt: new Date(endsAt).toISOString() } : bar;
  return (
    <div className={s.item} data-before={bar.isLabelBefore || undefined} style={vars({ '--x': x.toFixed(3), '--w': w.toFixed(3), '--t': isMoving ? 0 : bar.track })} data-lit={isLit || undefined} data-moving={isMoving || undefined} onPointerDown={(e) => { acts.onDrag(bar, e); }}>
      <button id={barId(bar.number, bar.lane)} type="button" className={s.bar} tabIndex={isSpot ? 0 : -1} data-look={lookOf(bar.state)} aria-pressed={isOpen} aria-label={barName(shown, { zone: axis.zone, clashes })} aria-describedby={isMoving ? 'calendar-moving' : undefined}
        onFocus={() => { acts.onFocus(bar); }} onClick={() => { acts.onPress(bar); }} onKeyDown={(e) => { acts.onKey(bar, e); }}>
        {outage && <i className={s.down} style={vars({ '--dx': outage.dx.toFixed(2), '--dw': outage.dw.toFixed(2) })} />}
      </button>
      <span className={s.label} aria-hidden="true" onClick={() => { acts.onPress(bar); }}>{clashes > 0 && <SignalMark signal="clash" />}<RiskMark tier={bar.tier} isShapeOnly /><span className={s.digits}>{shortNumber(bar.number)}</span></span>
    </div>
  );
}
