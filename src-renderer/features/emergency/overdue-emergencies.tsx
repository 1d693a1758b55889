// Emergencies that owe something past its time, for whoever chairs (EMG-04, EMG-05); nothing while nothing is overdue.
import { hrefOf } from '../../app/routes.ts';
import { useQuery } from '../../data/use-query.ts';
import { Banner } from '../../ui/banner.tsx';
import { counted } from '../../ui/words.ts';
import { clockWords } from './emergency-words.ts';
import s from './emergency.module.css';

/** Those named before the rest is only counted. */
const named = 4;

/** A banner that names the overdue emergencies and what each owes. */
export function OverdueEmergencies() {
  const answer = useQuery('emergency.register', { overdue: true, limit: named }).value;
  if (!answer || answer.total === 0) return null;
  return (
    <Banner tone="bad" verdict={`${counted(answer.total, 'emergency', 'emergencies')} overdue.`} acts={<a className={s.way} href={hrefOf({ place: 'emergencies', part: null })}>Register</a>}>
      {answer.rows.map((row, i) => (
        <span key={row.change}>{i > 0 && '; '}<a className={s.link} href={hrefOf({ place: 'change', change: row.number, part: 'emergency' })}>{row.number}</a> {row.clocks.filter(({ state }) => state === 'overdue').map(({ id }) => clockWords[id].toLocaleLowerCase('en')).join(', ')}</span>
      ))}
      {answer.total > answer.rows.length && `; and ${counted(answer.total - answer.rows.length, 'more', 'more')}`}
    </Banner>
  );
}
