// A calendar file on its way in: what its events are and for whom, what would be new, changed or set aside, and then the import (CAL-01, CAL-03).
import { useState } from 'react';
import type { Asked } from '#contract/index.ts';
import { ImportFrame } from '../../app/import-frame.tsx';
import { useJob } from '../../data/use-command.ts';
import { useStaged } from '../../data/use-staged.ts';
import { Select, TextField } from '../../ui/fields.tsx';
import { SignalMark } from '../../ui/marks.tsx';
import { ProgressBar } from '../../ui/meter.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { showToast } from '../../ui/toast.tsx';
import { counted, figure } from '../../ui/words.ts';
import { kindWords } from './entry-words.ts';
import s from './calendar.module.css';

type Taking = Asked<'calendar.import'>;
const kinds = ['business-event', 'freeze', 'maintenance-window', 'booking', 'holiday'] as const satisfies readonly Taking['kind'][];
/** Set-aside events listed at once. */
const shown = 20;

export function TakeCalendar({ file, zone, onClose }: { file: File; zone: string; onClose: () => void }) {
  const staged = useStaged(file);
  const [source, setSource] = useState(() => file.name.replace(/\.\w+$/, ''));
  const [kind, setKind] = useState<(typeof kinds)[number]>('business-event');
  const [by, setBy] = useState<'organisation' | 'service' | 'environment' | 'region'>('organisation');
  const [names, setNames] = useState('');
  const [owner, setOwner] = useState('');
  const [of, setOf] = useState(zone);
  const dryRun = useJob('calendar.dryRun');
  const run = useJob('calendar.import');
  const ids = names.split(',').map((id) => id.trim()).filter((id) => id !== '');
  const isWhole = staged.handle !== null && source.trim() !== '' && of.trim() !== '' && (by === 'organisation' || ids.length > 0);
  const isBusy = dryRun.isRunning || run.isRunning;
  const input: Taking = { file: staged.handle ?? '', source: source.trim(), kind, zone: of.trim(), scope: by === 'organisation' ? [{ by }] : ids.map((id) => ({ by, id })), ...(owner.trim() === '' ? {} : { owner: owner.trim() }) };
  const anew = (act: () => void): void => { dryRun.clear(); act(); };
  const step = async (): Promise<void> => {
    if (!isWhole || isBusy) return;
    if (!dryRun.value) { await dryRun.run(input); return; }
    const reply = await run.run(input);
    if (!reply.ok) return;
    const { new: added, changed, quarantinedCount: aside } = reply.value;
    showToast({ text: reply.value.import === null ? `${source} says what is here already; nothing was written.` : `${source}: ${figure(added)} new, ${figure(changed)} changed${aside > 0 ? `, ${figure(aside)} set aside` : ''}.` });
    onClose();
  };
  return (
    <ImportFrame title={`Take in ${file.name}`} size="medium" isTried={dryRun.value !== undefined} isReady={isWhole && !isBusy} takeIn="Take in" onStep={step} onClose={onClose}>
      <div className="stack">
        <TextField label="What this calendar is called" value={source} onChange={(text) => { anew(() => { setSource(text); }); }} isRequired autoFocus help="Taken in again under the same name, its events are updated and not doubled." />
        <Select label="Its events are" value={kind} onChange={(to) => { anew(() => { setKind(to); }); }} options={kinds.map((value) => ({ value, label: kindWords[value] }))} />
        <Select label="For" value={by} onChange={(to) => { anew(() => { setBy(to); setNames(''); }); }} options={[{ value: 'organisation', label: 'Everybody' }, { value: 'service', label: 'Services' }, { value: 'environment', label: 'Environments' }, { value: 'region', label: 'Regions' }]} />
        {by !== 'organisation' && <TextField label="Which" isRequired value={names} onChange={(text) => { anew(() => { setNames(text); }); }} help="Several are parted by commas." maxLength={1000} />}
        <TextField label="Who answers for them" value={owner} onChange={(text) => { anew(() => { setOwner(text); }); }} help="For events that name no organiser" />
        <TextField label="Time zone" value={of} onChange={(text) => { anew(() => { setOf(text); }); }} isRequired help="Of whole days, and of times without a zone" />
      </div>
      {isBusy && <ProgressBar label="Reading the file" progress={run.progress ?? dryRun.progress} onCancel={run.isRunning ? run.cancel : dryRun.cancel} />}
      {dryRun.value && !isBusy && (
        <section className={s.tried} role="status">
          <h3>Tried, nothing written</h3>
          <p>{counted(dryRun.value.new, 'new event')}, {figure(dryRun.value.changed)} changed, {figure(dryRun.value.unchanged)} unchanged{dryRun.value.quarantinedCount > 0 && `, ${figure(dryRun.value.quarantinedCount)} set aside`}.</p>
          <ul>{dryRun.value.quarantined.slice(0, shown).map((q) => <li key={`${q.row} ${q.field}`}><SignalMark signal="warn">Event {figure(q.row)}, {q.field}</SignalMark> {q.why}{q.value !== '' && <span className="dim"> ({q.value})</span>}</li>)}</ul>
          {dryRun.value.quarantinedCount > shown && <p className="dim">The first {shown} of {figure(dryRun.value.quarantinedCount)}.</p>}
        </section>
      )}
      <RefusalLine refusal={staged.error ?? dryRun.error ?? run.error} />
    </ImportFrame>
  );
}
