import { useEffect, useState } from 'react';

/** The instant, in milliseconds, fresh every half minute: clocks in words change no faster. */
export function useNow(): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => { setNow(Date.now()); }, 30_000);
    return () => { clearInterval(timer); };
  }, []);
  return now;
}
