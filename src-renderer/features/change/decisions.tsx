// What boards said about this change, with the conditions that are still open.
import type { ChangeRecord, DecisionRecord } from '#contract/change.ts';
import { quarantineWords } from '#contract/change.ts';
import { hrefOf } from '../../app/routes.ts';
import { useCommand } from '../../data/use-command.ts';
import { Button } from '../../ui/button.tsx';
import { OutcomeMark, SignalMark } from '../../ui/marks.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { Card } from '../../ui/surfaces.tsx';
import { Moment } from '../../ui/time.tsx';
import { formatShortDay } from '../../ui/time-words.ts';
import { counted, listed } from '../../ui/words.ts';
import s from './record.module.css';

const dayText = (on: string): string => formatShortDay(`${on}T12:00:00.000Z`, 'UTC');

export function Decisions({ record }: { record: ChangeRecord }) {
  return <Card title="Decisions" aside={counted(record.decisions.length, 'decision')}><ol className={s.decisions}>{record.decisions.map((d) => <Decision key={d.id} record={record} decision={d} />)}</ol></Card>;
}

function Decision({ record, decision: d }: { record: ChangeRecord; decision: DecisionRecord }) {
  const votes = Map.groupBy(d.votes, (v) => v.vote);
  return (
    <li>
      <div className="row wrap">
        <OutcomeMark verdict={d.verdict} />
        {d.deferredTo !== null && <span className="sec">until {dayText(d.deferredTo)}</span>}
        {d.quarantine !== null && <SignalMark signal="bad">{quarantineWords[d.quarantine]}</SignalMark>}
        {d.isStale && <SignalMark signal="warn">on an earlier revision</SignalMark>}
        <span className="end dim"><a href={hrefOf({ place: 'board', meeting: d.meetingNumber })} className="mono">{d.meetingNumber}</a>, <Moment at={d.decidedAt} isShort />, {d.by}</span>
      </div>
      {d.reason !== '' && <p className="prose">{d.reason}</p>}
      {d.votes.length > 0 && <p className="dim">{listed([...votes].map(([vote, list]) => `${list.length} ${vote.replaceAll('-', ' ')}`))}</p>}
      {d.conditions.length > 0 && <ul className={s.conditions}>{d.conditions.map((c) => <Condition key={c.id} record={record} condition={c} />)}</ul>}
      <p className="dim tiny">Policy {d.policyVersion}, signature <span className="mono">{d.signature}</span></p>
    </li>
  );
}

function Condition({ record, condition: c }: { record: ChangeRecord; condition: DecisionRecord['conditions'][number] }) {
  const meet = useCommand('change.meetCondition');
  return (
    <li>
      <SignalMark signal={c.metAt !== null ? 'ok' : c.isBlocking && c.when === 'before' ? 'bad' : 'missing'} label={c.metAt !== null ? 'met' : 'open'} />
      <div className="grow"><span className="prose">{c.text}</span><div className="dim">{c.owner}, {c.when === 'before' ? 'before the start' : 'afterwards'}, due {dayText(c.dueOn)}{c.metAt !== null && <>, met <Moment at={c.metAt} isShort /></>}</div><RefusalLine refusal={meet.error} /></div>
      {c.metAt === null && <Button isPending={meet.isPending} onPress={() => { void meet.run({ change: record.id, condition: c.id }); }}>Mark met</Button>}
    </li>
  );
}
