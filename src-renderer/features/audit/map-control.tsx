// Mapping a control anew, or a control of one's own: rules, fields and evidence, with a reason. The mapping before it stays on record.
import { useState } from 'react';
import { fieldNames } from '#contract/change.ts';
import type { RuleText } from '#contract/compliance.ts';
import type { ControlRow } from '#contract/controls.ts';
import { evidenceKinds, evidenceLabels } from '#contract/evidence.ts';
import { FormDialog } from '../../app/form-dialog.tsx';
import { useCommand } from '../../data/use-command.ts';
import { Checkbox, TextArea, TextField } from '../../ui/fields.tsx';
import { showToast } from '../../ui/toast.tsx';
import { fieldName } from '../change/field-words.ts';
import s from './audit.module.css';

const toggled = <T,>(all: readonly T[], one: T, isOn: boolean): T[] => (isOn ? [...all, one] : all.filter((other) => other !== one));

export function MapControl({ row, rules: known, onMapped, onClose }: { row: ControlRow | null; rules: readonly RuleText[]; onMapped: (control: string) => void; onClose: () => void }) {
  const [control, setControl] = useState(row?.control ?? 'INT/');
  const [title, setTitle] = useState(row?.isOwn ? row.title : '');
  const [text, setText] = useState(row?.isOwn ? row.text : '');
  const [rules, setRules] = useState<string[]>(row?.mapping.rules.map(({ id }) => id) ?? []);
  const [fields, setFields] = useState([...row?.mapping.fields ?? []]);
  const [evidence, setEvidence] = useState([...row?.mapping.evidence ?? []]);
  const [reason, setReason] = useState('');
  const [isTried, setTried] = useState(false);
  const map = useCommand('control.map');
  const isOwn = row === null || row.isOwn;
  const isLacking = (isOwn && title.trim() === '') || reason.trim() === '' || control.trim() === '';
  const send = async (): Promise<void> => {
    setTried(true);
    if (isLacking || map.isPending) return;
    const reply = await map.run({ control: control.trim(), ...(isOwn ? { title: title.trim(), text: text.trim() } : {}), rules, fields, evidence, reason: reason.trim() });
    if (!reply.ok) return;
    showToast({ text: `${control.trim()} is mapped.` });
    onMapped(control.trim());
    onClose();
  };
  return (
    <FormDialog title={row === null ? 'Add a control' : `Map ${row.control} anew`} verb={row === null ? 'Add' : 'Map'} keep="Not now" size="large" isPending={map.isPending} error={map.error} onSend={() => { void send(); }} onClose={onClose}
      about={row === null ? 'A control of your own policy, tested by the same rules, fields and evidence as those of a regulation.' : `This becomes version ${row.mapping.version + 1}. The mapping before it stays on record.`}>
      {isOwn && <div className={s.pair}>
        <TextField label="Identifier" value={control} onChange={(next) => { map.clear(); setControl(next); }} isRequired autoFocus maxLength={80} help="Your own begin with INT/" error={isTried && control.trim() === '' ? 'Name the control' : undefined} />
        <TextField label="Title" value={title} onChange={setTitle} isRequired error={isTried && title.trim() === '' ? 'Say what it asks for' : undefined} />
      </div>}
      {isOwn && <TextArea label="What it asks for" value={text} onChange={setText} rows={2} />}
      <fieldset className={s.checks}><legend>Rules</legend>{known.map((rule) => <Checkbox key={rule.id} label={rule.title} isChecked={rules.includes(rule.id)} onChange={(isOn) => { map.clear(); setRules(toggled(rules, rule.id, isOn)); }} />)}</fieldset>
      <fieldset className={s.checks}><legend>Evidence that deployments must have</legend>{evidenceKinds.map((kind) => <Checkbox key={kind} label={evidenceLabels[kind]} isChecked={evidence.includes(kind)} onChange={(isOn) => { map.clear(); setEvidence(toggled(evidence, kind, isOn)); }} />)}</fieldset>
      <fieldset className={s.checks}><legend>Fields that records must have</legend>{fieldNames.map((field) => <Checkbox key={field} label={fieldName(field)} isChecked={fields.includes(field)} onChange={(isOn) => { map.clear(); setFields(toggled(fields, field, isOn)); }} />)}</fieldset>
      <TextField label="Why" value={reason} onChange={setReason} isRequired error={isTried && reason.trim() === '' ? 'Say why' : undefined} />
    </FormDialog>
  );
}
