// A rehearsal while it runs: T starts the stopwatch and goes from step to step; counts and checksums stand beside each other.
import { useState } from 'react';
import { X } from 'lucide-react';
import type { BackoutRecord } from '#contract/backout.ts';
import { useActions } from '../../app/actions.ts';
import { FormDialog } from '../../app/form-dialog.tsx';
import { useCommand } from '../../data/use-command.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { NumberField, TextArea, TextField } from '../../ui/fields.tsx';
import { showToast } from '../../ui/toast.tsx';
import { clockOf } from './backout-words.ts';
import { advance, correct, spentOn, start, stillWatch, stop, useTicking } from './stopwatch.ts';
import type { Watch } from './stopwatch.ts';
import s from './backout.module.css';

type Check = { id: string; name: string; before: string; after: string };
const blank = (): Check => ({ id: crypto.randomUUID(), name: '', before: '', after: '' });

function StopwatchKey({ label, onPress }: { label: string; onPress: () => void }) {
  useActions([{ id: 'backout.stopwatch', label, hotkey: 'T', run: onPress }]);
  return null;
}

export function RehearsalDialog({ record, onClose }: { record: BackoutRecord; onClose: () => void }) {
  const [version] = useState(record.version);
  const [watch, setWatch] = useState<Watch>(stillWatch);
  const [checks, setChecks] = useState<Check[]>(() => (record.plan?.changesData === true ? [blank()] : []));
  const [said, setSaid] = useState({ environment: 'Staging', deviations: '', evidence: '' });
  const now = useTicking(watch.running !== null);
  const rehearse = useCommand('backout.rehearse');
  const steps = record.plan?.steps ?? [];
  const secondsOf = (step: string): number => Math.round(spentOn(watch, step, now) / 1000);
  const isTimed = (step: string): boolean => watch.spent[step] !== undefined || watch.running === step;
  const total = steps.reduce((sum, { id }) => sum + secondsOf(id), 0);
  const press = (): void => { setWatch(advance(watch, steps.map(({ id }) => id), Date.now())); };
  const setCheck = (id: string, more: Partial<Check>): void => { setChecks(checks.map((c) => (c.id === id ? { ...c, ...more } : c))); };
  const send = async (): Promise<void> => {
    if (rehearse.isPending) return;
    const halted = stop(watch, Date.now());
    setWatch(halted);
    const reply = await rehearse.run({
      change: record.change, ...(version === null ? {} : { planVersion: version }), ...said, steps: steps.filter(({ id }) => halted.spent[id] !== undefined).map(({ id }) => ({ step: id, seconds: Math.round(halted.spent[id]! / 1000) })),
      checks: checks.filter(({ name }) => name.trim() !== '').map(({ name, before, after }) => ({ name, before, after })),
    });
    if (!reply.ok) return;
    showToast({ text: 'Rehearsal recorded.' });
    onClose();
  };
  const { rto } = record.objectives;
  const isAllTimed = steps.every(({ id }) => isTimed(id));
  const next = watch.running === null && Object.keys(watch.spent).length === 0 ? 'Start' : !isAllTimed ? 'Next step' : watch.running === null ? 'Every step is timed' : 'Stop';
  return (
    <FormDialog title={`Rehearse the backout of ${record.number}`} verb="Record it" size="large" onSend={() => { void send(); }} onClose={onClose} isPending={rehearse.isPending} error={rehearse.error}>
      <StopwatchKey label="Stopwatch: start or next step" onPress={press} />
      <TextField label="Environment" value={said.environment} onChange={(environment) => { rehearse.clear(); setSaid({ ...said, environment }); }} isRequired help="Anywhere but production." />
      <div className={s.clockRow}>
        <output className={s.clock} aria-live="off" data-over={(rto !== null && total > rto * 60) || undefined}>{clockOf(total)}</output>
        <span className="dim">{rto === null ? 'No RTO is known to compare it with' : `of ${rto}:00 (RTO)`}</span>
        <span className="end" />
        <Button kind="primary" size="large" hotkey="T" autoFocus isDisabled={isAllTimed && watch.running === null} onPress={press}>{next}</Button>
      </div>
      <table className={s.table}>
        <thead><tr><th scope="col">Step</th><th scope="col" className={s.right}>Planned</th><th scope="col">Took, seconds</th><th scope="col"><span className="unseen">Stopwatch</span></th></tr></thead>
        <tbody>{steps.map((step, i) => {
          const isRunning = watch.running === step.id;
          return (
            <tr key={step.id} data-running={isRunning || undefined}>
              <td className="prose">{i + 1}. {step.title}</td><td className={s.right}>{step.minutes}:00</td>
              <td>{isRunning ? <span className={s.running}>{clockOf(secondsOf(step.id))}</span> : <NumberField label={`Seconds of step ${i + 1}`} className={s.bare} value={isTimed(step.id) ? secondsOf(step.id) : null} onChange={(seconds) => { setWatch(correct(watch, step.id, seconds)); }} least={0} most={604_800} />}</td>
              <td className={s.right}>{isRunning ? <Button label={`Stop step ${i + 1}`} onPress={() => { setWatch(stop(watch, Date.now())); }}>Stop</Button> : <Button kind="quiet" label={`${isTimed(step.id) ? 'Go on with' : 'Start'} step ${i + 1}`} onPress={() => { setWatch(start(watch, step.id, Date.now())); }}>{isTimed(step.id) ? 'Go on' : 'Start'}</Button>}</td>
            </tr>
          );
        })}</tbody>
      </table>
      <h3 className={s.sub}>Before and after</h3>
      {checks.length === 0 && <p className="dim">Compare a configuration, a count of rows or a checksum; each has to be the same afterwards.</p>}
      {checks.map((c, i) => (
        <div key={c.id} className={s.check}>
          <TextField label={`Check ${i + 1}`} value={c.name} onChange={(name) => { setCheck(c.id, { name }); }} placeholder="ledger rows" />
          <TextField label="Before" value={c.before} onChange={(before) => { setCheck(c.id, { before }); }} />
          <TextField label="After" value={c.after} onChange={(after) => { setCheck(c.id, { after }); }} {...(c.after !== '' && c.after.trim() !== c.before.trim() ? { error: 'differs' } : {})} />
          <IconButton label={`Remove check ${i + 1}`} icon={<X aria-hidden="true" />} onPress={() => { setChecks(checks.filter(({ id }) => id !== c.id)); }} />
        </div>
      ))}
      <div><Button onPress={() => { setChecks([...checks, blank()]); }}>Add a check</Button></div>
      <div className={s.pair}>
        <TextArea label="Deviations from the plan" value={said.deviations} onChange={(deviations) => { setSaid({ ...said, deviations }); }} rows={2} />
        <TextArea label="Evidence" value={said.evidence} onChange={(evidence) => { setSaid({ ...said, evidence }); }} rows={2} help="Logs, recordings, numbers of records." />
      </div>
    </FormDialog>
  );
}
