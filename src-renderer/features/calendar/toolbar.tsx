// Which time, how much of it, and what of it: the two rows above the calendar.
import { useState } from 'react';
import type { ReactNode } from 'react';
import { Bookmark, ChevronLeft, ChevronRight } from 'lucide-react';
import { changeStates, changeTypes } from '#contract/change.ts';
import { laneKinds } from '#contract/calendar-views.ts';
import type { LaneKind } from '#contract/calendar-views.ts';
import type { Output } from '#contract/index.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { FilterChip } from '../../ui/chip.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/fields.tsx';
import { SearchField } from '../../ui/search-field.tsx';
import { Toolbar } from '../../ui/surfaces.tsx';
import { Segments } from '../../ui/tabs.tsx';
import { stateWords, tierWords, typeWords } from '../../ui/words.ts';
import type { Axis, Scale } from './axis.ts';
import { scales, scaleWords } from './axis.ts';
import { keepView, useCalendar } from './calendar-state.ts';
import { isFiltered, laneWords, looks, lookWords, textOf, tierChoices, unfiltered, viewOf } from './view.ts';
import type { View } from './view.ts';
import s from './calendar.module.css';

type Props = { view: View; axis: Axis; facets: Output<'schedule.facets'> | undefined; onChange: (part: Partial<View>) => void; onFlip: (by: 1 | -1) => void; onGo: (view: View) => void; searchId: string; aside?: ReactNode };
/** Months and weeks have a grid; other lengths have lanes and a list. */
export const scalesOf = (look: View['look']): readonly Scale[] => (look === 'grid' ? ['week', 'month'] : scales);

export function CalendarToolbar({ view, axis, facets, onChange, onFlip, onGo, searchId, aside }: Props) {
  const shown = scalesOf(view.look);
  return (
    <>
      <Toolbar label="Time">
        <IconButton label={`${scaleWords[axis.scale]} before`} icon={<ChevronLeft aria-hidden="true" />} onPress={() => { onFlip(-1); }} />
        <Button hotkey="T" onPress={() => { onChange({ at: '' }); }}>Today</Button>
        <IconButton label={`Next ${scaleWords[axis.scale].toLowerCase()}`} icon={<ChevronRight aria-hidden="true" />} onPress={() => { onFlip(1); }} />
        <h2 className={s.title} aria-live="polite">{axis.title} {axis.caption !== '' && <span className="dim">{axis.caption}</span>}</h2>
        <Segments label="How long" choices={shown.map((value) => ({ value, label: scaleWords[value] }))} chosen={axis.scale} onChoose={(scale) => { onChange({ scale }); }} />
        <Segments label="Look" choices={looks.map((value) => ({ value, label: lookWords[value] }))} chosen={view.look} onChoose={(look) => { onChange({ look }); }} />
        <span className="grow" />
        {aside}
      </Toolbar>
      <Toolbar label="Search and filters">
        <span className={s.search}><SearchField id={searchId} label="Search the schedule" hotkey="/" value={view.text} onChange={(text) => { onChange({ text }); }} onLeave={() => { document.querySelector<HTMLElement>('#main [tabindex="0"][id^="bar-"]')?.focus(); }} /></span>
        {view.look === 'lanes' && <label className={s.by}>Lanes by <select value={view.by} onChange={(e) => { onChange({ by: e.target.value as LaneKind }); }}>{laneKinds.map((value) => <option key={value} value={value}>{laneWords[value].toLowerCase()}</option>)}</select></label>}
        {view.look === 'lanes' && <Button kind="quiet" isPressed={view.isBusyOnly} onPress={() => { onChange({ isBusyOnly: !view.isBusyOnly }); }}>Busy only</Button>}
        <FilterChip name="Tier" chosen={view.tier} onChange={(tier) => { onChange({ tier: tierChoices.filter((x) => tier.includes(x)) }); }} choices={tierChoices.map((x) => ({ value: x, label: x === 'none' ? 'Not assessed' : tierWords[x] }))} />
        <FilterChip name="Type" chosen={view.type} onChange={(type) => { onChange({ type: changeTypes.filter((x) => type.includes(x)) }); }} choices={changeTypes.map((x) => ({ value: x, label: typeWords[x] }))} />
        <FilterChip name="State" chosen={view.state} onChange={(state) => { onChange({ state: changeStates.filter((x) => state.includes(x)) }); }} choices={changeStates.map((x) => ({ value: x, label: stateWords[x] }))} />
        <FilterChip name="Service" isSingle chosen={view.service === '' ? [] : [view.service]} onChange={([service]) => { onChange({ service: service ?? '' }); }} choices={(facets?.services ?? []).map((value) => ({ value, label: value }))} />
        <FilterChip name="Environment" isSingle chosen={view.environment === '' ? [] : [view.environment]} onChange={([environment]) => { onChange({ environment: environment ?? '' }); }} choices={(facets?.environments ?? []).map((value) => ({ value, label: value }))} />
        {(facets?.teams.length ?? 0) > 0 && <FilterChip name="Team" isSingle chosen={view.team === '' ? [] : [view.team]} onChange={([team]) => { onChange({ team: team ?? '' }); }} choices={facets!.teams.map((value) => ({ value, label: value }))} />}
        {isFiltered(view) && <Button kind="quiet" onPress={() => { onChange(unfiltered); }}>Clear</Button>}
        <span className="grow" />
        <KeptViews view={view} onGo={onGo} />
      </Toolbar>
    </>
  );
}

/** Views kept on this device by name. */
function KeptViews({ view, onGo }: Pick<Props, 'view' | 'onGo'>) {
  const named = useCalendar((c) => c.named);
  const [name, setName] = useState<string | null>(null);
  const text = textOf({ ...view, at: '', open: '' });
  const chosen = named.find((n) => n.text === text);
  const go = (to: string | undefined): void => {
    const kept = named.find((n) => n.name === to);
    if (kept) onGo({ ...viewOf(kept.text), at: view.at });
  };
  return (
    <>
      {named.length > 0 && <FilterChip name="View" isSingle chosen={chosen ? [chosen.name] : []} onChange={([to]) => { if (to === undefined && chosen) keepView(chosen.name, ''); else go(to); }} choices={named.map((n) => ({ value: n.name, label: n.name }))} />}
      {!chosen && <IconButton label="Keep this view…" icon={<Bookmark aria-hidden="true" />} onPress={() => { setName(''); }} />}
      <Dialog title="Keep this view under a name" isOpen={name !== null} onClose={() => { setName(null); }} footer={<><Button onPress={() => { setName(null); }}>Not now</Button><Button kind="primary" isDisabled={(name ?? '').trim() === ''} onPress={() => { keepView((name ?? '').trim(), text); setName(null); }}>Keep it</Button></>}>
        <TextField label="Name" value={name ?? ''} onChange={setName} autoFocus maxLength={60} help="Lanes, length and filters are kept on this device. To share a view, copy its address." />
      </Dialog>
    </>
  );
}
