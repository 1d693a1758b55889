// Who holds which duty of the change, told by keys, and what a rule keeps apart.
import type { ChangeRecord } from '#contract/change.ts';
import { useQuery } from '../../data/use-query.ts';
import { SignalMark } from '../../ui/marks.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { Card } from '../../ui/surfaces.tsx';
import { counted, listed } from '../../ui/words.ts';
import { dutyWords } from './review-words.ts';
import s from './reviews.module.css';

export function DutiesCard({ record }: { record: ChangeRecord }) {
  const answer = useQuery('duty.show', { change: record.id });
  if (!answer.value) return <RefusalLine refusal={answer.error} />;
  const { acts, violations, rules } = answer.value;
  const open = violations.filter(({ exception, isVoid }) => exception === null || isVoid).length;
  const named = Map.groupBy(acts, ({ duty }) => duty);
  return (
    <Card title="Duties" aside={violations.length === 0 ? 'all apart' : open === 0 ? 'let stand by an exception' : counted(open, 'violation')}>
      {violations.map((v) => (
        <p key={`${v.rule} ${v.name}`} className={s.violation}><SignalMark signal={v.isVoid || v.exception === null ? 'bad' : 'accepted'}>
          <b className="mono">{v.rule}</b> <bdi>{v.name}</bdi> is {dutyWords[v.other].toLowerCase()}{v.otherName !== v.name && <> as <bdi>{v.otherName}</bdi></>} and {dutyWords[v.duty].toLowerCase()}. {v.isVoid ? 'The latter is in quarantine and moved nothing.' : v.exception === null ? 'The latter does not count.' : `Let stand by ${v.exception}.`}
        </SignalMark></p>
      ))}
      <dl className={s.duties}>
        {[...named].map(([duty, of]) => <div key={duty}><dt>{dutyWords[duty]}</dt><dd className="prose">{listed([...new Set(of.map(({ name, alsoKnownAs }) => (alsoKnownAs.length > 0 ? `${name} (same key as ${listed(alsoKnownAs)})` : name)))])}</dd></div>)}
      </dl>
      <details className={s.rules}><summary>Kept apart by {counted(rules.length, 'rule')}</summary><ul>{rules.map((rule) => <li key={rule.id}><span className="mono tiny">{rule.id}</span> {dutyWords[rule.a]} and {dutyWords[rule.b].toLowerCase()}{rule.tag !== null && <span className="dim"> for {rule.tag}</span>}</li>)}</ul></details>
    </Card>
  );
}
