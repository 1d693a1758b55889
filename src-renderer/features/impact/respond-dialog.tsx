// The owner of an affected service agrees or objects, signed.
import { useState } from 'react';
import type { ImpactService, Response } from '#contract/impact.ts';
import { SendKey } from '../../app/send-key.tsx';
import { useCommand } from '../../data/use-command.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { TextArea } from '../../ui/fields.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { Segments } from '../../ui/tabs.tsx';
import { showToast } from '../../ui/toast.tsx';

export function RespondDialog({ change, number, service, onClose }: { change: string; number: string; service: ImpactService; onClose: () => void }) {
  const [response, setResponse] = useState<Response>('agree');
  const [note, setNote] = useState('');
  const [isTried, setTried] = useState(false);
  const respond = useCommand('impact.respond');
  const lacksNote = response === 'object' && note.trim() === '';
  const send = async (): Promise<void> => {
    setTried(true);
    if (respond.isPending || lacksNote) return;
    const reply = await respond.run({ change, service: service.id, response, note: note.trim() });
    if (!reply.ok) return;
    showToast({ text: `You ${response === 'agree' ? 'agreed' : 'objected'} to ${number} for ${service.name}.` });
    onClose();
  };
  return (
    <Dialog title={`Answer for ${service.name}`} isOpen onClose={onClose} footer={<><Button hotkey="Escape" onPress={onClose}>Not now</Button><Button kind="primary" hotkey="Mod+Enter" isPending={respond.isPending} onPress={() => { void send(); }}>Sign the answer</Button></>}>
      <SendKey onSend={() => { void send(); }} />
      <p className="sec">{number} reaches {service.name}. Your answer is signed with your key and stands for the plan as it is now; an objection goes to the board with your words.</p>
      <Segments label="Your answer" chosen={response} onChoose={setResponse} choices={[{ value: 'agree', label: 'Agree' }, { value: 'object', label: 'Object' }]} />
      <TextArea label="Note" value={note} onChange={(text) => { respond.clear(); setNote(text); }} rows={3} maxLength={2000} isRequired={response === 'object'} error={isTried && lacksNote ? 'Say what you object to' : undefined} autoFocus />
      <RefusalLine refusal={respond.error} />
    </Dialog>
  );
}

