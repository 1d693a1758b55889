// The register as a list of any length: searched as you type, filtered by shareable text, one item open beside it.
import { useCallback, useEffect, useId, useMemo, useState } from 'react';
import type { ReactNode } from 'react';
import { itemOrders } from '#contract/configuration.ts';
import type { Output } from '#contract/index.ts';
import { useActions } from '../../app/actions.ts';
import { goTo, replaceRoute } from '../../app/routes.ts';
import { useDebounced } from '../../data/use-debounced.ts';
import { usePages } from '../../data/use-pages.ts';
import { useQuery } from '../../data/use-query.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { VirtualTable } from '../../ui/virtual-table.tsx';
import { besideItem, columns } from './columns.tsx';
import { Filters } from './filters.tsx';
import { everything, filterText, isFiltered, listingOf, pageSize, questionOf } from './listing.ts';
import type { Listing } from './listing.ts';
import { ItemPanel } from './item-panel.tsx';
import { select, useRegisterView } from './ui-state.ts';
import s from './configuration.module.css';

/** Search answers come within this many milliseconds after the last key, plus the core's own time. */
const restMs = 50;

/** The rows of a listing. While a new one is on its way, the one before stays on screen. */
function useRows(wanted: Listing) {
  const [shown, setShown] = useState(wanted);
  const [range, setRange] = useState<readonly [number, number]>([0, 0]);
  const asked = useQuery('item.list', questionOf(wanted, 0));
  useEffect(() => { if (asked.value !== undefined && !asked.isStale) setShown(wanted); }, [asked.value, asked.isStale, wanted]);
  const pages = useMemo(() => {
    const [first, last] = [Math.floor(range[0] / pageSize), Math.floor(range[1] / pageSize)];
    return Array.from({ length: last - first + 1 }, (_, i) => first + i);
  }, [range]);
  const pageAt = usePages('item.list', useCallback((page: number) => questionOf(shown, page), [shown]), pages);
  const total = pageAt(pages[0] ?? 0)?.total ?? asked.value?.total ?? null;
  return { rowAt: useCallback((i: number) => pageAt(Math.floor(i / pageSize))?.rows[i % pageSize], [pageAt]), total, error: asked.error, isSearching: shown !== wanted, onRange: useCallback((first: number, last: number) => { setRange([first, last]); }, []) };
}

type Props = { filter: string; item: string | null; facets: Output<'item.facets'> | undefined; teaching: ReactNode };
export function ItemsList({ filter, item, facets, teaching }: Props) {
  const listing = useMemo(() => listingOf(filter), [filter]);
  const change = (part: Partial<Listing>): void => { select(0); replaceRoute({ place: 'configuration', filter: filterText({ ...listing, ...part }), ...(item === null ? {} : { item }) }); };
  const rows = useRows(useDebounced(listing, restMs));
  const { selected, density, columns: shownColumns } = useRegisterView();
  const searchId = useId();
  const count = rows.total ?? 0;
  const show = (id: string): void => { (item === null ? goTo : replaceRoute)({ place: 'configuration', filter, item: id }); };
  const open = (index: number): void => { const row = rows.rowAt(index); if (row) show(row.id); };
  const choose = (index: number): void => { select(index); if (item !== null) open(index); };
  const move = (by: number): void => { choose(Math.max(0, Math.min(count - 1, selected + by))); };
  const focusRows = (): void => { document.querySelector<HTMLElement>('[role="grid"] [aria-selected="true"]')?.focus(); };
  const close = (): void => { goTo({ place: 'configuration', filter }); requestAnimationFrame(focusRows); };
  useActions([
    { id: 'items.search', label: 'Search items', hotkey: ['/', 'F'], group: 'Configuration', run: () => { document.getElementById(searchId)?.focus(); } },
    { id: 'items.down', label: 'Next item', hotkey: ['J', 'ArrowDown'], group: 'Configuration', isSilent: true, run: () => { move(1); } },
    { id: 'items.up', label: 'Item before', hotkey: ['K', 'ArrowUp'], group: 'Configuration', isSilent: true, run: () => { move(-1); } },
    { id: 'items.pageDown', label: 'A page down', hotkey: 'PageDown', group: 'Configuration', isSilent: true, run: () => { move(20); } },
    { id: 'items.pageUp', label: 'A page up', hotkey: 'PageUp', group: 'Configuration', isSilent: true, run: () => { move(-20); } },
    { id: 'items.open', label: 'Open the selected item', hotkey: 'Enter', group: 'Configuration', isSilent: true, run: () => { open(selected); } },
    { id: 'items.leaveSearch', label: 'Back to the rows', hotkey: 'Escape', group: 'Configuration', isSilent: true, run: focusRows },
  ]);
  const isOpen = item !== null;
  const visible = useMemo(() => columns.filter((c) => shownColumns.includes(c.id) && (!isOpen || besideItem.includes(c.id))), [shownColumns, isOpen]);
  const sort = (column: string): void => {
    const order = itemOrders.find((o) => o === column);
    if (order) change({ order, isDescending: order === listing.order ? !listing.isDescending : false });
  };
  if (facets?.total === 0 && !isFiltered(listing)) return teaching;
  return (
    <div className={s.split} data-open={item !== null || undefined}>
      <div className={s.list}>
        <Filters listing={listing} onChange={change} facets={facets} total={rows.total} isSearching={rows.isSearching} searchId={searchId} onDown={focusRows} />
        <RefusalLine refusal={rows.error} />
        {rows.total === 0 ? <NothingFits onClear={() => { change({ ...everything, order: listing.order, isDescending: listing.isDescending }); }} />
          : <VirtualTable label="Configuration items" columns={visible} count={count} rowAt={rows.rowAt} onRange={rows.onRange} selected={selected} onSelect={choose} onOpen={open} density={density} sort={{ column: listing.order, isDescending: listing.isDescending }} onSort={sort} />}
      </div>
      {item !== null && <ItemPanel key={item} item={item} services={facets?.services.map((x) => x.name) ?? []} onShow={show} onClose={close} />}
    </div>
  );
}

function NothingFits({ onClear }: { onClear: () => void }) {
  return (
    <EmptyState title="No item fits" steps={[{ title: 'Clear search and filters', text: 'and see all items again', act: <Button kind="primary" onPress={onClear}>Clear</Button> }]}>
      Words are looked for in names, host names, serial numbers, types, owners and services. All of them must occur.
    </EmptyState>
  );
}
