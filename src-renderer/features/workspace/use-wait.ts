// After wrong passphrases the core asks for patience; this counts it down.
import { useEffect, useState } from 'react';
import type { Refusal } from '#contract/errors.ts';

/** Seconds still to wait, counting down; 0 when the refusal is another one. */
export function useWait(refusal: Refusal | undefined): number {
  const seconds = refusal?.code === 'too_many_tries' ? Number(refusal.facts['seconds']) : null;
  const [until, setUntil] = useState(0);
  const [, tick] = useState(0);
  useEffect(() => {
    if (seconds === null) return undefined;
    setUntil(Date.now() + seconds * 1000);
    const timer = setInterval(() => { tick((n) => n + 1); }, 500);
    return () => { clearInterval(timer); };
  }, [seconds]);
  return Math.max(0, Math.ceil((until - Date.now()) / 1000));
}
