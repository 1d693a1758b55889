// How this person looks at the list: columns, density, the last filter, and where they were in it.
import { create } from 'zustand';
import { readStored, store } from '../../data/stored.ts';
import type { Density } from '../../ui/virtual-table.tsx';
import { columns, firstColumns } from './columns.tsx';

type View = { columns: readonly string[]; density: Density; filter: string };
const storedAt = 'gavel.changes.view';
const densities: readonly Density[] = ['compact', 'normal', 'roomy'];
const isView = (v: unknown): v is View => {
  if (typeof v !== 'object' || v === null) return false;
  const { columns: shown, density, filter } = v as Partial<View>;
  return Array.isArray(shown) && shown.every((id) => columns.some((c) => c.id === id)) && densities.some((d) => d === density) && typeof filter === 'string';
};

type ListState = View & { selected: number; isNewOpen: boolean };
export const useListState = create<ListState>(() => ({ ...(readStored(storedAt, isView) ?? { columns: firstColumns, density: 'normal', filter: '' }), selected: 0, isNewOpen: false }));

/** Changes the view and remembers it. */
export function setView(view: Partial<View>): void {
  useListState.setState(view);
  const { columns: shown, density, filter } = useListState.getState();
  store(storedAt, { columns: shown, density, filter });
}
export const select = (selected: number): void => { useListState.setState({ selected }); };
export const openNew = (isNewOpen: boolean): void => { useListState.setState({ isNewOpen }); };
