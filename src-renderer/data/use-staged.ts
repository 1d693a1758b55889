// A file that a dialog works on: staged in the core while the dialog is open.
import { useEffect, useState } from 'react';
import type { Refusal } from '#contract/errors.ts';
import { bridge } from '../bridge.ts';
import { handOver } from './hand-over.ts';

/** Hands the file over once and forgets it when the dialog goes. */
export function useStaged(file: File): { handle: string | null; error: Refusal | undefined } {
  const [staged, setStaged] = useState<{ handle: string | null; error: Refusal | undefined }>({ handle: null, error: undefined });
  useEffect(() => {
    let handle: string | null = null;
    let isGone = false;
    void handOver(file).then((reply) => {
      if (reply.ok && isGone) void bridge().call('file.discard', { file: reply.value.file });
      else if (reply.ok) { handle = reply.value.file; setStaged({ handle, error: undefined }); }
      else if (!isGone) setStaged({ handle: null, error: reply.error });
    });
    return () => {
      isGone = true;
      if (handle !== null) void bridge().call('file.discard', { file: handle });
    };
  }, [file]);
  return staged;
}
