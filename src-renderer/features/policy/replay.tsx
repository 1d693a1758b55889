// What a policy would have done with the changes of the last twelve months: routes before and after as bars, and which changes moved.
import type { PolicyReplay, PolicyText } from '#contract/policy.ts';
import { useQuery } from '../../data/use-query.ts';
import { hrefOf } from '../../app/routes.ts';
import { RiskMark } from '../../ui/marks.tsx';
import { vars } from '../../ui/meter.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { Card } from '../../ui/surfaces.tsx';
import { counted, figure, outcomeWords } from '../../ui/words.ts';
import { authorityWords, dayOf, share } from './policy-words.ts';
import s from './policy.module.css';

export function Replay({ title, policy, document }: { title: string; policy?: string; document?: PolicyText }) {
  const replay = useQuery('policy.replay', { ...(document === undefined ? {} : { document }), ...(policy === undefined ? {} : { policy }), shown: 100 }, { keepPrevious: true });
  return (
    <Card title={title} aside={<span className="dim">{replay.value ? `${counted(replay.value.changes, 'change')} since ${dayOf(replay.value.from)}` : ''}</span>}>
      <RefusalLine refusal={replay.error} />
      {replay.value ? <Picture replay={replay.value} /> : !replay.error && <p className="dim" aria-busy="true">Replaying twelve months…</p>}
    </Card>
  );
}

function Picture({ replay }: { replay: PolicyReplay }) {
  const most = Math.max(1, ...replay.routes.flatMap(({ before, after }) => [before.changes, after.changes]));
  const shown = replay.routes.filter(({ before, after }) => before.changes + after.changes > 0);
  return (
    <div className={s.replay}>
      <p role="status">{replay.rerouted === 0 ? 'Every change would have gone the same way.' : <><b>{counted(replay.rerouted, 'change')}</b> would have been authorised by somebody else.</>}</p>
      <div className={s.scroll} role="group" aria-label="Routes before and after" tabIndex={0}>
        <table className={s.routes}>
          <thead><tr><th scope="col">Who authorises</th><th scope="col">In force</th><th scope="col">Replayed</th><th scope="col" className={s.figures}>Failed, in force</th><th scope="col" className={s.figures}>Failed, replayed</th></tr></thead>
          <tbody>{shown.map(({ authority, before, after }) => (
            <tr key={authority}>
              <th scope="row">{authorityWords[authority]}</th>
              <td><Bar value={before.changes} most={most} tone="before" /></td><td><Bar value={after.changes} most={most} tone="after" /></td>
              <td className={s.figures}>{share(before.failed, before.completed)} <span className="dim">{figure(before.failed)} of {figure(before.completed)}</span></td><td className={s.figures}>{share(after.failed, after.completed)} <span className="dim">{figure(after.failed)} of {figure(after.completed)}</span></td>
            </tr>
          ))}</tbody>
        </table>
      </div>
      {replay.moves.length > 0 && <ul className={s.moves} aria-label="What moves">{replay.moves.map(({ from, to, changes, completed, failed }) => <li key={`${from} ${to}`}><b>{figure(changes)}</b> from {authorityWords[from].toLowerCase()} to {authorityWords[to].toLowerCase()}<span className="dim"> {completed === 0 ? 'none completed' : `${figure(failed)} of ${figure(completed)} completed failed (${share(failed, completed)})`}</span></li>)}</ul>}
      {replay.rows.length > 0 && (
        <div className={s.scroll} role="group" aria-label="Changes that go another way" tabIndex={0}>
          <table className={s.table}>
            <thead><tr><th scope="col">Change</th><th scope="col">Tier</th><th scope="col">In force</th><th scope="col">Replayed</th><th scope="col">Outcome</th></tr></thead>
            <tbody>{replay.rows.map((row) => (
              <tr key={row.id}><td className={s.change}><a className="mono" href={hrefOf({ place: 'change', change: row.number })}>{row.number}</a> <span className="sec">{row.title}</span></td>
                <td className="nowrap"><RiskMark tier={row.tierBefore} />{row.tierAfter !== row.tierBefore && <> <span aria-hidden="true">→</span><span className="unseen">becomes</span> <RiskMark tier={row.tierAfter} /></>}</td>
                <td>{authorityWords[row.from]}</td><td>{authorityWords[row.to]}</td><td>{row.outcome === null ? <span className="dim">none yet</span> : outcomeWords[row.outcome]}</td></tr>
            ))}</tbody>
          </table>
        </div>
      )}
      {replay.rerouted > replay.rows.length && <p className="dim">The first {figure(replay.rows.length)} of {figure(replay.rerouted)} are shown.</p>}
      <p className="dim">A failure is a change that failed or was rolled back; rates are of completed changes. Pre-authorised models stay automatic, and charters are taken as running.</p>
    </div>
  );
}

const Bar = ({ value, most, tone }: { value: number; most: number; tone: 'before' | 'after' }) => <span className={s.bar} data-tone={tone}>{value > 0 ? <i style={vars({ '--v': (value / most) * 100 })} /> : <span />}<span>{figure(value)}</span></span>;
