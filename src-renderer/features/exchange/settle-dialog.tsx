// Says what settling causes, takes what it needs, and signs.
import { useState } from 'react';
import type { DecisionVerdict } from '#contract/change.ts';
import type { ConflictSide, ConflictView } from '#contract/exchange.ts';
import type { Asked } from '#contract/index.ts';
import { SendKey } from '../../app/send-key.tsx';
import { useCommand } from '../../data/use-command.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { DayField, Select, TextArea } from '../../ui/fields.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { showToast } from '../../ui/toast.tsx';
import { fieldName } from '../change/field-words.ts';
import { chooseWords, sideValue, verbs, verdictSaid } from './exchange-words.ts';
import s from './conflict.module.css';

/** The side chosen, or null for a decision that is none of them. */
export type Choice = { side: ConflictSide | null };

const says: Record<DecisionVerdict, string> = {
  approved: 'The change is authorised again and can be scheduled.', 'approved-with-conditions': 'The change is authorised; its conditions hold it back until they are met.',
  deferred: 'The change leaves the queue and comes back on the day you name.', rejected: 'Rejected is final. The requester may raise a new change.', withdrawn: 'The change becomes Cancelled, which is final.',
  referred: 'Another authority decides; the change goes on awaiting authorisation.', noted: 'The change goes on awaiting authorisation.',
};
const otherwise = ['approved', 'deferred', 'rejected', 'withdrawn'] as const satisfies readonly DecisionVerdict[];
const needsReason: readonly (DecisionVerdict | null)[] = ['deferred', 'rejected', 'withdrawn'];
const isDay = (text: string | null | undefined): text is string => text !== null && text !== undefined && /^\d{4}-\d\d-\d\d$/.test(text);

/** The act as a question that names the field. */
function valueTitle(view: ConflictView, side: ConflictSide | null, act: string): string {
  if (view.kind !== 'field' || view.field === null || !side) return `${act}?`;
  const field = fieldName(view.field).toLocaleLowerCase();
  return side.isOwn ? `Keep the ${field} that is here?` : `Take the ${field} of ${side.site}?`;
}

type Props = { view: ConflictView; choice: Choice; sides: readonly ConflictSide[]; onClose: () => void; onSettled: () => void };
export function SettleDialog({ view, choice: { side }, sides, onClose, onSettled }: Props) {
  const unused = otherwise.filter((v) => !sides.some((x) => x.verdict === v));
  const [verdict, setVerdict] = useState<DecisionVerdict | null>(side ? side.verdict : unused[0] ?? 'approved');
  const [reason, setReason] = useState(side?.reason ?? '');
  const [day, setDay] = useState<string | null>(isDay(side?.deferredTo) ? side.deferredTo : null);
  const [isTried, setTried] = useState(false);
  const command = useCommand('bundle.resolve');
  const keepsMeeting = side !== null && side.verdict === 'deferred' && side.deferredTo !== null && !isDay(side.deferredTo) ? side.deferredTo : null;
  const problems = { reason: needsReason.includes(verdict) && reason.trim() === '' ? 'This decision needs a reason' : undefined, day: verdict === 'deferred' && day === null && keepsMeeting === null ? 'Name the day it comes back' : undefined };
  const send = async (): Promise<void> => {
    setTried(true);
    if (command.isPending || problems.reason !== undefined || problems.day !== undefined) return;
    const deferredTo = verdict === 'deferred' ? day ?? keepsMeeting : null;
    const input: Asked<'bundle.resolve'> = { id: view.id, reason: reason.trim(), ...(side ? { keep: side.place } : {}), ...(verdict === null ? {} : { verdict }), ...(deferredTo === null ? {} : { deferredTo }) };
    const reply = await command.run(input);
    if (!reply.ok) return;
    showToast({ text: `${view.number} is settled: ${verdict === null ? 'the value stands' : verdictSaid[verdict]}. Export a bundle so that the others see it.` });
    onSettled();
  };
  // Enter completes what was just chosen, where nothing more has to be said.
  const [isReady] = useState(side !== null && problems.reason === undefined && problems.day === undefined);
  const chosenText = side ? sideValue(view, side) : '';
  const act = side ? chooseWords(side, sides) : verdict === null ? 'Settle' : verbs[verdict];
  return (
    <Dialog title={verdict === null ? valueTitle(view, side, act) : side ? `${verbs[verdict]} ${view.number}?` : `Decide ${view.number} otherwise`} isOpen onClose={onClose} footer={(
      <><Button hotkey="Escape" onPress={onClose}>Not yet</Button><Button kind={verdict === 'rejected' || verdict === 'withdrawn' ? 'danger' : 'primary'} hotkey="Mod+Enter" autoFocus={isReady} isPending={command.isPending} onPress={() => { void send(); }}>{verdict === null ? act : `${act} and sign`}</Button></>
    )}>
      <SendKey onSend={() => { void send(); }} />
      <p><b><bdi>{view.title}</bdi></b></p>
      {!side && <Select label="Decision" value={verdict ?? ''} onChange={setVerdict} options={otherwise.map((value) => ({ value, label: verbs[value] }))} autoFocus />}
      <p className="sec">{verdict === null ? 'From now on this one stands on every laptop that gets your next bundle.' : says[verdict]} {sides.length === 1 ? 'It stays in the record.' : 'Every side stays in the record.'}</p>
      {side && verdict === null && <p className={s.chosen}><span className="prose">{chosenText === '' ? 'left empty' : chosenText.length > 400 ? `${chosenText.slice(0, 400)}…` : chosenText}</span></p>}
      {side && side.conditions.length > 0 && <div><span className="cap">Conditions, as they were decided</span><ul className={s.conditions}>{side.conditions.map((text) => <li key={text} className="prose">{text}</li>)}</ul></div>}
      {verdict === 'deferred' && (keepsMeeting === null ? <DayField label="Comes back on" value={day} onChange={setDay} isRequired error={isTried ? problems.day : undefined} /> : <p className="sec">Comes back in {keepsMeeting}.</p>)}
      <TextArea label="Reason" value={reason} onChange={setReason} rows={2} isRequired={needsReason.includes(verdict)} error={isTried ? problems.reason : undefined} autoFocus={!isReady && side !== null && problems.day === undefined} {...(needsReason.includes(verdict) ? {} : { help: 'May stay empty' })} />
      <RefusalLine refusal={command.error} />
    </Dialog>
  );
}

