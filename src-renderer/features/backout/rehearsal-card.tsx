// Rehearsals as they were measured, against the time in which the service must be back.
import type { BackoutRecord, RehearsalRow } from '#contract/backout.ts';
import { refusalOf } from '../../app/actions.ts';
import { Button } from '../../ui/button.tsx';
import { SignalMark } from '../../ui/marks.tsx';
import { Meter } from '../../ui/meter.tsx';
import { formatShort } from '../../ui/time-words.ts';
import { clockOf, standingWords } from './backout-words.ts';
import { PartCard } from './part-card.tsx';
import s from './backout.module.css';

export function RehearsalCard({ record, onRehearse }: { record: BackoutRecord; onRehearse: () => void }) {
  const { rto } = record.objectives;
  return (
    <PartCard record={record} title="Rehearsals" pieces={['rehearsal']} aside={rto === null ? 'no RTO is known' : `RTO ${rto} min`} acts={record.plan !== null && <Button hotkey="R" refusal={refusalOf(record.may['rehearse'])} onPress={onRehearse}>Rehearse with a stopwatch</Button>}>
      {record.rehearsals.length === 0 && <p className="dim">Steps are timed outside production; counts or checksums are compared before and after. A rehearsal is valid for {record.rehearsalDays} days and one version.</p>}
      <ul className={s.list}>{record.rehearsals.map((r) => <Rehearsal key={r.id} rehearsal={r} rto={rto} days={record.rehearsalDays} />)}</ul>
    </PartCard>
  );
}

function Rehearsal({ rehearsal: r, rto, days }: { rehearsal: RehearsalRow; rto: number | null; days: number }) {
  const { signal, said } = standingWords[r.standing];
  const minutes = Math.ceil(r.seconds / 60);
  return (
    <li>
      <div className="grow">
        <p className={s.line}><SignalMark signal={signal}>{said}</SignalMark><span className="num">{clockOf(r.seconds)} min</span>{rto !== null && <span className={s.meter}><Meter label={`${minutes} of ${rto} minutes`} value={r.seconds} most={rto * 60} isOver={r.seconds > rto * 60} /></span>}</p>
        <p className="dim">{r.environment}, {formatShort(r.finishedAt)}, {r.by}; {r.standing === 'expired' ? `${r.ageDays} days old, limit ${days}` : `${days - r.ageDays} days left`}</p>
        <details>
          <summary>Steps and checks</summary>
          <table className={s.table}>
            <thead><tr><th scope="col">Step</th><th scope="col" className={s.right}>Took</th><th scope="col" className={s.right}>Planned</th></tr></thead>
            <tbody>{r.steps.map((step, i) => <tr key={i}><td className="prose">{step.title}</td><td className={s.right}>{clockOf(step.seconds)}</td><td className={s.right}>{step.plannedMinutes === null ? '–' : `${step.plannedMinutes}:00`}</td></tr>)}</tbody>
          </table>
          {r.checks.length > 0 && (
            <table className={s.table}>
              <thead><tr><th scope="col">Check</th><th scope="col">Before</th><th scope="col">After</th></tr></thead>
              <tbody>{r.checks.map((c, i) => <tr key={i}><td className="prose">{c.name}</td><td className="prose">{c.before}</td><td className="prose">{c.before.trim() === c.after.trim() ? c.after : <SignalMark signal="bad">{c.after}</SignalMark>}</td></tr>)}</tbody>
            </table>
          )}
          {r.deviations !== '' && <p className="prose"><b>Deviations</b> {r.deviations}</p>}
          {r.evidence !== '' && <p className="prose"><b>Evidence</b> {r.evidence}</p>}
        </details>
      </div>
    </li>
  );
}
