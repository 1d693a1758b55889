// A file being worked on, outside the screen that shows it: looking at a change and coming back loses nothing.
import type { StoreApi } from 'zustand';
import type { CancelSignal } from '#contract/index.ts';
import type { Progress } from '#contract/define.ts';
import type { Refusal, Reply } from '#contract/errors.ts';
import { bridge } from '../bridge.ts';
import { handOver } from './hand-over.ts';

export type Work = { label: string; progress: Progress | undefined; stop: () => void };
export type InHand = {
  /** Whose file this is: another workspace starts with an empty table. */
  owner: string;
  staged: { file: string; name: string } | null;
  work: Work | null; error: Refusal | undefined;
};
export type Job = { onProgress: (progress: Progress) => void; signal: CancelSignal };
export type FileInHand = {
  /** One piece of work at a time; null when it was refused, stopped, or something else is under way. */
  work<T>(label: string, act: (job: Job) => Promise<Reply<T>>): Promise<T | null>;
  /** Takes a file of the page in the place of the one before. Answers whether it is there now. */
  take(file: File | undefined): Promise<boolean>;
  discard(): void;
  /** Puts the file away; what was imported stays. */
  putAway(): void;
  adoptOwner(owner: string): void;
};

/** What any screen does with a file in hand; `nothing` is its state without one. */
export function fileInHand<S extends InHand>({ getState: now, setState }: Pick<StoreApi<S>, 'getState' | 'setState'>, nothing: Omit<S, 'owner'>): FileInHand {
  const set = (part: Partial<InHand>): void => { setState(part as Partial<S>); };
  const empty = (owner: string): void => { setState({ ...nothing, owner } as S); };
  const discard = (): void => {
    const { staged } = now();
    if (staged) void bridge().call('file.discard', { file: staged.file });
  };
  const putAway = (): void => {
    if (now().work) return;
    discard();
    empty(now().owner);
  };
  const work: FileInHand['work'] = async (label, act) => {
    if (now().work) return null;
    const controller = new AbortController();
    const { owner } = now();
    set({ work: { label, progress: undefined, stop: () => { controller.abort(); } }, error: undefined });
    const reply = await act({ signal: controller.signal, onProgress: (progress) => { const { work: current } = now(); set({ work: current && { ...current, progress } }); } });
    if (now().owner !== owner) return null;
    set({ work: null, error: reply.ok ? undefined : reply.error });
    return reply.ok ? reply.value : null;
  };
  return {
    work, discard, putAway,
    take: async (file) => {
      if (!file || now().work) return false;
      putAway();
      const handed = await work(`Reading ${file.name}`, (job) => handOver(file, job));
      if (handed) set({ staged: { file: handed.file, name: file.name } });
      return handed !== null;
    },
    adoptOwner: (owner) => {
      if (now().owner === owner) return;
      now().work?.stop();
      empty(owner);
    },
  };
}
