import { useCallback, useRef, useState } from 'react';
import type { Asked, NameOf, Output } from '#contract/index.ts';
import type { Refusal, Reply } from '#contract/errors.ts';
import type { Progress } from '#contract/define.ts';
import { bridge } from '../bridge.ts';

export type Doing<N extends NameOf<'command' | 'session' | 'job'>> = {
  /** Sends the act; the reply is also kept in `error` when it is a refusal. */
  run: (input: Asked<N>) => Promise<Reply<Output<N>>>;
  isPending: boolean;
  error: Refusal | undefined;
  clear: () => void;
};

/** One act at a time: pending while it runs, its refusal afterwards. */
export function useCommand<N extends NameOf<'command' | 'session'>>(name: N): Doing<N> {
  const [isPending, setPending] = useState(false);
  const [error, setError] = useState<Refusal | undefined>(undefined);
  const run = useCallback(async (input: Asked<N>) => {
    setPending(true);
    setError(undefined);
    const reply = await bridge().call(name, input);
    setPending(false);
    if (!reply.ok) setError(reply.error);
    return reply;
  }, [name]);
  return { run, isPending, error, clear: useCallback(() => { setError(undefined); }, []) };
}

export type Job<N extends NameOf<'job' | 'session'>> = Omit<Doing<N>, 'isPending'> & { isRunning: boolean; progress: Progress | undefined; value: Output<N> | undefined; cancel: () => void };

/** Work that takes its time: progress while it runs, and a way to stop it. Sessions that take long go this way too. */
export function useJob<N extends NameOf<'job' | 'session'>>(name: N): Job<N> {
  const [isRunning, setRunning] = useState(false);
  const [progress, setProgress] = useState<Progress | undefined>(undefined);
  const [error, setError] = useState<Refusal | undefined>(undefined);
  const [value, setValue] = useState<Output<N> | undefined>(undefined);
  const stop = useRef<AbortController | null>(null);
  const run = useCallback(async (input: Asked<N>) => {
    const controller = new AbortController();
    stop.current = controller;
    setRunning(true);
    setError(undefined);
    setValue(undefined);
    setProgress(undefined);
    const reply = await bridge().call(name, input, { onProgress: setProgress, signal: controller.signal });
    setRunning(false);
    setProgress(undefined);
    if (reply.ok) setValue(reply.value);
    else {
      setError(reply.error);
      setValue(reply.value);
    }
    return reply;
  }, [name]);
  return {
    run, isRunning, progress, error, value,
    cancel: useCallback(() => { stop.current?.abort(); }, []),
    clear: useCallback(() => { setError(undefined); setValue(undefined); }, []),
  };
}
