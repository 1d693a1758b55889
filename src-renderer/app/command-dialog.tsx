// A form that asks the core for one act: it marks what is lacking, shows the refusal, and closes once it is done.
import { useState } from 'react';
import type { ReactNode } from 'react';
import type { Asked, NameOf, Output } from '#contract/index.ts';
import { useCommand } from '../data/use-command.ts';
import { showToast } from '../ui/toast.tsx';
import { FormDialog } from './form-dialog.tsx';

export type CommandDialogProps<N extends NameOf<'command'>> = {
  op: N; title: string; verb: string; keep?: string; about?: ReactNode;
  /** What is asked of the core; null while something needed is not said. */
  input: Asked<N> | null;
  /** What is told once it is done. */
  said?: string;
  onClose: () => void; onDone?: (value: Output<N>) => void; size?: 'small' | 'medium' | 'large'; isDangerous?: boolean;
  /** `isTried`: somebody wanted to send it, so that what is lacking is marked. */
  children: (isTried: boolean) => ReactNode;
};
export function CommandDialog<N extends NameOf<'command'>>({ op, input, said, onClose, onDone, size = 'small', children, ...form }: CommandDialogProps<N>) {
  const [isTried, setTried] = useState(false);
  const command = useCommand(op);
  const send = async (): Promise<void> => {
    setTried(true);
    if (input === null || command.isPending) return;
    const reply = await command.run(input);
    if (!reply.ok) return;
    if (said !== undefined) showToast({ text: said });
    onClose();
    onDone?.(reply.value);
  };
  return <FormDialog {...form} size={size} isPending={command.isPending} error={command.error} onSend={() => { void send(); }} onClose={onClose}>{children(isTried)}</FormDialog>;
}
