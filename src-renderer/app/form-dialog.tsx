// A form over the page: what follows from it, its fields, the refusal under them, and one act that Ctrl Enter does as well.
import type { ReactNode } from 'react';
import type { Refusal } from '#contract/errors.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { RefusalLine } from '../ui/refusal.tsx';
import { SendKey } from './send-key.tsx';

type Props = {
  title: string; about?: ReactNode; verb: string;
  /** What it is called to close the form without its act. */
  keep?: string;
  isPending?: boolean; error?: Refusal | undefined; onSend: () => void; onClose: () => void; children: ReactNode; size?: 'small' | 'medium' | 'large'; isDangerous?: boolean;
};
export function FormDialog({ title, about, verb, keep = 'Leave it', isPending = false, error, onSend, onClose, children, size = 'medium', isDangerous = false }: Props) {
  return (
    <Dialog title={title} isOpen onClose={onClose} size={size} footer={<><Button hotkey="Escape" onPress={onClose}>{keep}</Button><Button kind={isDangerous ? 'danger' : 'primary'} hotkey="Mod+Enter" isPending={isPending} onPress={onSend}>{verb}</Button></>}>
      <SendKey label={verb} onSend={onSend} />
      {about !== undefined && <p className="sec">{about}</p>}
      {children}
      <RefusalLine refusal={error} />
    </Dialog>
  );
}
