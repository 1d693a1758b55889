// Says how an item relies on another one, read as a sentence from either end.
import { useState } from 'react';
import { relationKinds } from '#contract/configuration.ts';
import type { ItemRecord, RelationKind } from '#contract/configuration.ts';
import { SendKey } from '../../app/send-key.tsx';
import { useCommand } from '../../data/use-command.ts';
import { useDebounced } from '../../data/use-debounced.ts';
import { useQuery } from '../../data/use-query.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Select, TextField } from '../../ui/fields.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { showToast } from '../../ui/toast.tsx';
import { relationWords } from './configuration-words.ts';

type Choice = `${'out' | 'back'} ${RelationKind}`;
const choices = (['out', 'back'] as const).flatMap((end) => relationKinds.map((kind): { value: Choice; label: string } => ({ value: `${end} ${kind}`, label: relationWords[kind][end] })));

export function RelateDialog({ record, onClose }: { record: ItemRecord; onClose: () => void }) {
  const [choice, setChoice] = useState<Choice>('out depends-on');
  const [other, setOther] = useState('');
  const [isTried, setTried] = useState(false);
  const relate = useCommand('item.relate');
  const found = useQuery('item.list', { text: useDebounced(other.trim(), 100), limit: 20 }, { keepPrevious: true }).value?.rows ?? [];
  const [end, kind] = choice.split(' ') as ['out' | 'back', RelationKind];
  const isEmpty = other.trim() === '';
  const send = async (): Promise<void> => {
    setTried(true);
    if (relate.isPending || isEmpty) return;
    const reply = await relate.run(end === 'out' ? { item: record.id, kind, to: other.trim() } : { item: other.trim(), kind, to: record.id });
    if (!reply.ok) return;
    showToast({ text: `${record.name} ${relationWords[kind][end]} ${other.trim()}.` });
    onClose();
  };
  return (
    <Dialog title={`Relate ${record.name}`} isOpen onClose={onClose} footer={<><Button hotkey="Escape" onPress={onClose}>Keep as it is</Button><Button kind="primary" hotkey="Mod+Enter" isPending={relate.isPending} onPress={() => { void send(); }}>Relate</Button></>}>
      <SendKey onSend={() => { void send(); }} />
      <Select label={`${record.name}…`} value={choice} onChange={setChoice} options={choices} autoFocus />
      <TextField label="The other item" value={other} onChange={(text) => { relate.clear(); setOther(text); }} isRequired error={isTried && isEmpty ? 'Name the other item' : undefined} suggestions={found.filter((row) => row.id !== record.id).map((row) => row.name)} onEnter={() => { void send(); }}
        help="By its name, its full host name or its id." />
      <RefusalLine refusal={relate.error} />
    </Dialog>
  );
}
