// The forms of waves: one wave in its own time, all of them placed at once, and the base zone (CAL-07).
import { useState } from 'react';
import type { ReleaseRecord } from '#contract/release.ts';
import type { WaveView } from '#contract/waves.ts';
import { FormDialog } from '../../app/form-dialog.tsx';
import { useCommand } from '../../data/use-command.ts';
import { NumberField, Select, TextField } from '../../ui/fields.tsx';
import { viewerZone } from '../../ui/time-words.ts';
import s from './waves.module.css';

const zones = Intl.supportedValuesOf('timeZone');
const dayNames = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const daysText = (days: readonly number[]): string => days.map((day) => dayNames[day - 1]).join(', ');
const daysIn = (text: string): number[] => dayNames.flatMap((name, i) => (text.toLowerCase().includes(name.toLowerCase()) ? [i + 1] : []));
/** `2026-03-08 02:30` as a wall time; zones decide which instant it is, so it stays text until then. */
const wallTime = (text: string): string => text.trim().replace(' ', 'T');

type Props = { release: ReleaseRecord; onClose: () => void };
export function WaveDialog({ release, wave, onClose }: Props & { wave: WaveView | null }) {
  const [form, setForm] = useState({ region: wave?.region ?? '', zone: wave?.zone ?? viewerZone(), from: wave?.office.from ?? '09:00', to: wave?.office.to ?? '17:00', days: daysText(wave?.office.days ?? [1, 2, 3, 4, 5]), holidays: wave?.holidays.join(', ') ?? '', minutes: wave?.minutes ?? null as number | null, start: wave?.local?.start.slice(0, 16) ?? '', occurrence: '' as '' | 'first' | 'second' });
  const [isTwice, setTwice] = useState(false);
  const [isTried, setTried] = useState(false);
  const command = useCommand('wave.set');
  const set = (part: Partial<typeof form>): void => { command.clear(); setForm((now) => ({ ...now, ...part })); };
  const { region, zone, from, to, days, holidays, minutes, start, occurrence } = form;
  const send = async (): Promise<void> => {
    setTried(true);
    if (region.trim() === '' || minutes === null || command.isPending) return;
    const reply = await command.run({
      release: release.id, ...(wave === null ? {} : { wave: wave.id }), region, zone, office: { from, to, days: daysIn(days) }, holidays: holidays.split(',').map((day) => day.trim()).filter((day) => day !== ''), minutes, ...(start.trim() === '' ? {} : { start: wallTime(start) }), ...(occurrence === '' ? {} : { occurrence }),
    });
    if (reply.ok) onClose();
    else if (reply.error.code === 'local_time_twice') setTwice(true);
  };
  return (
    <FormDialog title={wave === null ? 'Plan a wave' : `Edit the wave of ${wave.region}`} verb="Save it" keep="Leave it" isPending={command.isPending} error={command.error} onSend={() => { void send(); }} onClose={onClose} about="Times are those of its own region. A time that its clocks leave out is refused; one that they show twice is asked about.">
      <div className={s.form}>
        <TextField label="Region" value={region} isRequired autoFocus error={isTried && region.trim() === '' ? 'Name the region' : undefined} onChange={(value) => { set({ region: value }); }} />
        <TextField label="Time zone" value={zone} isRequired suggestions={zones} onChange={(value) => { set({ zone: value }); setTwice(false); }} />
        <NumberField label="Takes" value={minutes} least={1} unit="minutes" isRequired error={isTried && minutes === null ? 'Say how long it takes' : undefined} onChange={(value) => { set({ minutes: value }); }} />
        <TextField label="Starts, local time" value={start} placeholder="2026-12-05 21:00" maxLength={16} help="Empty: placed later" onChange={(value) => { set({ start: value, occurrence: '' }); setTwice(false); }} />
        {(isTwice || occurrence !== '') && <Select label="Which of the two" value={occurrence} placeholder="Choose…" isRequired options={[{ value: 'first', label: 'The first, before the clocks go back' }, { value: 'second', label: 'The second, after they went back' }]} onChange={(value) => { set({ occurrence: value }); }} />}
        <TextField label="Office hours from" value={from} maxLength={5} onChange={(value) => { set({ from: value }); }} />
        <TextField label="to" value={to} maxLength={5} onChange={(value) => { set({ to: value }); }} />
        <TextField label="Office days" value={days} onChange={(value) => { set({ days: value }); }} />
        <TextField label="Public holidays" value={holidays} placeholder="2026-12-25, 2026-12-26" maxLength={4000} onChange={(value) => { set({ holidays: value }); }} />
      </div>
    </FormDialog>
  );
}

export function PlaceDialog({ release, base, onClose }: Props & { base: string }) {
  const [form, setForm] = useState({ from: '', gap: 0 as number | null });
  const command = useCommand('wave.place');
  const set = (part: Partial<typeof form>): void => { command.clear(); setForm((now) => ({ ...now, ...part })); };
  const send = async (): Promise<void> => {
    if (form.from.trim() === '' || command.isPending) return;
    const reply = await command.run({ release: release.id, from: wallTime(form.from), gapMinutes: form.gap ?? 0 });
    if (reply.ok) onClose();
  };
  return (
    <FormDialog title="Place all waves" verb="Place them" keep="Leave them" size="small" isPending={command.isPending} error={command.error} onSend={() => { void send(); }} onClose={onClose} about="One after the other in their order, each at the first place outside its own office hours and holidays.">
      <div className="stack">
        <TextField label={`Not before, in ${base}`} value={form.from} placeholder="2026-12-05 08:00" maxLength={16} isRequired autoFocus onChange={(from) => { set({ from }); }} />
        <NumberField label="Least time between two" value={form.gap} least={0} unit="minutes" onChange={(gap) => { set({ gap }); }} />
      </div>
    </FormDialog>
  );
}

export function BaseDialog({ release, base, onClose }: Props & { base: string }) {
  const [zone, setZone] = useState(base);
  const command = useCommand('wave.base');
  const send = async (): Promise<void> => { if (!command.isPending && (await command.run({ release: release.id, zone: zone.trim() })).ok) onClose(); };
  return (
    <FormDialog title="Base zone of the waves" verb="Save it" keep="Leave it" size="small" isPending={command.isPending} error={command.error} onSend={() => { void send(); }} onClose={onClose} about="All waves are shown in it beside their own time.">
      <TextField label="Time zone" value={zone} isRequired autoFocus suggestions={zones} onChange={(value) => { command.clear(); setZone(value); }} />
    </FormDialog>
  );
}
