// The rollback once it is ordered: by whom, the checklist with its times, the drafted notice, and who disagreed.
import { useState } from 'react';
import type { BackoutRecord } from '#contract/backout.ts';
import { refusalOf, useActions } from '../../app/actions.ts';
import { useCommand } from '../../data/use-command.ts';
import { Button } from '../../ui/button.tsx';
import { SignalMark } from '../../ui/marks.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { Card } from '../../ui/surfaces.tsx';
import { showToast } from '../../ui/toast.tsx';
import { formatClock, formatMoment } from '../../ui/time-words.ts';
import { clockOf } from './backout-words.ts';
import { DissentDialog, Dissents } from './rollback-now.tsx';
import { useTicking } from './stopwatch.ts';
import s from './backout.module.css';

const secondsBetween = (from: string, to: string): number => Math.max(0, (Date.parse(to) - Date.parse(from)) / 1000);

export function OrderedCard({ record }: { record: BackoutRecord }) {
  const { order, plan, state, time: { zone, needed } } = record;
  const now = useTicking(state === 'ordered');
  const done = useCommand('backout.doStep');
  const [isDissenting, setDissenting] = useState(false);
  const steps = plan?.steps ?? [];
  const next = steps.find(({ doneAt }) => doneAt === null);
  const tick = (step: string): void => { void done.run({ change: record.change, step }); };
  useActions(next === undefined ? [] : [{ id: 'backout.done', label: `Done: ${next.title}`, hotkey: 'D', group: `Backout of ${record.number}`, may: record.may['doStep'], run: () => { tick(next.id); } }]);
  if (order === null) return null;
  const last = steps.reduce<string | null>((latest, { doneAt }) => (doneAt !== null && (latest === null || doneAt > latest) ? doneAt : latest), null);
  const elapsed = state === 'done' && last !== null ? secondsBetween(order.orderedAt, last) : secondsBetween(order.orderedAt, new Date(now).toISOString());
  return (
    <Card className={s.live} title={state === 'done' ? 'Rolled back: every step is done' : 'Rollback ordered'} aside={<span className={s.elapsed} data-over={elapsed > needed * 60 || undefined}>{clockOf(elapsed)} of {needed}:00</span>}>
      <div className={s.cardBody}>
        <p>{order.claimedBy === null ? <>Ordered by <b>{order.by}</b>, signed, {formatMoment(order.orderedAt, zone)}.</> : <><SignalMark signal={order.isProved ? 'ok' : 'warn'}>{order.isProved ? 'Signed by an enrolled key' : 'Claimed'}</SignalMark> Ordered by <b className="prose">{order.claimedBy}</b> at {formatMoment(order.orderedAt, zone)}, brought in by {order.by}.</>} {order.reason !== '' && <span className="prose sec">{order.reason}</span>}</p>
        <ol className={s.read} aria-label="Checklist of the backout">
          {steps.map((step, i) => (
            <li key={step.id} data-next={step === next || undefined}>
              <span className={s.order}>{i + 1}</span>
              <div className="grow"><p className="prose"><b>{step.title}</b></p><p className="prose sec">{step.verification}</p><p className="dim">{step.ownerName}, {step.minutes} min</p></div>
              {step.doneAt === null
                ? <Button kind={step === next ? 'primary' : 'plain'} {...(step === next ? { hotkey: 'D' } : {})} refusal={refusalOf(record.may['doStep'])} isPending={done.isPending} onPress={() => { tick(step.id); }}>Done<span className="unseen">: {step.title}</span></Button>
                : <SignalMark signal="ok">{formatClock(step.doneAt, zone)}, {step.doneBy} (+{clockOf(secondsBetween(order.orderedAt, step.doneAt))})</SignalMark>}
            </li>
          ))}
        </ol>
        {steps.length === 0 && <p className="dim">No steps were written down; whoever backs out works from the change’s own plan.</p>}
        <RefusalLine refusal={done.error} />
        <Notice record={record} />
        <Dissents record={record} />
        <div className={s.acts}><Button kind="quiet" refusal={refusalOf(record.may['dissent'])} onPress={() => { setDissenting(true); }}>Record dissent</Button></div>
      </div>
      {isDissenting && <DissentDialog record={record} onClose={() => { setDissenting(false); }} />}
    </Card>
  );
}

/** Drafted from the order; whoever tells people copies it. Nothing is sent from here. */
function Notice({ record: { notice } }: { record: BackoutRecord }) {
  if (notice === null) return null;
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(`${notice.subject}\n\n${notice.text}`);
    showToast({ text: 'The notice is on the clipboard.' });
  };
  return (
    <details className={s.noticeDraft} open>
      <summary>Notice, drafted for {notice.to.length === 0 ? 'nobody named yet' : notice.to.join(', ')}</summary>
      <p><b className="prose">{notice.subject}</b></p>
      <p className="prose">{notice.text}</p>
      <div className={s.acts}><Button onPress={() => { void copy(); }}>Copy the notice</Button></div>
    </details>
  );
}
