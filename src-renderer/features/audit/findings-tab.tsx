// The register of findings: what is overdue and grave first, each with its answer, its actions and its evidence (AUD-06).
import { useState } from 'react';
import { findingViews } from '#contract/finding.ts';
import type { FindingRow } from '#contract/finding.ts';
import { refusalOf, useActions } from '../../app/actions.ts';
import { hrefOf } from '../../app/routes.ts';
import { useCommand } from '../../data/use-command.ts';
import { useQuery } from '../../data/use-query.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Badge, SignalMark } from '../../ui/marks.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { Card } from '../../ui/surfaces.tsx';
import { Segments } from '../../ui/tabs.tsx';
import { formatDay } from '../../ui/time-words.ts';
import { Moment } from '../../ui/time.tsx';
import { figure } from '../../ui/words.ts';
import { evidenceWords, findingSignal, findingStateWords, remedyWords, severityWords, sourceWords } from './audit-words.ts';
import { FindingDialog, RaiseFinding } from './finding-dialogs.tsx';
import type { FindingAct } from './finding-dialogs.tsx';
import s from './audit.module.css';

type View = (typeof findingViews)[number];
const viewWords: Record<View, string> = { open: 'Open', overdue: 'Overdue', closed: 'Closed', all: 'All' };
const emptyWords: Record<View, string> = { open: 'No finding is open.', overdue: 'None is overdue.', closed: 'None was closed yet.', all: '' };
export const dayText = (day: string): string => formatDay(`${day}T12:00:00.000Z`, 'UTC');
type Asking = 'raise' | { finding: FindingRow; act: FindingAct } | null;

export function FindingsTab() {
  const [view, setView] = useState<View>('open');
  const [asking, setAsking] = useState<Asking>(null);
  const answer = useQuery('finding.list', { view, limit: 500 }, { keepPrevious: true });
  const register = answer.value;
  useActions(register ? [{ id: 'finding.raise', label: 'Raise a finding…', hotkey: 'C', group: 'Audit', may: register.mayRaise, run: () => { setAsking('raise'); } }] : []);
  const raise = <Button kind="primary" hotkey="C" isPending={register === undefined && answer.error === undefined} refusal={refusalOf(register?.mayRaise)} onPress={() => { setAsking('raise'); }}>Raise a finding</Button>;
  return (
    <div className={s.page}>
      <RefusalLine refusal={answer.error} />
      {register && (register.counts.all === 0 ? (
        <EmptyState title="No findings yet" steps={[
          { title: 'Raise one against a control', text: `It is due after ${register.days.high} days when its severity is high, ${register.days.medium} when medium, ${register.days.low} when low.`, act: raise },
          { title: 'Its owner answers and acts', text: 'With the root cause, and with actions that change a control, a document standard, an access right or a workflow.' },
          { title: 'Somebody else closes it', text: 'On evidence, by signature. A second finding on the same control within a year is a repeat, and counts graver.' },
        ]}>What an audit finds stands here until its cause is gone. Overdue findings stand on the next agenda.</EmptyState>
      ) : (
        <Card isPadded={false}>
          <div className={s.head}>
            <Segments label="Which findings" chosen={view} onChoose={setView} choices={findingViews.map((value) => ({ value, label: `${viewWords[value]} ${figure(register.counts[value])}` }))} />
            <span className="end">{raise}</span>
          </div>
          {register.rows.length === 0 && <p className={s.none}>{emptyWords[view]}</p>}
          <ul className={s.rows} aria-label="Findings">{register.rows.map((row) => <Row key={row.id} row={row} onAct={(act) => { setAsking({ finding: row, act }); }} />)}</ul>
        </Card>
      ))}
      {asking === 'raise' && register && <RaiseFinding days={register.days} onClose={() => { setAsking(null); }} />}
      {asking !== null && asking !== 'raise' && <FindingDialog act={asking.act} finding={asking.finding} onClose={() => { setAsking(null); }} />}
    </div>
  );
}

