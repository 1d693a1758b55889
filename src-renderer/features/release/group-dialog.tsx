// A group of people whose work a release changes.
import { useState } from 'react';
import type { ReleaseRecord } from '#contract/release.ts';
import type { StakeholderGroup } from '#contract/stakeholders.ts';
import { CommandDialog } from '../../app/command-dialog.tsx';
import { useQuery } from '../../data/use-query.ts';
import { DayField, NumberField, Select, TextArea, TextField } from '../../ui/fields.tsx';
import { figure } from '../../ui/words.ts';
import { severityWords } from './release-words.ts';
import s from './release.module.css';

const linesIn = (text: string): string[] => text.split('\n').map((one) => one.trim()).filter(Boolean);
const severities = ['1', '2', '3', '4', '5'] as const;

export function GroupDialog({ release, group, onClose }: { release: ReleaseRecord; group: StakeholderGroup | null; onClose: () => void }) {
  const [form, setForm] = useState({
    name: group?.name ?? '', department: group?.department ?? '', headcount: group?.headcount ?? null as number | null, severity: String(group?.severity ?? 3) as (typeof severities)[number], points: group?.points ?? 0 as number | null,
    processes: group?.processes.join('\n') ?? '', startsOn: group?.startsOn ?? null, endsOn: group?.endsOn ?? null, training: group?.training ?? '', support: group?.support ?? '',
  });
  const known = useQuery('stakeholder.show', { release: release.id }).value;
  const set = (part: Partial<typeof form>): void => { setForm((now) => ({ ...now, ...part })); };
  const { headcount, points } = form;
  const isWhole = form.name.trim() !== '' && form.department.trim() !== '' && headcount !== null && headcount > 0 && points !== null;
  const input = isWhole ? { ...form, headcount, points, severity: Number(form.severity), processes: linesIn(form.processes), release: release.id, ...(group ? { group: group.id } : {}) } : null;
  return (
    <CommandDialog op="stakeholder.setGroup" title={group ? `Group ${group.name}` : `A group that ${release.number} concerns`} verb="Save the group" size="medium" input={input} said={`${form.name.trim()} is saved.`} onClose={onClose}>
      {(isTried) => (
        <>
          <div className={s.two}>
            <TextField label="Group" value={form.name} onChange={(name) => { set({ name }); }} isRequired autoFocus placeholder="Branch tellers" error={isTried && form.name.trim() === '' ? 'Name the group' : undefined} />
            <TextField label="Department" value={form.department} onChange={(department) => { set({ department }); }} isRequired suggestions={[...new Set(known?.groups.map(({ department }) => department) ?? [])]} error={isTried && form.department.trim() === '' ? 'Name the department' : undefined} help="It spends the adoption points" />
            <NumberField label="People" value={headcount} onChange={(n) => { set({ headcount: n }); }} least={1} most={10_000_000} isRequired error={isTried && (headcount === null || headcount < 1) ? 'How many people?' : undefined} help={headcount === null ? 'How many' : `Adds ${figure(headcount * Number(form.severity))} to the impact index`} />
            <Select label="Severity" value={form.severity} onChange={(severity) => { set({ severity }); }} options={severities.map((value) => ({ value, label: `${value}: ${severityWords[Number(value)] ?? ''}` }))} />
          </div>
          <TextArea label="Processes that change" value={form.processes} onChange={(processes) => { set({ processes }); }} rows={2} placeholder={'Cash deposit\nCounter payment'} help="One on each line" />
          <div className={s.two}>
            <DayField label="From" value={form.startsOn} onChange={(startsOn) => { set({ startsOn }); }} help="Left out: with the target window" />
            <DayField label="Until" value={form.endsOn} onChange={(endsOn) => { set({ endsOn }); }} />
            <TextArea label="Training" value={form.training} onChange={(training) => { set({ training }); }} rows={2} placeholder="What they have to learn" />
            <TextArea label="Support" value={form.support} onChange={(support) => { set({ support }); }} rows={2} placeholder="What help they need afterwards" />
            <NumberField label="Adoption points" value={points} onChange={(n) => { set({ points: n }); }} least={0} most={10_000} help="What taking it up costs the department, out of its points of the month" />
          </div>
        </>
      )}
    </CommandDialog>
  );
}
