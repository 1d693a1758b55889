// Changes in which one key holds two duties that a rule keeps apart, as when another laptop wrote it.
import { hrefOf } from '../../app/routes.ts';
import { useQuery } from '../../data/use-query.ts';
import { SignalMark } from '../../ui/marks.tsx';
import { Card } from '../../ui/surfaces.tsx';
import { Moment } from '../../ui/time.tsx';
import { figure } from '../../ui/words.ts';
import { dutyWords } from '../reviews/review-words.ts';
import s from './exceptions.module.css';

/** Rows shown; the command line lists them all. */
const shown = 50;

export function ViolationsCard() {
  const found = useQuery('duty.violations', { limit: shown }).value;
  if (!found || found.rows.length === 0) return null;
  return (
    <Card title="Duties that were not apart" aside={found.next === null ? figure(found.rows.length) : `the latest ${figure(found.rows.length)}`}>
      <ul className={s.violations} aria-label="Violations of separated duties">{found.rows.map((v) => (
        <li key={`${v.change} ${v.rule} ${v.name}`}>
          <SignalMark signal={v.isVoid || v.exception === null ? 'bad' : 'accepted'} label={v.isVoid ? 'in quarantine' : v.exception === null ? 'does not count' : `let stand by ${v.exception}`} />
          <span className="grow"><a className="mono" href={hrefOf({ place: 'change', change: v.number, part: 'reviews' })}>{v.number}</a> <bdi>{v.title}</bdi><span className="dim">: <bdi>{v.name}</bdi> is {dutyWords[v.other].toLowerCase()} and {dutyWords[v.duty].toLowerCase()} (<span className="mono tiny">{v.rule}</span>){v.isVoid ? ', in quarantine' : v.exception !== null && <>, let stand by {v.exception}</>}</span></span>
          <span className="dim"><Moment at={v.at} isShort /></span>
        </li>
      ))}</ul>
    </Card>
  );
}
