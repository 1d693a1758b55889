// A file chosen for one act: handed over, used once, and forgotten by the core.
import { useId, useState } from 'react';
import type { Refusal, Reply } from '#contract/errors.ts';
import { bridge } from '../../bridge.ts';
import { handOver } from '../../data/hand-over.ts';
import s from './backout.module.css';

export type FileAct = { input: React.ReactNode; pick: () => void; take: (file: File | undefined) => Promise<void>; isBusy: boolean; error: Refusal | undefined };

/** `act` is given the handle and answers how it went; `input` has to stand somewhere on the page. */
export function useFileAct(label: string, act: (handle: string, file: File) => Promise<Reply<unknown>>): FileAct {
  const id = useId();
  const [error, setError] = useState<Refusal | undefined>(undefined);
  const [isBusy, setBusy] = useState(false);
  const take = async (file: File | undefined): Promise<void> => {
    if (!file || isBusy) return;
    setBusy(true);
    setError(undefined);
    const staged = await handOver(file);
    const reply = staged.ok ? await act(staged.value.file, file) : staged;
    if (staged.ok) await bridge().call('file.discard', { file: staged.value.file });
    setBusy(false);
    if (!reply.ok) setError(reply.error);
  };
  return {
    take, isBusy, error, pick: () => { document.getElementById(id)?.click(); },
    input: <input id={id} className={s.file} type="file" aria-label={label} tabIndex={-1} onChange={(e) => { void take(e.target.files?.[0]); e.target.value = ''; }} />,
  };
}
