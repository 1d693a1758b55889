// Forms of a trade-off: the ways out side by side, and the one that is chosen.
import { useState } from 'react';
import type { ReleaseRecord } from '#contract/release.ts';
import { tradeOffKinds, trendWords } from '#contract/scope.ts';
import type { TradeOffKind, TradeOffRow } from '#contract/scope.ts';
import { CommandDialog } from '../../app/command-dialog.tsx';
import { useQuery } from '../../data/use-query.ts';
import { Checkbox, DateTimeField, NumberField, Select, TextArea, TextField } from '../../ui/fields.tsx';
import { SkipsField, skipsIn } from './request-dialogs.tsx';
import { optionWords, trends } from './scope-words.ts';
import s from './release.module.css';

type Form = { isChosen: boolean; days: number | null; hours: number | null; risk: (typeof trendWords)[number]; note: string; remove: string[]; startsAt: string | null; endsAt: string | null; flag: string };
const cuts = (kind: TradeOffKind): boolean => kind === 'defer-feature' || kind === 'reduce-scope';
function formOf(kind: TradeOffKind, known: TradeOffRow | null): Form {
  const option = known?.options.find((one) => one.kind === kind);
  return { isChosen: option !== undefined, days: option?.days ?? 0, hours: option?.hours ?? 0, risk: option?.risk ?? 'same', note: option?.note ?? '', remove: option?.remove.map(({ label }) => label) ?? [], startsAt: option?.startsAt ?? null, endsAt: option?.endsAt ?? null, flag: option?.flag ?? '' };
}

export function TradeOffDialog({ release, known = null, about: given = '', onClose }: { release: ReleaseRecord; known?: TradeOffRow | null; about?: string; onClose: () => void }) {
  const [about, setAbout] = useState(known?.about ?? given);
  const [skips, setSkips] = useState('');
  const [forms, setForms] = useState(() => Object.fromEntries(tradeOffKinds.map((kind) => [kind, formOf(kind, known)])) as Record<TradeOffKind, Form>);
  const set = (kind: TradeOffKind, part: Partial<Form>): void => { setForms((now) => ({ ...now, [kind]: { ...now[kind], ...part } })); };
  const chosen = tradeOffKinds.filter((kind) => forms[kind].isChosen);
  const isWhole = about.trim() !== '' && chosen.length >= 2;
  const options = chosen.map((kind, i) => { const { risk, note, startsAt, endsAt, flag, ...form } = forms[kind]; return { kind, risk, note, startsAt, endsAt, flag, days: form.days ?? 0, hours: form.hours ?? 0, remove: cuts(kind) ? form.remove : [], skips: i === 0 ? skipsIn(skips) : [] }; });
  return (
    <CommandDialog op="tradeoff.set" title={known ? 'Ways out' : `Weigh the ways out for ${release.number}`} verb="Save" size="medium" input={isWhole ? { release: release.id, about: about.trim(), options, ...(known ? { tradeoff: known.id } : {}) } : null} said="The ways out stand side by side." onClose={onClose} about="At least two ways out are compared; the scope owner chooses one.">
      {(isTried) => (
        <>
          <TextField label="What is not met" value={about} onChange={setAbout} isRequired autoFocus error={isTried && about.trim() === '' ? 'Say what is not met' : undefined} />
          {tradeOffKinds.map((kind) => <OptionFields key={kind} kind={kind} release={release} form={forms[kind]} onChange={(part) => { set(kind, part); }} />)}
          {isTried && chosen.length < 2 && <p role="alert" className={s.lacking}>Compare at least two ways out.</p>}
          <SkipsField value={skips} onChange={setSkips} />
        </>
      )}
    </CommandDialog>
  );
}

function OptionFields({ kind, release, form, onChange }: { kind: TradeOffKind; release: ReleaseRecord; form: Form; onChange: (part: Partial<Form>) => void }) {
  return (
    <fieldset className={s.option}>
      <legend><Checkbox label={optionWords[kind]} isChecked={form.isChosen} onChange={(isChosen) => { onChange({ isChosen }); }} /></legend>
      {form.isChosen && (
        <>
          <div className={s.three}>
            <NumberField label="Date moves by" unit="days" value={form.days} onChange={(days) => { onChange({ days }); }} />
            <NumberField label="Capacity it takes" unit="hours" value={form.hours} onChange={(hours) => { onChange({ hours }); }} />
            <Select label="Risk" value={form.risk} onChange={(risk) => { onChange({ risk }); }} options={trendWords.map((value) => ({ value, label: trends[value] }))} />
          </div>
          {kind === 'move-date' && <div className={s.two}><DateTimeField label="From" value={form.startsAt} zone={release.zone} onChange={(startsAt) => { onChange({ startsAt }); }} /><DateTimeField label="to" value={form.endsAt} zone={release.zone} onChange={(endsAt) => { onChange({ endsAt }); }} /></div>}
          {kind === 'hide-behind-flag' && <FlagField value={form.flag} onChange={(flag) => { onChange({ flag }); }} />}
          {cuts(kind) && <div className={s.picks}>{release.changes.map(({ id, number, title }) => <Checkbox key={id} label={<><span className="mono">{number}</span> <bdi>{title}</bdi></>} isChecked={form.remove.includes(number)} onChange={(is) => { onChange({ remove: is ? [...form.remove, number] : form.remove.filter((one) => one !== number) }); }} />)}</div>}
          <TextField label="Note" value={form.note} onChange={(note) => { onChange({ note }); }} help={cuts(kind) ? 'Stands among the exclusions once it is chosen' : undefined} />
        </>
      )}
    </fieldset>
  );
}

/** One of the flags that are registered; what is hidden behind another one would be forgotten (REL-09). */
function FlagField({ value, onChange }: { value: string; onChange: (flag: string) => void }) {
  const flags = useQuery('flag.list', { limit: 500 }).value?.rows ?? [];
  return <TextField label="Key of the flag" value={value} onChange={onChange} suggestions={flags.map(({ key }) => key)} help="One that is registered under Flags & standards" />;
}

export function ChooseDialog({ release, tradeOff, kind, onClose }: { release: ReleaseRecord; tradeOff: TradeOffRow; kind: TradeOffKind; onClose: () => void }) {
  const [reason, setReason] = useState('');
  const option = tradeOff.options.find((one) => one.kind === kind);
  const effect = kind === 'move-date' ? 'The target window moves at once.' : kind === 'hide-behind-flag' ? 'The scope stays; the feature is deployed switched off.' : `${option?.remove.map(({ label }) => label).join(', ') ?? ''} leave the scope at once.`;
  return (
    <CommandDialog op="tradeoff.decide" title={`${optionWords[kind]}?`} verb="Sign" input={reason.trim() === '' ? null : { release: release.id, tradeoff: tradeOff.id, kind, reason: reason.trim() }} said={`${optionWords[kind]}: decided.`} onClose={onClose} about={`${effect} Gates and evidence stay as they are.`}>
      {(isTried) => <TextArea label="Why this one" value={reason} onChange={setReason} rows={2} isRequired autoFocus error={isTried && reason.trim() === '' ? 'Say why this one' : undefined} />}
    </CommandDialog>
  );
}
