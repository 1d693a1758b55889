// A mapping is kept under its name, for the next file of the same source.
import type { Mapping } from '#contract/imports.ts';
import { useCommand } from '../../data/use-command.ts';
import { useQuery } from '../../data/use-query.ts';
import { Button } from '../../ui/button.tsx';
import { Select, TextField } from '../../ui/fields.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { showToast } from '../../ui/toast.tsx';
import { editMapping } from './import-state.ts';
import s from './import.module.css';

export function SavedMappings({ mapping }: { mapping: Mapping }) {
  const saved = useQuery('mapping.list', {}).value ?? [];
  const save = useCommand('mapping.save');
  const keep = async (): Promise<void> => {
    const reply = await save.run({ mapping });
    if (reply.ok) showToast({ text: `The mapping “${mapping.name}” is saved.` });
  };
  const load = (name: string): void => {
    const found = saved.find((m) => m.name === name);
    if (found) void editMapping(found, true);
  };
  return (
    <div>
      <div className={s.named}>
        <TextField label="Name of this mapping" value={mapping.name} onChange={(name) => { void editMapping({ ...mapping, name }); }} />
        <Button isPending={save.isPending} isDisabled={mapping.name.trim() === ''} onPress={() => { void keep(); }}>Save mapping</Button>
        {saved.length > 0 && <Select label="Use a saved one" value="" placeholder="Choose…" options={saved.map(({ name }) => ({ value: name, label: name }))} onChange={load} />}
      </div>
      <RefusalLine refusal={save.error} />
    </div>
  );
}
