// Editing in place. What is typed is kept per record until it is saved or thrown away.
import { useState } from 'react';
import type { ChangeRecord } from '#contract/change.ts';
import { useActions } from '../../app/actions.ts';
import { useCommand } from '../../data/use-command.ts';
import { useQuery } from '../../data/use-query.ts';
import { readStored, store } from '../../data/stored.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { Card, CardHead } from '../../ui/surfaces.tsx';
import { showToast } from '../../ui/toast.tsx';
import { counted } from '../../ui/words.ts';
import { ChangeForm, problemsOf } from './change-form.tsx';
import { changedFields, draftOf, isDraft } from './draft.ts';
import type { ChangeDraft } from './draft.ts';
import s from './record.module.css';

type Kept = { version: number; draft: ChangeDraft };
const isKept = (value: unknown): value is Kept => typeof value === 'object' && value !== null && typeof (value as Kept).version === 'number' && isDraft((value as Kept).draft);

export function EditFields({ record, onClose }: { record: ChangeRecord; onClose: () => void }) {
  const storedAt = `gavel.edit.${record.id}`;
  const [kept] = useState(() => readStored(storedAt, isKept));
  const [draft, setDraft] = useState<ChangeDraft>(() => kept?.draft ?? draftOf(record.fields));
  const [base, setBase] = useState(() => ({ version: kept?.version ?? record.version, fields: record.fields }));
  const edit = useCommand('change.edit');
  const services = useQuery('change.facets', {}).value?.services.map((x) => x.name) ?? [];
  const changed = changedFields(base.fields, draft);
  const count = Object.keys(changed).length;
  const problems = problemsOf(draft);
  const isSettled = record.state === 'authorised' || record.state === 'scheduled';
  const type = (next: ChangeDraft): void => { setDraft(next); store(storedAt, { version: base.version, draft: next }); };
  const leave = (): void => { store(storedAt, null); onClose(); };
  const save = async (): Promise<void> => {
    if (Object.keys(problems).length > 0 || edit.isPending) return;
    if (count === 0) { leave(); return; }
    const reply = await edit.run({ change: record.id, fields: changed, ifVersion: base.version });
    if (!reply.ok) return;
    showToast({ text: `${counted(count, 'field')} of ${record.number} saved.` });
    leave();
  };
  useActions([
    { id: 'edit.save', label: 'Save the fields', hotkey: ['Mod+S', 'Mod+Enter'], group: record.number, run: () => { void save(); } },
    { id: 'edit.leave', label: 'Leave without saving', hotkey: 'Escape', group: record.number, run: () => { if (count === 0) leave(); } },
  ]);
  return (
    <Card>
      <CardHead title="Edit" caption={isSettled ? 'a change of window, service, items, environment or plans makes the authorisation void' : undefined} aside={count === 0 ? 'nothing changed yet' : `${counted(count, 'field')} changed`} />
      {base.version !== record.version && (
        <div className={s.notice}><Banner tone="warn" verdict="Somebody changed this while you typed." acts={<Button onPress={() => { setBase({ version: record.version, fields: record.fields }); edit.clear(); }}>Keep mine on top</Button>}>Look at the timeline before you save.</Banner></div>
      )}
      <ChangeForm draft={draft} onChange={type} shown={problems} services={services} />
      <RefusalLine refusal={edit.error} />
      <div className={s.foot}>
        <Button kind="quiet" onPress={leave}>Throw away</Button>
        <span className="end" />
        <Button onPress={onClose}>Close, keep what I typed</Button>
        <Button kind="primary" hotkey="Mod+S" isPending={edit.isPending} isDisabled={Object.keys(problems).length > 0} onPress={() => { void save(); }}>Save</Button>
      </div>
    </Card>
  );
}
