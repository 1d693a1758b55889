// Which commits of which device the writer of an event had seen, and what of the same record it had not (AUD-01).
import { useQuery } from '../../data/use-query.ts';
import { SignalMark } from '../../ui/marks.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { Card, CardHead } from '../../ui/surfaces.tsx';
import { Moment } from '../../ui/time.tsx';
import { counted, figure } from '../../ui/words.ts';
import s from './explorer.module.css';

export function SeenCard({ event }: { event: string }) {
  const answer = useQuery('explorer.seen', { event }, { keepPrevious: true });
  const seen = answer.value;
  if (!seen) return <Card title="Who had seen what"><RefusalLine refusal={answer.error} /></Card>;
  return (
    <Card isPadded={false}>
      <div className={s.cardHead}><CardHead title="Who had seen what" aside={<><bdi>{seen.by}</bdi> at {seen.site}{seen.isSigned && ', signed'}</>} /></div>
      <table className={s.fields}>
        <thead><tr><th scope="col">Device</th><th scope="col" className={s.right}>Had seen</th><th scope="col" className={s.right}>Here now</th><th scope="col">In this commit</th></tr></thead>
        <tbody>{seen.feeds.map((feed) => (
          <tr key={feed.feed}><th scope="row">{feed.site === '' ? <code>{feed.feed.slice(0, 12)}</code> : feed.site === 'roster' ? 'Roster' : `Site ${feed.site}`}{feed.isOwn && <span className="dim"> its own</span>}</th><td className={`num ${s.right ?? ''}`}>{figure(feed.seen)}</td><td className={`num ${s.right ?? ''}`}>{figure(feed.here)}</td><td>{feed.isOwn ? 'Its predecessor' : feed.isNamed ? 'Names the head it had just seen' : <span className="dim">Unchanged since an earlier one</span>}</td></tr>
        ))}</tbody>
      </table>
      <div className={s.head}>
        {seen.unseen.length === 0 ? <SignalMark signal="ok">It had seen every event of this record</SignalMark>
          : <p>Of this record it had not seen {counted(seen.unseen.length, 'event')}{seen.apart > 0 ? <>, <b>{figure(seen.apart)} of them written apart from it</b></> : ', all written after it'}:</p>}
        {seen.unseen.length > 0 && <ul className={s.unseen}>{seen.unseen.map((one) => <li key={one.event}><SignalMark signal={one.isApart ? 'gap' : 'info'}>{one.isApart ? 'Apart' : 'After it'}</SignalMark> <span className="prose">{one.said}</span> <span className="dim"><bdi>{one.by}</bdi> at {one.site}, <Moment at={one.at} isShort /></span></li>)}</ul>}
      </div>
    </Card>
  );
}
