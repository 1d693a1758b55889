// What operations know of a service: when it is used, what was agreed, and what downtime the month has left (CAL-04).
import { useState } from 'react';
import type { LevelView } from '#contract/service-level.ts';
import { refusalOf } from '../../app/actions.ts';
import { FormDialog } from '../../app/form-dialog.tsx';
import { useCommand, useJob } from '../../data/use-command.ts';
import { useQuery } from '../../data/use-query.ts';
import { Button } from '../../ui/button.tsx';
import { NumberField, Select, TextField } from '../../ui/fields.tsx';
import { SignalMark } from '../../ui/marks.tsx';
import { vars } from '../../ui/meter.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { Section } from '../../ui/surfaces.tsx';
import { formatMinutes, formatShort, viewerZone } from '../../ui/time-words.ts';
import { showToast } from '../../ui/toast.tsx';
import { figure } from '../../ui/words.ts';
import { useFileAct } from '../backout/file-act.tsx';
import { dayNames, monthText } from './window-words.ts';
import s from './window.module.css';

export function LevelDialog({ service, onClose }: { service: string; onClose: () => void }) {
  const answer = useQuery('level.show', { service });
  return answer.value ? <Form key={answer.value.terms?.at ?? ''} level={answer.value} onClose={onClose} /> : <RefusalLine refusal={answer.error} />;
}

const daysText = (days: readonly number[]): string => days.map((day) => dayNames[day - 1]!.slice(0, 3)).join(', ');
const daysIn = (text: string): number[] => text.split(/[,\s]+/).flatMap((word) => { const at = dayNames.findIndex((day) => word.length >= 3 && day.toLowerCase().startsWith(word.toLowerCase())); return at < 0 ? [] : [at + 1]; });
function Form({ level, onClose }: { level: LevelView; onClose: () => void }) {
  const { terms, month } = level;
  const people = (useQuery('person.list', { limit: 500 }).value?.rows ?? []).map(({ id, name }) => ({ value: id, label: name }));
  const [form, setForm] = useState({
    from: terms?.hours?.from ?? '', to: terms?.hours?.to ?? '', days: daysText(terms?.hours?.days ?? [1, 2, 3, 4, 5]), zone: terms?.zone ?? viewerZone(), allowance: terms?.allowance ?? null, operations: terms?.operations?.id ?? '',
    standard: terms?.targets.standard ?? null, normal: terms?.targets.normal ?? null, emergency: terms?.targets.emergency ?? null,
  });
  const command = useCommand('level.setTerms');
  const set = (part: Partial<typeof form>): void => { command.clear(); setForm((now) => ({ ...now, ...part })); };
  const send = async (): Promise<void> => {
    const { from, to, days, zone, allowance, operations, standard, normal, emergency } = form;
    const targets = { ...(standard === null ? {} : { standard }), ...(normal === null ? {} : { normal }), ...(emergency === null ? {} : { emergency }) };
    const reply = await command.run({ service: level.service, hours: from === '' && to === '' ? null : { from, to, days: daysIn(days) }, zone, allowance, targets, operations: operations || null });
    if (!reply.ok) return;
    showToast({ text: `The terms of ${level.name} are on record.` });
    onClose();
  };
  return (
    <FormDialog title={`Service terms of ${level.name}`} verb="Save the terms" keep="Close" size="large" isPending={command.isPending} error={command.error ?? (level.mayKeep.ok ? undefined : refusalOf(level.mayKeep))} onSend={() => { void send(); }} onClose={onClose} about="Free windows are ranked by these, and an outage that the month has no room for is refused.">
      <div className={s.form}>
        <Select label="Answers for operations" value={form.operations} options={people} placeholder="Nobody" help="Signs that a window holds" onChange={(operations) => { set({ operations }); }} />
        <NumberField label="Downtime allowed in a month" value={form.allowance} least={0} most={44_640} unit="minutes" help="Empty: none was agreed" onChange={(allowance) => { set({ allowance }); }} />
        <TextField label="Hours of service from" value={form.from} maxLength={5} help="Such as 08:00; empty: at any time" onChange={(from) => { set({ from }); }} />
        <TextField label="to" value={form.to} maxLength={5} help="Not after the start: on the next day" onChange={(to) => { set({ to }); }} />
        <TextField label="On" value={form.days} help="Days of the week, by commas" onChange={(days) => { set({ days }); }} />
        <TextField label="Time zone" value={form.zone} onChange={(zone) => { set({ zone }); }} />
        <NumberField label="A standard change takes at most" value={form.standard} least={1} unit="minutes" onChange={(standard) => { set({ standard }); }} />
        <NumberField label="A normal change takes at most" value={form.normal} least={1} unit="minutes" onChange={(normal) => { set({ normal }); }} />
      </div>
      <Section title={`Downtime in ${monthText(month.month)}`} aside={month.allowance === null ? formatMinutes(month.spent) : `${formatMinutes(month.spent)} of ${formatMinutes(month.allowance)}`}>
        {month.left !== null && month.left < 0 && <SignalMark signal="bad">Overdrawn by {formatMinutes(-month.left)}</SignalMark>}
        {month.planned.length + month.downtimes.length === 0 && <p className="dim">None, planned or not.</p>}
        <ul className={s.spent}>{month.planned.map((row) => <li key={row.number}><span className="mono">{row.number}</span><bdi>{row.title}</bdi><span className="dim">{formatShort(row.startsAt, form.zone)}, {formatMinutes(row.minutes)}</span></li>)}
          {month.downtimes.map((row) => <li key={`${row.on} ${row.note}`}><span>{row.on}</span><span>{row.note}</span><span className="dim">unplanned, {formatMinutes(row.minutes)}</span></li>)}</ul>
      </Section>
      <Activity level={level} />
    </FormDialog>
  );
}

function Activity({ level }: { level: LevelView }) {
  const job = useJob('level.importActivity');
  const zone = level.terms?.zone ?? viewerZone();
  const file = useFileAct('Choose an activity profile', (handle) => job.run({ service: level.service, file: handle, zone }));
  const { activity } = level;
  const most = Math.max(1, ...(activity?.users ?? []));
  return (
    <Section title="Activity in a week" aside={<Button isPending={file.isBusy} refusal={refusalOf(level.mayKeep)} onPress={file.pick}>{activity ? 'Take in another profile…' : 'Take in a profile…'}</Button>}>
      {file.input}
      {activity === null ? <p className="dim">A CSV with day, hour and users, one row for each of the 168 hours. Without it, windows are not ranked by the people they hit.</p> : (
        <>
          <p className="dim">{activity.source}, hours of {activity.zone}; {figure(most)} users at the busiest hour.</p>
          <table className={s.week} aria-label="Users by hour">
            <thead><tr><th scope="col"><span className="unseen">Day</span></th>{Array.from({ length: 24 }, (_, hour) => <th key={hour} scope="col">{hour}</th>)}</tr></thead>
            <tbody>{dayNames.map((day, i) => <tr key={day}><th scope="row">{day}</th>{activity.users.slice(i * 24, i * 24 + 24).map((users, hour) => <td key={hour} title={`${day} ${String(hour).padStart(2, '0')}:00, ${figure(users)} users`} style={vars({ '--share': Math.round((users / most) * 100) })}><span className="unseen">{users}</span></td>)}</tr>)}</tbody>
          </table>
        </>
      )}
      <RefusalLine refusal={file.error} />
    </Section>
  );
}
