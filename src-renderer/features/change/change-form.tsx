// The fields of a change as a form. It asks only what the type needs; the rest is one fold away.
import { useState } from 'react';
import { changeTypes, environments, impactLevels } from '#contract/change.ts';
import type { ChangeFields } from '#contract/change.ts';
import { DateTimeField, NumberField, Select, TextArea, TextField } from '../../ui/fields.tsx';
import { Button } from '../../ui/button.tsx';
import { formatMinutes, formatMoment, minutesBetween } from '../../ui/time-words.ts';
import { isZone } from '../../ui/zones.ts';
import { capital, typeWords } from '../../ui/words.ts';
import type { ChangeDraft } from './draft.ts';
import s from './change-form.module.css';

type Problems = Partial<Record<keyof ChangeFields, string>>;
/** What the form itself can see; the core looks again. */
export function problemsOf(draft: ChangeDraft): Problems {
  const ends = draft.plannedStartAt !== null && draft.plannedEndAt !== null && draft.plannedEndAt <= draft.plannedStartAt;
  return {
    ...(draft.title.trim() === '' ? { title: 'A change needs a title' } : {}),
    ...(ends && draft.plannedStartAt !== null ? { plannedEndAt: `Ends before it starts, ${formatMoment(draft.plannedStartAt, draft.zone)}` } : {}),
    ...(isZone(draft.zone) ? {} : { zone: 'Not an IANA time zone, such as Europe/London' }),
  };
}

type Props = { draft: ChangeDraft; onChange: (draft: ChangeDraft) => void; shown: Problems; services: readonly string[]; isNew?: boolean };
const options = (words: readonly string[]): { value: string; label: string }[] => words.map((value) => ({ value, label: capital(value) }));
const zones = Intl.supportedValuesOf('timeZone');

export function ChangeForm({ draft, onChange, shown, services, isNew = false }: Props) {
  const [isWide, setWide] = useState(!isNew);
  const set = <K extends keyof ChangeDraft>(name: K) => (value: ChangeDraft[K]): void => { onChange({ ...draft, [name]: value }); };
  const isPlanned = draft.plannedStartAt !== null && draft.plannedEndAt !== null && draft.plannedEndAt > draft.plannedStartAt;
  return (
    <div className={s.form}>
      <TextField className={s.all} label="Title" value={draft.title} onChange={set('title')} error={shown.title} isRequired autoFocus />
      <Select label="Type" value={draft.type} onChange={set('type')} options={changeTypes.map((value) => ({ value, label: typeWords[value] }))} />
      <TextField label="Service" value={draft.service} onChange={set('service')} maxLength={200} suggestions={services} isRequired />
      <Select label="Environment" value={environments.some((e) => e === draft.environment) ? draft.environment : ''} placeholder={draft.environment === '' ? 'Choose' : draft.environment} onChange={set('environment')} options={options(environments)} />
      <DateTimeField label="Planned start" value={draft.plannedStartAt} onChange={set('plannedStartAt')} zone={draft.zone} error={shown.plannedStartAt} isRequired={draft.type !== 'emergency'} />
      <DateTimeField label="Planned end" value={draft.plannedEndAt} onChange={set('plannedEndAt')} zone={draft.zone} error={shown.plannedEndAt} isRequired={draft.type !== 'emergency'} {...(isPlanned && draft.plannedStartAt !== null && draft.plannedEndAt !== null ? { help: formatMinutes(minutesBetween(draft.plannedStartAt, draft.plannedEndAt)) } : {})} />
      <TextField label="Time zone" value={draft.zone} onChange={set('zone')} maxLength={64} suggestions={zones} error={shown.zone} />
      <Select label="Impact level" value={draft.impact} placeholder="Choose" onChange={set('impact')} options={impactLevels.map((value) => ({ value, label: capital(value) }))} isRequired={draft.type === 'normal'} />
      <NumberField label="Expected outage" value={draft.outageMinutes} onChange={set('outageMinutes')} least={0} most={525_600} unit="min" />
      <TextField label="Owner" value={draft.owner} onChange={set('owner')} isRequired />
      {draft.type === 'standard' ? <TextField className={s.all} label="Change model" value={draft.model} onChange={set('model')} maxLength={60} help="A standard change with a model is authorised when it is submitted" />
        : <TextArea className={s.all} label="Justification" value={draft.justification} onChange={set('justification')} rows={2} isRequired />}
      <TextArea className={s.all} label="Implementation plan" value={draft.implementationPlan} onChange={set('implementationPlan')} isRequired />
      {draft.type === 'normal' && <TextArea className={s.half} label="Test plan" value={draft.testPlan} onChange={set('testPlan')} isRequired />}
      <TextArea className={draft.type === 'normal' ? s.half : s.all} label="Backout plan" value={draft.backoutPlan} onChange={set('backoutPlan')} isRequired />
      {!isWide && <div className={s.all}><Button kind="quiet" isExpanded={false} onPress={() => { setWide(true); }}>More fields</Button></div>}
      {isWide && <MoreFields draft={draft} set={set} />}
    </div>
  );
}

function MoreFields({ draft, set }: { draft: ChangeDraft; set: <K extends keyof ChangeDraft>(name: K) => (value: ChangeDraft[K]) => void }) {
  return (
    <>
      <TextArea className={s.half} label="Rollback criteria" value={draft.rollbackCriteria} onChange={set('rollbackCriteria')} rows={2} />
      <TextArea className={s.half} label="Affected items" value={draft.items} onChange={set('items')} rows={2} help="One per line" />
      <TextArea className={s.all} label="Description" value={draft.description} onChange={set('description')} rows={2} />
      <TextField label="Requester" value={draft.requester} onChange={set('requester')} />
      <Select label="Data classification" value={draft.dataClassification} placeholder="Choose" onChange={set('dataClassification')} options={(['public', 'internal', 'confidential', 'restricted'] as const).map((value) => ({ value, label: capital(value) }))} />
      <TextField label="Regulatory tags" value={draft.regulatoryTags.replaceAll('\n', ', ')} onChange={set('regulatoryTags')} help="Separated by commas" />
      <TextArea className={s.half} label="Implementers" value={draft.implementers} onChange={set('implementers')} rows={2} help="One per line" />
      <TextArea className={s.half} label="Stakeholders" value={draft.stakeholders} onChange={set('stakeholders')} rows={2} help="One per line" />
    </>
  );
}
