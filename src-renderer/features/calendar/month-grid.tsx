// A month as six weeks of days: the gravest changes of each, how many more there are, and freezes across them.
import { Fragment } from 'react';
import { RefusalLine } from '../../ui/refusal.tsx';
import { RiskMark } from '../../ui/marks.tsx';
import { formatDay } from '../../ui/time-words.ts';
import { counted } from '../../ui/words.ts';
import { tiers } from '#contract/change.ts';
import { firstOfGrid, placeOf } from './axis.ts';
import { useBehind } from './behind.ts';
import type { Behind } from './behind.ts';
import { putSpot } from './calendar-state.ts';
import type { PictureProps } from './calendar-screen.tsx';
import { useDayKeys, useDays } from './days.ts';
import type { Day } from './days.ts';
import { EventButton, spotId } from './event-button.tsx';
import { usePrintWhenWhole } from './printing.ts';
import s from './grid.module.css';

const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
/** Changes shown in a day, as many as a window of usual height has room for; the rest are counted. */
const perDayOf = (): number => (window.innerHeight >= 1000 ? 5 : 3);
const dayMs = 86_400_000;

export function MonthGrid({ axis, view, now, lit, clashes, onChange }: PictureProps) {
  const first = firstOfGrid(placeOf(axis.from, axis.zone), axis.zone);
  const { days, error, isCurrent } = useDays(first, 42, { view, axis, perDay: perDayOf() });
  usePrintWhenWhole(isCurrent);
  const keys = useDayKeys(days, { axis, onChange });
  const behind = useBehind(axis.from - 7 * dayMs, axis.to + 14 * dayMs).filter(({ entry }) => entry.kind !== 'maintenance-window');
  const month = placeOf(axis.from, axis.zone).slice(0, 7);
  const today = placeOf(now, axis.zone).slice(0, 10);
  return (
    <>
      <RefusalLine refusal={error} />
      <div className={s.month} role="grid" aria-label={`Schedule of ${axis.title}`} aria-busy={!isCurrent || undefined}>
        <div role="row" className={s.weekdays}>{weekdays.map((w) => <span key={w} role="columnheader">{w}</span>)}</div>
        {Array.from({ length: Math.ceil(days.length / 7) }, (_, week) => (
          <div key={days[week * 7]!.day} role="row" className={s.week}>
            {days.slice(week * 7, week * 7 + 7).map((day) => (
              <DayCell key={day.day} day={day} isOther={!day.day.startsWith(month)} isToday={day.day === today} zone={axis.zone} behind={behind} onMore={() => { onChange({ look: 'list', scale: 'day', at: day.day }); }}>
                {day.rows.map((planned) => (
                  <EventButton key={planned.id} planned={planned} day={day.day} zone={axis.zone} isSpot={keys.current === spotId(planned, day.day)} isOpen={view.open === planned.number} isLit={lit.has(planned.number)} isMoving={keys.movingId === planned.id} clashes={clashes.get(planned.id) ?? 0}
                    onPress={() => { putSpot(spotId(planned, day.day)); onChange({ open: planned.number }); }} onFocus={() => { putSpot(spotId(planned, day.day)); }} onKey={(e) => { keys.key(planned, day.day, e); }} />
                ))}
              </DayCell>
            ))}
          </div>
        ))}
      </div>
    </>
  );
}

type CellProps = { day: Day; isOther: boolean; isToday: boolean; zone: string; behind: readonly Behind[]; onMore: () => void; children: React.ReactNode };
function DayCell({ day, isOther, isToday, zone, behind, onMore, children }: CellProps) {
  const here = behind.filter(({ from, to }) => from < Date.parse(day.endsAt) && to > Date.parse(day.startsAt));
  const more = day.count - day.rows.length;
  const grave = tiers.filter((tier) => tier === 'high' || tier === 'critical').map((tier) => [tier, day.tiers[tier] ?? 0] as const).filter(([, n]) => n > 0);
  return (
    <div role="gridcell" className={s.day} data-other={isOther || undefined} data-today={isToday || undefined} data-frozen={here.some(({ entry }) => entry.kind === 'freeze') || undefined}>
      <span className="unseen">{`${formatDay(day.startsAt, zone)}: ${day.count === 0 ? 'nothing planned' : counted(day.count, 'change')}${here.map(({ entry }) => `, ${entry.title}`).join('')}`}</span>
      <div className={s.dayHead}><span className={s.date} aria-hidden="true">{Number(day.day.slice(8))}</span>{here.slice(0, 1).map(({ entry, from }) => <span key={`${entry.id} ${from}`} className={s.behind} data-kind={entry.kind} title={entry.title}>{entry.title}</span>)}</div>
      {children}
      {more > 0 && <button type="button" className={s.more} tabIndex={-1} onClick={onMore}>+{more} more{grave.map(([tier, n]) => <Fragment key={tier}> <RiskMark tier={tier} isShapeOnly />{n}</Fragment>)}</button>}
    </div>
  );
}
