// Raising a finding, answering it, what is done about it, what shows that it is done, and the signature that closes it (AUD-06).
import { useState } from 'react';
import { findingEvidenceKinds, findingSeverities, findingSources, remedyKinds } from '#contract/finding.ts';
import type { FindingRow } from '#contract/finding.ts';
import { FormDialog } from '../../app/form-dialog.tsx';
import { useCommand } from '../../data/use-command.ts';
import { useQuery } from '../../data/use-query.ts';
import { DayField, Select, TextArea, TextField } from '../../ui/fields.tsx';
import { showToast } from '../../ui/toast.tsx';
import { evidenceWords, remedyWords, severityWords, sourceWords } from './audit-words.ts';
import s from './audit.module.css';

const optionsOf = <T extends string>(values: readonly T[], words: Record<T, string>): { value: T; label: string }[] => values.map((value) => ({ value, label: words[value] }));
const usePeople = (): { value: string; label: string }[] => (useQuery('person.list', { limit: 500 }).value?.rows ?? []).filter((p) => !p.isSuspended).map(({ id, name }) => ({ value: id, label: name }));
type Days = { high: number; medium: number; low: number };

/** `given` comes from what the finding was found in: a failed test, an entry without a record. */
export function RaiseFinding({ days, given = {}, onClose }: { days: Days; given?: { title?: string; description?: string; control?: string; change?: string; source?: FindingRow['source'] }; onClose: () => void }) {
  const people = usePeople();
  const [form, setForm] = useState({ title: given.title ?? '', description: given.description ?? '', control: given.control ?? '', change: given.change ?? '', owner: '' });
  const [severity, setSeverity] = useState<FindingRow['severity'] | ''>('');
  const [source, setSource] = useState<FindingRow['source']>(given.source ?? 'internal-audit');
  const [dueOn, setDueOn] = useState<string | null>(null);
  const [isTried, setTried] = useState(false);
  const raise = useCommand('finding.raise');
  const set = (part: Partial<typeof form>): void => { raise.clear(); setForm((now) => ({ ...now, ...part })); };
  const lack = (is: boolean, text: string): string | undefined => (isTried && is ? text : undefined);
  const send = async (): Promise<void> => {
    setTried(true);
    if (form.title.trim() === '' || form.control.trim() === '' || form.owner === '' || severity === '' || raise.isPending) return;
    const reply = await raise.run({ title: form.title.trim(), description: form.description.trim(), control: form.control.trim(), owner: form.owner, severity, source, ...(dueOn === null ? {} : { dueOn }), ...(form.change.trim() === '' ? {} : { change: form.change.trim() }) });
    if (!reply.ok) return;
    showToast({ text: `${reply.value.number ?? 'The finding'} is raised.` });
    onClose();
  };
  return (
    <FormDialog title="Raise a finding" verb="Raise" keep="Not now" isPending={raise.isPending} error={raise.error} onSend={() => { void send(); }} onClose={onClose}
      about="It stands against a control until somebody other than its owner has seen the evidence that its cause is gone. The second one on a control within a year counts one step graver.">
      <TextField label="What is wrong" value={form.title} onChange={(title) => { set({ title }); }} isRequired autoFocus error={lack(form.title.trim() === '', 'Say what is wrong')} />
      <TextArea label="What was seen" value={form.description} onChange={(description) => { set({ description }); }} rows={2} />
      <div className={s.pair}>
        <TextField label="Control" value={form.control} onChange={(control) => { set({ control }); }} isRequired placeholder="ISO27001/A.8.32" maxLength={80} error={lack(form.control.trim() === '', 'Name the control')} />
        <TextField label="Change" value={form.change} onChange={(change) => { set({ change }); }} placeholder="C-A1-0412" help="The record it was found on, if there is one" />
        <Select label="Severity" value={severity} onChange={setSeverity} placeholder="Choose…" isRequired options={optionsOf(findingSeverities, severityWords)} error={lack(severity === '', 'Choose how grave it is')} />
        <Select label="Found by" value={source} onChange={setSource} options={optionsOf(findingSources, sourceWords)} />
        <Select label="Who answers for it" value={form.owner} onChange={(owner) => { set({ owner }); }} placeholder="Choose a person…" isRequired options={people} error={lack(form.owner === '', 'Choose who answers for it')} />
        <DayField label="Due" value={dueOn} onChange={setDueOn} help={dueOn === null ? `Left empty: after ${severity === '' ? `${days.high}, ${days.medium} or ${days.low}` : days[severity]} days` : undefined} />
      </div>
    </FormDialog>
  );
}

type Props = { finding: FindingRow; onClose: () => void };
export type FindingAct = 'answer' | 'action' | 'evidence' | 'close';
export function FindingDialog({ act, ...props }: Props & { act: FindingAct }) {
  if (act === 'answer') return <Answer {...props} />;
  if (act === 'action') return <AddAction {...props} />;
  return act === 'evidence' ? <AddEvidence {...props} /> : <Close {...props} />;
}

