// The form of a register: its fields as data, one dialog for all of them. A refusal stands under what was sent.
import { useState } from 'react';
import type { Asked, NameOf } from '#contract/index.ts';
import { SendKey } from '../../app/send-key.tsx';
import { useCommand } from '../../data/use-command.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { DayField, NumberField, Select, TextArea, TextField } from '../../ui/fields.tsx';
import type { Option } from '../../ui/fields.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { showToast } from '../../ui/toast.tsx';
import s from './legacy.module.css';

/** `lines`: one a line; `names`: separated by commas. Values are texts, numbers or null; `isWide` takes the whole row. */
export type FieldOf = { name: string; label: string; kind: 'text' | 'area' | 'number' | 'day' | 'select' | 'lines' | 'names'; options?: readonly Option[]; suggestions?: readonly string[]; isRequired?: boolean; help?: string; unit?: string; isWide?: boolean; isFor?: (values: Values) => boolean };
export type Values = Record<string, string | number | null>;
const parts = (value: Values[string], by: RegExp): string[] => String(value ?? '').split(by).map((one) => one.trim()).filter((one) => one !== '');
/** What a form says, as an operation takes it: lists split, empty numbers left out. */
export function valuesOf(fields: readonly FieldOf[], values: Values): Record<string, unknown> {
  return Object.fromEntries(fields.filter((field) => field.isFor?.(values) ?? true).flatMap((field): [string, unknown][] => {
    const value = values[field.name] ?? null;
    if (field.kind === 'lines') return [[field.name, parts(value, /\n/)]];
    if (field.kind === 'names') return [[field.name, parts(value, /,/)]];
    return value === null || (field.kind === 'select' && value === '') ? [] : [[field.name, value]];
  }));
}

type Command = NameOf<'command'>;
type Props<N extends Command> = { title: string; verb: string; op: N; fields: readonly FieldOf[]; initial?: Values; more?: Record<string, unknown>; done: string; lead?: string; onClose: () => void };
export function EntryDialog<N extends Command>({ title, verb, op, fields, initial = {}, more = {}, done, lead, onClose }: Props<N>) {
  const [values, setValues] = useState<Values>(initial);
  const command = useCommand(op);
  const send = async (): Promise<void> => {
    if (command.isPending) return;
    const reply = await command.run({ ...valuesOf(fields, values), ...more } as Asked<N>);
    if (!reply.ok) return;
    showToast({ text: done });
    onClose();
  };
  const shown = fields.filter((field) => field.isFor?.(values) ?? true);
  return (
    <Dialog title={title} isOpen size="medium" onClose={onClose} footer={<><Button hotkey="Escape" onPress={onClose}>Not now</Button><Button kind="primary" hotkey="Mod+Enter" isPending={command.isPending} onPress={() => { void send(); }}>{verb}</Button></>}>
      <SendKey onSend={() => { void send(); }} />
      {lead !== undefined && <p className="sec">{lead}</p>}
      <div className={s.form}>{shown.map((field, i) => <Input key={field.name} field={field} value={values[field.name] ?? null} isFirst={i === 0} onChange={(value) => { command.clear(); setValues((now) => ({ ...now, [field.name]: value })); }} />)}</div>
      <RefusalLine refusal={command.error} />
    </Dialog>
  );
}

function Input({ field, value, isFirst, onChange }: { field: FieldOf; value: Values[string]; isFirst: boolean; onChange: (value: Values[string]) => void }) {
  const { label, kind, help, unit, options = [], suggestions, isRequired = false } = field;
  const common = { label, isRequired, ...(help === undefined ? {} : { help }), ...(field.isWide || kind === 'area' || kind === 'lines' ? { className: s.wide } : {}) };
  const text = String(value ?? '');
  switch (kind) {
    case 'area': case 'lines': return <TextArea {...common} value={text} rows={3} onChange={onChange} />;
    case 'number': return <NumberField {...common} value={typeof value === 'number' ? value : null} {...(unit === undefined ? {} : { unit })} onChange={onChange} />;
    case 'day': return <DayField {...common} value={text === '' ? null : text} onChange={onChange} />;
    case 'select': return <Select {...common} value={text} options={options} onChange={onChange} />;
    default: return <TextField {...common} value={text} autoFocus={isFirst} onChange={onChange} {...(suggestions ? { suggestions } : {})} />;
  }
}
