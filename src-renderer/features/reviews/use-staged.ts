// A file handed over once, and forgotten by the core when whatever works on it goes.
import { useEffect, useState } from 'react';
import type { Progress } from '#contract/define.ts';
import type { Refusal } from '#contract/errors.ts';
import { bridge } from '../../bridge.ts';
import { handOver } from '../../data/hand-over.ts';

type Staged = { handle: string | null; error: Refusal | undefined; progress: Progress | undefined };
const nothing: Staged = { handle: null, error: undefined, progress: undefined };
export function useStaged(file: File | null): Staged {
  const [staged, setStaged] = useState<Staged>(nothing);
  useEffect(() => {
    setStaged(nothing);
    if (file === null) return undefined;
    const controller = new AbortController();
    let handle: string | null = null;
    void handOver(file, { signal: controller.signal, onProgress: (progress) => { if (!controller.signal.aborted) setStaged((now) => ({ ...now, progress })); } }).then((reply) => {
      if (reply.ok && controller.signal.aborted) void bridge().call('file.discard', { file: reply.value.file });
      else if (reply.ok) { handle = reply.value.file; setStaged({ handle, error: undefined, progress: undefined }); }
      else if (!controller.signal.aborted) setStaged({ handle: null, error: reply.error, progress: undefined });
    });
    return () => {
      controller.abort();
      if (handle !== null) void bridge().call('file.discard', { file: handle });
    };
  }, [file]);
  return staged;
}
