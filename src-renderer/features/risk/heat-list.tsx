// The changes of one cell, the highest score first.
import type { HeatCell } from '#contract/risk.ts';
import { hrefOf } from '../../app/routes.ts';
import { RiskMark, SignalMark } from '../../ui/marks.tsx';
import { Moment } from '../../ui/time.tsx';
import { stateWords } from '../../ui/words.ts';
import s from './heat.module.css';

export function HeatList({ cell, isBrief = false }: { cell: HeatCell; isBrief?: boolean }) {
  if (cell.changes.length === 0) return <p className="dim">No change in this cell.</p>;
  return (
    <ul className={s.list} aria-label={`Impact ${cell.impact}, likelihood ${cell.likelihood}`}>
      {cell.changes.map((one) => (
        <li key={one.id}>
          <RiskMark tier={one.tier} score={one.score} />
          <a className={s.change} href={hrefOf({ place: 'change', change: one.number, part: 'risk' })}><span className="mono">{one.number}</span> <bdi>{one.title}</bdi></a>
          {!isBrief && <span className={s.meta}><span>{one.service}</span><span>{stateWords[one.state]}</span>{one.plannedStartAt !== null && <Moment at={one.plannedStartAt} zone={one.zone} isShort />}{one.basis === 'signed' ? <SignalMark signal="ok">signed</SignalMark> : <SignalMark signal="missing">{one.basis === 'form' ? 'not signed' : 'score only'}</SignalMark>}</span>}
        </li>
      ))}
    </ul>
  );
}
