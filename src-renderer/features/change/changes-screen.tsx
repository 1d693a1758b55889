// The list of all changes: any length, searched as you type, filtered by shareable text.
import { useCallback, useEffect, useId, useMemo, useRef, useState } from 'react';
import { changeOrders } from '#contract/change.ts';
import { useActions } from '../../app/actions.ts';
import { goTo, replaceRoute } from '../../app/routes.ts';
import { Screen } from '../../app/screen.tsx';
import { useDebounced } from '../../data/use-debounced.ts';
import { usePages } from '../../data/use-pages.ts';
import { useQuery } from '../../data/use-query.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { VirtualTable } from '../../ui/virtual-table.tsx';
import { columns } from './columns.tsx';
import { Filters } from './filters.tsx';
import { everything, filterText, isFiltered, listingOf, pageSize, questionOf } from './listing.ts';
import type { Listing } from './listing.ts';
import { NewChange } from './new-change.tsx';
import { openNew, select, setView, useListState } from './ui-state.ts';
import s from './changes.module.css';

/** Search answers come within this many milliseconds after the last key, plus the core's own time. */
const restMs = 50;

/** The filter in the address, and how to change it; the last one used is there again when the person comes back. */
function useListing(filter: string): [Listing, (change: Partial<Listing>) => void] {
  const isEntered = useRef(false);
  useEffect(() => {
    // Only when the list is entered: clearing a filter later must not bring it back.
    const last = isEntered.current ? '' : useListState.getState().filter;
    isEntered.current = true;
    if (filter === '' && last !== '') replaceRoute({ place: 'changes', filter: last });
  }, [filter]);
  const listing = useMemo(() => listingOf(filter), [filter]);
  const change = useCallback((part: Partial<Listing>) => {
    const text = filterText({ ...listing, ...part });
    select(0);
    setView({ filter: text });
    replaceRoute({ place: 'changes', filter: text });
  }, [listing]);
  return [listing, change];
}

/** The rows of a listing. While a new one is on its way, the one before stays on screen. */
function useRows(wanted: Listing) {
  const [shown, setShown] = useState(wanted);
  const [range, setRange] = useState<readonly [number, number]>([0, 0]);
  const asked = useQuery('change.list', questionOf(wanted, 0));
  useEffect(() => { if (asked.value !== undefined && !asked.isStale) setShown(wanted); }, [asked.value, asked.isStale, wanted]);
  const pages = useMemo(() => {
    const [first, last] = [Math.floor(range[0] / pageSize), Math.floor(range[1] / pageSize)];
    return Array.from({ length: last - first + 1 }, (_, i) => first + i);
  }, [range]);
  const inputOf = useCallback((page: number) => questionOf(shown, page), [shown]);
  const pageAt = usePages('change.list', inputOf, pages);
  const total = pageAt(0)?.total ?? pageAt(pages[0] ?? 0)?.total ?? asked.value?.total ?? null;
  const rowAt = useCallback((i: number) => pageAt(Math.floor(i / pageSize))?.rows[i % pageSize], [pageAt]);
  return { rowAt, total, error: asked.error, isSearching: shown !== wanted, onRange: useCallback((first: number, last: number) => { setRange([first, last]); }, []) };
}

