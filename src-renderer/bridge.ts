// The one way out of the window: the shell puts `window.gavel` there before the page runs, and tests put a scripted one.
import type { Bridge } from '#contract/index.ts';

declare global {
  interface Window { gavel?: Bridge }
}

/** The bridge of this window. Throws when the page was opened outside Gavel, where nothing could work. */
export function bridge(): Bridge {
  if (!window.gavel) throw new Error('This page works inside Gavel only.');
  return window.gavel;
}
