// What old systems demand of one change: spans to keep clear of, steps added to its plan, points it crosses.
import { useState } from 'react';
import type { ChangeRecord } from '#contract/change.ts';
import { refusalOf } from '../../app/actions.ts';
import { hrefOf } from '../../app/routes.ts';
import { useQuery } from '../../data/use-query.ts';
import { Button } from '../../ui/button.tsx';
import { SignalMark } from '../../ui/marks.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { Card } from '../../ui/surfaces.tsx';
import { Moment } from '../../ui/time.tsx';
import { counted } from '../../ui/words.ts';
import { EntryDialog } from './entry-dialog.tsx';
import { bindsText } from './legacy-words.ts';
import s from './legacy.module.css';

export function LegacyPart({ record }: { record: ChangeRecord }) {
  const [mitigated, setMitigated] = useState<{ id: string; name: string } | null>(null);
  const answer = useQuery('constraint.forChange', { change: record.id });
  const earliest = useQuery('constraint.plan', { change: record.id }).value;
  if (!answer.value) return <RefusalLine refusal={answer.error} />;
  const { constraints, blocked, steps, addedMinutes, points, unstaffed, mayMitigate } = answer.value;
  const last = earliest?.pushed.at(-1);
  return (
    <div className={s.part}>
      <Card title="Constraints" aside={<a href={hrefOf({ place: 'legacy', tab: 'constraints' })}>The register</a>}>
        {constraints.length === 0 && <p className="sec">Nothing it touches or leans on has a constraint.</p>}
        <ul className={s.list} aria-label="Constraints of this change">{constraints.map((row) => { const span = blocked.find(({ constraint }) => constraint === row.number); return (
          <li key={row.id}><SignalMark signal={span ? 'bad' : 'ok'} label={span ? 'overlaps the window' : 'clear'} /><b>{row.name}</b><span className="dim">{bindsText(row)}. <bdi>{row.owner}</bdi></span>{span && <span>Overlaps: <Moment at={span.startsAt} isShort /> to <Moment at={span.endsAt} isShort /></span>}</li>
        ); })}</ul>
        {last && earliest?.startsAt != null && <p>An hour of work fits from <Moment at={earliest.startsAt} isShort /> at the earliest; <b>{last.name}</b> sets it.</p>}
      </Card>
      <Card title="Added to its plan" {...(addedMinutes > 0 ? { aside: counted(addedMinutes, 'minute') } : {})}>
        {steps.length === 0 ? <p className="sec">No manual step and no workaround applies.</p> : <ol className={s.steps}>{steps.map((step, i) => <li key={`${i} ${step.text}`}>{step.text} <span className="dim">({step.kind === 'control' ? 'control, ' : ''}{step.from}{step.by !== '' && `, ${step.by}`}{step.minutes !== null && `, ${counted(step.minutes, 'minute')}`})</span></li>)}</ol>}
        {unstaffed.map(({ skill, tool }) => <p key={`${tool} ${skill}`}><SignalMark signal="missing">Nobody among the implementers can do {skill}, which {tool} needs.</SignalMark></p>)}
      </Card>
      <Card title="Points it crosses" aside={<a href={hrefOf({ place: 'legacy', tab: 'points' })}>The map</a>}>
        {points.length === 0 && <p className="sec">It crosses no mapped point.</p>}
        <ul className={s.list} aria-label="Points this change crosses">{points.map((row) => { const mitigation = row.mitigations.find(({ change }) => change === record.number); return (
          <li key={row.id}><SignalMark signal={row.isIsolated ? 'ok' : mitigation ? 'accepted' : 'bad'}>{row.isIsolated ? 'isolated' : mitigation ? 'mitigated' : 'not isolated'}</SignalMark><b>{row.name}</b><span className="dim"><bdi>{row.fromName}</bdi> → <bdi>{row.toName}</bdi></span>{mitigation && <span>{mitigation.text}</span>}{!row.isIsolated && !mitigation && <Button label={`Write a mitigation for ${row.name}`} refusal={refusalOf(mayMitigate)} onPress={() => { setMitigated(row); }}>Write a mitigation…</Button>}</li>
        ); })}</ul>
      </Card>
      {mitigated && <EntryDialog title={`Instead of isolating ${mitigated.name}`} verb="Write it" op="integration.mitigate" fields={[{ name: 'text', label: 'What is done instead', kind: 'area', isRequired: true }]} more={{ point: mitigated.id, change: record.number }} done="The mitigation is on record." onClose={() => { setMitigated(null); }} />}
    </div>
  );
}
