// What orders a rollback, and until when it is decided; the file with which a pipeline judges its readings.
import { useState } from 'react';
import { X } from 'lucide-react';
import type { BackoutRecord, Trigger } from '#contract/backout.ts';
import { triggerComparisons, triggerUnits } from '#contract/backout.ts';
import { refusalOf } from '../../app/actions.ts';
import { FormDialog } from '../../app/form-dialog.tsx';
import { bridge } from '../../bridge.ts';
import { useCommand, useJob } from '../../data/use-command.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Checkbox, DateTimeField, NumberField, Select, TextField } from '../../ui/fields.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { showToast } from '../../ui/toast.tsx';
import { Moment } from '../../ui/time.tsx';
import { comparisonWords, triggerWords, unitWords } from './backout-words.ts';
import { useFileAct } from './file-act.tsx';
import { AlsoWritten, PartCard } from './part-card.tsx';
import s from './backout.module.css';

export function TriggersCard({ record, onEdit }: { record: BackoutRecord; onEdit: () => void }) {
  const exporting = useJob('backout.exportPlan');
  const write = async (): Promise<void> => {
    const reply = await exporting.run({ change: record.change });
    if (reply.ok) showToast({ text: `${reply.value.file.name} is in the exports folder.` });
  };
  const order = useFileAct('Choose the order of a pipeline', async (file) => {
    const reply = await bridge().call('backout.importOrder', { change: record.change, file });
    if (reply.ok) showToast({ text: `The order of ${reply.value.claimedBy} is on the record${reply.value.isProved ? ', signed by an enrolled key' : ' as claimed'}.` });
    return reply;
  });
  return (
    <PartCard record={record} title="Rollback triggers" pieces={['trigger']} aside={record.deadlineAt === null ? undefined : <>Decide by <Moment at={record.deadlineAt} zone={record.time.zone} isShort /></>} acts={(
      <>
        <Button refusal={refusalOf(record.may['triggers'])} onPress={onEdit}>Set triggers</Button>
        {(record.triggers.length > 0 || record.deadlineAt !== null) && record.plan !== null && <Button isPending={exporting.isRunning} onPress={() => { void write(); }}>Export for the pipeline</Button>}
        {record.plan !== null && record.order === null && <Button kind="quiet" refusal={refusalOf(record.may['importOrder'])} isPending={order.isBusy} onPress={order.pick}>Bring an order in</Button>}
      </>
    )}>
      <AlsoWritten also={record.triggersAlso} />
      {record.triggers.length === 0 ? <p className="dim">None set. A trigger names a metric, a limit and how long it is breached; past the deadline without a healthy verdict the answer is to roll back.</p> : (
        <ul className={s.list}>{record.triggers.map((t) => <li key={t.id}><span className="grow prose">{triggerWords(t)}</span><span className="dim">{t.isAutomatic ? 'automatic' : 'a person decides'}</span></li>)}</ul>
      )}
      {exporting.value && <p className="dim">A pipeline judges readings with <span className="mono">gavel rollback-check --plan {exporting.value.file.name} --metrics FILE</span>; it is signed by the device “{exporting.value.signedBy.split(' ').slice(0, 4).join(' ')} …”.</p>}
      {order.input}
      <RefusalLine refusal={exporting.error ?? order.error} />
    </PartCard>
  );
}

type Row = Omit<Trigger, 'seconds'> & { minutes: number | null };
const blank = (): Row => ({ id: crypto.randomUUID(), metric: '', comparison: 'above', threshold: '', unit: 'percent', minutes: 5, isAutomatic: true });

export function TriggersDialog({ record, onClose }: { record: BackoutRecord; onClose: () => void }) {
  const [rows, setRows] = useState<Row[]>(() => (record.triggers.length === 0 ? [blank()] : record.triggers.map(({ seconds, ...t }) => ({ ...t, minutes: Math.round(seconds / 60) }))));
  const [deadlineAt, setDeadlineAt] = useState(record.deadlineAt);
  const [isTried, setTried] = useState(false);
  const set = useCommand('backout.setTriggers');
  const edit = (id: string, more: Partial<Row>): void => { setRows(rows.map((row) => (row.id === id ? { ...row, ...more } : row))); };
  const used = rows.filter(({ metric, threshold }) => metric.trim() !== '' || threshold.trim() !== '');
  const isWrong = ({ threshold }: Row): boolean => !/^-?\d{1,15}(?:\.\d{1,9})?$/.test(threshold.trim());
  const send = async (): Promise<void> => {
    setTried(true);
    if (set.isPending || used.some((row) => row.metric.trim() === '' || isWrong(row))) return;
    const reply = await set.run({ change: record.change, deadlineAt, triggers: used.map(({ minutes, ...row }) => ({ ...row, threshold: row.threshold.trim(), seconds: (minutes ?? 0) * 60 })) });
    if (!reply.ok) return;
    showToast({ text: 'Rollback triggers set.' });
    onClose();
  };
  return (
    <FormDialog title="Rollback triggers" verb="Set them" size="large" onSend={() => { void send(); }} onClose={onClose} isPending={set.isPending} error={set.error}>
      <ol className={s.steps} aria-label="Triggers">
        {rows.map((row, i) => (
          <li key={row.id} className={s.trigger}>
            <TextField label={`Metric ${i + 1}`} value={row.metric} onChange={(metric) => { edit(row.id, { metric }); }} placeholder="error rate" autoFocus={i === 0} error={isTried && row.metric.trim() === '' && row.threshold !== '' ? 'Name the metric' : undefined} />
            <Select label="Is" value={row.comparison} onChange={(comparison) => { edit(row.id, { comparison }); }} options={triggerComparisons.map((value) => ({ value, label: comparisonWords[value] }))} />
            <TextField label="Limit" value={row.threshold} onChange={(threshold) => { edit(row.id, { threshold }); }} placeholder="5" error={isTried && row.metric !== '' && isWrong(row) ? 'A number' : undefined} />
            <Select label="Unit" value={row.unit} onChange={(unit) => { edit(row.id, { unit }); }} options={triggerUnits.map((value) => ({ value, label: value === 'count' ? 'count' : unitWords[value] }))} />
            <NumberField label="For minutes" value={row.minutes} onChange={(minutes) => { edit(row.id, { minutes }); }} least={0} most={10_080} />
            <Checkbox label="Automatic" isChecked={row.isAutomatic} onChange={(isAutomatic) => { edit(row.id, { isAutomatic }); }} />
            <IconButton label={`Remove trigger ${i + 1}`} icon={<X aria-hidden="true" />} onPress={() => { setRows(rows.filter(({ id }) => id !== row.id)); }} />
          </li>
        ))}
      </ol>
      <div className={s.acts}><Button onPress={() => { setRows([...rows, blank()]); }}>Add a trigger</Button></div>
      <DateTimeField label="Decision deadline" value={deadlineAt} onChange={setDeadlineAt} zone={record.time.zone} help="From then on, without a healthy verdict, the answer is to roll back." />
    </FormDialog>
  );
}
