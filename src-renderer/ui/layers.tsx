// How many dialogs lie over the page. Shortcuts of a covered layer sleep; each dialog is one layer higher than where it was opened.
import { createContext, useContext, useLayoutEffect } from 'react';
import type { ReactNode } from 'react';
import { create } from 'zustand';

const Layer = createContext(0);
export const useLayers = create<{ open: readonly number[] }>(() => ({ open: [] }));
export const useLayer = (): number => useContext(Layer);
/** The layer that hears the keyboard now; 0 is the page. */
export const topLayer = (): number => Math.max(0, ...useLayers.getState().open);

/** Raises its children one layer for as long as they are mounted, from before they can be seen: no key meant for them goes to the page. */
export function RaisedLayer({ children }: { children: ReactNode }) {
  const layer = useContext(Layer) + 1;
  useLayoutEffect(() => {
    useLayers.setState(({ open }) => ({ open: [...open, layer] }));
    return () => { useLayers.setState(({ open }) => ({ open: open.filter((l, i) => i !== open.lastIndexOf(layer) || l !== layer) })); };
  }, [layer]);
  return <Layer value={layer}>{children}</Layer>;
}
