// The planned windows of a release on one line of time, within or beyond its target window.
import type { ReleaseRecord } from '#contract/release.ts';
import { Card } from '../../ui/surfaces.tsx';
import { formatMinutes, formatShort, minutesBetween } from '../../ui/time-words.ts';
import { vars } from '../../ui/meter.tsx';
import type { PlacedChange } from './release-words.ts';
import s from './release.module.css';

export function Windows({ release, changes }: { release: ReleaseRecord; changes: readonly PlacedChange[] }) {
  const planned = changes.filter(({ plannedStartAt, plannedEndAt }) => plannedStartAt !== null && plannedEndAt !== null);
  const instants = [release.startsAt, release.endsAt, ...planned.flatMap((c) => [c.plannedStartAt, c.plannedEndAt])].filter((at) => at !== null).toSorted();
  const [first, last] = [instants[0], instants.at(-1)];
  const missing = changes.length - planned.length;
  const share = (at: string): number => (first === undefined || last === undefined || last === first ? 0 : ((Date.parse(at) - Date.parse(first)) / (Date.parse(last) - Date.parse(first))) * 100);
  const bar = (from: string, to: string) => vars({ '--x': share(from), '--w': Math.max(0.6, share(to) - share(from)) });
  const isOutside = (c: PlacedChange): boolean => release.startsAt !== null && release.endsAt !== null && (c.plannedStartAt! < release.startsAt || c.plannedEndAt! > release.endsAt);
  return (
    <Card title="Windows" aside={first !== undefined && last !== undefined ? `${formatShort(first, release.zone)} to ${formatShort(last, release.zone)}` : undefined}>
      {planned.length === 0 ? <p className="dim">None of its changes has a window yet.</p> : (
        <ul className={s.bars} aria-label="Windows of the changes">
          {planned.map((c) => (
            <li key={c.id}>
              <span className="mono">{c.number}</span>
              <span className={s.lane}>
                {release.startsAt !== null && release.endsAt !== null && <i className={s.target} style={bar(release.startsAt, release.endsAt)} aria-hidden="true" />}
                <i className={s.bar} data-blocked={c.blocked !== null || undefined} data-outside={isOutside(c) || undefined} style={bar(c.plannedStartAt!, c.plannedEndAt!)} aria-hidden="true" />
              </span>
              <span className={s.when}>{formatShort(c.plannedStartAt!, release.zone)}, {formatMinutes(minutesBetween(c.plannedStartAt!, c.plannedEndAt!))}{isOutside(c) && ', outside the target window'}</span>
            </li>
          ))}
        </ul>
      )}
      {missing > 0 && planned.length > 0 && <p className="dim tiny">{missing} without a window.</p>}
    </Card>
  );
}
