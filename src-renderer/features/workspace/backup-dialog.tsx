// A backup of the open workspace: its passphrase, the writing, and where the file lies.
import { useState } from 'react';
import type { Output } from '#contract/index.ts';
import { useActions } from '../../app/actions.ts';
import { bridge } from '../../bridge.ts';
import { useJob } from '../../data/use-command.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/fields.tsx';
import { ProgressBar } from '../../ui/meter.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { counted, sizeWords } from '../../ui/words.ts';
import { strengthOf } from './passphrase-strength.ts';

type Props = { lastBackupAt: string | null; onClose: () => void };

export function BackupDialog({ lastBackupAt, onClose }: Props) {
  const [form, setForm] = useState({ passphrase: '', again: '' });
  const [isTried, setTried] = useState(false);
  const job = useJob('workspace.backup');
  const strength = strengthOf(form.passphrase);
  const isShort = strength.word === 'too short';
  const differs = form.again !== form.passphrase;
  const write = (): void => {
    setTried(true);
    if (!isShort && !differs && !job.isRunning) void job.run({ passphrase: form.passphrase });
  };
  const close = (): void => { job.cancel(); onClose(); };
  if (job.value) return <Written made={job.value} onClose={onClose} />;
  return (
    <Dialog title="Back up this workspace" isOpen onClose={close} footer={<><Button hotkey="Escape" onPress={close}>Not now</Button><Button kind="primary" hotkey="Mod+Enter" isPending={job.isRunning} onPress={write}>Back up</Button></>}>
      <WriteKeys onWrite={write} />
      <p className="sec">One encrypted file with every record and the locked keys of this device. {lastBackupAt === null ? 'There is none on this machine yet.' : 'It replaces none of the earlier ones.'}</p>
      <TextField label="Passphrase of the backup" type="password" autoComplete="new-password" maxLength={1024} value={form.passphrase} onChange={(passphrase) => { setForm((f) => ({ ...f, passphrase })); job.clear(); }} autoFocus isRequired
        error={isTried && isShort ? strengthOf('').advice : undefined} help={form.passphrase === '' ? 'Without it nobody can restore the backup. Nobody can reset it.' : <span role="status">This one is {strength.word}. {strength.advice}</span>} />
      <TextField label="Passphrase again" type="password" autoComplete="new-password" maxLength={1024} value={form.again} onChange={(again) => { setForm((f) => ({ ...f, again })); job.clear(); }} onEnter={write} isRequired error={isTried && differs ? 'The two passphrases differ' : undefined} />
      {job.isRunning && <ProgressBar label="Writing the backup" progress={job.progress} onCancel={job.cancel} />}
      <RefusalLine refusal={job.error} />
    </Dialog>
  );
}

function WriteKeys({ onWrite }: { onWrite: () => void }) {
  useActions([{ id: 'backup.write', label: 'Back up', hotkey: 'Mod+Enter', isSilent: true, run: onWrite }]);
  return null;
}


function Written({ made, onClose }: { made: Output<'workspace.backup'>; onClose: () => void }) {
  const reveal = (): void => { void bridge().call('workspace.revealExports', {}); };
  return (
    <Dialog title="The backup is written" isOpen onClose={onClose} footer={<><Button onPress={reveal}>Open folder</Button><Button kind="primary" hotkey="Enter" autoFocus onPress={onClose}>Done</Button></>}>
      <DoneKeys onDone={onClose} />
      <p><b className="mono">{made.file.name}</b> <span className="dim">{sizeWords(made.file.size)}, in {made.file.folder}</span></p>
      <p className="sec">It holds {counted(made.commits, 'commit')} and {counted(made.events, 'event')}, and was read back and compared after writing. Keep it on another disk: this one fails as a whole.</p>
    </Dialog>
  );
}

function DoneKeys({ onDone }: { onDone: () => void }) {
  useActions([{ id: 'backup.done', label: 'Done', hotkey: ['Enter', 'Escape'], isSilent: true, run: onDone }]);
  return null;
}
