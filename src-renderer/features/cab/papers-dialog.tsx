// The papers of a meeting, handed out before it: a PDF to read, and a file that a member's own Gavel takes in (CAB-03).
import { useState } from 'react';
import { SendKey } from '../../app/send-key.tsx';
import { bridge } from '../../bridge.ts';
import { useJob } from '../../data/use-command.ts';
import { useQuery } from '../../data/use-query.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/fields.tsx';
import { ProgressBar } from '../../ui/meter.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { counted } from '../../ui/words.ts';
import { ExportDialog } from '../exchange/export-dialog.tsx';
import s from './board.module.css';

export function PapersDialog({ meeting, onClose }: { meeting: { id: string; number: string }; onClose: () => void }) {
  const [note, setNote] = useState('');
  const [isFile, setFile] = useState(false);
  const write = useJob('meeting.writePreRead');
  const status = useQuery('exchange.status', isFile ? {} : null);
  const send = (): void => { if (!write.isRunning) void write.run({ meeting: meeting.id, ...(note.trim() === '' ? {} : { note }) }); };
  const close = (): void => { write.cancel(); onClose(); };
  if (isFile && status.value) return <ExportDialog peers={status.value.peers.filter((p) => !p.isOwn)} to={[]} papersOf={meeting.number} onClose={onClose} />;
  return (
    <Dialog title={`Papers of ${meeting.number} for the members`} isOpen onClose={close} size="medium" footer={(
      <>
        <Button hotkey="Escape" onPress={close}>Done</Button>
        <Button onPress={() => { setFile(true); }}>File for members…</Button>
        <Button kind="primary" hotkey="Mod+Enter" isPending={write.isRunning} onPress={send}>Write the PDF</Button>
      </>
    )}>
      <SendKey label="Write the PDF" onSend={send} />
      <div className={s.form}>
        <p className="sec">The PDF has the agenda and a page for each item: risk, window, plans, conflicts, and how the last changes of its service went. The file is for members who run Gavel themselves: they see the same records and can hand in a ballot.</p>
        <TextField label="A line to the members" value={note} onChange={setNote} autoFocus onEnter={send} />
        {write.isRunning && <ProgressBar label="Writing the papers" progress={write.progress} onCancel={write.cancel} />}
        <RefusalLine refusal={write.error} />
        {write.value && !write.error && (
          <div className="row wrap">
            <p role="status" className="prose"><b>{write.value.file.name}</b>, {counted(write.value.pages, 'page')} on {counted(write.value.items, 'item')}, in {write.value.file.folder}</p>
            <Button kind="quiet" onPress={() => { void bridge().call('workspace.revealExports', {}); }}>Open folder</Button>
          </div>
        )}
      </div>
    </Dialog>
  );
}
