// On what the emergency stands: its criteria with their evidence, and why it could not wait.
import { refusalOf } from '../../app/actions.ts';
import { Button } from '../../ui/button.tsx';
import { SignalMark } from '../../ui/marks.tsx';
import { Card, Facts } from '../../ui/surfaces.tsx';
import { Moment } from '../../ui/time.tsx';
import { criterionText, criterionWords } from './emergency-words.ts';
import type { CardProps } from './emergency-part.tsx';
import s from './emergency.module.css';

export function CriterionCard({ emergency, onAsk }: CardProps) {
  const { criteria, declared, justification, team, alsoWritten } = emergency;
  return (
    <Card title="Criterion" aside={<Button hotkey="D" refusal={refusalOf(emergency.may['declare'])} onPress={() => { onAsk('declare'); }}>Declare anew…</Button>}>
      <ul className={s.list}>
        {criteria.map((criterion, i) => {
          const { incident } = criterion;
          const isProved = criterion.kind === 'incident' ? incident !== null : criterion.evidence !== '';
          return (
            <li key={i}>
              <SignalMark signal={isProved ? 'ok' : 'missing'}><b>{criterionWords[criterion.kind]}</b></SignalMark>
              <p className="prose">{incident && <span className="mono">{incident.number} </span>}{criterionText(criterion)}</p>
              {criterion.kind !== 'incident' && <p className="dim prose">{criterion.evidence === '' ? 'No evidence, so it does not count' : `Evidence: ${criterion.evidence}`}</p>}
            </li>
          );
        })}
      </ul>
      <Facts rows={[['Why it could not wait', justification], ['Team', team === '' ? 'none named' : team], ...(declared ? [['Declared', <>{declared.by}, <Moment at={declared.at} /></>] as const] : [])]} />
      {alsoWritten.length > 0 && <ul className={s.also}>{alsoWritten.map((also, i) => <li key={i}><SignalMark signal="clash">Also written, {also.field.toLocaleLowerCase('en')}: <span className="prose">{also.value}</span>, {also.by}, <Moment at={also.at} isShort /></SignalMark></li>)}</ul>}
    </Card>
  );
}
