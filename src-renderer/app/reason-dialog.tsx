// A form whose one field is a sentence that stays on record.
import { useState } from 'react';
import type { Asked, NameOf } from '#contract/index.ts';
import { TextArea } from '../ui/fields.tsx';
import { CommandDialog } from './command-dialog.tsx';
import type { CommandDialogProps } from './command-dialog.tsx';

type Props<N extends NameOf<'command'>> = Omit<CommandDialogProps<N>, 'input' | 'children'> & {
  /** What is asked of the core with that sentence. */
  input: (reason: string) => Asked<N>;
  label?: string;
  /** What is said where it is missing. */
  lack?: string;
};
export function ReasonDialog<N extends NameOf<'command'>>({ input, label = 'Reason', lack = 'Say why', ...form }: Props<N>) {
  const [text, setText] = useState('');
  const reason = text.trim();
  return (
    <CommandDialog {...form} input={reason === '' ? null : input(reason)}>
      {(isTried) => <TextArea label={label} value={text} onChange={setText} rows={2} isRequired autoFocus maxLength={300} error={isTried && reason === '' ? lack : undefined} />}
    </CommandDialog>
  );
}
