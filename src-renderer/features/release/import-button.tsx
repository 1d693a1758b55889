// Brings dependencies in from a file: chosen, read, recorded as a whole or refused with its row.
import { useRef } from 'react';
import { Upload } from 'lucide-react';
import { sentence } from '#contract/errors.ts';
import type { Refusal } from '#contract/errors.ts';
import { bridge } from '../../bridge.ts';
import { handOver } from '../../data/hand-over.ts';
import { Button } from '../../ui/button.tsx';
import { whereText } from '../../ui/refusal.tsx';
import { showToast } from '../../ui/toast.tsx';
import { counted } from '../../ui/words.ts';
import s from './release.module.css';

const told = (refusal: Refusal): string => `${sentence(refusal)}${refusal.where ? ` (${whereText(refusal.where)})` : ''}`;
async function take(file: File): Promise<void> {
  const staged = await handOver(file);
  if (!staged.ok) { showToast({ text: told(staged.error), tone: 'warn' }); return; }
  const reply = await bridge().call('dependency.import', { file: staged.value.file });
  void bridge().call('file.discard', { file: staged.value.file });
  showToast(reply.ok ? { text: `${counted(reply.value.recorded, 'dependency', 'dependencies')} recorded, ${reply.value.known} known already.` } : { text: told(reply.error), tone: 'warn' });
}

export function ImportButton({ refusal }: { refusal: Refusal | undefined }) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <input ref={input} type="file" className={s.file} tabIndex={-1} aria-label="File of dependencies" accept=".csv,.json,.jsonl" onChange={(e) => { const file = e.target.files?.[0]; e.target.value = ''; if (file) void take(file); }} />
      <Button icon={<Upload aria-hidden="true" />} refusal={refusal} onPress={() => { input.current?.click(); }}>Bring in a file…</Button>
    </>
  );
}
