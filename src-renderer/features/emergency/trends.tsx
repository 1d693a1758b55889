// How often the emergency route is taken: the share of all changes, counts with their tables, causes that repeat (EMG-03, EMG-05).
import type { EmergencyTrends } from '#contract/emergency.ts';
import { useQuery } from '../../data/use-query.ts';
import { Button } from '../../ui/button.tsx';
import { SignalMark } from '../../ui/marks.tsx';
import { vars } from '../../ui/meter.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { Card } from '../../ui/surfaces.tsx';
import { showToast } from '../../ui/toast.tsx';
import { counted } from '../../ui/words.ts';
import { percent } from './emergency-words.ts';
import s from './emergency.module.css';

export function Trends() {
  const answer = useQuery('emergency.trends', {});
  if (answer.error) return <RefusalLine refusal={answer.error} />;
  if (!answer.value) return null;
  const trends = answer.value;
  const span = `in ${trends.days} days`;
  return (
    <div className={s.part}>
      <div className={s.halves}><ShareCard share={trends.share} /><RepeatsCard repeats={trends.repeats} /></div>
      <div className={s.halves}>
        <Bars title="By service" head="Service" caption={span} rows={trends.byService} />
        <Bars title="By team" head="Team" caption={span} rows={trends.byTeam} />
        <Bars title="By root cause" head="Cause" caption={span} rows={trends.byCause} />
        <Bars title="Contested by the CAB" head="Team" caption={span} rows={trends.misuseByTeam} none="No emergency was contested." />
      </div>
    </div>
  );
}

function ShareCard({ share }: Pick<EmergencyTrends, 'share'>) {
  // The bar is twice as long as the limit, so that the mark stands in its middle.
  const most = share.limitBasisPoints * 2;
  return (
    <Card title="Share of all changes" aside={`last ${share.days} days`}>
      <p className={s.figure} data-alert={share.isAlert || undefined}><b>{percent(share.basisPoints)}</b><SignalMark signal={share.isAlert ? 'bad' : 'ok'}>{share.isAlert ? `Above the limit of ${percent(share.limitBasisPoints)}` : `Within the limit of ${percent(share.limitBasisPoints)}`}</SignalMark></p>
      <span className={s.track} data-alert={share.isAlert || undefined} aria-hidden="true"><i style={vars({ '--v': Math.min(100, (share.basisPoints / most) * 100) })} /><em style={vars({ '--at': 50 })} /></span>
      <p className="sec">{share.why}.</p>
    </Card>
  );
}

function RepeatsCard({ repeats }: Pick<EmergencyTrends, 'repeats'>) {
  const copy = async (text: string): Promise<void> => {
    await navigator.clipboard.writeText(text);
    showToast({ text: 'The problem statement is copied.' });
  };
  return (
    <Card title="Repeated causes" aside={`${repeats.limit} in ${repeats.days} days`}>
      {repeats.found.length === 0 ? <SignalMark signal="ok">No cause came back {repeats.limit} times.</SignalMark> : repeats.found.map((repeat) => (
        <div key={repeat.cause} className={s.repeat}>
          <SignalMark signal="bad"><b className="prose">{repeat.cause}</b> {counted(repeat.count, 'emergency', 'emergencies')}</SignalMark>
          <p className="sec prose">{repeat.problem.statement}</p>
          <Button onPress={() => { void copy(`${repeat.problem.title}\n\n${repeat.problem.statement}`); }}>Copy as a problem record</Button>
        </div>
      ))}
    </Card>
  );
}

/** Names shown before the rest is folded into one line. */
const shown = 8;
function Bars({ title, head, caption, rows, none = 'No emergency was declared.' }: { title: string; head: string; caption: string; rows: EmergencyTrends['byService']; none?: string }) {
  const most = rows[0]?.count ?? 0;
  const rest = rows.slice(shown).reduce((sum, { count }) => sum + count, 0);
  const all = rest > 0 ? [...rows.slice(0, shown), { name: `${counted(rows.length - shown, 'other')}`, count: rest }] : rows;
  return (
    <Card title={title} aside={caption}>
      {rows.length === 0 ? <p className="sec">{none}</p> : (
        <table className={s.bars}>
          <thead className="unseen"><tr><th scope="col">{head}</th><th scope="col" aria-hidden="true" /><th scope="col">Emergencies</th></tr></thead>
          <tbody>{all.map(({ name, count }) => <tr key={name}><th scope="row">{name}</th><td aria-hidden="true"><i className={s.bar} style={vars({ '--v': (Math.min(count, most) / most) * 100 })} /></td><td className={s.count}>{count}</td></tr>)}</tbody>
        </table>
      )}
    </Card>
  );
}
