// A table of any length: only the rows in sight exist. Grid semantics, so that a reader knows the row of how many.
import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef } from 'react';
import type { ReactNode } from 'react';
import { ArrowDown, ArrowUp } from 'lucide-react';
import { vars } from './meter.tsx';
import s from './virtual-table.module.css';

export type Density = 'compact' | 'normal' | 'roomy';
/** Row heights in rem (guide: 28, 32, 40 px). */
const rowRem: Record<Density, number> = { compact: 1.75, normal: 2, roomy: 2.5 };

export type Column<R> = {
  id: string;
  label: string;
  /** A CSS grid track in rem, such as `8rem` or `minmax(12rem, 1fr)`. */
  track: string;
  cell: (row: R) => ReactNode;
  isEnd?: boolean;
  isSortable?: boolean;
};
type Props<R> = {
  label: string;
  columns: readonly Column<R>[];
  count: number;
  /** Undefined while the row is on its way. */
  rowAt: (index: number) => R | undefined;
  /** Told which rows are in sight, so that their pages can be asked for. */
  onRange?: (first: number, last: number) => void;
  selected: number;
  onSelect: (index: number) => void;
  onOpen: (index: number) => void;
  density?: Density;
  sort?: { column: string; isDescending: boolean };
  onSort?: (column: string) => void;
  /** How many rows are drawn whether in sight or not, the first ones; for paper. */
  whole?: number;
};

/** Chromium lays nothing out beyond some 33.5 million pixels, so a longer list is squeezed onto that: a row scrolled is then less than a row high. */
const tallest = 33_000_000;
/** The least width of a track: the first length named in it. */
const leastRem = (track: string): number => Number(/[\d.]+(?=rem)/.exec(track)?.[0] ?? 0);
const remPx = (): number => parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;

export function VirtualTable<R>({ label, columns, count, rowAt, onRange, selected, onSelect, onOpen, density = 'normal', sort, onSort, whole }: Props<R>) {
  const scroller = useRef<HTMLDivElement>(null);
  const height = rowRem[density] * remPx();
  const rowPx = Math.min(height, tallest / Math.max(1, count));
  const inSight = (scroller.current?.clientHeight ?? 0) / height;
  const rows = useVirtualizer({ count, getScrollElement: () => scroller.current, estimateSize: () => rowPx, overscan: 8, rangeExtractor: whole === undefined ? defaultRangeExtractor : () => Array.from({ length: Math.min(count, whole) }, (_, i) => i), paddingEnd: inSight * (height - rowPx) });
  const items = rows.getVirtualItems();
  const first = items[0]?.index ?? 0;
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => { onRange?.(first, last); }, [first, last, onRange]);
  useEffect(() => { rows.measure(); }, [rowPx, rows]);
  const table = useRef<HTMLDivElement>(null);
  const isInside = useRef(false);
  useEffect(() => {
    const el = scroller.current;
    if (!el || selected < 0 || selected >= count) return;
    const top = el.scrollTop / rowPx;
    if (selected < top) el.scrollTop = selected * rowPx;
    else if (selected > top + el.clientHeight / height - 1) el.scrollTop = (selected + 1 - el.clientHeight / height) * rowPx;
  }, [selected, count, rowPx, height]);
  // Focus goes along with the selection once it is in the table; a row scrolled out of sight gives it up.
  useEffect(() => { if (isInside.current) table.current?.querySelector<HTMLElement>('[aria-selected="true"]')?.focus({ preventScroll: true }); }, [selected, first, last]);
  const least = columns.reduce((sum, c) => sum + leastRem(c.track), 0);
  const grid = vars({ '--tracks': columns.map((c) => c.track).join(' '), '--row': `${height}px`, '--least': `${least}rem` });
  return (
    <div ref={table} className={s.table} role="grid" aria-label={label} aria-rowcount={count + 1} aria-colcount={columns.length} style={grid}
      onFocus={(e) => { isInside.current = scroller.current?.contains(e.target) ?? false; }} onBlur={(e) => { if (e.relatedTarget !== null) isInside.current = false; }}>
      <div role="rowgroup" className={s.headGroup}>
        <div role="row" aria-rowindex={1} className={s.head}>
          {columns.map((c) => (
            <div key={c.id} role="columnheader" data-end={c.isEnd || undefined} aria-sort={sort?.column === c.id ? (sort.isDescending ? 'descending' : 'ascending') : undefined}>
              {c.isSortable === true && onSort ? <button type="button" onClick={() => { onSort(c.id); }}>{c.label}{sort?.column === c.id && (sort.isDescending ? <ArrowDown aria-hidden="true" /> : <ArrowUp aria-hidden="true" />)}</button> : c.label}
            </div>
          ))}
        </div>
      </div>
      <div ref={scroller} role="rowgroup" className={s.scroller}>
        <div role="presentation" className={s.inner} style={vars({ '--h': `${rows.getTotalSize()}px` })}>
          {items.map((item) => {
            const row = rowAt(item.index);
            const scrolled = rows.scrollOffset ?? 0;
            const y = rowPx === height ? item.start : scrolled + (item.index - scrolled / rowPx) * height;
            return (
              <div key={item.key} role="row" tabIndex={item.index === selected ? 0 : -1} aria-rowindex={item.index + 2} aria-selected={item.index === selected} className={s.row} style={vars({ '--y': `${y}px` })}
                onClick={() => { onSelect(item.index); }} onDoubleClick={() => { onOpen(item.index); }}>
                {columns.map((c) => <div key={c.id} role="gridcell" data-end={c.isEnd || undefined}>{row === undefined ? <span className={s.waiting} /> : c.cell(row)}</div>)}
              </div>
            );
          })}
        </div>
      </div>
    </div>
  );
}
