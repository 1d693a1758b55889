// The window of one change as operations see it: the outage it would bring, and how far it is agreed with them (CAL-04).
import { useState } from 'react';
import type { Output } from '#contract/index.ts';
import type { NegotiationStep, Outage } from '#contract/negotiation.ts';
import type { ChangeRecord } from '#contract/change.ts';
import { refusalOf } from '../../app/actions.ts';
import { useCommand, useJob } from '../../data/use-command.ts';
import { useQuery } from '../../data/use-query.ts';
import { Button } from '../../ui/button.tsx';
import { SignalMark } from '../../ui/marks.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { Card, Facts } from '../../ui/surfaces.tsx';
import { formatAgo, formatMinutes, formatSpan } from '../../ui/time-words.ts';
import { Span } from '../../ui/time.tsx';
import { showToast } from '../../ui/toast.tsx';
import { counted, figure } from '../../ui/words.ts';
import { NameWindow } from './name-window.tsx';
import { monthText, standingText, stepText } from './window-words.ts';
import s from './window.module.css';

type Shown = Output<'negotiation.show'>;
export function WindowPart({ record }: { record: ChangeRecord }) {
  const answer = useQuery('negotiation.show', { change: record.id });
  if (!answer.value) return <RefusalLine refusal={answer.error} />;
  return (
    <div className={s.part}>
      <Projected outage={answer.value.outage} record={record} />
      <Agreed shown={answer.value} record={record} />
    </div>
  );
}

/** Minutes the month has left, as a bar with what this change takes of it. */
function Allowance({ outage }: { outage: Outage }) {
  const { allowance, left, month } = outage;
  if (allowance === null || left === null) return <>none agreed</>;
  const takes = outage.outage?.counted ?? 0;
  const isOver = takes > Math.max(left, 0);
  return (
    <div className={s.allowance}>
      <meter className={s.meter} min={0} max={Math.max(allowance, allowance - left + takes, 1)} high={allowance} value={allowance - left + takes} data-over={isOver || undefined} aria-label={`Downtime in ${monthText(month)} with this change`} />
      {isOver ? <SignalMark signal="bad">{formatMinutes(takes)} where {formatMinutes(Math.max(left, 0))} are left of {formatMinutes(allowance)} in {monthText(month)}</SignalMark> : <span>{formatMinutes(takes)} of the {formatMinutes(left)} left in {monthText(month)}</span>}
    </div>
  );
}

function Projected({ outage, record }: { outage: Outage | null; record: ChangeRecord }) {
  const print = useJob('negotiation.write');
  const write = async (): Promise<void> => {
    const reply = await print.run({ change: record.id });
    if (reply.ok) showToast({ text: `${reply.value.file.name} is in the exports folder.` });
  };
  const acts = <Button isPending={print.isRunning} onPress={() => { void write(); }}>Print it</Button>;
  if (outage === null) return <Card title="Projected outage"><p className="sec">It has no window yet, so there is nothing to project. Propose one to operations.</p></Card>;
  const { plan, backout, available, target, affected, worst } = outage;
  const needed = plan === null ? null : plan + backout;
  return (
    <Card title="Projected outage" aside={acts}>
      <Facts rows={[
        ['Window', <Span key="w" from={outage.startsAt} to={outage.endsAt} zone={outage.zone} />],
        ['Outage', outage.outage === null ? 'none expected' : <span key="o">{formatMinutes(outage.outage.minutes)}, {formatSpan(outage.outage.startsAt, outage.outage.endsAt, outage.zone)}{outage.outage.counted < outage.outage.minutes && <span className="dim">, {formatMinutes(outage.outage.counted)} of it in hours of service</span>}</span>],
        ['Users expected', affected === null ? <span key="u" className="dim">no activity profile of {outage.service || 'its service'}</span> : <span key="u">about {figure(affected)}<span className="dim"> (at the busiest time {figure(worst ?? 0)})</span></span>],
        ['Downtime allowance', <Allowance key="a" outage={outage} />],
        ['Plan and way back', needed === null ? `${formatMinutes(backout)} of backout in ${formatMinutes(available)}` : needed > available ? <SignalMark key="p" signal="bad">{formatMinutes(plan!)} and {formatMinutes(backout)} of backout do not fit into {formatMinutes(available)}</SignalMark> : `${formatMinutes(plan!)} and ${backout === 0 ? 'no backout that takes time' : `${formatMinutes(backout)} of backout`}, in ${formatMinutes(available)}`],
        ...(target === null ? [] : [['Target time', outage.isOverTarget ? <SignalMark key="t" signal="warn">longer than the {formatMinutes(target)} meant for {record.fields.type} changes</SignalMark> : `within the ${formatMinutes(target)} meant for ${record.fields.type} changes`] as const]),
      ]} />
      <RefusalLine refusal={print.error} />
    </Card>
  );
}

const signals = { none: 'missing', proposed: 'unseen', countered: 'warn', accepted: 'unseen', confirmed: 'ok', moved: 'warn' } as const;
function Agreed({ shown, record }: { shown: Shown; record: ChangeRecord }) {
  const [naming, setNaming] = useState<'propose' | 'counter' | null>(null);
  const [accept, confirm] = [useCommand('negotiation.accept'), useCommand('negotiation.confirm')];
  const { standing, may, operations } = shown;
  return (
    <Card title="Agreed with operations" aside={operations ?? 'nobody named'}>
      <p role="status"><SignalMark signal={signals[standing]}>{standingText(standing, operations)}</SignalMark></p>
      {shown.steps.length > 0 && <ol className={s.thread} aria-label="How the window was agreed">{shown.steps.map((step) => <Said key={step.id} step={step} zone={record.fields.zone} />)}</ol>}
      <div className={s.acts}>
        {standing === 'countered' && <Button kind="primary" refusal={refusalOf(may.accept)} isPending={accept.isPending} onPress={() => { void accept.run({ change: record.id }); }}>Take their window</Button>}
        {(standing === 'proposed' || standing === 'accepted') && <Button kind="primary" refusal={refusalOf(may.confirm)} isPending={confirm.isPending} onPress={() => { void confirm.run({ change: record.id }); }}>Sign for operations</Button>}
        {standing !== 'none' && standing !== 'confirmed' && <Button refusal={refusalOf(may.counter)} onPress={() => { setNaming('counter'); }}>Name another window…</Button>}
        <Button kind={standing === 'none' || standing === 'moved' ? 'primary' : 'quiet'} refusal={refusalOf(may.propose)} onPress={() => { setNaming('propose'); }}>{standing === 'none' ? 'Propose a window…' : 'Propose again…'}</Button>
      </div>
      <RefusalLine refusal={accept.error ?? confirm.error} />
      {naming && <NameWindow record={record} as={naming} shown={shown} onClose={() => { setNaming(null); }} />}
    </Card>
  );
}
function Said({ step, zone }: { step: NegotiationStep; zone: string }) {
  return (
    <li data-side={step.side} data-lost={step.isLost || undefined}>
      <p><b>{stepText[step.kind]}</b>{step.window && <span>{formatSpan(step.window.startsAt, step.window.endsAt, zone)}, {counted(step.minutes ?? 0, 'minute')} of work</span>}</p>
      <p className="dim"><bdi>{step.by}</bdi>, {formatAgo(step.at)}{step.isLost && ', for a window that no longer stands'}</p>
      {step.note !== '' && <p className="prose">{step.note}</p>}
    </li>
  );
}
