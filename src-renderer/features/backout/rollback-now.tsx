// While the change is live: one unmistakable act for the owner and the deputy, and a place for whoever disagrees.
import { useState } from 'react';
import type { BackoutRecord } from '#contract/backout.ts';
import type { ChangeRecord } from '#contract/change.ts';
import { refusalOf, useActions } from '../../app/actions.ts';
import { ReasonDialog } from '../../app/reason-dialog.tsx';
import { useCommand } from '../../data/use-command.ts';
import { Button } from '../../ui/button.tsx';
import { ConfirmDialog } from '../../ui/dialog.tsx';
import { TextArea } from '../../ui/fields.tsx';
import { Card } from '../../ui/surfaces.tsx';
import { showToast } from '../../ui/toast.tsx';
import { formatAgo, formatClock, formatMinutes } from '../../ui/time-words.ts';
import { listed } from '../../ui/words.ts';
import { useTicking } from './stopwatch.ts';
import s from './backout.module.css';

export const isLive = ({ state }: ChangeRecord): boolean => state === 'implementing' || state === 'validating' || state === 'implemented';

export function RollbackNow({ record }: { record: BackoutRecord }) {
  const [asking, setAsking] = useState<'order' | 'dissent' | null>(null);
  const may = record.may['order'];
  const isMine = may?.ok === true;
  const now = useTicking(true);
  const group = `Backout of ${record.number}`;
  useActions([
    ...(isMine ? [{ id: 'backout.order', label: 'Roll back now…', hotkey: 'Shift+R', group, run: () => { setAsking('order'); } }] : []),
    { id: 'backout.dissent', label: 'Record dissent about a rollback…', group, may: record.may['dissent'], run: () => { setAsking('dissent'); } },
  ]);
  const people = [record.owner, record.deputy].flatMap((p) => (p === null ? [] : [p.name]));
  const { deadlineAt, time: { needed, zone } } = record;
  return (
    <Card className={s.live}>
      <div className={s.now}>
        <div className="grow">
          <p className={s.big}>{isMine ? 'You may roll back at any moment.' : people.length > 0 ? `${listed(people)} may roll back at any moment.` : 'Nobody answers for the rollback.'}</p>
          <p className="sec">{deadlineAt === null ? 'No decision deadline is set.' : `Decide by ${formatClock(deadlineAt, zone)} (${formatAgo(deadlineAt, now)}).`} The backout takes {formatMinutes(needed)}. It needs nobody’s approval, before the deadline and after it.</p>
        </div>
        <Button kind="quiet" refusal={refusalOf(record.may['dissent'])} onPress={() => { setAsking('dissent'); }}>Record dissent</Button>
        {isMine && <Button kind="danger" size="large" className={s.rollBack} hotkey="Shift+R" onPress={() => { setAsking('order'); }}>Roll back now</Button>}
      </div>
      <Dissents record={record} />
      {asking === 'order' && <OrderDialog record={record} onClose={() => { setAsking(null); }} />}
      {asking === 'dissent' && <DissentDialog record={record} onClose={() => { setAsking(null); }} />}
    </Card>
  );
}

export function Dissents({ record }: { record: BackoutRecord }) {
  if (record.dissents.length === 0) return null;
  return <ul className={s.list} aria-label="Dissent">{record.dissents.map((d) => <li key={d.id}><span className="grow prose"><b>Dissent</b> {d.reason}</span><span className="dim">{d.by}, {formatClock(d.at, record.time.zone)}</span></li>)}</ul>;
}

function OrderDialog({ record, onClose }: { record: BackoutRecord; onClose: () => void }) {
  const [reason, setReason] = useState('');
  const order = useCommand('backout.order');
  const send = async (): Promise<void> => {
    const reply = await order.run({ change: record.change, reason });
    if (!reply.ok) return;
    showToast({ text: `Rollback of ${record.number} ordered. The checklist has begun.` });
    onClose();
  };
  return (
    <ConfirmDialog title={`Roll back ${record.number} now?`} verb="Roll back now" isDangerous isOpen isPending={order.isPending} error={order.error} onConfirm={() => { void send(); }} onClose={onClose}
      consequence={<p>You sign the order; it cannot be taken back. The checklist begins with its clock, and a notice is drafted for everybody named in the change.</p>}>
      <TextArea label="Why, in a few words" value={reason} onChange={setReason} rows={2} maxLength={300} help="May stay empty; it is never needed to roll back." />
    </ConfirmDialog>
  );
}

export function DissentDialog({ record, onClose }: { record: BackoutRecord; onClose: () => void }) {
  return <ReasonDialog op="backout.dissent" title="Record dissent" verb="Record it" label="What was said" lack="Say what was said" said="Dissent recorded." input={(reason) => ({ change: record.change, reason })} onClose={onClose} about="It stands in the trail beside the order and cannot stop it. Pressure to stay live against the alerts is recorded here as well." />;
}
