// Components that are fetched when they are first shown. Behind a fallback of its own React would hold back for 300 ms what has long arrived.
import { useLayoutEffect, useState } from 'react';
import type { ComponentType, ReactNode } from 'react';

const loading = <p className="dim" aria-busy="true">Loading…</p>;

/** `waiting` stands in its place meanwhile. What cannot be fetched breaks the page it belongs to, and is asked for anew when that is shown again. */
export function onDemand<P extends object>(load: () => Promise<ComponentType<P>>, waiting: ReactNode = loading): ComponentType<P> {
  let known: ComponentType<P> | null = null;
  return function OnDemand(props: P) {
    const [Found, setFound] = useState(() => known);
    useLayoutEffect(() => {
      if (Found !== null) return undefined;
      let isGone = false;
      const show = (found: () => ComponentType<P>): void => { if (!isGone) setFound(found); };
      load().then((found) => { known = found; show(() => found); }, (error: unknown) => { show(() => { throw error; }); });
      return () => { isGone = true; };
    }, [Found]);
    return Found === null ? waiting : <Found {...props} />;
  };
}
