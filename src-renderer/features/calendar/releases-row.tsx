// Releases above the lanes: each as a bar over its target window, packed so that none hides another (CAL-01, REL-01).
import { useMemo } from 'react';
import type { ReleaseRow } from '#contract/release.ts';
import { hrefOf } from '../../app/routes.ts';
import { useDebounced } from '../../data/use-debounced.ts';
import { useQuery } from '../../data/use-query.ts';
import { SignalMark } from '../../ui/marks.tsx';
import { vars } from '../../ui/meter.tsx';
import { formatSpan } from '../../ui/time-words.ts';
import { counted } from '../../ui/words.ts';
import { releaseStateWords } from '../release/release-words.ts';
import type { Axis } from './axis.ts';
import { shareOf } from './axis.ts';
import { viewRestMs } from './conflicts.tsx';
import s from './lanes.module.css';

const mostTracks = 3;
const none: readonly ReleaseRow[] = [];
const gone: readonly ReleaseRow['state'][] = ['cancelled', 'deferred', 'rolled-back'];
type Placed = { row: ReleaseRow; x: number; w: number; track: number };
/** Each into the first track where its bar and its name have room. */
function placed(rows: readonly ReleaseRow[], axis: Axis): Placed[] {
  const ends: number[] = [];
  const isInSight = (startsAt: string, endsAt: string): boolean => Date.parse(endsAt) > axis.from && Date.parse(startsAt) < axis.to;
  return rows.filter(({ startsAt, endsAt, state }) => startsAt !== null && endsAt !== null && !gone.includes(state) && isInSight(startsAt, endsAt)).toSorted((a, b) => (a.startsAt! < b.startsAt! ? -1 : 1)).map((row) => {
    const x = Math.max(0, shareOf(Date.parse(row.startsAt!), axis));
    const w = Math.min(100, shareOf(Date.parse(row.endsAt!), axis)) - x;
    const free = ends.findIndex((end) => end <= x);
    const track = free === -1 ? ends.length : free;
    ends[track] = x + Math.max(w, 16);
    return { row, x, w, track };
  });
}

export function ReleasesRow({ axis }: { axis: Axis }) {
  const [from, to] = useDebounced(`${new Date(axis.from).toISOString()} ${new Date(axis.to).toISOString()}`, viewRestMs).split(' ');
  const rows = useQuery('release.list', { from: from!, to: to!, limit: 60 }, { keepPrevious: true }).value?.rows ?? none;
  const all = useMemo(() => placed(rows, axis), [rows, axis]);
  if (all.length === 0) return null;
  const shown = all.filter(({ track }) => track < mostTracks);
  const tracks = Math.min(mostTracks, Math.max(...all.map(({ track }) => track + 1)));
  return (
    <div role="row" className={s.releases} style={vars({ '--n': tracks })}>
      <div role="rowheader" className={s.corner}>Releases{all.length > shown.length && <span className="dim">&nbsp;+{all.length - shown.length}</span>}</div>
      <div role="gridcell" className={s.ticks}>
        {shown.map(({ row, x, w, track }) => (
          <a key={row.id} className={s.release} href={hrefOf({ place: 'release', release: row.number })} style={vars({ '--x': x.toFixed(3), '--w': w.toFixed(3), '--t': track })} title={`${row.number} ${row.name}, ${releaseStateWords[row.state]}, ${formatSpan(row.startsAt!, row.endsAt!, axis.zone)}`}>
            <span>{row.blockers > 0 && <SignalMark signal="missing" label={`${counted(row.blockers, 'thing')} before its next step`} />}<b>{row.name}</b><span className="unseen">, {row.number}, {releaseStateWords[row.state]}, {formatSpan(row.startsAt!, row.endsAt!, axis.zone)}</span></span>
          </a>
        ))}
      </div>
    </div>
  );
}
