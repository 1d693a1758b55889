// The backout against its window: when it has to be decided, how long it takes, and what is left. Length is time.
import type { BackoutRecord } from '#contract/backout.ts';
import { SignalMark } from '../../ui/marks.tsx';
import { vars } from '../../ui/meter.tsx';
import { formatClock, formatMinutes, formatSpan, minutesBetween } from '../../ui/time-words.ts';
import { PartCard } from './part-card.tsx';
import s from './backout.module.css';

export function TimePicture({ record }: { record: BackoutRecord }) {
  const { time: { needed, startsAt, endsAt, zone, available, isFromDeadline }, deadlineAt } = record;
  if (startsAt === null || endsAt === null) return <PartCard record={record} title="Time" pieces={['time']}><p className="dim">The change has no planned window yet.</p></PartCard>;
  const window = Math.max(1, minutesBetween(startsAt, endsAt));
  const from = isFromDeadline && deadlineAt !== null ? minutesBetween(startsAt, deadlineAt) : 0;
  const most = Math.max(window, from + needed);
  const share = (minutes: number): number => Math.round((minutes / most) * 10_000) / 100;
  const over = Math.max(0, from + needed - window);
  const spare = available === null ? 0 : available - needed;
  return (
    <PartCard record={record} title="Time" pieces={['time']} aside={formatSpan(startsAt, endsAt, zone)}>
      <div className={s.picture} role="img" aria-label={`The window lasts ${formatMinutes(window)}. ${isFromDeadline ? `Decided ${formatMinutes(from)} after its start, t` : 'T'}he backout takes ${formatMinutes(needed)}${over > 0 ? ` and ends ${formatMinutes(over)} after the window` : ` and leaves ${formatMinutes(spare)}`}.`}>
        <span className={s.window} style={vars({ '--x': 0, '--w': share(window) })} />
        {needed > 0 && <span className={s.needed} style={vars({ '--x': share(from), '--w': share(needed - over) })} />}
        {over > 0 && <span className={s.over} style={vars({ '--x': share(window), '--w': share(Math.min(over, most - window)) })} />}
        {isFromDeadline && <span className={s.deadline} style={vars({ '--x': share(from), '--w': 0 })} />}
      </div>
      <ul className={s.legend}>
        <li><i data-of="window" />Window {formatMinutes(window)}</li>
        {needed > 0 && <li><i data-of="needed" />Backout {formatMinutes(needed)}</li>}
        {isFromDeadline && deadlineAt !== null && <li><i data-of="deadline" />Decide by {formatClock(deadlineAt, zone)}</li>}
        <li className="end">{over > 0 ? <SignalMark signal="bad">{formatMinutes(over)} too long</SignalMark> : needed === 0 ? 'no steps yet' : `${formatMinutes(spare)} to spare`}</li>
      </ul>
      {!isFromDeadline && <p className="dim">{deadlineAt === null ? 'Without a decision deadline the whole window counts.' : 'The decision deadline lies before the window; the whole window counts.'}</p>}
    </PartCard>
  );
}
