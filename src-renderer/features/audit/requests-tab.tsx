// Requests for information: asked by auditors, answered by those who were asked, accepted by the auditor (AUD-03).
import { useState } from 'react';
import type { InformationRequest } from '#contract/audit.ts';
import { refusalOf, useActions } from '../../app/actions.ts';
import { FormDialog } from '../../app/form-dialog.tsx';
import { hrefOf } from '../../app/routes.ts';
import { useCommand } from '../../data/use-command.ts';
import { useQuery } from '../../data/use-query.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { TextArea } from '../../ui/fields.tsx';
import { Badge, SignalMark } from '../../ui/marks.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { Card } from '../../ui/surfaces.tsx';
import { Moment } from '../../ui/time.tsx';
import { requestSignal, requestWords } from './audit-words.ts';
import { dayText } from './findings-tab.tsx';
import { RequestDialog } from './sample-dialogs.tsx';
import s from './audit.module.css';

export function RequestsTab() {
  const answer = useQuery('audit.requests', {});
  const [asking, setAsking] = useState<'ask' | InformationRequest | null>(null);
  const may = answer.value?.mayRequest;
  useActions(may ? [{ id: 'audit.ask', label: 'Ask for information…', hotkey: 'C', group: 'Audit', may, run: () => { setAsking('ask'); } }] : []);
  const ask = <Button kind="primary" hotkey="C" isPending={answer.value === undefined && answer.error === undefined} refusal={refusalOf(may)} onPress={() => { setAsking('ask'); }}>Ask for information</Button>;
  return (
    <div className={s.page}>
      <RefusalLine refusal={answer.error} />
      {answer.value && (answer.value.rows.length === 0 ? (
        <EmptyState title="Nothing was asked" steps={[{ title: 'Ask for information', text: 'Of one person, with a day it is due. It goes with your next bundle.', act: ask }]}>What an auditor needs to know and cannot read here is asked in writing, and answered the same way.</EmptyState>
      ) : (
        <Card isPadded={false}>
          <div className={s.head}><h2>Requests for information</h2><span className="end">{ask}</span></div>
          <ul className={s.rows} aria-label="Requests for information">{answer.value.rows.map((row) => <Row key={row.id} row={row} onAnswer={() => { setAsking(row); }} />)}</ul>
        </Card>
      ))}
      {asking === 'ask' && <RequestDialog onClose={() => { setAsking(null); }} />}
      {asking !== null && asking !== 'ask' && <AnswerDialog request={asking} onClose={() => { setAsking(null); }} />}
    </div>
  );
}

function Row({ row, onAnswer }: { row: InformationRequest; onAnswer: () => void }) {
  const accept = useCommand('audit.acceptAnswer');
  return (
    <li>
      <div className={s.rowHead}>
        <SignalMark signal={requestSignal(row)} label={row.isOverdue ? 'overdue' : requestWords[row.state]} />
        <b className="prose">{row.text}</b>{row.isOverdue && <Badge tone="bad">Overdue</Badge>}
        <span className={s.rowActs}>
          {row.mayAnswer.ok && <Button kind={row.answer ? 'quiet' : 'plain'} onPress={onAnswer}>{row.answer ? 'Answer again…' : 'Answer…'}</Button>}
          {row.state === 'answered' && <Button refusal={refusalOf(row.mayAccept)} isPending={accept.isPending} onPress={() => { void accept.run({ request: row.id }); }}>Accept the answer</Button>}
        </span>
      </div>
      <p className="dim">Asked of <bdi>{row.owner}</bdi> by <bdi>{row.asked.by}</bdi>, <Moment at={row.asked.at} isShort />. {row.state === 'open' ? `Due ${dayText(row.dueOn)}.` : ''}{row.about !== null && <> About <a className="mono" href={hrefOf({ place: 'change', change: row.about })}>{row.about}</a>.</>}</p>
      {row.answer && <><p className="prose">{row.answer.text}</p><p className="dim tiny"><bdi>{row.answer.by}</bdi>, <Moment at={row.answer.at} isShort />{row.accepted && <>. Accepted by <bdi>{row.accepted.by}</bdi>, <Moment at={row.accepted.at} isShort /></>}</p></>}
      <RefusalLine refusal={accept.error} />
    </li>
  );
}

function AnswerDialog({ request, onClose }: { request: InformationRequest; onClose: () => void }) {
  const [text, setText] = useState(request.answer?.text ?? '');
  const [isTried, setTried] = useState(false);
  const answer = useCommand('audit.answerRequest');
  const send = async (): Promise<void> => {
    setTried(true);
    if (text.trim() === '' || answer.isPending) return;
    if ((await answer.run({ request: request.id, text: text.trim() })).ok) onClose();
  };
  return (
    <FormDialog title="Answer the request" verb="Answer" isPending={answer.isPending} error={answer.error} onSend={() => { void send(); }} onClose={onClose} about={request.text}>
      <TextArea label="Answer" value={text} onChange={(said) => { answer.clear(); setText(said); }} isRequired autoFocus error={isTried && text.trim() === '' ? 'Say something' : undefined} />
    </FormDialog>
  );
}
