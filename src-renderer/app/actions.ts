// One registry of acts: buttons, palette, shortcuts and help all render what stands here.
import { useLayoutEffect, useRef } from 'react';
import { create } from 'zustand';
import { sentence } from '#contract/errors.ts';
import type { Refusal } from '#contract/errors.ts';
import type { May } from '#contract/values.ts';
import { useLayer } from '../ui/layers.tsx';

export type Action = {
  /** `change.submit`; later registrations of one id win. */
  id: string;
  label: string;
  /** `C`, `Mod+K`, `Shift+Enter`, or two strokes as `G B`. The first of several is printed. */
  hotkey?: string | readonly string[] | undefined;
  /** A heading in palette and help. */
  group?: string | undefined;
  /** Whether it can be done now, as the core said it. Absent: yes. */
  may?: May | undefined;
  /** Not in the palette: moving about in a list, closing. */
  isSilent?: boolean | undefined;
  run: () => void;
};
export type Registered = Action & { layer: number; order: number };
type Registry = { sets: ReadonlyMap<symbol, readonly Registered[]>; count: number };
export const useRegistry = create<Registry>(() => ({ sets: new Map(), count: 0 }));

/** Every act there is now, the latest registered set first, each in its own order. */
export function actionsNow(layer: number): Registered[] {
  const all = [...useRegistry.getState().sets.values()].flat().filter((a) => a.layer === layer);
  const byId = new Map(all.toSorted((a, b) => a.order - b.order).map((a) => [a.id, a]));
  return [...byId.values()].toSorted((a, b) => b.order - a.order);
}

export const hotkeysOf = (action: Pick<Action, 'hotkey'>): readonly string[] => (action.hotkey === undefined ? [] : typeof action.hotkey === 'string' ? [action.hotkey] : action.hotkey);

/** A verdict as the refusal that buttons and popovers show. */
export const refusalOf = (may: May | undefined): Refusal | undefined => (may === undefined || may.ok ? undefined : { code: may.code as Refusal['code'], facts: may.facts });
export const whyNot = (may: May | undefined): string | undefined => {
  const refusal = refusalOf(may);
  return refusal && sentence(refusal);
};

const shape = (actions: readonly Action[]): string => JSON.stringify(actions.map(({ id, label, hotkey, group, may, isSilent }) => [id, label, hotkey, group, may, isSilent]));

/** Acts of a component, registered while it is mounted; `run` is always the latest one. In the layout phase: a key is heard as soon as its screen can be seen. */
export function useActions(actions: readonly Action[]): void {
  const layer = useLayer();
  const latest = useRef(actions);
  latest.current = actions;
  const key = shape(actions);
  useLayoutEffect(() => {
    const owner = Symbol('actions');
    const order = useRegistry.getState().count;
    const registered = latest.current.map((action): Registered => ({ ...action, layer, order, run: () => { latest.current.find((a) => a.id === action.id)?.run(); } }));
    useRegistry.setState(({ sets, count }) => ({ sets: new Map(sets).set(owner, registered), count: count + 1 }));
    return () => {
      useRegistry.setState(({ sets }) => {
        const rest = new Map(sets);
        rest.delete(owner);
        return { sets: rest };
      });
    };
  }, [key, layer]);
}
