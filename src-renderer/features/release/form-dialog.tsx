// A form about a release: what follows from it, its fields, and one act that Ctrl Enter does as well.
import { useState } from 'react';
import type { ReactNode } from 'react';
import type { Asked, NameOf, Output } from '#contract/index.ts';
import { SendKey } from '../../app/send-key.tsx';
import { useCommand } from '../../data/use-command.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { showToast } from '../../ui/toast.tsx';
import s from './release.module.css';

type Props<N extends NameOf<'command'>> = {
  op: N; title: string; verb: string; about?: ReactNode; /** What is asked of the core; null while something needed is not said. */ input: Asked<N> | null; said: string; onClose: () => void; onDone?: (value: Output<N>) => void; size?: 'small' | 'medium'; isDangerous?: boolean;
  /** `isTried`: somebody wanted to send it, so that what is lacking is marked. */ children: (isTried: boolean) => ReactNode;
};
export function FormDialog<N extends NameOf<'command'>>({ op, title, verb, about, input, said, onClose, onDone, size = 'small', isDangerous = false, children }: Props<N>) {
  const [isTried, setTried] = useState(false);
  const command = useCommand(op);
  const send = async (): Promise<void> => {
    setTried(true);
    if (input === null || command.isPending) return;
    const reply = await command.run(input);
    if (!reply.ok) return;
    showToast({ text: said });
    onClose();
    onDone?.(reply.value);
  };
  const press = (): void => { void send(); };
  return (
    <Dialog title={title} isOpen onClose={onClose} size={size} footer={<><Button hotkey="Escape" onPress={onClose}>Leave it</Button><Button kind={isDangerous ? 'danger' : 'primary'} hotkey="Mod+Enter" isPending={command.isPending} onPress={press}>{verb}</Button></>}>
      <SendKey label={verb} onSend={press} />
      <div className={s.form}>{about !== undefined && <p className="sec">{about}</p>}{children(isTried)}</div>
      <RefusalLine refusal={command.error} />
    </Dialog>
  );
}
