// How many dialogs lie over the page. Shortcuts of a covered layer sleep; each dialog is one layer higher than where it was opened.
import { createContext, useContext, useEffectEvent, useLayoutEffect } from 'react';
import type { ReactNode } from 'react';
import { create } from 'zustand';

const Layer = createContext(0);
export const useLayers = create<{ open: readonly number[] }>(() => ({ open: [] }));
export const useLayer = (): number => useContext(Layer);
/** The layer that hears the keyboard now; 0 is the page. */
export const topLayer = (): number => Math.max(0, ...useLayers.getState().open);

/**
 * Raises its children one layer for as long as they are mounted, from before they can be seen: no key meant for them goes to the page.
 * Escape leaves the layer wherever the focus is, which reaches a dialog only after it can be seen.
 */
export function RaisedLayer({ onEscape, children }: { onEscape: () => void; children: ReactNode }) {
  const layer = useContext(Layer) + 1;
  const leave = useEffectEvent((event: KeyboardEvent) => {
    if (event.key !== 'Escape' || event.defaultPrevented || event.isComposing || topLayer() !== layer) return;
    event.preventDefault();
    onEscape();
  });
  useLayoutEffect(() => {
    window.addEventListener('keydown', leave);
    return () => { window.removeEventListener('keydown', leave); };
  }, []);
  useLayoutEffect(() => {
    useLayers.setState(({ open }) => ({ open: [...open, layer] }));
    return () => { useLayers.setState(({ open }) => ({ open: open.filter((l, i) => i !== open.lastIndexOf(layer) || l !== layer) })); };
  }, [layer]);
  return <Layer value={layer}>{children}</Layer>;
}
