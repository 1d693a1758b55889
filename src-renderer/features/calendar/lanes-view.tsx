// Lanes: one row for each service, environment, team, owner or region, windowed both ways; only what is in sight is asked for and drawn.
import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { KeyboardEvent, PointerEvent } from 'react';
import type { Bar, Heap, Lane } from '#contract/calendar-views.ts';
import { goTo } from '../../app/routes.ts';
import { usePages } from '../../data/use-pages.ts';
import { useQuery } from '../../data/use-query.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { vars } from '../../ui/meter.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { Shape } from '../../ui/shapes.tsx';
import { counted } from '../../ui/words.ts';
import { formatSpan } from '../../ui/time-words.ts';
import type { Axis } from './axis.ts';
import { placeOf, shareOf } from './axis.ts';
import { barId } from './bar.tsx';
import type { BarActs } from './bar.tsx';
import { concerning, useBehind } from './behind.ts';
import type { Behind } from './behind.ts';
import { putSpot, useCalendar } from './calendar-state.ts';
import { LaneRow } from './lane-row.tsx';
import { keyOnBar, startDrag } from './moving.ts';
import { CutOnPaper } from './print-head.tsx';
import { mostOnPaper, useIsPrinting, usePrintWhenWhole } from './printing.ts';
import { ReleasesRow } from './releases-row.tsx';
import { towards, wayOf } from './roving.ts';
import { filterOf, isFiltered, laneWords } from './view.ts';
import type { View } from './view.ts';
import s from './lanes.module.css';

/** Heights in rem: a lane of one track is 31 px. */
const trackRem = 1.375;
const padRem = 0.5625;
/** Lanes asked for at once. */
const pageLanes = 40;
const noLanes: readonly Lane[] = [];
const noBars: readonly Bar[] = [];
const noHeaps: readonly Heap[] = [];
const noneBehind: readonly Behind[] = [];
const remPx = (): number => parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;

type Props = { axis: Axis; view: View; now: number; lit: ReadonlySet<string>; clashes: ReadonlyMap<string, number>; onChange: (part: Partial<View>) => void };

function useLaneRows({ axis, view }: Pick<Props, 'axis' | 'view'>, pages: readonly number[]) {
  const span = useMemo(() => ({ from: new Date(axis.from).toISOString(), to: new Date(axis.to).toISOString(), by: view.by, ...filterOf(view) }), [axis.from, axis.to, view]);
  const asked = useQuery('schedule.lanes', { ...span, isBusyOnly: view.isBusyOnly }, { keepPrevious: true });
  const lanes = asked.value?.lanes ?? noLanes;
  const inputOf = useCallback((page: number) => ({ ...span, lanes: lanes.slice(page * pageLanes, (page + 1) * pageLanes).map(({ name }) => name) }), [span, lanes]);
  const pageAt = usePages('schedule.bars', inputOf, pages);
  const answers = pages.map(pageAt);
  // eslint-disable-next-line react-hooks/exhaustive-deps -- the answers themselves are what this depends on
  const byLane = useMemo(() => ({ bars: Map.groupBy(answers.flatMap((a) => a?.bars ?? []), ({ lane }) => lane), heaps: Map.groupBy(answers.flatMap((a) => a?.heaps ?? []), ({ lane }) => lane) }), answers);
  return { asked, lanes, byLane, isBusy: asked.value === undefined || asked.isStale || (lanes.length > 0 && answers.includes(undefined)) };
}

