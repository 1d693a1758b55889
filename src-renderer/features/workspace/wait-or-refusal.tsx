// What stands below a passphrase that was wrong: how long to wait, or what is the matter.
import type { Refusal } from '#contract/errors.ts';
import { RefusalLine } from '../../ui/refusal.tsx';

/** `wait` is in seconds. */
export function WaitOrRefusal({ wait, refusal }: { wait: number; refusal: Refusal | undefined }) {
  if (wait > 0) return <p role="status" className="sec">Too many wrong passphrases. The next try is possible in {wait} seconds.</p>;
  return <RefusalLine refusal={refusal?.code === 'too_many_tries' ? undefined : refusal} />;
}
