// Registers an item or says more about one. Only what was altered is written, so that two people may describe one item apart.
import { useState } from 'react';
import { itemLifecycles } from '#contract/configuration.ts';
import type { ItemFields, ItemLifecycle, ItemRecord } from '#contract/configuration.ts';
import { SendKey } from '../../app/send-key.tsx';
import { useCommand } from '../../data/use-command.ts';
import { useQuery } from '../../data/use-query.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Select, TextArea, TextField } from '../../ui/fields.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { showToast } from '../../ui/toast.tsx';
import { lifecycleWords } from './configuration-words.ts';
import { tiers } from './listing.ts';
import s from './configuration.module.css';

const lines = ['name', 'type', 'environment', 'version', 'owner', 'serial', 'externalId', 'fqdn', 'address'] as const;
type Draft = Record<(typeof lines)[number] | 'description' | 'service', string> & { tier: string; lifecycle: ItemLifecycle; attributes: [string, string][] };
const lineWords: Record<(typeof lines)[number], string> = { name: 'Name', type: 'Type', environment: 'Environment', version: 'Version', owner: 'Owner', serial: 'Serial number', externalId: 'External id', fqdn: 'Full host name', address: 'Address' };

const draftOf = (r: ItemRecord | null): Draft => ({
  name: r?.name ?? '', type: r?.type ?? '', environment: r?.environment ?? '', version: r?.version ?? '', owner: r?.owner ?? '', serial: r?.serial ?? '', externalId: r?.externalId ?? '', fqdn: r?.fqdn ?? '', address: r?.address ?? '',
  description: r?.description ?? '', service: r?.serviceName ?? '', tier: r?.tier === null || r === null ? '' : String(r.tier), lifecycle: r?.lifecycle ?? 'live', attributes: Object.entries(r?.attributes ?? {}),
});

/** What differs from the record; nothing else is written. */
export function alteredFields(record: ItemRecord | null, draft: Draft): Partial<ItemFields> {
  const before = draftOf(record);
  const fields: Partial<ItemFields> = {};
  for (const name of [...lines, 'description'] as const) if (draft[name].trim() !== before[name]) fields[name] = draft[name].trim();
  if (draft.service !== before.service) fields.service = draft.service === '' ? null : draft.service;
  if (draft.tier !== before.tier) fields.tier = draft.tier === '' ? null : Number(draft.tier);
  if (draft.lifecycle !== before.lifecycle) fields.lifecycle = draft.lifecycle;
  const attributes = draft.attributes.filter(([name, value]) => name.trim() !== '' && (record?.attributes[name.trim()] ?? '') !== value).map(([name, value]): [string, string] => [name.trim(), value]);
  return { ...fields, ...(attributes.length > 0 ? { attributes: Object.fromEntries(attributes) } : {}) };
}

type Props = { record: ItemRecord | null; /** What a new one is called to begin with. */ name?: string; services: readonly string[]; onClose: () => void; onDone: (id: string) => void };
export function ItemDialog({ record, name: first = '', services, onClose, onDone }: Props) {
  const people = useQuery('person.list', { limit: 500 }).value?.rows.map((p) => p.name) ?? [];
  const facets = useQuery('item.facets', {}).value;
  const [draft, setDraft] = useState((): Draft => (record ? draftOf(record) : { ...draftOf(null), name: first }));
  const [isTried, setTried] = useState(false);
  const register = useCommand('item.register');
  const describe = useCommand('item.describe');
  const { isPending, error } = record ? describe : register;
  const set = <K extends keyof Draft>(key: K) => (value: Draft[K]): void => { register.clear(); describe.clear(); setDraft((d) => ({ ...d, [key]: value })); };
  const send = async (): Promise<void> => {
    setTried(true);
    if (isPending || draft.name.trim() === '') return;
    const fields = alteredFields(record, draft);
    if (record && Object.keys(fields).length === 0) { onClose(); return; }
    const reply = record ? await describe.run({ item: record.id, fields }) : await register.run({ ...fields, name: draft.name.trim() });
    if (!reply.ok) return;
    showToast({ text: record ? `${draft.name} is saved.` : `${draft.name} is registered.` });
    onDone(reply.value.id);
  };
  const suggestions: Partial<Record<(typeof lines)[number], readonly string[]>> = { owner: people, type: facets?.type.map((x) => x.name) ?? [], environment: facets?.environment.map((x) => x.name) ?? [] };
  const problem = (name: string): string | undefined => (name === 'name' && isTried && draft.name.trim() === '' ? 'An item needs a name' : name === 'owner' && error?.code === 'tier_one_unowned' ? 'An item of tier 1 needs an owner' : undefined);
  return (
    <Dialog title={record ? `Edit ${record.name}` : 'New item'} isOpen onClose={onClose} size="medium" footer={<><Button hotkey="Escape" onPress={onClose}>Keep as it is</Button><Button kind="primary" hotkey="Mod+Enter" isPending={isPending} onPress={() => { void send(); }}>{record ? 'Save' : 'Register'}</Button></>}>
      <SendKey onSend={() => { void send(); }} />
      <div className={s.form}>
        {lines.map((name) => <TextField key={name} label={lineWords[name]} value={draft[name]} onChange={set(name)} autoFocus={name === 'name'} isRequired={name === 'name'} error={problem(name)} onEnter={() => { void send(); }} {...(suggestions[name] ? { suggestions: suggestions[name] } : {})} />)}
        <Select label="Service" value={draft.service} onChange={set('service')} placeholder="None" options={services.map((value) => ({ value, label: value }))} />
        <Select label="Tier" value={draft.tier} onChange={set('tier')} placeholder="Not said" options={tiers.map((n) => ({ value: String(n), label: n === 1 ? 'Tier 1, the most critical' : `Tier ${n}` }))} />
        <Select label="Lifecycle" value={draft.lifecycle} onChange={set('lifecycle')} options={itemLifecycles.map((value) => ({ value, label: lifecycleWords[value] }))} />
      </div>
      <TextArea label="Description" value={draft.description} onChange={set('description')} rows={2} maxLength={4000} />
      <Attributes attributes={draft.attributes} onChange={set('attributes')} />
      <RefusalLine refusal={error} />
    </Dialog>
  );
}

function Attributes({ attributes, onChange }: { attributes: Draft['attributes']; onChange: (attributes: Draft['attributes']) => void }) {
  const alter = (at: number, part: 0 | 1, text: string): void => { onChange(attributes.map((pair, i): [string, string] => (i !== at ? pair : part === 0 ? [text, pair[1]] : [pair[0], text]))); };
  return (
    <fieldset className={s.attributes}>
      <legend>Attributes</legend>
      {attributes.map(([name, value], i) => (
        <div key={i} className={s.attribute}>
          <TextField label={`Name of attribute ${i + 1}`} value={name} maxLength={100} onChange={(text) => { alter(i, 0, text); }} />
          <TextField label={`Value of ${name || `attribute ${i + 1}`}`} value={value} maxLength={2000} onChange={(text) => { alter(i, 1, text); }} />
        </div>
      ))}
      <Button kind="quiet" onPress={() => { onChange([...attributes, ['', '']]); }}>Add an attribute</Button>
    </fieldset>
  );
}
