// Freezes, maintenance windows and business events: what takes place in the span, and adding, correcting or removing one (CAL-02, CAL-03).
import { useId, useState } from 'react';
import type { CalendarEntry, EntryFields, EntryKind } from '#contract/calendar.ts';
import { refusalOf } from '../../app/actions.ts';
import { useCommand } from '../../data/use-command.ts';
import { useQuery } from '../../data/use-query.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { DateTimeField, Select, TextArea, TextField } from '../../ui/fields.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { formatSpan } from '../../ui/time-words.ts';
import type { Behind } from './behind.ts';
import { addedKinds, kindWords, repeats, repeatWord } from './entry-words.ts';
import { LiftDialog } from './settle.tsx';
import { TakeCalendar } from './take-calendar.tsx';
import s from './calendar.module.css';

type Props = { zone: string; behind: readonly Behind[]; services: readonly string[]; onClose: () => void };
/** Null: the list; empty: a new one. */
type Editing = string | null;

export function EntriesDialog({ zone, behind, services, onClose }: Props) {
  const [editing, setEditing] = useState<Editing>(null);
  const [lifting, setLifting] = useState<string | null>(null);
  const [file, setFile] = useState<File | null>(null);
  const fileId = useId();
  if (file !== null) return <TakeCalendar file={file} zone={zone} onClose={() => { setFile(null); }} />;
  if (lifting !== null) return <LiftDialog entry={lifting} onClose={() => { setLifting(null); }} />;
  if (editing !== null) return <EntryForm key={editing} entry={editing} zone={zone} services={services} onClose={() => { setEditing(null); }} />;
  const once = [...new Map(behind.map((b) => [b.entry.id, b.entry])).values()];
  return (
    <Dialog title="Freezes, windows and events" size="large" isOpen onClose={onClose} footer={<><Button onPress={onClose}>Close</Button><Button onPress={() => { document.getElementById(fileId)?.click(); }}>Take in a calendar file…</Button><Button kind="primary" onPress={() => { setEditing(''); }}>Add one</Button></>}>
      <input id={fileId} className="unseen" tabIndex={-1} type="file" aria-label="Calendar file" accept=".ics,.ical,.csv,.txt,text/calendar,text/csv" onChange={(e) => { setFile(e.target.files?.[0] ?? null); e.target.value = ''; }} />
      {once.length === 0 ? <p className="dim">Nothing takes place in what the calendar shows now.</p> : (
        <ul className={s.entries}>
          {once.map((entry) => (
            <li key={entry.id}>
              <div className="grow"><b>{entry.title}</b><p className="dim">{kindWords[entry.kind]}{entry.kind === 'freeze' && `, ${entry.mode}`}, {entry.scopeText}{entry.owner !== '' && `, owner ${entry.owner}`}</p><p>{formatSpan(entry.startsAt, entry.endsAt, zone)}{entry.isRecurring && ' and again'}</p></div>
              {entry.kind === 'stabilisation' && <Button label={`Lift ${entry.title}`} onPress={() => { setLifting(entry.id); }}>Lift…</Button>}
              {entry.kind !== 'stabilisation' && <Button label={`Change ${entry.title}`} onPress={() => { setEditing(entry.id); }}>Change…</Button>}
            </li>
          ))}
        </ul>
      )}
    </Dialog>
  );
}

type Draft = { kind: EntryKind; title: string; owner: string; reason: string; mode: EntryFields['mode']; by: 'organisation' | 'service' | 'environment' | 'region'; names: string; startsAt: string | null; endsAt: string | null; rule: string };
const blank: Draft = { kind: 'freeze', title: '', owner: '', reason: '', mode: 'hard', by: 'organisation', names: '', startsAt: null, endsAt: null, rule: '' };
const draftOf = (e: CalendarEntry): Draft => ({ kind: e.kind, title: e.title, owner: e.owner, reason: e.reason, mode: e.mode, by: e.scope[0]?.by === 'service' || e.scope[0]?.by === 'environment' || e.scope[0]?.by === 'region' ? e.scope[0].by : 'organisation', names: e.scope[0]?.by === 'organisation' ? '' : e.scopeText, startsAt: e.startsAt, endsAt: e.endsAt, rule: e.recurrence?.rule ?? '' });
const scopeOf = ({ by, names }: Draft): EntryFields['scope'] => (by === 'organisation' ? [{ by }] : names.split(',').map((id) => id.trim()).filter((id) => id !== '').map((id) => ({ by, id })));

function EntryForm({ entry: id, zone, services, onClose }: { entry: string; zone: string; services: readonly string[]; onClose: () => void }) {
  const known = useQuery('calendar.show', id === '' ? null : { entry: id });
  if (id !== '' && known.value === undefined) return <Dialog title="Change an entry" isOpen onClose={onClose}><RefusalLine refusal={known.error} /></Dialog>;
  return <EntryFieldsForm entry={known.value ?? null} zone={known.value?.zone ?? zone} services={services} onClose={onClose} />;
}

