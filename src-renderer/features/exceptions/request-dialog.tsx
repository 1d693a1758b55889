// Asking for an exception: from which rule, for what, why, what is done instead, who answers for the risk, until when.
import { useState } from 'react';
import type { Output } from '#contract/index.ts';
import { SendKey } from '../../app/send-key.tsx';
import { useCommand } from '../../data/use-command.ts';
import { useQuery } from '../../data/use-query.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { DayField, Select, TextArea, TextField } from '../../ui/fields.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { showToast } from '../../ui/toast.tsx';
import { granters } from './exception-words.ts';
import s from './exceptions.module.css';

type Register = Pick<Output<'exception.list'>, 'rules' | 'days' | 'renewals'>;
type Scope = 'change' | 'service' | 'all';
type Props = { register: Register; /** Number of the change it is asked for, and a part of a rule that its checklist names. */ change?: string; rule?: string; onClose: () => void };

export function RequestDialog({ register, change: given, rule: asked, onClose }: Props) {
  const people = useQuery('person.list', { limit: 500 }).value?.rows ?? [];
  const services = useQuery('change.facets', {}).value?.services ?? [];
  const [form, setForm] = useState({ rule: asked ?? '', change: given ?? '', service: '', justification: '', control: '', owner: '' });
  const [scope, setScope] = useState<Scope>('change');
  const [from, setFrom] = useState<string | null>(null);
  const [until, setUntil] = useState<string | null>(null);
  const [isTried, setTried] = useState(false);
  const request = useCommand('exception.request');
  const set = (part: Partial<typeof form>): void => { request.clear(); setForm((now) => ({ ...now, ...part })); };
  const lack = (is: boolean, text: string): string | undefined => (isTried && is ? text : undefined);
  const named = register.rules.find(({ rule }) => form.rule === rule || form.rule.startsWith(`${rule}/`));
  const isWhole = form.rule !== '' && until !== null && form.justification.trim() !== '' && form.control.trim() !== '' && form.owner !== '' && (scope === 'all' || (scope === 'change' ? form.change : form.service).trim() !== '');
  const send = async (): Promise<void> => {
    setTried(true);
    if (!isWhole || request.isPending) return;
    const of = scope === 'change' ? { change: form.change.trim() } : scope === 'service' ? { service: form.service.trim() } : {};
    const reply = await request.run({ rule: form.rule, justification: form.justification.trim(), control: form.control.trim(), owner: form.owner, until, ...of, ...(from === null ? {} : { from }) });
    if (!reply.ok) return;
    showToast({ text: `${reply.value.number ?? 'The exception'} is asked for. It holds once it is granted.` });
    onClose();
  };
  const options = [...register.rules, ...(asked !== undefined && !register.rules.some(({ rule }) => rule === asked) && named ? [{ rule: asked, name: named.name }] : [])].map(({ rule, name }) => ({ value: rule, label: `${rule}, ${name.toLowerCase()}` }));
  return (
    <Dialog title="Ask for an exception" size="medium" isOpen onClose={onClose} footer={<><Button hotkey="Escape" onPress={onClose}>Not now</Button><Button kind="primary" hotkey="Mod+Enter" isPending={request.isPending} onPress={() => { void send(); }}>Ask</Button></>}>
      <SendKey onSend={() => { void send(); }} />
      <Select label="Rule" value={form.rule} onChange={(rule) => { set({ rule }); }} placeholder="Choose…" isRequired autoFocus={asked === undefined} options={options} error={lack(form.rule === '', 'Choose the rule')} help={named ? `Granted by ${granters(named.grantedBy)}, one level above the rule.` : undefined} />
      <Select label="For" value={scope} onChange={(next) => { request.clear(); setScope(next); }} options={[{ value: 'change', label: 'One change' }, { value: 'service', label: 'One service' }, { value: 'all', label: 'Everything' }]} />
      {scope === 'change' && <TextField label="Change" value={form.change} onChange={(change) => { set({ change }); }} isRequired placeholder="C-A1-0412" error={lack(form.change.trim() === '', 'Name the change')} />}
      {scope === 'service' && <TextField label="Service" value={form.service} onChange={(service) => { set({ service }); }} isRequired suggestions={services.map(({ name }) => name)} error={lack(form.service.trim() === '', 'Name the service')} />}
      <TextArea label="Why the rule cannot be met" value={form.justification} onChange={(justification) => { set({ justification }); }} rows={2} isRequired autoFocus={asked !== undefined} error={lack(form.justification.trim() === '', 'Say why')} />
      <TextArea label="What is done instead" value={form.control} onChange={(control) => { set({ control }); }} rows={2} isRequired error={lack(form.control.trim() === '', 'Name the compensating control')} />
      <Select label="Who answers for the risk" value={form.owner} onChange={(owner) => { set({ owner }); }} placeholder="Choose a person…" isRequired options={people.map(({ id, name }) => ({ value: id, label: name }))} error={lack(form.owner === '', 'Choose who answers for it')} />
      <div className={s.days}>
        <DayField label="First day" value={from} onChange={(day) => { request.clear(); setFrom(day); }} help={from === null ? 'Left empty: today' : undefined} />
        <DayField label="Last day" value={until} onChange={(day) => { request.clear(); setUntil(day); }} isRequired error={lack(until === null, 'An exception has an end')} help={until === null ? `At most ${register.days} days, and ${register.renewals} renewals` : undefined} />
      </div>
      <RefusalLine refusal={request.error} />
    </Dialog>
  );
}
