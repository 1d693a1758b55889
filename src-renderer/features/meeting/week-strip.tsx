// The week of the window: freezes and maintenance windows behind, this change and what it meets before them.
import type { Output } from '#contract/index.ts';
import { useQuery } from '../../data/use-query.ts';
import { RiskMark, SignalMark } from '../../ui/marks.tsx';
import { vars } from '../../ui/meter.tsx';
import { Card } from '../../ui/surfaces.tsx';
import { formatDay, formatShort } from '../../ui/time-words.ts';
import { wallTimeOf } from '../../ui/zones.ts';
import { counted } from '../../ui/words.ts';
import s from './run.module.css';

const day = 86_400_000;
/** Monday 00:00 of the week an instant falls in, as UTC milliseconds of the wall clock of the zone: enough for a picture. */
function weekOf(at: string, zone: string): number {
  const wall = Date.parse(`${wallTimeOf(at, zone).slice(0, 10)}T00:00:00.000Z`);
  return wall - ((new Date(wall).getUTCDay() + 6) % 7) * day;
}
const wallMs = (at: string, zone: string): number => Date.parse(`${wallTimeOf(at, zone).replace(' ', 'T')}:00.000Z`);

export function WeekStrip({ packet }: { packet: Output<'cab.packet'> }) {
  const { card, conflicts } = packet;
  const monday = weekOf(card.plannedStartAt ?? new Date().toISOString(), card.zone);
  const entries = useQuery('calendar.list', { from: new Date(monday - day).toISOString(), to: new Date(monday + 8 * day).toISOString() }, { keepPrevious: true }).value?.rows ?? [];
  if (card.plannedStartAt === null || card.plannedEndAt === null) return null;
  const span = (from: string, to: string): Record<`--${string}`, string> => {
    const [a, b] = [Math.max(0, (wallMs(from, card.zone) - monday) / (7 * day)), Math.min(1, (wallMs(to, card.zone) - monday) / (7 * day))];
    return { '--x': (a * 100).toFixed(3), '--w': (Math.max(0, b - a) * 100).toFixed(3) };
  };
  const behind = entries.filter((e) => e.kind !== 'business-event' && wallMs(e.endsAt, card.zone) > monday && wallMs(e.startsAt, card.zone) < monday + 7 * day);
  const lanes = [{ number: 'this', from: card.plannedStartAt, to: card.plannedEndAt, isOwn: true }, ...conflicts.slice(0, 3).map((c) => ({ number: c.number, from: c.from, to: c.to, isOwn: false }))];
  const freezes = behind.filter((e) => e.kind === 'freeze');
  return (
    <Card title="The week of the window" aside={conflicts.length === 0 ? <span className="dim">no conflict</span> : <SignalMark signal="clash">{counted(conflicts.length, 'conflict')}</SignalMark>}>
      <div className={s.strip} role="img" aria-label={`The window lies on ${formatDay(card.plannedStartAt, card.zone)}. ${freezes.length === 0 ? 'No freeze that week.' : `Freezes: ${freezes.map((f) => f.title).join(', ')}.`}`}>
        <div className={s.days}>{Array.from({ length: 7 }, (_, i) => <span key={i}>{formatDay(new Date(monday + i * day + day / 2).toISOString(), 'UTC')}</span>)}</div>
        {lanes.map((lane) => (
          <div key={lane.number} className={s.lane}>
            {behind.map((e) => <i key={e.id} data-kind={e.kind} style={vars(span(e.startsAt, e.endsAt))} />)}
            <i data-kind="bar" data-own={lane.isOwn || undefined} style={vars(span(lane.from, lane.to))} />
            <b style={vars(span(lane.to, lane.to))}>{lane.isOwn ? <><RiskMark tier={card.tier} isShapeOnly /> this</> : lane.number}</b>
          </div>
        ))}
      </div>
      <ul className={s.notes}>
        {conflicts.slice(0, 3).map((c) => <li key={c.number}><SignalMark signal="clash"><b className="mono">{c.number}</b> {c.title}: {c.rule}</SignalMark><span className="dim">{formatShort(c.from, card.zone)} to {formatShort(c.to, card.zone)}</span></li>)}
        {freezes.map((f) => <li key={f.id}><SignalMark signal="warn">{f.title}</SignalMark><span className="dim">{formatShort(f.startsAt, card.zone)} to {formatShort(f.endsAt, card.zone)}</span></li>)}
      </ul>
    </Card>
  );
}
