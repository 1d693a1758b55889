// The forms of capacity: how much there is, and initiatives beside releases.
import { useState } from 'react';
import { capacityKinds } from '#contract/capacity.ts';
import type { CapacityKind } from '#contract/capacity.ts';
import type { Output } from '#contract/index.ts';
import { FormDialog } from '../../app/form-dialog.tsx';
import { useCommand } from '../../data/use-command.ts';
import { NumberField, Select, TextField } from '../../ui/fields.tsx';
import { Button } from '../../ui/button.tsx';
import { showToast } from '../../ui/toast.tsx';
import { kindNames, monthName, unitWords, whoseWords } from './capacity-words.ts';
import s from './capacity.module.css';

export type Setting = { kind: CapacityKind; of: string; month: string | null; amount: number | null };
/** A month as the field of the browser writes it is a month as the core reads it. */
const monthOf = (text: string): string | null => (/^\d{4}-\d\d$/.test(text) ? text : null);

export function SetDialog({ initial, onClose }: { initial: Setting; onClose: () => void }) {
  const [form, setForm] = useState({ ...initial, month: initial.month ?? '' });
  const command = useCommand('capacity.set');
  const set = (part: Partial<typeof form>): void => { command.clear(); setForm((now) => ({ ...now, ...part })); };
  const { kind, of, month, amount } = form;
  const send = async (): Promise<void> => {
    if (command.isPending) return;
    const reply = await command.run({ kind, of: kind === 'slots' ? '' : of, month: monthOf(month), amount });
    if (!reply.ok) return;
    showToast({ text: `${of || kindNames[kind]}: ${amount === null ? 'as if nobody had said' : `${amount} ${unitWords[kind]}`}${monthOf(month) === null ? '' : ` in ${monthName(month)}`}.` });
    onClose();
  };
  return (
    <FormDialog title="Say what somebody can take" verb="Save it" keep="Leave it" isPending={command.isPending} error={command.error} onSend={() => { void send(); }} onClose={onClose} about="A release that would take more than this is not confirmed without an exception.">
      <div className={s.form}>
        <Select label="What" value={kind} options={capacityKinds.map((value) => ({ value, label: kindNames[value] }))} onChange={(to) => { set({ kind: to }); }} />
        {kind !== 'slots' && <TextField label={whoseWords[kind]} value={of} isRequired={kind === 'adoption' || kind === 'infrastructure'} autoFocus onChange={(to) => { set({ of: to }); }} />}
        <TextField label="Month" value={month} placeholder="2026-12" maxLength={7} help="Empty: every month without a figure of its own" onChange={(to) => { set({ month: to }); }} />
        <NumberField label={kind === 'infrastructure' ? 'In use before releases' : 'Can take'} value={amount} unit={unitWords[kind]} help="Empty: as if nobody had said" onChange={(to) => { set({ amount: to }); }} />
      </div>
    </FormDialog>
  );
}

type Initiative = Output<'capacity.show'>['initiatives'][number];
export function InitiativeDialog({ initiative, month, onClose }: { initiative: Initiative | null; month: string; onClose: () => void }) {
  const [form, setForm] = useState({ name: initiative?.name ?? '', department: initiative?.department ?? '', from: initiative?.from ?? month, until: initiative?.until ?? month, points: initiative?.points ?? null as number | null });
  const [enter, revise, end] = [useCommand('initiative.enter'), useCommand('initiative.revise'), useCommand('initiative.end')];
  const set = (part: Partial<typeof form>): void => { enter.clear(); revise.clear(); setForm((now) => ({ ...now, ...part })); };
  const terms = { ...form, points: form.points ?? 0 };
  const send = async (): Promise<void> => {
    if (enter.isPending || revise.isPending) return;
    const reply = initiative === null ? await enter.run(terms) : await revise.run({ initiative: initiative.id, ...terms });
    if (!reply.ok) return;
    showToast({ text: `${form.name} takes ${terms.points} points a month.` });
    onClose();
  };
  const finish = async (): Promise<void> => { const reply = await end.run({ initiative: initiative!.id, reason: 'Ended' }); if (reply.ok) onClose(); };
  return (
    <FormDialog title={initiative === null ? 'Enter an initiative' : `Edit ${initiative.name}`} verb="Save it" keep="Leave it" isPending={enter.isPending || revise.isPending} error={enter.error ?? revise.error ?? end.error} onSend={() => { void send(); }} onClose={onClose} about="What a department takes up beside releases leaves less room for them.">
      <div className={s.form}>
        <TextField label="Name" value={form.name} isRequired autoFocus onChange={(name) => { set({ name }); }} />
        <TextField label="Department" value={form.department} isRequired onChange={(department) => { set({ department }); }} />
        <TextField label="First month" value={form.from} maxLength={7} placeholder="2026-12" isRequired onChange={(from) => { set({ from }); }} />
        <TextField label="Last month" value={form.until} maxLength={7} placeholder="2027-03" isRequired onChange={(until) => { set({ until }); }} />
        <NumberField label="Points a month" value={form.points} isRequired unit="points" onChange={(points) => { set({ points }); }} />
      </div>
      {initiative !== null && <p><Button kind="quiet" isPending={end.isPending} onPress={() => { void finish(); }}>End it now</Button></p>}
    </FormDialog>
  );
}
