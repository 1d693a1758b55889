// A week by the hours of its days: changes that meet stand side by side, freezes and maintenance windows behind them.
import { useMemo } from 'react';
import { RefusalLine } from '../../ui/refusal.tsx';
import { vars } from '../../ui/meter.tsx';
import { formatDay } from '../../ui/time-words.ts';
import { counted } from '../../ui/words.ts';
import { minuteOfDay, placeOf } from './axis.ts';
import { useBehind } from './behind.ts';
import { putSpot } from './calendar-state.ts';
import type { PictureProps } from './calendar-screen.tsx';
import { beside } from './beside.ts';
import { useDayKeys, useDays } from './days.ts';
import type { Day } from './days.ts';
import { EventButton, spotId } from './event-button.tsx';
import { usePrintWhenWhole } from './printing.ts';
import s from './grid.module.css';

/** Changes drawn in a day; the rest are counted at its head. */
const perDay = 24;
const hours = Array.from({ length: 24 }, (_, i) => i);
/** Where a minute of a clock-change day stands: the wall clock leads, so that an hour has one place in every day. */
const place = (at: number, day: Day, zone: string): number => (at <= Date.parse(day.startsAt) ? 0 : at >= Date.parse(day.endsAt) ? 100 : (minuteOfDay(at, zone) / 1440) * 100);

export function DayGrid({ axis, view, now, lit, clashes, onChange }: PictureProps) {
  const first = placeOf(axis.from, axis.zone).slice(0, 10);
  const { days, error, isCurrent } = useDays(first, 7, { view, axis, perDay });
  usePrintWhenWhole(isCurrent);
  const keys = useDayKeys(days, { axis, onChange });
  const behind = useBehind(axis.from, axis.to);
  const today = placeOf(now, axis.zone).slice(0, 10);
  const placed = useMemo(() => new Map(days.map((day) => [day.day, beside(day.rows.map((planned) => ({ planned, from: place(Date.parse(planned.startsAt), day, axis.zone), to: place(Date.parse(planned.endsAt), day, axis.zone) })).map((stretch) => ({ ...stretch, to: Math.max(stretch.to, stretch.from + 2.1) })))])), [days, axis.zone]);
  const isCrowded = [...placed.values()].some((blocks) => blocks.some(({ columns }) => columns > 3));
  return (
    <>
      <RefusalLine refusal={error} />
      <div className={s.hoursGrid} role="grid" aria-label={`Schedule of ${axis.title}`} data-crowded={isCrowded || undefined} aria-busy={!isCurrent || undefined}>
        <div role="row" className={s.hoursHead}>
          <span role="columnheader" className={s.gutter}><span className="unseen">Hours</span></span>
          {days.map((day) => (
            <span key={day.day} role="columnheader" data-today={day.day === today || undefined}>
              <button type="button" tabIndex={-1} onClick={() => { onChange({ look: 'list', scale: 'day', at: day.day }); }}>{formatDay(day.startsAt, axis.zone)}{day.count > day.rows.length && <span className="dim"> +{day.count - day.rows.length} more</span>}</button>
            </span>
          ))}
        </div>
        <div className={s.hoursBody} role="row">
          <div role="rowheader" className={s.gutter}><span className="unseen">Hours</span>{hours.map((h) => <span key={h} aria-hidden="true" style={vars({ '--y': ((h / 24) * 100).toFixed(3) })}>{h === 0 ? '' : String(h).padStart(2, '0')}</span>)}</div>
          {days.map((day) => (
            <div key={day.day} role="gridcell" className={s.hoursDay}>
              <span className="unseen">{`${formatDay(day.startsAt, axis.zone)}: ${day.count === 0 ? 'nothing planned' : counted(day.count, 'change')}`}</span>
              {behind.filter((b) => b.from < Date.parse(day.endsAt) && b.to > Date.parse(day.startsAt)).map(({ entry, from, to }) => <i key={`${entry.id} ${from}`} data-kind={entry.kind} title={entry.title} style={vars({ '--y': place(from, day, axis.zone).toFixed(3), '--h': (place(to, day, axis.zone) - place(from, day, axis.zone)).toFixed(3) })} />)}
              {placed.get(day.day)!.map(({ planned, from, to, column, columns }) => (
                <div key={planned.id} className={s.block} data-beside={columns > 3 ? 'many' : columns > 1 ? 'few' : undefined} style={vars({ '--y': from.toFixed(3), '--h': (to - from).toFixed(3), '--c': column, '--n': columns })}>
                  <EventButton planned={planned} day={day.day} zone={axis.zone} isSpot={keys.current === spotId(planned, day.day)} isOpen={view.open === planned.number} isLit={lit.has(planned.number)} isMoving={keys.movingId === planned.id} clashes={clashes.get(planned.id) ?? 0}
                    onPress={() => { putSpot(spotId(planned, day.day)); onChange({ open: planned.number }); }} onFocus={() => { putSpot(spotId(planned, day.day)); }} onKey={(e) => { keys.key(planned, day.day, e); }} />
                </div>
              ))}
              {day.day === today && <i className={s.now} style={vars({ '--y': place(now, day, axis.zone).toFixed(3) })} />}
            </div>
          ))}
        </div>
      </div>
    </>
  );
}
