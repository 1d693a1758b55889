// Proposing a policy: its name, the cause it answers to, and what to cite.
import { useState } from 'react';
import { policyCauses } from '#contract/policy.ts';
import type { PolicyCause, PolicyText } from '#contract/policy.ts';
import { SendKey } from '../../app/send-key.tsx';
import { useCommand } from '../../data/use-command.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Select, TextArea, TextField } from '../../ui/fields.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { showToast } from '../../ui/toast.tsx';
import { causeWords } from './policy-words.ts';

const causeOptions = policyCauses.map((value) => ({ value, label: causeWords[value] }));

export function ProposeDialog({ document, suggested, onClose, onProposed }: { document: PolicyText; suggested: string; onClose: () => void; onProposed: () => void }) {
  const [form, setForm] = useState({ version: suggested, cause: '' as PolicyCause | '', reference: '', reason: '' });
  const [isTried, setTried] = useState(false);
  const propose = useCommand('policy.propose');
  const set = (part: Partial<typeof form>): void => { propose.clear(); setForm((f) => ({ ...f, ...part })); };
  const problems = { version: form.version.trim() === '' ? 'Name the version' : undefined, cause: form.cause === '' ? 'Say what it answers to' : undefined, reference: form.reference.trim() === '' ? 'Name the record' : undefined };
  const shown: Partial<typeof problems> = isTried ? problems : {};
  const send = async (): Promise<void> => {
    setTried(true);
    if (propose.isPending || form.cause === '' || Object.values(problems).some((p) => p !== undefined)) return;
    const reply = await propose.run({ document: { ...document, version: form.version.trim() }, cause: form.cause, reference: form.reference.trim(), reason: form.reason.trim() });
    if (!reply.ok) return;
    showToast({ text: `Policy ${form.version.trim()} is proposed. Two people have to sign it.` });
    onProposed();
  };
  return (
    <Dialog title="Propose this policy?" isOpen onClose={onClose} footer={<><Button hotkey="Escape" onPress={onClose}>Go on editing</Button><Button kind="primary" hotkey="Mod+Enter" isPending={propose.isPending} onPress={() => { void send(); }}>Propose</Button></>}>
      <SendKey label="Propose the policy" onSend={() => { void send(); }} />
      <p className="sec">It changes nothing yet: two different people sign it, and from then on decisions name this version.</p>
      <TextField label="Version" value={form.version} maxLength={60} autoFocus isRequired error={shown.version} onChange={(version) => { set({ version }); }} />
      <Select label="What it answers to" value={form.cause} options={causeOptions} placeholder="Choose the cause…" isRequired error={shown.cause} onChange={(cause) => { set({ cause }); }} />
      <TextField label="Number of the finding, review, rule or metric" value={form.reference} isRequired error={shown.reference} placeholder="F-2026-014" onChange={(reference) => { set({ reference }); }} />
      <TextArea label="Why, in a sentence" value={form.reason} rows={2} maxLength={2000} onChange={(reason) => { set({ reason }); }} />
      <RefusalLine refusal={propose.error} />
    </Dialog>
  );
}
