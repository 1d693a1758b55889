// Ending an exception before its day.
import { useState } from 'react';
import type { DutyConflict } from '#contract/entitlements.ts';
import { SendKey } from '../../app/send-key.tsx';
import { useCommand } from '../../data/use-command.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/fields.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { showToast } from '../../ui/toast.tsx';

export function ReopenDialog({ conflict, onClose }: { conflict: DutyConflict; onClose: () => void }) {
  const [reason, setReason] = useState('');
  const [isTried, setTried] = useState(false);
  const reopen = useCommand('entitlement.reopen');
  const send = async (): Promise<void> => {
    setTried(true);
    if (reopen.isPending || reason.trim() === '') return;
    const reply = await reopen.run({ conflict: conflict.id, reason: reason.trim() });
    if (!reply.ok) return;
    showToast({ text: `${conflict.rule} of ${conflict.holder.name} is open again.` });
    onClose();
  };
  return (
    <Dialog title={`Open ${conflict.rule} of ${conflict.holder.name} again?`} isOpen onClose={onClose} footer={<><Button hotkey="Escape" onPress={onClose}>Keep as it is</Button><Button kind="primary" hotkey="Mod+Enter" isPending={reopen.isPending} onPress={() => { void send(); }}>Open again</Button></>}>
      <SendKey onSend={() => { void send(); }} />
      <p className="sec">The exception ends now. The conflict is listed as open until its rights are apart or it is accepted anew.</p>
      <TextField label="Reason" value={reason} onChange={setReason} isRequired autoFocus error={isTried && reason.trim() === '' ? 'Say why it ends' : undefined} onEnter={() => { void send(); }} />
      <RefusalLine refusal={reopen.error} />
    </Dialog>
  );
}
