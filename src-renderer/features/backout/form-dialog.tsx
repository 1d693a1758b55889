// A form over the page: its fields, its refusal, and one act that Ctrl Enter does as well.
import type { ReactNode } from 'react';
import type { Refusal } from '#contract/errors.ts';
import { SendKey } from '../../app/send-key.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';

type Props = { title: string; verb: string; onSend: () => void; onClose: () => void; isPending?: boolean; error?: Refusal | undefined; size?: 'small' | 'medium' | 'large'; children: ReactNode };
export function FormDialog({ title, verb, onSend, onClose, isPending = false, error, size = 'small', children }: Props) {
  return (
    <Dialog title={title} isOpen onClose={onClose} size={size} footer={<><Button hotkey="Escape" onPress={onClose}>Leave it</Button><Button kind="primary" hotkey="Mod+Enter" isPending={isPending} onPress={onSend}>{verb}</Button></>}>
      <SendKey onSend={onSend} />
      {children}
      <RefusalLine refusal={error} />
    </Dialog>
  );
}
