// The parameters of the model that a change uses, as the requester gives them, each beside its limit.
import { useState } from 'react';
import type { ApprovalCard } from '#contract/models.ts';
import { refusalOf } from '../../app/actions.ts';
import { useCommand } from '../../data/use-command.ts';
import { Button } from '../../ui/button.tsx';
import { NumberField, Select } from '../../ui/fields.tsx';
import { SignalMark } from '../../ui/marks.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { StateOf } from './state-of.tsx';
import s from './policy.module.css';

type Value = number | string | null;
const outside = (value: Value | undefined, { least, most }: { least: number; most: number }): boolean => typeof value === 'number' && (value < least || value > most);
export function ModelParameters({ card, model }: { card: ApprovalCard; model: NonNullable<ApprovalCard['model']> }) {
  const stood = Object.fromEntries(model.parameters.map(({ parameter, value }): [string, Value] => [parameter.id, value]));
  const [typed, setTyped] = useState<Record<string, Value>>({});
  const save = useCommand('classification.answer');
  const values = { ...stood, ...typed };
  const isEdited = Object.entries(typed).some(([id, value]) => value !== stood[id]);
  const send = async (): Promise<void> => {
    const parameters = Object.fromEntries(Object.entries(values).filter((one): one is [string, number | string] => one[1] !== null && one[1] !== ''));
    if ((await save.run({ change: card.change, parameters })).ok) setTyped({});
  };
  return (
    <div className={s.model}>
      <p>Model <b>{model.name}</b> <StateOf state={model.state} /></p>
      {model.parameters.length > 0 && <div className={s.numbers}>{model.parameters.map(({ parameter: p }) => (p.kind === 'number'
        ? <NumberField key={p.id} label={p.name} unit={p.unit} help={`${p.least} to ${p.most}`} error={outside(values[p.id], p) ? 'Beyond the limit, so the change is Normal' : undefined} value={typeof values[p.id] === 'number' ? values[p.id] as number : null} isDisabled={!card.may.answer.ok} onChange={(value) => { setTyped({ ...typed, [p.id]: value }); }} />
        : <Select key={p.id} label={p.name} placeholder="Choose…" value={String(values[p.id] ?? '')} options={p.choices.map((value) => ({ value, label: value }))} isDisabled={!card.may.answer.ok} onChange={(value) => { setTyped({ ...typed, [p.id]: value }); }} />))}</div>}
      {isEdited && <div className="row wrap"><Button kind="primary" refusal={refusalOf(card.may.answer)} isPending={save.isPending} onPress={() => { void send(); }}>Save the parameters</Button></div>}
      {model.also.length > 0 && <SignalMark signal="clash">Also given apart by {model.also.map(({ by }) => by).join(', ')}; save them again to settle it.</SignalMark>}
      <RefusalLine refusal={save.error} />
    </div>
  );
}
