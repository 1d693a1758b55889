// One lane: what lies behind, the bars in their tracks, or how many there are in each week.
import { memo } from 'react';
import type { Bar, Heap, Lane, LaneKind } from '#contract/calendar-views.ts';
import { Badge, RiskMark } from '../../ui/marks.tsx';
import { vars } from '../../ui/meter.tsx';
import { formatSpan } from '../../ui/time-words.ts';
import { counted, tierWords } from '../../ui/words.ts';
import type { Axis } from './axis.ts';
import { shareOf } from './axis.ts';
import { LaneBar } from './bar.tsx';
import type { BarActs } from './bar.tsx';
import { laneName } from './bar-words.ts';
import type { Behind } from './behind.ts';
import type { Draft } from './calendar-state.ts';
import s from './lanes.module.css';

type Props = {
  lane: Lane; by: LaneKind; index: number; top: number; height: number; axis: Axis; bars: readonly Bar[]; heaps: readonly Heap[]; behind: readonly Behind[]; acts: BarActs;
  /** The bar that has the keyboard, the one that is open, and the one that is being moved, if they are in this lane. */
  spot: string | null; open: string; draft: Draft | null; lit: ReadonlySet<string>; clashes: ReadonlyMap<string, number>; onList: (lane: Lane) => void; onHeap: (heap: Heap) => void;
};

/** Counts come in while one looks: a lane is drawn again when one of its own bars has another one. */
const isSame = (before: Props, now: Props): boolean => (Object.keys(now) as (keyof Props)[]).every((name) => before[name] === now[name] || (name === 'clashes' && now.bars.every(({ id }) => before.clashes.get(id) === now.clashes.get(id))));

export const LaneRow = memo(function LaneRow({ lane, by, index, top, height, axis, bars, heaps, behind, acts, spot, open, draft, lit, clashes, onList, onHeap }: Props) {
  const hidden = heaps.length > 0 ? 0 : lane.count - bars.length;
  const isLit = bars.some(({ number }) => lit.has(number));
  const name = laneName(lane.name, by);
  return (
    <div role="row" aria-rowindex={index + 2} className={s.lane} style={vars({ '--y': `${top}px`, '--h': `${height}px` })} data-lit={isLit || undefined}>
      <div role="rowheader" className={s.name} title={name}>
        <span className="trunc">{name}</span>
        {lane.tier !== null && <Badge><span className="unseen">Tier </span>T{lane.tier}</Badge>}
        {hidden > 0 && bars.length > 0 && <button type="button" className={s.more} tabIndex={-1} onClick={() => { onList(lane); }}>+{hidden}<span className="unseen"> more in the list</span></button>}
      </div>
      <div role="gridcell" className={s.track}>
        <span className="unseen">{lane.count === 0 ? 'nothing planned' : counted(lane.count, 'change')}</span>
        {behind.map(({ entry, from, to }) => <i key={`${entry.id} ${from}`} className={s.behind} data-kind={entry.kind} style={vars({ '--x': Math.max(0, shareOf(from, axis)).toFixed(3), '--w': (Math.min(100, shareOf(to, axis)) - Math.max(0, shareOf(from, axis))).toFixed(3) })} />)}
        {heaps.map((heap) => <HeapMark key={heap.startsAt} heap={heap} axis={axis} onPress={onHeap} />)}
        {bars.map((bar) => {
          const isMoving = draft?.planned.id === bar.id;
          return <LaneBar key={bar.number} bar={bar} axis={axis} isSpot={spot === bar.number} isOpen={open === bar.number} isLit={lit.has(bar.number)} isMoving={isMoving} clashes={clashes.get(bar.id) ?? 0} acts={acts} startsAt={isMoving ? draft.startsAt : Date.parse(bar.startsAt)} endsAt={isMoving ? draft.endsAt : Date.parse(bar.endsAt)} />;
        })}
      </div>
    </div>
  );
}, isSame);

/** A week seen from afar: its number of changes, the shape of the worst. */
function HeapMark({ heap, axis, onPress }: { heap: Heap; axis: Axis; onPress: (heap: Heap) => void }) {
  const [x, end] = [Math.max(0, shareOf(Date.parse(heap.startsAt), axis)), Math.min(100, shareOf(Date.parse(heap.endsAt), axis))];
  return (
    <button type="button" className={s.heap} tabIndex={-1} style={vars({ '--x': x.toFixed(3), '--w': (end - x).toFixed(3), '--n': Math.min(1, heap.count / 12).toFixed(2) })} onClick={() => { onPress(heap); }}>
      <span className="unseen">{`${formatSpan(heap.startsAt, heap.endsAt, axis.zone)}: ${counted(heap.count, 'change')}${heap.worst === null ? '' : `, worst ${tierWords[heap.worst]}`}`}</span>
      <span className={s.heapMark} aria-hidden="true">{(heap.worst === 'high' || heap.worst === 'critical') && <RiskMark tier={heap.worst} isShapeOnly />}<span>{heap.count}</span></span>
    </button>
  );
}
