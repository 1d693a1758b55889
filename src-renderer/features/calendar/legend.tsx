import { RiskMark, SignalMark } from '../../ui/marks.tsx';
import { tiers } from '#contract/change.ts';
import s from './calendar.module.css';

const looks = [['unready', 'not ready'], ['waiting', 'awaiting'], ['authorised', 'authorised'], ['over', 'over'], ['outage', 'outage inside'], ['window', 'maintenance window'], ['freeze', 'freeze']] as const;
/** What the marks of the calendar mean. */
export function Legend() {
  return (
    <div className={s.legend} role="note" aria-label="What the marks mean">
      {looks.map(([is, word]) => <span key={is}><i data-is={is} />{word}</span>)}
      <span><SignalMark signal="clash">conflict</SignalMark></span>
      {tiers.map((tier) => <span key={tier}><RiskMark tier={tier} /></span>)}
    </div>
  );
}
