// Exceptions that speak for a change: those that name it, its service, or everything.
import { useState } from 'react';
import type { ChangeRecord } from '#contract/change.ts';
import { refusalOf, useActions } from '../../app/actions.ts';
import { hrefOf } from '../../app/routes.ts';
import { useQuery } from '../../data/use-query.ts';
import { Button } from '../../ui/button.tsx';
import { SignalMark } from '../../ui/marks.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { Card } from '../../ui/surfaces.tsx';
import { leftText, standingSignal, standingWords } from './exception-words.ts';
import { RequestDialog } from './request-dialog.tsx';
import s from './exceptions.module.css';

export function ChangeExceptionsCard({ record }: { record: ChangeRecord }) {
  const [isAsking, setAsking] = useState(false);
  const answer = useQuery('exception.list', { change: record.id, view: 'all' });
  const mayRequest = answer.value?.mayRequest;
  useActions(answer.value ? [{ id: 'exception.request', label: 'Ask for an exception…', hotkey: 'X', group: record.number, may: mayRequest, run: () => { setAsking(true); } }] : []);
  if (!answer.value) return <RefusalLine refusal={answer.error} />;
  const { rows } = answer.value;
  return (
    <Card title="Exceptions" aside={<a href={hrefOf({ place: 'exceptions' })}>The register</a>}>
      {rows.length === 0 && <p className="sec">None speaks for this change. Where a rule cannot be met, an exception names what is done instead, and ends by itself.</p>}
      {rows.length > 0 && <ul className={s.brief} aria-label="Exceptions that speak for this change">{rows.map((row) => (
        <li key={row.id}>
          <div className="row wrap"><span className="mono">{row.number}</span><b className="mono tiny">{row.rule}</b><span className="end"><SignalMark signal={standingSignal(row)}>{standingWords[row.standing]}</SignalMark></span></div>
          <p className="dim">{leftText(row)}{row.scope.kind === 'service' && <>, for <bdi>{row.scope.label}</bdi></>}{row.scope.kind === 'all' && ', for everything'}. <bdi>{row.owner}</bdi> answers for it.</p>
          <p className="prose">{row.control}</p>
        </li>
      ))}</ul>}
      <div className={s.foot}><Button hotkey="X" refusal={refusalOf(mayRequest)} onPress={() => { setAsking(true); }}>Ask for an exception…</Button></div>
      {isAsking && <RequestDialog register={answer.value} change={record.number} onClose={() => { setAsking(false); }} />}
    </Card>
  );
}
