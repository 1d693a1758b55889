// The plan as it stands: ordered steps, what cannot be undone, and the statement that nothing is known.
import type { BackoutRecord } from '#contract/backout.ts';
import { refusalOf } from '../../app/actions.ts';
import { useCommand, useJob } from '../../data/use-command.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { SignalMark } from '../../ui/marks.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { Facts } from '../../ui/surfaces.tsx';
import { showToast } from '../../ui/toast.tsx';
import { formatShort } from '../../ui/time-words.ts';
import { AlsoWritten, PartCard } from './part-card.tsx';
import s from './backout.module.css';

export function PlanCard({ record, onEdit }: { record: BackoutRecord; onEdit: () => void }) {
  const { plan } = record;
  const refusal = refusalOf(record.may['plan']);
  if (plan === null) {
    return (
      <div className={s.empty}><EmptyState title="No backout plan yet" steps={[
        { title: 'Write the steps back', text: 'In order, each with who does it, how long it takes and how it is verified.', act: <Button kind="primary" hotkey="P" refusal={refusal} onPress={onEdit}>Write the plan</Button> },
        { title: 'Attach the scripts', text: 'Files are kept with their digest, so that a byte changed later is noticed.' },
        { title: 'Have it reviewed and rehearsed', text: 'By somebody independent, and outside production with a stopwatch.' },
      ]}>How this change is taken back, by whom and until when. Gates ask for it where the risk is high or somebody has begun.</EmptyState></div>
    );
  }
  return (
    <PartCard record={record} title="Backout plan" pieces={['plan', 'limitations']} aside={`${plan.by}, ${formatShort(plan.at)}`} acts={<><Button hotkey="P" refusal={refusal} onPress={onEdit}>Edit the plan</Button><Print record={record} /></>}>
      <AlsoWritten also={plan.also} />
      <ol className={s.read}>
        {plan.steps.map((step, i) => (
          <li key={step.id}>
            <span className={s.order}>{i + 1}</span>
            <div className="grow">
              <p className="prose"><b>{step.title}</b></p>
              {step.verification !== '' && <p className="prose sec">{step.verification}</p>}
              <p className="dim">{[step.ownerName || 'nobody yet', step.script === '' ? 'by hand' : ''].filter(Boolean).join(', ')}{step.script !== '' && <> <span className="mono">{step.script}</span></>}</p>
            </div>
            <span className={s.minutes}>{step.minutes} min</span>
          </li>
        ))}
        <li className={s.sum}><span className="grow">In all</span><span className={s.minutes}>{record.time.needed} min</span></li>
      </ol>
      <Facts rows={[['Point of no return', plan.pointOfNoReturn || '–'], ['Data', plan.changesData ? plan.dataReversal || 'Altered; nobody has said how it is reversed' : 'Not altered'], ['Cannot be undone', plan.limitations || 'Left blank']]} />
      {plan.limitations === '' && <NoneKnown record={record} />}
      <p className="dim">Version <span className="mono" title={record.version ?? ''}>{record.version?.slice(0, 12)}</span>: reviews and rehearsals are for this one.</p>
    </PartCard>
  );
}

/** The sheet for the wall of the room in which it is carried out. */
function Print({ record }: { record: BackoutRecord }) {
  const write = useJob('backout.write');
  const send = async (): Promise<void> => {
    const reply = await write.run({ change: record.change });
    if (reply.ok) showToast({ text: `${reply.value.file.name} is in the exports folder.` });
  };
  return <><Button isPending={write.isRunning} onPress={() => { void send(); }}>Print it</Button><RefusalLine refusal={write.error} /></>;
}

function NoneKnown({ record }: { record: BackoutRecord }) {
  const sign = useCommand('backout.signNoneKnown');
  if (record.noneKnown !== null) return <p><SignalMark signal="ok">None known, signed by {record.noneKnown.by}, {formatShort(record.noneKnown.at)}</SignalMark></p>;
  const send = async (): Promise<void> => {
    const reply = await sign.run({ change: record.change, ...(record.version === null ? {} : { planVersion: record.version }) });
    if (reply.ok) showToast({ text: 'Signed: no limitations known.' });
  };
  return <div className={s.acts}><Button refusal={refusalOf(record.may['noneKnown'])} isPending={sign.isPending} onPress={() => { void send(); }}>Sign “None known”</Button><RefusalLine refusal={sign.error} /></div>;
}
