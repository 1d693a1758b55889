import { useState } from 'react';
import type { EmergencyRecord } from '#contract/emergency.ts';
import type { Refusal } from '#contract/errors.ts';
import { bridge } from '../../bridge.ts';
import { handOver } from '../../data/hand-over.ts';
import { showToast } from '../../ui/toast.tsx';
import { counted } from '../../ui/words.ts';

/** Hands a health file over, has it read, and forgets it; its refusal stays until the next one. */
export function useHealthFile({ change, number }: Pick<EmergencyRecord, 'change' | 'number'>): { take: (file: File) => Promise<void>; isReading: boolean; error: Refusal | undefined } {
  const [isReading, setReading] = useState(false);
  const [error, setError] = useState<Refusal | undefined>(undefined);
  const take = async (file: File): Promise<void> => {
    setReading(true);
    setError(undefined);
    const staged = await handOver(file);
    const reply = staged.ok ? await bridge().call('emergency.importHealth', { change, file: staged.value.file }) : staged;
    if (staged.ok) void bridge().call('file.discard', { file: staged.value.file });
    setReading(false);
    if (!reply.ok) setError(reply.error);
    else if ('status' in reply.value) {
      const { passed, failed, incident } = reply.value;
      showToast(failed > 0 ? { text: `${number}: ${counted(failed, 'health check')} failed${incident === null ? '' : `; ${incident} is drafted`}. Decide on the rollback now.`, tone: 'warn' } : { text: `${number}: ${counted(passed, 'health check')} passed.` });
    }
  };
  return { take, isReading, error };
}
