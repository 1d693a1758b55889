// One toast at a time, bottom at the start side, for what can be undone: eight seconds, held while it has focus or the pointer.
import { useEffect, useState } from 'react';
import { create } from 'zustand';
import { Button } from './button.tsx';
import { Shape } from './shapes.tsx';
import s from './toast.module.css';

export type Toast = { text: string; undo?: () => void; tone?: 'ok' | 'warn' };
const shownMs = 8000;
type Toasts = { current: (Toast & { n: number }) | null; n: number };
export const useToasts = create<Toasts>(() => ({ current: null, n: 0 }));

export function showToast(toast: Toast): void {
  useToasts.setState(({ n }) => ({ current: { ...toast, n: n + 1 }, n: n + 1 }));
}
export function closeToast(): void {
  useToasts.setState({ current: null });
}
/** Undoes what the toast on screen offers to undo, if any. */
export function undoToast(): void {
  const { current } = useToasts.getState();
  closeToast();
  current?.undo?.();
}

export function ToastRegion() {
  const current = useToasts((t) => t.current);
  const [isHeld, setHeld] = useState(false);
  useEffect(() => {
    if (!current || isHeld) return undefined;
    const timer = setTimeout(closeToast, shownMs);
    return () => { clearTimeout(timer); };
  }, [current, isHeld]);
  return (
    <div className={s.region} role="status" aria-live="polite">
      {current && (
        <div className={s.toast} onFocus={() => { setHeld(true); }} onBlur={() => { setHeld(false); }} onPointerEnter={() => { setHeld(true); }} onPointerLeave={() => { setHeld(false); }}>
          <span className={s.shape} data-tone={current.tone ?? 'ok'}><Shape name={current.tone === 'warn' ? 'sig-warn' : 'sig-ok'} /></span>
          <span className="prose">{current.text}</span>
          {current.undo && <Button kind="quiet" hotkey="Mod+Z" onPress={undoToast}>Undo</Button>}
        </div>
      )}
    </div>
  );
}
