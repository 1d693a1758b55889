// How a board works: made with the board, or rewritten as a whole. The last one written counts.
import { useState } from 'react';
import { X } from 'lucide-react';
import { SendKey } from '../../app/send-key.tsx';
import { useCommand } from '../../data/use-command.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Checkbox, DayField, NumberField, Select, TextArea, TextField } from '../../ui/fields.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { showToast } from '../../ui/toast.tsx';
import { viewerZone } from '../../ui/time-words.ts';
import { isZone } from '../../ui/zones.ts';
import type { BoardCharter, BoardRow } from './boards-words.ts';
import { kindWords, levelWords, quorumWords, ruleWords, weekdays } from './boards-words.ts';
import s from './boards.module.css';

/** CAB-01: what a board must have unless it is told otherwise. */
const usual = ['business', 'development', 'operations', 'security'];
const emergency = ['chair', 'technical authority'];
const today = (): string => new Date().toISOString().slice(0, 10);
const blank = (): BoardCharter => ({ kind: 'cab', rule: 'chair-decides', quorum: 'majority', requiredFunctions: usual, level: 2, cadence: { weekday: 2, everyWeeks: 1, time: '14:00', from: today() }, cutOffHours: 48, leadHours: 24, holidays: [], scope: '', text: '' });

type Cadence = NonNullable<BoardCharter['cadence']>;
const optionsOf = <T extends string>(words: Record<T, string>): { value: T; label: string }[] => (Object.keys(words) as T[]).map((value) => ({ value, label: words[value] }));

function Functions({ functions, onChange }: { functions: readonly string[]; onChange: (functions: string[]) => void }) {
  const [typed, setTyped] = useState('');
  const add = (): void => {
    const name = typed.trim();
    if (name !== '' && !functions.some((one) => one.toLowerCase() === name.toLowerCase())) onChange([...functions, name]);
    setTyped('');
  };
  return (
    <fieldset className={s.group}>
      <legend>Required functions</legend>
      <ul className={s.chips} aria-label="Required functions">
        {functions.map((name) => <li key={name}><span>{name}</span><IconButton label={`Take ${name} off`} icon={<X aria-hidden="true" />} onPress={() => { onChange(functions.filter((one) => one !== name)); }} /></li>)}
        {functions.length === 0 && <li className="dim">None: any voting member will do.</li>}
      </ul>
      {/* A form of its own: Enter adds the function, Ctrl and Enter send the dialog. */}
      <form className={s.adding} onSubmit={(e) => { e.preventDefault(); add(); }}><TextField label="Add a function" value={typed} onChange={setTyped} maxLength={60} suggestions={[...usual, ...emergency, 'release', 'architecture']} /><Button isDisabled={typed.trim() === ''} onPress={add}>Add</Button></form>
    </fieldset>
  );
}

function CadenceFields({ cadence, onChange }: { cadence: Cadence | null; onChange: (cadence: Cadence | null) => void }) {
  const [kept, setKept] = useState<Cadence>(cadence ?? { weekday: 2, everyWeeks: 1, time: '14:00', from: today() });
  const set = (part: Partial<Cadence>): void => { const next = { ...kept, ...part }; setKept(next); onChange(next); };
  return (
    <fieldset className={s.group}>
      <legend>Sessions</legend>
      <Checkbox label="Meets regularly" isChecked={cadence !== null} onChange={(is) => { onChange(is ? kept : null); }} />
      {cadence !== null && (
        <>
          <div className={s.two}>
            <Select label="Weekday" value={String(cadence.weekday)} onChange={(value) => { set({ weekday: Number(value) }); }} options={weekdays.map((label, i) => ({ value: String(i + 1), label }))} />
            <TextField label="Time" value={cadence.time} onChange={(time) => { set({ time }); }} maxLength={5} placeholder="14:00" error={/^([01]\d|2[0-3]):[0-5]\d$/.test(cadence.time) ? undefined : 'A time such as 14:00'} />
          </div>
          <div className={s.two}>
            <NumberField label="Every" value={cadence.everyWeeks} onChange={(n) => { set({ everyWeeks: Math.max(1, Math.min(12, n ?? 1)) }); }} least={1} most={12} unit={cadence.everyWeeks === 1 ? 'week' : 'weeks'} />
            <DayField label="Counted from" value={cadence.from} onChange={(from) => { if (from !== null) set({ from }); }} />
          </div>
        </>
      )}
    </fieldset>
  );
}

