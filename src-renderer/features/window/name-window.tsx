// Naming a window to operations, or another one for them: a free one from the list, or any other, and how long the work takes.
import { useState } from 'react';
import type { Output } from '#contract/index.ts';
import type { ChangeRecord } from '#contract/change.ts';
import { FormDialog } from '../../app/form-dialog.tsx';
import { useCommand } from '../../data/use-command.ts';
import { useQuery } from '../../data/use-query.ts';
import { DateTimeField, NumberField, TextArea } from '../../ui/fields.tsx';
import { formatSpan } from '../../ui/time-words.ts';
import s from './window.module.css';

type Props = { record: ChangeRecord; as: 'propose' | 'counter'; shown: Output<'negotiation.show'>; onClose: () => void };
export function NameWindow({ record, as, shown, onClose }: Props) {
  const { fields: { zone, plannedStartAt, plannedEndAt } } = record;
  const [form, setForm] = useState({ startsAt: shown.window?.startsAt ?? plannedStartAt, endsAt: shown.window?.endsAt ?? plannedEndAt, minutes: shown.minutes, note: '' });
  const [propose, counter] = [useCommand('negotiation.propose'), useCommand('negotiation.counter')];
  const [isTried, setTried] = useState(false);
  const command = as === 'propose' ? propose : counter;
  const free = useQuery('window.propose', { change: record.id, limit: 5 }, { keepPrevious: true });
  const set = (part: Partial<typeof form>): void => { command.clear(); setForm((now) => ({ ...now, ...part })); };
  const { startsAt, endsAt, minutes, note } = form;
  const send = async (): Promise<void> => {
    setTried(true);
    if (startsAt === null || endsAt === null || minutes === null || command.isPending) return;
    const reply = await command.run({ change: record.id, startsAt, endsAt, minutes, note });
    if (reply.ok) onClose();
  };
  const needed = (value: unknown): string | undefined => (isTried && value === null ? 'This is needed' : undefined);
  return (
    <FormDialog title={as === 'propose' ? `Propose a window for ${record.number}` : `Name another window for ${record.number}`} verb={as === 'propose' ? 'Propose it' : 'Name it'} keep="Leave it" isPending={command.isPending} error={command.error} onSend={() => { void send(); }} onClose={onClose}
      about={as === 'propose' ? 'The change moves into the window you propose. It has its place once whoever answers for operations has signed.' : 'The change stays where it is until its owner takes the window you name.'}>
      <div className={s.form}>
        <DateTimeField label="From" value={startsAt} zone={zone} isRequired autoFocus error={needed(startsAt)} onChange={(at) => { set({ startsAt: at }); }} />
        <DateTimeField label="To" value={endsAt} zone={zone} isRequired error={startsAt !== null && endsAt !== null && endsAt <= startsAt ? 'It ends after it starts' : needed(endsAt)} onChange={(at) => { set({ endsAt: at }); }} />
        <NumberField label="The work takes" value={minutes} least={1} most={44_640} unit="minutes" isRequired error={needed(minutes)} help={`Without the way back, which takes ${shown.outage?.backout ?? 0} minutes`} onChange={(to) => { set({ minutes: to }); }} />
        <TextArea label="Note" value={note} rows={2} onChange={(to) => { set({ note: to }); }} />
      </div>
      {(free.value?.rows.length ?? 0) > 0 && (
        <fieldset className={s.free}><legend>Free windows, the quietest first</legend>
          {free.value!.rows.map((row) => (
            <button key={row.startsAt} type="button" className={s.pick} aria-pressed={row.startsAt === startsAt && row.endsAt === endsAt} onClick={() => { set({ startsAt: row.startsAt, endsAt: row.endsAt }); }}>
              <b>{formatSpan(row.startsAt, row.endsAt, zone)}</b><span>{row.reasons.slice(0, 2).join(', ')}</span>
            </button>
          ))}
        </fieldset>
      )}
    </FormDialog>
  );
}