function Row({ row, onAct }: { row: FindingRow; onAct: (act: FindingAct) => void }) {
  const which = <span className="unseen"> {row.number}</span>;
  return (
    <li>
      <div className={s.rowHead}>
        <SignalMark signal={findingSignal(row)} label={row.state === 'closed' ? 'closed' : row.isOverdue ? 'overdue' : `${severityWords[row.severity]} severity`} />
        <b className="mono">{row.number}</b><b><bdi>{row.title}</bdi></b>
        {row.repeatOf !== null && <Badge tone="warn">Repeat of {row.repeatOf}</Badge>}{row.isOverdue && <Badge tone="bad">Overdue</Badge>}
        {row.state !== 'closed' && (
          <span className={s.rowActs}>
            {row.mayAnswer.ok && <Button onPress={() => { onAct('answer'); }}>{row.answered ? 'Answer again…' : 'Answer…'}{which}</Button>}
            <Button kind="quiet" refusal={refusalOf(row.mayAct)} onPress={() => { onAct('action'); }}>Add action…{which}</Button>
            <Button kind="quiet" refusal={refusalOf(row.mayAct)} onPress={() => { onAct('evidence'); }}>Add evidence…{which}</Button>
            <Button refusal={refusalOf(row.mayClose)} onPress={() => { onAct('close'); }}>Close…{which}</Button>
          </span>
        )}
      </div>
      <p className="dim">{severityWords[row.severity]}{row.severity !== row.statedSeverity && `, stated as ${severityWords[row.statedSeverity].toLowerCase()}`}. {findingStateWords[row.state]}{row.state !== 'closed' && <>, due {dayText(row.dueOn)}</>}. Control <span className="mono">{row.control}</span>{row.change !== null && <>, found on <a className="mono" href={hrefOf({ place: 'change', change: row.change })}>{row.change}</a></>}. <bdi>{row.owner}</bdi> answers for it.</p>
      {row.description !== '' && <p className="prose">{row.description}</p>}
      {row.answered && <dl className={s.texts}><div><dt>Root cause</dt><dd className="prose">{row.rootCause}</dd></div><div><dt>What will be done</dt><dd className="prose">{row.response}</dd></div></dl>}
      {row.alsoWritten.map((one) => <p key={one.at} className="dim">Also written by <bdi>{one.by}</bdi>: {one.value}</p>)}
      {row.actions.length + row.evidence.length > 0 && (
        <ul className={s.steps} aria-label={`What is done about ${row.number}`}>
          {row.actions.map((action) => <Action key={action.id} finding={row} action={action} />)}
          {row.evidence.map((e) => <li key={`${e.at} ${e.reference}`}><SignalMark signal="ok" label="evidence" /><span>{evidenceWords[e.kind]} {e.kind === 'change' ? <a className="mono" href={hrefOf({ place: 'change', change: e.reference })}>{e.reference}</a> : <b>{e.reference}</b>}{e.note !== '' && `: ${e.note}`}</span><span className="dim tiny"><bdi>{e.by}</bdi>, <Moment at={e.at} isShort /></span></li>)}
        </ul>
      )}
      <p className="dim tiny">{sourceWords[row.source]}, raised by <bdi>{row.raised.by}</bdi>, <Moment at={row.raised.at} isShort />{row.answered && <>. Answered by <bdi>{row.answered.by}</bdi>, <Moment at={row.answered.at} isShort /></>}{row.closed && <>. Closed by signature of <bdi>{row.closed.by}</bdi>, <Moment at={row.closed.at} isShort />: {row.closed.note}</>}</p>
    </li>
  );
}

function Action({ finding, action }: { finding: FindingRow; action: FindingRow['actions'][number] }) {
  const finish = useCommand('finding.doAction');
  return (
    <li>
      <SignalMark signal={action.done ? 'ok' : action.isOverdue ? 'bad' : 'missing'} label={action.done ? 'done' : action.isOverdue ? 'overdue' : 'to do'} />
      <span>{action.text} <span className="dim">({remedyWords[action.kind].toLowerCase()})</span></span>
      <span className="dim tiny"><bdi>{action.owner}</bdi>, {action.done ? <>done by <bdi>{action.done.by}</bdi>, <Moment at={action.done.at} isShort /></> : `due ${dayText(action.dueOn)}`}</span>
      {action.done === null && finding.state !== 'closed' && <Button kind="quiet" refusal={refusalOf(finding.mayAct)} isPending={finish.isPending} label={`Done: ${action.text}`} onPress={() => { void finish.run({ finding: finding.id, action: action.id }); }}>Done</Button>}
      <RefusalLine refusal={finish.error} />
    </li>
  );
}
