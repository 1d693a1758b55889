// A workspace that comes back from a backup: the file, its passphrase, and the verification before anything is put in place.
import { useId, useState } from 'react';
import type { Refusal } from '#contract/errors.ts';
import type { Progress } from '#contract/define.ts';
import { adoptSession } from '../../app/session.ts';
import { bridge } from '../../bridge.ts';
import { handOver } from '../../data/hand-over.ts';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/fields.tsx';
import { ProgressBar } from '../../ui/meter.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import s from './restore.module.css';

export function Restore() {
  const id = useId();
  const [file, setFile] = useState<File | null>(null);
  const [passphrase, setPassphrase] = useState('');
  const [isOver, setOver] = useState(false);
  const [running, setRunning] = useState<{ progress: Progress; stop: AbortController } | null>(null);
  const [error, setError] = useState<Refusal | undefined>(undefined);
  const choose = (chosen: File | undefined): void => {
    if (!chosen || running) return;
    setFile(chosen);
    setError(undefined);
  };
  const restore = async (): Promise<void> => {
    if (!file || running || passphrase === '') return;
    const stop = new AbortController();
    const show = (progress: Progress): void => { setRunning({ progress, stop }); };
    setError(undefined);
    show({ done: 0, total: file.size, what: `Reading ${file.name}` });
    const staged = await handOver(file, { onProgress: show, signal: stop.signal });
    const reply = staged.ok ? await bridge().call('workspace.restore', { file: staged.value.file, passphrase }, { onProgress: show, signal: stop.signal }) : staged;
    if (staged.ok) void bridge().call('file.discard', { file: staged.value.file });
    setRunning(null);
    setPassphrase('');
    if (reply.ok) adoptSession(reply.value.state);
    else setError(reply.error);
  };
  return (
    <div className={s.restore}>
      <div className={s.drop} data-over={isOver || undefined} onDragOver={(e) => { e.preventDefault(); setOver(true); }} onDragLeave={() => { setOver(false); }} onDrop={(e) => { e.preventDefault(); setOver(false); choose(e.dataTransfer.files[0]); }}>
        <input id={id} type="file" accept=".gavel-backup" onChange={(e) => { choose(e.target.files?.[0]); e.target.value = ''; }} />
        <label htmlFor={id}>{file ? 'Choose another backup' : 'Choose a backup'}</label> <span className="dim">{file ? file.name : 'or drop it here'}</span>
      </div>
      {file && (
        <div className={s.unlock}>
          <TextField label="Passphrase of the backup" type="password" autoComplete="off" maxLength={1024} value={passphrase} onChange={setPassphrase} autoFocus onEnter={() => { void restore(); }} help="All of it is verified before anything is put in place." />
          <Button kind="primary" isPending={running !== null} isDisabled={passphrase === ''} onPress={() => { void restore(); }}>Restore</Button>
        </div>
      )}
      {running && <ProgressBar label="Restoring" progress={running.progress} onCancel={() => { running.stop.abort(); }} />}
      <RefusalLine refusal={error} />
    </div>
  );
}
