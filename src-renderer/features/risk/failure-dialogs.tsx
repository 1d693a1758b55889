// What is done to a failure mode, each as a small form: rating, action, acceptance, dropping (RISK-05).
import { useState } from 'react';
import type { FailureMode, Rating } from '#contract/analysis.ts';
import type { Refusal, Reply } from '#contract/errors.ts';
import { SendKey } from '../../app/send-key.tsx';
import { useCommand } from '../../data/use-command.ts';
import { useQuery } from '../../data/use-query.ts';
import { Button } from '../../ui/button.tsx';
import { ConfirmDialog, Dialog } from '../../ui/dialog.tsx';
import { DayField, NumberField, TextField } from '../../ui/fields.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { showToast } from '../../ui/toast.tsx';
import s from './analysis.module.css';

export type RowWords = Pick<FailureMode, 'failureMode' | 'effect' | 'cause' | 'control'>;
const scales = [['severity', 'Severity', '10 is the worst'], ['occurrence', 'Occurrence', '10 is almost certain'], ['detection', 'Detection', '10 goes unnoticed']] as const;
type Draft = { [K in keyof Rating]: number | null };
const wordFields = [['failureMode', 'What goes wrong', 'Contactless reversals are rejected'], ['effect', 'Effect', 'Customers are charged twice'], ['cause', 'Cause', ''], ['control', 'What catches it today', '']] as const;
const isWhole = (rating: Draft): rating is Rating => scales.every(([id]) => rating[id] !== null && rating[id] >= 1 && rating[id] <= 10);

type RateProps = {
  title: string; verb: string; words: RowWords | null; rating: Draft; limits: { actAt: number; actAtSeverity: number };
  run: (words: RowWords, rating: Rating) => Promise<boolean>; isPending: boolean; error: Refusal | undefined; onClose: () => void; /** The rating it is compared with. */ before?: Rating & { rpn: number };
};
/** Words and three numbers; what they multiply to stands below as they are typed. `words` null: the rating alone. */
export function RateDialog({ title, verb, words: given, rating: start, limits, run, isPending, error, onClose, before }: RateProps) {
  const [words, setWords] = useState<RowWords>(given ?? { failureMode: '', effect: '', cause: '', control: '' });
  const [rating, setRating] = useState<Draft>(start);
  const [isTried, setTried] = useState(false);
  const send = async (): Promise<void> => {
    setTried(true);
    if (isPending || (given !== null && words.failureMode.trim() === '') || !isWhole(rating)) return;
    if (await run(words, rating)) onClose();
  };
  return (
    <Dialog title={title} isOpen size="medium" onClose={onClose} footer={<><Button hotkey="Escape" onPress={onClose}>Leave it</Button><Button kind="primary" hotkey="Mod+Enter" isPending={isPending} onPress={() => { void send(); }}>{verb}</Button></>}>
      <SendKey onSend={() => { void send(); }} />
      {given !== null && wordFields.map(([id, label, placeholder], i) => (
        <TextField key={id} label={label} value={words[id]} onChange={(text) => { setWords({ ...words, [id]: text }); }} placeholder={placeholder} autoFocus={i === 0} isRequired={i === 0} error={i === 0 && isTried && words.failureMode.trim() === '' ? 'Say what goes wrong' : undefined} />
      ))}
      <div className={s.scales}>{scales.map(([id, label, help], i) => (
        <NumberField key={id} label={label} value={rating[id]} onChange={(value) => { setRating({ ...rating, [id]: value }); }} least={1} most={10} help={help} autoFocus={given === null && i === 0} onEnter={() => { void send(); }}
          error={isTried && (rating[id] === null || rating[id] < 1 || rating[id] > 10) ? 'A whole number from 1 to 10' : undefined} />
      ))}</div>
      <Product rating={rating} limits={limits} before={before} />
      <RefusalLine refusal={error} />
    </Dialog>
  );
}

function Product({ rating, limits: { actAt, actAtSeverity }, before }: Pick<RateProps, 'limits' | 'before'> & { rating: Draft }) {
  if (!isWhole(rating)) return <p className="dim">The risk priority number is what the three multiply to. A row acts at {actAt}, or at severity {actAtSeverity}.</p>;
  const rpn = rating.severity * rating.occurrence * rating.detection;
  const acts = rpn >= actAt ? `at or above ${actAt}` : rating.severity >= actAtSeverity ? `severity ${rating.severity}` : null;
  return (
    <p className={s.product}><output><b data-acts={acts !== null || undefined}>{rating.severity} × {rating.occurrence} × {rating.detection} = {rpn}</b></output> <span className="sec">{acts === null ? `below ${actAt}` : `${acts}, which holds the authorisation`}{before ? `. It was ${before.rpn}, which stays on record` : ''}.</span></p>
  );
}