const isDay = (text: string): boolean => /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/.test(text);
/** Days on which the board does not work: what is due in business days passes over them (CAB-07). */
function Holidays({ days, onChange }: { days: readonly string[]; onChange: (days: string[]) => void }) {
  const [typed, setTyped] = useState(days.join(', '));
  const said = typed.split(/[\s,;]+/).filter((one) => one !== '');
  const wrong = said.find((one) => !isDay(one));
  const write = (text: string): void => {
    setTyped(text);
    onChange([...new Set(text.split(/[\s,;]+/).filter(isDay))].toSorted());
  };
  return <TextField label="Days off" value={typed} onChange={write} placeholder="2026-12-25, 2027-01-01" maxLength={1200} help="Weekends are off anyway. An expert’s two business days pass over them." error={wrong === undefined ? undefined : `“${wrong}” is no day such as 2026-12-25`} />;
}

/** With `board` its charter is rewritten; without, a board is made. */
export function CharterDialog({ board, onClose, onMade }: { board: BoardRow | null; onClose: () => void; onMade?: (id: string) => void }) {
  const [name, setName] = useState('');
  const [zone, setZone] = useState(board?.zone ?? viewerZone());
  const [length, setLength] = useState<number | null>(board?.lengthMinutes ?? 90);
  const [charter, setCharter] = useState<BoardCharter>(() => board?.charter ?? blank());
  const [isTried, setTried] = useState(false);
  const create = useCommand('board.create');
  const rewrite = useCommand('board.charter');
  const { isPending, error } = board ? rewrite : create;
  const set = (part: Partial<BoardCharter>): void => { create.clear(); rewrite.clear(); setCharter((c) => ({ ...c, ...part })); };
  const problems = { name: board === null && name.trim() === '' ? 'A board needs a name' : undefined, zone: isZone(zone) ? undefined : 'Choose one of the list, such as Europe/London' };
  const send = async (): Promise<void> => {
    setTried(true);
    if (isPending || problems.name !== undefined || problems.zone !== undefined) return;
    const reply = board ? await rewrite.run({ board: board.id, charter }) : await create.run({ name: name.trim(), zone, lengthMinutes: length ?? 90, charter });
    if (!reply.ok) return;
    showToast({ text: board ? `The charter of ${board.name} is saved.` : `${name.trim()} is made. Give its seats to people next.` });
    onClose();
    onMade?.(reply.value.id);
  };
  return (
    <Dialog title={board ? `Charter of ${board.name}` : 'New board'} size="medium" isOpen onClose={onClose} footer={<><Button hotkey="Escape" onPress={onClose}>Keep as it is</Button><Button kind="primary" hotkey="Mod+Enter" isPending={isPending} onPress={() => { void send(); }}>{board ? 'Save the charter' : 'Make the board'}</Button></>}>
      <SendKey label={board ? 'Save the charter' : 'Make the board'} onSend={() => { void send(); }} />
      <div className={s.form}>
        {board === null && (
          <>
            <TextField label="Name" value={name} onChange={setName} isRequired autoFocus error={isTried ? problems.name : undefined} />
            <div className={s.two}><TextField label="Time zone" value={zone} onChange={setZone} suggestions={Intl.supportedValuesOf('timeZone')} maxLength={64} error={problems.zone} isRequired /><NumberField label="Length of a meeting" value={length} onChange={setLength} least={5} most={600} unit="min" /></div>
          </>
        )}
        <div className={s.two}>
          <Select label="What it is for" value={charter.kind} autoFocus={board !== null} onChange={(kind) => { set(kind === 'emergency-cab' && charter.kind !== kind ? { kind, quorum: 'functions', requiredFunctions: emergency, cadence: null } : { kind }); }} options={optionsOf(kindWords)} />
          <Select label="Level" value={String(charter.level)} onChange={(level) => { set({ level: Number(level) }); }} options={optionsOf(levelWords)} />
        </div>
        <div className={s.two}>
          <Select label="How it decides" value={charter.rule} onChange={(rule) => { set({ rule }); }} options={optionsOf(ruleWords)} />
          <Select label="Quorum" value={charter.quorum} onChange={(quorum) => { set({ quorum }); }} options={optionsOf(quorumWords)} />
        </div>
        <Functions functions={charter.requiredFunctions} onChange={(requiredFunctions) => { set({ requiredFunctions }); }} />
        <CadenceFields cadence={charter.cadence} onChange={(cadence) => { set({ cadence }); }} />
        <div className={s.two}>
          <NumberField label="Cut-off before a session" value={charter.cutOffHours} onChange={(n) => { set({ cutOffHours: n ?? 0 }); }} least={0} most={1000} unit="h" help="What is submitted later goes to the session that follows." />
          <NumberField label="Lead from decision to window" value={charter.leadHours} onChange={(n) => { set({ leadHours: n ?? 0 }); }} least={0} most={1000} unit="h" help="Windows that begin sooner would be missed, and are flagged." />
        </div>
        <Holidays days={charter.holidays} onChange={(holidays) => { set({ holidays }); }} />
        <TextArea label="Scope" value={charter.scope} onChange={(scope) => { set({ scope }); }} rows={2} placeholder="Which services and changes come before it" />
        <RefusalLine refusal={error} />
      </div>
    </Dialog>
  );
}
