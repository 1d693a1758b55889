// A form in a dialog: what follows from it, its fields, the refusal under them, and two buttons.
import type { ReactNode } from 'react';
import type { Refusal } from '#contract/errors.ts';
import { SendKey } from '../../app/send-key.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';

type Props = { title: string; about: ReactNode; verb: string; keep?: string; isPending: boolean; error: Refusal | undefined; onSend: () => void; onClose: () => void; children: ReactNode; size?: 'small' | 'medium' | 'large'; isDangerous?: boolean };
export function FormDialog({ title, about, verb, keep = 'Keep as it is', isPending, error, onSend, onClose, children, size = 'medium', isDangerous = false }: Props) {
  return (
    <Dialog title={title} isOpen onClose={onClose} size={size} footer={<><Button hotkey="Escape" onPress={onClose}>{keep}</Button><Button kind={isDangerous ? 'danger' : 'primary'} hotkey="Mod+Enter" isPending={isPending} onPress={onSend}>{verb}</Button></>}>
      <SendKey onSend={onSend} />
      <p className="sec">{about}</p>
      {children}
      <RefusalLine refusal={error} />
    </Dialog>
  );
}
