// Drawing a sample, testing a drawn change, asking for information (AUD-03).
import { useState } from 'react';
import { commonControls, populations, sampleStrata, samplingMethods, testResults } from '#contract/audit.ts';
import type { SampleSummary } from '#contract/audit.ts';
import { FormDialog } from '../../app/form-dialog.tsx';
import { useCommand } from '../../data/use-command.ts';
import { useDebounced } from '../../data/use-debounced.ts';
import { useQuery } from '../../data/use-query.ts';
import { DayField, NumberField, Select, TextArea, TextField } from '../../ui/fields.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { showToast } from '../../ui/toast.tsx';
import { counted, figure } from '../../ui/words.ts';
import { resultWords } from './audit-words.ts';
import s from './audit.module.css';

const optionsOf = <T extends string>(values: readonly T[], words: Record<T, string>): { value: T; label: string }[] => values.map((value) => ({ value, label: words[value] }));
export const populationWords: Record<SampleSummary['population'], string> = { implemented: 'Implementation began in the period', planned: 'Planned to begin in the period' };
const methodWords: Record<SampleSummary['method'], string> = { random: 'Random', systematic: 'Systematic, every k-th' };
const byWords: Record<SampleSummary['by'], string> = { none: 'No strata', tier: 'Shares by risk tier', type: 'Shares by type', service: 'Shares by service' };
const quarterStart = (): string => { const now = new Date(); return new Date(Date.UTC(now.getUTCFullYear(), Math.floor(now.getUTCMonth() / 3) * 3 - 3, 1)).toISOString().slice(0, 10); };
const today = (): string => new Date().toISOString().slice(0, 10);

export function DrawDialog({ onDrawn, onClose }: { onDrawn: (sample: string) => void; onClose: () => void }) {
  const [from, setFrom] = useState<string | null>(quarterStart);
  const [to, setTo] = useState<string | null>(today);
  const [size, setSize] = useState<number | null>(25);
  const [seed, setSeed] = useState(() => today().replaceAll('-', ''));
  const [population, setPopulation] = useState<SampleSummary['population']>('implemented');
  const [method, setMethod] = useState<SampleSummary['method']>('random');
  const [by, setBy] = useState<SampleSummary['by']>('tier');
  const [controls, setControls] = useState<string>(commonControls.join(', '));
  const draw = useCommand('audit.drawSample');
  const isWhole = from !== null && to !== null && size !== null && size > 0 && seed.trim() !== '';
  const drawing = useDebounced(JSON.stringify({ from, to, size, seed: seed.trim(), population, method, by }), 200);
  const asked = JSON.parse(drawing) as { from: string; to: string; size: number; seed: string; population: SampleSummary['population']; method: SampleSummary['method']; by: SampleSummary['by'] };
  const send = async (): Promise<void> => {
    const named = controls.split(',').map((one) => one.trim()).filter((one) => one !== '');
    if (!isWhole || named.length === 0 || draw.isPending) return;
    const reply = await draw.run({ from, to, size, seed: seed.trim(), population, method, by, controls: named });
    if (!reply.ok) return;
    onDrawn(reply.value.id);
    onClose();
  };
  return (
    <FormDialog title="Draw a sample" verb="Draw and sign" keep="Not now" isPending={draw.isPending} error={draw.error} onSend={() => { void send(); }} onClose={onClose}
      about="The same period, size and seed draw the same changes on any machine, also with sort and sha256sum: a change’s place is the digest of the seed and its number.">
      <div className={s.pair}>
        <DayField label="From" value={from} onChange={setFrom} isRequired />
        <DayField label="To, that day included" value={to} onChange={setTo} isRequired />
        <NumberField label="Changes to draw" value={size} onChange={setSize} least={1} most={2000} autoFocus isRequired />
        <TextField label="Seed" value={seed} onChange={setSeed} maxLength={80} isRequired />
        <Select label="Population" value={population} onChange={setPopulation} options={optionsOf(populations, populationWords)} />
        <Select label="Strata" value={by} onChange={setBy} options={optionsOf(sampleStrata, byWords)} />
        <Select label="Method" value={method} onChange={setMethod} options={optionsOf(samplingMethods, methodWords)} />
        <TextField label="Controls to test" value={controls} onChange={setControls} maxLength={1000} isRequired help="Separated by commas" />
      </div>
      {isWhole && <Preview asked={asked} />}
    </FormDialog>
  );
}

