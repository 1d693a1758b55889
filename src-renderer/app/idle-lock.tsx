// Locks the window after minutes without input (SEC-02), and says so half a minute before.
import { useEffect, useRef, useState } from 'react';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { lock } from './session.ts';

const warnSeconds = 30;
const signs = ['pointerdown', 'pointermove', 'keydown', 'wheel'] as const;

export function IdleLock({ minutes }: { minutes: number }) {
  const last = useRef(Date.now());
  const [left, setLeft] = useState<number | null>(null);
  useEffect(() => {
    if (minutes <= 0) return undefined;
    const stir = (): void => { last.current = Date.now(); };
    const look = (): void => {
      const seconds = Math.ceil(minutes * 60 - (Date.now() - last.current) / 1000);
      setLeft(seconds <= warnSeconds ? seconds : null);
      if (seconds <= 0) void lock();
    };
    const timer = setInterval(look, 1000);
    for (const sign of signs) window.addEventListener(sign, stir, { passive: true });
    return () => { clearInterval(timer); for (const sign of signs) window.removeEventListener(sign, stir); };
  }, [minutes]);
  const stay = (): void => { last.current = Date.now(); setLeft(null); };
  return (
    <Dialog title="Lock the window?" isOpen={left !== null} onClose={stay} role="alertdialog" footer={<><Button onPress={() => { void lock(); }}>Lock now</Button><Button kind="primary" autoFocus onPress={stay}>Stay signed in</Button></>}>
      <p>Nobody has touched the window for a while. It locks in {left ?? 0} seconds; what you typed is kept.</p>
    </Dialog>
  );
}