export function LanesView({ axis, view, now, lit, clashes, onChange }: Props) {
  const scroller = useRef<HTMLDivElement>(null);
  const [pages, setPages] = useState<readonly number[]>([0]);
  const { asked, lanes, byLane, isBusy } = useLaneRows({ axis, view }, pages);
  const behind = useBehind(axis.from, axis.to);
  const { spot, draft } = useCalendar();
  const rem = remPx();
  const isPrinting = useIsPrinting();
  const onPaper = Math.min(lanes.length, mostOnPaper);
  const rows = useVirtualizer({ count: lanes.length, getScrollElement: () => scroller.current, estimateSize: (i) => ((lanes[i]?.tracks ?? 1) * trackRem + padRem) * rem, overscan: 4, rangeExtractor: isPrinting ? () => Array.from({ length: onPaper }, (_, i) => i) : defaultRangeExtractor });
  useEffect(() => { rows.measure(); }, [lanes, rows]);
  const items = rows.getVirtualItems();
  const [first, last] = [Math.floor((items[0]?.index ?? 0) / pageLanes), Math.floor((items.at(-1)?.index ?? 0) / pageLanes)];
  useEffect(() => { setPages(Array.from({ length: last - first + 1 }, (_, i) => first + i)); }, [first, last]);
  usePrintWhenWhole(!isBusy && items.length >= onPaper && last < pages.length * pageLanes);
  const ofLane = useLanesBehind(behind, view.by, lanes);
  const acts = useBarActs({ axis, view, lanes, bars: byLane.bars, onChange, toLane: (i) => { rows.scrollToIndex(i); } });
  const inSight = items.flatMap(({ index }) => byLane.bars.get(lanes[index]?.name ?? '') ?? []);
  const current = inSight.find(({ number }) => number === spot)?.number ?? inSight[0]?.number ?? null;
  const onList = useCallback((lane: Lane) => { onChange({ look: 'list', ...(view.by === 'service' ? { service: lane.name } : view.by === 'environment' ? { environment: lane.name } : view.by === 'team' ? { team: lane.name } : {}) }); }, [onChange, view.by]);
  const onHeap = useCallback((heap: Heap) => { onChange({ scale: 'week', at: placeOf(Date.parse(heap.startsAt) + 36 * 3_600_000, axis.zone) }); }, [onChange, axis.zone]);
  if (asked.value && lanes.length === 0) return isFiltered(view) || view.isBusyOnly ? <EmptyState title="No lane fits">Filters leave nothing here. Clear them, or show lanes without changes as well.</EmptyState> : <NoLanes />;
  return (
    <>
      <RefusalLine refusal={asked.error} />
      <CutOnPaper of={lanes.length} what="lane" />
      {asked.value?.isCut === true && <p className={s.cut}>These are the first {counted(lanes.length, 'lane')} by name. “Busy only” and the filters bring others in sight.</p>}
      <div className={s.lanes} role="grid" aria-label={`${laneWords[view.by]} lanes, ${axis.title}`} aria-rowcount={lanes.length + 1} aria-colcount={2} data-scale={axis.scale} data-dimmed={lit.size > 0 || undefined} aria-busy={isBusy || undefined}>
        <div className={s.scroller} ref={scroller} role="presentation">
          <LaneAxis axis={axis} now={now} by={laneWords[view.by]} behind={behind} />
          <div className={s.inner} role="presentation" style={vars({ '--h': `${rows.getTotalSize()}px` })}>
            <div className={s.lines} role="presentation">
              {axis.ticks.map((tick) => <i key={tick.at} data-major={tick.isMajor || undefined} style={vars({ '--x': shareOf(tick.at, axis).toFixed(3) })} />)}
            </div>
            {now > axis.from && now < axis.to && <div className={s.lines} data-over role="presentation"><i className={s.now} style={vars({ '--x': shareOf(now, axis).toFixed(3) })} /></div>}
            {items.map(({ index, start, size }) => {
              const lane = lanes[index]!;
              const bars = byLane.bars.get(lane.name) ?? noBars;
              return <LaneRow key={lane.name} lane={lane} by={view.by} index={index} top={start} height={size} axis={axis} bars={bars} heaps={byLane.heaps.get(lane.name) ?? noHeaps} behind={ofLane.get(lane.name) ?? noneBehind} acts={acts} spot={bars.some(({ number }) => number === current) ? current : null} open={bars.some(({ number }) => number === view.open) ? view.open : ''}
                draft={draft !== null && bars.some(({ id }) => id === draft.planned.id) ? draft : null} lit={lit} clashes={clashes} onList={onList} onHeap={onHeap} />;
            })}
          </div>
        </div>
      </div>
    </>
  );
}

/** What lies behind each lane, worked out once for a span. */
function useLanesBehind(behind: readonly Behind[], by: View['by'], lanes: readonly Lane[]): ReadonlyMap<string, readonly Behind[]> {
  return useMemo(() => {
    const shaded = behind.filter(({ entry }) => entry.kind !== 'business-event').map((b) => ({ b, isFor: concerning(b.entry, by) }));
    return new Map(lanes.map(({ name }) => [name, shaded.filter(({ isFor }) => isFor(name)).map(({ b }) => b)]));
  }, [behind, by, lanes]);
}