export function ChangesScreen({ filter }: { filter: string }) {
  const [listing, change] = useListing(filter);
  const rested = useDebounced(listing, restMs);
  const rows = useRows(rested);
  const facets = useQuery('change.facets', {}).value;
  const { selected, density, columns: shownColumns, isNewOpen } = useListState();
  const searchId = useId();
  const count = rows.total ?? 0;
  const open = (index: number): void => { const row = rows.rowAt(index); if (row) goTo({ place: 'change', change: row.number }); };
  const move = (by: number): void => { select(Math.max(0, Math.min(count - 1, selected + by))); };
  const focusRows = (): void => { document.querySelector<HTMLElement>('[role="grid"] [aria-selected="true"]')?.focus(); };
  useActions([
    { id: 'change.new', label: 'New change…', hotkey: 'C', group: 'Changes', run: () => { openNew(true); } },
    { id: 'changes.search', label: 'Search changes', hotkey: ['/', 'F'], group: 'Changes', run: () => { document.getElementById(searchId)?.focus(); } },
    { id: 'changes.down', label: 'Next change', hotkey: ['J', 'ArrowDown'], group: 'Changes', isSilent: true, run: () => { move(1); } },
    { id: 'changes.up', label: 'Change before', hotkey: ['K', 'ArrowUp'], group: 'Changes', isSilent: true, run: () => { move(-1); } },
    { id: 'changes.pageDown', label: 'A page down', hotkey: 'PageDown', group: 'Changes', isSilent: true, run: () => { move(20); } },
    { id: 'changes.pageUp', label: 'A page up', hotkey: 'PageUp', group: 'Changes', isSilent: true, run: () => { move(-20); } },
    { id: 'changes.first', label: 'First change', hotkey: 'Home', group: 'Changes', isSilent: true, run: () => { select(0); } },
    { id: 'changes.last', label: 'Last change', hotkey: 'End', group: 'Changes', isSilent: true, run: () => { select(Math.max(0, count - 1)); } },
    { id: 'changes.open', label: 'Open the selected change', hotkey: 'Enter', group: 'Changes', isSilent: true, run: () => { open(selected); } },
    { id: 'changes.leaveSearch', label: 'Back to the rows', hotkey: 'Escape', group: 'Changes', isSilent: true, run: focusRows },
  ]);
  const visible = useMemo(() => columns.filter((c) => shownColumns.includes(c.id)), [shownColumns]);
  const sort = (column: string): void => {
    const order = changeOrders.find((o) => o === column);
    if (order) change({ order, isDescending: order === listing.order ? !listing.isDescending : order !== 'title' });
  };
  const isEmpty = facets?.total === 0 && !isFiltered(listing);
  return (
    <Screen title="Changes" acts={<Button kind="primary" hotkey="C" onPress={() => { openNew(true); }}>New change</Button>}>
      <div className={s.list}>
        {!isEmpty && <Filters listing={listing} onChange={change} facets={facets} total={rows.total} isSearching={rows.isSearching} searchId={searchId} onDown={focusRows} />}
        <RefusalLine refusal={rows.error} />
        {isEmpty ? <NoChangesYet /> : rows.total === 0 ? <NothingFits onClear={() => { change({ ...everything, order: listing.order, isDescending: listing.isDescending }); }} />
          : <VirtualTable label="Changes" columns={visible} count={count} rowAt={rows.rowAt} onRange={rows.onRange} selected={selected} onSelect={select} onOpen={open} density={density} sort={{ column: listing.order, isDescending: listing.isDescending }} onSort={sort} />}
      </div>
      {isNewOpen && <NewChange onClose={() => { openNew(false); }} services={facets?.services.map((x) => x.name) ?? []} />}
    </Screen>
  );
}

function NoChangesYet() {
  return (
    <EmptyState title="No changes yet" steps={[
      { title: 'Bring in changes', text: 'From a spreadsheet or a ticket export', act: <Button kind="primary" onPress={() => { goTo({ place: 'import' }); }}>Import…</Button> },
      { title: 'Or write the first one', text: 'The form asks only what its type needs', act: <Button hotkey="C" onPress={() => { openNew(true); }}>New change</Button> },
    ]}>Every change stands here with its state, risk and window, from the first draft until it is closed.</EmptyState>
  );
}

function NothingFits({ onClear }: { onClear: () => void }) {
  return (
    <EmptyState title="No change fits" steps={[{ title: 'Clear search and filters', text: 'and see all changes again', act: <Button kind="primary" onPress={onClear}>Clear</Button> }]}>
      Words are searched from their beginnings, in numbers, titles, services and plans. All of them must occur.
    </EmptyState>
  );
}