/** How many there are to draw from, before anything is drawn. */
function Preview({ asked }: { asked: { from: string; to: string; size: number; seed: string; population: SampleSummary['population']; method: SampleSummary['method']; by: SampleSummary['by'] } }) {
  const { value, error } = useQuery('audit.previewSample', asked, { keepPrevious: true });
  if (error) return <RefusalLine refusal={error} />;
  return <p className="dim" role="status">{value ? `${figure(asked.size)} of ${counted(value.populationSize, 'change')}: ${value.strata.map((one) => `${one.name} ${figure(one.drawn)} of ${figure(one.population)}`).join(', ')}.` : 'Counting…'}</p>;
}

type Testing = { sample: string; change: string; title: string; control: string; was: { result: keyof typeof resultWords; workpaper: string; note: string } | null };
export function TestDialog({ testing, onRaise, onClose }: { testing: Testing; onRaise: () => void; onClose: () => void }) {
  const { sample, change, title, control, was } = testing;
  const [result, setResult] = useState<keyof typeof resultWords>(was?.result ?? 'pass');
  const [workpaper, setWorkpaper] = useState(was?.workpaper ?? '');
  const [note, setNote] = useState(was?.note ?? '');
  const record = useCommand('audit.test');
  const send = async (): Promise<void> => {
    if (record.isPending) return;
    const reply = await record.run({ sample, change, control, result, workpaper: workpaper.trim(), note: note.trim() });
    if (!reply.ok) return;
    if (result === 'exception') onRaise();
    onClose();
  };
  return (
    <FormDialog title={`Test ${change}: ${control}`} verb="Sign" isPending={record.isPending} error={record.error} onSend={() => { void send(); }} onClose={onClose} about={title}>
      <Select label="Result" value={result} onChange={(next) => { record.clear(); setResult(next); }} autoFocus options={optionsOf(testResults, resultWords)} />
      <TextField label="Workpaper" value={workpaper} onChange={(said) => { record.clear(); setWorkpaper(said); }} placeholder="WP-12, page 3" maxLength={200} />
      <TextArea label="What was seen" value={note} onChange={(said) => { record.clear(); setNote(said); }} rows={2} maxLength={2000} />
    </FormDialog>
  );
}

export function RequestDialog({ about, onClose }: { about?: string; onClose: () => void }) {
  const people = (useQuery('person.list', { limit: 500 }).value?.rows ?? []).filter((p) => !p.isSuspended);
  const [text, setText] = useState('');
  const [owner, setOwner] = useState('');
  const [change, setChange] = useState(about ?? '');
  const [dueOn, setDueOn] = useState<string | null>(null);
  const [isTried, setTried] = useState(false);
  const ask = useCommand('audit.request');
  const send = async (): Promise<void> => {
    setTried(true);
    if (text.trim() === '' || owner === '' || dueOn === null || ask.isPending) return;
    const reply = await ask.run({ text: text.trim(), owner, dueOn, ...(change.trim() === '' ? {} : { about: change.trim() }) });
    if (!reply.ok) return;
    showToast({ text: 'Asked. It stands on the list of whoever was asked once they have your bundle.' });
    onClose();
  };
  return (
    <FormDialog title="Ask for information" verb="Sign and ask" keep="Not now" isPending={ask.isPending} error={ask.error} onSend={() => { void send(); }} onClose={onClose} about="The request goes with your next bundle; the answer comes back with theirs.">
      <TextArea label="What is asked for" value={text} onChange={(said) => { ask.clear(); setText(said); }} isRequired autoFocus error={isTried && text.trim() === '' ? 'Say what is asked for' : undefined} />
      <div className={s.pair}>
        <Select label="Of whom" value={owner} onChange={setOwner} placeholder="Choose a person…" isRequired options={people.map(({ id, name }) => ({ value: id, label: name }))} error={isTried && owner === '' ? 'Choose whom to ask' : undefined} />
        <DayField label="Due" value={dueOn} onChange={setDueOn} isRequired error={isTried && dueOn === null ? 'Give a day' : undefined} />
      </div>
      <TextField label="About" value={change} onChange={setChange} placeholder="C-A1-0412" />
    </FormDialog>
  );
}
