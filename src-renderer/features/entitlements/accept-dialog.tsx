// Accepting a conflict: why, who answers for it, and until which day.
import { useState } from 'react';
import type { DutyConflict } from '#contract/entitlements.ts';
import { SendKey } from '../../app/send-key.tsx';
import { useCommand } from '../../data/use-command.ts';
import { useQuery } from '../../data/use-query.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { DayField, Select, TextArea } from '../../ui/fields.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { showToast } from '../../ui/toast.tsx';

export function AcceptDialog({ conflict, onClose }: { conflict: DutyConflict; onClose: () => void }) {
  const people = useQuery('person.list', { limit: 500 }).value?.rows ?? [];
  const [reason, setReason] = useState('');
  const [owner, setOwner] = useState('');
  const [expiresOn, setExpiresOn] = useState<string | null>(null);
  const [isTried, setTried] = useState(false);
  const accept = useCommand('entitlement.accept');
  const problems = { reason: reason.trim() === '' ? 'An exception needs a reason' : undefined, owner: owner === '' ? 'Choose who answers for it' : undefined, day: expiresOn === null ? 'Name the last day it holds' : undefined };
  const send = async (): Promise<void> => {
    setTried(true);
    if (accept.isPending || problems.reason !== undefined || problems.owner !== undefined || expiresOn === null) return;
    const reply = await accept.run({ conflict: conflict.id, reason: reason.trim(), owner, expiresOn });
    if (!reply.ok) return;
    showToast({ text: `${conflict.rule} of ${conflict.holder.name} is accepted.` });
    onClose();
  };
  return (
    <Dialog title={`Accept ${conflict.rule} of ${conflict.holder.name}?`} isOpen onClose={onClose} footer={<><Button hotkey="Escape" onPress={onClose}>Leave it open</Button><Button kind="primary" hotkey="Mod+Enter" isPending={accept.isPending} onPress={() => { void send(); }}>Accept</Button></>}>
      <SendKey onSend={() => { void send(); }} />
      <p className="sec">{conflict.why} The exception covers the {conflict.rights.length} rights it is made of; any right added later opens it again.</p>
      <TextArea label="Reason" value={reason} onChange={setReason} rows={2} maxLength={300} isRequired autoFocus error={isTried ? problems.reason : undefined} />
      <Select label="Who answers for it" value={owner} onChange={setOwner} placeholder="Choose a person…" isRequired error={isTried ? problems.owner : undefined} options={people.filter((p) => p.id !== conflict.holder.id).map((p) => ({ value: p.id, label: p.name }))} />
      <DayField label="Holds until" value={expiresOn} onChange={(day) => { accept.clear(); setExpiresOn(day); }} isRequired error={isTried ? problems.day : undefined} />
      <RefusalLine refusal={accept.error} />
    </Dialog>
  );
}