function Answer({ finding, onClose }: Props) {
  const [rootCause, setRootCause] = useState(finding.rootCause);
  const [response, setResponse] = useState(finding.response);
  const [isTried, setTried] = useState(false);
  const answer = useCommand('finding.answer');
  const send = async (): Promise<void> => {
    setTried(true);
    if (rootCause.trim() === '' || response.trim() === '' || answer.isPending) return;
    const reply = await answer.run({ finding: finding.id, rootCause: rootCause.trim(), response: response.trim() });
    if (!reply.ok) return;
    showToast({ text: `${finding.number} is answered.` });
    onClose();
  };
  return (
    <FormDialog title={`Answer ${finding.number}`} verb="Answer" isPending={answer.isPending} error={answer.error} onSend={() => { void send(); }} onClose={onClose} about={finding.title}>
      <TextArea label="Root cause" value={rootCause} onChange={(said) => { answer.clear(); setRootCause(said); }} isRequired autoFocus error={isTried && rootCause.trim() === '' ? 'Say what caused it' : undefined} />
      <TextArea label="What will be done" value={response} onChange={(said) => { answer.clear(); setResponse(said); }} isRequired error={isTried && response.trim() === '' ? 'Say what will be done' : undefined} />
    </FormDialog>
  );
}

function AddAction({ finding, onClose }: Props) {
  const people = usePeople();
  const [kind, setKind] = useState<FindingRow['actions'][number]['kind']>('control');
  const [text, setText] = useState('');
  const [owner, setOwner] = useState('');
  const [dueOn, setDueOn] = useState<string | null>(finding.dueOn);
  const [isTried, setTried] = useState(false);
  const add = useCommand('finding.addAction');
  const send = async (): Promise<void> => {
    setTried(true);
    if (text.trim() === '' || owner === '' || dueOn === null || add.isPending) return;
    const reply = await add.run({ finding: finding.id, kind, text: text.trim(), owner, dueOn });
    if (reply.ok) onClose();
  };
  return (
    <FormDialog title={`Add an action to ${finding.number}`} verb="Add" keep="Not now" isPending={add.isPending} error={add.error} onSend={() => { void send(); }} onClose={onClose} about="What changes so that it does not happen again.">
      <TextField label="Action" value={text} onChange={(said) => { add.clear(); setText(said); }} isRequired autoFocus error={isTried && text.trim() === '' ? 'Say what is to be done' : undefined} />
      <Select label="Changes a" value={kind} onChange={setKind} options={optionsOf(remedyKinds, remedyWords)} />
      <div className={s.pair}>
        <Select label="Who does it" value={owner} onChange={setOwner} placeholder="Choose a person…" isRequired options={people} error={isTried && owner === '' ? 'Choose who does it' : undefined} />
        <DayField label="Due" value={dueOn} onChange={(day) => { add.clear(); setDueOn(day); }} isRequired error={isTried && dueOn === null ? 'Give a day' : undefined} />
      </div>
    </FormDialog>
  );
}

const referenceWords: Record<FindingRow['evidence'][number]['kind'], { placeholder: string; help: string }> = {
  'policy-version': { placeholder: '2027-1', help: 'A version that is in force' }, change: { placeholder: 'C-A1-0412', help: 'A change on record' }, document: { placeholder: 'Standard 12, revision 3', help: 'Name and revision, or its SHA-256' },
};
function AddEvidence({ finding, onClose }: Props) {
  const [kind, setKind] = useState<FindingRow['evidence'][number]['kind']>('policy-version');
  const [reference, setReference] = useState('');
  const [note, setNote] = useState('');
  const [isTried, setTried] = useState(false);
  const add = useCommand('finding.addEvidence');
  const send = async (): Promise<void> => {
    setTried(true);
    if (reference.trim() === '' || add.isPending) return;
    const reply = await add.run({ finding: finding.id, kind, reference: reference.trim(), note: note.trim() });
    if (reply.ok) onClose();
  };
  return (
    <FormDialog title={`Add evidence to ${finding.number}`} verb="Add" keep="Not now" isPending={add.isPending} error={add.error} onSend={() => { void send(); }} onClose={onClose} about="What shows that the cause is gone. Somebody other than the owner looks at it and closes the finding.">
      <Select label="Evidence" value={kind} onChange={(next) => { add.clear(); setKind(next); }} options={optionsOf(findingEvidenceKinds, evidenceWords)} />
      <TextField label="Which one" value={reference} onChange={(said) => { add.clear(); setReference(said); }} isRequired autoFocus {...referenceWords[kind]} maxLength={200} error={isTried && reference.trim() === '' ? 'Say which one' : undefined} />
      <TextArea label="What it shows" value={note} onChange={setNote} rows={2} maxLength={2000} />
    </FormDialog>
  );
}

function Close({ finding, onClose }: Props) {
  const [note, setNote] = useState('');
  const [isTried, setTried] = useState(false);
  const close = useCommand('finding.close');
  const send = async (): Promise<void> => {
    setTried(true);
    if (note.trim() === '' || close.isPending) return;
    const reply = await close.run({ finding: finding.id, note: note.trim() });
    if (!reply.ok) return;
    showToast({ text: `${finding.number} is closed.` });
    onClose();
  };
  return (
    <FormDialog title={`Close ${finding.number}?`} verb="Sign and close" isPending={close.isPending} error={close.error} onSend={() => { void send(); }} onClose={onClose}
      about={<>You sign that you have seen {finding.evidence.map((e) => `${evidenceWords[e.kind].toLowerCase()} ${e.reference}`).join(', ')}, and that the cause is gone. A closed finding is not opened again; what comes up again is a new one.</>}>
      <TextField label="What you looked at" value={note} onChange={(said) => { close.clear(); setNote(said); }} isRequired autoFocus error={isTried && note.trim() === '' ? 'Say what you looked at' : undefined} />
    </FormDialog>
  );
}
