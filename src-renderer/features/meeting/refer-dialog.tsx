// Referring an item: to an expert with a question and a day, or up to the board of the next level (CAB-07).
import { useState } from 'react';
import type { Card } from '#contract/cab.ts';
import type { escalationReasons } from '#contract/escalation.ts';
import { SendKey } from '../../app/send-key.tsx';
import { useCommand } from '../../data/use-command.ts';
import { useQuery } from '../../data/use-query.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { DayField, Select, TextArea } from '../../ui/fields.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import s from './run.module.css';

const up = 'up';
const reasonWords: Record<(typeof escalationReasons)[number], string> = { 'no-context': 'We lack the technical context', 'tied-vote': 'The vote is tied', asked: 'Another reason' };
type Why = (typeof escalationReasons)[number];
const reasons = Object.keys(reasonWords) as Why[];

type ReferProps = { meeting: string; card: Card; /** A tie is a reason to hand the item up. */ isTied?: boolean; onClose: () => void; onDone: () => void };
export function ReferDialog({ meeting, card, isTied = false, onClose, onDone }: ReferProps) {
  const people = (useQuery('person.list', { limit: 500 }).value?.rows ?? []).filter((p) => !p.isSuspended);
  const [to, setTo] = useState<string>(isTied ? up : '');
  const [text, setText] = useState('');
  const [dueOn, setDueOn] = useState<string | null>(null);
  const [why, setWhy] = useState<Why>(isTied ? 'tied-vote' : 'no-context');
  const [isTried, setTried] = useState(false);
  // The revision that was on the screen when the dialog opened.
  const [revision] = useState(card.revision);
  const ask = useCommand('referral.make');
  const raise = useCommand('escalation.raise');
  const isUp = to === up;
  const { isPending, error } = isUp ? raise : ask;
  const send = async (): Promise<void> => {
    setTried(true);
    if (isPending || to === '' || text.trim() === '') return;
    const item = { meeting, change: card.id, revision };
    const reply = isUp ? await raise.run({ ...item, why, reason: text }) : await ask.run({ ...item, expert: to, question: text, ...(dueOn === null ? {} : { dueOn }) });
    if (reply.ok) onDone();
  };
  return (
    <Dialog title={`Refer: ${card.number}?`} isOpen onClose={onClose} footer={<><Button hotkey="Escape" onPress={onClose}>Not yet</Button><Button kind="primary" hotkey="Mod+Enter" isPending={isPending} onPress={() => { void send(); }}>{isUp ? 'Hand up' : 'Refer'}</Button></>}>
      <SendKey onSend={() => { void send(); }} />
      <div className={s.form}>
        <p><b><bdi>{card.title}</bdi></b></p>
        <p className="sec">{isUp ? 'The board of the next level decides. This board can still recommend.' : 'The question stands in the list of the expert. The change goes on awaiting authorisation; without an answer in time it goes up one level.'}</p>
        <Select label="To" value={to} placeholder="Choose an expert" autoFocus isRequired onChange={setTo} error={isTried && to === '' ? 'Choose who answers' : undefined} options={[{ value: up, label: 'The board of the next level' }, ...people.map((p) => ({ value: p.id, label: p.name }))]} />
        {isUp && <Select label="Why" value={why} onChange={setWhy} options={reasons.map((value) => ({ value, label: reasonWords[value] }))} />}
        <TextArea label={isUp ? 'Reason' : 'Question'} value={text} onChange={setText} isRequired rows={3} error={isTried && text.trim() === '' ? (isUp ? 'Say why' : 'Ask the question') : undefined} />
        {!isUp && to !== '' && <DayField label="Answer by" value={dueOn} onChange={setDueOn} help={dueOn === null ? 'Left open: two business days from now' : undefined} />}
        <RefusalLine refusal={error} />
      </div>
    </Dialog>
  );
}

