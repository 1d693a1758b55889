// A change as it stands in a day: its shape, number, time and title; pressing it opens it below.
import type { KeyboardEvent } from 'react';
import type { Planned } from '#contract/calendar-views.ts';
import { RiskMark, SignalMark } from '../../ui/marks.tsx';
import { formatClock } from '../../ui/time-words.ts';
import { barName, lookOf, shortNumber } from './bar-words.ts';
import s from './grid.module.css';

export const spotId = (planned: Pick<Planned, 'number'>, day: string): string => `bar-${planned.number}-${day}`;
type Props = { planned: Planned; day: string; zone: string; isSpot: boolean; isOpen: boolean; isLit: boolean; isMoving: boolean; clashes: number; onPress: () => void; onFocus: () => void; onKey: (event: KeyboardEvent) => void };

export function EventButton({ planned, day, zone, isSpot, isOpen, isLit, isMoving, clashes, onPress, onFocus, onKey }: Props) {
  return (
    <button id={spotId(planned, day)} type="button" className={s.event} data-look={lookOf(planned.state)} data-lit={isLit || undefined} data-moving={isMoving || undefined} aria-pressed={isOpen} tabIndex={isSpot ? 0 : -1} aria-describedby={isMoving ? 'calendar-moving' : undefined}
      onClick={onPress} onFocus={onFocus} onKeyDown={onKey}>
      <span className="unseen">{barName(planned, { zone, clashes })}</span>
      <span aria-hidden="true" className={s.shown}>{clashes > 0 && <SignalMark signal="clash" />}<RiskMark tier={planned.tier} isShapeOnly /><span className="num">{formatClock(planned.startsAt, zone)}</span><b>{shortNumber(planned.number)}</b><span className="trunc">{planned.title}</span></span>
    </button>
  );
}
