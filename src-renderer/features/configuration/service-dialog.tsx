// Registers a service or says more about one. Whoever asked for an open change on it cannot take its stricter rules away.
import { useState } from 'react';
import type { ServiceFields, ServiceRow } from '#contract/configuration.ts';
import { whyNot } from '../../app/actions.ts';
import { SendKey } from '../../app/send-key.tsx';
import { useCommand } from '../../data/use-command.ts';
import { useQuery } from '../../data/use-query.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Checkbox, NumberField, Select, TextArea, TextField } from '../../ui/fields.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { showToast } from '../../ui/toast.tsx';
import { tiers } from './listing.ts';
import s from './configuration.module.css';

type Draft = { name: string; owner: string; deputies: string; description: string; sla: string; unit: string; tier: string; isFinancial: boolean; isCustomerFacing: boolean; hasAutomaticRollback: boolean; rpoMinutes: number | null; rtoMinutes: number | null };
const draftOf = (r: ServiceRow | null): Draft => ({
  name: r?.name ?? '', owner: r?.owner ?? '', deputies: r?.deputies.join(', ') ?? '', description: r?.description ?? '', sla: r?.sla ?? '', unit: r?.unit ?? '', tier: r?.tier === null || r === null ? '' : String(r.tier),
  isFinancial: r?.isFinancial ?? false, isCustomerFacing: r?.isCustomerFacing ?? false, hasAutomaticRollback: r?.hasAutomaticRollback ?? true, rpoMinutes: r?.rpoMinutes ?? null, rtoMinutes: r?.rtoMinutes ?? null,
});
/** What differs from the record; nothing else is written. */
export function alteredService(row: ServiceRow | null, draft: Draft): Partial<ServiceFields> {
  const before = draftOf(row);
  const fields: Partial<ServiceFields> = {};
  for (const name of ['name', 'owner', 'description', 'sla', 'unit'] as const) if (draft[name].trim() !== before[name]) fields[name] = draft[name].trim();
  for (const name of ['isFinancial', 'isCustomerFacing', 'hasAutomaticRollback'] as const) if (draft[name] !== before[name]) fields[name] = draft[name];
  for (const name of ['rpoMinutes', 'rtoMinutes'] as const) if (draft[name] !== before[name]) fields[name] = draft[name];
  if (draft.tier !== before.tier) fields.tier = draft.tier === '' ? null : Number(draft.tier);
  if (draft.deputies !== before.deputies) fields.deputies = draft.deputies.split(',').map((name) => name.trim()).filter((name) => name !== '');
  return fields;
}

export function ServiceDialog({ row, onClose }: { row: ServiceRow | null; onClose: () => void }) {
  const people = useQuery('person.list', { limit: 500 }).value?.rows.map((p) => p.name) ?? [];
  const [draft, setDraft] = useState(() => draftOf(row));
  const [isTried, setTried] = useState(false);
  const register = useCommand('service.register');
  const describe = useCommand('service.describe');
  const { isPending, error } = row ? describe : register;
  const set = <K extends keyof Draft>(key: K) => (value: Draft[K]): void => { register.clear(); describe.clear(); setDraft((d) => ({ ...d, [key]: value })); };
  const send = async (): Promise<void> => {
    setTried(true);
    if (isPending || draft.name.trim() === '') return;
    const fields = alteredService(row, draft);
    if (row && Object.keys(fields).length === 0) { onClose(); return; }
    const reply = row ? await describe.run({ service: row.id, fields }) : await register.run({ ...fields, name: draft.name.trim() });
    if (!reply.ok) return;
    showToast({ text: row ? `${draft.name} is saved.` : `${draft.name} is registered.` });
    onClose();
  };
  const isFlagged = row !== null && !row.hasAutomaticRollback;
  const why = isFlagged ? whyNot(row.mayClearRollback) : undefined;
  return (
    <Dialog title={row ? `Edit ${row.name}` : 'New service'} isOpen onClose={onClose} size="medium" footer={<><Button hotkey="Escape" onPress={onClose}>Keep as it is</Button><Button kind="primary" hotkey="Mod+Enter" isPending={isPending} onPress={() => { void send(); }}>{row ? 'Save' : 'Register'}</Button></>}>
      <SendKey onSend={() => { void send(); }} />
      <div className={s.form}>
        <TextField label="Name" value={draft.name} onChange={set('name')} isRequired autoFocus error={isTried && draft.name.trim() === '' ? 'A service needs a name' : undefined} onEnter={() => { void send(); }} />
        <Select label="Tier" value={draft.tier} onChange={set('tier')} placeholder="Not said" options={tiers.map((n) => ({ value: String(n), label: n === 1 ? 'Tier 1, the most critical' : `Tier ${n}` }))} help="Owners of tier 1 and 2 must answer before a change that reaches the service is authorised." />
        <TextField label="Owner" value={draft.owner} onChange={set('owner')} suggestions={people} error={error?.code === 'tier_one_unowned' ? 'A service of tier 1 needs an owner' : undefined} onEnter={() => { void send(); }} />
        <TextField label="Deputies" value={draft.deputies} onChange={set('deputies')} help="Names, with commas between them." onEnter={() => { void send(); }} />
        <TextField label="Service level" value={draft.sla} onChange={set('sla')} placeholder="99.9 % a month" onEnter={() => { void send(); }} />
        <TextField label="Business unit" value={draft.unit} onChange={set('unit')} help="A change that touches two of them is for the enterprise board." onEnter={() => { void send(); }} />
        <div className={s.pair}><NumberField label="RPO" value={draft.rpoMinutes} onChange={set('rpoMinutes')} least={0} most={525_600} unit="min" /><NumberField label="RTO" value={draft.rtoMinutes} onChange={set('rtoMinutes')} least={0} most={525_600} unit="min" /></div>
      </div>
      <div className={s.checks}>
        <Checkbox label="Financial" isChecked={draft.isFinancial} onChange={set('isFinancial')} />
        <Checkbox label="Seen by customers" isChecked={draft.isCustomerFacing} onChange={set('isCustomerFacing')} />
        <Checkbox label="Can be rolled back automatically" isChecked={draft.hasAutomaticRollback} isDisabled={why !== undefined} onChange={set('hasAutomaticRollback')} help={why ?? 'Without it, changes of this service need stricter evidence.'} />
      </div>
      <TextArea label="Description" value={draft.description} onChange={set('description')} rows={2} maxLength={4000} />
      <RefusalLine refusal={error} />
    </Dialog>
  );
}
