// How this person looks at the register: columns, density, and where they were in it.
import { create } from 'zustand';
import { readStored, store } from '../../data/stored.ts';
import type { Density } from '../../ui/virtual-table.tsx';
import { columns, firstColumns } from './columns.tsx';

type View = { columns: readonly string[]; density: Density };
const storedAt = 'gavel.configuration.view';
const densities: readonly Density[] = ['compact', 'normal', 'roomy'];
const isView = (v: unknown): v is View => {
  if (typeof v !== 'object' || v === null) return false;
  const { columns: shown, density } = v as Partial<View>;
  return Array.isArray(shown) && shown.every((id) => columns.some((c) => c.id === id)) && densities.some((d) => d === density);
};

export const useRegisterView = create<View & { selected: number }>(() => ({ ...(readStored(storedAt, isView) ?? { columns: firstColumns, density: 'normal' }), selected: 0 }));
/** Changes the view and remembers it. */
export function setView(view: Partial<View>): void {
  useRegisterView.setState(view);
  const { columns: shown, density } = useRegisterView.getState();
  store(storedAt, { columns: shown, density });
}
export const select = (selected: number): void => { useRegisterView.setState({ selected }); };
