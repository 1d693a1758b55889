// What would lower the score, each way tried by the core on the facts (RISK-03).
import type { RiskRecord } from '#contract/risk.ts';
import { Card } from '../../ui/surfaces.tsx';
import { counted, tierWords } from '../../ui/words.ts';
import s from './risk.module.css';

const mostShown = 6;
export function LowerCard({ risk }: { risk: RiskRecord }) {
  return (
    <Card title="What would lower it" aside={risk.next === null ? undefined : `${counted(risk.next.points, 'point')} to ${tierWords[risk.next.tier]}`}>
      {risk.lower.length === 0 ? <p className="dim">Nothing that is known here.</p>
        : <ul className={s.lower}>{risk.lower.slice(0, mostShown).map(({ points, text, tier }) => <li key={text}><b>−{points}</b><span>{text}{tier !== risk.computed && <span className="dim">, then {tierWords[tier]}</span>}</span></li>)}</ul>}
    </Card>
  );
}