export type Planned = { action: string; owner: string; dueOn: string };
type ActionProps = { title: string; about: string; start: Planned | null; run: (planned: Planned) => Promise<Reply<unknown>>; isPending: boolean; error: Refusal | undefined; onClose: () => void };
/** What is done, by whom, until when: for a failure mode and for a cause of a pre-mortem alike. */
export function ActionDialog({ title, about, start, run, isPending, error, onClose }: ActionProps) {
  const people = useQuery('person.list', { limit: 500 }).value?.rows.map(({ name }) => name) ?? [];
  const [action, setAction] = useState(start?.action ?? '');
  const [owner, setOwner] = useState(start?.owner ?? '');
  const [dueOn, setDueOn] = useState<string | null>(start?.dueOn || null);
  const [isTried, setTried] = useState(false);
  const send = async (): Promise<void> => {
    setTried(true);
    if (isPending || action.trim() === '' || owner.trim() === '' || dueOn === null) return;
    if ((await run({ action: action.trim(), owner: owner.trim(), dueOn })).ok) onClose();
  };
  const needed = (text: string, what: string): string | undefined => (isTried && text.trim() === '' ? what : undefined);
  return (
    <Dialog title={title} isOpen onClose={onClose} footer={<><Button hotkey="Escape" onPress={onClose}>Leave it</Button><Button kind="primary" hotkey="Mod+Enter" isPending={isPending} onPress={() => { void send(); }}>Set action</Button></>}>
      <SendKey onSend={() => { void send(); }} />
      <p className="sec prose">{about}</p>
      <TextField label="Action" value={action} onChange={setAction} autoFocus isRequired error={needed(action, 'Say what is done')} />
      <TextField label="Owner" value={owner} onChange={setOwner} isRequired suggestions={people} error={needed(owner, 'Say who does it')} />
      <DayField label="Due" value={dueOn} onChange={setDueOn} isRequired error={needed(dueOn ?? '', 'Say until when')} />
      <RefusalLine refusal={error} />
    </Dialog>
  );
}

type OnRow = { change: string; row: FailureMode; onClose: () => void };
export function AcceptDialog({ change, row, onClose }: OnRow) {
  const [reason, setReason] = useState('');
  const accept = useCommand('fmea.accept');
  const rating = row.again ?? row.original;
  const send = async (): Promise<void> => {
    if (reason.trim() === '' || !(await accept.run({ change, row: row.id, reason: reason.trim() })).ok) return;
    showToast({ text: `The residual risk of row ${row.number} is accepted.` });
    onClose();
  };
  return (
    <ConfirmDialog title={`Accept the residual risk of “${row.failureMode}”?`} verb="Sign and accept" isOpen isPending={accept.isPending} isDisabled={reason.trim() === ''} error={accept.error} onConfirm={() => { void send(); }} onClose={onClose}
      consequence={<>You sign as the owner of the service that {rating.severity} × {rating.occurrence} × {rating.detection} = {rating.rpn} is acceptable. A higher rating, or another description, asks for it anew.</>}>
      <TextField label="Reason" value={reason} onChange={setReason} isRequired autoFocus onEnter={() => { void send(); }} />
    </ConfirmDialog>
  );
}

export function DropDialog({ change, row, onClose }: OnRow) {
  const [reason, setReason] = useState('');
  const drop = useCommand('fmea.drop');
  const send = async (): Promise<void> => { if (reason.trim() !== '' && (await drop.run({ change, row: row.id, reason: reason.trim() })).ok) onClose(); };
  return (
    <ConfirmDialog title={`Drop “${row.failureMode}”?`} verb="Drop" isOpen isDangerous isPending={drop.isPending} isDisabled={reason.trim() === ''} error={drop.error} onConfirm={() => { void send(); }} onClose={onClose} consequence={<>It stays on record with its ratings and holds nothing any more.</>}>
      <TextField label="Reason" value={reason} onChange={setReason} isRequired autoFocus onEnter={() => { void send(); }} />
    </ConfirmDialog>
  );
}
