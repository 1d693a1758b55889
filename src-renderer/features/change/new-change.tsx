// Raising a change. What is typed is kept until it is sent or thrown away, also when the window is closed on it.
import { useState } from 'react';
import { goTo } from '../../app/routes.ts';
import { usePerson } from '../../app/session.ts';
import { SendKey } from '../../app/send-key.tsx';
import { bridge } from '../../bridge.ts';
import { useCommand } from '../../data/use-command.ts';
import { readStored, store } from '../../data/stored.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { showToast } from '../../ui/toast.tsx';
import { viewerZone } from '../../ui/time-words.ts';
import { useFileAct } from '../backout/file-act.tsx';
import { ChangeForm, problemsOf } from './change-form.tsx';
import { emptyDraft, fieldsOf, isDraft } from './draft.ts';
import type { ChangeDraft } from './draft.ts';

const draftAt = 'gavel.draft.change';

export function NewChange({ onClose, services }: { onClose: () => void; services: readonly string[] }) {
  const person = usePerson();
  const fresh = (): ChangeDraft => emptyDraft(viewerZone(), person?.name ?? '');
  const [draft, setDraft] = useState<ChangeDraft>(() => readStored(draftAt, isDraft) ?? fresh());
  const [isTried, setTried] = useState(false);
  const create = useCommand('change.create');
  const problems = problemsOf(draft);
  const type = (next: ChangeDraft): void => { setDraft(next); store(draftAt, next); };
  const send = async (): Promise<void> => {
    setTried(true);
    if (Object.keys(problems).length > 0 || create.isPending) return;
    const reply = await create.run(fieldsOf(draft));
    if (!reply.ok) return;
    store(draftAt, null);
    onClose();
    const number = reply.value.number ?? reply.value.id;
    showToast({ text: `${number} is a draft. Submit it when nothing is missing.` });
    goTo({ place: 'change', change: number });
  };
  const taking = useFileAct('Draft that a pipeline made of a build', async (file) => {
    const reply = await bridge().call('change.takeDraft', { file });
    if (reply.ok) {
      const { number, isNew, claimedBy, isProved } = reply.value;
      onClose();
      showToast({ text: isNew ? `${number} is a draft ${isProved ? 'made' : 'claimed'} by ${claimedBy}.` : `${number} was made of this run before; nothing has changed.` });
      goTo({ place: 'change', change: number });
    }
    return reply;
  });
  const discard = (): void => { store(draftAt, null); setDraft(fresh()); setTried(false); };
  return (
    <Dialog title="New change" size="large" isOpen onClose={onClose} footer={(
      <>
        <Button kind="quiet" onPress={discard}>Start over</Button>
        <Button kind="quiet" isPending={taking.isBusy} onPress={taking.pick}>From a build…</Button>
        <span className="grow dim">What you type is kept until it is created.</span>
        <Button onPress={onClose} hotkey="Escape">Close</Button>
        <Button kind="primary" hotkey="Mod+Enter" isPending={create.isPending} onPress={() => { void send(); }}>Create draft</Button>
      </>
    )}>
      <SendKey onSend={() => { void send(); }} />
      <ChangeForm draft={draft} onChange={type} shown={isTried ? problems : { ...problems, title: undefined } as typeof problems} services={services} isNew />
      {taking.input}
      <RefusalLine refusal={taking.error ?? create.error} />
    </Dialog>
  );
}

