// What a release is: planned new, or rewritten.
import { useState } from 'react';
import { contentTypes } from '#contract/release.ts';
import type { ReleaseRecord } from '#contract/release.ts';
import { CommandDialog } from '../../app/command-dialog.tsx';
import { goTo } from '../../app/routes.ts';
import { useQuery } from '../../data/use-query.ts';
import { Checkbox, DateTimeField, Select, TextArea, TextField } from '../../ui/fields.tsx';
import { viewerZone } from '../../ui/time-words.ts';
import { contentWords } from './release-words.ts';
import s from './release.module.css';

export function FieldsDialog({ release, onClose }: { release: ReleaseRecord | null; onClose: () => void }) {
  const people = (useQuery('person.list', { limit: 500 }).value?.rows ?? []).map(({ id, name }) => ({ value: id, label: name }));
  const [form, setForm] = useState({
    name: release?.name ?? '', objective: release?.objective ?? '', startsAt: release?.startsAt ?? null, endsAt: release?.endsAt ?? null, zone: release?.zone ?? viewerZone(), types: release?.types ?? [], owner: release?.owner?.id ?? '', businessOwner: release?.businessOwner?.id ?? '',
  });
  const set = (part: Partial<typeof form>): void => { setForm((now) => ({ ...now, ...part })); };
  const fields = { ...form, name: form.name.trim(), owner: form.owner || null, businessOwner: form.businessOwner || null };
  const isWhole = fields.name !== '';
  const about = 'A release is what goes out together. Everything here can still be changed until it is closed; what is in it is settled with its baseline.';
  const body = (isTried: boolean) => (
    <>
      <TextField label="Name" value={form.name} onChange={(name) => { set({ name }); }} isRequired autoFocus error={isTried && !isWhole ? 'A release needs a name' : undefined} />
      <TextArea label="Objective" value={form.objective} onChange={(objective) => { set({ objective }); }} rows={2} help="What is better once it is out" />
      <div className={s.two}>
        <DateTimeField label="Target window from" value={form.startsAt} zone={form.zone} onChange={(startsAt) => { set({ startsAt }); }} />
        <DateTimeField label="to" value={form.endsAt} zone={form.zone} onChange={(endsAt) => { set({ endsAt }); }} error={form.startsAt !== null && form.endsAt !== null && form.endsAt <= form.startsAt ? 'It ends after it starts' : undefined} />
        <Select label="Scope owner" value={form.owner} onChange={(owner) => { set({ owner }); }} options={people} placeholder="Choose a person…" help="The one person who answers for what is in it" />
        <Select label="Business owner" value={form.businessOwner} onChange={(businessOwner) => { set({ businessOwner }); }} options={people} placeholder="Choose a person…" help="Who signs what it means for the business" />
      </div>
      <fieldset className={s.group}><legend>It brings</legend>{contentTypes.map((type) => <Checkbox key={type} label={contentWords[type]} isChecked={form.types.includes(type)} onChange={(is) => { set({ types: contentTypes.filter((one) => (one === type ? is : form.types.includes(one))) }); }} />)}</fieldset>
    </>
  );
  return release === null
    ? <CommandDialog op="release.plan" title="Plan a release" verb="Plan it" about={about} size="medium" input={isWhole ? fields : null} said={`${fields.name} is planned. Take changes in next.`} onClose={onClose} onDone={({ id, number }) => { goTo({ place: 'release', release: number ?? id }); }}>{body}</CommandDialog>
    : <CommandDialog op="release.edit" title={`Edit ${release.number}`} verb="Save" size="medium" input={isWhole ? { release: release.id, fields, ifVersion: release.version } : null} said={`${release.number} is saved.`} onClose={onClose}>{body}</CommandDialog>;
}
