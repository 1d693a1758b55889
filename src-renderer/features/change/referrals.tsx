// Who was asked about this change, what they said, and which board must decide (CAB-07).
import { useState } from 'react';
import type { ReferralRow } from '#contract/escalation.ts';
import type { referralViews } from '#contract/escalation.ts';
import { useActions } from '../../app/actions.ts';
import { SendKey } from '../../app/send-key.tsx';
import { useCommand } from '../../data/use-command.ts';
import { useQuery } from '../../data/use-query.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Select, TextArea } from '../../ui/fields.tsx';
import { SignalMark } from '../../ui/marks.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { Card } from '../../ui/surfaces.tsx';
import { formatMoment } from '../../ui/time-words.ts';
import s from './record.module.css';

type View = (typeof referralViews)[number];
export const viewWords: Record<View, string> = { for: 'For it', against: 'Against it', neither: 'Neither' };
const signals = { waiting: 'missing', overdue: 'bad', answered: 'ok', withdrawn: 'info' } as const;

export function Referrals({ change }: { change: string }) {
  const answer = useQuery('escalation.show', { change }).value;
  const [isAnswering, setAnswering] = useState(false);
  const asked = answer?.referrals.find((row) => row.isMine && (row.standing === 'waiting' || row.standing === 'overdue'));
  const isAsked = asked !== undefined && answer?.mayAnswer.ok === true;
  useActions(isAsked ? [{ id: 'change.answer', label: 'Give my opinion…', hotkey: 'A', group: answer.number, run: () => { setAnswering(true); } }] : []);
  if (!answer || (answer.referrals.length === 0 && answer.required.because.length === 0)) return null;
  return (
    <Card title="Who else is asked" aside={answer.required.because.length > 0 && <>Decided by: <b>{answer.required.label}</b></>}>
      {answer.required.because.map((why) => <p key={why} className="sec">{why}.</p>)}
      <ul className={s.conditions}>
        {answer.referrals.map((row) => (
          <li key={row.id}>
            <SignalMark signal={signals[row.standing]} label={row.standing} />
            <div className="grow"><b className="prose">{row.question}</b><div className="sec"><Said row={row} /></div></div>
            {row.id === asked?.id && isAsked && <Button kind="primary" hotkey="A" onPress={() => { setAnswering(true); }}>Give my opinion</Button>}
          </li>
        ))}
      </ul>
      {isAnswering && asked && <AnswerDialog row={asked} onClose={() => { setAnswering(false); }} />}
    </Card>
  );
}

function Said({ row }: { row: ReferralRow }) {
  if (row.answer) return <><b>{row.expert}: {viewWords[row.answer.view].toLowerCase()}.</b> <span className="prose">{row.answer.opinion}</span></>;
  if (row.standing === 'withdrawn') return <>Asked of {row.expert}, taken back</>;
  return <>{row.askedBy} asks {row.expert}, {row.standing === 'overdue' ? 'was due' : 'due'} {formatMoment(row.dueAt, row.zone)}</>;
}

function AnswerDialog({ row, onClose }: { row: ReferralRow; onClose: () => void }) {
  const [view, setView] = useState<View | ''>('');
  const [opinion, setOpinion] = useState('');
  const [isTried, setTried] = useState(false);
  const command = useCommand('referral.answer');
  const send = async (): Promise<void> => {
    setTried(true);
    if (command.isPending || view === '' || opinion.trim() === '') return;
    if ((await command.run({ change: row.change, view, opinion })).ok) onClose();
  };
  return (
    <Dialog title={`Your opinion on ${row.number}`} isOpen onClose={onClose} footer={<><Button hotkey="Escape" onPress={onClose}>Not yet</Button><Button kind="primary" hotkey="Mod+Enter" isPending={command.isPending} onPress={() => { void send(); }}>Sign the opinion</Button></>}>
      <SendKey onSend={() => { void send(); }} />
      <p><b className="prose">{row.question}</b></p>
      <Select label="I am" value={view} placeholder="Choose" autoFocus isRequired onChange={setView} error={isTried && view === '' ? 'Choose one' : undefined} options={(Object.keys(viewWords) as View[]).map((value) => ({ value, label: viewWords[value] }))} />
      <TextArea label="Opinion" value={opinion} onChange={setOpinion} isRequired rows={4} error={isTried && opinion.trim() === '' ? 'Say what the board should know' : undefined} />
      <p className="sec">It stands before the board with your signature and cannot be edited.</p>
      <RefusalLine refusal={command.error} />
    </Dialog>
  );
}
