// What holds a change because it was decided or written apart stands above the agenda: it is settled before anything else is decided (SYN-02).
import { hrefOf } from '../../app/routes.ts';
import { useQuery } from '../../data/use-query.ts';
import { SignalMark } from '../../ui/marks.tsx';
import { figure } from '../../ui/words.ts';
import { conflictTitle } from '../exchange/exchange-words.ts';
import s from './board.module.css';

const shown = 3;

export function ConflictsFirst() {
  const rows = (useQuery('bundle.conflicts', { limit: 50 }).value?.rows ?? []).filter((row) => row.isHolding);
  if (rows.length === 0) return null;
  return (
    <section className={s.first} aria-label="In conflict, settle first">
      <SignalMark signal="bad">{rows.length === 1 ? 'One in conflict' : `${figure(rows.length)} in conflict`}, settle first</SignalMark>
      <ul>
        {rows.slice(0, shown).map((row) => <li key={row.id}><a href={hrefOf({ place: 'conflict', conflict: row.id })}><span className="mono">{row.number}</span> <bdi>{row.title}</bdi><span className="dim">{conflictTitle(row)}</span></a></li>)}
        {rows.length > shown && <li><a href={hrefOf({ place: 'conflict', conflict: rows[shown]!.id })}>and {figure(rows.length - shown)} more</a></li>}
      </ul>
    </section>
  );
}