function EntryFieldsForm({ entry, zone, services, onClose }: { entry: CalendarEntry | null; zone: string; services: readonly string[]; onClose: () => void }) {
  const [draft, setDraft] = useState<Draft>(entry ? draftOf(entry) : blank);
  const add = useCommand('calendar.addEntry');
  const change = useCommand('calendar.changeEntry');
  const set = (part: Partial<Draft>): void => { setDraft((d) => ({ ...d, ...part })); };
  const { kind, title, owner, reason, mode, startsAt, endsAt, rule } = draft;
  const isModal = kind === 'freeze' || kind === 'maintenance-window';
  const recurrence = rule === '' ? null : rule === entry?.recurrence?.rule ? entry.recurrence : { rule };
  const save = async (): Promise<void> => {
    if (startsAt === null || endsAt === null) return;
    const fields = { title, owner, reason, mode, scope: scopeOf(draft), startsAt, endsAt, zone, recurrence: recurrence && { except: [], moved: [], ...recurrence } };
    const reply = entry ? await change.run({ entry: entry.id, fields, ifVersion: entry.version }) : await add.run({ kind, ...fields });
    if (reply.ok) onClose();
  };
  const isWhole = title.trim() !== '' && startsAt !== null && endsAt !== null && scopeOf(draft).length > 0;
  return (
    <Dialog title={entry ? `Change ${entry.title}` : 'Add to the calendar'} size="medium" isOpen onClose={onClose} footer={<><Button onPress={onClose}>Not now</Button><Button kind="primary" isDisabled={!isWhole} isPending={add.isPending || change.isPending} refusal={refusalOf(entry?.mayChange)} onPress={() => { void save(); }}>{entry ? 'Save' : 'Add it'}</Button></>}>
      <div className="stack">
        {!entry && <Select label="What" value={kind} onChange={(to) => { set({ kind: to }); }} options={addedKinds.map((value) => ({ value, label: kindWords[value] }))} />}
        <TextField label="Name" isRequired value={title} onChange={(to) => { set({ title: to }); }} autoFocus />
        {isModal && <Select label="Mode" value={mode} onChange={(to) => { set({ mode: to }); }} options={kind === 'freeze' ? [{ value: 'hard', label: 'Hard: only permitted emergencies pass' }, { value: 'soft', label: 'Soft: its owner may let a change pass' }] : [{ value: 'hard', label: 'Hard: work outside it is refused' }, { value: 'soft', label: 'Soft: work outside it is told' }]} />}
        <Select label="For" value={draft.by} onChange={(by) => { set({ by, names: '' }); }} options={[{ value: 'organisation', label: 'Everybody' }, { value: 'service', label: 'Services' }, { value: 'environment', label: 'Environments' }, { value: 'region', label: 'Regions' }]} />
        {draft.by !== 'organisation' && <TextField label="Which" isRequired value={draft.names} onChange={(names) => { set({ names }); }} suggestions={draft.by === 'service' ? services : []} help="Several are parted by commas." maxLength={1000} />}
        <DateTimeField label="From" isRequired value={startsAt} onChange={(to) => { set({ startsAt: to }); }} zone={zone} />
        <DateTimeField label="To" isRequired value={endsAt} onChange={(to) => { set({ endsAt: to }); }} zone={zone} />
        <Select label="How often" value={rule} onChange={(to) => { set({ rule: to }); }} options={[...repeats.map((r) => ({ value: r.rule as string, label: r.word as string })), ...(entry?.recurrence && !repeats.some((r) => r.rule === entry.recurrence?.rule) ? [{ value: entry.recurrence.rule, label: repeatWord(entry.recurrence.rule) }] : [])]} />
        <TextField label="Owner" value={owner} onChange={(to) => { set({ owner: to }); }} help="Who answers for it, and signs where a soft freeze is passed." />
        <TextArea label="Reason" value={reason} onChange={(to) => { set({ reason: to }); }} rows={2} />
      </div>
      <RefusalLine refusal={add.error ?? change.error} />
      {entry && <Removal entry={entry} onDone={onClose} />}
    </Dialog>
  );
}

/** Taking an entry away asks for the reason where the act is. */
function Removal({ entry, onDone }: { entry: CalendarEntry; onDone: () => void }) {
  const remove = useCommand('calendar.removeEntry');
  const [reason, setReason] = useState<string | null>(null);
  if (reason === null) return <Button kind="danger" refusal={refusalOf(entry.mayChange)} onPress={() => { setReason(''); }}>Remove it…</Button>;
  const act = async (): Promise<void> => { if ((await remove.run({ entry: entry.id, reason })).ok) onDone(); };
  return <div className={s.removal}><TextField label="Why it goes" isRequired value={reason} onChange={setReason} autoFocus /><Button kind="danger" isDisabled={reason.trim() === ''} isPending={remove.isPending} onPress={() => { void act(); }}>Remove {entry.title}</Button><RefusalLine refusal={remove.error} /></div>;
}
