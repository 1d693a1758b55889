// Saying yes or no to a change outside the board, and setting its type.
import { useState } from 'react';
import { changeTypes } from '#contract/change.ts';
import type { ChangeType } from '#contract/change.ts';
import type { ApprovalCard } from '#contract/models.ts';
import { whyNot } from '../../app/actions.ts';
import { SendKey } from '../../app/send-key.tsx';
import { useCommand } from '../../data/use-command.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Select, TextArea } from '../../ui/fields.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { showToast } from '../../ui/toast.tsx';
import { typeWords } from '../../ui/words.ts';

export function ApprovalDialog({ card, verdict, onClose }: { card: ApprovalCard; verdict: 'given' | 'refused'; onClose: () => void }) {
  const [reason, setReason] = useState('');
  const [isTried, setTried] = useState(false);
  const decide = useCommand('approval.decide');
  const isNo = verdict === 'refused';
  const problem = isNo && reason.trim() === '' ? 'Say why, so that it can be put right' : undefined;
  const send = async (): Promise<void> => {
    setTried(true);
    if (decide.isPending || problem !== undefined) return;
    if (!(await decide.run({ change: card.change, verdict, reason: reason.trim(), revision: card.revision })).ok) return;
    showToast({ text: `${card.number} is ${isNo ? 'refused' : 'approved'} in your name.` });
    onClose();
  };
  return (
    <Dialog title={`${isNo ? 'Refuse' : 'Approve'} ${card.number}?`} isOpen onClose={onClose} footer={<><Button hotkey="Escape" onPress={onClose}>Not now</Button><Button kind={isNo ? 'danger' : 'primary'} hotkey="Mod+Enter" isPending={decide.isPending} onPress={() => { void send(); }}>{isNo ? 'Refuse' : 'Approve'}</Button></>}>
      <SendKey label={isNo ? 'Refuse the change' : 'Approve the change'} onSend={() => { void send(); }} />
      <p className="sec">You sign for the version of the change that is on the screen, under policy {card.policyVersion}. An edit afterwards asks for your word again.</p>
      <TextArea label={isNo ? 'Why' : 'Remark'} value={reason} rows={3} maxLength={4000} autoFocus isRequired={isNo} error={isTried ? problem : undefined} onChange={(text) => { decide.clear(); setReason(text); }} />
      <RefusalLine refusal={decide.error} />
    </Dialog>
  );
}

export function TypeDialog({ card, onClose }: { card: ApprovalCard; onClose: () => void }) {
  const [type, setType] = useState<ChangeType>(card.type.proposed);
  const [reason, setReason] = useState('');
  const set = useCommand('classification.setType');
  const no = whyNot(card.may[type]);
  const send = async (): Promise<void> => {
    if (set.isPending) return;
    if ((await set.run({ change: card.change, type, reason: reason.trim() })).ok) onClose();
  };
  return (
    <Dialog title={`Type of ${card.number}`} isOpen onClose={onClose} footer={<><Button hotkey="Escape" onPress={onClose}>Leave it</Button><Button kind="primary" hotkey="Mod+Enter" isPending={set.isPending} onPress={() => { void send(); }}>Set the type</Button></>}>
      <SendKey label="Set the type" onSend={() => { void send(); }} />
      <p className="sec">{typeWords[card.type.proposed]} is proposed: {card.type.because}. A type that demands less needs a change manager and a reason.</p>
      <Select label="Type" value={type} autoFocus options={changeTypes.map((value) => ({ value, label: typeWords[value] }))} onChange={(next) => { set.clear(); setType(next); }} error={no} />
      {type !== card.type.proposed && <TextArea label="Reason" value={reason} rows={2} maxLength={2000} onChange={setReason} />}
      <RefusalLine refusal={set.error} />
    </Dialog>
  );
}