type Hands = { axis: Axis; view: View; lanes: readonly Lane[]; bars: ReadonlyMap<string, readonly Bar[]>; onChange: (part: Partial<View>) => void; toLane: (index: number) => void };
/** What hands do to a bar; the same functions from render to render, so that a lane is drawn again only when it has changed. */
function useBarActs(hands: Hands): BarActs {
  const latest = useRef(hands);
  latest.current = hands;
  return useMemo((): BarActs => {
    const toBar = (number: string): void => {
      const { lanes, bars, toLane } = latest.current;
      const index = lanes.findIndex(({ name }) => bars.get(name)?.some((b) => b.number === number) === true);
      putSpot(number);
      const id = barId(number, lanes[index]?.name ?? '');
      if (!document.getElementById(id)) toLane(index);
      requestAnimationFrame(() => { document.getElementById(id)?.focus(); });
    };
    const rove = (bar: Bar, event: KeyboardEvent): void => {
      const way = wayOf(event.key, 'across');
      if (way === undefined || event.shiftKey || event.ctrlKey || event.altKey || event.metaKey) return;
      event.preventDefault();
      const { lanes, bars } = latest.current;
      const to = towards(lanes.map(({ name }) => (bars.get(name) ?? []).toSorted((a, b) => (a.startsAt < b.startsAt ? -1 : 1)).map((b) => ({ id: b.number, at: Date.parse(b.startsAt) }))), bar.number, way);
      if (to !== undefined) toBar(to);
    };
    return {
      onFocus: (bar) => { putSpot(bar.number); },
      onPress: (bar) => { const { view, onChange } = latest.current; putSpot(bar.number); if (view.open !== bar.number) onChange({ open: bar.number }); },
      onKey: (bar, event) => { if (!keyOnBar(bar, event, latest.current)) rove(bar, event); },
      onDrag: (bar, event: PointerEvent<HTMLElement>) => { startDrag(bar, event, latest.current); },
    };
  }, []);
}

/** Days or hours along the top, and above the lanes the names of what lies behind them. */
function LaneAxis({ axis, now, by, behind }: { axis: Axis; now: number; by: string; behind: readonly Behind[] }) {
  const told = behind.filter(({ entry }) => entry.kind !== 'maintenance-window');
  return (
    <div role="rowgroup" className={s.head}>
      <div role="row" aria-rowindex={1} className={s.axis}>
        <div role="columnheader" className={s.corner}>{by}</div>
        <div role="columnheader" className={s.ticks}>
          {axis.ticks.filter(({ label }) => label !== '').map((tick) => <span key={tick.at} data-major={tick.isMajor || undefined} data-now={tick.isNow || undefined} style={vars({ '--x': shareOf(tick.at, axis).toFixed(3) })}>{tick.label}</span>)}
          {now > axis.from && now < axis.to && <i className={s.nowDot} style={vars({ '--x': shareOf(now, axis).toFixed(3) })} />}
        </div>
      </div>
      <ReleasesRow axis={axis} />
      {told.length > 0 && (
        <div role="row" className={s.told}>
          <div role="rowheader" className={s.corner}>Freezes and events</div>
          <div role="gridcell" className={s.ticks}>
            {told.slice(0, 12).map(({ entry, from, to }) => (
              <span key={`${entry.id} ${from}`} className={s.toldItem} data-kind={entry.kind} title={`${entry.title}, ${entry.scopeText}, ${formatSpan(entry.startsAt, entry.endsAt, axis.zone)}`} style={vars({ '--x': Math.max(0, shareOf(from, axis)).toFixed(3), '--w': (Math.min(100, shareOf(to, axis)) - Math.max(0, shareOf(from, axis))).toFixed(3) })}><Shape name={entry.kind === 'business-event' ? 'out-noted' : 'sig-bad'} /><b>{entry.title}{entry.kind === 'freeze' ? `, ${entry.mode}${entry.owner === '' ? '' : `, ${entry.owner}`}` : ''}</b></span>
            ))}
          </div>
        </div>
      )}
    </div>
  );
}

const NoLanes = () => (
  <EmptyState title="Nothing is scheduled yet" steps={[
    { title: 'Register the services', text: 'Each has a lane of its own, whether anything is planned for it or not', act: <Button onPress={() => { goTo({ place: 'configuration', filter: '', part: 'services' }); }}>To the services</Button> },
    { title: 'Plan a change', text: 'With a window; what it collides with is marked on both' },
    { title: 'Take in what other teams keep', text: 'A calendar file as ICS or CSV; the same file again changes nothing' },
  ]}>The calendar shows what lands when: changes and releases as bars, freezes and maintenance windows behind them.</EmptyState>
);
